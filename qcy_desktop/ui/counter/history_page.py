"""Earlier assessments of the same enterprise, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from qcy_desktop.ui.desk import KeptRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.words import moment


class HistoryPage(QTableWidget):
    """Three columns: when it was kept, for which day, what came out."""

    def __init__(self, skin: Skin) -> None:
        super().__init__(0, 3)
        self._key = ""
        self.setAccessibleName(tr("历次评估"))
        self.setHorizontalHeaderLabels([tr("保存时间"), tr("评估日"), tr("结果")])
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setColumnWidth(0, skin.dp(160))
        self.setColumnWidth(1, skin.dp(110))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(skin.dp(36))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)

    def say_key(self, key: str) -> None:
        """The key with which an assessment is kept."""
        self._key = key

    def show_rows(self, rows: Sequence[KeptRow]) -> None:
        """Fill the table; an empty one says so."""
        self.clearSpans()
        self.setRowCount(max(1, len(rows)))
        if not rows:
            self.setItem(
                0, 0, QTableWidgetItem(tr("还没有保存过评估。受理（{k}）后，这里留下记录。").format(k=self._key))
            )
            self.setSpan(0, 0, 1, 3)
            return
        for place, kept in enumerate(rows):
            for column, text in enumerate((moment(kept.saved_at), kept.as_of.isoformat(), kept.summary)):
                self.setItem(place, column, QTableWidgetItem(text))
