"""Runs slow work off the window's thread: one worker for the store, a free pool for paper; results come back queued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from qcy_desktop.domain.errors import KnownError

Work = Callable[[], Any]
Then = Callable[[Any], None] | None


class _Job(QRunnable):
    def __init__(self, number: int, work: Work, arrived: Callable[[int, object, object], None]) -> None:
        super().__init__()
        self._number = number
        self._work = work
        self._arrived = arrived

    def run(self) -> None:
        try:
            result, fault = self._work(), None
        except Exception as raised:  # noqa: BLE001 -- carried to the window's thread and shown there
            result, fault = None, raised
        self._arrived(self._number, result, fault)


class Jobs(QObject):
    """`store` runs one after the other on one worker; `paper` runs freely. Known errors go to `failed`, bugs to `broke`."""

    failed = Signal(object)
    broke = Signal(object)
    idle = Signal()
    _arrived = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QThreadPool(self)
        self._store.setMaxThreadCount(1)
        self._store.setExpiryTimeout(-1)
        self._paper = QThreadPool(self)
        self._waiting: dict[int, Then] = {}
        self._count = 0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def store(self, work: Work, then: Then = None) -> None:
        """Run work that touches the database; `then` gets the result on the window's thread."""
        self._start(self._store, work, then)

    def paper(self, work: Work, then: Then = None) -> None:
        """Run work that only reckons or typesets."""
        self._start(self._paper, work, then)

    def busy(self) -> bool:
        """Whether something begun has not come back yet."""
        return bool(self._waiting)

    def close(self) -> None:
        """Wait for what was begun, then let nothing more arrive."""
        self._store.waitForDone()
        self._paper.waitForDone()
        self._waiting.clear()

    def _start(self, pool: QThreadPool, work: Work, then: Then) -> None:
        self._count += 1
        self._waiting[self._count] = then
        pool.start(_Job(self._count, work, self._arrived.emit))

    @Slot(int, object, object)
    def _deliver(self, number: int, result: object, fault: object) -> None:
        if number not in self._waiting:
            return
        then = self._waiting.pop(number)
        if isinstance(fault, KnownError):
            self.failed.emit(fault)
        elif fault is not None:
            self.broke.emit(fault)
        elif then is not None:
            then(result)
        if not self._waiting:
            self.idle.emit()
