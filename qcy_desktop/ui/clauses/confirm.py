"""The second person's look: text and rule side by side, what they do not share, and the confirmation itself."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What the second person is shown. `ask`: whose name is asked for, with a password or not; none: whoever sits here."""

    title: str
    signed: str
    text: str
    words: str
    remarks: str
    ask: str = ""


NAME, LOG_IN = "name", "log_in"


class ConfirmDialog(QDialog):
    """复核 is off until the tick says that both sides were read; 退回 closes without confirming."""

    def __init__(self, parent: QWidget, skin: Skin, shown: ToConfirm) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("复核核定"))
        skin.size_window(self, 1080, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(16), skin.dp(14), skin.dp(16), skin.dp(14))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(shown.title, "name", wrap=True))
        column.addWidget(label(shown.signed, "muted", wrap=True))
        sides = QHBoxLayout()
        sides.setSpacing(skin.dp(10))
        self.text = self._side(skin, sides, tr("官方条文"), shown.text)
        self.words = self._side(skin, sides, tr("规则"), shown.words)
        column.addLayout(sides, 1)
        remarks = label(shown.remarks, "warn", wrap=True)
        remarks.setVisible(bool(shown.remarks))
        column.addWidget(remarks)
        self.read = QCheckBox(tr("我已对照条文逐条看过规则和样例，两边一致"))
        self.read.toggled.connect(lambda _on: self._allow())
        self.name, self.password = FieldEdit(tr("复核人")), FieldEdit(tr("密码"), moves=False)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._ask = shown.ask
        line = row(self.read, 1, spacing=skin.dp(10))
        for field, wanted, hint in (
            (self.name, bool(shown.ask), tr("用户名") if shown.ask == LOG_IN else tr("姓名")),
            (self.password, shown.ask == LOG_IN, tr("密码")),
        ):
            if wanted:
                field.setPlaceholderText(hint)
                field.setFixedWidth(skin.dp(150))
                field.textChanged.connect(lambda _t: self._allow())
                line.addWidget(label(field.accessibleName()))
                line.addWidget(field)
        column.addLayout(line)
        self.ok = button(tr("复核"), self.accept, "primary", tr("Ctrl+回车"))
        column.addLayout(row(1, button(tr("先不复核"), self.reject), self.ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, lambda: self.ok.click())
        self._allow()
        self.read.setFocus()

    def _side(self, skin: Skin, sides: QHBoxLayout, name: str, text: str) -> QPlainTextEdit:
        card = Card(skin, spacing=6)
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setAccessibleName(name)
        card.body.addWidget(label(name, "title"))
        card.body.addWidget(shown, 1)
        sides.addWidget(card, 1)
        return shown

    def _allow(self) -> None:
        named = not self._ask or bool(self.name.text().strip())
        known = self._ask != LOG_IN or bool(self.password.text())
        self.ok.setEnabled(self.read.isChecked() and named and known)
        self.ok.setToolTip("" if self.ok.isEnabled() else tr("先对照看过并打勾，写明复核人"))
