"""Marks a kept paper as a copy: the archived bytes with 副本 at the foot of every page, nothing else changed."""

from __future__ import annotations

import io
from datetime import datetime

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Setting, text_ink
from qcy_desktop.printing.ink import Box, DocumentInfo, Page, moved, write_pdf
from qcy_desktop.printing.paragraph import natural_width
from qcy_desktop.printing.wording import Stationery

_FOOT = 9 * MM


def marked_copy(pdf: bytes, number: int, stationery: Stationery, printed_at: datetime) -> bytes:
    """The paper with 副本（第 `number` 次） at the lower right of every page; the same input gives the same bytes."""
    # Imported late, here and below: the window opens long before the first copy.
    from pypdf import PdfReader, PdfWriter

    words = stationery.wording("common").say("副本", number=number)
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    marks: dict[tuple[float, float], bytes] = {}
    for page in writer.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        if size not in marks:
            marks[size] = _mark(words, size, stationery, printed_at)
        page.merge_page(PdfReader(io.BytesIO(marks[size])).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages a kept paper has."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _mark(words: str, size: tuple[float, float], stationery: Stationery, printed_at: datetime) -> bytes:
    style, width = looks.SMALL_BOLD, natural_width(words, looks.SMALL_BOLD, stationery.fonts)
    x, y = size[0] - 20 * MM - width, size[1] - _FOOT
    lines = Setting(stationery.fonts).lines(words, width + 10, style, "副本")
    frame = Box(x - 5, y - 2, width + 10, style.pitch + 4, stroke=looks.INK, weight=0.8)
    ink = (frame, *(moved(each, 0, 0) for each in text_ink(lines, x, y, style)))
    return write_pdf([Page(*size, ink)], DocumentInfo(words, "", "", printed_at), stationery.fonts)
