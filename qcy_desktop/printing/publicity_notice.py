"""公示 and its 名单: what is going to be paid to whom, for how long it may be objected to, and nothing personal."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.money import wan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column, blank
from qcy_desktop.printing.case_content import Publicity
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, joined_on, kept, spaced, stacked, tied
from qcy_desktop.printing.forms import form
from qcy_desktop.printing.notice import NOTICE_SHEET, Letter
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, headline, widths_for_sums

_TURN = 1e4  # a gap that no page has room for: the list begins on a page of its own


def publicity_notice(notice: Publicity, context: PaperContext) -> bytes:
    """The notice and the list as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, NOTICE_SHEET, "publicity")
    title = desk.say("标题", subject=notice.subject)
    places = {
        "basis": notice.basis,
        "subject": notice.subject,
        "count": len(notice.rows),
        "total": wan_number(sum(row.amount for row in notice.rows)),
        "first": show_day(notice.first),
        "last": show_day(notice.last),
        "days": notice.days,
    }
    sentences = [sentence for key in ("正文", "异议") for sentence in desk.words.items(key, **places)]
    letter = Letter(desk)
    strips = [
        *spaced(tied(headline(desk, title)), 6),
        blank(18),
        *letter.text(*sentences),
        *letter.contact(notice.office),
        *spaced(letter.text(desk.say("附件")), 26),
        *kept(letter.signed(context.office, notice.issued_on)),
        *_list(desk, notice),
    ]
    return finish(desk, strips, NOTICE_SHEET, context, About(title, notice.subject, notice.number, official=True))


def _list(desk: Desk, notice: Publicity) -> list[Strip]:
    total = wan_number(sum(row.amount for row in notice.rows))
    sums = [total, *(wan_number(row.amount) for row in notice.rows)]
    widths = widths_for_sums(desk, (10, 34, 41, 25, 15, 21, 10), {5: sums}, 2 * looks.FORM.pad_x)
    middle, left, right = looks.FORM_LABEL, looks.SMALL, looks.SMALL_RIGHT
    styles = (middle, left, left, left, middle, right, left)
    heads = desk.words.items("列")
    cols = [Column(width, style, name) for width, style, name in zip(widths, styles, heads, strict=True)]
    head = desk.setting.row(cols, [Cell(name, middle, fill=looks.TINT) for name in heads], looks.FORM)
    body: list[Strip] = []
    for number, row in enumerate(notice.rows, start=1):
        cells = (str(number), row.name, row.uscc, row.measure, row.clause, wan_number(row.amount), row.remark)
        body += desk.setting.row(cols, [Cell(words) for words in cells], looks.FORM)
    last = [Cell(desk.say("合计"), looks.SMALL_BOLD, span=5), Cell(total), Cell("")]
    body = [*joined_on(body), *desk.setting.row(cols, last, looks.FORM)]
    top = [
        *desk.paragraph(desk.say("名单标签"), looks.ANNEX),
        *desk.paragraph(desk.say("名单标题"), looks.LIST_TITLE),
    ]
    inner = form(desk, [*tied(head), *headed(body, stacked(form(desk, head)))])
    return [*tied(spaced(top, _TURN)), *spaced(inner, 8)]
