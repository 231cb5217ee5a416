"""Every field: Enter moves on, bad input is said and kept, the wheel and open compositions change nothing."""

from __future__ import annotations

from conftest import press, write
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.facts import FactType
from qcy_desktop.ui.forms.fact_row import FactRow
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit


def _row(window: MainWindow, fact: str, year: int | None) -> FactRow:
    window.counter.facts.go_to((fact, year))
    row = window.counter.facts.form.row((fact, year))
    assert row is not None
    return row


def test_enter_moves_to_the_next_field_on_both_enter_keys(filled: MainWindow) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        row = _row(filled, "rd_staff", 2025)
        press(filled, key)
        now = QApplication.focusWidget()
        assert now is not row.edit() and isinstance(now, FieldEdit | Choice)


def test_enter_during_a_composition_stays_in_the_field(filled: MainWindow) -> None:
    edit = _row(filled, "rd_staff", 2025).edit()
    QApplication.sendEvent(edit, QInputMethodEvent("nihao", []))
    press(filled, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is edit


def test_bad_input_is_said_beside_the_field_and_kept_while_the_rest_works(filled: MainWindow, qtbot: QtBot) -> None:
    row = _row(filled, "rd_tax", 2025)
    edit = row.edit()
    assert isinstance(edit, FieldEdit)
    edit.clear()
    write(filled, "九千来万")
    press(filled, Qt.Key.Key_Return)
    entry = filled.errand.sheet.entry(("rd_tax", 2025))
    assert entry.text == "九千来万" and entry.value is None and entry.fault
    assert edit.text() == "九千来万"
    assert edit.accessibleDescription() == entry.fault
    qtbot.waitUntil(lambda: filled.errand.assessment is not None)
    _row(filled, "employees", 2025)
    write(filled, "120")
    press(filled, Qt.Key.Key_Return)
    assert filled.errand.sheet.entry(("employees", 2025)).value == 120


def test_every_kind_of_field_answers_rubbish_with_a_sentence(filled: MainWindow) -> None:
    sheet = filled.errand.sheet
    for fact in sheet.facts.values():
        year = 2025 if fact.period.value == "年度" else None
        entry = sheet.type_text((fact.id, year), "※※※")
        assert entry.text == "※※※"
        if fact.type is not FactType.TEXT:
            assert entry.fault, fact.name
    filled.errand.reckon(anew=False)


def test_the_wheel_changes_no_value_without_focus(filled: MainWindow) -> None:
    for box in filled.findChildren(Choice):
        before = box.currentIndex()
        filled.tools.scan.setFocus()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(box.mapToGlobal(QPoint(5, 5))),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        assert box.currentIndex() == before


def test_sums_may_be_typed_in_the_unit_of_the_document(filled: MainWindow) -> None:
    filled.counter.facts.unit.setCurrentText("千元")
    _row(filled, "rd_tax", 2025)
    edit = filled.counter.facts.form.row(("rd_tax", 2025)).edit()  # type: ignore[union-attr]
    edit.clear()
    write(filled, "90,000")
    press(filled, Qt.Key.Key_Return)
    assert filled.errand.sheet.entry(("rd_tax", 2025)).value == 9_000_000_000
    filled.counter.facts.unit.setCurrentText("万元")
    again = filled.counter.facts.form.row(("rd_tax", 2025))
    assert again is not None and isinstance(again.edit(), FieldEdit) and again.edit().text() == "9,000.00"


def test_a_choice_is_made_by_one_key_and_emptied_by_delete(filled: MainWindow) -> None:
    row = _row(filled, "is_hnte", None)
    press(filled, Qt.Key.Key_2)
    assert filled.errand.sheet.entry(row.key).value is False
    press(filled, Qt.Key.Key_1)
    assert filled.errand.sheet.entry(row.key).value is True
    press(filled, Qt.Key.Key_Delete)
    assert filled.errand.sheet.entry(row.key).value is None


def test_a_wrong_code_is_explained_beside_it(filled: MainWindow) -> None:
    code = filled.counter.enterprise.code
    code.setFocus()
    code.selectAll()
    write(filled, "91990000MA7QCY3")
    press(filled, Qt.Key.Key_Return)
    assert "18" in code.accessibleDescription()


def test_the_scan_box_is_closed_to_input_methods_until_chinese_is_asked_for(window: MainWindow) -> None:
    scan = window.tools.scan
    press(window, Qt.Key.Key_F2)
    assert not scan.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    press(window, Qt.Key.Key_F2)
    assert scan.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    press(window, Qt.Key.Key_F2)
    assert not scan.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_escape_loses_nothing(filled: MainWindow) -> None:
    _row(filled, "rd_tax", 2025)
    write(filled, "123")
    kept = filled.errand.sheet.entry(("rd_tax", 2025)).text
    press(filled, Qt.Key.Key_Escape)
    assert filled.errand.sheet.entry(("rd_tax", 2025)).text == kept
    assert filled.isVisible()


def test_points_stand_as_people_write_them(filled: MainWindow) -> None:
    row = _row(filled, "hnte_score", None)
    write(filled, "72")
    press(filled, Qt.Key.Key_Return)
    assert filled.errand.sheet.entry(("hnte_score", None)).text == "72 分"
    assert isinstance(row.edit(), FieldEdit) and row.edit().text() == "72"
    assert any(label.text() == "分" for label in row.findChildren(QLabel))
    row.take_focus()
    write(filled, "73分")
    assert not filled.errand.sheet.faults()
