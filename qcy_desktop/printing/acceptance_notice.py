"""受理通知书: the office says that it has accepted a case, until when it will answer, and what is still to be brought."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing.case_content import Acceptance
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.notice import NOTICE_SHEET, Letter, letter
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk


def acceptance_notice(notice: Acceptance, context: PaperContext) -> bytes:
    """The notice as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, NOTICE_SHEET, "acceptance")
    matter, title = notice.matter, desk.say("标题")
    said = desk.say(
        "正文",
        received=show_day(notice.received_on),
        accepted=show_day(notice.accepted_on),
        measure=matter.measure,
        pack=matter.pack,
        clause=matter.clause,
        number=notice.marks.case,
        uscc=matter.uscc,
    )

    def build(letter: Letter) -> list[Strip]:
        return [
            *letter.opening(title, notice.marks, matter.name),
            *letter.text(said, _limit(desk, notice)),
            *letter.headed(desk.say("容缺.标题"), _promises(desk, notice)),
            *letter.text(*desk.words.items("结尾")),
            *letter.contact(notice.office),
        ]

    strips = letter(desk, context.office, notice.accepted_on, build)
    return finish(desk, strips, NOTICE_SHEET, context, About(title, matter.name, notice.marks.paper, official=True))


def _limit(desk: Desk, notice: Acceptance) -> str:
    if notice.due is None and notice.limit is not None:
        return desk.say("时限无日", days=notice.limit)
    if notice.due is None or notice.limit is None:
        return ""
    return desk.say("时限", days=notice.limit, due=show_day(notice.due))


def _promises(desk: Desk, notice: Acceptance) -> list[str]:
    return [
        desk.say("容缺.项", number=number, item=promise.item, day=show_day(promise.by))
        for number, promise in enumerate(notice.promises, start=1)
    ]
