"""The queues: names with counts at the left, the lines of the chosen one, words and filters above, batches below."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.services.casequeues import PAGE, Listed, Order, Queue, Wish
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.queue_model import QueueModel
from qcy_desktop.ui.officer.queue_view import QueueView
from qcy_desktop.ui.officer.rail import Rail
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.scan_box import clean_scan

PAUSE_MS = 150
EMPTY = {
    Queue.FOR_ME: "没有等你办的件。",
    Queue.URGENT: "没有临期和逾期的件。",
    Queue.FILED: "没有符合的归档件。",
}


class QueuePage(QWidget):
    """`wished` asks for lines, `opened` for a case, `scanned` brings a text that Enter ended: a number or a paper's code."""

    wished = Signal(object)
    opened = Signal(int)
    scanned = Signal(str)
    all_wanted = Signal(object)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin = skin
        self.model = QueueModel(self)
        self.list = QueueView(skin, self.model)
        self.rail = Rail(skin)
        self._page, self._found = 0, 0
        self._filling, self._awaiting = False, False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._make_filters()
        self._lay_out()
        self.rail.chosen.connect(lambda _queue: self._afresh())
        self.list.wanted.connect(self.opened)
        self.model.ticks_changed.connect(self._say_ticks)

    def wish(self) -> Wish:
        """What is wanted now."""
        measure = self.measure.currentData() or ""
        return Wish(
            self.rail.queue(), self.search.text().strip(), measure, list(Order)[self.order.currentIndex()], self._page
        )

    def ask(self) -> None:
        self._pause.stop()
        self.wished.emit(self.wish())

    def show_wish(self, wish: Wish) -> None:
        """Look at the queues in this way: everything that can be chosen is as it says."""
        self._filling = True
        self.rail.choose(wish.queue)
        self.search.setText(wish.words)
        self._choose_measure(wish.measure)
        self.order.setCurrentIndex(list(Order).index(wish.order))
        self._filling = False
        self._afresh()

    def show_listed(self, wish: Wish, listed: Listed) -> None:
        """Lines, counts and measures; an answer to an older wish only renews the counts."""
        self.rail.show_counts(listed.counts)
        if replace(wish, page=0) != replace(self.wish(), page=0):
            return
        held = self.model.line(self.list.currentIndex().row())
        self._found = listed.found
        self.model.show_lines(listed.lines)
        place = self.model.place_of(held.id) if held is not None else 0
        self.list.setCurrentIndex(self.model.index(max(0, place)))
        self._fill_measures(listed)
        pages = max(1, -(-listed.found // PAGE))
        self._where.setText(tr("共 {n} 件　第 {p} / {q} 页").format(n=listed.found, p=self._page + 1, q=pages))
        self._before.setEnabled(self._page > 0)
        self._after.setEnabled(self._page + 1 < pages)
        self._empty.setText(
            tr("没有查到。换个词，或到“全部在办”里找。")
            if wish.words
            else tr(EMPTY.get(wish.queue, "这个队列现在是空的。"))
        )
        self.stack.setCurrentIndex(0 if listed.lines else 1)
        if self._awaiting and listed.lines and self.rail.hasFocus():
            self.list.setFocus()
        self._awaiting = False

    def turn_page(self, by: int) -> None:
        """Another page of the same queue."""
        pages = max(1, -(-self._found // PAGE))
        wanted = min(max(0, self._page + by), pages - 1)
        if wanted != self._page:
            self._page = wanted
            self.ask()

    def neighbour(self, id: int, by: int) -> int | None:
        """The case before or after one on this page; None at its ends."""
        ids = self.model.ids()
        if id not in ids:
            return ids[0] if ids else None
        place = ids.index(id) + by
        return ids[place] if 0 <= place < len(ids) else None

    def chosen(self) -> tuple[int, ...]:
        """The ticked cases, else the one the cursor is on."""
        line = self.model.line(self.list.currentIndex().row())
        return self.model.ticked() or ((line.id,) if line is not None else ())

    def stage_of(self, id: int) -> Stage:
        """Where a case of this page lies; 初审 for one of another page."""
        line = self.model.line(self.model.place_of(id))
        return line.stage if line is not None else Stage.FIRST

    def take_focus(self) -> None:
        """To the lines; while there are none, to the queues, and on to the lines as soon as they come."""
        self._awaiting = not self.model.rowCount()
        (self.rail if self._awaiting else self.list).setFocus()

    def forget(self) -> None:
        """Another person sits here: nothing chosen, nothing ticked, from the first queue."""
        self.model.tick(self.model.ticked(), on=False)
        self.search.clear()
        self.rail.choose(Queue.FOR_ME)

    def _make_filters(self) -> None:
        self.search = FieldEdit(tr("查找办件或扫文书二维码"), moves=False)
        self.search.setPlaceholderText(tr("受理编号、企业、措施里的字词；扫文书上的二维码，或输受理编号按回车打开　F2"))
        self.search.textChanged.connect(lambda _t: self._later())
        self.search.entered.connect(self._entered)
        self.measure, self.order = Choice(tr("按措施筛选")), Choice(tr("排序"))
        self.measure.addItem(tr("全部措施"), "")
        self.order.addItems([tr(order) for order in Order])
        for one in (self.measure, self.order):
            one.setProperty("skip", True)
            one.currentIndexChanged.connect(lambda _i: None if self._filling else self._afresh())
        self.measure.setMaximumWidth(self._skin.dp(230))

    def _lay_out(self) -> None:
        dp = self._skin.dp
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(10))
        left = Card(self._skin, margin=0, spacing=0)
        left.body.setContentsMargins(1, dp(8), 1, dp(8))
        left.body.addWidget(self.rail)
        left.setFixedWidth(dp(158))
        line.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(dp(8))
        bar = QHBoxLayout()
        bar.setSpacing(dp(8))
        bar.addWidget(self.search, 1)
        bar.addWidget(self.measure)
        bar.addWidget(self.order)
        self.bar = bar
        right.addLayout(bar)
        card = Card(self._skin, margin=0, spacing=0)
        card.body.setContentsMargins(1, dp(4), 1, dp(4))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self._empty_page())
        card.body.addWidget(self.stack)
        right.addWidget(card, 1)
        right.addLayout(self._foot())
        line.addLayout(right, 1)
        self._skin.changed.connect(lambda: left.setFixedWidth(self._skin.dp(158)))

    def _empty_page(self) -> QWidget:
        made = QWidget()
        made.setObjectName("plain")
        column = QVBoxLayout(made)
        column.setContentsMargins(self._skin.dp(24), self._skin.dp(28), self._skin.dp(24), self._skin.dp(24))
        self._empty = label("", "title", wrap=True)
        column.addWidget(self._empty)
        column.addWidget(
            label(tr("新的申报在“窗口”里评估后按 Ctrl+回车 受理；别的窗口移交来的，用“收案卷包”。"), "muted", wrap=True)
        )
        column.addStretch(1)
        return made

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(self._skin.dp(6))
        self._ticks = label(tr("空格勾选，回车打开"), "muted")
        self.tick_all = button(
            tr("全部勾选"), lambda: self.all_wanted.emit(self.wish()), "quiet", tr("勾选这个队列筛出的全部件，各页都算")
        )
        self.untick = button(tr("取消勾选"), lambda: self.model.tick(self.model.ticked(), on=False), "quiet")
        self._where = label("", "muted")
        self._before = button(tr("‹ 上一页"), lambda: self.turn_page(-1), "quiet")
        self._after = button(tr("下一页 ›"), lambda: self.turn_page(1), "quiet")
        self.foot = foot
        for part in (self._ticks, self.tick_all, self.untick):
            foot.addWidget(part)
        foot.addStretch(1)
        for part in (self._where, self._before, self._after):
            foot.addWidget(part)
        self.untick.hide()
        return foot

    def _say_ticks(self) -> None:
        count = len(self.model.ticked())
        self._ticks.setText(tr("已勾选 {n} 件").format(n=count) if count else tr("空格勾选，回车打开"))
        self.untick.setVisible(bool(count))

    def _fill_measures(self, listed: Listed) -> None:
        held, name = self.measure.currentData(), self.measure.currentText()
        self._filling = True
        self.measure.clear()
        self.measure.addItem(tr("全部措施"), "")
        for id, title in listed.measures:
            self.measure.addItem(title, id)
        self._choose_measure(held or "", name)
        self._filling = False

    def _choose_measure(self, id: str, name: str = "") -> None:
        """A measure that does not occur in this queue stays chosen: the empty list is due to it."""
        if id and self.measure.findData(id) < 0:
            self.measure.addItem(name or id, id)
        self.measure.setCurrentIndex(max(0, self.measure.findData(id)))

    def _afresh(self) -> None:
        self._page = 0
        self.ask()

    def _later(self) -> None:
        self._page = 0
        self._pause.start()

    def _entered(self) -> None:
        text = clean_scan(self.search.text())
        if text:
            self._pause.stop()
            self.scanned.emit(text)
