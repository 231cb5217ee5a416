"""Conditions that cannot all hold, and alternatives of which one always holds, read off the typed tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.words import say_truth

_HOLDS = {t.Op.GE: "=>", t.Op.GT: ">", t.Op.LE: "=<", t.Op.LT: "<", t.Op.EQ: "=", t.Op.NE: "<>"}
_FLIPPED = str.maketrans("<>", "><")
Pair = tuple[t.Num | t.Day, t.Num | t.Day]


@dataclass(frozen=True, slots=True)
class Clash:
    """The condition that turns those before it impossible: its line and what to say."""

    line: int
    message: str
    cure: str


def clashes(required: Iterable[t.Leaf]) -> list[Clash]:
    """Where conditions that must all hold leave nothing that meets them. Each clash is told once, at the later condition."""
    found, seen = [], _Required()
    for leaf in required:
        for truth in _each(leaf.truth):
            if clash := seen.take(truth, leaf.line):
                found.append(clash)
    return found


def always(alternatives: Iterable[t.Leaf]) -> t.Leaf | None:
    """The alternative with which one of those before it holds for everybody, e.g. 有 X beside 非 有 X; None where none is."""
    truths: set[t.Truth] = set()
    relations: dict[Pair, set[str]] = {}
    for leaf in alternatives:
        truth = leaf.truth
        if _opposite(truth) in truths:
            return leaf
        truths.add(truth)
        if isinstance(truth, t.Compare | t.CompareDays):
            key, holds = _relation(truth)
            relations[key] = relations.get(key, set()) | holds
            if len(relations[key]) == 3:
                return leaf
    return None


def _each(truth: t.Truth) -> Iterator[t.Truth]:
    """The parts of a sentence joined by 且."""
    if isinstance(truth, t.Both) and truth.all_:
        for item in truth.items:
            yield from _each(item)
    else:
        yield truth


def _opposite(truth: t.Truth) -> t.Truth:
    return truth.item if isinstance(truth, t.Not) else t.Not(truth)


def _relation(truth: t.Compare | t.CompareDays) -> tuple[Pair, set[str]]:
    """Both sides in a fixed order, and how the first may stand to the second: below, equal, above."""
    holds = _HOLDS[truth.op]
    if repr(truth.right) < repr(truth.left):
        return (truth.right, truth.left), set(holds.translate(_FLIPPED))
    return (truth.left, truth.right), set(holds)


class _Required:
    """What the conditions so far leave: truths, relations of two sides, bounds of a number or day, options of a choice."""

    def __init__(self) -> None:
        self.truths: set[t.Truth] = set()
        self.relations: dict[Pair, set[str]] = {}
        self.bounds: dict[t.Num | t.Day, tuple[Fraction | None, bool, Fraction | None, bool]] = {}
        self.options: dict[t.SlotKey, set[str]] = {}

    def take(self, truth: t.Truth, line: int) -> Clash | None:
        """Adds a condition; a Clash when it leaves nothing."""
        if _opposite(truth) in self.truths:
            return Clash(line, f"条件“{say_truth(truth)}”与另一条正好相反，谁也不能满足", "删去一条（共用条件里也算）")
        self.truths.add(truth)
        if isinstance(truth, t.Member):
            return self._option(truth, line)
        if isinstance(truth, t.Compare | t.CompareDays):
            limit = _limit(truth.right)
            clash = self._relates(truth) if limit is None else self._bounds(truth.left, truth.op, limit)
            return self._contrary(truth, line) if clash else None
        return None

    def _contrary(self, truth: t.Compare | t.CompareDays, line: int) -> Clash:
        name = truth.left.fact.name if isinstance(truth.left, t.FactNumber | t.DayFact) else say_truth(truth)
        return Clash(line, f"对“{name}”的要求互相矛盾，谁也不能满足", "核对上下限")

    def _relates(self, truth: t.Compare | t.CompareDays) -> bool:
        key, holds = _relation(truth)
        self.relations[key] = self.relations.get(key, set("<=>")) & holds
        return not self.relations[key]

    def _bounds(self, left: t.Num | t.Day, op: t.Op, limit: Fraction) -> bool:
        low, low_in, high, high_in = self.bounds.get(left, (None, True, None, True))
        if op in (t.Op.GE, t.Op.GT, t.Op.EQ) and (low is None or limit > low or (limit == low and op is t.Op.GT)):
            low, low_in = limit, op is not t.Op.GT
        if op in (t.Op.LE, t.Op.LT, t.Op.EQ) and (high is None or limit < high or (limit == high and op is t.Op.LT)):
            high, high_in = limit, op is not t.Op.LT
        self.bounds[left] = (low, low_in, high, high_in)
        return low is not None and high is not None and (low > high or (low == high and not (low_in and high_in)))

    def _option(self, truth: t.Member, line: int) -> Clash | None:
        every = set(truth.choice.fact.choices)
        allowed = every - set(truth.words) if truth.negated else set(truth.words)
        left = self.options.get(truth.choice.slot, every) & allowed
        self.options[truth.choice.slot] = left
        message = f"对“{truth.choice.fact.name}”的要求互相矛盾，没有一个选项满足"
        return None if left else Clash(line, message, "核对名录")


def _limit(side: t.Num | t.Day) -> Fraction | None:
    """The fixed number or day on the right of a comparison."""
    if isinstance(side, t.Number):
        return side.value
    return Fraction(side.ordinal) if isinstance(side, t.FixedDay) else None
