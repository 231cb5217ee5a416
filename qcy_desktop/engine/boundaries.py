"""Boundary cases: for every threshold one just below, one at it and one just above, made from a granted case and reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, Period
from qcy_desktop.domain.quantity import SCALES, exact_decimal, find_unit
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.cases import case_enterprise, read_case
from qcy_desktop.engine.dictionary import scale_of
from qcy_desktop.engine.edges import Edge, Given, Turn, Weights, edges_of, turn_of
from qcy_desktop.engine.frame import year_at
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.numbers import LAST_DAY
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import CaseSource
from qcy_desktop.engine.truths import decide
from qcy_desktop.engine.words import say, say_truth

SIDES = {-1: "略低于", 0: "正好", 1: "略高于"}
_DAYS = {-1: "前一天", 0: "当天", 1: "后一天"}

NO_BASE = "还没有结论为符合的样例，先照条文写一例"
NO_FIGURE = "结论为符合的样例里，用来比的那个数（分母、上年）没有写，或不大于零"
NOT_ALONE = "没有一个结论为符合的样例只靠这一项成立，先写一例"
UNREADABLE = "门槛上的数写不进样例，或超出了指标的范围"
ENTANGLED = "改了这个数，另有条件也跟着变"


@dataclass(frozen=True, slots=True)
class Missing:
    """A threshold of a version that no case tries on one side; `place` is where it stands among the version's thresholds."""

    edge: Edge
    place: int
    side: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A threshold for which a case is missing and cannot be made: the condition in words, and why."""

    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The missing cases as they would stand in the file, each reckoned and found to answer as it says, and the thresholds
    left without one."""

    cases: tuple[dict[str, Any], ...]
    left_out: tuple[LeftOut, ...]


def missing_sides(book: RuleBook, measure: Measure, index: int, day: date) -> list[Missing]:
    """The figures that everybody is asked for and compares with a parameter, and that no case tries below, at or above it."""
    enterprises = _Version(book, measure, index, day)
    return [gap for gap in enterprises.untried(plain=True) if enterprises.plausible(gap)]


def generate(book: RuleBook, measure: Measure) -> Offer:
    """The cases that are missing beside a measure. What each expects follows from the comparison it tries; one that answers
    otherwise when it is reckoned is not offered."""
    cases: list[dict[str, Any]] = []
    left_out: list[LeftOut] = []
    if measure.source.not_computable is None:
        for index, version in enumerate(measure.source.versions):
            made, missed = _Maker(book, measure, index, version.force.start).offer()
            cases += made
            left_out += missed
    return Offer(tuple(_named_apart(cases, [case.name for case in measure.cases])), tuple(left_out))


def value_at(limit: Fraction, side: int) -> int:
    """The whole value just below, at or just above a limit. At a limit between two whole values stands the first past it."""
    return ceil(limit) + side


def side_of(value: int, limit: Fraction) -> int:
    """Which side of a limit a whole value tries."""
    at = ceil(limit)
    return (value > at) - (value < at)


class _Version:
    """The thresholds of one version, and the cases that stand beside it."""

    def __init__(self, book: RuleBook, measure: Measure, index: int, day: date) -> None:
        self.book, self.measure, self.index, self.day = book, measure, index, day
        self.reckoner = Reckoner(book)
        self.built = book.build(measure, index, day)
        self.edges = edges_of(self.built)
        self._by_build = {id(self.built): self.edges}

    def edges_on(self, day: date) -> list[Edge]:
        """The same thresholds with the parameters of another day."""
        built = self.book.build(self.measure, self.index, day)
        if id(built) not in self._by_build:
            self._by_build[id(built)] = edges_of(built)
        return self._by_build[id(built)]

    def cases(self) -> Iterator[tuple[CaseSource, Given]]:
        """The cases of the version that can be read."""
        for case in self.measure.cases:
            live = self.book.version_on(self.measure, case.as_of)
            if live is None or live.index != self.index:
                continue
            try:
                enterprise = case_enterprise(self.reckoner, self.measure, case)
            except KnownError:
                continue
            # Compiled first, everything that the version reads has its place in the frame.
            self.book.program(self.measure, self.index, case.as_of)
            yield case, Given(enterprise, case.as_of, self.book.layout)

    def untried(self, *, plain: bool) -> list[Missing]:
        """Every side of every threshold (or of the plain ones) that no case tries."""
        places = [place for place, edge in enumerate(self.edges) if edge.plain or not plain]
        tried = {place: set[int]() for place in places}
        if places:
            for _, given in self.cases():
                edges = self.edges_on(given.as_of)
                for place in places:
                    tried[place] |= self.tries(edges[place], given)
        return [
            Missing(self.edges[place], place, side) for place in places for side in SIDES if side not in tried[place]
        ]

    def tries(self, edge: Edge, given: Given) -> set[int]:
        """The side of a threshold that a case tries: none where it says no figure, or where something else decides."""
        value = given.stored(edge.changed.slot)
        turn = None if value is None else turn_of(edge, given)
        if value is None or turn is None or not (edge.everybody or self.weights(given.as_of).decides(edge, given)):
            return set()
        return {side_of(value, turn.limit)}

    def weights(self, day: date) -> Weights:
        """What weighs how much in a case of that day."""
        return Weights(self.book.build(self.measure, self.index, day), self.book.layout)

    def plausible(self, gap: Missing) -> bool:
        """Whether the value that a plain threshold lacks is one that the fact can have."""
        assert isinstance(gap.edge.node, t.Compare)
        assert isinstance(gap.edge.node.right, t.Number)
        assert isinstance(gap.edge.changed, t.FactNumber)
        return _can_be(gap.edge, value_at(gap.edge.node.right.value * gap.edge.changed.scale, gap.side))


class _Maker(_Version):
    """Makes the cases that a version lacks."""

    def offer(self) -> tuple[list[dict[str, Any]], list[LeftOut]]:
        """The missing cases, and the thresholds for which some cannot be made."""
        sides: dict[int, list[int]] = {}
        for gap in self.untried(plain=False):
            sides.setdefault(gap.place, []).append(gap.side)
        granted = [(case, given) for case, given in self.cases() if case.expected.verdict == Verdict.ELIGIBLE.word]
        cases, left_out = [], []
        for place, missing in sides.items():
            made, reason = self.best(granted, place, missing)
            cases += made
            if reason:
                left_out.append(LeftOut(say_truth(self.edges[place].node), reason))
        return cases, left_out

    def best(
        self, granted: list[tuple[CaseSource, Given]], place: int, sides: list[int]
    ) -> tuple[list[dict[str, Any]], str]:
        """The cases made from the granted case that gives most of them, and why some are lacking ("": none is)."""
        tries = [self.made_from(case, given, place, sides) for case, given in granted]
        whole = [made for made, reason in tries if not reason]
        if whole:
            return max(whole, key=len), ""
        return max(tries, key=lambda found: len(found[0]), default=([], NO_BASE))

    def made_from(
        self, case: CaseSource, given: Given, place: int, sides: list[int]
    ) -> tuple[list[dict[str, Any]], str]:
        """The cases for the sides of a threshold, made from one granted case, and why some are lacking."""
        edge, weights = self.edges_on(given.as_of)[place], self.weights(given.as_of)
        turn = turn_of(edge, given)
        if turn is None:
            return [], NO_FIGURE
        if not weights.decides(edge, given):
            return [], NOT_ALONE
        made, reason = [], ""
        for side in sides:
            value = value_at(turn.limit, side)
            if _can_be(edge, value):
                mark = weights.mark(edge, given, met=decide(value, turn.op, turn.limit) is True)
                entry = _entry(case, edge, _name(edge, turn, side), value, _verdict(edge, mark=mark is True))
                fault = self.fault(entry, edge, side)
                reason = reason or fault
                made += [] if fault else [entry]
        return made, reason

    def fault(self, entry: dict[str, Any], edge: Edge, side: int) -> str:
        """Why a made case cannot be offered; "" when it tries that side of the threshold and answers as it says."""
        case = CaseSource.model_validate(entry)
        try:
            enterprise = read_case(self.reckoner, case)
        except KnownError:
            return UNREADABLE
        outcome = self.reckoner.reckon_one(self.measure, enterprise, case.as_of).outcomes[0]
        tried = self.tries(edge, Given(enterprise, case.as_of, self.book.layout))
        return "" if outcome.verdict.word == case.expected.verdict and side in tried else ENTANGLED


def _can_be(edge: Edge, value: int) -> bool:
    if isinstance(edge.changed, t.DayFact):
        return 1 <= value <= LAST_DAY
    return edge.changed.low <= value <= edge.changed.high


def _verdict(edge: Edge, *, mark: bool) -> str:
    unmet = Verdict.NOT_APPLICABLE if edge.subject else Verdict.NOT_ELIGIBLE
    return (Verdict.ELIGIBLE if mark else unmet).word


# --- How a case is written ---------------------------------------------------------------------------------------------


def _name(edge: Edge, turn: Turn, side: int) -> str:
    """研发费用占营业收入的比例略低于门槛, 成立日期在门槛前一天."""
    if isinstance(edge.node, t.CompareDays):
        return f"{edge.changed.fact.name}在门槛{_DAYS[side]}"
    said = edge.changed.fact.name if edge.node.left is edge.changed else say(edge.node.left)
    return f"{said}{'刚过' if side == 0 and turn.limit.denominator != 1 else SIDES[side]}门槛"


def _named_apart(cases: Iterable[dict[str, Any]], taken: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The cases with a number behind each name that stands already."""
    names = set(taken)
    for case in cases:
        wanted, count = case["名"], 1
        while case["名"] in names:
            count += 1
            case = {**case, "名": f"{wanted}（{count}）"}
        names.add(case["名"])
        yield case


def _entry(base: CaseSource, edge: Edge, name: str, value: int, verdict: str) -> dict[str, Any]:
    """A case as it stands in the file: the base with one figure or day changed, and what it must answer."""
    facts = _with(base.facts, edge.changed.fact, year_at(edge.changed.slot, base.as_of.year), value)
    entry: dict[str, Any] = {"名": name, "评估日": base.as_of.isoformat(), "事实": facts}
    for key, part in (("事件", base.events), ("记录", base.records or None), ("奖补", base.awards)):
        if part is not None:
            entry[key] = part
    return entry | {"应得": {"结论": verdict}, "生成": "是"}


def _with(facts: dict[str, Any], fact: FactDef, year: int | None, value: int) -> dict[str, Any]:
    """The facts of a case with one value replaced."""
    text = written(fact, value)
    name = fact.name if fact.id not in facts else fact.id
    if fact.period is not Period.YEAR:
        return {**facts, name: text}
    return {**facts, name: {**facts.get(name, {}), str(year): text}}


def written(fact: FactDef, stored: int) -> str:
    """A stored value (a day: its ordinal) as text that reads back exactly."""
    if fact.type not in SCALES:
        return date.fromordinal(stored).isoformat()
    if SCALES[fact.type][0] is not None and fact.unit and (unit := find_unit(fact.unit)):
        return f"{exact_decimal(Fraction(stored, scale_of(fact).per_base) / unit.size, 12).replace(',', '')}{fact.unit}"
    return exact_decimal(Fraction(stored, scale_of(fact).per_base), 12).replace(",", "")
