"""Sums on the screen: exact, as on paper, with at least two decimals."""

from __future__ import annotations

import pytest

from qcy_desktop.ui.words import wan


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0.00"),
        (1, "0.000001"),
        (255_000, "0.255"),
        (32_000_000, "32.00"),
        (32_500_000, "32.50"),
        (123_456_789_012, "123,456.789012"),
        (-255_000, "−0.255"),
    ],
)
def test_a_sum_in_ten_thousands_promises_not_a_fen_more_or_less(fen: int, said: str) -> None:
    assert wan(fen) == said
