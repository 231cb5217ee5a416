"""Named undo, history side by side, the record of acts read by those who may, batch jobs, restore with its loss."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from qcy_desktop.domain import acts
from qcy_desktop.domain.accounts import Role, Session
from qcy_desktop.domain.enterprise import Award, Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case, Contact, Saving
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.auditing import Auditing
from qcy_desktop.services.batchwork import recorded
from qcy_desktop.services.bringing_back import Folder, bring_back, loss_of
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.history import COVERED, History
from qcy_desktop.services.undoing import Undoing
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.audit import Asked
from qcy_desktop.storage.care import UNDOABLE
from qcy_desktop.storage.permits import NEEDED
from qcy_desktop.storage.work import Signed

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
MIGRATIONS = ROOT / "db" / "migrations"
HAND = Hand.alone("甲")


@cache
def office() -> Assessor:
    """The bundled rules, read once."""
    return Assessor.load([ROOT / "rules"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", MIGRATIONS, Opening(personal=frozenset({"rd_cost"}))) as opened:
        yield opened


def session(*roles: Role) -> Session:
    return Session("wang", "王", frozenset(roles), NOW)


def test_acts_are_named_for_the_menu_and_redo_says_so(store: Storage) -> None:
    undoing = Undoing(store, lambda: HAND, lambda: NOW)
    id = store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
    store.belongings.set_office("name", "某局", "甲", NOW)
    store.contacts.save(Contact("联系人", "某", "13900001111", enterprise_id=id), "甲", NOW)
    store.favourites.save_filter("氢能", "氢", "甲", NOW)
    store.save_enterprise(Enterprise(name="长安"), "乙", NOW)
    assert [act.name for act in undoing.listed()] == [
        "撤销保存筛选“氢能”",
        "撤销登记联系人“联系人 1”",
        "撤销修改单位设置“name”",
        "撤销新增企业“清源”",
    ]
    undoing.take_back(undoing.listed()[0].link)
    assert undoing.listed()[0].name == "重做保存筛选“氢能”"
    undoing.take_back(undoing.listed()[0].link)
    assert undoing.listed()[0].name == "撤销保存筛选“氢能”"
    assert [f.name for f in store.favourites.filters()] == ["氢能"]


def test_more_than_twenty_acts_are_offered(store: Storage) -> None:
    for number in range(30):
        store.favourites.save_filter(f"筛选{number}", "氢", "甲", NOW)
    listed = Undoing(store, lambda: HAND, lambda: NOW).listed()
    assert len(listed) == 30
    assert all(act.name.startswith("撤销保存筛选") for act in listed)


def test_every_act_that_is_recorded_has_words() -> None:
    written = "".join(path.read_text("utf-8") for path in sorted((ROOT / "qcy_desktop").rglob("*.py")))
    recorded = set(re.findall(r'\bAct\(\s*"([a-z]+\.[a-z_]+)"', written))
    assert len(recorded) > 15
    assert set(acts.WORDS) >= UNDOABLE | set(NEEDED) | recorded


def test_two_versions_of_an_enterprise_stand_side_by_side(store: Storage) -> None:
    fact = next(fact for fact in office().facts() if fact.name == "从业人员数")
    first = Enterprise(name="清源", facts={(fact.id, 2023): 100, ("rd_cost", 2023): 900_000}, awards=())
    id = store.save_enterprise(first, "甲", NOW, Saving(area="泾河新城"))
    award = Award("首次认定高企", 20_000_000, date(2023, 12, 1), "西安市")
    later = dataclasses.replace(first, name="清源氢能", facts={(fact.id, 2023): 120}, awards=(award,))
    store.save_enterprise(later, "乙", NOW + timedelta(hours=1), Saving(id=id))
    history = History(store, office())
    newer, older = history.versions("enterprise", str(id))
    assert (newer.who, newer.act, older.who, older.act) == ("乙", "修改企业", "甲", "新增企业")
    lines = history.side_by_side("enterprise", str(id), older.link, newer.link)
    shown = {line.field: (line.older, line.newer) for line in lines}
    assert shown["名称"] == ("清源", "清源氢能")
    assert shown["从业人员数 2023 年"] == (office().show(fact, 100), office().show(fact, 120))
    assert shown["已获奖补 1 事项"] == ("", "首次认定高企")
    assert shown["功能区"] == ("泾河新城", "泾河新城")
    assert next(pair for pair in shown.values() if COVERED in pair) == (COVERED, "")
    assert not any("900" in text for pair in shown.values() for text in pair)
    assert [line.differs for line in lines] == sorted((line.differs for line in lines), reverse=True)


def test_a_history_shows_a_case_and_what_was_undone(store: Storage) -> None:
    id = store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
    case = store.load_case(store.save_case(Case(id, "m", "受理", body='{"stage": "受理"}'), "甲", NOW))
    store.save_case(dataclasses.replace(case, state="初审", body='{"stage": "初审"}'), "甲", NOW)
    store.care.undo(store.care.undoable("甲")[0].id, "甲", NOW)
    history = History(store, office())
    third, second, first = history.versions("case", str(case.id))
    changed = {x.field: (x.older, x.newer) for x in history.side_by_side("case", str(case.id), first.link, second.link)}
    assert changed["环节"] == ("受理", "初审")
    assert changed["办理内容 stage"] == ("受理", "初审")
    same = history.side_by_side("case", str(case.id), first.link, third.link)
    assert not any(line.differs for line in same)


def test_the_record_of_acts_is_only_for_those_who_may(store: Storage) -> None:
    store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
    for roles, may in (((Role.COUNTER,), False), ((Role.POLICY,), False), ((Role.HEAD,), True), ((Role.ADMIN,), True)):
        hand = Hand.of(session(*roles))
        auditing = Auditing(store, lambda hand=hand: hand, lambda: NOW)  # type: ignore[misc]
        assert auditing.verify() == ()
        if may:
            assert [row.act for row in auditing.found(Asked())] == ["enterprise.new"]
            continue
        for ask in (auditing.found, auditing.written_out):
            with pytest.raises(KnownError) as caught:
                ask(Asked())
            assert caught.value.code == "E-RIGHT"


def test_the_record_of_acts_is_written_out_without_formulas_or_personal_values(store: Storage) -> None:
    store.save_enterprise(Enterprise(name="=1+1", facts={("rd_cost", 2023): 77_777}), "=cmd", NOW)
    auditing = Auditing(store, lambda: HAND, lambda: NOW)
    body = auditing.written_out(Asked())
    assert body.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert heading[:4] == ["序号", "时间", "人员", "操作"]
    assert (row[2], row[3], row[4]) == ("'=cmd", "新增企业", "企业")
    assert "77777" not in body.decode("utf-8-sig")
    assert store.care.audit()[0].act == "audit.export"


def test_a_run_is_recorded_from_its_beginning_and_with_what_broke_it(store: Storage) -> None:
    with recorded(store, "import", HAND, lambda: NOW) as tally:
        assert store.belongings.batches()[0].ended_at is None
        tally.counts["收下"] += 3
        for number in range(205):
            tally.say(f"第 {number} 行")
    good = store.belongings.batches()[0]
    assert (good.counts, good.ended_at, len(good.messages)) == ({"收下": 3}, NOW, 201)
    assert good.messages[-1] == "另有 5 条从略"
    with pytest.raises(KnownError), recorded(store, "print", HAND, lambda: NOW):
        raise KnownError("E-X", "第 7 行写错了", "改")
    with pytest.raises(ZeroDivisionError), recorded(store, "print", HAND, lambda: NOW):
        1 / 0  # noqa: B018
    broken, named, _ = store.belongings.batches()
    assert (named.messages, broken.messages) == (("第 7 行写错了",), ("中断：ZeroDivisionError",))
    assert named.counts == {"失败": 1}


def test_a_restore_tells_what_it_loses_and_proves_what_is_there(tmp_path: Path) -> None:
    with Storage.open(tmp_path, MIGRATIONS) as store:
        store.save_enterprise(Enterprise(name="清源"), "甲", NOW)
        made = store.care.backup("甲", NOW).backup
        path = tmp_path / "backups" / made.name
        assert "不会丢失" in loss_of(store, path).sentence or len(loss_of(store, path).acts) == 1
        store.save_enterprise(Enterprise(name="长安"), "乙", NOW)
        told = loss_of(store, path).sentence
        assert "乙" in told
        assert "步操作不在其中" in told
    done = bring_back(Folder(tmp_path, MIGRATIONS, Opening()), path, HAND, Signed("甲", NOW))
    assert done.findings == ()
    assert done.aside is not None


def test_a_restore_is_refused_to_a_clerk(tmp_path: Path) -> None:
    with Storage.open(tmp_path, MIGRATIONS) as store:
        made = store.care.backup("甲", NOW).backup
    before = (tmp_path / "qcy.db").read_bytes()
    with pytest.raises(KnownError) as caught:
        bring_back(
            Folder(tmp_path, MIGRATIONS, Opening()),
            tmp_path / "backups" / made.name,
            Hand.of(session(Role.COUNTER)),
            Signed("wang", NOW),
        )
    assert caught.value.code == "E-RIGHT"
    assert (tmp_path / "qcy.db").read_bytes() == before
