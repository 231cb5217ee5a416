"""Nobody is paid twice: every shipped measure that gives money takes what was already received into account."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Evidence, Nature
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import Measure, RuleBook, load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import VersionSource

ROOT = Path(__file__).resolve().parents[3]
GIVEN = (Nature.CASH, Nature.EQUITY, Nature.OTHER_PAYEE)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([ROOT / "rules"])


def takes_the_ledger_into_account(version: VersionSource) -> bool:
    """Barred or netted by the stacking, or netted in the amount itself."""
    stack = version.stacking
    return stack is not None and (stack.mode != "叠加" or "已获" in repr(version.amount))


def pays(measure: Measure) -> bool:
    return measure.source.nature in GIVEN and measure.source.evidence.grade is not Evidence.ANALOGUE


def test_every_measure_that_gives_money_nets_or_bars_what_was_received(book: RuleBook) -> None:
    careless = [
        measure.id
        for measure in book.measures.values()
        for version in measure.source.versions
        if version.amount and pays(measure) and not takes_the_ledger_into_account(version)
    ]
    assert careless == []


def test_every_measure_that_nets_has_a_case_of_an_enterprise_that_was_paid_before(book: RuleBook) -> None:
    silent = [
        measure.id
        for measure in book.measures.values()
        if pays(measure)
        and any("已获" in repr(version.amount) for version in measure.source.versions)
        and not any(case.awards for case in measure.cases)
    ]
    assert silent == []


GROWN: dict[str, Any] = {
    "schema": 1,
    "facts": {
        "注册地所在新城": "沣西新城",
        "税收关系所在地": "沣西新城",
        "统计关系所在地": "沣西新城",
        "有行政处罚记录": False,
        "发生重大安全事故": False,
        "有严重环境违法": False,
        "已申报研发费用": True,
        "营业收入": {"2022": "1600万元", "2021": "1500万元"},
    },
    "events": [{"kind": "规上入库", "date": "2022-12-31", "first": True}],
    "awards": [{"matter": "成长型科技企业", "level": "西咸新区", "amount": "15万元", "date": "2022-12-01"}],
}


def test_a_second_sum_of_a_measure_is_still_offered_after_the_first_was_paid(book: RuleBook) -> None:
    enterprise = EnterpriseReader(book.dictionary).read(GROWN)
    answer = assess(Reckoner(book), enterprise, date(2023, 12, 20))
    assert "xx12-03" in answer.best_with_unverified.measures
    assert answer.measure("xx12-03").amount is not None
    assert answer.measure("xx12-03").amount.high == 5_000_000
