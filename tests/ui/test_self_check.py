"""The self-check: answered by keys, cleared after a pause, carried to the counter by its codes, nothing kept."""

from __future__ import annotations

from conftest import press, write
from desk_in_memory import EngineDesk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.services.visit_code import write_codes
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.selfcheck.window import SelfCheckWindow


def _open(window: MainWindow) -> SelfCheckWindow:
    window.acts.action("self_check").trigger()
    check = window.companions.self_check
    assert check is not None
    check.begin()
    return check


def _answer(check: SelfCheckWindow) -> None:
    """Answer whatever is asked with something that fits."""
    assert check.now is not None
    fact = check.course.fact(check.now)
    if fact.type.value == "是否":
        check.answer("是")
    elif fact.type.value == "选项":
        check.answer(fact.choices[0])
    elif fact.type.value == "日期":
        check.answer("2020-05-18")
    else:
        check.answer("10")


def test_every_answer_brings_another_question_until_the_lists(window: MainWindow) -> None:
    check = _open(window)
    for _ in range(6):
        before = check.now
        _answer(check)
        assert check.now is not before
    check.finish()
    assert "符合" in check._text.toPlainText()


def test_not_knowing_is_always_allowed_and_back_asks_again(window: MainWindow) -> None:
    check = _open(window)
    first = check.now
    check.pass_over()
    assert check.now is not first
    check.back()
    assert check.now is not None and first is not None and check.now.need == first.need


def test_rubbish_is_said_and_the_question_stays(window: MainWindow) -> None:
    check = _open(window)
    first = check.now
    check.answer("※※")
    assert check.now is first and check._fault.isVisible()


def test_the_head_says_what_is_certain_and_how_many_measures_have_no_ceiling(window: MainWindow) -> None:
    check = _open(window)
    _answer(check)
    count = check.course.uncapped()
    assert count > 1 and check._worth.text() == f"可能可得　至少 0.00 万元（含未核定），另有 {count} 项不封顶"


def test_a_pause_leaves_nothing_behind(window: MainWindow) -> None:
    check = _open(window)
    _answer(check)
    check.finish()
    check._idle.timeout.emit()
    assert not check.course.said and check.course.result is None
    assert check._text.toPlainText() == "" and check.pages.currentIndex() == 0


def test_nothing_of_a_self_check_is_stored(window: MainWindow, desk: EngineDesk, qtbot: QtBot) -> None:
    check = _open(window)
    held = dict(desk.held)
    for _ in range(3):
        _answer(check)
    check.finish()
    check.print_sheet()
    qtbot.waitUntil(lambda: check.preview is not None)
    check.close()
    assert desk.held == held and not desk.draft_rows and not desk.kept


def test_the_self_check_offers_no_way_into_the_program(window: MainWindow) -> None:
    check = _open(window)
    words = {b.text() for b in check.findChildren(QAbstractButton)}
    assert not words & {"窗口", "政策库", "名册", "管理", "办件"}


def test_the_codes_of_the_sheet_refill_the_counter_by_scanning(
    window: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    check = _open(window)
    for _ in range(5):
        _answer(check)
    told = check.course.enterprise()
    codes = write_codes(told, {fact.id: fact for fact in desk.facts()})
    check.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for code in reversed(codes):
        press(window, Qt.Key.Key_F2)
        write(window, code)
        press(window, Qt.Key.Key_Return)
    sheet = window.errand.sheet
    assert {key: entry.value for key, entry in sheet.entries.items()} == dict(told.facts)


def test_the_customers_display_masks_the_code_and_shows_only_this_enterprise(
    filled: MainWindow, desk: EngineDesk
) -> None:
    filled.acts.action("customer").trigger()
    customer = filled.companions.customer
    assert customer is not None and customer.isVisible()
    said = " ".join(w.text() for w in customer.findChildren(type(customer._name)))
    assert desk.held[2].uscc not in said and desk.held[2].name in said
    assert desk.held[1].name not in said
    filled.acts.action("customer").trigger()
    assert not customer.isVisible()


def test_help_opens_on_the_page_of_the_screen(window: MainWindow) -> None:
    window.acts.action("help").trigger()
    book = window.companions.help
    assert book is not None and "接待一家企业" in book.text.toPlainText()
    book.search.setText("千元")
    assert book.list.count() >= 1
