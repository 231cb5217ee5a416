"""What a person writes by mistake in a rule file: every message says where, why, and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qcy_desktop.engine.check import Finding, check_folders
from qcy_desktop.engine.grammar import parse_number, parse_truth
from qcy_desktop.engine.joining import SentenceError
from tests.unit.engine.world import World, rule, scope


@pytest.mark.parametrize(
    ("sentence", "code", "cure"),
    [
        ("收入 大于等于 下限", "E-SENTENCE", "不低于"), ("收入 ≥ 下限", "E-SENTENCE", "不低于"),
        ("收入 至少 下限", "E-SENTENCE", "不低于"), ("收入 ≤ 下限", "E-SENTENCE", "不超过"),
        ("收入 不低于 下限 并且 高新技术企业", "E-SENTENCE", "写成“且”"), ("收入 不低于 下限，且 高新技术企业", "E-SENTENCE", "另起一条"),
        ("去年 收入 不低于 下限", "E-NAME", "上年"), ("上年收入 不低于 下限", "E-NAME", "上年 收入"),
        ("本年度 收入 不低于 下限", "E-NAME", "取数期"), ("近三年均值 收入 不低于 下限", "E-NAME", "近3年均值"),
        ("2022年 收入 不低于 下限", "E-LITERAL", "2022年度"), ("2022年度收入 不低于 下限", "E-LITERAL", "2022年度 收入"),
        ("不 高新技术企业", "E-NAME", "非"), ("高新技术企业 为 是", "E-TYPE", "直接写名字"), ("高企认定", "E-NAME", "有 高企认定"),
        ("规模 为 小型", "E-NAME", "「小型」"), ("规模 为 “小型”", "E-NAME", "「小型」"), ("规模 为 「很小」", "E-CHOICE", "微型"),
        ("规模 不低于 下限", "E-TYPE", "属于"), ("成立日期 不低于 下限", "E-TYPE", "不早于"), ("收入 为 下限", "E-TYPE", "等于"),
        ("收入 不低于 数", "E-UNIT", "“数”没有写单位"), ("收入 下限以下", "E-SENTENCE", "在 下限 以下（含）"),
        ("收入 下限 以上", "E-SENTENCE", "在 下限 以上"), ("收入 达到 下限 以上", "E-SENTENCE", "去掉“以上”"),
        ("收入 超过（含） 下限", "E-NAME", "不低于"), ("加氢站 不低于 下限", "E-NAME", "存在 加氢站"),
        ("建设投资 不低于 下限", "E-NAME", "合计 加氢站.建设投资"), ("合计 加氢站 不低于 下限", "E-SENTENCE", "建设投资"),
    ],
)  # fmt: skip
def test_a_word_that_the_language_says_otherwise_gets_the_word_to_write(
    world: World, sentence: str, code: str, cure: str
) -> None:
    with pytest.raises(SentenceError) as fault:
        parse_truth(sentence, scope(world, {"下限": "100万元", "数": "100"}))
    assert fault.value.code == code
    assert cure in fault.value.cure


@pytest.mark.parametrize(
    ("sentence", "cure"),
    [("研发费用", "研发费用〔税务〕"), ("研发费用（税务）", "〔〕"), ("收入－利润", "半角"), ("收入 x 率", "×")],
)
def test_a_wrong_sum_gets_its_cure(world: World, sentence: str, cure: str) -> None:
    with pytest.raises(SentenceError) as fault:
        parse_number(sentence, scope(world, {"率": "3%"}))
    assert cure in fault.value.cure


def first(folder: Path) -> Finding:
    return check_folders([folder])[0]


@pytest.mark.parametrize(
    ("written", "line", "cure"),
    [
        ("标题：甲", 2, "全角"), ("标题:甲", 2, "空一格"), ("\t标题: 甲", 2, "Tab"), ("标题: {甲: 乙，丙: 丁}", 2, "逗号"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_yaml_names_the_line_and_what_is_wrong_with_it(
    world: World, written: str, line: int, cure: str
) -> None:
    world.add_text("m1", f"编号: m1\n{written}\n条款: {{条: 第一条}}\n")
    found = first(world.folder)
    assert (found.code, found.line) == ("E-YAML", line)
    assert cure in found.cure


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        ("{值：100万元}", "全角"), ("{值:100万元}", "空一格"), ("{值: 1,000元}", "千分号"), ("{值: 百分之三}", "阿拉伯数字"),
        ("{值: 100万}", "万元"), ("{值: 3个百分点}", "“%”"),
    ],
)  # fmt: skip
def test_a_parameter_written_wrongly_is_named_with_its_own_line(world: World, value: str, cure: str) -> None:
    head = '编号: m1\n标题: 甲乙\n条款: {条: 第一条}\n证据: {等级: 推断, 来源: 测试}\n版本:\n  - 施行: {自: "2020-01-01"}\n'
    world.add_text("m1", f"{head}    参数:\n      率: {{值: 3%}}\n      线: {value}\n")
    found = first(world.folder)
    assert found.line == 9
    assert cure in found.cure


def test_values_of_the_wrong_kind_are_told_apart_in_chinese(world: World) -> None:
    world.add("m1", {"施行": {"自": "2022年8月18日"}})
    world.add("m2", {}, 资金性质="补贴")
    world.add("m3", {}, 标题="甲")
    found = check_folders([world.folder])
    assert [(f.message, f.cure) for f in found] == [
        ("“版本 › 第 1 项 › 施行 › 自”的值不对：日期“2022年8月18日”的写法不合要求", "请写成 2022-08-18"),
        ("“资金性质”的值不对：应为 现金、减免、有偿、股权、付给他人、无 之一，写的是“补贴”", "从这几个里选一个"),
        ("“标题”的值不对：写的是“甲”", "写得太短，至少两个字"),
    ]


def test_shares_that_do_not_make_a_whole_are_added_up(tmp_path: Path) -> None:
    parts = [{"期": "开工", "比例": "40%"}, {"期": "验收", "比例": "50%"}]
    rule(tmp_path / "a", "高新技术企业", [{"定额": "额"}], {"额": "1元"}, 拨付=parts)
    World(tmp_path / "b").add("m1", {}, 出资={"西咸新区": "1/3", "西安市": "1/3"})
    assert "90%" in first(tmp_path / "a").message
    assert "2/3" in first(tmp_path / "b").message


def test_a_gap_in_a_table_is_found_at_the_line_of_the_table(tmp_path: Path) -> None:
    table = {"表": [{"不足": "10元", "值": "1元"}, {"自": "20元", "值": "2元"}]}
    steps = [{"查表": {"表": "档", "按": "投资"}}]
    world = rule(tmp_path, "高新技术企业", steps, {"额": "1元", "档": table})
    path = tmp_path / "试点" / "m1.yaml"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, indent=1), "utf-8")
    lines = path.read_text("utf-8").split("\n")
    found = next(f for f in check_folders([world.folder]) if f.code == "W-TABLE-GAP")
    assert '"档"' in lines[found.line - 1]


def test_a_fault_in_a_case_is_said_in_the_words_of_the_file(tmp_path: Path) -> None:
    case = {
        "名": "甲", "评估日": "2024-06-01", "事实": {}, "记录": {"加氢站": [{"站型": "固定"}]}, "应得": {"结论": "符合"},
    }  # fmt: skip
    World(tmp_path).add("m1", {"条件": "存在 加氢站"}, 样例=[case])
    found = first(tmp_path)
    assert found.code == "E-CASE"
    assert found.message.startswith("样例“甲”不符：记录 › 加氢站 › 1 › 站型：“站型”没有“固定”这一项")
    assert "固定站" in found.message


def test_the_cases_of_sound_measures_are_run_though_others_are_broken(tmp_path: Path) -> None:
    case = {"名": "甲", "评估日": "2024-06-01", "事实": {"高新技术企业": "是"}, "应得": {"结论": "不符合"}}
    world = World(tmp_path).add("m1", {"条件": "高新技术企业"}, 样例=[case]).add("m2", {"条件": "没有这个指标"})
    assert [(f.code, Path(f.file).stem) for f in check_folders([world.folder])] == [("E-CASE", "m1"), ("E-NAME", "m2")]
