"""Earlier assessments of the same enterprise: the chosen one compared with what stands now, and copied from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.services.visits import Comparison, Visit, compare
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.history_text import HistoryText
from qcy_desktop.ui.counter.sheet import Part
from qcy_desktop.ui.desk import KeptRow
from qcy_desktop.ui.forms.ask import Ask, AskDialog
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.words import moment

ID = Qt.ItemDataRole.UserRole
MOST_SHOWN = 5


class HistoryPage(QWidget):
    """Above: when each was kept, for which day, what came out. Below: the chosen one and now, side by side."""

    said = Signal(str)

    def __init__(self, skin: Skin, errand: Errand) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin, self._errand = skin, errand
        self._key = ""
        self._visit: Visit | None = None
        self.comparison: Comparison | None = None
        self.table = _table(skin)
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.copy = button(tr("照抄这一次…"), self.ask_parts, "", tr("只补现在空着的栏，已填的不动"))
        self._hint = label("", "muted")
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("与现在比较"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(0)
        self.text.setViewportMargins(0, 0, skin.dp(8), 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(16), skin.dp(4), skin.dp(12), skin.dp(4))
        column.setSpacing(skin.dp(6))
        column.addWidget(self.table)
        column.addLayout(row(self._hint, 1, self.copy))
        column.addWidget(self.text, 1)
        self.setFocusProxy(self.table)
        skin.changed.connect(self._write)
        self.show_rows(())

    def say_key(self, key: str) -> None:
        """The key with which an assessment is kept."""
        self._key = key

    def show_rows(self, rows: Sequence[KeptRow]) -> None:
        """Fill the table; an empty one says so."""
        self._forget()
        self.table.blockSignals(True)
        self.table.clearSpans()
        self.table.clearSelection()
        self.table.setRowCount(max(1, len(rows)))
        if not rows:
            keys = f"（{self._key}）" if self._key else ""
            empty = tr("还没有保存过评估。受理{k}后，这里留下记录，下次来可以逐项比较、照抄。").format(k=keys)
            self.table.setItem(0, 0, QTableWidgetItem(empty))
            self.table.setSpan(0, 0, 1, 3)
        for place, kept in enumerate(rows):
            for column, text in enumerate((moment(kept.saved_at), kept.as_of.isoformat(), kept.summary)):
                item = QTableWidgetItem(text)
                item.setData(ID, kept.id)
                self.table.setItem(place, column, item)
        self.table.setEnabled(bool(rows))
        shown = min(max(len(rows), 1), MOST_SHOWN)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height()
            + shown * self.table.verticalHeader().defaultSectionSize()
            + self._skin.dp(4)
        )
        self.table.blockSignals(False)
        self._hint.setText(tr("选一次，与现在逐项比较") if rows else "")
        self.copy.setVisible(bool(rows))

    def show_visit(self, visit: Visit) -> None:
        """Compare that visit with what stands now."""
        self._visit = visit
        self.refresh()

    def refresh(self) -> None:
        """What stands now has changed: compare anew."""
        now = self._errand.assessment
        if self._visit is None or now is None:
            return
        day = self._errand.as_of
        again = self._errand.desk.assess(self._visit.inputs, day)
        self.comparison = compare(self._visit, Visit(self._errand.sheet.enterprise(day), now), again)
        self.copy.setEnabled(True)
        self._write()

    def ask_parts(self) -> None:
        """Ask which parts to copy, then fill what is empty."""
        visit = self._visit
        if visit is None:
            return
        dialog = self.dialog(visit)
        parts: frozenset[Part] | None = dialog.obtain(_chosen_parts)
        if parts is not None:
            self.copy_parts(parts)

    def dialog(self, visit: Visit) -> AskDialog:
        """One line for each part, with how much it holds."""
        held = visit.inputs
        counts = (
            (Part.FACTS, len(held.facts)),
            (Part.EVENTS, len(held.events or ())),
            (Part.RECORDS, sum(len(rows) for rows in held.records.values())),
            (Part.AWARDS, len(held.awards or ())),
        )
        asks = tuple(
            Ask(part.name, tr("{part}（{n} 项）").format(part=tr(part.value), n=count), (tr("照抄"), tr("不要")))
            for part, count in counts
        )
        dialog = AskDialog(self.window(), self._skin, tr("照抄 {d} 那一次，只补空着的栏").format(d=_day(visit)), asks)
        dialog.read_with(_chosen_parts)
        return dialog

    def copy_parts(self, parts: frozenset[Part]) -> None:
        """Fill what is empty from the chosen visit; one undo takes it back."""
        if self._visit is None:
            return
        name = tr("照抄 {d}").format(d=_day(self._visit))
        count = self._errand.copy_visit(self._visit, parts, name)
        self.said.emit(tr("补了 {n} 处；撤销可一次取回").format(n=count) if count else tr("没有空着的栏可补"))

    def _on_chosen(self) -> None:
        chosen = self.table.selectedItems()
        id = chosen[0].data(ID) if chosen else None
        if id is not None:
            self._errand.visit(int(id), self._show_fetched)

    def _show_fetched(self, visit: object) -> None:
        if isinstance(visit, Visit):
            self.show_visit(visit)

    def _forget(self) -> None:
        self._visit, self.comparison = None, None
        self.copy.setEnabled(False)
        self.text.clear()

    def _write(self) -> None:
        now = self._errand.assessment
        if self.comparison is None or self._visit is None or now is None:
            return
        writer = HistoryText(self._skin.theme, self._value_text)
        bar = self.text.verticalScrollBar()
        kept = bar.value()
        self.text.setHtml(writer.page(self._visit.result, now, self.comparison))
        bar.setValue(kept)

    def _value_text(self, fact: str, year: int | None, value: object) -> tuple[str, str]:
        sheet = self._errand.sheet
        name = sheet.label((fact, year))
        if value is None:
            return name, tr("未填")
        definition = sheet.facts.get(fact)
        return name, self._errand.desk.show(definition, value) if definition else str(value)  # type: ignore[arg-type]


def _table(skin: Skin) -> QTableWidget:
    made = QTableWidget(0, 3)
    made.setAccessibleName(tr("历次评估"))
    made.setHorizontalHeaderLabels([tr("保存时间"), tr("评估日"), tr("结果")])
    head = made.horizontalHeader()
    head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    made.setColumnWidth(0, skin.dp(150))
    made.setColumnWidth(1, skin.dp(110))
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(skin.dp(32))
    made.setShowGrid(False)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    return made


def _chosen_parts(texts: dict[str, str]) -> frozenset[Part]:
    return frozenset(part for part in Part if texts.get(part.name) == tr("照抄"))


def _day(visit: Visit) -> str:
    return escape(visit.result.as_of.isoformat())
