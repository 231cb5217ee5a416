"""What-if along one figure: reckons a row of values, finds to the last unit where each verdict turns, and what it pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from qcy_desktop.domain.assessment import Nature, Span, Total
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, Period
from qcy_desktop.domain.quantity import SCALES
from qcy_desktop.domain.whatif import Flip, Sweep, SweepPoint
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import year_at
from qcy_desktop.engine.reading import show_value
from qcy_desktop.engine.reads import within
from qcy_desktop.engine.reckoner import Outcome, Ready, Reckoner, Reckoning, mark_open, outcome_of
from qcy_desktop.engine.stacking import combinations

MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Along:
    """Along which figure, from where to where (stored whole numbers, both included), in how many even steps."""

    fact: FactDef
    year: int | None
    low: int
    high: int
    steps: int = 40

    def __post_init__(self) -> None:
        if self.fact.type not in SCALES:
            raise KnownError("E-TYPE", f"“{self.fact.name}”不是数，不能逐值试算")
        if (self.fact.period is Period.YEAR) is (self.year is None):
            raise KnownError("E-PERIOD", f"“{self.fact.name}”{'要写明年度' if self.year is None else '不分年度'}")
        if self.low > self.high or not 1 <= self.steps <= MOST_STEPS:
            raise KnownError("E-RANGE", "试算的起点应不大于终点，步数应在 1 到 1000 之间")


def sweep(reckoner: Reckoner, enterprise: Enterprise, as_of: date, along: Along, *, examples: bool = False) -> Sweep:
    """The answers for each value: even steps, every threshold that a rule sets on the figure with its neighbours, the
    present value, and both sides of each place where a verdict turns. Raises KnownError for a faulty rule."""
    return _Sweep(reckoner, enterprise, as_of, along, examples=examples).run()


class _Sweep:
    def __init__(
        self, reckoner: Reckoner, enterprise: Enterprise, as_of: date, along: Along, *, examples: bool
    ) -> None:
        self.reckoner, self.enterprise, self.as_of, self.along = reckoner, enterprise, as_of, along
        self.key = (along.fact.id, along.year)
        self.ready = reckoner.ready(as_of, examples=examples)
        self.touched = [i for i, ready in enumerate(self.ready) if any(map(self.concerns, self.parts(ready)))]
        self.base = reckoner.reckon(enterprise, as_of, examples=examples)
        mark_open(reckoner.book, self.base)
        self.known: dict[int, list[Outcome]] = {}

    def run(self) -> Sweep:
        values = sorted(self.wanted())
        values = sorted({*values, *self.turns(values)})
        actual = self.enterprise.facts.get(self.key)
        at = values.index(actual) if isinstance(actual, int) and actual in values else None
        return Sweep(self.along.fact.name, self.along.year, tuple(self.points(values)), at)

    # --- what is read
    def parts(self, ready: Ready) -> Iterator[object]:
        """Every condition, step and choosing day of a measure, of all its editions."""
        if ready.chosen_by is not None:
            yield ready.chosen_by
        if ready.program is not None:
            yield from (leaf.truth for leaf in ready.program.leaves)
            yield from ready.program.steps
        for _, edition in ready.chooser.editions if ready.chooser else ():
            yield from self.parts(edition)

    def concerns(self, part: object) -> bool:
        return any(self.is_mine(read.slot) for read in self.reckoner.book.sayings.reads(part))

    def is_mine(self, slot: t.SlotKey) -> bool:
        return slot.kind == "fact" and slot.id == self.key[0] and year_at(slot, self.as_of.year) == self.key[1]

    # --- which values
    def wanted(self) -> set[int]:
        low, high, steps = self.along.low, self.along.high, self.along.steps
        found = {low + (high - low) * i // steps for i in range(steps + 1)}
        for i in self.touched:
            for part in self.parts(self.ready[i]):
                if self.concerns(part):
                    found.update(near for limit in self.limits(part) for near in _around(limit))
        actual = self.enterprise.facts.get(self.key)
        if isinstance(actual, int):
            found.add(actual)
        return {value for value in found if low <= value <= high}

    def limits(self, part: object) -> Iterator[Fraction]:
        """The numbers that a part compares the figure with, in stored units."""
        for node in within(part, (t.Compare, t.Lookup, t.Marginal)):
            if isinstance(node, t.Compare):
                yield from self.compared(node.left, node.right)
                yield from self.compared(node.right, node.left)
            elif isinstance(node, t.Lookup):
                for axis, key in zip(node.table.axes, node.keys, strict=True):
                    yield from self.bands(axis, key)
            elif isinstance(node, t.Marginal):
                yield from self.bands(node.table.axes[0], node.key)

    def compared(self, mine: t.Num, other: t.Num) -> Iterator[Fraction]:
        if isinstance(mine, t.FactNumber) and self.is_mine(mine.slot) and isinstance(other, t.Number):
            yield other.value * mine.scale

    def bands(self, axis: t.Axis, key: object) -> Iterator[Fraction]:
        if isinstance(key, t.FactNumber) and self.is_mine(key.slot):
            yield from (edge * key.scale for band in axis.bands for edge in (band.low, band.high) if edge is not None)

    # --- where verdicts turn
    def turns(self, values: Sequence[int]) -> Iterable[int]:
        """Both sides of each place between neighbouring values where some verdict turns, to the last unit."""
        found: set[int] = set()
        for low, high in pairwise(values):
            before, after = self.outcomes(low), self.outcomes(high)
            for i in range(len(self.touched)):
                if before[i].verdict is not after[i].verdict:
                    edge = self.edge(low, high, i)
                    found |= {edge - 1, edge}
        return found

    def edge(self, low: int, high: int, i: int) -> int:
        """The first value above `low` at which the verdict is no longer that of `low` (one such, where it turns often)."""
        start = self.outcomes(low)[i].verdict
        while high - low > 1:
            middle = (low + high) // 2
            same = outcome_of(self.ready[self.touched[i]], self.frame(middle)).verdict is start
            low, high = (middle, high) if same else (low, middle)
        return high

    # --- reckoning
    def with_value(self, value: int) -> Enterprise:
        return replace(self.enterprise, facts={**self.enterprise.facts, self.key: value})

    def frame(self, value: int) -> list[object]:
        return self.reckoner.book.layout.bind(self.with_value(value), self.as_of)

    def outcomes(self, value: int) -> list[Outcome]:
        """The outcomes of the measures that read the figure."""
        if value not in self.known:
            frame = self.frame(value)
            self.known[value] = [outcome_of(self.ready[i], frame) for i in self.touched]
        return self.known[value]

    def points(self, values: Sequence[int]) -> Iterator[SweepPoint]:
        before: list[Outcome] | None = None
        totals: tuple[Total, ...] = ()
        told: list[tuple[object, ...]] = []
        for value in values:
            now = self.outcomes(value)
            mine = Reckoning(self.with_value(value), self.as_of, self.frame(value), now, fresh=range(len(now)))
            mark_open(self.reckoner.book, mine)
            says = [(o.verdict, o.low, o.high, o.open_high) for o in now]
            if before is None or says != told:
                totals = self.totals(mine)
            flips = () if before is None else tuple(_flips(before, now))
            shown = show_value(self.along.fact, value)
            yield SweepPoint(value, shown, _cash(totals, verified=True), _cash(totals, verified=False), totals, flips)
            before, told = now, [*says]

    def totals(self, mine: Reckoning) -> tuple[Total, ...]:
        outcomes = list(self.base.outcomes)
        for i, outcome in zip(self.touched, mine.outcomes, strict=True):
            outcomes[i] = outcome
        return combinations(self.reckoner.book, replace(mine, outcomes=outcomes))[2]


def _around(limit: Fraction) -> tuple[int, int, int]:
    """A limit as whole stored numbers: below, at, above."""
    return ceil(limit) - 1, floor(limit), floor(limit) + 1


def _flips(before: list[Outcome], now: list[Outcome]) -> Iterator[Flip]:
    for old, new in zip(before, now, strict=True):
        if old.verdict is not new.verdict:
            yield Flip(new.id, new.ready.measure.source.title, old.verdict, new.verdict)


def _cash(totals: Iterable[Total], *, verified: bool) -> Span:
    spans = [total.span for total in totals if total.nature is Nature.CASH and total.verified is verified]
    low = sum(span.low for span in spans)
    if any(span.high is None for span in spans):
        return Span(low, None, sum(span.ceiling or span.high or 0 for span in spans))
    return Span(low, sum(span.high or 0 for span in spans))
