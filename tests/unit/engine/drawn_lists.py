"""Draws small rules over days, events, awards and records, and many ways to fill them where they are missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from qcy_desktop.domain.enterprise import ABSENT, Award, Enterprise, Event
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.engine.reckoner import Outcome, Reckoner
from tests.unit.engine.drawn import book_of

AS_OF = date(2024, 6, 1)

LISTS = """
指标:
  - {编号: d1, 名称: 日甲, 类型: 日期}
  - {编号: d2, 名称: 日乙, 类型: 日期}
  - {编号: m1, 名称: 钱甲, 类型: 金额, 单位: 分, 范围: 0分～3分}
事件:
  - {编号: e1, 名称: 认定, 级别: [国家, 陕西省]}
记录:
  - 编号: s
    名称: 站
    字段:
      - {编号: x, 名称: 投资, 类型: 金额, 单位: 分, 范围: 0分～3分}
      - {编号: y, 名称: 盈亏, 类型: 金额, 单位: 分, 范围: -2分～2分}
      - {编号: f, 名称: 联网, 类型: 是否}
"""

PARAMETERS: dict[str, Any] = {
    "分一": {"值": "1分"}, "分二": {"值": "2分"}, "率半": {"值": "50%"}, "员一": {"值": "1家"}, "天百": {"值": "100天"},
    "月六": {"值": "6个月"}, "年一": {"值": "1年"}, "界日": {"值": "2023-06-01"}, "年率": {"值": ["100%", "50%"]},
    "年表": {"行": ["2022年", "2023年"], "列": ["2022年", "2023年"], "值": [["1分", "2分"], ["3分", "5分"]]},
    "早表": {"表": [{"不足": "2022年", "值": "4分"}, {"不足": "2024年", "值": "1分"}]},
    "日率": {"历": [{"自": "2020-01-01", "值": "3分"}, {"自": "2023-01-01", "值": "2分"}]},
    "天价": {"值": "1分/天"},
}  # fmt: skip

DAYS = (
    "日甲",
    "日乙",
    "评估日",
    "界日",
    "首次日期 认定",
    "最近日期 认定〔国家〕",
    "日甲 + 年一",
    "日乙 - 月六",
    "最早(日甲, 日乙)",
)
TESTS = ("联网", "非 联网", "投资 不低于 分二", "盈亏 低于 0", "投资 + 盈亏 超过 分一")
CONDITIONS = (
    "{day} 早于 {day}", "{day} 不晚于 {day}", "非 {day} 晚于 {day}", "天数({day}, {day}) 不低于 天百", "月数({day}, {day}) 低于 月六",
    "年度({day}) 不高于 年一", "有 认定", "首次 认定〔国家〕", "再次 认定", "有效 认定", "首次 认定 于 本年度", "次数 认定 不低于 员一",
    "存在 站 其中({test})", "每个 站 满足({test})", "合计 站.盈亏 超过 0", "合计 站.投资 其中({test}) 不超过 分二",
    "最大 站.盈亏 其中({test}) 不低于 0", "计数 站 其中({test}) 少于 员一", "已获(累计) 低于 分二", "最高奖补(国家) 超过 分一",
    "钱甲 不低于 分一",
)  # fmt: skip
STARTS = (
    {"基数": "钱甲"}, {"基数": "合计 站.盈亏 其中({test})"}, {"基数": "最大 站.盈亏"}, {"基数": "合计 站(投资 × 率半)"},
    {"对每个": {"记录": "站", "其中": "{test}", "金额": [{"基数": "投资"}, {"减去": "盈亏"}]}},
    {"对每个": {"记录": "站", "金额": [{"基数": "投资 - 合计 站.投资 × 率半"}, {"不低于": "0"}]}},
    {"查表": {"表": "早表", "按": "年度({day})"}}, {"查表": {"表": "年表", "按": ["年度({day})", "年度({day})"]}},
    {"基数": "按日(日率, {day})"}, {"基数": "天数({day}, {day}) × 天价"}, {"基数": "奖补合计(国家, 陕西省)"},
)  # fmt: skip
ONWARD = (
    {"扣减": "已获(本年度)"}, {"减去": "合计 站.盈亏"}, {"不超过": "最大 站.投资"}, {"分年": {"起": "{day}", "率": "年率"}},
    {"乘以": "率半"}, {"加上": "分一"},
)  # fmt: skip

SOME_DAYS = tuple(
    date.fromisoformat(text) for text in ("2021-12-31", "2023-05-31", "2023-06-01", "2024-02-29", "2024-06-02")
)
SOME_EVENTS = (
    Event("e1", date(2022, 3, 1), "陕西省"),
    Event("e1", date(2023, 6, 1), "国家", expires=date(2024, 5, 31)),
    Event("e1", date(2024, 1, 5), "国家", first=True),
    Event("e1", date(2024, 7, 1), "国家", first=False),
)
SOME_AWARDS = (
    Award("m1", 2, date(2023, 5, 1), "国家"),
    Award("", 1, date(2024, 5, 1), "陕西省", "m1"),
    Award("别的", 3, date(2024, 5, 1), "国家"),
)


def filled(chance: Random, pattern: Any) -> Any:
    """A pattern with its {day} and {test} replaced."""
    if isinstance(pattern, Mapping):
        return {key: filled(chance, body) for key, body in pattern.items()}
    if isinstance(pattern, list):
        return [filled(chance, body) for body in pattern]
    while "{" in pattern:
        pattern = pattern.replace("{day}", chance.choice(DAYS), 1).replace("{test}", chance.choice(TESTS), 1)
    return pattern


def version(chance: Random) -> dict[str, Any]:
    conditions = [filled(chance, chance.choice(CONDITIONS)) for _ in range(chance.randint(0, 2))]
    steps = [
        filled(chance, chance.choice(STARTS)),
        *(filled(chance, chance.choice(ONWARD)) for _ in range(chance.randint(0, 2))),
    ]
    body: dict[str, Any] = {
        "施行": {"自": "2020-01-01"},
        "参数": PARAMETERS,
        "金额": [*steps, {"取整": {"到": "分", "方式": "舍去"}}],
    }
    if conditions:
        body["条件"] = {chance.choice(("全部", "任一")): conditions}
    return body


def lists_dictionary(folder: Path) -> Dictionary:
    path = folder / "facts.yaml"
    path.write_text(LISTS, "utf-8")
    return load_dictionary(path)


def some_records(chance: Random) -> list[tuple[dict[str, Any], ...]]:
    """A few lists of known records, among them none."""

    def one() -> dict[str, Any]:
        return {"x": chance.randint(0, 3), "y": chance.randint(-2, 2), "f": chance.random() < 0.5}

    return [(), *(tuple(one() for _ in range(chance.randint(1, 2))) for _ in range(4))]


def subsets(pool: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [kept for size in range(len(pool) + 1) for kept in itertools.combinations(pool, size)]


def ways(chance: Random) -> dict[str, list[Any]]:
    """For everything that can be missing some of the ways to fill it."""
    return {
        "d1": [*SOME_DAYS, ABSENT], "d2": [*SOME_DAYS, ABSENT], "m1": [0, 1, 2, 3], "events": subsets(SOME_EVENTS),
        "awards": subsets(SOME_AWARDS), "records": some_records(chance),
    }  # fmt: skip


@dataclass(frozen=True)
class ListTrial:
    """A rule, what is known, and some of the ways to fill what is missing."""

    book: RuleBook
    known: Mapping[str, Any]
    missing: Mapping[str, list[Any]]

    def outcome(self, filling: Mapping[str, Any]) -> Outcome:
        have = {**self.known, **filling}
        facts = {(id, None): have[id] for id in ("d1", "d2", "m1") if id in have}
        records = {"s": have["records"]} if "records" in have else {}
        enterprise = Enterprise(facts=facts, events=have.get("events"), awards=have.get("awards"), records=records)
        return Reckoner(self.book).reckon_one(self.book.measures["m1"], enterprise, AS_OF).outcomes[0]

    def completions(self) -> Iterator[Outcome]:
        for values in itertools.product(*self.missing.values()):
            yield self.outcome(dict(zip(self.missing, values, strict=True)))


def trial(dictionary: Dictionary, chance: Random) -> ListTrial:
    """A drawn rule with one or two things missing."""
    found = ways(chance)
    missing = chance.sample(sorted(found), chance.randint(1, 2))
    known = {key: chance.choice(options) for key, options in found.items() if key not in missing}
    return ListTrial(book_of(dictionary, version(chance)), known, {key: found[key] for key in missing})


FIELDS: dict[str, list[Any]] = {"x": [0, 1, 2, 3], "y": [-2, -1, 0, 1, 2], "f": [True, False]}


def trial_with_holes(dictionary: Dictionary, chance: Random) -> tuple[ListTrial, list[tuple[dict[str, Any], ...]]]:
    """A rule on records some fields of which are not known, and every way to fill those."""
    found = ways(chance)
    whole = [{key: chance.choice(options) for key, options in FIELDS.items()} for _ in range(chance.randint(1, 3))]
    places = [(i, key) for i, record in enumerate(whole) for key in record]
    holes = chance.sample(places, chance.randint(1, 3))
    for i, key in holes:
        del whole[i][key]
    fillings = []
    for values in itertools.product(*(FIELDS[key] for _, key in holes)):
        records = [dict(record) for record in whole]
        for (i, key), value in zip(holes, values, strict=True):
            records[i][key] = value
        fillings.append(tuple(records))
    known = {key: chance.choice(options) for key, options in found.items()} | {"records": tuple(whole)}
    return ListTrial(book_of(dictionary, version(chance)), known, {}), fillings
