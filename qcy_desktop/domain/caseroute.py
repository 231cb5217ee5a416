"""Which way a case takes: the stages it lies in, the order they may come in, and the stages a measure asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qcy_desktop.domain.errors import KnownError


class Stage(StrEnum):
    """Where a case lies. A stage of the route waits for its own work: 初审 is the queue 待初审."""

    DRAFT = "草稿"
    SUBMITTED = "已提交"
    SUPPLEMENT = "补正"
    ACCEPTED = "受理"
    REFUSED = "不予受理"
    FIRST = "初审"
    SITE = "现场核查"
    EXPERT = "评审"
    AUDIT = "审计"
    JOINT = "联审"
    DECISION = "审定"
    PUBLICITY = "公示"
    OBJECTION = "异议"
    PAYMENT = "拨付"
    CHECK = "验收"
    FILING = "归档"
    FILED = "已归档"
    WITHDRAWN = "撤回"
    ENDED = "终止"


ROUTED = (
    Stage.FIRST, Stage.SITE, Stage.EXPERT, Stage.AUDIT, Stage.JOINT, Stage.DECISION, Stage.PUBLICITY, Stage.PAYMENT, Stage.CHECK,
)  # fmt: skip
"""The stages a measure may ask for, in the only order in which they come."""

REVIEWS = frozenset({Stage.FIRST, Stage.SITE, Stage.EXPERT, Stage.AUDIT, Stage.JOINT})
"""The stages that end with an officer's 通过."""

OVER = frozenset({Stage.REFUSED, Stage.WITHDRAWN, Stage.ENDED, Stage.FILED})
"""The stages in which nothing is pending any more."""


class Way(StrEnum):
    """How a case begins: the enterprise applies, the office finds it, or it is paid on a promise."""

    APPLY = "申报"
    UNASKED = "免申即享"
    PROMISE = "承诺兑现"


USUAL = {
    Way.APPLY: (Stage.FIRST, Stage.JOINT, Stage.DECISION, Stage.PUBLICITY, Stage.PAYMENT),
    Way.UNASKED: (Stage.DECISION, Stage.PUBLICITY, Stage.PAYMENT),
    Way.PROMISE: (Stage.FIRST, Stage.DECISION, Stage.PUBLICITY, Stage.PAYMENT, Stage.CHECK),
}
"""The stages of a measure that names none."""

_WORDS = {Way.UNASKED: ("免申即享",), Way.PROMISE: ("承诺兑现", "告知承诺", "承诺制")}
_WORKING_DAYS = re.compile(r"(\d+)\s*个?工作日")


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one case. `total` is its limit in working days where the measure names one.

    `departments` are those whose opinion 联审 waits for. Raises KnownError E-ROUTE when the stages are out of order,
    come twice, or leave out 审定.
    """

    way: Way
    stages: tuple[Stage, ...]
    total: int | None = None
    departments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        places = [ROUTED.index(stage) if stage in ROUTED else -1 for stage in self.stages]
        if -1 in places or places != sorted(set(places)):
            listed = "、".join(ROUTED)
            raise KnownError("E-ROUTE", "办理环节的次序不对或有重复。", f"环节只能按此次序选用：{listed}")
        if Stage.DECISION not in self.stages:
            raise KnownError("E-ROUTE", "办理环节里缺少“审定”。", "每项措施都要有审定环节")

    def after(self, stage: Stage) -> Stage:
        """The stage that follows one of the route, or the first one; 归档 after the last."""
        at = self.stages.index(stage) + 1 if stage in self.stages else 0
        return self.stages[at] if at < len(self.stages) else Stage.FILING


def route_of(mode: str, stages: Sequence[str], limit: str = "", departments: Sequence[str] = ()) -> Route:
    """The route from a measure's 办理: its 方式, 环节 and 时限. Without 环节 the usual ones of its way are taken.

    Raises KnownError E-ROUTE for a stage that does not exist.
    """
    way = next((way for way, words in _WORDS.items() if any(word in mode for word in words)), Way.APPLY)
    named = tuple(_stage(word) for word in stages) or USUAL[way]
    days = _WORKING_DAYS.search(limit)
    return Route(way, named, int(days[1]) if days else None, tuple(departments))


def _stage(word: str) -> Stage:
    try:
        return Stage(word)
    except ValueError:
        listed = "、".join(ROUTED)
        raise KnownError("E-ROUTE", f"没有“{word}”这个办理环节。", f"可用的环节：{listed}") from None
