"""The one switch: turns a plain database into an encrypted one, back again, or changes its passphrase."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import backups
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.locking import FolderLock
from qcy_desktop.storage.opening import Opening, cipher_driver, connect_file, quoted
from qcy_desktop.storage.shelf import FOLDER as ARCHIVES
from qcy_desktop.storage.shelf import Shelf

SHORTEST = 12
"""Characters of the shortest passphrase; nothing else slows down somebody who holds the file."""

_NUMBERS = ("user_version", "application_id")


def is_encrypted(database: Path) -> bool:
    """Whether a file is there that is no plain SQLite file: an encrypted one, or a damaged one."""
    try:
        with database.open("rb") as stream:
            head = stream.read(16)
    except OSError:
        return False
    return len(head) == 16 and head != b"SQLite format 3\0"


def opens(database: Path, passphrase: str) -> bool:
    """Whether a passphrase opens a file. Raises KnownError E-DB-CIPHER. Takes about a quarter of a second, on purpose."""
    return bool(passphrase) and _readable(database, Opening(passphrase=passphrase, read_only=True))


def convert(folder: Path, opening: Opening, passphrase: str) -> None:
    """Rewrite the user's database under another passphrase; an empty one leaves it plain. The store must be closed.

    The new file is checked before it takes the place of the old, in one step; killed before that, the old one stays.
    Archives of closed years go along; backups keep the passphrase under which they were made. Raises KnownError E-DB-PASSPHRASE for one that is too short,
    E-DB-KEY for a wrong present one, E-DB-SECOND, E-DB-FULL, E-DB-CIPHER.
    """
    if passphrase and len(passphrase) < SHORTEST:
        raise KnownError("E-DB-PASSPHRASE", f"加密口令至少 {SHORTEST} 个字符。", "请换一个更长、好记的句子作口令。")
    present, prepared = folder / "qcy.db", folder / "qcy.restoring"
    lock = FolderLock(folder / "qcy.lock")
    try:
        with known_faults():
            backups.require_space(present.stat().st_size * 2, folder)
            prepared.unlink(missing_ok=True)
            _rewrite(present, prepared, opening, passphrase)
            backups.check_copy(prepared, replace(opening, passphrase=passphrase))
            backups.sync(prepared)
            prepared.replace(present)
            backups.sync(folder)
            for archive in Shelf(folder / ARCHIVES, opening).files():
                _convert_archive(archive, opening, passphrase)
    finally:
        lock.release()


def _convert_archive(archive: Path, opening: Opening, passphrase: str) -> None:
    """The same for the contents of a closed year. One that bears the new passphrase already was done before a kill."""
    if _readable(archive, replace(opening, passphrase=passphrase, read_only=True)):
        return
    prepared = archive.with_suffix(".part")
    prepared.unlink(missing_ok=True)
    _rewrite(archive, prepared, opening, passphrase)
    backups.sync(prepared)
    prepared.replace(archive)
    backups.sync(archive.parent)


def _readable(path: Path, opening: Opening) -> bool:
    try:
        found = connect_file(path, opening)
        try:
            found.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            found.close()
    except KnownError:
        raise
    except Exception:  # noqa: BLE001 - both drivers' DatabaseError, which share no base
        return False
    return True


def _rewrite(present: Path, prepared: Path, opening: Opening, passphrase: str) -> None:
    source: Any = connect_file(present, opening, driver=cipher_driver())
    try:
        numbers = {name: source.execute(f"PRAGMA {name}").fetchone()[0] for name in _NUMBERS}
        source.execute(f"ATTACH DATABASE {quoted(str(prepared))} AS other KEY {quoted(passphrase)}")
        source.execute("SELECT sqlcipher_export('other')")
        for name, number in numbers.items():
            source.execute(f"PRAGMA other.{name} = {number}")
        source.execute("DETACH DATABASE other")
        # The journal must be empty before another file takes this one's place.
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        source.close()
