"""The one set of colours, sizes and rulings that all papers share."""

from __future__ import annotations

from qcy_desktop.domain.assessment import Condition, Mark, Verdict
from qcy_desktop.printing.blocks import Look
from qcy_desktop.printing.fonts import Face
from qcy_desktop.printing.paragraph import Align, Style

INK = "#1B2430"
GREY = "#5B6573"
HAIR = "#C6CDD6"
TINT = "#F1F4F8"
WARM = "#FFF8EA"
BLUE = "#1F4E8C"
GREEN = "#1D7A46"
AMBER = "#8A5B00"
RED = "#B3322C"

TITLE = Style(size=22, face=Face.SERIF_BOLD, leading=1.4, align=Align.CENTER)
SUBTITLE = Style(size=9, colour=GREY, align=Align.CENTER)
SECTION = Style(size=12.5, face=Face.SANS_BOLD, colour=BLUE, leading=1.5)
SUBSECTION = Style(size=10.5, face=Face.SANS_BOLD, leading=1.5)
BODY = Style(size=10, leading=1.6, align=Align.JUSTIFY)
CARD_TITLE = Style(size=11, face=Face.SANS_BOLD, leading=1.45)
CARD_AMOUNT = Style(size=11, face=Face.SANS_BOLD, leading=1.45, align=Align.RIGHT)
SMALL = Style(size=9, leading=1.5)
SMALL_BOLD = Style(size=9, face=Face.SANS_BOLD, leading=1.5)
SMALL_RIGHT = Style(size=9, leading=1.5, align=Align.RIGHT)
LABEL = Style(size=9, colour=GREY, leading=1.5)
LABEL_RIGHT = Style(size=9, colour=GREY, leading=1.5, align=Align.RIGHT)
FINE = Style(size=8.5, leading=1.4)
FINE_JUSTIFIED = Style(size=8.5, leading=1.4, align=Align.JUSTIFY)
TINY = Style(size=8, colour=GREY, leading=1.5)

LETTER = Style(size=14, face=Face.SERIF, leading=1.75, align=Align.JUSTIFY, indent=2)
LETTER_FLUSH = Style(size=14, face=Face.SERIF, leading=1.75)
TINY_CENTER = Style(size=8, colour=GREY, leading=1.5, align=Align.CENTER)
ANNEX = Style(size=16, face=Face.SANS_BOLD, leading=1.5)
LIST_TITLE = Style(size=16, face=Face.SERIF_BOLD, leading=1.5, align=Align.CENTER)
FORM_LABEL = Style(size=9, leading=1.4, align=Align.CENTER)
NOTICE_CELL = Style(size=11, face=Face.SERIF, leading=1.5)
FORM_TEXT = Style(size=9.5, leading=1.65, align=Align.JUSTIFY, indent=2)

ROWS = Look(pad_x=4, pad_y=2.6)
PLAIN = Look(pad_x=4, pad_y=1.4, row_rule=0)
DENSE = Look(pad_x=4, pad_y=0.8, row_rule=0)
FORM = Look(pad_x=5, pad_y=3, row_rule=0.5, column_rule=0.5, outer_rule=1.0, colour=INK, least=24, middle=True)

VERDICT_COLOURS = {
    Verdict.ELIGIBLE: GREEN,
    Verdict.UNKNOWN: AMBER,
    Verdict.NOT_ELIGIBLE: RED,
    Verdict.NOT_APPLICABLE: GREY,
    Verdict.NOT_COMPUTABLE: GREY,
}
MARK_COLOURS = {Mark.MET: GREEN, Mark.UNMET: RED, Mark.UNKNOWN: AMBER}


def mark_colour(condition: Condition) -> str:
    """The colour of a condition's mark; grey where nothing depends on it."""
    return GREY if condition.spare else MARK_COLOURS[condition.mark]
