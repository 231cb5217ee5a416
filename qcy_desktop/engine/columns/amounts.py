"""Compiles the steps of an amount to functions of rows: the running value as a column of bounds, after each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.columns import days as d
from qcy_desktop.engine.columns import spans as s
from qcy_desktop.engine.columns.batch import Rows
from qcy_desktop.engine.columns.marks import MarkColumns, MarkOf
from qcy_desktop.engine.columns.numbers import DayColumn, SpanOf
from qcy_desktop.engine.columns.spans import MET, UNMET, Ints, Span, Whole
from qcy_desktop.engine.frame import NEVER

StepOf = Callable[[Rows, Span], Span]


class AmountColumns:
    """Turns steps that `proof` has passed into functions of rows and the running value."""

    def __init__(self, marks: MarkColumns, as_of: date) -> None:
        self.marks = marks
        self.numbers = marks.numbers
        self.as_of = as_of

    def amount(self, nodes: tuple[t.StepNode, ...], scale: int) -> SpanOf:
        """All steps as one function of rows, stored at `scale`."""
        steps = [self.step(node, nodes[i - 1].scale if i else 1) for i, node in enumerate(nodes)]
        by = scale // nodes[-1].scale

        def run(rows: Rows) -> Span:
            value = s.sure(0)
            for step in steps:
                value = step(rows, value)
            return s.scaled(value, by)

        return run

    def step(self, node: t.StepNode, scale: int) -> StepOf:
        """One step on a value stored at `scale`."""
        match node.do:
            case t.Do.SET:
                assert node.value is not None
                value = self.numbers.number(node.value)
                return lambda rows, x: value(rows)
            case t.Do.TIMES:
                assert node.value is not None
                factor = self.numbers.number(node.value)
                return lambda rows, x: s.times(x, factor(rows))
            case t.Do.ROUND:
                return rounding(node.unit, node.unit * scale, node.mode)
            case t.Do.RANGE:
                return self.range(node)
            case t.Do.EVERY:
                return self.every(node)
            case t.Do.YEARLY:
                return self.yearly(node, node.scale // scale)
            case t.Do.BRANCH:
                return self.branch(node)
            case t.Do.BEST | t.Do.TOTAL:
                return self.several(node)
        return self.join(node, node.scale // scale)

    def join(self, node: t.StepNode, up: int) -> StepOf:
        """加上 减去 扣减 不超过 不低于 with both sides at the common scale."""
        assert node.value is not None
        value, act = self.numbers.aligned(node.value, node.scale), _JOINS[node.do]
        return lambda rows, x: act(s.scaled(x, up), value(rows))

    def range(self, node: t.StepNode) -> StepOf:
        assert node.value is not None and node.low is not None
        low, high = self.numbers.aligned(node.low, node.scale), self.numbers.aligned(node.value, node.scale)
        return lambda rows, x: s.hull(low(rows), high(rows))

    def every(self, node: t.StepNode) -> StepOf:
        assert node.value is not None and isinstance(node.per, t.Number) and node.give is not None
        value, give = self.numbers.number(node.value), self.numbers.number(node.give)
        size = node.per.value * node.value.scale

        def count(x: Whole) -> Whole:
            return np.maximum(0, x * size.denominator // size.numerator)

        return lambda rows, x: s.times(s.rising(value(rows), count), give(rows))

    def yearly(self, node: t.StepNode, by: int) -> StepOf:
        assert node.start is not None
        start = self.numbers.day(node.start)
        rates = [(rate * by).numerator for rate in node.rates]
        by_year = np.array([*rates, 0], np.int64)  # the last one for years outside, found by place -1
        least, most = min(0, *rates), max(0, *rates)

        def run(rows: Rows, x: Span) -> Span:
            days = start(rows)
            index = self.year_index(days, by_birthday=node.mode == "周年")
            rate: Any = by_year[np.where((index >= 0) & (index < len(rates)), index, -1)]
            if days.unknown is None or not days.unknown.any():
                return s.times(x, s.sure(rate))
            return s.times(x, Span(np.where(days.unknown, least, rate), np.where(days.unknown, most, rate)))

        return run

    def year_index(self, days: DayColumn, *, by_birthday: bool) -> Ints:
        """How many years lie between the start and the day of assessment; -1 where there is no start."""
        index: Ints = np.asarray(self.as_of.year - d.years(days.ordinals))
        if by_birthday:
            today = d.month_days(np.array(self.as_of.toordinal()))
            index = index - (today < d.month_days(days.ordinals))
        return np.where(np.equal(days.ordinals, NEVER), -1, index) if days.never else index

    # --- several columns of steps
    def branch(self, node: t.StepNode) -> StepOf:
        parts = [
            (self.marks.mark(test) if test is not None else None, self.amount(steps, node.scale))
            for test, steps in node.parts
        ]

        def run(rows: Rows, x: Span) -> Span:
            nothing = s.sure(np.zeros(rows.count, np.int64))
            found, begun = nothing, np.zeros(rows.count, np.bool_)
            live = np.ones(rows.count, np.bool_)
            for test, amount in parts:
                marks = _marks(test, rows)
                asked = live & (marks != UNMET)
                one = amount(rows)
                found = s.chosen(asked, s.chosen(begun, s.hull(found, one), one), found)
                begun |= asked
                live &= marks != MET
            return s.chosen(live & begun, s.hull(found, nothing), found)

        return run

    def several(self, node: t.StepNode) -> StepOf:
        totals = [self.amount(steps, node.scale) for _, steps in node.parts]
        join = s.most if node.do is t.Do.BEST else s.plus

        def run(rows: Rows, x: Span) -> Span:
            found = totals[0](rows)
            for total in totals[1:]:
                found = join(found, total(rows))
            return found

        return run


def _marks(test: MarkOf | None, rows: Rows) -> Any:
    marks = np.ones(rows.count, np.int8)
    if test is not None:
        test(rows, marks)
    return marks


def _deduct(x: Span, v: Span) -> Span:
    return s.most(s.minus(x, v), s.sure(0))


_JOINS: dict[t.Do, Callable[[Span, Span], Span]] = {
    t.Do.PLUS: s.plus, t.Do.MINUS: s.minus, t.Do.DEDUCT: _deduct, t.Do.CAP: s.least, t.Do.FLOOR: s.most,
}  # fmt: skip


def rounding(unit: int, size: int, mode: str) -> StepOf:
    """Rounds to the unit (fen) of `size` stored units: 舍去 toward zero, 进位 away from it, 四舍五入 half away from it."""

    def upright(x: Whole) -> Whole:
        if mode == "舍去":
            return x // size * unit
        if mode == "进位":
            return -(-x // size) * unit
        return (2 * x + size) // (2 * size) * unit

    def whole(x: Whole) -> Whole:
        if np.all(np.greater_equal(x, 0)):
            return upright(x)
        return np.where(np.less(x, 0), -upright(np.abs(x)), upright(np.abs(x)))

    return lambda rows, x: s.rising(x, whole)
