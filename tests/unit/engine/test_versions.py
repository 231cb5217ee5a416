"""Editions by date: before, in force, past a seen end, past an inferred one; what an inferred day may never decide."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.source import SourceError
from tests.unit.engine.world import EVIDENCE, World

START, END = date(2022, 3, 1), date(2023, 8, 31)


def version(
    amount: str = "100元", start: date = START, end: date | None = END, *, inferred: bool = False, **more: Any
) -> dict[str, Any]:
    force = {
        "自": start.isoformat(),
        **({"至": end.isoformat()} if end else {}),
        **({"至推断": "是"} if inferred else {}),
    }
    return {"施行": force, "条件": "高新技术企业", "金额": [{"定额": "额"}], "参数": {"额": {"值": amount}}, **more}


def answer(world: World, day: date) -> tuple[str, int | None, str, str]:
    result = world.ask({"高新技术企业": True}, day)
    return result.verdict.word, result.amount.low if result.amount else None, result.reason, result.effect_note


@pytest.fixture
def seen(tmp_path: Path) -> World:
    return World(tmp_path).add("m1", version())


def test_the_first_and_the_last_day_are_both_in_force(seen: World) -> None:
    assert [answer(seen, day)[:2] for day in (START, END)] == [("符合", 10000), ("符合", 10000)]


def test_the_day_before_and_one_day_past_a_seen_end_have_no_version(seen: World) -> None:
    before, after = answer(seen, START - timedelta(days=1)), answer(seen, END + timedelta(days=1))
    assert before[:2] == after[:2] == ("不适用", None)
    assert before[2].startswith("当日无有效版本") and "2022-03-01" in before[2]
    assert after[2].startswith("当日无有效版本") and "2023-08-31" in after[2]


def test_past_an_inferred_end_the_rule_still_answers_and_its_effect_is_to_be_checked(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", version(inferred=True))
    assert answer(world, END)[3] == ""
    verdict, amount, _, note = answer(world, END + timedelta(days=1))
    assert (verdict, amount) == ("符合", 10000)
    assert note.startswith("效力待核") and "2023-08-31" in note


def test_what_stands_since_an_inferred_day_does_not_count_as_verified(tmp_path: Path) -> None:
    counted = []
    for number, words in enumerate(({}, {"自推断": "是"})):
        force = {"施行": {"自": START.isoformat(), **words}}
        world = World(tmp_path / str(number), verified={"m1": "甲、乙"}).add("m1", {**version(), **force})
        counted.append(world.ask({"高新技术企业": True}, START).verified)
    assert counted == [True, False]


def test_past_an_inferred_end_nothing_counts_as_verified(tmp_path: Path) -> None:
    world = World(tmp_path, verified={"m1": "甲、乙"}).add("m1", version(inferred=True))
    days = (END, END + timedelta(days=1), END + timedelta(days=4000))
    assert [world.ask({"高新技术企业": True}, day).verified for day in days] == [True, False, False]
    late = assess(world.reckoner, world.enterprise({"高新技术企业": True}), days[1])
    assert (late.best_verified.measures, late.best_with_unverified.measures) == ((), ("m1",))
    assert [total.verified for total in late.totals] == [False]


def test_the_latest_begun_edition_answers(tmp_path: Path) -> None:
    later = version("300元", END + timedelta(days=1), None)
    world = World(tmp_path).add("m1", later, version())
    assert [answer(world, day)[1] for day in (END, END + timedelta(days=1), date(2030, 1, 1))] == [10000, 30000, 30000]


def test_a_gap_between_editions_has_no_version(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", version(), version("300元", date(2024, 1, 1), None))
    assert answer(world, date(2023, 12, 31))[:2] == ("不适用", None)


@pytest.mark.parametrize(("state", "words"), [("已废止", "本措施已废止"), ("中止", "本措施中止")])
def test_a_repealed_or_suspended_edition_does_not_apply(tmp_path: Path, state: str, words: str) -> None:
    verdict, amount, reason, _ = answer(World(tmp_path).add("m1", version(状态=state)), START)
    assert (verdict, amount, reason) == ("不适用", None, words)


def test_an_edition_of_unknown_state_or_inferred_start_answers_with_its_effect_to_be_checked(tmp_path: Path) -> None:
    unknown = World(tmp_path / "a").add("m1", version(状态="未知"))
    inferred = World(tmp_path / "b").add("m1", {**version(), "施行": {"自": START.isoformat(), "自推断": "是"}})
    assert [answer(world, START)[3][:4] for world in (unknown, inferred)] == ["效力待核", "效力待核"]


def test_a_claim_window_that_outlives_the_rule_is_told(tmp_path: Path) -> None:
    window = {"自": "2023-09-01", "至": "2023-10-31"}
    world = World(tmp_path).add("m1", version(申报=[window]))
    assert "2023-10-31" in answer(world, date(2023, 10, 1))[2]
    assert "申报期" not in answer(world, date(2023, 11, 1))[2]


def test_a_parameter_follows_its_own_history(tmp_path: Path) -> None:
    history = {"历": [{"自": "2022-01-01", "值": "10元"}, {"自": "2023-01-01", "值": "20元"}]}
    world = World(tmp_path).add("m1", version(参数={"额": history}))
    assert [answer(world, date(year, 12, 31))[1] for year in (2022,)] == [1000]
    assert [answer(world, day)[1] for day in (date(2022, 12, 31), date(2023, 1, 1))] == [1000, 2000]


def test_a_place_whose_text_is_not_held_cannot_be_reckoned(tmp_path: Path) -> None:
    missing = {"等级": "缺", "来源": "目录", "查阅日": "2024-01-01"}
    world = World(tmp_path).add("m1", 证据=missing, 不可计算={"缘由": "条文未掌握"}, 已知="只知道有这一条")
    result = world.ask()
    assert (result.verdict, result.reason, result.amount) == (Verdict.NOT_COMPUTABLE, "条文未掌握", None)
    assert (result.known, result.clause_text) == ("只知道有这一条", "")


def test_examples_from_elsewhere_answer_only_when_asked_for(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", version(end=None), 证据={**EVIDENCE, "等级": "类比示例"})
    enterprise = world.enterprise({"高新技术企业": True})
    assert [
        len(assess(world.reckoner, enterprise, START, examples=examples).measures) for examples in (False, True)
    ] == [0, 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"版本": [{"施行": {"自": "20220301"}}]}, "写成"), ({"版本": [{"施行": {"自": "2022-02-30"}}]}, "没有30日"), ({"版本": [{"施行": {"自": "86400"}}]}, "日期"), ({"版本": [{"施行": {}}]}, "缺少“版本 › 第 1 项 › 施行 › 自”"),
        ({"版本": [{"施行": {"自": "2022-03-01"}, "状态": "有效"}]}, "应为"), ({"版本": [{"施行": {"自": "2022-03-01"}, "条件们": "x"}]}, "不认识的键“条件们”"), ({"foo": "1"}, "不认识的键“foo”"),
        ({"资金性质": "实物"}, "应为"), ({"出资": {"西咸新区": "2"}}, "出资比例"), ({"出资": {"西咸新区": "0"}}, "出资比例"), ({"编号": "M1"}, "编号"), ({"编号": "m2"}, "应与文件名"),
        ({"版本": [{"施行": {"自": "2022-03-01", "自推断": "对"}}]}, "应为 是 或 否"), ({"版本": [{"施行": {"自": "2022-03-01"}, "参数": {"甲": {"值": "1元", "表": [{"值": "1元"}]}}}]}, "只能写一种"),
        ({"版本": [{"施行": {"自": "2022-03-01"}, "参数": {"甲": {}}}]}, "没有值"), ({"版本": [{"施行": {"自": "2022-03-01"}, "参数": {"甲": {"行": [{}], "值": [["1元"]]}}}]}, "行 和 列"),
    ],
)  # fmt: skip
def test_a_measure_file_of_the_wrong_shape_does_not_load(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    body = {
        "编号": "m1",
        "标题": "措施一",
        "条款": {"条": "一"},
        "证据": EVIDENCE,
        "版本": [{"施行": {"自": "2022-03-01"}}],
        **change,
    }
    world = World(tmp_path)
    world._write("试点/m1.yaml", body)
    with pytest.raises(SourceError) as caught:
        world.ask()
    assert words in str(caught.value)


def test_two_measures_of_one_number_do_not_load(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", version())
    (tmp_path / "另一包").mkdir()
    for name in ("pack.yaml", "m1.yaml"):
        text = (tmp_path / "试点" / name).read_text("utf-8").replace('"trial"', '"other"')
        (tmp_path / "另一包" / name).write_text(text, "utf-8")
    with pytest.raises(SourceError, match="重复"):
        world.ask()
