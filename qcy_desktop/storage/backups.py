"""Copies the database while it is in use, proves each copy good, thins old ones, and puts one back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BackupFile, Finding
from qcy_desktop.storage.audit import Act
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.opening import Opening, connect_file

GUARDED = frozenset({"upgrade", "restore", "pack"})
"""Reasons for which a backup was made before something risky."""

_SPARE = 16 << 20
"""Free bytes that must remain beside a copy."""


def back_up(source: Any, folder: Path, opening: Opening, reason: str) -> BackupFile:
    """Copy an open database into `folder`, reopen and check the copy, and only then give it its name.

    `source` is a raw SQLite connection. Raises KnownError E-DB-FULL when space is short, E-BACKUP-BAD when the copy is
    not sound; then nothing is left behind.
    """
    with known_faults():
        folder.mkdir(parents=True, exist_ok=True)
        require_space(_size(source), folder)
        made_at = opening.clock().astimezone(UTC)
        final = folder / _free_name(folder, made_at, reason)
        unfinished = final.with_suffix(".part")
        try:
            _copy(source, unfinished, opening)
            facts = check_copy(unfinished, opening)
            finished = replace(facts, name=final.name, made_at=made_at, reason=reason)
            _write_whole(final.with_suffix(".json"), _as_json(finished))
            sync(unfinished)
            unfinished.replace(final)
            sync(folder)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return finished


def _size(source: Any) -> int:
    # SQLCipher answers some of these in words.
    pages, bytes_each = (int(source.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    return pages * bytes_each


def require_space(size: int, folder: Path) -> None:
    """Raises KnownError E-DB-FULL when `size` more bytes would fill the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        needed = (size + _SPARE - free) // (1 << 20) + 1
        raise KnownError("E-DB-FULL", f"磁盘空间不够，还差约 {needed} MB。", f"请清理“{folder}”所在磁盘后重试。")


def _free_name(folder: Path, made_at: datetime, reason: str) -> str:
    stem = f"qcy-{made_at:%Y%m%d-%H%M%S}-{reason}"
    number, name = 1, f"{stem}.db"
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}.db"
    return name


def _copy(source: Any, target: Path, opening: Opening) -> None:
    target.unlink(missing_ok=True)
    copy = connect_file(target, replace(opening, read_only=False))
    try:
        source.backup(copy)
        # One file only: what is carried away must not need a journal beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def check_copy(path: Path, opening: Opening) -> BackupFile:
    """Reopen a copy, check its pages, references and audit head. Raises KnownError E-BACKUP-BAD."""
    bad = KnownError("E-BACKUP-BAD", f"备份文件“{path.name}”没有通过检查。", "请改用另一份备份，并检查磁盘。")
    try:
        copy = connect_file(path, replace(opening, read_only=True))
    except (sqlite3.DatabaseError, KnownError) as error:
        raise bad from error
    try:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise bad
        if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise bad
        count, head = _audit_head(copy)
        schema = copy.execute("PRAGMA user_version").fetchone()[0]
    except KnownError:
        raise
    except Exception as error:  # both drivers' DatabaseError, which share no base
        raise bad from error
    finally:
        copy.close()
    size = path.stat().st_size
    return BackupFile(path.name, datetime.now(UTC), "", file_digest(path), size, schema, count, head)


def _audit_head(copy: Any) -> tuple[int, str]:
    there = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_head'").fetchone()
    if there is None:
        return 0, ""
    count, head = copy.execute("SELECT links, digest FROM audit_head").fetchone()
    return int(count), str(head)


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_json(backup: BackupFile) -> str:
    return json.dumps({**asdict(backup), "made_at": backup.made_at.isoformat()}, ensure_ascii=False, indent=1)


def _write_whole(path: Path, text: str) -> None:
    """Write aside, sync, rename: the file is there whole or not at all."""
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def sync(path: Path) -> None:
    """Wait until a file or folder lies on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    # Windows syncs only what is open for writing.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link(backup: BackupFile) -> Act:
    """What the audit chain is told of a backup, so that its file can be recognised later."""
    after = {"name": backup.name, "digest": backup.digest, "reason": backup.reason, "links": backup.audit_count}
    return Act("db.backup", "database", backup.name, {}, after)


def changed(name: str) -> KnownError:
    """The refusal of a backup that is not the file that was made."""
    return KnownError("E-BACKUP-CHANGED", f"备份“{name}”与制作时不一致，被改动或被调换。", "请改用另一份备份。")


def listed(folder: Path) -> tuple[BackupFile, ...]:
    """The finished backups of a folder, newest first; a file without its description is left out."""
    found = [described(path) for path in folder.glob("qcy-*.db")] if folder.is_dir() else []
    return tuple(sorted((b for b in found if b is not None), key=lambda b: (b.made_at, b.name), reverse=True))


def described(path: Path) -> BackupFile | None:
    """What was written down about a backup when it was made; None when nothing readable."""
    try:
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return BackupFile(**{**data, "name": path.name, "made_at": datetime.fromisoformat(data["made_at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def surplus(kept: Iterable[BackupFile], now: datetime) -> tuple[str, ...]:
    """Names of backups no longer needed.

    Kept are: the newest; all of the last two days; one a day for two weeks, one a week for two months, one a month
    for two years; and for thirty days every one made before an upgrade, a restore or a new pack.
    """
    newest_first = sorted(kept, key=lambda b: (b.made_at, b.name), reverse=True)
    taken: set[tuple[object, ...]] = set()
    gone: list[str] = []
    for number, backup in enumerate(newest_first):
        age = now - backup.made_at
        guarded = age <= timedelta(days=2) or (backup.reason in GUARDED and age <= timedelta(days=30))
        slot = _slot(backup.made_at, age)
        if number and not guarded and (slot is None or slot in taken):
            gone.append(backup.name)
        elif slot is not None:
            taken.add(slot)
    return tuple(gone)


def _slot(made_at: datetime, age: timedelta) -> tuple[object, ...] | None:
    if age <= timedelta(days=14):
        return ("day", made_at.date())
    if age <= timedelta(days=62):
        return ("week", *made_at.isocalendar()[:2])
    return ("month", made_at.year, made_at.month) if age <= timedelta(days=731) else None


def thin(folder: Path, now: datetime) -> tuple[str, ...]:
    """Remove surplus backups and say which."""
    gone = surplus(listed(folder), now)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
        (folder / name).with_suffix(".json").unlink(missing_ok=True)
    return gone


def copy_to(second: Path, folder: Path, backup: BackupFile) -> Finding | None:
    """Put a finished backup into a second place as well. None when done and proved, else what went wrong."""
    aside, final = second / f"{backup.name}.part", second / backup.name
    try:
        if not second.is_dir():
            return Finding("E-BACKUP-SECOND", str(second), f"第二备份位置“{second}”不在，本次只备份到本机。")
        shutil.copyfile(folder / backup.name, aside)
        sync(aside)
        if file_digest(aside) != backup.digest:
            return Finding("E-BACKUP-SECOND", str(second), f"写到第二备份位置“{second}”的文件与原件不符。")
        _write_whole(final.with_suffix(".json"), _as_json(backup))
        aside.replace(final)
        thin(second, backup.made_at)
    except OSError as error:
        return Finding("E-BACKUP-SECOND", str(second), f"写不进第二备份位置“{second}”：{error.strerror}。")
    finally:
        _forget(aside)
    return None


def copy_archives(place: Path, files: Iterable[Path]) -> Finding | None:
    """Put the archives of closed years, which a backup does not hold, into a second place as well. None when done."""
    for path in files:
        aside, final = place / f"{path.name}.part", place / path.name
        try:
            if final.exists() and file_digest(final) == file_digest(path):
                continue
            place.mkdir(exist_ok=True)
            shutil.copyfile(path, aside)
            sync(aside)
            aside.replace(final)
        except OSError as error:
            sentence = f"归档文件“{path.name}”写不进第二备份位置“{place}”：{error.strerror}。"
            return Finding("E-BACKUP-SECOND", str(place), sentence)
        finally:
            _forget(aside)
    return None


def lacking(second: Path, folder: Path) -> Finding | None:
    """Why a second place does not hold the newest backup of `folder`; None when it does."""
    newest = next(iter(listed(folder)), None)
    if not second.is_dir():
        return Finding("E-BACKUP-SECOND", str(second), f"第二备份位置“{second}”不在。")
    if newest is not None and described(second / newest.name) != newest:
        return Finding("E-BACKUP-SECOND", str(second), f"第二备份位置“{second}”里没有最近一份备份。")
    return None


def _forget(path: Path) -> None:
    # The target may have been unplugged meanwhile; there is nothing left to tidy then.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed backup left behind."""
    leftovers: Iterable[Path] = folder.glob("qcy-*.part*") if folder.is_dir() else ()
    for path in leftovers:
        path.unlink(missing_ok=True)
    for description in folder.glob("qcy-*.json") if folder.is_dir() else ():
        if not description.with_suffix(".db").exists():
            description.unlink()
