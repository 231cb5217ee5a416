"""Offline help: one page per screen, opened on the page of the screen one stands on, searched by words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, row
from qcy_desktop.ui.widgets.edits import FieldEdit


class HelpWindow(QDialog):
    """Pages are Markdown files in `resources/help`; the first line is the title."""

    def __init__(self, parent: QWidget | None, skin: Skin, folder: Path, page: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("帮助"))
        skin.size_window(self, 980, 660)
        self._pages = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}
        self._pages.pop("README", None)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(12), skin.dp(12), skin.dp(12), skin.dp(12))
        column.setSpacing(skin.dp(10))
        line = QHBoxLayout()
        line.setSpacing(skin.dp(10))
        left = QVBoxLayout()
        self.search = FieldEdit(tr("在帮助里查找"), moves=False)
        self.search.setPlaceholderText(tr("在帮助里查找"))
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("帮助目录"))
        self.list.setMinimumWidth(skin.dp(250))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda now, _old: self._show(now))
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        line.addLayout(left, 1)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("帮助内容"))
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(folder)])
        self.text.document().setDocumentMargin(skin.dp(16))
        self.text.anchorClicked.connect(self._follow)
        line.addWidget(self.text, 3)
        column.addLayout(line, 1)
        column.addLayout(row(1, button(tr("关闭"), self.accept, "primary")))
        self._fill("")
        self.open_page(page)

    def open_page(self, name: str) -> None:
        """Show the page of that file name; the first one when there is none."""
        for place in range(self.list.count()):
            if self.list.item(place).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(place)
                return
        self.list.setCurrentRow(0)

    def _fill(self, words: str) -> None:
        self.list.clear()
        for name, text in self._pages.items():
            if all(word in text for word in words.split()):
                item = QListWidgetItem(text.splitlines()[0].lstrip("# "))
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setToolTip(item.text())
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setMarkdown(self._pages[item.data(Qt.ItemDataRole.UserRole)])

    def _follow(self, url: QUrl) -> None:
        self.open_page(url.toString().removesuffix(".md"))
