"""The office's own forms on the real window over a real store: mapped by keyboard, previewed, filled, kept as versions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from one_pack import one_pack_desk, settled, window_over
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.officeforms import Unit
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.forms_office.page import FormsPage
from qcy_desktop.ui.main_window import MainWindow

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.unit.exchange.form_files import excel_form, word_form

COMPANY = "西咸新区虚构示例氢能科技有限公司"


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Iterator[CounterDesk]:
    with one_pack_desk(root, tmp_path) as seated:
        yield seated


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: CounterDesk, tmp_path: Path) -> Iterator[MainWindow]:
    with window_over(desk, qtbot, qapp, tmp_path / "crash") as made:
        yield made


def opened(window: MainWindow, qtbot: QtBot) -> FormsPage:
    window.acts.action("forms").trigger()
    settled(window, qtbot)
    assert window.beside.forms.page is not None
    return window.beside.forms.page


def added(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> FormsPage:
    page = opened(window, qtbot)
    (tmp_path / "某局申请表.xlsx").write_bytes(excel_form())
    page.add_file(tmp_path / "某局申请表.xlsx")
    settled(window, qtbot)
    return page


def slots(page: FormsPage) -> dict[str, str]:
    assert page._open is not None
    return {slot.place: slot.what for slot in page._open.form.slots}


def test_a_form_is_shown_as_it_is_and_its_labels_have_been_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = added(window, qtbot, tmp_path)
    table = page.view.tables[0]
    assert table.columnSpan(0, 0) == 6 and table.columnSpan(1, 1) == 3
    assert slots(page)["申请表!B2"] == "enterprise:name"
    item = table.item(1, 1)
    assert item is not None and item.text() == "〔企业名称〕"
    assert "还没有保存" in page._title.text()


def test_a_cell_is_mapped_by_keyboard_alone_and_emptied_with_delete(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = added(window, qtbot, tmp_path)
    page.view.go_to("申请表!D9")
    QTest.keyClick(page.view.tables[0], Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.slot.search
    page.slot.search.setText("审定金额")
    QTest.keyClick(page.slot.search, Qt.Key.Key_Return)
    assert slots(page)["申请表!D9"] == "case:decided" and QApplication.focusWidget() is page.view.tables[0]
    page.slot.unit.setCurrentText("大写")
    assert page._open is not None
    assert next(slot.unit for slot in page._open.form.slots if slot.place == "申请表!D9") is Unit.CAPITAL
    QTest.keyClick(page.view.tables[0], Qt.Key.Key_Delete)
    assert "申请表!D9" not in slots(page)
    page.slot.words.setText("无")
    page.slot.words.entered.emit()
    assert slots(page)["申请表!D9"] == "text:无"


def test_a_form_is_kept_as_versions_and_nothing_is_lost_on_escape(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = added(window, qtbot, tmp_path)
    QTest.keyClick(page.view.tables[0], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(window, qtbot)
    assert page.list.count() == 1 and "第 1 版" in page._title.text()
    page.view.go_to("申请表!B2")
    page.clear("申请表!B2")
    QTest.keyClick(page.view.tables[0], Qt.Key.Key_Escape)
    settled(window, qtbot)
    assert window.places.currentWidget() is window.counter and window.tools.isVisible()
    again = opened(window, qtbot)
    assert "第 2 版" in again._title.text() and "申请表!B2" not in slots(again)


def test_what_is_open_at_the_counter_fills_the_form_and_what_is_missing_is_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.errand.start_new(COMPANY, "91990000MA00000017")
    page = added(window, qtbot, tmp_path)
    page.keep()
    settled(window, qtbot)
    page.preview()
    settled(window, qtbot)
    item = page.view.tables[0].item(1, 1)
    assert item is not None and item.text() == COMPANY
    assert page.filled is not None and page.filled.gaps and "核算金额" in page._note.text()
    out = tmp_path / "填好.xlsx"
    page.fill_into(out)
    settled(window, qtbot)
    sheet = load_workbook(out)["申请表"]
    assert (sheet["B2"].value, sheet["F2"].value) == (COMPANY, "91990000MA00000017")
    assert "空着" in page._note.text() and str(out) in page._note.text()


def test_an_unknown_number_is_a_sentence_and_the_form_stays(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    page = added(window, qtbot, tmp_path)
    page.preview()
    assert "先写明为谁填" in page._note.text()
    faults: list[object] = []
    window.jobs.failed.connect(faults.append)
    page.whom.setText("查无此人")
    page.preview()
    settled(window, qtbot)
    assert "没有找到“查无此人”" in str(faults[0]) and slots(page)
    for dialog in QApplication.topLevelWidgets():
        if type(dialog).__name__ == "FaultDialog":
            dialog.close()


def test_a_word_form_shows_tables_and_gaps_and_is_carried_as_one_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(window, qtbot)
    (tmp_path / "申请函.docx").write_bytes(word_form())
    page.add_file(tmp_path / "申请函.docx")
    settled(window, qtbot)
    assert [table.sheet.name for table in page.view.tables] == ["表1", "文中空位"]
    page.export_to(tmp_path / "函.qcyform")
    settled(window, qtbot)
    page.retire()
    settled(window, qtbot)
    assert page.list.count() == 0
    page.take_in_file(tmp_path / "函.qcyform")
    settled(window, qtbot)
    assert page.list.count() == 1 and slots(page)["{{受理编号}}"] == "case:number"


def test_without_the_right_a_form_can_be_filled_but_not_changed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, desk: CounterDesk
) -> None:
    page = added(window, qtbot, tmp_path)
    page.keep()
    settled(window, qtbot)
    store = desk.counter.store
    store.accounts.add(NewAccount("admin", "管理员", frozenset({Role.ADMIN}), "Blue!Kettle7z"), "admin", desk.now())
    desk.seat.look_again()
    page.open_form("某局申请表")
    settled(window, qtbot)
    before = slots(page)
    page.put(next(iter(page._open.form.slots)))  # type: ignore[union-attr]
    page.clear("申请表!B2")
    assert slots(page) == before and not page.save_button.isEnabled() and page.slot.search.isReadOnly()
    assert "不能改动表格" in page.add_button.toolTip()


def test_the_place_of_office_forms_fits_a_small_screen_at_150_percent(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.wear(Look("light", 150))
    added(window, qtbot, tmp_path)
    QApplication.sendPostedEvents()
    least = window.layout().minimumSize()
    assert least.width() <= 1366 and least.height() <= 768 - 45  # less the band and the frame of practice
