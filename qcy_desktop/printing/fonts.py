"""The typefaces of papers, bundled and installed: loaded on first use, measured, and completed character by character."""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.installed import FontChoice, FontFile, Role

_log = logging.getLogger(__name__)


class Face(StrEnum):
    """A typeface: the bundled ones by the name of their file under ``resources/fonts``, then the installed ones by their role.

    Papers ask for bundled ones; an installed one takes the place of the serif it is preferred to, where the machine has it.
    """

    SANS = "NotoSansSC-Regular"
    SANS_BOLD = "NotoSansSC-Bold"
    SERIF = "NotoSerifSC-Regular"
    SERIF_BOLD = "NotoSerifSC-Bold"
    LETTER = "installed-letter"
    TITLE = "installed-title"
    RARE = "installed-rare"


BUNDLED = (Face.SANS, Face.SANS_BOLD, Face.SERIF, Face.SERIF_BOLD)
_FALLBACK: Mapping[Face, tuple[Face, ...]] = {
    Face.SANS: (Face.SANS, Face.RARE),
    Face.SANS_BOLD: (Face.SANS_BOLD, Face.SANS, Face.RARE),
    Face.SERIF: (Face.LETTER, Face.SERIF, Face.SANS, Face.RARE),
    Face.SERIF_BOLD: (Face.TITLE, Face.SERIF_BOLD, Face.SANS, Face.RARE),
}
_ROLES: Mapping[Role, Face] = {Role.LETTER: Face.LETTER, Role.TITLE: Face.TITLE, Role.RARE: Face.RARE}


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters set in one face."""

    face: Face
    text: str


class Fonts:
    """The typefaces in `folder`, and before them those installed ones that `choice` finds. Nothing is read before the first
    character is measured.

    One instance serves every paper and every thread; `writing` must be held while a document is being written,
    because reportlab reads glyphs through one file position per face.
    """

    def __init__(self, folder: Path, choice: FontChoice | None = None) -> None:
        self._folder = folder
        self._wanted = choice or FontChoice()
        self._chains: Mapping[Face, tuple[Face, ...]] | None = None
        self._installed: dict[Role, FontFile] = {}
        self._loaded: dict[Face, Any] = {}
        self._choice: dict[tuple[Face, str], Face | None] = {}
        self._widths: dict[tuple[Face, str], float] = {}
        self._loading = threading.RLock()
        self.writing = threading.Lock()

    def __reduce__(self) -> tuple[object, tuple[Path, FontChoice]]:
        """Another process reads the typefaces for itself, once."""
        return _fonts_of, (self._folder, self._wanted)

    def in_use(self) -> Mapping[Role, FontFile]:
        """The installed typeface that stands for each role; a role without one is drawn with the bundled faces.

        Raises KnownError E-FONT-CHOSEN when the office names one that cannot be used.
        """
        self._chain(Face.SERIF)
        return dict(self._installed)

    def registered(self, face: Face) -> str:
        """The name under which reportlab knows `face`. Raises KnownError E-FONT-FILE when its file cannot be used."""
        return str(self._font(face).fontName)

    def coded(self, text: str, face: Face, document: Any) -> Iterator[tuple[str, str]]:
        """`text` as a document of reportlab writes it: names of its subsets of `face`, and hexadecimal codes in each."""
        font = self._font(face)
        for subset, codes in font.splitString(text, document):
            yield font.getSubsetInternalName(subset, document), codes.hex()

    def face_for(self, sign: str, wanted: Face) -> Face | None:
        """The face that draws `sign` when `wanted` is asked for; None when no face has it."""
        key = (wanted, sign)
        if key not in self._choice:
            has = (face for face in self._chain(wanted) if ord(sign) in self._font(face).face.charToGlyph)
            self._choice[key] = next(has, None)
        return self._choice[key]

    def advance(self, sign: str, wanted: Face) -> float:
        """How far `sign` moves the pen, in ems."""
        key = (wanted, sign)
        if key not in self._widths:
            face = self.face_for(sign, wanted) or wanted
            self._widths[key] = self._font(face).face.getCharWidth(ord(sign)) / 1000.0
        return self._widths[key]

    def width(self, text: str, face: Face, size: float) -> float:
        """Width of `text` in points, set plainly."""
        return size * sum(self.advance(sign, face) for sign in text)

    def runs(self, text: str, face: Face) -> Iterator[Run]:
        """`text` cut where the face changes. Characters nobody has are left out: `require` refuses them before."""
        for found, signs in groupby(text, key=lambda sign: self.face_for(sign, face)):
            if found is not None:
                yield Run(found, "".join(signs))

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that no face can draw, each once, in order. Line ends do not count."""
        return tuple(dict.fromkeys(s for s in text if s != "\n" and self.face_for(s, Face.SANS) is None))

    def require(self, text: str, field: str) -> None:
        """Raises KnownError E-GLYPH naming `field` and each character that cannot be printed."""
        lacking = self.missing(text)
        if lacking:
            named = "、".join(_named(sign) for sign in lacking)
            raise KnownError(
                "E-GLYPH",
                f"“{field}”中有打印不出的字符：{named}。",
                "请核对是否误输入；确为生僻字的，请改用登记机关使用的写法，或留空后手写",
            )

    def require_all(self, texts: Iterable[tuple[str, str]]) -> None:
        """`require` for pairs of field and text."""
        for field, text in texts:
            self.require(text, field)

    def _chain(self, wanted: Face) -> tuple[Face, ...]:
        """The faces that are asked for a character, in this order."""
        with self._loading:
            if self._chains is None:
                self._installed = self._choose()
                there = {*BUNDLED, *(_ROLES[role] for role in self._installed)}
                self._chains = {face: tuple(one for one in chain if one in there) for face, chain in _FALLBACK.items()}
        return self._chains[wanted]

    def _choose(self) -> dict[Role, FontFile]:
        """The first candidate for each role that can really be read."""
        chosen = {}
        for role, files in self._wanted.candidates().items():
            file = next((file for file in files if self._try(_ROLES[role], file)), None)
            if file is not None:
                chosen[role] = file
        return chosen

    def _try(self, face: Face, file: FontFile) -> bool:
        # Imported late, here and below: the window opens long before the first paper.
        from qcy_desktop.printing.typefaces import read_typeface

        name = f"{face.value}@{file.path}#{file.index}"
        try:
            self._loaded[face] = read_typeface(name, file.path, file.index)
        except OSError as fault:
            _log.warning("installed typeface %s cannot be used: %s", file.path.name, fault)
            return False
        return True

    def _font(self, face: Face) -> Any:
        found = self._loaded.get(face)
        return found if found is not None else self._load(face)

    def _load(self, face: Face) -> Any:
        with self._loading:
            if face not in self._loaded:
                from qcy_desktop.printing.typefaces import read_typeface

                path = self._folder / f"{face.value}.ttf"
                try:
                    self._loaded[face] = read_typeface(f"{face.value}@{self._folder}", path)
                except OSError:
                    sentence = f"字体文件 {path.name} 找不到或已损坏，无法出纸。"
                    raise KnownError("E-FONT-FILE", sentence, "请重新安装程序，或恢复 resources/fonts 文件夹") from None
            return self._loaded[face]


@lru_cache(maxsize=4)
def _fonts_of(folder: Path, choice: FontChoice) -> Fonts:
    return Fonts(folder, choice)


def _named(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if not sign.isprintable() or unicodedata.category(sign) in ("Mn", "Me", "Co"):
        return f"看不见的字符（{code}）"
    return f"“{sign}”（{code}）"
