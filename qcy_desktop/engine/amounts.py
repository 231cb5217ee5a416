"""Compiles the steps of an amount to functions of the frame and the running value, exact where all is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import AS_OF, NEVER, YEAR, Frame
from qcy_desktop.engine.numbers import TruthOf
from qcy_desktop.engine.ranges import Range, Value
from qcy_desktop.engine.truths import TruthCompiler

StepOf = Callable[[Frame, Any], Value]
ValueOf = Callable[[Frame], Value]


class AmountCompiler:
    """Turns steps into functions ``(frame, running value) -> running value``; stored at each step's own scale."""

    def __init__(self, truths: TruthCompiler) -> None:
        self.truths = truths
        self.numbers = truths.numbers

    def steps(self, nodes: tuple[t.StepNode, ...]) -> list[StepOf]:
        """One function per step, in order."""
        return [self.step(node, nodes[i - 1] if i else None) for i, node in enumerate(nodes)]

    def total(self, nodes: tuple[t.StepNode, ...], scale: int) -> ValueOf:
        """All steps as one function of the frame, stored at `scale`."""
        steps, times = self.steps(nodes), scale // nodes[-1].scale

        def run(f: Frame) -> Value:
            value: Any = None
            for step in steps:
                value = step(f, value)
            return value if times == 1 else r.multiply(value, times) if value.__class__ is Range else value * times

        return run

    def step(self, node: t.StepNode, before: t.StepNode | None) -> StepOf:
        match node.do:
            case t.Do.SET:
                return self.set_value(node)
            case t.Do.TIMES:
                return self.times(node)
            case t.Do.PLUS | t.Do.MINUS | t.Do.DEDUCT | t.Do.CAP | t.Do.FLOOR:
                return self.join(node, before)
            case t.Do.ROUND:
                return rounding(node, before)
            case t.Do.RANGE:
                return self.range(node)
            case t.Do.EVERY:
                return self.every(node)
            case t.Do.YEARLY:
                return self.yearly(node, before)
            case t.Do.EACH:
                return self.each(node)
            case t.Do.BRANCH:
                return self.branch(node)
            case t.Do.BEST | t.Do.TOTAL:
                return self.several(node)
        raise AssertionError(node.do)

    def set_value(self, node: t.StepNode) -> StepOf:
        assert node.value is not None
        value = self.numbers.number(node.value)
        return lambda f, x: value(f)

    def times(self, node: t.StepNode) -> StepOf:
        assert node.value is not None
        if isinstance(node.value, t.Number):
            rate = node.value.value.numerator

            def by_rate(f: Frame, x: Any) -> Value:
                return r.multiply(x, rate) if x.__class__ is Range else x * rate

            return by_rate
        value = self.numbers.number(node.value)

        def run(f: Frame, x: Any) -> Value:
            v = value(f)
            return r.multiply(x, v) if x.__class__ is Range or v.__class__ is Range else x * v

        return run

    def join(self, node: t.StepNode, before: t.StepNode | None) -> StepOf:
        """加上 减去 扣减 不超过 不低于 with both sides at the common scale."""
        assert node.value is not None and before is not None
        value, up = self.numbers.aligned(node.value, node.scale), node.scale // before.scale
        act, slow = _JOINS[node.do]

        def run(f: Frame, x: Any) -> Value:
            v = value(f)
            if x.__class__ is Range or v.__class__ is Range:
                return slow(r.multiply(x, up), v)
            return act(x * up, v)

        return run

    def range(self, node: t.StepNode) -> StepOf:
        assert node.value is not None and node.low is not None
        low, high = self.numbers.aligned(node.low, node.scale), self.numbers.aligned(node.value, node.scale)

        def run(f: Frame, x: Any) -> Value:
            a, b = low(f), high(f)
            return r.hull(a, b)

        return run

    def every(self, node: t.StepNode) -> StepOf:
        assert node.value is not None and node.per is not None and node.give is not None
        value, give = self.numbers.number(node.value), self.numbers.number(node.give)
        assert isinstance(node.per, t.Number)
        size = node.per.value * node.value.scale

        def count(x: Any) -> int:
            return max(0, x // size) if size.denominator > 1 else max(0, x // size.numerator)

        def run(f: Frame, x: Any) -> Value:
            v, g = value(f), give(f)
            times = r.rising(v, count) if v.__class__ is Range else count(v)
            return r.multiply(times, g) if times.__class__ is Range or g.__class__ is Range else times * g

        return run

    def yearly(self, node: t.StepNode, before: t.StepNode | None) -> StepOf:
        """The rate of the year counted from the start: the first year is the calendar year (or 12 months) of the start."""
        assert node.start is not None and before is not None
        start, scale = self.numbers.day(node.start), node.scale // before.scale
        rates = [(rate * scale).numerator for rate in node.rates]
        by_birthday = node.mode == "周年"

        def run(f: Frame, x: Any) -> Value:
            day = start(f)
            if day is None:
                return r.multiply(x, r.ranged(min(0, *rates), max(0, *rates)))
            index = -1 if day == NEVER else _year_index(day, f, by_birthday)
            rate = rates[index] if 0 <= index < len(rates) else 0
            return r.multiply(x, rate) if x.__class__ is Range else x * rate

        return run

    def each(self, node: t.StepNode) -> StepOf:
        assert node.record is not None
        place = self.truths.layout.place(t.SlotKey("records", node.record.id))
        where: TruthOf | None = self.truths.truth(node.where) if node.where is not None else None
        inner = self.total(node.parts[0][1], node.scale)

        def run(f: Frame, x: Any) -> Value:
            found = f[place]
            if found is None:
                return Range(0, 10**16, open_=True)
            total: Value = 0
            for record in found:
                for index, item in record.items():
                    f[index] = item
                kept = where(f) if where else True
                if kept is not False:
                    one = inner(f)
                    total = r.add(total, one if kept else r.hull(0, one))
            return total

        return run

    def branch(self, node: t.StepNode) -> StepOf:
        parts = [
            (self.truths.truth(test) if test is not None else None, self.total(steps, node.scale))
            for test, steps in node.parts
        ]

        def run(f: Frame, x: Any) -> Value:
            found: Value | None = None
            for test, total in parts:
                mark = test(f) if test else True
                if mark is False:
                    continue
                one = total(f)
                found = one if found is None else r.hull(found, one)
                if mark:
                    return found
            return r.hull(found, 0) if found is not None else 0

        return run

    def several(self, node: t.StepNode) -> StepOf:
        totals = [self.total(steps, node.scale) for _, steps in node.parts]
        join = r.most if node.do is t.Do.BEST else r.add

        def run(f: Frame, x: Any) -> Value:
            found = totals[0](f)
            for total in totals[1:]:
                found = join(found, total(f))
            return found

        return run


def _year_index(day: int, f: Frame, by_birthday: bool) -> int:
    start = date.fromordinal(day)
    if not by_birthday:
        return int(f[YEAR]) - start.year
    today = date.fromordinal(f[AS_OF])
    return today.year - start.year - ((today.month, today.day) < (start.month, start.day))


def _deduct(x: Any, v: Any) -> Any:
    return x - v if x > v else 0


_JOINS: dict[t.Do, tuple[Callable[[Any, Any], Any], Callable[[Value, Value], Value]]] = {
    t.Do.PLUS: (lambda x, v: x + v, r.add),
    t.Do.MINUS: (lambda x, v: x - v, r.subtract),
    t.Do.DEDUCT: (_deduct, lambda x, v: r.most(r.subtract(x, v), 0)),
    t.Do.CAP: (lambda x, v: v if x > v else x, r.least),
    t.Do.FLOOR: (lambda x, v: v if x < v else x, r.most),
}


def rounding(node: t.StepNode, before: t.StepNode | None) -> StepOf:
    """Rounds to the declared unit: 舍去 toward zero, 进位 away from zero, 四舍五入 half away from zero."""
    assert before is not None
    unit, size, mode = node.unit, node.unit * before.scale, node.mode

    def whole(x: Any) -> int:
        y = abs(x)
        if mode == "舍去":
            n = y // size
        elif mode == "进位":
            n = -(-y // size)
        else:
            n = (2 * y + size) // (2 * size)
        return int(n if x >= 0 else -n) * unit

    def run(f: Frame, x: Any) -> Value:
        return r.rising(x, whole) if x.__class__ is Range else whole(x)

    return run


__all__ = ["AmountCompiler", "Fraction", "rounding"]
