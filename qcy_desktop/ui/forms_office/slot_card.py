"""What the chosen place of a form holds: found by a few letters, with its year, unit and way of writing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem

from qcy_desktop.domain.officeforms import YEARS, Slot, Style, Unit
from qcy_desktop.services.formcontents import Choice, slot_words
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, row
from qcy_desktop.ui.widgets.edits import ENTER, FieldEdit
from qcy_desktop.ui.widgets.edits import Choice as ChoiceField

WHAT = Qt.ItemDataRole.UserRole

# What is always seen of the list, in pixels of the design: two lines.
LIST_HEIGHT = 48


class _List(QListWidget):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            return
        super().keyPressEvent(event)


class _Search(FieldEdit):
    """Up and down move in the list below while the letters stay here."""

    def __init__(self, list_: QListWidget) -> None:
        super().__init__(tr("查找要填的内容"), moves=False)
        self._list = list_

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._list.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + step)))
            return
        super().keyPressEvent(event)


class SlotCard(Card):
    """`changed` carries the slot as it is to be; `emptied` the place that is to hold nothing; `done` gives the focus back."""

    changed = Signal(object)
    emptied = Signal(str)
    done = Signal()

    def __init__(self, skin: Skin, choices: tuple[Choice, ...]) -> None:
        super().__init__(skin, spacing=8)
        self._choices = choices
        self._slot = Slot("", "")
        self._usable = False
        self.place, self.held = label("", "title", wrap=True), label("", "muted", wrap=True)
        self.list = _List()
        self.list.setAccessibleName(tr("可以填的内容"))
        self.search = _Search(self.list)
        self.search.setPlaceholderText(tr("输入几个字查找，如 研发费用、手机、审定金额"))
        self.search.textChanged.connect(self._fill)
        self.search.entered.connect(self._choose)
        self.list.entered.connect(self._choose)
        self.list.itemDoubleClicked.connect(lambda _i: self._choose())
        self.year = self._field(tr("年度"), (*YEARS, *(str(year) for year in range(2027, 2017, -1))))
        self.unit = self._field(tr("金额单位"), tuple(unit.value or tr("按指标") for unit in Unit))
        self.writing = self._field(tr("写法"), tuple(style.value or tr("照原样") for style in Style))
        self.words = FieldEdit(tr("固定文字"))
        self.words.setPlaceholderText(tr("每份都写同样的字"))
        self.words.entered.connect(self._put_words)
        self.words.left.connect(self._put_words)
        self.empty = button(tr("这里不填"), self._empty, "", tr("Delete"))
        self._lay_out(skin)
        self._fill("")
        self.show_slot("", None)

    def show_slot(self, place: str, slot: Slot | None, *, closed: bool = False) -> None:
        """The place that is looked at and what it holds now."""
        self._slot = slot or Slot(place, "")
        self.place.setText(place or tr("先在表格上选一格"))
        self.held.setText(slot_words(slot, self._choices) if slot else tr("这里还没有填的内容") if place else "")
        known = self._known()
        usable = bool(place) and not closed
        for field, on, text in (
            (self.year, known is not None and known.yearly, self._slot.year or YEARS[0]),
            (self.unit, known is not None and known.money, self._slot.unit.value or tr("按指标")),
            (
                self.writing,
                slot is not None and not self._slot.what.startswith("text:"),
                self._slot.style.value or tr("照原样"),
            ),
        ):
            field.blockSignals(True)
            field.setCurrentText(text)
            field.setEnabled(on and usable)
            field.blockSignals(False)
        self.words.setText(self._slot.what[5:] if self._slot.what.startswith("text:") else "")
        self.words.close_for_good(not usable)
        self.search.close_for_good(not usable)
        self.empty.setEnabled(usable and slot is not None)
        self._usable = usable

    def start(self) -> None:
        """The keyboard comes here to choose."""
        self.search.setFocus()
        self.search.selectAll()

    def take(self, what: str) -> None:
        """Let the place hold this, with the year, unit and style that fit it."""
        known = next((choice for choice in self._choices if choice.what == what), None)
        if not self._usable or known is None:
            return
        style = Style.DOWN if known.listed else self._slot.style if self._slot.what else Style.PLAIN
        unit = self._slot.unit if known.money else Unit.FIGURE
        self.changed.emit(replace(self._slot, what=what, year=YEARS[0] if known.yearly else "", unit=unit, style=style))

    def _known(self) -> Choice | None:
        return next((choice for choice in self._choices if choice.what == self._slot.what), None)

    def _choose(self) -> None:
        place = self.list.currentRow()
        what = self.list.item(place).data(WHAT) if place >= 0 else None
        if what:
            self.take(str(what))
            self.done.emit()

    def _put_words(self) -> None:
        text = self.words.text().strip()
        if self._usable and text and self._slot.what != f"text:{text}":
            self.changed.emit(replace(self._slot, what=f"text:{text}", year="", unit=Unit.FIGURE, style=Style.PLAIN))

    def _empty(self) -> None:
        self.emptied.emit(self._slot.place)

    def _turned(self) -> None:
        units = {unit.value or tr("按指标"): unit for unit in Unit}
        styles = {style.value or tr("照原样"): style for style in Style}
        known = self._known()
        year = self.year.currentText() if known is not None and known.yearly else ""
        made = replace(
            self._slot, year=year, unit=units[self.unit.currentText()], style=styles[self.writing.currentText()]
        )
        if self._usable and self._slot.what and made != self._slot:
            self.changed.emit(made)

    def _field(self, name: str, values: tuple[str, ...]) -> ChoiceField:
        made = ChoiceField(name)
        made.addItems(list(values))
        made.currentIndexChanged.connect(lambda _i: self._turned())
        return made

    def _fill(self, text: str) -> None:
        self.list.clear()
        words, group = text.split(), ""
        for choice in self._choices:
            if not all(word in f"{choice.name} {choice.group}" for word in words):
                continue
            if choice.group != group:
                group = choice.group
                head = QListWidgetItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(head)
            item = QListWidgetItem(f"　{choice.name}" + (f"　{tr('个人信息')}" if choice.personal else ""))
            item.setData(WHAT, choice.what)
            self.list.addItem(item)
        first = next((place for place in range(self.list.count()) if self.list.item(place).data(WHAT)), -1)
        self.list.setCurrentRow(first)

    def _lay_out(self, skin: Skin) -> None:
        self.body.addLayout(row(self.place, self.empty))
        for part in (self.held, self.search):
            self.body.addWidget(part)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(skin.dp(LIST_HEIGHT))
        self.body.addWidget(self.list, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(skin.dp(8))
        grid.setVerticalSpacing(skin.dp(6))
        for line, field in enumerate((self.year, self.unit, self.writing, self.words)):
            name = label(field.accessibleName())
            name.setBuddy(field)
            field.setProperty("role", "figure")
            grid.addWidget(name, line, 0)
            grid.addWidget(field, line, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
