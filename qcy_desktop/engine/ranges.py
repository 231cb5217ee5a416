"""Arithmetic on values that are not fully known: every operation keeps a lower and an upper bound, exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import final

Exact = int | Fraction
FAR = 10**30  # stands for "no bound at all" where a division has no meaning


@final
class Range:
    """A number somewhere between `low` and `high`.

    `open` says that no upper bound is known and `high` is only a stand-in, `bottomless` the same of the lower bound;
    nothing may be decided on a stand-in. `why` says in words why the value has no meaning, where it has none.
    """

    __slots__ = ("bottomless", "high", "low", "open", "why")

    def __init__(
        self, low: Exact, high: Exact, *, open_: bool = False, bottomless: bool = False, why: str = ""
    ) -> None:
        self.low = high if bottomless and low > high else low
        self.high = low if open_ and low > high else high
        self.open = open_
        self.bottomless = bottomless
        self.why = why

    def _ends(self) -> tuple[Exact | None, Exact | None]:
        return None if self.bottomless else self.low, None if self.open else self.high

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and self._ends() == other._ends()

    def __hash__(self) -> int:
        return hash(self._ends())

    def __repr__(self) -> str:
        return f"Range({'…' if self.bottomless else ''}{self.low}, {self.high}{'…' if self.open else ''})"


Value = int | Fraction | Range


def bounds(value: Value) -> tuple[Exact, Exact]:
    """The lower and upper bound of any value, stand-ins included."""
    return (value.low, value.high) if type(value) is Range else (value, value)


def is_open(value: Value) -> bool:
    """Whether no upper bound is known."""
    return value.__class__ is Range and value.open


def is_bottomless(value: Value) -> bool:
    """Whether no lower bound is known."""
    return value.__class__ is Range and value.bottomless


def why(value: Value) -> str:
    """The reason why the value has no meaning, empty when it has one."""
    return value.why if value.__class__ is Range else ""


def ranged(low: Exact, high: Exact, *, open_: bool = False, bottomless: bool = False, why: str = "") -> Value:
    """A Range, or the number itself when both bounds are known and agree."""
    if low == high and not open_ and not bottomless:
        return low
    return Range(low, high, open_=open_, bottomless=bottomless, why=why)


def undefined(reason: str) -> Range:
    """A value that has no meaning on these facts, e.g. a growth rate on a base of zero."""
    return Range(-FAR, FAR, open_=True, bottomless=True, why=reason)


Parts = tuple[Exact, Exact, bool, bool, str]  # low, high, open, bottomless, why


def _parts(value: Value) -> Parts:
    if value.__class__ is Range:
        return value.low, value.high, value.open, value.bottomless, value.why
    return value, value, False, False, ""  # type: ignore[return-value]  # it is no Range


def add(left: Value, right: Value) -> Value:
    (a, b, o, m, w), (c, d, p, n, x) = _parts(left), _parts(right)
    return ranged(a + c, b + d, open_=o or p, bottomless=m or n, why=w or x)


def subtract(left: Value, right: Value) -> Value:
    (a, b, o, m, w), (c, d, p, n, x) = _parts(left), _parts(right)
    return ranged(a - d, b - c, open_=o or n, bottomless=m or p, why=w or x)


def _corners(parts: Parts) -> tuple[tuple[Exact, int], tuple[Exact, int]]:
    """Both ends with the sign of the infinity that they stand for, 0 for an end that is known."""
    low, high, open_, bottomless, _ = parts
    return (low, -1 if bottomless else 0), (high, 1 if open_ else 0)


def _sign(size: Exact, infinite: int) -> int:
    return infinite or (size > 0) - (size < 0)


def _hull_of(ends: list[tuple[Exact, int]], reason: str) -> Value:
    """The range spanned by ends, each a number with the sign of the infinity it stands for."""
    sizes = [size for size, _ in ends]
    known = [size for size, infinite in ends if not infinite] or sizes
    bottomless = any(infinite < 0 for _, infinite in ends)
    open_ = any(infinite > 0 for _, infinite in ends)
    low, high = min(sizes if bottomless else known), max(sizes if open_ else known)
    return ranged(low, high, open_=open_, bottomless=bottomless, why=reason)


def multiply(left: Value, right: Value) -> Value:
    if left.__class__ is Range and right.__class__ is int and right > 0:
        return _scaled(left, right)
    x, y = _parts(left), _parts(right)
    reason = x[4] or y[4]
    if not (x[2] or x[3] or y[2] or y[3]):
        products = (x[0] * y[0], x[0] * y[1], x[1] * y[0], x[1] * y[1])
        return ranged(min(products), max(products), why=reason)
    ends = []
    for size, beyond in _corners(x):
        for other, past in _corners(y):
            infinite = _sign(size, beyond) * _sign(other, past) if beyond or past else 0
            ends.append((size * other if infinite or not (beyond or past) else 0, infinite))
    return _hull_of(ends, reason)


def _scaled(value: Range, by: int) -> Value:
    """A range times a number above zero, by far the commonest product."""
    return ranged(value.low * by, value.high * by, open_=value.open, bottomless=value.bottomless, why=value.why)


def quotient(left: Value, right: Value) -> Value:
    """left ÷ right; without meaning where the divisor is not above zero, and so without bounds where it may not be."""
    above, (low, high, open_, bottomless, reason) = _parts(left), _parts(right)
    if high <= 0 and not open_:
        return undefined("基数不大于零，无法计算")
    if low <= 0 or bottomless:
        return undefined(above[4] or reason)
    ends: list[tuple[Exact, int]] = []
    for size, beyond in _corners(above):
        ends += [(Fraction(size, low), beyond), (0, 0) if open_ else (Fraction(size, high), beyond)]
    return _hull_of(ends, above[4] or reason)


def least(left: Value, right: Value) -> Value:
    (a, b, o, m, w), (c, d, p, n, x) = _parts(left), _parts(right)
    high = min(b, d) if o is p else d if o else b
    return ranged(min(a, c), high, open_=o and p, bottomless=m or n, why=w or x)


def most(left: Value, right: Value) -> Value:
    (a, b, o, m, w), (c, d, p, n, x) = _parts(left), _parts(right)
    low = max(a, c) if m is n else c if m else a
    return ranged(low, max(b, d), open_=o or p, bottomless=m and n, why=w or x)


def hull(left: Value, right: Value) -> Value:
    """Either of the two, it is not known which."""
    (a, b, o, m, w), (c, d, p, n, x) = _parts(left), _parts(right)
    return ranged(min(a, c), max(b, d), open_=o or p, bottomless=m or n, why=w or x)


def rising(value: Value, act: Callable[[Exact], Exact]) -> Value:
    """`act`, which never falls as its argument rises, applied to both bounds."""
    low, high, open_, bottomless, reason = _parts(value)
    return ranged(act(low), act(high), open_=open_, bottomless=bottomless, why=reason)
