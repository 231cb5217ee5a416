"""不予受理通知书: why a case was not taken, on what basis, where to go instead and what can be done against it."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing.case_content import Rejection
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.notice import NOTICE_SHEET, Letter, letter
from qcy_desktop.printing.paper import About, desk_for, finish


def rejection_notice(notice: Rejection, context: PaperContext) -> bytes:
    """The notice as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, NOTICE_SHEET, "rejection")
    matter, title = notice.matter, desk.say("标题")
    said = desk.say(
        "正文",
        received=show_day(notice.received_on),
        measure=matter.measure,
        pack=matter.pack,
        clause=matter.clause,
        number=notice.marks.case,
    )
    reasons = [desk.say("理由", number=number, text=reason) for number, reason in enumerate(notice.reasons, start=1)]
    more = [desk.say(key, text=words) for key, words in (("依据", notice.basis), ("去处", notice.elsewhere)) if words]

    def build(letter: Letter) -> list[Strip]:
        return [
            *letter.opening(title, notice.marks, matter.name),
            *letter.text(said, *reasons, *more, *desk.words.items("救济")),
            *letter.contact(notice.office),
        ]

    strips = letter(desk, context.office, notice.issued_on, build)
    return finish(desk, strips, NOTICE_SHEET, context, About(title, matter.name, notice.marks.paper, official=True))
