"""Whole papers: the same bytes, honest metadata, page numbers, samples, tables over several pages."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column, Setting
from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.ink import DocumentInfo, Page, Rule, write_pdf
from qcy_desktop.printing.page import LANDSCAPE, PORTRAIT, Furniture, code_ink, compose
from qcy_desktop.printing.parts import Desk, listing
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing.examples import RESOURCES
from tests.unit.printing.reading import document, pages

NOON = datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC)
PLAIN = Furniture("测试单", NOON, head_left="示例单位", head_right="右上", foot_left="出具")


def table_paper(fonts: Fonts, rows: int, furniture: Furniture = PLAIN) -> bytes:
    desk = Desk(Setting(fonts), Stationery.of(RESOURCES).wording("assessment"), PORTRAIT.room)
    cols = [Column(desk.width / 2, looks.SMALL, "甲"), Column(desk.width / 2, looks.SMALL_RIGHT, "乙")]
    cells = [[Cell(f"第{number}行"), Cell(f"{number}.00")] for number in range(rows)]
    return compose(listing(desk, ("名称", "金额"), cols, cells), furniture, PORTRAIT, fonts)


def test_the_same_input_gives_the_same_bytes(fonts: Fonts) -> None:
    assert table_paper(fonts, 30) == table_paper(fonts, 30)


def test_fonts_loaded_anew_from_another_folder_give_the_same_bytes(fonts: Fonts, tmp_path: Path) -> None:
    link = tmp_path / "fonts"
    link.symlink_to(RESOURCES / "fonts")
    assert table_paper(Fonts(link), 30) == table_paper(fonts, 30)


def test_the_environment_does_not_change_the_bytes(fonts: Fonts, monkeypatch: pytest.MonkeyPatch) -> None:
    before = table_paper(fonts, 3)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert table_paper(fonts, 3) == before


def test_the_file_says_its_title_language_date_and_author(fonts: Fonts) -> None:
    read = document(table_paper(fonts, 1, replace(PLAIN, author="示例单位", subject="示例公司")))
    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.author, read.metadata.subject) == ("测试单", "示例单位", "示例公司")
    assert str(read.metadata["/CreationDate"]).startswith("D:20261120140211")
    assert read.trailer["/Root"]["/Lang"] == "zh-CN"


def test_every_font_in_the_file_is_embedded(fonts: Fonts) -> None:
    for page in document(table_paper(fonts, 60)).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_each_page_bears_its_number_and_the_count(fonts: Fonts) -> None:
    texts = pages(table_paper(fonts, 120))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text


def test_the_head_of_a_table_stands_on_every_page_and_no_row_is_lost(fonts: Fonts) -> None:
    texts = pages(table_paper(fonts, 120))
    assert all("名称" in text for text in texts)
    assert re.findall(r"第(\d+)行", "".join(texts)) == [str(number) for number in range(120)]


def test_a_sample_bears_its_word_on_every_page_and_another_paper_does_not(fonts: Fonts) -> None:
    assert all("样张" in text for text in pages(table_paper(fonts, 120, replace(PLAIN, ghost="样张"))))
    assert not any("样张" in text for text in pages(table_paper(fonts, 120)))


def test_a_row_longer_than_a_page_goes_on_over_the_page(fonts: Fonts) -> None:
    setting = Setting(fonts)
    cols = [Column(200, looks.SMALL), Column(200, looks.SMALL)]
    long = "".join(f"第{number}句话说得很长很长。" for number in range(400))
    strips = setting.table(cols, [[Cell("短"), Cell(long)]], looks.FORM)
    texts = pages(compose(strips, Furniture("长表", NOON, numbering=""), PORTRAIT, fonts))
    assert len(texts) > 1
    assert re.findall(r"第(\d+)句", "".join(texts)) == [str(number) for number in range(400)]


def test_pages_may_lie_across(fonts: Fonts) -> None:
    box = document(compose([], PLAIN, LANDSCAPE, fonts)).pages[0].mediabox
    assert box.width > box.height


def test_a_code_is_drawn_as_black_modules(fonts: Fonts) -> None:
    code = code_ink("QCY|1|XXZC-FX-20261120-0001", 100, 100, 60)
    assert len(code.rows) in {21, 25, 29, 33}
    pdf = write_pdf([Page(300, 300, (code, Rule(0, 0, 10, 10)))], DocumentInfo("码", "", "", NOON), fonts)
    assert pdf.startswith(b"%PDF-1.7")


def test_papers_written_at_the_same_time_do_not_disturb_each_other() -> None:
    shared = Fonts(RESOURCES / "fonts")
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda rows: table_paper(shared, rows), [20, 40, 20, 40, 20, 40]))
    assert written[0] == written[2] == written[4]
    assert written[1] == written[3] == written[5]
    assert written[0] != written[1]
