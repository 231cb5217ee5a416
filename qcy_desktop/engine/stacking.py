"""Across measures: which exclude each other, which share a cap, what combination pays most and what was given up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.assessment import Combination, Evidence, GivenUp, Nature, Total, Verdict
from qcy_desktop.domain.enterprise import Award
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.quantity import MONEY, show_size
from qcy_desktop.domain.value import value
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.combine import Problem, Solution, runner_up, solve
from qcy_desktop.engine.explain import ANSWERED, span_of
from qcy_desktop.engine.ledger import NOT_DECLARED, Bearing, bearing, received, within
from qcy_desktop.engine.reckoner import Outcome, Reckoning
from qcy_desktop.engine.schema import StackSource
from qcy_desktop.engine.shares import split_by

_EXCLUSIVE = ("就高", "一次性", "择一", "差额")
_RULES = {"就高": "就高不重复", "一次性": "同一事项只享受一次", "择一": "同一事项择一享受", "差额": "同一事项只补差额"}
# Money of an earlier kind outweighs any sum of a later one, so that kinds are never weighed against each other.
_WEIGHTS = {nature: 1 << 64 * rank for rank, nature in enumerate(reversed(Nature))}


@value(frozen=True, slots=True)
class Candidate:
    """A measure that may be part of a combination, with its bounds in fen after the award ledger."""

    id: str
    outcome: Outcome
    low: int
    high: int
    stack: StackSource | None
    borne: Bearing | None = None

    @property
    def pool(self) -> str:
        return self.outcome.ready.pool

    @property
    def nature(self) -> Nature:
        return self.outcome.ready.measure.source.nature


def combinations(
    book: RuleBook, reckoning: Reckoning, pins: Collection[str] = ()
) -> tuple[Combination, Combination, tuple[Total, ...]]:
    """The best combination of verified measures, the best with unverified ones added, and totals of both apart.

    Verified measures are solved alone first; an unverified one never pushes a verified one out and gets only what the
    verified ones leave of a shared cap. `pins` are measures that the officer takes in any case: they come before all
    others. Raises KnownError for a pin that cannot be had, or for two that exclude each other.
    """
    matters = {award.matter for award in reckoning.ledger or ()}
    found = [c for outcome in reckoning.outcomes if (c := _candidate(outcome, reckoning, matters))]
    caps = _caps(reckoning)
    _check_pins(pins, found)
    first, both = _pair(book, found, caps, pins)
    plain = _pair(book, found, caps, ()) if pins else (first, both)
    notes = _assumed(reckoning, found)
    best = [solved.combination(before, notes) for solved, before in zip((first, both), plain, strict=True)]
    return best[0], best[1], (*first.totals(verified=True), *both.totals(verified=False))


def _pair(
    book: RuleBook, found: list[Candidate], caps: Mapping[str, int], pins: Collection[str]
) -> tuple[_Solved, _Solved]:
    """Verified measures alone, and all of them with what the verified ones took."""
    verified = [c for c in found if c.outcome.ready.verified]
    first = _Solved(book, verified, caps, tuple(c.id for c in verified if c.id in pins), pins)
    wanted = tuple(c.id for c in found if c.id in pins)
    barred = exclusions({c.id: c.stack for c in found})
    kept = tuple(id for id in first.chosen if id not in wanted and not barred.get(id, frozenset()) & set(wanted))
    return first, _Solved(book, found, caps, (*wanted, *kept), pins)


def _check_pins(pins: Collection[str], found: list[Candidate]) -> None:
    if not pins:
        return
    stacks = {c.id: c.stack for c in found if c.outcome.verdict is Verdict.ELIGIBLE and not _is_barred(c)}
    barred = exclusions(stacks)
    for id in pins:
        if id not in stacks:
            raise KnownError("E-PIN", f"“{id}”现在不能享受，不能指定", "只能指定结论为“符合”的措施")
        if against := sorted(barred.get(id, frozenset()) & set(pins)):
            raise KnownError("E-PIN", f"“{id}”与“{against[0]}”不能同享，不能都指定", "去掉其中一个")


def _candidate(outcome: Outcome, reckoning: Reckoning, matters: Collection[str]) -> Candidate | None:
    if outcome.verdict not in ANSWERED or not outcome.high or outcome.low is None:
        return None
    ready, id = outcome.ready, outcome.ready.standing.id
    if ready.measure.source.evidence.grade is Evidence.ANALOGUE:
        return None
    stack, program, ledger = ready.stack, ready.program, reckoning.ledger
    if stack is None or program is None or not ledger or stack.matter not in matters:
        return Candidate(id, outcome, outcome.low, outcome.high, stack)
    borne = bearing(stack, ledger, ready.standing.payers, reckoning.as_of)
    if borne is None or (program.nets_awards and not borne.barred):
        return Candidate(id, outcome, outcome.low, outcome.high, stack)
    low, high = (0, 0) if borne.barred else (outcome.low - borne.received, outcome.high - borne.received)
    return Candidate(id, outcome, max(0, low), max(0, high), stack, borne)


def _is_barred(candidate: Candidate) -> bool:
    return candidate.high <= 0


def _caps(reckoning: Reckoning) -> dict[str, int]:
    """Shared caps in fen by pool; the smallest where measures of a pool name several, less what was received of it."""
    caps: dict[str, int] = {}
    members: dict[str, list[Outcome]] = {}
    for outcome in reckoning.outcomes:
        pool, program = outcome.ready.pool, outcome.ready.program
        if not pool or program is None:
            continue
        members.setdefault(pool, []).append(outcome)
        if program.group_cap is not None:
            caps[pool] = min(caps.get(pool, program.group_cap), program.group_cap)
    ledger = reckoning.ledger or ()
    return {pool: max(0, cap - _used(members[pool], ledger, reckoning.as_of)) for pool, cap in caps.items()}


def _used(members: list[Outcome], ledger: tuple[Award, ...], as_of: date) -> int:
    """What was already received of a shared cap whose period the rules state."""
    stacks = [outcome.ready.stack for outcome in members if outcome.ready.stack]
    periods = {stack.cap_period for stack in stacks if stack.cap_period}
    if not periods:
        return 0
    payers = {payer for outcome in members for payer in outcome.ready.standing.payers}
    found = received(ledger, {stack.matter for stack in stacks}, payers)
    return sum(a.amount for a in within(found, "累计" if "累计" in periods else "本年度", as_of))


def _assumed(reckoning: Reckoning, found: list[Candidate]) -> tuple[str, ...]:
    """What had to be assumed: a ledger that is not known counts as empty, and that is said."""
    asks = any(c.stack and (c.stack.mode in _EXCLUSIVE or c.stack.cap_period) for c in found)
    return (NOT_DECLARED,) if reckoning.ledger is None and asks else ()


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

    `pinned` measures are in any case part of what is taken; `wanted` are those of them that the officer pinned. Shared
    caps bind each kind of money by itself.
    """

    def __init__(
        self,
        book: RuleBook,
        candidates: list[Candidate],
        caps: Mapping[str, int],
        pinned: tuple[str, ...],
        wanted: Collection[str],
    ) -> None:
        self.book, self.all = book, candidates
        live = [c for c in candidates if not _is_barred(c)]
        self.by_id = {c.id: c for c in live}
        self.conflicts = exclusions({c.id: c.stack for c in live})
        self.pushed = {other: id for id in reversed(pinned) for other in self.conflicts.get(id, ())}
        self.pinned, self.wanted = pinned, tuple(id for id in pinned if id in wanted)
        self.pool = {c.id: f"{c.pool}·{c.nature}" for c in live if c.pool in caps}
        self.natures = {key: self.by_id[id].nature for id, key in self.pool.items()}
        self.caps = {key: caps[self.by_id[id].pool] for id, key in self.pool.items()}
        self.left = self._left(pinned, self.caps)
        self.free = [c for c in live if c.id not in self.pushed and c.id not in pinned]
        self.certain = self._problem({c.id: c.low for c in self.free if _is_certain(c)}, self.left)
        self.sure: Solution = solve(self.certain)
        self.second = runner_up(self.certain, self.sure)
        if self.second is not None and self.second.total > self.sure.total:
            self.sure, self.second = self.second, self.sure
        self.hopeful = self._hopeful()

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is taken: what is certain, and what stands in nobody's way though its amount is open."""
        return tuple(sorted({*self.pinned, *self.sure.chosen, *self.hopeful}))

    def _left(self, taken: Iterable[str], caps: Mapping[str, int]) -> dict[str, int]:
        """What measures leave of each shared cap."""
        left = dict(caps)
        for id in taken:
            if id in self.pool:
                left[self.pool[id]] = max(0, left[self.pool[id]] - self.by_id[id].low)
        return left

    def _problem(self, values: Mapping[str, int], caps: Mapping[str, int]) -> Problem:
        """The problem with kinds of money weighed so that they are never added up."""
        natures = {self.by_id[id].nature for id in values}
        if len(natures) < 2:
            return Problem(values, self.conflicts, self.pool, caps)
        weighed = {id: value * _WEIGHTS[self.by_id[id].nature] for id, value in values.items()}
        return Problem(
            weighed, self.conflicts, self.pool, {key: cap * _WEIGHTS[self.natures[key]] for key, cap in caps.items()}
        )

    def _hopeful(self) -> tuple[str, ...]:
        """Eligible measures that promise nothing for certain (a range, a budget) and exclude nothing that is taken."""
        taken = {*self.pinned, *self.sure.chosen}
        open_ = {c.id: c.high for c in self.free if c.outcome.verdict is Verdict.ELIGIBLE and c.low == 0}
        kept = {id: high for id, high in open_.items() if not self.conflicts.get(id, frozenset()) & taken}
        return solve(self._problem(kept, self._left(self.sure.chosen, self.left))).chosen if kept else ()

    def combination(self, plain: _Solved, notes: tuple[str, ...]) -> Combination:
        """What is taken, what was given up for it, the best other choice, and what pins cost against `plain`."""
        other = None
        if self.second is not None:
            ids = tuple(sorted({*self.pinned, *self.second.chosen}))
            other = Combination(ids, self._totals_of(ids, ids, self.caps), (), None, self.second.proved)
        given_up = tuple(GivenUp(id, because) for id, because in sorted(self._given_up()))
        return Combination(
            self.chosen, self._totals_of(self.chosen, self.chosen, self.caps), given_up, other, self.sure.proved,
            self.wanted, self._cost(plain), (*notes, *self._netted()),
        )  # fmt: skip

    def _cost(self, plain: _Solved) -> tuple[tuple[Nature, int], ...]:
        if not self.wanted:
            return ()
        mine, best = self._by_nature(), plain._by_nature()
        differences = [(nature, best.get(nature, 0) - mine.get(nature, 0)) for nature in Nature]
        return tuple((nature, fen) for nature, fen in differences if fen)

    def _by_nature(self) -> dict[Nature, int]:
        sums: dict[Nature, int] = {}
        for (nature, _, _), amount in self._paid({id: self.by_id[id].low for id in self.chosen}, self.caps).items():
            sums[nature] = sums.get(nature, 0) + amount
        return sums

    def _netted(self) -> list[str]:
        """What the ledger took off of the measures taken."""
        found = []
        for id in self.chosen:
            candidate = self.by_id[id]
            if candidate.borne is not None:
                title, left = candidate.outcome.ready.measure.source.title, show_size(Fraction(candidate.high), MONEY)
                found.append(f"“{title}”：{candidate.borne.words}，还可得 {left}")
        return found

    def _given_up(self) -> Iterable[tuple[str, str]]:
        for candidate in self.all:
            if candidate.outcome.verdict is not Verdict.ELIGIBLE or candidate.id in self.chosen:
                continue
            if candidate.borne is not None and _is_barred(candidate):
                yield candidate.id, candidate.borne.words
            else:
                yield candidate.id, self._because(candidate.id)

    def _because(self, id: str) -> str:
        against = self.pushed.get(id) or next(
            (other for other in self.chosen if other in self.conflicts.get(id, ())), None
        )
        stack = self.by_id[id].stack
        if against is None:
            return "组上限已用满"
        mode = stack.mode if stack and stack.mode != "叠加" else "就高"
        other = self.by_id[against].outcome.ready.measure.source
        clause = f"（{stack.clause}）" if stack and stack.clause else ""
        pinned = "经办人指定“" if against in self.wanted else "与“"
        return f"{pinned}{other.title}”{'，' if against in self.wanted else ''}同属“{stack.matter if stack else ''}”，{_RULES[mode]}{clause}"

    def totals(self, *, verified: bool) -> tuple[Total, ...]:
        """Sums of the verified or of the unverified measures: at least what is certain, at most what they pay together
        if all turns out well for them and for nothing that would push them out."""
        mine = [c for c in self.free if c.outcome.ready.verified is verified]
        taken = [id for id in self.wanted if self.by_id[id].outcome.ready.verified is verified]
        sure = [c.id for c in mine if c.id in self.sure.chosen]
        hoped = solve(self._problem({c.id: c.high for c in mine}, self.left))
        others = [id for id in self.pinned if id not in taken]
        return self._totals_of([*taken, *sure], [*taken, *hoped.chosen], self._left(others, self.caps))

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
        ready, standing = candidate.outcome.ready, candidate.outcome.ready.standing
        if not standing.payers:
            return [((standing.nature, "未写明", ready.verified), amount)]
        parts = zip(standing.payers, split_by(amount, standing.shares), strict=True)
        return [((standing.nature, payer, ready.verified), part) for payer, part in parts]


def _is_certain(candidate: Candidate) -> bool:
    return candidate.outcome.verdict is Verdict.ELIGIBLE and candidate.low > 0
