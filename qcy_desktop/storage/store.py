"""The store itself: opens the user's folder, holds its lock, and gives every act one transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, text

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import (
    AssessmentRow,
    BackupFile,
    Case,
    Draft,
    EnterpriseRow,
    FactRow,
    KeptAssessment,
    Paper,
    Saving,
)
from qcy_desktop.storage import assessments, backups, cases, drafts, enterprises, migrating, search
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.locking import FolderLock
from qcy_desktop.storage.opening import WRITES, Opening, connect_file, hall_engine, refuse_unsafe_folder, sqlite_engine
from qcy_desktop.storage.tables import SCHEMA
from qcy_desktop.storage.work import Signed, Work

DATABASE = "qcy.db"
LOCK = "qcy.lock"
BACKUPS = "backups"
_HALL_WRITE = 5143594
"""Advisory lock of PostgreSQL that lets one desk write at a time, as the file's lock does for SQLite."""


class Storage:
    """All that the office keeps. Made by `Storage.open`; used from any thread, one transaction per thread at a time.

    Every method raises KnownError for what the environment did (busy, read-only, full, corrupt, gone); the transaction
    is then undone and what was committed before is whole.
    """

    def __init__(self, folder: Path, engine: Engine, opening: Opening, lock: FolderLock | None) -> None:
        self.folder = folder
        self.opening = opening
        self._engine = engine
        self._lock = lock
        self._current = threading.local()
        self._file = None if opening.url else _identity(folder / DATABASE)

    @classmethod
    def open(cls, folder: Path, migrations: Path, opening: Opening | None = None) -> Storage:
        """Open (or begin) the database of the user's folder and bring it to this version's tables.

        `migrations` is the folder with Alembic's ``env.py``. Raises KnownError: E-DB-SECOND, E-DB-PLACE, E-DB-NEWER,
        E-DB-FOREIGN, E-DB-KEY, E-DB-CORRUPT, E-DB-OPEN, E-DB-READONLY, E-DB-FULL, E-DB-UPGRADE.
        """
        opening = opening or Opening()
        if opening.url:
            engine = hall_engine(opening)
            with known_faults():
                migrating.upgrade_hall(engine, migrations)
            return cls(folder, engine, opening, None)
        if not opening.anywhere:
            refuse_unsafe_folder(folder)
        with known_faults():
            folder.mkdir(parents=True, exist_ok=True)
        lock = None if opening.read_only else FolderLock(folder / LOCK)
        try:
            with known_faults():
                _bring_up(folder, migrations, opening)
                return cls(folder, sqlite_engine(folder / DATABASE, opening), opening, lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        """Write the journal into the file, let go of file and lock. Safe to call twice."""
        if not self.opening.url and not self.opening.read_only and self._lock is not None:
            with known_faults(), self._engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Storage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One act: everything called on the store within it is committed together or not at all.

        `Work.change()` says afterwards what changed. Within an open transaction of the same thread it joins that one.
        """
        running: Work | None = getattr(self._current, "work", None)
        if running is not None:
            yield running
            return
        self._refuse_if_unwritable()
        with known_faults(), self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                if self.opening.url:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _HALL_WRITE})
                work = Work(connection, self.opening.personal, self.opening.random)
                self._current.work = work
                try:
                    yield work
                finally:
                    self._current.work = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state, the running transaction's if there is one."""
        running: Work | None = getattr(self._current, "work", None)
        if running is not None:
            yield running.connection
            return
        with known_faults(), self._engine.connect() as connection, connection.begin():
            yield connection

    def _refuse_if_unwritable(self) -> None:
        if self.opening.read_only:
            raise KnownError("E-DB-READONLY", "当前以只读方式打开，不能保存。", "请关闭后以正常方式打开。")
        if self._file is not None and _identity(self.folder / DATABASE) != self._file:
            raise KnownError(
                "E-DB-GONE",
                f"数据库文件“{self.folder / DATABASE}”被移走或换掉了，本次操作没有写入。",
                "请把文件放回原处并重新启动程序，或恢复备份。",
            )

    # Enterprises

    def save_enterprise(self, enterprise: Enterprise, who: str, when: datetime, saving: Saving | None = None) -> int:
        """Make `enterprise` what is known of it from now on; what no longer stands is kept as history. Returns its id."""
        with self.transaction() as work:
            return enterprises.save(work, enterprise, Signed(who, when), saving or Saving())

    def load_enterprise(self, id: int, at: datetime | None = None) -> Enterprise:
        """The enterprise as known now, or as it was known at a moment. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return enterprises.load(connection, id, at)

    def find_enterprises(self, typed: str, limit: int = 20) -> tuple[EnterpriseRow, ...]:
        """By name part, first letters, full pinyin, code, area, phone tail; nothing typed: the last changed ones."""
        with self.reading() as connection:
            return search.find(connection, typed, limit)

    def remove_enterprise(self, id: int, who: str, when: datetime) -> None:
        """Take it out of lists and search; can be undone."""
        with self.transaction() as work:
            enterprises.remove(work, id, Signed(who, when))

    def import_enterprises(self, listed: Iterable[enterprises.Listed], who: str, when: datetime) -> int:
        """Add many enterprises as from a register, all or none. Returns how many."""
        with self.transaction() as work:
            return enterprises.take_in(work, listed, Signed(who, when))

    def stated_facts(self, enterprise_id: int) -> tuple[FactRow, ...]:
        """Every figure that stands, with unit, source and who entered it."""
        with self.reading() as connection:
            return enterprises.stated_facts(connection, enterprise_id)

    def fact_history(self, enterprise_id: int, fact: str, year: int | None = None) -> tuple[FactRow, ...]:
        """Every value one figure ever had, newest first."""
        with self.reading() as connection:
            return enterprises.history(connection, enterprise_id, fact, year)

    # Assessments

    def keep_assessment(
        self, enterprise_id: int, inputs: Enterprise, result: Assessment, who: str, when: datetime
    ) -> int:
        """Keep an assessment with the inputs it was reckoned on. Returns its id."""
        with self.transaction() as work:
            return assessments.keep(work, enterprise_id, inputs, result, Signed(who, when))

    def list_assessments(self, enterprise_id: int, limit: int = 100) -> tuple[AssessmentRow, ...]:
        """The kept assessments of one enterprise, newest first."""
        with self.reading() as connection:
            return assessments.listed(connection, enterprise_id, limit)

    def load_assessment(self, id: int) -> KeptAssessment:
        """Inputs and result as kept. Raises KnownError E-DB-MISSING, or E-DB-CHANGED when tampered with."""
        with self.reading() as connection:
            return assessments.load(connection, id)

    # Drafts

    def save_draft(self, draft: Draft, who: str, when: datetime) -> int:
        """Write a draft over its former self, or anew. Returns its id."""
        with self.transaction() as work:
            return drafts.save(work, draft, Signed(who, when))

    def list_drafts(self, who: str | None = None) -> tuple[Draft, ...]:
        """One person's drafts (None: everybody's), newest first."""
        with self.reading() as connection:
            return drafts.listed(connection, who)

    def drop_draft(self, id: int) -> None:
        """Throw a draft away; one that is gone is no error."""
        with self.transaction() as work:
            drafts.drop(work, id)

    # Cases and papers

    def save_case(self, case: Case, who: str, when: datetime) -> int:
        """Open a case or write it over its former self. Raises KnownError E-DB-CONFLICT. Returns its id."""
        with self.transaction() as work:
            return cases.save(work, case, Signed(who, when))

    def load_case(self, id: int) -> Case:
        """One case. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return cases.load(connection, id)

    def list_cases(
        self, states: tuple[str, ...] = (), enterprise_id: int | None = None, limit: int = 200
    ) -> tuple[Case, ...]:
        """Cases in any of `states` (none named: all), of one enterprise if named, longest waiting first."""
        with self.reading() as connection:
            return cases.listed(connection, states, enterprise_id, limit)

    def keep_paper(self, paper: cases.NewPaper, who: str, when: datetime) -> Paper:
        """Keep a paper's bytes as handed over and give it its number."""
        with self.transaction() as work:
            return cases.keep_paper(work, paper, Signed(who, when))

    def copy_paper(self, id: int, who: str, when: datetime) -> tuple[Paper, bytes]:
        """Count and record one more copy; returns the paper and its bytes."""
        with self.transaction() as work:
            return cases.copy_paper(work, id, Signed(who, when))

    def paper_body(self, id: int) -> bytes:
        """A paper's PDF bytes. Raises KnownError E-DB-MISSING, E-DB-CHANGED."""
        with self.reading() as connection:
            return cases.paper_body(connection, id)

    def list_papers(self, enterprise_id: int | None = None, case_id: int | None = None) -> tuple[Paper, ...]:
        """Papers of an enterprise or of a case, newest first."""
        with self.reading() as connection:
            return cases.listed_papers(connection, enterprise_id, case_id)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _bring_up(folder: Path, migrations: Path, opening: Opening) -> BackupFile | None:
    """Compare one number; only if it differs back up and upgrade. Returns the backup made before an upgrade."""
    path, made = folder / DATABASE, None
    backups.clear_unfinished(folder / BACKUPS)
    probe = connect_file(path, opening)
    try:
        number = migrating.number_of_file(probe)
        if number == SCHEMA or opening.read_only:
            return None
        if number > 0:
            made = backups.back_up(probe, folder / BACKUPS, opening, "upgrade")
    finally:
        probe.close()
    engine = sqlite_engine(path, opening)
    try:
        migrating.upgrade_file(engine, migrations)
    finally:
        engine.dispose()
    return made
