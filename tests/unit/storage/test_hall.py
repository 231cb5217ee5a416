"""A shared hall: many desks on one PostgreSQL, nothing lost, nothing overwritten, nothing stuck."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Opening, Storage
from tests.unit.storage.desk import COUNTED
from tests.unit.storage.postgresql import Hall

pytestmark = pytest.mark.loopback
DESK = Path(__file__).with_name("desk.py")


@pytest.mark.timeout(1200)
def test_eight_desks_lose_nothing_and_leave_the_chain_whole(
    tmp_path: Path, migrations: Path, hall_url: str, root: Path, trials: Callable[[int, int], int], noon: datetime
) -> None:
    opening = Opening(url=hall_url)
    with Storage.open(tmp_path / "first", migrations, opening) as store:
        shared = store.save_enterprise(Enterprise(name="共用", facts={COUNTED: 0}), "甲", noon)
    seconds = trials(3, 600)
    environment = {**os.environ, "PYTHONPATH": str(root)}
    desks = [
        subprocess.Popen(
            [sys.executable, DESK, hall_url, tmp_path / str(n), migrations, str(seconds), str(n), str(shared)],
            stdout=subprocess.PIPE,
            env=environment,
        )
        for n in range(8)
    ]
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for desk in desks:
        said, _ = desk.communicate(timeout=seconds + 120)
        assert desk.returncode == 0
        counts = json.loads(said)
        done.update(counts["done"])
        refused.update(counts["refused"])
    assert set(refused) <= {"E-DB-CONFLICT"}
    assert min(done[errand] for errand in ("count", "enter", "accept", "look", "jot")) > 0
    with Storage.open(tmp_path / "last", migrations, opening) as store:
        assert store.load_enterprise(shared).facts[COUNTED] == done["count"]
        assert len(store.find_enterprises("", 10**6)) == done["enter"] + 1
        numbers = sorted(case.number.split("-")[1] for case in store.list_cases(limit=10**6))
        assert numbers == [f"{n:05d}" for n in range(1, done["accept"] + 1)]
        assert len(store.list_papers()) == done["accept"]
        assert len(store.list_drafts()) == done["jot"]
        assert store.care.check() == ()
        acts = Counter(link.act for link in store.care.audit(limit=10**6))
    assert acts["enterprise.save"] == done["count"]
    with psycopg.connect(hall_url) as connection:
        waiting = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        deadlocks = connection.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert waiting == (0,)
        assert deadlocks.fetchone() == (0,)


def test_two_desks_that_begin_together_build_the_tables_once(
    tmp_path: Path, migrations: Path, hall: Hall, root: Path
) -> None:
    opens = (
        "import sys; from pathlib import Path; from qcy_desktop.storage import Opening, Storage; "
        "Storage.open(Path(sys.argv[1]), Path(sys.argv[2]), Opening(url=sys.argv[3])).close()"
    )
    url = hall.empty()
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", opens, tmp_path / str(n), migrations, url],
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        for n in range(3)
    ]
    assert [desk.wait(60) for desk in desks] == [0, 0, 0]
    with Storage.open(tmp_path / "last", migrations, Opening(url=url)) as store:
        assert store.care.check() == ()


def test_a_conflict_between_two_desks_is_shown_and_the_first_one_stays(
    tmp_path: Path, migrations: Path, hall_url: str, company: Enterprise, noon: datetime
) -> None:
    from qcy_desktop.domain.records import Saving

    opening = Opening(url=hall_url)
    with Storage.open(tmp_path / "a", migrations, opening) as a, Storage.open(tmp_path / "b", migrations, opening) as b:
        id = a.save_enterprise(company, "甲", noon)
        seen = b.enterprise_row(id).version
        a.save_enterprise(Enterprise(name="甲改", uscc=company.uscc), "甲", noon)
        with pytest.raises(KnownError) as caught:
            b.save_enterprise(company, "乙", noon, Saving(id=id, expected_version=seen))
        assert caught.value.code == "E-DB-CONFLICT"
        assert b.load_enterprise(id).name == "甲改"


def test_a_hall_that_cannot_be_reached_is_named(tmp_path: Path, migrations: Path, hall: Hall) -> None:
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path, migrations, Opening(url="postgresql://hall@127.0.0.1:1/none"))
    assert caught.value.code == "E-DB-HALL"
    assert caught.value.cure


def test_a_desk_goes_on_after_the_connection_was_cut(
    tmp_path: Path, migrations: Path, hall_url: str, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations, Opening(url=hall_url)) as store:
        store.save_enterprise(Enterprise(name="甲"), "甲", noon)
        with pytest.raises(KnownError) as caught, store.transaction():
            with psycopg.connect(hall_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            store.save_enterprise(Enterprise(name="乙"), "甲", noon)
        assert caught.value.code == "E-DB-HALL"
        assert [row.name for row in store.find_enterprises("")] == ["甲"]
        store.save_enterprise(Enterprise(name="乙"), "甲", noon)


def test_the_hall_refuses_to_change_its_audit(tmp_path: Path, migrations: Path, hall_url: str, noon: datetime) -> None:
    with Storage.open(tmp_path, migrations, Opening(url=hall_url)) as store:
        store.save_enterprise(Enterprise(name="甲"), "甲", noon)
        for harm in ("UPDATE audit SET who = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE"):
            with (
                psycopg.connect(hall_url, autocommit=True) as stranger,
                pytest.raises(psycopg.Error, match="append-only"),
            ):
                stranger.execute(harm)
        with psycopg.connect(hall_url, autocommit=True) as stranger:
            stranger.execute("ALTER TABLE audit DISABLE TRIGGER USER")
            stranger.execute("UPDATE audit SET who = '乙'")
        assert [(f.code, f.place) for f in store.care.verify()] == [("E-AUDIT-CHANGED", "audit/1")]


def test_a_hall_of_a_newer_program_is_refused(tmp_path: Path, migrations: Path, hall_url: str) -> None:
    with psycopg.connect(hall_url, autocommit=True) as other:
        other.execute("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path, migrations, Opening(url=hall_url))
    assert caught.value.code == "E-DB-NEWER"
