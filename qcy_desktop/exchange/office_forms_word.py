"""Word forms: cells of tables and gaps like {{单位名称}} are filled in the form's own typeface; everything else stays."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from qcy_desktop.domain.officeforms import Content, Filled, FormCell, FormGrid, FormKind, FormSheet
from qcy_desktop.exchange.office_forms import GAP, broken, gap_sheet, said, ticked

_PLACE = re.compile(r"^表(\d+)!R(\d+)C(\d+)$")


def read_word(body: bytes) -> FormGrid:
    """Tables as grids, and the gaps of the text as one more. Raises KnownError E-FORM-BROKEN."""
    document = _open(body)
    sheets = [_table(number, table) for number, table in enumerate(document.tables, 1)]
    names = list(dict.fromkeys(match[1] for part in _paragraphs(document) for match in GAP.finditer(part.text)))
    sheets += gap_sheet(names)
    warnings = () if sheets else ("这份 Word 文件里没有表格，也没有 {{名称}} 这样的空位，无处可填。",)
    return FormGrid(FormKind.WORD, tuple(sheets), warnings)


def fill_word(body: bytes, contents: Mapping[str, Content]) -> Filled:
    """The document with the contents in their places. Raises KnownError E-FORM-BROKEN."""
    document = _open(body)
    unplaced: list[str] = []
    gaps = {place[2:-2]: content for place, content in contents.items() if place.startswith("{{")}
    for place, content in contents.items():
        if not place.startswith("{{"):
            unplaced += _fill_place(document, place, content)
    met: set[str] = set()
    for paragraph in _paragraphs(document):
        met |= _fill_gaps(paragraph, gaps)
    unplaced += [f"文中没有 {{{{{name}}}}} 这个空位" for name in gaps if name not in met]
    out = io.BytesIO()
    document.save(out)
    return Filled(out.getvalue(), tuple(unplaced))


def _open(body: bytes) -> Any:
    try:
        return Document(io.BytesIO(body))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise broken("Word") from None


def _table(number: int, table: Table) -> FormSheet:
    """A table as a grid: a merged cell once, where it begins."""
    begun: dict[Any, list[int]] = {}
    texts: dict[Any, str] = {}
    width = 0
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            width = max(width, column + 1)
            span = begun.setdefault(cell._tc, [row, column, row, column])
            span[2], span[3] = max(span[2], row), max(span[3], column)
            texts.setdefault(cell._tc, cell.text)
    name = f"表{number}"
    cells = tuple(
        FormCell(f"{name}!R{top + 1}C{left + 1}", texts[tc], top, left, bottom - top + 1, right - left + 1)
        for tc, (top, left, bottom, right) in begun.items()
    )
    return FormSheet(name, len(table.rows), width, cells, (1.0,) * width)


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    """Every paragraph: of the body, of all cells, of heads and feet."""
    yield from _inside(document)
    for section in document.sections:
        heads = (section.header, section.first_page_header, section.even_page_header)
        feet = (section.footer, section.first_page_footer, section.even_page_footer)
        for part in (*heads, *feet):
            # To look into a head that is not there would make one.
            if not part.is_linked_to_previous:
                yield from _inside(part)


def _inside(part: Any) -> Iterator[Paragraph]:
    for block in part.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block
            continue
        seen: set[Any] = set()
        for row in block.rows:
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _inside(cell)


def _fill_place(document: Any, place: str, content: Content) -> list[str]:
    found = _find(document, place)
    if found is None:
        return [f"表格里没有 {place} 这一格"]
    table, row, column = found
    cell = table.rows[row].cells[column]
    if content.tick:
        marked = ticked(cell.text, content.text)
        if marked is None:
            return [f"{place} 里没有“□{content.text}”，没有勾选"]
        _write(cell, marked)
        return []
    if content.down:
        _fill_down(table, (row, column), content.items)
        return []
    _write(cell, said(content))
    return []


def _find(document: Any, place: str) -> tuple[Any, int, int] | None:
    """The table with the row and column of a place, None when there is no such cell."""
    match = _PLACE.match(place)
    if match is None:
        return None
    number, row, column = (int(part) - 1 for part in match.groups())
    tables = document.tables
    if number >= len(tables) or row >= len(tables[number].rows) or column >= len(tables[number].rows[row].cells):
        return None
    return tables[number], row, column


def _fill_down(table: Any, place: tuple[int, int], items: tuple[str, ...]) -> None:
    """One item a row; rows that are missing are made like the one before, without its words."""
    row, column = place
    for item in items:
        if row >= len(table.rows) or (row > place[0] and table.rows[row].cells[column].text.strip()):
            made = deepcopy(table.rows[row - 1]._tr)
            table.rows[row - 1]._tr.addnext(made)
            for cell in table.rows[row].cells:
                _write(cell, "")
        _write(table.rows[row].cells[column], item)
        row += 1


def _write(cell: _Cell, text: str) -> None:
    """Words in the typeface that the cell has: of its first run, else of its paragraph's mark."""
    paragraphs = cell.paragraphs
    for extra in paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    _write_paragraph(paragraphs[0], text)


def _write_paragraph(paragraph: Paragraph, text: str) -> None:
    runs = paragraph.runs
    if runs:
        runs[0].text = text
        for run in runs[1:]:
            run._r.getparent().remove(run._r)
        return
    run = paragraph.add_run(text)
    properties = paragraph._p.pPr
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    if mark is not None:
        run._r.insert(0, deepcopy(mark))


def _fill_gaps(paragraph: Paragraph, gaps: Mapping[str, Content]) -> set[str]:
    """Fills the gaps of one paragraph, also where the word processor has cut them into several runs; the last one first, so
    that the places of the others stay where they are."""
    text = "".join(run.text for run in paragraph.runs)
    matches = [match for match in GAP.finditer(text) if match[1] in gaps]
    for match in reversed(matches):
        _replace(paragraph, match.span(), said(gaps[match[1]]))
    return {match[1] for match in matches}


def _replace(paragraph: Paragraph, span: tuple[int, int], text: str) -> None:
    """Puts the text where the span begins, in the typeface of that run, and takes the rest of the span away."""
    start, end = span
    at = 0
    first = True
    for run in paragraph.runs:
        here, size = run.text, len(run.text)
        low, high = max(start - at, 0), min(end - at, size)
        at += size
        if low >= high:
            continue
        run.text = here[:low] + (text if first else "") + here[high:]
        first = False
