"""Days as the counter counts them: strict reading, Chinese writing, adding months with one month-end rule, ranges of days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.widths import half_width

FIRST_YEAR = 1800
LAST_YEAR = 2199

_STRICT = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE = re.compile(r"(\d{4})\s*[-/.,年\\]\s*(\d{1,2})\s*[-/.,月\\]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SHOWN = 40


def parse_day(text: str) -> date:
    """Read ``2026-11-20`` and nothing else; other writings are refused with the strict form as cure.

    Raises KnownError E-DAY-SHAPE (another writing), E-DAY-NONE (no such day in the calendar) or E-DAY-YEAR (a year
    before FIRST_YEAR or after LAST_YEAR).
    """
    match = _STRICT.fullmatch(text.strip())
    if match is None:
        raise _shape_error(text.strip()[:_SHOWN])
    return _real_day(*(int(part) for part in match.groups()))


def show_day(day: date) -> str:
    """``2026年11月20日``, months and days without a leading zero, as GB/T 9704-2012 asks for."""
    return f"{day.year}年{day.month}月{day.day}日"


def add_days(day: date, count: int) -> date:
    """The day `count` calendar days later (earlier when negative)."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        raise _range_error() from None


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later; the last day of that month where it has no such day.

    This is the rule of article 202 of the Civil Code (民法典) for limits counted in months and years. It starts from the
    first day each time: 2024-01-31 plus one month is 2024-02-29, plus two months is 2024-03-31.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise _range_error()
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, count: int) -> date:
    """The same day `count` years later; 2024-02-29 plus one year is 2025-02-28 (see `add_months`)."""
    return add_months(day, count * 12)


def full_months(start: date, until: date) -> int:
    """How many whole months have passed from `start` to `until`: the largest n with ``add_months(start, n) <= until``.

    Raises KnownError E-DAY-ORDER when `until` lies before `start`.
    """
    if until < start:
        raise _order_error(start, until)
    months = (until.year - start.year) * 12 + until.month - start.month
    return months if add_months(start, months) <= until else months - 1


def full_years(start: date, until: date) -> int:
    """How many whole years have passed; on the day of the year itself the year is full (2023-06-01 to 2024-06-01 is 1).

    Raises KnownError E-DAY-ORDER when `until` lies before `start`.
    """
    return full_months(start, until) // 12


@dataclass(frozen=True, slots=True)
class DayRange:
    """A run of days from `start` up to, not including, `stop`; None leaves that end open. Never empty.

    Texts count both ends in (起讫日均含), programs leave the last out: build with `closed` or `half_open`, so that the
    meaning of the second day is always said.
    """

    start: date | None
    stop: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.stop is not None and self.start >= self.stop:
            raise _order_error(self.start, self.stop)

    @classmethod
    def closed(cls, first: date | None, last: date | None) -> DayRange:
        """Both days belong to it. Raises KnownError E-DAY-ORDER when `last` lies before `first`."""
        if first is not None and last is not None and last < first:
            raise _order_error(first, last)
        return cls(first, None if last is None else add_days(last, 1))

    @classmethod
    def half_open(cls, start: date | None, stop: date | None) -> DayRange:
        """`stop` no longer belongs to it. Raises KnownError E-DAY-ORDER when nothing would be left."""
        return cls(start, stop)

    @classmethod
    def of_year(cls, year: int) -> DayRange:
        """1 January to 31 December."""
        return cls.closed(date(year, 1, 1), date(year, 12, 31))

    @property
    def last(self) -> date | None:
        """The last day that belongs to it, None when open."""
        return None if self.stop is None else self.stop - timedelta(days=1)

    @property
    def length(self) -> int | None:
        """How many days it has, None when an end is open."""
        return None if self.start is None or self.stop is None else (self.stop - self.start).days

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.stop is None or day < self.stop)

    def common(self, other: DayRange) -> DayRange | None:
        """The days that belong to both, None when there are none."""
        starts = [start for start in (self.start, other.start) if start is not None]
        stops = [stop for stop in (self.stop, other.stop) if stop is not None]
        start, stop = max(starts, default=None), min(stops, default=None)
        if start is not None and stop is not None and start >= stop:
            return None
        return DayRange(start, stop)

    def show(self) -> str:
        """``2026年1月1日至2026年12月31日``, ``2026年1月1日起``, ``2026年12月31日止`` or ``不限日期``."""
        if self.start is None:
            return "不限日期" if self.last is None else f"{show_day(self.last)}止"
        if self.last is None:
            return f"{show_day(self.start)}起"
        if self.last == self.start:
            return show_day(self.start)
        return f"{show_day(self.start)}至{show_day(self.last)}"


def _shape_error(shown: str) -> KnownError:
    if not shown:
        return KnownError("E-DAY-SHAPE", "日期是空的。", "请按“年-月-日”填写，如 2026-11-20。")
    plain = half_width(shown)
    match = _LOOSE.fullmatch(plain) or _PACKED.fullmatch(plain)
    if match is None:
        return KnownError(
            "E-DAY-SHAPE", f"“{shown}”读不成日期。", "请按“年-月-日”填写，月、日都用两位数字，如 2026-11-20。"
        )
    try:
        day = _real_day(*(int(part) for part in match.groups()))
    except KnownError as error:
        return error
    return KnownError("E-DAY-SHAPE", f"日期“{shown}”的写法不合要求。", f"请写成 {day.isoformat()}。")


def _real_day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        cure = f"年份只收 {FIRST_YEAR} 至 {LAST_YEAR}，请核对是否写错。"
        raise KnownError("E-DAY-YEAR", f"{year:04d}年不在合理的年份之内。", cure)
    if not 1 <= month <= 12:
        raise KnownError("E-DAY-NONE", f"一年没有第{month}个月。", "月份请填 01 至 12。")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        sentence = f"{year}年{month}月没有{day}日。"
        raise KnownError("E-DAY-NONE", sentence, f"该月最后一日是 {year}-{month:02d}-{last}，请核对。")
    return date(year, month, day)


def _order_error(first: date, last: date) -> KnownError:
    sentence = f"起日{show_day(first)}与止日{show_day(last)}的先后不对。"
    return KnownError("E-DAY-ORDER", sentence, "请核对两个日期，止日应晚于起日。")


def _range_error() -> KnownError:
    return KnownError("E-DAY-YEAR", "推算出的日期超出了日历的范围。", "请核对起算日和期限是否写错。")
