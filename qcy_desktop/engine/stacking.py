"""Across measures: which exclude each other, which share a cap, what combination pays most and what was given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

    Verified measures are solved alone first; an unverified one never pushes a verified one out.
    """
    found = [c for outcome in reckoning.outcomes if (c := _candidate(outcome))]
    verified = [c for c in found if c.outcome.ready.verified]
    caps = _caps(book, reckoning)
    first = _Solved(verified, caps, pinned=())
    both = _Solved(found, caps, pinned=first.guaranteed.chosen)
    best_verified = first.combination(book)
    best_both = both.combination(book)
    totals = (*first.totals(book), *(total for total in both.totals(book) if not total.verified))
    return best_verified, best_both, totals


def _candidate(outcome: Outcome) -> Candidate | None:
    if outcome.verdict not in (Verdict.ELIGIBLE, Verdict.UNKNOWN) or outcome.low is None or outcome.high is None:
        return None
    if outcome.high <= 0:
        return None
    live = outcome.ready.live
    return Candidate(outcome, outcome.low, outcome.high, live.source.stacking if live else None)


def _caps(book: RuleBook, reckoning: Reckoning) -> dict[str, int]:
    """Group caps in fen by group name; the smallest where measures of a group name several."""
    caps: dict[str, int] = {}
    for outcome in reckoning.outcomes:
        live = outcome.ready.live
        stack = live.source.stacking if live else None
        if live is None or stack is None or not stack.group or not stack.group_cap:
            continue
        cap = book.build(outcome.ready.measure, live.index, reckoning.as_of).group_cap
        if cap is not None:
            caps[stack.group] = min(caps.get(stack.group, 1 << 62), int(Fraction(cap)))
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


class _Solved:
    """The combination problem of some candidates, solved for what is certain and for what is possible."""

    def __init__(self, candidates: list[Candidate], caps: Mapping[str, int], pinned: Iterable[str]) -> None:
        self.by_id = {c.id: c for c in candidates}
        stacks = {c.id: c.stack for c in candidates}
        self.conflicts = exclusions(stacks)
        pinned = [id for id in pinned if id in self.by_id]
        pushed = frozenset(other for id in pinned for other in self.conflicts.get(id, ()))
        self.pushed = {id: next(p for p in pinned if id in self.conflicts.get(p, ())) for id in pushed}
        self.caps = dict(caps)
        self.pool = {c.id: c.stack.group for c in candidates if c.stack and c.stack.group in self.caps}
        self.certain = self._problem(
            {
                c.id: c.low
                for c in candidates
                if c.outcome.verdict is Verdict.ELIGIBLE and c.low > 0 and c.id not in pushed
            }
        )
        self.possible = self._problem({c.id: c.high for c in candidates if c.id not in pushed})
        self.guaranteed: Solution = solve(self.certain)
        self.hoped: Solution = solve(self.possible)

    def _problem(self, values: dict[str, int]) -> Problem:
        return Problem(values, self.conflicts, self.pool, self.caps)

    def combination(self, book: RuleBook) -> Combination:
        chosen = self.guaranteed.chosen
        second = runner_up(self.certain, self.guaranteed)
        other = None
        if second is not None:
            other = Combination(
                second.chosen, self._totals_of(book, second.chosen, second.chosen), (), None, second.proved
            )
        given_up = tuple(GivenUp(id, self._because(id)) for id in sorted(self.by_id) if self._is_given_up(id))
        return Combination(chosen, self._totals_of(book, chosen, chosen), given_up, other, self.guaranteed.proved)

    def _is_given_up(self, id: str) -> bool:
        eligible = self.by_id[id].outcome.verdict is Verdict.ELIGIBLE and self.by_id[id].low > 0
        return eligible and id not in self.guaranteed.chosen

    def _because(self, id: str) -> str:
        against = self.pushed.get(id) or next(
            (other for other in self.guaranteed.chosen if other in self.conflicts.get(id, ())), None
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

    def totals(self, book: RuleBook) -> tuple[Total, ...]:
        return self._totals_of(book, self.guaranteed.chosen, self.hoped.chosen)

    def _totals_of(self, book: RuleBook, low_of: Iterable[str], high_of: Iterable[str]) -> tuple[Total, ...]:
        lows, highs, open_ = (
            self._paid(book, low_of, hoped=False),
            self._paid(book, high_of, hoped=True),
            self._open(book, high_of),
        )
        keys = sorted({*lows, *highs}, key=lambda key: (not key[2], list(Nature).index(key[0]), key[1]))
        return tuple(
            Total(*key, span_of(lows.get(key, 0), max(highs.get(key, 0), lows.get(key, 0)), key in open_))
            for key in keys
        )

    def _paid(self, book: RuleBook, ids: Iterable[str], *, hoped: bool) -> dict[tuple[Nature, str, bool], int]:
        """Sums by nature, payer and state; shared caps cut the last measures of a pool."""
        left = dict(self.caps)
        sums: dict[tuple[Nature, str, bool], int] = {}
        for id in ids:
            candidate = self.by_id[id]
            amount = candidate.high if hoped else candidate.low
            if id in self.pool:
                amount = min(amount, left[self.pool[id]])
                left[self.pool[id]] -= amount
            for payer, part in self._parts(book, candidate, amount):
                key = (candidate.outcome.ready.measure.source.nature, payer, candidate.outcome.ready.verified)
                sums[key] = sums.get(key, 0) + part
        return sums

    def _open(self, book: RuleBook, ids: Iterable[str]) -> set[tuple[Nature, str, bool]]:
        return {
            (self.by_id[id].outcome.ready.measure.source.nature, payer, self.by_id[id].outcome.ready.verified)
            for id in ids
            if self.by_id[id].outcome.open_high
            for payer, _ in self._parts(book, self.by_id[id], 0)
        }

    @staticmethod
    def _parts(book: RuleBook, candidate: Candidate, amount: int) -> list[tuple[str, int]]:
        measure = candidate.outcome.ready.measure
        shares = measure.source.payer or {book.packs[measure.pack].source.level or "未写明": "1"}
        return list(zip(shares, split(amount, [Fraction(share) for share in shares.values()]), strict=True))
