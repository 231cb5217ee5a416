"""Cases in a real store: numbers without gaps or twins, frozen assessments that replay, rights, conflicts, papers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.caseclock import Pace
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act, Defect
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.case_content import PaymentRow
from qcy_desktop.services.casepapers import Issued
from qcy_desktop.services.casework import Desk, plan_of
from qcy_desktop.services.drawers import Drawers
from qcy_desktop.services.paperkinds import CODES, MANY
from qcy_desktop.storage import Storage
from tests.unit.printing.reading import pages, text
from tests.unit.services.case_desk import MEASURE, WAN, Office, company


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


@pytest.fixture
def office(store: Storage) -> Office:
    return Office(store)


def packed(pdf: bytes) -> str:
    return text(pdf).replace(" ", "")


def test_a_case_bears_office_desk_day_and_a_running_number(office: Office) -> None:
    first = office.opened()
    second = office.opened(office.enterprise("西咸新区虚构示例二号有限公司", ""))
    assert (first.row.number, second.row.number) == ("XXZC-FX-20231220-0001", "XXZC-FX-20231220-0002")
    assert first.result.verdict is Verdict.ELIGIBLE
    assert first.dossier.most == 10 * WAN


def test_an_enterprise_has_one_open_case_of_a_measure(office: Office) -> None:
    view = office.opened()
    with pytest.raises(KnownError, match=view.row.number):
        office.opened(view.row.enterprise_id)


def test_a_case_is_carried_from_counter_to_payment_by_its_own_people(office: Office) -> None:
    view = office.paid()
    assert view.dossier.stage is Stage.FILING
    assert view.dossier.paid == 10 * WAN
    with pytest.raises(KnownError, match="没有“审定办件”的权限"):
        id = office.accepted(office.enterprise("另一家", "")).id
        office.do(id, Act.FORWARD)
        office.do(id, Act.PASS, Role.REVIEW)
        office.do(id, Act.PASS, Role.REVIEW)
        office.work(Role.REVIEW, 2).decide(id, "同意", WAN)


def test_a_refused_act_leaves_the_case_as_it_was(office: Office, store: Storage) -> None:
    view = office.accepted()
    links = len(store.care.audit(limit=1000))
    with pytest.raises(KnownError, match="不能办理"):
        office.do(view.id, Act.PAY, Role.HEAD)
    assert office.work(Role.COUNTER).load(view.id) == view
    assert len(store.care.audit(limit=1000)) == links


def test_who_looked_at_an_older_state_does_not_overwrite_the_newer(office: Office) -> None:
    view = office.accepted()
    work = office.work(Role.COUNTER)
    work.act(view.id, work.deed(Act.FORWARD), view.row.version)
    with pytest.raises(KnownError, match="刚被别人改过"):
        work.act(view.id, work.deed(Act.WITHDRAW, "企业撤回"), view.row.version)


def test_a_frozen_assessment_replays_and_says_when_the_rules_have_changed(office: Office, store: Storage) -> None:
    view = office.accepted()
    office.store.save_enterprise(replace(company(), facts={}), "窗口1", office.clock())
    assert office.work(Role.COUNTER).replay(view.id).same_answer
    later = Office(store, verified=False)
    replay = later.work(Role.COUNTER).replay(view.id)
    assert not replay.same_answer and "处不同" in replay.sentence


def test_a_new_assessment_takes_the_place_of_the_frozen_one_by_an_act_with_a_reason(office: Office) -> None:
    view = office.accepted()
    office.do(view.id, Act.FORWARD)
    with pytest.raises(KnownError, match="写明"):
        office.work(Role.REVIEW).reassess(view.id, "")
    again = office.work(Role.REVIEW).reassess(view.id, "补交了认定证书")
    assert again.kept.row.id != view.kept.row.id
    assert again.dossier.history[-1].act is Act.REASSESS


def test_a_measure_that_has_run_out_since_does_not_turn_a_pending_case_away(office: Office) -> None:
    view = office.accepted()
    office.clock.wait(3 * 366)
    again = office.work(Role.REVIEW).reassess(view.id, "补交了认定证书")
    assert again.kept.result.as_of == view.kept.result.as_of
    assert again.result.verdict is Verdict.ELIGIBLE and again.result.verified
    assert again.dossier.most == 10 * WAN


def test_a_case_assessed_for_a_day_without_a_clause_in_force_is_not_sent_round_in_circles(office: Office) -> None:
    work = office.work(Role.COUNTER)
    office.clock.wait(4 * 366)
    id = work.open(office.enterprise(), MEASURE, date(2027, 12, 1)).id
    for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
        office.do(id, act)
    for _ in range(2):
        office.do(id, Act.PASS, Role.REVIEW)
    with pytest.raises(KnownError, match="2027年12月1日 按推断的截止日已经失效") as refusal:
        office.work(Role.HEAD).decide(id, "同意", WAN)
    assert "写明截止日" in refusal.value.cure and "不予支持" in refusal.value.cure


def test_queues_show_what_waits_and_the_most_urgent_first(office: Office) -> None:
    office.accepted()
    submitted = office.opened(office.enterprise("西咸新区虚构示例二号有限公司", ""))
    office.do(submitted.id, Act.SUBMIT)
    office.clock.wait(20)
    queue = office.work(Role.REVIEW).queue()
    assert [one.stage for one in queue] == [Stage.ACCEPTED, Stage.SUBMITTED]
    assert {one.clock.pace for one in queue} == {Pace.LATE}
    assert office.work(Role.REVIEW).queue(Stage.SUBMITTED)[0].number == submitted.row.number


def test_a_batch_act_tells_which_cases_did_not_move_and_can_be_stopped(office: Office) -> None:
    ids = tuple(office.accepted(office.enterprise(f"西咸新区虚构示例{n}号有限公司", "")).id for n in range(3))
    office.do(ids[1], Act.FORWARD)
    refused = office.work(Role.COUNTER).batch(ids, Act.FORWARD)
    assert [id for id, _ in refused] == [ids[1]]
    assert office.work(Role.REVIEW).batch(ids, Act.PASS, "同意", lambda done: done < 1) == ()
    stages = [office.work(Role.REVIEW).load(id).dossier.stage for id in ids]
    assert stages == [Stage.JOINT, Stage.FIRST, Stage.FIRST]


def test_a_schedule_is_split_to_the_fen(office: Office) -> None:
    result = office.opened().result
    part = result.schedule[0] if result.schedule else None
    assert part is None
    assert [one.amount for one in plan_of(result, 1_000_01)] == [1_000_01]


# --- Papers -----------------------------------------------------------------------------------------------------------


def test_every_paper_of_a_case_is_numbered_kept_and_found_by_its_code(office: Office, store: Storage) -> None:
    view = office.paid()
    papers = office.papers()
    kinds = [kind for kind in CODES if kind not in ("supplement", "rejection")]
    for kind in kinds:
        issued = papers.issue(kind, view.id)
        assert issued.paper is not None
        assert issued.paper.number == f"XXZC-FX-{CODES[kind]}{office.clock.now.year}-00001"
        assert store.paper_body(issued.paper.id) == issued.body
        assert view.kept.inputs.name in packed(issued.body)
        if kind not in (*MANY, "materials", "account"):
            assert view.row.number in packed(issued.body)


def test_a_notice_says_what_was_ticked_and_a_refusal_its_reason(office: Office) -> None:
    view = office.opened()
    office.do(view.id, Act.SUBMIT, items=("申请表",))
    office.do(view.id, Act.NOTIFY, defects=(Defect("认定证书", "未提交", "提交有效的证书复印件"),))
    assert "提交有效的证书复印件" in packed(office.papers(Role.COUNTER).issue("supplement", view.id).body)
    other = office.opened(office.enterprise("西咸新区虚构示例二号有限公司", ""))
    office.do(other.id, Act.SUBMIT)
    office.do(other.id, Act.REFUSE, words="税收关系不在本区。")
    assert "税收关系不在本区" in packed(office.papers(Role.COUNTER).issue("rejection", other.id).body)


def test_a_paper_that_comes_too_early_is_refused_and_takes_no_number(office: Office, store: Storage) -> None:
    view = office.opened()
    for kind in ("acceptance", "supplement", "rejection", "approval", "payment", "publicity"):
        with pytest.raises(KnownError, match="还没有办理"):
            office.papers().issue(kind, view.id)
    office.do(view.id, Act.SUBMIT)
    office.do(view.id, Act.ACCEPT)
    issued = office.papers().issue("acceptance", view.id)
    assert issued.paper is not None and issued.paper.number.endswith("-00001")


def test_no_money_rests_on_a_clause_that_is_not_verified(store: Storage) -> None:
    office = Office(store, verified=False)
    view = office.accepted()
    office.do(view.id, Act.FORWARD)
    for _ in range(2):
        office.do(view.id, Act.PASS, Role.REVIEW)
    with pytest.raises(KnownError, match="还没有核定") as refusal:
        office.work(Role.HEAD).decide(view.id, "同意", WAN)
    assert "政策库" in refusal.value.cure and "重新评估" in refusal.value.cure
    with pytest.raises(KnownError, match="还没有核定"):
        office.papers().issue("approval", view.id)
    sample = office.papers(sample=True).issue("approval", view.id)
    assert sample.paper is None
    assert all("样张" in page for page in pages(sample.body))
    assert store.list_papers(case_id=view.id) == ()
    verified = Office(store)
    verified.clock = office.clock
    with pytest.raises(KnownError, match="作于核定之前"):
        verified.work(Role.HEAD).decide(view.id, "同意", WAN)
    verified.work(Role.REVIEW).reassess(view.id, "条款已核定")
    assert verified.work(Role.HEAD).decide(view.id, "同意", WAN).dossier.decided == WAN


def test_a_clause_whose_verification_was_taken_back_carries_no_payment(office: Office, store: Storage) -> None:
    view = office.paid()
    with pytest.raises(KnownError, match="还没有核定"):
        Office(store, verified=False).papers().issue("payment", view.id)


def test_a_reprint_is_the_kept_paper_marked_and_counted(office: Office, store: Storage) -> None:
    view = office.accepted()
    issued = office.papers().issue("acceptance", view.id)
    assert issued.paper is not None
    once, twice = office.papers().reprint(issued.paper.id), office.papers().reprint(issued.paper.id)
    assert "副本（第 1 次）" in text(once.body) and "副本（第 2 次）" in text(twice.body)
    assert twice.paper is not None and twice.paper.copies == 3
    assert store.paper_body(issued.paper.id) == issued.body
    assert [row.act for row in store.care.audit("paper", str(issued.paper.id))] == [
        "paper.copy",
        "paper.copy",
        "paper.make",
    ]


def test_a_scanned_code_finds_the_case_and_replays_it(office: Office) -> None:
    view = office.accepted()
    issued = office.papers().issue("acceptance", view.id)
    assert issued.paper is not None
    payload = office.papers()._payload(view, issued.paper.number)
    assert payload.isascii() and "有限公司" not in payload
    checked = office.papers().check(payload)
    assert checked.genuine and checked.view.id == view.id and "结果一致" in checked.sentence
    assert not office.papers().check(payload[:-1] + ("A" if payload[-1] != "A" else "B")).genuine
    with pytest.raises(KnownError, match="不是本程序出具"):
        office.papers().check("https://example.cn/1")


def test_numbers_have_neither_gaps_nor_twins_when_many_print_at_once_and_some_fail(
    office: Office, store: Storage
) -> None:
    view, early = office.accepted(), office.opened(office.enterprise("西咸新区虚构示例二号有限公司", ""))
    faults: list[str] = []

    def clerk() -> None:
        papers = office.papers()
        for id in (view.id, early.id, view.id):
            try:
                papers.issue("acceptance", id)
            except KnownError as refusal:
                faults.append(refusal.code)

    threads = [threading.Thread(target=clerk) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(int(paper.number[-5:]) for paper in store.list_papers())
    assert numbers == list(range(1, 7))
    assert faults == ["E-PAPER-EARLY"] * 3


def test_a_batch_of_papers_can_be_stopped_and_reports_refusals(office: Office) -> None:
    ids = [office.accepted(office.enterprise(f"西咸新区虚构示例{n}号有限公司", "")).id for n in range(2)]
    ids.append(office.opened(office.enterprise("西咸新区虚构示例九号有限公司", "")).id)
    seen: list[tuple[int, int]] = []

    def go_on(done: int, of: int) -> bool:
        seen.append((done, of))
        return True

    found = dict(office.papers().batch("acceptance", ids, go_on))
    assert isinstance(found[ids[2]], KnownError)
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert list(office.papers().batch("acceptance", ids, lambda done, of: False)) == []


def test_papers_drawn_side_by_side_are_the_same_and_a_refusal_among_them_costs_no_number(office: Office) -> None:
    ids = [office.accepted(office.enterprise(f"西咸新区虚构示例{n}号有限公司", "")).id for n in range(2)]
    early = office.opened(office.enterprise("西咸新区虚构示例九号有限公司", "")).id
    with Drawers(2) as drawers:
        found = dict(office.papers().batch("acceptance", [ids[0], early, ids[1]], lambda done, of: True, drawers))
        together = dict(office.papers().batch("acceptance", ids, lambda done, of: True, drawers))
    assert isinstance(found[early], KnownError)
    numbers = [
        each.paper.number[-5:]
        for each in (found[ids[0]], found[ids[1]], *together.values())
        if isinstance(each, Issued) and each.paper
    ]
    assert numbers == ["00001", "00002", "00003", "00004"]
    assert all(isinstance(each, Issued) and "受理通知书" in packed(each.body) for each in together.values())


def test_the_account_is_looked_up_on_record_and_never_enters_case_or_chain(office: Office, store: Storage) -> None:
    view = office.paid()
    assert "6100000000000000001" in packed(office.papers().issue("payment", view.id).body)
    acts = store.care.audit(limit=1000)
    assert any(row.act == "personal.show" and "拨付审批单" in str(row.after) for row in acts)
    assert "6100000000000000001" not in str(acts) + office.work(Role.HEAD).load(view.id).row.body


def test_lists_bear_nothing_personal_and_the_public_one_no_account(office: Office) -> None:
    id = office.paid().id
    for kind in ("publicity", "payment_summary"):
        read = packed(office.papers().issue(kind, id).body)
        # The contact of `Office.enterprise`: whole or masked, none of it belongs on a list.
        assert [
            word for word in ("王文静", "王**", "王＊", "13900", "139*", "身份证", "手机", "联系人") if word in read
        ] == []
        assert ("6100000000000000001" in read.replace("\n", "")) is (kind == "payment_summary")
    assert {"contact", "phone", "email", "id_number"}.isdisjoint(PaymentRow.__slots__)


def test_desks_have_codes_of_letters_and_digits() -> None:
    with pytest.raises(KnownError, match="不合要求"):
        Desk("西咸", "FX")
    assert Desk("xxzc", "qh2").prefix == "XXZC-QH2"


def test_a_measure_that_does_not_exist_opens_nothing(office: Office) -> None:
    with pytest.raises(KnownError, match="没有编号"):
        office.work(Role.COUNTER).open(office.enterprise(), MEASURE + "x")
