"""Keeps the static report of rules that have not changed, so that they need not be checked again at every start.

Only findings are kept, never rules: what is reckoned with is read from the rule files every time. The report is known
by a digest of every byte of the rule folders and of the engine that made it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from qcy_desktop import __version__
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.check import Finding, check_book

FILE = "rule-report.json"


def checked_book(folders: Sequence[Path], cache: Path) -> tuple[RuleBook, list[Finding]]:
    """The rule book of the folders and its report, taken from the folder `cache` when nothing has changed since.

    A report that cannot be read or written there is made anew. Raises SourceError for a file that cannot be read.
    """
    book, key = load_book(folders), _digest(folders)
    kept = _read(cache / FILE, key)
    if kept is None:
        kept = check_book(book)
        _write(cache / FILE, key, kept)
    return book, kept


def _digest(folders: Iterable[Path]) -> str:
    found = hashlib.sha256(__version__.encode())
    for folder in (*folders, Path(__file__).parent, Path(__file__).parent.parent / "domain"):
        for file in sorted(folder.rglob("*.yaml" if (folder / "facts.yaml").exists() else "*.py")):
            name, content = str(file).encode(), file.read_bytes()
            found.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return found.hexdigest()


def _read(file: Path, key: str) -> list[Finding] | None:
    """The kept report if it is the one of this key."""
    try:
        document = json.loads(file.read_bytes())
        if document["key"] != key:
            return None
        return [Finding(*entry) for entry in document["findings"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(file: Path, key: str, findings: list[Finding]) -> None:
    """Writes aside and renames; a folder that cannot be written to is no fault."""
    aside = file.with_suffix(f".{os.getpid()}")
    document = {"key": key, "findings": [astuple(finding) for finding in findings]}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        aside.replace(file)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
