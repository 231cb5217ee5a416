"""Boxes in which officers write their opinions: a label, a short sentence to keep or correct, and places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, text_ink
from qcy_desktop.printing.case_content import Box
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.ink import Box as Ground
from qcy_desktop.printing.ink import Ink, Rule, moved
from qcy_desktop.printing.paragraph import Style
from qcy_desktop.printing.parts import Desk

_LABEL = 17 * MM
_LABEL_NARROW = 12 * MM
_SIGN_PITCH = 17.0
_SIGN_PITCH_NARROW = 14.0
_SIZES = ((9.5, 1.65), (9, 1.45), (8, 1.35), (7.5, 1.3))
_PAD = 6.0
_EACH = 47 * MM
_ONE_LINE = 110 * MM
_TWO_LINES = 70 * MM
LEAST = 30 * MM
"""No box is lower than this: a signature and a seal of 42 mm beside it still find room."""


def opinion_rows(desk: Desk, rows: Sequence[Sequence[Box]], height: float) -> list[Strip]:
    """Rows of boxes, each row `height` points high and never torn; boxes of one row stand beside each other.

    No seal is drawn and none is asked for in print: the lower right of each box stays free for it.
    """
    strips = []
    for row in rows:
        width = desk.width / len(row)
        ink: list[Ink] = []
        for number, box in enumerate(row):
            ink += [moved(each, number * width, 0) for each in _box(desk, box, width, height)]
            if number:
                ink.append(Rule(number * width, 0, number * width, height, 0.5, looks.INK))
        strips.append(Strip(height, tuple(ink)))
    return strips


def _box(desk: Desk, box: Box, width: float, height: float) -> list[Ink]:
    narrow = width < _TWO_LINES
    left = _LABEL_NARROW if narrow else _LABEL
    label = replace(looks.FORM_LABEL, size=8 if narrow else 9.5, leading=1.4 if narrow else 1.5)
    names = desk.setting.lines(box.title, left - 6, label, "意见栏")
    ink: list[Ink] = [Ground(0, 0, left, height, fill=looks.TINT)]
    ink += text_ink(names, 3, (height - len(names) * label.pitch) / 2, label)
    ink.append(Rule(left, 0, left, height, 0.5, looks.INK))
    signed, room = _signers(desk, width - left, height)
    inner = desk.narrower(desk.width - (width - left - 2 * _PAD))
    return ink + [moved(each, left, 0) for each in (*_opinion(inner, box, height - room - _PAD), *signed)]


def _opinion(desk: Desk, box: Box, room: float) -> list[Ink]:
    """The opinion, set as large as `room` allows; one that is longer even so is cut and says where the whole stands."""
    if not box.words:
        return []
    sizes = [replace(looks.FORM_TEXT, size=size, leading=leading) for size, leading in _SIZES]
    for style in sizes:
        strips = desk.paragraph(box.words, style, box.title)
        if sum(strip.height for strip in strips) <= room:
            break
    else:
        strips = _cut(desk, box, style, room)
    y, ink = _PAD, list[Ink]()
    for strip in strips:
        ink += [moved(each, _PAD, y) for each in strip.ink]
        y += strip.height
    return ink


def _cut(desk: Desk, box: Box, style: Style, room: float) -> list[Strip]:
    """As much of the opinion as fits, with the word that the whole is in the file."""
    least, most = 0, len(box.words)
    while least < most:
        middle = (least + most + 1) // 2
        strips = desk.paragraph(desk.say("意见略", text=box.words[:middle]), style, box.title)
        least, most = (middle, most) if sum(strip.height for strip in strips) <= room else (least, middle - 1)
    return desk.paragraph(desk.say("意见略", text=box.words[:least]), style, box.title)


def _signers(desk: Desk, width: float, height: float) -> tuple[list[Ink], float]:
    """Places to sign, for the seal and for the day, and the room they take: on one line in a wide box, else below each other."""
    signers, seal, day = desk.words.items("签字栏"), desk.say("盖章"), desk.say("签字日期")
    across: list[str] = []
    if width > _ONE_LINE - _LABEL:
        lines: list[tuple[str, str]] = [("", f"{seal}{day}")]
        across = list(signers)
    elif width > _TWO_LINES - _LABEL:
        lines = [(signer, "") for signer in signers[:-1]] + [(signers[-1] if signers else "", day)]
        lines[0] = (lines[0][0], lines[0][1] or seal)
    else:
        lines = [*((signer, "") for signer in signers), ("", day.lstrip("\u3000"))]
    pitch = _SIGN_PITCH if width > _TWO_LINES - _LABEL else _SIGN_PITCH_NARROW
    low = height - pitch - 2
    ink: list[Ink] = []
    for number, (start, end) in enumerate(lines):
        y = low - (len(lines) - 1 - number) * pitch
        ink += _words(desk, start, _PAD, y)
        ends = desk.setting.lines(end, width - _PAD, looks.SMALL_RIGHT, "日期")[:1]
        ink += text_ink(ends, 0, y, looks.SMALL_RIGHT)
    for number, signer in enumerate(across):
        ink += _words(desk, signer, _PAD + number * _EACH, low)
    return ink, len(lines) * pitch + 2


def _words(desk: Desk, words: str, x: float, y: float) -> list[Ink]:
    return list(text_ink(desk.setting.lines(words, 1e6, looks.SMALL, "签字")[:1], x, y, looks.SMALL))
