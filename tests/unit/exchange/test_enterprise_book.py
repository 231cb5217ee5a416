"""An enterprise in a workbook: the template reads back as nothing known, filled cells as what they say, faults by cell."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from qcy_desktop.domain.enterprise import ABSENT
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.exchange.enterprise_book import AWARDS, BASIC, EVENTS, FACTS, BookReader, template

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load_dictionary(ROOT / "rules" / "facts.yaml")


@pytest.fixture
def book(dictionary: Dictionary) -> Workbook:
    return load_workbook(io.BytesIO(template(dictionary, date(2024, 6, 1))))


def row_of(book: Workbook, name: str) -> int:
    return next(row for row in range(2, book[FACTS].max_row + 1) if book[FACTS].cell(row, 1).value == name)


def fill(book: Workbook, name: str, year: int | None, value: Any) -> str:
    sheet = book[FACTS]
    column = 4 if year is None else next(c for c in range(5, 20) if sheet.cell(1, c).value == f"{year}年度")
    cell = sheet.cell(row_of(book, name), column)
    cell.value = value
    return str(cell.coordinate)


def read(book: Workbook, dictionary: Dictionary, tmp_path: Path) -> Any:
    path = tmp_path / "企业.xlsx"
    book.save(path)
    return BookReader(dictionary).read(path)


def test_an_empty_template_says_that_nothing_is_known(book: Workbook, dictionary: Dictionary, tmp_path: Path) -> None:
    enterprise = read(book, dictionary, tmp_path)
    assert enterprise.facts == {}
    assert enterprise.events is None
    assert enterprise.awards is None
    assert enterprise.records == {}
    assert enterprise.as_of == date(2024, 6, 1)


def test_the_template_offers_every_fact_and_every_list(book: Workbook, dictionary: Dictionary) -> None:
    names = {book[FACTS].cell(row, 1).value for row in range(2, book[FACTS].max_row + 1)}
    assert names == {fact.name for fact in dictionary.facts}
    assert {record.name for record in dictionary.records} <= set(book.sheetnames)


def test_filled_cells_read_back_exactly(book: Workbook, dictionary: Dictionary, tmp_path: Path) -> None:
    fill(book, "研发费用〔税务〕", 2023, "9000万元")
    fill(book, "研发费用〔税务〕", 2022, 0.1)
    fill(book, "从业人员数", 2023, 100.0)
    fill(book, "税收关系所在地", None, "泾河新城")
    fill(book, "有行政处罚记录", None, "否")
    book[BASIC]["B2"] = "91990000MA7QCY108M"
    book[EVENTS]["B1"] = "是"
    book[EVENTS].cell(3, 1).value, book[EVENTS].cell(3, 3).value = "高新技术企业认定", date(2023, 10, 16)
    book[EVENTS].cell(3, 4).value = "是"
    book[AWARDS]["B1"] = "是"
    enterprise = read(book, dictionary, tmp_path)
    ids = {
        name: dictionary.fact(name).id
        for name in ("研发费用〔税务〕", "从业人员数", "税收关系所在地", "有行政处罚记录")
    }  # type: ignore[union-attr]
    assert enterprise.facts[ids["研发费用〔税务〕"], 2023] == 9_000_000_000
    assert enterprise.facts[ids["研发费用〔税务〕"], 2022] == 100_000
    assert enterprise.facts[ids["从业人员数"], 2023] == 100
    assert enterprise.facts[ids["税收关系所在地"], None] == "泾河新城"
    assert enterprise.facts[ids["有行政处罚记录"], None] in (False, ABSENT)
    assert enterprise.uscc == "91990000MA7QCY108M"
    assert [(e.date, e.first) for e in enterprise.events] == [(date(2023, 10, 16), True)]
    assert enterprise.awards == ()


def test_a_wrong_value_is_named_by_its_cell(book: Workbook, dictionary: Dictionary, tmp_path: Path) -> None:
    cell = fill(book, "从业人员数", 2023, "一百")
    with pytest.raises(KnownError, match=cell):
        read(book, dictionary, tmp_path)


def test_a_yearly_figure_in_the_plain_column_is_refused_with_its_cure(
    book: Workbook, dictionary: Dictionary, tmp_path: Path
) -> None:
    cell = fill(book, "从业人员数", None, 100)
    with pytest.raises(KnownError, match=f"{cell}.*年份列"):
        read(book, dictionary, tmp_path)


def test_an_unknown_fact_or_sheet_names_the_nearest(book: Workbook, dictionary: Dictionary, tmp_path: Path) -> None:
    book[FACTS].cell(row_of(book, "从业人员数"), 1).value = "从业人员"
    with pytest.raises(KnownError, match="从业人员数"):
        read(book, dictionary, tmp_path)


def test_a_code_typed_as_a_number_is_refused_because_its_digits_are_lost(
    book: Workbook, dictionary: Dictionary, tmp_path: Path
) -> None:
    book[BASIC]["B2"] = 911100001000013428
    with pytest.raises(KnownError, match="文本"):
        read(book, dictionary, tmp_path)


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(dictionary: Dictionary, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK not really")
    with pytest.raises(KnownError, match="工作簿"):
        BookReader(dictionary).read(path)
