"""Pages of which one is seen: only that one claims room, so that a page nobody has opened cannot make the window outgrow the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack whose least size is that of the page in front."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        if not self.count():
            return QSize()
        page = self.currentWidget()
        return page.minimumSizeHint().expandedTo(page.minimumSize())
