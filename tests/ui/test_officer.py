"""The officer's place on a real window over a real store: queues, batches, reports, the office's tables, and who sits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from case_office import LONG, MORNING, ROOT, CaseOffice
from conftest import OpenWindow, press, write
from desk_in_memory import EngineDesk
from officer_place import NO_CONTACT, asked, done, flat, opened, settle, shut, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from test_shell import CONTROLS

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import load_book
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casequeues import Queue
from qcy_desktop.services.intake import Handed
from qcy_desktop.ui.main_window import COUNTER, MainWindow
from qcy_desktop.ui.officer.act_dialog import ActDialog
from qcy_desktop.ui.officer.batch_dialog import BatchActDialog, BatchPrintDialog
from qcy_desktop.ui.officer.budget_dialog import BudgetDialog
from qcy_desktop.ui.officer.checked_dialog import CheckedDialog
from qcy_desktop.ui.officer.intake_dialog import MISSING, PROMISED, IntakeDialog
from qcy_desktop.ui.officer.page import OfficerPage
from qcy_desktop.ui.officer.report_dialog import ReportDialog
from qcy_desktop.ui.officer.run_dialog import RunDialog
from qcy_desktop.ui.officer.tables_dialog import TablesDialog
from tests.unit.printing.reading import text
from tests.unit.services.case_desk import MEASURE, VERIFIED, WAN, company
from tests.unit.services.small_rules import capped_rules

INSIDE = (QComboBox, QDateEdit, QAbstractItemView)


# --- Queues -----------------------------------------------------------------------------------------------------------


def test_queues_show_their_counts_and_a_line_its_clock_in_words(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    office.case(3, LONG)
    office.case(1)
    page = shown()
    assert page.queues.rail.queue() is Queue.FOR_ME
    said = page.queues.rail.item(list(Queue).index(Queue.FIRST)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "待初审，1 件"
    page.queues.rail.choose(Queue.OPEN)
    settle(qtbot, page)
    lines = [page.queues.model.data(page.queues.model.index(row)) for row in range(page.queues.model.rowCount())]
    assert len(lines) == 2 and any(LONG in str(line) and "个工作日" in str(line) for line in lines)


def test_an_empty_queue_says_so_and_what_to_do(shown: Callable[[], OfficerPage], qtbot: QtBot) -> None:
    page = shown()
    page.queues.rail.choose(Queue.OBJECTION)
    settle(qtbot, page)
    assert page.queues.stack.currentIndex() == 1
    assert "空的" in page.queues._empty.text()


def test_words_and_numbers_find_a_case_and_enter_opens_it(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    office.case(3)
    page = shown()
    press(page, Qt.Key.Key_F2)
    number = office.seat.sheet(id).view.row.number
    write(page, number)
    press(page, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.case.sheet is not None and page.case.sheet.view.id == id
    press(page, Qt.Key.Key_Escape)
    settle(qtbot, page)
    assert not page.in_case() and page.queues.model.rowCount() == 1


def test_a_scanned_paper_is_checked_and_replayed_offline(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(2)
    issued = office.seat.issue("acceptance", (id,))
    assert issued.paper is not None
    papers = office.seat._papers()
    code = papers._payload(papers.work.load(id), issued.paper.number)
    page = shown()
    page.seek()
    write(page, code)
    press(page, Qt.Key.Key_Return)
    settle(qtbot, page)
    dialog = page.dialog
    assert isinstance(dialog, CheckedDialog)
    assert "结果一致" in dialog._checked.sentence
    press(dialog, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.case.sheet is not None and page.case.sheet.view.id == id


# --- Paper, batches, report -------------------------------------------------------------------------------------------


def test_a_reprint_says_copy_and_is_counted_on_the_list(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(2)
    page = shown()
    opened(qtbot, page, id)
    page.issue("acceptance")
    settle(qtbot, page)
    shut(page)
    page.case.papers.issued.setCurrentRow(0)
    page.case.papers._copy()
    settle(qtbot, page)
    assert page.preview is not None and "副本（第 1 次）" in text(page.preview.pdf)
    shut(page)
    assert "副本 1 次" in page.case.papers.issued.item(0).text()


def test_a_batch_act_lists_what_was_done_and_what_was_refused(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    ids = [office.case(3), office.case(3), office.case(1)]
    page = shown()
    page.queues.rail.choose(Queue.OPEN)
    settle(qtbot, page)
    page.queues.model.tick(ids, on=True)
    page.errands.act_many()
    settle(qtbot, page)
    asking = page.dialog
    assert isinstance(asking, BatchActDialog) and asking.chosen() is Act.PASS
    asking.try_it()
    run = page.dialog
    assert isinstance(run, RunDialog)
    qtbot.waitUntil(lambda: run.outcome is not None)
    settle(qtbot, page)
    assert run.outcome is not None
    assert [ok for _, ok, _ in run.outcome.lines] == [True, True, False]
    assert run.list.item(0).text().startswith("✗") and "不能办理" in run.list.item(0).text()
    assert office.store.belongings.batches()[0].counts == {"已办": 2, "未办": 1}
    run.accept()


def test_a_batch_can_be_stopped_and_says_what_was_left(office: CaseOffice) -> None:
    ids = [office.case(3) for _ in range(3)]
    outcome = office.seat.act_many(ids, Act.PASS, "同意", lambda done, of: done < 1)
    assert outcome.stopped and len(outcome.lines) == 1
    assert [stage(office, id) for id in ids] == [Stage.JOINT, Stage.FIRST, Stage.FIRST]
    printed = office.seat.print_many("acceptance", ids, lambda done, of: done < 2)
    assert printed.stopped and len(printed.papers) == 2


def test_a_long_batch_is_drawn_side_by_side_and_numbered_in_the_order_of_the_ticks(office: CaseOffice) -> None:
    ids = [office.case(2) for _ in range(18)]
    told: list[int] = []

    def go_on(done: int, of: int) -> bool:
        told.append(done)
        return of == 18

    outcome = office.seat.print_many("acceptance", ids[::-1], go_on)
    assert [sentence[-5:] for _, ok, sentence in outcome.lines if ok] == [f"{n:05}" for n in range(1, 19)]
    assert outcome.lines[0][0] == office.seat.sheet(ids[-1]).view.row.number and told == list(range(18))
    assert len(outcome.papers) == 18 and not outcome.stopped


def test_a_batch_of_papers_is_bound_into_one_preview(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    ids = [office.case(2), office.case(2)]
    page = shown()
    page.queues.model.tick(ids, on=True)
    page.errands.print_many()
    settle(qtbot, page)
    asking = page.dialog
    assert isinstance(asking, BatchPrintDialog) and not asking.warning.isVisible()
    asking.kind.setCurrentIndex(asking.kinds.index("acceptance"))
    assert NO_CONTACT in asking.warning.text() and asking.warning.isVisible()
    asking._send(asking.wanted)
    run = page.dialog
    assert isinstance(run, RunDialog)
    qtbot.waitUntil(lambda: run.outcome is not None)
    run._print()
    qtbot.waitUntil(lambda: page.preview is not None)
    assert page.preview is not None and page.preview.document.pageCount() >= 2
    shut(page)
    run.accept()
    settle(qtbot, page)


def test_the_days_report_shows_totals_and_prints(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    office.case(5)
    page = shown()
    page.errands.report()
    settle(qtbot, page)
    dialog = page.dialog
    assert isinstance(dialog, ReportDialog) and dialog.report is not None
    assert "按经办人" in dialog.text.toPlainText() and "王文静" in dialog.text.toPlainText()
    page.errands._report_paper(dialog.report)
    settle(qtbot, page)
    assert page.preview is not None and "办件情况表" in text(page.preview.pdf).replace(" ", "")
    shut(page)
    dialog.reject()


def test_a_pool_is_previewed_where_the_rules_know_one_and_a_sum_that_cannot_be_read_says_so(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot, tmp_path: Path
) -> None:
    office.case(6)
    waiting = office.case(3, LONG)
    page = shown()
    assert not page._pools.isVisible()
    office.seat.assessor = Assessor(load_book([capped_rules(ROOT, tmp_path)]), VERIFIED)
    page.refresh()
    settle(qtbot, page)
    assert page._pools.isVisible()
    page._pools.click()
    dialog = page.dialog
    assert isinstance(dialog, BudgetDialog)
    _all_named(dialog)
    QTest.keyClicks(dialog.pool, "14")
    QTest.keyClick(dialog.pool, Qt.Key.Key_Return)
    settle(qtbot, page)
    said = dialog.text.toPlainText()
    assert dialog.preview is not None and [one.after for one in dialog.preview.waiting] == [4 * WAN]
    assert LONG in said and "40,000.00" in said and "2/5（40.00%）" in said and "由主管单位定" in said
    assert "不是审定" in dialog.said.text() and stage(office, waiting) is Stage.FIRST
    dialog.year.setCurrentIndex(1)
    assert dialog.preview is None and dialog.text.toPlainText() == ""
    for wrong, why in (("一些", "读不成一个金额"), ("-1", "总额小于零")):
        dialog.pool.setText(wrong)
        dialog.ask()
        settle(qtbot, page)
        assert why in dialog.said.text() and dialog.text.toPlainText() == ""
    dialog.reject()


def test_office_tables_are_checked_before_they_count_and_closed_without_the_right(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    page = shown()
    page.errands.tables()
    settle(qtbot, page)
    closed = page.dialog
    assert isinstance(closed, TablesDialog) and not closed._save.isEnabled() and "权限" in closed.said.text()
    closed.reject()
    office.sits(Role.ADMIN)
    page.errands.tables()
    settle(qtbot, page)
    dialog = page.dialog
    assert isinstance(dialog, TablesDialog)
    dialog.edits["holidays"].setPlainText("日期,类别,名称\n2027-01-01,休,元旦\n")
    dialog.save()
    settle(qtbot, page)
    assert "节假日表有误" in dialog.said.text()
    dialog.reject()


def test_departments_of_a_joint_review_are_asked_one_after_the_other(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    office.sits(Role.ADMIN)
    office.seat.set_departments(("财政局", "税务局"))
    office.sits(Role.COUNTER)
    offer = office.seat.offers(office.enterprise(), office.assessor.assess(company(), date(2023, 12, 20)))[0]
    taken = office.seat.take_in(office.enterprise(), [Handed(offer.result.id, offer.materials)], date(2023, 12, 20))
    id = taken.views[0].id
    office.act(id, Act.FORWARD, Role.COUNTER)
    office.act(id, Act.PASS, Role.REVIEW)
    office.sits(Role.REVIEW)
    page = shown()
    opened(qtbot, page, id)
    assert (
        page.case.bar.primary() is Act.OPINE
        and "财政局、税务局还没有回复" in page.case.bar.buttons[Act.PASS].accessibleDescription()
    )
    for _ in range(2):
        done(qtbot, page, asked(qtbot, page, Act.OPINE))
    assert {one.department for one in office.seat.sheet(id).view.dossier.opinions} == {"财政局", "税务局"}
    assert page.case.bar.buttons[Act.PASS].isEnabled()


def test_a_scanned_paper_at_the_counter_leads_to_its_case(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(2)
    issued = office.seat.issue("acceptance", (id,))
    assert issued.paper is not None
    papers = office.seat._papers()
    code = papers._payload(papers.work.load(id), issued.paper.number)
    page = shown()
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go_to_place(COUNTER)
    window.tools.scan.setFocus()
    write(window, code)
    press(window, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert isinstance(page.dialog, CheckedDialog)
    page.dialog.reject()


# --- For everybody ----------------------------------------------------------------------------------------------------


def test_every_control_of_the_place_has_a_name_and_is_reached_by_tab(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(2)
    page = shown()
    _all_named(page)
    opened(qtbot, page, id)
    for place in range(3):
        page.case.right.choose(place)
        _all_named(page)
    for act in (Act.FORWARD, Act.REASSESS, Act.WITHDRAW):
        dialog = asked(qtbot, page, act)
        _all_named(dialog)
        dialog.reject()
    page.go_back()
    settle(qtbot, page)
    for open_it in (page.errands.act_many, page.errands.print_many, page.errands.report, page.errands.tables):
        open_it()
        settle(qtbot, page)
        assert page.dialog is not None
        _all_named(page.dialog)
        page.dialog.reject()
        settle(qtbot, page)


def _all_named(shown: QWidget) -> None:
    controls = [
        w
        for w in shown.findChildren(QWidget)
        if isinstance(w, CONTROLS) and w.isVisible() and not isinstance(w.parentWidget(), INSIDE)
    ]
    assert controls
    assert not [
        type(w).__name__ for w in controls if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert not [
        w.accessibleName()
        for w in controls
        if w.isEnabled() and w.focusPolicy() == Qt.FocusPolicy.NoFocus and not isinstance(w, QScrollArea)
    ]


def test_where_nothing_can_be_kept_cases_are_shown_and_every_act_says_why_not(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    office.seat.closed = "磁盘已满，只能查看。"
    page = shown()
    opened(qtbot, page, id)
    assert "条件" in page.case.reasons.toPlainText()
    assert all(one.accessibleDescription() == "磁盘已满，只能查看。" for one in page.case.bar.buttons.values())


def test_at_the_end_of_the_last_known_year_the_queue_still_shows_and_says_what_is_missing(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    from datetime import timedelta

    office.moment = MORNING + timedelta(days=40)
    office.case(3)
    page = shown()
    page.queues.rail.choose(Queue.OPEN)
    settle(qtbot, page)
    assert "缺放假安排" in str(page.queues.model.data(page.queues.model.index(0)))


def test_another_holiday_table_counts_at_once_whoever_put_it_in_force(office: CaseOffice) -> None:
    from qcy_desktop.services.caseoffice import HOLIDAYS, CaseOffice

    id = office.case(3)
    due = office.seat.sheet(id).clock.due
    elsewhere = CaseOffice(office.store, ROOT / "db" / "seed")
    own = elsewhere.table(HOLIDAYS) + "\n2026-11-23,休,虚构的一天\n"
    elsewhere.set_table(HOLIDAYS, own, "管理", office.now())
    after = office.seat.sheet(id).clock.due
    assert due is not None and after is not None and after > due


# --- One person alone -------------------------------------------------------------------------------------------------


def test_an_office_without_accounts_says_that_two_people_need_accounts(office: CaseOffice) -> None:
    id = office.case(3)
    office.sits(*Role, who="经办人")
    for _ in range(2):
        office.seat.do(id, office.seat.deed(Act.PASS, "同意"), office.seat.sheet(id).view.row.version, "")
    decide = next(one for one in office.seat.sheet(id).choices if one.act is Act.DECIDE)
    assert "两人" in decide.against and "启用账号" in decide.cure


def test_in_practice_another_person_lends_a_hand_for_what_takes_two(office: CaseOffice) -> None:
    office.seat.practice = True
    id = office.case(3)
    office.sits(*Role, who="练习的人")
    for _ in range(2):
        office.seat.do(id, office.seat.deed(Act.PASS, "同意"), office.seat.sheet(id).view.row.version, "")
    deed = office.seat.deed(Act.DECIDE, "同意")
    done = office.seat.do(id, replace(deed, amount=WAN), office.seat.sheet(id).view.row.version, "approval")
    assert done.view.dossier.decided == WAN and "第二人" in done.view.dossier.history[-1].who
    assert done.issued is not None and done.issued.paper is None and "样张" in text(done.issued.body)


# --- From the counter -------------------------------------------------------------------------------------------------


def test_the_counter_takes_an_application_in_with_a_promised_paper(
    office: CaseOffice, open_window: OpenWindow, rules: EngineDesk, qtbot: QtBot
) -> None:
    office.sits(Role.COUNTER)
    id = office.enterprise(LONG)
    desk = rules.fresh()
    desk.officer = lambda: office.seat  # type: ignore[method-assign,return-value]
    desk.save = lambda _enterprise, _old: id  # type: ignore[method-assign]
    desk.assess = office.assessor.assess  # type: ignore[method-assign,assignment]
    window = open_window(desk)
    window.errand.start_from(company(LONG, ""))
    window.errand.set_day(date(2023, 12, 20))
    window.acts.action("finish").trigger()
    qtbot.waitUntil(lambda: window.officer is not None and window.officer.intake is not None)
    assert window.officer is not None
    dialog = window.officer.intake
    assert isinstance(dialog, IntakeDialog)
    place = next(n for n, offer in enumerate(dialog.offers) if offer.result.id == MEASURE)
    assert all(not box.isEnabled() for box, offer in zip(dialog.boxes, dialog.offers, strict=True) if offer.barred)
    assert NO_CONTACT in dialog.warning.text() and dialog.warning.isVisible()
    dialog.boxes[place].setChecked(True)
    dialog._receive_all()
    dialog.form(place).rows[-1][1].setCurrentIndex(MISSING)
    assert "只收件" in dialog.said.text()
    dialog.form(place).rows[-1][1].setCurrentIndex(PROMISED)
    dialog.try_it()
    qtbot.waitUntil(lambda: window.officer is not None and window.officer.preview is not None)
    case = office.store.list_cases()[0]
    view = office.seat.sheet(case.id or 0).view
    assert view.dossier.stage is Stage.ACCEPTED and len(view.dossier.promises) == 1
    preview = window.officer.preview
    assert preview is not None
    said = flat(preview.pdf)
    assert all(word in said for word in ("申报表", "承诺书", "收件回执", "受理通知书", case.number))
    preview.reject()
    qtbot.waitUntil(lambda: not window.jobs.busy())


def test_keys_of_the_counter_are_free_among_cases_and_come_back(shown: Callable[[], OfficerPage], qtbot: QtBot) -> None:
    page = shown()
    window = page.window()
    assert isinstance(window, MainWindow)
    assert not window.acts.action("results").isEnabled() and "窗口" in window.acts.why_off("results")
    window.go_to_place(COUNTER)
    assert window.acts.action("results").isEnabled()


def test_a_change_of_clerk_leaves_nothing_of_the_former_one(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    page = shown()
    opened(qtbot, page, id)
    page.queues.model.tick((id,), on=True)
    window = page.window()
    assert isinstance(window, MainWindow)
    window._on_clerk()
    assert page.case.sheet is None and not page.in_case() and page.queues.model.ticked() == ()


def test_every_act_of_the_case_is_reached_by_keys(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    page = shown()
    press(page, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.in_case()
    QTest.keyClick(focus(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert isinstance(page.dialog, ActDialog) and page.dialog.act is Act.PASS
    QTest.keyClick(focus(page.dialog), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert stage(office, id) is Stage.JOINT


def focus(otherwise: QWidget) -> QWidget:
    return QApplication.focusWidget() or otherwise


def test_a_way_of_looking_at_the_queues_is_kept_by_name_chosen_again_replaced_and_removed(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    office.case(3, LONG)
    office.case(1)
    page = shown()
    page.queues.rail.choose(Queue.OPEN)
    settle(qtbot, page)
    page.queues.measure.setCurrentIndex(page.queues.measure.findData(MEASURE))
    page.queues.order.setCurrentIndex(3)
    page.queues.search.setText("国际氢能")
    settle(qtbot, page)
    wanted = page.queues.wish()
    dialog = page.filters.ask_name()
    assert dialog.name.text().startswith("全部在办") and dialog.name.text().endswith("国际氢能")
    dialog.name.clear()
    dialog.go.click()
    settle(qtbot, page)
    assert dialog.isVisible() and "1 至 40 个字" in dialog.told.text()
    dialog.name.setText("氢能研究院的件")
    dialog.go.click()
    settle(qtbot, page)
    assert not dialog.isVisible()
    page.forget()
    page.queues.measure.setCurrentIndex(0)
    page.queues.order.setCurrentIndex(0)
    settle(qtbot, page)
    page.filters.open()
    settle(qtbot, page)
    named = {one.text(): one for one in page.filters.menu_.actions()}
    named["氢能研究院的件"].trigger()
    page.filters.menu_.hide()
    settle(qtbot, page)
    assert page.queues.wish() == wanted and page.queues.model.rowCount() == 1
    page.queues.rail.choose(Queue.FILED)
    settle(qtbot, page)
    assert page.queues.measure.currentData() == MEASURE and page.queues.model.rowCount() == 0
    again = page.filters.ask_name(("氢能研究院的件",))
    again.name.setText("氢能研究院的件")
    assert "替换" in again.told.text()
    again.go.click()
    settle(qtbot, page)
    assert [one.queue for one in office.seat.saved_wishes().values()] == [Queue.FILED]
    page.filters.remove("氢能研究院的件")
    settle(qtbot, page)
    assert office.seat.saved_wishes() == {}
    office.sits(Role.POLICY)
    with pytest.raises(KnownError, match="录入企业"):
        office.seat.save_wish("不该存下", wanted)
