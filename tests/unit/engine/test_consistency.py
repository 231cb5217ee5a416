"""Figures that contradict each other are flagged, as shipped; what is only odd or not known is left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.consistency import checks_of
from qcy_desktop.engine.source import SourceError
from tests.unit.engine.patterns import FOLDER
from tests.unit.engine.test_ladder import RULES, ask


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([RULES])


def said(book: RuleBook, facts: dict[str, Any], **more: Any) -> list[str]:
    return [found.sentence for found in ask(book, {"facts": facts, **more}).contradictions]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"营业收入": {"2023": "0元"}, "缴纳增值税": {"2023": "1万元"}}, "2023 年度：收入为零却缴纳了增值税"),
        ({"研发人员数": {"2022": 11}, "从业人员数": {"2022": 10}}, "研发人员比全部从业人员还多"),
        ({"主营业务收入": {"2021": "2万元"}, "营业收入": {"2021": "1万元"}}, "2021 年度：主营业务收入比营业收入还多"),
        ({"营业收入": {"2023": "500万元", "2022": "1万元"}}, "2023 年度：营业收入 一年涨了五百倍以上"),
        ({"营业收入": {"2023": "1万元", "2022": "500万元"}}, "2023 年度：营业收入 一年降到不足五百分之一"),
        ({"成立日期": "2024-06-02"}, "成立日期晚于评估日"),
        ({"团队人数": 10, "团队工程师人数": 11}, "团队里的工程师比团队总人数还多"),
        ({"制造业企业": True, "行业门类": "批发和零售业"}, "填了是制造业企业，行业门类却不是制造业"),
        ({"划型行业": "工业", "行业门类": "建筑业"}, "划型行业填的是工业"),
        ({"独立法人": True, "主体类型": "分支机构"}, "填了是独立法人"),
    ],
)
def test_a_contradiction_is_said_with_its_year_and_figures(book: RuleBook, facts: dict[str, Any], words: str) -> None:
    sentences = said(book, facts)
    assert [sentence for sentence in sentences if words in sentence] != []
    assert all("（" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "facts",
    [
        {"营业收入": {"2023": "0元"}, "缴纳增值税": {"2023": "0元"}},
        {"研发人员数": {"2022": 10}, "从业人员数": {"2022": 10}},
        {"研发人员数": {"2022": 11}, "从业人员数": {"2023": 10}},
        {"营业收入": {"2023": "499.99万元", "2022": "1万元"}},
        {"营业收入": {"2023": "500万元", "2022": "0元"}},
        {"成立日期": "2024-06-01"},
        {"营业收入": {"2019": "0元"}, "缴纳增值税": {"2019": "1万元"}},
        {"研发人员数": {"2022": 11}},
        {"制造业企业": True, "行业门类": "制造业", "划型行业": "工业"},
        {"独立法人": True, "主体类型": "企业法人"},
        {"独立法人": False, "主体类型": "分支机构"},
        {},
    ],
)
def test_what_does_not_contradict_is_left_alone(book: RuleBook, facts: dict[str, Any]) -> None:
    assert said(book, facts) == []


def test_a_recognition_that_the_list_does_not_hold_is_flagged_only_when_the_list_is_complete(book: RuleBook) -> None:
    facts = {"高新技术企业": True}
    assert said(book, facts) == []
    assert "认定清单里却没有" in said(book, facts, events=[])[0]


def test_the_figures_are_shown_with_the_year_they_are_of(book: RuleBook) -> None:
    (sentence,) = said(book, {"营业收入": {"2023": "500万元", "2022": "1万元"}})
    assert sentence.endswith("（2022 年度营业收入 1 万元，营业收入 500 万元）")


def test_a_check_about_an_unknown_figure_is_refused_with_its_line(tmp_path: Path) -> None:
    sheet = tmp_path / "consistency.yaml"
    sheet.write_text("一致:\n  - {编号: a, 说: 甲, 矛盾: 该指标 超过 0, 对: [营业收人]}\n", encoding="utf-8")
    book = load_book([FOLDER])
    book.consistency_file = sheet
    with pytest.raises(SourceError, match=r"第 2 行.*营业收人"):
        checks_of(book)


def test_no_shipped_sample_contradicts_itself(book: RuleBook) -> None:
    import json

    for path in sorted((RULES.parent / "resources" / "samples").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        on = date.fromisoformat(document["as_of"])
        assert [found.sentence for found in ask(book, document, on).contradictions] == [], path.name


CERTIFICATE = {
    "kind": "高新技术企业认定",
    "level": "国家",
    "date": "2021-05-31",
    "first": True,
    "expires": "2024-05-31",
}


@pytest.mark.parametrize(("lapses", "said_so"), [("2024-05-31", True), ("2024-06-01", False), ("2024-06-02", False)])
def test_a_certificate_said_to_stand_that_has_lapsed_is_flagged(book: RuleBook, lapses: str, said_so: bool) -> None:
    sentences = said(book, {"高新技术企业": True}, events=[CERTIFICATE | {"expires": lapses}])
    assert any("已经到期" in sentence for sentence in sentences) is said_so
