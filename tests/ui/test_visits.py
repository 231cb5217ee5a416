"""Coming again: earlier visits compared and copied from, figures of last year marked, twins told, pins and lists undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import TODAY, write
from desk_in_memory import EngineDesk
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.enterprise import Award
from qcy_desktop.services.visits import Cause
from qcy_desktop.ui.counter.draft_body import to_body
from qcy_desktop.ui.counter.sheet import Part
from qcy_desktop.ui.desk import DraftRow
from qcy_desktop.ui.forms.fact_row import FactRow
from qcy_desktop.ui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]
ALL = frozenset(Part)


@pytest.fixture
def kept(filled: MainWindow, desk: EngineDesk, qtbot: QtBot) -> MainWindow:
    """One assessment of the open enterprise is kept and shown in the history."""
    filled.acts.action("finish").trigger()
    qtbot.waitUntil(lambda: bool(desk.kept.get(2)) and not filled.jobs.busy())
    filled.acts.action("history").trigger()
    return filled


def _choose(window: MainWindow, qtbot: QtBot) -> None:
    window.counter.history.table.selectRow(0)
    qtbot.waitUntil(lambda: window.counter.history.comparison is not None)


def _row(window: MainWindow, fact: str) -> FactRow:
    window.counter.facts.go_to((fact, None))
    row = window.counter.facts.form.row((fact, None))
    assert row is not None
    return row


def test_an_earlier_visit_is_compared_with_what_is_typed_now(kept: MainWindow, qtbot: QtBot) -> None:
    _choose(kept, qtbot)
    history = kept.counter.history
    assert "都没有变化" in history.text.toPlainText()
    kept.errand.type_fact(("tax_area", None), "西安市其他区县")
    kept.errand.reckon(anew=False)
    assert history.comparison is not None
    assert [c.fact for c in history.comparison.facts] == ["tax_area"]
    assert history.comparison.results and all(c.cause is Cause.FIGURES for c in history.comparison.results)
    said = history.text.toPlainText()
    assert "税收关系所在地" in said and "西安市其他区县" in said and "指标变了" in said


def test_an_empty_sheet_is_filled_from_an_earlier_visit_and_one_undo_takes_it_back(
    kept: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    _choose(kept, qtbot)
    sheet, history = kept.errand.sheet, kept.counter.history
    held = sheet.enterprise(TODAY)
    sheet.take(replace(held, facts={("tax_area", None): "区外"}, events=None, records={}, awards=None), 2)
    kept.errand.reckon(anew=True)
    history.copy_parts(ALL)
    assert sheet.entry(("tax_area", None)).value == "区外"
    assert dict(sheet.enterprise(TODAY).facts) == {**dict(held.facts), ("tax_area", None): "区外"}
    assert sheet.events == held.events and sheet.awards == held.awards
    assert kept.acts.action("undo").text() == "撤销：照抄 2026-11-20"
    kept.acts.action("undo").trigger()
    assert dict(sheet.enterprise(TODAY).facts) == {("tax_area", None): "区外"} and sheet.events is None
    kept.acts.action("redo").trigger()
    assert sheet.events == held.events and len(sheet.entries) == len(held.facts)


def test_only_the_chosen_parts_are_copied(kept: MainWindow, qtbot: QtBot) -> None:
    _choose(kept, qtbot)
    sheet, history = kept.errand.sheet, kept.counter.history
    held = sheet.enterprise(TODAY)
    sheet.take(replace(held, facts={}, events=None, awards=None), 2)
    kept.errand.reckon(anew=True)
    assert history._visit is not None
    dialog = history.dialog(history._visit)
    dialog.field(Part.FACTS.name).setCurrentText("不要")  # type: ignore[union-attr]
    dialog._try()
    assert dialog.made == ALL - {Part.FACTS}
    history.copy_parts(ALL - {Part.FACTS})
    assert not sheet.entries and sheet.events == held.events
    dialog.deleteLater()


def test_figures_stated_before_this_year_are_marked_until_typed_anew(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    desk.stated = {("reg_area", None): date(2025, 3, 4), ("tax_area", None): TODAY, ("rd_tax", 2024): date(2025, 3, 4)}
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    assert window.errand.sheet.stale(TODAY.year) == (("reg_area", None),)
    assert "2025" in [label.text() for label in _row(window, "reg_area").findChildren(QLabel)]
    assert "2025" not in [label.text() for label in _row(window, "tax_area").findChildren(QLabel)]
    assert "2025-03-04 填的，跨了年" in window.counter.facts.alarm.toolTip()
    window.errand.type_fact(("reg_area", None), "沣东新城")
    window.errand.reckon(anew=False)
    assert window.errand.sheet.stale(TODAY.year) == ()


def test_a_draft_remembers_when_its_figures_were_stated(window: MainWindow, desk: EngineDesk, qtbot: QtBot) -> None:
    desk.stated = {("reg_area", None): date(2025, 3, 4)}
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    body = to_body(window.errand.sheet, TODAY)
    window.errand.start_new()
    window.errand.open_draft(DraftRow("a", "x", window._around.now(), body))
    assert window.errand.sheet.stale(TODAY.year) == (("reg_area", None),)


def test_a_draft_of_another_day_goes_on_today_unless_its_day_was_chosen(window: MainWindow) -> None:
    window.errand.start_new("某某公司")
    for day, wanted in ((date(2026, 11, 12), TODAY), (date(2024, 6, 1), date(2024, 6, 1))):
        saved = window._around.now().replace(day=12)
        window.errand.open_draft(DraftRow("a", "x", saved, to_body(window.errand.sheet, day)))
        assert window.errand.as_of == wanted


def test_another_enterprise_is_assessed_for_today_again(filled: MainWindow, qtbot: QtBot) -> None:
    filled.tools.day.setFocus()
    filled.tools.day.setDate(filled.tools.day.date().addYears(-2))
    assert filled.errand.as_of.year == 2024
    filled.errand.open_stored(3)
    qtbot.waitUntil(lambda: filled.errand.sheet.id == 3)
    assert filled.errand.as_of == TODAY and filled.tools.day.date().year() == 2026


def test_somebody_alike_in_the_store_is_told_while_typing_and_opened_by_one_press(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    window.acts.action("new").trigger()
    card = window.counter.enterprise
    card.name.setFocus()
    write(window, desk.held[2].name[:8])
    qtbot.waitUntil(card.twin.isVisible)
    assert desk.held[2].name in card.twin.toolTip()
    card.twin.click()
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    assert not card.twin.isVisible()


def test_an_open_enterprise_is_no_twin_of_itself(filled: MainWindow, qtbot: QtBot) -> None:
    card = filled.counter.enterprise
    card.code.setFocus()
    card.code.end(False)
    card.edited.emit(filled.errand.sheet.name, filled.errand.sheet.uscc)
    with qtbot.waitSignal(filled.errand.alike) as told:
        pass
    assert told.args == [()] and not card.twin.isVisible()


def test_a_pinned_enterprise_stands_on_the_first_page(filled: MainWindow, desk: EngineDesk, qtbot: QtBot) -> None:
    filled.acts.action("pin").trigger()
    qtbot.waitUntil(lambda: desk.pins == [2] and not filled.jobs.busy())
    assert filled.counter.enterprise.pin.text() == "★ 已钉住"
    filled.acts.action("home").trigger()
    qtbot.waitUntil(lambda: not filled.jobs.busy())
    said = [label.text() for label in filled.counter.welcome.findChildren(QLabel)]
    assert "钉住的" in said and said.count(desk.held[2].name) == 1
    openings = [
        b for b in filled.counter.welcome.findChildren(QPushButton) if b.accessibleName().endswith(desk.held[2].name)
    ]
    openings[0].click()
    qtbot.waitUntil(lambda: not filled.jobs.busy())
    filled.acts.action("pin").trigger()
    qtbot.waitUntil(lambda: desk.pins == [] and not filled.jobs.busy())
    assert filled.counter.enterprise.pin.text() == "☆ 钉住"


def test_who_was_opened_is_noted_and_an_unsaved_enterprise_cannot_be_pinned(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    for id in (3, 2, 3):
        window.errand.open_stored(id)
        qtbot.waitUntil(lambda id=id: window.errand.sheet.id == id and not window.jobs.busy())  # type: ignore[misc]
    assert desk.noted == [3, 2]
    window.acts.action("new").trigger()
    assert not window.counter.enterprise.pin.isVisible()
    assert not window.acts.action("pin").isEnabled() and window.acts.why_off("pin")


def test_a_removed_award_comes_back_by_undo(filled: MainWindow, qtbot: QtBot) -> None:
    awards = filled.counter.facts.awards
    before = filled.errand.sheet.awards
    awards.put(Award("高企认定", 5_000_000, date(2025, 1, 2), "西咸新区"))
    qtbot.waitUntil(lambda: filled.acts.action("undo").text() == "撤销：添加已获奖补")
    filled.acts.action("undo").trigger()
    assert filled.errand.sheet.awards == before
    filled.acts.action("redo").trigger()
    assert filled.errand.sheet.awards is not None and len(filled.errand.sheet.awards) == len(before or ()) + 1


def test_figures_that_contradict_each_other_are_told_and_reached_by_key(filled: MainWindow) -> None:
    filled.errand.type_fact(("rd_staff", 2025), "900")
    filled.errand.type_fact(("employees", 2025), "100")
    filled.errand.type_fact(("rd_tax", 2025), "九千来万")
    filled.errand.reckon(anew=False)
    facts = filled.counter.facts
    assert facts.alarm.isVisible() and "研发人员比全部从业人员还多" in facts.alarm.toolTip()
    said = []
    for _ in range(2):
        filled.acts.action("next_finding").trigger()
        said.append((facts._key, facts._meaning.text()))
    assert said[0][0] == ("rd_tax", 2025) and "九千来万" in said[0][1]
    assert said[1][0] in (("rd_staff", 2025), ("employees", 2025)) and "还多" in said[1][1]
    for key in (("rd_staff", 2025), ("rd_tax", 2025)):
        filled.errand.type_fact(key, "")
    filled.errand.reckon(anew=False)
    assert not facts.alarm.isVisible()
