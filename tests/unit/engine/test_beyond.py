"""Beyond one answer: the smallest set of changes, the day on which time alone does it, the questions worth asking."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import GapPlan, Verdict
from qcy_desktop.engine.assess import assess
from tests.unit.engine.world import AS_OF, FEN, World, rule

AGES = {"一年": "1年", "三年": "3年", "界": "2025-01-01", "月": "12个月", "限": "5人"}


def plan(folder: Path, conditions: Any, facts: dict[str, Any], **version: Any) -> GapPlan | None:
    world = rule(folder, conditions, [{"定额": "额"}], {**AGES, "额": "10元"}, **version)
    plans = assess(world.reckoner, world.enterprise(facts, 事件=[]), AS_OF).gaps
    return plans[0] if plans else None


def changes(found: GapPlan | None) -> list[tuple[str, str]]:
    assert found is not None
    return [(change.fact, change.distance) for change in found.changes]


def test_a_refused_measure_says_what_would_have_to_change_and_what_it_would_pay(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        ["高新技术企业", "硕士数 不低于 限", "有行政处罚"],
        {"高新技术企业": False, "硕士数": 3, "有行政处罚": True},
    )
    assert changes(found) == [("高新技术企业", "须取得或满足"), ("硕士数 不低于 5 人", "差 2 人")]
    assert found is not None and found.gain == "10.00 元"


def test_of_several_ways_the_one_with_fewest_changes_is_named(tmp_path: Path) -> None:
    conditions = {"任一": [{"全部": ["高新技术企业", "有行政处罚"]}, "硕士数 不低于 限"]}
    assert changes(plan(tmp_path, conditions, {"高新技术企业": False, "有行政处罚": False, "硕士数": 3})) == [
        ("硕士数 不低于 5 人", "差 2 人")
    ]


@pytest.mark.parametrize(("inner", "lost"), [("全部", 1), ("任一", 2)])
def test_what_must_not_hold_is_undone_in_the_fewest_places(tmp_path: Path, inner: str, lost: int) -> None:
    found = plan(tmp_path, {"非": {inner: ["高新技术企业", "有行政处罚"]}}, {"高新技术企业": True, "有行政处罚": True})
    assert found is not None and len(found.changes) == lost
    assert {change.distance for change in found.changes} == {"须不再如此"}


def test_a_condition_that_stands_twice_is_one_change(tmp_path: Path) -> None:
    twice = ["高新技术企业", {"任一": ["高新技术企业", "有行政处罚"]}]
    found = plan(tmp_path / "a", twice, {"高新技术企业": False, "有行政处罚": False})
    assert changes(found) == [("高新技术企业", "须取得或满足")]
    against = ["硕士数 不低于 限", {"任一": ["高新技术企业", {"非": {"全部": ["硕士数 不低于 限"]}}]}]
    found = plan(tmp_path / "b", against, {"高新技术企业": False, "硕士数": 3})
    assert changes(found) == [("硕士数 不低于 5 人", "差 2 人"), ("高新技术企业", "须取得或满足")]
    never = [{"任一": ["高新技术企业", "有行政处罚"]}, {"非": {"任一": ["高新技术企业", "有行政处罚"]}}]
    assert plan(tmp_path / "c", never, {"高新技术企业": False, "有行政处罚": False}) is None


def test_what_a_gate_asks_is_not_undone_below_it(tmp_path: Path) -> None:
    below = {"任一": [{"非": {"全部": ["高新技术企业"]}}, {"全部": ["硕士数 不低于 限", "有行政处罚"]}]}
    facts = {"高新技术企业": True, "硕士数": 3, "有行政处罚": False}
    found = plan(tmp_path, [below], facts, 适用="高新技术企业")
    assert changes(found) == [("硕士数 不低于 5 人", "差 2 人"), ("有行政处罚", "须取得或满足")]


def test_time_alone_makes_a_young_enterprise_old_enough(tmp_path: Path) -> None:
    facts = {"成立日期": "2023-09-15"}
    for name, sentence in (
        ("a", "成立日期 + 一年 不晚于 评估日"),
        ("b", "月数(成立日期, 评估日) 不低于 月"),
        ("c", "非 成立日期 + 一年 晚于 评估日"),
    ):
        found = plan(tmp_path / name, [sentence], facts)
        assert found is not None
        assert found.earliest == date(2024, 9, 15)


def test_a_day_that_lies_behind_is_nobodys_gap(tmp_path: Path) -> None:
    """An enterprise cannot be founded later than it was; a day still to come may yet be another."""
    assert plan(tmp_path / "a", ["成立日期 + 一年 不早于 评估日"], {"成立日期": "2020-01-01"}) is None
    assert plan(tmp_path / "b", ["月数(成立日期, 评估日) 不超过 月"], {"成立日期": "2020-01-01"}) is None
    assert plan(tmp_path / "c", ["非 成立日期 + 一年 早于 评估日"], {"成立日期": "2020-01-01"}) is None
    coming = plan(
        tmp_path / "d", ["竣工日期 早于 评估日", "高新技术企业"], {"竣工日期": "2025-01-01", "高新技术企业": False}
    )
    assert coming is not None and len(coming.changes) == 2


def test_a_way_through_a_day_that_lies_behind_gives_way_to_a_longer_one(tmp_path: Path) -> None:
    ways = {"任一": ["成立日期 + 一年 不早于 评估日", {"全部": ["高新技术企业", "硕士数 不低于 限"]}]}
    found = plan(tmp_path, ways, {"成立日期": "2020-01-01", "高新技术企业": False, "硕士数": 3})
    assert changes(found) == [("高新技术企业", "须取得或满足"), ("硕士数 不低于 5 人", "差 2 人")]


def test_time_alone_is_not_promised_where_something_else_fails_or_is_lost_on_the_way(tmp_path: Path) -> None:
    old_enough = "成立日期 + 三年 不晚于 评估日"
    other = plan(tmp_path / "a", [old_enough, "高新技术企业"], {"成立日期": "2022-01-01", "高新技术企业": False})
    lost = plan(tmp_path / "b", [old_enough, "评估日 早于 界"], {"成立日期": "2022-01-02"})
    kept = plan(tmp_path / "c", [old_enough, "评估日 早于 界"], {"成立日期": "2021-12-31"})
    assert other is not None and other.earliest is None
    assert lost is not None and lost.earliest is None
    assert kept is not None and kept.earliest == date(2024, 12, 31)


def test_time_alone_is_not_promised_past_the_end_of_the_edition(tmp_path: Path) -> None:
    facts, sentence = {"成立日期": "2023-09-15"}, ["成立日期 + 一年 不晚于 评估日"]
    ended = plan(tmp_path / "a", sentence, facts, 施行={"自": "2020-01-01", "至": "2024-09-14"})
    on_the_day = plan(tmp_path / "b", sentence, facts, 施行={"自": "2020-01-01", "至": "2024-09-15"})
    assert ended is not None and ended.earliest is None
    assert on_the_day is not None and on_the_day.earliest == date(2024, 9, 15)


def test_questions_come_in_the_order_of_what_they_settle(tmp_path: Path) -> None:
    world = World(tmp_path)
    for id, name, yuan in (("m1", "高新技术企业", 10), ("m2", "有行政处罚", 90), ("m3", "有行政处罚", 5)):
        world.add(id, {"条件": name, "参数": {"额": {"值": f"{yuan}元"}}, "金额": [{"定额": "额"}]})
    questions = assess(world.reckoner, world.enterprise(), AS_OF).next_questions
    assert [(question.need.fact, question.measures) for question in questions] == [
        ("fined", ("m2", "m3")),
        ("hightech", ("m1",)),
    ]
    assert questions[0].worth == 9500
    assert "可定 2 项" in questions[0].settles


def test_what_can_change_nothing_is_not_asked(tmp_path: Path) -> None:
    world = rule(tmp_path, ["高新技术企业", "硕士数 不低于 限"], parameters=AGES)
    assert assess(world.reckoner, world.enterprise({"高新技术企业": False}), AS_OF).next_questions == ()


def test_a_day_on_which_another_number_will_be_in_force_is_not_promised(tmp_path: Path) -> None:
    years = {"历": [{"自": "2020-01-01", "值": "1年"}, {"自": "2024-09-01", "值": "3年"}]}
    world = rule(tmp_path, "成立日期 + 年限 不晚于 评估日", None, {"年限": years})
    for founded, day in (("2023-08-01", date(2024, 8, 1)), ("2024-01-01", None)):
        enterprise = world.enterprise({"成立日期": founded})
        found = assess(world.reckoner, enterprise, AS_OF).gaps[0].earliest
        assert found == day
        assert found is None or world.outcome(enterprise, found).verdict is Verdict.ELIGIBLE


def test_a_day_in_another_year_is_not_promised_where_the_figures_of_that_year_are_asked_for(tmp_path: Path) -> None:
    asked = ["成立日期 + 年限 不晚于 评估日", "规上企业"]
    world = rule(tmp_path, asked, None, {"年限": "1年"})
    facts = {"成立日期": "2024-03-01", "规上企业": {"2023": True}}
    assert assess(world.reckoner, world.enterprise(facts), AS_OF).gaps[0].earliest is None
    same_year = {**facts, "成立日期": "2023-12-31"}
    assert assess(world.reckoner, world.enterprise(same_year), AS_OF).gaps[0].earliest == date(2024, 12, 31)


def test_kinds_of_money_are_not_added_up_in_what_a_question_settles(tmp_path: Path) -> None:
    world = World(tmp_path)
    pays = (("m1", "高新技术企业", 10, "现金"), ("m2", "高新技术企业", 500, "减免"), ("m3", "有行政处罚", 90, "现金"))
    for id, name, yuan, nature in (*pays, ("m4", "规上企业", 70, "减免"), ("m5", "规上企业", 900, "现金")):
        evidence = {"证据": {"等级": "类比示例", "来源": "别处"}} if id == "m5" else {}
        version = {"条件": name, "参数": {"额": {"值": f"{yuan}元"}}, "金额": [{"定额": "额"}]}
        world.add(id, version, 资金性质=nature, **evidence)
    found = assess(world.reckoner, world.enterprise(), AS_OF, examples=True).next_questions
    assert [(question.measures, question.worth) for question in found] == [
        (("m3",), 9000),
        (("m1", "m2"), 1000),
        (("m4", "m5"), 0),
    ]
    assert "最多影响 10.00 元、减免 500.00 元" in found[1].settles
    assert "最多影响 减免 70.00 元" in found[2].settles


def test_a_gain_that_only_the_plausible_range_of_a_missing_figure_bounds_promises_no_ceiling(tmp_path: Path) -> None:
    version = {"条件": "高新技术企业", "参数": {"率": {"值": "10%"}, "限": {"值": "5元"}}}
    world = World(tmp_path).add("m1", {**version, "金额": [{"基数": "投资"}, {"乘以": "率"}, {"取整": FEN}]})
    world.add("m2", {**version, "金额": [{"基数": "投资"}, {"乘以": "率"}, {"不超过": "限"}, {"取整": FEN}]})
    no = {"高新技术企业": False}
    gains = {plan.measure: plan.gain for plan in assess(world.reckoner, world.enterprise(no), AS_OF).gaps}
    assert gains == {"m1": "0.00 万元～待定", "m2": "0.00 万元～5.00 元"}
    known = assess(world.reckoner, world.enterprise({**no, "投资": "30元"}), AS_OF).gaps
    assert [plan.gain for plan in known] == ["3.00 元", "3.00 元"]
