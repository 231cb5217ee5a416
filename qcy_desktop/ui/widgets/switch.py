"""A row of names of which one is chosen, like the tabs of a folder; left and right move between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Switch(QWidget):
    """`chosen` gives the place; a place that is off says why in its tool tip."""

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], spoken: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAccessibleName(spoken)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for place, name in enumerate(names):
            one = _Tab(name, self)
            self._group.addButton(one, place)
            line.addWidget(one)
        line.addStretch(1)
        self._line = line
        self._group.idToggled.connect(self._on_toggled)
        self.choose(0)

    def choose(self, place: int) -> None:
        """Choose one place."""
        self._group.button(place).setChecked(True)

    def now(self) -> int:
        return self._group.checkedId()

    def turn_off(self, place: int, why: str) -> None:
        """This place cannot be chosen yet; `why` says what is missing."""
        one = self._group.button(place)
        one.setEnabled(False)
        one.setToolTip(why)
        one.setAccessibleDescription(why)

    def offer(self, place: int, *, on: bool) -> None:
        """Whether this place is among the names at all."""
        self._group.button(place).setVisible(on)
        self._group.button(place).setEnabled(on)

    def width_without(self, place: int) -> int:
        """What the row needs at least without this name, in pixels."""
        one = self._group.button(place)
        if one.isHidden():
            return self.minimumSizeHint().width()
        return self.minimumSizeHint().width() - one.sizeHint().width() - self._line.spacing()

    def take_focus(self) -> None:
        self._group.checkedButton().setFocus(Qt.FocusReason.TabFocusReason)

    def spread(self, gap: int, left: int = 0, right: int = 0) -> None:
        """Room between the names and at both ends, in pixels."""
        self._line.setSpacing(gap)
        self._line.setContentsMargins(left, 0, right, 0)

    def rename(self, place: int, name: str) -> None:
        self._group.button(place).setText(name)
        self._group.button(place).setAccessibleName(name)

    def add_right(self, widget: QWidget) -> None:
        """Something that stands at the right end of the row."""
        self._line.addWidget(widget)

    def step(self, by: int) -> None:
        """The next place that can be chosen, in that direction."""
        places = [p for p in range(len(self._group.buttons())) if self._group.button(p).isEnabled()]
        here = places.index(self.now()) if self.now() in places else 0
        self._group.button(places[(here + by) % len(places)]).setChecked(True)
        self.take_focus()

    def _on_toggled(self, place: int, on: bool) -> None:
        for one in self._group.buttons():
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one.isChecked() else Qt.FocusPolicy.ClickFocus)
        if on:
            self.chosen.emit(place)


class _Tab(QPushButton):
    def __init__(self, name: str, switch: Switch) -> None:
        super().__init__(name)
        self._switch = switch
        self.setAccessibleName(name)
        self.setProperty("role", "switch")
        self.setCheckable(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._switch.step(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)
