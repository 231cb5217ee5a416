"""Whole pages: size and margins, running head and foot, page numbers, the pale word for samples, and the PDF they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import segno

from qcy_desktop.printing.blocks import MM, Setting, text_ink
from qcy_desktop.printing.flow import Placed, Strip, paginate
from qcy_desktop.printing.fonts import Face, Fonts
from qcy_desktop.printing.ink import DocumentInfo, Ghost, Ink, Modules, Page, Rule, moved, write_pdf
from qcy_desktop.printing.paragraph import Align, Style, layout

_SMALL = Style(size=8, colour="#5B6573", leading=1.3)
_OFFICIAL = Style(size=14, face=Face.SERIF, leading=1.3)
_OFFICIAL_GAP = 7.0 * MM - 14
_HEAD_GAP = 4.0 * MM  # between the running head's rule and the body
_FOOT_GAP = 3.0 * MM
_GHOST_SIZE = 150.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper size and margins in points. The wider left margin leaves room for binding."""

    width: float = 210 * MM
    height: float = 297 * MM
    top: float = 25 * MM
    bottom: float = 20 * MM
    left: float = 25 * MM
    right: float = 20 * MM

    @property
    def room(self) -> float:
        """Width of the body."""
        return self.width - self.left - self.right

    @property
    def depth(self) -> float:
        """Height of the body."""
        return self.height - self.top - self.bottom


PORTRAIT = Sheet()
LANDSCAPE = Sheet(width=297 * MM, height=210 * MM, top=24 * MM, bottom=18 * MM, left=20 * MM, right=20 * MM)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What surrounds the body on every page, and what the file says about itself.

    `head_left`, `head_right`, `foot_left`, `foot_right` may be empty; `ghost` is a pale word across each page, e.g. 样张;
    `official` sets page numbers as GB/T 9704 asks for: on the outer side of odd and even pages, one character from the edge.
    `numbering` has the places {page} and {pages}; `made_at` comes from the input, so that the bytes repeat.
    """

    title: str
    made_at: datetime
    head_left: str = ""
    head_right: str = ""
    foot_left: str = ""
    foot_right: str = ""
    numbering: str = "第 {page} 页 共 {pages} 页"
    official: bool = False
    ghost: str = ""
    author: str = ""
    subject: str = ""


def compose(strips: Sequence[Strip], furniture: Furniture, sheet: Sheet, fonts: Fonts) -> bytes:
    """Flows the strips over pages and returns the PDF. The same input gives the same bytes."""
    bodies = paginate(strips, sheet.depth)
    frame = _Frame(furniture, sheet, Setting(fonts), len(bodies))
    pages = [
        Page(sheet.width, sheet.height, (*_body_ink(placed, sheet), *frame.ink(number)))
        for number, placed in enumerate(bodies, start=1)
    ]
    info = DocumentInfo(furniture.title, furniture.subject, furniture.author, furniture.made_at)
    return write_pdf(pages, info, fonts)


def code_ink(text: str, x: float, y: float, side: float) -> Modules:
    """A QR code of `text` (error level M) with its upper left corner at x, y; leave four modules of white around it."""
    return Modules(x, y, side, _modules(text))


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    # Kept for a moment: a paper that is set tighter and tighter until it fits asks for its code each time.
    matrix = segno.make_qr(text, error="m").matrix
    return tuple(tuple(bool(module) for module in row) for row in matrix)


def _body_ink(placed: Sequence[Placed], sheet: Sheet) -> list[Ink]:
    return [moved(ink, sheet.left, sheet.top + each.y) for each in placed for ink in each.strip.ink]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Head, foot and ghost of each page."""

    furniture: Furniture
    sheet: Sheet
    setting: Setting
    pages: int

    def ink(self, number: int) -> list[Ink]:
        furniture, sheet = self.furniture, self.sheet
        numbering = furniture.numbering.format(page=number, pages=self.pages)
        ink = self.official_foot(number, numbering) if furniture.official else self.foot(numbering)
        if furniture.head_left or furniture.head_right:
            head = sheet.top - _HEAD_GAP
            ink += self.across((furniture.head_left, "", furniture.head_right), head - _SMALL.pitch - 2)
            ink.append(Rule(sheet.left, head, sheet.width - sheet.right, head, 0.4, "#C6CDD6"))
        return [*ink, *self.ghost()]

    def foot(self, numbering: str) -> list[Ink]:
        furniture, sheet = self.furniture, self.sheet
        y = sheet.height - sheet.bottom + _FOOT_GAP
        rule = Rule(sheet.left, y, sheet.width - sheet.right, y, 0.4, "#C6CDD6")
        return [*self.across((furniture.foot_left, numbering, furniture.foot_right), y + 2), rule]

    def official_foot(self, number: int, numbering: str) -> list[Ink]:
        """The number 7 mm below the body; what else is said at the foot stands small on the inner side."""
        furniture, sheet = self.furniture, self.sheet
        is_odd = number % 2 == 1
        style = replace(_OFFICIAL, align=Align.RIGHT if is_odd else Align.LEFT)
        y = sheet.height - sheet.bottom + _OFFICIAL_GAP
        room = sheet.room - style.size
        ink = list(
            text_ink(
                self.setting.lines(numbering, room, style, "页码")[:1],
                sheet.left + (0 if is_odd else style.size),
                y,
                style,
            )
        )
        said = "　".join(text for text in (furniture.foot_left, furniture.foot_right) if text)
        return [*ink, *self.across((said, "", "") if is_odd else ("", "", said), y + (style.pitch - _SMALL.pitch) / 2)]

    def across(self, texts: tuple[str, str, str], y: float) -> list[Ink]:
        """Three short texts on one line: left, centre, right."""
        ink: list[Ink] = []
        for text, align in zip(texts, (Align.LEFT, Align.CENTER, Align.RIGHT), strict=True):
            style = Style(_SMALL.size, _SMALL.face, _SMALL.colour, _SMALL.leading, align)
            ink += text_ink(self.setting.lines(text, self.sheet.room, style, "页眉页脚")[:1], self.sheet.left, y, style)
        return ink

    def ghost(self) -> list[Ink]:
        if not self.furniture.ghost:
            return []
        size = min(_GHOST_SIZE, 380.0 / len(self.furniture.ghost))
        line = layout(self.furniture.ghost, 1e6, Style(size=size, face=Face.SANS), self.setting.fonts)[0]
        return [Ghost(self.sheet.width / 2, self.sheet.height / 2, line, size, 45)]
