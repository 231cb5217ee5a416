"""What is said of the parts of a rule again and again, made once for each part: rules never change while a book is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from qcy_desktop.domain.assessment import Condition, Need
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.figures import Figures, figures_of
from qcy_desktop.engine.frame import AWARDS, EVENTS, Layout
from qcy_desktop.engine.numbers import TruthOf
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.truths import TruthCompiler
from qcy_desktop.engine.words import say_truth, step_words

if TYPE_CHECKING:
    from qcy_desktop.engine.program import Program

T = TypeVar("T")
S = TypeVar("S")


EVENTS_NEED = Need("认定、入库等事件清单", "events")
AWARDS_NEED = Need("已获奖补台账", "awards")


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A place in the frame that a part of a rule reads, and by year what is asked for when nothing is known there.

    A field of records has no place of its own: whether it is known is to be asked of the records.
    """

    slot: t.SlotKey
    place: int
    needs: dict[int, Need] = field(default_factory=dict)

    @property
    def is_field(self) -> bool:
        return self.place == _NOWHERE


_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class LeafSayings:
    """A condition in words, with its clause and depth, how its figures are said, and every place it reads.

    `single`: it reads one fact and nothing else. `wordy`: the fact is yes or no or one of a list, so that little can be
    said of it; what was said is then kept in `kept`.
    """

    text: str
    figures: Figures
    reads: tuple[Read, ...]
    single: bool
    wordy: bool
    clause: str
    depth: int
    kept: dict[object, Condition] = field(default_factory=dict)


@dataclass(slots=True)
class Sayings:
    """Sayings by the identity of the part. The part is held with them, so that its identity stays its own."""

    layout: Layout
    _made: dict[tuple[str, int], tuple[object, Any]] = field(default_factory=dict)

    def _once(self, kind: str, part: S, make: Callable[[S], T]) -> T:
        held = self._made.get((kind, id(part)))
        if held is None:
            held = self._made[kind, id(part)] = (part, make(part))
        made: T = held[1]
        return made

    def leaf(self, leaf: t.Leaf, depth: int, article: str) -> LeafSayings:
        """What is said of a condition that stands at a depth in a measure of an article."""
        return self._once("leaf", leaf, lambda leaf: self._leaf(leaf, depth, article))

    def leaves(self, program: Program, article: str) -> list[LeafSayings]:
        """What is said of all conditions of a version, in order."""
        return self._once(
            "leaves", program, lambda p: [self._leaf(*part, article) for part in zip(p.leaves, p.depths, strict=True)]
        )

    def step(self, step: t.StepNode) -> str:
        """A step of an amount in words."""
        return self._once("step", step, step_words)

    def truth(self, test: t.Truth) -> TruthOf:
        """What answers a condition on a frame, for words that depend on it."""
        return self._once("truth", test, TruthCompiler(self.layout).truth)

    def reads(self, node: object) -> tuple[Read, ...]:
        """Every place in the frame that a node reads."""
        return self._once("reads", node, lambda node: tuple(self._read(slot) for slot in slots_in(node)))

    def need(self, read: Read, year: int) -> Need:
        """What is asked for when nothing is known at the place, on a day of the year."""
        found = read.needs.get(year)
        if found is None:
            kind, made = read.slot.kind, {"events": EVENTS_NEED, "awards": AWARDS_NEED}
            found = read.needs[year] = made.get(kind) or self.layout.need(read.slot, year)
        return found

    def _leaf(self, leaf: t.Leaf, depth: int, article: str) -> LeafSayings:
        truth, reads = leaf.truth, self.reads(leaf.truth)
        single = len(reads) == 1 and reads[0].slot.kind == "fact"
        wordy = single and isinstance(truth.item if isinstance(truth, t.Not) else truth, (t.Flag, t.Member))
        clause = leaf.clause or leaf.source or article
        return LeafSayings(leaf.words or say_truth(truth), figures_of(truth), reads, single, wordy, clause, depth)

    def _read(self, slot: t.SlotKey) -> Read:
        own = {"events": EVENTS, "awards": AWARDS, "field": _NOWHERE}
        return Read(slot, own[slot.kind] if slot.kind in own else self.layout.place(slot))
