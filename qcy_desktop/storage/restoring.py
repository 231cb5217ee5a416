"""Puts a backup in the place of the present database, which is kept aside; killed at any moment, one of the two is there."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import audit, backups
from qcy_desktop.storage.faults import known, known_faults
from qcy_desktop.storage.locking import FolderLock
from qcy_desktop.storage.opening import Opening, connect_file
from qcy_desktop.storage.tables import settings
from qcy_desktop.storage.work import Signed, Work

_MARK = "restored_from"
_PREPARED = "qcy.restoring"


def restore(folder: Path, backup: Path, signed: Signed, opening: Opening) -> Path | None:
    """Restore `backup` into the user's folder; the store must be closed. Returns where the former file lies now.

    The folder may be new: so a database moves to another computer.

    The backup is checked first (pages, references, digest), the present database is backed up if it can still be read,
    and kept aside as a file in any case. The next opening upgrades the restored file if it is older and records the
    restore in its audit chain. Raises KnownError E-BACKUP-BAD, E-BACKUP-CHANGED, E-DB-SECOND, E-DB-FULL.
    """
    with known_faults():
        folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder / "qcy.lock")
    try:
        with known_faults():
            prepared = _prepare(folder, backup, signed, opening)
            present = folder / "qcy.db"
            _save_present(present, folder / "backups", opening)
            aside = _put_aside(present, signed.when)
            prepared.replace(present)
            backups.sync(folder)
            return aside
    finally:
        lock.release()


def _prepare(folder: Path, backup: Path, signed: Signed, opening: Opening) -> Path:
    """A checked copy beside the database that already bears the mark of a restore."""
    described = backups.described(backup)
    if described is not None and backups.file_digest(backup) != described.digest:
        raise backups.changed(backup.name)
    checked = backups.check_copy(backup, opening)
    prepared = folder / _PREPARED
    backups.require_space(backup.stat().st_size, folder)
    for old in (prepared, *_journals(prepared)):
        old.unlink(missing_ok=True)
    shutil.copyfile(backup, prepared)
    copy = connect_file(prepared, replace(opening, read_only=False))
    try:
        mark = {"backup": backup.name, "digest": checked.digest, "who": signed.who, "when": signed.when.isoformat()}
        copy.execute(
            "INSERT OR REPLACE INTO settings (key, value, changed_by) VALUES (?, ?, ?)",
            (_MARK, json.dumps(mark, ensure_ascii=False), signed.who),
        )
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    backups.sync(prepared)
    return prepared


def _journals(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


def _save_present(present: Path, folder: Path, opening: Opening) -> None:
    """A checked backup of the present database, and its journal written into it; a broken one is left as it is."""
    if not present.exists():
        return
    try:
        source: Any = connect_file(present, opening)
        try:
            backups.back_up(source, folder, opening, "restore")
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            source.close()
    except Exception as error:
        fault = error if isinstance(error, KnownError) else known(error)
        if fault is None:
            raise
        if fault.code == "E-DB-FULL":
            raise fault from error


def _put_aside(present: Path, when: datetime) -> Path | None:
    """A second name for the present file, then its journals out of the way of the one to come.

    A left-over journal would be played into the restored file and spoil it.
    """
    if not present.exists():
        return None
    aside = _free(present.with_name(f"qcy-aside-{when:%Y%m%d-%H%M%S}.db"))
    try:
        os.link(present, aside)
    except OSError:
        shutil.copyfile(present, aside)
    for journal in _journals(present):
        if journal.exists() and journal.stat().st_size:
            shutil.copyfile(journal, aside.with_name(aside.name + journal.name.removeprefix(present.name)))
        journal.unlink(missing_ok=True)
    return aside


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed restore left behind: the copy it prepared, and a second name of the present file.

    Under a second name the file kept aside would change with every later act.
    """
    prepared, present = folder / _PREPARED, folder / "qcy.db"
    for path in (prepared, *_journals(prepared)):
        path.unlink(missing_ok=True)
    for aside in folder.glob("qcy-aside-*.db") if present.exists() else ():
        if aside.samefile(present):
            aside.unlink()


def is_marked(connection: Connection) -> bool:
    """Whether this database was put here by a restore that is not yet in its audit chain."""
    return connection.execute(select(settings.c.key).where(settings.c.key == _MARK)).first() is not None


def record_restore(work: Work) -> bool:
    """Turn the mark of a restore, if there is one, into an audit link. Says whether there was one."""
    mark = work.connection.execute(select(settings.c.value).where(settings.c.key == _MARK)).scalar()
    if mark is None:
        return False
    said = json.loads(mark)
    signed = Signed(said["who"], datetime.fromisoformat(said["when"]))
    after = {"backup": said["backup"], "digest": said["digest"]}
    audit.append(work, signed, audit.Act("db.restore", "database", "qcy.db", {}, after))
    work.connection.execute(delete(settings).where(settings.c.key == _MARK))
    return True
