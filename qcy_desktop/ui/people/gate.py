"""What the window needs to know of the person at the desk, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qcy_desktop.domain.accounts import Right


@dataclass(frozen=True, slots=True)
class Seated:
    """Who sits here. `user` is the log-in name, empty where no accounts are kept; `roles` are words to show."""

    name: str
    user: str = ""
    roles: str = ""
    must_change: bool = False


NOBODY = Seated("未登录")


class Gate(Protocol):
    """The seat at this desk. What changes it touches the store and is called on the one store worker."""

    def keeps_accounts(self) -> bool: ...
    def look_again(self) -> None: ...
    def seated(self) -> Seated: ...
    def why_not(self, *rights: Right) -> str: ...
    def idle_minutes(self) -> int: ...
    def password_faults(self, new: str) -> tuple[tuple[str, bool], ...]: ...

    def log_in(self, user: str, password: str) -> Seated: ...
    def change_password(self, old: str, new: str) -> Seated: ...
    def log_out(self) -> None: ...


Undoable = tuple[int, str, datetime]
"""An own act that can be taken back: its link, its name, when it was done."""


class UndoDesk(Protocol):
    """Called on the store worker; refusals are KnownErrors."""

    def undoable(self) -> tuple[Undoable, ...]: ...
    def take_back(self, link: int) -> tuple[tuple[str, str], ...]: ...
