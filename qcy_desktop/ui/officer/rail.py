"""The queues at the left, each with its count; the one that is shown is marked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from qcy_desktop.services.casequeues import Queue
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin

COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
GAP_BEFORE = frozenset({Queue.DRAFT, Queue.SUPPLEMENT, Queue.MINE})


class _QueueDelegate(QStyledItemDelegate):
    """Name at the left, count at the right; late ones in red, empty ones quiet."""

    def __init__(self, skin: Skin, parent: QListWidget) -> None:
        super().__init__(parent)
        self._skin, self._list = skin, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self._skin.dp(27 + (8 if index.data(Qt.ItemDataRole.UserRole) in GAP_BEFORE else 0)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        queue, count = index.data(Qt.ItemDataRole.UserRole), index.data(COUNT_ROLE) or 0
        painter.save()
        if queue in GAP_BEFORE:
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(rect.left() + dp(12), rect.top() + dp(4), rect.right() - dp(12), rect.top() + dp(4))
            rect = rect.adjusted(0, dp(8), 0, 0)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), dp(3), rect.height()), theme.colour("accent"))
            if self._list.hasFocus():
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.drawRect(rect.adjusted(1, 1, -1, -1))
        box = rect.adjusted(dp(14), 0, -dp(14), 0)
        painter.setFont(theme.font(13.5, chosen))
        painter.setPen(theme.colour("text" if count or chosen else "muted"))
        painter.drawText(box, FLAGS | int(Qt.AlignmentFlag.AlignLeft), tr(queue))
        urgent = queue == Queue.URGENT and count
        painter.setPen(theme.colour("bad" if urgent else "accent" if count else "muted"))
        painter.setFont(theme.font(13, bool(count)))
        painter.drawText(box, FLAGS | int(Qt.AlignmentFlag.AlignRight), str(count))
        painter.restore()


class Rail(QListWidget):
    """`chosen` names the queue that shall be shown."""

    chosen = Signal(object)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self.setAccessibleName(tr("队列"))
        self.setItemDelegate(_QueueDelegate(skin, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for queue in Queue:
            item = QListWidgetItem(tr(queue))
            item.setData(Qt.ItemDataRole.UserRole, queue)
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda row: self.chosen.emit(list(Queue)[row]))
        skin.changed.connect(self._refit)

    def show_counts(self, counts: Mapping[Queue, int]) -> None:
        """Counts for all queues; screen readers hear them with the name."""
        for row, queue in enumerate(Queue):
            self.item(row).setData(COUNT_ROLE, counts.get(queue, 0))
            said = tr("{q}，{n} 件").format(q=tr(queue), n=counts.get(queue, 0))
            self.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, said)

    def queue(self) -> Queue:
        return list(Queue)[self.currentRow()]

    def choose(self, queue: Queue) -> None:
        self.setCurrentRow(list(Queue).index(queue))

    def _refit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
