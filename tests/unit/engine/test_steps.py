"""The steps of an amount: every kind, tables with their edges, rounding, and what they make of unknowns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.source import SourceError
from tests.unit.engine.world import FEN, World, money, rule

P: dict[str, Any] = {
    "百": "100元", "二百": "200元", "五十": "50元", "一成": "10%", "三": "1/3", "人": "1人", "三人": "3人", "人价": "10元/人", "逐年": ["100%", "50%", "25%"],
    "小型": ["小型"], "半分": "0.005元",
    "档": {"表": [{"不足": "100元", "值": "1元"}, {"不足": "500元", "值": "2元"}, {"值": "3元"}]},
    "超档": {"表": [{"至": "100元", "值": "1元"}, {"至": "500元", "值": "2元"}, {"超过": "500元", "值": "3元"}]},
    "缺档": {"表": [{"自": "100元", "不足": "200元", "值": "1元"}, {"超过": "200元", "至": "300元", "值": "2元"}]},
    "人档": {"表": [{"至": "2人", "值": "1元"}, {"自": "3人", "值": "3元"}]},
    "率档": {"表": [{"不足": "100元", "值": "10%"}, {"值": "20%"}]},
    "型档": {"选": {"小型": "5元", "微型": "8元"}},
    "双档": {"行": [{"自": "1人", "不足": "3人"}, {}], "列": ["2022年", "2023年"], "值": [["1元", "2元"], ["3元", "4元"]]},
    "型双": {"行": ["小型", "微型"], "列": [{"不足": "3人"}, {}], "值": [["10%", "20%"], ["30%", "40%"]]},
    "段": {"段": [{"至": "100元", "率": "10%"}, {"至": "500元", "率": "5%"}, {"率": "1%"}]},
}  # fmt: skip


def fen(folder: Path, steps: list[Any], facts: dict[str, Any] | None = None, **lists: Any) -> Any:
    low, high = money(rule(folder, amount=[*steps, {"取整": FEN}], parameters=P), facts, **lists)
    return low if low == high else (low, high)


@pytest.mark.parametrize(
    ("steps", "yuan"),
    [
        ([{"定额": "百"}], 100), ([{"基数": "投资 - 百"}], 200), ([{"基数": "投资"}, {"乘以": "一成"}], 30), ([{"基数": "投资"}, {"乘以": "占比"}], 75), ([{"基数": "投资"}, {"乘以": "硕士数 / 博士数"}], 150),
        ([{"基数": "投资"}, {"除以": "三人"}, {"乘以": "人"}], 100), ([{"基数": "投资"}, {"加上": "百"}], 400), ([{"基数": "投资"}, {"减去": "百"}], 200), ([{"基数": "投资"}, {"减去": "投资 + 百"}], 0),
        ([{"基数": "投资"}, {"不超过": "二百"}], 200), ([{"基数": "投资"}, {"不超过": {"值": "二百", "范围": "每年", "条": "第二条"}}], 200), ([{"基数": "投资 - 二百 - 二百"}, {"不低于": "0"}, {"加上": "百"}], 100),
        ([{"基数": "投资"}, {"不低于": "二百"}], 300), ([{"基数": "投资"}, {"扣减": "百"}], 200), ([{"基数": "投资"}, {"扣减": "投资 + 百"}, {"加上": "百"}], 100),
        ([{"每满": {"量": "投资", "每": "百", "给": "五十"}}], 150), ([{"每满": {"量": "投资 - 半分", "每": "百", "给": "五十"}}], 100), ([{"每满": {"量": "硕士数", "每": "三人", "给": "百"}}], 0),
        ([{"基数": "人数 × 人价"}], 40), ([{"取高": [[{"定额": "百"}], [{"基数": "投资"}], [{"定额": "五十"}]]}], 300), ([{"合计": [[{"定额": "百"}], [{"基数": "投资"}, {"乘以": "一成"}]]}], 130),
        ([{"查表": {"表": "档", "按": "投资"}}, {"乘以": "一成"}], 0.2), ([{"基数": "投资"}, {"乘表": {"表": "率档", "按": "投资"}}], 60), ([{"查表": {"表": "双档", "按": ["人数", "年度(竣工日期)"]}}], 4),
        ([{"基数": "投资"}, {"乘表": {"表": "型双", "按": ["规模", "人数"]}}], 60), ([{"分段": {"段": "段", "按": "投资"}}], 20), ([{"基数": "查表(型档, 规模) + 百"}], 105),
    ],
)  # fmt: skip
def test_each_step_does_what_it_says(tmp_path: Path, steps: list[Any], yuan: float) -> None:
    facts = {
        "投资": "300元",
        "占比": "25%",
        "硕士数": 2,
        "博士数": 4,
        "人数": {"2023": 4},
        "规模": "小型",
        "竣工日期": "2023-07-01",
    }
    assert fen(tmp_path, steps, facts) == round(yuan * 100)


# --- tables


@pytest.mark.parametrize(
    ("table", "answers"),
    [
        ("档", {"0元": 1, "99.99元": 1, "100元": 2, "499.99元": 2, "500元": 3, "1000元": 3}),
        ("超档", {"0元": 1, "100元": 1, "100.01元": 2, "500元": 2, "500.01元": 3}),
        ("缺档", {"99.99元": 0, "100元": 1, "199.99元": 1, "200元": 0, "200.01元": 2, "300元": 2, "300.01元": 0}),
    ],
)
def test_a_band_begins_and_ends_where_it_says_and_a_gap_gives_nothing(
    tmp_path: Path, table: str, answers: dict[str, int]
) -> None:
    world = rule(tmp_path, amount=[{"查表": {"表": table, "按": "投资"}}], parameters=P)
    assert {key: money(world, {"投资": key}) for key in answers} == {
        key: (yuan * 100, yuan * 100) for key, yuan in answers.items()
    }


def test_a_fractional_key_finds_its_band(tmp_path: Path) -> None:
    steps = [{"查表": {"表": "档", "按": "投资 × (硕士数 / 博士数)"}}]
    assert fen(tmp_path, steps, {"投资": "300元", "硕士数": 1, "博士数": 3}) == 200
    assert fen(tmp_path / "b", steps, {"投资": "299.99元", "硕士数": 1, "博士数": 3}) == 100
    assert fen(tmp_path / "c", steps, {"投资": "700元", "硕士数": 1}) == (100, 300)


def test_an_unknown_key_may_fall_in_every_row_it_can_reach(tmp_path: Path) -> None:
    assert fen(tmp_path, [{"查表": {"表": "档", "按": "投资"}}]) == (100, 300)
    assert fen(tmp_path / "b", [{"查表": {"表": "档", "按": "最小(投资, 二百)"}}]) == (100, 200)
    assert fen(tmp_path / "c", [{"查表": {"表": "缺档", "按": "投资"}}]) == (0, 200)
    assert fen(tmp_path / "d", [{"查表": {"表": "档", "按": "百 + 财产"}}]) == (200, 300)
    assert fen(tmp_path / "e", [{"查表": {"表": "档", "按": "净额"}}]) == (100, 300)


def test_a_whole_key_has_no_gap_between_two_and_three(tmp_path: Path) -> None:
    assert fen(tmp_path, [{"查表": {"表": "人档", "按": "硕士数"}}]) == (100, 300)
    assert fen(tmp_path / "b", [{"查表": {"表": "人档", "按": "硕士数"}}], {"硕士数": 3}) == 300


def test_a_choice_outside_the_table_gives_nothing(tmp_path: Path) -> None:
    steps = [{"查表": {"表": "型档", "按": "规模"}}]
    world = rule(tmp_path, amount=steps, parameters=P)
    assert [money(world, {"规模": size})[0] for size in ("小型", "微型", "大型", None)] == [500, 800, 0, 0]
    assert money(world) == (0, 800)


def test_both_keys_of_a_table_may_be_unknown(tmp_path: Path) -> None:
    world = rule(tmp_path, amount=[{"查表": {"表": "双档", "按": ["人数", "年度(竣工日期)"]}}], parameters=P)
    facts = [
        {"人数": {"2023": 2}},
        {"竣工日期": "2022-01-01"},
        {},
        {"人数": {"2023": 0}, "竣工日期": "2022-01-01"},
        {"竣工日期": "2024-01-01"},
        {"竣工日期": None},
    ]
    assert [money(world, known) for known in facts] == [(0, 200), (0, 300), (0, 400), (0, 0), (0, 0), (0, 0)]


def test_marginal_bands_count_only_what_lies_inside_them(tmp_path: Path) -> None:
    world = rule(tmp_path, amount=[{"分段": {"段": "段", "按": "投资 - 百"}}, {"取整": FEN}], parameters=P)
    keys = {"50元": 0, "100元": 0, "150元": 5, "200元": 10, "600元": 30, "800元": 32}
    assert {key: money(world, {"投资": key})[0] for key in keys} == {key: yuan * 100 for key, yuan in keys.items()}
    assert money(world) == (0, 3400)


# --- years, branches


@pytest.mark.parametrize(
    ("mode", "day", "yuan"),
    [
        ("自然年", "2024-05-31", 100), ("自然年", "2023-12-31", 50), ("自然年", "2022-01-01", 25), ("自然年", "2021-12-31", 0), ("自然年", "2025-01-01", 0), ("周年", "2023-06-02", 100),
        ("周年", "2023-06-01", 50), ("周年", "2024-06-02", 0), ("周年", "2021-06-02", 25), ("周年", "2021-06-01", 0),
    ],
)  # fmt: skip
def test_the_rate_of_the_year_since_the_start(tmp_path: Path, mode: str, day: str, yuan: int) -> None:
    steps = [{"定额": "百"}, {"分年": {"起": "竣工日期", "率": "逐年", "按": mode}}]
    assert fen(tmp_path, steps, {"竣工日期": day}) == yuan * 100


def test_a_start_that_is_missing_may_be_any_year_and_one_that_never_was_is_none(tmp_path: Path) -> None:
    steps = [{"定额": "百"}, {"分年": {"起": "竣工日期", "率": "逐年"}}]
    assert fen(tmp_path, steps) == (0, 10000)
    assert fen(tmp_path / "b", steps, {"竣工日期": None}) == 0


WAYS: list[Any] = [
    {"当": "高新技术企业", "金额": [{"定额": "二百"}]},
    {"当": "规模 属于 小型", "金额": [{"定额": "百"}]},
    {"其他": [{"定额": "五十"}]},
]


@pytest.mark.parametrize(
    ("facts", "bounds"),
    [
        ({"高新技术企业": True}, 20000), ({"高新技术企业": False, "规模": "小型"}, 10000), ({"高新技术企业": False, "规模": "大型"}, 5000), ({"规模": "小型"}, (10000, 20000)), ({"规模": "大型"}, (5000, 20000)),
        ({"高新技术企业": False}, (5000, 10000)), ({}, (5000, 20000)), ({"高新技术企业": True, "规模": "小型"}, 20000),
    ],
)  # fmt: skip
def test_the_first_way_whose_test_holds_is_taken_and_open_tests_leave_several(
    tmp_path: Path, facts: dict[str, Any], bounds: Any
) -> None:
    assert fen(tmp_path, [{"分支": WAYS}], facts) == bounds


def test_a_branch_without_an_else_pays_nothing_when_no_test_holds(tmp_path: Path) -> None:
    assert fen(tmp_path, [{"分支": WAYS[:2]}], {"高新技术企业": False, "规模": "大型"}) == 0
    assert fen(tmp_path / "b", [{"分支": WAYS[:2]}], {"高新技术企业": False}) == (0, 10000)


def test_a_range_without_a_rule_is_reported_as_a_range(tmp_path: Path) -> None:
    result = rule(tmp_path, amount=[{"区间": ["百", "二百"]}], parameters=P).ask()
    assert result.amount is not None and (result.amount.low, result.amount.high) == (10000, 20000)
    assert result.needs == ()


# --- rounding


@pytest.mark.parametrize(
    ("unit", "mode", "results"),
    [
        ("分", "舍去", [12346, 12345, -12345]), ("分", "四舍五入", [12346, 12346, -12346]), ("分", "进位", [12346, 12346, -12346]), ("角", "舍去", [12340, 12340, -12340]), ("元", "舍去", [12300, 12300, -12300]),
        ("元", "四舍五入", [12300, 12300, -12300]), ("元", "进位", [12400, 12400, -12400]), ("百元", "四舍五入", [10000, 10000, -10000]), ("千元", "进位", [100000, 100000, -100000]), ("万元", "舍去", [0, 0, 0]),
    ],
)  # fmt: skip
def test_rounding_goes_to_its_unit_toward_or_away_from_zero(
    tmp_path: Path, unit: str, mode: str, results: list[int]
) -> None:
    """123.46 yuan, 123.455 yuan and its negative; a thousand yuan added to see below zero."""
    parameters = {"整": "123.46元", "半": "123.455元", "负": "-123.455元", "千": "10000元"}
    round_ = {"取整": {"到": unit, "方式": mode}}
    got = [
        money(rule(tmp_path / name, amount=[{"定额": name}, round_, {"加上": "千"}], parameters=parameters))[0] - 10**6
        for name in ("整", "半", "负")
    ]
    assert got == results


@pytest.mark.parametrize(("mode", "result"), [("舍去", 2), ("四舍五入", 3), ("进位", 3)])
def test_exactly_a_half_goes_away_from_zero_only_when_told(tmp_path: Path, mode: str, result: int) -> None:
    steps = [{"定额": "钱"}, {"取整": {"到": "分", "方式": mode}}]
    assert money(rule(tmp_path, amount=steps, parameters={"钱": "0.025元"})) == (result, result)


def test_bounds_are_rounded_like_values(tmp_path: Path) -> None:
    world = rule(
        tmp_path, amount=[{"基数": "投资"}, {"乘以": "三"}, {"取整": {"到": "元", "方式": "进位"}}], parameters=P
    )
    assert money(world) == (0, 33400)


# --- what does not load


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([{"基数": "投资"}, {"乘以": "三"}], "E-ROUND"), ([{"基数": "投资 × (硕士数 / 博士数)"}], "E-ROUND"), ([{"基数": "投资 × 占比"}], "E-ROUND"), ([{"定额": "半分"}], "E-ROUND"), ([{"基数": "人数"}], "E-UNIT"),
        ([{"基数": "投资"}, {"乘以": "投资"}], "E-UNIT"), ([{"基数": "投资"}, {"加上": "人数"}], "E-UNIT"), ([{"基数": "投资"}, {"不超过": "一成"}], "E-UNIT"), ([{"基数": "人数"}, {"取整": FEN}], "E-UNIT"),
        ([{"乘以": "一成"}], "E-SENTENCE"), ([{"取整": FEN}], "E-SENTENCE"), ([{"基数": "投资"}, {"取整": {"到": "毛", "方式": "舍去"}}], "E-SENTENCE"), ([{"基数": "投资"}, {"取整": {"到": "分"}}], "E-SENTENCE"),
        ([{"基数": "投资"}, {"取整": {**FEN, "原因": "x"}}], "E-KEY"), ([{"基数": "投资"}, {"不超过": {"值": "百", "范畴": "每年"}}], "E-KEY"), ([{"起数": "投资"}], "E-KEY"), ([{"基数": "投资", "乘以": "一成"}], "E-SENTENCE"),
        (["投资"], "E-VALUE"), ([{"基数": ["投资"]}], "E-SENTENCE"), ([{"基数": "档"}], "E-TYPE"), ([{"查表": {"表": "百", "按": "投资"}}], "E-NAME"), ([{"查表": {"表": "段", "按": "投资"}}], "E-TYPE"),
        ([{"查表": {"表": "档", "按": "人数"}}], "E-UNIT"), ([{"查表": {"表": "型档", "按": "人数"}}], "E-TYPE"), ([{"查表": {"表": "型档", "按": "所在新城"}}], "E-CHOICE"), ([{"查表": {"表": "双档", "按": "人数"}}], "E-TYPE"),
        ([{"查表": "档"}], "E-SENTENCE"), ([{"分段": {"段": "档", "按": "投资"}}], "E-TYPE"), ([{"除以": "百"}], "E-SENTENCE"), ([{"基数": "投资"}, {"除以": "投资"}], "E-SENTENCE"),
        ([{"每满": {"量": "投资", "每": "人", "给": "百"}}], "E-UNIT"), ([{"每满": {"量": "投资", "每": "百"}}], "E-SENTENCE"), ([{"定额": "百"}, {"分年": {"起": "竣工日期", "率": "百"}}], "E-NAME"),
        ([{"定额": "百"}, {"分年": {"起": "竣工日期", "率": "小型"}}], "E-QUANTITY"), ([{"定额": "百"}, {"分年": {"起": "竣工日期", "率": "逐年", "按": "农历"}}], "E-CHOICE"), ([{"分支": []}], "E-SENTENCE"),
        ([{"分支": [{"其他": [{"定额": "百"}]}, {"当": "高新技术企业", "金额": [{"定额": "百"}]}]}], "E-SENTENCE"), ([{"分支": [{"金额": [{"定额": "百"}]}]}], "E-SENTENCE"),
        ([{"分支": [{"当": "高新技术企业", "金额": [{"定额": "百"}]}, {"其他": [{"基数": "人数"}]}]}], "E-UNIT"), ([{"取高": []}], "E-SENTENCE"), ([{"合计": [[]]}], "E-SENTENCE"), ([{"区间": ["百"]}], "E-SENTENCE"),
        ([{"区间": ["二百", "百"]}], "E-SENTENCE"), ([{"区间": ["百", "人"]}], "E-UNIT"), ([{"对每个": {"记录": "加油站", "金额": [{"定额": "百"}]}}], "E-NAME"), ([{"对每个": {"金额": [{"定额": "百"}]}}], "E-SENTENCE"),
    ],
)  # fmt: skip
def test_a_step_without_meaning_does_not_load(tmp_path: Path, steps: list[Any], code: str) -> None:
    with pytest.raises(SourceError) as caught:
        money(rule(tmp_path, amount=steps, parameters=P))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("parameter", "code"),
    [
        ({"表": [{"不足": "1元", "值": "1元"}, {"值": "1人"}]}, "E-UNIT"), ({"表": [{"不足": "1元", "值": "1元"}, {"不足": "2人", "值": "1元"}]}, "E-UNIT"), ({"表": [{"低于": "1元", "值": "1元"}]}, "E-SENTENCE"),
        ({"表": [{"不足": "1元"}]}, "E-SENTENCE"), ({"行": [{}], "列": ["小型"], "值": [["1元", "2元"]]}, "E-SENTENCE"), ({"值": "1美元"}, "E-UNIT"), ({"值": "很多"}, "E-QUANTITY"), ({"值": "2024-02-30"}, "E-SENTENCE"),
        ({"值": "999999天"}, "E-SENTENCE"), ({"值": "1/0"}, "E-QUANTITY"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_does_not_load(tmp_path: Path, parameter: dict[str, Any], code: str) -> None:
    with pytest.raises(SourceError) as caught:
        money(rule(tmp_path, amount=[{"定额": "钱"}], parameters={"钱": "1元", "坏": parameter}))
    assert caught.value.code == code
    assert "坏" in caught.value.message


def test_negative_rates_in_a_marginal_table_do_not_load(tmp_path: Path) -> None:
    parameters = {"坏": {"段": [{"至": "1元", "率": "-1%"}]}}
    with pytest.raises(SourceError, match="负的率"):
        money(rule(tmp_path, amount=[{"分段": {"段": "坏", "按": "投资"}}, {"取整": FEN}], parameters=parameters))


def test_a_fault_inside_a_branch_has_the_line_of_its_step(tmp_path: Path) -> None:
    text = """编号: m1
标题: 试验
条款: {条: 一}
证据: {等级: 机构转述}
版本:
  - 施行: {自: 2020-01-01}
    参数: {百: {值: 100元}}
    金额:
      - 分支:
          - {当: 高新技术企业, 金额: [{定额: 百}]}
          - 其他:
              - 定额: 百
              - 乘以: 百元
"""
    world = World(tmp_path)
    world.add_text("m1", text)
    with pytest.raises(SourceError) as caught:
        money(world)
    assert caught.value.place.line == 13
