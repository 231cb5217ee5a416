"""Killed with signal 9 at any moment of an act: nothing committed is lost, nothing is half done, the file is sound."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from qcy_desktop.storage import Storage
from qcy_desktop.storage.enterprises import Listed
from qcy_desktop.storage.tables import SCHEMA
from tests.unit.storage.next_step import NEXT, with_step

# More than a hundred programs are started one after the other under --long.
pytestmark = pytest.mark.timeout(3600)
VICTIM = Path(__file__).with_name("victim.py")
ROWS = 3000
# Rebuilds a parent table and touches every row.
STEP = """with op.batch_alter_table("enterprises", recreate="always") as batch:
    batch.add_column(sa.Column("grade", sa.String(), nullable=True))
op.execute("UPDATE enterprises SET grade = 'A' || id")
op.execute("UPDATE enterprises SET area = area || '!'")
"""


@dataclass(frozen=True, slots=True)
class Death:
    """What a victim had said before it was killed; `inside` when it had begun its act and not ended it."""

    said: tuple[str, ...]
    inside: bool


class Trial:
    """Kills the same act again and again, each time at a moment drawn over its measured duration."""

    def __init__(self, root: Path, seed: int, note: Callable[[str, object], None]) -> None:
        self._root = root
        self._note = note
        self._span = 0.0
        self._chance = random.Random(seed)
        self._durations: list[float] = []
        self.inside = 0
        self.kills = 0

    def measure(self, act: str, *arguments: Path) -> None:
        """Let the act run to its end and note how long it took."""
        self._run(act, arguments, None)

    def kill(self, act: str, *arguments: Path) -> Death:
        """Run the act and kill it at a moment drawn over its duration.

        How long it takes shifts with what else the machine does. The span that is drawn over follows: it grows a little
        with every kill that fell into the act and shrinks with every one that came too late, so that about nine in ten
        fall inside and its last moments get their share.
        """
        self._span = self._span or statistics.median(self._durations)
        death = self._run(act, arguments, self._chance.uniform(0, self._span))
        self._span *= 1.02 if death.inside else 0.82
        self.kills += 1
        self.inside += death.inside
        self._note("kills", self.kills)
        self._note("kills inside the act", self.inside)
        return death

    def _run(self, act: str, arguments: tuple[Path, ...], until: float | None) -> Death:
        command = [sys.executable, str(VICTIM), act, *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(self._root), "PYTHONIOENCODING": "utf-8"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, encoding="utf-8"
        ) as victim:
            assert victim.stdin is not None
            assert victim.stdout is not None
            said = []
            for line in victim.stdout:
                said.append(line.strip())
                if said[-1] == "ready":
                    break
            victim.stdin.write("\n")
            victim.stdin.flush()
            said.append(victim.stdout.readline().strip())
            try:
                victim.wait(until)
            except subprocess.TimeoutExpired:
                victim.kill()
            said.extend(line.strip() for line in victim.stdout)
        ended = [float(line.removeprefix("done ")) for line in said if line.startswith("done ")]
        self._durations += ended
        return Death(tuple(said), "begun" in said and not ended)


@pytest.fixture
def trial(root: Path, request: pytest.FixtureRequest) -> Trial:
    """Seeded, so that a failure can be seen again; the counts go into the report of the run (``--junitxml``)."""
    counts: dict[str, object] = {}

    def note(name: str, value: object) -> None:
        counts[name] = value
        request.node.user_properties[:] = counts.items()

    return Trial(root, 20261120, note)


@pytest.fixture
def filled(tmp_path: Path, migrations: Path, noon: datetime) -> Path:
    """A folder with a database of three thousand enterprises and one backup of it."""
    folder = tmp_path / "filled"
    with Storage.open(folder, migrations) as store:
        listed = [Listed(f"西咸第{n}号商贸有限公司", f"91990000{n:010d}", "泾河新城") for n in range(ROWS)]
        store.import_enterprises(listed, "甲", noon)
        store.care.backup("甲", noon)
    return folder


@pytest.fixture
def fresh(tmp_path: Path, filled: Path) -> Iterator[Callable[[], Path]]:
    """Gives a new copy of the filled folder each time; the one before is thrown away."""
    folder = tmp_path / "copy"

    def copied() -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(filled, folder)
        return folder

    yield copied


def assert_mostly_inside(trial: Trial) -> None:
    if trial.kills < 50:
        assert trial.inside
        return
    assert trial.inside >= 0.8 * trial.kills, f"{trial.inside} of {trial.kills} kills fell into the act"


def assert_sound(store: Storage) -> None:
    assert store.care.check() == ()
    assert store.care.check_backups() == ()
    assert not list(store.folder.rglob("*.part*"))
    assert not list(store.folder.glob("qcy.restoring*"))


def test_a_killed_save_leaves_all_of_the_act_or_nothing(
    tmp_path: Path, migrations: Path, trial: Trial, trials: Callable[[int, int], int]
) -> None:
    for number in range(2):
        trial.measure("save", tmp_path / f"measured{number}", migrations)
    for number in range(trials(4, 120)):
        folder = tmp_path / f"{number}"
        death = trial.kill("save", folder, migrations)
        with Storage.open(folder, migrations) as store:
            assert_sound(store)
            for line in death.said:
                if line.startswith("kept"):
                    assert len(store.find_enterprises(line.removeprefix("kept "))) == 1
            (heavy,) = store.find_enterprises("重")
            values = set(store.load_enterprise(heavy.id).facts.values())
            assert values in ({1}, {2})
            assert len(store.list_cases()) == len(store.list_papers()) == (values == {2})
            if not death.inside:
                assert values == {2}
        shutil.rmtree(folder)
    assert_mostly_inside(trial)


def test_a_killed_program_keeps_every_draft_it_had_saved(
    tmp_path: Path, migrations: Path, trial: Trial, trials: Callable[[int, int], int]
) -> None:
    trial.measure("draft", tmp_path / "measured", migrations)
    for number in range(trials(3, 100)):
        folder = tmp_path / f"{number}"
        death = trial.kill("draft", folder, migrations)
        kept = [int(line.removeprefix("kept ")) for line in death.said if line.startswith("kept")]
        with Storage.open(folder, migrations) as store:
            (draft,) = store.list_drafts()
            assert int(draft.body) in (max(kept, default=0), max(kept, default=0) + 1)
        shutil.rmtree(folder)
    assert_mostly_inside(trial)


def test_a_killed_backup_leaves_only_good_backups(
    migrations: Path, fresh: Callable[[], Path], trial: Trial, trials: Callable[[int, int], int]
) -> None:
    for _ in range(2):
        trial.measure("backup", fresh(), migrations)
    for _ in range(trials(4, 120)):
        folder = fresh()
        death = trial.kill("backup", folder, migrations)
        with Storage.open(folder, migrations) as store:
            assert_sound(store)
            assert len(store.find_enterprises("", ROWS + 1)) == ROWS
            assert len(store.care.backups()) in ((1, 2) if death.inside else (2,))
    assert_mostly_inside(trial)


def test_a_killed_restore_leaves_the_former_or_the_restored_database(
    migrations: Path, fresh: Callable[[], Path], trial: Trial, trials: Callable[[int, int], int], noon: datetime
) -> None:
    def changed() -> tuple[Path, Path]:
        folder = fresh()
        with Storage.open(folder, migrations) as store:
            for number in range(20):
                store.import_enterprises([Listed(f"后来{number}", "")], "甲", noon)
            return folder, folder / "backups" / store.care.backups()[0].name

    for _ in range(2):
        trial.measure("restore", *changed())
    for _ in range(trials(4, 120)):
        folder, chosen = changed()
        death = trial.kill("restore", folder, chosen)
        with Storage.open(folder, migrations) as store:
            assert_sound(store)
            rows = len(store.find_enterprises("", ROWS + 100))
            restored = store.care.audit()[0].act == "db.restore"
            assert rows == (ROWS if restored else ROWS + 20)
            assert restored or death.inside
            assert len(list(folder.glob("qcy-aside-*.db"))) == restored
    assert_mostly_inside(trial)


def test_a_killed_upgrade_leaves_the_old_tables_or_the_new_ones(
    tmp_path: Path, migrations: Path, fresh: Callable[[], Path], trial: Trial, trials: Callable[[int, int], int]
) -> None:
    newer = with_step(tmp_path, migrations, STEP)
    for _ in range(2):
        trial.measure("upgrade", fresh(), newer)
    for _ in range(trials(4, 120)):
        folder = fresh()
        death = trial.kill("upgrade", folder, newer)
        with Storage.open(folder, newer) as store, store.raw() as raw:
            assert_sound(store)
            assert raw.execute("PRAGMA user_version").fetchone() == (NEXT,)
            upgraded = "SELECT count(*) FROM enterprises WHERE grade = 'A' || id AND area = '泾河新城!'"
            assert raw.execute(upgraded).fetchone() == (ROWS,)
            assert [b.reason for b in store.care.backups()].count("upgrade") in ((1, 2) if death.inside else (1,))
            assert store.care.backups()[0].schema == SCHEMA
            assert len(store.find_enterprises("西咸第7号")) == 1
    assert_mostly_inside(trial)
