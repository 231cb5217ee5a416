"""Sets a Chinese paragraph: text, width and style go in, lines ready to be drawn come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, pairwise

from qcy_desktop.printing.breaking import CLOSING, POINTS, gap_after, may_break, may_stretch, pieces
from qcy_desktop.printing.fonts import Face, Fonts

_HALF_BLANK = CLOSING | POINTS  # drawn in the left half of their em: at a line's end the right half may hang out
_WIDEST_GAP = 0.2  # a justified line is not widened by more ems between two characters than this
_HAIR = 1e-6


class Align(StrEnum):
    """How lines stand in their width. JUSTIFY widens every line but the last."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks. Sizes in points; `leading` is a multiple of the size, `indent` of the first line in ems."""

    size: float = 10.5
    face: Face = Face.SANS
    colour: str = "#1B2430"
    leading: float = 1.55
    align: Align = Align.LEFT
    indent: float = 0.0

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in points."""
        return self.size * self.leading


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one line set in one face with the same space added after each, in points."""

    text: str
    face: Face
    space: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its spans, where it begins (points from the left of the width) and how wide its ink is."""

    spans: tuple[Span, ...]
    x: float
    width: float

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@lru_cache(maxsize=8192)
def layout(text: str, width: float, style: Style, fonts: Fonts) -> tuple[Line, ...]:
    """Break `text` into lines no wider than `width` points; line feeds in it begin a new paragraph.

    Promise: the texts of the lines joined are the text without its line feeds; no line begins with a closing mark or
    ends with an opening one, words and numbers stay whole, unless the width has no room for a single piece.
    Raises KnownError E-GLYPH for characters no face has; use `Fonts.require` before to name the field. Kept for a while:
    the papers of a batch share most of their words.
    """
    fonts.require(text, "正文")
    return tuple(line for paragraph in text.split("\n") for line in _Setter(paragraph, width, style, fonts).lines())


def height(lines: tuple[Line, ...], style: Style) -> float:
    """How much room the lines take, in points."""
    return len(lines) * style.pitch


class _Setter:
    """Sets one paragraph. Advances and gaps are kept in ems per character, so that every sum is a slice."""

    def __init__(self, text: str, width: float, style: Style, fonts: Fonts) -> None:
        self.text, self.style, self.fonts = text, style, fonts
        self.room = width / style.size
        self.advance = [fonts.advance(sign, style.face) for sign in text]
        self.gap = [self._gap(at, *pair) for at, pair in enumerate(pairwise(text))] + [0.0]

    def _gap(self, at: int, before: str, after: str) -> float:
        """Two marks are moved together only where both fill an em, as some installed faces' do not."""
        gap = gap_after(before, after)
        return gap if gap >= 0 or min(self.advance[at : at + 2]) > 0.9 else 0.0

    def lines(self) -> Iterator[Line]:
        if not self.text:
            yield Line((), 0.0, 0.0)
        start, ends = 0, self.ends()
        for number, end in enumerate(ends):
            indent = self.style.indent if number == 0 else 0.0
            yield self.line(start, end, indent, is_last=number == len(ends) - 1)
            start = end

    def ends(self) -> list[int]:
        """The index after the last character of each line."""
        ends: list[int] = []
        start, at = 0, 0
        for piece in pieces(self.text):
            after = at + len(piece)
            if not self.fits(start, after, first=not ends) and at > start:
                ends.append(at)
                start = at
            while not self.fits(start, after, first=not ends):
                start = self.forced_end(start, after, first=not ends)
                ends.append(start)
            at = after
        return [*ends, len(self.text)] if start < len(self.text) else ends

    def fits(self, start: int, end: int, *, first: bool) -> bool:
        room = self.room - (self.style.indent if first else 0.0)
        return end - start <= 1 or self.ink(start, end) <= room + _HAIR

    def forced_end(self, start: int, end: int, *, first: bool) -> int:
        """Where to cut a piece that is wider than a whole line: at the last decent place that fits, else anywhere."""
        most = start + 1
        while most < end and self.fits(start, most + 1, first=first):
            most += 1
        for at in range(most, start, -1):
            if may_break(self.text[at - 1], self.text[at]) and at - start > 1:
                return at
        return most

    def ink(self, start: int, end: int) -> float:
        """Width in ems of a line of these characters: spaces at its end and the blank half of a last mark hang out."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if end == start:
            return 0.0
        hang = 0.5 if self.text[end - 1] in _HALF_BLANK and self.advance[end - 1] > 0.9 else 0.0
        return sum(self.advance[start:end]) + sum(self.gap[start : end - 1]) - hang

    def line(self, start: int, end: int, indent: float, *, is_last: bool) -> Line:
        spaces = [*self.gap[start : end - 1], 0.0]
        natural = self.ink(start, end)
        spare = self.room - indent - natural
        if self.style.align is Align.JUSTIFY and not is_last:
            natural += self.widen(start, end, spare, spaces)
        size = self.style.size
        shift = {Align.RIGHT: spare, Align.CENTER: spare / 2}.get(self.style.align, 0.0)
        return Line(tuple(self.spans(start, end, spaces)), (indent + shift) * size, natural * size)

    def widen(self, start: int, end: int, spare: float, spaces: list[float]) -> float:
        """Spreads `spare` ems over the places that may stretch; a line that would look torn is left as it is."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        places = [i for i in range(start, end - 1) if may_stretch(self.text[i], self.text[i + 1])]
        if not places or abs(spare) / len(places) > _WIDEST_GAP:
            return 0.0
        for place in places:
            spaces[place - start] += spare / len(places)
        return spare

    def spans(self, start: int, end: int, spaces: list[float]) -> Iterator[Span]:
        size, wanted = self.style.size, self.style.face
        signs = zip(self.text[start:end], (round(space * size, 3) for space in spaces), strict=True)
        faced = ((sign, self.fonts.face_for(sign, wanted) or wanted, space) for sign, space in signs)
        for (face, space), group in groupby(faced, key=lambda entry: entry[1:]):
            yield Span("".join(sign for sign, _, _ in group), face, space)


def natural_width(text: str, style: Style, fonts: Fonts) -> float:
    """Width in points of `text` set on one line by the same rules."""
    setter = _Setter(text, float("inf"), style, fonts)
    return setter.ink(0, len(text)) * style.size
