"""A pool of money shared among claims: what is left of it, and what each claim gets when all are cut alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qcy_desktop.domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim on a pool, in fen."""

    id: str
    fen: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The whole sum of a pool and what of it is already committed (decided or paid), in fen."""

    whole: int
    committed: int = 0

    @property
    def left(self) -> int:
        """Fen that can still be given; nothing when more was committed than there is."""
        return max(self.whole - self.committed, 0)

    @property
    def over(self) -> int:
        """Fen by which more was committed than there is."""
        return max(self.committed - self.whole, 0)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What claims get of a pool: fen in the order of the claims, and the exact rate at which all of them are cut (1: not cut)."""

    pool: Pool
    wanted: int
    rate: Fraction
    parts: tuple[int, ...]

    @property
    def suffices(self) -> bool:
        return self.wanted <= self.pool.left

    @property
    def short(self) -> int:
        """Fen that are wanting."""
        return max(self.wanted - self.pool.left, 0)


def share_out(pool: Pool, claims: Sequence[Claim]) -> Sharing:
    """Every claim in full where the pool suffices; else all in the same proportion, adding up to what is left to the fen.

    Each part is rounded down; the fen left over go one each to the largest remainders, of equal ones to the earlier claim.
    No part is above its claim, and a larger claim never gets less than a smaller one; but a pool larger by a fen may give
    a claim a fen less, as largest remainders do. Raises KnownError E-BUDGET for a sum below zero.
    """
    _refuse_negative(pool, claims)
    wanted, left = sum(claim.fen for claim in claims), pool.left
    if wanted <= left:
        return Sharing(pool, wanted, Fraction(1), tuple(claim.fen for claim in claims))
    cut = [divmod(claim.fen * left, wanted) for claim in claims]
    parts = [part for part, _ in cut]
    # sorted() is stable: of equal remainders the earlier claim stays first.
    for place in sorted(range(len(cut)), key=lambda place: -cut[place][1])[: left - sum(parts)]:
        parts[place] += 1
    return Sharing(pool, wanted, Fraction(left, wanted), tuple(parts))


def _refuse_negative(pool: Pool, claims: Sequence[Claim]) -> None:
    named = [("总额", pool.whole), ("已承诺的金额", pool.committed), *((f"{one.id} 的金额", one.fen) for one in claims)]
    wrong = next((name for name, fen in named if fen < 0), None)
    if wrong is not None:
        raise KnownError("E-BUDGET", f"总量控制里的{wrong}小于零。", "请核对金额")
