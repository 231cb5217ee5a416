"""案卷包: there and back between two desks, one holder at a time, damage and clashes shown and never merged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Desk
from qcy_desktop.services.handover import Handover, pack, unpack
from qcy_desktop.storage import Storage
from qcy_desktop.storage.plain import canonical
from tests.unit.services.case_desk import Office


@pytest.fixture
def counter(root: Path, tmp_path: Path) -> Iterator[Office]:
    with Storage.open(tmp_path / "counter", root / "db" / "migrations") as store:
        yield Office(store, desk=Desk("XXZC", "FX"))


@pytest.fixture
def officer(root: Path, tmp_path: Path) -> Iterator[Office]:
    with Storage.open(tmp_path / "officer", root / "db" / "migrations") as store:
        yield Office(store, desk=Desk("XXZC", "QH"))


def handover(office: Office) -> Handover:
    return Handover(office.work(Role.REVIEW))


def test_a_case_is_carried_to_the_officer_and_back_with_all_it_holds(counter: Office, officer: Office) -> None:
    view = counter.accepted()
    notice = counter.papers().issue("acceptance", view.id)
    there = handover(officer).take_in(handover(counter).hand_over(view.id, "xxzc-qh"))
    assert there.row.number == view.row.number
    assert there.kept.row.digest == view.kept.row.digest
    assert [paper.number for paper in officer.store.list_papers(case_id=there.id)] == [
        notice.paper and notice.paper.number
    ]
    assert officer.work(Role.REVIEW).replay(there.id).same_answer
    officer.clock.now = counter.clock.now
    officer.do(there.id, Act.FORWARD)
    officer.do(there.id, Act.PASS, Role.REVIEW)
    back = handover(counter).take_in(handover(officer).hand_over(there.id, "XXZC-FX"))
    assert back.id == view.id and back.dossier.stage is Stage.JOINT
    assert back.dossier.handovers == 2
    counter.clock.now = officer.clock.now
    counter.do(back.id, Act.PASS, Role.REVIEW)


def test_only_the_holder_may_write(counter: Office) -> None:
    view = counter.accepted()
    handover(counter).hand_over(view.id, "XXZC-QH")
    with pytest.raises(KnownError, match="已移交 XXZC-QH，本机只能查看"):
        counter.do(view.id, Act.FORWARD)
    with pytest.raises(KnownError, match="已移交"):
        handover(counter).hand_over(view.id, "XXZC-JH")
    assert counter.work(Role.REVIEW).load(view.id).dossier.stage is Stage.ACCEPTED


def test_a_case_whose_package_was_lost_can_be_taken_back(counter: Office) -> None:
    view = counter.accepted()
    handover(counter).hand_over(view.id, "XXZC-QH")
    handover(counter).take_back(view.id)
    assert counter.do(view.id, Act.FORWARD).dossier.stage is Stage.FIRST


def test_a_package_for_another_desk_is_not_taken_in(counter: Office, officer: Office) -> None:
    package = handover(counter).hand_over(counter.accepted().id, "XXZC-JH")
    with pytest.raises(KnownError, match="是交给 XXZC-JH 的"):
        handover(officer).take_in(package)
    assert officer.store.list_cases() == ()


def test_an_old_package_does_not_overwrite_newer_work(counter: Office, officer: Office) -> None:
    package = handover(counter).hand_over(counter.accepted().id, "XXZC-QH")
    there = handover(officer).take_in(package)
    with pytest.raises(KnownError, match="这个案卷包是旧的"):
        handover(officer).take_in(package)
    officer.clock.now = counter.clock.now
    officer.do(there.id, Act.FORWARD)
    with pytest.raises(KnownError, match="这个案卷包是旧的"):
        handover(officer).take_in(package)
    assert officer.work(Role.REVIEW).load(there.id).dossier.stage is Stage.FIRST


def test_a_clash_is_shown_with_both_sides_and_nothing_is_merged(counter: Office, officer: Office) -> None:
    package = handover(counter).hand_over(counter.accepted().id, "XXZC-QH")
    there = handover(officer).take_in(package)
    officer.clock.now = counter.clock.now
    officer.do(there.id, Act.FORWARD)
    carried = unpack(package)
    entry = replace(carried.dossier.history[-1], act=Act.WITHDRAW, words="企业撤回")
    forked = replace(carried.dossier, history=(*carried.dossier.history, entry), handovers=9)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}

    parts["case.json"] = canonical(forked).encode()
    about = {"number": carried.number, "measure": carried.measure, "from": "XXZC-FX", "to": "XXZC-QH"}
    clash = pack(parts, about)
    comparison = handover(officer).compare(clash)
    assert [entry.act for entry in comparison.only_here] == [Act.FORWARD]
    assert [entry.act for entry in comparison.only_there] == [Act.WITHDRAW]
    with pytest.raises(KnownError, match="在两边各自办理过"):
        handover(officer).take_in(clash)
    assert officer.work(Role.REVIEW).load(there.id).dossier.stage is Stage.FIRST


def test_any_changed_byte_of_content_is_noticed(counter: Office, officer: Office) -> None:
    package = handover(counter).hand_over(counter.accepted().id, "XXZC-QH")
    for name in ("manifest.json", "case.json", "inputs.json", "result.json"):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
            for each in old.namelist():
                body = old.read(each)
                new.writestr(
                    each, body.replace(b"XXZC-QH", b"XXZC-JH").replace(b"2023", b"2024") if each == name else body
                )
        with pytest.raises(KnownError, match="被改动过"):
            handover(officer).take_in(out.getvalue())
    for torn in (b"", package[: len(package) // 2], b"PK" + package):
        with pytest.raises(KnownError, match="不完整"):
            handover(officer).take_in(torn[:-30] if torn.startswith(b"PKPK") else torn)


def test_an_enterprise_known_at_the_other_desk_is_not_overwritten(counter: Office, officer: Office) -> None:
    known = officer.enterprise("西咸新区虚构示例氢能科技有限公司（更名后）")
    there = handover(officer).take_in(handover(counter).hand_over(counter.accepted().id, "XXZC-QH"))
    assert there.row.enterprise_id == known
    assert officer.store.load_enterprise(known).name.endswith("（更名后）")


def test_one_does_not_hand_over_to_oneself(counter: Office) -> None:
    view = counter.accepted()
    for receiver in ("XXZC-FX", "秦汉", ""):
        with pytest.raises(KnownError, match="不是另一个窗口"):
            handover(counter).hand_over(view.id, receiver)
