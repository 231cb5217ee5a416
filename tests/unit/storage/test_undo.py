"""Every kind of act that can be taken back is, and back again; none is taken back over what came later or by others."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest

from qcy_desktop.domain.accounts import Role, Session
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Contact
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount

PERSON = Contact("联系人", "欧阳某某", "13912345678")


@pytest.fixture
def id(store: Storage, noon: datetime) -> int:
    """An enterprise to which things can belong."""
    return store.save_enterprise(Enterprise(name="清源"), "甲", noon)


def take_back_newest(store: Storage, noon: datetime) -> None:
    store.care.undo(store.care.undoable("甲")[0].id, "甲", noon)


def test_a_contact_is_taken_back_and_brought_again(store: Storage, id: int, noon: datetime) -> None:
    contact = store.contacts.save(dataclasses.replace(PERSON, enterprise_id=id), "甲", noon)
    store.contacts.save(dataclasses.replace(PERSON, id=contact, phone="13987650000", bank="某行"), "甲", noon)
    take_back_newest(store, noon)
    assert store.contacts.reveal(contact, "核对", "甲", noon).phone == "13912345678"
    assert [row.id for row in store.find_enterprises("5678")] == [id]
    first = next(link for link in store.care.undoable("甲") if link.act == "contact.save")
    store.care.undo(first.id, "甲", noon)
    assert store.contacts.masked(id) == ()
    assert store.find_enterprises("5678") == ()
    take_back_newest(store, noon)
    assert store.contacts.reveal(contact, "核对", "甲", noon) == dataclasses.replace(
        PERSON, id=contact, enterprise_id=id
    )
    assert store.care.check() == ()


def test_a_contact_changed_again_since_is_not_overwritten(store: Storage, id: int, noon: datetime) -> None:
    contact = store.contacts.save(dataclasses.replace(PERSON, enterprise_id=id), "甲", noon)
    mine = store.care.undoable("甲")[0].id
    store.contacts.save(dataclasses.replace(PERSON, id=contact, phone="13987650000"), "乙", noon)
    with pytest.raises(KnownError) as caught:
        store.care.undo(mine, "甲", noon)
    assert caught.value.code == "E-DB-CONFLICT"


def test_a_setting_of_the_office_is_taken_back_and_brought_again(store: Storage, noon: datetime) -> None:
    store.belongings.set_office("name", "某局", "甲", noon)
    store.belongings.set_office("name", "某中心", "甲", noon)
    take_back_newest(store, noon)
    assert store.belongings.office() == {"name": "某局"}
    take_back_newest(store, noon)
    assert store.belongings.office() == {"name": "某中心"}


def test_the_first_setting_of_the_office_is_taken_back_to_none(store: Storage, noon: datetime) -> None:
    store.belongings.set_office("name", "某局", "甲", noon)
    take_back_newest(store, noon)
    assert store.belongings.office() == {}


def test_a_saved_search_is_taken_back_and_brought_again(store: Storage, noon: datetime) -> None:
    store.favourites.save_filter("氢", "氢能", "甲", noon)
    store.favourites.remove_filter("氢", "甲", noon)
    take_back_newest(store, noon)
    assert [f.typed for f in store.favourites.filters()] == ["氢能"]
    take_back_newest(store, noon)
    assert store.favourites.filters() == ()
    assert store.care.verify() == ()


def test_nobody_takes_back_the_act_of_another(store: Storage, id: int, noon: datetime) -> None:
    with pytest.raises(KnownError, match="甲") as caught:
        store.care.undo(1, "乙", noon)
    assert caught.value.code == "E-UNDO"
    assert store.enterprise_row(id).name == "清源"


def test_taking_back_needs_the_right_of_the_act_itself(store: Storage, noon: datetime) -> None:
    def session(roles: frozenset[Role]) -> Session:
        store.accounts.set_roles("guan", roles, "guan", noon)
        return dataclasses.replace(store.accounts.login("guan", "Chuang-Kou-2026", noon), must_change=False)

    store.accounts.add(NewAccount("guan", "管", frozenset({Role.ADMIN}), "Chuang-Kou-2026"), "", noon)
    with store.acting(store.accounts.login("guan", "Chuang-Kou-2026", noon)):
        both = session(frozenset({Role.ADMIN, Role.COUNTER}))
    with store.acting(both):
        store.save_enterprise(Enterprise(name="甲"), "guan", noon)
        number = store.care.undoable("guan")[0].id
        alone = session(frozenset({Role.ADMIN}))
    with store.acting(alone), pytest.raises(KnownError) as caught:
        store.care.undo(number, "guan", noon)
    assert caught.value.code == "E-RIGHT"
    assert len(store.find_enterprises("甲")) == 1


def test_erased_personal_data_cannot_be_brought_again_by_an_undo(store: Storage, id: int, noon: datetime) -> None:
    due = dataclasses.replace(PERSON, enterprise_id=id, keep_until=noon.date())
    store.contacts.save(due, "甲", noon)
    number = store.care.undoable("甲")[0].id
    store.contacts.erase_due(noon.date().replace(year=2030), "管", noon)
    with pytest.raises(KnownError) as caught:
        store.care.undo(number, "甲", noon)
    assert caught.value.code == "E-AUDIT-ERASED"
