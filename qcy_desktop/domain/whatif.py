"""What-if along one figure: what the answers would be for each of many values of it. Frozen plain values."""

from __future__ import annotations

from dataclasses import dataclass

from qcy_desktop.domain.assessment import Span, Total, Verdict


@dataclass(frozen=True, slots=True)
class Flip:
    """A measure whose verdict changes on the way to a value, from the one at the value before."""

    id: str
    title: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """The answers for one value of the figure (as stored, and as shown).

    `verified` and `unverified` are the cash of the best combination, kept apart; `totals` all sums by nature and payer;
    `flips` what changed since the value before.
    """

    value: int
    shown: str
    verified: Span
    unverified: Span
    totals: tuple[Total, ...]
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """The points along one figure, rising; `actual` is the place of the present value among them, None when it is missing."""

    fact: str
    year: int | None
    points: tuple[SweepPoint, ...]
    actual: int | None
