"""What the clerk has typed so far: raw texts kept whole, values where they can be read, an enterprise made of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qcy_desktop.domain.enterprise import ABSENT, Award, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period

Key = tuple[str, int | None]
Parse = Callable[[FactDef, str], Value]
Show = Callable[[FactDef, Value], str]
NUMERIC = frozenset(t for t in FactType if t not in (FactType.DATE, FactType.FLAG, FactType.CHOICE, FactType.TEXT))


@dataclass(slots=True)
class Entry:
    """One field: the text as typed, its value when it could be read, the sentence when not, where it came from."""

    text: str = ""
    value: Value | None = None
    fault: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One act that can be undone: the field, what stood there and what stands there now."""

    key: Key
    label: str
    before: Entry
    after: Entry


@dataclass(slots=True)
class Sheet:
    """The open enterprise. Nothing typed is ever lost: unreadable text stays as text with its fault."""

    facts: dict[str, FactDef]
    parse: Parse
    show: Show
    name: str = ""
    uscc: str = ""
    id: int | None = None
    entries: dict[Key, Entry] = field(default_factory=dict)
    events: tuple[Event, ...] | None = None
    records: dict[str, tuple[dict[str, Value], ...]] = field(default_factory=dict)
    awards: tuple[Award, ...] | None = None
    _done: list[Edit] = field(default_factory=list)
    _undone: list[Edit] = field(default_factory=list)

    def entry(self, key: Key) -> Entry:
        """The field as it stands; an empty one when nothing was typed."""
        return self.entries.get(key, Entry())

    def type_text(self, key: Key, text: str, source: str | None = None) -> Entry:
        """Take over typed text; reads it when it can be read, keeps it with a sentence when not."""
        before = replace(self.entry(key))
        after = self._read(key, text, before.source if source is None else source)
        self._place(key, after)
        self._remember(key, before, after)
        return after

    def set_source(self, key: Key, source: str) -> None:
        """Say where a figure was taken from."""
        entry = self.entries.setdefault(key, Entry())
        entry.source = source

    def tidy(self, key: Key) -> Entry:
        """After leaving a field: the same value in its usual writing."""
        entry = self.entry(key)
        if entry.value is not None and not isinstance(entry.value, Declared):
            entry.text = self.show(self.facts[key[0]], entry.value)
        return entry

    def declare_absent(self, key: Key) -> None:
        """The officer declares that there is none: a value, not a gap."""
        before = replace(self.entry(key))
        after = Entry("", ABSENT, "", before.source)
        self._place(key, after)
        self._remember(key, before, after)

    def faults(self) -> dict[Key, str]:
        """Every field that cannot be read, with its sentence."""
        return {key: entry.fault for key, entry in self.entries.items() if entry.fault}

    def filled(self) -> int:
        return sum(1 for entry in self.entries.values() if entry.value is not None)

    def is_empty(self) -> bool:
        return not (self.name or self.uscc or self.entries or self.events or self.records or self.awards)

    def enterprise(self, as_of: date) -> Enterprise:
        """A frozen value to reckon on; unreadable fields are left out, so they count as not known."""
        facts = {key: entry.value for key, entry in self.entries.items() if entry.value is not None}
        sources = {key: entry.source for key, entry in self.entries.items() if entry.source and key in facts}
        return Enterprise(
            name=self.name,
            uscc=self.uscc,
            as_of=as_of,
            facts=facts,
            events=self.events,
            records=dict(self.records),
            awards=self.awards,
            sources=sources,
        )

    def take(self, enterprise: Enterprise, id: int | None) -> None:
        """Open an enterprise: everything before is forgotten, including what could be undone."""
        self.name, self.uscc, self.id = enterprise.name, enterprise.uscc, id
        self.entries = {}
        for key, value in enterprise.facts.items():
            definition = self.facts.get(key[0])
            if definition is not None:
                text = "" if isinstance(value, Declared) else self.show(definition, value)
                self.entries[key] = Entry(text, value, "", enterprise.sources.get(key, ""))
        self.events = enterprise.events
        self.records = {kind: tuple(dict(row) for row in rows) for kind, rows in enterprise.records.items()}
        self.awards = enterprise.awards
        self.forget_acts()

    def forget_acts(self) -> None:
        """From here on nothing can be taken back."""
        self._done.clear()
        self._undone.clear()

    def undo(self) -> Edit | None:
        """Take back the last act; None when there is nothing left."""
        return self._step(self._done, self._undone, backwards=True)

    def redo(self) -> Edit | None:
        return self._step(self._undone, self._done, backwards=False)

    def next_undo(self) -> str:
        """What `undo` would take back, in words."""
        return self._done[-1].label if self._done else ""

    def next_redo(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def label(self, key: Key) -> str:
        """The field in words: ``2025 年 研发费用``."""
        definition = self.facts.get(key[0])
        name = definition.name if definition else key[0]
        return f"{key[1]} 年 {name}" if key[1] is not None else name

    def _read(self, key: Key, text: str, source: str) -> Entry:
        if not text.strip():
            return Entry("", None, "", source)
        try:
            return Entry(text, self.parse(self.facts[key[0]], text), "", source)
        except KnownError as fault:
            return Entry(text, None, str(fault), source)

    def _place(self, key: Key, entry: Entry) -> None:
        if entry.text or entry.value is not None or entry.source:
            self.entries[key] = entry
        else:
            self.entries.pop(key, None)

    def _remember(self, key: Key, before: Entry, after: Entry) -> None:
        self._undone.clear()
        if self._done and self._done[-1].key == key:
            before = self._done.pop().before
        if before.text != after.text or before.value != after.value:
            self._done.append(Edit(key, self.label(key), before, after))
        del self._done[:-200]

    def _step(self, source: list[Edit], target: list[Edit], *, backwards: bool) -> Edit | None:
        if not source:
            return None
        edit = source.pop()
        self._place(edit.key, replace(edit.before if backwards else edit.after))
        target.append(edit)
        return edit


def years_for(definition: FactDef, as_of: date) -> tuple[int | None, ...]:
    """The year asked first: the last full year for yearly facts, none for the rest."""
    return (as_of.year - 1,) if definition.period is Period.YEAR else (None,)


def to_body(sheet: Sheet, as_of: date) -> str:
    """The whole sheet as text for a draft, unreadable fields included."""
    return json.dumps(
        {
            "name": sheet.name,
            "uscc": sheet.uscc,
            "id": sheet.id,
            "as_of": as_of.isoformat(),
            "entries": [
                [key[0], key[1], entry.text, entry.source, isinstance(entry.value, Declared)]
                for key, entry in sheet.entries.items()
            ],
            "events": None if sheet.events is None else [_event_out(e) for e in sheet.events],
            "records": {
                kind: [{f: _value_out(v) for f, v in row.items()} for row in rows]
                for kind, rows in sheet.records.items()
            },
            "awards": None if sheet.awards is None else [_award_out(a) for a in sheet.awards],
        },
        ensure_ascii=False,
    )


def from_body(sheet: Sheet, body: str) -> date:
    """Fill the sheet from a draft and return its day of assessment. Raises KnownError when the text is damaged."""
    try:
        held = json.loads(body)
        sheet.take(Enterprise(name=held["name"], uscc=held["uscc"]), held["id"])
        for id, year, text, source, absent in held["entries"]:
            if absent:
                sheet.declare_absent((id, year))
            elif id in sheet.facts:
                sheet.type_text((id, year), text, source)
        sheet.events = None if held["events"] is None else tuple(_event_in(e) for e in held["events"])
        sheet.records = {
            kind: tuple({f: _value_in(v) for f, v in row.items()} for row in rows)
            for kind, rows in held["records"].items()
        }
        sheet.awards = None if held["awards"] is None else tuple(_award_in(a) for a in held["awards"])
        sheet.forget_acts()
        return date.fromisoformat(held["as_of"])
    except (KeyError, TypeError, ValueError) as fault:
        raise KnownError("E-DRAFT", "这份草稿已损坏，打不开。", "可在草稿列表里删除它，重新录入。") from fault


def _value_out(value: Value) -> list[object]:
    if isinstance(value, Declared):
        return ["absent", None]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["plain", value]


def _value_in(pair: list[object]) -> Value:
    kind, held = pair
    if kind == "absent":
        return ABSENT
    if kind == "date":
        return date.fromisoformat(str(held))
    if isinstance(held, bool | int | str):
        return held
    raise ValueError(kind)


def _event_out(event: Event) -> list[object]:
    expires = event.expires.isoformat() if event.expires else None
    return [event.kind, event.date.isoformat(), event.level, event.first, expires, event.note]


def _event_in(held: list[Any]) -> Event:
    kind, on, level, first, expires, note = held
    return Event(
        kind,
        date.fromisoformat(on),
        level,
        None if first is None else bool(first),
        date.fromisoformat(expires) if expires else None,
        note,
    )


def _award_out(award: Award) -> list[object]:
    return [award.matter, award.amount, award.date.isoformat(), award.level, award.measure]


def _award_in(held: list[Any]) -> Award:
    matter, amount, on, level, measure = held
    return Award(matter, int(amount), date.fromisoformat(on), level, measure)
