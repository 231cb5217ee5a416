"""Which bands of a table a number may fall in while only its bounds are known."""

from __future__ import annotations

from fractions import Fraction

from qcy_desktop.engine import tree as t


def rows_between(bands: tuple[t.Band, ...], low: Fraction | None, high: Fraction | None) -> list[int | None]:
    """Every band that a number from `low` to `high` may fall in, and None when it may fall outside all of them.

    An end that is None is not known.
    """
    hit: list[int | None] = [i for i, band in enumerate(bands) if _meets(band, low, high)]
    return hit if hit and _covered(bands, low, high) else [*hit, None]


def _meets(band: t.Band, low: Fraction | None, high: Fraction | None) -> bool:
    under = band.high is None or low is None or band.high > low or (band.high == low and band.high_in)
    over = band.low is None or high is None or band.low < high or (band.low == high and band.low_in)
    return under and over


def _covered(bands: tuple[t.Band, ...], low: Fraction | None, high: Fraction | None) -> bool:
    """Whether the bands cover every number from `low` to `high`."""
    reached, included = low, False
    for band in sorted(bands, key=lambda b: (b.low is not None, b.low or 0)):
        if not _starts(band, reached, included=included):
            return False
        if band.high is None or (high is not None and (band.high > high or (band.high == high and band.high_in))):
            return True
        if reached is None or band.high > reached or (band.high == reached and band.high_in):
            reached, included = band.high, band.high_in
    return False


def _starts(band: t.Band, reached: Fraction | None, *, included: bool) -> bool:
    """Whether the band leaves no gap above what is reached (`included`: reached itself belongs to what is covered)."""
    if band.low is None:
        return True
    return reached is not None and (band.low < reached or (band.low == reached and (band.low_in or included)))


# --- Days and events -------------------------------------------------------------------------------------------------
