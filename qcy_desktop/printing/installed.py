"""Typefaces installed on the machine: which there are, which a PDF may hold, and which an office prefers to the bundled ones."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from qcy_desktop.domain.errors import KnownError

BUNDLED = "随附"
"""What an office writes in place of a family to keep to the bundled typefaces."""

_SUFFIXES = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_NAMES = frozenset({1, 4, 6, 16})  # family, full name, PostScript name, typographic family
_MOST_TABLES = 200
_MOST_BYTES = 1 << 20


class Role(StrEnum):
    """What an installed typeface is wanted for."""

    LETTER = "正文（仿宋）"
    TITLE = "标题（小标宋）"
    RARE = "生僻字"


PREFERRED: dict[Role, tuple[str, ...]] = {
    Role.LETTER: (
        "仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "SimFang", "方正仿宋_GBK", "方正仿宋简体", "FZFangSong-Z02", "FZFSK--GBK1-0",
        "华文仿宋", "STFangsong", "朱雀仿宋", "Zhuque Fangsong",
    ),
    Role.TITLE: (
        "方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S", "FZXBSK--GBK1-0", "FZXBSJW--GB1-0", "FZXBSJW", "小标宋",
    ),
    Role.RARE: ("SimSun-ExtB", "宋体-ExtB", "SimSun-ExtG", "BabelStone Han"),
}  # fmt: skip
"""The families looked for when the office has not named one, best first, by any of the names that files give them."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One typeface in a file: its names, its place in a collection, and why it cannot be put in a PDF (empty: it can)."""

    path: Path
    index: int
    names: tuple[str, ...]
    fault: str = ""

    @property
    def name(self) -> str:
        """The first Chinese name, else the first."""
        return next((name for name in self.names if not name.isascii()), self.names[0])


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Where installed typefaces are looked for and which an office wants for running text and titles.

    An empty family takes the first of `PREFERRED` that is there and may be used, `BUNDLED` none. Without folders nothing is
    looked for: papers then come out alike on every machine.
    """

    folders: tuple[Path, ...] = ()
    letter: str = ""
    title: str = ""

    def wanted(self, role: Role) -> str:
        """The family that the office names for `role`."""
        return {Role.LETTER: self.letter, Role.TITLE: self.title}.get(role, "")

    def candidates(self) -> dict[Role, tuple[FontFile, ...]]:
        """For each role the typefaces that may be used for it, best first; none means the bundled one.

        Raises KnownError E-FONT-CHOSEN when the office names a family that is not there or may not be put in a PDF.
        """
        seen = tuple(survey(self.folders)) if self.folders else ()
        return {role: self._for(role, seen) for role in Role}

    def _for(self, role: Role, seen: Sequence[FontFile]) -> tuple[FontFile, ...]:
        wanted = self.wanted(role)
        if wanted == BUNDLED:
            return ()
        if wanted:
            return _named(role, wanted, seen)
        usable = [file for file in seen if not file.fault]
        return tuple(file for name in PREFERRED[role] for file in usable if _has(file, name))


def survey(folders: Sequence[Path]) -> Iterator[FontFile]:
    """Every typeface below the folders, in an order that depends on their paths alone. What cannot be read is passed over."""
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in _SUFFIXES:
                yield from _read(path)


def _named(role: Role, wanted: str, seen: Sequence[FontFile]) -> tuple[FontFile, ...]:
    found = [file for file in seen if _has(file, wanted)]
    usable = tuple(file for file in found if not file.fault)
    if usable:
        return usable
    why = f"不能用：{found[0].fault}" if found else "这台机器上没有安装"
    sentence = f"{role}指定了字体“{wanted}”，{why}。"
    raise KnownError(
        "E-FONT-CHOSEN", sentence, "请安装该字体，或用 qcy stationery fonts 另选一种，写“自动”则按次序选用"
    )


def _has(file: FontFile, name: str) -> bool:
    return _plain(name) in {_plain(each) for each in file.names}


def _plain(name: str) -> str:
    return name.replace(" ", "").casefold()


def _read(path: Path) -> list[FontFile]:
    try:
        with path.open("rb") as stream:
            return [_face(path, index, stream, start) for index, start in enumerate(_starts(stream))]
    except (OSError, struct.error, ValueError):
        return []


def _starts(stream: BinaryIO) -> list[int]:
    """Where the tables of each typeface of the file begin."""
    if stream.read(4) != b"ttcf":
        return [0]
    _, count = struct.unpack(">LL", stream.read(8))
    if count > _MOST_TABLES:
        raise ValueError("not a collection")
    return list(struct.unpack(f">{count}L", stream.read(4 * count)))


def _face(path: Path, index: int, stream: BinaryIO, start: int) -> FontFile:
    """Raises ValueError or struct.error for what is no typeface."""
    stream.seek(start)
    kind, count = struct.unpack(">4sH6x", stream.read(12))
    if kind not in (b"\0\1\0\0", b"true", b"OTTO") or count > _MOST_TABLES:
        raise ValueError("not a typeface")
    tables = {}
    for _ in range(count):
        tag, at, size = struct.unpack(">4s4xLL", stream.read(16))
        tables[tag] = (at, size)
    names = tuple(dict.fromkeys(_names(_table(stream, tables[b"name"])))) if b"name" in tables else ()
    if not names:
        raise ValueError("a typeface without a name")
    return FontFile(path, index, names, _fault(stream, tables))


def _table(stream: BinaryIO, place: tuple[int, int]) -> bytes:
    stream.seek(place[0])
    return stream.read(min(place[1], _MOST_BYTES))


def _names(table: bytes) -> Iterator[str]:
    count, strings = struct.unpack_from(">2xHH", table)
    for number in range(count):
        platform, _, _, kind, size, at = struct.unpack_from(">6H", table, 6 + 12 * number)
        raw = table[strings + at : strings + at + size]
        if kind in _NAMES:
            name = raw.decode("utf-16-be" if platform in (0, 3) else "latin-1", "replace").strip("\0 ")
            if name:
                yield name


def _fault(stream: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> str:
    """Why the typeface cannot be embedded; its maker's permission is the fsType of its OS/2 table."""
    if b"glyf" not in tables:
        return "不是 TrueType 轮廓，不能嵌入"
    permission = struct.unpack_from(">8xH", _table(stream, tables[b"OS/2"]))[0] if b"OS/2" in tables else 0
    if permission & 0x000F == 0x0002 or permission & 0x0300:
        return "字体的许可不允许嵌入"
    return ""
