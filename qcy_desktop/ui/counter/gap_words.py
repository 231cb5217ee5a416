"""怎样补足: a change that a measure still asks for, said as a clerk would say it at the window."""

from __future__ import annotations

from qcy_desktop.domain.assessment import Change, GapPlan
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.words import tight

# What the engine puts in place of a distance where there is none to measure.
NO_DISTANCE = frozenset(("须取得或满足", "正好等于限值", "须不再如此"))
NONE_HELD = frozenset(("无", "0 个满足", ""))


def said(change: Change) -> str:
    """The whole sentence: what is needed, then how it stands now."""
    what, now = tight(change.fact), tight(change.current)
    if change.distance == "须不再如此":
        return tr("须不再是“{what}”，现在{now}").format(what=what, now=_stands(now))
    if change.target == "有":
        return tr("须先{what}").format(what=what)
    if change.target == "至少一个":
        return tr("须{what}，现在没有符合的登记").format(what=what)
    if change.target == "是":
        return tr("须符合“{what}”，现在填的是“否”").format(what=what)
    if change.target.startswith(("不早于", "不晚于", "早于", "晚于")):
        return tr("{what}：须{target}，现在{now}").format(what=what, target=change.target, now=_stands(now))
    return tr("须{what}，现在{now}").format(what=_lead(what), now=_stands(now))


def distance(change: Change) -> str:
    """How far, when it can be measured; else empty, since the sentence says it."""
    return "" if change.distance in NO_DISTANCE else tight(change.distance)


def gain(plan: GapPlan) -> str:
    """What it would bring on today's figures."""
    low, sign, high = plan.gain.partition("～")
    if not plan.gain:
        return ""
    if not sign:
        return tr("补足可得 {x}").format(x=low)
    if high == "待定":
        return tr("金额待定") if low.startswith("0.00 ") else tr("{x}起").format(x=low)
    return tr("最多 {x}").format(x=high) if low.startswith("0.00 ") else f"{low.removesuffix(' 万元')}～{high}"


def order(plan: GapPlan) -> tuple[bool, int, bool, str]:
    """Cheapest first: what time alone brings, then by the number of changes; what pays nothing known comes last."""
    return plan.earliest is None, len(plan.changes), not plan.gain, plan.measure


def _stands(now: str) -> str:
    if now in NONE_HELD:
        return tr("没有")
    if now in ("是", "否"):
        return tr("填的是“{now}”").format(now=now)
    return tr("是 {now}").format(now=now) if now[0].isdigit() else tr("是“{now}”").format(now=now)


def _lead(what: str) -> str:
    """A sentence that says 须 already says it once."""
    return what.removeprefix("须")
