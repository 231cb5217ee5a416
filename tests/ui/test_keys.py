"""Shortcuts of a desk's own: struck, refused when they clash, followed wherever they are spoken of, put back, printed, kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import press
from desk_in_memory import EngineDesk
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qcy_desktop.app.window import Preferences
from qcy_desktop.settings import load_settings
from qcy_desktop.ui.desk import Surroundings
from qcy_desktop.ui.keys import KeysPage
from qcy_desktop.ui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def page(filled: MainWindow, qtbot: QtBot) -> KeysPage:
    made = filled.open_keys()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def _close(page: KeysPage) -> None:
    page.accept()
    page.deleteLater()


def _shown(page: KeysPage) -> dict[str, str]:
    return {item.text(0): item.text(1) for item in page._items()}


def test_the_page_lists_every_act_with_its_key(page: KeysPage) -> None:
    shown = _shown(page)
    assert shown["查找或扫码"] == "F2" and shown["打印预览"] == "F9" and shown["命令"] == "Ctrl+K"
    _close(page)


def test_a_struck_key_is_taken_works_and_is_spoken_of(filled: MainWindow, page: KeysPage, qtbot: QtBot) -> None:
    page.choose("print")
    page.catch.setFocus()
    press(page, Qt.Key.Key_F10)
    assert page.said.text() == "“打印预览”现在是 F10"
    _close(page)
    filled.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is filled)
    buttons = [b.text() for b in filled.tools.findChildren(QPushButton)]
    assert "打印　F10" in buttons
    press(filled, Qt.Key.Key_F9)
    assert filled.preview is None and not filled.jobs.busy()
    press(filled, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: filled.preview is not None)


def test_a_key_that_another_act_has_is_refused_by_name_and_nothing_changes(filled: MainWindow, page: KeysPage) -> None:
    before = filled.acts.keys()
    page.choose("print")
    page.catch.setFocus()
    press(page, Qt.Key.Key_F2)
    assert "已是“查找或扫码”的按键" in page.said.text()
    assert filled.acts.keys() == before
    _close(page)


@pytest.mark.parametrize(("key", "control"), [(Qt.Key.Key_A, False), (Qt.Key.Key_5, False), (Qt.Key.Key_C, True)])
def test_keys_that_are_needed_for_writing_are_refused(
    filled: MainWindow, page: KeysPage, key: Qt.Key, control: bool
) -> None:
    before = filled.acts.keys()
    page.choose("help")
    page.catch.setFocus()
    press(page, key, control=control)
    assert filled.acts.keys() == before and page.said.property("role") == "bad"
    _close(page)


@pytest.mark.parametrize("keys", ["Alt+F4", "Alt+Tab", "Meta+L", "Ctrl+Alt+Del"])
def test_keys_that_the_system_takes_for_itself_are_refused(filled: MainWindow, page: KeysPage, keys: str) -> None:
    before = filled.acts.keys()
    page.choose("help")
    page.give(keys)
    assert "系统的按键" in page.said.text() and filled.acts.keys() == before
    _close(page)


def test_a_key_in_force_elsewhere_does_nothing_while_a_new_one_is_asked_for(filled: MainWindow, page: KeysPage) -> None:
    page.choose("dark")
    page.catch.setFocus()
    QTest.keyClick(page.catch, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert filled.acts.keys_text("dark") == "Ctrl+Alt+K"
    _close(page)


def test_one_act_and_then_all_are_put_back(filled: MainWindow, page: KeysPage) -> None:
    usual = filled.acts.keys()
    for id, key in (("print", "F10"), ("help", "Ctrl+Alt+H")):
        page.choose(id)
        page.give(key)
    page.choose("print")
    page.put_back()
    assert filled.acts.keys_text("print") == "F9" and filled.acts.keys_text("help") == "Ctrl+Alt+H"
    page.put_all_back()
    assert filled.acts.keys() == usual
    _close(page)


def test_an_act_cannot_get_back_a_key_that_another_has_meanwhile(filled: MainWindow, page: KeysPage) -> None:
    page.choose("print")
    page.give("")
    page.choose("help")
    page.give("F9")
    page.choose("print")
    page.put_back()
    assert "已是“本页帮助”的按键" in page.said.text()
    assert filled.acts.keys_text("print") == ""
    _close(page)


def test_keys_survive_the_window(
    open_window: OpenWindow, desk: EngineDesk, surroundings: Surroundings, tmp_path: Path
) -> None:
    preferences = Preferences(tmp_path / "settings.json")
    window = open_window(desk)
    window._around = replace(surroundings, keep_keys=preferences.keep_keys)
    page = window.open_keys()
    page.choose("print")
    page.give("Ctrl+P")
    page.choose("customer")
    page.give("")
    _close(page)
    kept = load_settings(tmp_path / "settings.json").keys
    assert kept == {"print": ("Ctrl+P",), "customer": ()}
    window.acts.give_keys({})
    window.acts.give_keys(kept)
    assert window.acts.action("print").shortcut() == QKeySequence("Ctrl+P")
    assert window.acts.action("customer").shortcuts() == []


def test_the_page_is_printed(filled: MainWindow, page: KeysPage, qtbot: QtBot) -> None:
    [printing] = [b for b in page.findChildren(QPushButton) if b.text() == "打印一览表"]
    printing.click()
    qtbot.waitUntil(lambda: filled.preview is not None)
    assert any(keys == "Ctrl+K" for _group, keys, _does in page.lines())
    assert filled.preview is not None
    filled.preview.reject()
    _close(page)


def test_every_place_that_names_a_key_follows_it(filled: MainWindow) -> None:
    filled.acts.give_keys({"find": ("Ctrl+J",), "palette": ("F12",), "search_facts": ()})
    filled._say_keys()
    assert filled.tools.scan.placeholderText().endswith("Ctrl+J")
    assert filled.counter.facts.search.placeholderText() == "查找指标"
    said = {w.text() for w in filled.findChildren(QLabel)}
    assert "F12 命令　F1 帮助" in said and "Ctrl+J" in said and "F2" not in said


def test_every_key_works_while_somebody_types_in_a_field(filled: MainWindow) -> None:
    """On some desktops a line of text takes keys such as Ctrl+K or Ctrl+Home for itself."""
    dead = []
    for field in (filled.tools.scan, filled.counter.enterprise.code):
        for spec in filled.acts.specs():
            action = filled.acts.action(spec.id)
            if not action.isEnabled() or spec.id in ("undo", "redo"):
                continue
            for text in spec.keys:
                field.setFocus()
                struck = QKeySequence(text)[0]
                event = QKeyEvent(QEvent.Type.ShortcutOverride, struck.key(), struck.keyboardModifiers())
                event.ignore()
                QApplication.sendEvent(field, event)
                if event.isAccepted():
                    dead.append((type(field).__name__, spec.id, text))
    assert not dead
