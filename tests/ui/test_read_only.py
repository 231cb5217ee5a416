"""A window that can keep nothing says why, closes its fields, loses nothing, and opens again when it can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from conftest import write
from desk_in_memory import EngineDesk
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.window import Places, desk
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import UserFolder, find_bundled
from qcy_desktop.settings import Settings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit

OpenWindow = Callable[..., MainWindow]
FULL = KnownError("E-DB-FULL", "磁盘已满，没有存上。", "请清理磁盘后再试。")


class FullDesk(EngineDesk):
    """A desk whose disk is full until it is cleared."""

    full = False

    def save_draft(self, id: str, name: str, body: str) -> datetime:
        if self.full:
            raise FULL
        return super().save_draft(id, name, body)


def _left_fields(window: MainWindow) -> list[FieldEdit]:
    return [edit for edit in window.counter._left.findChildren(FieldEdit) if edit.isVisible()]


def test_a_window_that_may_only_read_says_why_and_takes_no_typing(
    open_window: OpenWindow, rules: EngineDesk, qtbot: QtBot
) -> None:
    desk = rules.fresh()
    desk.closed = "数据文件夹不能写入。请检查写入权限。"
    window = open_window(desk)
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    assert window.band.isVisible() and "不能写入" in window.band.why.text()
    assert not window.band.again.isVisible()
    assert _left_fields(window) and all(edit.isReadOnly() for edit in _left_fields(window))
    assert not any(c.isEnabled() for c in window.counter._left.findChildren(Choice) if c.isVisible())
    for id in ("finish", "new", "add_event"):
        assert not window.acts.action(id).isEnabled() and "不能写入" in window.acts.why_off(id)
    assert window.acts.action("print").isEnabled()
    name = window.errand.sheet.name
    window.counter.enterprise.name.setFocus()
    write(window, "abc")
    assert window.counter.enterprise.name.text() == name


def test_a_full_disk_closes_the_fields_until_what_was_typed_is_kept(open_window: OpenWindow, qtbot: QtBot) -> None:
    desk = FullDesk()
    window = open_window(desk)
    window.acts.action("new").trigger()
    desk.full = True
    write(window, "Hydrogen")
    qtbot.waitUntil(window.band.isVisible, timeout=5000)
    assert "磁盘已满" in window.band.why.text() and window.band.again.isVisible()
    assert window.counter.enterprise.name.isReadOnly()
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    desk.full = False
    window.band.again.click()
    qtbot.waitUntil(lambda: not window.band.isVisible(), timeout=5000)
    assert not window.counter.enterprise.name.isReadOnly()
    assert window.acts.action("finish").isEnabled()
    assert [draft.name for draft in desk.drafts()] == ["Hydrogen"]


def test_a_folder_that_takes_no_file_still_shows_what_it_holds(tmp_path: Path, qapp: QApplication) -> None:
    bundled = find_bundled()
    places = Places(bundled, UserFolder(tmp_path / "user").make(), (bundled.rules,))
    with desk(places, Settings(), practice=False) as seated:
        id = seated.save(Enterprise(name="甲公司"), None)
    places.user.lock.unlink(missing_ok=True)
    places.user.lock.mkdir()
    with desk(places, Settings(), practice=False) as seated:
        assert seated.closed
        assert seated.load(id).name == "甲公司"
        with pytest.raises(KnownError) as refused:
            seated.save(Enterprise(name="乙公司"), None)
    assert refused.value.code == "E-DB-READONLY"
