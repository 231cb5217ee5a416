"""The papers of one case: what was issued, what can be issued now, and why the rest cannot."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from qcy_desktop.domain.records import Paper
from qcy_desktop.services.paperkinds import CALLING, CODES, SURE, WORDS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.desk import CaseSheet
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.words import moment


class PapersPage(QWidget):
    """`issue_wanted`, `sample_wanted` name a kind of paper, `copy_wanted` a paper that was issued."""

    issue_wanted = Signal(str)
    sample_wanted = Signal(str)
    copy_wanted = Signal(int)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin = skin
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(skin.dp(6))
        self.issued, self.kinds = QListWidget(), QListWidget()
        self.issued.setAccessibleName(tr("已出具的文书"))
        self.kinds.setAccessibleName(tr("可以出具的文书"))
        for part in (self.issued, self.kinds):
            # One line of each is seen even at 150 % on a screen of 768 lines.
            part.setMinimumHeight(skin.dp(32))
        copy = button(tr("补打副本"), self._copy, tip=tr("原件内容加“副本（第几次）”，计数并记入审计"))
        self._unreachable = ""
        self._heading = label(tr("已出具"), "group")
        column.addLayout(row(self._heading, 1, copy))
        column.addWidget(self.issued, 1)
        sample = button(tr("看样张"), self._sample, tip=tr("每页带“样张”，不编号，不存档"))
        issue = button(tr("出具并预览"), self._issue, "primary")
        column.addLayout(row(label(tr("出具文书"), "group"), 1, sample, issue))
        column.addWidget(self.kinds, 1)
        self.warning = label("", "warn", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        self.issued.itemActivated.connect(lambda _item: self._copy())
        self.kinds.currentRowChanged.connect(lambda _row: self._warn())
        self.kinds.itemActivated.connect(lambda _item: self._issue())

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The papers of this case."""
        self._unreachable = sheet.unreachable
        self.issued.clear()
        for paper in sheet.papers:
            self.issued.addItem(self._paper(paper, sheet))
        if not sheet.papers:
            self._empty(tr("还没有出具过文书。"))
        self._heading.setText(tr("已出具 {n} 份").format(n=len(sheet.papers)))
        self.kinds.clear()
        for kind in CODES:
            why = sheet.early[kind] or (tr("条款未核定") if kind in SURE and sheet.unsure else "")
            item = QListWidgetItem(f"{tr(WORDS[kind])}{tr('　（{w}）').format(w=why) if why else ''}")
            item.setData(Qt.ItemDataRole.UserRole, kind)
            item.setToolTip(sheet.unsure if kind in SURE else "")
            if why:
                item.setForeground(self._skin.theme.colour("muted"))
            self.kinds.addItem(item)
        self.kinds.setCurrentRow(next((n for n, kind in enumerate(CODES) if not sheet.early[kind]), 0))

    def _paper(self, paper: Paper, sheet: CaseSheet) -> QListWidgetItem:
        copies = tr("　副本 {n} 次").format(n=paper.copies - 1) if paper.copies > 1 else ""
        item = QListWidgetItem(
            f"{tr(WORDS.get(paper.kind, paper.kind))}　{paper.number}{copies}\n{moment(paper.made_at)}　{sheet.called(paper.made_by)}"
        )
        item.setData(Qt.ItemDataRole.UserRole, paper.id)
        return item

    def _empty(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.issued.addItem(item)

    def _copy(self) -> None:
        id = _chosen(self.issued)
        if id is not None:
            self.copy_wanted.emit(id)

    def _warn(self) -> None:
        """What the chosen paper will lack, before it is issued."""
        said = self._unreachable if _chosen(self.kinds) in CALLING else ""
        self.warning.setText(said)
        self.warning.setVisible(bool(said))

    def _issue(self) -> None:
        kind = _chosen(self.kinds)
        if kind is not None:
            self.issue_wanted.emit(kind)

    def _sample(self) -> None:
        kind = _chosen(self.kinds)
        if kind is not None:
            self.sample_wanted.emit(kind)


def _chosen(listed: QListWidget) -> Any:
    """What the chosen line stands for; None when there is none."""
    row = listed.currentRow()
    return listed.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
