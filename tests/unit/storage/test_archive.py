"""Closed years move into files of their own, are found and read there, and come back whole."""

from __future__ import annotations

import dataclasses
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.storage.belongings import NewFile, NewNote
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed
from tests.unit.storage.conftest import MIGRATIONS, QUICK
from tests.unit.storage.museum import COMPANY, an_assessment

THEN = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 " + bytes(range(256)) * 400


@pytest.fixture
def store(file_store: Storage) -> Storage:
    """Two cases of 2024, one ended and one still open, each with assessment, paper and file."""
    id = file_store.save_enterprise(COMPANY, "甲", THEN)
    for state in (Stage.FILED, Stage.FIRST):
        kept = file_store.keep_assessment(id, COMPANY, an_assessment(), "甲", THEN)
        case = file_store.save_case(Case(id, "m1", state, assessment_id=kept), "甲", THEN)
        file_store.keep_paper(NewPaper("acceptance", PDF, enterprise_id=id, case_id=case), "甲", THEN)
        file_store.belongings.attach(NewFile(id, f"{state}.txt", state.encode(), case), "甲", THEN)
        file_store.belongings.add_note(NewNote(id, "来电", case), "甲", THEN)
    return file_store


def everything(store: Storage) -> tuple[object, ...]:
    """All that can be read of cases, papers, assessments and files."""
    return (
        store.load_assessment(1),
        store.load_assessment(2),
        store.paper_body(1),
        store.paper_body(2),
        store.belongings.attachment_body(1),
        store.belongings.attachment_body(2),
    )


def contents(store: Storage) -> tuple[object, ...]:
    """The same without the mark that tells where the contents lie."""
    one, two, *rest = everything(store)
    assert isinstance(one, type(two))
    return (one.inputs, one.result, two.inputs, two.result, *rest)  # type: ignore[attr-defined]


def test_a_closed_year_lies_apart_and_everything_in_it_is_still_read(store: Storage) -> None:
    before = contents(store)
    holding = store.archive.closed(2024)
    assert (holding.cases, holding.papers, holding.assessments, holding.attachments) == (1, 1, 1, 1)
    with store.raw() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = (store.folder / "qcy.db").stat().st_size
    made = store.archive.make(2024, "管", NOW)
    assert made == store.folder / "archives" / "2024-01.db"
    assert (store.folder / "qcy.db").stat().st_size < size - len(PDF) // 2
    assert store.archive.held() == (holding,)
    assert contents(store) == before
    assert [paper.archived for paper in store.list_papers()] == [None, 2024]
    assert [case.state for case in store.list_cases()] == [Stage.FIRST]
    assert len(store.list_cases(enterprise_id=1)) == 2
    assert store.copy_paper(1, "甲", NOW)[1] == PDF
    assert store.care.check() == ()


def test_archived_things_are_found_by_number_measure_enterprise_and_file(store: Storage) -> None:
    store.archive.make(2024, "管", NOW)
    assert {thing.kind for thing in store.archive.find("清源")} == {"case", "paper", "assessment", "attachment"}
    assert [thing.kind for thing in store.archive.find("acceptance-2024-00001")] == ["paper"]
    assert [(thing.kind, thing.name) for thing in store.archive.find("m1")] == [("case", "2024-00001")]
    assert [thing.name for thing in store.archive.find("归档.txt")] == ["已归档.txt"]
    assert store.archive.find("没有这样的") == ()


def test_an_archive_comes_back_whole(store: Storage) -> None:
    before = everything(store)
    store.archive.make(2024, "管", NOW)
    back = store.archive.bring_back(2024, "管", NOW)
    assert back.papers == 1
    assert everything(store) == before
    assert store.archive.held() == ()
    assert len(store.list_cases()) == 2
    assert store.care.check() == ()
    assert [link.act for link in store.care.audit()][:2] == ["archive.restore", "archive.make"]


def test_what_ends_later_goes_into_a_second_file_of_the_year(store: Storage) -> None:
    before = contents(store)
    store.archive.make(2024, "管", NOW)
    store.save_case(dataclasses.replace(store.load_case(2), state=Stage.ENDED), "甲", THEN)
    assert store.archive.make(2024, "管", NOW).name == "2024-02.db"
    assert contents(store) == before
    store.archive.bring_back(2024, "管", NOW)
    assert contents(store) == before
    assert store.care.check() == ()


def test_a_year_that_is_not_over_or_has_nothing_in_it_is_refused(store: Storage) -> None:
    for year, code in ((2026, "E-ARCHIVE-YEAR"), (2023, "E-ARCHIVE-EMPTY")):
        with pytest.raises(KnownError) as caught:
            store.archive.make(year, "管", NOW)
        assert caught.value.code == code
    assert not (store.folder / "archives").exists()


def test_an_archive_that_is_missing_is_named_and_works_again_when_it_is_back(store: Storage) -> None:
    made = store.archive.make(2024, "管", NOW)
    away = made.rename(store.folder / "away")
    with pytest.raises(KnownError) as caught:
        store.paper_body(1)
    assert caught.value.code == "E-ARCHIVE-GONE"
    with pytest.raises(KnownError):
        store.archive.bring_back(2024, "管", NOW)
    assert {f.code for f in store.care.check()} == {"E-ARCHIVE-GONE"}
    away.rename(made)
    assert store.paper_body(1) == PDF
    assert store.care.check() == ()


def test_a_tampered_archive_is_named_and_never_brought_back(store: Storage) -> None:
    made = store.archive.make(2024, "管", NOW)
    stranger = sqlite3.connect(made, isolation_level=None)
    stranger.execute("UPDATE contents SET body = x'00' WHERE kind = 'paper'")
    stranger.close()
    assert [(f.code, f.place) for f in store.care.check()] == [("E-DB-CHANGED", "papers/1")]
    with pytest.raises(KnownError) as caught:
        store.archive.bring_back(2024, "管", NOW)
    assert caught.value.code == "E-ARCHIVE-BAD"
    assert len(store.archive.held()) == 1


def test_a_file_left_by_a_killed_archiving_does_no_harm(store: Storage) -> None:
    before = contents(store)
    made = store.archive.make(2024, "管", NOW)
    left = made.read_bytes()
    store.archive.bring_back(2024, "管", NOW)
    made.write_bytes(left)
    made.with_name("2024-01 - 副本.db").write_bytes(b"a copy laid beside by hand")
    assert contents(store) == before
    assert store.care.check() == ()
    store.archive.make(2024, "管", NOW)
    assert contents(store) == before


def test_an_encrypted_store_has_encrypted_archives(tmp_path: Path) -> None:
    secret = Opening(passphrase="it's 一句够长的口令")
    with Storage.open(tmp_path, MIGRATIONS, secret) as store:
        id = store.save_enterprise(Enterprise(name="甲"), "甲", THEN)
        store.keep_paper(NewPaper("assessment", PDF, enterprise_id=id), "甲", THEN)
        made = store.archive.make(2024, "管", NOW)
        assert b"%PDF" not in made.read_bytes()
        assert store.paper_body(1) == PDF


def test_only_an_administrator_archives(tmp_path: Path) -> None:
    with Storage.open(tmp_path, MIGRATIONS, Opening(passwords=QUICK)) as store:
        store.accounts.add(NewAccount("guan", "管", frozenset({Role.ADMIN}), "Qing-Yuan-2026"), "", THEN)
        admin = store.accounts.login("guan", "Qing-Yuan-2026", THEN)
        with store.acting(admin):
            store.accounts.add(NewAccount("zhang", "张", frozenset({Role.COUNTER}), "Chuang-Kou-2026"), "guan", THEN)
        given = store.accounts.login("zhang", "Chuang-Kou-2026", THEN)
        clerk = store.accounts.change_password(given, "Chuang-Kou-2026", "Chuang-Kou-2027", THEN)
        with store.acting(clerk):
            id = store.save_enterprise(Enterprise(name="甲"), "zhang", THEN)
            store.keep_paper(NewPaper("assessment", PDF, enterprise_id=id), "zhang", THEN)
        with store.acting(clerk), pytest.raises(KnownError) as caught:
            store.archive.make(2024, "zhang", NOW)
        assert caught.value.code == "E-RIGHT"
        assert not (tmp_path / "archives").exists()
        with store.acting(admin):
            assert store.archive.make(2024, "guan", NOW).is_file()


@pytest.mark.loopback
def test_a_hall_is_not_archived_from_a_desk(tmp_path: Path, hall_url: str) -> None:
    with Storage.open(tmp_path, MIGRATIONS, Opening(url=hall_url)) as store, pytest.raises(KnownError) as caught:
        store.archive.make(2024, "管", NOW)
    assert caught.value.code == "E-DB-HALL"


def test_a_backup_made_while_a_year_was_archived_is_whole_after_the_year_was_brought_back(tmp_path: Path) -> None:
    with Storage.open(tmp_path, MIGRATIONS) as store:
        id = store.save_enterprise(Enterprise(name="甲"), "甲", THEN)
        store.keep_paper(NewPaper("assessment", PDF, enterprise_id=id), "甲", THEN)
        store.archive.make(2024, "管", NOW)
        backup = store.care.backup("管", NOW).backup
        store.archive.bring_back(2024, "管", NOW)
    restore(tmp_path, tmp_path / "backups" / backup.name, Signed("管", NOW), Opening())
    with Storage.open(tmp_path, MIGRATIONS) as store:
        assert store.paper_body(1) == PDF
        assert store.care.check() == ()
