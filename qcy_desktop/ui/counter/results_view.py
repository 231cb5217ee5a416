"""Paints the rows of results: verdict, title, clause, evidence chip, money; only rows that look otherwise are drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
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


class _Hand:
    """A font with its measures, made once per theme."""

    __slots__ = ("font", "metrics")

    def __init__(self, font: QFont) -> None:
        self.font, self.metrics = font, QFontMetrics(font)


@dataclass(frozen=True, slots=True)
class _Type:
    """The hands a row is written in."""

    title: _Hand
    strong: _Hand
    small: _Hand


@dataclass(frozen=True, slots=True)
class _Ink:
    """How one line is written: hand, colour, alignment."""

    hand: _Hand
    colour: QColor
    where: int


@dataclass(frozen=True, slots=True)
class _Face:
    """What one row shows: two rows with the same face look the same."""

    verdict: Verdict
    counted: bool
    verified: bool
    quiet: bool
    title: str
    place: str
    chip: str
    amount: str
    note: str
    changed: bool


def _face(row: Row, *, changed: bool) -> _Face:
    first, amount = row.first, row.amount
    below = not amount or first.verdict is Verdict.UNKNOWN or bool(first.needs)
    return _Face(
        verdict=first.verdict,
        counted=first.verified and first.verdict is Verdict.ELIGIBLE,
        verified=first.verified,
        quiet=first.verdict is Verdict.NOT_APPLICABLE or row.folded,
        title=row.title,
        place=row.place,
        chip=row.chip,
        amount=amount,
        note=row.note if below else "",
        changed=changed,
    )


class ResultDelegate(QStyledItemDelegate):
    """Draws one row; asks the skin for every colour and length. Keeps the faces it drew, so that words are made once."""

    def __init__(self, skin: Skin, parent: QListView) -> None:
        super().__init__(parent)
        self._skin = skin
        self._view = parent
        self._faces: dict[str, _Face] = {}
        self.refit()

    def refit(self) -> None:
        """Take fonts from the theme in force."""
        theme = self._skin.theme
        self._type = _Type(_Hand(theme.font(14)), _Hand(theme.font(14, bold=True)), _Hand(theme.font(12)))

    def compare(self, rows: Sequence[Row]) -> list[bool]:
        """For the rows on screen now: whether each looks otherwise than when it was last drawn. Forgets all others."""
        faces = {row.key: self._made(row) for row in rows}
        other = [self._faces.get(row.key) != faces[row.key] for row in rows]
        self._faces = faces
        return other

    def forget(self) -> None:
        """Put every row into words anew."""
        self._faces = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._skin.dp(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        face = self._faces.get(row.key)
        if face is None:
            face = self._faces[row.key] = self._made(row)
        painter.save()
        self._ground(painter, option, face)
        dp = self._skin.dp
        whole: QRect = option.rect  # type: ignore[attr-defined]
        box = whole.adjusted(dp(16), 0, -dp(16), 0)
        amount_width = max(dp(150), min(dp(220), box.width() * 28 // 100))
        verdict_width, chip_width = dp(84), dp(88)
        self._verdict(painter, QRect(box.left(), box.top(), verdict_width, box.height()), face)
        right = QRect(box.right() - amount_width + 1, box.top(), amount_width, box.height())
        narrow = box.width() < dp(NARROW)
        chip_width = 0 if narrow else chip_width
        chip = QRect(right.left() - chip_width - dp(4), box.top(), chip_width, box.height())
        middle = QRect(
            box.left() + verdict_width, box.top(), chip.left() - dp(8) - box.left() - verdict_width, box.height()
        )
        self._texts(painter, middle, face, narrow=narrow)
        if not narrow:
            self._chip(painter, chip, face)
        self._money(painter, right, face)
        painter.restore()

    def _made(self, row: Row) -> _Face:
        model = self._view.model()
        return _face(row, changed=isinstance(model, ResultsModel) and model.just_changed(row.key))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, face: _Face) -> None:
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
        if face.changed:
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

    def _verdict(self, painter: QPainter, rect: QRect, face: _Face) -> None:
        colour = self._skin.theme.colour(COLOUR_OF[face.verdict])
        side = self._skin.dp(13)
        mark = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        draw_mark(painter, face.verdict, mark, colour)
        painter.setPen(colour)
        painter.setFont(self._type.small.font)
        painter.drawText(rect.adjusted(side + self._skin.dp(6), 0, 0, 0), LEFT, face.verdict.word)

    def _texts(self, painter: QPainter, rect: QRect, face: _Face, *, narrow: bool) -> None:
        tokens = self._skin.theme.tokens
        hand = self._type.title if face.quiet else self._type.strong
        upper, lower = self._halves(rect)
        self._line(painter, upper, face.title, _Ink(hand, QColor(tokens.muted if face.quiet else tokens.text), LEFT))
        place = f"{face.chip} · {face.place}" if narrow else face.place
        self._line(painter, lower, place, _Ink(self._type.small, QColor(tokens.muted), LEFT))

    def _chip(self, painter: QPainter, rect: QRect, face: _Face) -> None:
        theme = self._skin.theme
        name = "good" if face.verified else "calm"
        metrics = self._type.small.metrics
        width = min(rect.width(), metrics.horizontalAdvance(face.chip) + self._skin.dp(16))
        height = metrics.height() + self._skin.dp(3)
        place = QRectF(rect.right() - width, rect.center().y() - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bordered = theme.tokens.name == "contrast"
        painter.setPen(QPen(theme.colour(name), 1) if bordered else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{name}_soft"))
        painter.drawRoundedRect(place, height / 2, height / 2)
        self._line(painter, place.toRect(), face.chip, _Ink(self._type.small, theme.colour(name), CENTRE))

    def _money(self, painter: QPainter, rect: QRect, face: _Face) -> None:
        tokens = self._skin.theme.tokens
        if not face.amount:
            self._line(painter, rect, face.note, _Ink(self._type.title, QColor(tokens.muted), RIGHT))
            return
        colour = QColor(tokens.good if face.counted else tokens.text)
        upper, lower = self._halves(rect) if face.note else (rect, rect)
        hand = self._type.strong if face.verdict is Verdict.ELIGIBLE else self._type.title
        self._line(painter, upper, face.amount, _Ink(hand, colour, RIGHT))
        if face.note:
            self._line(painter, lower, face.note, _Ink(self._type.small, QColor(tokens.warn), RIGHT))

    def _halves(self, rect: QRect) -> tuple[QRect, QRect]:
        """Upper and lower line of a row, drawn close together around its middle."""
        upper, lower = self._type.strong.metrics.height(), self._type.small.metrics.height()
        top = rect.top() + (rect.height() - upper - lower) // 2
        return QRect(rect.left(), top, rect.width(), upper), QRect(rect.left(), top + upper, rect.width(), lower)

    def _line(self, painter: QPainter, rect: QRect, text: str, ink: _Ink) -> None:
        painter.setFont(ink.hand.font)
        painter.setPen(ink.colour)
        shown = ink.hand.metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, ink.where | int(Qt.TextFlag.TextSingleLine), shown)


class ResultsView(QListView):
    """The list itself: up and down choose, Enter asks for the reasons."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, skin: Skin, model: ResultsModel) -> None:
        super().__init__()
        self._skin = skin
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
        # Painted whole here, so that no ground behind it has to be drawn first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.modelReset.connect(self._delegate.forget)
        skin.changed.connect(self._on_skin)
        self.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.data(ROW_ROLE)))

    def choose(self, key: str) -> None:
        """Select the row with that key when it is shown, else the first."""
        model = self.model()
        if isinstance(model, ResultsModel) and model.rowCount():
            self.setCurrentIndex(model.index(max(0, model.place_of(key))))

    def dataChanged(
        self,
        top: QModelIndex | QPersistentModelIndex,
        bottom: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """New answers in the old places: rows never change their height, so only those that look otherwise are drawn."""
        if QAccessible.isActive():
            super().dataChanged(top, bottom, list(roles))
        seen = self._seen()
        model = self.model()
        rows = [row for place in seen if isinstance(row := model.index(place, 0).data(ROW_ROLE), Row)]
        for place, other in zip(seen, self._delegate.compare(rows), strict=False):
            if other:
                self.update(model.index(place, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._skin.theme.colour("card"))
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.opened.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def _seen(self) -> range:
        """The places on screen."""
        height = self._skin.dp(ROW_HEIGHT)
        top = self.verticalOffset()
        last = min(self.model().rowCount(), (top + self.viewport().height()) // height + 1)
        return range(top // height, last)

    def _on_skin(self) -> None:
        self._delegate.refit()
        self.doItemsLayout()
        self.viewport().update()
