"""Calendar arithmetic on columns of days (proleptic ordinals, as `date.toordinal` counts), exact to the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.columns.spans import Ints

LAST_DAY = date.max.toordinal()
EPOCH = 719_163  # the ordinal of 1970-01-01, from which numpy counts


def _days(ordinals: Ints) -> Any:
    return (np.asarray(ordinals, np.int64) - EPOCH).astype("M8[D]")


def _ordinals(days: Any) -> Ints:
    found: Ints = days.astype("M8[D]").astype(np.int64) + EPOCH
    return found


def shift_days(ordinals: Ints, length: t.Length, sign: int) -> Ints:
    """Days moved by calendar time and kept inside the calendar; a day that the target month lacks becomes its last day."""
    months = np.asarray(sign * (length.years * 12 + length.months), np.int64)
    found: Ints = np.clip(shift_by_months(ordinals, months) + sign * length.days, 1, LAST_DAY)
    return found


def years(ordinals: Ints) -> Ints:
    """The calendar year of each day."""
    found: Ints = _days(ordinals).astype("M8[Y]").astype(np.int64) + 1970
    return found


def month_days(ordinals: Ints) -> Ints:
    """Month and day of each day as one number that sorts within the year."""
    days = _days(ordinals)
    month = days.astype("M8[M]")
    inside = (days - month.astype("M8[D]")).astype(np.int64)
    found: Ints = (month.astype(np.int64) % 12) * 31 + inside
    return found


def full_months(start: Ints, end: Ints) -> Ints:
    """Full calendar months from one day to another, 0 when the end is earlier."""
    months = _days(end).astype("M8[M]").astype(np.int64) - _days(start).astype("M8[M]").astype(np.int64)
    reached = shift_by_months(start, months)
    late = (months > 0) & (reached > end)
    found: Ints = np.maximum(0, months - late)
    return found


def shift_by_months(ordinals: Ints, months: Ints) -> Ints:
    """Each day moved by its own number of months, within the years 1 to 9999."""
    days = _days(ordinals)
    first = days.astype("M8[M]")
    target = np.clip(first + months, np.datetime64("0001-01"), np.datetime64("9999-12"))
    last = (target + 1).astype("M8[D]") - target.astype("M8[D]") - 1
    found: Ints = _ordinals(target.astype("M8[D]") + np.minimum(days - first.astype("M8[D]"), last))
    return found
