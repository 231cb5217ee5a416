"""Paints the rows of results: verdict, title and clause, evidence chip, money at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.ui.counter.marks import COLOUR_OF, draw_mark
from qcy_desktop.ui.counter.results_model import ROW_ROLE, ResultsModel, Row
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin

ROW_HEIGHT = 46
# Below this width the evidence has no column of its own and leads the second line.
NARROW = 550
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class _Type:
    """Fonts of a row, made once per theme."""

    title: QFont
    strong: QFont
    small: QFont


@dataclass(frozen=True, slots=True)
class _Ink:
    """How one line is written: font, colour, alignment."""

    font: QFont
    colour: QColor
    where: int


class ResultDelegate(QStyledItemDelegate):
    """Draws one row; asks the skin for every colour and length."""

    def __init__(self, skin: Skin, parent: QListView) -> None:
        super().__init__(parent)
        self._skin = skin
        self._view = parent
        self.refit()

    def refit(self) -> None:
        """Take fonts from the theme in force."""
        theme = self._skin.theme
        self._type = _Type(theme.font(14), theme.font(14, bold=True), theme.font(12))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._skin.dp(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        painter.save()
        self._ground(painter, option, row)
        dp = self._skin.dp
        whole: QRect = option.rect  # type: ignore[attr-defined]
        box = whole.adjusted(dp(16), 0, -dp(16), 0)
        amount_width = max(dp(150), min(dp(220), box.width() * 28 // 100))
        verdict_width, chip_width = dp(84), dp(88)
        self._verdict(painter, QRect(box.left(), box.top(), verdict_width, box.height()), row)
        right = QRect(box.right() - amount_width + 1, box.top(), amount_width, box.height())
        narrow = box.width() < dp(NARROW)
        chip_width = 0 if narrow else chip_width
        chip = QRect(right.left() - chip_width - dp(4), box.top(), chip_width, box.height())
        middle = QRect(
            box.left() + verdict_width, box.top(), chip.left() - dp(8) - box.left() - verdict_width, box.height()
        )
        self._texts(painter, middle, row, narrow=narrow)
        if not narrow:
            self._chip(painter, chip, row)
        self._money(painter, right, row)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        tokens = self._skin.theme.tokens
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen:
            painter.fillRect(rect, QColor(tokens.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), self._skin.dp(3), rect.height()), QColor(tokens.accent))
        elif hovered:
            painter.fillRect(rect, QColor(tokens.sunken))
        model = self._view.model()
        if isinstance(model, ResultsModel) and model.just_changed(row.key):
            dot = QRectF(rect.left() + self._skin.dp(6), rect.center().y() - 2, self._skin.dp(5), self._skin.dp(5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(dot)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(
            rect.left() + self._skin.dp(16), rect.bottom(), rect.right() - self._skin.dp(16), rect.bottom()
        )
        if chosen and self._view.hasFocus():
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _verdict(self, painter: QPainter, rect: QRect, row: Row) -> None:
        colour = self._skin.theme.colour(COLOUR_OF[row.first.verdict])
        side = self._skin.dp(13)
        mark = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        draw_mark(painter, row.first.verdict, mark, colour)
        painter.setPen(colour)
        painter.setFont(self._type.small)
        painter.drawText(rect.adjusted(side + self._skin.dp(6), 0, 0, 0), LEFT, row.first.verdict.word)

    def _texts(self, painter: QPainter, rect: QRect, row: Row, *, narrow: bool) -> None:
        tokens = self._skin.theme.tokens
        quiet = row.first.verdict is Verdict.NOT_APPLICABLE or row.folded
        font = self._type.title if quiet else self._type.strong
        upper, lower = self._halves(rect)
        self._line(painter, upper, row.title, _Ink(font, QColor(tokens.muted if quiet else tokens.text), LEFT))
        place = f"{row.chip} · {row.place}" if narrow else row.place
        self._line(painter, lower, place, _Ink(self._type.small, QColor(tokens.muted), LEFT))

    def _chip(self, painter: QPainter, rect: QRect, row: Row) -> None:
        theme = self._skin.theme
        name = "good" if row.first.verified else "calm"
        metrics = QFontMetrics(self._type.small)
        width = min(rect.width(), metrics.horizontalAdvance(row.chip) + self._skin.dp(16))
        height = metrics.height() + self._skin.dp(3)
        place = QRectF(rect.right() - width, rect.center().y() - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bordered = theme.tokens.name == "contrast"
        painter.setPen(QPen(theme.colour(name), 1) if bordered else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{name}_soft"))
        painter.drawRoundedRect(place, height / 2, height / 2)
        self._line(painter, place.toRect(), row.chip, _Ink(self._type.small, theme.colour(name), CENTRE))

    def _money(self, painter: QPainter, rect: QRect, row: Row) -> None:
        tokens = self._skin.theme.tokens
        if not row.amount:
            self._line(painter, rect, row.note, _Ink(self._type.title, QColor(tokens.muted), RIGHT))
            return
        counted = row.first.verified and row.first.verdict is Verdict.ELIGIBLE
        colour = QColor(tokens.good if counted else tokens.text)
        note = row.note if row.first.verdict is Verdict.UNKNOWN or row.first.needs else ""
        upper, lower = self._halves(rect) if note else (rect, rect)
        strong = row.first.verdict is Verdict.ELIGIBLE
        self._line(painter, upper, row.amount, _Ink(self._type.strong if strong else self._type.title, colour, RIGHT))
        if note:
            self._line(painter, lower, note, _Ink(self._type.small, QColor(tokens.warn), RIGHT))

    def _halves(self, rect: QRect) -> tuple[QRect, QRect]:
        """Upper and lower line of a row, drawn close together around its middle."""
        upper = QFontMetrics(self._type.strong).height()
        lower = QFontMetrics(self._type.small).height()
        top = rect.top() + (rect.height() - upper - lower) // 2
        return QRect(rect.left(), top, rect.width(), upper), QRect(rect.left(), top + upper, rect.width(), lower)

    def _line(self, painter: QPainter, rect: QRect, text: str, ink: _Ink) -> None:
        painter.setFont(ink.font)
        painter.setPen(ink.colour)
        shown = QFontMetrics(ink.font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, ink.where | int(Qt.TextFlag.TextSingleLine), shown)


class ResultsView(QListView):
    """The list itself: up and down choose, Enter asks for the reasons."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, skin: Skin, model: ResultsModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("评估结果"))
        self.setModel(model)
        self._delegate = ResultDelegate(skin, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        skin.changed.connect(self._on_skin)
        self.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.data(ROW_ROLE)))

    def choose(self, key: str) -> None:
        """Select the row with that key when it is shown, else the first."""
        model = self.model()
        if isinstance(model, ResultsModel) and model.rowCount():
            self.setCurrentIndex(model.index(max(0, model.place_of(key))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.opened.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_skin(self) -> None:
        self._delegate.refit()
        self.doItemsLayout()
        self.viewport().update()
