"""Compiles number and day nodes to functions of rows: whole columns of bounds at once, never beyond what `proof` allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.bands import whole_band
from qcy_desktop.engine.columns import days as d
from qcy_desktop.engine.columns import spans as s
from qcy_desktop.engine.columns.batch import Rows
from qcy_desktop.engine.columns.spans import Bools, Ints, Span, Whole
from qcy_desktop.engine.frame import NEVER, Frame, Layout
from qcy_desktop.engine.numbers import Bands, NumberCompiler, marginal_bands
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.timing import days_behind
from qcy_desktop.engine.turning import is_fixed

SpanOf = Callable[[Rows], Span]


class DayColumn(NamedTuple):
    """Days as ordinals; `unknown` None when all are known; `never`: some may be NEVER (declared not to exist)."""

    ordinals: Whole
    unknown: Bools | None
    never: bool


DayOf = Callable[[Rows], DayColumn]


class NumberColumns:
    """Turns nodes that `proof` has passed into functions of rows, for one day of assessment."""

    def __init__(self, layout: Layout, as_of: date) -> None:
        self.layout = layout
        self.as_of = as_of
        self.frame: Frame = [as_of.toordinal(), as_of.year, None, None]

    def number(self, node: t.Num) -> SpanOf:
        """A function from rows to the stored values of the node."""
        match node:
            case t.Number():
                stored = s.sure(node.value.numerator)
                return lambda rows: stored
            case t.FactNumber():
                place = self.layout.place(node.slot)
                return lambda rows: rows.span(place)
            case t.Sum():
                left, right = self.aligned(node.left, node.scale), self.aligned(node.right, node.scale)
                act = s.plus if node.sign > 0 else s.minus
                return lambda rows: act(left(rows), right(rows))
            case t.Product():
                over, under = self.number(node.left), self.number(node.right)
                return lambda rows: s.times(over(rows), under(rows))
            case t.Extreme():
                return self.extreme(node)
            case t.YearOf():
                return self.year_of(node)
            case t.Elapsed():
                return self.elapsed(node)
            case t.Lookup():
                return self.lookup(node)
            case t.Marginal():
                return self.marginal(node)
        raise AssertionError(node)

    def aligned(self, node: t.Num, scale: int) -> SpanOf:
        """The node's values stored at another scale, a multiple of its own."""
        value, by = self.number(node), scale // node.scale
        return value if by == 1 else lambda rows: s.scaled(value(rows), by)

    def extreme(self, node: t.Extreme) -> SpanOf:
        items = [self.aligned(item, node.scale) for item in node.items]
        join = s.least if node.least else s.most

        def run(rows: Rows) -> Span:
            found = items[0](rows)
            for item in items[1:]:
                found = join(found, item(rows))
            return found

        return run

    # --- days
    def day(self, node: t.Day) -> DayOf:
        """A function from rows to days."""
        if is_fixed(node):
            fixed = DayColumn(NumberCompiler(self.layout).day(node)(self.frame), None, False)
            return lambda rows: fixed
        if isinstance(node, t.DayFact):
            place = self.layout.place(node.slot)
            return lambda rows: DayColumn(rows.values(place), rows.unknown(place), rows.columns.made[place].never)
        assert isinstance(node, t.DayShift)
        inner, length, sign = self.day(node.day), node.length, node.sign

        def shift(rows: Rows) -> DayColumn:
            days = inner(rows)
            moved = d.shift_days(days.ordinals, length, sign)
            return days._replace(ordinals=np.where(days.ordinals == NEVER, NEVER, moved) if days.never else moved)

        return shift

    def year_of(self, node: t.YearOf) -> SpanOf:
        day = self.day(node.day)

        def years(rows: Rows) -> tuple[Whole, Bools | None]:
            days = day(rows)
            found = d.years(days.ordinals)
            return (np.where(days.ordinals == NEVER, 0, found) if days.never else found), days.unknown

        return self.else_by_row(node, years)

    def elapsed(self, node: t.Elapsed) -> SpanOf:
        start, end, unit = self.day(node.start), self.day(node.end), node.unit

        def size(rows: Rows) -> tuple[Whole, Bools | None]:
            a, b = start(rows), end(rows)
            found = _elapsed(a.ordinals, b.ordinals, unit)
            if a.never or b.never:
                found = np.where(np.equal(a.ordinals, NEVER) | np.equal(b.ordinals, NEVER), 0, found)
            return found, a.unknown if b.unknown is None else b.unknown if a.unknown is None else a.unknown | b.unknown

        return self.else_by_row(node, size)

    def else_by_row(self, node: t.Num, known: Callable[[Rows], tuple[Whole, Bools | None]]) -> SpanOf:
        """`known` gives the values and the rows where they do not hold; there the interpreter is asked."""
        by_row = NumberCompiler(self.layout).number(node)
        places = [self.layout.place(slot) for slot in facts_in(node)]

        def run(rows: Rows) -> Span:
            values, unknown = known(rows)
            if unknown is None:
                return s.sure(values)
            asked = np.flatnonzero(unknown)
            return s.patched(s.sure(values), asked, [by_row(frame) for frame in rows.frames(places, asked)])

        return run

    def never(self, node: t.Num) -> list[DayOf]:
        """The days behind a number that may have been declared not to exist."""
        return [self.day(day) for day in days_behind(node) if not is_fixed(day)]

    # --- tables
    def lookup(self, node: t.Lookup) -> SpanOf:
        cells = [[int(cell * node.scale) for cell in row] for row in node.table.values]
        if len(node.table.axes) == 1:
            cells = [[row[0]] for row in cells]
        # A last row and column of nothing stands for a key outside the table, so that place -1 finds it.
        grid = np.array([[*row, 0] for row in cells] + [[0] * (len(cells[0]) + 1)], np.int64)
        axes = [self.axis(axis, key) for axis, key in zip(node.table.axes, node.keys, strict=True)]

        def values(rows: Rows) -> tuple[Whole, Bools | None]:
            keys = [axis(rows) for axis in axes]
            found = grid[keys[0][0], keys[1][0] if len(keys) == 2 else 0]
            masks = [mask for _, mask in keys if mask is not None]
            return found, (masks[0] if len(masks) == 1 else masks[0] | masks[1]) if masks else None

        return self.else_by_row(node, values)

    def axis(self, axis: t.Axis, key: t.Num | t.ChoiceRef) -> Callable[[Rows], tuple[Any, Bools | None]]:
        """Where each row's key falls in an axis (-1: nowhere), and for which rows that is not so simple."""
        if isinstance(key, t.ChoiceRef):
            place, at = self.layout.place(key.slot), {word: i for i, word in enumerate(axis.words)}
            by_choice = np.array([*(at.get(word, -1) for word in key.fact.choices), -1, -1], np.int64)
            return lambda rows: (by_choice[rows.values(place)], rows.unknown(place))
        number, never = self.number(key), self.never(key)
        whole = [whole_band(band, key.scale) for band in axis.bands]

        def run(rows: Rows) -> tuple[Any, Bools | None]:
            span = number(rows)
            unsure = None if span.exact else span.unsure()
            for day in never:
                gone = _nevers(day(rows))
                unsure = gone if unsure is None else unsure if gone is None else unsure | gone
            return _band_places(whole, span.low), unsure

        return run

    def marginal(self, node: t.Marginal) -> SpanOf:
        key_scale, bands = marginal_bands(node)
        key = self.aligned(node.key, key_scale)

        return lambda rows: s.rising(key(rows), lambda x: _marginal(bands, x))


def facts_in(node: object) -> Iterator[t.SlotKey]:
    """Every fact that a node reads, lists left out."""
    return (slot for slot in slots_in(node) if slot.kind == "fact")


def _nevers(days: DayColumn) -> Bools | None:
    """Which days were declared not to exist."""
    return np.equal(days.ordinals, NEVER) if days.never else None


def _elapsed(start: Whole, end: Whole, unit: str) -> Ints:
    if unit == "天数":
        size: Ints = np.asarray(end, np.int64) - np.asarray(start, np.int64)
        return size
    months = d.full_months(start, end)
    return months if unit == "月数" else months // 12


def _band_places(whole: list[tuple[int | None, int | None]], values: Whole) -> Ints:
    """The first band that holds each value, -1 where none does."""
    values = np.asarray(values, np.int64)
    places = np.full(values.shape, -1, np.int64)
    for i in range(len(whole) - 1, -1, -1):
        low, high = whole[i]
        inside: Any = True if low is None else values >= low
        if high is not None:
            inside = inside & (values <= high)
        np.copyto(places, i, where=inside)
    return places


def _marginal(bands: Bands, x: Whole) -> Whole:
    total: Whole = 0
    for low, high, rate in bands:
        part = np.maximum(x, low) if high is None else np.minimum(np.maximum(x, low), high)
        total = total + (part - low if low else part) * rate
    return total
