"""Shows a picture that was kept, fitted to the window; files that are no picture and no PDF are only saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, row
from qcy_desktop.ui.widgets.elided import ElidedLabel


def is_pdf(body: bytes) -> bool:
    """Whether these bytes are a PDF, whatever the file is called."""
    return body[:1024].find(b"%PDF-") >= 0


def read_picture(body: bytes) -> QImage | None:
    """The picture in these bytes, upright as it was taken; None when they hold none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    image = reader.read()
    return None if image.isNull() else image


class PictureDialog(QDialog):
    """One picture, never larger than it is; `save` is asked for by Ctrl+S."""

    def __init__(self, parent: QWidget, skin: Skin, picture: tuple[QImage, str], save: Callable[[], object]) -> None:
        super().__init__(parent)
        self._picture = QPixmap.fromImage(picture[0])
        self.setWindowTitle(tr("图片"))
        skin.size_window(self, 900, 680)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[skin.dp(12)] * 4)
        column.setSpacing(skin.dp(10))
        self.shown = QLabel()
        self.shown.setAccessibleName(picture[1])
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumSize(skin.dp(200), skin.dp(150))
        column.addWidget(self.shown, 1)
        name = ElidedLabel(picture[1], "muted")
        foot = row(name, button(tr("另存为…　Ctrl+S"), save), button(tr("关闭"), self.reject, "primary"))
        foot.setStretch(0, 1)
        column.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+S"), self, save)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.shown.size().boundedTo(self._picture.size())
        smooth = Qt.TransformationMode.SmoothTransformation
        self.shown.setPixmap(self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth))
