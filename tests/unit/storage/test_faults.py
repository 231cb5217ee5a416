"""What the environment does to the store comes out as a sentence with a cure, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Opening, Storage, enterprises
from qcy_desktop.storage.enterprises import Listed
from qcy_desktop.storage.opening import refuse_unsafe_folder
from tests.unit.storage.next_step import with_step


@pytest.fixture
def store(file_store: Storage) -> Storage:
    """These trials lay hands on files."""
    return file_store


def code_of(error: pytest.ExceptionInfo[KnownError]) -> str:
    assert error.value.cure
    return error.value.code


def test_a_full_database_refuses_the_act_and_keeps_the_rest(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    id = store.save_enterprise(company, "甲", noon)
    with store.raw() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="大", facts={(f"f{n}", 1): "x" * 300 for n in range(300)}), "甲", noon)
    assert code_of(caught) == "E-DB-FULL"
    assert store.load_enterprise(id) == company
    assert store.find_enterprises("大") == ()
    with store.raw() as raw:
        raw.execute("PRAGMA max_page_count = 1000000")
    store.save_enterprise(Enterprise(name="大"), "甲", noon)
    assert store.care.check() == ()


LIMITED = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Storage

noon = datetime(2026, 11, 20, tzinfo=UTC)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Storage.open(Path(sys.argv[1]), Path(sys.argv[2])) as store:
    store.save_enterprise(Enterprise(name="先"), "甲", noon)
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    large = Enterprise(name="后", facts={(f"f{n}", 1): "x" * 900 for n in range(900)})
    acts = ((400_000, lambda: store.save_enterprise(large, "甲", noon)), (50_000, lambda: store.care.backup("甲", noon)))
    for limit, act in acts:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, former[1]))
        try:
            act()
        except KnownError as error:
            sys.stdout.write(error.code + " ")
    resource.setrlimit(resource.RLIMIT_FSIZE, former)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes to hit")
def test_a_disk_that_takes_no_more_refuses_the_act_and_keeps_the_rest(
    tmp_path: Path, migrations: Path, root: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(migrations)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().split() == ["E-DB-DISK", "E-DB-DISK"]
    with Storage.open(tmp_path, migrations) as store:
        assert store.care.check() == ()
        assert [row.name for row in store.find_enterprises("")] == ["先"]
        assert not list((tmp_path / "backups").glob("*.part"))


def test_a_backup_without_room_is_refused_before_it_begins(
    store: Storage, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qcy_desktop.storage import backups

    with pytest.raises(KnownError, match="还差约") as caught:
        backups.require_space(1 << 60, store.folder)
    assert code_of(caught) == "E-DB-FULL"


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write everywhere; be nobody for a while."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders work differently there")
def test_a_read_only_folder_is_named_with_its_cure(migrations: Path, noon: datetime) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Storage.open(folder, migrations) as store:
            store.save_enterprise(Enterprise(name="甲"), "甲", noon)
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        with ordinary_user(), pytest.raises(KnownError) as caught:
            Storage.open(folder, migrations)
        assert code_of(caught) == "E-DB-READONLY"
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
        with Storage.open(folder, migrations) as store:
            assert len(store.find_enterprises("甲")) == 1


# Windows itself does not let an open database be moved, which is the better answer.
movable = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved away there")


@movable
def test_a_database_moved_away_while_open_is_noticed_before_writing(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    id = store.save_enterprise(company, "甲", noon)
    path, away = store.folder / "qcy.db", store.folder / "away.db"
    path.rename(away)
    with pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="新"), "甲", noon)
    assert code_of(caught) == "E-DB-GONE"
    away.rename(path)
    assert store.load_enterprise(id) == company
    store.save_enterprise(Enterprise(name="新"), "甲", noon)


@movable
def test_a_database_replaced_while_open_is_not_written_over(store: Storage, noon: datetime) -> None:
    path = store.folder / "qcy.db"
    path.rename(store.folder / "away.db")
    path.write_bytes(b"somebody else's")
    with pytest.raises(KnownError) as caught:
        store.save_enterprise(Enterprise(name="新"), "甲", noon)
    assert code_of(caught) == "E-DB-GONE"
    assert path.read_bytes() == b"somebody else's"


@pytest.mark.parametrize(
    ("statement", "code"), [("PRAGMA user_version = 99", "E-DB-NEWER"), ("PRAGMA application_id = 7", "E-DB-FOREIGN")]
)
def test_a_newer_or_foreign_database_is_refused_without_touching_it(
    tmp_path: Path, migrations: Path, statement: str, code: str
) -> None:
    Storage.open(tmp_path, migrations).close()
    stranger = sqlite3.connect(tmp_path / "qcy.db")
    stranger.execute("PRAGMA journal_mode = DELETE")
    stranger.execute(statement)
    stranger.close()
    before = (tmp_path / "qcy.db").read_bytes()
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path, migrations)
    assert code_of(caught) == code
    assert (tmp_path / "qcy.db").read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_database_as_it_was_with_a_backup_beside(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path / "data", migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
    half = 'op.execute("CREATE TABLE half (x)")\nop.execute("DELETE FROM facts")\nraise RuntimeError("half way")'
    newer = with_step(tmp_path, migrations, half)
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path / "data", newer)
    assert code_of(caught) == "E-DB-UPGRADE"
    (backup,) = (tmp_path / "data" / "backups").glob("*.db")
    assert str(backup) in caught.value.cure
    with Storage.open(tmp_path / "data", migrations) as store:
        assert store.load_enterprise(id) == company
        assert [b.reason for b in store.care.backups()] == ["upgrade"]
        assert store.care.check() == ()
        with store.raw() as raw:
            assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)


def test_a_step_that_breaks_references_is_taken_back(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path / "data", migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
    newer = with_step(tmp_path, migrations, 'op.execute("DELETE FROM enterprises")')
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path / "data", newer)
    assert code_of(caught) == "E-DB-UPGRADE"
    assert "backups" in caught.value.cure
    with Storage.open(tmp_path / "data", migrations) as store:
        assert store.load_enterprise(id) == company


def test_a_writer_that_stays_too_long_is_said_to_be_busy(tmp_path: Path, migrations: Path, noon: datetime) -> None:
    with Storage.open(tmp_path, migrations, Opening(busy_ms=30)) as store:
        other = sqlite3.connect(tmp_path / "qcy.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KnownError) as caught:
            store.save_enterprise(Enterprise(name="甲"), "甲", noon)
        assert code_of(caught) == "E-DB-BUSY"
        other.execute("ROLLBACK")
        other.close()
        store.save_enterprise(Enterprise(name="甲"), "甲", noon)


def test_a_damaged_page_is_named_as_damage(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        for number in range(30):
            store.save_enterprise(Enterprise(name=f"企业{number}", facts=company.facts), "甲", noon)
    path = tmp_path / "qcy.db"
    body = bytearray(path.read_bytes())
    body[8 * 4096 : -4096] = os.urandom(len(body) - 9 * 4096)
    path.write_bytes(body)
    with pytest.raises(KnownError) as caught, Storage.open(tmp_path, migrations) as store:
        for row in store.find_enterprises(""):
            store.load_enterprise(row.id)
    assert code_of(caught) == "E-DB-CORRUPT"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_folder_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "share"
    share.mkdir()
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {share} {kind} rw 0 0\n", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        refuse_unsafe_folder(share / "data", mounts)
    assert code_of(caught) == "E-DB-PLACE"
    refuse_unsafe_folder(tmp_path, mounts)


@pytest.mark.parametrize("name", ["OneDrive - 单位", "Dropbox", "坚果云", "WPS云盘"])
def test_a_synchronised_folder_is_refused_unless_told_otherwise(tmp_path: Path, migrations: Path, name: str) -> None:
    folder = tmp_path / name / "data"
    with pytest.raises(KnownError) as caught:
        Storage.open(folder, migrations)
    assert code_of(caught) == "E-DB-PLACE"
    assert not folder.exists()
    Storage.open(folder, migrations, Opening(anywhere=True)).close()


def test_an_import_without_room_is_refused_before_it_begins(
    store: Storage, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No disk of a test is small enough; so each enterprise is held to be very large.
    monkeypatch.setattr(enterprises, "_BYTES_EACH", 1 << 60)
    with pytest.raises(KnownError, match="还差约") as caught:
        store.import_enterprises([Listed("甲", ""), Listed("乙", "")], "甲", noon)
    assert code_of(caught) == "E-DB-FULL"
    assert store.find_enterprises("") == ()
