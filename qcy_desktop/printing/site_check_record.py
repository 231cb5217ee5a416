"""现场核查记录: what is to be looked at on the spot, with room for what is found and for both sides to sign."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Cell, Column
from qcy_desktop.printing.case_content import SiteCheck
from qcy_desktop.printing.codes import masthead
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, stacked, tied
from qcy_desktop.printing.forms import FORM_SHEET, Field, band, closing, fields, form, statement, with_closing
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, shares

_LOWEST, _HIGHEST = 18 * MM, 75 * MM
_SIGNED = 27 * MM


def site_check_record(check: SiteCheck, context: PaperContext) -> bytes:
    """The record as PDF bytes; the same input gives the same bytes. What is found is written by hand."""
    desk = desk_for(context, FORM_SHEET, "site_check")
    title, matter = desk.say("标题"), check.matter
    rows = [
        *fields(desk, [Field(desk.say("列.单位"), matter.name, value_share=9.6)]),
        *fields(desk, [Field(desk.say("列.代码"), matter.uscc, value_share=9.6)]),
        *fields(
            desk, [Field(desk.say("列.事项"), f"{matter.measure}（《{matter.pack}》{matter.clause}）", value_share=9.6)]
        ),
        *fields(desk, [Field(desk.say("列.地点"), check.address, value_share=9.6)]),
        *fields(desk, [Field(desk.say("列.时间"), _day(desk, check)), Field(desk.say("列.陪同"), "")]),
        *fields(desk, [Field(desk.say("列.人员"), desk.say("人员"), value_share=9.6)]),
        *band(desk, desk.say("要点")),
        *_points(desk, check),
        *band(desk, desk.say("情况")),
    ]
    tail = [
        *band(desk, desk.say("结论")),
        *statement(desk, [desk.say("结论选")], desk.words.items("核查签字"), _SIGNED),
        *band(desk, desk.say("被核查")),
        *statement(desk, [desk.say("被核查说")], desk.words.items("被核查签字"), _SIGNED),
    ]
    right = desk.say("编号", number=check.marks.paper) if check.marks.paper else ""
    top, notes = masthead(desk, title, check.marks, right), closing(desk, desk.words.items("附注"))
    left = FORM_SHEET.depth - sum(strip.gap + strip.height for strip in (*top, *rows, *tail, *notes)) - 2
    found = statement(desk, [check.findings] if check.findings else [], [], min(max(left, _LOWEST), _HIGHEST))
    body = form(desk, [*rows, *found, *tail])
    strips = [*top, *with_closing(body, notes)]
    return finish(desk, strips, FORM_SHEET, context, About(title, matter.name, check.marks.paper))


def _day(desk: Desk, check: SiteCheck) -> str:
    return desk.say("空时间") if check.day is None else show_day(check.day)


def _points(desk: Desk, check: SiteCheck) -> list[Strip]:
    widths = shares(desk.width, 0.9, 5.4, 3.2, 1.9, 2.6)
    styles = (looks.FORM_LABEL, looks.SMALL, looks.SMALL, looks.FORM_LABEL, looks.SMALL)
    cols = [Column(width, style, "核查要点") for width, style in zip(widths, styles, strict=True)]
    head = desk.setting.row(cols, [Cell(name, looks.FORM_LABEL) for name in desk.words.items("要点列")], looks.FORM)
    body = [
        strip
        for number, (point, declared) in enumerate(check.points, start=1)
        for strip in desk.setting.row(
            cols, [Cell(text) for text in (str(number), point, declared, desk.say("相符"), "")], looks.FORM
        )
    ]
    return [*tied(head), *headed(body, stacked(form(desk, head)))]
