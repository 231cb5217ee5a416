"""The case as a state machine: what may be done where, by whom, and what random walks through it can never reach."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import RIGHTS, Right, Role
from qcy_desktop.domain.caseacts import Actor, choices
from qcy_desktop.domain.caseclock import Limits, Pace, read_limits, stage_clock, used, whole_clock
from qcy_desktop.domain.caseroute import OVER, ROUTED, Route, Stage, Way, route_of
from qcy_desktop.domain.casework import (
    RULES,
    Act,
    Calendar,
    Deed,
    Defect,
    Dossier,
    Part,
    Promise,
    do,
    possible,
    right_of,
)
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import HolidayTable, is_working_day, read_holidays

WAN = 10_000_00
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ALL = frozenset(Right)


@pytest.fixture
def limits(root: Path) -> Limits:
    return read_limits((root / "db" / "seed" / "case_limits.csv").read_text("utf-8"))


@pytest.fixture
def calendar(root: Path, limits: Limits) -> Calendar:
    known = read_holidays((root / "db" / "seed" / "holidays.csv").read_text("utf-8"))
    # 2027 is invented: New Year's Day off, nothing else.
    off = known.days_off | {date(2027, 1, 1)}
    return Calendar(HolidayTable(off, known.make_up, known.years | set(range(2027, 2200))), limits)


def opened(*stages: Stage, way: Way = Way.APPLY, departments: tuple[str, ...] = ()) -> Dossier:
    chosen = stages or (Stage.FIRST, Stage.DECISION, Stage.PUBLICITY, Stage.PAYMENT)
    return Dossier("XXZC-FX-20261116-0001", "xx12-05", Route(way, chosen, 60, departments), 200 * WAN)


class Desk:
    """Does one deed after the other, an hour apart, by two hands."""

    def __init__(self, dossier: Dossier, calendar: Calendar) -> None:
        self.case, self.calendar, self.now = dossier, calendar, MONDAY

    def act(self, act: Act, who: str = "甲", **more: object) -> Dossier:
        self.now += timedelta(hours=1)
        words = {"words": "材料齐全，同意。"} | more
        self.case = do(self.case, Deed(act, who, ALL, self.now, **words), self.calendar)  # type: ignore[arg-type]
        return self.case

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def until_decision(self) -> Desk:
        for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
            self.act(act)
        while self.case.stage is not Stage.DECISION:
            self.act(Act.PASS)
        return self


def test_a_case_goes_from_draft_to_file(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    desk.act(Act.DECIDE, "乙", amount=100 * WAN)
    desk.act(Act.PUBLISH)
    desk.wait(10)
    desk.act(Act.EXPIRE)
    desk.act(Act.PREPARE)
    desk.act(Act.PAY, "乙", name="凭证7")
    assert desk.act(Act.FILE).stage is Stage.FILED
    assert desk.case.paid == 100 * WAN
    assert [entry.before for entry in desk.case.history][:3] == [Stage.DRAFT, Stage.SUBMITTED, Stage.ACCEPTED]


def test_every_forbidden_stage_is_refused_with_its_reason(calendar: Calendar) -> None:
    for stage in Stage:
        case = replace(opened(*ROUTED), stage=stage)
        for act, rule in RULES.items():
            if stage not in rule.stages:
                with pytest.raises(KnownError, match=f"本件现在是“{stage}”，不能办理“{act}”"):
                    do(case, Deed(act, "甲", ALL, MONDAY, words="由"), calendar)


def test_no_role_does_what_its_rights_do_not_cover(calendar: Calendar) -> None:
    for role in Role:
        for act, rule in RULES.items():
            if rule.right not in RIGHTS[role]:
                case = replace(opened(*ROUTED), stage=next(iter(rule.stages)))
                with pytest.raises(KnownError, match="没有"):
                    do(case, Deed(act, "甲", RIGHTS[role], MONDAY, words="由"), calendar)


def test_who_passed_the_case_may_not_decide_it(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    with pytest.raises(KnownError, match="两人"):
        desk.act(Act.DECIDE, "甲", amount=WAN)
    assert desk.act(Act.DECIDE, "乙", amount=WAN).decided == WAN


def test_who_prepared_a_payment_may_not_pay_it(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PAYMENT), calendar).until_decision()
    desk.act(Act.DECIDE, amount=WAN)
    desk.act(Act.PREPARE, "丙")
    with pytest.raises(KnownError, match="两人"):
        desk.act(Act.PAY, "丙")


def test_a_second_notice_for_what_was_already_wrong_is_refused(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    desk.act(Act.SUBMIT, items=("营业执照", "审计报告"))
    desk.act(Act.NOTIFY, defects=(Defect("审计报告", "缺页", "须附全部附注"),))
    desk.act(Act.SUPPLY, items=("审计报告",))
    with pytest.raises(KnownError, match="当时没有提出"):
        desk.act(Act.NOTIFY, defects=(Defect("营业执照", "复印件不清", "须清晰"),))
    fresh = (Defect("审计报告", "没有盖章", "须盖骑缝章"),)
    assert desk.act(Act.NOTIFY, defects=fresh).stage is Stage.SUPPLEMENT


def test_an_answer_to_a_notice_must_hold_everything_it_named(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    desk.act(Act.SUBMIT, items=("申请表",))
    desk.act(Act.NOTIFY, defects=(Defect("申请表", "未盖章", "须盖公章"), Defect("审计报告", "未交", "须提交")))
    with pytest.raises(KnownError, match="审计报告"):
        desk.act(Act.SUPPLY, items=("申请表",))


def test_silence_beyond_the_limit_means_acceptance(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    desk.act(Act.SUBMIT)
    desk.wait(8)
    with pytest.raises(KnownError, match="视为受理"):
        desk.act(Act.NOTIFY, defects=(Defect("申请表", "未盖章", "须盖公章"),))


def test_a_case_with_a_promised_paper_is_not_decided_before_it_comes(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    desk.act(Act.SUBMIT, items=("申请表",))
    desk.act(Act.ACCEPT, promises=(Promise("审计报告", date(2026, 11, 30)),))
    desk.act(Act.FORWARD)
    desk.act(Act.PASS)
    with pytest.raises(KnownError, match="容缺材料“审计报告”"):
        desk.act(Act.DECIDE, "乙", amount=WAN)
    desk.act(Act.COMPLETE, items=("审计报告",))
    assert desk.act(Act.DECIDE, "乙", amount=WAN).decided == WAN


def test_a_joint_review_waits_for_every_department(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.JOINT, Stage.DECISION, departments=("财政局", "税务局")), calendar)
    for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
        desk.act(act)
    desk.act(Act.OPINE, name="财政局")
    with pytest.raises(KnownError, match="税务局还没有回复"):
        desk.act(Act.PASS)
    desk.act(Act.OPINE, name="税务局", agrees=False)
    with pytest.raises(KnownError, match="税务局不同意"):
        desk.act(Act.PASS)


def test_no_more_is_decided_than_the_assessment_allows(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    with pytest.raises(KnownError, match="超过测算的上限"):
        desk.act(Act.DECIDE, "乙", amount=200 * WAN + 1)


def test_a_publicity_does_not_end_on_its_last_day(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PUBLICITY), calendar).until_decision()
    desk.act(Act.DECIDE, amount=WAN)
    desk.act(Act.PUBLISH)
    assert desk.case.public_until == date(2026, 11, 20)
    desk.wait(4)
    with pytest.raises(KnownError, match="还没有期满"):
        desk.act(Act.EXPIRE)
    desk.wait(1)
    assert desk.act(Act.EXPIRE).stage is Stage.FILING


def test_an_upheld_objection_sends_the_case_back_to_the_decision(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PUBLICITY), calendar).until_decision()
    desk.act(Act.DECIDE, amount=WAN)
    desk.act(Act.PUBLISH)
    desk.act(Act.OBJECT, words="企业名称有误")
    case = desk.act(Act.UPHOLD, "乙")
    assert (case.stage, case.decided, case.public_until) == (Stage.DECISION, None, None)


def test_what_nobody_applies_for_begins_with_a_confirmation(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PAYMENT, way=Way.UNASKED), calendar)
    with pytest.raises(KnownError, match="免申即享"):
        desk.act(Act.SUBMIT)
    assert desk.act(Act.CONFIRM).stage is Stage.ACCEPTED


def test_what_is_paid_on_a_promise_needs_the_promise(calendar: Calendar) -> None:
    desk = Desk(opened(way=Way.PROMISE), calendar)
    with pytest.raises(KnownError, match="承诺书"):
        desk.act(Act.SUBMIT, items=("申请表",))
    assert desk.act(Act.SUBMIT, items=("申请表", "承诺书")).stage is Stage.SUBMITTED


def test_later_instalments_wait_for_the_check_and_a_failed_one_is_clawed_back(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PAYMENT, Stage.CHECK), calendar).until_decision()
    plan = (Part("立项后", 40 * WAN), Part("验收后", 60 * WAN, "通过验收"))
    desk.act(Act.DECIDE, amount=100 * WAN, plan=plan)
    desk.act(Act.PREPARE)
    desk.act(Act.PAY, "乙")
    with pytest.raises(KnownError, match="须先验收"):
        desk.act(Act.PREPARE)
    desk.act(Act.INSPECT)
    desk.act(Act.FAIL, words="没有达到约定的指标")
    desk.act(Act.DEMAND, amount=40 * WAN)
    with pytest.raises(KnownError, match="还没有全部到账"):
        desk.act(Act.FILE)
    desk.act(Act.RECOVER, amount=40 * WAN)
    assert desk.act(Act.FILE).stage is Stage.FILED


def test_instalments_add_up_to_what_was_decided(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    with pytest.raises(KnownError, match="分期金额之和"):
        desk.act(Act.DECIDE, "乙", amount=WAN, plan=(Part("首期", WAN - 1),))


def test_an_opinion_is_never_empty(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
        desk.act(act)
    with pytest.raises(KnownError, match="写明意见"):
        desk.act(Act.PASS, words="  ")


def test_stages_of_a_measure_are_read_and_their_order_is_kept() -> None:
    route = route_of("申报", ("初审", "现场核查", "审定", "拨付", "验收"), "受理后 60 个工作日内")
    assert route.total == 60
    assert route.after(Stage.SITE) is Stage.DECISION
    assert route.after(Stage.CHECK) is Stage.FILING
    assert route_of("免申即享或申报", ()).way is Way.UNASKED
    with pytest.raises(KnownError, match="次序"):
        route_of("申报", ("审定", "初审"))
    with pytest.raises(KnownError, match="没有“会签”"):
        route_of("申报", ("会签", "审定"))


def test_the_clock_stands_still_while_the_enterprise_has_the_move(calendar: Calendar, limits: Limits) -> None:
    desk = Desk(opened(), calendar)
    desk.act(Act.SUBMIT)
    desk.act(Act.ACCEPT)
    desk.act(Act.FORWARD)
    desk.wait(2)
    desk.act(Act.NOTIFY, defects=(Defect("申请表", "未盖章", "须盖公章"),))
    table = calendar.holidays
    assert stage_clock(desk.case, date(2026, 11, 19), limits, table).pace is Pace.STILL
    assert used(desk.case, date(2026, 12, 18), limits, table) == 2
    assert whole_clock(desk.case, 60, date(2026, 12, 18), limits, table).left == 58


def test_clocks_are_right_across_the_turn_of_the_year(calendar: Calendar, limits: Limits) -> None:
    case = replace(opened(), stage=Stage.FIRST, since=datetime(2026, 12, 30, 9, tzinfo=UTC))
    clock = stage_clock(case, date(2027, 1, 4), limits, calendar.holidays)
    assert (clock.due, clock.left, clock.pace) == (date(2027, 1, 7), 3, Pace.RUNNING)
    assert stage_clock(case, date(2027, 1, 8), limits, calendar.holidays).pace is Pace.LATE


def test_make_up_days_count_and_holidays_do_not(calendar: Calendar, limits: Limits) -> None:
    case = replace(opened(), stage=Stage.FIRST, since=datetime(2026, 9, 29, 9, tzinfo=UTC))
    assert stage_clock(case, date(2026, 9, 30), limits, calendar.holidays).due == date(2026, 10, 12)


def test_a_year_whose_holidays_are_not_entered_makes_the_clock_unknown_and_nothing_else(
    limits: Limits, root: Path
) -> None:
    known = read_holidays((root / "db" / "seed" / "holidays.csv").read_text("utf-8"))
    last = max(known.years)
    case = replace(
        opened(), stage=Stage.FIRST, since=datetime(last, 12, 30, 9, tzinfo=UTC), accepted_on=date(last, 12, 30)
    )
    clock = stage_clock(case, date(last, 12, 30), limits, known)
    assert (clock.due, clock.left, clock.pace) == (None, None, Pace.UNKNOWN)
    assert whole_clock(case, 60, date(last, 12, 30), limits, known).pace is Pace.UNKNOWN


class Walker:
    """Walks one case by random acts of random people, checking after each step what must always hold."""

    PEOPLE = tuple((f"{role}{number}", RIGHTS[role]) for role in Role for number in (1, 2))

    def __init__(self, chance: random.Random, calendar: Calendar) -> None:
        self.chance, self.calendar = chance, calendar
        self.case, self.now = opened(), MONDAY
        self.seen: set[Stage] = set()
        self.done, self.refused, self.revoked = 0, 0, 0
        self.formers: dict[int, Dossier] = {}

    def begin(self) -> None:
        chance = self.chance
        kept = [stage for stage in ROUTED if stage is Stage.DECISION or chance.random() < 0.6]
        self.case = opened(*kept, way=chance.choice(list(Way)), departments=("财政局",))
        self.now = MONDAY + timedelta(days=chance.randrange(40))
        self.seen.add(self.case.stage)
        self.formers = {}

    def step(self) -> None:
        who, rights = self.chance.choice(self.PEOPLE)
        likely = possible(self.case, rights)
        act = self.chance.choice(likely if likely and self.chance.random() < 0.85 else list(Act))
        if self.chance.random() < {
            Act.WITHDRAW: 0.97,
            Act.END: 0.97,
            Act.DENY: 0.9,
            Act.RETURN: 0.9,
            Act.REFUSE: 0.7,
            Act.REVOKE: 0.9,
        }.get(act, 0):
            return
        self.now += timedelta(hours=self.chance.choice((0, 1, 30, 200)))
        before = self.case
        try:
            self.case = do(before, self.deed(act, who, rights), self.calendar)
        except KnownError as refusal:
            assert refusal.sentence.endswith("。") and refusal.cure
            assert self.case is before
            self.refused += 1
        else:
            self.done += 1
            self.formers[len(before.history)] = before
            self.revoked += act is Act.REVOKE
            self.check(before, act, who, rights)

    def deed(self, act: Act, who: str, rights: frozenset[Right]) -> Deed:
        chance, notices = self.chance, self.case.notices
        named = [defect.item for defect in notices[-1].defects] if notices else []
        items = ("承诺书", *named, *(promise.item for promise in self.case.promises))
        if act is Act.COMPLETE:
            items = tuple(promise.item for promise in self.case.promises)
        return Deed(
            act, who, rights, self.now, "依据充分。", items,
            defects=(Defect(chance.choice(("申请表", "审计报告", "承诺书")), "有误", "须更正"),),
            promises=(Promise("台账", self.now.date() + timedelta(days=5)),) if chance.random() < 0.3 else (),
            amount=200 * WAN if act is Act.REASSESS else chance.choice((None, 0, WAN, *(30 * WAN,) * 6, 500 * WAN)),
            plan=(Part("首期", WAN), Part("二期", 29 * WAN, "通过验收")) if chance.random() < 0.2 else (),
            name="财政局", agrees=chance.random() < 0.9, former=self.former(),
        )  # fmt: skip

    def former(self) -> Dossier | None:
        standing = self.case.standing()
        return self.formers.get(standing[-1]) if standing else None

    def check(self, before: Dossier, act: Act, who: str, rights: frozenset[Right]) -> None:
        case, rule = self.case, RULES[act]
        assert before.stage in rule.stages and right_of(before, act) in rights
        offered = next(one for one in choices(before, Actor(who, rights, self.now), self.calendar) if one.act is act)
        assert offered.open, (act, offered)
        assert case.stage not in ROUTED or case.stage in case.route.stages
        assert len(case.history) == len(before.history) + 1
        assert 0 <= case.recovered <= case.demanded <= case.paid <= (case.decided or 0)
        assert sum(part.amount for part in case.plan) == (case.decided or 0)
        assert all(payment.paid_by != payment.prepared_by for payment in case.payments)
        if act is Act.DECIDE:
            assert who not in before.hands(Act.PASS) and not before.promises
        if case.public_until is not None:
            assert is_working_day(case.public_until, self.calendar.holidays)
        self.seen.add(case.stage)


def test_random_walks_never_leave_the_machine_and_reach_every_stage(calendar: Calendar) -> None:
    walker = Walker(random.Random(20261120), calendar)
    for number in range(10_000):
        if number % 160 == 0 or (walker.case.stage in OVER and walker.chance.random() < 0.2):
            walker.begin()
        walker.step()
    assert walker.seen == set(Stage)
    assert walker.done > 1_000
    assert walker.refused > 1_000
    assert walker.revoked > 20


def test_what_is_taken_back_stays_in_the_history_and_the_case_stands_as_before(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
        desk.act(act)
    before = desk.case
    desk.act(Act.PASS)
    with pytest.raises(KnownError, match="写明"):
        desk.act(Act.REVOKE, words="", former=before)
    after = desk.act(Act.REVOKE, words="错看了附件", former=before)
    assert (after.stage, after.since) == (Stage.FIRST, before.since)
    assert [entry.act for entry in after.history[-2:]] == [Act.PASS, Act.REVOKE]
    desk.act(Act.PASS, "丙")
    assert desk.act(Act.DECIDE, "甲", amount=WAN).stage is Stage.PUBLICITY


def test_a_payment_is_not_taken_back_but_clawed_back(calendar: Calendar) -> None:
    desk = Desk(opened(Stage.DECISION, Stage.PAYMENT), calendar).until_decision()
    desk.act(Act.DECIDE, amount=WAN)
    desk.act(Act.PREPARE)
    before = desk.case
    desk.act(Act.PAY, "乙")
    with pytest.raises(KnownError, match="不能撤销") as refusal:
        desk.act(Act.REVOKE, former=before)
    assert "追回" in refusal.value.cure


def test_nothing_is_taken_back_to_a_state_that_never_was(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar)
    for act in (Act.SUBMIT, Act.ACCEPT, Act.FORWARD):
        desk.act(act)
    with pytest.raises(KnownError, match="没有留在本机"):
        desk.act(Act.REVOKE, former=replace(desk.case, decided=WAN))


def test_a_sum_set_by_hand_is_decided_by_somebody_else(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    desk.act(Act.ADJUST, "乙", amount=300 * WAN, words="会议纪要核增")
    with pytest.raises(KnownError, match="两人"):
        desk.act(Act.DECIDE, "乙", amount=300 * WAN)
    assert desk.act(Act.DECIDE, "丙", amount=300 * WAN).decided == 300 * WAN


def test_what_is_offered_says_why_not(calendar: Calendar) -> None:
    desk = Desk(opened(), calendar).until_decision()
    heads = Actor("甲", ALL, desk.now + timedelta(hours=1))
    said = {one.act: one for one in choices(desk.case, heads, calendar)}
    assert "两人" in said[Act.DECIDE].against and said[Act.DECIDE].timely
    assert "现在是“审定”" in said[Act.PAY].against and not said[Act.PAY].timely
    assert said[Act.RETURN].open and Act.OPINE not in said
    clerk = Actor("丁", RIGHTS[Role.COUNTER], heads.when)
    assert "没有“审定办件”的权限" in {one.act: one for one in choices(desk.case, clerk, calendar)}[Act.DECIDE].against


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("受理,99999999999999999999,是,内部",), "太大"),
        (("受理,5,是," + "长" * 100_000,), "太长"),
        (("受理,5,是,内部", "受理,6,是,内部"), "写了两行"),
        (("受理,半天,是," + "长" * 100_000,), "这一行不对"),
    ],
)
def test_a_row_of_limits_that_cannot_be_meant_is_refused_in_a_short_sentence(rows: tuple[str, ...], said: str) -> None:
    with pytest.raises(KnownError, match=said) as refused:
        read_limits("\n".join(("环节,工作日,计入总时限,依据", *rows)))
    assert len(str(refused.value)) < 160
