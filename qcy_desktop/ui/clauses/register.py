"""The register: drafts, what waits for a second person, what stands, what was taken back; with the acts on each version."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem

from qcy_desktop.services.clausework import ClauseLine
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, row
from qcy_desktop.ui.widgets.edits import ENTER

NUMBER, TITLE, STATE, SIGNED, CONFIRMED, REMARK = range(6)
_COLOURS = {"已核定": "good", "待复核": "warn", "草稿": "accent", "文字或规则有变": "bad"}


class _List(QTreeWidget):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            return
        super().keyPressEvent(event)


class RegisterCard(Card):
    """Each signal carries the chosen line."""

    opening = Signal(object)
    confirming = Signal(object)
    revoking = Signal(object)
    rolling_back = Signal(object)
    exporting = Signal()
    importing = Signal()

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, spacing=8)
        self._skin = skin
        self._lines: tuple[ClauseLine, ...] = ()
        self._why_not = ""
        self.count = label(tr("核定记录"), "title")
        self.list = _List()
        self.list.setAccessibleName(tr("核定记录"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels([tr("版本"), tr("措施"), tr("状态"), tr("签署"), tr("复核"), tr("说明")])
        head = self.list.header()
        head.setStretchLastSection(False)
        for column, width in ((NUMBER, 56), (STATE, 120), (SIGNED, 190), (CONFIRMED, 190), (REMARK, 260)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.list.setColumnWidth(column, skin.dp(width))
        head.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self.list.currentItemChanged.connect(lambda _n, _o: self._allow())
        self.list.itemActivated.connect(lambda _i, _c: self._tell(self.opening))
        self.list.entered.connect(lambda: self._tell(self.opening))
        self.open = self._button(tr("打开"), self.opening, "primary")
        self.confirm = self._button(tr("复核…"), self.confirming)
        self.revoke = self._button(tr("撤销…"), self.revoking)
        self.back = self._button(tr("恢复这一版…"), self.rolling_back)
        self.export = button(tr("导出核定文件…"), self.exporting.emit, "", tr("把生效的核定存成一个文件，带给别的单位"))
        self.take_in = button(
            tr("读入核定文件…"), self.importing.emit, "", tr("别的单位的核定成为本单位的草稿，仍由本单位两人签署")
        )
        self.body.addLayout(row(self.count, 1, self.take_in, self.export))
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row(self.open, self.confirm, self.revoke, self.back, 1))
        skin.changed.connect(self._colour)
        self._allow()

    def show_lines(self, lines: tuple[ClauseLine, ...], why_not: str) -> None:
        """The list anew; the chosen line stays chosen."""
        held = self.chosen()
        self._lines, self._why_not = lines, why_not
        self.list.clear()
        for line in lines:
            shown = (str(line.number or ""), line.title, line.state, line.signed, line.confirmed, line.remark)
            item = QTreeWidgetItem(list(shown))
            item.setToolTip(TITLE, f"{line.title}（{line.measure}）")
            item.setToolTip(REMARK, line.remark)
            self.list.addTopLevelItem(item)
        waiting = sum(line.state == "待复核" for line in lines)
        self.count.setText(tr("核定记录 {n} 条，待复核 {w}").format(n=len(lines), w=waiting))
        chosen = self.list.topLevelItem(lines.index(held) if held in lines else 0)
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        self._colour()
        self._allow()

    def chosen(self) -> ClauseLine | None:
        place = self.list.indexFromItem(self.list.currentItem()).row()
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _button(self, text: str, signal: object, role: str = "") -> QPushButton:
        return button(text, lambda: self._tell(signal), role)

    def _tell(self, signal: object) -> None:
        line = self.chosen()
        if line is not None:
            signal.emit(line)  # type: ignore[attr-defined]

    def _allow(self) -> None:
        line = self.chosen()
        state = line.state if line else ""
        for made, states, why in (
            (self.confirm, ("待复核",), tr("只有待复核的才能复核")),
            (self.revoke, ("已核定", "待复核", "文字或规则有变"), tr("只有生效或待复核的才能撤销")),
            (self.back, ("已撤销", "已被取代"), tr("只有不再生效的旧版才需要恢复")),
        ):
            made.setEnabled(state in states and not self._why_not)
            made.setToolTip("" if made.isEnabled() else self._why_not or why)
        self.open.setEnabled(line is not None)
        self.take_in.setEnabled(not self._why_not)

    def _colour(self) -> None:
        for place, line in enumerate(self._lines):
            item = self.list.topLevelItem(place)
            if item is not None:
                item.setForeground(STATE, self._skin.theme.colour(_COLOURS.get(line.state, "muted")))
