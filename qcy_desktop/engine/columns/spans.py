"""Arithmetic on columns of bounds in int64: what `engine.ranges` does to one value, done to every row at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from qcy_desktop.engine import ranges as r

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.int8]  # 1 met, 0 unmet, -1 unknown
Whole = Any  # Ints, or one int that stands for every row
Truths = Any  # Bools, or one bool that stands for every row

Answered = bool | None  # the interpreter's mark: None is unknown

MET, UNMET, UNKNOWN = 1, 0, -1


def code_of(mark: Answered) -> int:
    """The interpreter's mark as a column holds it."""
    return UNKNOWN if mark is None else MET if mark else UNMET


class Span(NamedTuple):
    """Stored whole numbers known by bounds, row by row; `open` and `bottomless` tell which bounds only stand in.

    Where every row is known `high` is the very same object as `low` and both flags are False.
    """

    low: Whole
    high: Whole
    open: Truths = False
    bottomless: Truths = False

    @property
    def exact(self) -> bool:
        return self.high is self.low

    def unsure(self) -> Bools:
        """Which rows are not known to the unit."""
        found: Bools = np.not_equal(self.low, self.high) | self.open | self.bottomless
        return found


def sure(value: Whole) -> Span:
    """A span of known values."""
    return Span(value, value)


def either(left: Truths, right: Truths) -> Truths:
    """Or, without work where one side is False for every row."""
    if left is False:
        return right
    return left if right is False else left | right


def both(left: Truths, right: Truths) -> Truths:
    """And, without work where one side is False for every row."""
    return False if left is False or right is False else left & right


def scaled(span: Span, by: int) -> Span:
    """The span times a constant."""
    if by == 1:
        return span
    if span.exact:
        return sure(span.low * by)
    if by > 0:
        return Span(span.low * by, span.high * by, span.open, span.bottomless)
    return Span(span.high * by, span.low * by, span.bottomless, span.open) if by else sure(span.low * 0)


def plus(left: Span, right: Span) -> Span:
    if left.exact and right.exact:
        return sure(left.low + right.low)
    open_, bottomless = either(left.open, right.open), either(left.bottomless, right.bottomless)
    return Span(left.low + right.low, left.high + right.high, open_, bottomless)


def minus(left: Span, right: Span) -> Span:
    if left.exact and right.exact:
        return sure(left.low - right.low)
    open_, bottomless = either(left.open, right.bottomless), either(left.bottomless, right.open)
    return Span(left.low - right.high, left.high - right.low, open_, bottomless)


def times(left: Span, right: Span) -> Span:
    if left.exact and right.exact:
        return sure(left.low * right.low)
    for one, other in ((left, right), (right, left)):
        if one.exact and isinstance(one.low, int):
            return scaled(other, one.low)
    return row_by_row(r.multiply, left, right, sure(left.low * right.low))


def least(left: Span, right: Span) -> Span:
    """The smaller of the two; a known upper bound beats one that only stands in."""
    if left.exact and right.exact:
        return sure(np.minimum(left.low, right.low))
    high = _end(np.minimum(left.high, right.high), (left.high, left.open), (right.high, right.open))
    open_, bottomless = both(left.open, right.open), either(left.bottomless, right.bottomless)
    return Span(np.minimum(left.low, right.low), high, open_, bottomless)


def most(left: Span, right: Span) -> Span:
    """The larger of the two; a known lower bound beats one that only stands in."""
    if left.exact and right.exact:
        return sure(np.maximum(left.low, right.low))
    low = _end(np.maximum(left.low, right.low), (left.low, left.bottomless), (right.low, right.bottomless))
    open_, bottomless = either(left.open, right.open), both(left.bottomless, right.bottomless)
    return Span(low, np.maximum(left.high, right.high), open_, bottomless)


def _end(plain: Whole, left: tuple[Whole, Truths], right: tuple[Whole, Truths]) -> Whole:
    """One end of two spans: the plain choice, but the other's where one of both only stands in."""
    if left[1] is not False:
        plain = np.where(left[1] & np.logical_not(right[1]), right[0], plain)
    if right[1] is not False:
        plain = np.where(right[1] & np.logical_not(left[1]), left[0], plain)
    return plain


def hull(left: Span, right: Span) -> Span:
    """Either of the two, it is not known which."""
    open_, bottomless = either(left.open, right.open), either(left.bottomless, right.bottomless)
    return Span(np.minimum(left.low, right.low), np.maximum(left.high, right.high), open_, bottomless)


def rising(span: Span, act: Callable[[Whole], Whole]) -> Span:
    """`act`, which never falls as its argument rises, applied to both bounds."""
    low = act(span.low)
    return sure(low) if span.exact else Span(low, act(span.high), span.open, span.bottomless)


def chosen(where: Bools, left: Span, right: Span) -> Span:
    """`left` in the rows of `where`, `right` in the others."""
    low = np.where(where, left.low, right.low)
    if left.exact and right.exact:
        return sure(low)
    open_, bottomless = (
        False if a is False and b is False else np.where(where, a, b)
        for a, b in ((left.open, right.open), (left.bottomless, right.bottomless))
    )
    return Span(low, np.where(where, left.high, right.high), open_, bottomless)


def row_by_row(act: Callable[[r.Value, r.Value], r.Value], left: Span, right: Span, known: Span) -> Span:
    """`known` where both sides are known, what `act` of the interpreter says in the other rows."""
    unsure = np.flatnonzero(left.unsure() | right.unsure())
    return patched(known, unsure, [act(value_at(left, row), value_at(right, row)) for row in unsure.tolist()])


def value_at(span: Span, row: int) -> r.Value:
    """One row as the interpreter's value."""
    low, high, open_, bottomless = (part[row] if isinstance(part, np.ndarray) else part for part in span)
    return r.ranged(int(low), int(high), open_=bool(open_), bottomless=bool(bottomless))


def patched(known: Span, rows: Ints, values: list[r.Value]) -> Span:
    """The known values with others put into some rows."""
    if not len(rows):
        return known
    size = max(np.size(known.low), int(rows[-1]) + 1)
    low: Ints = np.array(np.broadcast_to(known.low, size), np.int64)
    high, open_, bottomless = low.copy(), np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    for row, value in zip(rows.tolist(), values, strict=True):
        low[row], high[row] = (int(end) for end in r.bounds(value))
        open_[row], bottomless[row] = r.is_open(value), r.is_bottomless(value)
    return Span(low, high, open_, bottomless)
