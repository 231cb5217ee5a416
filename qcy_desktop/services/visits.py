"""Two visits of one enterprise side by side: what was stated, what came out, and whether figures or rules made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qcy_desktop.domain.assessment import Assessment, MeasureResult, Span, Verdict
from qcy_desktop.domain.enterprise import Enterprise, Value


class Cause(StrEnum):
    """What made a measure answer otherwise."""

    FIGURES = "指标变了"
    RULES = "规则或评估日变了"
    BOTH = "指标和规则都变了"


@dataclass(frozen=True, slots=True)
class Visit:
    """One kept assessment with the figures it was reckoned on."""

    inputs: Enterprise
    result: Assessment


@dataclass(frozen=True, slots=True)
class FactChange:
    """One figure that reads otherwise; None where it was not stated."""

    fact: str
    year: int | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a measure answered."""

    verdict: Verdict
    amount: Span | None


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One measure that answers otherwise; None where it did not answer at all (it came or went with its rules)."""

    id: str
    title: str
    before: Answer | None
    after: Answer | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between an earlier visit and what stands now."""

    facts: tuple[FactChange, ...]
    results: tuple[ResultChange, ...]
    lists: tuple[str, ...]
    """Names of the lists that differ: 认定, 清单, 已获奖补."""


def compare(then: Visit, now: Visit, again: Assessment) -> Comparison:
    """What differs. `again` is what the earlier figures give under the rules and on the day of now, which tells whether
    figures or rules made the difference."""
    before, middle, after = (_answers(result) for result in (then.result, again, now.result))
    titles = {m.id: m.title for result in (then.result, now.result) for m in result.measures}
    ids = [id for id in titles if before.get(id) != after.get(id)]
    results = tuple(
        ResultChange(id, titles[id], before.get(id), after.get(id), _cause(id, before, middle, after)) for id in ids
    )
    return Comparison(_facts(then.inputs, now.inputs), results, _lists(then.inputs, now.inputs))


def _answers(result: Assessment) -> dict[str, Answer]:
    return {m.id: _answer(m) for m in result.measures}


def _answer(measure: MeasureResult) -> Answer:
    paid = measure.verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN)
    return Answer(measure.verdict, measure.amount if paid else None)


def _cause(id: str, before: Mapping[str, Answer], middle: Mapping[str, Answer], after: Mapping[str, Answer]) -> Cause:
    if middle.get(id) == before.get(id):
        return Cause.FIGURES
    return Cause.RULES if middle.get(id) == after.get(id) else Cause.BOTH


def _facts(then: Enterprise, now: Enterprise) -> tuple[FactChange, ...]:
    keys = dict.fromkeys((*then.facts, *now.facts))
    return tuple(
        FactChange(fact, year, then.facts.get((fact, year)), now.facts.get((fact, year)))
        for fact, year in keys
        if then.facts.get((fact, year)) != now.facts.get((fact, year))
    )


def _lists(then: Enterprise, now: Enterprise) -> tuple[str, ...]:
    pairs = (
        ("认定", then.events, now.events),
        ("清单", _plain(then), _plain(now)),
        ("已获奖补", then.awards, now.awards),
    )
    return tuple(name for name, one, other in pairs if one != other)


def _plain(enterprise: Enterprise) -> dict[str, tuple[dict[str, Value], ...]]:
    return {kind: tuple(dict(row) for row in rows) for kind, rows in enterprise.records.items()}
