"""Compiles conditions to functions of rows that write a column of marks: met, unmet or unknown, in Kleene's logic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil, floor, lcm
from typing import Any

import numpy as np

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.columns import spans as s
from qcy_desktop.engine.columns.batch import FAR_OUT, Rows
from qcy_desktop.engine.columns.numbers import DayOf, NumberColumns, facts_in
from qcy_desktop.engine.columns.proof import LAST_DAY, Ratio, ratio_of
from qcy_desktop.engine.columns.spans import MET, UNKNOWN, UNMET, Ints, Marks, Span, Truths, code_of
from qcy_desktop.engine.frame import NEVER, Layout
from qcy_desktop.engine.numbers import NumberCompiler
from qcy_desktop.engine.truths import TruthCompiler, decide
from qcy_desktop.engine.turning import against_fixed, first_day, unwound

# Writes the marks of the rows into the given column; answers whether none of them is unknown.
MarkOf = Callable[[Rows, Marks], bool]

_COMPARE: dict[t.Op, Any] = {
    t.Op.GE: np.greater_equal, t.Op.GT: np.greater, t.Op.LE: np.less_equal, t.Op.LT: np.less, t.Op.EQ: np.equal,
    t.Op.NE: np.not_equal,
}  # fmt: skip
# Each of these holds exactly where its partner fails, in all three cases.
_OPPOSITE = {t.Op.LE: t.Op.GT, t.Op.LT: t.Op.GE, t.Op.NE: t.Op.EQ}


class MarkColumns:
    """Turns conditions that `proof` has passed into functions of rows."""

    def __init__(self, layout: Layout, as_of: date) -> None:
        self.layout = layout
        self.numbers = NumberColumns(layout, as_of)

    def mark(self, node: t.Truth) -> MarkOf:
        """A function that writes the marks of a condition."""
        match node:
            case t.Compare():
                return self.compare(node)
            case t.CompareDays():
                return self.compare_days(node)
            case t.Flag():
                return self.flag(node)
            case t.Member():
                return self.member(node)
            case t.Not():
                return negated(self.mark(node.item))
            case t.Both():
                return joined([self.mark(item) for item in node.items], node.all_)
        raise AssertionError(node)

    def flag(self, node: t.Flag) -> MarkOf:
        place = self.layout.place(node.slot)

        def run(rows: Rows, out: Marks) -> bool:
            np.copyto(out, rows.values(place))
            return rows.unknown(place) is None

        return run

    def member(self, node: t.Member) -> MarkOf:
        place, words = self.layout.place(node.choice.slot), frozenset(node.words)
        by_choice = np.array(
            [*((word in words) is not node.negated for word in node.choice.fact.choices), node.negated, UNKNOWN],
            np.int8,
        )

        def run(rows: Rows, out: Marks) -> bool:
            np.take(by_choice, rows.values(place), out=out, mode="clip")
            return rows.unknown(place) is None

        return run

    # --- comparisons of numbers
    def compare(self, node: t.Compare) -> MarkOf:
        """A comparison of numbers; one that rests on a day declared not to exist is not met."""
        if isinstance(node.left, t.FactNumber) and isinstance(node.right, t.Number):
            return self.compare_fact(node, node.left, node.right)
        ratio = ratio_of(node)
        run = self.compare_any(node) if ratio is None else self.compare_ratio(node, ratio)
        days = [*self.numbers.never(node.left), *self.numbers.never(node.right)]
        return dated(run, days) if days else run

    def compare_fact(self, node: t.Compare, left: t.FactNumber, right: t.Number) -> MarkOf:
        """A figure against a parameter: one whole threshold on the stored value."""
        limit = right.value * left.scale
        op, threshold = whole_threshold(node.op, limit)
        place, act = self.layout.place(left.slot), _COMPARE[op]
        asked = node.op

        def run(rows: Rows, out: Marks) -> bool:
            act(rows.values(place), threshold, out=out.view(np.bool_))
            unknown = rows.unknown(place)
            if unknown is None:
                return True
            mark = code_of(decide(rows.missing(place), asked, limit))
            np.copyto(out, mark, where=unknown)
            return mark != UNKNOWN

        return run

    def compare_ratio(self, node: t.Compare, ratio: Ratio) -> MarkOf:
        over, under, up, down = self.numbers.number(ratio.over), self.numbers.number(ratio.under), ratio.up, ratio.down
        act, by_row = _COMPARE[node.op], self.by_row(node)

        def run(rows: Rows, out: Marks) -> bool:
            a, b = over(rows), under(rows)
            act(a.low * up, b.low * down, out=out.view(np.bool_))
            # Without a base above zero for certain nothing can be said of a ratio.
            baseless = s.either(np.less_equal(b.low, 0), b.bottomless)
            if a.exact and b.exact and not baseless.any():
                return True
            np.copyto(out, UNKNOWN, where=baseless)
            if not (a.exact and b.exact):
                by_row(rows, np.flatnonzero((a.unsure() | b.unsure()) & ~baseless), out)
            return False

        return run

    def by_row(self, node: t.Truth) -> Callable[[Rows, Ints, Marks], None]:
        """A function that asks the interpreter for the marks of some rows."""
        test, places = TruthCompiler(self.layout).truth(node), [self.layout.place(slot) for slot in facts_in(node)]

        def run(rows: Rows, asked: Ints, out: Marks) -> None:
            out[asked] = [code_of(test(frame)) for frame in rows.frames(places, asked)]

        return run

    def compare_any(self, node: t.Compare) -> MarkOf:
        scale = lcm(node.left.scale, node.right.scale)
        left, right = self.numbers.aligned(node.left, scale), self.numbers.aligned(node.right, scale)
        act, op = _COMPARE[node.op], node.op

        def run(rows: Rows, out: Marks) -> bool:
            a, b = left(rows), right(rows)
            if a.exact and b.exact:
                act(a.low, b.low, out=out.view(np.bool_))
                return True
            return write(out, *decided(op, s.minus(a, b)))

        return run

    # --- comparisons of days
    def compare_days(self, node: t.CompareDays) -> MarkOf:
        if turned := against_fixed(node):
            return self.day_threshold(*turned)
        left, right, act = self.numbers.day(node.left), self.numbers.day(node.right), _COMPARE[node.op]

        def run(rows: Rows, out: Marks) -> bool:
            a, b = left(rows), right(rows)
            act(a.ordinals, b.ordinals, out=out.view(np.bool_))
            for days in (a, b):
                if days.unknown is not None:
                    np.copyto(out, UNKNOWN, where=days.unknown)
            for days in (a, b):
                if days.never:
                    np.copyto(out, UNMET, where=np.equal(days.ordinals, NEVER))
            return a.unknown is None and b.unknown is None

        return run

    def day_threshold(self, op: t.Op, left: t.Day, right: t.Day) -> MarkOf:
        """A dated fact, perhaps moved by lengths of time, against a fixed day: an exact stretch of the fact itself."""
        fixed = NumberCompiler(self.layout).day(right)(self.numbers.frame)
        assert fixed is not None
        fact, shifts = unwound(left)
        assert isinstance(fact, t.DayFact)
        place = self.layout.place(fact.slot)
        first, last = _stretch(op, first_day(shifts, fixed), first_day(shifts, fixed + 1))

        def run(rows: Rows, out: Marks) -> bool:
            days = rows.values(place)
            flags = out.view(np.bool_)
            np.greater_equal(days, first, out=flags)
            if last <= LAST_DAY:
                np.logical_and(flags, days < last, out=flags)
            unknown = rows.unknown(place)
            if unknown is None:
                return True
            np.copyto(out, UNKNOWN, where=unknown)
            return False

        return run


# --- Thresholds ------------------------------------------------------------------------------------------------------


def whole_threshold(op: t.Op, limit: Any) -> tuple[t.Op, int]:
    """A comparison of whole numbers with a fraction as one with a whole number."""
    if limit.denominator == 1 or op not in (t.Op.EQ, t.Op.NE):
        floor_first = op in (t.Op.GT, t.Op.LE)
        return op, max(-FAR_OUT - 1, min(FAR_OUT + 1, floor(limit) if floor_first else ceil(limit)))
    return (t.Op.GT if op is t.Op.EQ else t.Op.LE), FAR_OUT + 1


def _stretch(op: t.Op, reached: int, passed: int) -> tuple[int, int]:
    """The days that meet the comparison, as the first one and one past the last one."""
    end = LAST_DAY + 1
    match op:
        case t.Op.GE:
            return reached, end
        case t.Op.GT:
            return passed, end
        case t.Op.LE:
            return 1, passed
        case t.Op.LT:
            return 1, reached
    return reached, passed


# --- Deciding by bounds ----------------------------------------------------------------------------------------------


def decided(op: t.Op, span: Span) -> tuple[Truths, Truths]:
    """Where the values certainly stand so against zero, and where they certainly do not."""
    if op in _OPPOSITE:
        unmet, met = decided(_OPPOSITE[op], span)
        return met, unmet
    floored, topped = np.logical_not(span.bottomless), np.logical_not(span.open)
    if op is t.Op.GE:
        return floored & np.greater_equal(span.low, 0), topped & np.less(span.high, 0)
    if op is t.Op.GT:
        return floored & np.greater(span.low, 0), topped & np.less_equal(span.high, 0)
    beyond = (floored & np.greater(span.low, 0)) | (topped & np.less(span.high, 0))
    return floored & topped & np.equal(span.low, span.high) & ~beyond, beyond


def dated(run: MarkOf, days: Sequence[DayOf]) -> MarkOf:
    """Not met where one of the days was declared not to exist; not met for certain where that may still turn out."""

    def run_dated(rows: Rows, out: Marks) -> bool:
        sure = run(rows, out)
        found = [day(rows) for day in days]
        for column in found:
            if column.unknown is not None:
                np.copyto(out, UNKNOWN, where=column.unknown & (out == MET))
                sure = False
        for column in found:
            if column.never:
                np.copyto(out, UNMET, where=np.equal(column.ordinals, NEVER))
        return sure

    return run_dated


# --- Kleene ----------------------------------------------------------------------------------------------------------


def write(out: Marks, met: Truths, unmet: Truths) -> bool:
    """Writes marks from where a condition is met and unmet; answers whether none is unknown."""
    np.copyto(out, UNKNOWN)
    np.copyto(out, UNMET, where=unmet)
    np.copyto(out, MET, where=met)
    return bool(np.all(np.logical_or(met, unmet)))


def negate(marks: Marks) -> None:
    """Not, in place: met and unmet change places, unknown stays."""
    unknown = marks >> 7
    np.bitwise_xor(marks, 1, out=marks)
    np.bitwise_or(marks, unknown, out=marks)


def join_all(columns: Sequence[Marks], out: Marks, sure: bool) -> None:  # noqa: FBT001 - what is known of the columns
    """And: unmet if any is, else unknown if any is. `out` may be the first of the columns."""
    if not sure:
        union = columns[0].copy()
        for marks in columns[1:]:
            np.bitwise_or(union, marks, out=union)
    if len(columns) == 1:
        np.copyto(out, columns[0])
        return
    np.bitwise_and(columns[0], columns[1], out=out)
    for marks in columns[2:]:
        np.bitwise_and(out, marks, out=out)
    if not sure:
        # The lowest bit is set where none is unmet; there the union is 1, or all bits where some are unknown.
        np.bitwise_and(out, 1, out=out)
        np.negative(out, out=out)
        np.bitwise_and(out, union, out=out)


def join_any(columns: Sequence[Marks], out: Marks, sure: bool) -> None:  # noqa: FBT001 - what is known of the columns
    """Or: met if any is, else unknown if any is."""
    met = np.equal(columns[0], MET)
    union = columns[0].copy()
    for marks in columns[1:]:
        np.bitwise_or(union, marks, out=union)
        if not sure:
            met |= np.equal(marks, MET)
    np.copyto(out, union)
    if not sure:
        np.copyto(out, MET, where=met)


def joined(items: Sequence[MarkOf], all_: bool) -> MarkOf:  # noqa: FBT001 - the kind of the group
    """And (`all_`) or or over conditions."""
    join = join_all if all_ else join_any

    def run(rows: Rows, out: Marks) -> bool:
        columns = [np.empty(rows.count, np.int8) for _ in items]
        sure = all([item(rows, column) for item, column in zip(items, columns, strict=True)])
        join(columns, out, sure)
        return sure

    return run


def negated(item: MarkOf) -> MarkOf:
    def run(rows: Rows, out: Marks) -> bool:
        sure = item(rows, out)
        negate(out)
        return sure

    return run
