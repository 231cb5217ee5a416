"""One fact as one line of the form: name and year, the edit, the unit; the fault stands right below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from qcy_desktop.domain.enterprise import Declared
from qcy_desktop.domain.facts import FactDef, FactType, Sensitivity
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.ui.counter.sheet import NUMERIC, Entry, Key
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import label, restyle
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel

MONEY_UNITS = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}


class AnswerChoice(Choice):
    """是, 否 or one of a list; 1 and 2, Y and N choose at once, Delete empties."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        quick = {Qt.Key.Key_Y: 1, Qt.Key.Key_1: 1, Qt.Key.Key_N: 2, Qt.Key.Key_2: 2, Qt.Key.Key_0: 2}
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._pick(0)
        elif self.count() == 3 and event.key() in quick:
            self._pick(quick[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _pick(self, place: int) -> None:
        self.setCurrentIndex(place)
        self.activated.emit(place)


class FactRow(QWidget):
    """Emits `edited` on every change of the text, `left` when the field is done, `came` when it gets the focus."""

    edited = Signal(object, str)
    left = Signal(object)
    came = Signal(object)

    def __init__(self, skin: Skin, definition: FactDef, year: int | None, unit: str, *, child: bool = False) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.definition = definition
        self.key: Key = (definition.id, year)
        self._unit = unit
        self._touched = False
        name = definition.name if year is None else tr("{year} 年 {name}").format(year=year, name=definition.name)
        self._edit: FieldEdit | AnswerChoice = self._make_edit(name)
        self._fault = label("", "bad", wrap=True)
        self._fault.hide()
        self._lay_out(skin, child)

    def edit(self) -> FieldEdit | AnswerChoice:
        return self._edit

    def show_entry(self, entry: Entry, year: int | None = None) -> None:
        """Show what the sheet holds, unless the clerk is typing here at this moment.

        A figure without a year that was stated before `year` bears the year of its statement.
        """
        self._show_since(entry, year)
        if self._edit.hasFocus() and self._touched:
            return
        if isinstance(self._edit, FieldEdit):
            text = self._shown(entry)
            if self._edit.text() != text:
                self._edit.setText(text)
        else:
            self._edit.setCurrentIndex(self._place_of(entry))
        self.show_fault(entry)

    def _show_since(self, entry: Entry, year: int | None) -> None:
        if self.key[1] is not None:
            return
        old = year is not None and entry.since is not None and entry.value is not None and entry.since.year < year
        text = str(entry.since.year) if old and entry.since is not None else ""
        if self._year_text.text() != text:
            self._year_text.setText(text)
            self._year_text.setToolTip(tr("{d} 填的，请核对").format(d=entry.since) if text else "")

    def show_fault(self, entry: Entry) -> None:
        """The sentence beside the field, or nothing."""
        self._fault.setText(entry.fault)
        self._fault.setVisible(bool(entry.fault))
        if isinstance(self._edit, FieldEdit):
            restyle(self._edit, "state", "bad" if entry.fault else "")
        self._edit.setAccessibleDescription(entry.fault or self.definition.where)

    def mend_fault(self, entry: Entry) -> None:
        """While typing: a sentence that stands here already follows the text; a new one waits until the field is left."""
        if self._fault.isVisible():
            self.show_fault(entry)

    def take_focus(self) -> None:
        self._edit.setFocus(Qt.FocusReason.TabFocusReason)

    def read_text(self) -> str:
        """The text as the dictionary reads it: a plain number of money gets the unit of the document."""
        if not isinstance(self._edit, FieldEdit):
            return "" if self._edit.currentIndex() <= 0 else self._edit.currentText()
        text = self._edit.text()
        plain = text.replace(",", "").replace("，", "").strip()
        if (
            self.definition.type is FactType.MONEY
            and plain
            and plain[-1].isdigit()
            and self._unit != self.definition.unit
        ):
            return f"{text}{self._unit}"
        return text

    def _make_edit(self, name: str) -> FieldEdit | AnswerChoice:
        if self.definition.type in (FactType.FLAG, FactType.CHOICE):
            choice = AnswerChoice(name)
            choice.setProperty("role", "figure")
            answers = ("是", "否") if self.definition.type is FactType.FLAG else self.definition.choices
            choice.addItems([tr("未填"), *answers])
            choice.activated.connect(lambda _i: self.edited.emit(self.key, self.read_text()))
            choice.came.connect(lambda: self.came.emit(self.key))
            return choice
        edit = FieldEdit(name, figure=True)
        if self.definition.sensitivity is Sensitivity.PERSONAL:
            # Figures of a person are only readable while they are typed.
            edit.setEchoMode(FieldEdit.EchoMode.PasswordEchoOnEdit)
        if self.definition.type in (FactType.TEXT, FactType.DATE):
            edit.setAlignment(Qt.AlignmentFlag.AlignLeft)
        if self.definition.type is FactType.DATE:
            edit.setPlaceholderText(tr("如 2022-05-18"))
        edit.textEdited.connect(self._on_text)
        edit.left.connect(self._on_left)
        edit.came.connect(lambda: self.came.emit(self.key))
        return edit

    def _lay_out(self, skin: Skin, child: bool) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, skin.dp(2), 0, skin.dp(1))
        grid.setHorizontalSpacing(skin.dp(6))
        grid.setVerticalSpacing(skin.dp(1))
        year = self.key[1]
        name = ElidedLabel(("　" if child else "") + self.definition.name, "muted" if child else "")
        name.setBuddy(self._edit)
        self._year_text = year_text = label("" if year is None else str(year), "warn" if year is None else "muted")
        year_text.setFixedWidth(skin.dp(34))
        unit = label(spoken_unit(self._unit), "muted")
        unit.setFixedWidth(skin.dp(40))
        wide = self.definition.type in (FactType.TEXT, FactType.CHOICE, FactType.FLAG, FactType.DATE)
        self._edit.setFixedWidth(skin.dp(152 if wide else 106))
        grid.addWidget(name, 0, 0)
        grid.addWidget(year_text, 0, 1)
        if wide:
            grid.addWidget(self._edit, 0, 2, 1, 2)
        else:
            grid.addWidget(self._edit, 0, 2)
            grid.addWidget(unit, 0, 3)
        grid.addWidget(self._fault, 1, 0, 1, 4)
        grid.setColumnStretch(0, 1)

    def _on_text(self) -> None:
        self._touched = True
        self.edited.emit(self.key, self.read_text())

    def _on_left(self) -> None:
        self._touched = False
        self.left.emit(self.key)

    def _shown(self, entry: Entry) -> str:
        if self.definition.type is FactType.MONEY and isinstance(entry.value, int):
            return money_in(entry.value, self._unit)
        if self.definition.type in NUMERIC and entry.value is not None:
            return bare(entry.text, spoken_unit(self._unit))
        return entry.text

    def _place_of(self, entry: Entry) -> int:
        if isinstance(self._edit, FieldEdit) or entry.value is None:
            return 0
        if isinstance(entry.value, bool) or (
            isinstance(entry.value, Declared) and self.definition.type is FactType.FLAG
        ):
            return 1 if entry.value is True else 2
        return max(0, self._edit.findText(entry.text))


def money_in(fen: int, unit: str) -> str:
    """Fen written in that unit, exact, with thousands and at least two decimals for 万元."""
    size = MONEY_UNITS.get(unit, 1_000_000)
    whole, rest = divmod(abs(fen), size)
    decimals = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{decimals}"


def bare(text: str, unit: str) -> str:
    """A figure without the unit that stands beside it anyway."""
    plain = text.strip()
    return plain[: -len(unit)].rstrip() if unit and plain.endswith(unit) else plain
