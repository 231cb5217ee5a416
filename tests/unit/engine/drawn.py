"""Draws small rules over facts of few values, so that every completion of what is missing can be tried."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.engine.book import Pack, RuleBook
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.reckoner import Outcome, Reckoner
from qcy_desktop.engine.schema import MeasureSource, PackSource, validate
from qcy_desktop.engine.source import parse_yaml

AS_OF = date(2024, 6, 1)

SMALL = """
指标:
  - {编号: m1, 名称: 钱甲, 类型: 金额, 单位: 分, 范围: 0分～4分}
  - {编号: m2, 名称: 钱乙, 类型: 金额, 单位: 分, 范围: -2分～2分}
  - {编号: m3, 名称: 钱丙, 类型: 金额, 单位: 分, 范围: 2分～5分}
  - {编号: m4, 名称: 钱丁, 类型: 金额, 单位: 分, 范围: 0分～3分}
  - {编号: n1, 名称: 人甲, 类型: 数量, 单位: 人, 范围: 0人～4人}
  - {编号: n2, 名称: 人乙, 类型: 数量, 单位: 人, 范围: 1人～4人}
  - {编号: n3, 名称: 人丙, 类型: 数量, 单位: 人, 范围: -1人～2人}
  - {编号: r1, 名称: 率甲, 类型: 比例, 单位: '%', 范围: 0%～0.0003%}
  - {编号: r2, 名称: 率乙, 类型: 比例, 单位: '%', 范围: -0.0001%～0.0002%}
  - {编号: f1, 名称: 是甲, 类型: 是否}
  - {编号: f2, 名称: 是乙, 类型: 是否}
  - {编号: f3, 名称: 是丙, 类型: 是否}
  - {编号: c1, 名称: 类甲, 类型: 选项, 选项: [大, 中, 小]}
  - {编号: c2, 名称: 类乙, 类型: 选项, 选项: [大, 中, 小]}
"""

PARAMETERS: dict[str, Any] = {
    "分一": {"值": "1分"}, "分二半": {"值": "0.025元"}, "分四": {"值": "4分"}, "负一": {"值": "-1分"},
    "率半": {"值": "50%"}, "率三": {"值": "1/3"}, "率倍": {"值": "150%"}, "率零": {"值": "0.0001%"},
    "员一": {"值": "1人"}, "员二": {"值": "2人"}, "每员": {"值": "1.5分/人"},
    "大中": {"值": ["大", "中"]}, "只小": {"值": ["小"]},
    "人档": {"表": [{"至": "0人", "值": "3分"}, {"自": "1人", "至": "2人", "值": "1分"}, {"超过": "2人", "值": "7分"}]},
    "缺档": {"表": [{"自": "1人", "不足": "3人", "值": "5分"}, {"自": "4人", "值": "2分"}]},
    "率档": {"表": [{"不足": "1分", "值": "50%"}, {"不足": "3分", "值": "100%"}, {"值": "25%"}]},
    "类档": {"选": {"大": "1分", "中": "4分", "小": "2分"}},
    "半类": {"选": {"大": "50%", "小": "150%"}},
    "双档": {"行": [{"不足": "2人"}, {}], "列": ["大", "小"], "值": [["1分", "6分"], ["3分", "2分"]]},
    "分段表": {"段": [{"至": "1分", "率": "100%"}, {"至": "3分", "率": "50%"}, {"率": "25%"}]},
}  # fmt: skip

_UPPER_LOWER = ("不低于", "超过", "不超过", "低于")


@dataclass
class Draw:
    """Draws sentences and steps. With `once` every fact is used at most one time."""

    chance: Random
    once: bool
    left: dict[str, list[str]] = field(
        default_factory=lambda: {
            "money": ["钱甲", "钱乙", "钱丙", "钱丁"], "count": ["人甲", "人乙", "人丙"], "ratio": ["率甲", "率乙"],
            "flag": ["是甲", "是乙", "是丙"], "choice": ["类甲", "类乙"],
        }
    )  # fmt: skip
    used: set[str] = field(default_factory=set)

    def one_of(self, *options: Any) -> Any:
        return self.chance.choice(options)

    def fact(self, kind: str) -> str | None:
        """A fact of a kind, None when all of them are used up."""
        names = self.left[kind]
        if not names:
            return None
        name = self.chance.choice(names)
        if self.once:
            names.remove(name)
        self.used.add(name)
        return name

    # --- expressions
    def money(self, depth: int = 1) -> str:
        kind = self.chance.randrange(8) if depth else 0
        if kind <= 2:
            return self.fact("money") or self.one_of("分一", "分二半", "分四", "负一")
        if kind == 3:
            return f"({self.money(0)} {self.one_of('+', '-')} {self.money(0)})"
        if kind == 4:
            return f"{self.money(0)} × {self.one_of(self.ratio(), '率半', '率倍')}"
        if kind == 5:
            return f"{self.one_of('最小', '最大')}({self.money(0)}, {self.money(0)})"
        if kind == 6:
            return f"{self.count()} × 每员"
        return f"{self.money(0)} / {self.count()} × 员一"

    def count(self) -> str:
        return self.fact("count") or self.one_of("员一", "员二")

    def ratio(self) -> str:
        return self.fact("ratio") or self.one_of("率半", "率三", "率倍")

    # --- conditions
    def condition(self) -> str:
        kind = self.chance.randrange(9)
        word = self.one_of(*_UPPER_LOWER)
        if kind <= 2:
            return f"{self.money()} {word} {self.one_of('分一', '分二半', '分四', '负一')}"
        if kind == 3:
            return f"{self.money()} {word} {self.money()}"
        if kind == 4:
            return f"{self.count()} / {self.count()} {word} {self.one_of('率半', '率三', '率倍')}"
        if kind == 5:
            return f"{self.count()} {word} {self.one_of('员一', '员二')}"
        if kind == 6:
            return f"{self.ratio()} {word} 率零"
        if kind == 7:
            return self.member()
        return self.flag()

    def member(self) -> str:
        name = self.fact("choice")
        return f"{name} {self.one_of('属于', '不属于')} {self.one_of('大中', '只小')}" if name else self.flag()

    def flag(self) -> str:
        name = self.fact("flag")
        return f"{self.one_of('', '非 ')}{name}" if name else "分一 超过 0"

    def sentence(self) -> str:
        kind = self.chance.randrange(5)
        if kind == 0:
            return f"{self.condition()} {self.one_of('且', '或')} {self.condition()}"
        return f"非 ({self.condition()})" if kind == 1 else self.condition()

    def group(self, depth: int = 2) -> Any:
        kind = self.chance.randrange(6)
        if not depth or kind <= 2:
            return self.sentence()
        if kind == 3:
            return {"非": self.group(depth - 1)}
        return {self.one_of("全部", "任一"): [self.group(depth - 1) for _ in range(self.chance.randint(1, 2))]}

    # --- amounts
    def start(self, depth: int) -> dict[str, Any]:
        kind = self.chance.randrange(10 if depth else 6)
        if kind <= 2:
            return {"基数": self.money()}
        if kind == 3:
            return {"查表": {"表": self.one_of("人档", "缺档"), "按": self.count()}}
        if kind == 4:
            return {"分段": {"段": "分段表", "按": self.money(0)}}
        if kind == 5:
            return {"每满": {"量": self.count(), "每": "员二", "给": self.one_of("分一", "分四")}}
        if kind == 6:
            choice = self.fact("choice")
            table = {"表": "双档", "按": [self.count(), choice]} if choice and self.chance.random() < 0.5 else None
            return {"查表": table or ({"表": "类档", "按": choice} if choice else {"表": "人档", "按": self.count()})}
        if kind == 7:
            return {self.one_of("取高", "合计"): [self.steps(0), self.steps(0)]}
        if kind == 8:
            return {"区间": ["分一", "分四"]}
        ways: list[dict[str, Any]] = [{"当": self.sentence(), "金额": self.steps(0)}]
        return {"分支": [*ways, *([{"其他": self.steps(0)}] if self.chance.random() < 0.7 else [])]}

    def onward(self) -> dict[str, Any]:
        kind = self.chance.randrange(8)
        if kind == 0:
            return {"乘以": self.one_of("率半", "率三", self.ratio())}
        if kind == 1:
            return {"乘表": {"表": "率档", "按": self.money(0)}}
        if kind == 2:
            return {"除以": "率倍"}
        if kind == 3:
            return {"取整": {"到": "分", "方式": self.one_of("舍去", "四舍五入", "进位")}}
        return {self.one_of("加上", "减去", "扣减", "不超过", "不低于"): self.one_of(self.money(), "分一", "0")}

    def steps(self, depth: int = 1) -> list[dict[str, Any]]:
        return [self.start(depth), *(self.onward() for _ in range(self.chance.randint(0, 2)))]

    def gate(self) -> str:
        """A plain comparison of one fact, which narrows that fact wherever else it stands."""
        name, limits = self.fact("money"), ("分一", "分二半", "分四", "负一")
        if name is None:
            name, limits = self.fact("count") or "员二", ("员一", "员二")
        return f"{name} {self.one_of(*_UPPER_LOWER)} {self.one_of(*limits)}"

    def version(self) -> dict[str, Any]:
        """A whole version: conditions, or an amount, or both, or an amount behind plain gates; perhaps a gate 适用."""
        kind, body = self.chance.randrange(4), {"施行": {"自": "2020-01-01"}, "参数": PARAMETERS}
        if kind <= 1:
            body["条件"] = self.group()
        if kind == 2:
            body["条件"] = {"全部": [self.gate() for _ in range(self.chance.randint(1, 2))]}
        if self.chance.random() < 0.2:
            body["适用"] = self.group(1)
        rounding = {"取整": {"到": "分", "方式": self.one_of("舍去", "四舍五入", "进位")}}
        return {**body, "金额": [*(self.steps() if kind else [{"定额": "分四"}]), rounding]}


def small_dictionary(folder: Path) -> Dictionary:
    """The dictionary of facts with few values."""
    path = folder / "facts.yaml"
    path.write_text(SMALL, "utf-8")
    return load_dictionary(path)


def book_of(dictionary: Dictionary, version: Mapping[str, Any]) -> RuleBook:
    """A book with one measure of one version, without a folder."""
    evidence = {"等级": "机构转述", "来源": "测试"}
    body = {"编号": "m1", "标题": "试验", "条款": {"条": "一"}, "证据": evidence, "版本": [version]}
    lined = parse_yaml(json.dumps(body, ensure_ascii=False), "m1.yaml")
    pack = PackSource.model_validate({"编号": "t", "标题": "试", "版本": "1", "证据": evidence})
    measure = Measure(validate(MeasureSource, lined, "m1.yaml"), lined, "m1.yaml", "t")
    return RuleBook(dictionary, {}, "", {"t": Pack(pack, Path(), "", ("m1",))}, {"m1": measure})


def values_of(fact: FactDef) -> list[Any]:
    """Every value that a fact of few values can have."""
    if fact.type is FactType.FLAG:
        return [True, False]
    if fact.type is FactType.CHOICE:
        return list(fact.choices)
    assert fact.low is not None and fact.high is not None
    return list(range(fact.low, fact.high + 1))


@dataclass(frozen=True)
class Trial:
    """A rule, what is known, and the names of what is missing."""

    book: RuleBook
    known: Mapping[str, Any]
    missing: tuple[FactDef, ...]

    def outcome(self, filled: Mapping[str, Any]) -> Outcome:
        facts = {(id, None): value for id, value in {**self.known, **filled}.items()}
        reckoner = Reckoner(self.book)
        return reckoner.reckon_one(self.book.measures["m1"], Enterprise(facts=facts), AS_OF).outcomes[0]

    def completions(self) -> Iterator[Outcome]:
        """The outcome for every way to fill what is missing."""
        for values in itertools.product(*(values_of(fact) for fact in self.missing)):
            yield self.outcome(dict(zip((fact.id for fact in self.missing), values, strict=True)))


def trial(dictionary: Dictionary, chance: Random, *, once: bool) -> Trial:
    """A drawn rule with up to three facts missing."""
    draw = Draw(chance, once)
    book = book_of(dictionary, draw.version())
    used = [fact for fact in dictionary.facts if fact.name in draw.used]
    missing = chance.sample(used, min(len(used), chance.randint(1, 3)))
    known = {fact.id: chance.choice(values_of(fact)) for fact in used if fact not in missing}
    return Trial(book, known, tuple(missing))


REFUSED = (Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE)
