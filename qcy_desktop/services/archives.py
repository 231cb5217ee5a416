"""Closed years kept apart: which can be, which are, one moved away or brought back; every run is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.records import ArchivedThing, YearHolding
from qcy_desktop.services.batchwork import recorded
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage

THINGS = {"case": "办件", "paper": "文书", "assessment": "评估", "attachment": "附件"}
"""The kinds of what is archived, in the order of a `YearHolding`."""
BACK = 10
"""So many years back are looked at."""


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """What of one closed year lies here and can be archived, and what lies in its archive."""

    year: int
    here: YearHolding
    apart: YearHolding


@dataclass(frozen=True, slots=True)
class Archives:
    """What one person may do with archives. Every method raises KnownError for known faults."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def years(self) -> tuple[ClosedYear, ...]:
        """The closed years that hold anything, newest first."""
        this, held = self.clock().year, {one.year: one for one in self.store.archive.held()}
        here = {year: self.store.archive.closed(year) for year in {*range(this - BACK, this), *held}}
        found = (ClosedYear(year, here[year], held.get(year, _nothing(year))) for year in sorted(here, reverse=True))
        return tuple(one for one in found if one.here.any or one.apart.any)

    def make(self, year: int) -> str:
        """Move a closed year into a file of its own; what was done, in a sentence. Raises E-RIGHT, E-ARCHIVE-…, E-DB-HALL."""
        hand = self.hand()
        hand.require(Right.ARCHIVE)
        with recorded(self.store, "archive", hand, self.clock) as tally, self.store.acting(hand.session):
            moved = self.store.archive.closed(year)
            path = self.store.archive.make(year, hand.who, self.clock())
            tally.counts.update(_counts(moved))
        return f"已把 {year} 年的{told(moved)}归入 {path}"

    def bring_back(self, year: int) -> str:
        """Bring a year's contents back; what was done, in a sentence. Raises E-RIGHT, E-ARCHIVE-GONE, E-ARCHIVE-BAD."""
        hand = self.hand()
        hand.require(Right.ARCHIVE)
        with recorded(self.store, "archive", hand, self.clock) as tally, self.store.acting(hand.session):
            moved = self.store.archive.bring_back(year, hand.who, self.clock())
            tally.counts.update(_counts(moved))
        return f"已取回 {year} 年：{told(moved)}"

    def find(self, typed: str) -> tuple[ArchivedThing, ...]:
        """What lies in the archives by number, enterprise, measure or file name."""
        return self.store.archive.find(typed)


def told(holding: YearHolding) -> str:
    """How much it is, in words."""
    return "、".join(f"{word} {count} 件" for word, count in _counts(holding).items() if count) or "没有内容"


def _counts(holding: YearHolding) -> dict[str, int]:
    counts = (holding.cases, holding.papers, holding.assessments, holding.attachments)
    return dict(zip(THINGS.values(), counts, strict=True))


def _nothing(year: int) -> YearHolding:
    return YearHolding(year, 0, 0, 0, 0)
