"""Deleting anything from any case beside the rules makes its answer open, never wrong, and says what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from qcy_desktop.domain.assessment import Need, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.cases import case_enterprise
from qcy_desktop.engine.explain import Explainer
from qcy_desktop.engine.reckoner import Outcome, Reckoner
from tests.unit.engine.drawn import REFUSED

Deletion = tuple[str, int | None, Enterprise]


def deletions(whole: Enterprise) -> Iterator[Deletion]:
    """The enterprise without one thing: the id of the fact or list, its year, what is left."""
    for id, year in whole.facts:
        yield id, year, replace(whole, facts={key: value for key, value in whole.facts.items() if key != (id, year)})
    if whole.events is not None:
        yield "events", None, replace(whole, events=None)
    if whole.awards is not None:
        yield "awards", None, replace(whole, awards=None)
    for kind, rows in whole.records.items():
        yield kind, None, replace(whole, records={key: kept for key, kept in whole.records.items() if key != kind})
        for i, field in [(i, field) for i, row in enumerate(rows) for field in row]:
            cut = tuple(
                {key: value for key, value in row.items() if (j, key) != (i, field)} for j, row in enumerate(rows)
            )
            yield kind, None, replace(whole, records={**whole.records, kind: cut})


def turned(before: Outcome, after: Outcome) -> bool:
    """Whether the verdict became another one that is given; 不符合 and 不适用 both say no."""
    if after.verdict in (before.verdict, Verdict.UNKNOWN):
        return False
    return not (before.verdict in REFUSED and after.verdict in REFUSED)


def bounds(outcome: Outcome) -> tuple[int | None, int | None]:
    return outcome.low, None if outcome.open_high else outcome.high


def excluded(before: Outcome, after: Outcome) -> bool:
    """Whether the bounds after the deletion leave out what was possible before it."""
    (low, high), (least, most) = bounds(before), bounds(after)
    if low is None or least is None:
        return False
    return least > low or (most is not None and (high is None or most < high))


def must_be_named(before: Outcome, after: Outcome) -> bool:
    opened = after.verdict is Verdict.UNKNOWN and before.verdict is not Verdict.UNKNOWN
    return opened or (bounds(before) != bounds(after) and after.verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN))


def named(needs: tuple[Need, ...], id: str, year: int | None) -> bool:
    return any(need.fact == id and need.year in (None, year) for need in needs)


def every_case(
    book: RuleBook, reckoner: Reckoner
) -> Iterator[tuple[str, Outcome, Deletion, Outcome, tuple[Need, ...]]]:
    for measure in book.measures.values():
        for case in measure.cases:
            whole = case_enterprise(reckoner, measure, case)
            before = reckoner.reckon_one(measure, whole, case.as_of).outcomes[0]
            for deletion in deletions(whole):
                reckoning = reckoner.reckon_one(measure, deletion[2], case.as_of)
                after = reckoning.outcomes[0]
                needs = Explainer(book, reckoning).needs(after) if must_be_named(before, after) else ()
                yield f"{measure.id} {case.name}", before, deletion, after, needs


@pytest.fixture(scope="module")
def tried(real_book: RuleBook) -> list[tuple[str, Outcome, Deletion, Outcome, tuple[Need, ...]]]:
    return list(every_case(real_book, Reckoner(real_book)))


def test_no_deletion_turns_a_verdict(tried: list[tuple[str, Outcome, Deletion, Outcome, tuple[Need, ...]]]) -> None:
    assert len(tried) > 5000
    assert [(name, lost[:2]) for name, before, lost, after, _ in tried if turned(before, after)] == []


def test_no_deletion_excludes_what_was_possible(
    tried: list[tuple[str, Outcome, Deletion, Outcome, tuple[Need, ...]]],
) -> None:
    assert [(name, lost[:2]) for name, before, lost, after, _ in tried if excluded(before, after)] == []


def test_a_deletion_that_opens_an_answer_is_named_as_missing(
    tried: list[tuple[str, Outcome, Deletion, Outcome, tuple[Need, ...]]],
) -> None:
    opened = [row for row in tried if must_be_named(row[1], row[3])]
    assert len(opened) > 1000
    assert [(name, lost[:2]) for name, _, lost, _, needs in opened if not named(needs, *lost[:2])] == []
