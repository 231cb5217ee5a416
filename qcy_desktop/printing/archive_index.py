"""归档目录: what a case file holds, in order, with pages, and the note that it was checked."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Cell, Column
from qcy_desktop.printing.case_content import Archive
from qcy_desktop.printing.codes import masthead
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, spaced, stacked, tied
from qcy_desktop.printing.forms import FORM_SHEET, Field, band, fields, form, statement
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, shares

_NOTE = 38 * MM


def archive_index(archive: Archive, context: PaperContext) -> bytes:
    """The index as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, FORM_SHEET, "archive")
    title, matter = desk.say("标题"), archive.matter
    head = [
        *fields(desk, [Field(desk.say("列.单位"), f"{matter.name}（{matter.uscc}）", value_share=9.6)]),
        *fields(
            desk, [Field(desk.say("列.事项"), f"{matter.measure}（《{matter.pack}》{matter.clause}）", value_share=9.6)]
        ),
        *fields(desk, [Field(desk.say("列.结果"), archive.outcome, value_share=9.6)]),
    ]
    # Papers that the enterprise handed over are counted by hand; then the sum is left blank for ink.
    known = all(item.pages is not None for item in archive.items)
    pages = str(sum(item.pages or 0 for item in archive.items)) if known else "　　　"
    said = desk.say("备考", count=len(archive.items), pages=pages)
    right = desk.say("编号", number=archive.marks.paper) if archive.marks.paper else ""
    tail = [*band(desk, desk.say("备考标题")), *statement(desk, [said], desk.words.items("备考签字"), _NOTE)]
    strips = [
        *masthead(desk, title, archive.marks, right),
        *form(desk, [*head, *_table(desk, archive)]),
        *spaced(form(desk, tied(tail)[:-1] + tail[-1:]), 12),
    ]
    return finish(desk, strips, FORM_SHEET, context, About(title, matter.name, archive.marks.paper))


def _table(desk: Desk, archive: Archive) -> list[Strip]:
    widths = shares(desk.width, 8, 39, 31, 31, 32, 10, 11)
    middle, left = looks.FORM_LABEL, looks.SMALL
    cols = [
        Column(width, style, "归档目录")
        for width, style in zip(widths, (middle, left, left, left, middle, middle, left), strict=True)
    ]
    head = desk.setting.row(
        cols, [Cell(name, middle, fill=looks.TINT) for name in desk.words.items("目录列")], looks.FORM
    )
    body: list[Strip] = []
    for number, item in enumerate(archive.items, start=1):
        pages = "" if item.pages is None else str(item.pages)
        words = (str(number), item.number, item.title, item.author, show_day(item.day), pages, item.remark)
        body += desk.setting.row(cols, [Cell(text) for text in words], looks.FORM)
    return [*tied(head), *headed(body, stacked(form(desk, head)))]
