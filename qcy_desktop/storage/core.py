"""Opens the user's folder, holds its lock, and gives every act one transaction."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from traceback import format_tb
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, text

from qcy_desktop.domain.accounts import Session
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BackupFile
from qcy_desktop.storage import audit, backups, migrating, restoring, shelf, witness
from qcy_desktop.storage.faults import known, known_faults
from qcy_desktop.storage.locking import FolderLock
from qcy_desktop.storage.opening import WRITES, Opening, connect_file, hall_engine, refuse_unsafe_folder, sqlite_engine
from qcy_desktop.storage.shelf import Shelf
from qcy_desktop.storage.work import Signed, Work

_log = logging.getLogger(__name__)

DATABASE = "qcy.db"
LOCK = "qcy.lock"
BACKUPS = "backups"
_HALL_WRITE = 5143594
"""Advisory lock of PostgreSQL that lets one desk write at a time, as the file's lock does for SQLite."""


class Core:
    """The open database: one folder, one lock, transactions."""

    def __init__(self, folder: Path, engine: Engine, opening: Opening, lock: FolderLock | None) -> None:
        self.folder = folder
        self.opening = opening
        self._engine = engine
        self._lock = lock
        self._current = threading.local()
        self._settled = False
        self._before_upgrade: BackupFile | None = None
        self._witness = folder / (witness.HALL if opening.url else witness.FILE)
        self._file = None if opening.url else _identity(folder / DATABASE)

    @classmethod
    def open(cls, folder: Path, migrations: Path, opening: Opening | None = None) -> Self:
        """Open (or begin) the database of the user's folder and bring it to this version's tables.

        `migrations` is the folder with Alembic's ``env.py``. Raises KnownError: E-DB-SECOND, E-DB-PLACE, E-DB-NEWER,
        E-DB-FOREIGN, E-DB-KEY, E-DB-CORRUPT, E-DB-OPEN, E-DB-READONLY, E-DB-FULL, E-DB-UPGRADE.
        """
        opening = opening or Opening()
        opened = cls._hall(folder, migrations, opening) if opening.url else cls._own(folder, migrations, opening)
        try:
            opened._settle_in()
        except BaseException:
            opened.close()
            raise
        return opened

    @classmethod
    def _hall(cls, folder: Path, migrations: Path, opening: Opening) -> Self:
        engine = hall_engine(opening)
        try:
            with known_faults():
                migrating.upgrade_hall(engine, migrations)
                folder.mkdir(parents=True, exist_ok=True)
        except BaseException:
            engine.dispose()
            raise
        return cls(folder, engine, opening, None)

    @classmethod
    def _own(cls, folder: Path, migrations: Path, opening: Opening) -> Self:
        if not opening.anywhere:
            refuse_unsafe_folder(folder)
        with known_faults():
            folder.mkdir(parents=True, exist_ok=True)
        lock = None if opening.read_only else FolderLock(folder / LOCK)
        try:
            with known_faults():
                made = _bring_up(folder, migrations, opening)
                opened = cls(folder, sqlite_engine(folder / DATABASE, opening), opening, lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        opened._before_upgrade = made
        return opened

    def _settle_in(self) -> None:
        """Write down what happened to the file before it was opened, and make sure it is the one last used here."""
        with self.reading() as connection:
            doubt = witness.contradiction(connection, self._witness)
            restored = restoring.is_marked(connection)
            named = bool(witness.seen(connection).database)
        if doubt is not None and not restored and not self.opening.adopt:
            raise KnownError(
                doubt.code, doubt.sentence, "如确认要用这个数据库，请以“接受”方式打开；否则请放回原来的文件。"
            )
        if self.opening.read_only:
            return
        if not named or restored or doubt is not None or self._before_upgrade is not None:
            with self.transaction() as work:
                witness.name_database(work)
                restoring.record_restore(work)
                self._record_opening(work, adopted=doubt is not None and not restored)
        self._settled = True
        self.remember()

    def _record_opening(self, work: Work, *, adopted: bool) -> None:
        signed = Signed("", self.opening.clock())
        if self._before_upgrade is not None:
            audit.append(work, signed, backups.link(self._before_upgrade))
            after = {"from": self._before_upgrade.schema}
            audit.append(work, signed, audit.Act("db.upgrade", "database", DATABASE, {}, after))
        if adopted:
            audit.append(work, signed, audit.Act("db.adopt", "database", DATABASE))

    @property
    def shelf(self) -> Shelf:
        """Where contents of closed years lie."""
        return Shelf(self.folder / shelf.FOLDER, self.opening)

    def send_backups_to(self, second: Path | None) -> None:
        """Copy every backup to this further folder from now on; None: to none."""
        self.opening = replace(self.opening, second_target=second)

    def schema(self) -> int:
        """The number of the tables this database has."""
        with self.reading() as connection:
            if self.opening.url:
                return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
            return int(connection.execute(text("PRAGMA user_version")).scalar_one())

    def remember(self) -> None:
        """Note beside the database which it is and how far its audit chain has come."""
        if not self.opening.read_only:
            with self.reading() as connection:
                seen = witness.seen(connection)
            witness.write(self._witness, seen)

    def close(self) -> None:
        """Write the journal into the file, let go of file and lock. Safe to call twice."""
        try:
            if self.opening.url and self._settled:
                self.remember()
            if self._lock is not None and _identity(self.folder / DATABASE) == self._file:
                if self._settled:
                    self.remember()
                self._write_journal_back()
        finally:
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _write_journal_back(self) -> None:
        with known_faults(), self.raw() as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """The driver's own connection, for what SQLite does outside of transactions."""
        with self._engine.connect() as connection:
            yield connection.connection.driver_connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One act: everything called on the store within it is committed together or not at all.

        `Work.change()` says afterwards what changed. Within an open transaction of the same thread it is a part of that
        one: if it fails it is undone by itself, so that whoever goes on regardless keeps no half of it.
        """
        running: Work | None = getattr(self._current, "work", None)
        if running is not None:
            with running.part():
                yield running
            return
        self._refuse_if_unwritable()
        with known_faults(), self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                if self.opening.url:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _HALL_WRITE})
                session: Session | None = getattr(self._current, "session", None)
                folder = None if self.opening.url else self.folder
                work = Work(connection, self.opening.personal, self.opening.random, session, folder)
                self._current.work = work
                try:
                    yield work
                finally:
                    self._current.work = None

    @contextmanager
    def acting(self, session: Session | None) -> Iterator[None]:
        """Within it, this thread's acts are done by `session` and refused where its rights end."""
        former: Session | None = getattr(self._current, "session", None)
        self._current.session = session
        try:
            yield
        finally:
            self._current.session = former

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state, the running transaction's if there is one."""
        running: Work | None = getattr(self._current, "work", None)
        if running is not None:
            yield running.connection
            return
        with known_faults(), self._engine.connect() as connection:
            if self.opening.url:
                # Several statements must see one state although other desks go on writing.
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
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


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _bring_up(folder: Path, migrations: Path, opening: Opening) -> BackupFile | None:
    """Compare one number; only if it differs back up and upgrade. Returns the backup made before an upgrade."""
    path, made = folder / DATABASE, None
    if not opening.passphrase:
        migrating.refuse_untouched(path, migrations)
    if not opening.read_only:
        backups.clear_unfinished(folder / BACKUPS)
        restoring.clear_unfinished(folder)
    probe = connect_file(path, opening)
    try:
        number = migrating.number_of_file(probe, migrations)
        if number == migrating.newest(migrations) or opening.read_only:
            return None
        if number > 0:
            # The upgrade itself may write every page once more, into the journal and back.
            backups.require_space(path.stat().st_size * 3, folder)
            made = backups.back_up(probe, folder / BACKUPS, opening, "upgrade")
    finally:
        probe.close()
    engine = sqlite_engine(path, opening)
    try:
        migrating.upgrade_file(engine, migrations)
    except Exception as error:
        if made is None:
            raise
        raise _not_upgraded(error, folder / BACKUPS / made.name) from error
    finally:
        engine.dispose()
    return made


def _not_upgraded(error: Exception, backup: Path) -> KnownError:
    """What to say of an upgrade that was taken back, with the way to the backup made before it."""
    kept = f"升级前的备份在“{backup}”，请保留。"
    fault = error if isinstance(error, KnownError) else known(error)
    if fault is not None:
        return KnownError(fault.code, fault.sentence, f"{fault.cure}{kept}")
    # Where it broke, for the log; what the statement said might be personal.
    _log.warning("the upgrade broke with %s at\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
    sentence = "数据库升级没有成功，已全部退回升级前的状态。"
    return KnownError("E-DB-UPGRADE", sentence, f"{kept}请导出运行日志，联系维护人员。")
