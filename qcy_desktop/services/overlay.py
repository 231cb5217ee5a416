"""The packs that hold what this office has verified: written over the packs they stand on, and anew when those have changed."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.services.correcting import TEXTS

GROUND = "ground.sha256"

_log = logging.getLogger(__name__)


class Standing(Protocol):
    """What of a verification is written into a pack."""

    @property
    def number(self) -> int: ...
    @property
    def measure(self) -> str: ...
    @property
    def pack(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def text(self) -> str: ...


def write_overlay(target: Path, book: RuleBook, folders: Sequence[Path], standing: Sequence[Standing]) -> None:
    """Writes every pack that has something verified into `target`: as the book of the folders has it, with what was verified
    put in; and on what ground it stands."""
    (target / GROUND).write_text(_ground(folders), "ascii")
    for pack in dict.fromkeys(one.pack for one in standing):
        mine = [one for one in standing if one.pack == pack]
        if pack in book.packs:
            _write_pack(target / pack, book, pack, mine)


def _write_pack(target: Path, book: RuleBook, pack: str, entries: Sequence[Standing]) -> None:
    shutil.copytree(book.packs[pack].folder, target)
    version = book.packs[pack].source.version
    number = max(one.number for one in entries)
    head = (target / "pack.yaml").read_text("utf-8")
    marked = head.replace(f"版本: {version}", f"版本: {version}+{number}", 1)
    (target / "pack.yaml").write_text(marked, "utf-8", newline="\n")
    (target / TEXTS).mkdir(exist_ok=True)
    for entry in entries:
        (target / f"{entry.measure}.yaml").write_text(entry.rule, "utf-8", newline="\n")
        (target / TEXTS / f"{entry.measure}.md").write_text(entry.text, "utf-8", newline="\n")


def _ground(folders: Sequence[Path]) -> str:
    """The SHA-256 of the dictionary of facts and the shared gates, which every rule leans on."""
    sheets = [folder / name for folder in folders for name in ("facts.yaml", "kinds.yaml")]
    return hashlib.sha256(b"\0".join(sheet.read_bytes() for sheet in sheets if sheet.is_file())).hexdigest()


def is_fresh(root: Path, folders: Sequence[Path], standing: Sequence[Standing]) -> bool:
    """Whether all but the verified measures of the overlay is what its packs hold today: a newer program brings newer ones."""
    ground = root / GROUND
    if not ground.is_file() or ground.read_text("ascii") != _ground(folders):
        return False
    by_pack: dict[str, set[str]] = {}
    for one in standing:
        by_pack.setdefault(one.pack, set()).update((f"{one.measure}.yaml", f"{TEXTS}/{one.measure}.md"))
    for pack, own in by_pack.items():
        under = next((folder / pack for folder in reversed(folders) if (folder / pack / "pack.yaml").is_file()), None)
        if under is not None and _rest(root / pack, own) != _rest(under, own):
            return False
    return True


def _rest(folder: Path, own: set[str]) -> Mapping[str, bytes]:
    """Every file of a pack but the verified ones; of the pack's own file what is not its version."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in own:
            lines = path.read_bytes().splitlines()
            head = name == "pack.yaml"
            found[name] = b"\n".join(
                _bare(line) if head and line.startswith("版本:".encode()) else line for line in lines
            )
    return found


def _bare(line: bytes) -> bytes:
    """The line of the version without the number that the overlay has put behind it."""
    head, sign, tail = line.rpartition(b"+")
    return head if sign and tail.strip().isdigit() else line


def renew(root: Path, folders: Sequence[Path], standing: Sequence[Standing], register: str) -> RuleBook:
    """Makes the overlay anew over the packs of today and answers the book with it.

    What no longer loads there is left out: it stays in the register and has to be verified again. A folder that cannot be
    written leaves everything as it was; then only what came with the program answers.
    """
    book = load_book(folders)
    aside = root.with_name(f"{root.name}.renewed")
    try:
        kept = [one for one in standing if _loads(aside, folders, book, [one])]
        _write(aside, book, folders, kept)
        shutil.copyfile(root / register, aside / register)
        found = load_book((*folders, aside)) if kept else book
        swap(aside, root)
        _log.info("verified rules were laid over newer packs: %d of %d stand", len(kept), len(standing))
        return load_book((*folders, root)) if kept else found
    except OSError as fault:
        _log.warning("verified rules could not be laid over newer packs: %s", fault.strerror)
        return book
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _loads(aside: Path, folders: Sequence[Path], book: RuleBook, entries: Sequence[Standing]) -> bool:
    try:
        _write(aside, book, folders, entries)
        with_them = load_book((*folders, aside))
        for entry in entries:
            measure = with_them.measure(entry.measure)
            for index, version in enumerate(measure.source.versions):
                with_them.build(measure, index, version.force.start)
    except KnownError:
        return False
    return True


def _write(aside: Path, book: RuleBook, folders: Sequence[Path], entries: Sequence[Standing]) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    write_overlay(aside, book, folders, entries)


def swap(aside: Path, root: Path) -> None:
    """Puts `aside` in the place of `root`."""
    former = root.with_name(f"{root.name}.old")
    shutil.rmtree(former, ignore_errors=True)
    if root.exists():
        root.replace(former)
    aside.replace(root)
    shutil.rmtree(former, ignore_errors=True)
