"""Bad input in every field: a sentence beside it, the text kept, nothing else lost, everything else still works."""

from __future__ import annotations

import pytest
from conftest import TODAY, write
from desk_in_memory import EngineDesk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.ui.counter.draft_body import from_body, to_body
from qcy_desktop.ui.counter.sheet import NUMERIC, Sheet
from qcy_desktop.ui.forms.ask import AskDialog
from qcy_desktop.ui.forms.fact_row import FactRow
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.widgets.edits import FieldEdit

WRONG_UNIT = {
    FactType.MONEY: "12 公里",
    FactType.PRICE: "12 公里",
    FactType.RATIO: "12 公里",
    FactType.COUNT: "12 公里",
    FactType.AREA: "12 公里",
    FactType.MASS: "12 公里",
    FactType.DISTANCE: "12 万元",
    FactType.ENERGY: "12 公里",
    FactType.POWER: "12 公里",
    FactType.DAYS: "12 公里",
    FactType.SCORE: "12 公里",
}


def _bad(fact: FactDef) -> list[str]:
    """What a hurried hand could leave in that field."""
    if fact.type is FactType.DATE:
        return ["昨天", "2023-13-45", "20231", "二〇二三年", "2023-02-30", "12 万元"]
    if fact.type not in NUMERIC:
        return []
    bad = [
        "大约九千",
        "abc",
        "1.2.3",
        "--",
        "9" * 40,
        WRONG_UNIT[fact.type],
        "1,2,3,",
        WRONG_UNIT[fact.type].replace("12 ", "１２"),
    ]
    return [*bad, "-5"] if fact.low is not None and fact.low >= 0 else bad


def _open_all(window: MainWindow) -> list[FactRow]:
    form = window.counter.facts.form
    for title in form.titles():
        form.open_group(title)
    return form.rows()


def _type(row: FactRow, text: str) -> None:
    """Replace what stands there, then leave the field."""
    edit = row.edit()
    assert isinstance(edit, FieldEdit)
    edit.setText(text)
    edit.textEdited.emit(text)
    edit.left.emit()


def test_every_field_says_what_is_wrong_keeps_the_text_and_takes_the_next_right_one(
    window: MainWindow, desk: EngineDesk
) -> None:
    window.errand.start_new("某某公司", "")
    silent, lost = [], []
    for row in _open_all(window):
        for text in _bad(row.definition):
            _type(row, text)
            entry = window.errand.sheet.entry(row.key)
            if not (entry.fault and entry.value is None and row._fault.text() == entry.fault):
                silent.append((row.definition.name, text))
            edit = row.edit()
            if entry.text != text or not isinstance(edit, FieldEdit) or edit.text() != text:
                lost.append((row.definition.name, text))
        if row.definition.type in NUMERIC:
            _type(row, "１２")
            entry = window.errand.sheet.entry(row.key)
            if entry.fault or entry.value is None:
                silent.append((row.definition.name, "full-width digits", entry.fault))
    assert not silent and not lost


def test_with_every_field_bad_the_window_still_assesses_saves_its_draft_and_opens_it_again(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    window.errand.start_new("某某公司", "")
    texts = {}
    for row in _open_all(window):
        if _bad(row.definition):
            texts[row.key] = _bad(row.definition)[0]
            _type(row, texts[row.key])
    window.errand.reckon(anew=False)
    assert window.errand.assessment is not None and window.errand.assessment.measures
    assert len(window.errand.sheet.faults()) == len(texts)
    assert window.counter.facts.alarm.text().startswith(f"有 {len(texts)} 处要核对")
    window.errand.save_draft()
    qtbot.waitUntil(lambda: bool(desk.draft_rows))
    again = Sheet(window.errand.sheet.facts, desk.parse, desk.show)
    from_body(again, next(iter(desk.draft_rows.values())).body)
    assert {key: entry.text for key, entry in again.entries.items()} == texts
    assert to_body(again, TODAY) == to_body(window.errand.sheet, TODAY)


def test_a_good_field_beside_bad_ones_still_counts(window: MainWindow) -> None:
    window.errand.start_new("某某公司", "")
    rows = {row.key: row for row in _open_all(window)}
    _type(rows[("rd_tax", 2025)], "很多")
    _type(rows[("employees", 2025)], "１２０")
    assert window.errand.sheet.enterprise(TODAY).facts == {("employees", 2025): 120}


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"date": "昨天"}, "date"),
        ({"date": "2023-10-16", "expires": "永远"}, "expires"),
        ({"date": "2023-10-16", "expires": "2022-01-01"}, "expires"),
        ({"date": ""}, "date"),
    ],
)
def test_a_bad_recognition_is_said_below_its_field_and_the_dialog_stays(
    filled: MainWindow, texts: dict[str, str], field: str
) -> None:
    dialog = filled.counter.facts.events.dialog()
    dialog.open()
    _refused(dialog, texts, field)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"matter": "高企认定", "amount": "不少"}, "amount"),
        ({"matter": "高企认定", "amount": "12 公里"}, "amount"),
        ({"matter": "高企认定", "amount": "-1"}, "amount"),
        ({"matter": "高企认定", "amount": "５", "date": "2023-2-31"}, "date"),
    ],
)
def test_a_bad_award_is_said_below_its_field_and_the_dialog_stays(
    filled: MainWindow, texts: dict[str, str], field: str
) -> None:
    dialog = filled.counter.facts.awards.dialog()
    dialog.open()
    _refused(dialog, texts, field)


def test_every_field_of_every_record_says_what_is_wrong(filled: MainWindow) -> None:
    records, silent = filled.counter.facts.records, []
    for kind in records.kinds():
        records.choose(kind.id)
        for field in kind.fields:
            for text in _bad(field)[:3]:
                dialog = records.dialog()
                assert dialog is not None
                edit = dialog.field(field.id)
                assert isinstance(edit, FieldEdit)
                edit.setText(text)
                dialog._try()
                if not dialog._faults[field.id].text() or dialog.made is not None or edit.text() != text:
                    silent.append((kind.name, field.name, text))
                dialog.deleteLater()
    assert not silent


def test_a_wrong_code_and_a_strange_name_stand_and_are_said(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.action("new").trigger()
    card = window.counter.enterprise
    card.code.setFocus()
    write(window, "91990000MA7QCY30OI")
    QTest.keyClick(card.code, Qt.Key.Key_Return)
    assert card._fault.isVisible() and card.code.text() == "91990000MA7QCY30OI"
    card.name.setFocus()
    write(window, "𬭩㐂龘（集团）" + "长" * 200)
    assert window.errand.sheet.name.startswith("𬭩㐂龘") and window.errand.is_open()


def test_rubbish_in_the_search_box_opens_nothing_and_offers_a_new_enterprise(window: MainWindow, qtbot: QtBot) -> None:
    scan = window.tools.scan
    scan.setFocus()
    scan.setText("※※''; DROP TABLE--")
    scan.textEdited.emit(scan.text())
    qtbot.waitUntil(lambda: scan._popup.isVisible())
    assert "没有查到" in scan._list.item(0).text() and not window.errand.is_open()


def _refused(dialog: AskDialog, texts: dict[str, str], field: str) -> None:
    for id, text in texts.items():
        edit = dialog.field(id)
        assert isinstance(edit, FieldEdit)
        edit.setText(text)
    dialog._try()
    said = {id: label.text() for id, label in dialog._faults.items() if label.isVisible()}
    assert list(said) == [field] and isinstance(dialog._faults[field], QLabel)
    assert dialog.isVisible() and dialog.made is None
    for id, text in texts.items():
        edit = dialog.field(id)
        assert isinstance(edit, FieldEdit) and edit.text() == text
    dialog.reject()
    dialog.deleteLater()
