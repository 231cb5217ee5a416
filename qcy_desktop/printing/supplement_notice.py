"""一次性补正告知书: everything that is missing or wrong, each with the standard it must meet, told once."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.case_content import Supplement
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, spaced, stacked, tied
from qcy_desktop.printing.forms import form
from qcy_desktop.printing.notice import NOTICE_SHEET, Letter, letter
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, shares


def supplement_notice(notice: Supplement, context: PaperContext) -> bytes:
    """The notice as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, NOTICE_SHEET, "supplement")
    matter, title = notice.matter, desk.say("标题")
    said = desk.say(
        "正文",
        received=show_day(notice.received_on),
        measure=matter.measure,
        pack=matter.pack,
        clause=matter.clause,
        number=notice.marks.case,
        count=len(notice.defects),
    )

    def build(letter: Letter) -> list[Strip]:
        return [
            *letter.opening(title, notice.marks, matter.name),
            *letter.text(said),
            *spaced(_table(desk, notice), 6),
            *spaced(letter.text(desk.say("期限", day=show_day(notice.by))), 8),
            *letter.text(*desk.words.items("结尾")),
            *letter.contact(notice.office),
        ]

    strips = letter(desk, context.office, notice.issued_on, build)
    return finish(desk, strips, NOTICE_SHEET, context, About(title, matter.name, notice.marks.paper, official=True))


def _table(desk: Desk, notice: Supplement) -> list[Strip]:
    widths = shares(desk.width, 0.8, 3, 4, 4)
    styles = (looks.FORM_LABEL, looks.NOTICE_CELL, looks.NOTICE_CELL, looks.NOTICE_CELL)
    heads = desk.words.items("列")
    cols = [Column(width, style, name) for width, style, name in zip(widths, styles, heads, strict=True)]
    head = desk.setting.row(cols, [Cell(name, looks.FORM_LABEL, fill=looks.TINT) for name in heads], looks.FORM)
    body = [
        strip
        for number, defect in enumerate(notice.defects, start=1)
        for strip in desk.setting.row(
            cols, [Cell(words) for words in (str(number), defect.item, defect.fault, defect.standard)], looks.FORM
        )
    ]
    return form(desk, [*tied(head), *headed(body, stacked(form(desk, head)))])
