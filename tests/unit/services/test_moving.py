"""Everything an office has on one computer arrives on another as one checked file, or nothing is touched."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.moving import look_into, pack_up, unpack
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.belongings import NewFile
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.work import Signed

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HAND = Hand.alone("管")


@pytest.fixture
def old(root: Path, tmp_path: Path) -> Iterator[Storage]:
    """An office with an enterprise, a file, an archived paper, a pack and settings."""
    folder = tmp_path / "old"
    with Storage.open(folder, root / "db" / "migrations") as store:
        id = store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
        store.belongings.attach(NewFile(id, "执照.pdf", b"abc"), "甲", NOW)
        store.keep_paper(NewPaper("assessment", b"%PDF old", enterprise_id=id), "甲", NOW.replace(year=2024))
        store.archive.make(2024, "管", NOW)
        (folder / "packs" / "office").mkdir(parents=True)
        (folder / "packs" / "office" / "pack.yaml").write_text("核定", encoding="utf-8")
        (folder / "settings.json").write_text("{}", encoding="utf-8")
        yield store


def test_everything_arrives(root: Path, tmp_path: Path, old: Storage) -> None:
    packed = pack_up(old, tmp_path / "搬家.qcymove", HAND, NOW)
    assert "另有归档、政策包、设置等 3 个文件" in packed.sentence
    assert look_into(tmp_path / "搬家.qcymove") == packed
    new = tmp_path / "new"
    assert unpack(tmp_path / "搬家.qcymove", new, Signed("管", NOW), Opening()) is None
    with Storage.open(new, root / "db" / "migrations") as store:
        assert store.belongings.attachment_body(1) == b"abc"
        assert store.paper_body(1) == b"%PDF old"
        assert store.care.audit()[0].act == "db.restore"
        assert store.care.check() == ()
    assert (new / "packs" / "office" / "pack.yaml").read_text("utf-8") == "核定"
    assert (new / "settings.json").exists()
    assert not list(new.glob(".qcy-move*"))
    assert not list(tmp_path.glob("*.part"))


def test_what_was_there_is_put_aside(root: Path, tmp_path: Path, old: Storage) -> None:
    pack_up(old, tmp_path / "a.qcymove", HAND, NOW)
    new = tmp_path / "new"
    with Storage.open(new, root / "db" / "migrations") as store:
        store.save_enterprise(Enterprise(name="长安"), "乙", NOW)
    (new / "packs").mkdir()
    (new / "packs" / "mine").write_text("x", encoding="utf-8")
    (new / "settings.json").write_text('{"scale": 120}', encoding="utf-8")
    aside = unpack(tmp_path / "a.qcymove", new, Signed("管", NOW), Opening())
    assert aside is not None
    assert aside.is_file()
    (kept,) = new.glob("packs-aside-*")
    assert (kept / "mine").exists()
    assert "120" in (new / "settings.json").read_text("utf-8")
    with Storage.open(new, root / "db" / "migrations") as store:
        assert [row.name for row in store.find_enterprises("")] == ["清源"]


@pytest.mark.parametrize("harm", ["cut", "swap", "more", "manifest", "empty"])
def test_a_damaged_move_file_is_refused_and_nothing_is_touched(tmp_path: Path, old: Storage, harm: str) -> None:
    path = tmp_path / "a.qcymove"
    pack_up(old, path, HAND, NOW)
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        _rewritten(path, harm)
    with pytest.raises(KnownError) as caught:
        unpack(path, tmp_path / "new", Signed("管", NOW), Opening())
    assert caught.value.code == "E-MOVE-DAMAGED"
    assert not (tmp_path / "new").exists()


def _rewritten(path: Path, harm: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if harm == "swap":
        parts["packs/office/pack.yaml"] = "改过".encode()
    if harm == "more":
        parts["../../escape"] = b"x"
    if harm == "manifest":
        said = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps({**said, "packed_by": "别人"}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def test_a_file_of_a_newer_program_is_named_so(tmp_path: Path, old: Storage) -> None:
    path = tmp_path / "a.qcymove"
    pack_up(old, path, HAND, NOW)
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps({**said, "schema": 99}))
    with pytest.raises(KnownError) as caught:
        look_into(path)
    assert caught.value.code == "E-MOVE-NEWER"


def test_a_file_that_is_there_already_is_not_overwritten(tmp_path: Path, old: Storage) -> None:
    (tmp_path / "a.qcymove").write_bytes(b"mine")
    with pytest.raises(KnownError) as caught:
        pack_up(old, tmp_path / "a.qcymove", HAND, NOW)
    assert caught.value.code == "E-MOVE-EXISTS"
    assert (tmp_path / "a.qcymove").read_bytes() == b"mine"


def test_an_encrypted_office_moves_encrypted(root: Path, tmp_path: Path) -> None:
    secret = Opening(passphrase="it's 一句够长的口令")
    with Storage.open(tmp_path / "old", root / "db" / "migrations", secret) as store:
        store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
        pack_up(store, tmp_path / "a.qcymove", HAND, NOW)
    with pytest.raises(KnownError) as caught:
        unpack(tmp_path / "a.qcymove", tmp_path / "wrong", Signed("管", NOW), Opening())
    assert caught.value.code == "E-BACKUP-BAD"
    unpack(tmp_path / "a.qcymove", tmp_path / "new", Signed("管", NOW), secret)
    with Storage.open(tmp_path / "new", root / "db" / "migrations", secret) as store:
        assert [row.name for row in store.find_enterprises("")] == ["清源"]


def test_a_file_that_would_be_put_outside_of_the_folder_is_refused(tmp_path: Path, old: Storage) -> None:
    path = tmp_path / "a.qcymove"
    pack_up(old, path, HAND, NOW)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(parts.pop("manifest.json"))
    parts["../../escaped"] = b"x"
    said["parts"]["../../escaped"] = hashlib.sha256(b"x").hexdigest()
    del said["digest"]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
        archive.writestr("manifest.json", json.dumps({**said, "digest": digest}))
    with pytest.raises(KnownError) as caught:
        unpack(path, tmp_path / "deep" / "new", Signed("管", NOW), Opening())
    assert caught.value.code == "E-MOVE-DAMAGED"
    assert not list(tmp_path.rglob("escaped"))
