"""The best legal combination: exact branch and bound over measures that exclude each other or share a cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NODE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be combined.

    `values` are fen by measure, never negative; `conflicts` the measures that one excludes, said of both; `pool` the
    shared cap a measure counts against, `caps` the caps in fen; `ceiling` an overall cap of the enterprise, None when
    there is none.
    """

    values: Mapping[str, int]
    conflicts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pool: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen measures in a fixed order, what they pay together, and whether nothing better exists for certain."""

    chosen: tuple[str, ...]
    total: int
    proved: bool


def solve(problem: Problem, limit: int = NODE_LIMIT) -> Solution:
    """The combination that pays most, without members that add nothing to it.

    Past `limit` nodes in one component the best found so far stands, not proved.
    """
    todo = sorted(problem.values, key=lambda id: (-problem.values[id], id))
    left = set(todo)
    chosen: list[str] = []
    proved = True
    members = _pool_members(problem)
    for id in todo:
        if id in left:
            picked, sure = _best_of(_component(id, left, problem, members), problem, limit)
            proved = proved and sure
            chosen += _useful(picked, problem)
    return Solution(tuple(sorted(chosen)), paid(problem, chosen), proved)


def runner_up(problem: Problem, best: Solution, limit: int = NODE_LIMIT) -> Solution | None:
    """The best other choice: the combination that pays most among those with a measure that `best` leaves out and that
    adds something to it. None when nothing is left out that could pay.

    Every legal combination that is not part of `best` has such a measure, so each of them is forced in once. `proved`
    holds when each of these searches went to its end.
    """
    found: Solution | None = None
    proved = True
    for id in sorted(problem.values.keys() - set(best.chosen)):
        other = _with(problem, id, best, limit)
        proved = proved and other.proved
        rest = [kept for kept in other.chosen if kept != id]
        if paid(problem, rest) == other.total:
            continue
        if found is None or (-other.total, other.chosen) < (-found.total, found.chosen):
            found = other
    return None if found is None else Solution(found.chosen, found.total, proved)


def _with(problem: Problem, id: str, best: Solution, limit: int) -> Solution:
    """The combination that pays most among those with `id`; outside its component nothing changes."""
    part = _component(id, set(problem.values), problem, _pool_members(problem))
    rivals = problem.conflicts.get(id, frozenset()) | {id}
    caps = dict(problem.caps)
    if id in problem.pool:
        caps[problem.pool[id]] = max(0, caps[problem.pool[id]] - problem.values[id])
    values = {other: problem.values[other] for other in part if other not in rivals}
    inner = solve(Problem(values, problem.conflicts, problem.pool, caps), limit)
    chosen = (id, *inner.chosen, *(kept for kept in best.chosen if kept not in part))
    return Solution(tuple(sorted(chosen)), paid(problem, chosen), inner.proved)


def _useful(picked: list[str], problem: Problem) -> list[str]:
    """The picked measures without those that add nothing, because a shared cap is used up without them."""
    plain = Problem(problem.values, problem.conflicts, problem.pool, problem.caps)
    kept, total = list(picked), paid(plain, picked)
    for id in sorted(picked, key=lambda id: (problem.values[id], id)):
        rest = [other for other in kept if other != id]
        if paid(plain, rest) == total:
            kept = rest
    return kept


def paid(problem: Problem, chosen: Sequence[str]) -> int:
    """What a set of measures pays together under the shared caps."""
    sums: dict[str, int] = {}
    free = 0
    for id in chosen:
        pool = problem.pool.get(id)
        if pool is None:
            free += problem.values[id]
        else:
            sums[pool] = sums.get(pool, 0) + problem.values[id]
    total = free + sum(min(amount, problem.caps[pool]) for pool, amount in sums.items())
    return total if problem.ceiling is None else min(total, problem.ceiling)


def _pool_members(problem: Problem) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for id in problem.values:
        if id in problem.pool:
            members.setdefault(problem.pool[id], []).append(id)
    return members


def _component(first: str, left: set[str], problem: Problem, members: Mapping[str, list[str]]) -> list[str]:
    """Takes from `left` all measures tied to `first` by an exclusion or a shared cap."""
    left.discard(first)
    stack, part = [first], []
    while stack:
        id = stack.pop()
        part.append(id)
        near = problem.conflicts.get(id, frozenset()) & left
        if id in problem.pool:
            near |= left.intersection(members[problem.pool[id]])
        left -= near
        stack.extend(sorted(near))
    return part


def _best_of(part: list[str], problem: Problem, limit: int) -> tuple[list[str], bool]:
    return (part, True) if len(part) == 1 else _Search(part, problem, limit).run()


class _Search:
    """Branch and bound inside one component.

    The bound adds, per cap, what is taken already and the largest remaining member of each clique of a greedy cover by
    exclusions, cut at the cap; measures without a cap get one each that never binds.
    """

    def __init__(self, part: list[str], problem: Problem, limit: int) -> None:
        self.limit = limit
        self.ids = sorted(part, key=lambda id: (-problem.values[id], id))
        self.values = [problem.values[id] for id in self.ids]
        at = {id: i for i, id in enumerate(self.ids)}
        self.bans = [sum(1 << at[other] for other in problem.conflicts.get(id, ()) if other in at) for id in self.ids]
        pools = sorted({problem.pool.get(id, "") for id in self.ids})
        self.pool = [pools.index(problem.pool.get(id, "")) for id in self.ids]
        unbound = sum(self.values) + 1
        self.caps = [problem.caps.get(pool, unbound) if pool else unbound for pool in pools]
        self.potential = self._potential()
        self.ceiling = sum(min(cap, most) for cap, most in zip(self.caps, self.potential[0], strict=True))
        self.best, self.best_set, self.nodes = -1, 0, 0
        self.sums = [0] * len(self.caps)

    def _potential(self) -> list[list[int]]:
        cliques: list[list[int]] = []
        where: list[int] = []
        for i in range(len(self.ids)):
            for k, clique in enumerate(cliques):
                if self.pool[clique[0]] == self.pool[i] and all(self.bans[i] >> j & 1 for j in clique):
                    clique.append(i)
                    where.append(k)
                    break
            else:
                where.append(len(cliques))
                cliques.append([i])
        rows = [[0] * len(self.caps)]
        seen = [0] * len(cliques)
        for i in range(len(self.ids) - 1, -1, -1):
            row = list(rows[-1])
            row[self.pool[i]] += max(0, self.values[i] - seen[where[i]])
            seen[where[i]] = max(seen[where[i]], self.values[i])
            rows.append(row)
        return rows[::-1]

    def run(self) -> tuple[list[str], bool]:
        proved = self._go(0, 0, 0)
        return [id for i, id in enumerate(self.ids) if self.best_set >> i & 1], proved

    def _go(self, i: int, banned: int, picked: int) -> bool:
        self.nodes += 1
        now = bound = 0
        for taken, cap, more in zip(self.sums, self.caps, self.potential[i], strict=True):
            now += taken if taken < cap else cap
            bound += taken + more if taken + more < cap else cap
        if now > self.best:
            self.best, self.best_set = now, picked
        if i == len(self.ids) or bound <= self.best or self.best == self.ceiling:
            return True
        if self.nodes > self.limit:
            return False
        sure = True
        if not banned >> i & 1:
            self.sums[self.pool[i]] += self.values[i]
            sure = self._go(i + 1, banned | self.bans[i], picked | 1 << i)
            self.sums[self.pool[i]] -= self.values[i]
        return self._go(i + 1, banned, picked) and sure
