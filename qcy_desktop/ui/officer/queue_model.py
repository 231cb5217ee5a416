"""The lines of a queue for its view, with the ticks of a batch, which outlive pages and filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qcy_desktop.services.casequeues import Line
from qcy_desktop.ui.officer.words import amount_words, clock_words

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
TICK_ROLE = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """One page of lines; `ticked` are the ids that a batch would take."""

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Line] = ()
        self._ticked: dict[int, None] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == TICK_ROLE:
            return line.id in self._ticked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            ticked = "已勾选，" if line.id in self._ticked else ""
            sum_, kind = amount_words(line)
            return f"{ticked}{line.enterprise}，{line.title}，{line.stage}，{clock_words(line.clock)}，{kind}{sum_}，{line.number}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.enterprise}\n{line.title}\n{line.number}"
        return None

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Another page."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def place_of(self, id: int) -> int:
        """Where a case stands on this page, −1 when it does not."""
        return next((row for row, line in enumerate(self._lines) if line.id == id), -1)

    def tick(self, ids: Iterable[int], *, on: bool) -> None:
        """Tick or untick cases."""
        for id in ids:
            if on:
                self._ticked[id] = None
            else:
                self._ticked.pop(id, None)
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))
        self.ticks_changed.emit()

    def turn(self, row: int) -> None:
        """Tick a line, or take its tick away."""
        line = self.line(row)
        if line is not None:
            self.tick((line.id,), on=line.id not in self._ticked)

    def ticked(self) -> tuple[int, ...]:
        """The ticked cases in the order in which they were ticked."""
        return tuple(self._ticked)

    def ids(self) -> tuple[int, ...]:
        return tuple(line.id for line in self._lines)
