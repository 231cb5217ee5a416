"""字体试样: a page in which every typeface of the papers says its name and shows itself."""

from __future__ import annotations

from dataclasses import replace

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import blank
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.fonts import Face
from qcy_desktop.printing.installed import Role
from qcy_desktop.printing.notice import NOTICE_SHEET
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.paragraph import Align, Style
from qcy_desktop.printing.parts import headline

_SHOWN: tuple[tuple[Role | None, str, Style], ...] = (
    (Role.TITLE, "标题样", replace(looks.TITLE, align=Align.LEFT)),
    (Role.LETTER, "正文样", Style(size=16, face=Face.SERIF, leading=28.95 / 16, align=Align.JUSTIFY, indent=2)),
    (Role.RARE, "生僻字样", replace(looks.LETTER, indent=0)),
    (None, "表格样", looks.BODY),
)


def specimen(context: PaperContext) -> bytes:
    """The page as PDF bytes. Raises KnownError E-FONT-CHOSEN for a typeface that cannot be used."""
    desk = desk_for(context, NOTICE_SHEET, "specimen")
    used = context.stationery.fonts.in_use()
    strips = headline(desk, desk.say("标题"))
    for role, key, style in _SHOWN:
        name = used[role].name if role is not None and role in used else desk.say("随附")
        strips += [
            blank(16),
            *desk.paragraph(desk.say("名称", role=role or desk.say("表格"), name=name), looks.LABEL),
            *desk.paragraph(desk.say(key), style),
        ]
    return finish(desk, strips, NOTICE_SHEET, context, About(desk.say("标题")))
