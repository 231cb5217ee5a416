"""Whole errands at the counter in a real window, with the keyboard only."""

from __future__ import annotations

from conftest import press, write
from desk_in_memory import EngineDesk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.ui.counter.draft_body import to_body
from qcy_desktop.ui.forms.fact_row import AnswerChoice
from qcy_desktop.ui.main_window import MainWindow


def test_a_known_enterprise_is_found_assessed_printed_and_saved_by_keys_alone(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_F2)
    write(window, desk.held[2].uscc)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2)
    assert window.counter.model.rowCount() > 10
    press(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.preview is not None)
    assert window.preview is not None and window.preview.document.pageCount() == 1
    press(window.preview, Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    press(window, Qt.Key.Key_Return, control=True)
    qtbot.waitUntil(lambda: bool(desk.kept.get(2)))


def test_a_stranger_is_entered_from_a_scan_and_saved(window: MainWindow, desk: EngineDesk, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_F2)
    write(window, "91990000MA7QCY999X"[:18])
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.errand.is_open())
    before = len(desk.held)
    press(window, Qt.Key.Key_Return, control=True)
    qtbot.waitUntil(lambda: len(desk.held) == before + 1)


def test_an_answer_to_the_next_question_changes_the_results_and_brings_another(
    filled: MainWindow, qtbot: QtBot
) -> None:
    card = filled.counter.question
    press(filled, Qt.Key.Key_F8)
    while not isinstance(card.edit(), AnswerChoice):
        press(filled, Qt.Key.Key_F6)
    first = card.key()
    press(filled, Qt.Key.Key_Down, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first in filled.errand.sheet.entries)
    assert card.key() != first


def test_what_is_not_known_is_put_aside_and_the_next_question_comes(filled: MainWindow) -> None:
    card = filled.counter.question
    first = card.key()
    press(filled, Qt.Key.Key_F6)
    assert card.key() != first


def test_a_draft_is_kept_while_typing_and_offered_after_a_crash(
    filled: MainWindow, desk: EngineDesk, qtbot: QtBot, open_window: object
) -> None:
    filled.counter.enterprise.name.setFocus()
    filled.counter.enterprise.name.end(False)
    write(filled, "分公司")
    qtbot.waitUntil(lambda: bool(desk.draft_rows), timeout=3000)
    again = open_window(desk)  # type: ignore[operator]
    draft = desk.drafts()[0]
    again.counter.welcome.draft_opened.emit(draft)
    assert again.errand.sheet.name.endswith("分公司")
    assert to_body(again.errand.sheet, again.errand.as_of) == draft.body


def test_undo_takes_back_the_last_entry_and_redo_gives_it_again(filled: MainWindow) -> None:
    key = ("rd_staff", 2025)
    filled.errand.type_fact(key, "20")
    filled.acts.action("undo").setEnabled(True)
    filled.acts.action("undo").trigger()
    assert filled.errand.sheet.entry(key).text == ""
    filled.acts.action("redo").setEnabled(True)
    filled.acts.action("redo").trigger()
    assert filled.errand.sheet.entry(key).text == "20"


def test_rows_keep_their_place_while_typing_and_move_only_on_demand(filled: MainWindow, qtbot: QtBot) -> None:
    model = filled.counter.model
    order = [model.row(i).key for i in range(model.rowCount())]  # type: ignore[union-attr]
    for key in (("is_hnte", None), ("rd_filed", None)):
        filled.errand.type_fact(key, "否")
    filled.errand.reckon(anew=False)
    assert [model.row(i).key for i in range(model.rowCount())] == order  # type: ignore[union-attr]
    filled.acts.action("arrange").trigger()
    assert model.is_arranged()


def test_another_day_lets_another_edition_answer(filled: MainWindow) -> None:
    before = filled.errand.assessment
    filled.tools.day.setFocus()
    filled.tools.day.setDate(filled.tools.day.date().addYears(-3))
    assert filled.errand.assessment is not before
    assert filled.errand.assessment is not None and filled.errand.assessment.as_of.year == 2023


def test_a_verdict_chip_shows_only_its_rows(filled: MainWindow) -> None:
    for verdict, chip in filled.counter.headline.chips().items():
        if not chip.isEnabled():
            continue
        chip.setChecked(True)
        model = filled.counter.model
        assert {model.row(i).first.verdict for i in range(model.rowCount())} == {verdict}  # type: ignore[union-attr]
        chip.setChecked(False)


def test_a_missing_fact_named_in_the_reasons_is_one_link_away(filled: MainWindow) -> None:
    need = next(n for m in filled.errand.assessment.measures for n in m.needs if n.fact in filled.errand.sheet.facts)  # type: ignore[union-attr]
    filled.counter.reasons.wanted.emit(need.fact, need.year)
    row = filled.counter.facts.form.row((need.fact, need.year))
    assert row is not None and QApplication.focusWidget() is row.edit()
