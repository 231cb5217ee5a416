"""How every paper begins and ends: the desk it is written at, and the furniture its pages get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qcy_desktop.printing.blocks import Setting
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.page import Furniture, Sheet, compose
from qcy_desktop.printing.parts import Desk


@dataclass(frozen=True, slots=True)
class About:
    """What a paper says of itself at head and foot and in the file's own data; `official` for letters after GB/T 9704."""

    title: str
    subject: str = ""
    number: str = ""
    as_of: str = ""
    official: bool = False


def desk_for(context: PaperContext, sheet: Sheet, name: str) -> Desk:
    """The desk for the paper called `name`, with the words of its file and of those behind it."""
    words = context.stationery.wording(name)
    return Desk(Setting(context.stationery.fonts), words, sheet.room)


def finish(desk: Desk, strips: Sequence[Strip], sheet: Sheet, context: PaperContext, about: About) -> bytes:
    """Pages the strips and returns the PDF; head and foot come from the words 页眉, 页脚, 副本 and 样张."""
    places = {
        "office": context.office,
        "window": context.window,
        "printed": context.printed,
        "number": about.number,
        "as_of": about.as_of,
    }
    copy = desk.say("副本", number=context.copy_number) if context.copy_number else ""
    furniture = Furniture(
        title=about.title,
        made_at=context.printed_at,
        head_left=desk.say("页眉.左", **places),
        head_right=desk.say("页眉.右", **places),
        foot_left=desk.say("页脚.左", **places),
        foot_right=copy or desk.say("页脚.右", **places),
        official=about.official,
        numbering=desk.words.say("页脚.页码", page="{page}", pages="{pages}"),
        ghost=desk.say("样张") if context.sample else "",
        author=context.office,
        subject=about.subject,
    )
    return compose(strips, furniture, sheet, context.stationery.fonts)
