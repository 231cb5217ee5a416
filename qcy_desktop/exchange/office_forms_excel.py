"""Excel forms: merged cells, fonts and borders stay; words never become formulas or numbers; long words wrap and get room."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from qcy_desktop.domain.officeforms import Content, Filled, FormCell, FormGrid, FormKind, FormSheet
from qcy_desktop.exchange.office_forms import GAP, broken, gap_sheet, said, ticked

MOST_ROWS, MOST_COLUMNS = 400, 60
_LINE = 1.35
_PLAIN_HEIGHT = 15.0
_PLAIN_WIDTH = 8.43
_TEXT = "@"


def read_excel(body: bytes) -> FormGrid:
    """Every sheet as a grid. Raises KnownError E-FORM-BROKEN."""
    book = _open(body)
    sheets = [_sheet(sheet) for sheet in book.worksheets]
    names = [match[1] for sheet in sheets for cell in sheet.cells for match in GAP.finditer(cell.text)]
    return FormGrid(FormKind.EXCEL, (*sheets, *gap_sheet(names)), _warnings(body))


def fill_excel(body: bytes, contents: Mapping[str, Content]) -> Filled:
    """The workbook with the contents in their cells. Raises KnownError E-FORM-BROKEN."""
    book = _open(body)
    unplaced: list[str] = []
    gaps = {place[2:-2]: content for place, content in contents.items() if place.startswith("{{")}
    unplaced += _fill_gaps(book, gaps)
    for place, content in contents.items():
        if place.startswith("{{"):
            continue
        sheet_name, _, address = place.rpartition("!")
        if sheet_name not in book.sheetnames:
            unplaced.append(f"表格里没有工作表“{sheet_name}”，{place} 没有填")
            continue
        unplaced += _put(book[sheet_name], address, content)
    # Formulas of the form itself reckon with what was filled in as soon as somebody opens it.
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return Filled(out.getvalue(), tuple(unplaced))


def _open(body: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(body))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        raise broken("Excel") from None


def _warnings(body: bytes) -> tuple[str, ...]:
    """What openpyxl drops when it saves: shapes, text boxes, charts and controls."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        drawn = [name for name in names if name.startswith("xl/drawings/drawing")]
        shapes = any(b"<xdr:sp" in archive.read(name) or b"<xdr:cxnSp" in archive.read(name) for name in drawn)
    found = []
    if shapes:
        found.append("表里有文本框或图形，填写后的文件里会没有它们；请把文字写进单元格。")
    if any(name.startswith(("xl/charts/", "xl/ctrlProps/")) for name in names):
        found.append("表里有图表或控件，填写后的文件里会没有它们。")
    return tuple(found)


def _sheet(sheet: Any) -> FormSheet:
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    height = min(max([sheet.max_row, *(area.max_row for area in spans.values())]), MOST_ROWS)
    width = min(max([sheet.max_column, *(area.max_col for area in spans.values())]), MOST_COLUMNS)
    hidden = {
        (row, column)
        for area in spans.values()
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    } - set(spans)
    cells = []
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if (row, column) in hidden:
                continue
            area = spans.get((row, column))
            rows, columns = (area.size["rows"], area.size["columns"]) if area else (1, 1)
            value = sheet.cell(row, column).value
            place = f"{sheet.title}!{get_column_letter(column)}{row}"
            cells.append(FormCell(place, "" if value is None else str(value), row - 1, column - 1, rows, columns))
    widths = tuple(_width(sheet, column) for column in range(1, width + 1))
    return FormSheet(sheet.title, height, width, tuple(cells), widths)


def _fill_gaps(book: Workbook, gaps: Mapping[str, Content]) -> list[str]:
    """Fills gaps like {{单位名称}} within the texts of cells; a text that is nothing but one gap takes its number as such."""
    met: set[str] = set()
    for sheet in book.worksheets if gaps else ():
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)):
            found = [match[1] for match in GAP.finditer(cell.value) if match[1] in gaps]
            met.update(found)
            if found and GAP.fullmatch(cell.value.strip()):
                _put(sheet, cell.coordinate, gaps[found[0]])
            elif found:
                _write_text(sheet, cell, GAP.sub(lambda m: said(gaps[m[1]]) if m[1] in gaps else m[0], cell.value))
    return [f"表中没有 {{{{{name}}}}} 这个空位" for name in gaps if name not in met]


def _put(sheet: Any, address: str, content: Content) -> list[str]:
    """Puts one content; answers what did not fit."""
    cell = _top_left(sheet, address)
    if content.tick:
        marked = ticked(str(cell.value or ""), content.text)
        if marked is None:
            return [f"{sheet.title}!{address} 里没有“□{content.text}”，没有勾选"]
        _write_text(sheet, cell, marked)
        return []
    if content.number is not None:
        cell.value = content.number
        if cell.number_format == "General" and content.number != int(content.number):
            cell.number_format = "#,##0.00"
        return []
    if content.down:
        return _put_down(sheet, cell, content.items)
    _write_text(sheet, cell, "\n".join(content.items) if content.items else content.text)
    return []


def _put_down(sheet: Any, cell: Any, items: tuple[str, ...]) -> list[str]:
    """One item a row, below each other, as long as the cells below are empty ones."""
    row = cell.row
    for place, item in enumerate(items):
        here = sheet.cell(row, cell.column)
        taken = place and (here.value not in (None, "") or type(here).__name__ == "MergedCell")
        if taken or row > sheet.max_row:
            left = "；".join(items[place:])
            return [f"{sheet.title}!{cell.coordinate} 往下放不下其余 {len(items) - place} 项：{left}"]
        _write_text(sheet, here, item)
        row += _rows_of(sheet, here)
    return []


def _top_left(sheet: Any, address: str) -> Any:
    """The cell that holds the value of an address: the first of a merged area."""
    for area in sheet.merged_cells.ranges:
        if address in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[address]


def _area(sheet: Any, cell: Any) -> tuple[int, int, int, int]:
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return area.bounds  # type: ignore[no-any-return]
    return range_boundaries(cell.coordinate)  # type: ignore[no-any-return]


def _rows_of(sheet: Any, cell: Any) -> int:
    _, first, _, last = _area(sheet, cell)
    return last - first + 1


def _write_text(sheet: Any, cell: Any, text: str) -> None:
    """Words stay words: no formula out of a leading =, no number out of eighteen digits."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = _TEXT
    if text[:1] in "=+-@" and text[:1]:
        cell.quotePrefix = True
    lines = _lines(sheet, cell, text)
    if lines > 1:
        alignment = copy(cell.alignment)
        alignment.wrap_text = True
        alignment.shrink_to_fit = False
        cell.alignment = alignment
        _make_room(sheet, cell, lines)


def _lines(sheet: Any, cell: Any, text: str) -> int:
    """How many lines the text takes in the width of its cell, estimated from the width of its characters."""
    first, _, last, _ = _area(sheet, cell)
    size = cell.font.sz or 11
    room = max(1.0, sum(_width(sheet, column) for column in range(first, last + 1)) * 11 / size - 1)
    return sum(max(1, math.ceil(_columns(line) / room)) for line in text.split("\n"))


def _columns(text: str) -> int:
    """The width of a text in columns of a digit: Chinese characters take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _width(sheet: Any, column: int) -> float:
    held = sheet.column_dimensions.get(get_column_letter(column))
    for letter, dimension in sheet.column_dimensions.items():
        # One entry may stand for a run of columns.
        if dimension.min and dimension.max and dimension.min <= column <= dimension.max:
            held = sheet.column_dimensions[letter]
    return float(held.width) if held is not None and held.width else _PLAIN_WIDTH


def _make_room(sheet: Any, cell: Any, lines: int) -> None:
    """Rows are made higher where the text would be cut; never lower."""
    _, first, _, last = _area(sheet, cell)
    needed = lines * (cell.font.sz or 11) * _LINE + 3
    standard = sheet.sheet_format.defaultRowHeight or _PLAIN_HEIGHT
    heights = [sheet.row_dimensions[row].height or standard for row in range(first, last + 1)]
    if needed > sum(heights):
        sheet.row_dimensions[last].height = heights[-1] + needed - sum(heights)
