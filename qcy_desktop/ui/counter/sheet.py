"""What the clerk has typed so far: raw texts kept whole, values where they can be read, an enterprise made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from qcy_desktop.domain.enterprise import ABSENT, Award, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period

Key = tuple[str, int | None]
Parse = Callable[[FactDef, str], Value]
Show = Callable[[FactDef, Value], str]
NUMERIC = frozenset(t for t in FactType if t not in (FactType.DATE, FactType.FLAG, FactType.CHOICE, FactType.TEXT))


@dataclass(slots=True)
class Entry:
    """One field: the text as typed, its value when it could be read, the sentence when not, where it came from.

    `since` is the day on which the value was stated at an earlier visit; None for what was typed now.
    """

    text: str = ""
    value: Value | None = None
    fault: str = ""
    source: str = ""
    since: date | None = None


class Part(StrEnum):
    """What can be copied from an earlier visit."""

    FACTS = "指标"
    EVENTS = "认定"
    RECORDS = "清单"
    AWARDS = "已获奖补"


@dataclass(frozen=True, slots=True)
class Lists:
    """Recognitions, records and awards as they stand together at one moment."""

    events: tuple[Event, ...] | None
    records: Mapping[str, tuple[dict[str, Value], ...]]
    awards: tuple[Award, ...] | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One act that can be undone: fields with what stood there and what stands there now, and the lists if they changed."""

    label: str
    fields: tuple[tuple[Key, Entry, Entry], ...] = ()
    lists: tuple[Lists, Lists] | None = None

    @property
    def key(self) -> Key | None:
        """The field, when the act touched exactly one."""
        return self.fields[0][0] if len(self.fields) == 1 and self.lists is None else None


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

    def lists(self) -> Lists:
        """The lists as they stand, to be given to `remember_lists` after a change."""
        return Lists(self.events, dict(self.records), self.awards)

    def remember_lists(self, label: str, before: Lists) -> None:
        """The lists have been changed from what they were: an act that can be taken back under that name."""
        now = self.lists()
        if before != now:
            self._undone.clear()
            self._done.append(Edit(label, lists=(before, now)))

    def copy_from(self, earlier: Enterprise, parts: frozenset[Part], label: str) -> int:
        """Fill what is empty from an earlier visit, as one act under that name; answers how many things were filled."""
        before, done = self.lists(), self._done[:]
        filled = self._copy_facts(earlier) if Part.FACTS in parts else []
        if Part.EVENTS in parts and self.events is None:
            self.events = earlier.events
        if Part.AWARDS in parts and self.awards is None:
            self.awards = earlier.awards
        if Part.RECORDS in parts:
            given = {kind: tuple(dict(row) for row in rows) for kind, rows in earlier.records.items()}
            self.records = {**given, **self.records}
        now = self.lists()
        changed = before != now
        if filled or changed:
            self._undone.clear()
            self._done = [*done, Edit(label, tuple(filled), (before, now) if changed else None)]
        lists = (before.events != now.events, before.awards != now.awards)
        return len(filled) + sum(lists) + len(now.records) - len(before.records)

    def _copy_facts(self, earlier: Enterprise) -> list[tuple[Key, Entry, Entry]]:
        filled = []
        for key, value in earlier.facts.items():
            definition, before = self.facts.get(key[0]), self.entry(key)
            if definition is None or before.text or before.value is not None:
                continue
            text = "" if isinstance(value, Declared) else self.show(definition, value)
            after = Entry(text, value, "", earlier.sources.get(key, ""), earlier.as_of)
            self._place(key, after)
            filled.append((key, replace(before), replace(after)))
        return filled

    def stale(self, year: int) -> tuple[Key, ...]:
        """Fields that belong to no year and were stated before that one: to be checked, since they may have changed."""
        return tuple(
            key
            for key, entry in self.entries.items()
            if key[1] is None and entry.value is not None and entry.since is not None and entry.since.year < year
        )

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

    def take(self, enterprise: Enterprise, id: int | None, since: Mapping[Key, date] | None = None) -> None:
        """Open an enterprise: everything before is forgotten, including what could be undone.

        `since` says on which day each figure was stated.
        """
        days = since or {}
        self.name, self.uscc, self.id = enterprise.name, enterprise.uscc, id
        self.entries = {}
        for key, value in enterprise.facts.items():
            definition = self.facts.get(key[0])
            if definition is not None:
                text = "" if isinstance(value, Declared) else self.show(definition, value)
                self.entries[key] = Entry(text, value, "", enterprise.sources.get(key, ""), days.get(key))
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
            before = self._done.pop().fields[0][1]
        if before.text != after.text or before.value != after.value:
            self._done.append(Edit(self.label(key), ((key, before, after),)))
        del self._done[:-200]

    def _step(self, source: list[Edit], target: list[Edit], *, backwards: bool) -> Edit | None:
        if not source:
            return None
        edit = source.pop()
        for key, before, after in edit.fields:
            self._place(key, replace(before if backwards else after))
        if edit.lists is not None:
            lists = edit.lists[0 if backwards else 1]
            self.events, self.records, self.awards = lists.events, dict(lists.records), lists.awards
        target.append(edit)
        return edit


def years_for(definition: FactDef, as_of: date) -> tuple[int | None, ...]:
    """The year asked first: the last full year for yearly facts, none for the rest."""
    return (as_of.year - 1,) if definition.period is Period.YEAR else (None,)
