"""Forms of the office: every change is another version, none is overwritten, a changed file is noticed, each act is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import FormKind, OfficeForm, Slot, Style, Unit
from qcy_desktop.storage import Storage
from qcy_desktop.storage.tables import forms

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FORM = OfficeForm(
    "某局申请表",
    FormKind.EXCEL,
    "",
    (Slot("表!B2", "enterprise:name"), Slot("表!B3", "fact:x", "上年", Unit.WAN, Style.TICK)),
)


def test_every_change_is_another_version_and_the_newest_is_listed(store: Storage) -> None:
    first = store.forms.save(FORM, b"file", "张敏", NOON)
    second = store.forms.save(replace(FORM, slots=FORM.slots[:1]), b"file", "李卫东", NOON)
    assert (first.version, second.version, first.slots) == (1, 2, FORM.slots)
    assert store.forms.listed() == (second,)
    assert [form.version for form in store.forms.versions("某局申请表")] == [2, 1]
    assert store.forms.load("某局申请表", 1) == (first, b"file")
    assert [row.act for row in store.care.audit("form", "某局申请表")] == ["form.save", "form.save"]


def test_a_retired_form_is_out_of_the_list_until_it_is_saved_again(store: Storage) -> None:
    store.forms.save(FORM, b"file", "张敏", NOON)
    store.forms.retire("某局申请表", "张敏", NOON)
    assert store.forms.listed() == () and store.forms.load("某局申请表")[1] == b"file"
    assert store.forms.save(FORM, b"other", "张敏", NOON).version == 2
    assert len(store.forms.listed()) == 1


def test_a_file_changed_outside_and_a_form_that_is_not_there_are_refused(store: Storage) -> None:
    store.forms.save(FORM, b"file", "张敏", NOON)
    with store.transaction() as work:
        work.connection.execute(update(forms).values(body=b"other"))
    with pytest.raises(KnownError, match="与保存时不一致"):
        store.forms.load("某局申请表")
    with pytest.raises(KnownError, match="没有的表"):
        store.forms.load("没有的表")
    with pytest.raises(KnownError, match="1 至 60 个字"):
        store.forms.save(replace(FORM, name=" "), b"file", "张敏", NOON)
