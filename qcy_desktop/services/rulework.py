"""Work on rules: the static report and the cases, over whole folders or some of their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.cases import CaseReport, run_cases
from qcy_desktop.engine.check import Finding, check_folders
from qcy_desktop.engine.reckoner import Reckoner


def check_rules(folders: Sequence[Path], only: Sequence[Path] = ()) -> list[Finding]:
    """The static report; errors first."""
    return check_folders(folders, only)


def test_rules(folders: Sequence[Path], only: Sequence[Path] = ()) -> list[CaseReport]:
    """The cases beside the rules, or beside some of the files. Raises KnownError when the rules cannot be read."""
    book = load_book(folders)
    kept = [path.resolve() for path in only]
    measures = [
        measure
        for measure in book.measures.values()
        if not kept
        or any(Path(measure.file).resolve() == path or path in Path(measure.file).resolve().parents for path in kept)
    ]
    return run_cases(Reckoner(book), measures)
