"""A small dialog made from a list of fields: events, records and awards are entered through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, restyle, row
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of the dialog: its id, its name, what may be chosen (empty: typed), a hint, the unit."""

    id: str
    name: str
    choices: tuple[str, ...] = ()
    hint: str = ""
    unit: str = ""
    start: str = ""


class AskDialog(QDialog):
    """Fields in a column; 确定 only closes when `read` accepts every field, else the sentence stands below it."""

    def __init__(self, parent: QWidget, skin: Skin, title: str, asks: tuple[Ask, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(skin.dp(460))
        self._fields: dict[str, FieldEdit | Choice] = {}
        self._faults: dict[str, QLabel] = {}
        self._read: Callable[[dict[str, str]], object] = dict
        self.made: object | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(12))
        column.addWidget(label(title, "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(skin.dp(10))
        for place, ask in enumerate(asks):
            self._add(grid, place * 2, ask)
        column.addLayout(grid)
        self._ok = button(tr("确定"), self._try, "primary", tr("Ctrl+回车"))
        column.addLayout(row(1, button(tr("取消"), self.reject), self._ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._try)

    def field(self, id: str) -> FieldEdit | Choice:
        return self._fields[id]

    def obtain(self, read: Callable[[dict[str, str]], Made]) -> Made | None:
        """Show the dialog and return what `read` makes of the texts; None when cancelled.

        `read` raises `FieldError` naming the field that cannot be read.
        """
        self._read = read
        if self.exec() == QDialog.DialogCode.Accepted:
            return self.made  # type: ignore[return-value]
        return None

    def texts(self) -> dict[str, str]:
        """What stands in every field."""
        out = {}
        for id, field in self._fields.items():
            out[id] = field.currentText() if isinstance(field, Choice) else field.text().strip()
        return out

    def read_with(self, read: Callable[[dict[str, str]], object]) -> None:
        """Use this reader without showing the dialog modally."""
        self._read = read

    def _add(self, grid: QGridLayout, line: int, ask: Ask) -> None:
        field: FieldEdit | Choice
        if ask.choices:
            field = Choice(ask.name)
            field.addItems(list(ask.choices))
            if ask.start:
                field.setCurrentText(ask.start)
        else:
            field = FieldEdit(ask.name)
            field.setPlaceholderText(ask.hint)
            field.setText(ask.start)
            if ask.unit:
                field.setAlignment(Qt.AlignmentFlag.AlignRight)
        name, fault = label(ask.name), label("", "bad", wrap=True)
        name.setBuddy(field)
        fault.hide()
        grid.addWidget(name, line, 0)
        grid.addWidget(field, line, 1)
        grid.addWidget(label(ask.unit, "muted"), line, 2)
        grid.addWidget(fault, line + 1, 1, 1, 2)
        self._fields[ask.id], self._faults[ask.id] = field, fault

    def _try(self) -> None:
        for id, fault in self._faults.items():
            fault.hide()
            restyle(self._fields[id], "state", "")
        try:
            self.made = self._read(self.texts())
        except FieldError as wrong:
            self._faults[wrong.field].setText(str(wrong))
            self._faults[wrong.field].show()
            restyle(self._fields[wrong.field], "state", "bad")
            self._fields[wrong.field].setFocus()
            return
        self.accept()


class FieldError(Exception):
    """One field of a dialog cannot be read; the text says why."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def read_day(field: str, text: str) -> date:
    """A day from ``2023-10-16``, ``2023.10.16``, ``2023/10/16`` or ``20231016``."""
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace(".", "-").replace("/", "-").strip()
    if len(plain) == 8 and plain.isdigit():
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError as fault:
        raise FieldError(field, tr("请写成 2023-10-16 这样的日期。")) from fault


def from_known(field: str, fault: KnownError) -> FieldError:
    """A known error as the fault of one field."""
    return FieldError(field, str(fault))
