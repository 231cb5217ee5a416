"""How an amount came about says the case that is the enterprise's own, not that there are several."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([ROOT / "rules"])


def steps(book: RuleBook, measure: str, on: str, **changed: Any) -> list[str]:
    sample = json.loads((ROOT / "resources" / "samples" / "fuel-cell-maker.json").read_text("utf-8"))
    for name, value in changed.items():
        sample["facts"][name] = value
    enterprise = EnterpriseReader(book.dictionary).read(sample)
    return [step.text for step in assess(Reckoner(book), enterprise, date.fromisoformat(on)).measure(measure).steps]


def test_the_case_that_holds_is_written_out(book: RuleBook) -> None:
    assert steps(book, "c-xsg", "2024-06-01")[0] == "按所属情形：定额 30.00 万元"
    grown = steps(book, "c-xsg", "2024-06-01", 投产首年主营业务收入="5000.01万元")
    assert grown[0] == "按所属情形：定额 50.00 万元"


def test_a_case_of_several_steps_shows_each_of_them(book: RuleBook) -> None:
    assert steps(book, "xx12-03", "2024-06-01")[0] == "按所属情形：定额 15.00 万元，加上 5.00 万元"
    assert steps(book, "n2-hnte15", "2024-06-01")[0].endswith("乘以 25% 减 15%")


def test_a_case_that_is_not_decided_yet_stays_open(book: RuleBook) -> None:
    small: dict[str, Any] = {"资产总计": {"2023": "1000万元"}, "应纳税所得额": {"2023": "200万元"}}
    assert steps(book, "n2-hnte15", "2024-06-01", 从业人员数={}, **small)[0] == "按情形分别计算"
    assert steps(book, "n2-hnte15", "2024-06-01", 从业人员数={"2023": 300}, **small)[0] == "按所属情形：没有金额"


def test_parts_that_come_to_nothing_are_not_spoken_of(book: RuleBook) -> None:
    sample = {
        "schema": 1,
        "facts": {"注册地所在新城": "泾河新城"},
        "events": [{"kind": "标杆工厂认定", "level": "陕西省", "date": "2023-05-01"}],
        "awards": [],
    }
    enterprise = EnterpriseReader(book.dictionary).read(sample)
    result = assess(Reckoner(book), enterprise, date(2024, 6, 1)).measure("p-cloud")
    assert result.steps[0].text == "几部分相加：定额 50.00 万元"


@pytest.mark.parametrize(
    ("measure", "fact", "required"),
    [
        ("nt-size-small", "从业人员数达到本行业中型下限", "≥ 300 人（按划型行业查《中型人数下限》）"),
        ("nt-size-small", "主营业务收入达到本行业小型下限", "≥ 300.00 万元（按划型行业查《小型主营收入下限》）"),
    ],
)
def test_a_limit_from_a_table_is_said_as_the_number_that_counts(
    book: RuleBook, measure: str, fact: str, required: str
) -> None:
    sample = json.loads((ROOT / "resources" / "samples" / "fuel-cell-maker.json").read_text("utf-8"))
    answer = assess(Reckoner(book), EnterpriseReader(book.dictionary).read(sample), date(2024, 6, 1))
    assert next(c.required for c in answer.measure(measure).conditions if c.text == fact) == required
