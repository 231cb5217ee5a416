"""核定 on the real window over a real store: by keyboard, nothing lost, green and red at once, counted without a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from one_pack import one_pack_desk, settled, window_over
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.domain.accounts import Role
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.ui.clauses.cases_card import NAME, STATE
from qcy_desktop.ui.clauses.page import ClausesPage
from qcy_desktop.ui.main_window import LIBRARY, MainWindow

MEASURE = "xx16-02"
CLAUSE = "第二条　对2021年1月1日后首次认定的国家高新技术企业，给予10万元奖励。"


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Iterator[CounterDesk]:
    with one_pack_desk(root, tmp_path) as seated:
        yield seated


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: CounterDesk, tmp_path: Path) -> Iterator[MainWindow]:
    with window_over(desk, qtbot, qapp, tmp_path / "crash") as made:
        yield made


def opened(window: MainWindow, qtbot: QtBot) -> ClausesPage:
    window.go_to_place(LIBRARY)
    assert window.library is not None
    window.library.show_measure(MEASURE)
    window.library.verify.click()
    page = window.beside.clauses.page
    assert page is not None
    qtbot.waitUntil(lambda: page.measure() == MEASURE and not window.jobs.busy())
    return page


def write(page: ClausesPage, text: str = CLAUSE) -> None:
    page.text.text.setPlainText(text)
    page.text.source.setText("西咸管发〔2023〕12号，第 2 页")
    page.text.start.setText("2023-10-09")
    page.text.end.setText("2026-10-08")
    page.run()


def test_the_sheet_shows_text_fields_evidence_and_cases_of_the_chosen_measure(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    assert page.rule.edit("奖励额").text() == "10万元" and "机构转述" in page.rule.evidence.text()
    assert "首次认定" in page.rule.words.toPlainText()
    assert page.cases.states() and all(page.cases.states())
    assert not page.sign_button.isEnabled() and "还没有录入官方条文" in page.sign_button.toolTip()
    assert page.cases.numbers.text() == ""
    assert not window.tools.isVisible()


def test_what_stands_in_other_places_of_the_rule_is_never_changed_here(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    gate = next(edit for key, edit in ((f.key, page.rule.edit(f.key)) for f in page.rule.fields()) if "共用条件" in key)
    assert gate.isReadOnly()
    page.switch.choose(1)
    page.switch.choose(0)
    settled(window, qtbot)
    assert gate.isReadOnly() and not page.rule.edit("奖励额").isReadOnly()


def test_numbers_of_the_text_light_up_and_those_without_a_partner_are_named(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    write(page, CLAUSE + "奖励期3年。")
    assert set(page.text.text.marked()) == {"10万元", "2021年1月1日"}
    assert page.cases.numbers.text() == "条文里有、规则参数里没有的数：3年。"
    page.rule.edit("奖励额").setFocus()
    assert page.text.text.marked()[0] == "10万元"
    write(page, "给予奖励。")
    assert "奖励额 10万元" in page.cases.numbers.text() and "计时起点 2021-01-01" in page.cases.numbers.text()


def test_a_text_that_has_nothing_to_do_with_the_clause_is_told_first(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    write(page, "第九条　对新建的公共停车场，按每个车位2000元给予一次性补贴。")
    assert page.cases.numbers.text().startswith("条文里没有说到“首次认定国家高新技术企业奖励”")
    write(page)
    assert "没有说到" not in page.cases.numbers.text()


def test_cases_turn_red_while_a_number_is_typed_and_must_be_accepted_one_by_one(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    write(page, CLAUSE.replace("10万", "20万"))
    edit = page.rule.edit("奖励额")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "20")
    QApplication.focusWidget()
    edit.setText("20万元")
    qtbot.waitUntil(lambda: not all(page.cases.states()))
    red = [place for place, agreed in enumerate(page.cases.states()) if not agreed]
    assert f"{len(red)} 个不符" in page.cases.count.text() and "结果变了" in page.cases.changed.text()
    assert not page.sign_button.isEnabled() and "样例不符" in page.sign_button.toolTip()
    for place in red:
        item = page.cases.list.topLevelItem(place)
        assert item is not None
        item.setCheckState(STATE, Qt.CheckState.Checked)
        assert item.text(NAME) in page.cases.ticked()
    assert page.sign_button.isEnabled()
    edit.setText("十个苹果")
    page.run()
    assert "样例没有运行" in page.cases.count.text() and not page.sign_button.isEnabled()
    assert not page.cases.list.isEnabled()
    edit.setText("10万元")
    page.run()
    assert page.cases.list.isEnabled() and all(page.cases.states())


def test_escape_goes_back_and_everything_typed_is_there_again(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    page.text.text.setFocus()
    page.text.text.setPlainText("第二条 抄到一半")
    page.rule.edit("奖励额").setText("12万元")
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    settled(window, qtbot)
    assert window.places.currentWidget() is window.library
    again = opened(window, qtbot)
    assert again.text.text.toPlainText() == "第二条 抄到一半" and again.rule.edit("奖励额").text() == "12万元"
    again.drop_draft()
    settled(window, qtbot)
    assert again.text.text.toPlainText() == "" and again.rule.edit("奖励额").text() == "10万元"


def test_keys_of_the_counter_do_nothing_to_it_from_here(window: MainWindow, qtbot: QtBot) -> None:
    window.errand.start_new("西咸新区虚构示例氢能科技有限公司")
    window.errand.type_fact(("employees", 2022), "100")
    window.errand.reckon(anew=False)
    page = opened(window, qtbot)
    for id in ("finish", "print", "undo", "add_award"):
        assert not window.acts.action(id).isEnabled() and "回到“窗口”" in window.acts.why_off(id)
    page.text.text.setFocus()
    QTest.keyClick(page.text.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.errand.sheet.entry(("employees", 2022)).text == "100"
    window.go_to_place(0)
    assert window.acts.action("finish").isEnabled() and window.acts.action("undo").isEnabled()


def test_two_people_verify_and_counter_status_and_library_know_it_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.errand.start_new("西咸新区虚构示例氢能科技有限公司")
    assert window.errand.assessment is not None and not window.errand.assessment.measure(MEASURE).verified
    page = opened(window, qtbot)
    write(page)
    page.text.text.setFocus()
    QTest.keyClick(page.text.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(window, qtbot)
    assert page.confirm_button.isVisible() and "已核定 0" in window.status._packs.text()
    page.confirm_button.click()
    settled(window, qtbot)
    dialog = page.dialog
    assert CLAUSE in dialog.text.toPlainText() and "首次认定" in dialog.words.toPlainText()
    assert not dialog.ok.isEnabled()
    dialog.read.click()
    dialog.name.setText("李卫东")
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    settled(window, qtbot)
    assert "已核定 1" in window.status._packs.text()
    window.go_to_place(LIBRARY)
    assert window.library is not None and window.library.model.index(0).data().find("官方文本") > 0
    window.library.show_measure(MEASURE)
    assert window.errand.assessment.measure(MEASURE).verified


def test_nobody_confirms_what_he_signed(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    write(page)
    page.sign()
    settled(window, qtbot)
    page.confirm()
    settled(window, qtbot)
    page.dialog.read.click()
    page.dialog.name.setText("3 号窗口")
    faults: list[object] = []
    window.jobs.failed.connect(faults.append)
    page.dialog.ok.click()
    settled(window, qtbot)
    assert "两人" in str(faults[0]) and "已核定 0" in window.status._packs.text()
    for dialog in QApplication.topLevelWidgets():
        if type(dialog).__name__ == "FaultDialog":
            dialog.close()


def test_with_accounts_another_officer_confirms_as_who_he_is_and_the_signer_must_fetch_one(
    window: MainWindow, qtbot: QtBot, desk: CounterDesk
) -> None:
    accounts, policy = desk.counter.store.accounts, frozenset({Role.ADMIN, Role.POLICY})
    accounts.add(NewAccount("zhang", "张敏", policy, "Blue!Kettle7z"), "zhang", desk.now())
    desk.seat.look_again()
    desk.seat.log_in("zhang", "Blue!Kettle7z")
    page = opened(window, qtbot)
    write(page)
    page.sign()
    settled(window, qtbot)
    page.confirm()
    settled(window, qtbot)
    assert page.dialog.password.isVisible()
    page.dialog.reject()
    with desk.counter.store.acting(desk.seat.hand().session):
        accounts.add(NewAccount("li", "李卫东", policy, "Green!Kettle7z"), "zhang", desk.now())
    desk.seat.log_in("li", "Green!Kettle7z")
    desk.seat.change_password("Green!Kettle7z", "Violet!Kettle7z")
    page.confirm()
    settled(window, qtbot)
    assert not page.dialog.password.isVisible() and not page.dialog.name.isVisible()
    page.dialog.read.click()
    page.dialog.ok.click()
    settled(window, qtbot)
    assert "已核定 1" in window.status._packs.text()


def test_the_register_takes_back_with_a_reason_and_restores_an_earlier_version(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(window, qtbot)
    write(page)
    page.sign()
    settled(window, qtbot)
    page.confirm()
    settled(window, qtbot)
    page.dialog.read.click()
    page.dialog.name.setText("李卫东")
    page.dialog.ok.click()
    settled(window, qtbot)
    page.write_file(tmp_path / "核定.qcyclause")
    window.acts.action("clauses").trigger()
    page.open_register()
    settled(window, qtbot)
    register = page.register
    chosen = register.chosen()
    assert chosen is not None and chosen.state == "已核定" and (tmp_path / "核定.qcyclause").stat().st_size > 500
    register.revoke.click()
    page.asking.field("reason").setText("文件已修订")  # type: ignore[union-attr]
    page.asking._try()
    settled(window, qtbot)
    assert "已核定 0" in window.status._packs.text()
    chosen = register.chosen()
    assert chosen is not None and chosen.state == "已撤销" and "文件已修订" in chosen.remark
    register.back.click()
    settled(window, qtbot)
    assert [line.state for line in register._lines] == ["待复核", "已撤销"]
    page.read_file(tmp_path / "核定.qcyclause")
    settled(window, qtbot)
    assert [line.state for line in register._lines] == ["草稿", "待复核", "已撤销"]


def test_a_text_is_read_from_a_file_and_a_file_that_is_none_is_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(window, qtbot)
    (tmp_path / "条文.txt").write_text(CLAUSE, "gb18030")
    page.read_text(tmp_path / "条文.txt")
    settled(window, qtbot)
    assert page.text.text.toPlainText().strip() == CLAUSE
    faults: list[object] = []
    window.jobs.failed.connect(faults.append)
    page.read_text(tmp_path / "没有.pdf")
    settled(window, qtbot)
    assert "读不了文件" in str(faults[0])
    for dialog in QApplication.topLevelWidgets():
        if type(dialog).__name__ == "FaultDialog":
            dialog.close()


def test_without_the_right_everything_is_readable_and_nothing_can_be_changed(
    window: MainWindow, qtbot: QtBot, desk: CounterDesk
) -> None:
    store = desk.counter.store
    store.accounts.add(NewAccount("admin", "管理员", frozenset({Role.ADMIN}), "Blue!Kettle7z"), "admin", desk.now())
    desk.seat.look_again()
    page = opened(window, qtbot)
    assert page.text.text.isReadOnly() and page.rule.edit("奖励额").isReadOnly()
    assert "没有“核定政策规则”的权限" in page.why_not_signed()


def test_every_part_has_a_name_for_a_screen_reader_and_tab_walks_text_fields_values_and_cases(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    page.text.text.setFocus()
    seen = []
    for _ in range(12):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName() or repr(focus))
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen[:5] == ["官方条文", "官方出处", "条次", "施行日", "截止日"]
    assert "奖励额" in seen and "样例" in seen and not [name for name in seen if "<" in name], seen
