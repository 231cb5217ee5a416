"""Small typefaces made on the spot, each with its own name, outlines and permission."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

SIGNS = "受理通知书标题正文示例，。0123456789 "


def make(
    path: Path, family: str, chinese: str = "", *, signs: str = SIGNS, permission: int = 0, cff: bool = False
) -> Path:
    """A typeface whose every sign is a box half an em wide: nothing like the bundled ones, so that it is told apart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _build(family, chinese, signs, permission, cff=cff).save(path)
    return path


def collect(path: Path, *members: tuple[str, str]) -> Path:
    """A collection of several typefaces in one file."""
    collection = TTCollection()
    collection.fonts = [_build(family, chinese, SIGNS, 0, cff=False) for family, chinese in members]
    collection.save(path)
    return path


def _build(family: str, chinese: str, signs: str, permission: int, *, cff: bool) -> TTFont:
    glyphs = [".notdef", *(f"u{ord(sign):05X}" for sign in dict.fromkeys(signs))]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(sign): f"u{ord(sign):05X}" for sign in signs})
    if cff:
        pen = T2CharStringPen(500, None)
        _box(pen)
        outline = pen.getCharString()
        builder.setupCFF(family, {"FullName": family}, dict.fromkeys(glyphs, outline), {})
    else:
        drawn = TTGlyphPen(None)
        _box(drawn)
        builder.setupGlyf(dict.fromkeys(glyphs, drawn.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (500, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {
        "familyName": {"en": family, **({"zh": chinese} if chinese else {})},
        "styleName": "Regular",
        "psName": family.replace(" ", ""),
    }
    builder.setupNameTable(names, mac=False)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=permission)
    builder.setupPost()
    return builder.font


def _box(pen: object) -> None:
    corners = ((50, 0), (50, 700), (450, 700), (450, 0))
    pen.moveTo(corners[0])  # type: ignore[attr-defined]
    for corner in corners[1:]:
        pen.lineTo(corner)  # type: ignore[attr-defined]
    pen.closePath()  # type: ignore[attr-defined]
