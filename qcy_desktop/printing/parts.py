"""Parts that several papers share: headings, tables with quiet heads, pairs of label and value, coloured lines, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Cell, Column, Look, Setting, rule, text_ink
from qcy_desktop.printing.flow import Strip, shifted, spaced, stacked, tied
from qcy_desktop.printing.ink import Box, Ink, Rule, moved
from qcy_desktop.printing.paragraph import Align, Style, natural_width
from qcy_desktop.printing.wording import Wording


@dataclass(frozen=True, slots=True)
class Desk:
    """What a paper is written at: how text is set, the paper's words, and the width of its body in points."""

    setting: Setting
    words: Wording
    width: float

    def say(self, key: str, **values: object) -> str:
        return self.words.say(key, **values)

    def paragraph(self, text: str, style: Style = looks.BODY, field: str = "正文") -> list[Strip]:
        return self.setting.paragraph(text, self.width, style, field)

    def natural(self, text: str, style: Style) -> float:
        """Width of `text` on one line, in points."""
        return natural_width(text, style, self.setting.fonts)

    def narrower(self, indent: float) -> Desk:
        """The same desk for a body indented by so many points; shift what it gives by as much."""
        return replace(self, width=self.width - indent)


def headline(desk: Desk, text: str, side: float = 0.0) -> list[Strip]:
    """A title in the middle with `side` points kept free at both ends; several lines are made about equally long."""
    room = desk.width - 2 * side
    count = len(desk.setting.lines(text, room, looks.TITLE, "标题"))
    low, high = (room / 2 if count > 1 else room), room
    while high - low > 1:
        middle = (low + high) / 2
        fits = len(desk.setting.lines(text, middle, looks.TITLE, "标题")) == count
        low, high = (low, middle) if fits else (middle, high)
    return shifted(desk.setting.paragraph(text, high, looks.TITLE, "标题"), (desk.width - high) / 2)


_NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """一, 二 … 九十九."""
    tens, ones = divmod(number, 10)
    lead = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens - 1]}十")
    return lead + (_NUMERALS[ones - 1] if ones else "")


def section(desk: Desk, number: int, text: str) -> list[Strip]:
    """A heading of the first order (``一、…``) with a rule under it, tied to what follows."""
    text = f"{numeral(number)}、{text}"
    return tied([*spaced(desk.paragraph(text, looks.SECTION), 13), rule(desk.width, 0.8, looks.BLUE), _air(3)])


def subsection(desk: Desk, text: str) -> list[Strip]:
    """A heading of the second order, tied to what follows."""
    return tied([*spaced(desk.paragraph(text, looks.SUBSECTION), 7), _air(1.5)])


def note(desk: Desk, text: str) -> list[Strip]:
    """A quiet sentence in place of an empty part."""
    return spaced(desk.paragraph(text, looks.LABEL), 4)


def _air(height: float) -> Strip:
    return Strip(height)


def listing(
    desk: Desk,
    heads: Sequence[str],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    look: Look = looks.ROWS,
) -> list[Strip]:
    """A table with a quiet head that is repeated over the page, hairlines between rows, no columns ruled."""
    align = [column.style.align for column in columns]
    top = [Cell(text, replace(looks.TINY, align=how), field="表头") for text, how in zip(heads, align, strict=True)]
    return desk.setting.table(columns, [top, *rows], look, heads=1)


def shares(width: float, *parts: float) -> list[float]:
    """`width` divided in proportion to `parts`."""
    return [width * part / sum(parts) for part in parts]


def widths_for_sums(
    desk: Desk, parts: Sequence[float], sums: Mapping[int, Iterable[str]], margin: float
) -> list[float]:
    """The width of the desk in proportion to `parts`, but no column of `sums` (its place and texts) narrower than them.

    A sum in figures is never broken over two lines; the other columns give way. `margin` is the room beside the text.
    """
    plain = shares(desk.width, *parts)
    least = {
        at: max([plain[at], *(desk.natural(text, looks.SMALL_RIGHT) + margin + 0.1 for text in texts)])
        for at, texts in sums.items()
    }
    others = [0.0 if at in least else part for at, part in enumerate(parts)]
    rest = shares(desk.width - sum(least.values()), *others)
    return [least.get(at, width) for at, width in enumerate(rest)]


def columns(widths: Sequence[float], styles: Sequence[Style], fields: Sequence[str]) -> list[Column]:
    """Columns of these widths."""
    return [Column(*entry) for entry in zip(widths, styles, fields, strict=True)]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    value: str


def pairs(
    desk: Desk, entries: Sequence[Pair], label_width: float, look: Look = looks.PLAIN, style: Style = looks.SMALL
) -> list[Strip]:
    """One row for each pair; the label is also the name of the field when a character cannot be printed."""
    found: list[Strip] = []
    for entry in entries:
        cols = [
            Column(label_width, replace(style, colour=looks.GREY), entry.label),
            Column(desk.width - label_width, style, entry.label),
        ]
        found += desk.setting.row(cols, [Cell(entry.label), Cell(entry.value)], look)
    return found


def inline(desk: Desk, parts: Sequence[tuple[str, Style]], gap: float = 0.0) -> Strip:
    """Short texts of different looks one after the other on one line."""
    x, pitch = 0.0, max(style.pitch for _, style in parts)
    ink: list[Ink] = []
    for text, style in parts:
        line = desk.setting.lines(text, 1e6, style, "正文")
        ink += text_ink(line, x, (pitch - style.pitch) / 2, style)
        x += desk.natural(text, style) + gap
    return Strip(pitch, tuple(ink))


def boxed(desk: Desk, strips: Sequence[Strip], fill: str, edge: str) -> list[Strip]:
    """The strips as one, on a tinted ground with a coloured edge at the left; write them 16 points narrower."""
    inner = stacked(shifted(strips, 8))
    height = inner.height + 10
    ground = (Box(0, 0, desk.width, height, fill=fill), Rule(0, 0, 0, height, 2.4, edge))
    return [Strip(height, (*ground, *(moved(ink, 0, 5) for ink in inner.ink)))]


def signatures(desk: Desk, labels: Sequence[str]) -> list[Strip]:
    """Places to sign on one line: each label with a rule after it. The name and the day stay blank for ink."""
    style = looks.SMALL
    each = desk.width / len(labels)
    ink: list[Ink] = []
    for number, label in enumerate(labels):
        x = number * each
        lines = desk.setting.lines(f"{label}：", each, style, label)
        ink += text_ink(lines, x, 0, style)
        start = x + desk.natural(f"{label}：", style) + 3
        ink.append(Rule(start, style.pitch, x + each - 6 * MM, style.pitch, 0.5, looks.INK))
    return [Strip(style.pitch + 2, tuple(ink), gap=18)]


def money_style(style: Style) -> Style:
    """The same look, right-aligned, for figures."""
    return replace(style, align=Align.RIGHT)
