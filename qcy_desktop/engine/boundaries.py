"""Boundary cases: for every threshold one just below, one at it and one just above, generated from a granted case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, Period
from qcy_desktop.domain.quantity import SCALES, exact_decimal, find_unit
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.cases import case_enterprise
from qcy_desktop.engine.dictionary import scale_of
from qcy_desktop.engine.lint import thresholds
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import CaseSource
from qcy_desktop.engine.truths import decide

SIDES = ((-1, "略低于"), (0, "正好"), (1, "略高于"))


@dataclass(frozen=True, slots=True)
class Missing:
    """A threshold of a measure that no case tries on one side: the fact, the limit (stored), the side, the line of the condition."""

    leaf: t.Leaf
    fact: FactDef
    slot: t.SlotKey
    limit: Fraction
    side: int


def missing_sides(book: RuleBook, measure: Measure, index: int, day: date) -> list[Missing]:
    """The thresholds of a version not tried by any case below, at or above the limit."""
    built = book.build(measure, index, day)
    tried = _tried(book, measure, index)
    found = []
    for leaf, left, right in thresholds(built):
        limit = right.value * left.scale
        values = [value - limit for value in tried.get(left.slot, ())]
        for side, _ in SIDES:
            value = stored_at(limit, side)
            plausible = left.low <= value <= left.high
            if plausible and not any((value > 0) - (value < 0) == side for value in values):
                found.append(Missing(leaf, left.fact, left.slot, limit, side))
    return found


def stored_at(limit: Fraction, side: int) -> int:
    """The stored value one smallest unit below, at or above a limit (at a limit between two units: the one above)."""
    at = -(-limit // 1)
    return int(at + side) if limit.denominator == 1 or side >= 0 else int(limit // 1)


def _tried(book: RuleBook, measure: Measure, index: int) -> dict[t.SlotKey, list[int]]:
    """The stored values that cases give to each yearly or plain fact, by the slot the version reads."""
    found: dict[t.SlotKey, list[int]] = {}
    for case in measure.cases:
        live = book.version_on(measure, case.as_of)
        if live is None or live.index != index:
            continue
        try:
            enterprise = case_enterprise(Reckoner(book), measure, case)
        except KnownError:
            continue
        for (id, year), value in enterprise.facts.items():
            if isinstance(value, int) and not isinstance(value, bool):
                ref = None if year is None else t.YearRef(year - case.as_of.year)
                found.setdefault(t.SlotKey("fact", id, ref), []).append(value)
    return found


def generate(book: RuleBook, measure: Measure, index: int, day: date) -> list[dict[str, Any]]:
    """The cases that are missing, as they would stand in the file. Expected verdicts follow from the comparison alone:
    the granted case they start from meets every other condition."""
    base = next((case for case in measure.cases if _granted(book, measure, index, case)), None)
    if base is None:
        return []
    cases = []
    for gap in missing_sides(book, measure, index, day):
        truth = gap.leaf.truth
        assert isinstance(truth, t.Compare)
        value = stored_at(gap.limit, gap.side)
        met = decide(value, truth.op, gap.limit)
        words = dict(SIDES)[gap.side]
        facts = _with(base.facts, gap, value, base.as_of.year)
        entry: dict[str, Any] = {"名": f"{gap.fact.name}{words}门槛", "评估日": base.as_of.isoformat(), "事实": facts}
        for key, part in (("事件", base.events), ("记录", base.records or None), ("奖补", base.awards)):
            if part is not None:
                entry[key] = part
        entry |= {"应得": {"结论": "符合" if met else "不符合"}, "生成": "是"}
        cases.append(entry)
    return cases


def _granted(book: RuleBook, measure: Measure, index: int, case: CaseSource) -> bool:
    live = book.version_on(measure, case.as_of)
    return live is not None and live.index == index and case.expected.verdict == "符合"


def _with(facts: dict[str, Any], gap: Missing, value: int, year: int) -> dict[str, Any]:
    """The facts of a case with one value replaced."""
    text = written(gap.fact, value)
    name = gap.fact.name if gap.fact.id not in facts else gap.fact.id
    if gap.fact.period is not Period.YEAR:
        return {**facts, name: text}
    ref = gap.slot.year
    at = str(ref.year if ref and ref.year is not None else year + (ref.offset if ref else 0))
    return {**facts, name: {**facts.get(name, {}), at: text}}


def written(fact: FactDef, stored: int) -> str:
    """A stored value as text that reads back exactly."""
    if fact.type in SCALES and SCALES[fact.type][0] is not None and fact.unit and (unit := find_unit(fact.unit)):
        return f"{exact_decimal(Fraction(stored, scale_of(fact).per_base) / unit.size, 12).replace(',', '')}{fact.unit}"
    return exact_decimal(Fraction(stored, scale_of(fact).per_base), 12).replace(",", "")
