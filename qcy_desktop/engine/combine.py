"""The best legal combination: exact branch and bound over measures that exclude each other or share a cap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    choice = _Choice(problem)
    chosen, proved = list(choice.free), True
    for part in choice.components():
        picked, sure = ([part[0].id], True) if len(part) == 1 else _Search(part, choice.room, limit).run()
        proved = proved and sure
        chosen += picked
    return Solution(tuple(sorted(_useful(chosen, problem))), paid(problem, chosen), proved)


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


def _useful(chosen: list[str], problem: Problem) -> list[str]:
    """The chosen measures without those that add nothing, because a shared cap is used up without them."""
    values, pools = problem.values, problem.pool
    sums: dict[str, int] = {}
    for id in chosen:
        if id in pools:
            sums[pools[id]] = sums.get(pools[id], 0) + values[id]
    kept = []
    for id in sorted(chosen, key=lambda id: (values[id], id)):
        pool = pools.get(id)
        if pool is not None and sums[pool] - values[id] >= problem.caps[pool]:
            sums[pool] -= values[id]
        elif values[id]:
            kept.append(id)
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


@dataclass(slots=True)
class _Rival:
    """A measure that excludes others: what it can add at most, the pool that may cut it ("" where none can), its place
    in the order of search and the places of those it excludes, as bits."""

    id: str
    worth: int
    pool: str
    place: int = 0
    bans: int = 0


class _Choice:
    """What is left to choose after all that is certain: measures that exclude nothing are taken (`free`), and whoever is
    worth nothing then, or never better than one it excludes, is left out."""

    def __init__(self, problem: Problem) -> None:
        values, pools, caps = problem.values, problem.pool, problem.caps
        rivals = {id: problem.conflicts.get(id, frozenset()) & values.keys() for id in values}
        self.free = [id for id in values if not rivals[id]]
        self.room = dict(caps)
        for id in self.free:
            if id in pools:
                self.room[pools[id]] -= values[id]
        bidders = [_Rival(id, values[id], pools.get(id, "")) for id in values if rivals[id]]
        for bidder in bidders:
            if bidder.pool:
                bidder.worth = min(bidder.worth, self.room[bidder.pool])
        self.rivals = sorted((b for b in bidders if b.worth > 0), key=lambda b: (-b.worth, b.id))
        self._loosen()
        at = {b.id: 1 << i for i, b in enumerate(self.rivals)}
        for place, b in enumerate(self.rivals):
            b.place, b.bans = place, sum(at[other] for other in rivals[b.id] if other in at)
        self._drop_beaten()

    def _loosen(self) -> None:
        """A cap that all its members together cannot reach binds nobody."""
        sums: dict[str, int] = {}
        for b in self.rivals:
            sums[b.pool] = sums.get(b.pool, 0) + b.worth
        for b in self.rivals:
            if b.pool and sums[b.pool] <= self.room[b.pool]:
                b.pool = ""

    def _drop_beaten(self) -> None:
        """Leaves out whoever can always be replaced by a rival: worth no less, in the same pool or in none, and
        excluding nobody else."""
        live = (1 << len(self.rivals)) - 1
        for b in self.rivals:
            for other in self.rivals[: b.place]:
                beats = b.bans >> other.place & 1 and other.pool in ("", b.pool) and live >> other.place & 1
                if beats and not (other.bans & live & ~b.bans & ~(1 << b.place)):
                    live &= ~(1 << b.place)
                    break
        self.rivals = [b for b in self.rivals if live >> b.place & 1]
        for b in self.rivals:
            b.bans &= live

    def components(self) -> Iterator[list[_Rival]]:
        """The rivals that hang together by exclusions or tight caps, in the order of search."""
        left = {b.place: b for b in self.rivals}
        while left:
            todo, part = [left.pop(min(left))], []
            while todo:
                one = todo.pop()
                part.append(one)
                near = [p for p, b in left.items() if one.bans >> p & 1 or (one.pool and b.pool == one.pool)]
                todo += [left.pop(place) for place in near]
            yield sorted(part, key=lambda b: b.place)


class _Search:
    """Branch and bound inside one component.

    The bound adds, per cap, what is taken already and the largest remaining member of each clique of a greedy cover by
    exclusions, cut at the cap; measures without a cap get one each that never binds.
    """

    def __init__(self, part: list[_Rival], room: Mapping[str, int], limit: int) -> None:
        self.limit = limit
        self.ids = [b.id for b in part]
        self.values = [b.worth for b in part]
        self.bans = [sum(1 << i for i, other in enumerate(part) if b.bans >> other.place & 1) for b in part]
        pools = sorted({b.pool for b in part})
        self.pool = [pools.index(b.pool) for b in part]
        unbound = sum(self.values) + 1
        self.caps = [room[pool] if pool else unbound for pool in pools]
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
