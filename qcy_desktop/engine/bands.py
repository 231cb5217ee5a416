"""Which bands of a table a number falls in, or may fall in while only its bounds are known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.joining import is_exact

Rows = list[int | None]
Whole = list[tuple[int | None, int | None]]  # the first and the last whole number of each band, None: no end
# A band in whole numbers: the denominator and the numerator of its lower end with the least that may stand between a
# number and it (0 when the end belongs to the band, else 1), then the same of its upper end. An open end asks nothing.
Ends = tuple[int, int, int, int, int, int]
Size = tuple[int, int]  # a number as whole numbers to be divided


def rows_of(bands: tuple[t.Band, ...], key: t.Num) -> Callable[[Any], Rows]:
    """Finds the rows for a stored key, None among them where it is or may be in none. Whole keys are compared with whole
    bands, which leaves no gap between 5 and 6."""
    scale, whole, ends = key.scale, [whole_band(band, key.scale) for band in bands], ends_of(bands)
    exact = is_exact(key)
    anywhere = _whole_rows_between(whole, None, None) if exact else rows_between(bands, None, None)
    complete = None not in anywhere

    def rows(v: Any) -> Rows:
        if v.__class__ is int:
            at = next((i for i, (a, b) in enumerate(whole) if (a is None or v >= a) and (b is None or v <= b)), None)
            return [at]
        if v.__class__ is Fraction:
            return [row_at(ends, v.numerator, v.denominator * scale)]
        least, most = r.bounds(v)
        low, high = None if r.is_bottomless(v) else least, None if r.is_open(v) else most
        if low is None and high is None:
            return anywhere
        if exact:
            return _whole_met(whole, low, high) if complete else _whole_rows_between(whole, low, high)
        if complete:
            return _met(ends, _size(low, scale), _size(high, scale))
        return rows_between(bands, *(None if end is None else Fraction(end) / scale for end in (low, high)))

    return rows


# --- Bands of any numbers --------------------------------------------------------------------------------------------


def _size(end: r.Exact | None, scale: int) -> Size | None:
    return None if end is None else (end.numerator, end.denominator * scale)


def ends_of(bands: tuple[t.Band, ...]) -> list[Ends]:
    """The bands made ready for `row_at`; an open end asks nothing."""
    return [(*_edge(band.low, included=band.low_in), *_edge(band.high, included=band.high_in)) for band in bands]


def _edge(end: Fraction | None, *, included: bool) -> tuple[int, int, int]:
    return (0, 0, 0) if end is None else (end.denominator, end.numerator, 0 if included else 1)


def row_at(ends: list[Ends], top: int, bottom: int) -> int | None:
    """The first row that holds top ÷ bottom, found by whole numbers alone; None when none does."""
    for i, (times, less, above, more, most, below) in enumerate(ends):
        if top * times - less * bottom >= above and most * bottom - top * more >= below:
            return i
    return None


def _met(ends: list[Ends], low: Size | None, high: Size | None) -> Rows:
    """Every band that a number from `low` to `high` may fall in; an end that is None is not known."""
    (a, b), (c, d) = low or (0, 0), high or (0, 0)
    return [
        i
        for i, (times, less, above, more, most, below) in enumerate(ends)
        if (low is None or most * b - a * more >= below) and (high is None or c * times - less * d >= above)
    ]


def rows_between(bands: tuple[t.Band, ...], low: Fraction | None, high: Fraction | None) -> Rows:
    """Every band that a number from `low` to `high` may fall in, and None when it may fall outside all of them. An end
    that is None is not known."""
    hit = _met(ends_of(bands), _size(low, 1), _size(high, 1))
    return hit if hit and _covered(bands, low, high) else [*hit, None]


def _covered(bands: tuple[t.Band, ...], low: Fraction | None, high: Fraction | None) -> bool:
    """Whether the bands cover every number from `low` to `high`."""
    reached, included = low, False
    for band in sorted(bands, key=lambda b: (b.low is not None, b.low or 0)):
        if not _starts(band, reached, included=included):
            return False
        if band.high is None or (high is not None and (band.high > high or (band.high == high and band.high_in))):
            return True
        if reached is None or band.high > reached or (band.high == reached and band.high_in):
            reached, included = band.high, band.high_in
    return False


def _starts(band: t.Band, reached: Fraction | None, *, included: bool) -> bool:
    """Whether the band leaves no gap above what is reached (`included`: reached itself belongs to what is covered)."""
    if band.low is None:
        return True
    return reached is not None and (band.low < reached or (band.low == reached and (band.low_in or included)))


# --- Days and events -------------------------------------------------------------------------------------------------


# --- Bands of whole numbers ------------------------------------------------------------------------------------------


def whole_band(band: t.Band, scale: int) -> tuple[int | None, int | None]:
    """The band as whole stored numbers, both ends included."""
    low = band.low * scale if band.low is not None else None
    high = band.high * scale if band.high is not None else None
    first = None if low is None else ceil(low) if band.low_in else floor(low) + 1
    last = None if high is None else floor(high) if band.high_in else ceil(high) - 1
    return first, last


def _whole_met(whole: Whole, low: Any, high: Any) -> Rows:
    """Every band that a whole number from `low` to `high` may fall in; an end that is None is not known."""
    return [
        i
        for i, (first, last) in enumerate(whole)
        if (first is None or last is None or first <= last)
        and (first is None or high is None or first <= high)
        and (last is None or low is None or last >= low)
    ]


def _whole_rows_between(whole: Whole, low: Any, high: Any) -> Rows:
    """Every band that a whole number from `low` to `high` may fall in, and None when it may fall outside all of them."""
    hit = _whole_met(whole, low, high)
    reached, covered = low, False
    met = (whole[i] for i in hit if i is not None)
    for first, last in sorted(met, key=lambda ends: (ends[0] is not None, ends[0] or 0)):
        if first is not None and (reached is None or first > reached):
            break
        if last is None or (high is not None and last >= high):
            covered = True
            break
        reached = last + 1 if reached is None else max(reached, last + 1)
    return hit if covered else [*hit, None]
