"""Working days: counting them on an editable table of holidays and make-up days, and reading and writing that table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from qcy_desktop.domain.days import add_days, parse_day, show_day
from qcy_desktop.domain.errors import KnownError

OFF = "休"
WORK = "班"
YEAR = "年度"
COLUMNS = ("日期", "类别", "名称")

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """The published arrangement of holidays.

    `days_off` are days without work, `make_up` weekend days that are worked, `years` the years whose arrangement is
    known: outside them nothing is answered. `names` says which holiday a day belongs to and `notices` which notice of
    the State Council office arranged a year; both only for reading.
    Raises KnownError E-HOLIDAY-TABLE when a day is both off and worked or lies in a year that is not covered.
    """

    days_off: frozenset[date]
    make_up: frozenset[date]
    years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict)
    notices: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        both = sorted(self.days_off & self.make_up)
        if both:
            raise _table_error(f"{show_day(both[0])}既写了休又写了班", "请删去其中一行")
        stray = sorted(day for day in self.days_off | self.make_up if day.year not in self.years)
        if stray:
            raise _table_error(
                f"{show_day(stray[0])}所在的年度没有登记", f"请补一行“{stray[0].year},{YEAR},放假通知文号”"
            )


def is_working_day(day: date, table: HolidayTable) -> bool:
    """Whether people work on `day`. Raises KnownError E-HOLIDAY-YEAR when the table does not cover its year."""
    if day.year not in table.years:
        raise _year_error(day.year, table)
    return day in table.make_up or (day.weekday() < 5 and day not in table.days_off)


def add_working_days(day: date, count: int, table: HolidayTable) -> date:
    """The `count`-th working day after `day` (before it when negative); `day` itself is not counted, 0 gives `day`.

    So a limit of five working days that begins to run on `day` ends on ``add_working_days(day, 5, table)``.
    Raises KnownError E-HOLIDAY-YEAR when the count runs out of the covered years.
    """
    step = 1 if count > 0 else -1
    left = abs(count)
    while left:
        day = add_days(day, step)
        left -= is_working_day(day, table)
    return day


def nth_working_day(first: date, count: int, table: HolidayTable) -> date:
    """The `count`-th working day from `first` on, `first` itself counting when it is one: the last day of a notice.

    `count` is at least 1. Raises KnownError E-HOLIDAY-YEAR when the count runs out of the covered years.
    """
    return add_working_days(add_days(first, -1), count, table)


def working_days_between(start: date, until: date, table: HolidayTable) -> int:
    """How many working days lie after `start` up to and including `until`.

    When `until` lies before: those before `start` back to and including `until`, as a negative number. So it says how
    far `add_working_days` went. Raises KnownError E-HOLIDAY-YEAR for a day outside the covered years.
    """
    if until < start:
        return -sum(is_working_day(day, table) for day in _days(until, start))
    return sum(is_working_day(day, table) for day in _days(add_days(start, 1), add_days(until, 1)))


def roll_forward(day: date, table: HolidayTable) -> date:
    """`day`, or the next working day when it is none: a limit that ends on a holiday ends after it (Civil Code 203)."""
    while not is_working_day(day, table):
        day = add_days(day, 1)
    return day


def read_holidays(text: str) -> HolidayTable:
    """Read the table from CSV text with the columns 日期, 类别 (休, 班 or 年度) and 名称; lines with # are comments.

    A 年度 row bears the year alone and the number of the notice; it says that the year is complete.
    Raises KnownError E-HOLIDAY-TABLE naming the line.
    """
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    notices: dict[int, str] = {}
    for line, (when, kind, name) in _rows(text):
        if kind == YEAR:
            _put(notices, _year(line, when), name, line)
        elif kind in (OFF, WORK):
            _put(off if kind == OFF else work, _day(line, when), name, line)
        else:
            raise _table_error(f"第{line}行的类别“{kind}”不认识", f"类别只能写 {OFF}、{WORK} 或 {YEAR}")
    return HolidayTable(frozenset(off), frozenset(work), frozenset(notices), off | work, notices)


def write_holidays(table: HolidayTable) -> str:
    """The table as CSV text that `read_holidays` reads back to an equal table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for year in sorted(table.years):
        writer.writerow((year, YEAR, table.notices.get(year, "")))
        for day in sorted(day for day in table.days_off | table.make_up if day.year == year):
            writer.writerow((day.isoformat(), OFF if day in table.days_off else WORK, table.names.get(day, "")))
    return out.getvalue()


def _days(start: date, stop: date) -> Iterator[date]:
    while start < stop:
        yield start
        start = add_days(start, 1)


def _rows(text: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    head_seen = False
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = _cells(number, line)
        if not head_seen:
            head_seen = True
            if cells != COLUMNS:
                raise _table_error(f"第{number}行应是表头", f"请写成 {','.join(COLUMNS)}")
        elif len(cells) != len(COLUMNS):
            raise _table_error(f"第{number}行有{len(cells)}列", f"每行应有{len(COLUMNS)}列：{'、'.join(COLUMNS)}")
        else:
            yield number, (cells[0], cells[1], cells[2])


def _cells(number: int, line: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line])))
    except csv.Error:
        raise _table_error(f"第{number}行读不出来", "请删去这一行后重新填写") from None


def _put(rows: dict[_Key, str], key: _Key, name: str, line: int) -> None:
    if key in rows:
        raise _table_error(f"第{line}行与前面的一行重复", "请删去其中一行")
    rows[key] = name


def _day(line: int, when: str) -> date:
    try:
        return parse_day(when)
    except KnownError as error:
        raise _table_error(f"第{line}行的日期不对：{error.sentence.rstrip('。')}", error.cure.rstrip("。")) from None


def _year(line: int, when: str) -> int:
    if len(when) != 4 or not (when.isascii() and when.isdigit()):
        raise _table_error(f"第{line}行的年度“{when}”不对", "请写四位年份，如 2026")
    return int(when)


def _table_error(fault: str, cure: str) -> KnownError:
    return KnownError("E-HOLIDAY-TABLE", f"节假日表有误：{fault}。", f"{cure}。")


def _year_error(year: int, table: HolidayTable) -> KnownError:
    known = f"现有 {min(table.years)} 至 {max(table.years)} 年" if table.years else "现为空表"
    sentence = f"节假日表里没有{year}年的放假安排（{known}），推算不了工作日。"
    return KnownError("E-HOLIDAY-YEAR", sentence, f"请先在节假日表中补录国务院办公厅公布的{year}年放假安排。")
