"""Comparison words and their bounds, units and names in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.engine.grammar import parse_number, parse_truth
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.source import SourceError
from tests.unit.engine.world import World, mark, rule, scope

INCLUDED_UP = ("不低于", "不少于", "达到", "不小于")
EXCLUDED_UP = ("超过", "大于", "高于", "多于")
INCLUDED_DOWN = ("不超过", "不高于", "不大于", "不多于")
EXCLUDED_DOWN = ("低于", "小于", "少于", "不足", "不满")
# What a fact of 4, 5 and 6 answers to a limit of 5.
ANSWERS = {
    **dict.fromkeys(INCLUDED_UP, "否是是"), **dict.fromkeys(EXCLUDED_UP, "否否是"), **dict.fromkeys(INCLUDED_DOWN, "是是否"),
    **dict.fromkeys(EXCLUDED_DOWN, "是否否"), "等于": "否是否", "不等于": "是否是",
}  # fmt: skip


def three(folder: Path, sentence: str, **version: object) -> str:
    world = rule(folder, [sentence], parameters={"限": "5人"}, **version)
    return "".join("是" if mark(world, {"硕士数": size}) == "符合" else "否" for size in (4, 5, 6))


@pytest.mark.parametrize("word", ANSWERS)
def test_a_comparison_word_includes_or_excludes_its_bound(tmp_path: Path, word: str) -> None:
    assert three(tmp_path, f"硕士数 {word} 限") == ANSWERS[word]


@pytest.mark.parametrize("word", ANSWERS)
def test_the_same_word_means_the_same_of_a_calculation_and_with_sides_turned(tmp_path: Path, word: str) -> None:
    assert three(tmp_path, f"硕士数 + 硕士数 {word} 限 + 限") == ANSWERS[word]
    turned = ANSWERS[word][::-1] if word not in ("等于", "不等于") else ANSWERS[word]
    assert three(tmp_path, f"限 {word} 硕士数") == turned


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("硕士数 在 限 以上", "否是是"), ("硕士数 在 限 以内", "是是否"), ("硕士数 在 限 以上（不含）", "否否是"), ("硕士数 在 限 以内（不含）", "是否否"),
        ("硕士数 在 限 以下（含）", "是是否"), ("硕士数 在 限 以下（不含）", "是否否"), ("硕士数 在 限 以下(含)", "是是否"), ("硕士数 在 限 以上(含)", "否是是"),
    ],
)  # fmt: skip
def test_words_of_place_follow_the_common_rule_or_the_bracket(tmp_path: Path, sentence: str, answers: str) -> None:
    assert three(tmp_path, sentence) == answers


def test_below_without_a_word_about_the_bound_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        three(tmp_path, "硕士数 在 限 以下")
    assert caught.value.code == "E-BOUND"
    assert "界限词" in caught.value.cure


@pytest.mark.parametrize(("kind", "below", "above"), [("含", "是是否", "否是是"), ("不含", "是否否", "否否是")])
def test_a_document_may_define_its_own_words(tmp_path: Path, kind: str, below: str, above: str) -> None:
    assert three(tmp_path / "a", "硕士数 在 限 以下", 界限词={"以下": kind}) == below
    assert three(tmp_path / "b", "硕士数 在 限 以上", 界限词={"以上": kind}) == above


def test_a_bracket_beats_the_definition_of_the_document(tmp_path: Path) -> None:
    assert three(tmp_path, "硕士数 在 限 以下（不含）", 界限词={"以下": "含"}) == "是否否"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("收入 不低于 比例", "E-UNIT"), ("人数 不低于 金额", "E-UNIT"), ("占比 超过 人", "E-UNIT"), ("收入 + 人数 超过 金额", "E-UNIT"),
        ("收入 - 占比 超过 金额", "E-UNIT"), ("收入 × 收入 超过 金额", "E-UNIT"), ("收入 / 人数 超过 金额", "E-UNIT"), ("最大(收入, 人数) 超过 金额", "E-UNIT"),
        ("用钢量 超过 公里", "E-UNIT"), ("收入 超过 期限", "E-UNIT"), ("高新技术企业 超过 人", "E-TYPE"), ("成立日期 超过 金额", "E-TYPE"),
        ("规模 超过 人", "E-TYPE"), ("收入 不早于 起日", "E-SENTENCE"), ("成立日期 不早于 金额", "E-TYPE"), ("备注 超过 人", "E-TYPE"),
        ("收入 超过 200万元", "E-LITERAL"), ("人数 超过 2", "E-LITERAL"), ("占比 超过 10%", "E-LITERAL"), ("收入 超过 1", "E-UNIT"), ("规模 属于 金额", "E-NAME"),
        ("规模 为 「巨型」", "E-CHOICE"), ("规模 属于 外地", "E-CHOICE"), ("收入", "E-SENTENCE"), ("成立日期", "E-SENTENCE"), ("规模", "E-SENTENCE"), ("人", "E-SENTENCE"),
        ("收入 超过", "E-SENTENCE"), ("超过 金额", "E-NAME"), ("收入 超过 金额 金额", "E-SENTENCE"), ("(收入 超过 金额", "E-SENTENCE"), ("收入 且 人数 超过 人", "E-SENTENCE"),
        ("非 收入", "E-SENTENCE"), ("近3年每年 收入", "E-SENTENCE"), ("近3年每年 收入 + 金额 超过 金额", "E-TYPE"), ("收入 在 金额", "E-SENTENCE"), ("", "E-SENTENCE"),
        ("上年 硕士数 超过 人", "E-PERIOD"), ("上年 人 超过 人", "E-PERIOD"), ("2022年度 硕士数 超过 人", "E-NAME"), ("近0年合计 收入 超过 金额", "E-SENTENCE"),
        ("金额 / 零 超过 金额", "E-SENTENCE"),
    ],
)  # fmt: skip
def test_a_sentence_that_has_no_meaning_does_not_load(world: World, sentence: str, code: str) -> None:
    parameters = {
        "金额": "5万元", "比例": "3%", "人": "5人", "公里": "3公里", "期限": "30天", "起日": "2020-01-01", "外地": ["国外"], "零": "0%",
    }  # fmt: skip
    with pytest.raises(SentenceError) as caught:
        parse_truth(sentence, scope(world, parameters))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("sentence", "near"),
    [
        ("研发费用〔税物〕 超过 限", "研发费用〔税务〕"), ("硕土数 超过 限", "硕士数"), ("收入 超过 上限额", "上限金额"), ("有 高企人定", "高企认定"),
        ("合计 加氢车.建设投资 超过 限", "加氢站"), ("合计 加氢站.建设投入 超过 限", "建设投资"), ("规模 属于 中小性", "中小型"), ("规模 为 「小行」", "小型"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_answered_with_the_nearest(world: World, sentence: str, near: str) -> None:
    with pytest.raises(SentenceError) as caught:
        parse_truth(sentence, scope(world, {"限": "1元", "上限金额": "1元", "中小型": ["小型"]}))
    assert near in caught.value.cure


def test_zero_fits_every_unit_and_one_is_a_pure_number(tmp_path: Path) -> None:
    world = rule(tmp_path, ["利润 超过 0", "0 低于 硕士数", "1 - 占比 不低于 限"], parameters={"限": "40%"})
    assert mark(world, {"利润": {"2023": "1元"}, "硕士数": 1, "占比": "60%"}) == "符合"
    assert mark(world, {"利润": {"2023": "0元"}, "硕士数": 1, "占比": "60%"}) == "不符合"


def test_units_of_one_kind_are_compared_by_size(tmp_path: Path) -> None:
    world = rule(tmp_path, ["用钢量 不低于 钢", "收入 不低于 钱"], parameters={"钢": "500千克", "钱": "2000千元"})
    assert mark(world, {"用钢量": "0.5吨", "收入": {"2023": "200万元"}}) == "符合"
    assert mark(world, {"用钢量": "499.999千克", "收入": {"2023": "200万元"}}) == "不符合"
    assert mark(world, {"用钢量": "0.5吨", "收入": {"2023": "1999999.99元"}}) == "不符合"


def test_lengths_of_time_are_numbers_where_numbers_stand(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["计息天数 不低于 期限", "年数(成立日期, 评估日) 超过 年限"],
        parameters={"期限": "30天", "年限": "2年"},
    )
    assert mark(world, {"计息天数": 30, "成立日期": "2021-06-01"}) == "符合"
    assert mark(world, {"计息天数": 29, "成立日期": "2021-06-01"}) == "不符合"
    assert mark(world, {"计息天数": 30, "成立日期": "2021-06-02"}) == "不符合"


def test_a_number_of_a_sentence_is_not_a_condition_and_the_other_way_round(world: World) -> None:
    with pytest.raises(SentenceError):
        parse_number("收入 超过 限", scope(world, {"限": "1元"}))
    with pytest.raises(SentenceError):
        parse_truth("收入 + 限", scope(world, {"限": "1元"}))


def test_a_fault_in_a_sentence_is_said_with_the_line_of_that_sentence(tmp_path: Path) -> None:
    text = """编号: m1
标题: 试验
条款: {条: 一}
证据: {等级: 机构转述}
版本:
  - 施行: {自: 2020-01-01}
    参数: {限: {值: 5人}}
    条件:
      全部:
        - 硕士数 不低于 限
        - 任一:
            - 博士数 不低于 限
            - 收入 不低于 限
"""
    world = World(tmp_path)
    world.add_text("m1", text)
    with pytest.raises(SourceError) as caught:
        mark(world, {})
    assert (Path(caught.value.place.file).name, caught.value.place.line) == ("m1.yaml", 13)


def test_a_fault_in_a_shared_gate_is_said_with_the_line_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "kinds.yaml").write_text(
        "共用条件:\n  门槛:\n    证据: {等级: 机构转述}\n    条件:\n      全部:\n        - 高新技术企业\n        - 高新企业\n",
        "utf-8",
    )
    world = World(tmp_path).add("m1", {"共用条件": ["门槛"]})
    with pytest.raises(SourceError) as caught:
        mark(world, {})
    assert (Path(caught.value.place.file).name, caught.value.place.line) == ("kinds.yaml", 7)
    assert "高新技术企业" in caught.value.cure


@pytest.mark.parametrize("name", ["收入", "sales", "不低于", "近2年合计"])
def test_a_parameter_that_hides_a_fact_or_a_keyword_does_not_load(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        mark(rule(tmp_path, ["高新技术企业"], parameters={name: "5元"}))
    assert caught.value.code == "E-NAME"


def test_a_definition_of_a_word_that_is_no_bound_word_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="不是界限词"):
        mark(rule(tmp_path, ["高新技术企业"], 界限词={"不低于": "不含"}))
