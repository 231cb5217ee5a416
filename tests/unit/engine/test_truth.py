"""Three-valued logic: met, unmet, unknown, in sentences and in groups, and the order of verdicts."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Mark, Verdict
from tests.unit.engine.world import World, mark, rule

VALUES: dict[str, Any] = {"真": True, "假": False, "未": None}
WORDS = {"真": "符合", "假": "不符合", "未": "待补"}
# Kleene's tables: for every pair of marks what 且 and 或 make of them.
AND = {
    "真真": "真",
    "真假": "假",
    "真未": "未",
    "假真": "假",
    "假假": "假",
    "假未": "假",
    "未真": "未",
    "未假": "假",
    "未未": "未",
}
OR = {
    "真真": "真",
    "真假": "真",
    "真未": "真",
    "假真": "真",
    "假假": "假",
    "假未": "未",
    "未真": "真",
    "未假": "未",
    "未未": "未",
}
NOT = {"真": "假", "假": "真", "未": "未"}


def facts(*marks: str) -> dict[str, bool]:
    return {
        name: VALUES[m] for name, m in zip(("高新技术企业", "有行政处罚"), marks, strict=False) if VALUES[m] is not None
    }


@pytest.mark.parametrize("pair", AND)
@pytest.mark.parametrize(
    ("conditions", "table"),
    [
        ({"全部": ["高新技术企业", "有行政处罚"]}, AND), ({"任一": ["高新技术企业", "有行政处罚"]}, OR), ("高新技术企业 且 有行政处罚", AND), ("高新技术企业 或 有行政处罚", OR),
        ({"非": {"任一": [{"非": "高新技术企业"}, {"非": "有行政处罚"}]}}, AND), ("非 (非 高新技术企业 且 非 有行政处罚)", OR),
        ({"全部": [{"任一": ["高新技术企业", "高新技术企业"]}, {"全部": ["有行政处罚"]}]}, AND),
    ],
)  # fmt: skip
def test_false_decides_an_and_true_decides_an_or_else_unknown(
    tmp_path: Path, conditions: Any, table: dict[str, str], pair: str
) -> None:
    assert mark(rule(tmp_path, conditions), facts(*pair)) == WORDS[table[pair]]


@pytest.mark.parametrize("one", NOT)
@pytest.mark.parametrize(
    "conditions",
    [
        {"非": "高新技术企业"},
        "非 高新技术企业",
        "非 (高新技术企业)",
        {"非": {"全部": ["高新技术企业"]}},
        "非 非 非 高新技术企业",
    ],
)
def test_a_negation_of_the_unknown_is_unknown(tmp_path: Path, conditions: Any, one: str) -> None:
    assert mark(rule(tmp_path, conditions), facts(one)) == WORDS[NOT[one]]


def test_and_binds_closer_than_or_and_not_closest(tmp_path: Path) -> None:
    sentence = "高新技术企业 或 有行政处罚 且 非 有行政处罚"
    world = rule(tmp_path, sentence)
    got = {(a, b): mark(world, facts(a, b)) for a, b in itertools.product("真假", repeat=2)}
    assert got == {(a, b): WORDS[a] for a, b in itertools.product("真假", repeat=2)}


def test_every_condition_is_answered_though_the_first_decides(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["高新技术企业", "收入 不低于 限", {"任一": ["规模 为 「小型」", "规模 为 「微型」"]}],
        parameters={"限": "1元"},
    )
    result = world.ask({"高新技术企业": False, "规模": "微型"})
    assert [c.mark for c in result.conditions] == [Mark.UNMET, Mark.UNKNOWN, Mark.UNMET, Mark.MET]
    assert [c.depth for c in result.conditions] == [0, 0, 1, 1]
    assert result.needs == ()


def test_only_facts_that_can_still_turn_the_verdict_are_asked_for(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["高新技术企业", {"任一": ["规模 为 「小型」", "规上企业"]}, {"非": {"全部": ["有行政处罚", "收入 超过 限"]}}],
        parameters={"限": "1元"},
    )
    result = world.ask({"规模": "小型", "有行政处罚": False})
    assert [need.fact for need in result.needs] == ["hightech"]


@pytest.mark.parametrize(
    ("subject", "others", "verdict"),
    [
        ("真", "真", Verdict.ELIGIBLE), ("真", "假", Verdict.NOT_ELIGIBLE), ("真", "未", Verdict.UNKNOWN), ("假", "真", Verdict.NOT_APPLICABLE),
        ("假", "假", Verdict.NOT_APPLICABLE), ("假", "未", Verdict.NOT_APPLICABLE), ("未", "真", Verdict.UNKNOWN), ("未", "假", Verdict.NOT_ELIGIBLE), ("未", "未", Verdict.UNKNOWN),
    ],
)  # fmt: skip
def test_an_unmet_subject_is_not_applicable_before_anything_else(
    tmp_path: Path, subject: str, others: str, verdict: Verdict
) -> None:
    world = rule(tmp_path, ["有行政处罚"], [{"定额": "额"}], {"额": "1万元"}, 适用="高新技术企业")
    result = world.ask(facts(subject, others))
    assert result.verdict is verdict
    assert result.amount is not None
    most = 10**6 if verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN) else 0
    assert (result.amount.low, result.amount.high) == (10**6 if verdict is Verdict.ELIGIBLE else 0, most)


def test_what_cannot_be_reckoned_still_says_no_to_those_who_miss_its_conditions(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", {"条件": "高新技术企业"}, 不可计算={"缘由": "择优", "说": "专家评审"})
    answers = {one: world.ask(facts(one)) for one in "真假未"}
    assert [answers[one].verdict for one in "真假未"] == [Verdict.NOT_COMPUTABLE, Verdict.NOT_ELIGIBLE, Verdict.UNKNOWN]
    assert answers["真"].reason == "择优：专家评审"
    assert {answer.amount for answer in answers.values()} == {None}


def test_conditions_without_an_amount_give_a_verdict_and_no_sum(tmp_path: Path) -> None:
    result = rule(tmp_path, "高新技术企业").ask({"高新技术企业": True})
    assert (result.verdict, result.amount, result.reason) == (Verdict.ELIGIBLE, None, "条件全部满足；金额未掌握")


def test_declared_no_is_a_value_and_not_a_gap(tmp_path: Path) -> None:
    world = rule(
        tmp_path, ["非 有行政处罚", "规模 不属于 大", "非 规模 为 「小型」"], parameters={"大": ["大型", "中型"]}
    )
    assert mark(world, {"有行政处罚": None, "规模": None}) == "符合"
    assert mark(world, {"有行政处罚": None}) == "待补"


def test_a_choice_is_in_a_list_or_not(tmp_path: Path) -> None:
    world = rule(tmp_path, ["规模 属于 内", "所在新城 不为 「区外」"], parameters={"内": ["小型", "微型"]})
    assert [mark(world, {"规模": size, "所在新城": "沣东新城"}) for size in ("小型", "微型", "大型")] == [
        "符合",
        "符合",
        "不符合",
    ]
    assert mark(world, {"规模": "小型", "所在新城": "区外"}) == "不符合"


def test_a_condition_may_bring_its_own_words_and_clause(tmp_path: Path) -> None:
    result = rule(
        tmp_path,
        [
            {"条件": "高新技术企业", "说": "证书有效", "条": "第三条"},
            {"条件": {"任一": ["有行政处罚"]}, "条": "第四条"},
        ],
    ).ask()
    assert [(c.text, c.clause) for c in result.conditions] == [("证书有效", "第三条"), ("有行政处罚", "第四条")]


@pytest.mark.parametrize(
    "body",
    [
        {"全部": []},
        {"任一": "高新技术企业"},
        {"或者": ["高新技术企业"]},
        {"条件": "高新技术企业", "备注": "x"},
        ["高新技术企业", ["有行政处罚"]],
    ],
)
def test_a_group_that_is_none_does_not_load(tmp_path: Path, body: Any) -> None:
    from qcy_desktop.engine.source import SourceError

    with pytest.raises(SourceError):
        mark(rule(tmp_path, body))


def test_shared_gates_come_first_and_name_themselves(tmp_path: Path) -> None:
    kinds = {
        "门槛": {"证据": {"等级": "机构转述"}, "条件": {"全部": ["人数 不低于 下限"]}, "参数": {"下限": {"值": "5人"}}}
    }
    world = World(tmp_path, kinds).add("m1", {"共用条件": ["门槛"], "条件": "高新技术企业"})
    assert mark(world, {"人数": {"2023": 5}, "高新技术企业": True}) == "符合"
    assert mark(world, {"人数": {"2023": 4}, "高新技术企业": True}) == "不符合"
    assert [c.clause for c in world.ask().conditions] == ["门槛", "第一条"]


def test_a_measure_may_set_the_parameter_of_a_shared_gate(tmp_path: Path) -> None:
    kinds = {"门槛": {"证据": {"等级": "机构转述"}, "条件": "人数 不低于 下限", "参数": {"下限": {"值": "5人"}}}}
    world = World(tmp_path, kinds).add("m1", {"共用条件": ["门槛"], "参数": {"下限": {"值": "3人"}}})
    assert mark(world, {"人数": {"2023": 3}}) == "符合"


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("高新技术企业 或 有行政处罚 且 非 高新技术企业", "高新技术企业，或（有行政处罚，且非高新技术企业）"), ("规上企业", "上年度规上企业"), ("2022年度 规上企业", "2022年度规上企业"),
        ("成立日期 + 限 不早于 评估日", "成立日期起不超过 3 年"), ("成立日期 + 限 不晚于 取数期末", "成立日期起到取数期末已满 3 年"), ("规模 为 「小型」", "规模为小型"),
        ("收入 在 钱 以下（不含）", "上年度收入 在 5.00 元 以下（不含）"), ("首次 高企认定〔国家〕 于 本年度", "首次取得高企认定（国家级）（本年度）"), ("每个 加氢站 满足(已联网)", "每个加氢站：已联网"),
        ("年度(成立日期) 不低于 年", "成立日期所在年度 不低于 2022 年"), ("年数(成立日期, 评估日) 不低于 限", "成立日期至评估日的年数 不低于 3 年"),
    ],
)  # fmt: skip
def test_a_condition_is_said_so_that_nothing_is_left_open(tmp_path: Path, sentence: str, words: str) -> None:
    result = rule(tmp_path, [sentence], parameters={"限": "3年", "钱": "5元", "年": "2022年"}).ask()
    assert result.conditions[0].text == words


def test_a_no_names_the_conditions_that_make_it(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["高新技术企业", {"任一": ["规模 为 「小型」", "规上企业"]}],
        适用={"任一": ["有行政处罚", "规模 为 「大型」"]},
    )
    other = {"规模": "中型", "规上企业": {"2023": False}}
    assert world.ask({**other, "有行政处罚": False, "高新技术企业": False}).reason == "对象不符：有行政处罚；规模为大型"
    assert world.ask({**other, "有行政处罚": True, "高新技术企业": False}).reason == "有条件不满足：高新技术企业"
    assert (
        world.ask({**other, "有行政处罚": True, "高新技术企业": True}).reason
        == "有条件不满足：规模为小型；上年度规上企业"
    )
