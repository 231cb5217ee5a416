"""What waits at the officer's desk: queues with counts and clocks, searched, ordered and paged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from qcy_desktop.domain.caseacts import Actor, open_acts
from qcy_desktop.domain.caseclock import SOON_WITHIN, Clock, Pace, stage_clock, whole_clock
from qcy_desktop.domain.caseroute import OVER, Stage
from qcy_desktop.domain.casework import Act, Dossier
from qcy_desktop.domain.records import Case
from qcy_desktop.domain.workdays import working_days_between
from qcy_desktop.services.casework import Casework
from qcy_desktop.services.people import people_of
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import parse

PAGE = 50


class Queue(StrEnum):
    """The queues of the desk, in the order in which they are shown."""

    FOR_ME = "等我办"
    URGENT = "临期"
    DRAFT = "待提交"
    SUBMITTED = "待受理"
    ACCEPTED = "待转办"
    FIRST = "待初审"
    SITE = "待现场核查"
    EXPERT = "待评审"
    JOINT = "待联审"
    DECISION = "待审定"
    PUBLICITY = "公示中"
    OBJECTION = "异议中"
    PAYMENT = "待拨付"
    CHECK = "待验收"
    FILING = "待归档"
    SUPPLEMENT = "补正中"
    PROMISED = "容缺中"
    MINE = "我经手的"
    OPEN = "全部在办"
    FILED = "已归档"


STAGES: Mapping[Queue, frozenset[Stage]] = {
    Queue.DRAFT: frozenset({Stage.DRAFT}),
    Queue.SUBMITTED: frozenset({Stage.SUBMITTED}),
    Queue.ACCEPTED: frozenset({Stage.ACCEPTED}),
    Queue.FIRST: frozenset({Stage.FIRST}),
    Queue.SITE: frozenset({Stage.SITE}),
    Queue.EXPERT: frozenset({Stage.EXPERT, Stage.AUDIT}),
    Queue.JOINT: frozenset({Stage.JOINT}),
    Queue.DECISION: frozenset({Stage.DECISION}),
    Queue.PUBLICITY: frozenset({Stage.PUBLICITY}),
    Queue.OBJECTION: frozenset({Stage.OBJECTION}),
    Queue.PAYMENT: frozenset({Stage.PAYMENT}),
    Queue.CHECK: frozenset({Stage.CHECK}),
    Queue.FILING: frozenset({Stage.FILING, Stage.REFUSED, Stage.WITHDRAWN, Stage.ENDED}),
    Queue.SUPPLEMENT: frozenset({Stage.SUPPLEMENT}),
}
"""Which stages wait in which queue; the others are chosen by more than the stage."""

_LIVE = tuple(stage.value for stage in Stage if stage is not Stage.FILED)
# What anybody may do at any time says nothing about whose turn it is.
_ALWAYS = frozenset(
    {Act.WITHDRAW, Act.END, Act.REVOKE, Act.REASSESS, Act.ADJUST, Act.DEMAND, Act.RECOVER, Act.OBJECT, Act.RETURN}
)


class Order(StrEnum):
    """How a queue is ordered."""

    URGENT = "最急在前"
    NEWEST = "最近办理在前"
    NUMBER = "按受理编号"
    ENTERPRISE = "按企业"
    AMOUNT = "金额大的在前"


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a queue. `amount` is what was decided, else what the assessment allows at most, in fen."""

    id: int
    version: int
    number: str
    enterprise: str
    measure: str
    title: str
    stage: Stage
    clock: Clock
    whole: Clock
    amount: int | None
    decided: bool
    last: str
    who: str
    changed_at: datetime | None
    promises: int
    promised_by: date | None
    holder: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines are wanted: a queue, words that must all occur, one measure (empty: any), order, and page from 0."""

    queue: Queue = Queue.FOR_ME
    words: str = ""
    measure: str = ""
    order: Order = Order.URGENT
    page: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a queue, how long the queue is, the counts of all queues, and the measures that occur in this one."""

    lines: tuple[Line, ...]
    found: int
    counts: Mapping[Queue, int]
    measures: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Queues:
    """The queues of one store. What was read of a case is kept until its version changes."""

    work: Callable[[], Casework]
    _read: dict[int, tuple[int, Dossier, str]] = field(default_factory=dict)

    def listed(self, wish: Wish) -> Listed:
        """One page of what is wanted, and all counts."""
        work = self.work()
        live = [self._live(work, *row) for row in self._rows(work, _LIVE)]
        counts: dict[Queue, int] = {
            queue: sum(one.waits_in(queue) for one in live) for queue in Queue if queue is not Queue.FILED
        }
        counts[Queue.FILED] = work.store.count_cases((Stage.FILED.value,))
        if wish.queue is Queue.FILED:
            chosen = [self._live(work, *row) for row in self._rows(work, (Stage.FILED.value,), wish.words)]
        else:
            chosen = [one for one in live if one.waits_in(wish.queue)]
        found = sorted((one.line() for one in chosen if one.fits(wish)), key=_KEYS[wish.order])
        measures = dict(sorted({one.case.measure: one.title for one in chosen}.items(), key=lambda pair: pair[1]))
        page = found[wish.page * PAGE : (wish.page + 1) * PAGE]
        names = people_of(work.store)
        called = (replace(line, who=names.get(line.who, line.who)) for line in page)
        return Listed(tuple(called), len(found), counts, tuple(measures.items()))

    def all_ids(self, wish: Wish) -> tuple[int, ...]:
        """Every case of a queue as filtered, over all its pages."""
        found: list[int] = []
        page = 0
        while True:
            listed = self.listed(Wish(wish.queue, wish.words, wish.measure, wish.order, page))
            found += [line.id for line in listed.lines]
            page += 1
            if page * PAGE >= listed.found:
                return tuple(found)

    def _rows(self, work: Casework, states: tuple[str, ...], words: str = "") -> tuple[tuple[Case, str], ...]:
        return work.store.named_cases(CaseWish(states, words))

    def _live(self, work: Casework, case: Case, enterprise: str) -> _Live:
        dossier, now = self._dossier(case), work.clock()
        clock = stage_clock(dossier, now.date(), work.calendar.limits, work.calendar.holidays)
        return _Live(work, case, enterprise, dossier, now, clock)

    def _dossier(self, case: Case) -> Dossier:
        assert case.id is not None  # stored
        known = self._read.get(case.id)
        if known is not None and known[0] == case.version and known[2] == case.body:
            return known[1]
        dossier = parse(Dossier, case.body)
        self._read[case.id] = (case.version, dossier, case.body)
        return dossier


@dataclass(frozen=True, slots=True)
class _Live:
    """One case while a queue is made."""

    work: Casework
    case: Case
    enterprise: str
    dossier: Dossier
    now: datetime
    clock: Clock

    @property
    def title(self) -> str:
        known = self.work.assessor.book.measures.get(self.case.measure)
        return known.source.title if known is not None else self.case.measure

    def waits_in(self, queue: Queue) -> bool:
        if queue in STAGES:
            return self.dossier.stage in STAGES[queue]
        hand = self.work.hand
        if queue is Queue.FOR_ME:
            return self._my_turn()
        if queue is Queue.URGENT:
            return self.clock.pace in (Pace.SOON, Pace.LATE) or self._promise_is_due()
        if queue is Queue.PROMISED:
            return bool(self.dossier.promises) and self.dossier.is_open
        if queue is Queue.MINE:
            return any(entry.who == hand.who for entry in self.dossier.history)
        return queue is Queue.OPEN and self.dossier.stage not in OVER

    def _promise_is_due(self) -> bool:
        """Whether a promised paper is due within two working days, or late."""
        by, today = self.promised_by(), self.now.date()
        if by is None or by.year not in self.work.calendar.holidays.years:
            return by is not None and by <= today
        return working_days_between(today, by, self.work.calendar.holidays) <= SOON_WITHIN

    def promised_by(self) -> date | None:
        """The day by which the next promised paper is to come; None for a case that waits for none."""
        days = [promise.by for promise in self.dossier.promises] if self.dossier.is_open else []
        return min(days, default=None)

    def _my_turn(self) -> bool:
        if self.dossier.holder not in ("", self.work.desk.prefix):
            return False
        actor = Actor(self.work.hand.who, self.work.hand.rights, self.now)
        return bool(open_acts(self.dossier, actor, self.work.calendar, _ALWAYS))

    def fits(self, wish: Wish) -> bool:
        said = f"{self.case.number} {self.enterprise} {self.title} {self.dossier.stage}".lower()
        chosen = not wish.measure or wish.measure == self.case.measure
        return chosen and (wish.queue is Queue.FILED or all(word in said for word in wish.words.lower().split()))

    def line(self) -> Line:
        case, dossier, work = self.case, self.dossier, self.work
        assert case.id is not None  # stored
        entry = dossier.history[-1] if dossier.history else None
        whole = whole_clock(dossier, dossier.route.total, self.now.date(), work.calendar.limits, work.calendar.holidays)
        return Line(
            case.id, case.version, case.number, self.enterprise, case.measure, self.title, dossier.stage, self.clock, whole,
            dossier.decided if dossier.decided is not None else dossier.most, dossier.decided is not None,
            str(entry.act) if entry else "新建", entry.who if entry else case.opened_by, case.changed_at, len(dossier.promises), self.promised_by(),
            dossier.holder if dossier.holder != work.desk.prefix else "",
        )  # fmt: skip


_KEYS: Mapping[Order, Callable[[Line], tuple[object, ...]]] = {
    Order.URGENT: lambda line: (line.clock.left is None, line.clock.left or 0, line.number),
    Order.NEWEST: lambda line: (-(line.changed_at.timestamp() if line.changed_at else 0), line.number),
    Order.NUMBER: lambda line: (line.number,),
    Order.ENTERPRISE: lambda line: (line.enterprise, line.number),
    Order.AMOUNT: lambda line: (-(line.amount or 0), line.number),
}
