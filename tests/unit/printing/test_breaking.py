"""Lines of Chinese text break where a careful typesetter would break them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.source import read_yaml
from qcy_desktop.printing.blocks import MM, Setting
from qcy_desktop.printing.breaking import NO_END, NO_START, pieces
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.fonts import Face, Fonts
from qcy_desktop.printing.page import PORTRAIT, Furniture, compose
from qcy_desktop.printing.paragraph import Align, Line, Style, layout
from tests.unit.printing.reading import pages, text

CORPUS = (
    (Path(__file__).resolve().parents[2] / "data" / "typesetting" / "corpus.txt").read_text("utf-8").split("\n")[:-1]
)
PARAGRAPHS = [
    *CORPUS,
    *map("".join, pairwise(CORPUS)),
    *map("".join, zip(CORPUS, CORPUS[2:], CORPUS[5:], strict=False)),
]
WIDTHS = [110 * MM + step * 2 * MM for step in range(25)]
LETTER = Style(size=14, face=Face.SERIF, align=Align.JUSTIFY, indent=2)
# Signs no line may begin with or end with, said once more here so that the code's own lists are held to them.
BAD_START = set("，。、；：？！）》〉」』】〕］｝”’…—～％℃,.;:!?)]}%")
BAD_END = set("（《〈「『【〔［｛“‘([{￥¥$")


def bad_lines(lines: tuple[Line, ...]) -> list[str]:
    inner = [line.text.strip(" ") for line in lines]
    starts = [line for line in inner[1:] if line and line[0] in BAD_START]
    return starts + [line for line in inner[:-1] if line and line[-1] in BAD_END]


@pytest.mark.parametrize("width", WIDTHS, ids=lambda width: f"{width / MM:.0f}mm")
def test_no_line_begins_or_ends_with_a_forbidden_sign(fonts: Fonts, width: float) -> None:
    done = [layout(paragraph, width, LETTER, fonts) for paragraph in PARAGRAPHS]
    assert sum(map(len, done)) >= 350
    assert [bad for lines in done for bad in bad_lines(lines)] == []


@pytest.mark.parametrize("width", WIDTHS[::6], ids=lambda width: f"{width / MM:.0f}mm")
def test_lines_joined_are_the_text_and_none_is_wider_than_its_room(fonts: Fonts, width: float) -> None:
    for paragraph in PARAGRAPHS:
        lines = layout(paragraph, width, LETTER, fonts)
        assert "".join(line.text for line in lines) == paragraph
        assert all(line.x + line.width <= width + 0.01 for line in lines)


@pytest.mark.parametrize("width", WIDTHS[::6], ids=lambda width: f"{width / MM:.0f}mm")
def test_every_justified_line_but_the_last_fills_the_width_unless_it_would_look_torn(
    fonts: Fonts, width: float
) -> None:
    full = ragged = 0
    for paragraph in PARAGRAPHS:
        for line in layout(paragraph, width, LETTER, fonts)[:-1]:
            filled = abs(line.x + line.width - width) < 0.01
            full, ragged = full + filled, ragged + (not filled)
    assert full > 9 * ragged


def test_a_line_before_a_long_sum_is_not_spread_apart(fonts: Fonts) -> None:
    sentence = "经企业申报、窗口受理、部门审核，现将2026年第三批研发投入增量补助拟奖补名单（共60项，合计2,391.85065万元）予以公示。"
    for width in WIDTHS:
        for line in layout(sentence, width, LETTER, fonts):
            assert max(span.space for span in line.spans) <= 0.35 * LETTER.size


@pytest.fixture(scope="module")
def own_texts() -> list[str]:
    """Four hundred real lines: the words of every paper, and evenly chosen sentences of the rules, their places filled in."""
    root = Path(__file__).resolve().parents[3]
    forms = [text for file in sorted((root / "resources" / "print").glob("*.yaml")) for text in _texts(read_yaml(file))]
    rules = [text for file in sorted((root / "rules").glob("*/*.yaml")) for text in _texts(read_yaml(file))]
    said = [re.sub(r"\{(\w+)\}", "2026 年度（示例）", text) for text in forms if len(text) > 12]
    long = [text for text in dict.fromkeys(rules) if len(text) > 30]
    wanted = 400 - len(said)
    return said + long[:: len(long) // wanted][:wanted]


def _texts(found: object) -> list[str]:
    if isinstance(found, str):
        return [line for line in found.splitlines() if line.strip()]
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [text for part in parts for text in _texts(part)]


@pytest.mark.parametrize("width", WIDTHS, ids=lambda width: f"{width / MM:.0f}mm")
def test_our_own_forms_and_rules_break_well_at_every_width(fonts: Fonts, own_texts: list[str], width: float) -> None:
    assert len(own_texts) >= 350
    # Narrow columns are where lines break most: each text is set at the whole width and at a third of it, as in a table.
    for room in (width, width / 3):
        done = [layout(text, room, LETTER, fonts) for text in own_texts]
        assert [bad for lines in done for bad in bad_lines(lines)] == []
        assert ["".join(line.text for line in lines) for lines in done] == own_texts


def test_our_own_texts_are_read_back_as_they_were_put_in(fonts: Fonts, own_texts: list[str]) -> None:
    assert text(printed(own_texts, fonts)).replace("\n", "") == "".join(own_texts)


def test_words_numbers_and_codes_stay_whole_at_every_width(fonts: Fonts) -> None:
    whole = [
        "91990000MA0000008X",
        "12,345.67万元",
        "GB/T 9704-2012",
        "029-00000000",
        "GR202461000001",
        "2024-01-01",
        "policy-service@example.cn",
    ]
    for width in WIDTHS:
        lines = [line.text for paragraph in PARAGRAPHS for line in layout(paragraph, width, LETTER, fonts)]
        joined = "\n".join(lines)
        assert [word for word in whole if word not in joined] == []


@pytest.mark.parametrize(
    "glued", ["5个工作日", "10%", "12 万元", "2026年", "20,000公里", "35MPa", "－20℃", "90㎡", "¥300", "第3条", "18位"]
)
def test_a_short_unit_stays_with_its_number(glued: str) -> None:
    number = glued.removeprefix("第").removeprefix("－")
    assert any(number in piece for piece in pieces(f"有关规定要求达到{glued}方可继续"))


@given(st.text(st.sampled_from("政策补助企业（）《》“”，。、；：！？…—ab1 2.,%/-　"), max_size=120), st.floats(12, 300))
def test_any_text_at_any_width_is_set_without_loss(fonts: Fonts, written: str, width: float) -> None:
    lines = layout(written, width, Style(size=10), fonts)
    assert "".join(line.text for line in lines) == written


def test_a_word_wider_than_its_room_is_cut_rather_than_overflowing(fonts: Fonts) -> None:
    lines = layout("91990000MA0000008X91990000MA0000008X", 60, Style(size=10), fonts)
    assert len(lines) > 2
    assert all(line.width <= 60 for line in lines)


def test_the_ideographic_indent_is_kept(fonts: Fonts) -> None:
    lines = layout("　　缩进两字的一段话", 400, Style(size=10), fonts)
    assert lines[0].text.startswith("　　")
    assert lines[0].width == pytest.approx(10 * 10)


def test_two_marks_in_a_row_take_less_room_than_two_ems(fonts: Fonts) -> None:
    squeezed = layout("》，见", 400, Style(size=10), fonts)[0].width
    assert squeezed == pytest.approx(25)


def test_air_stands_between_figures_and_characters(fonts: Fonts) -> None:
    plain = fonts.width("共3项", Face.SANS, 10)
    assert layout("共3项", 400, Style(size=10), fonts)[0].width == pytest.approx(plain + 2 * 1.4)


def printed(paragraphs: list[str], fonts: Fonts) -> bytes:
    strips: list[Strip] = []
    for paragraph in paragraphs:
        strips += Setting(fonts).paragraph(paragraph, PORTRAIT.room, LETTER)
    return compose(strips, Furniture("排版样张", datetime(2026, 11, 20, tzinfo=UTC), numbering=""), PORTRAIT, fonts)


def test_text_read_back_from_the_paper_is_the_text_put_in(fonts: Fonts) -> None:
    assert text(printed(PARAGRAPHS, fonts)) == "".join(PARAGRAPHS)


def test_characters_beyond_the_basic_plane_are_read_back(fonts: Fonts) -> None:
    names = "䶮〇𬭚𬭛𠀋𰻞" if fonts.missing("𰻞") == () else "䶮〇𬭚𬭛𠀋"
    assert pages(printed([names], fonts)) == [names]


def test_text_with_an_unprintable_character_is_refused(fonts: Fonts) -> None:
    with pytest.raises(KnownError) as caught:
        layout("企业😀", 400, Style(), fonts)
    assert caught.value.code == "E-GLYPH"


def test_the_lists_of_forbidden_signs_cover_what_readers_expect() -> None:
    assert BAD_START <= NO_START
    assert BAD_END <= NO_END
