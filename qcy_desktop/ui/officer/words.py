"""How the officer's place says things: clocks, sums, stages, moments; each colour comes with its word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qcy_desktop.domain.caseclock import Clock, Pace
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.services.casequeues import Line
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.words import wan

PACE_COLOUR: Mapping[Pace, str] = {
    Pace.RUNNING: "calm",
    Pace.SOON: "warn",
    Pace.LATE: "bad",
    Pace.STILL: "muted",
    Pace.UNKNOWN: "warn",
}

_WARN = frozenset({Stage.SUPPLEMENT, Stage.OBJECTION})
_GOOD = frozenset({Stage.PAYMENT, Stage.CHECK, Stage.FILING, Stage.FILED, Stage.PUBLICITY})
_BAD = frozenset({Stage.REFUSED, Stage.WITHDRAWN, Stage.ENDED})


def stage_colour(stage: Stage) -> str:
    """Which meaning colour a stage is shown in."""
    if stage in _BAD:
        return "bad"
    return "warn" if stage in _WARN else "good" if stage in _GOOD else "accent"


def clock_words(clock: Clock) -> str:
    """``还剩 3 个工作日``, ``今天到期``, ``逾期 2 个工作日``, ``不计时`` or that the holidays are not entered."""
    if clock.pace is Pace.UNKNOWN:
        return tr("缺放假安排")
    if clock.left is None:
        return tr("不计时")
    if clock.pace is Pace.LATE:
        return tr("逾期 {n} 个工作日").format(n=-clock.left)
    if clock.left == 0:
        return tr("今天到期")
    word = tr("临期，") if clock.pace is Pace.SOON else ""
    return tr("{w}还剩 {n} 个工作日").format(w=word, n=clock.left)


def due_words(clock: Clock) -> str:
    if clock.pace is Pace.UNKNOWN:
        return tr("请补录下一年节假日")
    return "" if clock.due is None else tr("{d} 到期").format(d=clock.due.isoformat())


def amount_words(line: Line) -> tuple[str, str]:
    """What stands at the right of a row, and below it what kind of sum that is."""
    if line.amount is None:
        return "", tr("金额未定")
    return tr("{a} 万元").format(a=wan(line.amount)), tr("审定") if line.decided else tr("测算上限")


def days(value: date | None) -> str:
    return "" if value is None else value.isoformat()


NOUN: Mapping[Act, str] = {
    Act.REFUSE: "不予受理的理由（每行一条）", Act.PASS: "审核意见", Act.RETURN: "退回的理由", Act.OPINE: "部门意见", Act.DECIDE: "审定意见",
    Act.DENY: "不予支持的理由", Act.OBJECT: "异议内容（何人、何事）", Act.DISMISS: "核实情况", Act.UPHOLD: "核实情况", Act.APPROVE: "验收意见",
    Act.FAIL: "验收意见", Act.DEMAND: "追回的理由和依据", Act.WITHDRAW: "撤回的理由", Act.END: "终止的理由", Act.REASSESS: "重新评估的理由",
    Act.ADJUST: "调整的理由和依据", Act.REVOKE: "撤销的理由",
}  # fmt: skip
"""What the words that go with an act are called."""

INITIALS: Mapping[Act, str] = {
    Act.SUBMIT: "tj", Act.CONFIRM: "qr", Act.ACCEPT: "sl", Act.REFUSE: "bysl", Act.NOTIFY: "bzgz", Act.SUPPLY: "bztj", Act.COMPLETE: "bqrq",
    Act.FORWARD: "zb", Act.REASSESS: "cxpg", Act.ADJUST: "tzje", Act.OPINE: "bmyj", Act.PASS: "tg", Act.RETURN: "th", Act.DECIDE: "sdty",
    Act.DENY: "byzc", Act.PUBLISH: "ksgs", Act.OBJECT: "sdyy", Act.DISMISS: "yybcl", Act.UPHOLD: "yycl", Act.EXPIRE: "gsqm", Act.PREPARE: "nbf",
    Act.PAY: "bf", Act.INSPECT: "zys", Act.APPROVE: "ystg", Act.FAIL: "ysbtg", Act.DEMAND: "zh", Act.RECOVER: "zhdz", Act.WITHDRAW: "ch",
    Act.END: "zz", Act.FILE: "gd", Act.REVOKE: "cx",
}  # fmt: skip
