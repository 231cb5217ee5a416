"""Compiles number and day nodes to functions of the frame: whole numbers while all is known, ranges where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from qcy_desktop.domain.days import add_months
from qcy_desktop.domain.days import full_months as months_between
from qcy_desktop.domain.enterprise import Award, Event
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.accrual import Accrual
from qcy_desktop.engine.bands import ends_of, row_at, rows_of
from qcy_desktop.engine.frame import AS_OF, AWARDS, EVENTS, NEVER, YEAR, Frame, Layout, visit
from qcy_desktop.engine.ranges import Range, Value
from qcy_desktop.engine.timing import days_behind

NumberOf = Callable[[Frame], Any]  # answers a Value; Any, because mypy cannot follow the test for Range in hot code
DayOf = Callable[[Frame], int | None]
TruthOf = Callable[[Frame], bool | None]
RowsOf = Callable[[Frame], list[int | None]]
EVENT_BOUND = 10_000
AWARD_BOUND = 10**14
LAST_DAY = date.max.toordinal()


class NumberCompiler:
    """Turns number and day nodes into functions; conditions inside records come from `truth`, set by its owner."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.truth: Callable[[t.Truth], TruthOf]

    def number(self, node: t.Num) -> NumberOf:
        """A function from a frame to the stored value of the node."""
        match node:
            case t.Number():
                stored = node.value.numerator
                return lambda f: stored
            case t.FactNumber():
                place = self.layout.place(node.slot)
                return lambda f: f[place]
            case t.Sum():
                return self.sum(node)
            case t.Product():
                return self.product(node)
            case t.Quotient():
                return self.quotient(node)
            case t.Growth():
                return self.growth(node)
            case t.Extreme():
                return self.extreme(node)
            case t.AwardSum():
                return self.awards(node)
            case t.RecordSum():
                return self.records(node)
            case t.EventCount():
                return self.event_count(node)
            case t.YearOf():
                return self.year_of(node)
            case t.Elapsed():
                return self.elapsed(node)
            case t.Accrued():
                return self.accrued(node)
            case t.Lookup():
                return self.lookup(node)
            case t.Marginal():
                return self.marginal(node)

    def aligned(self, node: t.Num, scale: int) -> NumberOf:
        """The node's value stored at another scale, a multiple of its own."""
        value, times = self.number(node), scale // node.scale
        if times == 1:
            return value

        def run(f: Frame) -> Any:
            v = value(f)
            return v * times if v.__class__ is not Range else r.multiply(v, times)

        return run

    # --- arithmetic
    def sum(self, node: t.Sum) -> NumberOf:
        left, right = self.aligned(node.left, node.scale), self.aligned(node.right, node.scale)
        if node.sign > 0:

            def plus(f: Frame) -> Any:
                a, b = left(f), right(f)
                return r.add(a, b) if a.__class__ is Range or b.__class__ is Range else a + b

            return plus

        def minus(f: Frame) -> Any:
            a, b = left(f), right(f)
            return r.subtract(a, b) if a.__class__ is Range or b.__class__ is Range else a - b

        return minus

    def product(self, node: t.Product) -> NumberOf:
        left, right = self.number(node.left), self.number(node.right)

        def run(f: Frame) -> Any:
            a, b = left(f), right(f)
            return r.multiply(a, b) if a.__class__ is Range or b.__class__ is Range else a * b

        return run

    def quotient(self, node: t.Quotient) -> NumberOf:
        left, right = self.number(node.left), self.number(node.right)
        over, under = node.right.scale, node.left.scale

        def run(f: Frame) -> Any:
            a, b = left(f), right(f)
            if a.__class__ is int and b.__class__ is int and b > 0:
                return Fraction(a * over, b * under)
            if a.__class__ is Range or b.__class__ is Range or b <= 0:
                return r.quotient(r.multiply(a, over), r.multiply(b, under))
            return Fraction(a * over) / (b * under)

        return run

    def growth(self, node: t.Growth) -> NumberOf:
        """Growth over one year as an exact fraction; compound growth is compared in `truths`, never used as a number."""
        now, base = self.number(node.now), self.number(node.base)

        def run(f: Frame) -> Any:
            a, b = now(f), base(f)
            if a.__class__ is Range or b.__class__ is Range or b <= 0:
                return r.subtract(r.quotient(a, b), 1)
            return Fraction(a - b, b)

        return run

    def extreme(self, node: t.Extreme) -> NumberOf:
        items = [self.aligned(item, node.scale) for item in node.items]
        join, plain = (r.least, min) if node.least else (r.most, max)

        def run(f: Frame) -> Any:
            values = [item(f) for item in items]
            if all(v.__class__ is not Range for v in values):
                return plain(values)
            found = values[0]
            for v in values[1:]:
                found = join(found, v)
            return found

        return run

    # --- awards and events
    def awards(self, node: t.AwardSum) -> NumberOf:
        """Awards of the named levels; one whose level is not known may count or not."""
        matters, levels, yearly, highest = node.matters, node.levels, node.period == "本年度", node.highest

        def is_in_time(award: Award, f: Frame) -> bool:
            return award.date.toordinal() <= f[AS_OF] and (not yearly or award.date.year == f[YEAR])

        def joined(awards: list[Award]) -> int:
            amounts = [award.amount for award in awards]
            return max(amounts, default=0) if highest else sum(amounts)

        def run(f: Frame) -> Any:
            ledger: tuple[Award, ...] | None = f[AWARDS]
            if ledger is None:
                return Range(0, AWARD_BOUND, open_=True)
            found = [award for award in ledger if award.matter in matters and is_in_time(award, f)]
            if not found:
                return 0
            sure = [award for award in found if not levels or award.level in levels]
            maybe = [award for award in found if levels and not award.level]
            return r.ranged(joined(sure), joined([*sure, *maybe])) if maybe else joined(sure)

        return run

    def event_count(self, node: t.EventCount) -> NumberOf:
        find = matching_events(node.event.id, node.level, node.window)

        def run(f: Frame) -> Any:
            found = find(f)
            return Range(0, EVENT_BOUND, open_=True) if found is None else len(found)

        return run

    # --- days
    def day(self, node: t.Day) -> DayOf:
        """A function from a frame to a day as an ordinal; None when not known, NEVER when declared absent."""
        match node:
            case t.FixedDay():
                ordinal = node.ordinal
                return lambda f: ordinal
            case t.DayFact():
                place = self.layout.place(node.slot)
                return lambda f: f[place]
            case t.NamedDay():
                return named_day(node)
            case t.DayShift():
                return self.day_shift(node)
            case t.DayExtreme():
                return self.day_extreme(node)
            case t.EventDay():
                return self.event_day(node)

    def day_shift(self, node: t.DayShift) -> DayOf:
        day, length, sign = self.day(node.day), node.length, node.sign

        def run(f: Frame) -> int | None:
            ordinal = day(f)
            return ordinal if ordinal is None or ordinal == NEVER else shift_day(ordinal, length, sign)

        return run

    def day_extreme(self, node: t.DayExtreme) -> DayOf:
        """The earliest or latest of the days; one that is not known, or was declared not to exist, makes the whole so."""
        days, pick = [self.day(day) for day in node.days], max if node.latest else min

        def run(f: Frame) -> int | None:
            found = [day(f) for day in days]
            known = [day for day in found if day is not None]
            return NEVER if NEVER in known else pick(known) if len(known) == len(found) else None

        return run

    def day_bounds(self, node: t.Day) -> Callable[[Frame], tuple[int, int]]:
        """A function to the earliest and latest day it can be: the earlier of two is bounded by the one that is known."""
        if isinstance(node, t.DayExtreme):
            parts, pick = [self.day_bounds(day) for day in node.days], max if node.latest else min

            def both(f: Frame) -> tuple[int, int]:
                ends = [part(f) for part in parts]
                return pick(low for low, _ in ends), pick(high for _, high in ends)

            return both
        day = self.day(node)

        def run(f: Frame) -> tuple[int, int]:
            found = day(f)
            return (1, LAST_DAY) if found is None else (found, found)

        return run

    def event_day(self, node: t.EventDay) -> DayOf:
        find, pick = matching_events(node.event.id, node.level, None), -1 if node.latest else 0

        def run(f: Frame) -> int | None:
            found = find(f)
            return None if found is None else found[pick].date.toordinal() if found else NEVER

        return run

    def year_of(self, node: t.YearOf) -> NumberOf:
        day = self.day(node.day)

        def run(f: Frame) -> Any:
            ordinal = day(f)
            return Range(0, date.max.year) if ordinal is None else 0 if ordinal == NEVER else year_of(ordinal)

        return run

    def elapsed(self, node: t.Elapsed) -> NumberOf:
        start, end, unit = self.day(node.start), self.day(node.end), node.unit
        from_when, to_when = self.day_bounds(node.start), self.day_bounds(node.end)

        def count(a: int, b: int) -> int:
            return b - a if unit == "天数" else full_months(a, b) // (1 if unit == "月数" else 12)

        def run(f: Frame) -> Any:
            a, b = start(f), end(f)
            if NEVER in (a, b):
                return 0
            if a is not None and b is not None:
                return count(a, b)
            (first, last), (early, late) = from_when(f), to_when(f)
            return r.hull(0, r.ranged(count(last, early), count(first, late)))

        return run

    def accrued(self, node: t.Accrued) -> NumberOf:
        start, end, sums = self.day(node.start), self.day(node.end), Accrual(node.table, node.scale)
        from_when, to_when = self.day_bounds(node.start), self.day_bounds(node.end)

        def run(f: Frame) -> Any:
            a, b = start(f), end(f)
            if NEVER in (a, b):
                return 0
            if a is not None and b is not None:
                return sums.between(a, b)
            (first, _), (_, late) = from_when(f), to_when(f)
            return r.ranged(0, sums.between(first, late), open_=late == LAST_DAY)

        return run

    def absence(self, node: t.Num | t.ChoiceRef) -> TruthOf | None:
        """Whether a day that the number is reckoned from was declared not to exist; None where it rests on no day."""
        days = [self.day(day) for day in days_behind(node)]

        def run(f: Frame) -> bool | None:
            found = [day(f) for day in days]
            return True if NEVER in found else None if None in found else False

        return run if days else None

    # --- records
    def records(self, node: t.RecordSum) -> NumberOf:
        place = self.layout.place(t.SlotKey("records", node.record.id))
        value = self.number(node.value) if node.value is not None else lambda f: 1
        where = self.truth(node.where) if node.where is not None else None
        join = largest_record if node.largest else sum_records
        return lambda f: join(f, place, where, value)

    # --- tables
    def lookup(self, node: t.Lookup) -> NumberOf:
        rows = [[(cell * node.scale).numerator for cell in row] for row in node.table.values]
        first = self.axis(node.table.axes[0], node.keys[0])
        if len(node.keys) == 1:
            return lambda f: _joined([rows[i][0] if i is not None else 0 for i in first(f)])
        second = self.axis(node.table.axes[1], node.keys[1])
        return lambda f: _joined(
            [rows[i][j] if i is not None and j is not None else 0 for i in first(f) for j in second(f)]
        )

    def axis(self, axis: t.Axis, key: t.Num | t.ChoiceRef) -> RowsOf:
        """Which rows the key may fall in; None stands for none of them. A missing choice is taken to be one of its
        options; one declared 无 falls in no row."""
        if isinstance(key, t.ChoiceRef):
            place, words = self.layout.place(key.slot), {word: i for i, word in enumerate(axis.words)}
            every: list[int | None] = [*range(len(axis.words)), *([None] if set(key.fact.choices) - set(words) else [])]
            return lambda f: every if f[place] is None else [words.get(f[place])]
        rows, absence = rows_of(axis.bands, key), self.absence(key)
        number = self.number(key)
        if absence is None:
            if isinstance(key, t.Quotient | t.Growth):
                return self.rows_of_ratio(axis.bands, key, lambda f: rows(number(f)))
            return lambda f: rows(number(f))

        def dated(f: Frame) -> list[int | None]:
            absent = absence(f)
            return [None] if absent else [*rows(number(f)), *([None] if absent is None else [])]

        return dated

    def rows_of_ratio(self, bands: tuple[t.Band, ...], key: t.Quotient | t.Growth, otherwise: RowsOf) -> RowsOf:
        """The row of a ratio of two known numbers, found without making a fraction of them; `otherwise` for all others."""
        ends = ends_of(bands)
        if isinstance(key, t.Growth):
            left, right, over, under, less = self.number(key.now), self.number(key.base), 1, 1, 1
        else:
            left, right, less = self.number(key.left), self.number(key.right), 0
            over, under = key.right.scale, key.left.scale * key.scale

        def run(f: Frame) -> list[int | None]:
            a, b = left(f), right(f)
            if a.__class__ is int and b.__class__ is int and b > 0:
                return [row_at(ends, (a - less * b) * over, b * under)]
            return otherwise(f)

        return run

    def marginal(self, node: t.Marginal) -> NumberOf:
        key_scale, bands = marginal_bands(node)
        key = self.aligned(node.key, key_scale)
        pieces = _pieces(bands)

        def part(x: Any) -> Any:
            for low, rate, before in pieces:
                if x > low:
                    return before + rate * (x - low)
            return 0

        def run(f: Frame) -> Any:
            x = key(f)
            return r.rising(x, part) if x.__class__ is Range else part(x)

        return run


# --- Records ---------------------------------------------------------------------------------------------------------


def sum_records(f: Frame, place: int, where: TruthOf | None, value: NumberOf) -> Any:
    """The sum over the records at `place` that pass; one that only perhaps passes counts from nothing to whole."""
    found = f[place]
    if found is None:
        every = 0 if where is not None and where(f) is False else value(f)
        return r.multiply(Range(0, EVENT_BOUND, open_=True), every)
    total: Any = 0
    for mark in visit(f, found, where):
        if mark is not False:
            one = value(f) if mark else r.hull(0, value(f))
            total = r.add(total, one) if one.__class__ is Range or total.__class__ is Range else total + one
    return total


def largest_record(f: Frame, place: int, where: TruthOf | None, value: NumberOf) -> Any:
    """The largest over the records at `place` that pass, 0 where none does; one that only perhaps passes may raise it."""
    if f[place] is None:
        return 0 if where is not None and where(f) is False else r.hull(0, value(f))
    parts = [(mark, value(f)) for mark in visit(f, f[place], where) if mark is not False]
    sure = [one for mark, one in parts if mark]
    found: Any = sure[0] if sure else 0
    for one in sure[1:]:
        found = r.most(found, one)
    for mark, one in parts:
        if mark is None:
            found = r.hull(found, r.most(found, one) if sure else one)
    return found


# --- Tables ----------------------------------------------------------------------------------------------------------


def _joined(values: list[int]) -> Value:
    return values[0] if len(values) == 1 else r.ranged(min(values), max(values))


Bands = list[tuple[int, int | None, int]]  # from, up to (None: open), rate; all stored whole numbers


def marginal_bands(node: t.Marginal) -> tuple[int, Bands]:
    """The scale at which the key of a marginal table is stored, and its bands at that scale."""
    rates = [value for (value,) in node.table.values]
    rate_scale = lcm(*(rate.denominator for rate in rates))
    key_scale = node.scale // rate_scale
    bands: Bands = [
        (
            ((band.low or 0) * key_scale).numerator,
            None if band.high is None else (band.high * key_scale).numerator,
            (rate * rate_scale).numerator,
        )
        for band, rate in zip(node.table.axes[0].bands, rates, strict=True)
    ]
    return key_scale, bands


def _pieces(bands: Bands) -> list[tuple[int, int, int]]:
    """The bands as straight pieces from the highest down: from where, at which rate, and the sum that far."""
    corners = sorted({edge for low, high, _ in bands for edge in (low, high) if edge is not None})
    pieces = [
        (
            low,
            sum(rate for first, last, rate in bands if first <= low and (last is None or low < last)),
            marginal_sum(bands, low),
        )
        for low in corners
    ]
    return pieces[::-1]


def marginal_sum(bands: Bands, x: Any) -> Any:
    """Each band's rate on the part of `x` inside the band."""
    total = 0
    for low, high, rate in bands:
        if x <= low:
            break
        total += rate * ((x if high is None or x < high else high) - low)
    return total


# --- Days and events -------------------------------------------------------------------------------------------------


def named_day(node: t.NamedDay) -> DayOf:
    """评估日, 本年初, 取数期初, 取数期末 as ordinals."""
    offset = node.offset
    if node.word == "评估日":
        return lambda f: f[AS_OF]
    if node.word == "本年初":
        return lambda f: date(f[YEAR], 1, 1).toordinal()
    if node.word == "取数期初":
        return lambda f: date(f[YEAR] + offset, 1, 1).toordinal()
    return lambda f: date(f[YEAR] + offset, 12, 31).toordinal()


def year_of(ordinal: int) -> int:
    """The calendar year of a day."""
    return date.fromordinal(ordinal).year


def shift_day(ordinal: int, length: t.Length, sign: int) -> int:
    """A day moved by calendar time (see `domain.days.add_months`), kept inside the calendar."""
    day = date.fromordinal(ordinal)
    months, at = sign * (length.years * 12 + length.months), day.year * 12 + day.month - 1
    months = min(max(months, 12 - at), date.max.year * 12 + 11 - at)
    return min(max(add_months(day, months).toordinal() + sign * length.days, 1), LAST_DAY)


def full_months(start: int, end: int) -> int:
    """Full calendar months from one day to another (0 when the end is earlier)."""
    return months_between(date.fromordinal(start), date.fromordinal(end)) if start <= end else 0


def matching_events(id: str, level: str, window: t.Window | None) -> Callable[[Frame], list[Event] | None]:
    """The events of a kind up to the day of assessment, oldest first; None when events are not known."""

    def run(f: Frame) -> list[Event] | None:
        if f[EVENTS] is None:
            return None
        found, today, year = f[EVENTS].get(id), f[AS_OF], f[YEAR]
        if not found:
            return []
        return [
            e
            for e in found
            if e.date.toordinal() <= today
            and (not level or e.level == level)
            and (window is None or year + window.first <= e.date.year <= year + window.last)
        ]

    return run
