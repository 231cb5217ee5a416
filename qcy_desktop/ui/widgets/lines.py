"""A table of lines of text that one walks with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.edits import ENTER

Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractTableModel):
    """Lines of text under headings; `tips` says more about a line."""

    def __init__(self, heads: Sequence[str]) -> None:
        super().__init__()
        self._heads = [tr(head) for head in heads]
        self._lines: Sequence[Sequence[str]] = ()

    def show(self, lines: Sequence[Sequence[str]]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._lines[index.row()][index.column()]
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class Lines(QTableView):
    """A table one walks with the arrow keys; `picked` on Enter or a double click, `moved` when another line is chosen."""

    picked = Signal()
    moved = Signal(int)

    def __init__(self, skin: Skin, name: str, heads: Sequence[str], wide: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.lines = LineModel(heads)
        self.setModel(self.lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(skin.dp(32))
        self.horizontalHeader().setHighlightSections(False)
        self._wide = wide
        self.doubleClicked.connect(lambda _index: self.picked.emit())
        self.selectionModel().currentRowChanged.connect(lambda now, _old: self.moved.emit(now.row()))

    def show_lines(self, lines: Sequence[Sequence[str]]) -> None:
        """Other lines; the chosen place stays as far as it can."""
        place = max(0, self.currentIndex().row())
        self.lines.show(lines)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(self._wide, QHeaderView.ResizeMode.Stretch)
        if lines:
            self.selectRow(min(place, len(lines) - 1))
        else:
            self.moved.emit(-1)

    def place(self) -> int:
        """The chosen line, -1 when there is none."""
        return self.currentIndex().row() if self.lines.rowCount() else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.accept()
            self.picked.emit()
            return
        super().keyPressEvent(event)
