"""Enterprise files: canonical values, units, ranges, and refusals that name the place and the nearest name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qcy_desktop.domain.enterprise import ABSENT
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.reading import EnterpriseReader, show_value
from tests.unit.engine.world import World


@pytest.mark.parametrize(
    ("name", "written", "stored", "shown"),
    [
        ("收入", {"2023": "200万元"}, 2 * 10**8, "200 万元"), ("收入", {"2023": 200}, 2 * 10**8, "200 万元"), ("收入", {"2023": "1,234.56元"}, 123456, "0.123456 万元"),
        ("利润", {"2023": "-5万元"}, -5 * 10**6, "-5 万元"), ("投资", "12.34", 1234, "12.34 元"), ("投资", 12.34, 1234, "12.34 元"), ("占比", "12.5%", 125000, "12.5%"), ("占比", "1/4", 250000, "25%"),
        ("占比", 30, 300000, "30%"), ("硕士数", "3人", 3, "3 人"), ("气价", "35.5元/千克", 355000, "35.5 元/千克"), ("用钢量", 2, 2000000, "2 吨"), ("用钢量", "500千克", 500000, "0.5 吨"),
        ("用房面积", "120.5㎡", 36150, "120.5 平方米"), ("评分", "88.5", 8850, "88.5 分"), ("高新技术企业", True, True, "是"), ("高新技术企业", "否", False, "否"), ("高新技术企业", None, ABSENT, "否"),
        ("成立日期", "2020-02-29", date(2020, 2, 29), "2020-02-29"), ("竣工日期", None, ABSENT, "无"), ("规模", "小型", "小型", "小型"), ("规模", None, ABSENT, "无"), ("备注", "随便", "随便", "随便"),
        ("sales", {"2023": "1元"}, 100, "0.0001 万元"),
    ],
)  # fmt: skip
def test_a_value_is_read_exactly_and_shown_in_its_own_unit(
    world: World, name: str, written: Any, stored: Any, shown: str
) -> None:
    fact = world.book.dictionary.fact(name)
    assert fact is not None
    (found,) = world.enterprise({name: written}).facts.values()
    assert (found, type(found)) == (stored, type(stored))
    assert show_value(fact, found) == shown


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        ({"收入额": {"2023": 1}}, "E-NAME", "收入"), ({"收入": 5}, "E-PERIOD", "年度"), ({"硕士数": {"2023": 5}}, "E-PERIOD", "不分年度"), ({"收入": {"去年": 5}}, "E-PERIOD", "四位数"),
        ({"收入": {"2023": "5人"}}, "E-UNIT", "万元"), ({"收入": {"2023": "5美元"}}, "E-UNIT", "不认识"), ({"收入": {"2023": "很多"}}, "E-QUANTITY", "200万元"), ({"收入": {"2023": "0.001元"}}, "E-PRECISION", "分"),
        ({"收入": {"2023": "-1元"}}, "E-RANGE", "单位"), ({"收入": {"2023": "101亿元"}}, "E-RANGE", "1,000,000"), ({"收入": {"2023": None}}, "E-TYPE", "写 0"), ({"收入": {"2023": True}}, "E-TYPE", "应为数"),
        ({"收入": {"2023": [1]}}, "E-TYPE", "应为数"), ({"收入": {"2023": "1", "2022": "2"}, "sales": {"2022": "2"}}, "E-TWICE", "两次"), ({"硕士数": "1.5人"}, "E-PRECISION", "小数"), ({"规模": "巨型"}, "E-CHOICE", "小型"),
        ({"高新技术企业": "大概"}, "E-TYPE", "是 或 否"), ({"成立日期": "2020-13-01"}, "E-DAY-NONE", "月"), ({"占比": "101%"}, "E-RANGE", "100%"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_where_it_stands(world: World, facts: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(KnownError) as caught:
        world.enterprise(facts)
    assert caught.value.code == code
    assert "facts › " in caught.value.sentence
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "E-FILE"), ({}, "E-SCHEMA"), ({"schema": 2}, "E-SCHEMA"), ({"schema": 1, "fact": {}}, "E-KEY"), ({"schema": 1, "facts": []}, "E-TYPE"), ({"schema": 1, "events": {}}, "E-TYPE"),
        ({"schema": 1, "events": [{"kind": "高企认定"}]}, "E-DATE"), ({"schema": 1, "events": [{"kind": "高企", "date": "2023-01-01"}]}, "E-NAME"), ({"schema": 1, "events": [{"kind": "高企认定", "date": "2023-01-01", "level": "市级"}]}, "E-CHOICE"),
        ({"schema": 1, "events": [{"kind": "高企认定", "date": "2023-01-01", "first": "是"}]}, "E-TYPE"), ({"schema": 1, "events": [{"kind": "高企认定", "date": "2023-01-01", "day": "x"}]}, "E-KEY"),
        ({"schema": 1, "awards": [{"matter": "研发", "amount": "1人", "date": "2023-01-01"}]}, "E-UNIT"), ({"schema": 1, "awards": [{"matter": "研发", "amount": "-1元", "date": "2023-01-01"}]}, "E-UNIT"),
        ({"schema": 1, "name": 5}, "E-TYPE"), ({"schema": 1, "as_of": "昨天"}, "E-DAY-SHAPE"), ({"schema": 1, "sources": {"没有": "x"}}, "E-NAME"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_refused(world: World, document: Any, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        EnterpriseReader(world.book.dictionary).read(document)
    assert caught.value.code == code


def test_only_the_schema_is_required_and_lists_not_given_are_not_known(world: World) -> None:
    found = EnterpriseReader(world.book.dictionary).read({"schema": 1})
    assert (dict(found.facts), found.events, dict(found.records), found.awards) == ({}, None, {}, None)
    empty = EnterpriseReader(world.book.dictionary).read(
        {"schema": 1, "events": [], "awards": [], "records": {"加氢站": []}}
    )
    assert (empty.events, empty.awards, dict(empty.records)) == ((), (), {"station": ()})


@pytest.mark.parametrize("written", ["9" * 40 + "万元", "-" + "9" * 40 + "万元", "1000000000001万元"])
def test_a_sum_that_no_whole_number_could_carry_is_refused(world: World, written: str) -> None:
    with pytest.raises(KnownError) as refused:
        world.enterprise({"利润": {"2023": written}})
    assert refused.value.code == "E-RANGE"
