"""核定 carried to another office: one file with rules, texts and signatures, checked by its digest; there it is signed anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import digest
from qcy_desktop.services.verifying import Verification, sealed

SUFFIX = ".qcyclause"
SCHEMA = 1
_MOST_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class ClauseFile:
    """What another office has verified: its name, when it wrote the file, and the entries of its register."""

    office: str
    written_at: str
    entries: tuple[Verification, ...]


def write_clause_file(entries: Iterable[Verification], office: str, when: datetime) -> bytes:
    """The file. Only what stands is carried, of each measure the newest. Raises KnownError E-VERIFY-NONE when nothing does."""
    newest = {one.measure: one for one in sorted(entries, key=lambda one: one.number) if one.stands}
    standing = [asdict(one) for one in newest.values()]
    if not standing:
        raise KnownError("E-VERIFY-NONE", "没有生效的核定，没有可导出的内容。", "请先签署并由另一人复核")
    said = {"schema": SCHEMA, "kind": "核定", "office": office, "written_at": when.isoformat(), "entries": standing}
    text = json.dumps({**said, "digest": digest(said)}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def read_clause_file(body: bytes) -> ClauseFile:
    """What the file holds. Raises KnownError E-VERIFY-FILE when any of it is not what was written."""
    try:
        if len(body) > _MOST_BYTES:
            raise ValueError("too long")
        said = json.loads(body.decode())
        seal = said.pop("digest")
        entries = tuple(Verification(**entry) for entry in said["entries"])
        office, written = str(said["office"]), str(said["written_at"])
        if said["schema"] > SCHEMA:
            raise KnownError("E-VERIFY-FILE", "这个核定文件是新版程序导出的，本机读不了。", "请先更新程序")
        if seal != digest(said) or not entries or any(not (one.stands and sealed(one)) for one in entries):
            raise ValueError("changed")
    except (UnicodeDecodeError, ValueError, TypeError, KeyError, AttributeError):
        raise KnownError(
            "E-VERIFY-FILE", "这不是完整的核定文件，或被改动过，没有收下。", "请让对方重新导出，并换一个 U 盘拷贝"
        ) from None
    return ClauseFile(office, written, entries)
