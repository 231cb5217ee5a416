"""Fills an empty practice store with the sample enterprises, so that a newcomer has something to try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.counter import Counter


def fill_practice(counter: Counter, assessor: Assessor, samples: Sequence[Path]) -> int:
    """Save every sample enterprise if the store holds none yet; answers how many were saved. Raises KnownError."""
    if counter.find(""):
        return 0
    with counter.store.transaction():
        for file in samples:
            counter.save(assessor.read_file(file))
    return len(samples)
