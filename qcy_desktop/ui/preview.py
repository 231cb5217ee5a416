"""Print preview of the very bytes that will be printed, saved or archived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QKeySequence, QPageLayout, QPainter, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300


class Preview(QDialog):
    """Shows one PDF; print and save use exactly the bytes given. Sealed, it goes to the usual printer and nowhere else."""

    def __init__(self, parent: QWidget | None, skin: Skin, pdf: bytes, name: str, *, sealed: bool = False) -> None:
        # Imported late, here and below: the window opens long before the first paper.
        from PySide6.QtPdf import QPdfDocument
        from PySide6.QtPdfWidgets import QPdfView

        super().__init__(parent)
        self.setWindowTitle(tr("打印预览"))
        skin.size_window(self, 900, 700)
        self.pdf, self._name, self._skin = pdf, name, skin
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        self.view = QPdfView(self)
        self.view.setAccessibleName(tr("打印件"))
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(12), skin.dp(12), skin.dp(12), skin.dp(12))
        column.setSpacing(skin.dp(10))
        pages = label(tr("{name}　共 {n} 页").format(name=name, n=self.document.pageCount()), "muted")
        self.print_button = button(tr("打印　Ctrl+P"), self.print_it, "primary")
        column.addWidget(self.view, 1)
        self._sealed = sealed
        closing = button(tr("关闭"), self.reject)
        if sealed:
            column.addLayout(row(pages, 1, closing, self.print_button))
        else:
            saving = button(tr("另存为 PDF　Ctrl+S"), self.ask_where)
            column.addLayout(row(pages, 1, closing, saving, self.print_button))
            QShortcut(QKeySequence("Ctrl+S"), self, self.ask_where)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_it)
        self.print_button.setFocus()

    def save_to(self, file: Path) -> None:
        """Write the bytes. Raises KnownError when the place cannot be written."""
        try:
            file.write_bytes(self.pdf)
        except OSError as fault:
            raise KnownError(
                "E-PDF-SAVE", f"文件存不进“{file}”。", "换一个文件夹，或看看磁盘是否已满、文件是否正被打开。"
            ) from fault

    def ask_where(self) -> None:
        """Ask for a file name made from the record, then save."""
        dialog = QFileDialog(self, tr("另存为 PDF"), f"{self._name}.pdf", tr("PDF 文件 (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, False)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        try:
            self.save_to(Path(dialog.selectedFiles()[0]))
        except KnownError as fault:
            FaultDialog(self, self._skin, fault).exec()

    def print_it(self) -> None:
        """Ask for a printer and print page by page; a kiosk asks nothing, since a dialog would open the machine's folders."""
        if self._sealed:
            self._print_unasked()
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(min(MOST_DPI, printer.resolution()))
        printer.setDocName(self._name)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self.paint_on(printer)
            self.accept()

    def _print_unasked(self) -> None:
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        usual = QPrinterInfo.defaultPrinter()
        if usual.isNull():
            fault = KnownError("E-PRINTER", "这台机器没有接打印机。", "请记下结果，或请窗口人员帮忙打印。")
            FaultDialog(self, self._skin, fault).open()
            return
        printer = QPrinter(usual, QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._name)
        self.paint_on(printer)
        self.accept()

    def paint_on(self, printer: QPrinter) -> None:
        """Paint every page at its actual size, one after the other, at most 300 dots an inch."""
        dpi = min(MOST_DPI, printer.resolution())
        printer.setResolution(dpi)
        printer.setFullPage(True)
        painter = QPainter()
        for number in range(self.document.pageCount()):
            size = self.document.pagePointSize(number)
            wide = size.width() > size.height()
            way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
            printer.setPageOrientation(way)
            if not painter.isActive():
                painter.begin(printer)
            else:
                printer.newPage()
            dots = QSize(round(size.width() / 72 * dpi), round(size.height() / 72 * dpi))
            painter.drawImage(QRectF(0, 0, dots.width(), dots.height()), self.document.render(number, dots))
        painter.end()

    def done(self, result: int) -> None:
        """Let the document go before its bytes."""
        self.document.close()
        super().done(result)
