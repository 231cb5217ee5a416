"""A compiled version: one function from a frame to the raw answer of a measure, every condition and step kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.amounts import AmountCompiler, StepOf
from qcy_desktop.engine.build import BuiltVersion
from qcy_desktop.engine.frame import Frame, Layout
from qcy_desktop.engine.ranges import Range, Value
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.terms import ReadyTerms, Terms, ready_terms
from qcy_desktop.engine.truths import Answer, LeafOf, TruthCompiler, kleene_and, kleene_or

Marks = list[Answer]
Narrowing = tuple[int, int | None, int | None]  # the place of a fact, what it must at least and at most be (stored)
JoinOf = Callable[[Marks], bool | None]


class Raw(NamedTuple):
    """The raw answer of one measure. `subject` and `mark` are None where undecided; `amount` is in fen.

    `answers` holds subject conditions first, then the others, in the order of `Program.leaves`; `values` the stored
    running value after each step.
    """

    subject: bool | None
    mark: bool | None
    answers: list[Answer]
    values: list[Value]
    amount: Value

    @property
    def is_open(self) -> bool:
        """Whether the verdict is not decided yet."""
        return self.mark is None or self.subject is None


@dataclass(frozen=True, slots=True)
class Program:
    """A version ready to run. `subject_count` of the leaves belong to the gate 适用."""

    leaves: tuple[t.Leaf, ...]
    depths: tuple[int, ...]
    subject_count: int
    steps: tuple[t.StepNode, ...]
    run: Callable[[Frame], Raw]
    pay: Callable[[Frame, bool], Value]  # the amount alone; with True as it is reckoned while the verdict is open
    trees: tuple[t.Group, ...]
    narrow: tuple[Narrowing, ...] = ()
    plain: bool = False  # all leaves of each tree must be met, there are no other groups
    terms: Terms = field(default_factory=Terms)
    ready_terms: ReadyTerms = field(default_factory=ReadyTerms)
    group_cap: int | None = None  # fen
    nets_awards: bool = False  # the steps themselves take off what the award ledger shows

    @property
    def parts(self) -> tuple[slice, slice]:
        """Where the leaves of the gate 适用 stand among all, and where the others."""
        return slice(0, self.subject_count), slice(self.subject_count, None)


def compile_version(built: BuiltVersion, layout: Layout) -> Program:
    """The program of a version on a layout shared by all measures."""
    truths = TruthCompiler(layout)
    leaves: list[t.Leaf] = []
    depths: list[int] = []
    subject = built.conditions.subject
    join_subject = _flatten(subject, leaves, depths, 0) if subject else None
    subject_count = len(leaves)
    join_tree = _flatten(built.conditions.tree, leaves, depths, 0)
    leaf_functions = [truths.leaf(leaf.truth) for leaf in leaves]
    step_functions = AmountCompiler(truths).steps(built.steps)
    narrow = _narrowings(built, layout)
    pay = _payer(step_functions, narrow)
    run = _runner(leaf_functions, pay, join_subject, join_tree)
    trees = (subject, built.conditions.tree) if subject else (built.conditions.tree,)
    return Program(
        leaves=tuple(leaves),
        depths=tuple(depths),
        subject_count=subject_count,
        steps=built.steps,
        run=run,
        pay=lambda f, open_: pay(f, open_)[1],
        trees=trees,
        narrow=tuple(narrow),
        plain=all(_is_plain(tree) for tree in trees),
        terms=built.terms,
        ready_terms=ready_terms(built.terms, truths.truth),
        nets_awards=any(slot.kind == "awards" for slot in slots_in(built.steps)),
        group_cap=None if built.group_cap is None else floor(built.group_cap),
    )


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


def _runner(
    leaves: list[LeafOf], pay: _PayOf, join_subject: JoinOf | None, join_tree: JoinOf
) -> Callable[[Frame], Raw]:
    def run(f: Frame) -> Raw:
        answers = [leaf(f) for leaf in leaves]
        subject = True if join_subject is None else join_subject(answers)
        mark = join_tree(answers)
        values, amount = pay(f, mark is None or subject is None)
        return Raw(subject, mark, answers, values, amount)

    return run


# --- Joining marks ---------------------------------------------------------------------------------------------------


def _flatten(group: t.Group, leaves: list[t.Leaf], depths: list[int], depth: int) -> JoinOf:
    """Appends the leaves in order and returns the function that joins their marks by Kleene's rules."""
    joins: list[JoinOf] = []
    first = len(leaves)
    for item in group.items:
        if isinstance(item, t.Group):
            inner = depth if item.kind == "全部" and group.kind == "全部" else depth + 1
            joins.append(_flatten(item, leaves, depths, inner))
        else:
            joins.append(_mark_of(len(leaves)))
            leaves.append(item)
            depths.append(depth)
    if _is_plain(group):
        return _all_between(first, len(leaves))
    return {"全部": _all_of, "任一": _any_of, "非": _not_of}[group.kind](joins)


def _mark_of(index: int) -> JoinOf:
    return lambda answers: answers[index][0]


def _is_plain(group: t.Group) -> bool:
    """Whether nothing but 全部 stands in the group, so that its leaves need not be joined group by group."""
    return group.kind == "全部" and all(isinstance(item, t.Leaf) or _is_plain(item) for item in group.items)


def _all_between(first: int, last: int) -> JoinOf:
    def run(answers: Marks) -> bool | None:
        marks = [answer[0] for answer in answers[first:last]]
        return False if False in marks else None if None in marks else True

    return run


def _all_of(joins: list[JoinOf]) -> JoinOf:
    def run(answers: Marks) -> bool | None:
        return kleene_and([join(answers) for join in joins])

    return run


def _any_of(joins: list[JoinOf]) -> JoinOf:
    def run(answers: Marks) -> bool | None:
        return kleene_or([join(answers) for join in joins])

    return run


def _not_of(joins: list[JoinOf]) -> JoinOf:
    def run(answers: Marks) -> bool | None:
        mark = joins[0](answers)
        return None if mark is None else not mark

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
