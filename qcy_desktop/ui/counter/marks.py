"""The drawn marks of verdicts: full, half, empty, dash, diamond; shape and word speak, colour only helps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from qcy_desktop.domain.assessment import Verdict

COLOUR_OF = {
    Verdict.ELIGIBLE: "good",
    Verdict.UNKNOWN: "warn",
    Verdict.NOT_ELIGIBLE: "bad",
    Verdict.NOT_APPLICABLE: "calm",
    Verdict.NOT_COMPUTABLE: "calm",
}


def draw_mark(painter: QPainter, verdict: Verdict, place: QRectF, colour: QColor) -> None:
    """Draw the mark of a verdict into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.4, place.width() / 9))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = place.adjusted(1, 1, -1, -1)
    if verdict is Verdict.ELIGIBLE:
        painter.setBrush(QBrush(colour))
        painter.drawEllipse(inner)
    elif verdict is Verdict.UNKNOWN:
        painter.drawEllipse(inner)
        painter.setBrush(QBrush(colour))
        painter.drawPie(inner, 90 * 16, 180 * 16)
    elif verdict is Verdict.NOT_ELIGIBLE:
        painter.drawEllipse(inner)
    elif verdict is Verdict.NOT_APPLICABLE:
        painter.drawLine(QPointF(inner.left(), inner.center().y()), QPointF(inner.right(), inner.center().y()))
    else:
        middle = inner.center()
        corners = [
            QPointF(middle.x(), inner.top()),
            QPointF(inner.right(), middle.y()),
            QPointF(middle.x(), inner.bottom()),
            QPointF(inner.left(), middle.y()),
        ]
        painter.drawPolygon(QPolygonF(corners))
    painter.restore()
