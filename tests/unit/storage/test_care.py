"""Backups that are proved, a restore that keeps the former file, an audit chain that shows every hand laid on it."""

from __future__ import annotations

import dataclasses
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import FormKind, OfficeForm
from qcy_desktop.domain.records import BackupFile, Case, Saving
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.backups import surplus
from qcy_desktop.storage.belongings import NewFile, NewNote
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed
from tests.unit.storage.museum import an_assessment


@pytest.fixture
def store(file_store: Storage) -> Storage:
    """These trials lay hands on files."""
    return file_store


@contextmanager
def opened_by_force(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as a stranger with an SQLite tool would open it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def test_a_backup_holds_what_was_committed_and_is_recorded(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon)
    done = store.care.backup("甲", noon)
    assert store.care.backups() == (done.backup,)
    with opened_by_force(store.folder / "backups" / done.backup.name) as copy:
        assert copy.execute("SELECT name FROM enterprises WHERE id = ?", (id,)).fetchone() == (company.name,)
    assert store.care.audit()[0].act == "db.backup"
    assert store.care.check_backups() == ()
    assert [p.suffix for p in sorted((store.folder / "backups").iterdir())] == [".db", ".json"]


def test_an_altered_backup_is_named(store: Storage, company: Enterprise, noon: datetime) -> None:
    store.save_enterprise(company, "甲", noon)
    good, bad = store.care.backup("甲", noon).backup, store.care.backup("甲", noon).backup
    with opened_by_force(store.folder / "backups" / bad.name) as copy:
        copy.execute("UPDATE enterprises SET name = '别家'")
    assert [(f.code, f.place) for f in store.care.check_backups()] == [("E-BACKUP-CHANGED", bad.name)]
    assert good.name != bad.name


def test_an_altered_backup_with_a_matching_description_is_still_named(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    store.save_enterprise(company, "甲", noon)
    made = store.care.backup("甲", noon).backup
    path = store.folder / "backups" / made.name
    with opened_by_force(path) as copy:
        copy.execute("UPDATE enterprises SET name = '别家'")
    from qcy_desktop.storage.backups import file_digest

    description = path.with_suffix(".json")
    description.write_text(description.read_text("utf-8").replace(made.digest, file_digest(path)), encoding="utf-8")
    assert [f.code for f in store.care.check_backups()] == ["E-BACKUP-CHANGED"]


def test_a_restore_brings_back_the_backup_and_keeps_the_former_file(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
        made = store.care.backup("甲", noon).backup
        store.save_enterprise(dataclasses.replace(company, name="后来的名字"), "甲", noon)
        assert [link.act for link in store.care.lost_by_restoring(made)] == ["enterprise.save", "db.backup"]
    aside = restore(tmp_path, tmp_path / "backups" / made.name, Signed("管理员", noon), Opening())
    with Storage.open(tmp_path, migrations) as store:
        assert store.load_enterprise(id) == company
        assert store.care.audit()[0].act == "db.restore"
        assert store.care.check() == ()
        assert {b.reason for b in store.care.backups()} == {"daily", "restore"}
    assert aside is not None
    with opened_by_force(aside) as former:
        assert former.execute("SELECT name FROM enterprises").fetchone() == ("后来的名字",)


def test_a_damaged_database_can_be_replaced_by_its_backup(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
        made = store.care.backup("甲", noon).backup
    (tmp_path / "qcy.db").write_bytes(b"\0" * 40_000)
    with pytest.raises(KnownError) as caught:
        Storage.open(tmp_path, migrations)
    assert caught.value.code in {"E-DB-KEY", "E-DB-CORRUPT"}
    restore(tmp_path, tmp_path / "backups" / made.name, Signed("管理员", noon), Opening())
    with Storage.open(tmp_path, migrations) as store:
        assert store.load_enterprise(id) == company


def test_a_damaged_backup_is_refused_and_the_database_left_alone(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
        made = store.care.backup("甲", noon).backup
    path = tmp_path / "backups" / made.name
    body = bytearray(path.read_bytes())
    body[5000:9000] = bytes(4000)
    path.write_bytes(body)
    with pytest.raises(KnownError) as caught:
        restore(tmp_path, path, Signed("管理员", noon), Opening())
    assert caught.value.code == "E-BACKUP-CHANGED"
    path.with_suffix(".json").unlink()
    with pytest.raises(KnownError) as caught:
        restore(tmp_path, path, Signed("管理员", noon), Opening())
    assert caught.value.code == "E-BACKUP-BAD"
    with Storage.open(tmp_path, migrations) as store:
        assert store.load_enterprise(id) == company


def test_a_second_place_gets_every_backup_and_its_absence_is_said(
    tmp_path: Path, migrations: Path, noon: datetime
) -> None:
    second = tmp_path / "usb"
    second.mkdir()
    with Storage.open(tmp_path / "data", migrations, Opening(second_target=second)) as store:
        made = store.care.backup("甲", noon)
        assert made.second is None
        assert (second / made.backup.name).read_bytes() == (store.folder / "backups" / made.backup.name).read_bytes()
        for path in second.iterdir():
            path.unlink()
        second.rmdir()
        missing = store.care.backup("甲", noon).second
    assert missing is not None
    assert missing.code == "E-BACKUP-SECOND"
    assert "不在" in missing.sentence


def test_old_backups_are_thinned_to_days_weeks_and_months() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def made(hours: int, reason: str = "daily") -> BackupFile:
        return BackupFile(f"qcy-{hours:06d}.db", now - timedelta(hours=hours), reason, "", 0, 1, 0, "")

    every_hour = [made(hours) for hours in range(24 * 1000)]
    gone = set(surplus(every_hour, now))
    left = [b for b in every_hour if b.name not in gone]
    ages = [(now - b.made_at).days for b in left]
    assert sum(age < 2 for age in ages) == 48
    assert 12 <= sum(2 <= age < 14 for age in ages) <= 14
    assert 6 <= sum(14 <= age < 62 for age in ages) <= 9
    assert 20 <= sum(age >= 62 for age in ages) <= 24
    assert max(ages) <= 731
    guarded = [made(24 * 20, "upgrade"), made(24 * 20 + 1), made(24 * 20 + 2)]
    assert surplus([made(0), *guarded], now) == (guarded[1].name, guarded[2].name)
    assert surplus([made(24 * 900)], now) == ()


def chain_of(store: Storage, noon: datetime) -> None:
    for number in range(6):
        store.save_enterprise(Enterprise(name=f"企业{number}"), "甲", noon)


@pytest.mark.parametrize(
    ("harm", "code", "place"),
    [
        ("UPDATE audit SET who = '乙' WHERE id = 3", "E-AUDIT-CHANGED", "audit/3"),
        ("UPDATE audit SET after = '{}' WHERE id = 5", "E-AUDIT-CHANGED", "audit/5"),
        ("DELETE FROM audit WHERE id = 2", "E-AUDIT-REMOVED", "audit/2"),
        ("DELETE FROM audit WHERE id = 6", "E-AUDIT-REMOVED", "audit/6"),
        ("DELETE FROM audit", "E-AUDIT-REMOVED", "audit/1"),
        ("UPDATE settings SET value = 'x' WHERE key = 'database'", "E-AUDIT-LINK", "audit/1"),
    ],
)
def test_a_changed_or_removed_audit_row_is_found_and_named(
    store: Storage, noon: datetime, harm: str, code: str, place: str
) -> None:
    chain_of(store, noon)
    assert store.care.verify() == ()
    with opened_by_force(store.folder / "qcy.db") as stranger:
        for trigger in ("audit_no_update", "audit_no_delete"):
            stranger.execute(f"DROP TRIGGER {trigger}")
        stranger.execute(harm)
    found = store.care.verify()
    assert (code, place) in [(f.code, f.place) for f in found]


def test_the_database_itself_refuses_to_change_an_audit_row(store: Storage, noon: datetime) -> None:
    chain_of(store, noon)
    with opened_by_force(store.folder / "qcy.db") as stranger:
        for harm in ("UPDATE audit SET who = 'x'", "DELETE FROM audit WHERE id = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                stranger.execute(harm)


def test_a_rechained_history_is_betrayed_by_the_witness(tmp_path: Path, migrations: Path, noon: datetime) -> None:
    with Storage.open(tmp_path, migrations) as store:
        chain_of(store, noon)
    with opened_by_force(tmp_path / "qcy.db") as stranger:
        stranger.execute("DROP TRIGGER audit_no_update")
        stranger.execute("UPDATE audit SET digest = 'forged' WHERE id = 6")
    with pytest.raises(KnownError, match="历史被改写") as caught:
        Storage.open(tmp_path, migrations)
    assert caught.value.code == "E-DB-SWAPPED"


def test_a_swapped_database_is_refused_until_it_is_accepted(tmp_path: Path, migrations: Path, noon: datetime) -> None:
    with Storage.open(tmp_path / "a", migrations) as store:
        chain_of(store, noon)
    with Storage.open(tmp_path / "b", migrations) as store:
        chain_of(store, noon)
    (tmp_path / "b" / "qcy.db").replace(tmp_path / "a" / "qcy.db")
    with pytest.raises(KnownError, match="另一个数据库"):
        Storage.open(tmp_path / "a", migrations)
    with Storage.open(tmp_path / "a", migrations, Opening(adopt=True)) as store:
        assert store.care.audit()[0].act == "db.adopt"
    with Storage.open(tmp_path / "a", migrations) as store:
        assert store.care.check() == ()


def test_an_older_copy_put_in_place_by_hand_is_noticed(tmp_path: Path, migrations: Path, noon: datetime) -> None:
    with Storage.open(tmp_path, migrations) as store:
        chain_of(store, noon)
    older = (tmp_path / "qcy.db").read_bytes()
    with Storage.open(tmp_path, migrations) as store:
        chain_of(store, noon)
    (tmp_path / "qcy.db").write_bytes(older)
    with pytest.raises(KnownError, match="少了最近 6 条"):
        Storage.open(tmp_path, migrations)


def test_personal_values_stay_out_of_the_chain_and_can_be_erased(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    from qcy_desktop.storage import audit

    id = store.save_enterprise(company, "甲", noon)
    with opened_by_force(store.folder / "qcy.db") as stranger:
        chain = "".join(str(row) for row in stranger.execute("SELECT before, after FROM audit"))
    assert "13912345678" not in chain
    assert "研发费用" in chain
    with store.transaction() as work:
        assert audit.erase_values(work.connection, "enterprise", str(id)) == 1
    assert store.care.verify() == ()


def test_a_falsified_personal_value_is_found(store: Storage, company: Enterprise, noon: datetime) -> None:
    store.save_enterprise(company, "甲", noon)
    with opened_by_force(store.folder / "qcy.db") as stranger:
        stranger.execute("UPDATE audit_values SET value = '\"x\"'")
    assert [f.code for f in store.care.verify()] == ["E-AUDIT-VALUE"]


def test_saving_an_unchanged_enterprise_leaves_no_trace(store: Storage, company: Enterprise, noon: datetime) -> None:
    store.save_enterprise(company, "甲", noon)
    store.save_enterprise(company, "乙", noon + timedelta(days=1))
    assert len(store.care.audit()) == 1


def test_an_act_is_undone_and_redone(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon, Saving(area="泾河新城"))
    changed = dataclasses.replace(
        company, name="新名", events=None, facts={**company.facts, ("联系人手机", None): "13800000000"}
    )
    store.save_enterprise(changed, "甲", noon)
    assert [link.id for link in store.care.undoable("甲")] == [2, 1]
    change = store.care.undo(2, "甲", noon)
    assert change.changed == (("enterprise", str(id)),)
    assert store.load_enterprise(id) == company
    assert [row.id for row in store.find_enterprises("氢能")] == [id]
    assert [link.id for link in store.care.undoable("甲")] == [3, 1]
    store.care.undo(3, "甲", noon)
    assert store.load_enterprise(id) == changed
    assert store.care.check() == ()


def test_undoing_a_creation_takes_the_enterprise_out_of_every_list(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    id = store.save_enterprise(company, "甲", noon)
    store.care.undo(1, "甲", noon)
    assert store.find_enterprises("") == ()
    assert store.find_enterprises("氢能") == ()
    again = store.save_enterprise(company, "甲", noon)
    assert again != id


def test_an_undo_never_overwrites_what_came_later(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon)
    more = dataclasses.replace(company, facts={**company.facts, ("从业人员数", 2023): 120})
    most = dataclasses.replace(company, facts={**company.facts, ("从业人员数", 2023): 140})
    store.save_enterprise(more, "甲", noon)
    store.save_enterprise(most, "乙", noon)
    with pytest.raises(KnownError) as caught:
        store.care.undo(2, "甲", noon)
    assert caught.value.code == "E-DB-CONFLICT"
    assert store.load_enterprise(id) == most


def test_twenty_acts_can_be_undone_one_after_the_other(store: Storage, noon: datetime) -> None:
    id = store.save_enterprise(Enterprise(name="甲", facts={("从业人员数", 2023): 0}), "甲", noon)
    for number in range(1, 25):
        store.save_enterprise(Enterprise(name="甲", facts={("从业人员数", 2023): number}), "甲", noon, Saving(id=id))
    for expected in range(23, 3, -1):
        latest = next(link for link in store.care.undoable("甲") if link.act == "enterprise.save")
        store.care.undo(latest.id, "甲", noon)
        assert store.load_enterprise(id).facts == {("从业人员数", 2023): expected}


def test_an_assessment_changed_by_a_stranger_is_named(store: Storage, noon: datetime) -> None:
    id = store.save_enterprise(Enterprise(name="甲"), "甲", noon)
    with opened_by_force(store.folder / "qcy.db") as stranger:
        stranger.execute(
            "INSERT INTO papers (number, kind, enterprise_id, digest, body, made_by, made_at, copies) "
            f"VALUES ('1', 'x', {id}, 'no', x'00', 'x', '2026-01-01T00:00:00.000000Z', 1)"
        )
    assert [(f.code, f.place) for f in store.care.check()] == [("E-DB-CHANGED", "papers/1")]


def test_a_search_index_with_gaps_is_noticed_and_rebuilt(store: Storage, noon: datetime) -> None:
    chain_of(store, noon)
    with opened_by_force(store.folder / "qcy.db") as stranger:
        stranger.execute("INSERT INTO enterprise_grams (enterprise_grams) VALUES ('delete-all')")
    assert [f.code for f in store.care.check()] == ["E-DB-INDEX"]
    assert store.care.rebuild_index() == 6
    assert store.care.check() == ()
    assert len(store.find_enterprises("企业3")) == 1


def test_a_database_moves_to_another_computer_as_one_checked_file(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path / "old", migrations) as store:
        id = store.save_enterprise(company, "甲", noon)
        carried = store.care.hand_over(tmp_path / "usb", "管", noon)
    restore(tmp_path / "new", tmp_path / "usb" / carried.name, Signed("管", noon), Opening())
    with Storage.open(tmp_path / "new", migrations) as store:
        assert store.load_enterprise(id) == company
        assert store.care.audit()[0].act == "db.restore"
        assert store.care.check() == ()


def test_the_audit_is_searched_by_person_act_and_time(store: Storage, noon: datetime) -> None:
    from qcy_desktop.storage.audit import Asked

    id = store.save_enterprise(Enterprise(name="甲"), "甲", noon)
    store.save_enterprise(Enterprise(name="乙"), "乙", noon + timedelta(hours=1), Saving(id=id))
    store.save_enterprise(Enterprise(name="丙"), "乙", noon + timedelta(hours=2), Saving(id=id))
    later = store.care.search_audit(Asked(who="乙", act="enterprise.save", since=noon + timedelta(hours=2)))
    assert [link.id for link in later] == [3]
    until = store.care.search_audit(Asked(until=noon + timedelta(hours=1)))
    assert [link.id for link in until] == [1]


@pytest.mark.parametrize(
    ("harm", "code", "place"),
    [
        ("UPDATE notes SET text = '改过'", "E-DB-CHANGED", "notes/1"),
        ("DELETE FROM notes", "E-DB-REMOVED", "notes/1"),
        ("UPDATE attachments SET body = x'00'", "E-DB-CHANGED", "attachments/1"),
        (f"UPDATE attachments SET body = x'00', digest = '{hashlib.sha256(bytes(1)).hexdigest()}'", "E-DB-CHANGED", "attachments/1"),
        ("DELETE FROM attachments", "E-DB-REMOVED", "attachments/1"),
        ("DELETE FROM papers", "E-DB-REMOVED", "papers/1"),
        ("UPDATE forms SET body = x'00'", "E-DB-CHANGED", "forms/1"),
        ("DELETE FROM forms", "E-DB-REMOVED", "forms/备案表 1"),
        ("UPDATE assessments SET result = inputs", "E-DB-CHANGED", "assessments/1"),
        ("DELETE FROM assessments", "E-DB-REMOVED", "assessments/1"),
    ],
)  # fmt: skip
def test_what_is_kept_is_held_against_the_chain(
    store: Storage, company: Enterprise, noon: datetime, harm: str, code: str, place: str
) -> None:
    id = store.save_enterprise(company, "甲", noon)
    store.belongings.add_note(NewNote(id, "来电"), "甲", noon)
    store.belongings.attach(NewFile(id, "执照.pdf", b"abc"), "甲", noon)
    store.keep_paper(NewPaper("assessment", b"%PDF", enterprise_id=id), "甲", noon)
    store.keep_assessment(id, company, an_assessment(), "甲", noon)
    store.forms.save(OfficeForm("备案表", FormKind.WORD, ""), b"PK", "甲", noon)
    assert store.care.check() == ()
    with opened_by_force(store.folder / "qcy.db") as stranger:
        stranger.execute(harm)
    assert [(f.code, f.place) for f in store.care.check()] == [(code, place)]


def test_the_report_says_how_much_of_what_was_looked_at(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon)
    store.belongings.add_note(NewNote(id, "来电"), "甲", noon)
    seen = {part.name: part.count for part in store.care.report()}
    assert seen["数据库文件与引用"] == seen["备注内容"] == 1
    assert seen["操作记录链"] == 2


def test_notes_and_files_of_a_case_are_found_with_it(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon)
    case = store.save_case(Case(id, "m", "受理"), "甲", noon)
    for owner in (None, case):
        store.belongings.add_note(NewNote(id, f"记{owner}", owner), "甲", noon)
        store.belongings.attach(NewFile(id, f"件{owner}", b"abc", owner), "甲", noon)
    assert [note.text for note in store.belongings.notes(id, case)] == [f"记{case}"]
    assert [file.name for file in store.belongings.attachments(id, case)] == [f"件{case}"]
    assert len(store.belongings.notes(id)) == len(store.belongings.attachments(id)) == 2
    with pytest.raises(KnownError) as caught:
        store.belongings.add_note(NewNote(id, "  "), "甲", noon)
    assert caught.value.code == "E-NOTE-EMPTY"
