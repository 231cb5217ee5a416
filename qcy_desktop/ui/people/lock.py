"""Locks every window of the program: what they show is covered, keys and clicks reach nothing but the door."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qcy_desktop.ui.people.door import Door
from qcy_desktop.ui.widgets.basics import label

_TOUCHING = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
    )
)


class Cover(QWidget):
    """An opaque sheet over one window; it grows with it."""

    def __init__(self, window: QWidget, words: str) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        self.words = label(words, "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.words)
        self.follow()
        self.show()

    def follow(self) -> None:
        """Over the whole window, above everything in it."""
        self.setGeometry(self._over.rect())
        self.raise_()


class Lock(QObject):
    """On, it covers every window there is and every one that comes; off, all is as it was.

    One window may be left to a visitor, who can reach it and what it opens, nothing else; `visitor_left` when it is gone.
    """

    visitor_left = Signal()

    def __init__(self, door: Door) -> None:
        super().__init__(door)
        self._door = door
        self._covers: dict[QWidget, Cover] = {}
        self._words = ""
        self._visitor: QWidget | None = None
        self.on = False

    def turn_on(self, words: str, visitor: QWidget | None = None) -> None:
        """Cover everything but the door and what is left to a visitor."""
        self._words, self._visitor = words, visitor
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.on = True
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._cover(window)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def turn_off(self) -> None:
        """Take the covers away."""
        if not self.on:
            return
        self.on = False
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        for cover in self._covers.values():
            cover.hide()
            cover.setParent(None)
            cover.deleteLater()
        self._covers.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _TOUCHING:
            return self._keep_out(watched)
        if isinstance(watched, QWidget) and watched.isWindow():
            if kind == QEvent.Type.Show:
                self._cover(watched)
                if watched.isModal() and watched in self._covers:
                    # What is modal and newer would keep the door itself from being used.
                    QTimer.singleShot(0, self, self._put_door_in_front)
            elif kind == QEvent.Type.Resize and watched in self._covers:
                self._covers[watched].follow()
            elif kind == QEvent.Type.Hide and watched is self._visitor:
                self._visitor = None
                self.visitor_left.emit()
            elif kind == QEvent.Type.Close and event.spontaneous() and not self._is_free(watched):
                event.ignore()
                return True
        return False

    def _keep_out(self, watched: QObject) -> bool:
        """Whether what a person does with this part is to be dropped."""
        if isinstance(watched, QAction | QShortcut):
            # Keys of a window that is not in front reach its acts without passing through any widget.
            owner = watched.parent()
            return not (isinstance(owner, QWidget) and self._is_free(owner.window()))
        if not isinstance(watched, QWidget):
            return False
        if self._is_free(watched.window()):
            return False
        front = self._visitor or self._door
        front.raise_()
        front.activateWindow()
        return True

    def _put_door_in_front(self) -> None:
        if self.on and self._door.isVisible():
            self._door.hide()
            self._door.open()
            self._door.activateWindow()

    def _is_free(self, window: QWidget) -> bool:
        """Whether this window is the door, the visitor's, or was opened from one of them."""
        above: QWidget | None = window
        while above is not None:
            if above is self._door or above is self._visitor:
                return True
            above = above.parentWidget()
        return False

    def _cover(self, window: QWidget) -> None:
        if window in self._covers or window.windowType() == Qt.WindowType.ToolTip or self._is_free(window):
            return
        self._covers[window] = Cover(window, self._words)
        window.destroyed.connect(lambda _gone=None, held=window: self._covers.pop(held, None))
