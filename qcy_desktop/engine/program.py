"""A compiled version: one function from a frame to the raw answer of a measure, every condition and step kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.amounts import AmountCompiler, StepOf
from qcy_desktop.engine.build import BuiltVersion
from qcy_desktop.engine.frame import Frame, Layout
from qcy_desktop.engine.junctions import Junction, Mark, all_of, junction_of, mark_of
from qcy_desktop.engine.ranges import Range, Value
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.terms import ReadyTerms, Terms, ready_terms
from qcy_desktop.engine.timing import days_of, is_timed, turns_on_what_is_past
from qcy_desktop.engine.truths import Answer, LeafOf, TruthCompiler

Narrowing = tuple[int, int | None, int | None]  # the place of a fact, what it must at least and at most be (stored)


class Raw(NamedTuple):
    """The raw answer of one measure. `subject` and `mark` are None where undecided; `amount` is in fen.

    `answers` holds subject conditions first, then the others, in the order of `Program.leaves`, `marks` the mark of each;
    `values` the stored running value after each step.
    """

    subject: Mark
    mark: Mark
    answers: list[Answer]
    marks: list[Mark]
    values: list[Value]
    amount: Value

    @property
    def is_open(self) -> bool:
        """Whether the verdict is not decided yet."""
        return self.mark is None or self.subject is None


@dataclass(frozen=True, slots=True)
class Program:
    """A version ready to run. The leaves of the gate 适用, if there is one, come before the others."""

    leaves: tuple[t.Leaf, ...]
    depths: tuple[int, ...]
    steps: tuple[t.StepNode, ...]
    run: Callable[[Frame], Raw]
    pay: Callable[[Frame, bool], Value]  # the amount alone; with True as it is reckoned while the verdict is open
    trees: tuple[t.Group, ...]
    junctions: tuple[Junction, ...]  # the trees by the places of their leaves
    gates: tuple[slice, slice]  # where the leaves of the gate 适用 stand among all, and where the others
    plain: bool  # all leaves of each tree must be met, there are no other groups
    timed: frozenset[int]  # the leaves that can change by the passing of days alone
    once: frozenset[int]  # the leaves that turn on what happens once and for all
    dated: Mapping[int, tuple[int, ...]]  # the leaves that rest on days of the enterprise, and the places of these
    twins: tuple[int, ...] = ()  # for each leaf the first of the same condition; empty where none stands twice
    narrow: tuple[Narrowing, ...] = ()
    terms: Terms = field(default_factory=Terms)
    ready_terms: ReadyTerms = field(default_factory=ReadyTerms)
    group_cap: int | None = None  # fen
    nets_awards: bool = False  # the steps themselves take off what the award ledger shows


def compile_version(built: BuiltVersion, layout: Layout) -> Program:
    """The program of a version on a layout shared by all measures."""
    truths = TruthCompiler(layout)
    leaves: list[t.Leaf] = []
    depths: list[int] = []
    subject, tree = built.conditions.subject, built.conditions.tree
    gate = junction_of(subject, leaves, depths) if subject else None
    first = len(leaves)
    rest = junction_of(tree, leaves, depths)
    gates = (slice(0, first), slice(first, None))
    plain = rest.plain and (gate is None or gate.plain)
    narrow = _narrowings(built, layout)
    pay = _payer(AmountCompiler(truths).steps(built.steps), narrow)
    answer = [truths.leaf(leaf.truth) for leaf in leaves]
    run = _plain_runner(answer, pay, first) if plain else _runner(answer, pay, gate, rest)
    return Program(
        leaves=tuple(leaves),
        depths=tuple(depths),
        steps=built.steps,
        run=run,
        pay=lambda f, open_: pay(f, open_)[1],
        trees=(subject, tree) if subject else (tree,),
        junctions=(gate, rest) if gate else (rest,),
        gates=gates,
        plain=plain,
        timed=_places_where(is_timed, leaves),
        once=_places_where(turns_on_what_is_past, leaves),
        dated={i: days for i, leaf in enumerate(leaves) if (days := _days_behind(leaf, layout))},
        twins=_twins(leaves),
        narrow=tuple(narrow),
        terms=built.terms,
        ready_terms=ready_terms(built.terms, truths.truth),
        nets_awards=any(slot.kind == "awards" for slot in slots_in(built.steps)),
        group_cap=None if built.group_cap is None else floor(built.group_cap),
    )


def _places_where(test: Callable[[t.Truth], bool], leaves: list[t.Leaf]) -> frozenset[int]:
    return frozenset(i for i, leaf in enumerate(leaves) if test(leaf.truth))


def _twins(leaves: list[t.Leaf]) -> tuple[int, ...]:
    first: dict[t.Truth, int] = {}
    found = tuple(first.setdefault(leaf.truth, i) for i, leaf in enumerate(leaves))
    return found if len(first) < len(leaves) else ()


def _days_behind(leaf: t.Leaf, layout: Layout) -> tuple[int, ...]:
    return tuple(layout.place(day.slot) for day in days_of(leaf.truth))


_PayOf = Callable[[Frame, bool], tuple[list[Value], Value]]


def _payer(steps: list[StepOf], narrow: list[Narrowing]) -> _PayOf:
    """The running value after each step and the last of them."""

    def pay(f: Frame, open_: bool) -> tuple[list[Value], Value]:  # noqa: FBT001 - on the hottest path
        restore = narrow_frame(f, narrow) if open_ and narrow else ()
        value: Any = 0
        values = []
        for step in steps:
            value = step(f, value)
            values.append(value)
        for place, old in restore:
            f[place] = old
        return values, value

    return pay


def _plain_runner(leaves: list[LeafOf], pay: _PayOf, first: int) -> Callable[[Frame], Raw]:
    """All conditions before and after the place `first` must be met."""

    def run(f: Frame) -> Raw:
        answers = [leaf(f) for leaf in leaves]
        marks = [answer[0] for answer in answers]
        if first:
            subject, mark = all_of(marks[:first]), all_of(marks[first:])
        else:
            subject, mark = True, False if False in marks else None if None in marks else True
        values, amount = pay(f, mark is None or subject is None)
        return Raw(subject, mark, answers, marks, values, amount)

    return run


def _runner(leaves: list[LeafOf], pay: _PayOf, gate: Junction | None, rest: Junction) -> Callable[[Frame], Raw]:
    def run(f: Frame) -> Raw:
        answers = [leaf(f) for leaf in leaves]
        marks = [answer[0] for answer in answers]
        subject = True if gate is None else mark_of(gate, marks)
        mark = mark_of(rest, marks)
        values, amount = pay(f, mark is None or subject is None)
        return Raw(subject, mark, answers, marks, values, amount)

    return run


# --- Narrowing -------------------------------------------------------------------------------------------------------


def _narrowings(built: BuiltVersion, layout: Layout) -> list[Narrowing]:
    """Conditions that must hold and bound one fact by a parameter: while such a fact is missing, its range is the part
    that meets them, since otherwise nothing is paid at all."""
    found: list[Narrowing] = []
    groups = (built.conditions.subject, built.conditions.tree)
    todo: list[t.Leaf | t.Group | t.Truth] = [group for group in groups if group is not None]
    while todo:
        match todo.pop():
            case t.Group(kind="全部", items=items) | t.Both(items=items, all_=True):
                todo.extend(items)
            case t.Leaf(truth=truth):
                todo.append(truth)
            case t.Compare(op=op, left=t.FactNumber() as left, right=t.Number() as right):
                least, most = _whole_bounds(op, right.value * left.scale)
                if least is not None or most is not None:
                    found.append((layout.place(left.slot), least, most))
    return found


def _whole_bounds(op: t.Op, limit: Fraction) -> tuple[int | None, int | None]:
    """What a whole number must at least and at most be to stand so against a limit."""
    match op:
        case t.Op.GE:
            return ceil(limit), None
        case t.Op.GT:
            return floor(limit) + 1, None
        case t.Op.LE:
            return None, floor(limit)
        case t.Op.LT:
            return None, ceil(limit) - 1
    return None, None


def narrow_frame(f: Frame, narrowings: Sequence[Narrowing]) -> list[tuple[int, Any]]:
    """Narrows missing facts in place; returns what to put back."""
    old: list[tuple[int, Any]] = []
    for place, least, most in narrowings:
        value = f[place]
        if value.__class__ is not Range:
            continue
        low, high, open_, bottomless = value.low, value.high, value.open, value.bottomless
        if least is not None and (bottomless or least > low):
            low, bottomless = least, False
        if most is not None and (open_ or most < high):
            high, open_ = most, False
        if low <= high or open_ or bottomless:
            old.append((place, value))
            f[place] = r.ranged(low, high, open_=open_, bottomless=bottomless)
    old.reverse()
    return old
