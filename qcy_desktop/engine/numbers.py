"""Compiles number and day nodes to functions of the frame: whole numbers while all is known, ranges where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any

from qcy_desktop.domain.enterprise import Award, Event
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import AS_OF, AWARDS, EVENTS, NEVER, YEAR, Frame, Layout
from qcy_desktop.engine.ranges import Range, Value

NumberOf = Callable[[Frame], Value]
DayOf = Callable[[Frame], int | None]
TruthOf = Callable[[Frame], bool | None]
EVENT_BOUND = 10_000
AWARD_BOUND = 10**14


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
            case t.Lookup():
                return self.lookup(node)
            case t.Marginal():
                return self.marginal(node)

    def aligned(self, node: t.Num, scale: int) -> NumberOf:
        """The node's value stored at another scale, a multiple of its own."""
        value, times = self.number(node), scale // node.scale
        if times == 1:
            return value

        def run(f: Frame) -> Value:
            v = value(f)
            return v * times if v.__class__ is not Range else r.multiply(v, times)

        return run

    # --- arithmetic
    def sum(self, node: t.Sum) -> NumberOf:
        left, right = self.aligned(node.left, node.scale), self.aligned(node.right, node.scale)
        if node.sign > 0:

            def plus(f: Frame) -> Value:
                a, b = left(f), right(f)
                return r.add(a, b) if a.__class__ is Range or b.__class__ is Range else a + b

            return plus

        def minus(f: Frame) -> Value:
            a, b = left(f), right(f)
            return r.subtract(a, b) if a.__class__ is Range or b.__class__ is Range else a - b

        return minus

    def product(self, node: t.Product) -> NumberOf:
        left, right = self.number(node.left), self.number(node.right)

        def run(f: Frame) -> Value:
            a, b = left(f), right(f)
            return r.multiply(a, b) if a.__class__ is Range or b.__class__ is Range else a * b

        return run

    def quotient(self, node: t.Quotient) -> NumberOf:
        left, right = self.number(node.left), self.number(node.right)
        over, under = node.right.scale, node.left.scale

        def run(f: Frame) -> Value:
            a, b = left(f), right(f)
            if a.__class__ is Range or b.__class__ is Range or b <= 0:
                return r.multiply(r.quotient(a, b), Fraction(over, under))
            return Fraction(a * over, b * under)

        return run

    def growth(self, node: t.Growth) -> NumberOf:
        """Growth over one year as an exact fraction; compound growth is compared in `truths`, never used as a number."""
        now, base = self.number(node.now), self.number(node.base)

        def run(f: Frame) -> Value:
            a, b = now(f), base(f)
            if a.__class__ is Range or b.__class__ is Range or b <= 0:
                return r.subtract(r.quotient(a, b), 1)
            return Fraction(a - b, b)

        return run

    def extreme(self, node: t.Extreme) -> NumberOf:
        items = [self.aligned(item, node.scale) for item in node.items]
        join, plain = (r.least, min) if node.least else (r.most, max)

        def run(f: Frame) -> Value:
            values = [item(f) for item in items]
            if any(v.__class__ is Range for v in values):
                found = values[0]
                for v in values[1:]:
                    found = join(found, v)
                return found
            return plain(values)  # type: ignore[type-var]

        return run

    # --- awards and events
    def awards(self, node: t.AwardSum) -> NumberOf:
        matter, levels, yearly, highest = node.matter, node.levels, node.period == "本年度", node.highest

        def run(f: Frame) -> Value:
            ledger: tuple[Award, ...] | None = f[AWARDS]
            if ledger is None:
                return Range(0, AWARD_BOUND, open_=True)
            sums = [
                a.amount
                for a in ledger
                if a.matter == matter
                and (not levels or a.level in levels)
                and a.date.toordinal() <= f[AS_OF]
                and (not yearly or a.date.year == f[YEAR])
            ]
            return max(sums, default=0) if highest else sum(sums)

        return run

    def event_count(self, node: t.EventCount) -> NumberOf:
        find = matching_events(node.event.id, node.level, node.window)

        def run(f: Frame) -> Value:
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
            case t.EventDay():
                return self.event_day(node)

    def day_shift(self, node: t.DayShift) -> DayOf:
        day, length, sign = self.day(node.day), node.length, node.sign

        def run(f: Frame) -> int | None:
            ordinal = day(f)
            return ordinal if ordinal is None or ordinal == NEVER else shift_day(ordinal, length, sign)

        return run

    def event_day(self, node: t.EventDay) -> DayOf:
        find, pick = matching_events(node.event.id, node.level, None), -1 if node.latest else 0

        def run(f: Frame) -> int | None:
            found = find(f)
            return None if found is None else found[pick].date.toordinal() if found else NEVER

        return run

    def year_of(self, node: t.YearOf) -> NumberOf:
        day = self.day(node.day)

        def run(f: Frame) -> Value:
            ordinal = day(f)
            return Range(1900, 2200) if ordinal is None else 0 if ordinal == NEVER else date.fromordinal(ordinal).year

        return run

    def elapsed(self, node: t.Elapsed) -> NumberOf:
        start, end, unit = self.day(node.start), self.day(node.end), node.unit

        def run(f: Frame) -> Value:
            a, b = start(f), end(f)
            if a is None or b is None:
                return (
                    Range(-100_000, 100_000) if unit == "天数" and node.start != t.FixedDay(1) else Range(0, 1_000_000)
                )
            if NEVER in (a, b):
                return 0
            return b - a if unit == "天数" else full_months(a, b) // (1 if unit == "月数" else 12)

        return run

    # --- records
    def records(self, node: t.RecordSum) -> NumberOf:
        place = self.layout.place(t.SlotKey("records", node.record.id))
        value = self.number(node.value) if node.value is not None else None
        where = self.truth(node.where) if node.where is not None else None
        join: Callable[[Value, Value], Value] = r.most if node.largest else r.add

        def run(f: Frame) -> Value:
            found = f[place]
            if found is None:
                return Range(0, EVENT_BOUND if value is None else 10**16, open_=True)
            total: Value = 0
            for record in found:
                for index, item in record.items():
                    f[index] = item
                kept = where(f) if where else True
                if kept is False:
                    continue
                one: Value = 1 if value is None else value(f)
                total = join(total, one if kept else r.hull(0, one))
            return total

        return run

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

    def axis(self, axis: t.Axis, key: t.Num | t.ChoiceRef) -> Callable[[Frame], list[int | None]]:
        """Which rows the key may fall in; None stands for none of them."""
        if isinstance(key, t.ChoiceRef):
            place, words = self.layout.place(key.slot), {word: i for i, word in enumerate(axis.words)}
            every: list[int | None] = [*range(len(axis.words)), *([None] if set(key.fact.choices) - set(words) else [])]
            return lambda f: every if f[place] is None else [words.get(f[place])]
        number, scale, bands = self.number(key), key.scale, axis.bands
        whole = [whole_band(band, scale) for band in bands]

        def rows(f: Frame) -> list[int | None]:
            v = number(f)
            if v.__class__ is int:
                return [
                    next(
                        (
                            i
                            for i, (low, high) in enumerate(whole)
                            if (low is None or v >= low) and (high is None or v <= high)
                        ),
                        None,
                    )
                ]  # type: ignore[operator]
            low, high = r.bounds(v)
            return rows_between(bands, Fraction(low) / scale, Fraction(high) / scale)

        return rows

    def marginal(self, node: t.Marginal) -> NumberOf:
        key_scale, bands = marginal_bands(node)
        key = self.aligned(node.key, key_scale)

        def part(x: Any) -> Any:
            return marginal_sum(bands, x)

        def run(f: Frame) -> Value:
            x = key(f)
            return r.rising(x, part) if x.__class__ is Range else marginal_sum(bands, x)

        return run


Bands = list[tuple[int, int | None, int]]  # from, up to (None: open), rate; all stored whole numbers


def marginal_bands(node: t.Marginal) -> tuple[int, Bands]:
    """The scale at which the key of a marginal table is stored, and its bands at that scale."""
    rates = [value for (value,) in node.table.values]
    rate_scale = lcm(*(rate.denominator for rate in rates))
    key_scale = node.scale // rate_scale
    axis = node.table.axes[0]
    assert all((b * key_scale).denominator == 1 for band in axis.bands for b in (band.low, band.high) if b is not None)
    return key_scale, [
        (
            int((band.low or 0) * key_scale),
            int(band.high * key_scale) if band.high is not None else None,
            int(rate * rate_scale),
        )
        for band, rate in zip(axis.bands, rates, strict=True)
    ]


def marginal_sum(bands: Bands, x: Any) -> Any:
    """Each band's rate on the part of `x` inside the band."""
    total = 0
    for low, high, rate in bands:
        if x <= low:
            break
        total += rate * ((x if high is None or x < high else high) - low)
    return total


def _joined(values: list[int]) -> Value:
    return values[0] if len(values) == 1 else r.ranged(min(values), max(values))


def whole_band(band: t.Band, scale: int) -> tuple[int | None, int | None]:
    """The band as whole stored numbers, both ends included."""
    low = band.low * scale if band.low is not None else None
    high = band.high * scale if band.high is not None else None
    first = None if low is None else ceil(low) if band.low_in else floor(low) + 1
    last = None if high is None else floor(high) if band.high_in else ceil(high) - 1
    return first, last


def rows_between(bands: tuple[t.Band, ...], low: Fraction, high: Fraction) -> list[int | None]:
    """Every band that a number between `low` and `high` may fall in, and None when it may fall outside all."""
    hit: list[int | None] = [i for i, band in enumerate(bands) if _meets(band, low, high)]
    return hit if hit and _covered(bands, low, high) else [*hit, None]


def _meets(band: t.Band, low: Fraction, high: Fraction) -> bool:
    under = band.high is None or band.high > low or (band.high == low and band.high_in)
    over = band.low is None or band.low < high or (band.low == high and band.low_in)
    return under and over


def _covered(bands: tuple[t.Band, ...], low: Fraction, high: Fraction) -> bool:
    """Whether the bands cover every number from `low` to `high`."""
    reached, included = low, False
    for band in sorted(bands, key=lambda b: (b.low is not None, b.low or 0)):
        starts = band.low is None or band.low < reached or (band.low == reached and (band.low_in or included))
        if not starts:
            return False
        if band.high is None or band.high > high or (band.high == high and band.high_in):
            return True
        if band.high > reached or (band.high == reached and band.high_in):
            reached, included = band.high, band.high_in
    return False


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


def shift_day(ordinal: int, length: t.Length, sign: int) -> int:
    """A day moved by calendar time; a day the target month lacks becomes its last day."""
    day = date.fromordinal(ordinal)
    months = day.year * 12 + day.month - 1 + sign * (length.years * 12 + length.months)
    year, month = divmod(months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)).toordinal() + sign * length.days


def full_months(start: int, end: int) -> int:
    """Full calendar months from one day to another (0 when the end is earlier)."""
    a, b = date.fromordinal(start), date.fromordinal(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    while months > 0 and shift_day(start, t.Length(months=months), 1) > end:
        months -= 1
    return max(0, months)


def matching_events(id: str, level: str, window: t.Window | None) -> Callable[[Frame], list[Event] | None]:
    """The events of a kind up to the day of assessment, oldest first; None when events are not known."""

    def run(f: Frame) -> list[Event] | None:
        if f[EVENTS] is None:
            return None
        found = f[EVENTS].get(id, ())
        year = f[YEAR]
        return [
            e
            for e in found
            if e.date.toordinal() <= f[AS_OF]
            and (not level or e.level == level)
            and (window is None or year + window.first <= e.date.year <= year + window.last)
        ]

    return run
