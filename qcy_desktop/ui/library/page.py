"""The library screen: search and filters above, measures at the left, the page of the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.services.library import Leaf, Library
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.library.model import LEAF_ROLE, LibraryModel, Wish
from qcy_desktop.ui.library.timeline import Timeline, standing_of
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.pill import Pill

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class _LeafDelegate(QStyledItemDelegate):
    """One measure in two lines, its evidence at the right."""

    def __init__(self, skin: Skin, parent: QListView) -> None:
        super().__init__(parent)
        self._skin = skin

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._skin.dp(46))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        leaf = index.data(LEAF_ROLE)
        theme, dp = self._skin.theme, self._skin.dp
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), dp(3), rect.height()), theme.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("sunken"))
        box = rect.adjusted(dp(16), dp(4), -dp(16), -dp(4))
        right = dp(84)
        quiet = leaf.evidence == "缺"
        upper = QRect(box.left(), box.top(), box.width() - right, box.height() // 2)
        lower = upper.translated(0, box.height() // 2)
        self._write(painter, upper, leaf.title, theme.colour("muted" if quiet else "text"), (14, not quiet))
        place = " · ".join(part for part in (leaf.pack_short, leaf.clause, leaf.nature) if part)
        self._write(painter, lower, place, theme.colour("muted"), (12, False))
        chip = tr("已核定") if leaf.verified else leaf.evidence
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("good" if leaf.verified else "calm"))
        painter.drawText(QRect(box.right() - right, upper.top(), right, upper.height()), RIGHT, chip)
        painter.setPen(theme.colour("muted"))
        painter.drawText(
            QRect(box.right() - right, lower.top(), right, lower.height()), RIGHT, standing_of(leaf.status)
        )
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.left(), rect.bottom(), box.right(), rect.bottom())
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, text: str, colour: QColor, kind: tuple[float, bool]) -> None:
        painter.setFont(self._skin.theme.font(*kind))
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, LEFT, shown)


class LibraryPage(QWidget):
    """Made when the place is first opened; reads everything once. `verifying` carries the measure to be verified."""

    verifying = Signal(str)

    def __init__(self, skin: Skin, library: Library, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self._library = skin, library
        self.model = LibraryModel(library.leaves(), self)
        self._leaf: Leaf | None = None
        self.search = FieldEdit(tr("在政策库里查找"), moves=False)
        self.search.setPlaceholderText(tr("查标题、条款、条件、材料里的字词，空格隔开几个词　Ctrl+F"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._keep)
        self.search.textChanged.connect(lambda _t: self._pause.start())
        self.filters = {
            "pack": self._filter(tr("全部政策集"), self.model.values("pack_short")),
            "level": self._filter(tr("全部层级"), self.model.values("level")),
            "evidence": self._filter(tr("全部证据"), ["已核定", *self.model.values("evidence")]),
            "status": self._filter(tr("全部状态"), self.model.values("status")),
        }
        self._count = label("", "muted")
        self.timeline = Timeline(skin, today)
        self._lay_out()
        skin.changed.connect(self._write)
        self._keep()

    def show_measure(self, id: str) -> None:
        """Choose one measure, dropping filters that hide it."""
        if self.model.place_of(id) < 0:
            self.clear_filters()
        self.list.setCurrentIndex(self.model.index(max(0, self.model.place_of(id))))

    def clear_filters(self) -> None:
        """Show everything again."""
        self.search.clear()
        for one in self.filters.values():
            one.setCurrentIndex(0)
        self._keep()

    def _filter(self, every: str, values: list[str]) -> Choice:
        made = Choice(every)
        made.addItems([every, *values])
        made.setProperty("skip", True)
        made.currentIndexChanged.connect(lambda _i: self._keep())
        return made

    def _lay_out(self) -> None:
        dp = self._skin.dp
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(12), dp(10), dp(12), dp(10))
        column.setSpacing(dp(10))
        bar = QHBoxLayout()
        bar.setSpacing(dp(8))
        bar.addWidget(self.search, 1)
        for one in self.filters.values():
            bar.addWidget(one)
        bar.addWidget(button(tr("清除筛选"), self.clear_filters, "quiet"))
        column.addLayout(bar)
        line = QHBoxLayout()
        line.setSpacing(dp(10))
        line.addWidget(self._left(), 10)
        line.addWidget(self._right(), 13)
        column.addLayout(line, 1)

    def _left(self) -> Card:
        card = Card(self._skin, margin=0, spacing=4)
        card.body.setContentsMargins(1, self._skin.dp(10), 1, self._skin.dp(8))
        head = QHBoxLayout()
        head.setContentsMargins(self._skin.dp(16), 0, self._skin.dp(16), 0)
        head.addWidget(label(tr("措施"), "title"))
        head.addStretch(1)
        head.addWidget(self._count)
        card.body.addLayout(head)
        self.list = QListView()
        self.list.setAccessibleName(tr("措施"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_LeafDelegate(self._skin, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(lambda now, _old: self._choose(now.data(LEAF_ROLE)))
        card.body.addWidget(self.list, 1)
        return card

    def _right(self) -> Card:
        card = Card(self._skin, spacing=6)
        self._title, self._place = label("", "name", wrap=True), label("", "muted", wrap=True)
        self._evidence, self._status = Pill(self._skin), Pill(self._skin)
        chips = QHBoxLayout()
        chips.addWidget(self._evidence)
        chips.addWidget(self._status)
        chips.addStretch(1)
        self.verify = button(tr("核定…"), self._verify, "", tr("对照官方条文改正数字，两人签署"))
        chips.addWidget(self.verify)
        self._text = QTextBrowser()
        self._text.setAccessibleName(tr("措施全文"))
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.document().setDocumentMargin(0)
        for part in (self._title, self._place):
            card.body.addWidget(part)
        card.body.addLayout(chips)
        card.body.addWidget(self.timeline)
        card.body.addWidget(self._text, 1)
        return card

    def _keep(self) -> None:
        chosen = {name: (one.currentText() if one.currentIndex() else "") for name, one in self.filters.items()}
        held = self._leaf.id if self._leaf else ""
        self.model.keep(Wish(self.search.text(), **chosen))
        self._count.setText(tr("{n} 项").format(n=self.model.rowCount()))
        self.list.setCurrentIndex(self.model.index(max(0, self.model.place_of(held))))
        if not self.model.rowCount():
            self._choose(None)

    def measure(self) -> str:
        """The id of the chosen measure, empty without one."""
        return self._leaf.id if self._leaf else ""

    def _verify(self) -> None:
        if self._leaf is not None:
            self.verifying.emit(self._leaf.id)

    def _choose(self, leaf: Leaf | None) -> None:
        self._leaf = leaf
        self._write()

    def _write(self) -> None:
        leaf = self._leaf
        for pill in (self._evidence, self._status):
            pill.setVisible(leaf is not None)
        self.verify.setVisible(leaf is not None)
        self.timeline.show_editions(leaf.editions if leaf else ())
        if leaf is None:
            self._title.setText(tr("没有相符的措施"))
            self._place.setText(tr("换个词，或清除筛选。"))
            self._text.clear()
            return
        self._title.setText(leaf.title)
        self._place.setText(" · ".join(p for p in (leaf.pack_short, leaf.clause, leaf.department, leaf.id) if p))
        word = tr("证据：已核定") if leaf.verified else tr("证据：{e}，未核定").format(e=leaf.evidence)
        self._evidence.show_word(word, "good" if leaf.verified else "warn")
        self._status.show_word(standing_of(leaf.status), "good" if leaf.status == "现行" else "calm")
        self._text.setHtml(self._html(self._library.page(leaf.id)))

    def _html(self, text: str) -> str:
        theme = self._skin.theme
        size = 13.5 * 0.75 * theme.scale
        lines = [self._line(line) for line in text.split("\n")[2:]]
        return f'<div style="font-size:{size:.2f}pt;color:{theme.tokens.text};line-height:135%">{"".join(lines)}</div>'

    def _line(self, line: str) -> str:
        plain = escape(line.strip())
        if not plain:
            return ""
        if line.startswith("【"):
            return f"<p style='margin:12px 0 2px 0'><b>{plain.strip('【】').replace('】', '　')}</b></p>"
        if line.lstrip().startswith("·"):
            return f"<p style='margin:2px 0 2px {self._skin.dp(16)}px;text-indent:-{self._skin.dp(10)}px'>{plain}</p>"
        head, sign, rest = plain.partition("：")
        if sign and len(head) <= 8:
            return f"<p style='margin:8px 0 2px 0'><b>{head}</b>　{rest}</p>"
        return f"<p style='margin:4px 0'>{plain}</p>"
