"""What a tax relief saves is reckoned against what the enterprise would otherwise pay, and the savings add up to the whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Assessment, Nature
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

ROOT = Path(__file__).resolve().parents[3]
RATES = ("n2-smallprofit", "n2-soft-cit", "n2-hnte15", "n2-west15", "n2-techservice15")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([ROOT / "rules"])


def software_firm(book: RuleBook, income: str, staff: int) -> Assessment:
    """A software firm in its first profitable year that also holds a high-tech certificate and is an encouraged trade."""
    facts: dict[str, Any] = {
        "注册地所在新城": "泾河新城",
        "符合软件企业条件": True,
        "首个获利年度起始日": "2023-01-01",
        "属西部鼓励类产业": True,
        "技术先进型服务企业": False,
        "鼓励类主营收入": {"2023": "900万元"},
        "总收入": {"2023": "1000万元"},
        "应纳税所得额": {"2023": income},
        "从业人员数": {"2023": str(staff)},
        "资产总计": {"2023": "2000万元"},
    }
    events = [{"kind": "高新技术企业认定", "level": "国家", "date": "2022-11-04", "expires": "2025-11-03"}]
    enterprise = EnterpriseReader(book.dictionary).read({"schema": 1, "facts": facts, "events": events, "awards": []})
    return assess(Reckoner(book), enterprise, date(2024, 6, 1))


def saved(answer: Assessment) -> dict[str, int]:
    amounts = {id: answer.measure(id).amount for id in RATES}
    return {id: amount.high for id, amount in amounts.items() if amount is not None and amount.low == amount.high}


def test_a_small_firm_saves_by_other_reliefs_only_what_lies_below_its_five_percent(book: RuleBook) -> None:
    sums = saved(software_firm(book, "200万元", 80))
    assert sums["n2-smallprofit"] == 40_000_000
    assert sums["n2-soft-cit"] == 10_000_000
    assert (sums["n2-hnte15"], sums["n2-west15"]) == (0, 0)


def test_the_reliefs_of_a_small_firm_together_are_the_tax_of_the_general_rate(book: RuleBook) -> None:
    answer = software_firm(book, "200万元", 80)
    chosen = [id for id in RATES if id in answer.best_with_unverified.measures]
    assert chosen == ["n2-smallprofit", "n2-soft-cit"]
    assert sum(saved(answer)[id] for id in chosen) == 50_000_000
    avoided = [total for total in answer.best_with_unverified.totals if total.nature is Nature.AVOIDED]
    assert avoided[0].span.high == 50_000_000


def test_a_firm_that_is_not_small_takes_one_relief_against_the_general_rate(book: RuleBook) -> None:
    answer = software_firm(book, "400万元", 80)
    assert [id for id in RATES if id in answer.best_with_unverified.measures] == ["n2-soft-cit"]
    assert saved(answer)["n2-soft-cit"] == 100_000_000
    assert saved(answer)["n2-hnte15"] == 40_000_000
