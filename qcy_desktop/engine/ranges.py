"""Arithmetic on values that are not fully known: every operation keeps a lower and an upper bound, exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

Exact = int | Fraction
FAR = 10**30  # stands for "no bound at all" where a division has no meaning


class Range:
    """A number somewhere between `low` and `high`; `open` when the upper bound is only a stand-in; `why` when undefined."""

    __slots__ = ("high", "low", "open", "why")

    def __init__(self, low: Exact, high: Exact, open_: bool = False, why: str = "") -> None:
        self.low = low
        self.high = high
        self.open = open_
        self.why = why

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and (self.low, self.high, self.open) == (other.low, other.high, other.open)

    def __hash__(self) -> int:
        return hash((self.low, self.high, self.open))

    def __repr__(self) -> str:
        return f"Range({self.low}, {self.high}{', open' if self.open else ''})"


Value = int | Fraction | Range


def bounds(value: Value) -> tuple[Exact, Exact]:
    """The lower and upper bound of any value."""
    return (value.low, value.high) if isinstance(value, Range) else (value, value)


def is_open(value: Value) -> bool:
    return isinstance(value, Range) and value.open


def why(*values: Value) -> str:
    return next((value.why for value in values if isinstance(value, Range) and value.why), "")


def ranged(low: Exact, high: Exact, open_: bool = False, reason: str = "") -> Value:
    """A Range, or the number itself when both bounds agree."""
    return low if low == high and not open_ and not reason else Range(low, high, open_, reason)


def undefined(reason: str) -> Range:
    """A value that has no meaning on these facts, e.g. a growth rate on a base of zero."""
    return Range(-FAR, FAR, True, reason)


def add(left: Value, right: Value) -> Value:
    (a, b), (c, d) = bounds(left), bounds(right)
    return ranged(a + c, b + d, is_open(left) or is_open(right), why(left, right))


def subtract(left: Value, right: Value) -> Value:
    (a, b), (c, d) = bounds(left), bounds(right)
    return ranged(a - d, b - c, is_open(left), why(left, right))


def multiply(left: Value, right: Value) -> Value:
    (a, b), (c, d) = bounds(left), bounds(right)
    products = (a * c, a * d, b * c, b * d)
    return ranged(
        min(products), max(products), (is_open(left) and d > 0) or (is_open(right) and b > 0), why(left, right)
    )


def least(left: Value, right: Value) -> Value:
    (a, b), (c, d) = bounds(left), bounds(right)
    open_ = is_open(left) and is_open(right)
    high = d if is_open(left) and not is_open(right) else b if is_open(right) and not is_open(left) else min(b, d)
    return ranged(min(a, c), high, open_, "" if high < FAR else why(left, right))


def most(left: Value, right: Value) -> Value:
    (a, b), (c, d) = bounds(left), bounds(right)
    return ranged(max(a, c), max(b, d), is_open(left) or is_open(right), why(left, right))


def hull(left: Value, right: Value) -> Value:
    """Either of the two, it is not known which."""
    (a, b), (c, d) = bounds(left), bounds(right)
    return ranged(min(a, c), max(b, d), is_open(left) or is_open(right), why(left, right))


def rising(value: Value, act: Callable[[Exact], Exact]) -> Value:
    """`act`, which never falls as its argument rises, applied to both bounds."""
    low, high = bounds(value)
    return ranged(act(low), act(high), is_open(value), why(value))


def quotient(left: Value, right: Value) -> Value:
    """left ÷ right over divisors above zero; undefined when the divisor cannot be above zero."""
    (a, b), (c, d) = bounds(left), bounds(right)
    if d <= 0:
        return undefined("基数不大于零，无法计算")
    if c <= 0:
        return Range(min(a, 0) * FAR, max(b, 0) * FAR, True, why(left, right))
    candidates = [Fraction(x) / y for x in (a, b) for y in (c, d)]
    return ranged(min(candidates), max(candidates), is_open(left), why(left, right))
