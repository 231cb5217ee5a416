"""The real window in practice over a real store and all rules, as the front door of the fitter opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import Places
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.settings import Settings
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.skin import Skin

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def practice_desk(folder: Path) -> Iterator[CounterDesk]:
    places = Places(Bundled(ROOT), UserFolder(folder).make(), (ROOT / "rules",))
    with open_desk(places, Settings(), practice=True) as seated:
        yield seated


@contextmanager
def window_over(desk: CounterDesk, qtbot: QtBot, app: QApplication, crash: Path) -> Iterator[MainWindow]:
    around = Surroundings(ROOT / "resources", crash, lambda: TODAY, lambda: NOW, Look("light"))
    made = MainWindow(desk, Skin(app, around.resources, around.look), around)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made and not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
