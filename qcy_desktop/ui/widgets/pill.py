"""A rounded word in one of the meaning colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qcy_desktop.ui.skin import Skin


class Pill(QWidget):
    """One word on its soft ground; read aloud as its text."""

    def __init__(self, skin: Skin, text: str = "", colour: str = "calm") -> None:
        super().__init__()
        self._skin = skin
        self._text, self._colour = text, colour
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_word(self, text: str, colour: str) -> None:
        """Another word, another meaning."""
        self._text, self._colour = text, colour
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._skin.theme.font(12))
        return QSize(metrics.horizontalAdvance(self._text) + self._skin.dp(18), metrics.height() + self._skin.dp(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._skin.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        bordered = theme.tokens.name == "contrast"
        painter.setPen(QPen(theme.colour(self._colour), 1) if bordered else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self._colour}_soft"))
        painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour(self._colour))
        shown = QFontMetrics(painter.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)
