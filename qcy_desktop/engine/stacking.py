"""Across measures: which exclude each other, which share a cap, what combination pays most and what was given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qcy_desktop.domain.assessment import Combination, GivenUp, Nature, Total, Verdict
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.combine import Problem, Solution, runner_up, solve
from qcy_desktop.engine.explain import span_of
from qcy_desktop.engine.reckoner import Outcome, Reckoning
from qcy_desktop.engine.schema import StackSource
from qcy_desktop.engine.shares import split

_EXCLUSIVE = ("就高", "一次性", "择一", "差额")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that may be part of a combination, with its bounds in fen."""

    outcome: Outcome
    low: int
    high: int
    stack: StackSource | None

    @property
    def id(self) -> str:
        return self.outcome.id


def combinations(book: RuleBook, reckoning: Reckoning) -> tuple[Combination, Combination, tuple[Total, ...]]:
    """The best combination of verified measures, the best with unverified ones added, and totals of both apart.

    Verified measures are solved alone first; an unverified one never pushes a verified one out and gets only what the
    verified ones leave of a shared cap.
    """
    found = [c for outcome in reckoning.outcomes if (c := _candidate(outcome))]
    verified = [c for c in found if c.outcome.ready.verified]
    caps = _caps(reckoning)
    first = _Solved(book, verified, caps)
    both = _Solved(book, found, caps, pinned=first.chosen)
    return first.combination(), both.combination(), (*first.totals(verified=True), *both.totals(verified=False))


def _candidate(outcome: Outcome) -> Candidate | None:
    if outcome.verdict not in (Verdict.ELIGIBLE, Verdict.UNKNOWN) or outcome.low is None or outcome.high is None:
        return None
    if outcome.high <= 0:
        return None
    live = outcome.ready.live
    return Candidate(outcome, outcome.low, outcome.high, live.source.stacking if live else None)


def _caps(reckoning: Reckoning) -> dict[str, int]:
    """Group caps in fen by group name; the smallest where measures of a group name several."""
    caps: dict[str, int] = {}
    for outcome in reckoning.outcomes:
        live, program = outcome.ready.live, outcome.ready.program
        stack = live.source.stacking if live else None
        if stack is not None and stack.group and program is not None and program.group_cap is not None:
            caps[stack.group] = min(caps.get(stack.group, program.group_cap), program.group_cap)
    return caps


def exclusions(stacks: Mapping[str, StackSource | None]) -> dict[str, frozenset[str]]:
    """For each measure the others that cannot be taken with it: same matter, at least one of both exclusive."""
    by_matter: dict[str, list[str]] = {}
    for id, stack in stacks.items():
        if stack is not None:
            by_matter.setdefault(stack.matter, []).append(id)
    found: dict[str, frozenset[str]] = {}
    for members in by_matter.values():
        for id in members:
            found[id] = frozenset(other for other in members if other != id and _excludes(stacks[id], stacks[other]))
    return found


def _excludes(left: StackSource | None, right: StackSource | None) -> bool:
    if left is None or right is None or "叠加" in (left.mode, right.mode):
        return False
    if left.group and right.group and left.group != right.group:
        return False
    return left.mode in _EXCLUSIVE or right.mode in _EXCLUSIVE


Key = tuple[Nature, str, bool]  # nature, payer, whether verified


class _Solved:
    """The combination problem of some candidates, solved for what is certain and for what is possible.

    `pinned` measures are in any case part of what is certain.
    """

    def __init__(
        self, book: RuleBook, candidates: list[Candidate], caps: Mapping[str, int], pinned: tuple[str, ...] = ()
    ) -> None:
        self.book = book
        self.by_id = {c.id: c for c in candidates}
        self.conflicts = exclusions({c.id: c.stack for c in candidates})
        self.pushed = {other: id for id in reversed(pinned) for other in self.conflicts.get(id, ())}
        self.caps, self.pinned = dict(caps), pinned
        self.pool = {c.id: c.stack.group for c in candidates if c.stack and c.stack.group in self.caps}
        self.left = self._left()
        self.free = [c for c in candidates if c.id not in self.pushed and c.id not in pinned]
        self.certain = self._problem({c.id: c.low for c in self.free if _is_certain(c)})
        self.sure: Solution = solve(self.certain)
        self.second = runner_up(self.certain, self.sure)
        if self.second is not None and self.second.total > self.sure.total:
            self.sure, self.second = self.second, self.sure

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is taken for certain."""
        return self._with_pinned(self.sure)

    def _with_pinned(self, solution: Solution) -> tuple[str, ...]:
        return tuple(sorted({*self.pinned, *solution.chosen}))

    def _left(self) -> dict[str, int]:
        """What the pinned measures leave of each shared cap."""
        left = dict(self.caps)
        for id in self.pinned:
            if id in self.pool:
                left[self.pool[id]] = max(0, left[self.pool[id]] - self.by_id[id].low)
        return left

    def _problem(self, values: dict[str, int]) -> Problem:
        return Problem(values, self.conflicts, self.pool, self.left)

    def combination(self) -> Combination:
        """What is taken for certain, what was given up for it, and the best other choice."""
        other = None
        if self.second is not None:
            ids = self._with_pinned(self.second)
            other = Combination(ids, self._totals_of(ids, ids, self.caps), (), None, self.second.proved)
        given_up = tuple(GivenUp(id, self._because(id)) for id in sorted(self.by_id) if self._is_given_up(id))
        totals = self._totals_of(self.chosen, self.chosen, self.caps)
        return Combination(self.chosen, totals, given_up, other, self.sure.proved)

    def _is_given_up(self, id: str) -> bool:
        return _is_certain(self.by_id[id]) and id not in self.chosen

    def _because(self, id: str) -> str:
        against = self.pushed.get(id) or next(
            (other for other in self.chosen if other in self.conflicts.get(id, ())), None
        )
        stack = self.by_id[id].stack
        if against is None:
            return "组上限已用满"
        rule = {
            "就高": "就高不重复",
            "一次性": "同一事项只享受一次",
            "择一": "同一事项择一享受",
            "差额": "同一事项只补差额",
        }
        mode = stack.mode if stack and stack.mode != "叠加" else "就高"
        other = self.by_id[against].outcome.ready.measure.source
        clause = f"（{stack.clause}）" if stack and stack.clause else ""
        return f"与“{other.title}”同属“{stack.matter if stack else ''}”，{rule[mode]}{clause}"

    def totals(self, *, verified: bool) -> tuple[Total, ...]:
        """Sums of the verified or of the unverified measures: at least what is certain, at most what they pay together
        if all turns out well for them and for nothing that would push them out."""
        mine = [c for c in self.free if c.outcome.ready.verified is verified]
        sure = [c.id for c in mine if c.id in self.sure.chosen]
        hoped = solve(self._problem({c.id: c.high for c in mine}))
        return self._totals_of(sure, hoped.chosen, self.left)

    def _totals_of(self, low_of: Sequence[str], high_of: Sequence[str], caps: Mapping[str, int]) -> tuple[Total, ...]:
        lows = self._paid({id: self.by_id[id].low for id in low_of}, caps)
        highs = self._paid({id: self.by_id[id].high for id in high_of}, caps)
        open_ = self._open(high_of)
        keys = sorted({*lows, *highs}, key=lambda key: (not key[2], list(Nature).index(key[0]), key[1]))
        return tuple(
            Total(*key, span_of(lows.get(key, 0), max(highs.get(key, 0), lows.get(key, 0)), key in open_))
            for key in keys
        )

    def _paid(self, amounts: Mapping[str, int], caps: Mapping[str, int]) -> dict[Key, int]:
        """Sums by nature, payer and state; of a shared cap verified measures get theirs first."""
        left = dict(caps)
        sums: dict[Key, int] = {}
        for id in sorted(amounts, key=lambda id: (not self.by_id[id].outcome.ready.verified, id)):
            amount = amounts[id]
            if id in self.pool:
                amount = min(amount, left[self.pool[id]])
                left[self.pool[id]] -= amount
            for key, part in self._parts(self.by_id[id], amount):
                sums[key] = sums.get(key, 0) + part
        return sums

    def _open(self, ids: Iterable[str]) -> set[Key]:
        found = (self.by_id[id] for id in ids)
        return {key for candidate in found if candidate.outcome.open_high for key, _ in self._parts(candidate, 0)}

    def _parts(self, candidate: Candidate, amount: int) -> list[tuple[Key, int]]:
        source, ready = candidate.outcome.ready.measure.source, candidate.outcome.ready
        shares = source.payer or {self.book.packs[ready.measure.pack].source.level or "未写明": "1"}
        parts = split(amount, [Fraction(share) for share in shares.values()])
        return [((source.nature, payer, ready.verified), part) for payer, part in zip(shares, parts, strict=True)]


def _is_certain(candidate: Candidate) -> bool:
    return candidate.outcome.verdict is Verdict.ELIGIBLE and candidate.low > 0
