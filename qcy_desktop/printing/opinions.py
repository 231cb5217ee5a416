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
from qcy_desktop.printing.paragraph import Align
from qcy_desktop.printing.parts import Desk

_LABEL = 17 * MM
_SIGN_PITCH = 17.0
_PAD = 6.0
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
    label = replace(looks.FORM_LABEL, size=9.5, leading=1.5)
    names = desk.setting.lines(box.title, _LABEL - 6, label, "意见栏")
    ink: list[Ink] = [Ground(0, 0, _LABEL, height, fill=looks.TINT)]
    ink += text_ink(names, 3, (height - len(names) * label.pitch) / 2, label)
    ink.append(Rule(_LABEL, 0, _LABEL, height, 0.5, looks.INK))
    inner = desk.narrower(desk.width - (width - _LABEL - 2 * _PAD))
    y = _PAD
    for strip in inner.paragraph(box.words, looks.FORM_TEXT, box.title) if box.words else []:
        ink += [moved(each, _LABEL + _PAD, y) for each in strip.ink]
        y += strip.height
    return ink + _signers(desk, width, height)


def _signers(desk: Desk, width: float, height: float) -> list[Ink]:
    """Two places to sign on one line where the box is wide, else below each other; the day at the lower right."""
    signers = desk.words.items("签字栏")
    day = desk.setting.lines(
        desk.say("签字日期"), width - _LABEL - _PAD, replace(looks.SMALL, align=Align.RIGHT), "日期"
    )
    low = height - _SIGN_PITCH - 2
    ink: list[Ink] = list(text_ink(day[:1], _LABEL, low, replace(looks.SMALL, align=Align.RIGHT)))
    wide = width > 110 * MM
    for number, signer in enumerate(signers):
        x = _LABEL + _PAD + (number * 47 * MM if wide else 0)
        y = low if wide else low - (len(signers) - 1 - number) * _SIGN_PITCH
        ink += text_ink(desk.setting.lines(signer, width, looks.SMALL, "签字"), x, y, looks.SMALL)
    return ink
