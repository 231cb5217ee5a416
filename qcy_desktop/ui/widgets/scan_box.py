"""The search and scan box: a scanner's burst reaches it untouched by input methods; a second F2 lets Chinese in."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.invoice_code import looks_like_invoice_code, read_invoice_code
from qcy_desktop.domain.uscc import uscc_in
from qcy_desktop.services.visit_code import is_visit_code
from qcy_desktop.ui.desk import FoundRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.edits import belongs_to_window

PAUSE_MS = 90
PAPER_HEAD = "QCYP"
"""How the code of a paper handed out by an office begins."""


def clean_scan(text: str) -> str:
    """What a scanner or an input method delivered, as plain half-width text in one line."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isprintable()).strip()


def name_and_code(text: str) -> tuple[str, str]:
    """Name and 统一社会信用代码 that a scanned or typed text carries; an invoice-title code carries both."""
    scanned = clean_scan(text)
    if looks_like_invoice_code(scanned):
        try:
            title = read_invoice_code(scanned)
        except KnownError:
            return "", ""
        return title.name, title.tax_number
    code = uscc_in(scanned)
    return ("", code) if code else (scanned, "")


class ScanBox(QLineEdit):
    """One box for scanning, names, initials and codes; hits appear below, Enter takes the first."""

    asked = Signal(str)
    chosen = Signal(int)
    unknown = Signal(str, str)
    visit = Signal(str)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("scan")
        self.setProperty("skip", True)
        self.setAccessibleName(tr("扫码或查找企业"))
        self.setClearButtonEnabled(False)
        self._skin = skin
        self._hits: tuple[FoundRow, ...] = ()
        self._answered = ""
        self._take_next = False
        self._summoned = False
        self._key = ""
        self.let_chinese_in(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._on_edited)
        self._make_popup()

    def let_chinese_in(self, wanted: bool) -> None:
        """With `wanted` an input method may compose names; without it keys arrive as they are struck."""
        self._chinese = wanted
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, wanted)
        hint = (
            tr("输入企业名称（中文）　再按 {k} 回到扫码").format(k=self._key)
            if wanted
            else tr("扫码，或输入名称拼音首字母、统一社会信用代码　{k}").format(k=self._key)
        )
        self.setPlaceholderText(hint.rstrip())

    def say_key(self, key: str) -> None:
        """The key that leads here, as it stands on the keyboard."""
        self._key = key
        self.let_chinese_in(self._chinese)

    def summon(self) -> None:
        """F2: come here; pressed again here, switch between scanning and Chinese input."""
        if self.hasFocus() and self._summoned:
            self.let_chinese_in(not self._chinese)
        self._summoned = True
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def show_hits(self, text: str, hits: tuple[FoundRow, ...]) -> None:
        """Answer to `asked`; an answer to an older text is dropped."""
        name, code = name_and_code(self.text())
        if text != (code or name):
            return
        self._hits, self._answered = hits, text
        if self._take_next:
            self._take_next = False
            self._take(0)
            return
        self._fill_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._popup.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % max(1, self._list.count()))
        elif key == Qt.Key.Key_Escape:
            self._popup.hide()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._summoned = False
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._popup.underMouse():
            self._popup.hide()

    def clear_all(self) -> None:
        """Empty the box and forget the hits."""
        self.clear()
        self._hits, self._answered = (), ""
        self._popup.hide()

    def _make_popup(self) -> None:
        self._popup = QFrame()
        self._popup.setObjectName("popup")
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(4, 4, 4, 4)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("查到的企业"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.itemClicked.connect(lambda item: self._take(self._list.row(item)))
        column.addWidget(self._list)
        self._popup.hide()

    def _on_edited(self) -> None:
        self._take_next = False
        text = clean_scan(self.text())
        if not text:
            self.clear_all()
        elif not (is_visit_code(text) or text.startswith(PAPER_HEAD)):
            self._pause.start()

    def _ask(self) -> None:
        name, code = name_and_code(self.text())
        self.asked.emit(code or name)

    def _on_enter(self) -> None:
        text = clean_scan(self.text())
        if not text:
            return
        if is_visit_code(text) or text.startswith(PAPER_HEAD):
            self.clear_all()
            self.visit.emit(text)
            return
        name, code = name_and_code(text)
        if self._answered == (code or name):
            self._take(max(0, self._list.currentRow()) if self._popup.isVisible() else 0)
            return
        self._pause.stop()
        self._take_next = True
        self._ask()

    def _take(self, place: int) -> None:
        self._popup.hide()
        if place < len(self._hits):
            self.chosen.emit(self._hits[place].id)
        else:
            self.unknown.emit(*name_and_code(self.text()))

    def _fill_popup(self) -> None:
        self._list.clear()
        for hit in self._hits[:9]:
            parts = [part for part in (hit.uscc, hit.area) if part]
            item = QListWidgetItem(f"{hit.name or tr('（未填名称）')}\n{'　'.join(parts)}")
            self._list.addItem(item)
        if not self._hits:
            self._list.addItem(QListWidgetItem(tr("没有查到。按回车按此新建企业")))
        self._list.setCurrentRow(0)
        self._place_popup()

    def _place_popup(self) -> None:
        window: QWidget = self.window()
        if self._popup.parentWidget() is not window:
            self._popup.setParent(window)
        height = sum(self._list.sizeHintForRow(i) for i in range(self._list.count())) + self._skin.dp(16)
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        self._popup.setGeometry(corner.x(), corner.y(), self.width(), min(height, window.height() - corner.y() - 40))
        self._popup.show()
        self._popup.raise_()

    def event(self, event: QEvent) -> bool:
        """Tab closes the list and moves on like any field; keys of the window's acts are left to it."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and belongs_to_window(self, event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self._popup.hide()
        return super().event(event)
