"""Splits a sum by shares so that the parts add up to the whole to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def split(amount: int, shares: Sequence[Fraction]) -> list[int]:
    """`amount` fen by shares that add up to one: each part is the difference of rounded-down running totals.

    When the shares add up to less than one, the rest stays with nobody.
    """
    parts: list[int] = []
    taken, running = 0, Fraction(0)
    for share in shares:
        running += share
        upto = amount * running.numerator // running.denominator
        parts.append(upto - taken)
        taken = upto
    return parts
