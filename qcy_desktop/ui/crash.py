"""What happens on a bug: a local crash file, a calm dialog in Chinese, and the work goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from qcy_desktop.diagnostics import describe_bug, write_crash
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row


def _kept(folder: Path, text: str, when: datetime) -> Path | None:
    """The crash file; None when it cannot be written (the dialog still shows the text)."""
    try:
        return write_crash(folder, text, when)
    except OSError:
        return None


class CrashDialog(QDialog):
    """Says what happened, where the report lies, and that nothing typed is lost."""

    def __init__(self, parent: QWidget | None, skin: Skin, text: str, file: Path | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("程序出了错"))
        self.setMinimumWidth(skin.dp(560))
        self._text, self._file = text, file
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("程序遇到没有料到的错误，刚才这一步没有做成。"), "title", wrap=True))
        column.addWidget(label(tr("已填的内容还在，草稿照常自动保存，可以继续办理。"), wrap=True))
        where = tr("错误报告只存在本机：{f}").format(f=file) if file else tr("错误报告没能存盘，请复制下面的内容。")
        column.addWidget(label(where, "hint", wrap=True, selectable=True))
        details = QPlainTextEdit(text)
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setAccessibleName(tr("错误报告"))
        column.addWidget(details)
        opening = button(tr("打开所在文件夹"), self._open)
        opening.setEnabled(file is not None)
        column.addLayout(
            row(button(tr("复制报告"), self._copy), opening, 1, button(tr("继续办理"), self.accept, "primary"))
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _open(self) -> None:
        if self._file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))


class CrashCatcher(QObject):
    """Takes over what Python would print on standard error; one dialog at a time."""

    _caught = Signal(object)

    def __init__(self, skin: Skin, folder: Path, version: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._skin, self._folder, self._version, self._now = skin, folder, version, now
        self._showing = False
        self.window: QWidget | None = None
        self.last: CrashDialog | None = None
        self.instead: Callable[[], None] | None = None
        self._caught.connect(self.show_fault)

    def install(self) -> None:
        """Catch from now on, from every thread."""
        self._old = sys.excepthook, threading.excepthook
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._caught.emit(args.exc_value)

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._old

    def show_fault(self, fault: BaseException) -> None:
        """Write the report, then tell the clerk."""
        when = self._now()
        text = describe_bug(fault, self._version, when)
        file = _kept(self._folder, text, when)
        if self.instead is not None:
            # Before the public: no report, no folder, only a clean start.
            self.instead()
            return
        if self._showing:
            return
        self._showing = True
        self.last = CrashDialog(self.window, self._skin, text, file)
        self.last.finished.connect(self._closed)
        self.last.open()

    def _closed(self, _result: int) -> None:
        self._showing = False

    def _hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._old[0](kind, fault, trace)
            return
        self._caught.emit(fault.with_traceback(trace))
