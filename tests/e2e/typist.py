"""A clerk who never pauses, in a process that will be killed: ``python typist.py FOLDER`` types a name into a real window.

Every letter is told on standard output with its moment, so that whoever kills the process knows what had been typed.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qcy_desktop.app.window import Places, serve
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
STROKE_MS = 40
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Typist:
    """Waits for the window, opens a new enterprise and types on and on."""

    def __init__(self) -> None:
        self.typed = 0
        self.timer = QTimer()
        self.timer.timeout.connect(self.strike)
        self.timer.start(STROKE_MS)

    def strike(self) -> None:
        """The next letter, once there is a window to type into."""
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()), None)
        if window is None:
            return
        field = window.counter.enterprise.name
        if not self.typed:
            window.acts.action("new").trigger()
        QTest.keyClicks(field, LETTERS[self.typed % len(LETTERS)])
        self.typed += 1
        sys.stdout.write(f"{self.typed} {time.monotonic()}\n")
        sys.stdout.flush()


def main() -> int:
    """Open the window as the front door does."""
    user = UserFolder(Path(sys.argv[1])).make()
    # The application has to be there before the timer of the typist.
    make_application(["typist"])
    typist = Typist()
    code = serve(Places(Bundled(ROOT), user, (ROOT / "rules",)), date(2026, 11, 20), practice=False)
    typist.timer.stop()
    return code


if __name__ == "__main__":
    sys.exit(main())
