"""The rule at the right: its numbers as fields, each with its evidence and whether the text says it; its words on a second page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QTextBrowser, QWidget

from qcy_desktop.domain.clause_numbers import number_of
from qcy_desktop.services.clause_fields import ClauseField, Comparison
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, empty_layout, label, restyle
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.switch import Switch


class _Row:
    """One value: its name, its field, and what the text says about it."""

    def __init__(self, skin: Skin, field: ClauseField) -> None:
        self.field = field
        self.name = ElidedLabel(field.name)
        self.name.setToolTip(_tip(field))
        self.edit = FieldEdit(field.name, figure=True)
        self.edit.setText(field.value)
        self.edit.setFixedWidth(skin.dp(140))
        self.edit.setToolTip(_tip(field))
        self.edit.close_for_good(not field.path)
        self.said = label("", "muted")
        self.said.setMinimumWidth(skin.dp(120))

    def show(self, found: Comparison) -> None:
        changed = self.edit.text().strip() != self.field.value
        words, role = _said(self.field, found, self.edit.text())
        if changed:
            words = tr("原 {v}，{w}").format(v=self.field.value, w=words)
        self.said.setText(words)
        restyle(self.said, "role", role)
        self.edit.setAccessibleDescription(f"{words}。{_tip(self.field)}")


class RuleCard(Card):
    """`edited` after every keystroke in a value, `came` with the key of the field that has the focus."""

    edited = Signal()
    came = Signal(str)

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, spacing=6)
        self._skin = skin
        self._rows: dict[str, _Row] = {}
        self._closed = False
        self.switch = Switch((tr("参数"), tr("规则全文")), tr("规则"))
        self.evidence = label("", "muted")
        self.switch.add_right(self.evidence)
        self.words = QTextBrowser()
        self.words.setAccessibleName(tr("规则全文"))
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self._inner = QWidget()
        self._inner.setObjectName("plain")
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, skin.dp(6), 0)
        self._grid.setHorizontalSpacing(skin.dp(10))
        self._grid.setVerticalSpacing(skin.dp(5))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(2, 2)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inner)
        self._scroll = scroll
        self.pages = QStackedWidget()
        self.pages.addWidget(scroll)
        self.pages.addWidget(self.words)
        self.switch.chosen.connect(self.pages.setCurrentIndex)
        self.body.addWidget(self.switch)
        self.body.addWidget(self.pages, 1)

    def show_fields(self, fields: tuple[ClauseField, ...], values: dict[str, str]) -> None:
        """Fields anew, with the values typed so far."""
        empty_layout(self._grid)
        self._rows = {}
        if not fields:
            self._grid.addWidget(label(tr("这项措施没有可改的数字。"), "muted", wrap=True), 0, 0)
        for place, field in enumerate(fields):
            self._add(place, field, values)
        self._grid.setRowStretch(len(fields) + 1, 1)

    def _add(self, place: int, field: ClauseField, values: dict[str, str]) -> None:
        one = _Row(self._skin, field)
        if field.path in values:
            one.edit.setText(values[field.path])
        one.edit.textChanged.connect(lambda _t: self.edited.emit())
        one.edit.came.connect(lambda: self._arrived(field.key))
        one.name.setBuddy(one.edit)
        for column, widget in enumerate((one.name, one.edit, one.said)):
            self._grid.addWidget(widget, place, column)
            widget.show()  # at once: a layout shows what it is given only when the events have run
        self._rows[field.key] = one

    def edits(self) -> tuple[FieldEdit, ...]:
        """The fields that can be changed, in order."""
        return tuple(one.edit for one in self._rows.values() if one.field.path)

    def edit(self, key: str) -> FieldEdit:
        return self._rows[key].edit

    def fields(self) -> tuple[ClauseField, ...]:
        """The fields with what is typed in them."""
        return tuple(replace(one.field, value=one.edit.text().strip()) for one in self._rows.values())

    def values(self) -> dict[str, str]:
        """What was changed."""
        typed = {one.field.path: one.edit.text().strip() for one in self._rows.values() if one.field.path}
        return {path: text for path, text in typed.items() if text != self._rows[path].field.value}

    def show_comparison(self, found: Comparison) -> None:
        """Say beside every field whether the text has its number."""
        for one in self._rows.values():
            one.show(found)

    def close_fields(self, closed: bool) -> None:
        for one in self._rows.values():
            one.edit.close_for_good(closed or not one.field.path)

    def field_at(self, found: Comparison, place: int) -> str:
        """The key of the field that is carried by the words at a place of the text, empty when none is."""
        for key, numbers in found.places.items():
            if any(number.start <= place <= number.end for number in numbers):
                return key
        return ""

    def reveal(self, key: str) -> None:
        """Let a field be seen without taking the focus."""
        self._scroll.ensureWidgetVisible(self._rows[key].edit)

    def _arrived(self, key: str) -> None:
        self._scroll.ensureWidgetVisible(self._rows[key].edit)
        self.came.emit(key)


def _said(field: ClauseField, found: Comparison, typed: str) -> tuple[str, str]:
    """The remark beside a field, and its role in the style sheet."""
    carried = found.places.get(field.key)
    number = number_of(typed)
    if number is None or not number.size:
        return (tr("文字") if number is None else tr("零")), "muted"
    if carried is None:
        return tr("等条文对照") if field.path else tr("不在这里改"), "muted"
    if carried:
        return tr("✓ 条文有"), "good"
    return (tr("✗ 条文没有"), "bad") if field.path else (tr("不在这里改"), "muted")


def _tip(field: ClauseField) -> str:
    parts = (
        field.name,
        tr("现值 {v}").format(v=field.value),
        tr("证据：{e}。{s}").format(e=field.evidence, s=field.source),
        field.clause,
        field.note,
        "" if field.path else tr("这个数写在规则的其他地方，核定时不在这里改。"),
    )
    return "\n".join(part for part in parts if part)
