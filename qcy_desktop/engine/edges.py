"""Thresholds: the comparisons of a version that turn on one whole value of one fact, and where they turn in a given case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.build import BuiltVersion
from qcy_desktop.engine.frame import Frame, Layout, year_at
from qcy_desktop.engine.junctions import all_of, any_of
from qcy_desktop.engine.numbers import NumberCompiler, TruthOf
from qcy_desktop.engine.truths import TruthCompiler
from qcy_desktop.engine.turning import against_fixed, turning_day, unwound


@dataclass(frozen=True, slots=True)
class Edge:
    """A comparison in one of a version's own conditions, shared gates apart. `changed` is the figure or day that tries
    it; `everybody`: whoever is granted meets it; `subject`: it says whom the measure concerns (适用)."""

    leaf: t.Leaf
    node: t.Compare | t.CompareDays
    changed: t.FactNumber | t.DayFact
    everybody: bool
    subject: bool

    @property
    def plain(self) -> bool:
        """Whether it is a condition of its own for everybody that compares one figure with one parameter."""
        own = self.everybody and self.leaf.truth is self.node
        return own and isinstance(self.node, t.Compare) and self.node.left is self.changed


class Turn(NamedTuple):
    """A comparison in a given case, as one of the stored value (a day: its ordinal) that is changed with a limit."""

    op: t.Op
    limit: Fraction


@dataclass(frozen=True)
class Given:
    """An enterprise on a day, and the frame of them, bound when something must be reckoned."""

    enterprise: Enterprise
    as_of: date
    layout: Layout

    @cached_property
    def frame(self) -> Frame:
        return self.layout.bind(self.enterprise, self.as_of)

    def stored(self, slot: t.SlotKey) -> int | None:
        """The stored number or the ordinal of the day at a place; None when it is not known, or was declared absent."""
        value = self.enterprise.facts.get((slot.id, year_at(slot, self.as_of.year)))
        if isinstance(value, date):
            return value.toordinal()
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def edges_of(built: BuiltVersion) -> list[Edge]:
    """Every threshold of a version in the order of its conditions: the same places on each day of the version."""
    subject, tree = built.conditions.subject, built.conditions.tree
    return [
        Edge(leaf, node, changed, always, group is subject)
        for group in (tree, subject)
        if group is not None
        for leaf, everybody in _leaves(group, everybody=True)
        if not leaf.source
        for node, always in _comparisons(leaf.truth, everybody=everybody)
        if (changed := _changed(node)) is not None
    ]


def _leaves(item: t.Group | t.Leaf, *, everybody: bool) -> Iterator[tuple[t.Leaf, bool]]:
    if isinstance(item, t.Leaf):
        yield item, everybody
    else:
        for part in item.items:
            yield from _leaves(part, everybody=everybody and item.kind == "全部")


def _comparisons(node: t.Truth, *, everybody: bool) -> Iterator[tuple[t.Compare | t.CompareDays, bool]]:
    match node:
        case t.Compare() | t.CompareDays():
            yield node, everybody
        case t.Both():
            for item in node.items:
                yield from _comparisons(item, everybody=everybody and node.all_)
        case t.Not():
            yield from _comparisons(node.item, everybody=False)


def _changed(node: t.Compare | t.CompareDays) -> t.FactNumber | t.DayFact | None:
    """What a case changes to try a comparison: the figure, the numerator, this year's figure, the day; None for others."""
    match node:
        case t.Compare(left=t.FactNumber() as figure, right=t.Number()):
            return figure
        case t.Compare(left=t.Quotient(left=t.FactNumber() as over, right=t.FactNumber() as under), right=t.Number()):
            return over if over.slot != under.slot else None
        case t.Compare(left=t.Growth() as growth, right=t.Number()):
            return growth.now
        case t.CompareDays() if turned := against_fixed(node):
            day, _ = unwound(turned[1])
            return day if isinstance(day, t.DayFact) else None
    return None


def turn_of(edge: Edge, given: Given) -> Turn | None:
    """Where a threshold turns in a case; None when the figure it is measured by (denominator, base year) is not above zero
    or not known."""
    node = edge.node
    if isinstance(node, t.CompareDays):
        return _turn_of_day(node, given)
    assert isinstance(node.right, t.Number)
    match node.left:
        case t.FactNumber() as figure:
            return Turn(node.op, node.right.value * figure.scale)
        case t.Quotient(left=t.FactNumber() as over, right=t.FactNumber() as under):
            base, times = given.stored(under.slot), node.right.value * over.scale / under.scale
        case t.Growth() as growth:
            base, times = given.stored(growth.base.slot), (1 + node.right.value) ** growth.years
        case _:
            raise AssertionError(node)
    return None if base is None or base <= 0 else Turn(node.op, base * times)


def _turn_of_day(node: t.CompareDays, given: Given) -> Turn:
    turned = against_fixed(node)
    assert turned is not None
    op, moved, fixed = turned
    ordinal = NumberCompiler(given.layout).day(fixed)(given.frame)
    assert ordinal is not None
    return Turn(op, Fraction(turning_day(op, unwound(moved)[1], ordinal)))


class Weights:
    """What one comparison weighs in a case: the mark of all conditions with it taken as met, and as not met."""

    def __init__(self, built: BuiltVersion, layout: Layout) -> None:
        self.conditions = built.conditions
        self.truths = TruthCompiler(layout)
        self._tests: dict[t.Truth, TruthOf] = {}

    def mark(self, edge: Edge, given: Given, *, met: bool) -> bool | None:
        """The mark of the group that the comparison stands in, were the comparison met or not, all else as in the case."""
        group = self.conditions.subject if edge.subject else self.conditions.tree
        assert group is not None
        return self._group(group, given, edge.node, met=met)

    def decides(self, edge: Edge, given: Given) -> bool:
        """Whether the whole turns by this comparison alone."""
        marks = {self.mark(edge, given, met=met) for met in (True, False)}
        return marks == {True, False}

    def _group(self, item: t.Group | t.Leaf, given: Given, node: t.Truth, *, met: bool) -> bool | None:
        if isinstance(item, t.Leaf):
            return self._truth(item.truth, given, node, met=met)
        marks = [self._group(part, given, node, met=met) for part in item.items]
        if item.kind == "非":
            return None if marks[0] is None else not marks[0]
        return all_of(marks) if item.kind == "全部" else any_of(marks)

    def _truth(self, truth: t.Truth, given: Given, node: t.Truth, *, met: bool) -> bool | None:
        if truth == node:
            return met
        match truth:
            case t.Both():
                marks = [self._truth(item, given, node, met=met) for item in truth.items]
                return all_of(marks) if truth.all_ else any_of(marks)
            case t.Not():
                mark = self._truth(truth.item, given, node, met=met)
                return None if mark is None else not mark
        if truth not in self._tests:
            self._tests[truth] = self.truths.truth(truth)
        return self._tests[truth](given.frame)
