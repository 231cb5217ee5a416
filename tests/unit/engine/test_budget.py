"""A pool shared among claims: the parts add up to the fen, none is above its claim, and equal claims keep their turn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.budget import Claim, Pool, share_out
from tests.unit.engine.world import often

SUMS = st.one_of(st.integers(0, 12), st.integers(0, 10**17))
CLAIMS = st.lists(SUMS, max_size=12)


def parts(left: int, sums: Sequence[int]) -> list[int]:
    return list(share_out(Pool(left), claims(sums)).parts)


def claims(sums: Sequence[int]) -> list[Claim]:
    return [Claim(f"第{n}件", fen) for n, fen in enumerate(sums, start=1)]


@often(200)
@given(SUMS, SUMS, CLAIMS)
def test_the_parts_add_up_to_what_is_left_and_none_is_above_its_claim(whole: int, spent: int, sums: list[int]) -> None:
    pool = Pool(whole, spent)
    shared = share_out(pool, claims(sums))
    assert sum(shared.parts) == min(pool.left, sum(sums))
    assert all(0 <= part <= fen for part, fen in zip(shared.parts, sums, strict=True))
    assert pool.left - pool.over == whole - spent
    assert (shared.short == 0) is shared.suffices


@often(200)
@given(SUMS, CLAIMS)
def test_each_part_is_within_a_fen_of_the_exact_proportion(left: int, sums: list[int]) -> None:
    shared = share_out(Pool(left), claims(sums))
    assert 0 <= shared.rate <= 1
    assert all(abs(part - fen * shared.rate) < 1 for part, fen in zip(shared.parts, sums, strict=True))


@often(200)
@given(SUMS, CLAIMS)
def test_a_larger_claim_never_gets_less_and_of_equal_ones_the_earlier_never_less(left: int, sums: list[int]) -> None:
    got = parts(left, sums)
    for a in range(len(sums)):
        for b in range(len(sums)):
            if sums[a] > sums[b] or (sums[a] == sums[b] and a < b):
                assert got[a] >= got[b]


@often(100)
@given(CLAIMS, SUMS)
def test_a_pool_that_suffices_pays_every_claim_in_full(sums: list[int], more: int) -> None:
    shared = share_out(Pool(sum(sums) + more), claims(sums))
    assert (list(shared.parts), shared.rate, shared.suffices) == (sums, 1, True)


def test_three_equal_claims_share_a_hundred_fen_with_the_odd_one_for_the_first() -> None:
    shared = share_out(Pool(100), claims([100, 100, 100]))
    assert (shared.parts, shared.rate, shared.short) == ((34, 33, 33), Fraction(1, 3), 200)


def test_the_odd_fen_goes_to_the_largest_remainder_and_not_to_the_first_claim() -> None:
    assert parts(10, [3, 5, 7]) == [2, 3, 5]  # 2, 3 1/3, 4 2/3


def test_an_exhausted_pool_gives_nobody_anything_and_says_by_how_much_it_is_over() -> None:
    shared = share_out(Pool(500, 800), claims([100, 0]))
    assert (shared.parts, shared.rate, shared.pool.left, shared.pool.over) == ((0, 0), 0, 0, 300)
    nobody = share_out(Pool(500, 800), [])
    assert (nobody.parts, nobody.suffices) == ((), True)


@pytest.mark.parametrize(
    ("pool", "sums", "named"),
    [(Pool(-1), [1], "总额"), (Pool(1, -1), [1], "已承诺的金额"), (Pool(1), [1, -1], "第2件")],
)
def test_a_sum_below_zero_is_refused_by_name(pool: Pool, sums: list[int], named: str) -> None:
    with pytest.raises(KnownError, match=named):
        share_out(pool, claims(sums))
