"""The files of closed years: contents of papers, assessments and attachments that were moved out of the database."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage.backups import require_space, sync
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.opening import Opening, connect_file

FOLDER = "archives"
_NAME = re.compile(r"\d{4}-\d{2,}\.db", re.ASCII)
Content = tuple[str, int, bytes, bytes]
"""Kind, id, and one or two bodies (an assessment has its inputs and its result)."""

_TABLE = "CREATE TABLE contents (kind TEXT NOT NULL, id INTEGER NOT NULL, body BLOB NOT NULL, more BLOB NOT NULL, PRIMARY KEY (kind, id))"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of archives beside one database; opened with the same passphrase as that."""

    folder: Path
    opening: Opening

    def files(self, year: int | None = None) -> tuple[Path, ...]:
        """The archives of a year (None: all), oldest first. Copies that somebody laid beside them are left out."""
        found = self.folder.glob("*.db") if self.folder.is_dir() else ()
        named = [path for path in found if _NAME.fullmatch(path.name)]
        return tuple(sorted(path for path in named if year is None or path.name.startswith(f"{year}-")))

    def take(self, kind: str, id: int, year: int) -> tuple[bytes, bytes]:
        """The bodies of one thing. Raises KnownError E-ARCHIVE-GONE when no archive of the year holds it."""
        for path in reversed(self.files(year)):
            with self._reading(path) as archive:
                query = "SELECT body, more FROM contents WHERE kind = ? AND id = ?"
                if (row := archive.execute(query, (kind, id)).fetchone()) is not None:
                    return bytes(row[0]), bytes(row[1])
        raise gone(year)

    def contents(self, year: int) -> Iterator[Content]:
        """Everything that the archives of a year hold; a later file's comes first."""
        for path in reversed(self.files(year)):
            with self._reading(path) as archive:
                yield from archive.execute("SELECT kind, id, body, more FROM contents ORDER BY kind, id")

    def put(self, year: int, contents: Iterable[Content], size: int) -> Path:
        """Write a new archive of about `size` bytes whole or not at all, and prove it by reading it back.

        Raises KnownError E-DB-FULL, E-ARCHIVE-BAD.
        """
        with known_faults():
            self.folder.mkdir(parents=True, exist_ok=True)
            require_space(size, self.folder)
            number = 1 + max((int(path.stem.split("-")[1]) for path in self.files(year)), default=0)
            final = self.folder / f"{year}-{number:02d}.db"
            unfinished = final.with_suffix(".part")
            try:
                self._write(unfinished, contents)
                sync(unfinished)
                unfinished.replace(final)
                sync(self.folder)
            finally:
                unfinished.unlink(missing_ok=True)
        return final

    def _write(self, path: Path, contents: Iterable[Content]) -> None:
        path.unlink(missing_ok=True)
        archive = connect_file(path, replace(self.opening, read_only=False))
        try:
            archive.execute(_TABLE)
            archive.execute("BEGIN")
            archive.executemany("INSERT INTO contents VALUES (?, ?, ?, ?)", contents)
            archive.execute("COMMIT")
            # One file only, as with a backup: nothing beside it may be needed to read it.
            archive.execute("PRAGMA journal_mode = DELETE")
            if archive.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise KnownError("E-ARCHIVE-BAD", "写出的归档文件没有通过检查，数据库没有改动。", "请检查磁盘后重试。")
        finally:
            archive.close()

    @contextmanager
    def _reading(self, path: Path) -> Iterator[Any]:
        with known_faults():
            archive = connect_file(path, replace(self.opening, read_only=True))
            try:
                yield archive
            finally:
                archive.close()


def seal_of(kind: str, body: bytes, more: bytes) -> str:
    """The digest that a thing with these bodies must bear; empty when they cannot be what was kept."""
    if kind != "assessment":
        return hashlib.sha256(body).hexdigest()
    try:
        return hashlib.sha256(zlib.decompress(body) + b"\n" + zlib.decompress(more)).hexdigest()
    except zlib.error:
        return ""


def gone(year: int) -> KnownError:
    """The answer when contents lie in an archive that is not there."""
    return KnownError(
        "E-ARCHIVE-GONE",
        f"内容已归入 {year} 年的归档文件，但该文件不在数据文件夹的“{FOLDER}”里。",
        "请把归档文件放回原处，或从备份盘拷回。",
    )
