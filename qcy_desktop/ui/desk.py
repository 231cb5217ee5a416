"""What the window needs from the fitter: one desk of plain values, and the surroundings it runs in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.facts import EventDef, FactDef, RecordDef
from qcy_desktop.domain.whatif import Sweep
from qcy_desktop.services.library import Library
from qcy_desktop.services.visits import Visit
from qcy_desktop.ui.admin.desk import AdminDesk
from qcy_desktop.ui.clauses.desk import ClauseDesk
from qcy_desktop.ui.contacts.desk import ContactsDesk
from qcy_desktop.ui.forms_office.desk import FormsDesk
from qcy_desktop.ui.notes.desk import NotesDesk
from qcy_desktop.ui.officer.desk import OfficerDesk
from qcy_desktop.ui.people.gate import Gate, UndoDesk


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One enterprise found by the search box."""

    id: int
    name: str
    uscc: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One assessment that was saved earlier."""

    id: int
    saved_at: datetime
    as_of: date
    summary: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Work that was not finished; `body` is the text given to `save_draft`, returned unread."""

    id: str
    name: str
    saved_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack in use and how many of its measures this office has verified."""

    title: str
    version: str
    verified: int
    unverified: int


class AskingDesk(Protocol):
    """What the self-check needs: everything works in memory, nothing touches the store."""

    practice: bool

    def facts(self) -> tuple[FactDef, ...]: ...
    def parse(self, fact: FactDef, text: str) -> Value: ...
    def assess(self, enterprise: Enterprise, as_of: date) -> Assessment: ...
    def print_self_check(
        self, assessment: Assessment, enterprise: Enterprise, answers: tuple[tuple[str, str], ...]
    ) -> bytes: ...


class Desk(AskingDesk, ContactsDesk, UndoDesk, Protocol):
    """Everything a clerk can do at the counter. Foreseen faults are raised as KnownError.

    `assess`, `sweep`, `parse`, `show`, `facts`, `events`, `records`, `packs` work in memory and are called on the window's
    thread; the rest may touch the store and is called on the one store worker.
    """

    closed: str
    """Why nothing can be kept here, as a sentence; empty when it can."""

    @property
    def seat(self) -> Gate: ...
    @property
    def admin(self) -> AdminDesk | None: ...

    def events(self) -> tuple[EventDef, ...]: ...
    def records(self) -> tuple[RecordDef, ...]: ...
    def packs(self) -> tuple[PackLine, ...]: ...
    def show(self, fact: FactDef, value: Value) -> str: ...
    def sweep(self, enterprise: Enterprise, as_of: date, key: tuple[str, int | None], ends: tuple[int, int]) -> Sweep:
        """The answers for many values of one figure between two ends, both included."""
        ...

    def find(self, text: str) -> tuple[FoundRow, ...]: ...
    def recent(self) -> tuple[FoundRow, ...]: ...
    def pinned(self) -> tuple[FoundRow, ...]: ...
    def turn_pin(self, id: int) -> bool:
        """Pin the enterprise for this clerk, or unpin it; answers whether it is pinned now."""
        ...

    def open_noted(self, id: int) -> bool:
        """The enterprise is being opened: first of the recent ones from now on. Answers whether it is pinned."""
        ...

    def stated_on(self, id: int) -> dict[tuple[str, int | None], date]:
        """On which day each figure that stands was stated."""
        ...

    def visit(self, id: int) -> Visit: ...
    def load(self, id: int) -> Enterprise: ...
    def save(self, enterprise: Enterprise, id: int | None) -> int: ...
    def keep(self, id: int, assessment: Assessment) -> None: ...
    def history(self, id: int) -> tuple[KeptRow, ...]: ...
    def print_assessment(self, assessment: Assessment, enterprise: Enterprise) -> bytes: ...
    def print_keys(self, lines: tuple[tuple[str, str, str], ...]) -> bytes: ...
    def drafts(self) -> tuple[DraftRow, ...]: ...
    def save_draft(self, id: str, name: str, body: str) -> datetime: ...
    def drop_draft(self, id: str) -> None: ...
    def backup_age(self) -> str: ...
    def library(self) -> Library: ...
    def clauses(self) -> ClauseDesk: ...
    def forms(self) -> FormsDesk | None: ...
    def notes(self) -> NotesDesk: ...
    def officer(self) -> OfficerDesk | None: ...
    def read_codes(self, texts: tuple[str, ...]) -> Enterprise: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks on this machine: `theme` is system, light, dark or contrast; `scale` is a percentage."""

    theme: str = "system"
    scale: int = 100
    geometry: str = ""

    def with_theme(self, theme: str) -> Look:
        return replace(self, theme=theme)

    def with_scale(self, scale: int) -> Look:
        return replace(self, scale=max(80, min(200, scale)))


def forget_look(look: Look) -> None:
    """Keep nothing: for tests and for the kiosk."""


def forget_keys(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Keep nothing: for tests and for the kiosk."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window may know of the machine: read-only resources, a folder for crash files, the look and its keeper."""

    resources: Path
    crash_folder: Path
    today: Callable[[], date]
    now: Callable[[], datetime]
    look: Look = Look()
    keep_look: Callable[[Look], None] = forget_look
    version: str = ""
    log_folder: Path | None = None
    bell: Path | None = None
    """The file by which a second start asks this window to come to the front."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys that this desk has changed, by act; `keep_keys` remembers them."""
    keep_keys: Callable[[Mapping[str, tuple[str, ...]]], None] = forget_keys
