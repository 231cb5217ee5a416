"""Who is at the counter: name, code, what it has been recognised as; both can be typed here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyleOptionFrame, QStylePainter

from qcy_desktop.domain.findings import Finding, Level
from qcy_desktop.domain.uscc import check_uscc, clean_uscc
from qcy_desktop.ui.counter.sheet import Sheet
from qcy_desktop.ui.desk import FoundRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, restyle
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


class EnterpriseCard(Card):
    """`edited` gives name and code while they are typed; `twin_wanted` the stored enterprise to open instead."""

    edited = Signal(str, str)
    twin_wanted = Signal(int)
    pin_turned = Signal()
    notes_wanted = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, kinds: dict[str, str]) -> None:
        super().__init__(skin, spacing=2)
        self._skin, self._sheet, self._kinds = skin, sheet, kinds
        self._low = False
        self.name = _NameEdit(tr("企业名称"))
        self.name.setPlaceholderText(tr("企业名称"))
        self.name.setProperty("role", "quietName")
        self.code = FieldEdit(tr("统一社会信用代码"))
        self.code.setPlaceholderText(tr("统一社会信用代码（18 位）"))
        self.code.setProperty("role", "quietCode")
        self._fault = label("", "bad", wrap=True)
        self._fault.hide()
        self._known = ElidedLabel("", "hint")
        self._twin: FoundRow | None = None
        self.twin = button("", self._open_twin, "alarm")
        self.twin.hide()
        self.pin = button(tr("☆ 钉住"), self.pin_turned.emit, "quiet", tr("钉住后留在开始页，方便再办"))
        self.pin.setCheckable(True)
        self.pin.hide()
        self.notes = button(tr("备注"), self.notes_wanted.emit, "quiet", tr("这家企业的备注与附件"))
        self.notes.hide()
        line = QHBoxLayout()
        self._state = label("", "muted")
        line.addWidget(self.code, 1)
        line.addWidget(self._state)
        line.addWidget(self.notes)
        self._known.setContentsMargins(skin.dp(4), 0, 0, 0)
        self.body.setContentsMargins(skin.dp(12), skin.dp(8), skin.dp(14), skin.dp(8))
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.pin)
        self.body.addLayout(head)
        self.body.addLayout(line)
        self.body.addWidget(self._fault)
        self.body.addWidget(self.twin)
        self.body.addWidget(self._known)
        self.name.textEdited.connect(self._on_edited)
        self.code.textEdited.connect(self._on_edited)
        self.code.left.connect(self._check)

    def reload(self) -> None:
        """Show the enterprise of the sheet."""
        self.name.setText(self._sheet.name)
        self.name.setCursorPosition(0)
        self.code.setText(self._sheet.uscc)
        self._check()
        self.refresh()

    def refresh(self) -> None:
        """Recognitions and how much is known."""
        kinds = list(dict.fromkeys(self._kinds.get(event.kind, event.kind) for event in self._sheet.events or ()))
        self._known.setText("、".join(kinds) if kinds else tr("认定与入库：未登记"))
        self.name.setToolTip(f"{self._sheet.name}\n{self._known.text()}" if self._low else self._sheet.name)
        known = self._sheet.filled()
        self._state.setText(tr("已填 {n} 项").format(n=known) if known else "")

    def keep_low(self, low: bool) -> None:
        """On a low screen the recognitions are left to their own list and the tool tip of the name."""
        dp = self._skin.dp
        self._low = low
        self._known.setVisible(not low)
        self.body.setContentsMargins(dp(12), dp(2 if low else 8), dp(14), dp(2 if low else 8))
        self.refresh()

    def show_pin(self, pinned: bool) -> None:
        """Whether this clerk keeps the enterprise in view; one that was never saved cannot be kept."""
        self.pin.setVisible(self._sheet.id is not None)
        self.pin.setChecked(pinned)
        self.pin.setText(tr("★ 已钉住") if pinned else tr("☆ 钉住"))

    def show_notes(self, count: int) -> None:
        """How many notes and files are kept with the enterprise; one that was never saved can have none."""
        self.notes.setVisible(self._sheet.id is not None)
        self.notes.setText(tr("备注 {n}").format(n=count) if count else tr("备注"))
        self.notes.setAccessibleName(self.notes.text())

    def show_twins(self, twins: Sequence[FoundRow]) -> None:
        """Enterprises in the store that look the same: the first is named and one press away."""
        self._twin = twins[0] if twins else None
        self.twin.setVisible(bool(twins))
        if self._twin is not None:
            more = tr("等 {n} 家").format(n=len(twins)) if len(twins) > 1 else ""
            text = tr("库里已有 {name}{more}，打开").format(name=self._twin.name or self._twin.uscc, more=more)
            width = self.name.width() + self.pin.width() - 24
            self.twin.setText(self.twin.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, max(width, 160)))
            self.twin.setToolTip(text)
            self.twin.setAccessibleName(text)

    def _open_twin(self) -> None:
        if self._twin is not None:
            self.twin_wanted.emit(self._twin.id)

    def _on_edited(self) -> None:
        if self._fault.isVisible():
            self._check()
        self.edited.emit(self.name.text().strip(), clean_uscc(self.code.text()))

    def _check(self) -> None:
        fault = code_fault(self._sheet.uscc)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        restyle(self.code, "state", "bad" if fault else "")
        self.code.setAccessibleDescription(fault)


class _NameEdit(FieldEdit):
    """A long name ends in an ellipsis while nobody writes in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.width() - 2 * self.fontMetrics().averageCharWidth()
        if self.hasFocus() or self.fontMetrics().horizontalAdvance(self.text()) <= room:
            super().paintEvent(event)
            return
        frame = QStyleOptionFrame()
        self.initStyleOption(frame)
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, frame)
        box = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, frame, self).adjusted(2, 0, -2, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(self.palette().text().color())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def code_fault(code: str) -> str:
    """What is wrong with a code, with its cure; empty when it may stand."""
    errors = [finding for finding in check_uscc(code) if finding.level is Level.ERROR] if code else []
    return _said(errors[0]) if errors else ""


def _said(finding: Finding) -> str:
    return f"{finding.sentence}{f'（{finding.cure}）' if finding.cure else ''}"
