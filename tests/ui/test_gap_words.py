"""怎样补足 reads as a good clerk would say it: one sentence each, no words of the rule language left over."""

from __future__ import annotations

import re
from datetime import date

import pytest
from desk_in_memory import EngineDesk

from qcy_desktop.domain.assessment import Change, GapPlan
from qcy_desktop.ui.counter.gap_words import distance, gain, order, said
from qcy_desktop.ui.words import row_note, tight

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("change", "sentence", "far"),
    [
        (Change("取得高企认定", "无", "有", "须取得或满足"), "须先取得高企认定", ""),
        (Change("有贷款", "0 个满足", "至少一个", "须取得或满足"), "须有贷款，现在没有符合的登记", ""),
        (Change("已认定总部企业", "否", "是", "须取得或满足"), "须符合“已认定总部企业”，现在填的是“否”", ""),
        (
            Change("年均见习人数 不少于 50 人", "0 人", "≥ 50 人", "差 50 人"),
            "须年均见习人数不少于 50 人，现在是 0 人",
            "差 50 人",
        ),
        (
            Change("主体类别为高校院所", "企业", "高校院所", "须取得或满足"),
            "须主体类别为高校院所，现在是“企业”",
            "",
        ),
        (
            Change("首次认定须在本规定施行以后", "无", "不早于 2023-01-01", "须取得或满足"),
            "首次认定须在本规定施行以后：须不早于 2023-01-01，现在没有",
            "",
        ),
        (Change("列入失信名单", "是", "否", "须不再如此"), "须不再是“列入失信名单”，现在填的是“是”", ""),
    ],
)
def test_a_change_is_one_sentence_with_its_distance_apart(change: Change, sentence: str, far: str) -> None:
    assert (said(change), distance(change)) == (sentence, far)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("10.00 万元", "补足可得 10.00 万元"),
        ("0.00 万元～200.00 万元", "最多 200.00 万元"),
        ("0.00 万元～待定", "金额待定"),
        ("5.00 万元～待定", "5.00 万元起"),
        ("5.00 万元～8.00 万元", "5.00～8.00 万元"),
        ("0.00 万元～10,000.00 万元", "最多 10,000.00 万元"),
    ],
)
def test_the_gain_is_said_without_two_units(text: str, words: str) -> None:
    assert gain(GapPlan("m", (), text, None)) == words


def test_what_time_brings_comes_first_and_more_changes_later() -> None:
    one = Change("a", "", "", "")
    plans = [
        GapPlan("two", (one, one), "1.00 万元", None),
        GapPlan("one", (one,), "", None),
        GapPlan("paid", (one,), "1.00 万元", None),
        GapPlan("time", (one, one), "", date(2027, 3, 1)),
    ]
    assert [plan.measure for plan in sorted(plans, key=order)] == ["time", "paid", "one", "two"]


def test_spaces_stay_beside_figures_and_vanish_between_chinese_signs() -> None:
    assert tight("研发费用〔税务〕 不低于 500 万元，且 缴费日期 不早于 取数期初") == (
        "研发费用〔税务〕不低于 500 万元，且缴费日期不早于取数期初"
    )
    assert tight("占比 超过 10%") == "占比超过 10%"


def test_every_gap_of_every_sample_is_a_sentence_without_words_of_the_engine(rules: EngineDesk) -> None:
    left = re.compile(r"须取得或满足|正好等于限值|个满足|须须|现在$|[\u4e00-\u9fff] [\u4e00-\u9fff]")
    odd = []
    for held in rules.held.values():
        assessment = rules.assess(held, TODAY)
        for plan in assessment.gaps:
            for change in plan.changes:
                text = said(change)
                if left.search(text):
                    odd.append(text)
    assert not odd


def test_the_notes_of_the_rows_hold_no_spaces_between_chinese_signs(rules: EngineDesk) -> None:
    assessment = rules.assess(rules.held[2], TODAY)
    notes = [row_note(measure) for measure in assessment.measures]
    assert not [note for note in notes if re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", note)]
