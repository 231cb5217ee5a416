"""The dictionary of facts: reads ``rules/facts.yaml`` and finds facts, events and records by name or id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import EventDef, FactDef, FactType, Period, RecordDef, Sensitivity
from qcy_desktop.domain.quantity import SCALES, UNITS, Dim, find_unit, parse_quantity
from qcy_desktop.engine.keywords import is_reserved
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.source import Lined, Place, SourceError, read_yaml

FACT_KEYS = {"编号", "名称", "类型", "单位", "口径", "期间", "组", "范围", "问", "出处", "敏感", "选项"}
_NAME = re.compile(r"^[^\s+\-×÷/*()（），,、；;：:。「」]+$")
# Where the dictionary names no upper bound this one stands in, so that whole-number proofs stay possible; a bound
# that rests on it is shown as open. In base units of each type (money: one trillion yuan).
OPEN_BOUND: dict[FactType, int] = {
    FactType.MONEY: 10**14, FactType.PRICE: 10**8, FactType.RATIO: 1000, FactType.COUNT: 10**9, FactType.AREA: 10**9,
    FactType.MASS: 10**10, FactType.DISTANCE: 10**9, FactType.ENERGY: 10**11, FactType.POWER: 10**9, FactType.DAYS: 10**5,
    FactType.SCORE: 10**4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How a numeric fact is stored: its dimension and how many stored units make one base unit."""

    dim: Dim
    per_base: int


def scale_of(fact: FactDef) -> Scale:
    """The scale of a numeric fact. Raises KnownError when the type is not numeric."""
    if fact.type not in SCALES:
        raise KnownError("E-TYPE", f"“{fact.name}”不是数")
    dim, per_base = SCALES[fact.type]
    if dim is None:
        unit = find_unit(fact.unit)
        dim = unit.dim if unit else ()
    return Scale(dim, per_base)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All facts, events and records, by name and by id."""

    facts: tuple[FactDef, ...]
    events: tuple[EventDef, ...] = ()
    records: tuple[RecordDef, ...] = ()
    _facts: dict[str, FactDef] = field(default_factory=dict, repr=False)
    _events: dict[str, EventDef] = field(default_factory=dict, repr=False)
    _records: dict[str, RecordDef] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self._facts[fact.id] = self._facts[fact.name] = fact
        for event in self.events:
            self._events[event.id] = self._events[event.name] = event
        for record in self.records:
            self._records[record.id] = self._records[record.name] = record

    def fact(self, name: str) -> FactDef | None:
        return self._facts.get(name)

    def event(self, name: str) -> EventDef | None:
        return self._events.get(name)

    def record(self, name: str) -> RecordDef | None:
        return self._records.get(name)

    def near_fact(self, name: str) -> str:
        """A cure naming the nearest fact."""
        return nearest(name, [fact.name for fact in self.facts])


def load_dictionary(path: Path) -> Dictionary:
    """The dictionary in the file. Raises SourceError naming the line of the first thing wrong."""
    source = read_yaml(path)
    reader = _Reader(str(path))
    reader.only(source, {"指标", "事件", "记录"})
    facts = tuple(reader.fact(entry) for entry in reader.entries(source, "指标"))
    events = tuple(reader.event(entry) for entry in reader.entries(source, "事件"))
    records = tuple(reader.record(entry) for entry in reader.entries(source, "记录"))
    return Dictionary(facts, events, records)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.seen: set[str] = set()

    def fault(self, entry: Lined, key: str, sentence: str, cure: str = "") -> SourceError:
        return SourceError("E-FACTS", Place(self.file, entry.line_of(key)), sentence, cure)

    def only(self, entry: Lined, keys: set[str]) -> None:
        for key in entry:
            if key not in keys:
                raise self.fault(
                    entry, key, f"不认识的键“{key}”", nearest(key, keys, f"删去；可用：{'、'.join(sorted(keys))}")
                )

    def entries(self, source: Lined, key: str) -> list[Lined]:
        found = source.get(key, [])
        if not isinstance(found, list) or any(not isinstance(entry, Lined) for entry in found):
            raise self.fault(source, key, f"“{key}”应是一列条目", "每条一行，写成 - {编号: …, 名称: …}")
        return found

    def name(self, entry: Lined, scope: str = "") -> tuple[str, str]:
        names = []
        for key in ("编号", "名称"):
            word = entry.get(key)
            if not isinstance(word, str) or not _NAME.match(word) or is_reserved(word):
                raise self.fault(
                    entry, key, f"{key}“{word}”缺失或含有不能用的字符", "名称里不用空格、括号和运算符，口径写在〔〕里"
                )
            if scope + word in self.seen:
                raise self.fault(entry, key, f"{key}“{word}”重复", "改一个名字，或删去一条")
            names.append(word)
        self.seen.update(scope + word for word in names)
        return names[0], names[1]

    def word(self, entry: Lined, key: str, kind: Any, default: Any) -> Any:
        text = entry.get(key)
        if text is None:
            return default
        try:
            return kind(text)
        except ValueError:
            known = [item.value for item in kind]
            raise self.fault(entry, key, f"“{key}”不能是“{text}”", f"可用：{'、'.join(known)}") from None

    def text(self, entry: Lined, key: str) -> str:
        found = entry.get(key, "")
        if not isinstance(found, str):
            raise self.fault(entry, key, f"“{key}”应是文字", "这里写文字，不写一组或一列")
        return found

    def words(self, entry: Lined, key: str) -> tuple[str, ...]:
        """A list of different words, empty when there is none."""
        found = entry.get(key, [])
        if not isinstance(found, list) or any(not isinstance(word, str) or not word for word in found):
            raise self.fault(entry, key, f"“{key}”应是一列词", "写成 [甲, 乙]")
        if len(set(found)) != len(found):
            raise self.fault(entry, key, f"“{key}”里有重复的词", "删去重复的")
        return tuple(found)

    def fact(self, entry: Lined, scope: str = "") -> FactDef:
        self.only(entry, FACT_KEYS)
        id_, name = self.name(entry, scope)
        kind = self.word(entry, "类型", FactType, None)
        if kind is None:
            raise self.fault(
                entry,
                "编号",
                f"“{name}”没有写类型",
                f"补上 类型: …，可用：{'、'.join(item.value for item in FactType)}",
            )
        unit = self.unit(entry, kind)
        choices = self.words(entry, "选项")
        if (kind is FactType.CHOICE) is not bool(choices):
            sentence = f"“{name}”是选项，须列出选项" if kind is FactType.CHOICE else f"“{name}”不是选项，不能列出选项"
            cure = "补上 选项: [甲, 乙]" if kind is FactType.CHOICE else "删去 选项，或把 类型 改成 选项"
            raise self.fault(entry, "选项" if choices else "编号", sentence, cure)
        low, high = self.bounds(entry, kind, unit)
        return FactDef(
            id=id_, name=name, type=kind, unit=unit, basis=self.text(entry, "口径"),
            period=self.word(entry, "期间", Period, Period.POINT), group=self.text(entry, "组") or "其他",
            question=self.text(entry, "问"), where=self.text(entry, "出处"), low=low, high=high, choices=choices,
            sensitivity=self.word(entry, "敏感", Sensitivity, Sensitivity.OPEN),
        )  # fmt: skip

    def unit(self, entry: Lined, kind: FactType) -> str:
        """The unit of a numeric fact, fitting its type; other facts have none."""
        unit = self.text(entry, "单位")
        if kind not in SCALES:
            if unit:
                raise self.fault(entry, "单位", f"类型“{kind}”没有单位", "删去 单位")
            return ""
        known, dim = find_unit(unit) if unit else None, SCALES[kind][0]
        if unit and known is None:
            raise self.fault(entry, "单位", f"单位“{unit}”不认识", _units_of(kind))
        if dim is None and "/" not in unit:
            raise self.fault(entry, "单位", "单价须写明单位", "写成如 单位: 元/千克")
        if known is not None and dim is not None and known.dim != dim:
            raise self.fault(entry, "单位", f"单位“{unit}”与类型“{kind}”不合", _units_of(kind))
        return unit

    def bounds(self, entry: Lined, kind: FactType, unit: str) -> tuple[int | None, int | None]:
        """The range in stored numbers, None for an open end; from zero up where none is written."""
        if kind not in SCALES:
            if "范围" in entry:
                raise self.fault(entry, "范围", f"类型“{kind}”没有范围", "删去 范围")
            return None, None
        if "范围" not in entry:
            return 0, None
        text = self.text(entry, "范围")
        low, found, high = text.partition("～")
        if not found:
            raise self.fault(entry, "范围", f"范围“{text}”应写成 低～高", "如 0元～1亿元；没有上限的高端留空")
        ends = self.bound(entry, kind, unit, low), self.bound(entry, kind, unit, high)
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            raise self.fault(entry, "范围", f"范围“{text}”的低端大于高端", "把两端对调，或核对单位")
        return ends

    def bound(self, entry: Lined, kind: FactType, unit: str, text: str) -> int | None:
        if not text.strip():
            return None
        try:
            size, dim = parse_quantity(text, unit)
        except KnownError as fault:
            raise self.fault(entry, "范围", fault.sentence, fault.cure) from None
        expected, per_base = SCALES[kind]
        known = find_unit(unit)
        if dim != (expected if expected is not None else (known.dim if known else ())):
            raise self.fault(entry, "范围", f"范围“{text}”的单位与类型“{kind}”不合", "两端的单位与 单位 同类")
        stored = size * per_base
        if stored.denominator != 1:
            raise self.fault(entry, "范围", f"范围“{text}”的小数位太多", "减少小数位，金额最多到分")
        return stored.numerator

    def event(self, entry: Lined) -> EventDef:
        self.only(entry, {"编号", "名称", "级别", "问", "出处"})
        id_, name = self.name(entry)
        return EventDef(id_, name, self.words(entry, "级别"), self.text(entry, "问"), self.text(entry, "出处"))

    def record(self, entry: Lined) -> RecordDef:
        self.only(entry, {"编号", "名称", "字段", "问", "出处"})
        id_, name = self.name(entry)
        fields = tuple(self.fact(field, f"{name}.") for field in self.entries(entry, "字段"))
        for source, found in zip(self.entries(entry, "字段"), fields, strict=True):
            if found.period is Period.YEAR:
                raise self.fault(source, "期间", f"明细的字段“{found.name}”不分年度", "删去 期间")
        return RecordDef(id_, name, fields, self.text(entry, "问"), self.text(entry, "出处"))


def _units_of(kind: FactType) -> str:
    """A cure naming the units that facts of a type may have."""
    dim = SCALES[kind][0]
    words = [unit.word for unit in UNITS.values() if unit.dim == dim]
    return f"可用：{'、'.join(words)}" if words else "单价的单位如 元/千克、元/平方米/月"
