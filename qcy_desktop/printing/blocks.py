"""Building blocks of papers: paragraphs, rows of cells, rules and notes, each as strips that flow over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qcy_desktop.printing.flow import Strip, stacked
from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.ink import Box, Ink, Rule, Words
from qcy_desktop.printing.paragraph import Line, Style, layout

MM = 72 / 25.4
_NOTE = Style(size=8, colour="#5B6573", leading=1.45)
_MOST_LINES = 14  # a row of more lines is torn into several strips, so that it can go over a page


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how it looks (None: as its column), how many columns it takes, and its fill colour.

    `note` stands small and grey under the text; `indent` moves all of it to the right, in points. `field` names the cell in the message about a character that cannot be
    printed; empty means the field of its column.
    """

    text: str
    style: Style | None = None
    note: str = ""
    indent: float = 0.0
    span: int = 1
    fill: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `width` in points."""

    width: float
    style: Style
    field: str = "表格内容"


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is ruled. Weights 0 draw nothing; heights and paddings in points."""

    pad_x: float = 4.0
    pad_y: float = 3.2
    row_rule: float = 0.5
    column_rule: float = 0.0
    outer_rule: float = 0.0
    colour: str = "#C6CDD6"
    least: float = 0.0
    middle: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A cell after setting: where it stands in its row and the lines in it."""

    x: float
    lines: tuple[tuple[Line, Style], ...]
    cell: Cell
    width: float

    @property
    def height(self) -> float:
        return sum(style.pitch for _, style in self.lines)

    def ink(self, x: float, y: float) -> list[Ink]:
        ink: list[Ink] = []
        for line, style in self.lines:
            ink += text_ink((line,), x, y, style)
            y += style.pitch
        return ink


@dataclass(frozen=True, slots=True)
class Setting:
    """Sets text with `fonts`; every paper works through one of these."""

    fonts: Fonts
    plain: Style = field(default_factory=Style)

    def lines(self, text: str, width: float, style: Style, field: str) -> tuple[Line, ...]:
        """Set lines. Raises KnownError E-GLYPH naming `field`."""
        self.fonts.require(text, field)
        return layout(text, width, style, self.fonts)

    def paragraph(self, text: str, width: float, style: Style, field: str = "正文") -> list[Strip]:
        """One strip per line; the first two and the last two lines stay together."""
        lines = self.lines(text, width, style, field)
        last = len(lines) - 1
        return [
            Strip(style.pitch, text_ink((line,), 0, 0, style), keep=number != last and number in (0, last - 1))
            for number, line in enumerate(lines)
        ]

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], look: Look, heads: int = 0
    ) -> list[Strip]:
        """Rows of cells with wrapped text; the first `heads` rows are repeated where the table goes on over the page."""
        strips = [self.row(columns, row, look) for row in rows]
        head = stacked([strip for row in strips[:heads] for strip in row]) if heads else None
        body = [replace(strip, head=head) for row in strips[heads:] for strip in row]
        if head is not None:
            return [replace(head, keep=True), *framed(body, sum(c.width for c in columns), look)] if body else [head]
        return framed(body, sum(column.width for column in columns), look)

    def row(self, columns: Sequence[Column], cells: Sequence[Cell], look: Look) -> list[Strip]:
        """One row as a strip, or as several when it is very high."""
        done = self._cells(columns, cells, look)
        most = max((len(cell.lines) for cell in done), default=1)
        parts = range(0, max(most, 1), _MOST_LINES)
        return [_row_strip(_part(done, start), columns, look, _Edge(start == 0, start == parts[-1])) for start in parts]

    def _cells(self, columns: Sequence[Column], cells: Sequence[Cell], look: Look) -> list[_Set]:
        found, at, x = [], 0, 0.0
        for cell in cells:
            column = columns[at]
            width = sum(each.width for each in columns[at : at + cell.span])
            lines = self._cell_lines(cell, column, width - 2 * look.pad_x - cell.indent)
            found.append(_Set(x, lines, cell, width))
            at, x = at + cell.span, x + width
        return found

    def _cell_lines(self, cell: Cell, column: Column, width: float) -> tuple[tuple[Line, Style], ...]:
        style, field = cell.style or column.style, cell.field or column.field
        noted = replace(_NOTE, align=style.align)
        main = self.lines(cell.text, width, style, field) if cell.text or not cell.note else ()
        below = self.lines(cell.note, width, noted, field) if cell.note else ()
        return (*((line, style) for line in main), *((line, noted) for line in below))


@dataclass(frozen=True, slots=True)
class _Edge:
    """Which ends of a row a part of it holds."""

    first: bool
    last: bool


def _part(cells: Sequence[_Set], start: int) -> list[_Set]:
    return [replace(cell, lines=cell.lines[start : start + _MOST_LINES]) for cell in cells]


def _row_strip(cells: Sequence[_Set], columns: Sequence[Column], look: Look, edge: _Edge) -> Strip:
    top = look.pad_y if edge.first else 0.0
    bottom = look.pad_y if edge.last else 0.0
    height = top + bottom + max((cell.height for cell in cells), default=0.0)
    height = max(height, look.least) if edge.first and edge.last else height
    ink: list[Ink] = []
    for cell in cells:
        if cell.cell.fill:
            ink.append(Box(cell.x, 0, cell.width, height, fill=cell.cell.fill))
        y = (height - cell.height) / 2 if look.middle and edge.first and edge.last else top
        ink += cell.ink(cell.x + look.pad_x + cell.cell.indent, y)
        if look.column_rule and cell.x > 0:
            ink.append(Rule(cell.x, 0, cell.x, height, look.column_rule, look.colour))
    width = sum(column.width for column in columns)
    if look.row_rule and edge.last:
        ink.append(Rule(0, height, width, height, look.row_rule, look.colour))
    return Strip(height, tuple(ink), keep=not edge.last)


def framed(strips: list[Strip], width: float, look: Look) -> list[Strip]:
    """Adds the outer frame and a rule above each row to the strips, so that the frame is whole on every page."""
    if not look.outer_rule or not strips:
        return strips
    sides = [replace(strip, ink=(*strip.ink, *_sides(strip.height, width, look))) for strip in strips]
    top = Rule(0, 0, width, 0, look.outer_rule, look.colour)
    low = Rule(0, sides[-1].height, width, sides[-1].height, look.outer_rule, look.colour)
    sides[0] = replace(sides[0], ink=(*sides[0].ink, top))
    sides[-1] = replace(sides[-1], ink=(*sides[-1].ink, low))
    return sides


def _sides(height: float, width: float, look: Look) -> tuple[Rule, ...]:
    left, right = (Rule(x, 0, x, height, look.outer_rule, look.colour) for x in (0.0, width))
    return (
        left,
        right,
        Rule(0, 0, width, 0, look.row_rule, look.colour),
        Rule(0, height, width, height, look.row_rule, look.colour),
    )


def text_ink(lines: Sequence[Line], x: float, y: float, style: Style) -> tuple[Words, ...]:
    """Set lines as ink with the top of the first at `y`. The Chinese em box hangs 0.12 em below the baseline."""
    first = y + (style.pitch - style.size) / 2 + style.size * 0.88
    return tuple(Words(x, first + n * style.pitch, line, style.size, style.colour) for n, line in enumerate(lines))


def rule(width: float, weight: float = 0.5, colour: str = "#C6CDD6") -> Strip:
    """A stroke over the whole width."""
    return Strip(weight, (Rule(0, weight / 2, width, weight / 2, weight, colour),))


def blank(height: float) -> Strip:
    """Empty room that falls away at the top of a page."""
    return Strip(0.0, (), gap=height)
