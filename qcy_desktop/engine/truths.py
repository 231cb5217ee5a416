"""Compiles conditions to functions of the frame that answer met, unmet or unknown with the figures behind the answer."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import Any

from qcy_desktop.domain.facts import RecordDef
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.frame import AS_OF, NEVER, YEAR, Frame, Layout, visit
from qcy_desktop.engine.junctions import all_of, any_of
from qcy_desktop.engine.numbers import NumberCompiler, TruthOf, matching_events
from qcy_desktop.engine.ranges import Range

# What a condition answers: the mark (None: unknown), the actual value, the required value, the gap. Values are stored
# numbers; what they mean is known from the condition's node. For a ratio the actual value is the pair it is made of.
Answer = tuple[bool | None, Any, Any, Any]
LeafOf = Callable[[Frame], Answer]
JoinMarks = Callable[[list[bool | None]], bool | None]

_ACTS: dict[t.Op, Callable[[Any, Any], bool]] = {
    t.Op.GE: operator.ge, t.Op.GT: operator.gt, t.Op.LE: operator.le, t.Op.LT: operator.lt, t.Op.EQ: operator.eq, t.Op.NE: operator.ne,
}  # fmt: skip
_OPPOSITES = {t.Op.LT: t.Op.GE, t.Op.LE: t.Op.GT, t.Op.NE: t.Op.EQ}
_MET: Answer = (True, True, None, None)
_UNMET: Answer = (False, False, None, None)
_UNKNOWN: Answer = (None, None, None, None)
_ABSENT: Answer = (False, None, None, None)
_OF_BOOL = {True: _MET, False: _UNMET, None: _UNKNOWN}


class TruthCompiler:
    """Turns truth nodes into functions; shares the layout and number compiler."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.numbers = NumberCompiler(layout)
        self.numbers.truth = self.truth

    def truth(self, node: t.Truth) -> TruthOf:
        """A function that answers only the mark."""
        leaf = self.leaf(node)
        return lambda f: leaf(f)[0]

    def leaf(self, node: t.Truth) -> LeafOf:
        """A function that answers the mark with the figures behind it."""
        match node:
            case t.Compare():
                return self.compare(node)
            case t.CompareDays():
                return self.compare_days(node)
            case t.Flag():
                place = self.layout.place(node.slot)
                return lambda f: _OF_BOOL[f[place]]
            case t.Member():
                return self.member(node)
            case t.HasEvent():
                return self.has_event(node)
            case t.AnyRecord():
                return self.any_record(node)
            case t.EveryRecord():
                return self.every_record(node)
            case t.Not():
                return self.negation(node)
            case t.Both():
                return self.both(node)

    # --- comparisons
    def compare(self, node: t.Compare) -> LeafOf:
        """A comparison of numbers. One that rests on a day declared not to exist is not met, and one that rests on a
        day that may turn out so is not met for certain."""
        run, sides = self.compare_numbers(node), (self.numbers.absence(node.left), self.numbers.absence(node.right))
        tests = [absence for absence in sides if absence is not None]

        def dated(f: Frame) -> Answer:
            absent = any_of([test(f) for test in tests])
            if absent:
                return _ABSENT
            answer = run(f)
            return (None, *answer[1:]) if absent is None and answer[0] else answer

        return dated if tests else run

    def compare_numbers(self, node: t.Compare) -> LeafOf:
        if isinstance(node.left, t.Growth) and node.left.years > 1:
            return self.compare_compound(node, node.left)
        if isinstance(node.right, t.Number):
            if isinstance(node.left, t.Quotient):
                return self.compare_ratio(node, node.left, node.right)
            if isinstance(node.left, t.FactNumber):
                return self.compare_fact(node, node.left, node.right)
        return self.compare_any(node)

    def compare_fact(self, node: t.Compare, left: t.FactNumber, right: t.Number) -> LeafOf:
        """The commonest condition: a fact against a parameter, in whole numbers."""
        times, limit = _whole(left.scale, right.value)
        place, act, op = self.layout.place(left.slot), _ACTS[node.op], node.op
        missing = self.layout.missing(left.slot)
        unknown: Answer = (decide(r.multiply(missing, times), op, limit), missing, limit, None)

        def run(f: Frame) -> Answer:
            v = f[place]
            if v.__class__ is int:
                gap = v * times - limit
                return act(gap, 0), v, limit, gap
            return unknown if v is missing else (decide(r.multiply(v, times), op, limit), v, limit, None)

        return run

    def compare_ratio(self, node: t.Compare, left: t.Quotient, right: t.Number) -> LeafOf:
        """A ratio of two facts against a parameter, multiplied out so that no division is needed."""
        over, under = self.numbers.number(left.left), self.numbers.number(left.right)
        up, down = left.right.scale * right.value.denominator, left.left.scale * right.value.numerator
        common = gcd(up, down) or 1
        up, down, act, op, limit = up // common, down // common, _ACTS[node.op], node.op, right.value
        size = Fraction(left.right.scale, left.left.scale)

        def run(f: Frame) -> Answer:
            a, b = over(f), under(f)
            if b.__class__ is Range:
                mark = None if b.low <= 0 else decide(r.multiply(r.quotient(a, b), size), op, limit)
                return mark, (a, b), limit, None
            if b <= 0:
                return None, (a, b), limit, None
            if a.__class__ is Range:
                return decide(r.subtract(r.multiply(a, up), b * down), op, 0), (a, b), limit, None
            gap = a * up - b * down
            return act(gap, 0), (a, b), limit, gap

        return run

    def compare_any(self, node: t.Compare) -> LeafOf:
        scale = node.left.scale * node.right.scale // gcd(node.left.scale, node.right.scale)
        left, right = self.numbers.aligned(node.left, scale), self.numbers.aligned(node.right, scale)
        act, op = _ACTS[node.op], node.op

        def run(f: Frame) -> Answer:
            a, b = left(f), right(f)
            if a.__class__ is Range or b.__class__ is Range:
                return decide(r.subtract(a, b), op, 0), a, b, None
            return act(a, b), a, b, a - b

        return run

    def compare_compound(self, node: t.Compare, left: t.Growth) -> LeafOf:
        """Compound growth at least r over n years, exactly: now ≥ base × (1 + r)^n."""
        if not isinstance(node.right, t.Number):
            return lambda f: _UNKNOWN
        now, base = self.numbers.number(left.now), self.numbers.number(left.base)
        factor, act, op, limit = (1 + node.right.value) ** left.years, _ACTS[node.op], node.op, node.right.value

        def run(f: Frame) -> Answer:
            a, b = now(f), base(f)
            if a.__class__ is Range or b.__class__ is Range:
                return decide(r.quotient(a, b), op, factor), (a, b), limit, None
            if b <= 0:
                return None, (a, b), limit, None
            return act(Fraction(a, b), factor), (a, b), limit, None

        return run

    def compare_days(self, node: t.CompareDays) -> LeafOf:
        left, right, act = self.numbers.day(node.left), self.numbers.day(node.right), _ACTS[node.op]

        def run(f: Frame) -> Answer:
            a, b = left(f), right(f)
            if a == NEVER or b == NEVER:
                return False, a, b, None
            if a is None or b is None:
                return None, a, b, None
            return act(a, b), a, b, a - b

        return run

    # --- membership, events, records
    def member(self, node: t.Member) -> LeafOf:
        place, words, negated = self.layout.place(node.choice.slot), frozenset(node.words), node.negated

        def run(f: Frame) -> Answer:
            v = f[place]
            return _UNKNOWN if v is None else ((v in words) is not negated, v, None, None)

        return run

    def has_event(self, node: t.HasEvent) -> LeafOf:
        """有, 有效, 首次, 再次. An event that does not say whether it was the first is so when it is the oldest of its level."""
        find = matching_events(node.event.id, node.level, None)
        mode, window = node.mode, node.window

        def run(f: Frame) -> Answer:
            found = find(f)
            if found is None:
                return _UNKNOWN
            kept = [e for e in found if window is None or window.first <= e.date.year - f[YEAR] <= window.last]
            if mode == "有效":
                kept = [e for e in kept if e.expires is None or e.expires.toordinal() >= f[AS_OF]]
            elif mode in ("首次", "再次"):
                kept = [e for e in kept if (e is found[0] if e.first is None else e.first) == (mode == "首次")]
            return bool(kept), kept[-1].date.toordinal() if kept else None, None, None

        return run

    def any_record(self, node: t.AnyRecord) -> LeafOf:
        return self.some_records(node.record, node.where, any_of, settled=False)

    def every_record(self, node: t.EveryRecord) -> LeafOf:
        return self.some_records(node.record, node.test, all_of, settled=True)

    def some_records(self, record: RecordDef, test: t.Truth | None, join: JoinMarks, *, settled: bool) -> LeafOf:
        """Joins the marks of all records. Records of which nothing is known decide only a test that no record can turn."""
        place = self.layout.place(t.SlotKey("records", record.id))
        passes = self.truth(test) if test is not None else None

        def run(f: Frame) -> Answer:
            found = f[place]
            if found is None:
                return (settled, None, None, None) if passes is not None and passes(f) is settled else _UNKNOWN
            marks = list(visit(f, found, passes))
            return join(marks), marks.count(True), None, None

        return run

    def negation(self, node: t.Not) -> LeafOf:
        inner = self.leaf(node.item)

        def run(f: Frame) -> Answer:
            mark, actual, required, gap = inner(f)
            return (None if mark is None else not mark), actual, required, gap

        return run

    def both(self, node: t.Both) -> LeafOf:
        items = [self.truth(item) for item in node.items]
        join = all_of if node.all_ else any_of

        def run(f: Frame) -> Answer:
            return _OF_BOOL[join([item(f) for item in items])]

        return run


def _whole(scale: int, limit: Fraction) -> tuple[int, int]:
    """How to compare stored/scale with limit in whole numbers: stored × times against the returned limit."""
    top, bottom = limit.numerator * scale, limit.denominator
    common = gcd(top, bottom) or 1
    return bottom // common, top // common


def decide(value: r.Value, op: t.Op, limit: Any) -> bool | None:
    """Whether a value known only by its bounds meets a limit whatever it turns out to be; None when it depends."""
    low, high = r.bounds(value)
    floored, topped = not r.is_bottomless(value), not r.is_open(value)
    match op:
        case t.Op.GE:
            return True if floored and low >= limit else False if topped and high < limit else None
        case t.Op.GT:
            return True if floored and low > limit else False if topped and high <= limit else None
        case t.Op.EQ:
            beyond = (floored and low > limit) or (topped and high < limit)
            return False if beyond else True if floored and topped and low == high else None
    mark = decide(value, _OPPOSITES[op], limit)
    return None if mark is None else not mark
