"""Boundary cases made for every kind of threshold: what each side must answer, and what cannot be tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine import boundaries as b
from qcy_desktop.engine.boundaries import Offer, generate, missing_sides, side_of, value_at
from qcy_desktop.engine.cases import run_cases
from tests.unit.engine.world import AS_OF, World, often

Facts = Mapping[str, Any]


def granted(facts: Facts, name: str = "起点", **lists: Any) -> dict[str, Any]:
    """A granted case of these facts."""
    return {"名": name, "评估日": AS_OF.isoformat(), "事实": dict(facts), **lists, "应得": {"结论": "符合"}}


def trial(folder: Path, conditions: Any, parameters: Facts, cases: list[Any], **version: Any) -> World:
    """A measure with these conditions and cases beside it."""
    body = {"条件": {"全部": conditions}, "参数": {name: {"值": value} for name, value in parameters.items()}}
    return World(folder).add("m1", {**body, **version}, 样例=cases)


def offer_of(world: World) -> Offer:
    return generate(world.book, world.book.measures["m1"])


def sides(folder: Path, conditions: Any, parameters: Facts, facts: Facts, **version: Any) -> dict[str, str]:
    """The verdict of each made case by its name, after the measure was asked all of them once more from its file."""
    world = trial(folder / "before", conditions, parameters, [granted(facts)], **version)
    offer = offer_of(world)
    again = trial(folder / "after", conditions, parameters, [granted(facts), *offer.cases], **version)
    reports = run_cases(again.reckoner, [again.book.measures["m1"]])
    assert [report.faults for report in reports] == [()] * (1 + len(offer.cases))
    assert offer_of(again).cases == ()
    assert offer.left_out == ()
    return {case["名"]: case["应得"]["结论"] for case in offer.cases}


def figures(world: World, fact: str, year: str = "") -> list[Any]:
    """What the made cases write for a fact."""
    return [case["事实"][fact][year] if year else case["事实"][fact] for case in offer_of(world).cases]


INTENSITY = "研发费用〔税务〕 / 收入 不低于 强度下限"


def test_a_ratio_is_tried_by_a_numerator_one_fen_off_its_limit(tmp_path: Path) -> None:
    facts = {"研发费用〔税务〕": {"2023": "8万元"}, "收入": {"2023": "100万元"}}
    made = sides(tmp_path, [INTENSITY], {"强度下限": "3%"}, facts)
    said = "上年度研发费用〔税务〕占收入的比例"
    assert made == {f"{said}略低于门槛": "不符合", f"{said}正好门槛": "符合"}
    world = trial(tmp_path / "3", [INTENSITY], {"强度下限": "3%"}, [granted(facts)])
    assert figures(world, "研发费用〔税务〕", "2023") == ["2.999999万元", "3万元"]


def test_a_limit_between_two_fen_is_tried_by_the_last_below_and_the_first_past_it(tmp_path: Path) -> None:
    facts = {"研发费用〔税务〕": {"2023": "2元"}, "收入": {"2023": "10.01元"}}
    world = trial(tmp_path, [INTENSITY], {"强度下限": "1/3"}, [{**granted(facts), "应得": {"结论": "不符合"}}])
    assert [left.reason for left in offer_of(world).left_out] == [b.NO_BASE]
    enough = {**facts, "研发费用〔税务〕": {"2023": "5元"}}
    world = trial(tmp_path / "2", [INTENSITY], {"强度下限": "1/3"}, [granted(enough)])
    assert figures(world, "研发费用〔税务〕", "2023") == ["0.000333万元", "0.000334万元"]
    assert [case["应得"]["结论"] for case in offer_of(world).cases] == ["不符合", "符合"]
    assert offer_of(world).cases[1]["名"].endswith("刚过门槛")


@pytest.mark.parametrize(
    ("word", "below", "at", "above"),
    [
        ("不低于", "不符合", "符合", "符合"),
        ("超过", "不符合", "不符合", "符合"),
        ("不超过", "符合", "符合", "不符合"),
        ("低于", "符合", "不符合", "不符合"),
    ],
)
@pytest.mark.parametrize(
    ("sentence", "now", "at_now"),
    [
        ("研发费用〔税务〕 / 收入", ("研发费用〔税务〕", "1万元", "9万元"), "3万元"),
        ("增长率 收入", ("收入", "90万元", "130万元"), "103万元"),
        ("近2年复合增长 收入", ("收入", "90万元", "130万元"), "106.09万元"),
        ("收入", ("收入", "1分", "130万元"), "0.000003万元"),
    ],
)
def test_each_word_of_comparison_turns_where_it_says(
    tmp_path: Path, sentence: str, now: tuple[str, str, str], at_now: str, word: str, below: str, at: str, above: str
) -> None:
    fact, low, high = now
    yearly = {"收入": {"2023": "100万元", "2022": "100万元", "2021": "100万元"}}
    start = low if below == "符合" else high
    facts = {**yearly, fact: {**yearly.get(fact, {}), "2023": start}}
    limit = "3分" if sentence == "收入" else "3%"
    world = trial(tmp_path, [f"{sentence} {word} 限"], {"限": limit}, [granted(facts)])
    made = {case["事实"][fact]["2023"]: case["应得"]["结论"] for case in offer_of(world).cases}
    # The granted case itself tries the side that it stands on.
    assert list(made.values()) == ([at, above] if below == "符合" else [below, at])
    assert made[at_now] == at


def test_a_day_is_tried_the_day_before_on_and_after_the_day_it_turns(tmp_path: Path) -> None:
    conditions, parameters = ["成立日期 不早于 执行起始日"], {"执行起始日": "2022-01-01"}
    made = sides(tmp_path, conditions, parameters, {"成立日期": "2023-05-05"})
    assert made == {"成立日期在门槛前一天": "不符合", "成立日期在门槛当天": "符合"}
    world = trial(tmp_path / "3", conditions, parameters, [granted({"成立日期": "2022-01-01"})])
    assert figures(world, "成立日期") == ["2021-12-31", "2022-01-02"]


@pytest.mark.parametrize(
    ("sentence", "start", "days"),
    [
        ("成立日期 + 期 不晚于 评估日", "2020-01-01", {"2023-06-01": "符合", "2023-06-02": "不符合"}),
        ("评估日 不早于 成立日期 + 期", "2020-01-01", {"2023-06-01": "符合", "2023-06-02": "不符合"}),
        ("成立日期 + 期 晚于 取数期末", "2024-01-05", {"2022-12-30": "不符合", "2022-12-31": "不符合"}),
        ("成立日期 + 期 早于 评估日", "2020-01-01", {"2023-06-01": "不符合", "2023-06-02": "不符合"}),
    ],
)
def test_a_day_moved_by_a_length_of_time_is_tried_where_the_moved_day_turns(
    tmp_path: Path, sentence: str, start: str, days: dict[str, str]
) -> None:
    world = trial(tmp_path, [sentence], {"期": "1年"}, [granted({"成立日期": start})])
    assert {case["事实"]["成立日期"]: case["应得"]["结论"] for case in offer_of(world).cases} == days


def test_days_that_a_month_moves_to_one_day_turn_at_the_last_or_the_first_of_them(tmp_path: Path) -> None:
    """Four days of January lie a month before 28 February 2023."""
    parameters = {"月": "1个月", "止": "2023-02-28"}
    late = trial(tmp_path / "1", ["成立日期 + 月 不晚于 止"], parameters, [granted({"成立日期": "2020-01-01"})])
    assert figures(late, "成立日期") == ["2023-01-31", "2023-02-01"]
    early = trial(tmp_path / "2", ["成立日期 + 月 不早于 止"], parameters, [granted({"成立日期": "2024-01-01"})])
    assert figures(early, "成立日期") == ["2023-01-27", "2023-01-28"]


EITHER = [{"任一": ["人数 不低于 人数下限", "研发费用〔税务〕 / 收入 不低于 强度下限"]}]
LIMITS = {"人数下限": "50人", "强度下限": "3%"}


def test_a_member_of_alternatives_is_tried_where_the_granted_case_rests_on_it_alone(tmp_path: Path) -> None:
    small = {"人数": {"2023": "10人"}, "收入": {"2023": "100万元"}, "研发费用〔税务〕": {"2023": "8万元"}}
    large = {"人数": {"2023": "90人"}, "收入": {"2023": "100万元"}, "研发费用〔税务〕": {"2023": "1万元"}}
    world = trial(tmp_path, EITHER, LIMITS, [granted(small), granted(large, "人多")])
    offer = offer_of(world)
    assert offer.left_out == ()
    assert {case["名"]: case["应得"]["结论"] for case in offer.cases} == {
        "人数略低于门槛": "不符合",
        "人数正好门槛": "符合",
        "上年度研发费用〔税务〕占收入的比例略低于门槛": "不符合",
        "上年度研发费用〔税务〕占收入的比例正好门槛": "符合",
    }
    # Each rests on the other member not being met.
    assert [case["事实"]["人数"]["2023"] for case in offer.cases] == ["49人", "50人", "10人", "10人"]


def test_a_member_of_alternatives_that_no_granted_case_rests_on_is_left_out_and_said(tmp_path: Path) -> None:
    both = {"人数": {"2023": "90人"}, "收入": {"2023": "100万元"}, "研发费用〔税务〕": {"2023": "8万元"}}
    offer = offer_of(trial(tmp_path, EITHER, LIMITS, [granted(both)]))
    assert offer.cases == ()
    assert [left.reason for left in offer.left_out] == [b.NOT_ALONE, b.NOT_ALONE]
    assert offer.left_out[0].condition == "上年度人数 不低于 50 人"


def test_a_made_case_in_which_another_member_holds_as_well_tries_nothing_and_is_left_out(tmp_path: Path) -> None:
    conditions = [{"任一": ["收入 不低于 下限", "收入 不超过 上限"]}]
    world = trial(tmp_path, conditions, {"下限": "50元", "上限": "60元"}, [granted({"收入": {"2023": "100元"}})])
    offer = offer_of(world)
    assert offer.cases == ()
    assert [left.reason for left in offer.left_out] == [b.ENTANGLED, b.NOT_ALONE]


def test_a_part_of_a_sentence_joined_by_and_is_tried_within_alternatives(tmp_path: Path) -> None:
    conditions = [{"任一": ["规模 为 「小型」 且 人数 不低于 人数下限", "规模 为 「大型」"]}]
    made = sides(tmp_path, conditions, {"人数下限": "50人"}, {"规模": "小型", "人数": {"2023": "90人"}})
    assert made == {"人数略低于门槛": "不符合", "人数正好门槛": "符合"}


def test_what_must_not_be_turns_the_other_way(tmp_path: Path) -> None:
    made = sides(tmp_path, [{"非": "人数 不低于 上限"}], {"上限": "50人"}, {"人数": {"2023": "10人"}})
    assert made == {"人数正好门槛": "不符合", "人数略高于门槛": "不符合"}


def test_a_threshold_on_whom_a_measure_concerns_answers_not_applicable(tmp_path: Path) -> None:
    made = sides(
        tmp_path, ["高新技术企业"], {"人数下限": "50人"}, {"高新技术企业": "是", "人数": {"2023": "90人"}},
        适用="人数 不低于 人数下限",
    )  # fmt: skip
    assert made == {"人数略低于门槛": "不适用", "人数正好门槛": "符合"}


def test_a_case_that_another_condition_would_answer_is_left_out_and_said(tmp_path: Path) -> None:
    """Just at 3 % of one's own revenue the other floor for the same figure is not met any more."""
    conditions = [INTENSITY, "研发费用〔税务〕 不低于 研发下限"]
    facts = {"收入": {"2023": "100万元"}, "研发费用〔税务〕": {"2023": "8万元"}}
    offer = offer_of(trial(tmp_path, conditions, {"强度下限": "3%", "研发下限": "5万元"}, [granted(facts)]))
    assert {case["名"]: case["应得"]["结论"] for case in offer.cases} == {
        "上年度研发费用〔税务〕占收入的比例略低于门槛": "不符合",
        "研发费用〔税务〕略低于门槛": "不符合",
        "研发费用〔税务〕正好门槛": "符合",
    }
    assert [(left.condition, left.reason) for left in offer.left_out] == [
        ("上年度研发费用〔税务〕占收入的比例 不低于 3%", b.ENTANGLED)
    ]


def test_two_thresholds_of_one_name_give_cases_of_two_names(tmp_path: Path) -> None:
    conditions = ["人数 不低于 人数下限", "上年 人数 不低于 人数下限"]
    facts = {"人数": {"2023": "90人", "2022": "90人"}}
    made = sides(tmp_path, conditions, {"人数下限": "50人"}, facts)
    assert list(made) == ["人数略低于门槛", "人数正好门槛", "人数略低于门槛（2）", "人数正好门槛（2）"]


def test_a_parameter_that_changes_is_tried_as_it_stands_on_the_day_of_the_case(tmp_path: Path) -> None:
    dated = {"人数下限": {"历": [{"自": "2020-01-01", "值": "20人"}, {"自": "2024-01-01", "值": "50人"}]}}
    version = {"条件": {"全部": ["人数 不低于 人数下限"]}, "参数": dated}
    world = World(tmp_path).add("m1", version, 样例=[granted({"人数": {"2023": "90人"}})])
    assert figures(world, "人数", "2023") == ["49人", "50人"]


def test_only_figures_that_everybody_is_asked_for_are_reported_by_the_check(tmp_path: Path) -> None:
    facts = {"收入": {"2023": "100万元"}, "研发费用〔税务〕": {"2023": "8万元"}, "成立日期": "2023-05-05"}
    conditions = [
        INTENSITY,
        "成立日期 不早于 起",
        "收入 不低于 收入下限",
        {"任一": ["人数 不低于 人数下限", "收入 超过 收入下限"]},
    ]
    parameters = {"强度下限": "3%", "起": "2022-01-01", "收入下限": "50万元", "人数下限": "5人"}
    world = trial(tmp_path, conditions, parameters, [granted(facts)])
    missing = missing_sides(world.book, world.book.measures["m1"], 0, AS_OF)
    assert [(gap.edge.changed.fact.name, gap.side) for gap in missing] == [("收入", -1), ("收入", 0)]


fen = st.integers(1, 10**12)


@often(300)
@given(fen, st.fractions(min_value=0, max_value=2, max_denominator=10**6))
def test_below_and_at_the_limit_always_stand_on_two_sides(figure: int, rate: Any) -> None:
    limit = figure * rate
    below, at, above = (value_at(limit, side) for side in (-1, 0, 1))
    assert below < limit <= at < above
    assert [side_of(value, limit) for value in (below, at, above)] == [-1, 0, 1]


@often(15)
@given(
    sales=st.integers(1, 10**11),
    permille=st.integers(1, 1000),
    word=st.sampled_from(["不低于", "超过", "不超过", "低于"]),
)
def test_whatever_the_figures_a_ratio_turns_between_the_cases_made_for_it(
    tmp_path_factory: pytest.TempPathFactory, sales: int, permille: int, word: str
) -> None:
    rising = word in ("不低于", "超过")
    start = min(sales * 2 + 2, 10**11) if rising else 0
    facts = {"收入": {"2023": f"{sales}分"}, "研发费用〔税务〕": {"2023": f"{start}分"}}
    folder = tmp_path_factory.mktemp("ratio")
    world = trial(folder, [f"研发费用〔税务〕 / 收入 {word} 限"], {"限": f"{permille}‰"}, [granted(facts)])
    verdicts = [case["应得"]["结论"] for case in offer_of(world).cases]
    assert offer_of(world).left_out == ()
    assert set(verdicts) in ({"符合", "不符合"}, {"不符合"})
    whole = sales * permille % 1000 == 0
    if rising:
        assert verdicts == (["不符合", "符合"] if word == "不低于" or not whole else ["不符合", "不符合"])


@often(15)
@given(
    day=st.dates(date(2000, 1, 31), date(2030, 1, 1)),
    months=st.integers(1, 40),
    word=st.sampled_from(["不晚于", "早于"]),
)
def test_whatever_the_day_and_length_the_day_turns_between_the_cases_made_for_it(
    tmp_path_factory: pytest.TempPathFactory, day: date, months: int, word: str
) -> None:
    parameters = {"期": f"{months}个月", "止": day.isoformat()}
    folder = tmp_path_factory.mktemp("day")
    world = trial(folder, [f"成立日期 + 期 {word} 止"], parameters, [granted({"成立日期": "1990-01-01"})])
    made = {date.fromisoformat(case["事实"]["成立日期"]): case["应得"]["结论"] for case in offer_of(world).cases}
    met = [last for last in made if made[last] == "符合"]
    first_unmet = min(last for last in made if made[last] == "不符合")
    assert not met or first_unmet - max(met) == timedelta(days=1)
    assert len(made) == 2
