"""The shipped rules answer the examples of the official tables: size classes, above scale, high-tech, small technology firms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from qcy_desktop.domain.assessment import Mark, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.industries import Industries, load_industries
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

ROOT = Path(__file__).resolve().parents[3]
TABLES = ROOT / "tests" / "data" / "tables"
DAY = date(2024, 6, 1)
SIZES = {"大型": "nt-size-large", "中型": "nt-size-medium", "小型": "nt-size-small", "微型": "nt-size-micro"}


def load(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
    return table


SIZE = load("enterprise_size_2017")
SRDI = load("srdi_2026")
FIXTURES = {fixture["id"]: fixture for fixture in load("policy_fixtures")["fixtures"]}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([ROOT / "rules"])


@pytest.fixture(scope="module")
def industries() -> Industries:
    return load_industries(ROOT / "rules" / "tables")


def enterprise_of(book: RuleBook, facts: Mapping[str, Any]) -> Enterprise:
    return EnterpriseReader(book.dictionary).read({"schema": 1, "facts": dict(facts), "events": [], "awards": []})


def ask(book: RuleBook, measure: str, facts: Mapping[str, Any], on: date = DAY) -> Verdict:
    return Reckoner(book).reckon_one(book.measure(measure), enterprise_of(book, facts), on).outcomes[0].verdict


def wan(value: Any) -> str:
    return f"{Decimal(str(value))}万元"


def size_facts(industries: Industries, code: str, case: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"划型行业": industries.classes(industries.find(code)).size}
    if case.get("employees") is not None:
        found["从业人员数"] = {"2023": case["employees"]}
    if case.get("revenue") is not None:
        found |= {"营业收入": {"2023": wan(case["revenue"])}, "主营业务收入": {"2023": wan(case["revenue"])}}
    if case.get("assets") is not None:
        found["资产总计"] = {"2023": wan(case["assets"])}
    return found


def size_of(book: RuleBook, facts: Mapping[str, Any]) -> str:
    verdicts = {size: ask(book, id, facts) for size, id in SIZES.items()}
    if set(verdicts.values()) == {Verdict.NOT_APPLICABLE}:
        return "不适用"
    said = [size for size, verdict in verdicts.items() if verdict is Verdict.ELIGIBLE]
    return said[0] if len(said) == 1 else "unknown"


@pytest.mark.parametrize("case", SIZE["test_vectors"], ids=str)
def test_the_size_rules_answer_the_examples_of_the_size_table(
    book: RuleBook, industries: Industries, case: dict[str, Any]
) -> None:
    assert size_of(book, size_facts(industries, case["gb4754"], case)) == case["expect"]


@pytest.mark.parametrize("category", SIZE["categories"], ids=lambda category: category["id"])
def test_the_size_rules_fall_a_class_just_below_each_bound_of_the_table(
    book: RuleBook, industries: Industries, category: dict[str, Any]
) -> None:
    code = category["gb4754"][0]
    for rank, size in enumerate(SIZE["levels"][:3]):
        at = {field: bounds[rank] for field, bounds in category["thresholds"].items()}
        assert size_of(book, size_facts(industries, code, at)) == size
        for field in at:
            below = at | {field: at[field] - (1 if field == "employees" else Decimal("0.01"))}
            assert size_of(book, size_facts(industries, code, below)) == SIZE["levels"][rank + 1]


@pytest.mark.parametrize("rule", load("above_scale")["rules"], ids=lambda rule: rule["name"])
def test_above_scale_begins_at_the_bound_of_each_trade(
    book: RuleBook, industries: Industries, rule: dict[str, Any]
) -> None:
    for code in rule["gb4754"]:
        trade: dict[str, Any] = {"四上行业": industries.classes(industries.find(code)).above_scale}
        if "value" not in rule:
            fact = "有建筑业资质" if "资质" in rule["requires"] else "有房地产开发经营活动"
            answers = [ask(book, "n-gs", trade | {fact: said}) for said in (True, False)]
        else:
            fact = "主营业务收入" if rule["field"] == "main_business_revenue" else "营业收入"
            sums = (rule["value"], Decimal(rule["value"]) - Decimal("0.01"))
            answers = [ask(book, "n-gs", trade | {fact: {"2023": wan(value)}}) for value in sums]
        assert answers == [Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE]


@pytest.mark.parametrize("case", load("hnte_2016")["test_vectors"], ids=str)
def test_the_high_tech_rule_takes_the_intensity_of_the_examples(book: RuleBook, case: dict[str, Any]) -> None:
    before = Decimal(str(case["sales3"])) - Decimal(str(case["last_year_sales"]))
    facts = {
        "营业收入": {"2023": wan(case["last_year_sales"]), "2022": wan(before), "2021": "0元"},
        "研发费用〔高企〕": {"2023": wan(case["rd3"]), "2022": "0元", "2021": "0元"},
    }
    result = assess(Reckoner(book), enterprise_of(book, facts), DAY).measure("n-hnte")
    ratio = [c for c in result.conditions if "研发费用〔高企〕" in c.text and "营业收入" in c.text]
    assert len(ratio) == 3
    assert any(c.mark is Mark.MET for c in ratio) is case["expect_H06"]


CLEAN = {
    "境内居民企业": True,
    "资产总计": {"2023": "1000万元"},
    **dict.fromkeys(
        ["产品属禁止限制类", "发生重大安全事故", "发生重大质量事故", "有严重环境违法", "有科研严重失信"], False
    ),
    **dict.fromkeys(["列入经营异常名录", "列入失信名单", "近五年国家级科技奖前三"], False),
    **dict.fromkeys(["有省部级以上研发机构", "近五年主导制定标准"], False),
}


@pytest.mark.parametrize("case", load("tech_sme_2017")["test_vectors"], ids=str)
def test_the_rule_of_small_technology_firms_scores_as_the_examples(book: RuleBook, case: dict[str, Any]) -> None:
    sales = case["rd_option"] == "rd_over_sales"
    facts = CLEAN | {
        "科技人员数": {"2023": case["tech_staff"]},
        "从业人员数": {"2023": case["employees_total"]},
        "研发占比口径选择": "占销售收入" if sales else "占成本费用",
        "研发费用〔税务〕": {"2023": wan(case["rd_expense"])},
        "营业收入": {"2023": wan(case["base"] if sales else 5000)},
        "成本费用总额": {"2023": wan(5000 if sales else case["base"])},
        "Ⅰ类知识产权数": case["class1"],
        "Ⅱ类知识产权数": case["class2"],
    }
    expected = Verdict.ELIGIBLE if case["expect"]["pass"] else Verdict.NOT_ELIGIBLE
    assert ask(book, "n-kx", facts) is expected


def numbers_of(book: RuleBook, measure: str, on: date) -> dict[str, str]:
    live = book.version_on(book.measure(measure), on)
    assert live is not None
    return {name: str(parameter.value) for name, parameter in live.source.parameters.items()}


def test_the_standards_of_2026_hold_the_numbers_of_the_table(book: RuleBook) -> None:
    at = date(2026, 4, 1)
    rule, giant = numbers_of(book, "nt-srdi", at), numbers_of(book, "nt-little-giant", at)
    assert [rule[name] for name in ("市场年限", "收入下限", "融资下限", "主营占比下限", "负债率上限", "得分线")] == [
        "3年", "1500万元", "2000万元", "80%", "80%", "50分值",
    ]  # fmt: skip
    conditions = {row["id"]: row for row in SRDI["tiers"]["little_giant"]["all_of"]}
    assert giant["收入下限"] == wan(conditions["G03"]["value"])
    assert giant["主营占比下限"] == f"{conditions['G04']['value']:.0%}"
    assert giant["年均增速下限"] == f"{conditions['G05']['value']:.0%}"
    assert giant["负债率上限"] == f"{conditions['G06']['value']:.0%}"
    assert giant["研发合计下限"] == wan(conditions["G07"]["all_of"][0]["value"])
    assert giant["得分线"] == f"{conditions['G11']['value']}分值"


def test_the_standards_before_april_2026_hold_the_older_numbers(book: RuleBook) -> None:
    old = SRDI["superseded_2022"]
    last = date(2026, 3, 31)
    rule, giant = numbers_of(book, "nt-srdi", last), numbers_of(book, "nt-little-giant", last)
    assert rule["市场年限"] == f"{old['srdi']['niche_market_years']}年"
    assert rule["收入下限"] == wan(old["srdi"]["revenue_min"])
    assert rule["得分线"] == f"{old['srdi']['score_min']}分值"
    assert giant["主营占比下限"] == f"{old['little_giant']['main_ratio_min']:.0%}"
    assert giant["负债率上限"] == f"{old['little_giant']['debt_ratio_max']:.0%}"
    assert giant["一类下限"] == f"{old['little_giant']['class1_ip_min']}件"


@pytest.mark.parametrize(("fixture", "on"), [("xian_rd_2023", date(2024, 6, 1)), ("xian_rd_2025", date(2025, 11, 20))])
def test_the_city_money_for_research_opens_at_the_bounds_of_its_edition(book: RuleBook, fixture: str, on: date) -> None:
    small, large = (branch["all"] for branch in FIXTURES[fixture]["when_any"])
    floors = [next(t["value"] for t in tests if t.get("field") == "rd_internal") for tests in (small, large)]
    numbers = numbers_of(book, "c-rd-a", on)
    assert [numbers["研发下限"], numbers["大额下限"]] == [wan(value) for value in floors]
    year = str(on.year - 1)
    clean = dict.fromkeys(["列入失信名单", "发生重大安全事故", "发生重大质量事故", "有严重环境违法"], False)
    facts: dict[str, Any] = clean | {
        "注册地所在新城": "泾河新城",
        "规模以上企业": {year: True},
        "在研发统计调查范围": {year: True},
        "当年新增纳统": {year: False},
        "全市规上工业研发投入强度": {year: "1.72%"},
    }
    for sum_, revenue in zip(floors, (1000, 10_000_000), strict=True):
        facts["营业收入"] = {year: wan(revenue)}
        answers = [
            ask(book, "c-rd-a", facts | {"研发费用〔统计〕": {year: wan(value)}}, on)
            for value in (sum_, Decimal(sum_) - Decimal("0.1"))
        ]
        assert answers == [Verdict.NOT_COMPUTABLE, Verdict.NOT_ELIGIBLE]


@pytest.mark.parametrize("fixture", ["xian_rd_2025"])
def test_who_is_left_out_of_the_city_money_for_research_is_left_out_by_the_rule(book: RuleBook, fixture: str) -> None:
    said = " ".join(FIXTURES[fixture]["exclusions"])
    live = book.version_on(book.measure("c-rd-a"), date(2025, 11, 20))
    assert live is not None
    assert "新增纳统" in said and "非 当年新增纳统" in repr(live.source.conditions)
    assert "严重环境违法" in said and "信用与事故清白" in live.source.shared
    left_to_the_clerk = " ".join(book.measure("c-rd-a").source.not_modelled)
    assert all(word in left_to_the_clerk for word in ("关联公司", "审计复核"))
