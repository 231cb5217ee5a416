"""A walk-in at the counter, from the front door of the fitter: real store, real rules, real paper, keyboard only."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.ui.main_window import MainWindow
from tests.e2e.practice_window import TODAY, practice_desk, window_over

MOST_KEYS = 25


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CounterDesk]:
    with practice_desk(tmp_path / "user") as seated:
        yield seated


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: CounterDesk, tmp_path: Path) -> Iterator[MainWindow]:
    with window_over(desk, qtbot, qapp, tmp_path / "crash") as made:
        yield made


class Keys:
    """Strikes keys like a person and counts those that are not data."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.count = window, 0

    def strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def data(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)


def test_a_stored_enterprise_comes_to_its_printed_sheet_in_few_keys(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    keys = Keys(window)
    stored = desk.find("")[0]
    keys.strike(Qt.Key.Key_F2)
    keys.data(stored.uscc)
    keys.strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.errand.sheet.id == stored.id)
    keys.strike(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(desk.history(stored.id)) == 1)
    keys.strike(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.preview is not None)
    assert window.preview is not None
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(window.preview.pdf)).pages)
    assert stored.name in text and "样张" in text
    assert keys.count <= MOST_KEYS


def test_a_sheet_from_home_is_scanned_and_saved_at_the_counter(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    window.acts.action("self_check").trigger()
    check = window.companions.self_check
    assert check is not None
    check.begin()
    for _ in range(4):
        assert check.now is not None
        fact = check.course.fact(check.now)
        choice = (
            fact.choices[0]
            if fact.choices
            else "是"
            if fact.type.value == "是否"
            else "2021-05-18"
            if fact.type.value == "日期"
            else "10"
        )
        check.answer(choice)
    told = check.course.enterprise()
    check.finish()
    check.print_sheet()
    qtbot.waitUntil(lambda: check.preview is not None)
    from qcy_desktop.services.visit_code import write_codes

    codes = write_codes(told, {fact.id: fact for fact in desk.facts()})
    check.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    keys = Keys(window)
    for code in codes:
        keys.strike(Qt.Key.Key_F2)
        keys.data(code)
        keys.strike(Qt.Key.Key_Return)
    before = len(desk.find(""))
    assert dict(window.errand.sheet.enterprise(TODAY).facts) == dict(told.facts)
    keys.strike(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(desk.find("")) == before + 1)
