"""Contacts covered and erased, papers and cases numbered, notes, files, batch jobs kept."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BatchRecord, Case, Contact, Saving
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.belongings import NewFile, NewNote
from qcy_desktop.storage.cases import NewPaper

PERSON = Contact(
    "联系人",
    "欧阳某某",
    "13912345678",
    "61010119900101123X",
    "某行",
    "6222000011112222333",
    keep_until=date(2026, 12, 31),
)


@pytest.fixture
def id(store: Storage, company: Enterprise, noon: datetime) -> int:
    """An enterprise to which things can belong; its personal facts fall due at the end of the year."""
    return store.save_enterprise(company, "甲", noon, Saving(keep_until=date(2026, 12, 31)))


def test_a_contact_is_covered_in_lists_and_found_by_the_tail_of_the_phone(
    store: Storage, id: int, noon: datetime
) -> None:
    store.contacts.save(dataclasses.replace(PERSON, enterprise_id=id), "甲", noon)
    (shown,) = store.contacts.masked(id)
    assert (shown.name, shown.phone, shown.id_number[-4:], shown.account[-4:]) == (
        "欧***",
        "139****5678",
        "123X",
        "2333",
    )
    assert "9001" not in shown.id_number
    assert [row.id for row in store.find_enterprises("5678")] == [id]


def test_a_full_look_is_recorded_with_its_purpose(store: Storage, id: int, noon: datetime) -> None:
    contact = store.contacts.save(dataclasses.replace(PERSON, enterprise_id=id), "甲", noon)
    seen = store.contacts.reveal(contact, "打印申请表", "乙", noon)
    assert seen.phone == PERSON.phone
    link = store.care.audit()[0]
    assert (link.act, link.who, link.after) == ("personal.show", "乙", {"purpose": "打印申请表"})


def test_nothing_personal_is_left_in_the_file_after_its_time(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations, Opening(personal=frozenset({"联系人手机"}))) as store:
        id = store.save_enterprise(company, "甲", noon, Saving(keep_until=date(2026, 12, 31)))
        person = dataclasses.replace(PERSON, enterprise_id=id, phone="13787654321")
        contact = store.contacts.save(person, "甲", noon)
        store.contacts.save(dataclasses.replace(person, id=contact, phone="13787650000"), "甲", noon)
        assert store.contacts.erase_due(date(2026, 12, 31), "管", noon) == 0
        assert store.contacts.erase_due(date(2027, 1, 1), "管", noon) == 2
        assert store.contacts.masked(id) == ()
        assert ("联系人手机", None) not in store.load_enterprise(id).facts
        assert store.care.check() == ()
        on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("qcy.db*"))
    for secret in (
        "13787654321",
        "13787650000",
        "13912345678",
        "61010119900101123X",
        "欧阳某某",
        "6222000011112222333",
    ):
        assert secret.encode() not in on_disk


def test_case_numbers_have_no_gaps_and_no_twins(store: Storage, id: int, noon: datetime) -> None:
    first = store.save_case(Case(id, "m", "待受理"), "甲", noon)
    with pytest.raises(RuntimeError), store.transaction():
        store.save_case(Case(id, "m", "待受理"), "甲", noon)
        raise RuntimeError
    second = store.save_case(Case(id, "m", "待受理"), "甲", noon)
    assert [store.load_case(n).number for n in (first, second)] == ["2026-00001", "2026-00002"]
    next_year = store.save_case(Case(id, "m", "待受理"), "甲", noon + timedelta(days=60))
    assert store.load_case(next_year).number == "2027-00001"


def test_a_case_changed_by_two_is_kept_for_the_first(store: Storage, id: int, noon: datetime) -> None:
    case = store.load_case(store.save_case(Case(id, "m", "待受理"), "甲", noon))
    store.save_case(dataclasses.replace(case, state="待初审"), "甲", noon)
    with pytest.raises(KnownError) as caught:
        store.save_case(dataclasses.replace(case, state="退回"), "乙", noon)
    assert caught.value.code == "E-DB-CONFLICT"
    assert [c.state for c in store.list_cases()] == ["待初审"]
    assert store.list_cases(("退回",)) == ()


def test_a_step_of_a_case_can_be_undone(store: Storage, id: int, noon: datetime) -> None:
    case = store.load_case(store.save_case(Case(id, "m", "待受理"), "甲", noon))
    store.save_case(dataclasses.replace(case, state="待初审"), "甲", noon)
    store.care.undo(store.care.undoable("甲")[0].id, "甲", noon)
    assert store.load_case(case.id or 0).state == "待受理"


def test_a_paper_keeps_its_bytes_and_counts_its_copies(store: Storage, id: int, noon: datetime) -> None:
    paper = store.keep_paper(NewPaper("assessment", b"%PDF-1.7 x", enterprise_id=id), "甲", noon)
    assert paper.number == "assessment-2026-00001"
    copied, body = store.copy_paper(paper.id, "乙", noon)
    assert (copied.copies, body) == (2, b"%PDF-1.7 x")
    assert store.list_papers(id) == (copied,)
    assert store.care.audit()[0].act == "paper.copy"


def test_notes_and_files_are_kept_with_their_digest(store: Storage, id: int, noon: datetime) -> None:
    store.belongings.add_note(NewNote(id, "来电咨询"), "甲", noon)
    file = store.belongings.attach(NewFile(id, "营业执照.pdf", b"abc"), "甲", noon)
    assert [note.text for note in store.belongings.notes(id)] == ["来电咨询"]
    assert store.belongings.attachment_body(file) == b"abc"
    assert [(a.name, a.size) for a in store.belongings.attachments(id)] == [("营业执照.pdf", 3)]
    with pytest.raises(KnownError) as caught:
        store.belongings.attach(NewFile(id, "大.bin", bytes((20 << 20) + 1)), "甲", noon)
    assert caught.value.code == "E-FILE-LARGE"


def test_a_batch_job_is_written_down_from_beginning_to_end(store: Storage, noon: datetime) -> None:
    begun = BatchRecord("import", "甲", noon)
    number = store.belongings.save_batch(begun)
    ended = dataclasses.replace(begun, id=number, ended_at=noon, counts={"好": 3}, messages=("第 2 行",))
    store.belongings.save_batch(ended)
    assert store.belongings.batches() == (ended,)


def test_records_of_persons_stay_out_of_the_chain_and_are_erased_when_their_time_is_over(
    tmp_path: Path, migrations: Path, noon: datetime
) -> None:
    told = Enterprise(name="甲", records={"员工": ({"薪金": 77_123_456},), "设备": ({"价": 5},)})
    with Storage.open(tmp_path, migrations, Opening(personal=frozenset({"员工"}))) as store:
        id = store.save_enterprise(told, "甲", noon, Saving(keep_until=date(2026, 12, 31)))
        assert "77123456" not in str(store.care.audit())
        assert store.find_enterprises("员工") == ()
        assert len(store.contacts.expiring(date(2027, 1, 1))) == 1
        assert store.contacts.erase_due(date(2027, 1, 1), "管", noon) == 1
        assert set(store.load_enterprise(id).records or {}) == {"设备"}
        assert store.contacts.expiring(date(2027, 1, 1)) == ()
        assert store.care.check() == ()
        on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("qcy.db*"))
    assert b"77123456" not in on_disk
