"""One font file read and registered for PDF, apart from `fonts` so that reportlab is loaded with the first paper only."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FIVE_DIGITS = re.compile(r"(?<=> )<([0-9A-F]{5,6})>")


def read_typeface(name: str, file: Path, index: int = 0) -> TTFont:
    """The font under that name, registered. Raises OSError for a file that is missing or no usable font."""
    try:
        font = _WideFont(name, str(file), subfontIndex=index)
    except (TTFError, ValueError, struct.error) as fault:
        raise OSError(str(fault)) from fault
    pdfmetrics.registerFont(font)
    return font


class _WideFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose text can be copied out of the PDF beyond the basic plane too.

    WORKAROUND: reportlab 5.1.0 writes the code point of such a character as five hexadecimal digits into the ToUnicode
    table, where UTF-16 is asked for, so 𬭚 comes back as another character. No issue is filed that we know of; look
    again at `makeToUnicodeCMap` when reportlab moves past 5.1.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        before = set(doc.idToObject["BasicFonts"].dict)
        super().addObjects(doc)
        for name, font in doc.idToObject["BasicFonts"].dict.items():
            if name not in before:
                font.Widths = _Plain(font.Widths.sequence)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _FIVE_DIGITS.sub(_utf16, stream.content)


class _Plain(PDFObject):  # type: ignore[misc]
    """A row of numbers, written at once: reportlab writes each by itself, which takes a tenth of a sheet's time."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self._numbers = numbers

    def format(self, document: Any) -> bytes:
        return f"[ {' '.join(f'{number:g}' for number in self._numbers)} ]".encode("ascii")


def _utf16(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"
