"""Edits of the counter: Enter moves on (keypad too, never during a composition), the wheel is ignored without focus."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QLineEdit, QWidget

from qcy_desktop.ui.skin import Skin

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def move_on(widget: QWidget) -> None:
    """Give the focus to the next field that takes text or a choice; buttons between are passed over."""
    window = widget.window()
    following = widget.nextInFocusChain()
    while following is not None and following is not widget:
        if _is_field(following) and following.window() is window:
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return
        following = following.nextInFocusChain()


def _is_field(widget: QWidget) -> bool:
    kinds = (QLineEdit, QComboBox, QDateEdit)
    inside = isinstance(widget.parentWidget(), QComboBox | QDateEdit)
    usable = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return isinstance(widget, kinds) and not inside and usable and widget.property("skip") is not True


def belongs_to_window(edit: QWidget, event: QKeyEvent) -> bool:
    """Whether an act of the window has that key. On some desktops a line of text would take Ctrl+K, Ctrl+D and others for
    itself, and the act would be out of reach just where people type."""
    struck = QKeySequence(event.keyCombination())
    return any(action.isEnabled() and struck in action.shortcuts() for action in edit.window().actions())


class FieldEdit(QLineEdit):
    """A line of text. `entered` fires on Enter or keypad Enter when no composition is open; then the focus moves on."""

    entered = Signal()
    left = Signal()
    came = Signal()

    def __init__(self, name: str, *, figure: bool = False, moves: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._composing = False
        self._moves = moves
        if figure:
            self.setProperty("role", "figure")
            self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def setReadOnly(self, closed: bool) -> None:
        """Closed or open, and looking so: the style sheet reads the property only when it is told to look again."""
        if closed != self.isReadOnly():
            super().setReadOnly(closed)
            self.style().unpolish(self)
            self.style().polish(self)

    def close_for_good(self, closed: bool) -> None:
        """Closed by itself, also when the part around it is open and when it is shown again later."""
        self.setProperty("closed", closed)
        self.setReadOnly(closed or is_closed(self))

    def showEvent(self, event: QShowEvent) -> None:
        self.setReadOnly(is_closed(self))
        super().showEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in ENTER and plain:
            event.accept()
            if not self._composing:
                self.entered.emit()
                if self._moves:
                    move_on(self)
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._leaves_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.left.emit()

    def _leaves_to_window(self, event: QKeyEvent) -> bool:
        """Undo and redo belong to the whole sheet once this line has nothing of its own to take back."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.isRedoAvailable()
        return belongs_to_window(self, event)


class Choice(QComboBox):
    """A list to choose from; the wheel scrolls the page unless it has the focus, Enter moves on."""

    came = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def showEvent(self, event: QShowEvent) -> None:
        self.setEnabled(not is_closed(self))
        super().showEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.accept()
            move_on(self)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()


class DayEdit(QDateEdit):
    """A day with a calendar; the wheel is ignored without focus, Enter moves on."""

    def __init__(self, name: str, skin: Skin) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumDate(QDate(1980, 1, 1))
        self.setMaximumDate(QDate(2099, 12, 31))
        self.setMinimumWidth(skin.dp(128))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.accept()
            self.interpretText()
            move_on(self)
            return
        super().keyPressEvent(event)


class WheelGuard(QObject):
    """Keeps the wheel from changing any value in a field that does not have the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        guarded = isinstance(watched, QComboBox | QDateEdit)
        if guarded and event.type() == QEvent.Type.Wheel and QApplication.focusWidget() is not watched:
            event.ignore()
            return True
        return False


def is_closed(widget: QWidget) -> bool:
    """Whether a part of the window around this field is read-only for now."""
    above: QWidget | None = widget
    while above is not None:
        if above.property("closed"):
            return True
        above = above.parentWidget()
    return False


def close_part(part: QWidget, closed: bool) -> None:
    """Make every field inside read-only, also those shown later, or open them again. Figures stay readable and copyable."""
    part.setProperty("closed", closed)
    for edit in part.findChildren(FieldEdit):
        edit.setReadOnly(closed)
    for choice in part.findChildren(Choice):
        choice.setEnabled(not closed)
