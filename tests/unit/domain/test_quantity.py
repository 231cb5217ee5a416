"""Sums of money are read and shown alike whether they are money of their own or one quantity among others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.money import FEN_OF_UNIT, parse_money, show_sum
from qcy_desktop.domain.quantity import MONEY, UNITS, parse_quantity, show_part, show_size

SUMS = st.integers(-(10**17), 10**17)


@given(SUMS)
def test_a_whole_sum_is_shown_to_the_fen_and_read_back(fen: int) -> None:
    shown = show_size(Fraction(fen), MONEY)
    assert shown == show_sum(fen)
    assert parse_money(shown) == fen
    assert parse_quantity(shown.replace(" ", "")) == (Fraction(fen), MONEY)


@given(SUMS, st.integers(2, 10**6))
def test_part_of_a_fen_is_rounded_for_showing_only(top: int, bottom: int) -> None:
    shown = parse_money(show_part(top * bottom + 1, bottom, MONEY))
    assert abs(shown - top) <= 1


@pytest.mark.parametrize("word", [word for word, unit in UNITS.items() if unit.dim == MONEY])
def test_the_units_of_money_are_one_table(word: str) -> None:
    assert UNITS[word].size == FEN_OF_UNIT[word]


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00 万元"), (1, "0.01 元"), (999_999, "9,999.99 元"), (1_000_000, "1.00 万元"), (1_000_001, "1.000001 万元"),
     (-20_000_000, "-20.00 万元"), (-5, "-0.05 元")],
)  # fmt: skip
def test_a_sum_is_in_wan_from_one_wan_on(fen: int, shown: str) -> None:
    assert show_sum(fen) == shown
