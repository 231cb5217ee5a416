"""The encrypted database: unreadable without its passphrase, otherwise the same as the plain one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.encryption import convert
from qcy_desktop.storage.enterprises import Listed
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed
from tests.unit.storage.next_step import with_step

SECRET = Opening(passphrase="it's 一句够长的口令")


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")


def test_nothing_readable_lies_on_the_disk(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations, SECRET) as store:
        id = store.save_enterprise(company, "甲", noon)
        store.care.backup("甲", noon)
        lying = everything_in(tmp_path)
        assert [row.id for row in store.find_enterprises("qyqn")] == [id]
    lying += everything_in(tmp_path)
    for readable in (company.name, "13912345678", "SQLite format", "CREATE TABLE", "研发费用"):
        assert readable.encode() not in lying
    with Storage.open(tmp_path, migrations, SECRET) as store:
        assert store.load_enterprise(id) == company
        assert store.care.check() == ()
        assert store.care.check_backups() == ()


@pytest.mark.parametrize("wrong", ["", "another passphrase"])
def test_a_wrong_passphrase_is_refused_and_changes_nothing(tmp_path: Path, migrations: Path, wrong: str) -> None:
    Storage.open(tmp_path, migrations, SECRET).close()
    before = (tmp_path / "qcy.db").read_bytes()
    with pytest.raises(KnownError, match="口令") as caught:
        Storage.open(tmp_path, migrations, Opening(passphrase=wrong))
    assert caught.value.code == "E-DB-KEY"
    assert (tmp_path / "qcy.db").read_bytes() == before


def test_a_restore_and_an_upgrade_work_as_with_a_plain_file(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path / "data", migrations, SECRET) as store:
        id = store.save_enterprise(company, "甲", noon)
        made = store.care.backup("甲", noon).backup
        store.remove_enterprise(id, "甲", noon)
    restore(tmp_path / "data", tmp_path / "data" / "backups" / made.name, Signed("管", noon), SECRET)
    newer = with_step(tmp_path, migrations, 'op.execute("CREATE TABLE more (x)")')
    with Storage.open(tmp_path / "data", newer, SECRET) as store:
        assert [row.id for row in store.find_enterprises("氢能")] == [id]
        assert {b.reason for b in store.care.backups()} == {"daily", "restore", "upgrade"}
        assert store.care.check() == ()
        assert store.care.check_backups() == ()
    assert company.name.encode() not in everything_in(tmp_path)


def test_the_switch_encrypts_changes_and_opens_again(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
    convert(tmp_path, Opening(), SECRET.passphrase)
    assert company.name.encode() not in everything_in(tmp_path)
    other = Opening(passphrase="quite another sentence")
    convert(tmp_path, SECRET, other.passphrase)
    with pytest.raises(KnownError):
        Storage.open(tmp_path, migrations, SECRET)
    with Storage.open(tmp_path, migrations, other) as store:
        assert store.load_enterprise(id) == company
        assert [row.id for row in store.find_enterprises("氢能")] == [id]
        assert store.care.check() == ()
    convert(tmp_path, other, "")
    with Storage.open(tmp_path, migrations) as store:
        assert store.load_enterprise(id) == company
        assert store.care.check() == ()
        store.import_enterprises([Listed("后来", "")], "甲", noon)


def test_a_short_passphrase_is_refused(tmp_path: Path, migrations: Path) -> None:
    Storage.open(tmp_path, migrations).close()
    with pytest.raises(KnownError) as caught:
        convert(tmp_path, Opening(), "short")
    assert caught.value.code == "E-DB-PASSPHRASE"


def test_archives_of_closed_years_change_their_passphrase_with_the_database(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
        store.keep_paper(NewPaper("assessment", b"%PDF kept", enterprise_id=id), "甲", noon.replace(year=2024))
        made = store.archive.make(2024, "管", noon)
    assert b"%PDF kept" in made.read_bytes()
    convert(tmp_path, Opening(), SECRET.passphrase)
    assert b"%PDF kept" not in made.read_bytes()
    # Killed between database and archive it is done again from the present passphrase on.
    convert(tmp_path, SECRET, SECRET.passphrase)
    with Storage.open(tmp_path, migrations, SECRET) as store:
        assert store.paper_body(1) == b"%PDF kept"
        assert store.care.check() == ()
    convert(tmp_path, SECRET, "")
    with Storage.open(tmp_path, migrations) as store:
        assert store.paper_body(1) == b"%PDF kept"
