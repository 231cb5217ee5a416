"""The bundled typefaces carry what Chinese papers need, and say what they lack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.fonts import BUNDLED, Face, Fonts
from tests.unit.printing.examples import RESOURCES

FOLDER = RESOURCES / "fonts"
SIGNS = "●○◐◇✓✗☐☑☒～－／—…·【】〔〕《》〈〉「」（）［］→←↑↓≥≤×÷±‰％℃㎡㎏①②⑳ⅠⅡⅢ¥￥№§※★■□▲△“”‘’"


def gb2312() -> str:
    found = []
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(found)


@pytest.mark.parametrize("face", BUNDLED)
def test_every_face_draws_gb2312_latin_and_the_signs_by_itself(fonts: Fonts, face: Face) -> None:
    wanted = gb2312() + SIGNS + "".join(map(chr, range(0x20, 0x7F)))
    assert [sign for sign in wanted if fonts.face_for(sign, face) is not face] == []


def test_the_whole_basic_block_and_rare_names_are_drawn_by_some_face(fonts: Fonts) -> None:
    assert fonts.missing("".join(map(chr, range(0x4E00, 0x9FA6)))) == ()
    assert fonts.missing("䶮〇𬭚𬭛㛃𬬭𬍛") == ()


def test_a_rare_character_falls_back_to_the_sans(fonts: Fonts) -> None:
    runs = list(fonts.runs("中㐀文", Face.SERIF))
    assert [(run.face, run.text) for run in runs] == [(Face.SERIF, "中"), (Face.SANS, "㐀"), (Face.SERIF, "文")]


def test_a_missing_character_is_named_with_its_field(fonts: Fonts) -> None:
    with pytest.raises(KnownError) as caught:
        fonts.require("示例😀公司\u200b", "企业名称")
    assert caught.value.sentence == "“企业名称”中有打印不出的字符：“😀”（U+1F600）、看不见的字符（U+200B）。"
    assert caught.value.cure


def test_a_missing_or_broken_font_file_is_a_known_error(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        Fonts(tmp_path).advance("中", Face.SANS)
    assert caught.value.code == "E-FONT-FILE"
    (tmp_path / f"{Face.SANS}.ttf").write_bytes(b"not a font")
    with pytest.raises(KnownError):
        Fonts(tmp_path).advance("中", Face.SANS)


def test_figures_of_the_sans_are_of_one_width(fonts: Fonts) -> None:
    for face in (Face.SANS, Face.SANS_BOLD):
        assert len({fonts.advance(figure, face) for figure in "0123456789"}) == 1


def test_the_dash_fills_its_em_so_that_two_make_one_stroke() -> None:
    for face in BUNDLED:
        font = TTFont(FOLDER / f"{face}.ttf")
        glyph = font["glyf"][font.getBestCmap()[0x2014]]
        assert (glyph.xMin, glyph.xMax) == (0, 1000)


def test_the_blank_half_of_closing_marks_is_really_blank() -> None:
    """Hanging and squeezing take half an em away from these marks; nothing drawn may lie there."""
    for face in BUNDLED:
        font = TTFont(FOLDER / f"{face}.ttf")
        glyphs, characters = font["glyf"], font.getBestCmap()
        assert [sign for sign in "，。、；：！？）》」』】〕”’" if glyphs[characters[ord(sign)]].xMax > 500] == []
        assert [sign for sign in "（《「『【〔“‘" if glyphs[characters[ord(sign)]].xMin < 500] == []


def test_the_fonts_stay_small_and_their_licence_lies_beside_them() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.ttf")) < 22_000_000
    licence = (RESOURCES / "licenses" / "OFL-NotoCJK.txt").read_text("utf-8")
    assert re.search(r"SIL OPEN FONT LICENSE Version 1\.1", licence)
    assert "© 2017-2022 Adobe" in licence
