"""Days, events and awards: what happened when, what never happened, and what was paid already."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.numbers import full_months, shift_day
from qcy_desktop.engine.source import SourceError
from qcy_desktop.engine.tree import Length
from tests.unit.engine.world import FEN, World, mark, money, rule

DAY = {"界": "2022-03-31", "年限": "3年", "半年": "6个月", "十天": "10天"}


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("成立日期 早于 界", "是否否"), ("成立日期 不晚于 界", "是是否"), ("成立日期 晚于 界", "否否是"), ("成立日期 不早于 界", "否是是"), ("成立日期 等于 界", "否是否"),
        ("非 成立日期 早于 界", "否是是"), ("成立日期 + 十天 晚于 界 + 十天", "否否是"), ("成立日期 不早于 界 - 十天 + 十天", "否是是"),
    ],
)  # fmt: skip
def test_day_words_include_or_exclude_the_day_itself(tmp_path: Path, sentence: str, answers: str) -> None:
    world = rule(tmp_path, [sentence], parameters=DAY)
    got = [mark(world, {"成立日期": day}) for day in ("2022-03-30", "2022-03-31", "2022-04-01")]
    assert "".join("是" if word == "符合" else "否" for word in got) == answers


@pytest.mark.parametrize("op", ["早于", "晚于", "不早于", "不晚于", "等于"])
@pytest.mark.parametrize(
    "side",
    [
        "竣工日期 {op} 界",
        "界 {op} 竣工日期",
        "竣工日期 + 年限 {op} 成立日期",
        "最近日期 高企认定 {op} 界",
        "天数(竣工日期, 评估日) {number} 十天",
    ],
)
def test_every_comparison_with_a_day_that_never_was_is_unmet(tmp_path: Path, side: str, op: str) -> None:
    number = {"早于": "低于", "晚于": "超过", "不早于": "不低于", "不晚于": "不超过", "等于": "等于"}[op]
    sentence = side.format(op=op, number=number)
    world = rule(tmp_path, [sentence], parameters=DAY)
    assert mark(world, {"竣工日期": None, "成立日期": "2022-01-01"}, 事件=[]) == "不符合"
    assert mark(world, {"竣工日期": None}, 事件=[]) == "不符合"
    negated = rule(tmp_path / "b", [f"非 {sentence}"], parameters=DAY)
    assert mark(negated, {"竣工日期": None, "成立日期": "2022-01-01"}, 事件=[]) == "符合"


def test_what_never_was_is_shown_as_none(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        ["竣工日期 早于 界", "天数(竣工日期, 评估日) 不超过 十天", "首次日期 高企认定 不早于 界"],
        parameters=DAY,
    )
    assert [c.actual for c in world.ask({"竣工日期": None}, 事件=[]).conditions] == ["无", "无", "无"]


def test_an_age_is_the_founding_day_moved(tmp_path: Path) -> None:
    world = rule(tmp_path, ["成立日期 + 年限 不早于 评估日"], parameters=DAY)
    assert mark(world, {"成立日期": "2021-06-01"}) == "符合"
    assert mark(world, {"成立日期": "2021-05-31"}) == "不符合"
    assert world.ask({"成立日期": "2021-05-31"}).conditions[0].gap == "差 1 天"


@pytest.mark.parametrize(
    ("start", "length", "sign", "end"),
    [
        ("2024-01-31", Length(months=1), 1, "2024-02-29"), ("2023-01-31", Length(months=1), 1, "2023-02-28"), ("2024-02-29", Length(years=1), 1, "2025-02-28"),
        ("2024-03-31", Length(months=1), -1, "2024-02-29"), ("2023-12-15", Length(months=1), 1, "2024-01-15"), ("2024-01-15", Length(months=13), -1, "2022-12-15"),
        ("2024-02-28", Length(days=2), 1, "2024-03-01"), ("9999-12-31", Length(years=1), 1, "9999-12-31"), ("0001-01-01", Length(days=1), -1, "0001-01-01"),
    ],
)  # fmt: skip
def test_a_day_moves_by_calendar_months_and_stays_in_the_calendar(
    start: str, length: Length, sign: int, end: str
) -> None:
    moved = shift_day(date.fromisoformat(start).toordinal(), length, sign)
    assert date.fromordinal(moved).isoformat() == end


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-15", "2025-01-14", 11),
        ("2024-05-01", "2024-01-01", 0),
    ],
)
def test_months_are_counted_full(start: str, end: str, months: int) -> None:
    assert full_months(date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal()) == months


def test_spans_of_days_months_and_years_can_be_reckoned_with(tmp_path: Path) -> None:
    parameters = {"日价": "1元/天", "月": "1个月", "年": "1年", "钱": "100%"}
    world = rule(
        tmp_path,
        ["月数(成立日期, 评估日) 不低于 月", "年数(成立日期, 评估日) 低于 年"],
        [{"基数": "天数(成立日期, 竣工日期) × 日价"}],
        parameters,
    )
    assert mark(world, {"成立日期": "2024-05-01"}) == "符合"
    assert mark(world, {"成立日期": "2024-05-02"}) == "不符合"
    assert mark(world, {"成立日期": "2023-06-01"}) == "不符合"
    assert money(world, {"成立日期": "2024-02-01", "竣工日期": "2024-03-01"}) == (2900, 2900)


def test_days_of_the_figures_follow_the_period(tmp_path: Path) -> None:
    world = rule(tmp_path, ["竣工日期 不早于 取数期初", "竣工日期 不晚于 取数期末"])
    assert [mark(world, {"竣工日期": day}) for day in ("2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01")] == [
        "不符合",
        "符合",
        "符合",
        "不符合",
    ]
    this_year = rule(tmp_path / "b", ["竣工日期 不早于 本年初"])
    assert [mark(this_year, {"竣工日期": day}) for day in ("2023-12-31", "2024-01-01")] == ["不符合", "符合"]


def test_the_earliest_and_latest_of_days(tmp_path: Path) -> None:
    world = rule(tmp_path, ["最早(成立日期, 竣工日期) 早于 界", "最晚(成立日期, 竣工日期) 晚于 界"], parameters=DAY)
    assert mark(world, {"成立日期": "2022-03-30", "竣工日期": "2022-04-01"}) == "符合"
    assert mark(world, {"成立日期": "2022-03-31", "竣工日期": "2022-04-01"}) == "不符合"
    assert mark(world, {"成立日期": "2022-03-30", "竣工日期": None}) == "不符合"


@pytest.mark.parametrize("text", ["2024-02-30", "2024/01/01", "20240101", "1700-01-01", 20240101])
def test_a_day_that_is_none_is_refused(world: World, text: Any) -> None:
    with pytest.raises(KnownError) as caught:
        world.enterprise({"成立日期": text})
    assert "成立日期" in caught.value.sentence


# --- events


def event(day: str, level: str = "国家", **more: Any) -> dict[str, Any]:
    return {"kind": "高企认定", "date": day, **({"level": level} if level else {}), **more}


FIRST, AGAIN, PROVINCE, LATER = (
    event("2021-10-01"),
    event("2023-11-01"),
    event("2020-05-01", "陕西省"),
    event("2024-06-02"),
)


@pytest.mark.parametrize(
    ("sentence", "events", "word"),
    [
        ("有 高企认定", [], "不符合"), ("有 高企认定", None, "待补"), ("有 高企认定", [FIRST], "符合"), ("有 高企认定", [LATER], "不符合"), ("有 升规", [FIRST], "不符合"),
        ("有 高企认定〔国家〕", [PROVINCE], "不符合"), ("有 高企认定〔陕西省〕", [PROVINCE], "符合"), ("非 有 高企认定", [], "符合"), ("非 有 高企认定", None, "待补"),
        ("有 高企认定 于 取数期", [AGAIN], "符合"), ("有 高企认定 于 取数期", [FIRST], "不符合"), ("有 高企认定 于 本年度", [AGAIN], "不符合"), ("有 高企认定 于 近2年", [AGAIN], "符合"),
        ("有 高企认定 于 近4年", [FIRST], "符合"), ("有 高企认定 于 近3年", [FIRST], "不符合"), ("有 高企认定 于 前年度", [FIRST], "不符合"),
        ("首次 高企认定", [AGAIN, FIRST], "符合"), ("首次 高企认定 于 取数期", [AGAIN, FIRST], "不符合"), ("首次 高企认定 于 取数期", [AGAIN], "符合"), ("再次 高企认定", [FIRST], "不符合"),
        ("再次 高企认定", [AGAIN, FIRST], "符合"), ("再次 高企认定 于 取数期", [AGAIN, FIRST], "符合"), ("再次 高企认定", [AGAIN], "不符合"), ("首次 高企认定", [LATER], "不符合"),
        ("首次 高企认定", [event("2023-11-01", first=False)], "不符合"), ("再次 高企认定", [event("2023-11-01", first=False)], "符合"),
        ("首次 高企认定 于 取数期", [FIRST, event("2023-11-01", first=True)], "符合"), ("首次 高企认定〔国家〕 于 取数期", [PROVINCE, AGAIN], "符合"), ("首次 高企认定 于 取数期", [PROVINCE, AGAIN], "不符合"),
        ("有效 高企认定", [FIRST], "符合"), ("有效 高企认定", [event("2021-10-01", expires="2024-06-01")], "符合"), ("有效 高企认定", [event("2021-10-01", expires="2024-05-31")], "不符合"),
        ("次数 高企认定 不低于 二", [FIRST, AGAIN], "符合"), ("次数 高企认定 不低于 二", [FIRST, LATER], "不符合"), ("次数 高企认定〔国家〕 于 取数期 等于 一", [FIRST, AGAIN, PROVINCE], "符合"),
        ("次数 高企认定 不低于 0", None, "符合"), ("次数 高企认定 不低于 二", None, "待补"),
        ("首次日期 高企认定 早于 界", [FIRST, AGAIN], "符合"), ("最近日期 高企认定 早于 界", [FIRST, AGAIN], "不符合"), ("首次日期 高企认定〔国家〕 早于 界", [PROVINCE, AGAIN], "不符合"),
        ("最近日期 高企认定 晚于 界", [FIRST, LATER], "不符合"), ("首次日期 高企认定 早于 界", [], "不符合"), ("首次日期 高企认定 早于 界", None, "待补"),
    ],
)  # fmt: skip
def test_events_answer_by_kind_level_time_and_order(
    tmp_path: Path, sentence: str, events: list[dict[str, Any]] | None, word: str
) -> None:
    world = rule(tmp_path, [sentence], parameters={"界": "2022-03-31", "一": "1次", "二": "2次"})
    assert mark(world, {}, **({} if events is None else {"事件": events})) == word


@pytest.mark.parametrize(
    "sentence",
    [
        "有 高企认定〔市级〕",
        "有 升规〔国家〕",
        "有 高企认定 于 明年",
        "有 高企认定 于 近0年",
        "已获(累计, 省级) 超过 0",
        "有",
    ],
)
def test_a_level_or_time_that_does_not_exist_does_not_load(tmp_path: Path, sentence: str) -> None:
    with pytest.raises(SourceError):
        mark(rule(tmp_path, [sentence]))


def test_a_list_of_events_not_given_is_asked_for_as_a_list(tmp_path: Path) -> None:
    assert [need.fact for need in rule(tmp_path, ["首次 高企认定"]).ask().needs] == ["events"]


# --- awards


def award(amount: str, day: str, level: str = "西安市", **keys: str) -> dict[str, str]:
    return {"matter": "研发", "amount": amount, "date": day, "level": level, **keys}


LEDGER = [
    award("10元", "2024-02-01"), award("20元", "2023-02-01"), award("40元", "2024-03-01", "国家"), award("80元", "2024-06-02"), award("160元", "2024-01-01", matter="别的"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "yuan"),
    [
        ("已获(累计)", 70), ("已获(本年度)", 50), ("已获(累计, 西安市)", 30), ("已获(本年度, 西安市)", 10), ("已获(累计, 国家, 西安市)", 70), ("已获(累计, 陕西省)", 0),
        ("最高奖补(国家, 陕西省, 西安市)", 40), ("最高奖补(西安市)", 20), ("奖补合计(西安市)", 30), ("最高奖补(陕西省)", 0),
    ],
)  # fmt: skip
def test_awards_are_summed_by_matter_year_and_level(tmp_path: Path, expression: str, yuan: int) -> None:
    world = rule(tmp_path, amount=[{"基数": expression}], 叠加={"事项": "研发", "方式": "叠加"})
    assert money(world, 奖补=LEDGER) == (yuan * 100, yuan * 100)


def test_without_a_ledger_prior_awards_are_anything_from_nothing_up(tmp_path: Path) -> None:
    world = rule(
        tmp_path,
        amount=[{"定额": "额"}, {"扣减": "已获(累计)"}],
        parameters={"额": "100元"},
        叠加={"事项": "研发", "方式": "叠加"},
    )
    result = world.ask()
    assert result.amount is not None and (result.amount.low, result.amount.high) == (0, 10000)
    assert [need.fact for need in result.needs] == ["awards"]
    assert money(world, 奖补=[]) == (10000, 10000)
    assert money(world, 奖补=LEDGER) == (3000, 3000)
    assert money(world, 奖补=[award("999元", "2024-01-01")]) == (0, 0)


def test_an_award_that_names_only_its_measure_counts_for_the_matter_of_that_measure(tmp_path: Path) -> None:
    world = World(tmp_path)
    stack = {"叠加": {"事项": "研发", "方式": "叠加"}}
    world.add("m1", {"金额": [{"基数": "已获(累计)"}], **stack}).add("m2", {"条件": "高新技术企业", **stack}).add(
        "m3", {"金额": [{"基数": "已获(累计)"}]}
    )
    ledger = [award("10元", "2024-02-01", matter="", measure="m2"), award("5元", "2024-02-01", matter="", measure="m3")]
    assert money(world, 奖补=ledger) == (1000, 1000)
    assert (
        world.answer(world.enterprise(奖补=ledger), id="m3").amount
        == world.ask(奖补=[award("5元", "2024-02-01")]).amount
    )


def test_an_award_for_nothing_is_refused(world: World) -> None:
    with pytest.raises(KnownError, match="事项"):
        world.enterprise(奖补=[award("1元", "2024-01-01", matter="")])


# --- rates by day


def test_a_dated_value_is_that_of_the_day_asked_for(tmp_path: Path) -> None:
    parameters = {"价": {"历": [{"自": "2020-01-01", "值": "3元"}, {"自": "2024-03-01", "值": "5元"}]}}
    world = rule(tmp_path, amount=[{"基数": "价 + 按日(价, 竣工日期)"}], parameters=parameters)
    days = ("2019-12-31", "2020-01-01", "2024-02-29", "2024-03-01")
    assert [money(world, {"竣工日期": day}, date(2024, 6, 1))[0] for day in days] == [500, 800, 800, 1000]
    assert money(world, {"竣工日期": "2020-01-01"}, date(2024, 2, 29)) == (600, 600)
    assert money(world, {"竣工日期": None}) == (500, 500)
    assert money(world) == (500, 1000)


def test_a_value_before_its_first_day_does_not_load_and_says_so(tmp_path: Path) -> None:
    world = rule(tmp_path, ["硕士数 不低于 限"], parameters={"限": {"历": [{"自": "2023-01-01", "值": "3人"}]}})
    with pytest.raises(SourceError, match="还没有值"):
        mark(world, {}, date(2022, 12, 31))
    assert mark(world, {"硕士数": 3}, date(2023, 1, 1)) == "符合"


def test_a_rate_that_changes_on_the_way_is_added_up_day_by_day(tmp_path: Path) -> None:
    parameters = {
        "年利": {"历": [{"自": "2023-01-01", "值": "3.65%"}, {"自": "2024-01-01", "值": "7.3%"}]},
        "一年": "365天",
    }
    world = rule(
        tmp_path,
        amount=[{"基数": "投资 × 按日累计(年利, 成立日期, 竣工日期) / 一年"}, {"取整": FEN}],
        parameters=parameters,
    )
    assert money(world, {"投资": "1000元", "成立日期": "2023-12-22", "竣工日期": "2024-01-11"}) == (300, 300)
    assert money(world, {"投资": "1000元", "成立日期": "2024-01-11", "竣工日期": "2023-12-22"}) == (0, 0)
