"""Backups nobody has to think of: one a day, and its age in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.services.casework import Hand
from qcy_desktop.services.safekeeping import Safekeeping
from qcy_desktop.storage import Opening, Storage


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def safekeeping(root: Path, tmp_path: Path, clock: Clock) -> Iterator[Safekeeping]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations", Opening(clock=clock)) as store:
        yield Safekeeping(store, lambda: Hand.alone("窗口一"), clock)


def test_a_fresh_store_says_that_it_was_never_backed_up(safekeeping: Safekeeping) -> None:
    assert safekeeping.newest() is None
    assert safekeeping.sentence() == "尚未备份"


def test_one_backup_a_day_is_made_and_no_more(safekeeping: Safekeeping, clock: Clock) -> None:
    assert safekeeping.back_up_if_due()
    clock.now += timedelta(hours=8)
    assert not safekeeping.back_up_if_due()
    clock.now += timedelta(hours=16)
    assert safekeeping.back_up_if_due()
    assert len(safekeeping.store.care.backups()) == 2


@pytest.mark.parametrize(
    ("passed", "sentence"),
    [
        (timedelta(minutes=5), "刚刚备份"),
        (timedelta(hours=3), "3 小时前备份"),
        (timedelta(days=2, hours=5), "2 天前备份"),
    ],
)
def test_the_age_is_said_in_words(safekeeping: Safekeeping, clock: Clock, passed: timedelta, sentence: str) -> None:
    safekeeping.back_up_if_due()
    clock.now += passed
    assert safekeeping.sentence() == sentence
