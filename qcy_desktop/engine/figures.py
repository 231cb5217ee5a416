"""Says the figures behind each condition: what is required, what is, and the gap between, in a clerk's words.

Everything that does not depend on the enterprise is said once for each condition (`figures_of`); the function it gives
is then fed with answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.quantity import show_decimal, show_part
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import NEVER
from qcy_desktop.engine.ranges import Range
from qcy_desktop.engine.truths import Answer
from qcy_desktop.engine.words import HAPPENS, say, say_day, say_stored

Said = tuple[str, str, str]  # required, actual, gap
Figures = Callable[[Answer], Said]
Mark = bool | None

_YES: dict[Mark, str] = {True: "是", False: "否", None: "待补"}
_FLAG: dict[Mark, Said] = {mark: ("是", word, "") for mark, word in _YES.items()}
_NOT_SO: dict[Mark, Said] = {True: ("不是", "不是", ""), False: ("不是", "是", ""), None: ("不是", "待补", "")}
_NOT_HAD: dict[Mark, Said] = {True: ("没有", "没有", ""), False: ("没有", "有", ""), None: ("没有", "待补", "")}
_NO_EVENT: dict[Mark, Said] = {True: ("没有", "无", ""), False: ("没有", "有", ""), None: ("没有", "待补", "")}
_OTHER: dict[Mark, Said] = {mark: ("", word, "") for mark, word in _YES.items()}
_BASELESS = "基数不大于零，无法计算"


def figures_of(node: t.Truth) -> Figures:
    """A function from an answer of the condition to required, actual and gap; 待补 stands where a fact is missing."""
    match node:
        case t.Compare():
            return _compared(node)
        case t.CompareDays():
            return lambda answer: _days(node, answer)
        case t.Not(item=t.Compare() as inner):
            return _not_compared(_compared(inner))
        case t.Member():
            return _member(node)
        case t.HasEvent():
            return lambda answer: ("有", _event(answer), "")
        case t.AnyRecord() | t.EveryRecord():
            required = "至少一个" if isinstance(node, t.AnyRecord) else "每一个"
            return lambda answer: (required, _counted(answer), "")
        case t.Flag():
            return lambda answer: _FLAG[answer[0]]
        case t.Not(item=t.Flag(fact=fact)):
            # “无行政处罚记录：否” would say the opposite of what is meant.
            said = _NOT_HAD if fact.name.startswith(HAPPENS) else _NOT_SO
            return lambda answer: said[answer[0]]
        case t.Not(item=t.HasEvent()):
            return lambda answer: _NO_EVENT[answer[0]]
    return lambda answer: _OTHER[answer[0]]


def _not_compared(inner: Figures) -> Figures:
    def run(answer: Answer) -> Said:
        required, actual, _ = inner(answer)
        return f"不是 {required}", actual, ""

    return run


def _member(node: t.Member) -> Figures:
    many = len(node.words) > 3
    words = "、".join(node.words[:2]) + f"等 {len(node.words)} 个之一" if many else "、".join(node.words)
    required = ("不是 " if node.negated else "") + words
    return lambda answer: (required, "待补" if answer[0] is None else answer[1] or "无", "")


def _event(answer: Answer) -> str:
    if answer[0] is None:
        return "待补"
    return date.fromordinal(answer[1]).isoformat() if answer[1] else "无"


def _counted(answer: Answer) -> str:
    return "待补" if answer[0] is None else "尚未登记" if answer[1] is None else f"{answer[1]} 个满足"


def _days(node: t.CompareDays, answer: Answer) -> Said:
    mark, left, right, gap = answer
    if left == NEVER or right == NEVER:
        return f"{node.word} {say_day(node.right)}", "无", ""
    if left is None or right is None:
        return say_day(node.right), "待补", ""
    inner = node.left.day if isinstance(node.left, t.DayShift) else node.left
    shown = date.fromordinal(left).isoformat()
    if inner is not node.left:
        shown = f"{shown}（{say_day(inner)}推算）"
    short = abs(gap) + (1 if node.op in (t.Op.LT, t.Op.GT) else 0)
    return f"{node.word} {date.fromordinal(right).isoformat()}", shown, "" if mark else f"差 {short} 天"


# --- Comparisons of numbers ------------------------------------------------------------------------------------------


def _compared(node: t.Compare) -> Figures:
    plain = f"{node.op.value} {say(node.right)}"
    looked_up = _looked_up(node) if isinstance(node.right, t.Lookup) else None
    actual_of, gap_of, ratio = _actual(node), _gap(node), _ratio(node)

    def run(answer: Answer) -> Said:
        mark, actual, limit, gap = answer
        required = looked_up(limit) if looked_up and isinstance(limit, int) else plain
        if actual.__class__ is Range:
            return required, actual.why or "待补", ""
        if actual.__class__ is tuple:
            return required, *ratio(mark, actual)
        if actual is None:
            return required, "无", ""
        return required, actual_of(actual), "" if gap is None else gap_of(mark, gap)

    return run


def _looked_up(node: t.Compare) -> Callable[[int], str]:
    """How a limit from a table is said: the number that this enterprise's row holds, then the table it stands in."""
    scale, dim, source = lcm(node.left.scale, node.right.scale), node.left.dim, say(node.right)
    unit = (
        node.left.fact.unit if isinstance(node.left, t.FactNumber) and node.left.fact.type is not FactType.MONEY else ""
    )
    percent = _percent(node.right)

    def said(limit: int) -> str:
        shown = percent(limit, scale) if dim == () else say_stored(limit, scale, dim, unit)
        return f"{node.op.value} {shown}（{source}）"

    return said


def _actual(node: t.Compare) -> Callable[[Any], str]:
    """How a stored value of the left side is said: at its own scale, or at that of both sides."""
    plain = isinstance(node.right, t.Number) and isinstance(node.left, t.FactNumber)
    scale, dim = node.left.scale if plain else lcm(node.left.scale, node.right.scale), node.left.dim
    unit = node.left.fact.unit if isinstance(node.left, t.FactNumber) else ""
    if dim == ():
        percent = _percent(node.right)
        return lambda stored: percent(stored.numerator, stored.denominator * scale)
    return lambda stored: say_stored(stored, scale, dim, unit)


def _gap(node: t.Compare) -> Callable[[Mark, Any], str]:
    """How a stored gap is said; it stands at the scale in which the comparison was made."""
    if isinstance(node.right, t.Number) and isinstance(node.left, t.FactNumber):
        scale = node.left.scale * (node.right.value * node.left.scale).denominator
    else:
        scale = lcm(node.left.scale, node.right.scale)
    fact = node.left.fact if isinstance(node.left, t.FactNumber) else None
    unit, dim, op = fact.unit if fact and fact.type is not FactType.MONEY else "", node.left.dim, node.op
    rate = dim == () and isinstance(node.left, (t.FactNumber, t.Growth, t.Quotient))

    def run(mark: Mark, gap: Any) -> str:
        if not gap:
            return gap_words(op, mark, "")
        top, bottom = abs(gap.numerator), gap.denominator * scale
        return gap_words(op, mark, points(top, bottom) if rate else show_part(top, bottom, dim, unit))

    return run


def _ratio(node: t.Compare) -> Callable[[Mark, tuple[Any, Any]], tuple[str, str]]:
    """How a ratio and its gap are said from the pair of stored values behind it."""
    dim, op, percent = node.left.dim, node.op, _percent(node.right)
    limit = node.right.value if isinstance(node.right, t.Number) else None

    def run(mark: Mark, pair: tuple[Any, Any]) -> tuple[str, str]:
        if pair[0].__class__ is Range or pair[1].__class__ is Range:
            return "待补", ""
        if pair[1] <= 0:
            return _BASELESS, ""
        top, bottom = _size(node.left, *pair)
        shown = percent(top, bottom) if dim == () else show_part(top, bottom, dim)
        if limit is None:
            return shown, ""
        far, under = abs(top * limit.denominator - limit.numerator * bottom), bottom * limit.denominator
        distance = points(far, under) if dim == () else show_part(far, under, dim)
        return shown, gap_words(op, mark, distance if far else "")

    return run


def _size(node: t.Num, over: Any, under: Any) -> tuple[int, int]:
    """The ratio behind a pair of stored values, as whole numbers to be divided."""
    if isinstance(node, t.Quotient):
        top, bottom = over * node.right.scale, under * node.left.scale
        return top.numerator * bottom.denominator, top.denominator * bottom.numerator
    assert isinstance(node, t.Growth)
    grown = _root(Fraction(over, under), node.years) - 1
    return grown.numerator, grown.denominator


def _root(size: Fraction, years: int) -> Fraction:
    """The positive years-th root of a fraction, cut to eight decimals; for showing only."""
    scaled = size * 10 ** (8 * years)
    target = scaled.numerator // scaled.denominator
    low, high = 0, 1 << (target.bit_length() // years + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**years <= target else (low, middle - 1)
    return Fraction(low, 10**8)


# --- Rates and distances ---------------------------------------------------------------------------------------------


def _percent(required: t.Num) -> Callable[[int, int], str]:
    """Says a rate in per cent with two decimals; more when two would make it look like the limit it misses or beats."""
    limit = required.value if isinstance(required, t.Number) else None
    top_limit, bottom_limit = (limit.numerator, limit.denominator) if limit is not None else (0, 1)
    like = [(places, show_decimal(top_limit * 100, bottom_limit, places)) for places in (2, 4, 6)]

    def run(top: int, bottom: int) -> str:
        same = limit is None or top * bottom_limit == top_limit * bottom
        for places, limit_shown in like:
            shown = show_decimal(top * 100, bottom, places)
            if same or shown != limit_shown:
                break
        return shown.rstrip("0").rstrip(".") + "%"

    return run


def near_percent(size: Fraction, required: t.Num) -> str:
    """A rate in per cent beside the limit it is compared with."""
    return _percent(required)(size.numerator, size.denominator)


def points(top: int, bottom: int) -> str:
    """A distance between rates in percentage points: two decimals, more where two would show nothing."""
    for places in (2, 4, 6):
        shown = show_decimal(top * 100, bottom, places)
        if shown.strip("0."):
            return shown.rstrip("0").rstrip(".") + " 个百分点"
    return "0 个百分点"


def gap_words(op: t.Op, mark: Mark, distance: str) -> str:
    """差 or 高出 for lower limits, 超出 or 低于 for upper limits; an empty distance is a value right on the limit."""
    if mark is None or op in (t.Op.EQ, t.Op.NE):
        return ""
    if not distance:
        return "" if mark else "正好等于限值"
    lower_limit = op in (t.Op.GE, t.Op.GT)
    word = ("高出" if lower_limit else "低于上限") if mark else ("差" if lower_limit else "超出")
    return f"{word} {distance}"
