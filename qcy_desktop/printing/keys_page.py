"""快捷键一览: the keys of this desk on one sheet, to lie beside the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, stacked
from qcy_desktop.printing.page import PORTRAIT
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, columns, headline, note, shares, subsection

_TIGHT = replace(looks.ROWS, pad_y=1.1)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One act: the group it belongs to, its keys as they stand on the keyboard, what it does."""

    group: str
    keys: str
    does: str


def keys_page(lines: Sequence[KeyLine], context: PaperContext) -> bytes:
    """The page as PDF bytes, groups in the order given; the same input gives the same bytes."""
    desk = desk_for(context, PORTRAIT, "keys")
    heading = desk.say("标题")
    strips = headline(desk, heading)
    for group, members in groupby(lines, key=lambda line: line.group):
        strips += _group(desk, group, list(members))
    strips += note(desk, desk.say("附注"))
    return finish(desk, strips, PORTRAIT, context, About(heading))


def _group(desk: Desk, group: str, lines: Sequence[KeyLine]) -> list[Strip]:
    cols = columns(shares(desk.width, 2.8, 7), (looks.SMALL_BOLD, looks.SMALL), (group, group))
    rows = [strip for line in lines for strip in desk.setting.row(cols, [Cell(line.keys), Cell(line.does)], _TIGHT)]
    head = subsection(desk, group)
    return [*head, *headed(rows, stacked(head))]
