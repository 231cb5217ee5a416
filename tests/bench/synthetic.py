"""The synthetic workload of the benchmarks: measures, enterprises and an exact reference from one seed, and the rule files.

90 measures of five conditions each (six in ten compare a figure, a quarter ask for membership of a list, the rest are
yes or no; joined by 且, no fact twice in a measure) pay by a progressive scale of three brackets, in whole basis
points, up to a cap; 10,000 enterprises have 20 facts each. Money is whole yuan, so every amount is a whole number of
1/10000 yuan and its rounding to the fen beyond doubt.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from qcy_desktop.domain.enterprise import Enterprise, Event, Value
from qcy_desktop.domain.facts import FactDef, FactType, Period
from qcy_desktop.domain.quantity import SCALES, find_unit
from qcy_desktop.engine.dictionary import Dictionary

SEED = 20260321
MEASURES, ENTERPRISES = 90, 10_000
AS_OF = date(2024, 6, 1)
YEAR = 2023


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeric fact and the range its values are drawn from, in `unit`."""

    name: str
    kind: str
    unit: str
    low: int
    high: int

    @property
    def yearly(self) -> bool:
        return self.kind == "金额"

    @property
    def stored(self) -> int:
        """The stored whole number that one unit makes."""
        unit = find_unit(self.unit)
        assert unit is not None
        return int(unit.size * SCALES[FactType(self.kind)][1])


FIGURES = {
    "employees": Figure("从业人员数", "数量", "人", 1, 800),
    "hires": Figure("新增就业人数", "数量", "人", 0, 60),
    "age": Figure("成立满几年", "数量", "个", 0, 30),
    "patents": Figure("有效专利数", "数量", "件", 0, 40),
    "area": Figure("租用面积", "面积", "平方米", 0, 5000),
    "saving": Figure("年节能量", "质量", "吨", 0, 2000),
    "revenue": Figure("营业收入", "金额", "元", 100_000, 400_000_000),
    "research": Figure("研发费用", "金额", "元", 0, 30_000_000),
    "tax": Figure("实缴税金", "金额", "元", 0, 20_000_000),
    "equipment": Figure("设备投资", "金额", "元", 0, 60_000_000),
    "interest": Figure("贷款利息", "金额", "元", 0, 3_000_000),
    "exports": Figure("出口额", "金额", "元", 0, 80_000_000),
}
BASES = ("research", "equipment", "interest", "tax", "exports")
LISTS = {
    "industry": ("行业", tuple(f"行业{i:02d}" for i in range(20))),
    "district": ("所在片区", tuple(f"片区{i:02d}" for i in range(12))),
    "size": ("企业规模", ("微型", "小型", "中型", "大型")),
    "title": ("企业称号", ("无称号", "创新型", "专精特新", "小巨人", "高新")),
}
SHARES = {
    "in_statistics": ("规上入统", 0.7),
    "credit": ("信用良好", 0.95),
    "in_park": ("在园区", 0.6),
    "offence": ("有违法记录", 0.05),
}
FACTS = (*FIGURES, *LISTS, *SHARES)
WORDS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于"}

Row = Mapping[str, int | str | bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a fact, one of ``>= > <= < in is``, and a figure in the fact's unit, a list or yes/no."""

    fact: str
    op: str
    value: int | tuple[str, ...] | bool

    def holds(self, row: Row) -> bool:
        found = row[self.fact]
        match self.op:
            case ">=":
                return found >= self.value  # type: ignore[operator]
            case ">":
                return found > self.value  # type: ignore[operator]
            case "<=":
                return found <= self.value  # type: ignore[operator]
            case "<":
                return found < self.value  # type: ignore[operator]
            case "in":
                return found in self.value  # type: ignore[operator]
        return found is self.value


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: conditions, and rates in basis points of the base up to `first`, up to `second` and above, capped."""

    id: str
    conditions: tuple[Condition, ...]
    base: str
    first: int
    second: int
    rates: tuple[int, int, int]
    cap: int

    def fen(self, row: Row) -> int:
        """The exact amount, rounded half up to the fen once."""
        base = int(row[self.base])
        parts = (min(base, self.first), max(0, min(base, self.second) - self.first), max(0, base - self.second))
        points = sum(rate * part for rate, part in zip(self.rates, parts, strict=True))
        return (min(points, self.cap * 10_000) + 50) // 100

    def answer(self, row: Row) -> int:
        """The amount in fen, -1 when a condition fails."""
        return self.fen(row) if all(condition.holds(row) for condition in self.conditions) else -1


def measures(count: int = MEASURES, seed: int = SEED) -> list[Measure]:
    """The measures of the workload."""
    chance = random.Random(seed)
    return [_measure(f"s-{i:02d}", chance) for i in range(count)]


def _measure(id: str, chance: random.Random) -> Measure:
    base = chance.choice(BASES)
    most = FIGURES[base].high
    first = int(most * chance.uniform(0.05, 0.2)) // 1000 * 1000
    second = int(most * chance.uniform(0.3, 0.6)) // 1000 * 1000
    high, middle, low = sorted(chance.sample(range(100, 3001, 25), 3), reverse=True)
    whole = (first * high + (second - first) * middle + (most - second) * low) // 10_000
    cap = int(whole * chance.uniform(0.3, 0.9)) // 1000 * 1000
    conditions: list[Condition] = []
    while len(conditions) < 5:
        conditions.append(_condition(chance, {condition.fact for condition in conditions}))
    return Measure(id, tuple(conditions), base, first, second, (high, middle, low), cap)


def _condition(chance: random.Random, used: set[str]) -> Condition:
    kind = chance.random()
    if kind < 0.6:
        return _comparison(chance, chance.choice([id for id in FIGURES if id not in used]))
    if kind < 0.85:
        fact = chance.choice([id for id in LISTS if id not in used])
        options = LISTS[fact][1]
        return Condition(fact, "in", tuple(sorted(chance.sample(options, max(2, int(len(options) * 0.7))))))
    return Condition(chance.choice([id for id in SHARES if id not in used]), "is", chance.random() < 0.8)


def _comparison(chance: random.Random, fact: str) -> Condition:
    """Seven in ten are lower limits at 15 to 40 % of the range, the others upper limits at 60 to 90 %."""
    low, span = FIGURES[fact].low, FIGURES[fact].high - FIGURES[fact].low
    floor = low + int(span * chance.uniform(0.15, 0.4))
    if chance.random() < 0.7:
        return Condition(fact, chance.choice((">=", ">")), floor)
    return Condition(fact, chance.choice(("<=", "<")), low + int(span * chance.uniform(0.6, 0.9)))


def rows(count: int = ENTERPRISES, seed: int = SEED + 1) -> list[Row]:
    """The enterprises of the workload, in the units of the facts."""
    chance = random.Random(seed)
    found: list[Row] = []
    for _ in range(count):
        row: dict[str, int | str | bool] = {id: chance.randint(fact.low, fact.high) for id, fact in FIGURES.items()}
        row |= {id: chance.choice(options) for id, (_, options) in LISTS.items()}
        row |= {id: chance.random() < share for id, (_, share) in SHARES.items()}
        found.append(row)
    return found


def reference(of: Sequence[Measure], rows_: Iterable[Row]) -> list[list[int]]:
    """For each enterprise and measure the amount in fen, -1 where a condition fails."""
    return [[measure.answer(row) for measure in of] for row in rows_]


def year_of(fact: str) -> int | None:
    """The year a fact belongs to, None when it is not yearly."""
    return YEAR if fact in FIGURES and FIGURES[fact].yearly else None


def stored(fact: str, value: int | str | bool) -> Value:
    """A value as the engine keeps it."""
    return value * FIGURES[fact].stored if fact in FIGURES else value


def enterprise(row: Row, name: str = "") -> Enterprise:
    """The row as an enterprise that has declared its (empty) events and awards."""
    facts = {(id, year_of(id)): stored(id, value) for id, value in row.items()}
    return Enterprise(name=name, facts=facts, events=(), awards=())


# --- Rule files ------------------------------------------------------------------------------------------------------


def write_rules(folder: Path, of: Sequence[Measure]) -> Path:
    """Writes a whole rule folder (dictionary, shared gates, one pack) and answers it."""
    pack = folder / "synthetic"
    pack.mkdir(parents=True)
    (folder / "facts.yaml").write_text(_dictionary(), "utf-8")
    (folder / "kinds.yaml").write_text("共用条件: {}\n", "utf-8")
    (pack / "pack.yaml").write_text(_PACK, "utf-8")
    chance = random.Random(SEED + 2)
    for index, measure in enumerate(of):
        (pack / f"{measure.id}.yaml").write_text(_rule(measure, index, chance), "utf-8")
    return folder


_PACK = """编号: synthetic
标题: 测速用的虚构措施
级别: 西咸新区
版本: 2024.01.01-1
证据: {等级: 机构转述, 来源: 测速用}
"""


def _dictionary() -> str:
    lines = ["指标:"]
    for id, fact in FIGURES.items():
        period = ", 期间: 年度" if fact.yearly else ""
        unit = f", 单位: {fact.unit}" if fact.unit else ""
        span = f"{fact.low}{fact.unit}～{fact.high}{fact.unit}"
        lines.append(
            f"  - {{编号: {id}, 名称: {fact.name}, 类型: {fact.kind}{unit}{period}, 范围: {span}, 问: {fact.name}是多少？}}"
        )
    for id, (name, options) in LISTS.items():
        lines.append(
            f"  - {{编号: {id}, 名称: {name}, 类型: 选项, 选项: [{', '.join(options)}], 问: {name}是哪一项？}}"
        )
    for id, (name, _) in SHARES.items():
        lines.append(f"  - {{编号: {id}, 名称: {name}, 类型: 是否, 问: 是否{name}？}}")
    return "\n".join(lines) + "\n"


def _rule(measure: Measure, index: int, chance: random.Random) -> str:
    parameters, sentences = [], []
    for i, condition in enumerate(measure.conditions, 1):
        sentence, parameter = _sentence(condition, i)
        sentences.append(f"        - {sentence}")
        parameters += [f"      门槛{i}: {{值: {parameter}}}"] if parameter else []
    high, middle, low = (f"{rate / 100:.2f}%" for rate in measure.rates)
    bands = f"{{至: {measure.first}元, 率: {high}}}, {{至: {measure.second}元, 率: {middle}}}, {{率: {low}}}"
    stacking, cap = _stacking(index, chance)
    lines = [
        f"编号: {measure.id}",
        f"标题: 虚构措施{index + 1}",
        f"条款: {{条: 第{index + 1}条}}",
        "证据: {等级: 机构转述, 来源: 测速用}",
        "出资: {陕西省: 1/3, 西安市: 1/3, 西咸新区: 1/3}",
        "版本:",
        "  - 施行: {自: 2023-01-01}",
        "    取数期: 上年度",
        "    参数:",
        *parameters,
        f"      奖励段: {{段: [{bands}]}}",
        f"      上限: {{值: {measure.cap}元}}",
        *cap,
        "    条件:",
        "      全部:",
        *sentences,
        "    金额:",
        f"      - 分段: {{段: 奖励段, 按: {FIGURES[measure.base].name}}}",
        "      - 不超过: {值: 上限, 范围: 每企业每年}",
        "      - 取整: {到: 分, 方式: 四舍五入, 依据: 测速用}",
        f"    叠加: {stacking}",
    ]
    return "\n".join(lines) + "\n"


def _sentence(condition: Condition, place: int) -> tuple[str, str]:
    """The condition as a sentence, and the value of its parameter (empty when it has none)."""
    if condition.op == "is":
        name = SHARES[condition.fact][0]
        return (name if condition.value else f"非 {name}"), ""
    if condition.op == "in":
        assert isinstance(condition.value, tuple)
        return f"{LISTS[condition.fact][0]} 属于 门槛{place}", f"[{', '.join(condition.value)}]"
    figure = FIGURES[condition.fact]
    return f"{figure.name} {WORDS[condition.op]} 门槛{place}", f"{condition.value}{figure.unit}"


def _stacking(index: int, chance: random.Random) -> tuple[str, list[str]]:
    """Half take the higher of their matter (18 matters), half share the cap of their block of nine."""
    if chance.random() < 0.5:
        return f"{{事项: 事项{chance.randrange(18)}, 方式: 就高, 条: 附则}}", []
    block = index // 9
    cap = random.Random(SEED + 100 + block).randint(500_000, 3_000_000)
    return f"{{事项: 专项{index}, 方式: 叠加, 组: 板块{block}, 组上限: 板块上限}}", [f"      板块上限: {{值: {cap}元}}"]


# --- Stacking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Structure:
    """How the measures of the stacking set exclude each other and share caps (fen)."""

    groups: tuple[frozenset[str], ...]
    pools: Mapping[str, str]
    caps: Mapping[str, int]

    def conflicts(self) -> dict[str, frozenset[str]]:
        """For each measure those that may not be paid beside it."""
        found: dict[str, frozenset[str]] = {}
        for group in self.groups:
            for id in group:
                found[id] = found.get(id, frozenset()) | (group - {id})
        return found


def structure(of: Sequence[Measure], seed: int = 5) -> Structure:
    """18 overlapping groups of two to six that take the higher, and a shared cap for each block of nine measures."""
    chance = random.Random(seed)
    ids = [measure.id for measure in of]
    groups = tuple(frozenset(chance.sample(ids, chance.randint(2, 6))) for _ in range(18))
    pools = {id: f"板块{index // 9}" for index, id in enumerate(ids)}
    caps = {pool: chance.randint(500_000, 3_000_000) * 100 for pool in dict.fromkeys(pools.values())}
    return Structure(groups, pools, caps)


def ceiling(row: Row) -> int:
    """The overall cap of an enterprise in fen: half of its tax."""
    return int(row["tax"]) * 50


# --- Enterprises for the shipped packs -------------------------------------------------------------------------------


def drawn(dictionary: Dictionary, count: int, holes: float = 0.2, seed: int = SEED + 3) -> list[Enterprise]:
    """Enterprises over a whole dictionary, each fact of the last four years left out with the probability `holes`."""
    chance = random.Random(seed)
    return [_drawn(dictionary, chance, holes) for _ in range(count)]


def _drawn(dictionary: Dictionary, chance: random.Random, holes: float) -> Enterprise:
    facts: dict[tuple[str, int | None], Value] = {}
    for fact in dictionary.facts:
        for year in range(AS_OF.year - 3, AS_OF.year + 1) if fact.period is Period.YEAR else (None,):
            if fact.type is not FactType.TEXT and chance.random() >= holes:
                facts[fact.id, year] = _value(fact, chance)
    events = tuple(
        Event(kind.id, _day(chance), chance.choice((*kind.levels, "")))
        for kind in dictionary.events
        if chance.random() < 0.3
    )
    records = {
        record.id: tuple(
            {entry.id: _value(entry, chance) for entry in record.fields} for _ in range(chance.randrange(4))
        )
        for record in dictionary.records
        if chance.random() >= holes
    }
    return Enterprise(facts=facts, events=events, records=records, awards=())


def _value(fact: FactDef, chance: random.Random) -> Value:
    match fact.type:
        case FactType.FLAG:
            return chance.random() < 0.6
        case FactType.CHOICE:
            return chance.choice(fact.choices)
        case FactType.TEXT:
            return ""
        case FactType.DATE:
            return _day(chance)
    low, high = fact.low or 0, fact.high if fact.high is not None else 10**11
    return min(high, low + int((high - low + 1) ** chance.random()))


def _day(chance: random.Random) -> date:
    return AS_OF - timedelta(days=chance.randrange(3000))
