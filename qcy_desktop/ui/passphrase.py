"""Asks for the passphrase of an encrypted database before the window opens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit


class PassphraseDialog(QDialog):
    """One secret line; accepted only when `fits` says that it opens the database. `typed` holds it then."""

    def __init__(self, skin: Skin, fits: Callable[[str], bool]) -> None:
        super().__init__(None)
        self._fits = fits
        self.typed = ""
        self.setWindowTitle(tr("打开加密的数据"))
        self.setMinimumWidth(skin.dp(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(24), skin.dp(18), skin.dp(24), skin.dp(18))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("本机的数据已加密，请输入加密口令"), "name", wrap=True))
        column.addWidget(label(tr("口令不是登录密码。忘记口令，数据无法找回。"), "hint", wrap=True))
        self.fault = label(tr("口令不对，请核对大小写和输入法后重试。"), "bad", wrap=True)
        self.fault.hide()
        self.line = FieldEdit(tr("加密口令"), moves=False)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.entered.connect(self.try_it)
        self.line.textEdited.connect(lambda _text: self.fault.hide())
        column.addWidget(self.line)
        column.addWidget(self.fault)
        self.go = button(tr("打开"), self.try_it, "primary")
        column.addLayout(row(1, button(tr("退出"), self.reject, "quiet"), self.go))
        self.line.setFocus()

    def try_it(self) -> None:
        """Accept what opens the database; say so when it does not."""
        if self._fits(self.line.text()):
            self.typed = self.line.text()
            self.accept()
            return
        self.fault.show()
        self.line.selectAll()
        self.line.setFocus()


def ask_passphrase(resources: Path, look: Look, fits: Callable[[str], bool]) -> str:
    """What somebody typed that opens the database; empty when they went away."""
    dialog = PassphraseDialog(Skin(make_application(sys.argv[:1]), resources, look), fits)
    return dialog.typed if dialog.exec() else ""
