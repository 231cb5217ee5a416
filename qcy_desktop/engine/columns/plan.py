"""What columns do for one day: every different condition once, how measures join them, and what is left to the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.columns.amounts import AmountColumns
from qcy_desktop.engine.columns.marks import MarkColumns, MarkOf, join_all, join_any, negate
from qcy_desktop.engine.columns.numbers import SpanOf, facts_in
from qcy_desktop.engine.columns.proof import Refusal, Why, amount_refusal, ratio_of, truth_refusal
from qcy_desktop.engine.columns.spans import Marks
from qcy_desktop.engine.frame import Layout
from qcy_desktop.engine.numbers import TruthOf
from qcy_desktop.engine.program import Program
from qcy_desktop.engine.reckoner import Chooser, Ready, Reckoner
from qcy_desktop.engine.truths import TruthCompiler

# Joins the marks of conditions (by their places) into the given column; answers whether none is unknown.
JoinOf = Callable[["Kept", Marks], bool]


@dataclass(slots=True)
class Kept:
    """The marks of all different conditions on some rows, and which of them have no unknown there."""

    marks: list[Marks]
    sure: list[bool]


@dataclass(slots=True)
class Test:
    """One different condition: reckoned by columns, or by the interpreter where `by_columns` is None.

    `doubtful`: it may be unknown though every fact is known (a ratio on a base of zero).
    """

    truth: t.Truth
    by_columns: MarkOf | None
    by_row: TruthOf
    doubtful: bool


@dataclass(slots=True)
class MeasurePlan:
    """One measure: the places of its conditions among all, how they join, and its amount.

    `amount` is None when nothing is to be paid or when the interpreter reckons it (then `amount_by_row`). `by_row`: the
    interpreter reckons all but the marks, since the day of an event chooses the edition; the places are then those of
    all editions, one after another. `slots` are all facts it reads. `doubtful`: it may have two different bounds
    though every fact is known.
    """

    ready: Ready
    places: tuple[int, ...] = ()
    subject: JoinOf | None = None
    tree: JoinOf | None = None
    amount: SpanOf | None = None
    amount_by_row: bool = False
    by_row: bool = False
    slots: tuple[t.SlotKey, ...] = ()
    doubtful: bool = False
    refusals: tuple[Refusal, ...] = ()

    @property
    def pays(self) -> bool:
        return self.amount is not None or self.amount_by_row


@dataclass(slots=True)
class Plan:
    """All measures of a day made ready for columns."""

    as_of: date
    layout: Layout
    tests: list[Test] = field(default_factory=list)
    measures: list[MeasurePlan] = field(default_factory=list)
    slots: tuple[t.SlotKey, ...] = ()

    @property
    def by_row(self) -> bool:
        """Whether the interpreter is needed for some condition or amount."""
        return any(test.by_columns is None for test in self.tests) or any(
            measure.amount_by_row or measure.by_row for measure in self.measures
        )


def make_plan(reckoner: Reckoner, as_of: date, *, examples: bool = False) -> Plan:
    """The plan of a day. Raises SourceError for a faulty rule."""
    return _Planner(reckoner.book.layout, as_of).plan(reckoner.ready(as_of, examples=examples))


class _Planner:
    def __init__(self, layout: Layout, as_of: date) -> None:
        self.layout = layout
        self.rows = TruthCompiler(layout)
        self.marks = MarkColumns(layout, as_of)
        self.amounts = AmountColumns(self.marks, as_of)
        self.found = Plan(as_of, layout)
        self.places: dict[t.Truth, int] = {}

    def plan(self, ready: list[Ready]) -> Plan:
        self.found.measures = [self.measure(item) for item in ready]
        self.found.slots = tuple(dict.fromkeys(slot for measure in self.found.measures for slot in measure.slots))
        return self.found

    def measure(self, ready: Ready) -> MeasurePlan:
        program = ready.program
        if ready.chooser is not None:
            return self.editions(ready, ready.chooser)
        if program is None:
            return MeasurePlan(ready)
        places = tuple(self.place(leaf.truth) for leaf in program.leaves)
        refused = [
            Refusal(leaf, why.why, why.low, why.high) for leaf in program.leaves if (why := truth_refusal(leaf.truth))
        ]
        numbered = iter(places)
        joins = [_join(tree, numbered) for tree in program.trees]
        found = MeasurePlan(ready, places, joins[0] if len(joins) == 2 else None, joins[-1])
        self.pay(found, program, refused)
        found.refusals = tuple(refused)
        read = (tuple(leaf.truth for leaf in program.leaves), program.steps)
        found.slots = tuple(dict.fromkeys(slot for part in read for slot in facts_in(part)))
        found.doubtful = (
            found.amount_by_row
            or any(self.found.tests[place].doubtful for place in places)
            or any(step.do is t.Do.RANGE for step in _steps_in(program.steps))
        )
        return found

    def editions(self, ready: Ready, chooser: Chooser) -> MeasurePlan:
        programs = [edition.program for _, edition in chooser.editions if edition.program is not None]
        places = tuple(self.place(leaf.truth) for program in programs for leaf in program.leaves)
        slots = [slot for program in programs for leaf in program.leaves for slot in facts_in(leaf.truth)]
        pays = ready.computable and any(program.steps for program in programs)
        refused = (Refusal(None, Why.EDITION),)
        return MeasurePlan(
            ready, places, amount_by_row=pays, by_row=True, slots=tuple(slots), doubtful=True, refusals=refused
        )

    def pay(self, found: MeasurePlan, program: Program, refused: list[Refusal]) -> None:
        if not program.steps or not found.ready.computable:
            return
        why = amount_refusal(program.steps)
        if why is not None:
            refused.append(Refusal(None, why.why, why.low, why.high))
        found.amount_by_row = why is not None
        found.amount = None if why else self.amounts.amount(program.steps, 1)

    def place(self, truth: t.Truth) -> int:
        if truth not in self.places:
            self.places[truth] = len(self.found.tests)
            by_columns = self.marks.mark(truth) if truth_refusal(truth) is None else None
            doubtful = by_columns is None or _has_ratio(truth)
            self.found.tests.append(Test(truth, by_columns, self.rows.truth(truth), doubtful))
        return self.places[truth]


def _has_ratio(truth: t.Truth) -> bool:
    match truth:
        case t.Compare():
            return ratio_of(truth) is not None
        case t.Not():
            return _has_ratio(truth.item)
        case t.Both():
            return any(_has_ratio(item) for item in truth.items)
    return False


def _steps_in(steps: tuple[t.StepNode, ...]) -> Iterator[t.StepNode]:
    for step in steps:
        yield step
        for _, inner in step.parts:
            yield from _steps_in(inner)


def _join(item: t.Leaf | t.Group, places: Iterator[int]) -> JoinOf:
    """The function that joins the marks of a group; takes the places of its leaves in reading order."""
    if isinstance(item, t.Leaf):
        return _copy(next(places))
    if item.kind == "非":
        return _not(_join(item.items[0], places))
    parts: list[int | JoinOf] = [
        next(places) if isinstance(part, t.Leaf) else _join(part, places) for part in item.items
    ]
    join = join_all if item.kind == "全部" else join_any

    def run(kept: Kept, out: Marks) -> bool:
        columns, sure = [], True
        for part in parts:
            if isinstance(part, int):
                columns.append(kept.marks[part])
                sure = sure and kept.sure[part]
            else:
                inner = np.empty(out.shape, np.int8)
                sure = part(kept, inner) and sure
                columns.append(inner)
        if columns:
            join(columns, out, sure)
        else:
            np.copyto(out, 1 if item.kind == "全部" else 0)
        return sure

    return run


def _copy(place: int) -> JoinOf:
    def run(kept: Kept, out: Marks) -> bool:
        np.copyto(out, kept.marks[place])
        return kept.sure[place]

    return run


def _not(inner: JoinOf) -> JoinOf:
    def run(kept: Kept, out: Marks) -> bool:
        sure = inner(kept, out)
        negate(out)
        return sure

    return run
