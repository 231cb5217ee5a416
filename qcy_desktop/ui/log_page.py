"""The program's own log, to read before it is carried anywhere: one file out, personal data already hidden."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from qcy_desktop.diagnostics import LOG_NAME, crash_files, export_report, masked
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row

SHOWN = 200_000


class LogPage(QDialog):
    """The newest lines at the end; `export_to` writes log and crash files into one file."""

    def __init__(self, parent: QWidget | None, skin: Skin, logs: Path | None, crash: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("运行记录"))
        skin.size_window(self, 820, 560)
        self._skin, self._logs, self._crash = skin, logs or crash, crash
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(16), skin.dp(14), skin.dp(16), skin.dp(14))
        column.setSpacing(skin.dp(10))
        note = tr("只记程序自己的运行情况；号码和名称已隐去，不含企业填报的内容。导出前可先在这里看。")
        column.addWidget(label(note, "hint", wrap=True))
        self.text = QPlainTextEdit(self._held())
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("运行记录"))
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        column.addWidget(self.text, 1)
        count = len(crash_files(crash))
        reports = tr("错误报告 {n} 份，一并导出").format(n=count) if count else tr("没有错误报告")
        column.addLayout(
            row(
                label(reports, "muted"),
                1,
                button(tr("关闭"), self.reject),
                button(tr("导出成一个文件"), self.ask_where, "primary"),
            )
        )

    def export_to(self, file: Path) -> None:
        """Write everything into one file, hidden once more. Raises KnownError when the place cannot be written."""
        try:
            export_report(self._logs, self._crash, file)
            file.write_text(masked(file.read_text("utf-8")), encoding="utf-8")
        except OSError as fault:
            raise KnownError("E-LOG-SAVE", f"文件存不进“{file}”。", "换一个文件夹，或看看磁盘是否已满。") from fault

    def ask_where(self) -> None:
        """Ask for a file name, then export."""
        name, _kind = QFileDialog.getSaveFileName(self, tr("导出运行记录"), tr("运行记录.txt"), tr("文本文件 (*.txt)"))
        if not name:
            return
        try:
            self.export_to(Path(name))
        except KnownError as fault:
            FaultDialog(self, self._skin, fault).open()

    def _held(self) -> str:
        file = self._logs / LOG_NAME
        try:
            text = file.read_text("utf-8", errors="replace")
        except OSError:
            text = ""
        return masked(text[-SHOWN:]) or tr("还没有记录。")
