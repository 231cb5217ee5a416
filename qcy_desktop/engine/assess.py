"""One enterprise, one day, everything: puts verdicts, words, combination, questions and gaps into one Assessment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from qcy_desktop import __version__
from qcy_desktop.domain.assessment import Assessment, PackStamp
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.beyond import gap_plans, next_questions
from qcy_desktop.engine.consistency import checks_of, contradictions
from qcy_desktop.engine.explain import Explainer
from qcy_desktop.engine.ladder import climb, ladder_of
from qcy_desktop.engine.ledger import doubts
from qcy_desktop.engine.reckoner import Reckoner, mark_open
from qcy_desktop.engine.stacking import combinations


def assess(
    reckoner: Reckoner, enterprise: Enterprise, as_of: date, *, examples: bool = False, pins: Collection[str] = ()
) -> Assessment:
    """The whole answer. The same rules, enterprise and day give the same value. `pins` are measures that the officer
    takes in any case. Raises SourceError for a faulty rule, KnownError for a pin that cannot be had."""
    book = reckoner.book
    ladder, checks = ladder_of(book), checks_of(book)
    reckoning = reckoner.reckon(enterprise, as_of, examples=examples)
    mark_open(book, reckoning)
    explainer = Explainer(book, reckoning)
    best_verified, best_both, totals = combinations(book, reckoning, pins)
    measures = tuple(explainer.result(outcome) for outcome in reckoning.outcomes)
    return Assessment(
        enterprise_name=enterprise.name,
        enterprise_uscc=enterprise.uscc,
        as_of=as_of,
        engine=__version__,
        packs=tuple(
            PackStamp(pack.source.id, pack.short, pack.source.version, pack.digest) for pack in book.packs.values()
        ),
        measures=measures,
        best_verified=best_verified,
        best_with_unverified=best_both,
        totals=totals,
        next_questions=next_questions(book, explainer, reckoning.outcomes),
        gaps=gap_plans(book, reckoning, explainer),
        contradictions=(*contradictions(checks, book, reckoning), *doubts(book, enterprise.awards, as_of)),
        ladder=climb(ladder, explainer, {result.id: result for result in measures}),
    )
