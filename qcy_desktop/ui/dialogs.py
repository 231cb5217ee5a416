"""The small windows of the shell: command palette, shortcut page, a known error, about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.actions import Actions, keys_text, match
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit


class Palette(QDialog):
    """A few letters find any act; Enter does it."""

    def __init__(self, parent: QWidget, skin: Skin, actions: Actions) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self.setObjectName("popup")
        self.setAccessibleName(tr("命令"))
        self.setFixedWidth(skin.dp(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(8), skin.dp(8), skin.dp(8), skin.dp(8))
        self.text = _PaletteEdit(self)
        self.text.setPlaceholderText(tr("输入名称或拼音首字母，回车执行"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("可用的命令"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(skin.dp(320))
        self.list.itemClicked.connect(lambda _item: self.run())
        column.addWidget(self.text)
        column.addWidget(self.list)
        self.text.textChanged.connect(self._fill)
        self._fill("")

    def run(self) -> None:
        """Do the chosen act when it is on."""
        item = self.list.currentItem()
        if item is None:
            return
        action = self._actions.action(item.data(Qt.ItemDataRole.UserRole))
        if action.isEnabled():
            self.accept()
            action.trigger()

    def go(self, by: int) -> None:
        """The next line, round the end."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def _fill(self, text: str) -> None:
        self.list.clear()
        for spec in self._actions.specs():
            if spec.id == "palette" or not match(spec, text):
                continue
            off = self._actions.why_off(spec.id)
            shown = "　".join(part for part in (tr(spec.name), keys_text(spec), off and f"（{off}）") if part)
            item = QListWidgetItem(shown)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            item.setToolTip(tr(spec.help))
            self.list.addItem(item)
        self.list.setCurrentRow(0)


class _PaletteEdit(FieldEdit):
    def __init__(self, palette: Palette) -> None:
        super().__init__(tr("命令名称"), moves=False)
        self._palette = palette
        self.entered.connect(palette.run)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._palette.go(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)


class KeysPage(QDialog):
    """All shortcuts on one page, by group."""

    def __init__(self, parent: QWidget, skin: Skin, actions: Actions) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("快捷键一览"))
        self.resize(skin.dp(760), skin.dp(560))
        column = QVBoxLayout(self)
        area = QScrollArea()
        area.setWidgetResizable(True)
        inner = QWidget()
        inner.setObjectName("plain")
        line = QHBoxLayout(inner)
        line.setSpacing(skin.dp(32))
        groups = list(dict.fromkeys(spec.group for spec in actions.specs()))
        half = [groups[:2], groups[2:]]
        for part in half:
            line.addLayout(self._groups(skin, actions, part), 1)
        area.setWidget(inner)
        column.addWidget(area, 1)
        hint = label(
            tr("任何页面：回车到下一栏，Esc 关闭窗口但不丢已填内容，Tab 依次走过所有控件。"), "hint", wrap=True
        )
        column.addWidget(hint)
        column.addLayout(row(1, button(tr("关闭"), self.accept, "primary")))

    def _groups(self, skin: Skin, actions: Actions, groups: list[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        for group in groups:
            head = label(tr(group), "title")
            head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            column.addWidget(head)
            grid = QGridLayout()
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(skin.dp(12))
            grid.setVerticalSpacing(skin.dp(4))
            for place, spec in enumerate(s for s in actions.specs() if s.group == group and s.keys):
                key = label(keys_text(spec), "tag")
                key.setAlignment(Qt.AlignmentFlag.AlignCenter)
                for part in (key, name := label(tr(spec.name))):
                    part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                grid.addWidget(key, place, 0)
                grid.addWidget(name, place, 1)
            column.addLayout(grid)
            column.addSpacing(skin.dp(12))
        column.addStretch(1)
        return column


class FaultDialog(QDialog):
    """A known error: the sentence, its cure, its code."""

    def __init__(self, parent: QWidget | None, skin: Skin, fault: KnownError) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("没有办成"))
        self.setMinimumWidth(skin.dp(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        sentence = label(fault.sentence, "title", wrap=True)
        column.addWidget(sentence)
        if fault.cure:
            column.addWidget(label(fault.cure, wrap=True))
        column.addWidget(label(tr("错误号 {c}").format(c=fault.code), "hint"))
        column.addLayout(row(1, button(tr("知道了"), self.accept, "primary")))


class AboutDialog(QDialog):
    """Versions and what the program promises."""

    def __init__(self, parent: QWidget, skin: Skin, lines: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("关于"))
        self.setMinimumWidth(skin.dp(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.addWidget(label(tr("秦创原惠企政策评估"), "name"))
        for text in lines:
            column.addWidget(label(text, wrap=True))
        column.addWidget(
            label(tr("本程序不联网。字体：Noto Sans SC（SIL OFL 1.1）。程序许可：Apache-2.0。"), "hint", wrap=True)
        )
        column.addLayout(row(1, button(tr("关闭"), self.accept, "primary")))
