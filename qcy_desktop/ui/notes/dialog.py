"""The notes and files of the enterprise that is open at the counter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from qcy_desktop.services.notes_files import Owner
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.notes.desk import NotesDesk
from qcy_desktop.ui.notes.page import NotesPage
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row


class NotesDialog(QDialog):
    """What is half written when it closes is there again the next time."""

    def __init__(self, parent: QWidget, skin: Skin, parts: tuple[NotesDesk, Jobs], left: dict[Owner, str]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("备注与附件"))
        skin.size_window(self, 820, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        self.title = label("", "name", wrap=True)
        column.addWidget(self.title)
        self.page = NotesPage(skin, *parts, left)
        column.addWidget(self.page, 1)
        closing = button(tr("关闭　Esc"), self.reject)
        closing.setAutoDefault(False)
        column.addLayout(row(1, closing))
        for one in (self.page.add, self.page.see, self.page.save, self.page.keep, self.page.full):
            one.setAutoDefault(False)

    def show_for(self, owner: Owner, name: str) -> None:
        """Open on one stored enterprise, ready for a note."""
        self.title.setText(name)
        self.page.show_for(owner)
        self.open()
        self.page.words.setFocus()
