"""The small windows of the shell: command palette, a known error, about."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.actions import Actions, match
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
            shown = "　".join(
                part for part in (tr(spec.name), self._actions.keys_text(spec.id), off and f"（{off}）") if part
            )
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


class NoteDialog(QDialog):
    """Something to know: a title and a sentence that can be marked and copied."""

    def __init__(self, parent: QWidget | None, skin: Skin, title: str, sentence: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(skin.dp(460))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(sentence, wrap=True, selectable=True))
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
        self._told = "\n".join((*lines, *machine_lines()))
        tip = tr("程序、规则和系统的版本，报修时贴给维护人员；不含企业数据")
        column.addLayout(
            row(button(tr("复制本机信息"), self.copy, "", tip), 1, button(tr("关闭"), self.accept, "primary"))
        )

    def copy(self) -> None:
        """Everything a repairer asks for first, onto the clipboard."""
        QGuiApplication.clipboard().setText(self._told)


def machine_lines() -> tuple[str, ...]:
    """System, Python, Qt and screens of this machine; nothing of enterprises or people."""
    screens = "、".join(
        f"{s.size().width()}×{s.size().height()} {round(s.devicePixelRatio() * 100)}%"
        for s in QGuiApplication.screens()
    )
    return (
        tr("系统 {s}").format(s=platform.platform()),
        f"Python {platform.python_version()}　Qt {qVersion()}",
        tr("屏幕 {s}").format(s=screens),
    )
