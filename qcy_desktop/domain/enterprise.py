"""An enterprise as the counter knows it: dated facts, events, records and awards, each with its source. Frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Declared:
    """The officer declared that the enterprise has no such thing (否 or 无): a value, not a gap."""


ABSENT = Declared()

# A fact's value in its canonical form: whole numbers in the fact type's smallest unit (money in fen), yes/no, a day,
# a choice or text, or ABSENT. Which one is fixed by the dictionary of facts (`engine.facts`).
Value = int | bool | dt.date | str | Declared


@dataclass(frozen=True, slots=True)
class Event:
    """A recognition, library entry, listing …: its kind, level and day. `first` None means not stated."""

    kind: str
    date: dt.date
    level: str = ""
    first: bool | None = None
    expires: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """Money already received: which measure or matter, from which level, how much (fen), when."""

    matter: str
    amount: int
    date: dt.date
    level: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A snapshot to reckon on.

    `facts` maps (fact id, year) to a value; the year is None for facts that are not yearly. `events` and `awards` are
    None when nothing is known about them and a (possibly empty) tuple when declared complete; the same holds for each
    kind of `records`. `sources` names where a figure was taken from, by the same keys as `facts`.
    """

    name: str = ""
    uscc: str = ""
    as_of: dt.date | None = None
    facts: Mapping[tuple[str, int | None], Value] = field(default_factory=dict)
    events: tuple[Event, ...] | None = None
    records: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    awards: tuple[Award, ...] | None = None
    sources: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
