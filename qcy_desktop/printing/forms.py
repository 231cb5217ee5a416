"""Parts of ruled forms: bands, rows of labels and values, boxes for opinions and signatures, titles with their side lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Cell, Column, framed, text_ink
from qcy_desktop.printing.flow import Strip, kept, spaced, stacked, tied
from qcy_desktop.printing.ink import Ink, moved
from qcy_desktop.printing.page import PORTRAIT, code_ink
from qcy_desktop.printing.paragraph import Align
from qcy_desktop.printing.parts import Desk, headline, shares

FORM_SHEET = replace(PORTRAIT, left=28 * MM, right=20 * MM)
"""The sheet of every form: a wide left margin for the binding."""

_CODE_SIDE = 16 * MM


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value in a form; shares say how wide each is beside the others of its row."""

    label: str
    value: str
    label_share: float = 2.4
    value_share: float = 3.6


def title(desk: Desk, text: str, code: str = "") -> list[Strip]:
    """The title in the middle, and at the right the paper's number as a QR code when it has one."""
    strips = tied(headline(desk, text, _CODE_SIDE + 4 if code else 0.0))
    if not code:
        return strips
    whole = stacked(strips)
    height = max(whole.height, _CODE_SIDE)
    mark = code_ink(code, desk.width - _CODE_SIDE, 0, _CODE_SIDE)
    return [Strip(height, (*(moved(ink, 0, (height - whole.height) / 2) for ink in whole.ink), mark), keep=True)]


def sides(desk: Desk, left: str, right: str) -> list[Strip]:
    """Two short texts at the ends of one line, as above and below a form."""
    lines = desk.setting.lines(left, desk.width, looks.SMALL, "表头")
    ends = desk.setting.lines(right, desk.width, looks.SMALL_RIGHT, "表头")
    ink = (*text_ink(lines[:1], 0, 0, looks.SMALL), *text_ink(ends[:1], 0, 0, looks.SMALL_RIGHT))
    return [Strip(looks.SMALL.pitch + 4, ink, gap=4, keep=True)]


def band(desk: Desk, text: str) -> list[Strip]:
    """A tinted row over the whole width that opens a part of the form."""
    row = desk.setting.row([Column(desk.width, looks.SMALL_BOLD)], [Cell(text, fill=looks.TINT)], looks.FORM)
    return tied(row)


def fields(desk: Desk, entries: Sequence[Field]) -> list[Strip]:
    """One row of labels and values. The label names its value when a character cannot be printed."""
    widths = shares(desk.width, *(share for entry in entries for share in (entry.label_share, entry.value_share)))
    cols, cells = [], []
    for number, entry in enumerate(entries):
        cols += [
            Column(widths[2 * number], looks.FORM_LABEL, entry.label),
            Column(widths[2 * number + 1], looks.SMALL, entry.label),
        ]
        cells += [Cell(entry.label), Cell(entry.value)]
    return desk.setting.row(cols, cells, looks.FORM)


def statement(desk: Desk, sentences: Sequence[str], signers: Sequence[str], height: float) -> list[Strip]:
    """A box with sentences above and places to sign below, at least `height` points high, never torn.

    No seal is drawn and none is asked for in print: the room at the right stays free for it.
    """
    inner = desk.narrower(2 * looks.FORM.pad_x)
    ink: list[Ink] = []
    y = 5.0
    for sentence in sentences:
        for strip in inner.paragraph(sentence, looks.FORM_TEXT, "意见"):
            ink += [moved(each, looks.FORM.pad_x, y) for each in strip.ink]
            y += strip.height
    room = max(height, y + 24 + len(signers) * looks.SMALL.pitch * 1.25)
    low = room - len(signers) * looks.SMALL.pitch * 1.25 - 6
    left = desk.width * 0.52
    for number, signer in enumerate(signers):
        lines = desk.setting.lines(signer, desk.width - left, looks.SMALL, "签字")
        ink += text_ink(lines, left, low + number * looks.SMALL.pitch * 1.25, looks.SMALL)
    return [Strip(room, tuple(ink))]


def form(desk: Desk, strips: Sequence[Strip]) -> list[Strip]:
    """The rows inside one frame, ruled apart from each other on every page."""
    return framed(list(strips), desk.width, looks.FORM)


def with_closing(rows: Sequence[Strip], notes: Sequence[Strip]) -> list[Strip]:
    """The rows and the small sentences under them, which never go overleaf without the last row and its heading."""
    return [*rows[:-2], *tied(rows[-2:]), *kept(notes)] if notes else list(rows)


def closing(desk: Desk, sentences: Sequence[str]) -> list[Strip]:
    """Small sentences under a form."""
    strips: list[Strip] = []
    for number, sentence in enumerate(sentences):
        strips += spaced(desk.paragraph(sentence, looks.TINY), 5 if number == 0 else 0)
    return strips


def ending(desk: Desk, lines: Sequence[str]) -> list[Strip]:
    """Who signs a letter: lines in the right half, tied together, with room for ink."""
    left = desk.width * 0.46
    strips = []
    for text in lines:
        style = replace(looks.LETTER, align=Align.LEFT, indent=0)
        done = desk.setting.lines(text, desk.width - left, style, "落款")
        strips.append(Strip(style.pitch * max(1, len(done)), tuple(text_ink(done, left, 0, style)), gap=8))
    return tied(strips[:-1]) + strips[-1:]
