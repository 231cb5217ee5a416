"""One desk of a shared hall: does mixed errands for a while and says what it did.

Run as ``python desk.py URL FOLDER MIGRATIONS SECONDS SEED ENTERPRISE``.
"""

from __future__ import annotations

import dataclasses
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case, Contact, Draft, Saving
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.cases import NewPaper

COUNTED = ("次数", 2024)


class Desk:
    """The errands of one desk; `done` counts what was committed, `refused` what was turned away and why."""

    def __init__(self, store: Storage, name: str, seed: int, shared: int) -> None:
        self._store = store
        self._name = name
        self._chance = random.Random(seed)
        self._shared = shared
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def one_errand(self) -> None:
        """Do one errand drawn by chance; a refusal is counted and nothing else."""
        errand = self._chance.choice((self.count, self.count, self.enter, self.accept, self.look, self.jot))
        try:
            errand(datetime.now(UTC))
        except KnownError as error:
            self.refused[error.code] += 1
            return
        self.done[errand.__name__] += 1

    def count(self, now: datetime) -> None:
        """Add one to a figure that all desks change, from the version that was read."""
        row = self._store.enterprise_row(self._shared)
        enterprise = self._store.load_enterprise(self._shared)
        more = int(str(enterprise.facts[COUNTED])) + 1
        changed = dataclasses.replace(enterprise, facts={**enterprise.facts, COUNTED: more})
        self._store.save_enterprise(changed, self._name, now, Saving(id=self._shared, expected_version=row.version))

    def enter(self, now: datetime) -> None:
        """Enter a new enterprise with a contact."""
        with self._store.transaction():
            entered = Enterprise(name=f"{self._name}第{self.done['enter']}号商贸", facts={("从业人员数", 2024): 1})
            id = self._store.save_enterprise(entered, self._name, now)
            self._store.contacts.save(Contact("联系人", "某", "13900001111", enterprise_id=id), self._name, now)

    def accept(self, now: datetime) -> None:
        """Open a case and hand out its paper in one act."""
        with self._store.transaction():
            case = self._store.save_case(Case(self._shared, "m", "待受理"), self._name, now)
            self._store.keep_paper(NewPaper("acceptance", b"%PDF", case_id=case), self._name, now)

    def look(self, now: datetime) -> None:
        """Search and read."""
        for row in self._store.find_enterprises("商贸", 5):
            self._store.load_enterprise(row.id)

    def jot(self, now: datetime) -> None:
        """Keep a draft."""
        self._store.save_draft(Draft("counter", "稿", "{}"), self._name, now)


def main(url: str, folder: Path, migrations: Path, seconds: float, seed: int, shared: int) -> None:
    """Work until the time is over, then write the counts as one line of JSON."""
    with Storage.open(folder, migrations, Opening(url=url, busy_ms=20_000)) as store:
        desk = Desk(store, f"窗口{seed}", seed, shared)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            desk.one_errand()
    sys.stdout.write(json.dumps({"done": desk.done, "refused": desk.refused}))


if __name__ == "__main__":
    url, folder, migrations, seconds, seed, shared = sys.argv[1:]
    main(url, Path(folder), Path(migrations), float(seconds), int(seed), int(shared))
