"""Builds the bundled TrueType fonts from the Noto CJK collections of Debian, byte for byte the same on every run.

Run by hand only, when a character is missing:  python make_fonts.py [FOLDER WITH THE .ttc FILES] [UNICODE DATA FOLDER]
"""

from __future__ import annotations

import bz2
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.ttProgram import Program

HERE = Path(__file__).resolve().parent
COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
UNICODE_DATA = Path("/usr/share/unicode")
SC_FACE = 2  # place of the Simplified Chinese face in each collection
MAX_ERROR = 1.0  # curves may move by one thousandth of an em
FIXED_TIME = 3_726_000_000  # seconds since 1904: 2022-01-26, near the release of the sources
KEPT_TABLES = ("head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post", "gasp", "prep")

BLOCKS = (
    (0x0020, 0x007E), (0x00A0, 0x00FF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x209C), (0x20A0, 0x20BF),
    (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F),
    (0x25A0, 0x25FF), (0x2600, 0x2612), (0x2713, 0x2717), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)  # fmt: skip
HAN = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip
RARE_IN_NAMES = "䶮〇𬭚𬭛堃喆甯珺瑨玥淼犇骉"


@dataclass(frozen=True, slots=True)
class Face:
    """One font to build: its source, its names and whether it carries every Han character of the source."""

    source: str
    target: str
    family: str
    style: str
    every_han: bool


FACES = (
    Face("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.ttf", "Noto Sans SC", "Regular", every_han=True),
    Face("NotoSansCJK-Bold.ttc", "NotoSansSC-Bold.ttf", "Noto Sans SC", "Bold", every_han=False),
    Face("NotoSerifCJK-Regular.ttc", "NotoSerifSC-Regular.ttf", "Noto Serif SC", "Regular", every_han=False),
    Face("NotoSerifCJK-Bold.ttc", "NotoSerifSC-Bold.ttf", "Noto Serif SC", "Bold", every_han=False),
)


def gb2312_characters() -> set[int]:
    """Every character of GB 2312: 6,763 Han characters and the signs."""
    found = set()
    for code in range(0x80, 0x10000):
        if not 0xD800 <= code <= 0xDFFF:
            try:
                chr(code).encode("gb2312")
            except UnicodeEncodeError:
                continue
            found.add(code)
    return found


def general_standard_characters(unicode_data: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), property kTGH of the Unihan database."""
    with bz2.open(unicode_data / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        found = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    if len(found) != 8105:
        raise SystemExit(f"expected 8105 characters of kTGH, found {len(found)}")
    return found


def wanted_characters(face: Face, unicode_data: Path) -> set[int]:
    """What `face` is asked to carry; what its source lacks is left to the fallback chain."""
    wanted = gb2312_characters() | general_standard_characters(unicode_data) | {ord(sign) for sign in RARE_IN_NAMES}
    for first, last in BLOCKS + (HAN if face.every_han else ()):
        wanted.update(range(first, last + 1))
    return wanted


def build(face: Face, collections: Path, unicode_data: Path) -> Path:
    """Subsets, converts and writes one face; returns where."""
    font: TTFont = TTCollection(str(collections / face.source), lazy=True).fonts[SC_FACE]
    font.recalcTimestamp = False
    keep_characters(font, wanted_characters(face, unicode_data))
    to_truetype(font)
    add_drawn_signs(font)
    lengthen_dash(font)
    finish_tables(font, face)
    target = HERE / face.target
    font.save(str(target), reorderTables=True)
    return target


def keep_characters(font: TTFont, wanted: set[int]) -> None:
    """Drops every other glyph and all layout features: paper sets its own spacing, screens need none."""
    options = subset.Options(
        layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[0],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "kern", "JSTF"],
    )  # fmt: skip
    options.recalc_timestamp = False
    tool = subset.Subsetter(options)
    tool.populate(unicodes=wanted)
    tool.subset(font)


def to_truetype(font: TTFont) -> None:
    """Replaces the cubic outlines, which reportlab cannot embed, by quadratic ones."""
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    glyphs: dict[str, Glyph] = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    font.sfntVersion = "\x00\x01\x00\x00"
    set_maximum_profile(font)


def set_maximum_profile(font: TTFont) -> None:
    """Writes the version 1.0 profile that TrueType outlines ask for; the counts are filled in on saving."""
    profile = font["maxp"] = newTable("maxp")
    profile.tableVersion = 0x00010000
    profile.maxZones = 1
    for field in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth", "numGlyphs",
    ):  # fmt: skip
        setattr(profile, field, 0)


Stroke = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DrawnSign:
    """A sign made here: its code, glyph name, width and straight-sided contours."""

    code: int
    name: str
    width: int
    strokes: tuple[Stroke, ...]


def drawn_signs() -> Iterator[DrawnSign]:
    """The signs the sources lack, as polygons on an em of 1,000: ✗ and the tick boxes ☐ ☑ ☒."""
    outer: Stroke = ((120, -20), (120, 740), (880, 740), (880, -20))
    inner: Stroke = ((180, 40), (820, 40), (820, 680), (180, 680))
    tick: Stroke = ((262, 372), (316, 418), (448, 280), (706, 588), (756, 544), (450, 176))
    fall: Stroke = ((290, 528), (332, 570), (710, 192), (668, 150))
    rise: Stroke = ((290, 192), (668, 570), (710, 528), (332, 150))
    cross_fall: Stroke = ((28, 670), (84, 720), (656, 66), (600, 16))
    cross_rise: Stroke = ((28, 66), (600, 720), (656, 670), (84, 16))
    yield DrawnSign(0x2717, "cross", 684, (cross_fall, cross_rise))
    yield DrawnSign(0x2610, "box", 1000, (outer, inner))
    yield DrawnSign(0x2611, "box.tick", 1000, (outer, inner, tick))
    yield DrawnSign(0x2612, "box.cross", 1000, (outer, inner, fall, rise))


def add_drawn_signs(font: TTFont) -> None:
    """Adds the drawn signs where the source has none."""
    for sign in drawn_signs():
        if sign.code not in font.getBestCmap():
            put_glyph(font, sign)


def lengthen_dash(font: TTFont) -> None:
    """Makes the dash a full em without side bearings, so that the Chinese —— is one unbroken stroke.

    The source does this by a layout feature, which neither reportlab nor a subset without features has.
    """
    source = font["glyf"][font.getBestCmap()[0x2014]]
    source.recalcBounds(font["glyf"])
    low, high = source.yMin, source.yMax
    put_glyph(font, DrawnSign(0x2014, "dash.full", 1000, (((0, low), (0, high), (1000, high), (1000, low)),)))


def put_glyph(font: TTFont, sign: DrawnSign) -> None:
    """Adds the glyph of `sign` and points its character at it."""
    order = [*font.getGlyphOrder(), sign.name]
    font["glyf"].glyphs[sign.name] = polygon_glyph(sign.strokes)
    font["hmtx"].metrics[sign.name] = (sign.width, min(x for stroke in sign.strokes for x, _ in stroke))
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[sign.code] = sign.name


def polygon_glyph(strokes: tuple[Stroke, ...]) -> Glyph:
    """One outline out of straight-sided contours."""
    pen = TTGlyphPen(None)
    for stroke in strokes:
        pen.moveTo(stroke[0])
        for point in stroke[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def finish_tables(font: TTFont, face: Face) -> None:
    """Names, time stamp and the two small tables that make unhinted outlines smooth on Windows."""
    font["head"].created = font["head"].modified = FIXED_TIME
    font["head"].glyphDataFormat = 0
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    gasp = font["gasp"] = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 0x000F}
    prep = font["prep"] = newTable("prep")
    prep.program = Program()
    prep.program.fromBytecode(b"\xb8\x01\xff\x85\xb0\x04\x8d")  # dropout control on at every size
    for tag in [tag for tag in font.keys() if tag not in KEPT_TABLES and tag != "GlyphOrder"]:  # noqa: SIM118
        del font[tag]
    set_names(font, face)


def set_names(font: TTFont, face: Face) -> None:
    """Short names, with the source and its notice kept in the font itself as the licence asks."""
    notice = font["name"].getDebugName(0)
    name = font["name"] = newTable("name")
    name.names = []
    full = f"{face.family} {face.style}"
    records: dict[int, str] = {
        0: notice, 1: face.family, 2: face.style, 4: full, 5: "Version 1.000",
        3: f"{full}; from {face.source} 20220127",
        6: full.replace(f" {face.style}", "").replace(" ", "") + f"-{face.style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }  # fmt: skip
    for number, text in records.items():
        name.setName(text, number, 3, 1, 0x409)


def missing_characters(path: Path, wanted: set[int]) -> list[str]:
    """The Han characters and signs of `wanted` the font at `path` cannot draw, in code order."""
    have = TTFont(str(path), lazy=True).getBestCmap()
    return [chr(code) for code in sorted(wanted) if code not in have]


def main(arguments: list[str], say: Callable[[str], object]) -> None:
    collections = Path(arguments[0]) if arguments else COLLECTIONS
    unicode_data = Path(arguments[1]) if len(arguments) > 1 else UNICODE_DATA
    must = general_standard_characters(unicode_data) | gb2312_characters()
    for face in FACES:
        path = build(face, collections, unicode_data)
        lacking = missing_characters(path, must)
        say(
            f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, lacks {len(lacking)} of {len(must)}: {''.join(lacking)}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout.write)
