"""The customer's display: only the enterprise's own data, large, numbers masked, 请核对."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from qcy_desktop.domain.facts import Sensitivity
from qcy_desktop.domain.uscc import mask_uscc
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.sheet import Key
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, empty_layout, label

# At most and at least so many entries; what everything but them takes and what one takes, in pixels of the design.
SHOWN, FEWEST = 10, 3
AROUND, LINE = 216, 40


class CustomerWindow(QWidget):
    """Follows the errand; shows what was entered last, nothing of other enterprises, no amounts that are not sure."""

    def __init__(self, skin: Skin, errand: Errand) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("客户屏"))
        self._skin, self._errand = skin, errand
        self._last: list[Key] = []
        self._shown = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(32), skin.dp(24), skin.dp(32), skin.dp(24))
        column.setSpacing(skin.dp(16))
        head = QHBoxLayout()
        head.addWidget(label(tr("请核对"), "huge"))
        head.addStretch(1)
        head.addWidget(label(tr("有误请当场告诉窗口人员"), "muted"))
        column.addLayout(head)
        self._who = Card(skin, margin=24)
        self._name, self._code = label("", "huge", wrap=True), label("", "large")
        self._who.body.addWidget(self._name)
        self._who.body.addWidget(self._code)
        column.addWidget(self._who)
        self._card = Card(skin, margin=24)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(skin.dp(12))
        self._card.body.addLayout(self._grid)
        self._card.body.addStretch(1)
        column.addWidget(self._card, 1)
        skin.size_window(self, 1000, 680)
        errand.assessed.connect(self._refresh)
        errand.opened.connect(self._on_opened)
        self._refresh()

    def place(self) -> None:
        """On the second screen when there is one, whole; else as a window."""
        if len(QGuiApplication.screens()) > 1:
            fill_screen(self)
        else:
            self.show()

    def _on_opened(self) -> None:
        self._last.clear()
        self._refresh()

    def _refresh(self, *_what: object) -> None:
        sheet = self._errand.sheet
        self._name.setText(sheet.name or tr("欢迎光临"))
        self._code.setText(mask_uscc(sheet.uscc) if sheet.uscc else "")
        typed = [key for key, entry in sheet.entries.items() if entry.value is not None and self._may_show(key)]
        self._last = [key for key in self._last if key in typed] + [key for key in typed if key not in self._last]
        empty_layout(self._grid)
        self._shown = self._lines()
        for line, key in enumerate(self._last[-self._shown :]):
            value = sheet.entries[key].value
            assert value is not None
            self._grid.addWidget(label(sheet.label(key), "large", wrap=True), line, 0)
            shown = label(self._errand.desk.show(sheet.facts[key[0]], value), "large")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(shown, line, 1)
        self._grid.setColumnStretch(0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More entries where there is more room."""
        super().resizeEvent(event)
        if self._lines() != self._shown:
            self._refresh()

    def _lines(self) -> int:
        """How many entries have room; the last ones are shown."""
        dp = self._skin.dp
        return max(FEWEST, min(SHOWN, (self.height() - dp(AROUND)) // dp(LINE)))

    def _may_show(self, key: Key) -> bool:
        fact = self._errand.sheet.facts.get(key[0])
        return fact is not None and fact.sensitivity is not Sensitivity.PERSONAL


def fill_screen(window: QWidget) -> None:
    """Over the whole of the second screen, or of the only one."""
    window.setGeometry(QGuiApplication.screens()[:2][-1].availableGeometry())
    window.showFullScreen()
