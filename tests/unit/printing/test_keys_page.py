"""The sheet of shortcuts: every line on it, groups kept, the same bytes for the same keys."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.keys_page import KeyLine, keys_page
from qcy_desktop.printing.wording import Stationery

LINES = tuple(
    KeyLine(group, f"Ctrl+{number}", f"{group}里的第 {number} 项操作")
    for group in ("办理", "查看")
    for number in range(30)
)


def test_every_key_stands_on_the_sheet_under_its_group(stationery: Stationery) -> None:
    context = PaperContext(stationery, "示例服务大厅", "3", datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    pdf = keys_page(LINES, context)
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert "快捷键一览" in pages[0] and len(pages) > 1
    assert all(any(line.does in page for page in pages) for line in LINES)
    assert pdf == keys_page(LINES, context)
