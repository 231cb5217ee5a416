"""Where a comparison of a dated fact with a fixed day turns: found exactly for days that are moved by lengths of time."""

from __future__ import annotations

from collections.abc import Sequence

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.numbers import LAST_DAY, shift_day

# What a comparison says when its two sides change places.
MIRRORED = {t.Op.GE: t.Op.LE, t.Op.GT: t.Op.LT, t.Op.LE: t.Op.GE, t.Op.LT: t.Op.GT, t.Op.EQ: t.Op.EQ, t.Op.NE: t.Op.NE}


def is_fixed(node: t.Day) -> bool:
    """Whether the day is the same for every enterprise."""
    if isinstance(node, t.DayShift):
        return is_fixed(node.day)
    return isinstance(node, (t.FixedDay, t.NamedDay))


def against_fixed(node: t.CompareDays) -> tuple[t.Op, t.Day, t.Day] | None:
    """A comparison with one fixed side as: operator, the side that is not fixed, the fixed one. None for all others."""
    if is_fixed(node.right) and not is_fixed(node.left):
        return node.op, node.left, node.right
    if is_fixed(node.left) and not is_fixed(node.right):
        return MIRRORED[node.op], node.right, node.left
    return None


def unwound(day: t.Day) -> tuple[t.Day, list[t.DayShift]]:
    """The day under all shifts, and the shifts from the innermost out."""
    shifts: list[t.DayShift] = []
    while isinstance(day, t.DayShift):
        shifts.insert(0, day)
        day = day.day
    return day, shifts


def first_day(shifts: Sequence[t.DayShift], fixed: int) -> int:
    """The first day that, moved by all shifts, is not before `fixed`; one past the last day when there is none."""
    low, high = 1, LAST_DAY + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _moved(middle, shifts) >= fixed else (middle + 1, high)
    return low


def _moved(day: int, shifts: Sequence[t.DayShift]) -> int:
    for shift in shifts:
        day = shift_day(day, shift.length, shift.sign)
    return day


def turning_day(op: t.Op, shifts: Sequence[t.DayShift], fixed: int) -> int:
    """The day such that "the moved day stands so to `fixed`" is the same as "the day itself stands so to it"."""
    return first_day(shifts, fixed + 1) - 1 if op in (t.Op.GT, t.Op.LE) else first_day(shifts, fixed)
