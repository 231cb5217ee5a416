"""案卷包 at the window: to whom a case goes, and what a package holds beside what is kept here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.casework import Entry
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.handover import Comparison
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.words import moment


class CarryDialog(QDialog):
    """`wanted` names the desk that takes the case."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, skin: Skin, number: str, own: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("移交案卷包"))
        self.setMinimumWidth(skin.dp(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("移交 {n}").format(n=number), "name"))
        note = tr(
            "案卷包带走办件、事实、评估和文书，逐份核对摘要。移交以后只有收件窗口能办，本机只能查看，直到案卷包交回。"
        )
        column.addWidget(label(note, "muted", wrap=True))
        self.code = FieldEdit(tr("收件窗口的代码"), moves=False)
        self.code.setPlaceholderText(tr("机构-窗口，如 XXZC-QH；本窗口是 {o}").format(o=own))
        self.code.entered.connect(self.try_it)
        column.addWidget(label(tr("收件窗口的代码"), "group"))
        column.addWidget(self.code)
        self._fault = label("", "bad", wrap=True)
        column.addWidget(self._fault)
        column.addLayout(
            row(1, button(tr("取消"), self.reject), button(tr("选择存到哪里　回车"), self.try_it, "primary"))
        )
        self.code.setFocus()

    def try_it(self) -> None:
        if self.code.text().strip():
            self.wanted.emit(self.code.text().strip().upper())

    def refuse(self, fault: KnownError) -> None:
        self._fault.setText(str(fault))


class PackageDialog(QDialog):
    """A package beside the case kept here. With a clash nothing can be taken in: both sides stand next to each other."""

    wanted = Signal()

    def __init__(self, parent: QWidget, skin: Skin, comparison: Comparison, called: Callable[[str], str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("收案卷包"))
        skin.size_window(self, 760, 460)
        self._called = called
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        column.addWidget(label(comparison.number, "name"))
        self.said = label(comparison.sentence, "bad" if comparison.clashes else "good", wrap=True)
        column.addWidget(self.said)
        column.addWidget(label(tr("两边共有 {n} 步").format(n=len(comparison.common)), "muted"))
        sides = QHBoxLayout()
        self.here = self._side(sides, tr("只在本机"), comparison.only_here)
        self.there = self._side(sides, tr("只在案卷包"), comparison.only_there)
        column.addLayout(sides, 1)
        self._fault = label("", "bad", wrap=True)
        column.addWidget(self._fault)
        self.take = button(tr("收下"), self.wanted.emit, "primary")
        self.take.setEnabled(not comparison.clashes)
        if comparison.clashes:
            self._fault.setText(
                tr("两边各自办理过，不能收下。请两个窗口核对后，由一方撤回自己的办理再移交；程序不自动合并。")
            )
        column.addLayout(row(1, button(tr("关闭"), self.reject), self.take))

    def refuse(self, fault: KnownError) -> None:
        self._fault.setText(str(fault))

    def _side(self, line: QHBoxLayout, title: str, entries: Sequence[Entry]) -> QListWidget:
        side = QVBoxLayout()
        side.addWidget(label(f"{title}（{len(entries)}）", "group"))
        made = QListWidget()
        made.setAccessibleName(title)
        made.setWordWrap(True)
        for entry in entries:
            words = f"\n{entry.words}" if entry.words else ""
            made.addItem(f"{moment(entry.when)}　{self._called(entry.who)}　{entry.act}{words}")
        if not entries:
            made.addItem(tr("没有"))
        side.addWidget(made)
        line.addLayout(side, 1)
        return made
