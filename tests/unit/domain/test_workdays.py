"""Working days on the bundled table of holidays, and the table read and written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import (
    HolidayTable,
    add_working_days,
    is_working_day,
    nth_working_day,
    read_holidays,
    roll_forward,
    working_days_between,
    write_holidays,
)

SEED = (Path(__file__).parents[3] / "db" / "seed" / "holidays.csv").read_text(encoding="utf-8")
TABLE = read_holidays(SEED)
COVERED = st.dates(min_value=date(2021, 6, 1), max_value=date(2026, 6, 30))

# Worked weekend days, written down from the yearly notices, not from the library the table was seeded from.
MAKE_UP = {
    2021: "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


@pytest.mark.parametrize("year", MAKE_UP)
def test_the_seeded_table_has_the_make_up_days_of_the_notices(year: int) -> None:
    worked = {day for day in TABLE.make_up if day.year == year}
    assert worked == {date.fromisoformat(f"{year}-{day}") for day in MAKE_UP[year].split()}
    assert all(day.weekday() >= 5 for day in worked)


def test_the_seeded_table_covers_2021_to_2026_and_names_its_notices() -> None:
    assert TABLE.years == frozenset(range(2021, 2027))
    assert TABLE.notices[2026] == "国办发明电〔2025〕7号"
    assert TABLE.names[date(2026, 2, 17)] == "春节"
    assert "国务院办公厅" in SEED.splitlines()[0]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_holidays_weekends_and_make_up_days_are_told_apart(day: date, works: bool) -> None:
    assert is_working_day(day, TABLE) is works


def test_a_limit_of_working_days_leaps_over_the_holiday() -> None:
    assert add_working_days(date(2026, 9, 30), 5, TABLE) == date(2026, 10, 13)
    assert add_working_days(date(2026, 2, 12), 1, TABLE) == date(2026, 2, 13)
    assert add_working_days(date(2026, 2, 13), 2, TABLE) == date(2026, 2, 24)
    assert add_working_days(date(2026, 2, 24), -2, TABLE) == date(2026, 2, 13)
    assert add_working_days(date(2026, 2, 15), 0, TABLE) == date(2026, 2, 15)


def test_a_public_notice_counts_its_first_day_when_it_is_a_working_day() -> None:
    assert nth_working_day(date(2026, 3, 2), 5, TABLE) == date(2026, 3, 6)
    assert nth_working_day(date(2026, 3, 7), 5, TABLE) == date(2026, 3, 13)


def test_a_limit_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert roll_forward(date(2026, 10, 1), TABLE) == date(2026, 10, 8)
    assert roll_forward(date(2026, 10, 10), TABLE) == date(2026, 10, 10)


def test_outside_the_covered_years_nothing_is_guessed() -> None:
    for act in (
        lambda: is_working_day(date(2027, 1, 4), TABLE),
        lambda: add_working_days(date(2026, 12, 30), 5, TABLE),
        lambda: working_days_between(date(2026, 12, 1), date(2027, 1, 4), TABLE),
        lambda: roll_forward(date(2020, 12, 31), TABLE),
    ):
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code == "E-HOLIDAY-YEAR"
        assert "2021 至 2026" in caught.value.sentence
        assert "补录" in caught.value.cure


@given(COVERED, st.integers(min_value=-90, max_value=90))
def test_adding_working_days_and_counting_them_agree(day: date, count: int) -> None:
    start = roll_forward(day, TABLE)
    then = add_working_days(start, count, TABLE)
    assert is_working_day(then, TABLE)
    assert working_days_between(start, then, TABLE) == count


@given(COVERED, COVERED, COVERED)
def test_working_days_of_two_stretches_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    parts = working_days_between(first, middle, TABLE) + working_days_between(middle, last, TABLE)
    assert parts == working_days_between(first, last, TABLE)


def test_the_table_is_written_and_read_back_unchanged() -> None:
    assert read_holidays(write_holidays(TABLE)) == TABLE


def test_an_office_can_add_a_year_of_its_own() -> None:
    table = read_holidays(SEED + "2027,年度,示例通知\n2027-01-01,休,元旦\n")
    assert not is_working_day(date(2027, 1, 1), table)
    assert is_working_day(date(2027, 1, 4), table)
    assert add_working_days(date(2026, 12, 31), 1, table) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ("2026-01-01,放,元旦", "第3行的类别“放”"),
        ("2026-1-1,休,元旦", "第3行的日期不对"),
        ("2026-02-30,休,元旦", "2026年2月没有30日"),
        ("2026-01-01,休", "第3行有2列"),
        ("2027-01-01,休,元旦", "没有登记"),
        ("2026-01-01,休,元旦\n2026-01-01,休,元旦", "第4行与前面的一行重复"),
        ("2026-01-01,休,元旦\n2026-01-01,班,元旦", "既写了休又写了班"),
        ("26,年度,", "第3行的年度“26”不对"),
        ('2026-01-01,休,"' + "长" * 200_000, "第3行读不出来"),
    ],
)
def test_a_faulty_row_is_named(rows: str, part: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_holidays("日期,类别,名称\n2026,年度,通知\n" + rows + "\n")
    assert caught.value.code == "E-HOLIDAY-TABLE"
    assert part in caught.value.sentence
    assert caught.value.cure


def test_a_table_without_its_head_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        read_holidays("2026,年度,通知\n")
    assert "表头" in caught.value.sentence


def test_a_year_without_any_arrangement_has_only_its_weekends_off() -> None:
    bare = HolidayTable(frozenset(), frozenset(), frozenset({2026}))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(is_working_day(day, bare) for day in days) == sum(day.weekday() < 5 for day in days)
