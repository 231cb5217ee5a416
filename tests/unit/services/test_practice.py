"""Practice data: the samples are there on the first start, and what was practised stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.counter import Counter
from qcy_desktop.services.practice import fill_practice
from qcy_desktop.storage import Storage


@pytest.fixture
def counter(root: Path, tmp_path: Path) -> Iterator[Counter]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield Counter(opened, lambda: Hand.alone("练习"), lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def test_an_empty_practice_store_is_filled_with_every_sample_once(counter: Counter, root: Path) -> None:
    assessor = Assessor.load([root / "rules"])
    samples = sorted((root / "resources" / "samples").glob("*.json"))
    assert fill_practice(counter, assessor, samples) == len(samples) > 0
    assert len(counter.find("", limit=100)) == len(samples)
    assert fill_practice(counter, assessor, samples) == 0
    assert len(counter.find("", limit=100)) == len(samples)
