"""Bands of a table for a number known only by its bounds: every row it may fall in, and no other."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine.bands import ends_of, row_at, rows_between
from qcy_desktop.engine.tree import Band
from tests.unit.engine.world import FEN, money, often, rule

EDGES = [Fraction(n, 3) for n in range(-3, 8)]
POINTS = [Fraction(n, 6) for n in range(-12, 24)]  # every edge, between every two of them, and beyond both ends


def drawn(chance: Random) -> tuple[Band, ...]:
    """Bands that do not overlap, with gaps of every kind between them, open or closed ends."""
    edges = sorted(chance.sample(EDGES, 2 * chance.randint(1, 3)))
    bands = [
        Band(low, chance.random() < 0.5, high, chance.random() < 0.5)
        for low, high in zip(edges[::2], edges[1::2], strict=True)
    ]
    touching = []
    for i, band in enumerate(bands):
        if i + 1 < len(bands) and chance.random() < 0.5:  # the next begins where this one ends, or just after
            band = Band(band.low, band.low_in, bands[i + 1].low, chance.random() < 0.5 and not bands[i + 1].low_in)
        touching.append(band)
    if chance.random() < 0.4:
        touching[0] = Band(None, True, touching[0].high, touching[0].high_in)
    if chance.random() < 0.4:
        touching[-1] = Band(touching[-1].low, touching[-1].low_in, None, True)
    return tuple(touching)


@often(300)
@given(chance=st.randoms(use_true_random=False))
def test_every_row_between_the_bounds_is_named_and_the_gaps_too(chance: Random) -> None:
    bands = drawn(chance)
    low, high = sorted(chance.sample(EDGES, 2))
    inside = {row_at(ends_of(bands), p.numerator, p.denominator) for p in POINTS if low <= p <= high}
    assert set(rows_between(bands, low, high)) == inside
    below = {row_at(ends_of(bands), p.numerator, p.denominator) for p in POINTS if p <= high}
    assert set(rows_between(bands, None, high)) == below
    above = {row_at(ends_of(bands), p.numerator, p.denominator) for p in POINTS if p >= low}
    assert set(rows_between(bands, low, None)) == above
    everywhere = {row_at(ends_of(bands), p.numerator, p.denominator) for p in POINTS}
    assert set(rows_between(bands, None, None)) == everywhere


@pytest.mark.parametrize(
    ("table", "span"),
    [
        ([{"自": "10%", "不足": "20%", "值": "1元"}, {"至": "30%", "值": "2元"}], (0, 200)),
        ([{"不足": "20%", "值": "1元"}, {"值": "2元"}], (100, 200)),
    ],
)
def test_a_ratio_that_is_not_known_may_fall_beside_the_table(
    tmp_path: Path, table: list[dict[str, str]], span: tuple[int, int]
) -> None:
    steps = [{"查表": {"表": "率档", "按": "硕士数 / 博士数"}}, {"取整": FEN}]
    assert money(rule(tmp_path, amount=steps, parameters={"率档": {"表": table}}), {"博士数": 10}) == span
