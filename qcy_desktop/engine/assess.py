"""One enterprise, one day, everything: puts verdicts, words, combination, questions and gaps into one Assessment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from qcy_desktop import __version__
from qcy_desktop.domain.assessment import (
    Assessment,
    Combination,
    Contradiction,
    GapPlan,
    MeasureResult,
    PackStamp,
    Total,
)
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.beyond import gap_plan, in_order, next_questions
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.consistency import checks_of, contradictions
from qcy_desktop.engine.explain import ANSWERED, Explainer
from qcy_desktop.engine.frame import AWARDS
from qcy_desktop.engine.ladder import climb, ladder_of
from qcy_desktop.engine.ledger import doubts
from qcy_desktop.engine.reckoner import Outcome, Reckoner, Reckoning, mark_open
from qcy_desktop.engine.stacking import combinations

Best = tuple[Combination, Combination, tuple[Total, ...]]


def assess(
    reckoner: Reckoner, enterprise: Enterprise, as_of: date, *, examples: bool = False, pins: Collection[str] = ()
) -> Assessment:
    """The whole answer. The same rules, enterprise and day give the same value. `pins` are measures that the officer
    takes in any case. Raises SourceError for a faulty rule, KnownError for a pin that cannot be had."""
    return Assessing(reckoner, examples=examples).assess(enterprise, as_of, pins)


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer in its parts: results and plans in the order of the outcomes, contradictions in that of the checks."""

    reckoning: Reckoning
    results: list[MeasureResult]
    plans: list[GapPlan | None]
    clashes: list[Contradiction | None]
    pins: tuple[str, ...]
    best: Best


class Assessing:
    """Assesses one enterprise again and again while it is filled in: a measure that reads nothing of what has changed
    answers as before, with the very same result. What it answers is always what `assess` answers."""

    def __init__(self, reckoner: Reckoner, *, examples: bool = False) -> None:
        self._reckoner, self._examples = reckoner, examples
        self._last: _Told | None = None

    def assess(self, enterprise: Enterprise, as_of: date, pins: Collection[str] = ()) -> Assessment:
        """The whole answer. Raises SourceError for a faulty rule, KnownError for a pin that cannot be had."""
        book = self._reckoner.book
        # Both are built before a frame is bound, so that what they read has its place.
        ladder, _ = ladder_of(book), checks_of(book)
        told = self._tell(enterprise, as_of, tuple(pins))
        explainer = Explainer(book, told.reckoning)
        self._last = told
        return Assessment(
            enterprise_name=enterprise.name,
            enterprise_uscc=enterprise.uscc,
            as_of=as_of,
            engine=__version__,
            packs=_stamps(book),
            measures=tuple(told.results),
            best_verified=told.best[0],
            best_with_unverified=told.best[1],
            totals=told.best[2],
            next_questions=next_questions(book, told.results),
            gaps=in_order(told.plans),
            contradictions=(
                *dict.fromkeys(clash for clash in told.clashes if clash is not None),
                *doubts(book, enterprise.awards, as_of),
            ),
            ladder=climb(ladder, explainer, {result.id: result for result in told.results}),
        )

    def _tell(self, enterprise: Enterprise, as_of: date, pins: tuple[str, ...]) -> _Told:
        """Every measure's answer; those that stand as before are taken from the last one."""
        last = self._last
        # Where figures come from is said with each condition.
        if last is not None and last.reckoning.enterprise.sources != enterprise.sources:
            last = None
        book, before = self._reckoner.book, last.reckoning if last else None
        reckoning = self._reckoner.reckon(enterprise, as_of, examples=self._examples, before=before)
        mark_open(book, reckoning)
        explainer, outcomes = Explainer(book, reckoning), reckoning.outcomes
        if last is None or reckoning.changed is None:
            results = [explainer.result(outcome) for outcome in outcomes]
            plans = [gap_plan(explainer, outcome) for outcome in outcomes]
            clashes = contradictions(book, reckoning)
            return _Told(reckoning, results, plans, clashes, pins, combinations(book, reckoning, pins))
        results, plans = last.results.copy(), last.plans.copy()
        for i in reckoning.fresh:
            results[i], plans[i] = explainer.result(outcomes[i]), gap_plan(explainer, outcomes[i])
        clashes = contradictions(book, reckoning, last.clashes)
        best = last.best if _pay_alike(last, reckoning, pins) else combinations(book, reckoning, pins)
        return _Told(reckoning, results, plans, clashes, pins, best)


def _pay_alike(last: _Told, reckoning: Reckoning, pins: tuple[str, ...]) -> bool:
    """Whether nothing that combinations rest on has changed."""
    if last.pins != pins or reckoning.changed is None or AWARDS in reckoning.changed:
        return False
    before, now = last.reckoning.outcomes, reckoning.outcomes
    return all(_payment(before[i]) == _payment(now[i]) for i in reckoning.fresh)


def _payment(outcome: Outcome) -> tuple[object, ...]:
    # An edition may cap what others are paid though it pays nothing itself.
    if outcome.verdict not in ANSWERED:
        return (id(outcome.ready),)
    return id(outcome.ready), outcome.verdict, outcome.low, outcome.high, outcome.open_high


def _stamps(book: RuleBook) -> tuple[PackStamp, ...]:
    return tuple(
        PackStamp(pack.source.id, pack.short, pack.source.version, pack.digest) for pack in book.packs.values()
    )
