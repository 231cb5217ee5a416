"""Letters keep to the page of GB/T 9704, and opinions to their boxes."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from qcy_desktop.printing.case_content import Box
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.forms import FORM_SHEET
from qcy_desktop.printing.ink import Words
from qcy_desktop.printing.notice import NOTICE_SHEET
from qcy_desktop.printing.opinions import LEAST, opinion_rows
from qcy_desktop.printing.paper import desk_for
from qcy_desktop.printing.parts import headline
from qcy_desktop.printing.publicity_notice import publicity_notice
from qcy_desktop.printing.site_check_record import site_check_record
from qcy_desktop.printing.supplement_notice import supplement_notice
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing import case_examples as given
from tests.unit.printing import examples
from tests.unit.printing.reading import pages

MM = 72 / 25.4


@pytest.fixture
def context(stationery: Stationery) -> PaperContext:
    return examples.context(stationery)


def place(pdf: bytes, page: int, words: str) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the words on a page, in points from the lower left corner."""
    reading = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = reading.search(words).get_next()
    assert found is not None
    boxes = [reading.get_charbox(found[0] + number) for number in range(found[1])]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def test_page_numbers_stand_one_character_from_the_outer_edge(context: PaperContext) -> None:
    for pdf in (publicity_notice(given.publicity(), context), supplement_notice(given.long_supplement(), context)):
        for number in range(len(pages(pdf))):
            left, low, right, _ = place(pdf, number, f"— {number + 1} —")
            if number % 2 == 0:
                assert right == pytest.approx(NOTICE_SHEET.width - NOTICE_SHEET.right - 14, abs=1.5)
            else:
                assert left == pytest.approx(NOTICE_SHEET.left + 14, abs=1.5)
            assert NOTICE_SHEET.bottom - 9 * MM < low < NOTICE_SHEET.bottom - 5 * MM


def test_the_body_of_a_letter_keeps_to_its_156_by_225_millimetres(context: PaperContext) -> None:
    assert NOTICE_SHEET.room == pytest.approx(156 * MM)
    assert NOTICE_SHEET.depth == pytest.approx(225 * MM)
    left, _, right, _ = place(supplement_notice(given.supplement(), context), 0, "现一次性告知")
    assert NOTICE_SHEET.left - 1 <= left < right <= NOTICE_SHEET.width - NOTICE_SHEET.right + 8


@pytest.mark.parametrize("across", [1, 2, 3])
@pytest.mark.parametrize("length", [3, 80, 900, 9000])
def test_an_opinion_of_any_length_stays_above_the_places_to_sign(
    context: PaperContext, across: int, length: int
) -> None:
    desk = desk_for(context, FORM_SHEET, "approval")
    boxes = tuple(Box("人力资源和社会保障部门意见", "◆" * length) for _ in range(across))
    words = [ink for ink in opinion_rows(desk, [boxes], LEAST)[0].ink if isinstance(ink, Words)]
    signed = min(ink.y - ink.size for ink in words if ink.line.text.startswith("经办人"))
    said = [ink for ink in words if "◆" in ink.line.text]
    assert max(ink.y for ink in said) <= signed + 1
    assert all(ink.y < LEAST for ink in words)
    printed = "".join(ink.line.text for ink in words)
    is_whole = printed.count("◆") == across * length
    assert is_whole or printed.count("（全文见案卷）") == across
    assert is_whole is (length * across <= 200)


def test_a_site_check_of_many_points_ends_with_its_remark_beside_the_last_box(context: PaperContext) -> None:
    for count in range(1, 30):
        check = replace(given.site_check(), points=given.site_check().points[:1] * count)
        last = pages(site_check_record(check, context))[-1]
        assert "核查照片" in last and "以上记录已阅" in last.replace(" ", "")


@pytest.mark.parametrize("length", [6, 19, 24, 40, 60])
def test_a_title_is_balanced_in_the_middle_and_leaves_room_for_the_code(context: PaperContext, length: int) -> None:
    desk = desk_for(context, FORM_SHEET, "approval")
    strips = headline(desk, "关于奖补名单的公示事项"[: length % 7] + "政" * length, 60)
    lines = [ink for strip in strips for ink in strip.ink if isinstance(ink, Words)]
    widths = [ink.line.width for ink in lines]
    assert max(widths) - min(widths) <= len(widths) * 22
    for ink in lines:
        start, end = ink.x + ink.line.x, ink.x + ink.line.x + ink.line.width
        assert start >= 60 - 1 and end <= desk.width - 60 + 1
        assert start == pytest.approx(desk.width - end, abs=2)
