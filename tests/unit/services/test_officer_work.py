"""The officer's desk without a window: queues, taking back, papers with acts, intake, reports, lists, office tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseclock import Pace
from qcy_desktop.domain.caseroute import Stage, Way
from qcy_desktop.domain.casework import Act, Promise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casechanges import fact_lines, other_changes
from qcy_desktop.services.casedeeds import Deeds, too_early
from qcy_desktop.services.caselists import payment_book, publicity_book
from qcy_desktop.services.caseoffice import HOLIDAYS, CaseOffice
from qcy_desktop.services.casequeues import PAGE, Order, Queue, Queues, Wish
from qcy_desktop.services.dayreports import day_report, report_book, report_paper
from qcy_desktop.services.intake import Handed, Intake
from qcy_desktop.services.papers import Press
from qcy_desktop.storage import Storage
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import canonical
from tests.unit.printing.reading import pages, text
from tests.unit.services.case_desk import MEASURE, WAN, Office, company


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


@pytest.fixture
def office(store: Storage) -> Office:
    return Office(store)


def deeds(office: Office, role: Role) -> Deeds:
    return Deeds(office.work(role), office.papers(role))


def names(*numbers: int) -> list[str]:
    return [f"西咸新区虚构示例{n}号有限公司" for n in numbers]


# --- Queues -----------------------------------------------------------------------------------------------------------


def test_queues_count_every_case_once_by_its_stage(office: Office) -> None:
    for name in names(1, 2):
        office.accepted(office.enterprise(name, ""))
    office.opened(office.enterprise(names(3)[0], ""))
    listed = Queues(lambda: office.work(Role.COUNTER)).listed(Wish(Queue.OPEN))
    assert (listed.found, listed.counts[Queue.ACCEPTED], listed.counts[Queue.DRAFT]) == (3, 2, 1)
    assert listed.counts[Queue.FILED] == 0


def test_what_waits_for_me_depends_on_my_rights_and_on_who_did_the_step_before(office: Office) -> None:
    view = office.accepted()
    office.do(view.id, Act.FORWARD)
    office.do(view.id, Act.PASS, Role.REVIEW)
    office.do(view.id, Act.PASS, Role.REVIEW)
    waits = {
        role: Queues(lambda role=role: office.work(role)).listed(Wish()).found for role in (Role.HEAD, Role.COUNTER)
    }
    assert waits == {Role.HEAD: 1, Role.COUNTER: 0}


def test_a_late_case_is_urgent_and_words_and_measure_narrow_a_queue(office: Office) -> None:
    for name in names(1, 2, 3):
        office.accepted(office.enterprise(name, ""))
    office.clock.wait(20)
    queues = Queues(lambda: office.work(Role.REVIEW))
    late = queues.listed(Wish(Queue.URGENT))
    assert late.found == 3 and {line.clock.pace for line in late.lines} == {Pace.LATE}
    assert [line.enterprise for line in queues.listed(Wish(Queue.OPEN, "2号 待", order=Order.NUMBER)).lines] == []
    assert [line.enterprise for line in queues.listed(Wish(Queue.OPEN, "2号 受理")).lines] == names(2)
    assert queues.listed(Wish(Queue.OPEN, measure="other")).found == 0
    assert late.measures == ((MEASURE, late.lines[0].title),)


def test_a_promised_paper_brings_its_case_among_the_urgent_before_its_day(office: Office) -> None:
    view = office.opened()
    office.do(view.id, Act.SUBMIT, items=("申请表",))
    office.do(view.id, Act.ACCEPT, promises=(Promise("审计报告", date(2024, 1, 10)),))
    office.do(view.id, Act.FORWARD)
    for _ in range(2):
        office.do(view.id, Act.PASS, Role.REVIEW)
    queues = Queues(lambda: office.work(Role.COUNTER))
    assert queues.listed(Wish(Queue.URGENT)).found == 0
    assert queues.listed(Wish(Queue.PROMISED)).lines[0].promised_by == date(2024, 1, 10)
    office.clock.wait(20)
    assert queues.listed(Wish(Queue.URGENT)).found == 1
    office.do(view.id, Act.COMPLETE, items=("审计报告",))
    assert queues.listed(Wish(Queue.PROMISED)).found == 0


def test_a_long_queue_comes_in_pages_and_in_the_order_asked_for(office: Office) -> None:
    first = office.accepted(office.enterprise("甲", ""))
    for number in range(PAGE):
        row = office.store.load_case(first.id)
        office.store.save_case(replace(row, id=None, number=f"Z{number:03}", version=0), "窗口1", office.clock())
    queues = Queues(lambda: office.work(Role.REVIEW))
    page = queues.listed(Wish(Queue.OPEN, order=Order.NUMBER, page=1))
    assert (page.found, len(page.lines), page.lines[0].number) == (PAGE + 1, 1, "Z049")
    assert len(queues.all_ids(Wish(Queue.OPEN))) == PAGE + 1


# --- Taking back ------------------------------------------------------------------------------------------------------


def test_an_act_is_taken_back_with_a_reason_and_both_stay_in_the_history(office: Office) -> None:
    view = office.decided()
    with pytest.raises(KnownError, match="没有“审定办件”的权限"):
        office.work(Role.REVIEW).revoke(view.id, "会议纪要号写错")
    after = office.work(Role.HEAD).revoke(view.id, "会议纪要号写错")
    assert (after.dossier.stage, after.dossier.decided) == (Stage.DECISION, None)
    assert [entry.act for entry in after.dossier.history[-2:]] == [Act.DECIDE, Act.REVOKE]
    again = office.work(Role.HEAD).decide(view.id, "同意。", 9 * WAN)
    twice = office.work(Role.HEAD).revoke(again.id, "金额再议")
    assert twice.dossier.stage is Stage.DECISION
    back = office.work(Role.REVIEW).revoke(view.id, "联审意见有误")
    assert back.dossier.stage is Stage.JOINT


def test_ones_own_step_of_today_is_undone_until_a_paper_rests_on_it(office: Office, store: Storage) -> None:
    view = office.accepted()
    office.do(view.id, Act.FORWARD)
    review = office.work(Role.REVIEW)
    with pytest.raises(KnownError, match="不能直接取回"):
        review.undo(view.id)
    after = office.work(Role.COUNTER).undo(view.id)
    assert after.dossier.stage is Stage.ACCEPTED and after.dossier.history[-1].act is Act.ACCEPT
    assert store.care.verify() == ()
    office.do(view.id, Act.FORWARD)
    office.papers(Role.COUNTER).issue("approval", view.id)
    with pytest.raises(KnownError, match="不能直接取回"):
        office.work(Role.COUNTER).undo(view.id)


def test_a_sum_set_by_hand_is_printed_with_its_reason(office: Office) -> None:
    view = office.accepted()
    office.do(view.id, Act.FORWARD)
    office.do(view.id, Act.ADJUST, Role.REVIEW, "专题会议核减", amount=8 * WAN)
    body = office.papers().issue("approval", view.id).body
    said = text(body).replace(" ", "").replace("\n", "")
    assert "人工调整" in said and "专题会议核减" in said and "8.00万元" in said


# --- Acts with papers -------------------------------------------------------------------------------------------------


def test_an_act_and_its_paper_are_done_together_or_not_at_all(office: Office, store: Storage) -> None:
    view = office.opened()
    office.do(view.id, Act.SUBMIT, items=("申请表",))
    work = office.work(Role.COUNTER)
    with pytest.raises(KnownError, match="补正告知"):
        deeds(office, Role.COUNTER).do(view.id, work.deed(Act.ACCEPT), None, "supplement")
    assert work.load(view.id).dossier.stage is Stage.SUBMITTED
    done = deeds(office, Role.COUNTER).do(view.id, work.deed(Act.ACCEPT), view.row.version + 1, "acceptance")
    assert done.issued is not None and done.issued.paper is not None
    assert done.view.dossier.stage is Stage.ACCEPTED


def test_a_rehearsed_paper_leaves_nothing_behind(office: Office, store: Storage) -> None:
    view = office.opened()
    office.do(view.id, Act.SUBMIT, items=("申请表",))
    work, links = office.work(Role.COUNTER), len(store.care.audit(limit=1000))
    shown = deeds(office, Role.COUNTER).rehearse(view.id, work.deed(Act.ACCEPT), "acceptance")
    assert all("样张" in page for page in pages(shown))
    assert work.load(view.id).dossier.stage is Stage.SUBMITTED
    assert len(store.care.audit(limit=1000)) == links and store.list_papers() == ()


def test_a_rehearsed_payment_shows_no_account_in_full_for_it_leaves_no_record(office: Office, store: Storage) -> None:
    view = office.decided()
    office.do(view.id, Act.PUBLISH, Role.REVIEW)
    office.clock.wait(15)
    office.do(view.id, Act.EXPIRE, Role.REVIEW)
    shown = deeds(office, Role.REVIEW).rehearse(view.id, office.work(Role.REVIEW).deed(Act.PREPARE), "payment")
    assert "6100000000000000001" not in text(shown).replace(" ", "") and "13900000000" not in text(shown)
    assert not [row for row in store.care.audit(limit=1000) if row.act == "personal.show"]
    office.do(view.id, Act.PREPARE, Role.REVIEW)
    issued = office.papers(Role.REVIEW).issue("payment", view.id)
    assert "6100000000000000001" in text(issued.body).replace(" ", "")
    assert [row for row in store.care.audit(limit=1000) if row.act == "personal.show"]


def test_a_notice_names_the_days_alone_while_the_year_of_its_end_is_not_published(
    office: Office, store: Storage
) -> None:
    view = office.accepted()
    row = store.load_case(view.id)
    late = replace(view.dossier, route=replace(view.dossier.route, total=2000))
    store.save_case(replace(row, body=canonical(late)), "窗口1", office.clock())
    said = text(office.papers(Role.COUNTER).issue("acceptance", view.id).body).replace(" ", "").replace("\n", "")
    assert "2000个工作日，自受理之日起算。" in said


def test_papers_say_what_must_be_done_first(office: Office) -> None:
    dossier = office.opened().dossier
    assert "受理" in too_early("acceptance", dossier)
    assert "拟拨付" in too_early("payment", dossier)
    assert too_early("materials", dossier) == ""


# --- Intake -----------------------------------------------------------------------------------------------------------


def intake(office: Office, root: Path) -> Intake:
    press = Press(root / "resources", "西咸新区政务服务大厅", clerk="窗口1")
    return Intake(office.work(Role.COUNTER), office.papers(Role.COUNTER), press)


def test_the_clerk_takes_measures_in_with_a_promised_paper_and_the_pack_is_printed(office: Office, root: Path) -> None:
    id, taking = office.enterprise(), intake(office, root)
    assessment = office.assessor.assess(company(), date(2023, 12, 20))
    offers = taking.offers(id, assessment)
    assert offers[0].result.id == MEASURE and offers[0].against == "" and offers[0].way is Way.APPLY
    *here, late = offers[0].materials
    promise = Promise(late, office.clock().date() + timedelta(days=9))
    done = taking.take_in(id, [Handed(MEASURE, tuple(here), (promise,))], date(2023, 12, 20))
    view = done.views[0]
    assert view.dossier.stage is Stage.ACCEPTED and view.dossier.promises == (promise,)
    assert [name.split()[-1] for name, _ in done.papers] == ["申报表", "承诺书", "收件回执", "受理通知书"]
    assert all(view.row.number in text(body).replace(" ", "") for _, body in done.papers)
    assert "容缺" in text(dict(done.papers)[f"{view.result.title} 收件回执"])
    assert taking.offers(id, assessment)[-1].number or any(one.number for one in taking.offers(id, assessment))


def test_a_paper_that_is_neither_there_nor_promised_keeps_the_case_from_being_accepted(
    office: Office, root: Path
) -> None:
    id, taking = office.enterprise(), intake(office, root)
    with pytest.raises(KnownError, match="还缺"):
        taking.take_in(id, [Handed(MEASURE, ())], date(2023, 12, 20))
    assert office.store.list_cases() == ()
    done = taking.take_in(id, [Handed(MEASURE, (), (), accept=False)], date(2023, 12, 20))
    assert done.views[0].dossier.stage is Stage.SUBMITTED
    with pytest.raises(KnownError, match="没有勾选"):
        taking.take_in(id, [], date(2023, 12, 20))


# --- Reports, lists, tables -------------------------------------------------------------------------------------------


def test_the_days_report_tells_every_act_with_its_sums_on_paper_and_as_a_workbook(office: Office) -> None:
    view = office.paid()
    report = day_report(office.work(Role.HEAD), date(2023, 12, 20), office.clock.now.date())
    assert {one.name: one.acts for one in report.by_act()}["通过"] == 2
    assert (report.whole().cases, report.whole().decided, report.whole().paid) == (1, 10 * WAN, 10 * WAN)
    assert [one.name for one in report.by_person()] == sorted({entry.who for entry in view.dossier.history})
    said = text(report_paper(report, office.papers().context)).replace(" ", "")
    assert "拨付10.00万元" in said and view.row.number in said
    book = load_workbook(io.BytesIO(report_book(report)))
    assert book.sheetnames == ["按事项", "按措施", "按经办人", "明细"]
    assert [row[6].value for row in book["明细"].iter_rows(min_row=2) if row[4].value == "拨付"] == [100_000]
    empty = day_report(office.work(Role.HEAD), date(2023, 12, 1), date(2023, 12, 1))
    assert empty.lines == () and "没有办理" in text(report_paper(empty, office.papers().context)).replace(" ", "")


def test_the_report_of_a_closed_year_still_tells_what_lies_in_its_archive(office: Office, store: Storage) -> None:
    view = office.paid()
    last = office.clock.now.date()
    before = day_report(office.work(Role.HEAD), date(2023, 12, 20), last)
    office.clock.now = datetime(2025, 1, 8, 1, 0, tzinfo=UTC)
    office.do(view.id, Act.FILE, Role.REVIEW)
    store.archive.make(2025, "管理1", datetime(2026, 2, 1, tzinfo=UTC))
    assert store.named_cases(CaseWish()) == ()
    assert day_report(office.work(Role.HEAD), date(2023, 12, 20), last) == before


def test_the_public_list_has_no_personal_column_and_payments_add_up(office: Office) -> None:
    view = office.paid()
    public = load_workbook(io.BytesIO(publicity_book(office.papers(), [view.id])))["公示名单"]
    cells = " ".join(str(cell.value) for row in public.iter_rows() for cell in row)
    assert "6100000000000000001" not in cells and "13900000000" not in cells and "王文静" not in cells
    assert public.cell(2, 6).value == 10
    paid = load_workbook(io.BytesIO(payment_book(office.papers(), [view.id])))["资金拨付汇总表"]
    assert paid.cell(2, 5).value == "6100000000000000001"
    assert paid.cell(3, paid.max_column - 1).value == 100_000


def test_facts_that_changed_since_the_case_was_opened_stand_first_and_are_marked(office: Office) -> None:
    view = office.accepted()
    held = dict(view.kept.inputs.facts)
    held.popitem()
    now = replace(view.kept.inputs, facts=held, name="改名有限公司")
    lines = fact_lines(view.kept.inputs, now, office.assessor, "")
    assert [line.changed for line in lines].count(True) == 1 and lines[0].changed
    assert any("企业名称" in said for said in other_changes(view.kept.inputs, now))
    assert not any(line.changed for line in fact_lines(view.kept.inputs, view.kept.inputs, office.assessor, ""))


def test_an_office_puts_its_own_holidays_in_force_and_a_faulty_table_changes_nothing(
    office: Office, root: Path
) -> None:
    tables = CaseOffice(office.store, root / "db" / "seed")
    before = tables.calendar().holidays
    own = tables.table(HOLIDAYS) + "\n2027,年度,国办发明电〔2026〕0号（虚构）\n2027-01-01,休,元旦\n"
    with pytest.raises(KnownError, match="节假日表有误"):
        tables.set_table(HOLIDAYS, own + "2027-13-01,休,不存在\n", "管理1", office.clock())
    assert tables.calendar().holidays == before
    tables.set_table(HOLIDAYS, own, "管理1", office.clock())
    assert 2027 in tables.calendar().holidays.years
    tables.set_table(HOLIDAYS, "", "管理1", office.clock())
    assert tables.calendar().holidays == before


def test_an_office_names_the_departments_of_its_joint_reviews_and_keeps_its_phrases(office: Office, root: Path) -> None:
    tables = CaseOffice(office.store, root / "db" / "seed")
    tables.set_departments(("财政局", "税务局"), "管理1", office.clock())
    assert tables.departments() == ("财政局", "税务局")
    assert office.store.belongings.phrases("通过") == ()
    office.store.belongings.set_phrases("通过", ("符合条件，同意。",), "审核1", office.clock())
    assert office.store.belongings.phrases("通过") == ("符合条件，同意。",)


@pytest.mark.parametrize("names", [("税务局", "税务局"), ("税务\u3000局",), ("",), ("很长" * 40,)])
def test_departments_that_cannot_be_meant_are_refused_and_change_nothing(
    office: Office, root: Path, names: tuple[str, ...]
) -> None:
    tables = CaseOffice(office.store, root / "db" / "seed")
    tables.set_departments(("财政局", "税务局"), "管理1", office.clock())
    with pytest.raises(KnownError, match=r"联审部门|太长|写了两行"):
        tables.set_departments(names, "管理1", office.clock())
    assert tables.departments() == ("财政局", "税务局")
