"""承诺书: what the applicant promises, to be signed by hand and sealed."""

from __future__ import annotations

from qcy_desktop.printing import looks
from qcy_desktop.printing.content import Commitment
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, spaced
from qcy_desktop.printing.forms import FORM_SHEET, ending, sides, title
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, numeral


def commitment_letter(commitment: Commitment, context: PaperContext) -> bytes:
    """The letter as PDF bytes; the same input gives the same bytes. Signature, seal and day stay blank for ink."""
    desk = desk_for(context, FORM_SHEET, "commitment")
    heading = desk.say("标题")
    strips = [
        *title(desk, heading),
        *(sides(desk, "", desk.say("编号", number=commitment.number)) if commitment.number else []),
        *_letter(desk, commitment),
        *spaced(ending(desk, desk.words.items("落款")), 26),
    ]
    return finish(desk, strips, FORM_SHEET, context, About(heading, commitment.applicant.name, commitment.number))


def _letter(desk: Desk, commitment: Commitment) -> list[Strip]:
    plain = looks.LETTER_FLUSH
    opening = desk.say(
        "开头",
        name=commitment.applicant.name,
        uscc=commitment.applicant.uscc,
        pack=commitment.pack_title,
        clause=commitment.clause,
        measure=commitment.measure_title,
    )
    strips = spaced(desk.paragraph(desk.say("称谓", addressee=commitment.addressee), plain, "致送单位"), 14)
    strips += desk.paragraph(opening, looks.LETTER, "承诺单位和事项")
    for number, point in enumerate((*desk.words.items("内容"), *commitment.extra), start=1):
        strips += desk.paragraph(desk.say("编排", numeral=numeral(number), text=point), looks.LETTER, "承诺内容")
    return [*strips, *desk.paragraph(desk.say("结尾"), looks.LETTER)]
