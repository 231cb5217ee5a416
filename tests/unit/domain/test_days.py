"""Reading and writing days, adding months and years, whole years between, ranges of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qcy_desktop.domain.days import (
    DayRange,
    add_days,
    add_months,
    add_years,
    full_months,
    full_years,
    parse_day,
    show_day,
)
from qcy_desktop.domain.errors import KnownError

DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2199, 12, 31))


@given(DAYS)
def test_a_day_in_the_strict_form_is_read(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(f" {day.isoformat()}\n") == day


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("2026/11/20", "E-DAY-SHAPE", "请写成 2026-11-20。"),
        ("2026.1.2", "E-DAY-SHAPE", "请写成 2026-01-02。"),
        ("2026年11月20日", "E-DAY-SHAPE", "请写成 2026-11-20。"),
        ("2026 年 1 月 2 号", "E-DAY-SHAPE", "请写成 2026-01-02。"),
        ("20261120", "E-DAY-SHAPE", "请写成 2026-11-20。"),
        ("２０２６－１１－２０", "E-DAY-SHAPE", "请写成 2026-11-20。"),
        ("2026-1-2", "E-DAY-SHAPE", "请写成 2026-01-02。"),
        ("2026-11-20T08:00", "E-DAY-SHAPE", "如 2026-11-20。"),
        ("26-11-20", "E-DAY-SHAPE", "如 2026-11-20。"),
        ("11-20", "E-DAY-SHAPE", "如 2026-11-20。"),
        ("今天", "E-DAY-SHAPE", "如 2026-11-20。"),
        ("", "E-DAY-SHAPE", "如 2026-11-20。"),
        ("2026-02-30", "E-DAY-NONE", "2026-02-28"),
        ("2026/02/30", "E-DAY-NONE", "2026-02-28"),
        ("2023-02-29", "E-DAY-NONE", "2023-02-28"),
        ("2026-04-31", "E-DAY-NONE", "2026-04-30"),
        ("2026-04-00", "E-DAY-NONE", "2026-04-30"),
        ("2026-13-01", "E-DAY-NONE", "01 至 12"),
        ("2026-00-01", "E-DAY-NONE", "01 至 12"),
        ("0026-11-20", "E-DAY-YEAR", "1800 至 2199"),
        ("9999-11-20", "E-DAY-YEAR", "1800 至 2199"),
    ],
)
def test_another_writing_is_refused_and_the_right_one_offered(text: str, code: str, cure: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_day(text)
    assert caught.value.code == code
    assert cure in caught.value.cure


@given(st.text(max_size=20))
def test_any_text_is_either_a_day_or_a_known_error(text: str) -> None:
    try:
        assert parse_day(text).isoformat() == text.strip()
    except KnownError as error:
        assert error.cure


def test_a_day_is_written_in_chinese_without_leading_zeros() -> None:
    assert show_day(date(2026, 11, 20)) == "2026年11月20日"
    assert show_day(date(2026, 8, 1)) == "2026年8月1日"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 1, 15), -13, date(2022, 12, 15)),
        (date(2024, 1, 15), 0, date(2024, 1, 15)),
    ],
)
def test_months_are_added_with_the_last_day_of_the_month_where_a_day_is_missing(
    day: date, months: int, then: date
) -> None:
    assert add_months(day, months) == then


def test_one_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert full_years(date(2024, 2, 29), date(2025, 2, 28)) == 1
    assert full_years(date(2024, 2, 29), date(2025, 2, 27)) == 0


def test_a_year_is_full_on_the_day_itself_and_not_before() -> None:
    assert full_years(date(2023, 6, 1), date(2024, 5, 31)) == 0
    assert full_years(date(2023, 6, 1), date(2024, 6, 1)) == 1
    assert full_years(date(2023, 6, 1), date(2023, 6, 1)) == 0
    assert full_months(date(2023, 1, 31), date(2023, 2, 28)) == 1


@given(DAYS, st.integers(min_value=0, max_value=3000))
def test_adding_months_and_counting_them_agree(day: date, months: int) -> None:
    then = add_months(day, months)
    assert full_months(day, then) == months
    assert full_years(day, then) == months // 12
    assert full_months(day, add_months(day, months + 1) - timedelta(days=1)) == months


@given(DAYS, DAYS)
def test_full_months_is_the_largest_number_that_fits(one: date, other: date) -> None:
    start, until = sorted((one, other))
    months = full_months(start, until)
    assert add_months(start, months) <= until < add_months(start, months + 1)


def test_counting_years_backwards_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        full_years(date(2024, 1, 2), date(2024, 1, 1))
    assert caught.value.code == "E-DAY-ORDER"
    assert "2024年1月2日" in caught.value.sentence


def test_counting_beyond_the_calendar_is_a_known_error() -> None:
    for add, count in ((add_days, 10**12), (add_months, 10**9), (add_years, -3000)):
        with pytest.raises(KnownError) as caught:
            add(date(2024, 1, 1), count)
        assert caught.value.code == "E-DAY-YEAR"


@given(DAYS, DAYS, DAYS)
def test_a_closed_range_counts_both_ends_in_and_a_half_open_one_leaves_the_last_out(
    one: date, other: date, day: date
) -> None:
    first, last = sorted((one, other))
    closed = DayRange.closed(first, last)
    assert (day in closed) == (first <= day <= last)
    assert closed.last == last and closed.length == (last - first).days + 1
    assume(first < last)
    half_open = DayRange.half_open(first, last)
    assert (day in half_open) == (first <= day < last)
    assert half_open.length == (last - first).days


@given(*[st.none() | DAYS] * 4, DAYS)
def test_the_common_days_of_two_ranges_are_those_in_both(
    one: date | None, two: date | None, three: date | None, four: date | None, day: date
) -> None:
    try:
        left, right = DayRange.closed(one, two), DayRange.closed(three, four)
    except KnownError:
        assume(False)
    common = left.common(right)
    assert (common is not None and day in common) == (day in left and day in right)
    assert common == right.common(left)


def test_a_range_without_days_is_refused() -> None:
    for build, last in ((DayRange.closed, date(2025, 12, 31)), (DayRange.half_open, date(2026, 1, 1))):
        with pytest.raises(KnownError) as caught:
            build(date(2026, 1, 1), last)
        assert caught.value.code == "E-DAY-ORDER"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (DayRange.of_year(2026), "2026年1月1日至2026年12月31日"),
        (DayRange.closed(date(2026, 3, 2), date(2026, 3, 2)), "2026年3月2日"),
        (DayRange.closed(date(2026, 3, 2), None), "2026年3月2日起"),
        (DayRange.closed(None, date(2026, 3, 2)), "2026年3月2日止"),
        (DayRange.closed(None, None), "不限日期"),
    ],
)
def test_a_range_is_written_with_both_ends_counted_in(days: DayRange, shown: str) -> None:
    assert days.show() == shown
