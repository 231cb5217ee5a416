"""The cases beside the rule, green or red at once, with what changed; and the numbers that text and rule do not share."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from qcy_desktop.services.clause_fields import Comparison
from qcy_desktop.services.correcting import Trial
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, label, restyle, row

STATE, NAME, EXPECTED, NOW, BEFORE = range(5)
MOST_NAMED = 5
"""How many numbers are named at once; all of them stand in the tool tip."""


class CasesCard(Card):
    """`accepted` fires when a disagreeing case was ticked or unticked: 确属条款如此."""

    accepted = Signal()

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, spacing=4)
        self._skin = skin
        self.count = label("", "title")
        self.changed = label("", "muted")
        self.numbers = label("", "warn", wrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("样例"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([tr("结果"), tr("样例"), tr("应得"), tr("现在算出"), tr("改前算出")])
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(skin.dp(66))
        head = self.list.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(skin.dp(60))
        for column, width in ((STATE, 96), (EXPECTED, 210), (NOW, 210), (BEFORE, 210)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.list.setColumnWidth(column, skin.dp(width))
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.list.itemChanged.connect(lambda _i, column: self.accepted.emit() if column == STATE else None)
        self.body.addLayout(row(self.count, self.changed, 1, spacing=skin.dp(12)))
        self.body.addWidget(self.numbers)
        self.body.addWidget(self.list, 1)
        skin.changed.connect(self._colour)

    def clear(self) -> None:
        """No measure yet."""
        self.list.clear()
        self.count.setText(tr("样例"))
        self.changed.setText("")
        self.numbers.setText("")

    def show_trial(self, trial: Trial) -> None:
        """What every case answers now; rows keep their places and their ticks."""
        self.list.setEnabled(True)
        self.list.blockSignals(True)
        while self.list.topLevelItemCount() > len(trial.cases):
            self.list.takeTopLevelItem(self.list.topLevelItemCount() - 1)
        while self.list.topLevelItemCount() < len(trial.cases):
            self.list.addTopLevelItem(QTreeWidgetItem())
        moved, items = 0, self._items()
        for place, (now, before) in enumerate(zip(trial.cases, trial.before or trial.cases, strict=False)):
            item = items[place]
            differs = now.answer != before.answer
            moved += differs
            self._fill(item, (now.name, now.expected, now.answer, before.answer if differs else ""), passed=now.passed)
            item.setToolTip(NAME, "\n".join((now.name, *now.faults)))
        self.list.blockSignals(False)
        failed = len(trial.failed)
        self.count.setText(
            tr("样例 {n} 个，全部相符").format(n=len(trial.cases))
            if not failed
            else tr("样例 {n} 个，{f} 个不符").format(n=len(trial.cases), f=failed)
        )
        self.changed.setText(tr("改动使 {n} 个样例的结果变了").format(n=moved) if moved else tr("结果与改前相同"))
        restyle(self.changed, "role", "warn" if moved else "muted")
        self._colour()

    def show_fault(self, sentence: str) -> None:
        """The rule as typed cannot be: the cases cannot be run, and what they answered last is greyed."""
        self.list.setEnabled(False)
        self.count.setText(tr("样例没有运行"))
        self.changed.setText(sentence)
        restyle(self.changed, "role", "bad")

    def show_numbers(self, found: Comparison) -> None:
        """Name the numbers of the text that stand in no field, and the fields whose number the text does not have."""
        parts = found.sentences(MOST_NAMED)
        self.numbers.setToolTip("\n".join(found.sentences()))
        self.numbers.setText("　".join(parts))
        self.numbers.setVisible(bool(parts))

    def ticked(self) -> tuple[str, ...]:
        """The names of the disagreeing cases that the officer accepts."""
        return tuple(item.text(NAME) for item in self._items() if item.checkState(STATE) is Qt.CheckState.Checked)

    def open_ones(self) -> int:
        """How many disagreeing cases are not accepted yet."""
        return sum(
            1
            for item in self._items()
            if not item.data(STATE, Qt.ItemDataRole.UserRole) and item.text(NAME) not in self.ticked()
        )

    def states(self) -> tuple[bool, ...]:
        """Agreed or not, case by case."""
        return tuple(bool(item.data(STATE, Qt.ItemDataRole.UserRole)) for item in self._items())

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _fill(self, item: QTreeWidgetItem, texts: tuple[str, str, str, str], *, passed: bool) -> None:
        was_ticked = item.text(NAME) == texts[0] and item.checkState(STATE) is Qt.CheckState.Checked
        item.setData(STATE, Qt.ItemDataRole.UserRole, passed)
        item.setText(STATE, tr("✓ 相符") if passed else tr("✗ 不符"))
        for column, text in zip((NAME, EXPECTED, NOW, BEFORE), texts, strict=True):
            item.setText(column, text)
        if passed:
            item.setData(STATE, Qt.ItemDataRole.CheckStateRole, None)
            item.setToolTip(STATE, "")
            return
        item.setCheckState(STATE, Qt.CheckState.Checked if was_ticked else Qt.CheckState.Unchecked)
        item.setToolTip(STATE, tr("打勾：确属条款如此，这个样例应随条款改变"))

    def _colour(self) -> None:
        theme = self._skin.theme
        self.list.blockSignals(True)
        for item in self._items():
            passed = bool(item.data(STATE, Qt.ItemDataRole.UserRole))
            item.setForeground(STATE, theme.colour("good" if passed else "bad"))
            item.setForeground(NOW, theme.colour("text" if passed else "bad"))
            item.setForeground(BEFORE, theme.colour("muted"))
        self.list.blockSignals(False)
