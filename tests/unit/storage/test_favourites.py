"""Enterprises that a person watches, and searches that the office keeps."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Storage


def test_pinned_enterprises_are_each_persons_own_and_the_last_one_comes_first(store: Storage, noon: datetime) -> None:
    one, two = (store.save_enterprise(Enterprise(name=name), "甲", noon) for name in ("清源", "长安"))
    for number, id in enumerate((one, two, one)):
        store.favourites.pin(id, "甲", noon + timedelta(minutes=number))
    assert [row.id for row in store.favourites.pinned("甲")] == [two, one]
    assert store.favourites.pinned("乙") == ()
    store.remove_enterprise(two, "甲", noon)
    assert [row.id for row in store.favourites.pinned("甲")] == [one]
    store.favourites.unpin(one, "甲")
    store.favourites.unpin(one, "甲")
    assert store.favourites.pinned("甲") == ()


def test_an_enterprise_that_is_not_there_cannot_be_pinned(store: Storage, noon: datetime) -> None:
    with pytest.raises(KnownError) as caught:
        store.favourites.pin(7, "甲", noon)
    assert caught.value.code == "E-DB-MISSING"


def test_a_saved_search_is_the_whole_offices_and_is_replaced_under_its_name(store: Storage, noon: datetime) -> None:
    store.favourites.save_filter(" 泾河氢能 ", "泾河 氢能", "甲", noon)
    store.favourites.save_filter("泾河氢能", "泾河 氢", "乙", noon)
    store.favourites.save_filter("长安", "长安", "甲", noon)
    assert [(f.name, f.typed, f.who) for f in store.favourites.filters()] == [
        ("泾河氢能", "泾河 氢", "乙"),
        ("长安", "长安", "甲"),
    ]
    store.favourites.remove_filter("长安", "甲", noon)
    assert [f.name for f in store.favourites.filters()] == ["泾河氢能"]
    with pytest.raises(KnownError) as caught:
        store.favourites.remove_filter("长安", "甲", noon)
    assert caught.value.code == "E-DB-MISSING"


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_saved_search_needs_a_name_of_decent_length(store: Storage, noon: datetime, name: str) -> None:
    with pytest.raises(KnownError) as caught:
        store.favourites.save_filter(name, "x", "甲", noon)
    assert caught.value.code == "E-FILTER-NAME"
