"""Workbooks about cases: the day's report, the list made public, the payments. Text stays text, money is a number in 元."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qcy_desktop.domain.dayreport import DayReport, Sum

Value = str | int | Decimal | None
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_MONEY = "#,##0.00"
_SUMS = ("名称", "次数", "件数", "审定金额（元）", "拨付金额（元）")
_ACTS = ("时间", "受理编号", "企业", "措施（条款）", "办理", "经办人", "金额（元）", "意见或理由")
PUBLIC = ("序号", "企业名称", "统一社会信用代码", "政策事项", "依据条款", "拟奖补金额（万元）", "备注")
"""The columns of a list made public: nothing personal has a place there."""


def day_report_book(report: DayReport) -> bytes:
    """Totals by act, by clause and by person, and every act, one sheet each."""
    book = _empty()
    for title, sums in (("按事项", report.by_act()), ("按措施", report.by_measure()), ("按经办人", report.by_person())):
        _sheet(book, title, _SUMS, [*(_sum(one) for one in sums), _sum(report.whole())])
    rows = [
        (f"{line.when:%Y-%m-%d %H:%M}", line.number, line.enterprise, line.measure, str(line.act), line.who, yuan(line.amount), line.words)
        for line in report.lines
    ]  # fmt: skip
    _sheet(book, "明细", _ACTS, rows)
    return _bytes(book)


def _sum(one: Sum) -> tuple[Value, ...]:
    return (one.name, one.acts, one.cases, yuan(one.decided), yuan(one.paid))


def table_book(title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet with these columns and rows."""
    book = _empty()
    _sheet(book, title, heads, rows)
    return _bytes(book)


def yuan(fen: int | None) -> Decimal | None:
    """Fen as an exact number of 元."""
    return None if fen is None else Decimal(fen) / 100


def wan(fen: int) -> Decimal:
    """Fen as an exact number of 万元."""
    return Decimal(fen) / 1_000_000


def _empty() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    sheet: Worksheet = book.create_sheet(title)
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for row in rows:
        _append(sheet, row)
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads, start=1):
        longest = max((len(str(cell.value or "")) for cell in sheet[get_column_letter(place)]), default=len(head))
        sheet.column_dimensions[get_column_letter(place)].width = min(60, max(2 * len(head), longest * 1.6) + 2)


def _append(sheet: Worksheet, row: Sequence[Value]) -> None:
    at = sheet.max_row + 1
    for place, value in enumerate(row, start=1):
        cell = sheet.cell(at, place)
        cell.value = value
        if isinstance(value, str):
            # A text that begins with "=" must not become a formula.
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=len(value) > 30)
        elif isinstance(value, Decimal):
            cell.number_format = _MONEY


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
