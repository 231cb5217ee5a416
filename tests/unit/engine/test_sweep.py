"""What-if along one figure: every value answers as if it had been asked alone, every turn is found to the last unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.assessment import Nature, Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.whatif import Sweep
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.sweep import Along, sweep
from tests.unit.engine.patterns import DAY, HNTE, Museum

WAN = 10**6
FACTS: dict[str, Any] = {
    "研发费用〔税务〕": {"2023": "160万元", "2022": "100万元"},
    "营业收入": {"2023": "1000万元", "2022": "600万元"},
    "主营业务收入": {"2023": "1000万元"},
    "研发人员数": {"2023": 10},
    "从业人员数": {"2023": 100},
    "成长类别": "潜在瞪羚",
    "成立日期": "2023-01-01",
}


@pytest.fixture(scope="module")
def museum() -> Museum:
    return Museum()


def _sweep(museum: Museum, fact: str, year: int | None, span: tuple[int, int], steps: int = 20) -> Sweep:
    found = museum.book.dictionary.fact(fact)
    assert found is not None
    enterprise = EnterpriseReader(museum.book.dictionary).read(
        {"schema": 1, "facts": FACTS, "events": HNTE, "awards": []}
    )
    return sweep(museum.reckoner, enterprise, DAY, Along(found, year, *span, steps))


def _turns(found: Sweep, id: str) -> list[tuple[int, Verdict, Verdict]]:
    return [(point.value, flip.before, flip.after) for point in found.points for flip in point.flips if flip.id == id]


def test_a_threshold_on_the_figure_is_found_to_the_fen(museum: Museum) -> None:
    found = _sweep(museum, "营业收入", 2023, (0, 2000 * WAN))
    assert _turns(found, "d08-bound-words-of-the-document") == [
        (100 * WAN, Verdict.NOT_ELIGIBLE, Verdict.ELIGIBLE),
        (500 * WAN + 1, Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE),
    ]
    values = [point.value for point in found.points]
    assert {100 * WAN - 1, 100 * WAN, 100 * WAN + 1} <= set(values)
    assert values == sorted(set(values))


def test_a_turn_that_comes_from_a_ratio_or_a_growth_rate_is_found_too(museum: Museum) -> None:
    found = _sweep(museum, "营业收入", 2023, (0, 2000 * WAN))
    # R&D of 1.6 million above 15 %: below 10,666,666.67 yuan of revenue; growth above 50 %: above 9 million.
    assert (1_066_666_667, Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE) in _turns(found, "a30-rate-by-class-and-intensity")
    assert _turns(found, "g09-growth-rate") == [(900 * WAN + 1, Verdict.NOT_ELIGIBLE, Verdict.ELIGIBLE)]


def test_steps_and_the_present_value_stand_among_the_points(museum: Museum) -> None:
    found = _sweep(museum, "营业收入", 2023, (0, 2000 * WAN), steps=4)
    values = [point.value for point in found.points]
    assert {0, 500 * WAN, 1000 * WAN, 1500 * WAN, 2000 * WAN} <= set(values)
    assert found.actual is not None and values[found.actual] == 1000 * WAN
    assert found.points[found.actual].shown == "1,000 万元"


@given(value=st.integers(0, 2000 * WAN))
def test_every_value_pays_what_it_pays_when_asked_alone(museum: Museum, value: int) -> None:
    found = _sweep(museum, "营业收入", 2023, (value, value), steps=1)
    document = {"schema": 1, "facts": FACTS, "events": HNTE, "awards": []}
    enterprise = EnterpriseReader(museum.book.dictionary).read(document)
    alone = replace(enterprise, facts={**enterprise.facts, ("revenue", 2023): value})
    answer = assess(museum.reckoner, alone, DAY)
    assert found.points[0].totals == answer.totals
    cash = [total.span.low for total in answer.totals if total.nature is Nature.CASH and not total.verified]
    assert found.points[0].unverified.low == sum(cash)


def test_verified_and_unverified_sums_are_kept_apart() -> None:
    museum = Museum({"a11-bracket-by-revenue": "甲"})
    found = _sweep(museum, "营业收入", 2023, (4000 * WAN, 60000 * WAN), steps=2)
    assert [point.verified.low // WAN for point in (found.points[0], found.points[-1])] == [10, 30]
    assert all(point.unverified.low >= 10 * WAN for point in found.points)


@pytest.mark.parametrize(
    ("fact", "year", "span", "said"),
    [
        ("成立日期", None, (0, 1), "不是数"),
        ("营业收入", None, (0, 1), "要写明年度"),
        ("企业估值", 2023, (0, 1), "不分年度"),
        ("企业估值", None, (2, 1), "起点应不大于终点"),
    ],
)
def test_a_figure_that_cannot_be_walked_along_is_refused(
    museum: Museum, fact: str, year: int | None, span: tuple[int, int], said: str
) -> None:
    with pytest.raises(KnownError, match=said):
        _sweep(museum, fact, year, span)
