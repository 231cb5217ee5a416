"""What can be drawn on a page, as plain values, and the one function that turns pages of them into PDF bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, singledispatch
from hashlib import blake2b
from itertools import groupby
from typing import Any

from qcy_desktop.printing.fonts import Face, Fonts
from qcy_desktop.printing.paragraph import Line

_GHOST_ALPHA = 0.09


@dataclass(frozen=True, slots=True)
class Words:
    """One set line with its left edge at `x` and its baseline at `y`. Points from the upper left corner, y down."""

    x: float
    y: float
    line: Line
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke."""

    x: float
    y: float
    to_x: float
    to_y: float
    weight: float = 0.5
    colour: str = "#1B2430"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its upper left corner at x, y; `fill` and `stroke` are colours or empty for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Modules:
    """A square code: rows of dark (True) and light modules, `side` points wide and high, quiet zone not included."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Ghost:
    """Large pale words across the page, above everything else, so that no fill can hide them."""

    x: float
    y: float
    line: Line
    size: float
    angle: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear code: widths of bar, space, bar … in modules of `module` points each, all `height` points high."""

    x: float
    y: float
    module: float
    height: float
    widths: tuple[int, ...]


Ink = Words | Rule | Box | Modules | Bars | Ghost


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in points and what is drawn on it, in order."""

    width: float
    height: float
    ink: tuple[Ink, ...]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a reader shows about the file. `made_at` is taken as the file's date, so it must come from the input."""

    title: str
    subject: str
    author: str
    made_at: datetime


def moved(ink: Ink, dx: float, dy: float) -> Ink:
    """The same ink elsewhere."""
    # The three that a page has by the hundred are made directly: `replace` would take a tenth of a sheet's time.
    match ink:
        case Words(x, y, line, size, colour):
            return Words(x + dx, y + dy, line, size, colour)
        case Rule(x, y, to_x, to_y, weight, colour):
            return Rule(x + dx, y + dy, to_x + dx, to_y + dy, weight, colour)
        case Box(x, y, width, height, fill, stroke, weight):
            return Box(x + dx, y + dy, width, height, fill, stroke, weight)
    return replace(ink, x=ink.x + dx, y=ink.y + dy)


def write_pdf(pages: Sequence[Page], info: DocumentInfo, fonts: Fonts) -> bytes:
    """The pages as a PDF with every font embedded. The same input gives the same bytes on every machine."""
    # Imported late, here and below: the window opens long before the first paper.
    from reportlab import rl_config

    with fonts.writing:
        # Page contents as bytes and not as letters: a fifth smaller and quicker. reportlab offers only this switch for it.
        rl_config.useA85 = 0
        buffer = io.BytesIO()
        canvas = _canvas(buffer, info, fonts)
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            for ink in page.ink:
                _draw(ink, canvas, page.height, fonts)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()


def _canvas(buffer: io.BytesIO, info: DocumentInfo, fonts: Fonts) -> Any:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(
        buffer,
        pageCompression=1,
        invariant=1,
        lang="zh-CN",
        pdfVersion=(1, 7),
        initialFontName=fonts.registered(Face.SANS),
    )
    # WORKAROUND: reportlab 5.1.0 starts the file's identifier from SOURCE_DATE_EPOCH when a machine has it set, even in
    # invariant mode; start it from nothing instead. Look again at PDFDocument.__init__ when reportlab moves past 5.1.
    canvas._doc.signature = blake2b(digest_size=16)
    canvas.setTitle(info.title)
    canvas.setSubject(info.subject)
    canvas.setAuthor(info.author)
    canvas.setCreator("qcy_desktop")
    canvas.setDateFormatter(_fixed_date(info.made_at))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


@lru_cache(maxsize=64)
def _colour(name: str, operator: str) -> str:
    """What sets a colour given as #RRGGBB: with rg for fills, with RG for strokes."""
    from reportlab.lib.colors import HexColor

    colour = HexColor(name)
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g} {operator}"


def _fixed_date(made_at: datetime) -> Callable[..., str]:
    return lambda *_: made_at.strftime("D:%Y%m%d%H%M%S")


@singledispatch
def _draw(ink: Any, canvas: Any, page_height: float, fonts: Fonts) -> None:
    raise TypeError(f"no such ink: {type(ink).__name__}")


@_draw.register
def _(ink: Words, canvas: Any, page_height: float, fonts: Fonts) -> None:
    canvas.addLiteral(_colour(ink.colour, "rg"))
    _write_spans(canvas, ink.line, ink.size, (ink.x + ink.line.x, page_height - ink.y), fonts)


@_draw.register
def _(ink: Rule, canvas: Any, page_height: float, fonts: Fonts) -> None:
    start, end = f"{ink.x:.3f} {page_height - ink.y:.3f} m", f"{ink.to_x:.3f} {page_height - ink.to_y:.3f} l"
    canvas.addLiteral(f"{_colour(ink.colour, 'RG')} {ink.weight:g} w {start} {end} S")


@_draw.register
def _(ink: Box, canvas: Any, page_height: float, fonts: Fonts) -> None:
    corner = f"{ink.x:.3f} {page_height - ink.y - ink.height:.3f} {ink.width:.3f} {ink.height:.3f} re"
    fill = f"{_colour(ink.fill, 'rg')} " if ink.fill else ""
    stroke = f"{_colour(ink.stroke, 'RG')} {ink.weight:g} w " if ink.stroke else ""
    painted = {(True, True): "B", (True, False): "f", (False, True): "S"}.get((bool(fill), bool(stroke)), "n")
    canvas.addLiteral(f"{fill}{stroke}{corner} {painted}")


@_draw.register
def _(ink: Modules, canvas: Any, page_height: float, fonts: Fonts) -> None:
    step = ink.side / len(ink.rows)
    canvas.addLiteral(_colour("#000000", "rg"))
    canvas.saveState()
    canvas.translate(ink.x, page_height - ink.y)
    canvas.scale(step, -step)
    canvas.addLiteral(" ".join((*_squares(ink.rows), "f")))
    canvas.restoreState()


def _squares(rows: tuple[tuple[bool, ...], ...]) -> Iterator[str]:
    """Rectangles in modules. Neighbours are drawn as one: half the ink, and no hairlines between them."""
    for row, modules in enumerate(rows):
        column = 0
        for dark, run in groupby(modules):
            width = len(list(run))
            if dark:
                yield f"{column} {row} {width} 1 re"
            column += width


@_draw.register
def _(ink: Bars, canvas: Any, page_height: float, fonts: Fonts) -> None:
    parts, x, low = [_colour("#000000", "rg")], ink.x, page_height - ink.y - ink.height
    for number, width in enumerate(ink.widths):
        if number % 2 == 0:
            parts.append(f"{x:.3f} {low:.3f} {width * ink.module:.3f} {ink.height:.3f} re")
        x += width * ink.module
    canvas.addLiteral(" ".join((*parts, "f")))


@_draw.register
def _(ink: Ghost, canvas: Any, page_height: float, fonts: Fonts) -> None:
    from reportlab.lib.colors import Color

    canvas.saveState()
    canvas.translate(ink.x, page_height - ink.y)
    canvas.rotate(ink.angle)
    canvas.setFillColor(Color(0, 0, 0, alpha=_GHOST_ALPHA))
    _write_spans(canvas, ink.line, ink.size, (-ink.line.width / 2, -ink.size * 0.36), fonts)
    canvas.restoreState()


def _write_spans(canvas: Any, line: Line, size: float, origin: tuple[float, float], fonts: Fonts) -> None:
    """Writes spans one after the other without moving in between, so that the text is copied out as it was put in."""
    parts = [f"BT 1 0 0 1 {origin[0]:.3f} {origin[1]:.3f} Tm"]
    for span in line.spans:
        for name, codes in fonts.coded(span.text, span.face, canvas._doc):
            parts.append(f"{name} {size:g} Tf {span.space:g} Tc <{codes}> Tj")
    canvas.addLiteral(" ".join((*parts, "ET")))
