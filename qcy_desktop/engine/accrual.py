"""Adds a dated value up over days: interest at a rate that changes on the way, exact to the day."""

from __future__ import annotations

from fractions import Fraction

from qcy_desktop.engine import tree as t


class Accrual:
    """A dated table made ready: sums of its value over stretches of days, stored at `scale`."""

    def __init__(self, table: t.Table, scale: int) -> None:
        bands = table.axes[0].bands
        # The key of a dated table counts days since 0001-01-01, which is one less than the ordinal.
        self.starts = [int(Fraction(band.low or 0)) + 1 for band in bands]
        self.values = [(value * scale).numerator for (value,) in table.values]

    def between(self, start: int, end: int) -> int:
        """The sum over the days from `start` (included) to `end` (not included), both ordinals.

        Days before the first value count nothing; an end before the start gives 0.
        """
        total = 0
        for i, (first, value) in enumerate(zip(self.starts, self.values, strict=True)):
            last = self.starts[i + 1] if i + 1 < len(self.starts) else end
            total += value * max(0, min(end, last) - max(start, first))
        return total
