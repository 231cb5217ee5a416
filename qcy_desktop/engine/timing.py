"""How conditions hang on the passing of days: which change by it alone, and which turn on what happens once and for all."""

from __future__ import annotations

from collections.abc import Iterator

from qcy_desktop.engine import tree as t


def days_behind(node: t.Num | t.ChoiceRef) -> list[t.Day]:
    """The days a number is reckoned from, those inside records apart."""
    match node:
        case t.YearOf():
            return [node.day]
        case t.Elapsed() | t.Accrued():
            return [node.start, node.end]
        case t.Sum() | t.Product() | t.Quotient():
            return [*days_behind(node.left), *days_behind(node.right)]
        case t.Extreme():
            return [day for item in node.items for day in days_behind(item)]
        case t.Marginal():
            return days_behind(node.key)
        case _:
            return []


def is_timed(node: t.Truth) -> bool:
    """Whether the mark of a condition can change by the passing of days alone."""
    if isinstance(node, t.Not):
        return is_timed(node.item)
    if isinstance(node, t.Compare):
        return bool(days_behind(node.left) or days_behind(node.right))
    return isinstance(node, t.CompareDays)


def turns_on_what_is_past(node: t.Truth) -> bool:
    """Whether a condition turns on the day of something that happens once and for all: once it has, nothing can change it."""
    return isinstance(node, t.CompareDays) and isinstance(node.left, t.EventDay) and not node.left.latest


def days_of(node: t.Truth) -> Iterator[t.DayFact]:
    """The days of the enterprise, those of events apart, on which a comparison of days or of time passed rests."""
    if isinstance(node, t.Not):
        yield from days_of(node.item)
    todo: list[t.Day] = []
    if isinstance(node, t.CompareDays):
        todo = [node.left, node.right]
    elif isinstance(node, t.Compare):
        todo = [*days_behind(node.left), *days_behind(node.right)]
    while todo:
        day = todo.pop()
        if isinstance(day, t.DayFact):
            yield day
        elif isinstance(day, t.DayShift):
            todo.append(day.day)
        elif isinstance(day, t.DayExtreme):
            todo += day.days
