"""What a case holds: acts, papers handed in, notices, opinions, payments, and the dossier they make up. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.caseclock import Limits
from qcy_desktop.domain.caseroute import OVER, Route, Stage
from qcy_desktop.domain.workdays import HolidayTable


class Act(StrEnum):
    """What can be done to a case."""

    SUBMIT = "提交"
    CONFIRM = "确认意愿"
    ACCEPT = "受理"
    REFUSE = "不予受理"
    NOTIFY = "补正告知"
    SUPPLY = "补正提交"
    COMPLETE = "补齐容缺"
    FORWARD = "转办"
    REASSESS = "重新评估"
    ADJUST = "调整金额"
    OPINE = "部门意见"
    PASS = "通过"
    RETURN = "退回"
    DECIDE = "审定同意"
    DENY = "不予支持"
    PUBLISH = "开始公示"
    OBJECT = "收到异议"
    DISMISS = "异议不成立"
    UPHOLD = "异议成立"
    EXPIRE = "公示期满"
    PREPARE = "拟拨付"
    PAY = "拨付"
    INSPECT = "转验收"
    APPROVE = "验收通过"
    FAIL = "验收不通过"
    DEMAND = "追回"
    RECOVER = "追回到账"
    WITHDRAW = "撤回"
    END = "终止"
    FILE = "归档"
    REVOKE = "撤销"


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with one paper and which standard it must meet."""

    item: str
    fault: str
    standard: str


@dataclass(frozen=True, slots=True)
class Promise:
    """容缺: a paper that is still missing and the day by which it is promised."""

    item: str
    by: date


@dataclass(frozen=True, slots=True)
class Part:
    """One planned payment, in fen: when it is due and what must hold for it."""

    when: str
    amount: int
    test: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act as it is done. What an act does not need stays empty.

    `when` bears the local time zone, its day is the day of the act. `words` is the opinion or the reason; `items` the
    papers handed over; `name` a department, a meeting's number or a voucher; `to` the stage to go back to; `former` the
    case as it was before the act that is taken back.
    """

    act: Act
    who: str
    rights: frozenset[Right]
    when: datetime
    words: str = ""
    items: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    promises: tuple[Promise, ...] = ()
    amount: int | None = None
    plan: tuple[Part, ...] = ()
    day: date | None = None
    name: str = ""
    agrees: bool = True
    to: Stage | None = None
    former: Dossier | None = None

    @property
    def on(self) -> date:
        return self.when.date()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history."""

    act: Act
    who: str
    when: datetime
    before: Stage
    after: Stage
    words: str = ""
    name: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A 一次性补正告知书: what was ticked, the day it is to be answered by, and how often papers had come in before it."""

    defects: tuple[Defect, ...]
    by: date
    round: int
    came_from: Stage


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one department says in 联审."""

    department: str
    agrees: bool
    words: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One part of the plan on its way: prepared by one hand, paid by another."""

    part: int
    amount: int
    prepared_by: str
    paid_by: str = ""
    paid_on: date | None = None
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with all that happened to it. `most` is the upper bound its frozen assessment allows, None: not limited.

    `handed` says in which round (0: submission) each paper last came in; `since` when it entered its stage. `holder` is
    the desk that alone may write, empty while the case never left its own; `handovers` counts how often it was carried.
    """

    number: str
    measure: str
    route: Route
    most: int | None = None
    stage: Stage = Stage.DRAFT
    since: datetime | None = None
    submitted_on: date | None = None
    accepted_on: date | None = None
    history: tuple[Entry, ...] = ()
    rounds: int = 0
    handed: tuple[tuple[str, int], ...] = ()
    notices: tuple[Notice, ...] = ()
    promises: tuple[Promise, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    decided: int | None = None
    plan: tuple[Part, ...] = ()
    payments: tuple[Payment, ...] = ()
    demanded: int = 0
    recovered: int = 0
    public_from: date | None = None
    public_until: date | None = None
    checked: bool = False
    holder: str = ""
    handovers: int = 0

    @property
    def paid(self) -> int:
        """Fen paid out so far."""
        return sum(payment.amount for payment in self.payments if payment.paid_on is not None)

    @property
    def is_open(self) -> bool:
        return self.stage not in OVER

    def hands(self, act: Act) -> frozenset[str]:
        """Everybody who did an act to this case since it was last sent back; what was taken back does not count."""
        standing = [self.history[place] for place in self.standing()]
        last = max((n for n, entry in enumerate(standing) if entry.act is Act.RETURN), default=-1)
        return frozenset(entry.who for entry in standing[last + 1 :] if entry.act is act)

    def standing(self) -> tuple[int, ...]:
        """The places in the history of what was not taken back."""
        places: list[int] = []
        for place, entry in enumerate(self.history):
            if entry.act is Act.REVOKE and places:
                places.pop()
            elif entry.act is not Act.REVOKE:
                places.append(place)
        return tuple(places)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are counted on: holidays, and how many working days each stage has."""

    holidays: HolidayTable
    limits: Limits
