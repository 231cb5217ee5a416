"""申报材料清单 before papers are handed over, 收件回执 after."""

from __future__ import annotations

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.content import Material, Materials
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, kept, spaced, stacked, tied
from qcy_desktop.printing.forms import FORM_SHEET, Field, closing, fields, form, sides, title
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, shares, signatures


def materials_list(materials: Materials, context: PaperContext) -> bytes:
    """The list or the receipt as PDF bytes, by whether a day of receipt is given; the same input gives the same bytes."""
    desk = desk_for(context, FORM_SHEET, "materials")
    heading = desk.say("清单标题" if materials.received_on is None else "回执标题")
    strips = [
        *title(desk, heading, materials.number),
        *sides(desk, _received(desk, materials), desk.say("编号", number=materials.number)),
        *form(desk, [*_who(desk, materials), *_table(desk, materials)]),
        *_end(desk, materials),
    ]
    return finish(desk, strips, FORM_SHEET, context, About(heading, materials.applicant.name, materials.number))


def _received(desk: Desk, materials: Materials) -> str:
    return "" if materials.received_on is None else desk.say("收件", day=show_day(materials.received_on))


def _who(desk: Desk, materials: Materials) -> list[Strip]:
    applicant = materials.applicant
    return [
        *fields(desk, [Field(desk.say("申报单位.名称"), applicant.name, value_share=9.6)]),
        *fields(desk, [Field(desk.say("申报单位.代码"), applicant.uscc, value_share=9.6)]),
        *fields(desk, [Field(desk.say("事项"), materials.measure_title, value_share=9.6)]),
    ]


def _table(desk: Desk, materials: Materials) -> list[Strip]:
    widths = shares(desk.width, 1, 5.6, 1.5, 1, 1, 1.7, 2.6)
    middle, left = looks.FORM_LABEL, looks.SMALL
    styles = (middle, left, middle, middle, middle, middle, left)
    cols = [Column(width, style, "材料") for width, style in zip(widths, styles, strict=True)]
    head = desk.setting.row(cols, [Cell(text, middle, fill=looks.TINT) for text in desk.words.items("列")], looks.FORM)
    body = [
        strip
        for number, material in enumerate(materials.materials, start=1)
        for strip in desk.setting.row(cols, _cells(desk, materials, number, material), looks.FORM)
    ]
    return [*tied(head), *headed(body, stacked(form(desk, head)))]


def _cells(desk: Desk, materials: Materials, number: int, material: Material) -> list[Cell]:
    handed = "已交" if material.received else "未交"
    state = desk.say("待交" if materials.received_on is None else handed)
    counts = ("" if count is None else str(count) for count in (material.copies, material.pages))
    return [Cell(text) for text in (str(number), material.name, material.form, *counts, state, material.remark)]


def _end(desk: Desk, materials: Materials) -> list[Strip]:
    if materials.received_on is None:
        return closing(desk, [desk.say("清单小计", total=len(materials.materials)), desk.say("清单附注")])
    received = sum(material.received for material in materials.materials)
    total = len(materials.materials)
    said = desk.say("小计", total=total, received=received, missing=total - received)
    strips = spaced(desk.paragraph(said + _rest(desk, materials, total - received), looks.BODY), 8)
    strips += desk.paragraph(desk.say("份数"), looks.TINY)
    return kept([*strips, *signatures(desk, desk.words.items("签收"))])


def _rest(desk: Desk, materials: Materials, missing: int) -> str:
    if not missing:
        return desk.say("收齐")
    return "" if materials.supply_by is None else desk.say("补交", day=show_day(materials.supply_by))
