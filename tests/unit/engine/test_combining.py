"""The best legal combination and the second choice, against trying every combination; shares that add up to the fen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine.combine import Problem, Solution, paid, runner_up, solve
from qcy_desktop.engine.shares import split
from tests.unit.engine.world import often


def drawn(chance: Random, *, pools: bool, ceiling: bool) -> Problem:
    ids = "abcdefgh"[: chance.randint(1, 8)]
    values = {id: chance.choice((0, chance.randint(1, 9), chance.randint(1, 100))) for id in ids}
    pairs = [pair for pair in itertools.combinations(ids, 2) if chance.random() < chance.choice((0.1, 0.3, 0.6))]
    conflicts = {id: frozenset(b if a == id else a for a, b in pairs if id in (a, b)) for id in ids}
    pool = {id: chance.choice("PQ") for id in ids if pools and chance.random() < 0.6}
    caps = {name: chance.randint(0, 120) for name in "PQ"}
    return Problem(values, conflicts, pool, caps, chance.randint(0, 200) if ceiling else None)


def legal(problem: Problem) -> Iterator[tuple[str, ...]]:
    """Every set of measures none of which excludes another."""
    for size in range(len(problem.values) + 1):
        for kept in itertools.combinations(sorted(problem.values), size):
            if not any(b in problem.conflicts.get(a, ()) for a, b in itertools.combinations(kept, 2)):
                yield kept


def best_total(problem: Problem) -> int:
    return max(paid(problem, kept) for kept in legal(problem))


def adds(problem: Problem, kept: tuple[str, ...], id: str) -> bool:
    return paid(problem, kept) > paid(problem, [other for other in kept if other != id])


@often(150)
@given(chance=st.randoms(use_true_random=False), pools=st.booleans(), ceiling=st.booleans())
def test_no_combination_pays_more_than_the_one_found(chance: Random, pools: bool, ceiling: bool) -> None:
    problem = drawn(chance, pools=pools, ceiling=ceiling)
    found = solve(problem)
    assert found.proved
    assert found.chosen in set(legal(problem))
    assert found.total == paid(problem, found.chosen) == best_total(problem)


@often(150)
@given(chance=st.randoms(use_true_random=False))
def test_no_member_of_the_best_combination_is_useless(chance: Random) -> None:
    problem = drawn(chance, pools=True, ceiling=False)
    found = solve(problem)
    assert all(adds(problem, found.chosen, id) or len(found.chosen) == 1 for id in found.chosen if problem.values[id])


@often(150)
@given(chance=st.randoms(use_true_random=False), limit=st.integers(0, 12))
def test_a_search_cut_short_says_so_and_stays_legal(chance: Random, limit: int) -> None:
    problem = drawn(chance, pools=True, ceiling=True)
    found = solve(problem, limit)
    assert found.chosen in set(legal(problem))
    assert found.total == paid(problem, found.chosen) <= best_total(problem)
    if found.proved:
        assert found.total == best_total(problem)


@often(150)
@given(chance=st.randoms(use_true_random=False))
def test_the_second_choice_is_the_best_of_the_other_full_combinations(chance: Random) -> None:
    problem = drawn(chance, pools=False, ceiling=False)
    problem = Problem({id: value or 1 for id, value in problem.values.items()}, problem.conflicts)
    best, sets = solve(problem), [set(kept) for kept in legal(problem)]
    full = [kept for kept in sets if not any(kept < other for other in sets) and kept != set(best.chosen)]
    second = runner_up(problem, best)
    assert (second.total if second else None) == max((paid(problem, sorted(kept)) for kept in full), default=None)
    assert second is None or (set(second.chosen) in full and second.proved)


@often(150)
@given(chance=st.randoms(use_true_random=False), ceiling=st.booleans())
def test_the_second_choice_under_shared_caps_really_chooses_something_else(chance: Random, ceiling: bool) -> None:
    problem = drawn(chance, pools=True, ceiling=ceiling)
    best, sets = solve(problem), list(legal(problem))
    second = runner_up(problem, best)
    if second is not None:
        assert second.chosen in sets
        assert second.total == paid(problem, second.chosen) <= best.total
        assert any(adds(problem, second.chosen, id) for id in set(second.chosen) - set(best.chosen))
    for id in set(problem.values) - set(best.chosen):
        most = max(paid(problem, kept) for kept in sets if id in kept)
        ways = [kept for kept in sets if id in kept and paid(problem, kept) == most]
        if all(adds(problem, kept, id) for kept in ways):
            assert second is not None and second.total >= most


def test_a_free_measure_next_to_a_real_choice_stays_in_the_second_choice() -> None:
    problem = Problem({"a": 10, "b": 8, "free": 3}, {"a": frozenset("b"), "b": frozenset("a")})
    best = solve(problem)
    assert best == Solution(("a", "free"), 13, True)
    assert runner_up(problem, best) == Solution(("b", "free"), 11, True)


def test_a_part_of_the_best_is_no_second_choice() -> None:
    """Without a nobody gains: c alone is not another choice, b is."""
    conflicts = {"a": frozenset("b"), "b": frozenset("ac"), "c": frozenset("b")}
    problem = Problem({"a": 10, "b": 5, "c": 10}, conflicts)
    best = solve(problem)
    assert best.chosen == ("a", "c")
    assert runner_up(problem, best) == Solution(("b",), 5, True)


def test_a_measure_that_a_used_up_cap_leaves_nothing_is_neither_taken_nor_a_second_choice() -> None:
    problem = Problem({"a": 100, "b": 60}, pool={"a": "P", "b": "P"}, caps={"P": 100})
    best = solve(problem)
    assert best == Solution(("a",), 100, True)
    assert runner_up(problem, best) is None


def test_equal_ways_to_use_up_a_cap_are_a_second_choice() -> None:
    problem = Problem({"a": 60, "b": 60, "c": 60}, pool=dict.fromkeys("abc", "P"), caps={"P": 100})
    best = solve(problem)
    second = runner_up(problem, best)
    assert second is not None
    assert best.total == second.total == 100
    assert len(best.chosen) == len(second.chosen) == 2 and best.chosen != second.chosen


def test_without_conflicts_and_caps_there_is_no_second_choice() -> None:
    problem = Problem({"a": 1, "b": 2})
    assert runner_up(problem, solve(problem)) is None


@pytest.mark.parametrize("order", list(itertools.permutations("abcd")))
def test_the_order_in_which_measures_come_changes_nothing(order: tuple[str, ...]) -> None:
    values = {id: {"a": 5, "b": 5, "c": 5, "d": 5}[id] for id in order}
    conflicts = {"a": frozenset("b"), "b": frozenset("a"), "c": frozenset("d"), "d": frozenset("c")}
    problem = Problem(values, conflicts)
    assert solve(problem).chosen == ("a", "c")
    assert runner_up(problem, solve(problem)) == Solution(("a", "d"), 10, True)


# --- shares

FRACTIONS = st.lists(st.fractions(min_value=Fraction(1, 97), max_value=1, max_denominator=97), min_size=1, max_size=6)


@often(100)
@given(amount=st.integers(0, 10**15), parts=FRACTIONS)
def test_shares_of_the_whole_add_up_to_it_to_the_fen(amount: int, parts: list[Fraction]) -> None:
    shares = [part / sum(parts) for part in parts]
    found = split(amount, shares)
    assert sum(found) == amount
    assert all(abs(one - amount * share) < 1 and one >= 0 for one, share in zip(found, shares, strict=True))


@often(100)
@given(amount=st.integers(0, 10**15), parts=FRACTIONS)
def test_shares_of_less_than_the_whole_leave_the_rest_with_nobody(amount: int, parts: list[Fraction]) -> None:
    shares = [part / sum(parts) / 2 for part in parts]
    assert amount * Fraction(1, 2) - 1 < sum(split(amount, shares)) <= amount * Fraction(1, 2)


def test_thirds_of_a_hundred_fen_differ_by_one() -> None:
    assert split(100, [Fraction(1, 3)] * 3) == [33, 33, 34]
    assert split(0, [Fraction(1, 3)] * 3) == [0, 0, 0]
    assert split(7, [Fraction(1)]) == [7]
