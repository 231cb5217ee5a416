"""What a command is given: its words, the places that the fitter found, and how to print an answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from errno import EISDIR
from pathlib import Path

from qcy_desktop.domain.errors import KnownError, system_reason
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.verifying import load_office


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie, told by the fitter; `user_folder` answers the user's folder for a --data-dir or None.

    `passphrase` opens an encrypted database.
    """

    rules: Path
    resources: Path
    db: Path
    user_folder: Callable[[Path | None], Path]
    now: Callable[[], datetime]
    self_test: Callable[[], int]
    font_folders: tuple[Path, ...] = ()
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command."""

    asked: argparse.Namespace
    places: Places
    rules: tuple[Path, ...]
    data_dir: Path | None
    as_of: date | None
    examples: bool
    user: str | None

    @property
    def rule_folders(self) -> tuple[Path, ...]:
        return self.rules or (self.places.rules,)

    def assessor(self) -> Assessor:
        """The rules asked for; without --rules, the bundled ones with what this office has verified laid over them.

        Raises KnownError for a fault in them.
        """
        if self.rules:
            return Assessor.load(self.rules)
        return load_office((self.places.rules,), self.places.user_folder(self.data_dir) / "packs")

    def day(self, of_file: date | None = None) -> date:
        """The day of assessment: --as-of beats the file's, then today."""
        return self.as_of or of_file or self.places.now().date()


def say(text: str) -> None:
    """One line or text on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def refuse_unwritable(path: Path) -> None:
    """Raises KnownError when a file cannot be written there; leaves nothing behind."""
    aside = path.with_name(path.name + ".part")
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "")
        aside.touch()
        aside.unlink()
    except OSError as fault:
        raise _unwritable(path, fault) from None


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all. Raises KnownError when it cannot be written."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as fault:
        aside.unlink(missing_ok=True)
        raise _unwritable(path, fault) from None


def _unwritable(path: Path, fault: OSError) -> KnownError:
    return KnownError("E-WRITE", f"写不了文件 {path}：{system_reason(fault, '文件夹不存在')}。", "请换一个能写的位置")
