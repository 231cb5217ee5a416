"""A real window over a desk in memory and the real engine, for every test of the screens."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_office import CaseOffice, case_office
from desk_in_memory import NOON, EngineDesk

from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.officer.page import OfficerPage
from qcy_desktop.ui.skin import Skin
from tests.patience import qtbot

__all__ = ["qtbot"]

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application, dressed once; every window dresses it again in its own look."""
    return make_application(["tests"])


@pytest.fixture(scope="session")
def rules() -> EngineDesk:
    """The rule book is read once; each test gets its own desk over it."""
    return EngineDesk()


@pytest.fixture
def desk(rules: EngineDesk) -> EngineDesk:
    return rules.fresh()


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(ROOT / "resources", tmp_path / "crash", lambda: TODAY, lambda: NOON, Look("light"))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """A test that leaves a window, a running timer or a thread behind fails."""
    windows, threads = _windows(), set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [type(window).__name__ for window in _windows() - windows if window.isVisible()]
    ticking = [name for window in _windows() - windows for name in _ticking(window)]
    running = [thread.name for thread in set(threading.enumerate()) - threads if not thread.name.startswith("Dummy")]
    assert not (left or ticking or running), f"left behind: windows {left}, timers {ticking}, threads {running}"


def _windows() -> set[QWidget]:
    return set(QApplication.topLevelWidgets())


def _ticking(window: QWidget) -> list[str]:
    return [
        f"{type(window).__name__} {timer.interval()} ms" for timer in window.findChildren(QTimer) if timer.isActive()
    ]


OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, surroundings: Surroundings) -> Iterator[OpenWindow]:
    """Opens windows over a desk and closes them all at the end; nothing may be left running."""
    opened: list[MainWindow] = []
    skins: list[Skin] = []

    def make(desk: EngineDesk, look: Look | None = None) -> MainWindow:
        skin = Skin(qapp, surroundings.resources, look or surroundings.look)
        skins.append(skin)
        window = MainWindow(desk, skin, surroundings)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: not window.jobs.busy())
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    for skin in skins:
        skin.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: OpenWindow, desk: EngineDesk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def filled(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with the second sample enterprise open."""
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    return window


def press(widget: QWidget, *keys: Qt.Key, control: bool = False) -> None:
    """Strike keys as a person would: they go to whatever has the focus."""
    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or widget, key, modifier)


def write(widget: QWidget, text: str) -> None:
    """Type text into whatever has the focus."""
    target = QApplication.focusWidget() or widget
    for sign in text:
        if sign.isascii():
            QTest.keyClicks(target, sign)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(sign)
            QApplication.sendEvent(target, composed)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseOffice]:
    with case_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def shown(office: CaseOffice, open_window: OpenWindow, rules: EngineDesk, qtbot: QtBot) -> Callable[[], OfficerPage]:
    """Opens the window at the officer's place, with what the office holds by then."""

    def make() -> OfficerPage:
        desk = rules.fresh()
        desk.officer = lambda: office.seat  # type: ignore[method-assign,return-value]
        window: MainWindow = open_window(desk)
        window.acts.action("officer").trigger()
        assert window.officer is not None
        page = window.officer.page()
        qtbot.waitUntil(lambda: not page.jobs.busy())
        return page

    return make
