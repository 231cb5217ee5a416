"""Notes and files kept with an enterprise or a case: signed and dated, never erased, numbers covered until a look is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.masking import mask_numbers
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.people import people_of
from qcy_desktop.storage import Storage
from qcy_desktop.storage.belongings import LARGEST, NewFile, NewNote

LARGEST_MB = LARGEST >> 20
_KINDS: Mapping[str, str] = {
    ".pdf": "PDF", ".ofd": "OFD", ".png": "图片", ".jpg": "图片", ".jpeg": "图片", ".bmp": "图片", ".tif": "图片", ".tiff": "图片",
    ".webp": "图片", ".gif": "图片", ".doc": "Word", ".docx": "Word", ".wps": "Word", ".xls": "Excel", ".xlsx": "Excel", ".et": "Excel",
    ".txt": "文本", ".csv": "文本", ".zip": "压缩包", ".rar": "压缩包", ".7z": "压缩包",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose notes and files: an enterprise's, or those of one of its cases together with the enterprise's own."""

    enterprise_id: int
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note: `who` as the person is called, `of` its case, empty for the enterprise itself."""

    id: int
    text: str
    who: str
    at: datetime
    of: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: `digest` is the SHA-256 of its bytes, `size` in bytes, `year` that of the archive it lies in."""

    id: int
    name: str
    kind: str
    size: int
    digest: str
    who: str
    at: datetime
    of: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept, newest first. `covered` says whether a number in a note is covered."""

    notes: tuple[NoteLine, ...] = ()
    files: tuple[FileLine, ...] = ()
    covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesFiles:
    """What one person may do with notes and files. `closed` says why nothing can be kept, empty when it can."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]
    closed: str = ""

    def why_not(self) -> str:
        """Why this person can add nothing, as a sentence; empty when it is allowed."""
        return self.closed or _refused(self.hand(), Right.ENTER)

    def why_unseen(self) -> str:
        """Why this person can open no file and uncover no number; empty when it is allowed."""
        return _refused(self.hand(), Right.SEE_PERSONAL)

    def kept(self, owner: Owner) -> Kept:
        """What is kept, with every number in a note covered."""
        full = self._notes(owner)
        shown = tuple(NoteLine(one.id, mask_numbers(one.text), one.who, one.at, one.of) for one in full)
        return Kept(shown, self._files(owner), covered=shown != full)

    def in_full(self, owner: Owner, purpose: str) -> Kept:
        """The same with the notes in full; who looked and why is recorded first. Raises KnownError E-RIGHT, E-PURPOSE."""
        if not purpose.strip():
            raise KnownError("E-PURPOSE", "没有写明查看的用途。", "请写明用途，如 电话核实、转账。")
        self._look("note", str(owner.enterprise_id), purpose.strip())
        return Kept(self._notes(owner), self._files(owner))

    def add_note(self, owner: Owner, text: str) -> int:
        """Sign and date a note. Answers its id. Raises KnownError E-NOTE-EMPTY, E-RIGHT."""
        hand = self._writer()
        with self.store.acting(hand.session):
            note = NewNote(owner.enterprise_id, text.strip(), owner.case_id)
            return self.store.belongings.add_note(note, hand.who, self.clock())

    def attach(self, owner: Owner, file: Path) -> int:
        """Keep a copy of a file. Answers its id. Raises KnownError E-FILE, E-FILE-LARGE, E-FILE-EMPTY, E-FILE-SAME, E-RIGHT."""
        hand, body = self._writer(), _read(file)
        digest = hashlib.sha256(body).hexdigest()
        for one in self.store.belongings.attachments(owner.enterprise_id):
            if (one.digest, one.case_id) == (digest, owner.case_id):
                raise KnownError(
                    "E-FILE-SAME", f"“{file.name}”已经有了，名为“{one.name}”，没有再收。", "请核对是否选错。"
                )
        with self.store.acting(hand.session):
            new = NewFile(owner.enterprise_id, file.name, body, owner.case_id)
            return self.store.belongings.attach(new, hand.who, self.clock())

    def body(self, id: int) -> bytes:
        """A file's bytes, proved against its digest; the look is recorded. Raises KnownError E-RIGHT, E-DB-CHANGED, E-ARCHIVE-GONE."""
        body = self.store.belongings.attachment_body(id)
        self._look("attachment", str(id), "打开附件")
        return body

    def _look(self, kind: str, id: str, purpose: str) -> None:
        hand = self.hand()
        hand.require(Right.SEE_PERSONAL)
        with self.store.acting(hand.session):
            self.store.belongings.looked(kind, id, purpose, hand.who, self.clock())

    def _writer(self) -> Hand:
        hand = self.hand()
        hand.require(Right.ENTER)
        return hand

    def _notes(self, owner: Owner) -> tuple[NoteLine, ...]:
        names, numbers = people_of(self.store), self._numbers(owner)
        return tuple(
            NoteLine(one.id, one.text, names.get(one.who, one.who), one.at, numbers.get(one.case_id, ""))
            for one in self.store.belongings.notes(owner.enterprise_id)
            if owner.case_id is None or one.case_id in (None, owner.case_id)
        )

    def _files(self, owner: Owner) -> tuple[FileLine, ...]:
        names, numbers = people_of(self.store), self._numbers(owner)
        return tuple(
            FileLine(
                one.id, one.name, kind_of(one.name), one.size, one.digest, names.get(one.who, one.who), one.at,
                numbers.get(one.case_id, ""), one.archived,
            )
            for one in self.store.belongings.attachments(owner.enterprise_id)
            if owner.case_id is None or one.case_id in (None, owner.case_id)
        )  # fmt: skip

    def _numbers(self, owner: Owner) -> dict[int | None, str]:
        """What the cases are called that something may belong to: the one looked at 本件, others by their numbers."""
        if owner.case_id is not None:
            return {owner.case_id: "本件"}
        held = self.store.belongings
        ids = {one.case_id for one in held.notes(owner.enterprise_id)}
        ids |= {one.case_id for one in held.attachments(owner.enterprise_id)}
        return {id: self.store.load_case(id).number for id in ids if id is not None}


def kind_of(name: str) -> str:
    """What kind of file a name promises, in a word."""
    ending = PurePath(name).suffix.lower()
    return _KINDS.get(ending, ending.removeprefix(".").upper() or "文件")


def _read(file: Path) -> bytes:
    """The bytes of a file, looked at for size before they are read."""
    try:
        size = file.stat().st_size
        if size > LARGEST:
            said = f"“{file.name}”有 {size / (1 << 20):.1f} MB，超过 {LARGEST_MB} MB，没有收下。"
            raise KnownError("E-FILE-LARGE", said, "请压缩或拆分后再添加。")
        body = file.read_bytes()
    except OSError as fault:
        raise KnownError(
            "E-FILE", f"读不了“{file.name}”，没有收下。", "请确认它是文件、没有被占用，再添加。"
        ) from fault
    if not body:
        raise KnownError("E-FILE-EMPTY", f"“{file.name}”是空文件，没有收下。", "请核对文件。")
    return body


def _refused(hand: Hand, right: Right) -> str:
    try:
        hand.require(right)
    except KnownError as fault:
        return fault.sentence + fault.cure
    return ""
