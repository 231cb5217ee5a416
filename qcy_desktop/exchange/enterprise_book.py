"""An enterprise as a workbook: writes the template to fill in, and reads it back with every fault named by its cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.reading import EnterpriseReader

BASIC, FACTS, EVENTS, AWARDS = "企业", "指标", "认定事件", "已获奖补"
YEARS_BACK = 4
_COMPLETE = "本表已填全（是/否）"
_EVENT_HEADS = {
    "事件": "kind",
    "级别": "level",
    "日期": "date",
    "首次（是/否）": "first",
    "有效期至": "expires",
    "备注": "note",
}
_AWARD_HEADS = {"事项": "matter", "级别": "level", "金额": "amount", "到账日期": "date", "措施编号": "measure"}
_FACT_HEADS = ("指标", "单位", "口径", "值")
_TAIL_HEADS = ("怎么填", "在哪里查")
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_QUIET = Font(color="666666")


@dataclass(frozen=True, slots=True)
class BookReader:
    """Reads workbooks of one dictionary."""

    dictionary: Dictionary

    def read(self, path: Path) -> Enterprise:
        """The enterprise in the workbook. Raises KnownError naming sheet and cell; nothing is guessed."""
        book = _open(path)
        for name in book.sheetnames:
            if name not in (BASIC, FACTS, EVENTS, AWARDS) and self.dictionary.record(name) is None:
                known = [BASIC, FACTS, EVENTS, AWARDS, *(record.name for record in self.dictionary.records)]
                raise KnownError("E-SHEET", f"{path} 不认识的工作表“{name}”", nearest(name, known))
        document: dict[str, Any] = {"schema": 1, **_basic(book, path)}
        document["facts"] = {}
        document["events"] = _rows(book, EVENTS, _EVENT_HEADS, path)
        document["awards"] = _rows(book, AWARDS, _AWARD_HEADS, path)
        document["records"] = self._records(book, path)
        enterprise = EnterpriseReader(self.dictionary, str(path)).read(document)
        facts, sources = self._facts(book, path)
        return Enterprise(
            enterprise.name,
            enterprise.uscc,
            enterprise.as_of,
            facts,
            enterprise.events,
            enterprise.records,
            enterprise.awards,
            sources,
        )

    def _facts(
        self, book: Workbook, path: Path
    ) -> tuple[dict[tuple[str, int | None], Value], dict[tuple[str, int | None], str]]:
        facts: dict[tuple[str, int | None], Value] = {}
        sources: dict[tuple[str, int | None], str] = {}
        if FACTS not in book.sheetnames:
            return facts, sources
        sheet = book[FACTS]
        years = _year_columns(sheet, path)
        for row in range(2, sheet.max_row + 1):
            name = _text(sheet.cell(row, 1).value)
            if not name:
                continue
            fact = self.dictionary.fact(name)
            if fact is None:
                raise KnownError(
                    "E-NAME", f"{path} 工作表“{FACTS}”A{row}：没有指标“{name}”", self.dictionary.near_fact(name)
                )
            for key, value in self._values(sheet, row, fact, years, path):
                if key in facts:
                    raise KnownError("E-TWICE", f"{path} 工作表“{FACTS}”A{row}：“{name}”写了两行", "删去一行")
                facts[key] = value
        return facts, sources

    def _values(
        self, sheet: Worksheet, row: int, fact: FactDef, years: dict[int, int], path: Path
    ) -> Iterator[tuple[tuple[str, int | None], Value]]:
        reader = EnterpriseReader(self.dictionary, str(path))
        columns: list[tuple[int, int | None]] = [(4, None), *years.items()]
        for column, year in columns:
            cell = sheet.cell(row, column)
            if cell.value is None or _text(cell.value) == "":
                continue
            place = f"工作表“{FACTS}”{get_column_letter(column)}{row}"
            if (year is None) == (fact.period is Period.YEAR):
                cure = "填到年份列" if year is None else "填到“值”列"
                raise KnownError(
                    "E-PERIOD", f"{path} {place}：“{fact.name}”{'是' if year is None else '不是'}年度指标", cure
                )
            yield (fact.id, year), reader.value(fact, _cell(cell.value), place)

    def _records(self, book: Workbook, path: Path) -> dict[str, Any]:
        found = {}
        for record in self.dictionary.records:
            rows = _rows(book, record.name, {entry.name: entry.name for entry in record.fields}, path)
            if rows is not None:
                found[record.name] = rows
        return found


def _open(path: Path) -> Workbook:
    try:
        return load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise KnownError("E-FILE", f"找不到文件 {path}", "请检查路径") from None
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        raise KnownError("E-FILE", f"{path} 不是能读的工作簿", "请用 Excel 另存为 .xlsx 再试") from None


def _basic(book: Workbook, path: Path) -> dict[str, Any]:
    if BASIC not in book.sheetnames:
        return {}
    found: dict[str, Any] = {}
    keys = {"企业名称": "name", "统一社会信用代码": "uscc", "评估日": "as_of"}
    for row in book[BASIC].iter_rows(min_row=1, max_col=2):
        head, value = _text(row[0].value), row[1].value
        if head in keys and value not in (None, ""):
            if isinstance(value, (int, float)):
                raise KnownError(
                    "E-TYPE",
                    f"{path} 工作表“{BASIC}”B{row[1].row}：“{head}”应是文字",
                    "把单元格设为文本后重新输入，长数字才不会丢位",
                )
            found[keys[head]] = _cell(value)
    return found


def _rows(book: Workbook, name: str, heads: dict[str, str], path: Path) -> list[dict[str, Any]] | None:
    """The rows of a list sheet; None when it is empty and not declared complete."""
    if name not in book.sheetnames:
        return None
    sheet = book[name]
    complete = _text(sheet.cell(1, 2).value)
    columns = {}
    for column in range(1, sheet.max_column + 1):
        head = _text(sheet.cell(2, column).value)
        if not head:
            continue
        if head not in heads:
            raise KnownError(
                "E-HEAD", f"{path} 工作表“{name}”{get_column_letter(column)}2：不认识的列“{head}”", nearest(head, heads)
            )
        columns[column] = heads[head]
    rows = []
    for row in range(3, sheet.max_row + 1):
        values = {
            key: _cell(sheet.cell(row, column).value)
            for column, key in columns.items()
            if sheet.cell(row, column).value not in (None, "")
        }
        if values:
            rows.append({key: _yes(value) if key == "first" else value for key, value in values.items()})
    if complete == "是" or rows:
        return rows
    return None


def _yes(value: Any) -> Any:
    return {"是": True, "否": False}.get(value, value)


def _year_columns(sheet: Worksheet, path: Path) -> dict[int, int]:
    found = {}
    for column in range(5, sheet.max_column + 1):
        head = _text(sheet.cell(1, column).value).removesuffix("年度").removesuffix("年")
        if head.isdigit() and len(head) == 4:
            found[column] = int(head)
        elif head and head not in _TAIL_HEADS:
            raise KnownError(
                "E-HEAD",
                f"{path} 工作表“{FACTS}”{get_column_letter(column)}1：“{head}”不是年度",
                "年度写四位数，如 2023",
            )
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _cell(value: Any) -> Any:
    """A cell as the reader takes it: days as text, whole floats as whole numbers."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value


# --- The template --------------------------------------------------------------------------------------------------------


def template(dictionary: Dictionary, as_of: date) -> bytes:
    """An empty workbook to fill in, with the units, questions and places to look of every fact."""
    book = Workbook()
    _basic_sheet(book, as_of)
    _facts_sheet(book.create_sheet(FACTS), dictionary.facts, as_of)
    _list_sheet(
        book.create_sheet(EVENTS),
        list(_EVENT_HEADS),
        "可填的事件：" + "、".join(event.name for event in dictionary.events),
    )
    _list_sheet(book.create_sheet(AWARDS), list(_AWARD_HEADS), "已经拿到的奖补，一笔一行")
    for record in dictionary.records:
        _list_sheet(
            book.create_sheet(record.name),
            [entry.name for entry in record.fields],
            record.question or f"{record.name}，一项一行",
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _basic_sheet(book: Workbook, as_of: date) -> None:
    sheet: Worksheet = book.worksheets[0]
    sheet.title = BASIC
    for head, value in (("企业名称", ""), ("统一社会信用代码", ""), ("评估日", as_of.isoformat())):
        sheet.append([head, value])
    sheet.append([])
    sheet.append(["不知道的就空着，不要写 0；没有就写“无”或“否”。数可以带单位，如 200万元；不带单位按“单位”列。"])
    for cell in sheet["B"]:
        cell.number_format = "@"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 40


def _facts_sheet(sheet: Worksheet, facts: Iterable[FactDef], as_of: date) -> None:
    years = [as_of.year - back for back in range(YEARS_BACK)]
    sheet.append([*_FACT_HEADS, *(f"{year}年度" for year in years), *_TAIL_HEADS])
    for fact in facts:
        choices = (
            f"（{'、'.join(fact.choices)}）" if fact.choices else "（是/否）" if fact.type is FactType.FLAG else ""
        )
        row = [fact.name, fact.unit, fact.basis, *([None] * (1 + len(years))), fact.question + choices, fact.where]
        sheet.append(row)
        used = range(5, 5 + len(years)) if fact.period is Period.YEAR else range(4, 5)
        for column in range(4, 5 + len(years)):
            cell = sheet.cell(sheet.max_row, column)
            cell.number_format = "@" if fact.type in (FactType.TEXT, FactType.CHOICE) else "General"
            if column not in used:
                cell.fill = PatternFill("solid", fgColor="EEEEEE")
    _dress(sheet, 1, {"A": 26, "B": 8, "C": 8, "D": 16, "I": 60, "J": 40})


def _list_sheet(sheet: Worksheet, heads: list[str], note: str) -> None:
    sheet.append([_COMPLETE, None, note])
    sheet.append(heads)
    _dress(sheet, 2, {})


def _dress(sheet: Worksheet, head_row: int, widths: dict[str, int]) -> None:
    for cell in sheet[head_row]:
        cell.fill, cell.font = _HEAD, Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = widths.get(letter, 16)
    for row in range(1, head_row):
        for cell in sheet[row]:
            cell.font = _QUIET
    sheet.freeze_panes = sheet.cell(head_row + 1, 2)
