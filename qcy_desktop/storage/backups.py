"""Copies the database while it is in use, proves each copy good, thins old ones, and puts one back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BackupFile
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.opening import Opening, connect_file

_CHUNK = 1 << 20
_SPARE = 16 << 20
"""Free bytes that must remain beside a copy."""


def back_up(source: Any, folder: Path, opening: Opening, reason: str) -> BackupFile:
    """Copy an open database into `folder`, reopen and check the copy, and only then give it its name.

    `source` is a raw SQLite connection. Raises KnownError E-DB-FULL when space is short, E-BACKUP-BAD when the copy is
    not sound; then nothing is left behind.
    """
    with known_faults():
        folder.mkdir(parents=True, exist_ok=True)
        _require_space(source, folder)
        made_at = opening.clock().astimezone(UTC)
        final = folder / _free_name(folder, made_at, reason)
        unfinished = final.with_suffix(".part")
        try:
            _copy(source, unfinished, opening)
            facts = check_copy(unfinished, opening)
            described = replace(facts, name=final.name, made_at=made_at, reason=reason)
            _write_whole(final.with_suffix(".json"), _as_json(described))
            _sync(unfinished)
            unfinished.replace(final)
            _sync(folder)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return described


def _require_space(source: Any, folder: Path) -> None:
    size = source.execute("PRAGMA page_count").fetchone()[0] * source.execute("PRAGMA page_size").fetchone()[0]
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        needed = (size + _SPARE - free) // (1 << 20) + 1
        raise KnownError("E-DB-FULL", f"磁盘空间不够备份，还差约 {needed} MB。", f"请清理“{folder}”所在磁盘后重试。")


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


def _as_json(described: BackupFile) -> str:
    return json.dumps({**asdict(described), "made_at": described.made_at.isoformat()}, ensure_ascii=False, indent=1)


def _write_whole(path: Path, text: str) -> None:
    """Write aside, sync, rename: the file is there whole or not at all."""
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def listed(folder: Path) -> tuple[BackupFile, ...]:
    """The finished backups of a folder, newest first; a file without its description is left out."""
    found = [_described(path) for path in folder.glob("qcy-*.db")] if folder.is_dir() else []
    return tuple(sorted((b for b in found if b is not None), key=lambda b: (b.made_at, b.name), reverse=True))


def _described(path: Path) -> BackupFile | None:
    try:
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return BackupFile(**{**data, "name": path.name, "made_at": datetime.fromisoformat(data["made_at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed backup left behind."""
    leftovers: Iterable[Path] = folder.glob("qcy-*.part*") if folder.is_dir() else ()
    for path in leftovers:
        path.unlink(missing_ok=True)
