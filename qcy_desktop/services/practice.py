"""Fills an empty practice store with the sample enterprises, so that a newcomer has something to try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.services.counter import Counter


def fill_practice(counter: Counter, dictionary: Dictionary, samples: Sequence[Path]) -> int:
    """Save every sample enterprise if the store holds none yet; answers how many were saved. Raises KnownError."""
    if counter.find(""):
        return 0
    with counter.store.transaction():
        for file in samples:
            source = json.loads(file.read_text("utf-8"))
            counter.save(EnterpriseReader(dictionary, file.name).read(source))
    return len(samples)
