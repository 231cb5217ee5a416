"""What the 管理 place needs, in plain values. What touches the store is called on its worker; refusals are KnownErrors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from qcy_desktop.domain.accounts import Account, Role
from qcy_desktop.domain.records import ArchivedThing, AuditRow, BackupFile, BatchRecord, Expiring
from qcy_desktop.services.archives import ClosedYear
from qcy_desktop.ui.people.gate import Gate


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to get an account, with the password for the first log-in."""

    user: str
    name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True, slots=True)
class Backups:
    """The finished backups, newest first, and how things stand. `second` is the further folder, `lacking` what is wrong there.

    `closed` says why backups are made elsewhere; empty here.
    """

    files: tuple[BackupFile, ...]
    age: str
    second: str = ""
    lacking: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What restoring one backup would take back: a sentence, and each act (when, who, what, to what), newest first."""

    sentence: str
    acts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at (name, how much) and what was found wrong (place, sentence); `facts` are names and values to tell."""

    parts: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """Which acts are looked for; what is empty does not matter. `until` is the last day that counts."""

    who: str = ""
    act: str = ""
    record: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """What the office is called and how it numbers; `window` belongs to this machine."""

    name: str = ""
    code: str = ""
    desk: str = ""
    address: str = ""
    phone: str = ""
    window: str = ""
    holidays: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine prefers and an administrator may change."""

    idle_minutes: int = 10
    practice: bool = False
    second_backup: str = ""
    encrypted: str = ""


class AdminDesk(Protocol):
    """Everything an administrator does at the window."""

    @property
    def seat(self) -> Gate: ...
    def today(self) -> date: ...
    def look(self) -> tuple[str, int]: ...

    def accounts(self) -> tuple[Account, ...]: ...
    def begin_accounts(self, user: str, name: str, password: str) -> None: ...
    def add_account(self, person: NewPerson) -> None: ...
    def set_roles(self, user: str, roles: frozenset[Role]) -> None: ...
    def reset_password(self, user: str, password: str) -> None: ...
    def switch_account(self, user: str, *, active: bool) -> None: ...
    def unlock_account(self, user: str) -> None: ...
    def first_password(self) -> str: ...

    def backups(self) -> Backups: ...
    def back_up(self) -> str: ...
    def loss(self, name: str) -> Loss: ...
    def ask_restore(self, name: str) -> None: ...
    def carry_out(self, file: Path) -> str: ...
    def set_second(self, folder: str) -> None: ...

    def closed_years(self) -> tuple[ClosedYear, ...]: ...
    def archive_year(self, year: int) -> str: ...
    def bring_year_back(self, year: int) -> str: ...
    def find_archived(self, typed: str) -> tuple[ArchivedThing, ...]: ...

    def health(self) -> Health: ...

    def act_words(self) -> Mapping[str, str]: ...
    def acts(self, sought: Sought) -> tuple[AuditRow, ...]: ...
    def changes(self, act: AuditRow) -> tuple[tuple[str, str, str], ...]: ...
    def export_acts(self, sought: Sought, file: Path) -> int: ...

    def batches(self) -> tuple[BatchRecord, ...]: ...

    def office(self) -> Office: ...
    def save_office(self, office: Office) -> None: ...

    def machine(self) -> Machine: ...
    def save_machine(self, machine: Machine) -> None: ...
    def export_settings(self, file: Path) -> None: ...
    def import_settings(self, file: Path) -> None: ...
    def reset_settings(self) -> str: ...

    def expiring(self, until: date) -> tuple[Expiring, ...]: ...
    def erase_due(self) -> int: ...
