"""A short list of things that can be added and removed, with 「没有其他」 to declare it complete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, empty_layout, label, rule_line
from qcy_desktop.ui.widgets.elided import ElidedLabel


class EditableList(QScrollArea):
    """Lines with a remove button each, an add button, and a box that declares the list complete."""

    add_wanted = Signal()
    removed = Signal(int)
    declared = Signal(bool)

    def __init__(self, skin: Skin, add_text: str, declare_text: str) -> None:
        super().__init__()
        self._skin = skin
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("plain")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, skin.dp(6), 0)
        self.column.setSpacing(skin.dp(6))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(skin.dp(4))
        self.column.addLayout(self._lines)
        foot = QHBoxLayout()
        self.add = button(add_text, self.add_wanted.emit)
        self.complete = QCheckBox(declare_text)
        self.complete.setAccessibleName(declare_text)
        self.complete.toggled.connect(self.declared)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.complete)
        self.column.addLayout(foot)
        self.column.addStretch(1)
        self.setWidget(inner)

    def show_lines(self, lines: list[tuple[str, str]], *, complete: bool, empty: str) -> None:
        """Each line: what it is, and its particulars below."""
        empty_layout(self._lines)
        for place, (upper, lower) in enumerate(lines):
            self._lines.addWidget(self._line(upper, lower, partial(self.removed.emit, place)))
        if not lines:
            self._lines.addWidget(label(empty, "hint", wrap=True))
        self.complete.blockSignals(True)
        self.complete.setChecked(complete)
        self.complete.blockSignals(False)

    def _line(self, upper: str, lower: str, remove: Callable[[], object]) -> QWidget:
        made = QWidget()
        made.setObjectName("plain")
        outer = QVBoxLayout(made)
        outer.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(ElidedLabel(upper))
        texts.addWidget(ElidedLabel(lower, "muted"))
        line.addLayout(texts, 1)
        away = button(tr("移除"), remove, "quiet")
        away.setAccessibleName(tr("移除 {what}").format(what=upper))
        line.addWidget(away)
        outer.addLayout(line)
        outer.addWidget(rule_line())
        return made
