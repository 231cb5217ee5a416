"""What every paper needs besides its content: who prints it, when, with which words and typefaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing.wording import Stationery


@dataclass(frozen=True, slots=True)
class PaperContext:
    """Passed in by the caller, so that the same input gives the same bytes.

    `printed_at` is local time. `sample` puts 样张 across every page; `copy_number` 0 is the original, 1 the first 副本.
    `full` writes out what the sheets of results otherwise only name: every condition of every measure.
    """

    stationery: Stationery
    office: str
    window: str
    printed_at: datetime
    clerk: str = ""
    sample: bool = False
    copy_number: int = 0
    full: bool = False

    @property
    def printed(self) -> str:
        """``2026年11月20日 14:02``; the day alone when the caller gives midnight, that is no time."""
        day = show_day(self.printed_at.date())
        return day if self.printed_at.time() == time() else f"{day} {self.printed_at:%H:%M}"
