"""The dictionary of facts says what it cannot take, with the line: names, types, units, ranges, options."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.facts import FactType, Period, Sensitivity
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.engine.keywords import FUNCTIONS, OPS, is_reserved
from qcy_desktop.engine.source import SourceError
from tests.unit.engine.world import DICTIONARY


def load(folder: Path, text: str) -> Dictionary:
    path = folder / "facts.yaml"
    path.write_text(text, "utf-8")
    return load_dictionary(path)


def test_facts_events_and_records_are_found_by_name_and_by_id(tmp_path: Path) -> None:
    found = load(tmp_path, DICTIONARY)
    fact, event, record = found.fact("研发费用〔税务〕"), found.event("高企认定"), found.record("加氢站")
    assert (
        fact is not None
        and fact is found.fact("rd")
        and event is found.event("hnte")
        and record is found.record("station")
    )
    assert (fact.type, fact.period, fact.low, fact.high) == (FactType.MONEY, Period.YEAR, 0, 10**11)
    assert record is not None and record.field("日加注能力") is record.field("capacity")
    assert found.fact("没有") is None


def test_ranges_are_kept_in_the_smallest_unit(tmp_path: Path) -> None:
    found = load(tmp_path, DICTIONARY)
    ends = {
        name: (fact.low, fact.high)
        for name in ("steel", "mark", "rate", "profit", "wealth", "debt")
        if (fact := found.fact(name))
    }
    assert ends == {
        "steel": (0, 10**8), "mark": (0, 10**4), "rate": (0, 360_000), "profit": (-(10**10), 10**10), "wealth": (0, None),
        "debt": (None, 10**5),
    }  # fmt: skip


def test_a_number_without_a_range_starts_at_zero_and_a_fact_is_open_to_all_unless_said(tmp_path: Path) -> None:
    fact = load(tmp_path, "指标:\n  - {编号: a, 名称: 甲, 类型: 数量}\n").fact("甲")
    assert fact is not None
    assert (fact.low, fact.high, fact.sensitivity, fact.period, fact.group) == (
        0,
        None,
        Sensitivity.OPEN,
        Period.POINT,
        "其他",
    )


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{编号: a, 名称: 甲}", "没有写类型"),
        ("{编号: a, 类型: 数量}", "名称“None”缺失"),
        ("{编号: a, 名称: 甲 乙, 类型: 数量}", "不能用的字符"),
        ("{编号: a, 名称: 甲/乙, 类型: 数量}", "不能用的字符"),
        ("{编号: a, 名称: 甲、乙, 类型: 数量}", "不能用的字符"),
        ("{编号: a, 名称: 不低于, 类型: 数量}", "不能用的字符"),
        ("{编号: a, 名称: 近3年均值, 类型: 数量}", "不能用的字符"),
        ("{编号: a, 名称: 甲, 类型: 整数}", "“类型”不能是“整数”"),
        ("{编号: a, 名称: 甲, 类型: 数量, 单元: 人}", "不认识的键“单元”"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 人}", "单位“人”与类型“金额”不合"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 美金}", "单位“美金”不认识"),
        ("{编号: a, 名称: 甲, 类型: 单价, 单位: 元}", "单价须写明单位"),
        ("{编号: a, 名称: 甲, 类型: 日期, 单位: 天}", "类型“日期”没有单位"),
        ("{编号: a, 名称: 甲, 类型: 是否, 范围: 0～1}", "类型“是否”没有范围"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 元, 范围: 0元至9元}", "应写成 低～高"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 元, 范围: 9元～0元}", "低端大于高端"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 元, 范围: 0人～9人}", "不合"),
        ("{编号: a, 名称: 甲, 类型: 金额, 单位: 元, 范围: 0.001元～9元}", "小数位太多"),
        ("{编号: a, 名称: 甲, 类型: 选项}", "须列出选项"),
        ("{编号: a, 名称: 甲, 类型: 选项, 选项: 大小}", "应是一列词"),
        ("{编号: a, 名称: 甲, 类型: 选项, 选项: [大, 大]}", "重复的词"),
        ("{编号: a, 名称: 甲, 类型: 是否, 选项: [是, 否]}", "不能列出选项"),
        ("{编号: b, 名称: 乙, 类型: 是否}", "“b”重复"),
        ("{编号: c, 名称: 好, 类型: 是否}", "“好”重复"),
    ],
)
def test_an_entry_that_cannot_be_taken_is_refused_with_its_line(tmp_path: Path, entry: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        load(tmp_path, f"指标:\n  - {{编号: b, 名称: 好, 类型: 是否}}\n  - {entry}\n")
    assert (caught.value.code, caught.value.place.line) == ("E-FACTS", 3)
    assert words in caught.value.message


def test_fields_of_records_have_no_years_and_levels_are_lists(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="不分年度"):
        load(tmp_path, "记录:\n  - {编号: r, 名称: 站, 字段: [{编号: a, 名称: 甲, 类型: 是否, 期间: 年度}]}\n")
    with pytest.raises(SourceError, match="应是一列词"):
        load(tmp_path, "事件:\n  - {编号: e, 名称: 认定, 级别: 国家}\n")


def test_two_records_may_have_fields_of_one_name(tmp_path: Path) -> None:
    text = "记录:\n  - {编号: r, 名称: 站, 字段: [{编号: a, 名称: 甲, 类型: 是否}]}\n  - {编号: s, 名称: 车, 字段: [{编号: a, 名称: 甲, 类型: 是否}]}\n"
    assert len(load(tmp_path, text).records) == 2


@pytest.mark.parametrize(
    "word",
    [*OPS, *FUNCTIONS, "以上", "且", "非", "评估日", "取数期末", "上年", "近2年每年", "5年前", "2022年度", "近3年"],
)
def test_no_keyword_can_be_a_name(word: str) -> None:
    assert is_reserved(word)


def test_ordinary_names_are_not_reserved() -> None:
    assert not any(is_reserved(word) for word in ("收入", "上年收入", "最大功率", "年度收入", "以上学历人数", "近亲"))
