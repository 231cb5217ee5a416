"""Reads an enterprise file: facts, events, records and awards, each checked against the dictionary of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.enterprise import ABSENT, Award, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period
from qcy_desktop.domain.quantity import MONEY, exact_quotient, find_unit, parse_quantity, show_part, show_size
from qcy_desktop.engine.dictionary import OPEN_BOUND, Dictionary, scale_of
from qcy_desktop.engine.nearest import nearest

_KEYS = {"schema", "name", "uscc", "as_of", "facts", "events", "records", "awards", "sources"}
_YEAR = re.compile(r"^\d{4}$")
_YES = {"是": True, "否": False, "true": True, "false": False, "有": True, "无": False}


@dataclass(frozen=True, slots=True)
class EnterpriseReader:
    """Turns plain mappings into an Enterprise; every fault names the place and the nearest name."""

    dictionary: Dictionary
    where: str = "企业文件"

    def fault(self, code: str, place: str, sentence: str, cure: str = "") -> KnownError:
        return KnownError(code, f"{self.where} {place}：{sentence}", cure)

    def read(self, source: Any) -> Enterprise:
        """The enterprise said by a JSON document. Raises KnownError; nothing is guessed."""
        if not isinstance(source, Mapping):
            raise self.fault("E-FILE", "", "最外层应是一个对象")
        for key in source:
            if key not in _KEYS:
                raise self.fault("E-KEY", key, f"不认识的键“{key}”", nearest(str(key), _KEYS))
        if source.get("schema") not in (1, "1"):
            raise self.fault("E-SCHEMA", "schema", '应写 "schema": 1')
        as_of = self.day(source["as_of"], "as_of") if source.get("as_of") else None
        return Enterprise(
            name=self.text(source.get("name", ""), "name"),
            uscc=self.text(source.get("uscc", ""), "uscc"),
            as_of=as_of,
            facts=self.facts(source.get("facts", {})),
            events=self.events(source.get("events")),
            records=self.records(source.get("records", {})),
            awards=self.awards(source.get("awards")),
            sources=self.sources(source.get("sources", {})),
        )

    # --- facts
    def facts(self, source: Any) -> dict[tuple[str, int | None], Value]:
        found: dict[tuple[str, int | None], Value] = {}
        for name, body in self.mapping(source, "facts").items():
            place = f"facts › {name}"
            fact = self.dictionary.fact(name)
            if fact is None:
                raise self.fault("E-NAME", place, f"没有指标“{name}”", self.dictionary.near_fact(name))
            if fact.period is Period.YEAR:
                for year, value in self.years(fact, body, place):
                    self.put(found, (fact.id, year), self.value(fact, value, f"{place} › {year}"), place)
            elif isinstance(body, Mapping):
                raise self.fault("E-PERIOD", place, f"“{fact.name}”不分年度", "直接写值")
            else:
                self.put(found, (fact.id, None), self.value(fact, body, place), place)
        return found

    def put(
        self, found: dict[tuple[str, int | None], Value], key: tuple[str, int | None], value: Value, place: str
    ) -> None:
        if key in found:
            raise self.fault("E-TWICE", place, "同一指标写了两次（名称和编号各一次）", "删去一处")
        found[key] = value

    def years(self, fact: FactDef, body: Any, place: str) -> list[tuple[int, Any]]:
        if not isinstance(body, Mapping):
            raise self.fault(
                "E-PERIOD", place, f"“{fact.name}”是年度指标，要写明年度", f'写成 {{"2023": {body!r}}} 的样子'
            )
        for year in body:
            if not _YEAR.match(str(year)):
                raise self.fault("E-PERIOD", place, f"“{year}”不是年度", "年度写四位数，如 2023")
        return [(int(year), value) for year, value in body.items()]

    def value(self, fact: FactDef, value: Any, place: str) -> Value:
        """One value of a fact in canonical form. Raises KnownError naming the place."""
        try:
            return read_value(fact, value)
        except KnownError as fault:
            raise self.fault(fault.code, place, fault.sentence, fault.cure) from None

    # --- events, records, awards
    def events(self, source: Any) -> tuple[Event, ...] | None:
        if source is None:
            return None
        return tuple(self.event(entry, f"events › {i + 1}") for i, entry in enumerate(self.sequence(source, "events")))

    def event(self, entry: Any, place: str) -> Event:
        entry = self.only(entry, {"kind", "level", "date", "first", "expires", "note"}, place)
        kind = self.dictionary.event(self.text(entry.get("kind"), place))
        if kind is None:
            known = [event.name for event in self.dictionary.events]
            raise self.fault("E-NAME", place, f"没有事件“{entry.get('kind')}”", nearest(str(entry.get("kind")), known))
        level = self.text(entry.get("level", ""), place)
        if level and kind.levels and level not in kind.levels:
            raise self.fault("E-CHOICE", place, f"“{kind.name}”没有“{level}”这一级", f"可用：{'、'.join(kind.levels)}")
        first = entry.get("first")
        if first is not None and not isinstance(first, bool):
            raise self.fault("E-TYPE", place, "first 应为 true 或 false")
        expires = self.day(entry["expires"], place) if entry.get("expires") else None
        return Event(
            kind.id, self.day(entry.get("date"), place), level, first, expires, self.text(entry.get("note", ""), place)
        )

    def records(self, source: Any) -> dict[str, tuple[dict[str, Value], ...]]:
        found: dict[str, tuple[dict[str, Value], ...]] = {}
        for name, rows in self.mapping(source, "records").items():
            kind = self.dictionary.record(name)
            if kind is None:
                known = [record.name for record in self.dictionary.records]
                raise self.fault("E-NAME", f"records › {name}", f"没有明细“{name}”", nearest(name, known))
            read = []
            for i, row in enumerate(self.sequence(rows, f"records › {name}")):
                place = f"records › {name} › {i + 1}"
                values: dict[str, Value] = {}
                for key, value in self.mapping(row, place).items():
                    entry = kind.field(key)
                    if entry is None:
                        raise self.fault(
                            "E-NAME",
                            place,
                            f"明细“{kind.name}”没有“{key}”",
                            nearest(key, [field.name for field in kind.fields]),
                        )
                    values[entry.id] = self.value(entry, value, f"{place} › {key}")
                read.append(values)
            found[kind.id] = tuple(read)
        return found

    def awards(self, source: Any) -> tuple[Award, ...] | None:
        if source is None:
            return None
        found = []
        for i, entry in enumerate(self.sequence(source, "awards")):
            place = f"awards › {i + 1}"
            entry = self.only(entry, {"measure", "matter", "level", "amount", "date"}, place)
            size = self.money(entry.get("amount"), place)
            words = {key: self.text(entry.get(key, ""), place) for key in ("matter", "level", "measure")}
            if not words["matter"] and not words["measure"]:
                raise self.fault(
                    "E-KEY", place, "没有写明是哪个事项或哪条措施的奖补", "写 matter（事项）或 measure（措施编号）"
                )
            found.append(
                Award(words["matter"], size, self.day(entry.get("date"), place), words["level"], words["measure"])
            )
        return tuple(found)

    def money(self, value: Any, place: str) -> int:
        try:
            size, dim = parse_quantity(str(value), "元")
        except KnownError as fault:
            raise self.fault(fault.code, place, fault.sentence, fault.cure) from None
        if dim != MONEY or size.denominator != 1 or size < 0:
            raise self.fault("E-UNIT", place, f"“{value}”不是金额")
        return size.numerator

    def sources(self, source: Any) -> dict[tuple[str, int | None], str]:
        found: dict[tuple[str, int | None], str] = {}
        for name, body in self.mapping(source, "sources").items():
            fact = self.dictionary.fact(name)
            if fact is None:
                raise self.fault("E-NAME", f"sources › {name}", f"没有指标“{name}”", self.dictionary.near_fact(name))
            entries = body.items() if isinstance(body, Mapping) else [(None, body)]
            for year, text in entries:
                found[(fact.id, int(year) if year else None)] = self.text(text, f"sources › {name}")
        return found

    # --- shapes
    def mapping(self, source: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(source, Mapping):
            raise self.fault("E-TYPE", place, "应是“名称: 值”的形式")
        return source

    def sequence(self, source: Any, place: str) -> list[Any]:
        if not isinstance(source, list):
            raise self.fault("E-TYPE", place, "应是一列")
        return source

    def only(self, entry: Any, keys: set[str], place: str) -> Mapping[str, Any]:
        for key in self.mapping(entry, place):
            if key not in keys:
                raise self.fault("E-KEY", place, f"不认识的键“{key}”", nearest(str(key), keys))
        return self.mapping(entry, place)

    def text(self, value: Any, place: str) -> str:
        if not isinstance(value, str):
            raise self.fault("E-TYPE", place, f"应是文字，写的是 {value!r}")
        return value

    def day(self, value: Any, place: str) -> date:
        try:
            return read_day(value)
        except KnownError as fault:
            raise self.fault(fault.code, place, fault.sentence, fault.cure) from None


def read_day(value: Any) -> date:
    """A day written as 2023-10-09. Raises KnownError."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise KnownError("E-DATE", f"“{value}”不是日期", "日期写成 2023-10-09 的样子")
    return parse_day(value)


def read_value(fact: FactDef, value: Any) -> Value:
    """One value in canonical form: text with a unit, a plain number in the fact's own unit, true/false, or None for 无."""
    if value is None or isinstance(value, Declared):
        return _absent(fact)
    match fact.type:
        case FactType.FLAG:
            if isinstance(value, bool):
                return value
            if str(value) in _YES:
                return _YES[str(value)]
            raise KnownError("E-TYPE", f"“{fact.name}”应为 是 或 否，写的是“{value}”")
        case FactType.DATE:
            return read_day(value)
        case FactType.CHOICE:
            if value not in fact.choices:
                raise KnownError(
                    "E-CHOICE",
                    f"“{fact.name}”没有“{value}”这一项",
                    nearest(str(value), fact.choices) or f"可用：{'、'.join(fact.choices)}",
                )
            return str(value)
        case FactType.TEXT:
            return str(value)
    return _number(fact, value)


def _absent(fact: FactDef) -> Value:
    if fact.type in (FactType.FLAG, FactType.CHOICE, FactType.DATE, FactType.TEXT):
        return ABSENT
    raise KnownError("E-TYPE", f"“{fact.name}”是数，不能写无", "没有发生就写 0，不知道就不写")


def _number(fact: FactDef, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str, float, Fraction)):
        raise KnownError("E-TYPE", f"“{fact.name}”应为数，写的是 {value!r}")
    text = repr(value) if isinstance(value, float) else str(value)
    if fact.type is FactType.SCORE and text.endswith("分") and text[0].isdigit():
        # As `show_value` writes it; a score is never money.
        text += "值"
    size, dim = parse_quantity(text, fact.unit)
    scale = scale_of(fact)
    if dim != scale.dim:
        expected = f"单位应与“{fact.unit}”同类" if fact.unit else "不该带这种单位"
        raise KnownError("E-UNIT", f"“{fact.name}”的单位不对：“{value}”", expected)
    stored = size * scale.per_base
    if stored.denominator != 1:
        raise KnownError(
            "E-PRECISION", f"“{fact.name}”的小数位太多：“{value}”", "金额最多到分" if dim == MONEY else "请减少小数位"
        )
    _check_range(fact, stored.numerator, value)
    return stored.numerator


def _check_range(fact: FactDef, stored: int, value: Any) -> None:
    # Beyond this bound the proofs that whole numbers suffice no longer hold, here and in the store's 64 bits.
    if abs(stored) > OPEN_BOUND[fact.type] * scale_of(fact).per_base:
        raise KnownError("E-RANGE", f"“{fact.name}”大得不可能：“{value}”", "请数一数位数，核对单位（元、千元、万元）")
    if (fact.low is not None and stored < fact.low) or (fact.high is not None and stored > fact.high):
        scale = scale_of(fact)
        ends = [
            show_size(Fraction(end, scale.per_base), scale.dim, fact.unit) if end is not None else "不限"
            for end in (fact.low, fact.high)
        ]
        raise KnownError(
            "E-RANGE",
            f"“{fact.name}”超出合理范围：“{value}”",
            f"应在 {ends[0]} 到 {ends[1]} 之间{'；请核对单位（元、千元、万元）' if fact.type is FactType.MONEY else ''}",
        )


def show_value(fact: FactDef, value: Value) -> str:
    """A canonical value as a clerk would write it, in the fact's own unit."""
    if isinstance(value, Declared):
        return "否" if fact.type is FactType.FLAG else "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    scale = scale_of(fact)
    if scale.dim == MONEY and fact.unit and (unit := find_unit(fact.unit)):
        return f"{exact_quotient(value * unit.size.denominator, unit.size.numerator)} {fact.unit}"
    return show_part(value, scale.per_base, scale.dim, fact.unit)
