"""What all notices share: an official letter with its title, addressee, paragraphs, a closing and a stub for receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, rule, text_ink
from qcy_desktop.printing.case_content import Marks, Office
from qcy_desktop.printing.codes import masthead
from qcy_desktop.printing.flow import Strip, kept, spaced, tied
from qcy_desktop.printing.fonts import Face
from qcy_desktop.printing.page import Sheet
from qcy_desktop.printing.paragraph import Align, Style
from qcy_desktop.printing.parts import Desk, signatures

NOTICE_SHEET = Sheet(top=37 * MM, bottom=35 * MM, left=28 * MM, right=26 * MM)
"""The page of an official letter after GB/T 9704-2012: 156 × 225 mm of text."""

_BODY = Style(size=16, face=Face.SERIF, leading=28.95 / 16, align=Align.JUSTIFY, indent=2)
_STYLES = (
    _BODY,
    replace(_BODY, size=15, leading=1.7),
    replace(_BODY, size=14, leading=1.62),
    replace(_BODY, size=14, leading=1.5),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A desk at which a letter is written in one style."""

    desk: Desk
    style: Style = _BODY

    def opening(self, title: str, marks: Marks, name: str) -> list[Strip]:
        """Title, codes, number and addressee."""
        right = self.desk.say("编号", number=marks.paper) if marks.paper else ""
        return [*masthead(self.desk, title, marks, right), *spaced(self.flush(f"{name}："), 16)]

    def flush(self, words: str) -> list[Strip]:
        """A line without indent."""
        return self.desk.paragraph(words, replace(self.style, indent=0, align=Align.LEFT), "单位名称")

    def text(self, *sentences: str) -> list[Strip]:
        """One paragraph for each sentence; an empty one gives nothing."""
        return [strip for words in sentences if words for strip in self.desk.paragraph(words, self.style)]

    def headed(self, heading: str, sentences: Sequence[str]) -> list[Strip]:
        """A heading of the first order and its paragraphs; nothing without paragraphs."""
        if not sentences:
            return []
        bold = replace(self.style, face=Face.SANS_BOLD)
        return [*tied(self.desk.paragraph(heading, bold)), *self.text(*sentences)]

    def contact(self, office: Office) -> list[Strip]:
        """Who handles it, how to reach them and where; what is not known is left out."""
        said = (("经办", office.handler), ("电话", office.contact), ("地址", office.address))
        parts = [self.desk.say(f"联系.{key}", words=words) for key, words in said if words]
        style = replace(self.style, align=Align.LEFT)
        words = self.desk.say("联系.句", parts="，".join(parts)) if parts else ""
        return self.desk.paragraph(words, style) if words else []

    def signed(self, office: str, day: date) -> list[Strip]:
        """The office and the day at the lower right, the day four characters from the edge, tied together."""
        style = replace(self.style, indent=0, align=Align.RIGHT)
        room = self.desk.width - 4 * style.size
        strips = []
        for number, words in enumerate((office, show_day(day))):
            lines = self.desk.setting.lines(words, room, style, "落款")
            ink = text_ink(lines, 0, 0, style)
            strips.append(Strip(style.pitch * len(lines), ink, gap=24 if number == 0 else 0))
        return tied(strips)

    def stub(self) -> list[Strip]:
        """Where the enterprise signs for the paper, and how many copies there are."""
        labels, copies = (self.desk.words.items("签收"), self.desk.say("份数"))
        line = spaced([rule(self.desk.width, 0.6, looks.HAIR)], 30)
        below = spaced(self.desk.paragraph(copies, looks.TINY), 6)
        return kept([*line, *signatures(self.desk, labels), *below])


def letter(desk: Desk, office: str, day: date, build: Callable[[Letter], list[Strip]]) -> list[Strip]:
    """The letter that `build` writes, signed and with its stub, in the largest style that keeps it on one page.

    A letter that is longer stands in the largest style; its last paragraph then goes overleaf together with the signature.
    """
    for style in _STYLES:
        sheet = Letter(desk, style)
        strips = [*build(sheet), *sheet.signed(office, day), *sheet.stub()]
        if sum(strip.gap + strip.height for strip in strips) <= NOTICE_SHEET.depth:
            return strips
    sheet = Letter(desk)
    body = build(sheet)
    return [*body[:-3], *tied(body[-3:]), *sheet.signed(office, day), *sheet.stub()]
