"""Paints the lines of a queue: tick, enterprise and number, stage and last hand, sum, clock in word and colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qcy_desktop.services.casequeues import Line
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.queue_model import LINE_ROLE, TICK_ROLE, QueueModel
from qcy_desktop.ui.officer.words import PACE_COLOUR, amount_words, clock_words, due_words, stage_colour
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.edits import ENTER

ROW_HEIGHT = 50
TICK = 42
SINGLE = int(Qt.TextFlag.TextSingleLine)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | SINGLE
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) | SINGLE


@dataclass(frozen=True, slots=True)
class _Ink:
    """How one text is written."""

    font: QFont
    colour: QColor
    where: int = LEFT


class LineDelegate(QStyledItemDelegate):
    """Draws one line; asks the skin for every colour and length."""

    def __init__(self, skin: Skin, parent: QListView) -> None:
        super().__init__(parent)
        self._skin, self._view = skin, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._skin.dp(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        self._ground(painter, option, rect)
        self._tick(painter, rect, ticked=bool(index.data(TICK_ROLE)))
        dp = self._skin.dp
        box = rect.adjusted(dp(TICK), dp(5), -dp(16), -dp(5))
        clock, money, stage = dp(150), dp(136), max(dp(96), min(dp(170), box.width() * 20 // 100))
        name = box.width() - clock - money - stage - dp(28)
        place = box.left()
        for width, paint in ((name, self._name), (stage, self._stage), (money, self._money), (clock, self._clock)):
            paint(painter, QRect(place, box.top(), width, box.height()), line)
            place += width + dp(9)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), dp(3), rect.height()), theme.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("sunken"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rect.left() + dp(16), rect.bottom(), rect.right() - dp(16), rect.bottom())
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _tick(self, painter: QPainter, rect: QRect, *, ticked: bool) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        side = dp(16)
        box = QRectF(rect.left() + dp(15), rect.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if ticked else "strong_line"), 1))
        painter.setBrush(theme.colour("accent" if ticked else "card"))
        painter.drawRoundedRect(box, dp(3), dp(3))
        if ticked:
            painter.setPen(QPen(theme.colour("accent_text"), dp(2)))
            x, y, s = box.left(), box.top(), box.width()
            corners = (
                QPointF(x + s * 0.22, y + s * 0.52),
                QPointF(x + s * 0.43, y + s * 0.72),
                QPointF(x + s * 0.78, y + s * 0.3),
            )
            painter.drawPolyline(corners)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _name(self, painter: QPainter, rect: QRect, line: Line) -> None:
        upper, lower = self._halves(rect)
        self._write(painter, upper, line.enterprise, self._ink(14, "text", bold=True))
        ink = self._ink(12, "muted")
        metrics = QFontMetrics(ink.font)
        number = f"　{line.number}"
        room = max(0, rect.width() - metrics.horizontalAdvance(number))
        # A case is spoken of by its number: the title gives way first.
        self._write(painter, lower, metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, room) + number, ink)

    def _stage(self, painter: QPainter, rect: QRect, line: Line) -> None:
        upper, lower = self._halves(rect)
        promised = ""
        if line.promised_by is not None:
            promised = tr("　容缺 {n}，{d} 前补").format(n=line.promises, d=f"{line.promised_by:%m-%d}")
        away = tr("　在 {d}").format(d=line.holder) if line.holder else ""
        self._write(painter, upper, f"{line.stage}{promised}{away}", self._ink(13, stage_colour(line.stage), bold=True))
        self._write(painter, lower, f"{line.last}　{line.who}", self._ink(12, "muted"))

    def _money(self, painter: QPainter, rect: QRect, line: Line) -> None:
        upper, lower = self._halves(rect)
        sum_, kind = amount_words(line)
        self._write(painter, upper, sum_ or "—", self._ink(14, "text", bold=line.decided, where=RIGHT))
        self._write(painter, lower, kind, self._ink(12, "muted", where=RIGHT))

    def _clock(self, painter: QPainter, rect: QRect, line: Line) -> None:
        upper, lower = self._halves(rect)
        colour = PACE_COLOUR[line.clock.pace]
        self._write(painter, upper, clock_words(line.clock), self._ink(13, colour, bold=colour == "bad", where=RIGHT))
        self._write(painter, lower, due_words(line.clock), self._ink(12, "muted", where=RIGHT))

    def _ink(self, size: float, colour: str, *, bold: bool = False, where: int = LEFT) -> _Ink:
        return _Ink(self._skin.theme.font(size, bold), self._skin.theme.colour(colour), where)

    def _halves(self, rect: QRect) -> tuple[QRect, QRect]:
        half = rect.height() // 2
        upper = QRect(rect.left(), rect.top(), rect.width(), half)
        return upper, QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half)

    def _write(self, painter: QPainter, rect: QRect, text: str, ink: _Ink) -> None:
        painter.setFont(ink.font)
        painter.setPen(ink.colour)
        painter.drawText(
            rect, ink.where, QFontMetrics(ink.font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        )


class QueueView(QListView):
    """Enter opens the line, space ticks it, a click on the box ticks it too."""

    wanted = Signal(int)

    def __init__(self, skin: Skin, model: QueueModel) -> None:
        super().__init__()
        self._skin, self._model = skin, model
        self.setAccessibleName(tr("办件"))
        self.setModel(model)
        self.setItemDelegate(LineDelegate(skin, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        skin.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._open(row)
        elif event.key() == Qt.Key.Key_Space:
            self._model.turn(row)
            self.setCurrentIndex(self._model.index(min(row + 1, self._model.rowCount() - 1)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < self._skin.dp(TICK):
            self._model.turn(index.row())

    def _open(self, row: int) -> None:
        line = self._model.line(row)
        if line is not None:
            self.wanted.emit(line.id)
