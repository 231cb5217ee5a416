"""A process that is killed: does one act on a store when told to, and says when it begins and ends.

Run as ``python victim.py ACT FOLDER MIGRATIONS [BACKUP]``; it waits for a line before the act.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.records import Case, Draft, Saving
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FACTS = 400


def say(word: str) -> None:
    """One line to whoever watches, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def when_told(act: Callable[[], object]) -> None:
    """Announce, wait, act, and say how long it took."""
    say("ready")
    sys.stdin.readline()
    say("begun")
    start = time.perf_counter()
    act()
    say(f"done {time.perf_counter() - start:.6f}")


def heavy(value: int) -> Enterprise:
    """An enterprise of which every figure is `value`."""
    return Enterprise(name="重", facts={(f"指标{n}", 2023): value for n in range(FACTS)})


def save(folder: Path, migrations: Path) -> None:
    """Five small acts, each announced once it is committed; then one large one."""
    with Storage.open(folder, migrations) as store:
        for number in range(5):
            store.save_enterprise(Enterprise(name=f"小{number}"), "甲", NOON)
            say(f"kept 小{number}")
        id = store.save_enterprise(heavy(1), "甲", NOON)

        def act() -> None:
            with store.transaction():
                store.save_enterprise(heavy(2), "甲", NOON, Saving(id=id))
                case = store.save_case(Case(id, "m", "待受理"), "甲", NOON)
                store.keep_paper(NewPaper("acceptance", bytes(300_000), case_id=case), "甲", NOON)

        when_told(act)


def draft(folder: Path, migrations: Path) -> None:
    """A draft saved again and again, each state announced once it is kept."""
    with Storage.open(folder, migrations) as store:
        id = store.save_draft(Draft("counter", "稿", "0"), "甲", NOON)

        def act() -> None:
            for number in range(1, 300):
                store.save_draft(Draft("counter", "稿", str(number), id=id), "甲", NOON)
                say(f"kept {number}")

        when_told(act)


def backup(folder: Path, migrations: Path) -> None:
    """One backup."""
    with Storage.open(folder, migrations) as store:
        when_told(lambda: store.care.backup("甲", NOON))


def upgrade(folder: Path, migrations: Path) -> None:
    """One opening that has to upgrade."""
    when_told(lambda: Storage.open(folder, migrations).close())


def bring_back(folder: Path, chosen: Path) -> None:
    """One restore."""
    when_told(lambda: restore(folder, chosen, Signed("管", NOON), Opening(clock=lambda: NOON)))


if __name__ == "__main__":
    act, folder, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"save": save, "draft": draft, "backup": backup, "upgrade": upgrade, "restore": bring_back}[act](folder, other)
