"""The frame: one flat list per enterprise in which every fact that the rules mention has its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qcy_desktop.domain.assessment import Need
from qcy_desktop.domain.enterprise import Award, Declared, Enterprise, Event
from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import OPEN_BOUND, Dictionary, scale_of
from qcy_desktop.engine.ranges import Range

AS_OF, YEAR, EVENTS, AWARDS, FIRST_FREE = 0, 1, 2, 3, 4
NEVER = -1  # a day that was declared not to exist: every comparison with it is false

# The ranges of these say something by themselves: a share of 0 to 100 %, a score, the days of a year.
_FIRM_TYPES = (FactType.RATIO, FactType.SCORE, FactType.DAYS)

Frame = list[Any]


def missing_value(fact: FactDef) -> Range | None:
    """What stands in the frame for a fact that is not known: its declared range, or None where it is not a number."""
    if fact.type in (FactType.FLAG, FactType.CHOICE, FactType.DATE, FactType.TEXT):
        return None
    scale = scale_of(fact)
    high = fact.high if fact.high is not None else OPEN_BOUND[fact.type] * scale.per_base
    low = fact.low if fact.low is not None else -high
    return Range(low, high, open_=fact.high is None, bottomless=fact.low is None)


@dataclass(slots=True)
class _Slot:
    index: int
    key: t.SlotKey
    missing: Any
    type: FactType | None


@dataclass(slots=True)
class _Index:
    """A frame in which nothing is known, the same with plausible ranges halved, and where facts and records go in it in
    one year."""

    empty: Frame
    halves: Frame = field(default_factory=list)
    facts: dict[tuple[str, int | None], list[_Slot]] = field(default_factory=dict)
    records: dict[str, tuple[int, list[_Slot]]] = field(default_factory=dict)


@dataclass(slots=True)
class Layout:
    """Gives every fact its place and fills frames. Grows while rules are compiled, then only binds."""

    dictionary: Dictionary
    places: dict[t.SlotKey, int] = field(default_factory=dict)
    slots: list[_Slot] = field(default_factory=list)
    size: int = FIRST_FREE
    matters: dict[str, str] = field(default_factory=dict)  # the matter of each measure
    levels: dict[str, str] = field(default_factory=dict)  # the level that pays each measure, where it is one alone
    _indexes: dict[int, _Index] = field(default_factory=dict)
    _needs: dict[tuple[t.SlotKey, int], Need] = field(default_factory=dict)

    def place(self, key: t.SlotKey) -> int:
        """The index of a fact, a kind of records or a field of the current record."""
        if key not in self.places:
            self.places[key] = self.size
            self.slots.append(_Slot(self.size, key, self._missing(key), self._type(key)))
            self.size += 1
        return self.places[key]

    def missing(self, key: t.SlotKey) -> Any:
        """What stands in every frame for the value while it is not known."""
        return self.slots[self.place(key) - FIRST_FREE].missing

    def _definition(self, key: t.SlotKey) -> FactDef | None:
        if key.kind == "fact":
            return self.dictionary.fact(key.id)
        record = self.dictionary.record(key.id) if key.kind == "field" else None
        return record.field(key.sub) if record else None

    def _missing(self, key: t.SlotKey) -> Any:
        fact = self._definition(key)
        return missing_value(fact) if fact else None

    def _type(self, key: t.SlotKey) -> FactType | None:
        fact = self._definition(key)
        return fact.type if fact else None

    def bind(self, enterprise: Enterprise, as_of: date) -> Frame:
        """A frame for one enterprise on one day."""
        index = self._index(as_of.year)
        frame: Frame = index.empty.copy()
        frame[AS_OF], frame[YEAR] = as_of.toordinal(), as_of.year
        frame[EVENTS] = _by_kind(enterprise.events)
        frame[AWARDS] = self._awards(enterprise)
        read = index.facts
        for key, value in enterprise.facts.items():
            for slot in read.get(key, ()):
                frame[slot.index] = value if value.__class__ is int else _stored(slot, value)
        for id, rows in enterprise.records.items():
            if id in index.records:
                place, fields = index.records[id]
                frame[place] = [{slot.index: _read(slot, row.get(slot.key.sub)) for slot in fields} for row in rows]
        return frame

    def halved(self, frame: Frame) -> Frame:
        """The same frame with the plausible ranges of facts that are not known halved."""
        index = self._index(frame[YEAR])
        parts = zip(frame, index.empty, index.halves, strict=True)
        return [half if value is missing else value for value, missing, half in parts]

    def _index(self, year: int) -> _Index:
        """Where the facts of an enterprise go on a day of this year; made anew when rules have been compiled since."""
        index = self._indexes.get(year)
        if index is None or len(index.empty) != self.size:
            if len(self._indexes) > 32:
                self._indexes.clear()
            index = self._indexes[year] = self._indexed(year)
        return index

    def _indexed(self, year: int) -> _Index:
        found = _Index([None] * self.size)
        for slot in self.slots:
            key = slot.key
            found.empty[slot.index] = None if key.kind == "records" else slot.missing
            if key.kind == "fact":
                found.facts.setdefault((key.id, year_at(key, year)), []).append(slot)
            elif key.kind == "records":
                fields = [field for field in self.slots if field.key.kind == "field" and field.key.id == key.id]
                found.records[key.id] = (slot.index, fields)
        found.halves = found.empty.copy()
        for slot in self.slots:
            if slot.type not in _FIRM_TYPES:
                found.halves[slot.index] = _halved(found.empty[slot.index])
        return found

    def _awards(self, enterprise: Enterprise) -> tuple[Award, ...] | None:
        """The ledger with what each award leaves to be told from its measure."""
        return None if enterprise.awards is None else tuple(map(self.complete, enterprise.awards))

    def complete(self, award: Award) -> Award:
        """An award with matter and level; one that names only its measure counts for that measure's matter and payer."""
        if award.matter and award.level:
            return award
        matter = award.matter or self.matters.get(award.measure, award.measure)
        return replace(award, matter=matter, level=award.level or self.levels.get(award.measure, ""))

    def need(self, key: t.SlotKey, year: int) -> Need:
        """The missing fact of a slot, named with its year as a clerk would."""
        found = self._needs.get((key, year))
        if found is None:
            found = self._needs[key, year] = self._need(key, year)
        return found

    def _need(self, key: t.SlotKey, year: int) -> Need:
        if key.kind == "records":
            record = self.dictionary.record(key.id)
            return Need(record.name if record else key.id, key.id)
        if key.kind == "field":
            record = self.dictionary.record(key.id)
            entry = record.field(key.sub) if record else None
            return Need(f"{record.name if record else key.id}的{entry.name if entry else key.sub}", key.id)
        fact = self.dictionary.fact(key.id)
        name = fact.name if fact else key.id
        at = year_at(key, year)
        return Need(name, key.id) if at is None else Need(f"{at}年度 {name}", key.id, at)


def year_at(key: t.SlotKey, year: int) -> int | None:
    """The calendar year that a fact's place speaks of on a day of `year`, None where the fact is not yearly."""
    ref = key.year
    return None if ref is None else ref.year if ref.year is not None else year + ref.offset


def _halved(value: Any) -> Any:
    if value.__class__ is not Range:
        return value
    half = value.low + (value.high - value.low) // 2
    return Range(value.low, half, open_=value.open, bottomless=value.bottomless, why=value.why)


def _read(slot: _Slot, value: Any) -> Any:
    return slot.missing if value is None else _stored(slot, value)


def _stored(slot: _Slot, value: Any) -> Any:
    if isinstance(value, Declared):
        return NEVER if slot.type is FactType.DATE else "" if slot.type is FactType.CHOICE else False
    return value.toordinal() if isinstance(value, date) else value


def visit(
    f: Frame, records: list[dict[int, Any]], test: Callable[[Frame], bool | None] | None
) -> Iterator[bool | None]:
    """Puts one record after another into the frame and yields whether it passes the test; then puts back what stood
    there, since the records may be visited from inside one of them."""
    before = [(index, f[index]) for index in records[0]] if records else []
    try:
        for record in records:
            for index, item in record.items():
                f[index] = item
            yield True if test is None else test(f)
    finally:
        for index, item in before:
            f[index] = item


def _by_kind(events: tuple[Event, ...] | None) -> dict[str, list[Event]] | None:
    if events is None:
        return None
    found: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda item: item.date):
        found.setdefault(event.kind, []).append(event)
    return found
