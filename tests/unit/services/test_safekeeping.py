"""Backups nobody has to think of: one a day, and its age in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.services.assessing import declared_in
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.safekeeping import Safekeeping, how_to_open
from qcy_desktop.settings import Settings
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.cases import NewPaper


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


def test_an_absent_second_place_is_said_until_it_has_the_newest_backup(
    root: Path, tmp_path: Path, clock: Clock
) -> None:
    usb = tmp_path / "usb"
    opening = Opening(clock=clock, second_target=usb)
    with Storage.open(tmp_path / "data", root / "db" / "migrations", opening) as store:
        keeping = Safekeeping(store, lambda: Hand.alone("窗口一"), clock)
        keeping.back_up_if_due()
        assert "第二备份位置" in keeping.sentence()
        assert str(usb) in keeping.lacking()
        usb.mkdir()
        assert "没有最近一份备份" in keeping.lacking()
        clock.now += timedelta(days=1)
        keeping.back_up_if_due()
        assert keeping.lacking() == ""
        assert keeping.sentence() == "刚刚备份"


def test_archives_go_to_the_second_place_too(root: Path, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "usb").mkdir()
    opening = Opening(clock=clock, second_target=tmp_path / "usb")
    with Storage.open(tmp_path / "data", root / "db" / "migrations", opening) as store:
        id = store.save_enterprise(Enterprise(name="甲"), "甲", clock())
        store.keep_paper(NewPaper("assessment", b"%PDF", enterprise_id=id), "甲", clock.now.replace(year=2024))
        made = store.archive.make(2024, "甲", clock())
        assert store.care.backup("甲", clock()).second is None
        assert (tmp_path / "usb" / "archives" / made.name).read_bytes() == made.read_bytes()


def test_the_settings_say_how_the_store_is_opened(tmp_path: Path) -> None:
    settings = Settings(second_backup=str(tmp_path), any_folder=True, hall="postgresql://x/y")
    opening = how_to_open((), settings, "口令")
    assert (opening.second_target, opening.anywhere, opening.url, opening.passphrase) == (
        tmp_path,
        True,
        "postgresql://x/y",
        "口令",
    )


def test_what_the_rules_call_personal_is_sealed_records_of_persons_too(root: Path) -> None:
    personal = how_to_open(declared_in([root / "rules"]), Settings()).personal
    assert {"talent_salary", "employee"} <= personal
    assert not personal & {"revenue", "reg_area"}
