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
class Layout:
    """Gives every fact its place and fills frames. Grows while rules are compiled, then only binds."""

    dictionary: Dictionary
    places: dict[t.SlotKey, int] = field(default_factory=dict)
    slots: list[_Slot] = field(default_factory=list)
    size: int = FIRST_FREE
    matters: dict[str, str] = field(default_factory=dict)  # the matter of each measure

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
        frame: Frame = [None] * self.size
        frame[AS_OF], frame[YEAR] = as_of.toordinal(), as_of.year
        frame[EVENTS] = _by_kind(enterprise.events)
        frame[AWARDS] = self._awards(enterprise)
        year, facts = as_of.year, enterprise.facts
        for slot in self.slots:
            key = slot.key
            if key.kind == "fact":
                ref = key.year
                at = None if ref is None else ref.year if ref.year is not None else year + ref.offset
                value = facts.get((key.id, at))
                frame[slot.index] = (
                    slot.missing if value is None else value if value.__class__ is int else _stored(slot, value)
                )
            elif key.kind == "records":
                frame[slot.index] = self._records(key.id, enterprise)
            else:
                frame[slot.index] = slot.missing
        return frame

    def _awards(self, enterprise: Enterprise) -> tuple[Award, ...] | None:
        """The ledger with the matter of each award; one that names only its measure counts for that measure's matter."""
        if enterprise.awards is None:
            return None
        matters = self.matters
        return tuple(
            award if award.matter else replace(award, matter=matters.get(award.measure, award.measure))
            for award in enterprise.awards
        )

    def _records(self, id: str, enterprise: Enterprise) -> list[dict[int, Any]] | None:
        """Each record as a mapping from field places to values, or None when nothing is known of this kind."""
        found = enterprise.records.get(id)
        if found is None:
            return None
        fields = [slot for slot in self.slots if slot.key.kind == "field" and slot.key.id == id]
        return [{slot.index: _read(slot, record.get(slot.key.sub)) for slot in fields} for record in found]

    def need(self, key: t.SlotKey, year: int) -> Need:
        """The missing fact of a slot, named with its year as a clerk would."""
        if key.kind == "records":
            record = self.dictionary.record(key.id)
            return Need(record.name if record else key.id, key.id)
        if key.kind == "field":
            record = self.dictionary.record(key.id)
            entry = record.field(key.sub) if record else None
            return Need(f"{record.name if record else key.id}的{entry.name if entry else key.sub}", key.id)
        fact = self.dictionary.fact(key.id)
        name = fact.name if fact else key.id
        if key.year is None:
            return Need(name, key.id)
        at = key.year.year if key.year.year is not None else year + key.year.offset
        return Need(f"{at}年度 {name}", key.id, at)


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
