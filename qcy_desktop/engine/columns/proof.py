"""Proves from the declared ranges that reckoning by columns stays within 64 bits, and says what cannot be so reckoned.

Every node gets the interval of all stored values it can take on any enterprise whose figures lie within the ranges of
the dictionary; intermediate values are counted too. What is not proved is left to the interpreter, whose whole
numbers have no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import gcd, lcm
from typing import NamedTuple

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.numbers import marginal_bands, marginal_sum

WIDEST = 2**63 - 1
LAST_DAY = date.max.toordinal()


class Why(StrEnum):
    """Why something is left to the interpreter."""

    LIST = "涉及清单（认定事件、明细、奖补台账）"
    FRACTION = "涉及除不尽的中间结果"
    WIDE = "中间结果可能超出 64 位整数"
    EDITION = "按事件日选版"


class Unproved(Exception):  # noqa: N818 - an answer of the proof, not a fault
    """Thrown inside the proof when a node is not fit for columns."""

    def __init__(self, why: Why, low: int = 0, high: int = 0) -> None:
        super().__init__(why)
        self.why, self.low, self.high = why, low, high


class Bound(NamedTuple):
    """All stored values of a node lie from `low` to `high`; `open`: its upper bound may be a stand-in on some rows."""

    low: int
    high: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One part of a measure that columns leave to the interpreter: a condition (its leaf) or the amount (None)."""

    leaf: t.Leaf | None
    why: Why
    low: int = 0
    high: int = 0


def refusals(leaves: Iterable[t.Leaf], steps: tuple[t.StepNode, ...]) -> list[Refusal]:
    """Everything of a measure that is not proved fit for columns; `Why.WIDE` among them is what may overflow."""
    found = []
    for leaf in leaves:
        refusal = truth_refusal(leaf.truth)
        if refusal is not None:
            found.append(Refusal(leaf, refusal.why, refusal.low, refusal.high))
    refusal = amount_refusal(steps)
    if refusal is not None:
        found.append(Refusal(None, refusal.why, refusal.low, refusal.high))
    return found


def truth_refusal(node: t.Truth) -> Unproved | None:
    """Why a condition is left to the interpreter, None when it is proved."""
    try:
        check_truth(node)
    except Unproved as refusal:
        return refusal
    return None


def amount_refusal(steps: tuple[t.StepNode, ...]) -> Unproved | None:
    """Why an amount is left to the interpreter, None when it is proved."""
    try:
        check_steps(steps)
    except Unproved as refusal:
        return refusal
    return None


def fit(*values: int) -> None:
    """Raises Unproved when one of the values needs more than 64 bits."""
    low, high = min(values), max(values)
    if low < -WIDEST or high > WIDEST:
        raise Unproved(Why.WIDE, low, high)


def bound(low: int, high: int, open_: bool = False) -> Bound:  # noqa: FBT001, FBT002 - a part of the value
    fit(low, high)
    return Bound(low, high, open_)


# --- Numbers ---------------------------------------------------------------------------------------------------------


def check_number(node: t.Num) -> Bound:
    """The interval of a number node. Raises Unproved."""
    match node:
        case t.Number():
            return bound(node.value.numerator, node.value.numerator)
        case t.FactNumber():
            return bound(node.low, node.high, node.open_high)
        case t.Sum():
            left, right = aligned(node.left, node.scale), aligned(node.right, node.scale)
            return add(left, right) if node.sign > 0 else subtract(left, right)
        case t.Product():
            return multiply(check_number(node.left), check_number(node.right))
        case t.Extreme():
            return _hull(*(aligned(item, node.scale) for item in node.items))
        case t.YearOf() | t.Elapsed():
            return _dated(node)
        case t.Lookup():
            return _lookup(node)
        case t.Marginal():
            return _marginal(node)
        case t.Quotient() | t.Growth():
            raise Unproved(Why.FRACTION)
    raise Unproved(Why.LIST)


def aligned(node: t.Num, scale: int) -> Bound:
    """The interval of a node stored at another scale."""
    found, by = check_number(node), scale // node.scale
    return bound(found.low * by, found.high * by, found.open)


def add(left: Bound, right: Bound) -> Bound:
    return bound(left.low + right.low, left.high + right.high, left.open or right.open)


def subtract(left: Bound, right: Bound) -> Bound:
    return bound(left.low - right.high, left.high - right.low, left.open)


def multiply(left: Bound, right: Bound) -> Bound:
    corners = [0, *(x * y for x in left[:2] for y in right[:2])]  # 0 where an end only stands in
    return bound(min(corners), max(corners), left.open or right.open)


def _dated(node: t.YearOf | t.Elapsed) -> Bound:
    for day in (node.day,) if isinstance(node, t.YearOf) else (node.start, node.end):
        check_day(day)
    return Bound(-LAST_DAY, LAST_DAY)


def _hull(*parts: Bound) -> Bound:
    return bound(min(p.low for p in parts), max(p.high for p in parts), any(p.open for p in parts))


def _lookup(node: t.Lookup) -> Bound:
    for key in node.keys:
        if not isinstance(key, t.ChoiceRef):
            check_number(key)
    cells = [int(cell * node.scale) for row in node.table.values for cell in row]
    return bound(min(0, *cells), max(0, *cells))


def _marginal(node: t.Marginal) -> Bound:
    key_scale, bands = marginal_bands(node)
    if not _rising(bands):
        raise Unproved(Why.FRACTION)
    key = aligned(node.key, key_scale)
    edges = [edge for low, high, _ in bands for edge in (low, high or 0)]
    fit(key.low - max(edges), key.high - min(edges))
    return bound(0, marginal_sum(bands, max(0, key.high)), key.open)


def _rising(bands: Sequence[tuple[int, int | None, int]]) -> bool:
    """Whether the bands follow each other upward and none takes away, so that the sum never falls as the key rises."""
    lows = [low for low, _, _ in bands]
    upright = all(rate >= 0 and (high is None or high >= low) for low, high, rate in bands)
    return upright and lows == sorted(lows) and lows[0] >= 0


# --- Days ------------------------------------------------------------------------------------------------------------


def check_day(node: t.Day) -> None:
    """Raises Unproved for a day that is not a fact or fixed, perhaps moved by a length of time."""
    match node:
        case t.DayShift():
            check_day(node.day)
        case t.FixedDay() | t.NamedDay() | t.DayFact():
            return
        case _:
            raise Unproved(Why.LIST)


# --- Truths ----------------------------------------------------------------------------------------------------------


def check_truth(node: t.Truth) -> None:
    """Raises Unproved for a condition not fit for columns."""
    match node:
        case t.Compare():
            _compare(node)
        case t.CompareDays():
            check_day(node.left)
            check_day(node.right)
        case t.Flag() | t.Member():
            return
        case t.Not():
            check_truth(node.item)
        case t.Both():
            for item in node.items:
                check_truth(item)
        case _:
            raise Unproved(Why.LIST)


class Ratio(NamedTuple):
    """A comparison of over ÷ under with a limit, multiplied out: over × up against under × down."""

    over: t.Num
    under: t.Num
    up: int
    down: int


def ratio_of(node: t.Compare) -> Ratio | None:
    """The comparison as one of a ratio with a parameter, None when it is of another kind."""
    if not isinstance(node.right, t.Number):
        return None
    left, limit = node.left, node.right.value
    if isinstance(left, t.Quotient):
        up, down = left.right.scale * limit.denominator, left.left.scale * limit.numerator
        common = gcd(up, down) or 1
        return Ratio(left.left, left.right, up // common, down // common)
    if isinstance(left, t.Growth):
        factor = (1 + limit) ** left.years
        return Ratio(left.now, left.base, factor.denominator, factor.numerator)
    return None


def _compare(node: t.Compare) -> None:
    ratio = ratio_of(node)
    if ratio is not None:
        over, under = check_number(ratio.over), check_number(ratio.under)
        multiply(over, Bound(ratio.up, ratio.up))
        multiply(under, Bound(ratio.down, ratio.down))
        fit(ratio.up, ratio.down)
        return
    if isinstance(node.left, t.FactNumber) and isinstance(node.right, t.Number):
        check_number(node.left)
        return
    scale = lcm(node.left.scale, node.right.scale)
    left, right = aligned(node.left, scale), aligned(node.right, scale)
    fit(left.low - right.high, left.high - right.low)


# --- Amounts ---------------------------------------------------------------------------------------------------------


def check_steps(steps: tuple[t.StepNode, ...]) -> Bound:
    """The interval of the value after the last step. Raises Unproved."""
    value, scale = Bound(0, 0), 1
    for step in steps:
        value = check_step(step, value, scale)
        scale = step.scale
    return value


def check_step(step: t.StepNode, value: Bound, scale: int) -> Bound:
    """The interval after one step on a value stored at `scale`. Raises Unproved."""
    match step.do:
        case t.Do.SET:
            return check_number(_part(step.value))
        case t.Do.TIMES:
            return multiply(value, check_number(_part(step.value)))
        case t.Do.ROUND:
            return _rounded(value, step.unit * scale, step.unit)
        case t.Do.RANGE:
            return _hull(aligned(_part(step.low), step.scale), aligned(_part(step.value), step.scale))
        case t.Do.EVERY:
            return _every(step)
        case t.Do.YEARLY:
            return _yearly(step, value, step.scale // scale)
        case t.Do.BRANCH | t.Do.BEST | t.Do.TOTAL:
            return _several(step)
        case t.Do.PLUS | t.Do.MINUS | t.Do.DEDUCT | t.Do.CAP | t.Do.FLOOR:
            return _join(step, value, step.scale // scale)
    raise Unproved(Why.LIST)


def _part(part: t.Num | None) -> t.Num:
    """A part that the step's action always has."""
    if part is None:
        raise TypeError("a step without the number that its action needs")
    return part


def _join(step: t.StepNode, value: Bound, by: int) -> Bound:
    left = bound(value.low * by, value.high * by, value.open)
    right = aligned(_part(step.value), step.scale)
    match step.do:
        case t.Do.PLUS:
            return add(left, right)
        case t.Do.MINUS:
            return subtract(left, right)
        case t.Do.DEDUCT:
            found = subtract(left, right)
            return bound(max(0, found.low), max(0, found.high), found.open)
        case t.Do.CAP if not right.open:
            return bound(min(left.low, right.low), max(right.low, right.high), left.open)
    return _hull(left, right)


def _rounded(value: Bound, size: int, unit: int) -> Bound:
    far = max(abs(value.low), abs(value.high))
    fit(2 * far + size, 2 * size, (far // size + 1) * unit)
    scale = size // unit
    return bound(value.low // scale - unit if value.low < 0 else 0, value.high // scale + unit, value.open)


def _every(step: t.StepNode) -> Bound:
    assert isinstance(step.per, t.Number)
    quantity = _part(step.value)
    value, size = check_number(quantity), step.per.value * quantity.scale
    fit(value.low * size.denominator, value.high * size.denominator, size.numerator)
    return multiply(
        Bound(0, max(0, value.high * size.denominator // size.numerator), value.open), check_number(_part(step.give))
    )


def _yearly(step: t.StepNode, value: Bound, by: int) -> Bound:
    assert step.start is not None
    check_day(step.start)
    rates = [(rate * by).numerator for rate in step.rates]
    return multiply(value, Bound(min(0, *rates), max(0, *rates)))


def _several(step: t.StepNode) -> Bound:
    totals = []
    for test, steps in step.parts:
        if test is not None:
            check_truth(test)
        found, by = check_steps(steps), step.scale // steps[-1].scale
        totals.append(bound(found.low * by, found.high * by, found.open))
    if step.do is t.Do.TOTAL:
        total = totals[0]
        for one in totals[1:]:
            total = add(total, one)
        return total
    return _hull(*totals, Bound(0, 0))
