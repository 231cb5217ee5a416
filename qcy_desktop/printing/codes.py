"""The head of a case's paper: its title, a QR code to verify it, and its number as bars for older scanners."""

from __future__ import annotations

from functools import lru_cache

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, text_ink
from qcy_desktop.printing.case_content import Marks
from qcy_desktop.printing.flow import Strip, stacked, tied
from qcy_desktop.printing.ink import Bars, Ink, moved
from qcy_desktop.printing.page import code_ink
from qcy_desktop.printing.parts import Desk, headline

_SIDE = 18 * MM
_MODULE = 0.26 * MM
_BAR_HEIGHT = 7 * MM
_QUIET = 2.6 * MM  # ten modules of white at the left of the bars


@lru_cache(maxsize=4096)
def bar_widths(text: str) -> tuple[int, ...]:
    """Code 128 of an ASCII text: widths of bar, space, bar … in modules."""
    # Imported late: the window opens long before the first paper.
    from reportlab.graphics.barcode.code128 import Code128Auto

    code = Code128Auto(text, barWidth=1, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    return tuple("abcd".index(sign.lower()) + 1 for sign in code.decomposed)


def masthead(desk: Desk, title: str, marks: Marks, right: str) -> list[Strip]:
    """The title with the QR code at its right; under it the bars of the 受理编号 at the left and `right` at the right."""
    strips = tied(headline(desk, title, _SIDE + 4 if marks.payload else 0.0))
    if not marks.payload:
        return strips + (_below(desk, marks, right) if marks.case or right else [])
    whole = stacked(strips)
    height = max(whole.height, _SIDE)
    mark = code_ink(marks.payload, desk.width - _SIDE, 0, _SIDE)
    head = Strip(height, (*(moved(ink, 0, (height - whole.height) / 2) for ink in whole.ink), mark), keep=True)
    return [head, *_below(desk, marks, right)]


def _below(desk: Desk, marks: Marks, right: str) -> list[Strip]:
    lines = desk.setting.lines(right, desk.width, looks.SMALL_RIGHT, "表头")
    if not marks.case:
        return [Strip(looks.SMALL.pitch + 4, text_ink(lines[:1], 0, 0, looks.SMALL_RIGHT), gap=4, keep=True)]
    under = desk.setting.lines(marks.case, desk.width, looks.TINY, "受理编号")
    bars = Bars(_QUIET, 0, _MODULE, _BAR_HEIGHT, bar_widths(marks.case))
    low = _BAR_HEIGHT + 1
    ink: list[Ink] = [bars, *text_ink(under[:1], _QUIET, low, looks.TINY)]
    ink += text_ink(lines[:1], 0, low - (looks.SMALL.pitch - looks.TINY.pitch) / 2, looks.SMALL_RIGHT)
    return [Strip(low + looks.TINY.pitch + 5, tuple(ink), gap=2, keep=True)]
