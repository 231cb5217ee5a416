"""What an office sets for its cases: holidays, time limits, departments of the joint review. Checked before it counts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.caseoffice import DEPARTMENTS, HOLIDAYS, LIMITS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.act_fields import WordsEdit
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.switch import Switch

KEYS = (HOLIDAYS, LIMITS, DEPARTMENTS)
NAMES = ("节假日", "办理时限", "联审部门")
NOTES = (
    "每行：日期,类别,名称。类别：年度＝该年安排已公布齐全，休＝放假，班＝周末调休上班。",
    "每行：环节,工作日,计入总时限（是或否）,依据。改后从现在起按新时限计算，包括在办的。",
    "每行写一个部门。新建的办件联审时要等这些部门的意见；已建的办件不变。",
)


class TablesDialog(QDialog):
    """`saved` carries key and text (empty: the program's own table again)."""

    saved = Signal(str, str)

    def __init__(self, parent: QWidget, skin: Skin, texts: Mapping[str, str], why_closed: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("时限与节假日"))
        skin.size_window(self, 720, 540)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        self.switch = Switch(tuple(tr(name) for name in NAMES), tr("哪一张表"))
        self._note = label("", "muted", wrap=True)
        self.pages = QStackedWidget()
        self.edits = {key: WordsEdit(tr(name)) for key, name in zip(KEYS, NAMES, strict=True)}
        for key, edit in self.edits.items():
            edit.setPlainText(texts[key])
            edit.setReadOnly(bool(why_closed))
            self.pages.addWidget(edit)
        self.said = label(why_closed, "warn" if why_closed else "muted", wrap=True)
        for part in (self.switch, self._note, self.pages, self.said):
            column.addWidget(part, 1 if part is self.pages else 0)
        self._save = button(tr("核对并保存　Ctrl+S"), self.save, "primary")
        self._own = button(tr("恢复随程序的表"), lambda: self.saved.emit(self.key(), ""))
        self._save.setShortcut("Ctrl+S")
        for one in (self._save, self._own):
            one.setEnabled(not why_closed)
        column.addLayout(row(self._own, 1, button(tr("关闭"), self.reject), self._save))
        self.switch.chosen.connect(self._turn)
        self._turn(0)

    def key(self) -> str:
        return KEYS[self.switch.now()]

    def save(self) -> None:
        """Ask for the table to be put in force."""
        self.saved.emit(self.key(), self.edits[self.key()].toPlainText())

    def accept_saved(self, key: str, text: str) -> None:
        """It counts now; this is how it reads."""
        self.edits[key].setPlainText(text)
        self.said.setText(tr("已保存，现在起生效。"))

    def refuse(self, fault: KnownError) -> None:
        self.said.setText(str(fault))

    def _turn(self, place: int) -> None:
        self.pages.setCurrentIndex(place)
        self._note.setText(tr(NOTES[place]))
        self._own.setVisible(KEYS[place] != DEPARTMENTS)
