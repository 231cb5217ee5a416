"""Who is at the counter: name, code, what it has been recognised as; both can be typed here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from qcy_desktop.domain.findings import Finding, Level
from qcy_desktop.domain.uscc import check_uscc, clean_uscc
from qcy_desktop.ui.counter.sheet import Sheet
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, label, restyle
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


class EnterpriseCard(Card):
    """`edited` fires while name or code are typed; `check` returns the fault of a code or an empty text."""

    edited = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, kinds: dict[str, str]) -> None:
        super().__init__(skin, spacing=2)
        self._sheet, self._kinds = sheet, kinds
        self.name = FieldEdit(tr("企业名称"))
        self.name.setPlaceholderText(tr("企业名称"))
        self.name.setProperty("role", "quietName")
        self.code = FieldEdit(tr("统一社会信用代码"))
        self.code.setPlaceholderText(tr("统一社会信用代码（18 位）"))
        self.code.setProperty("role", "quietCode")
        self._fault = label("", "bad", wrap=True)
        self._fault.hide()
        self._known = ElidedLabel("", "hint")
        line = QHBoxLayout()
        self._state = label("", "muted")
        line.addWidget(self.code, 1)
        line.addWidget(self._state)
        self._known.setContentsMargins(skin.dp(4), 0, 0, 0)
        self.body.setContentsMargins(skin.dp(12), skin.dp(8), skin.dp(14), skin.dp(8))
        self.body.addWidget(self.name)
        self.body.addLayout(line)
        self.body.addWidget(self._fault)
        self.body.addWidget(self._known)
        self.name.textEdited.connect(self._on_edited)
        self.code.textEdited.connect(self._on_edited)
        self.code.left.connect(self._check)

    def reload(self) -> None:
        """Show the enterprise of the sheet."""
        self.name.setText(self._sheet.name)
        self.name.setCursorPosition(0)
        self.name.setToolTip(self._sheet.name)
        self.code.setText(self._sheet.uscc)
        self._check()
        self.refresh()

    def refresh(self) -> None:
        """Recognitions and how much is known."""
        kinds = list(dict.fromkeys(self._kinds.get(event.kind, event.kind) for event in self._sheet.events or ()))
        self._known.setText("、".join(kinds) if kinds else tr("认定与入库：未登记"))
        known = self._sheet.filled()
        self._state.setText(tr("已填 {n} 项").format(n=known) if known else "")

    def _on_edited(self) -> None:
        self._sheet.name = self.name.text().strip()
        self._sheet.uscc = clean_uscc(self.code.text())
        if self._fault.isVisible():
            self._check()
        self.edited.emit()

    def _check(self) -> None:
        fault = code_fault(self._sheet.uscc)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        restyle(self.code, "state", "bad" if fault else "")
        self.code.setAccessibleDescription(fault)


def code_fault(code: str) -> str:
    """What is wrong with a code, with its cure; empty when it may stand."""
    errors = [finding for finding in check_uscc(code) if finding.level is Level.ERROR] if code else []
    return _said(errors[0]) if errors else ""


def _said(finding: Finding) -> str:
    return f"{finding.sentence}{f'（{finding.cure}）' if finding.cure else ''}"
