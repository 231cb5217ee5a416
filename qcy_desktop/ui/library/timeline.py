"""The editions of a measure on a line of years; inferred ends fade out as dashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qcy_desktop.services.library import Edition
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin


class Timeline(QWidget):
    """One bar per edition; today is a fine line."""

    def __init__(self, skin: Skin, today: Callable[[], date]) -> None:
        super().__init__()
        self._skin, self._today = skin, today
        self._editions: tuple[Edition, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("施行时间"))
        skin.changed.connect(self.update)

    def show_editions(self, editions: tuple[Edition, ...]) -> None:
        """Draw these editions; without any the line is hidden."""
        self._editions = editions
        self.setVisible(bool(editions))
        self.setAccessibleDescription("；".join(edition_words(e) for e in editions))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        dp = self._skin.dp
        return QSize(dp(300), dp(26) + dp(22) * max(1, len(self._editions)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._editions:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, dp = self._skin.theme, self._skin.dp
        first, last = self._years()
        painter.setFont(theme.font(11.5))
        foot = self.height() - dp(18)
        for year in range(first, last + 1, max(1, (last - first) // 6)):
            x = self._x(date(year, 1, 1))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, foot))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(x - dp(20), foot, dp(40), dp(18)), int(Qt.AlignmentFlag.AlignCenter), str(year))
        for place, edition in enumerate(self._editions):
            self._bar(painter, dp(4) + dp(22) * place, edition)
        painter.setPen(QPen(theme.colour("accent"), 1))
        x = self._x(self._today())
        painter.drawLine(QPointF(x, 0), QPointF(x, foot))

    def _bar(self, painter: QPainter, top: int, edition: Edition) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        _first, last = self._years()
        left, right = self._x(edition.start), self._x(edition.end or date(last, 12, 31))
        colour = theme.colour("calm" if edition.status in ("已废止", "中止") else "good")
        soft = edition.end_inferred or edition.start_inferred or edition.end is None
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine if soft else Qt.PenStyle.SolidLine))
        painter.setBrush(theme.colour("calm_soft" if edition.status in ("已废止", "中止") else "good_soft"))
        box = QRectF(left, top, max(dp(8), right - left), dp(18))
        painter.drawRoundedRect(box, dp(4), dp(4))
        painter.setPen(theme.colour("text"))
        painter.drawText(box.adjusted(dp(6), 0, dp(400), 0), int(Qt.AlignmentFlag.AlignVCenter), edition_words(edition))

    def _years(self) -> tuple[int, int]:
        starts = [e.start.year for e in self._editions]
        ends = [(e.end or self._today()).year for e in self._editions]
        return min(starts), max(*ends, self._today().year) + 1

    def _x(self, day: date) -> float:
        first, last = self._years()
        span = (date(last, 12, 31) - date(first, 1, 1)).days
        margin = self._skin.dp(20)
        return margin + (self.width() - 2 * margin) * (day - date(first, 1, 1)).days / span


def edition_words(edition: Edition) -> str:
    """One edition in words."""
    start = edition.start.isoformat() + (tr("（推断）") if edition.start_inferred else "")
    if edition.end is None:
        return tr("{a}起，{s}").format(
            a=start if edition.start_inferred else f"{start} ", s=standing_of(edition.status)
        )
    end = edition.end.isoformat() + (tr("（推断）") if edition.end_inferred else "")
    return tr("{a} 至 {b}，{s}").format(a=start, b=end, s=standing_of(edition.status))


def standing_of(status: str) -> str:
    """How a measure stands, understood without the heading of a column."""
    return tr("效力未知") if status == "未知" else status
