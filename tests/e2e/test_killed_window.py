"""A window killed while somebody types: the next start offers the draft, and at most the last second is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qcy_desktop.app.window import Places, desk
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.settings import Settings
from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.skin import Skin

STROKES = 60
LOST_AT_MOST = 1.0


def _type_and_kill(root: Path, folder: Path) -> tuple[list[float], float]:
    """The moments of the letters typed before the process was killed, and the moment it was."""
    typist = Path(__file__).with_name("typist.py")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    moments: list[float] = []
    with subprocess.Popen(
        [sys.executable, str(typist), str(folder)], stdout=subprocess.PIPE, text=True, env=env
    ) as one:
        assert one.stdout is not None
        for line in one.stdout:
            moments.append(float(line.split()[1]))
            if len(moments) == STROKES:
                break
        one.kill()
        killed = time.monotonic()
    return moments, killed


def test_a_killed_window_loses_at_most_the_last_second(root: Path, tmp_path: Path, qtbot: QtBot) -> None:
    moments, killed = _type_and_kill(root, tmp_path / "user")
    assert len(moments) == STROKES
    places = Places(Bundled(root), UserFolder(tmp_path / "user"), (root / "rules",))
    around = Surroundings(
        root / "resources",
        tmp_path / "crash",
        lambda: date(2026, 11, 20),
        lambda: datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        Look("light"),
    )
    with desk(places, Settings(), practice=False) as seated:
        window = MainWindow(seated, Skin(make_application(["tests"]), around.resources, around.look), around)
        window.show()
        qtbot.waitUntil(lambda: not window.jobs.busy())
        go_on = [b for b in window.counter.welcome.findChildren(QPushButton) if b.text() == "继续"]
        assert len(go_on) == 1
        go_on[0].click()
        held = window.errand.sheet.name
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ("abcdefghijklmnopqrstuvwxyz" * 4).startswith(held)
    sure = sum(1 for moment in moments if moment < killed - LOST_AT_MOST)
    assert sure > 0
    assert len(held) >= sure
