"""The real window over a real store and the rules of one measure, as on 20 December 2023."""

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
from tests.unit.services.small_rules import small_rules

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
TODAY = date(2023, 12, 20)
NOON = datetime(2023, 12, 20, 4, 0, tzinfo=UTC)


@contextmanager
def one_pack_desk(root: Path, folder: Path) -> Iterator[CounterDesk]:
    places = Places(Bundled(root), UserFolder(folder / "user").make(), (small_rules(root, folder),))
    with open_desk(places, Settings(window_number="3"), practice=False) as seated:
        yield seated


@contextmanager
def window_over(desk: CounterDesk, qtbot: QtBot, app: QApplication, crash: Path) -> Iterator[MainWindow]:
    around = Surroundings(RESOURCES, crash, lambda: TODAY, lambda: NOON, Look("light"))
    skin = Skin(app, around.resources, around.look)
    made = MainWindow(desk, skin, around)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    skin.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy())
