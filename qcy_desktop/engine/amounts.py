"""Compiles the steps of an amount to functions of the frame and the running value, exact where all is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import AS_OF, NEVER, YEAR, Frame
from qcy_desktop.engine.numbers import TruthOf, sum_records
from qcy_desktop.engine.ranges import Range, Value
from qcy_desktop.engine.truths import TruthCompiler

StepOf = Callable[[Frame, Any], Any]  # answers a Value; Any, because mypy cannot follow the test for Range in hot code
ValueOf = Callable[[Frame], Any]


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

        def run(f: Frame) -> Any:
            value: Any = None
            for step in steps:
                value = step(f, value)
            return value if times == 1 else r.multiply(value, times) if value.__class__ is Range else value * times

        return run

    def step(self, node: t.StepNode, before: t.StepNode | None) -> StepOf:
        """One step; `before` is the one whose value it starts from."""
        if before is None or node.do in _FRESH:
            return _FRESH[node.do](self, node)
        return _ONWARD[node.do](self, node, before)

    # --- steps that start anew
    def set_value(self, node: t.StepNode) -> StepOf:
        value = self.numbers.number(_part(node, node.value))
        return lambda f, x: value(f)

    def range(self, node: t.StepNode) -> StepOf:
        low = self.numbers.aligned(_part(node, node.low), node.scale)
        high = self.numbers.aligned(_part(node, node.value), node.scale)
        return lambda f, x: r.hull(low(f), high(f))

    def every(self, node: t.StepNode) -> StepOf:
        counted = _part(node, node.value)
        value, give = self.numbers.number(counted), self.numbers.number(_part(node, node.give))
        if not isinstance(node.per, t.Number):
            raise _lack(node)
        size = node.per.value * counted.scale

        def count(x: Any) -> int:
            return max(0, int(x // size))

        def run(f: Frame, x: Any) -> Any:
            v, g = value(f), give(f)
            times = r.rising(v, count) if v.__class__ is Range else count(v)
            return r.multiply(times, g) if times.__class__ is Range or g.__class__ is Range else times * g

        return run

    def each(self, node: t.StepNode) -> StepOf:
        if node.record is None:
            raise _lack(node)
        place = self.truths.layout.place(t.SlotKey("records", node.record.id))
        where: TruthOf | None = self.truths.truth(node.where) if node.where is not None else None
        inner = self.total(node.parts[0][1], node.scale)
        return lambda f, x: sum_records(f, place, where, inner)

    def branch(self, node: t.StepNode) -> StepOf:
        parts = [
            (self.truths.truth(test) if test is not None else None, self.total(steps, node.scale))
            for test, steps in node.parts
        ]

        def run(f: Frame, x: Any) -> Any:
            found: Any = None
            for test, total in parts:
                mark = test(f) if test else True
                if mark is False:
                    continue
                found = total(f) if found is None else r.hull(found, total(f))
                if mark:
                    return found
            return 0 if found is None else r.hull(found, 0)

        return run

    def several(self, node: t.StepNode) -> StepOf:
        totals = [self.total(steps, node.scale) for _, steps in node.parts]
        join = r.most if node.do is t.Do.BEST else r.add

        def run(f: Frame, x: Any) -> Any:
            found = totals[0](f)
            for total in totals[1:]:
                found = join(found, total(f))
            return found

        return run

    # --- steps that go on from the running value
    def times(self, node: t.StepNode, before: t.StepNode) -> StepOf:
        value = self.numbers.number(_part(node, node.value))

        def run(f: Frame, x: Any) -> Any:
            v = value(f)
            return r.multiply(x, v) if x.__class__ is Range or v.__class__ is Range else x * v

        return run

    def join(self, node: t.StepNode, before: t.StepNode) -> StepOf:
        """加上 减去 扣减 不超过 不低于 with both sides at the common scale."""
        value, up = self.numbers.aligned(_part(node, node.value), node.scale), node.scale // before.scale
        act, slow = _JOINS[node.do]
        if isinstance(node.value, t.Number) and up == 1:
            fixed = value([])
            return lambda f, x: slow(x, fixed) if x.__class__ is Range else act(x, fixed)

        def run(f: Frame, x: Any) -> Any:
            v = value(f)
            if x.__class__ is Range or v.__class__ is Range:
                return slow(r.multiply(x, up), v)
            return act(x * up, v)

        return run

    def yearly(self, node: t.StepNode, before: t.StepNode) -> StepOf:
        """The rate of the year counted from the start: the first year is the calendar year (or 12 months) of the start."""
        if node.start is None:
            raise _lack(node)
        start, scale = self.numbers.day(node.start), node.scale // before.scale
        rates = [(rate * scale).numerator for rate in node.rates]
        by_birthday = node.mode == "周年"

        def run(f: Frame, x: Any) -> Any:
            day = start(f)
            if day is None:
                return r.multiply(x, r.ranged(min(0, *rates), max(0, *rates)))
            index = -1 if day == NEVER else _year_index(day, f, by_birthday=by_birthday)
            rate = rates[index] if 0 <= index < len(rates) else 0
            return r.multiply(x, rate) if x.__class__ is Range else x * rate

        return run

    def round(self, node: t.StepNode, before: t.StepNode) -> StepOf:
        return rounding(node, before.scale)


def _lack(node: t.StepNode) -> TypeError:
    """A step without a part that its action always has: a fault of the reader of rules, not of a rule."""
    return TypeError(f"the step {node.word} lacks a part")


def _part(node: t.StepNode, part: t.Num | None) -> t.Num:
    if part is None:
        raise _lack(node)
    return part


def _year_index(day: int, f: Frame, *, by_birthday: bool) -> int:
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


_FRESH: dict[t.Do, Callable[[AmountCompiler, t.StepNode], StepOf]] = {
    t.Do.SET: AmountCompiler.set_value, t.Do.RANGE: AmountCompiler.range, t.Do.EVERY: AmountCompiler.every,
    t.Do.EACH: AmountCompiler.each, t.Do.BRANCH: AmountCompiler.branch, t.Do.BEST: AmountCompiler.several,
    t.Do.TOTAL: AmountCompiler.several,
}  # fmt: skip
_ONWARD: dict[t.Do, Callable[[AmountCompiler, t.StepNode, t.StepNode], StepOf]] = {
    t.Do.TIMES: AmountCompiler.times, t.Do.PLUS: AmountCompiler.join, t.Do.MINUS: AmountCompiler.join,
    t.Do.DEDUCT: AmountCompiler.join, t.Do.CAP: AmountCompiler.join, t.Do.FLOOR: AmountCompiler.join,
    t.Do.YEARLY: AmountCompiler.yearly, t.Do.ROUND: AmountCompiler.round,
}  # fmt: skip


def rounding(node: t.StepNode, scale: int) -> StepOf:
    """Rounds a value stored at `scale` to the declared unit: 舍去 toward zero, 进位 away from zero, 四舍五入 half away
    from zero."""
    unit, upright = node.unit, _UPRIGHT[node.mode](node.unit * scale)

    def whole(x: Any) -> Any:
        return upright(x) * unit if x >= 0 else -upright(-x) * unit

    return lambda f, x: r.rising(x, whole) if x.__class__ is Range else whole(x)


# How many units of a size a number not below zero makes, by the way of rounding.
_UPRIGHT: dict[str, Callable[[int], Callable[[Any], Any]]] = {
    "舍去": lambda size: lambda y: y // size,
    "进位": lambda size: lambda y: -(-y // size),
    "四舍五入": lambda size: lambda y: (2 * y + size) // (2 * size),
}
