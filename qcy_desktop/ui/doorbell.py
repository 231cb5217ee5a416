"""Lets a second start raise the window that is open already: a small file appears in its folder and is answered."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget


class Doorbell(QObject):
    """Watches for the file `bell` (no socket is opened); `rung` when it was put there, after it was taken away again."""

    rung = Signal()

    def __init__(self, parent: QObject, bell: Path) -> None:
        super().__init__(parent)
        self._bell = bell
        self._watcher = QFileSystemWatcher([str(bell.parent)], self)
        self._watcher.directoryChanged.connect(self._look)

    def _look(self) -> None:
        if self._bell.exists():
            with contextlib.suppress(OSError):
                self._bell.unlink()
            self.rung.emit()


def raise_window(window: QWidget) -> None:
    """Bring a window to the front, out of the task bar if it lies there."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
