"""Splits a sum by shares so that the parts add up to the whole to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

Running = tuple[tuple[int, int], ...]  # running sums of shares as numerator and denominator


def running(shares: Sequence[Fraction]) -> Running:
    """The running sums of shares, ready to split by."""
    return tuple((total.numerator, total.denominator) for total in accumulate(shares))


def split(amount: int, shares: Sequence[Fraction]) -> list[int]:
    """`amount` fen by shares that add up to one: each part is the difference of rounded-down running totals.

    When the shares add up to less than one, the rest stays with nobody.
    """
    return split_by(amount, running(shares))


def split_by(amount: int, sums: Running) -> list[int]:
    """`split` by running sums made before."""
    parts: list[int] = []
    taken = 0
    for top, bottom in sums:
        upto = amount * top // bottom
        parts.append(upto - taken)
        taken = upto
    return parts
