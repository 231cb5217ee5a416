"""Expressions: arithmetic, years, means and growth, exact to the last fraction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Mark, Verdict
from qcy_desktop.domain.money import MOST_FEN
from tests.unit.engine.world import FEN, World, mark, money, rule

YEARS = {"2020": "100万元", "2021": "200万元", "2022": "300万元", "2023": "500万元", "2024": "900万元"}


def fen(folder: Path, expression: str, facts: dict[str, Any], **version: Any) -> int:
    """What an expression of money comes to."""
    parameters = version.pop("parameters", {})
    low, high = money(
        rule(folder, amount=[{"基数": expression}, {"取整": FEN}], parameters=parameters, **version), facts
    )
    assert low == high
    return low


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("投资 + 补助", 70000), ("投资 - 补助", 30000), ("补助 - 投资", 0), ("投资 - (投资 - 补助)", 20000), ("投资 + 补助 × 倍", 110000),
        ("(投资 + 补助) × 倍", 210000), ("投资 / 三", 16666), ("投资 × 三 / 三", 50000), ("投资 / 三 × 三", 50000), ("最小(投资, 补助)", 20000),
        ("最大(投资, 补助, 底)", 50000), ("最小(投资, 补助 × 倍, 底)", 100), ("投资 × 硕士数 / 博士数", 100000), ("气价 × 用氢量", 350 * 100), ("投资 * 倍 ÷ 倍", 50000),
        ("投资 / 硕士数 × 博士数", 25000), ("投资 × 占比", 12500), ("投资 × (1 - 占比)", 37500),
    ],
)  # fmt: skip
def test_arithmetic_is_exact_until_the_step_that_rounds(tmp_path: Path, expression: str, result: int) -> None:
    facts = {
        "投资": "500元",
        "补助": "200元",
        "硕士数": 4,
        "博士数": 2,
        "占比": "25%",
        "气价": "35元/千克",
        "用氢量": "10千克",
    }
    assert fen(tmp_path, expression, facts, parameters={"倍": "300%", "三": "300%", "底": "1元"}) == result


@pytest.mark.parametrize(
    ("expression", "wan"),
    [
        ("收入", 500), ("上年 收入", 300), ("前年 收入", 200), ("3年前 收入", 100), ("2021年度 收入", 200), ("近2年合计 收入", 800), ("近2年均值 收入", 400),
        ("近3年合计 收入", 1000), ("近3年最大 收入", 500), ("收入 - 上年 收入", 200), ("上年 (收入 - 上年 收入)", 100), ("上年 近2年合计 收入", 500), ("近1年均值 收入", 500),
    ],
)  # fmt: skip
def test_years_count_back_from_the_period_of_the_figures(tmp_path: Path, expression: str, wan: int) -> None:
    assert fen(tmp_path, expression, {"收入": YEARS}) == wan * 10**6


@pytest.mark.parametrize(("period", "wan"), [("本年度", 900), ("上年度", 500), ("前年度", 300)])
def test_the_period_of_the_figures_is_the_versions_own(tmp_path: Path, period: str, wan: int) -> None:
    assert fen(tmp_path, "收入", {"收入": YEARS}, 取数期=period) == wan * 10**6


def test_a_mean_of_three_years_keeps_its_thirds(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["近3年均值 人数 不低于 限", "近3年均值 人数 × 三 等于 四"],
        parameters={"限": "1人", "三": "300%", "四": "4人"},
    )
    assert mark(world, {"人数": {"2021": 1, "2022": 1, "2023": 2}}) == "符合"


def test_every_year_is_asked_one_by_one(tmp_path: Path) -> None:
    world = rule(tmp_path, ["近3年每年 收入 不低于 限"], parameters={"限": "200万元"})
    assert mark(world, {"收入": YEARS}) == "符合"
    assert mark(world, {"收入": {**YEARS, "2021": "199万元"}}) == "不符合"
    assert mark(world, {"收入": {"2022": "300万元", "2023": "500万元"}}) == "待补"
    assert mark(world, {"收入": {"2022": "100万元"}}) == "不符合"
    assert [need.key for need in world.ask({"收入": {"2023": "500万元"}}).needs] == ["2022年度 收入", "2021年度 收入"]


def test_growth_is_compared_exactly(tmp_path: Path) -> None:
    world = rule(tmp_path, ["增长率 收入 不低于 限"], parameters={"限": "1/3"})
    assert mark(world, {"收入": {"2022": "300万元", "2023": "400万元"}}) == "符合"
    assert mark(world, {"收入": {"2022": "300万元", "2023": "3999999.99元"}}) == "不符合"


def test_compound_growth_is_compared_exactly_though_its_root_has_no_end(tmp_path: Path) -> None:
    world = rule(tmp_path, ["近3年复合增长 收入 不低于 限"], parameters={"限": "10%"})
    assert mark(world, {"收入": {"2020": "100万元", "2023": "133.1万元"}}) == "符合"
    assert mark(world, {"收入": {"2020": "100万元", "2023": "1330999.99元"}}) == "不符合"
    two = rule(tmp_path / "b", ["近2年复合增长 收入 超过 限"], parameters={"限": "20%"})
    assert mark(two, {"收入": {"2021": "100万元", "2023": "144万元"}}) == "不符合"
    assert mark(two, {"收入": {"2021": "100万元", "2023": "1440000.01元"}}) == "符合"


@pytest.mark.parametrize("base", ["0元", "-5万元"])
@pytest.mark.parametrize(
    "sentence",
    ["增长率 利润 不低于 限", "近2年复合增长 利润 不低于 限", "利润 / 前年 利润 不低于 限", "非 增长率 利润 不低于 限"],
)
def test_growth_on_a_base_not_above_zero_is_unknown_and_says_why(tmp_path: Path, sentence: str, base: str) -> None:
    result = rule(tmp_path, [sentence], parameters={"限": "10%"}).ask(
        {"利润": {"2021": base, "2022": base, "2023": "9万元"}}
    )
    assert (result.verdict, result.conditions[0].mark) == (Verdict.UNKNOWN, Mark.UNKNOWN)
    assert result.needs == ()
    assert "不大于零" in result.reason


def test_a_loss_that_grew_into_a_profit_has_growth_on_its_base_only_when_that_is_above_zero(tmp_path: Path) -> None:
    world = rule(tmp_path, ["增长率 利润 低于 0"])
    assert mark(world, {"利润": {"2022": "5万元", "2023": "-5万元"}}) == "符合"


def test_a_ratio_with_a_divisor_that_may_be_zero_is_left_open(tmp_path: Path) -> None:
    world = rule(tmp_path, ["硕士数 / 人数 低于 限"], parameters={"限": "10%"})
    assert mark(world, {"硕士数": 0}) == "待补"
    assert mark(world, {"硕士数": 0, "人数": {"2023": 0}}) == "待补"
    assert mark(world, {"硕士数": 0, "人数": {"2023": 1}}) == "符合"


def test_a_ratio_with_a_divisor_above_zero_is_bounded_by_its_range(tmp_path: Path) -> None:
    world = rule(tmp_path, ["硕士数 / 博士数 不低于 限"], parameters={"限": "50%"})
    assert mark(world, {"硕士数": 5}) == "符合"
    assert mark(world, {"硕士数": 4}) == "待补"
    assert mark(world, {"硕士数": 0}) == "不符合"


def test_the_condition_says_figures_required_and_distance_in_its_own_unit(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["收入 不低于 限", "硕士数 / 博士数 不低于 比", "人数 不超过 员"],
        parameters={"限": "300万元", "比": "50%", "员": "5人"},
    )
    money_, ratio, staff = world.ask(
        {"收入": {"2023": "200万元"}, "硕士数": 1, "博士数": 4, "人数": {"2023": 7}}
    ).conditions
    assert (money_.actual, money_.required, money_.gap) == ("200.00 万元", "≥ 300.00 万元", "差 100.00 万元")
    assert (ratio.actual, ratio.required, ratio.gap) == ("25%", "≥ 50%", "差 25 个百分点")
    assert (staff.actual, staff.required, staff.gap) == ("7 人", "≤ 5 人", "超出 2 人")


def test_an_open_upper_bound_decides_nothing_above_it(tmp_path: Path) -> None:
    world = rule(tmp_path, ["财产 低于 限"], parameters={"限": "1000000000亿元"})
    assert mark(world) == "待补"
    assert mark(rule(tmp_path / "b", ["财产 不低于 0"])) == "符合"
    assert mark(rule(tmp_path / "c", ["投资 - 财产 低于 限"], parameters={"限": "1001元"})) == "符合"
    assert mark(rule(tmp_path / "d", ["投资 - 财产 超过 限"], parameters={"限": "-1000000000亿元"})) == "待补"


def test_a_missing_lower_bound_decides_nothing_below_it(tmp_path: Path) -> None:
    assert mark(rule(tmp_path, ["净额 超过 限"], parameters={"限": "-1000000000亿元"})) == "待补"
    assert mark(rule(tmp_path / "b", ["净额 不超过 限"], parameters={"限": "1000元"})) == "符合"
    assert mark(rule(tmp_path / "c", ["净额 × 净额 低于 0 - 净额 × 净额"])) == "待补"
    world = rule(tmp_path / "d", amount=[{"基数": "最大(净额, 底)"}], parameters={"底": "3元"})
    assert money(world) == (300, 100000)


def test_a_zero_settles_a_product_with_something_unknown(tmp_path: Path) -> None:
    world = rule(tmp_path, amount=[{"基数": "财产 × 占比"}, {"取整": FEN}])
    assert money(world, {"占比": "0%"}) == (0, 0)
    assert money(world, {"财产": "0元"}) == (0, 0)
    assert money(world, {"占比": "1%"}) == (0, None)


def test_fields_of_the_world_have_the_units_of_their_types(tmp_path: Path) -> None:
    sentences = {
        "用房面积": "平",
        "用氢量": "重",
        "行驶里程": "远",
        "用电量": "电",
        "装机": "瓦",
        "计息天数": "天",
        "评分": "分",
        "占比": "比",
        "气价": "价",
    }
    limits = {
        "平": "1平方米",
        "重": "1克",
        "远": "1米",
        "电": "1度",
        "瓦": "1兆瓦",
        "天": "1天",
        "分": "1分值",
        "比": "1‰",
        "价": "1元/千克",
    }
    world: World = rule(tmp_path, [f"{name} 不低于 {limit}" for name, limit in sentences.items()], parameters=limits)
    facts = {
        "用房面积": "1平方米", "用氢量": "0.001千克", "行驶里程": "0.001公里", "用电量": "1千瓦时", "装机": "1000千瓦", "计息天数": "1天",
        "评分": "1分值", "占比": "0.1%", "气价": "1元/千克",
    }  # fmt: skip
    assert mark(world, facts) == "符合"
    assert {mark(world, {**facts, name: 0}) for name in sentences} == {"不符合"}


def test_an_amount_that_rests_on_a_division_by_zero_is_open_and_says_why(tmp_path: Path) -> None:
    world = rule(tmp_path, amount=[{"基数": "投资 × (硕士数 / 人数)"}, {"取整": FEN}])
    result = world.ask({"投资": "100元", "硕士数": 3, "人数": {"2023": 0}})
    assert (result.verdict, result.needs) == (Verdict.ELIGIBLE, ())
    assert "不大于零" in result.reason
    assert result.amount is not None
    assert (result.amount.low, result.amount.high, result.amount.ceiling) == (0, None, MOST_FEN)


def test_a_cap_bounds_what_rests_on_a_division_by_zero_and_the_reason_stays(tmp_path: Path) -> None:
    world = rule(
        tmp_path, amount=[{"基数": "投资 × (硕士数 / 人数)"}, {"不超过": "限"}, {"取整": FEN}], parameters={"限": "9元"}
    )
    result = world.ask({"投资": "100元", "硕士数": 3, "人数": {"2023": 0}})
    assert result.amount is not None
    assert (result.amount.low, result.amount.high) == (0, 900)
    assert "不大于零" in result.reason
