"""Opening the store and keeping enterprises in it."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Award, Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Contact, Draft, Saving
from qcy_desktop.storage import Opening, Storage


def test_an_enterprise_comes_back_as_it_was_saved(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "窗口甲", noon)
    assert store.load_enterprise(id) == company


def test_an_enterprise_survives_closing_and_opening(
    tmp_path: Path, migrations: Path, company: Enterprise, noon: datetime
) -> None:
    with Storage.open(tmp_path, migrations) as store:
        id = store.save_enterprise(company, "窗口甲", noon)
    assert [path.name for path in tmp_path.glob("qcy.db*")] == ["qcy.db"]
    with Storage.open(tmp_path, migrations) as store:
        assert store.load_enterprise(id) == company


def test_a_declared_empty_list_is_not_an_unknown_one(store: Storage, noon: datetime) -> None:
    known = store.save_enterprise(Enterprise(name="甲", events=(), awards=()), "x", noon)
    unknown = store.save_enterprise(Enterprise(name="乙"), "x", noon)
    assert store.load_enterprise(known).events == ()
    assert store.load_enterprise(unknown).events is None
    assert store.load_enterprise(unknown).awards is None


def test_saving_again_under_the_same_code_keeps_one_enterprise_and_the_former_figures(
    store: Storage, company: Enterprise, award: Award, noon: datetime
) -> None:
    first = store.save_enterprise(company, "甲", noon)
    later = noon + timedelta(days=1)
    changed = dataclasses.replace(
        company, facts={**company.facts, ("从业人员数", 2023): 120}, awards=(award,), name="西咸清源氢能股份有限公司"
    )
    assert store.save_enterprise(changed, "乙", later) == first
    assert store.load_enterprise(first) == changed
    past = store.load_enterprise(first, at=noon + timedelta(hours=1))
    assert past.facts == company.facts
    assert past.awards is None
    history = store.fact_history(first, "从业人员数", 2023)
    assert [(row.value, row.entered_by, row.superseded_at) for row in history] == [
        (120, "乙", None),
        (100, "甲", later),
    ]


def test_a_save_based_on_an_outdated_version_is_refused(store: Storage, company: Enterprise, noon: datetime) -> None:
    id = store.save_enterprise(company, "甲", noon)
    store.save_enterprise(dataclasses.replace(company, name="新名"), "乙", noon, Saving(expected_version=1))
    with pytest.raises(KnownError, match="刚被别人改过") as caught:
        store.save_enterprise(dataclasses.replace(company, name="旧名"), "甲", noon, Saving(id=id, expected_version=1))
    assert caught.value.code == "E-DB-CONFLICT"
    assert store.load_enterprise(id).name == "新名"


def test_two_enterprises_cannot_bear_one_code(store: Storage, company: Enterprise, noon: datetime) -> None:
    store.save_enterprise(company, "甲", noon)
    other = store.save_enterprise(Enterprise(name="别家"), "甲", noon)
    with pytest.raises(KnownError) as caught:
        store.save_enterprise(dataclasses.replace(company, name="别家"), "甲", noon, Saving(id=other))
    assert caught.value.code == "E-DB-TWIN"


def test_an_act_that_fails_half_way_leaves_nothing(store: Storage, company: Enterprise, noon: datetime) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.save_enterprise(company, "甲", noon)
        raise RuntimeError
    assert store.find_enterprises("") == ()
    assert store.find_enterprises("氢能") == ()


def test_a_part_that_fails_leaves_nothing_although_the_act_goes_on(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    with store.transaction() as work:
        id = store.save_enterprise(company, "甲", noon)
        with pytest.raises(KnownError):
            store.save_enterprise(Enterprise(name="旧"), "甲", noon, Saving(id=id, expected_version=7))
        with pytest.raises(RuntimeError), store.transaction():
            store.save_enterprise(Enterprise(name="乙"), "甲", noon)
            raise RuntimeError
        store.save_draft(Draft("counter", "稿", "{}"), "甲", noon)
    assert work.change().audit == (1,)
    assert [row.name for row in store.find_enterprises("")] == [company.name]
    assert len(store.list_drafts()) == 1
    assert store.care.check() == ()


def test_threads_write_one_after_the_other_and_none_is_lost(store: Storage, noon: datetime) -> None:
    def work(thread: int) -> None:
        for number in range(8):
            store.save_enterprise(Enterprise(name=f"{thread}线{number}"), "甲", noon)
            store.find_enterprises("线")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, thread) for thread in range(4)]:
            done.result()
    assert len(store.find_enterprises("", 100)) == 32
    assert store.care.check() == ()


def test_a_transaction_says_what_changed(store: Storage, company: Enterprise, noon: datetime) -> None:
    with store.transaction() as work:
        id = store.save_enterprise(company, "甲", noon)
        draft = store.save_draft(Draft("counter", "稿", "{}"), "甲", noon)
    assert work.change().changed == (("enterprise", str(id)), ("draft", str(draft)))
    assert work.change().audit == (1,)


@pytest.mark.parametrize(
    "typed",
    ["氢能", "清源氢", "氢", "xxqy", "qyqn", "xixian", "qingyuanqingneng", "qingneng", "91990000", "0017", "清源 科技",
     "91990000MA00000017", "泾河", "西咸清源氢能科技有限公司", "QYQN", "（西咸）清源"],
)  # fmt: skip
def test_an_enterprise_is_found_by(store: Storage, company: Enterprise, noon: datetime, typed: str) -> None:
    id = store.save_enterprise(company, "甲", noon, Saving(area="泾河新城"))
    store.save_enterprise(Enterprise(name="别的商贸"), "甲", noon)
    assert [row.id for row in store.find_enterprises(typed)] == [id]


@pytest.mark.parametrize("typed", ["danweixing", "shanweixing", "dwx", "swx", "chengzhong"])
def test_every_reading_of_a_character_finds_it(store: Storage, noon: datetime, typed: str) -> None:
    id = store.save_enterprise(Enterprise(name="单伟行成重商贸"), "甲", noon)
    store.save_enterprise(Enterprise(name="别的餐饮"), "甲", noon)
    assert [row.id for row in store.find_enterprises(typed)] == [id]


def test_a_renamed_enterprise_is_found_by_its_new_name_only(store: Storage, noon: datetime) -> None:
    id = store.save_enterprise(Enterprise(name="清源氢能"), "甲", noon)
    store.save_enterprise(Enterprise(name="浊流煤炭"), "甲", noon, Saving(id=id))
    assert store.find_enterprises("氢能") == ()
    assert [row.id for row in store.find_enterprises("煤炭")] == [id]


def test_names_that_begin_with_the_typed_text_come_first(store: Storage, noon: datetime) -> None:
    for name in ("陕西清源环保", "清源", "清源氢能", "大清源"):
        store.save_enterprise(Enterprise(name=name), "甲", noon)
    assert [row.name for row in store.find_enterprises("清源")][:2] == ["清源", "清源氢能"]


def test_a_second_program_is_refused(file_store: Storage, migrations: Path) -> None:
    with pytest.raises(KnownError) as caught:
        Storage.open(file_store.folder, migrations)
    assert caught.value.code == "E-DB-SECOND"


def test_a_reader_may_look_while_the_window_is_open(
    file_store: Storage, company: Enterprise, migrations: Path, noon: datetime
) -> None:
    id = file_store.save_enterprise(company, "甲", noon)
    with Storage.open(file_store.folder, migrations, Opening(read_only=True)) as reader:
        assert reader.load_enterprise(id) == company
        with pytest.raises(KnownError) as caught:
            reader.save_enterprise(company, "甲", noon)
    assert caught.value.code == "E-DB-READONLY"


def test_drafts_come_back_newest_first_and_can_be_dropped(store: Storage, noon: datetime) -> None:
    first = store.save_draft(Draft("counter", "甲公司", '{"a": 1}'), "甲", noon)
    second = store.save_draft(Draft("counter", "乙公司", "{}"), "乙", noon + timedelta(seconds=1))
    again = store.save_draft(Draft("counter", "甲公司", '{"a": 2}', id=first), "甲", noon + timedelta(seconds=2))
    assert again == first
    assert [(d.id, d.body) for d in store.list_drafts()] == [(first, '{"a": 2}'), (second, "{}")]
    store.drop_draft(first)
    assert store.list_drafts("甲") == ()


@pytest.mark.parametrize(
    "typed", ["泾河新城", "高新技术企业认定", "高新", "加氢站", "c3562", "清源 认定", "首次认定高企"]
)
def test_an_enterprise_is_found_by_what_is_said_of_it_in_words(
    store: Storage, company: Enterprise, award: Award, noon: datetime, typed: str
) -> None:
    told = dataclasses.replace(company, facts={**company.facts, ("industry", None): "C3562"}, awards=(award,))
    id = store.save_enterprise(told, "甲", noon)
    store.save_enterprise(Enterprise(name="别的商贸"), "甲", noon)
    assert [row.id for row in store.find_enterprises(typed)] == [id]


def test_what_is_no_longer_said_no_longer_finds_and_personal_values_never_do(
    store: Storage, company: Enterprise, noon: datetime
) -> None:
    id = store.save_enterprise(company, "甲", noon)
    assert store.find_enterprises("13912345678") == ()
    store.contacts.save(Contact("联系人", "某", "13900005678", enterprise_id=id), "甲", noon)
    assert [row.id for row in store.find_enterprises("加氢站 5678")] == [id]
    store.save_enterprise(dataclasses.replace(company, records={}), "甲", noon)
    assert store.find_enterprises("加氢站") == ()
    assert [row.id for row in store.find_enterprises("5678")] == [id]
    store.care.undo(store.care.undoable("甲")[0].id, "甲", noon)
    assert [row.id for row in store.find_enterprises("加氢站")] == [id]
    assert store.care.check() == ()
