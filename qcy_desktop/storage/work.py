"""One transaction in progress: the connection, and what has changed in it so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from qcy_desktop.domain.accounts import Session
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import ChangeRecord


@dataclass(slots=True)
class Work:
    """Handed to everything that writes within one act; never leaves the store except inside `Storage.transaction`.

    `folder` is where the database's file lies; None for a hall, whose disk is not ours to ask.
    """

    connection: Connection
    personal: frozenset[str]
    random: Callable[[int], bytes]
    session: Session | None = None
    folder: Path | None = None
    changed: list[tuple[str, str]] = field(default_factory=list)
    audit: list[int] = field(default_factory=list)

    @property
    def on_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def add(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert one row and return the id it got."""
        key = self.connection.execute(insert(table).values(**values)).inserted_primary_key
        assert key is not None  # a single insert always reports its key
        return int(key[0])

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the act that is undone by itself when it fails."""
        changed, linked = len(self.changed), len(self.audit)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            del self.changed[changed:], self.audit[linked:]
            raise

    def change(self) -> ChangeRecord:
        """What has changed so far, each record once, in order."""
        return ChangeRecord(tuple(dict.fromkeys(self.changed)), tuple(self.audit))


@dataclass(frozen=True, slots=True)
class Signed:
    """Who does something and when; every change to the store bears it."""

    who: str
    when: datetime


def conflict(what: str) -> KnownError:
    """The refusal to overwrite what somebody else changed meanwhile."""
    return KnownError(
        "E-DB-CONFLICT", f"{what}刚被别人改过，没有覆盖对方的内容。", "请刷新后核对差异，再决定是否保存。"
    )


def missing(what: str, id: object) -> KnownError:
    """The answer to an id that is not there."""
    return KnownError("E-DB-MISSING", f"找不到{what} {id}。", "它可能已被删除，请刷新列表。")
