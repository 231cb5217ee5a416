"""The chart of 试算: money over one input, with its cliffs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.words import wan

MOST_CLIFFS = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One reckoned point: the input in its smallest unit, sure and unverified money in fen (lower bounds)."""

    at: int
    sure: int
    open: int

    @property
    def both(self) -> int:
        return self.sure + self.open


def cliffs(samples: tuple[Sample, ...]) -> tuple[tuple[Sample, Sample], ...]:
    """Neighbouring points between which the money jumps far more than it usually grows, greatest first."""
    pairs = list(pairwise(samples))
    if not pairs:
        return ()
    span = max(s.both for s in samples) - min(s.both for s in samples)
    steps = sorted(abs(b.both - a.both) for a, b in pairs)
    usual = steps[len(steps) // 2]
    jumps = [(a, b) for a, b in pairs if abs(b.both - a.both) > max(span // 12, 3 * usual)]
    jumps.sort(key=lambda pair: -abs(pair[1].both - pair[0].both))
    return tuple(jumps[:MOST_CLIFFS])


class CurveView(QWidget):
    """Paints the samples: sure money as a filled line, unverified as a dashed one, cliffs with their input."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self._samples: tuple[Sample, ...] = ()
        self._show: Callable[[int], str] = str
        self._now: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("金额随指标变化的图"))

    def sizeHint(self) -> QSize:
        return QSize(self._skin.dp(420), self._skin.dp(210))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._skin.dp(260), self._skin.dp(150))

    def show_samples(self, samples: tuple[Sample, ...], show: Callable[[int], str], now: int | None) -> None:
        """Draw these points; `show` writes an input in words, `now` is where the enterprise stands."""
        self._samples, self._show, self._now = samples, show, now
        found = [
            tr("到 {x} 时由 {a} 变为 {b} 万元").format(x=show(b.at), a=wan(a.both), b=wan(b.both))
            for a, b in cliffs(samples)
        ]
        self.setAccessibleDescription("；".join(found))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._skin.theme
        if len(self._samples) < 2:
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(13))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), tr("选一项指标，看金额怎样随它变化"))
            return
        plot = self._plot()
        self._axes(painter, plot)
        self._line(painter, plot, sure_only=True)
        self._line(painter, plot, sure_only=False)
        self._marks(painter, plot)

    def _plot(self) -> QRectF:
        dp = self._skin.dp
        return QRectF(dp(74), dp(30), self.width() - dp(74) - dp(24), self.height() - dp(30) - dp(34))

    def _top(self) -> int:
        return max(max(s.both for s in self._samples), 1_000_000)

    def _point(self, plot: QRectF, at: int, value: int) -> QPointF:
        low, high = self._samples[0].at, self._samples[-1].at
        x = plot.left() + plot.width() * (at - low) / max(1, high - low)
        return QPointF(x, plot.bottom() - plot.height() * value / self._top())

    def _axes(self, painter: QPainter, plot: QRectF) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        painter.setFont(theme.font(11.5))
        for part in range(5):
            value = self._top() * part // 4
            y = self._point(plot, self._samples[0].at, value).y()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.colour("muted"))
            box = QRectF(0, y - dp(9), plot.left() - dp(8), dp(18))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), wan(value))
        painter.drawText(QRectF(0, 0, plot.left() - dp(8), dp(20)), int(Qt.AlignmentFlag.AlignRight), tr("万元"))
        ends = ((self._samples[0].at, Qt.AlignmentFlag.AlignLeft), (self._samples[-1].at, Qt.AlignmentFlag.AlignRight))
        for at, side in ends:
            painter.drawText(
                QRectF(plot.left(), plot.bottom() + dp(4), plot.width(), dp(18)), int(side), self._show(at)
            )
        self._legend(painter, plot)

    def _legend(self, painter: QPainter, plot: QRectF) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        x = plot.left()
        for text, colour, style in (
            (tr("已核定"), "good", Qt.PenStyle.SolidLine),
            (tr("连同未核定（仅供参考）"), "accent", Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(theme.colour(colour), 2, style))
            painter.drawLine(QPointF(x, dp(10)), QPointF(x + dp(24), dp(10)))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(x + dp(30), dp(14)), text)
            x += dp(46) + QFontMetrics(painter.font()).horizontalAdvance(text)

    def _line(self, painter: QPainter, plot: QRectF, *, sure_only: bool) -> None:
        theme = self._skin.theme
        corners: list[QPointF] = []
        jumps = {(a.at, b.at) for a, b in cliffs(self._samples)}
        for before, sample in zip((None, *self._samples), self._samples, strict=False):
            value = sample.sure if sure_only else sample.both
            if before is not None and (before.at, sample.at) in jumps:
                corners.append(self._point(plot, sample.at, before.sure if sure_only else before.both))
            corners.append(self._point(plot, sample.at, value))
        style = Qt.PenStyle.SolidLine if sure_only else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.colour("good" if sure_only else "accent"), self._skin.dp(2), style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(corners))

    def _marks(self, painter: QPainter, plot: QRectF) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        painter.setFont(theme.font(11.5, bold=True))
        taken: list[QRectF] = []
        for before, after in cliffs(self._samples):
            place = self._point(plot, after.at, max(before.both, after.both))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(place, dp(3), dp(3))
            text = self._show(after.at)
            width = QFontMetrics(painter.font()).horizontalAdvance(text)
            left = min(max(plot.left(), place.x() - width / 2), plot.right() - width)
            box = QRectF(left, place.y() - dp(20), width, dp(16))
            while any(box.intersects(other) for other in taken):
                box.translate(0, dp(16))
            taken.append(box)
            painter.setPen(theme.colour("text"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        if self._now is not None and self._samples[0].at <= self._now <= self._samples[-1].at:
            x = self._point(plot, self._now, 0).x()
            painter.setPen(QPen(theme.colour("warn"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            side = -dp(6) - QFontMetrics(painter.font()).horizontalAdvance(tr("现在"))
            left = x + (side if x > plot.center().x() else dp(6))
            ground = (
                QFontMetrics(painter.font())
                .boundingRect(tr("现在"))
                .translated(round(left), round(plot.bottom() - dp(6)))
            )
            painter.fillRect(ground, theme.colour("card"))
            painter.drawText(QPointF(left, plot.bottom() - dp(6)), tr("现在"))
