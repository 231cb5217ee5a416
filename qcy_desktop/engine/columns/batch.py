"""The facts of many enterprises as columns: one array of stored whole numbers per fact and year, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from qcy_desktop.domain.enterprise import Award, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.columns.spans import Bools, Ints, Marks, Span, sure
from qcy_desktop.engine.frame import AS_OF, NEVER, YEAR, Frame, Layout, year_at
from qcy_desktop.engine.ranges import Range

FactKey = tuple[str, int | None]  # fact id and year, as in Enterprise.facts
Records = Mapping[str, tuple[Mapping[str, Value], ...]]
FAR_OUT = 2**62  # a figure beyond it is outsized whatever the dictionary allows


@dataclass(frozen=True, slots=True)
class Given:
    """One fact of every row as a registry brings it.

    `values`: stored whole numbers for figures (money in fen), ordinals for days (-1: declared 无), places in the
    dictionary's list for choices (its length: declared 无), 0 or 1 for yes/no. `known` is None when nothing is missing;
    where it is False the value does not matter.
    """

    values: Any
    known: Bools | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of every row, by place of the row; None where nothing is known of any."""

    events: Sequence[tuple[Event, ...] | None] | None = None
    awards: Sequence[tuple[Award, ...] | None] | None = None
    records: Sequence[Records] | None = None


@dataclass(slots=True)
class Column:
    """One fact, ready to reckon with.

    `values` are int64, for yes/no int8 marks (-1 unknown), for choices places in the list of words, one past the last
    word for anything else and two past it for unknown. `unknown` is None when every row is known. For figures
    `missing` stands in unknown rows (its lower bound in `values`); `outsized` are the rows whose figure lies outside
    the range that proofs rest on. `never` tells whether some day was declared not to exist. `words` turn yes/no and
    choices back into what the interpreter reads.
    """

    values: Any
    unknown: Bools | None
    missing: Any = None
    never: bool = False
    outsized: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    words: tuple[bool | str | None, ...] = ()


class Columns:
    """The facts of `count` enterprises on one day. Holds no results; columns are made when first asked for."""

    def __init__(self, layout: Layout, as_of: date, count: int) -> None:
        self.layout = layout
        self.as_of = as_of
        self.count = count
        self._enterprises: Sequence[Enterprise] | None = None
        self._given: Mapping[FactKey, Given] = {}
        self._lists = Lists()
        self.made: dict[int, Column] = {}

    @classmethod
    def from_enterprises(cls, layout: Layout, enterprises: Sequence[Enterprise], as_of: date) -> Columns:
        """Columns over enterprises in the given order."""
        found = cls(layout, as_of, len(enterprises))
        found._enterprises = enterprises
        return found

    @classmethod
    def from_arrays(
        cls, layout: Layout, as_of: date, facts: Mapping[FactKey, Given], lists: Lists | None = None
    ) -> Columns:
        """Columns over arrays of one length, by fact id and year (None where not yearly). Raises KnownError.

        A fact that is not among them is known of no row.
        """
        sizes = {len(given.values) for given in facts.values()}
        if len(sizes) != 1:
            raise KnownError("E-COLUMNS", "各列的行数不同", "每一列都要有同样多的行")
        for id, year in facts:
            if layout.dictionary.fact(id) is None:
                raise KnownError("E-NAME", f"没有指标“{id}”（{year or '不分年度'}）", layout.dictionary.near_fact(id))
        found = cls(layout, as_of, sizes.pop())
        found._given, found._lists = facts, lists or Lists()
        return found

    # --- columns
    def column(self, key: t.SlotKey) -> Column:
        """The column of a fact with its year."""
        place = self.layout.place(key)
        if place not in self.made:
            self.made[place] = self._make(key)
        return self.made[place]

    def _make(self, key: t.SlotKey) -> Column:
        fact = self.layout.dictionary.fact(key.id)
        assert fact is not None and key.kind == "fact"
        values, unknown = self._raw(fact, (key.id, year_at(key, self.as_of.year)))
        match fact.type:
            case FactType.FLAG:
                return _flags(values, unknown)
            case FactType.CHOICE:
                return _choices(values, unknown, fact.choices)
            case FactType.DATE:
                return Column(values, unknown, never=bool((values == NEVER).any()))
        return _figures(values, unknown, self.layout.missing(key))

    def _raw(self, fact: FactDef, key: FactKey) -> tuple[Ints, Bools | None]:
        """Values as int64 and where they are unknown."""
        if self._enterprises is not None:
            return _gathered(fact, [enterprise.facts.get(key) for enterprise in self._enterprises])
        given = self._given.get(key)
        if given is None:
            return np.zeros(self.count, np.int64), np.ones(self.count, np.bool_)
        unknown = None if given.known is None or bool(given.known.all()) else ~given.known
        return np.asarray(given.values).astype(np.int64, copy=False), unknown

    # --- single rows, for the interpreter
    def frame(self, row: int) -> Frame:
        """The frame of one row, as the interpreter reads it."""
        if self._enterprises is not None:
            return self.layout.bind(self._enterprises[row], self.as_of)
        return self.layout.bind(self.enterprise(row), self.as_of)

    def enterprise(self, row: int) -> Enterprise:
        """One row as an enterprise (without name)."""
        if self._enterprises is not None:
            return self._enterprises[row]
        facts = {
            key: self._value(key[0], int(given.values[row]))
            for key, given in self._given.items()
            if given.known is None or given.known[row]
        }
        lists = self._lists
        return Enterprise(
            facts=facts,
            events=lists.events[row] if lists.events else None,
            awards=lists.awards[row] if lists.awards else None,
            records=lists.records[row] if lists.records else {},
        )

    def _value(self, id: str, stored: int) -> Value:
        fact = self.layout.dictionary.fact(id)
        assert fact is not None
        match fact.type:
            case FactType.FLAG:
                return bool(stored)
            case FactType.CHOICE:
                return fact.choices[stored] if stored < len(fact.choices) else Declared()
            case FactType.DATE:
                return Declared() if stored == NEVER else date.fromordinal(stored)
        return stored


def _gathered(fact: FactDef, found: list[Value | None]) -> tuple[Ints, Bools | None]:
    unknown = np.array([value is None for value in found], np.bool_)
    places = {word: i for i, word in enumerate(fact.choices)}
    match fact.type:
        case FactType.FLAG:
            values = [1 if value is True else 0 for value in found]
        case FactType.CHOICE:
            values = [places.get(value, len(places)) if isinstance(value, str) else len(places) for value in found]
        case FactType.DATE:
            values = [value.toordinal() if isinstance(value, date) else NEVER if value else 0 for value in found]
        case _:
            values = [max(-FAR_OUT - 1, min(FAR_OUT + 1, value)) if isinstance(value, int) else 0 for value in found]
    return np.array(values, np.int64), unknown if unknown.any() else None


def _flags(values: Ints, unknown: Bools | None) -> Column:
    marks: Marks = (values != 0).astype(np.int8)
    if unknown is not None:
        marks[unknown] = -1
    return Column(marks, unknown, words=(False, True, None))


def _choices(values: Ints, unknown: Bools | None, choices: tuple[str, ...]) -> Column:
    places = np.minimum(values, len(choices))
    if unknown is not None:
        places[unknown] = len(choices) + 1
    return Column(places, unknown, words=(*choices, "", None))


def _figures(values: Ints, unknown: Bools | None, missing: Range) -> Column:
    low, high = max(-FAR_OUT, int(missing.low)), min(FAR_OUT, int(missing.high))
    outside = (values < low) | (values > high)
    if unknown is not None:
        outside &= ~unknown
        values = np.where(unknown, low, values)
    outsized = np.flatnonzero(outside)
    if len(outsized):
        values = values.copy()
        values[outsized] = low
    return Column(values, unknown, missing, outsized=outsized)


class Rows:
    """The rows that compiled functions work on: a stretch of all rows, or some rows picked from it.

    `narrowed` holds other stand-ins for missing figures, by place, where the rows are known to need them.
    """

    __slots__ = ("_spans", "columns", "count", "narrowed", "where")

    def __init__(
        self, columns: Columns, where: slice | Ints, count: int, narrowed: Mapping[int, Any] | None = None
    ) -> None:
        self.columns = columns
        self.where = where
        self.count = count
        self.narrowed = narrowed or {}
        self._spans: dict[int, Span] = {}

    def values(self, place: int) -> Any:
        """The stored values of these rows."""
        return self.columns.made[place].values[self.where]

    def unknown(self, place: int) -> Bools | None:
        """Which of these rows are not known; None when all are."""
        mask = self.columns.made[place].unknown
        return None if mask is None else mask[self.where]

    def missing(self, place: int) -> Any:
        """What stands for a missing figure: a Range, or a number where it is narrowed to one."""
        return self.narrowed.get(place, self.columns.made[place].missing)

    def span(self, place: int) -> Span:
        """The figures of these rows by their bounds."""
        found = self._spans.get(place)
        if found is None:
            found = self._spans[place] = self._span(place)
        return found

    def _span(self, place: int) -> Span:
        values, unknown = self.values(place), self.unknown(place)
        if unknown is None or not unknown.any():
            return sure(values)
        missing = self.missing(place)
        low, high = (int(end) for end in r.bounds(missing))
        if place in self.narrowed:
            values = np.where(unknown, low, values)
        open_, bottomless = (unknown if flag else False for flag in (r.is_open(missing), r.is_bottomless(missing)))
        return Span(values, np.where(unknown, high, values), open_, bottomless)

    def frames(self, places: Sequence[int], rows: Ints) -> Iterator[Frame]:
        """For each of some rows (counted within these) a frame that holds the facts of the given places and nothing
        else. It is one and the same list every time."""
        columns = self.columns
        frame: Frame = [None] * columns.layout.size
        frame[AS_OF], frame[YEAR] = columns.as_of.toordinal(), columns.as_of.year
        for values in zip(*(self._read(place, rows) for place in places), strict=True):
            for place, value in zip(places, values, strict=True):
                frame[place] = value
            yield frame

    def _read(self, place: int, rows: Ints) -> list[Any]:
        column = self.columns.made[place]
        values: list[Any] = self.values(place)[rows].tolist()
        if column.words:
            return [column.words[value] for value in values]
        unknown = self.unknown(place)
        if unknown is None:
            return values
        missing = self.missing(place)
        return [missing if gone else value for value, gone in zip(values, unknown[rows].tolist(), strict=True)]
