"""All facts in folding groups with a search line; rows are made only when their group is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcy_desktop.domain.facts import FactDef, FactType, Period
from qcy_desktop.ui.counter.sheet import Key, Sheet, years_for
from qcy_desktop.ui.forms.fact_row import FactRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import empty_layout, label


@dataclass(slots=True)
class _Group:
    """One folding group: its facts, its button and, once opened, its rows."""

    title: str
    facts: list[FactDef]
    fold: QPushButton
    body: QWidget
    column: QVBoxLayout
    keys: tuple[Key, ...] = ()
    built: bool = False
    open: bool = False
    rows: dict[Key, FactRow] = field(default_factory=dict)


class FactsForm(QScrollArea):
    """Emits what is typed; shows what the sheet holds. `came` names the field that has the focus."""

    edited = Signal(object, str)
    left = Signal(object)
    came = Signal(object)

    def __init__(self, skin: Skin, sheet: Sheet, as_of: Callable[[], date]) -> None:
        super().__init__()
        self._skin, self._sheet, self._as_of = skin, sheet, as_of
        self._extra: set[Key] = set()
        self._money_unit = ""
        self._search = ""
        self._groups: dict[str, _Group] = {}
        self.year = as_of().year
        """Figures without a year that were stated before this one bear the year of their statement."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("指标"))
        inner = QWidget()
        inner.setObjectName("plain")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, skin.dp(6), 0)
        self._column.setSpacing(skin.dp(2))
        self._nothing = label(tr("没有名称相符的指标"), "hint")
        self._nothing.hide()
        self._column.addWidget(self._nothing)
        self._make_groups()
        self._column.addStretch(1)
        self.setWidget(inner)

    def reload(self, needed: tuple[Key, ...] = ()) -> None:
        """Build anew for the sheet as it stands: the years asked, those filled and those still needed."""
        self._extra = {key for key in needed if key[0] in self._sheet.facts} | set(self._sheet.entries)
        for group in self._groups.values():
            self._forget_rows(group)
            group.open = any(key[0] in {f.id for f in group.facts} for key in self._sheet.entries)
        if not any(group.open for group in self._groups.values()) and self._groups:
            next(iter(self._groups.values())).open = True
        self._show_groups()

    def refresh(self) -> None:
        """Values and counts into what is already shown; no row moves."""
        for group in self._groups.values():
            for key, row in group.rows.items():
                row.show_entry(self._sheet.entry(key), self.year)
            self._caption(group)

    def show_again(self) -> None:
        """Several fields were changed at once: those filled get a row, the groups shown stay open."""
        missing = {key for key in self._sheet.entries if self.row(key) is None} - self._extra
        self._extra |= missing
        for group in self._groups.values():
            if group.built and any(key[0] in {f.id for f in group.facts} for key in missing):
                self._forget_rows(group)
        self._show_groups()
        self.refresh()

    def show_faults(self) -> None:
        """The sentence beside every field that cannot be read."""
        for group in self._groups.values():
            for key, row in group.rows.items():
                row.show_fault(self._sheet.entry(key))

    def search(self, text: str) -> None:
        """Show facts whose name or place of finding contains the text; empty shows the groups again."""
        self._search = text.strip()
        self._show_groups()

    def use_money_unit(self, unit: str) -> None:
        """Read and write sums of money in another unit from now on (empty: each field's own); values stay."""
        self._money_unit = unit
        for group in self._groups.values():
            self._forget_rows(group)
        self._show_groups()

    def go_to(self, key: Key) -> None:
        """Open the group of that field, make the row if need be, and put the focus there."""
        for group in self._groups.values():
            if any(fact.id == key[0] for fact in group.facts):
                self._extra.add(key)
                group.open = True
                if key not in group.rows:
                    self._forget_rows(group)
                self._search = ""
                self._show_groups()
                row = group.rows[key]
                row.take_focus()
                self.ensureWidgetVisible(row, 0, self._skin.dp(110))
                return

    def row(self, key: Key) -> FactRow | None:
        """The row of that field if it has been made."""
        for group in self._groups.values():
            if key in group.rows:
                return group.rows[key]
        return None

    def rows(self) -> list[FactRow]:
        """Every row made so far, in order."""
        return [row for group in self._groups.values() for row in group.rows.values()]

    def titles(self) -> tuple[str, ...]:
        return tuple(self._groups)

    def open_group(self, title: str) -> None:
        """Unfold one group."""
        self._groups[title].open = True
        self._show_groups()

    def _make_groups(self) -> None:
        for fact in self._sheet.facts.values():
            title = fact.group or tr("其他")
            if title not in self._groups:
                self._groups[title] = self._make_group(title)
            self._groups[title].facts.append(fact)

    def _make_group(self, title: str) -> _Group:
        fold = QPushButton(title)
        fold.setProperty("role", "fold")
        body = QWidget()
        body.setObjectName("plain")
        column = QVBoxLayout(body)
        column.setContentsMargins(self._skin.dp(4), 0, 0, self._skin.dp(6))
        column.setSpacing(0)
        group = _Group(title, [], fold, body, column)
        fold.clicked.connect(lambda _c=False: self._toggle(group))
        self._column.addWidget(fold)
        self._column.addWidget(body)
        return group

    def _toggle(self, group: _Group) -> None:
        group.open = not group.open
        self._show_groups()

    def _show_groups(self) -> None:
        found = False
        for group in self._groups.values():
            hits = [fact for fact in group.facts if self._matches(fact)]
            shown = bool(hits) if self._search else True
            found = found or shown
            open_now = shown and (group.open or bool(self._search))
            if open_now and not group.built:
                self._build_rows(group)
            wanted = {fact.id for fact in hits}
            for key, row in group.rows.items():
                row.setVisible(not self._search or key[0] in wanted)
            group.fold.setVisible(shown)
            group.body.setVisible(open_now)
            self._caption(group)
        self._nothing.setVisible(not found)

    def _matches(self, fact: FactDef) -> bool:
        return not self._search or self._search in fact.name or self._search in fact.where

    def _keys(self, group: _Group) -> tuple[Key, ...]:
        keys: list[Key] = []
        for fact in group.facts:
            years = set(years_for(fact, self._as_of()))
            years |= {key[1] for key in self._extra if key[0] == fact.id}
            keys += [(fact.id, year) for year in sorted(years, key=lambda y: -(y or 0))]
        return tuple(keys)

    def _build_rows(self, group: _Group) -> None:
        group.keys = self._keys(group)
        last = ""
        for key in group.keys:
            fact = self._sheet.facts[key[0]]
            unit = (self._money_unit or fact.unit) if fact.type is FactType.MONEY else fact.unit
            row = FactRow(self._skin, fact, key[1], unit, child=fact.id == last)
            last = fact.id
            row.edited.connect(self.edited)
            row.left.connect(self.left)
            row.came.connect(self.came)
            row.show_entry(self._sheet.entry(key), self._as_of().year)
            group.column.addWidget(row)
            group.rows[key] = row
        group.built = True
        before: QWidget = group.fold
        for row in group.rows.values():
            QWidget.setTabOrder(before, row.edit())
            before = row.edit()

    def _forget_rows(self, group: _Group) -> None:
        empty_layout(group.column)
        group.rows.clear()
        group.built = False

    def _caption(self, group: _Group) -> None:
        ids = {fact.id for fact in group.facts}
        filled = len(
            {key[0] for key, entry in self._sheet.entries.items() if key[0] in ids and entry.value is not None}
        )
        sign = "▾" if group.open or self._search else "▸"
        text = f"{sign} {group.title}　{filled} / {len(group.facts)}"
        if group.fold.text() != text:
            group.fold.setText(text)
            spoken = tr("{title}，已填 {n} 项，共 {all} 项").format(title=group.title, n=filled, all=len(group.facts))
            group.fold.setAccessibleName(spoken)

    def add_year(self, key: Key) -> None:
        """One more year of a yearly fact, directly below."""
        if self._sheet.facts[key[0]].period is Period.YEAR:
            self.go_to(key)
