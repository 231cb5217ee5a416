"""The counter itself: three columns bound to one errand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment, Need
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.counter.enterprise_card import EnterpriseCard
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.facts_card import FactsCard
from qcy_desktop.ui.counter.headline import Headline
from qcy_desktop.ui.counter.history_page import HistoryPage
from qcy_desktop.ui.counter.ladder import LadderPage
from qcy_desktop.ui.counter.question_card import QuestionCard
from qcy_desktop.ui.counter.reasons import ReasonsPane
from qcy_desktop.ui.counter.results_model import ResultsModel, Row
from qcy_desktop.ui.counter.results_view import ResultsView
from qcy_desktop.ui.counter.sheet import Edit, Key
from qcy_desktop.ui.counter.text_pages import CombinationPage, GapsPage, one_line
from qcy_desktop.ui.counter.welcome import Welcome
from qcy_desktop.ui.counter.what_if import WhatIfPage
from qcy_desktop.ui.desk import DraftRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button
from qcy_desktop.ui.widgets.edits import close_part, is_closed
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.pages import Pages
from qcy_desktop.ui.widgets.switch import Switch

LEFT_WIDTH = 364
# Below this width the reasons are a page of the middle card; below this height the left cards keep to what is filled in.
NARROW, LOW = 1170, 560
NARROW_LEFT, REASONS_WIDTH, EDGES = 346, 300, 48
# What the low arrangement needs under every band there is (practice and read-only), the name of the reasons' page
# and the room between the names on a wide screen, in pixels of the design: 1366×768 at 150 %.
LEAST_HEIGHT, REASONS_TAB, WIDE_GAP = 334, 44, 8
RESULTS, GAPS, BEST, LADDER, TRIAL, HISTORY, REASONS = range(7)


class CounterPage(QWidget):
    """Left: who and what is known. Middle: what comes out. Right: why."""

    faulted = Signal(object)

    def __init__(self, skin: Skin, errand: Errand) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self.errand = skin, errand
        self.model = ResultsModel(self)
        self.enterprise = EnterpriseCard(skin, errand.sheet, {kind.id: kind.name for kind in errand.desk.events()})
        self.question = QuestionCard(skin, errand.sheet)
        self.question.follows = self.enterprise.code
        self.facts = FactsCard(skin, errand.sheet, errand.desk, lambda: errand.as_of)
        self.headline = Headline(skin)
        self.results = ResultsView(skin, self.model)
        self.reasons = ReasonsPane(skin, errand.desk.packs())
        self.welcome = Welcome(skin)
        self.gaps = GapsPage(skin, tr("条件差距"))
        self.best = CombinationPage(skin, tr("最优组合"))
        self.ladder = LadderPage(skin)
        self.what_if = WhatIfPage(skin, errand)
        self.history = HistoryPage(skin, errand)
        self._narrow = self._low = False
        self._lay_out()
        self._connect()
        self.facts.reload()
        self.headline.show_result(None, {})
        self._tell_order()

    def show_lists(self) -> None:
        """Fetch unfinished work and recent enterprises for the welcome page."""
        desk = self.errand.desk
        self.errand.jobs.store(
            lambda: (desk.drafts(), desk.pinned(), desk.recent()), lambda lists: self.welcome.show_lists(*lists)
        )

    def arrange(self) -> None:
        """Put the rows in their natural order, keeping the chosen one chosen."""
        row = self.chosen()
        self.model.arrange()
        self.results.choose(row.key if row else "")
        self._tell_order()

    def close_fields(self, closed: bool) -> None:
        """Nothing can be typed while nothing can be kept; looking, trying out and printing go on."""
        close_part(self._left, closed)
        for held in (self.facts.events, self.facts.records, self.facts.awards):
            held.setEnabled(not closed)

    def put_away(self) -> None:
        """Back to the welcome page with nothing open, as for another clerk."""
        self.errand.put_away()
        self.headline.show_result(None, {})
        self.turn_to(RESULTS)
        self.body.setCurrentIndex(0)

    def chosen(self) -> Row | None:
        return self.model.row(self.results.currentIndex().row())

    def go_to_need(self, fact: str, year: int | None) -> None:
        self.facts.go_to((fact, year))

    def say_keys(self, key_of: Callable[[str], str]) -> None:
        """The keys that are spoken of on this page, as they are now; `key_of` answers one act's."""
        self.facts.say_keys(key_of("search_facts"), key_of("next_finding"))
        self.welcome.say_keys(tuple(key_of(id) for id in ("find", "new", "palette", "help")))
        self.history.say_key(key_of("finish"))

    def turn_to(self, place: int) -> None:
        """Show one of the pages of the middle card."""
        self.switch.choose(place)

    def _lay_out(self) -> None:
        dp = self._skin.dp
        left = QWidget()
        left.setObjectName("plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(10))
        column.addWidget(self.enterprise)
        column.addWidget(self.question)
        column.addWidget(self.facts, 1)
        right = QWidget()
        right.setObjectName("plain")
        grid = QGridLayout(right)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(dp(10))
        grid.addWidget(self.headline, 0, 0)
        grid.addWidget(self._lower(), 1, 0)
        grid.setRowStretch(1, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(dp(12), dp(10), dp(12), dp(10))
        line.setSpacing(dp(10))
        self._left, self._column, self._grid, self._line = left, column, grid, line
        left.setFixedWidth(dp(LEFT_WIDTH))
        line.addWidget(left)
        line.addWidget(right, 1)

    def minimumSizeHint(self) -> QSize:
        """A small screen at a large scale gets the narrow arrangement, not a window wider than itself."""
        dp = self._skin.dp
        words = self.switch.width_without(REASONS) + dp(REASONS_TAB)
        words -= 0 if self._narrow else dp(WIDE_GAP) * REASONS  # the names move together before the room is too small
        return QSize(self._narrow_left() + dp(EDGES) + words, dp(LEAST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide screen the left column takes its share; on a small one everything gives way to the fields and the list."""
        dp = self._skin.dp
        both = dp(LEFT_WIDTH + REASONS_WIDTH + EDGES) + self.switch.width_without(REASONS)
        if self._narrow != (narrow := self.width() < max(both, dp(NARROW))):
            self._narrow = narrow
            self._place_reasons()
        if self._low != (low := self.height() < dp(LOW)):
            self._low = low
            for card in (self.enterprise, self.question, self.facts):
                card.keep_low(low)
            self._leave_room(dp(6) if low else dp(10))
        wide = max(dp(LEFT_WIDTH), min(self.width() * 23 // 100, dp(430)))
        self._left.setFixedWidth(self._narrow_left() if narrow else wide)
        super().resizeEvent(event)

    def _narrow_left(self) -> int:
        """The left column where room is scarce: no narrower than its own words."""
        return max(self._skin.dp(NARROW_LEFT), self._left.minimumSizeHint().width())

    def go_to_reasons(self) -> None:
        """The cursor into the reasons, wherever they stand."""
        if self._narrow:
            self.turn_to(REASONS)
        self.reasons.text().setFocus(Qt.FocusReason.TabFocusReason)

    def _place_reasons(self) -> None:
        """Beside the list, or where there is no room for both as one more page of the middle card."""
        if not self._narrow and self.switch.now() == REASONS:
            self.turn_to(RESULTS)
        self.switch.offer(REASONS, on=self._narrow)
        self._spread()
        if self._narrow:
            self.reasons.setMinimumWidth(0)
            self.pages.addWidget(self.reasons)
        else:
            self.reasons.setMinimumWidth(self._skin.dp(REASONS_WIDTH))
            self._split.addWidget(self.reasons)
            self._split.setSizes([self._skin.dp(640), self._skin.dp(360)])
            self.reasons.show()

    def _spread(self) -> None:
        """One name more asks for less room between them."""
        dp = self._skin.dp
        self.switch.spread(0 if self._narrow else dp(WIDE_GAP), dp(10), dp(8))

    def _leave_room(self, edge: int) -> None:
        """Between the cards and around them."""
        self._line.setContentsMargins(self._skin.dp(12), edge, self._skin.dp(12), edge)
        for layout in (self._column, self._grid):
            layout.setSpacing(edge)

    def _lower(self) -> QSplitter:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(self._skin.dp(10))
        split.setChildrenCollapsible(False)
        split.addWidget(self._middle())
        split.addWidget(self.reasons)
        split.setStretchFactor(0, 17)
        split.setStretchFactor(1, 10)
        self.reasons.setMinimumWidth(self._skin.dp(REASONS_WIDTH))
        self._split = split
        split.setSizes([self._skin.dp(640), self._skin.dp(360)])
        return split

    def _middle(self) -> Card:
        dp = self._skin.dp
        card = Card(self._skin, margin=0, spacing=0)
        card.body.setContentsMargins(1, dp(4), 1, dp(6))
        names = (tr("评估结果"), tr("条件差距"), tr("最优组合"), tr("梯次"), tr("试算"), tr("历史"), tr("依据"))
        self.switch = Switch(names, tr("结果页"))
        self._spread()
        self.switch.offer(REASONS, on=False)
        self.reorder = button(tr("重新排序"), self.arrange, "quiet", tr("边填边算时各行留在原处；按结论和金额重排"))
        self.switch.add_right(self.reorder)
        self.pages = Pages()
        for page in (self._list_page(), self.gaps, self.best, self.ladder, self.what_if, self.history):
            self.pages.addWidget(page)
        card.body.addWidget(self.switch)
        card.body.addWidget(self.pages, 1)
        self.switch.chosen.connect(self._turned)
        return card

    def _list_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("plain")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = Pages()
        self.body.addWidget(self.welcome)
        self.body.addWidget(self.results)
        column.addWidget(self.body, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(self._skin.dp(16), self._skin.dp(4), self._skin.dp(10), 0)
        self.best_line = ElidedLabel("", "muted")
        self._best_open: QPushButton = button(tr("看组合"), lambda: self.turn_to(BEST), "quiet")
        self._best_open.hide()
        foot.addWidget(self.best_line, 1)
        foot.addWidget(self._best_open)
        column.addLayout(foot)
        return page

    def _connect(self) -> None:
        errand = self.errand
        errand.opened.connect(self._on_opened)
        errand.assessed.connect(self._on_assessed)
        errand.entry_changed.connect(self._on_stepped)
        errand.saved.connect(lambda _id: self._load_history())
        errand.pinned.connect(self.enterprise.show_pin)
        errand.alike.connect(self.enterprise.show_twins)
        self.facts.edited.connect(self._on_fact)
        self.facts.left.connect(self._on_left)
        self.facts.changed.connect(self._on_list_changed)
        self.enterprise.edited.connect(self._on_named)
        self.enterprise.twin_wanted.connect(errand.open_stored)
        self.enterprise.pin_turned.connect(errand.turn_pin)
        self.question.answered.connect(self._on_answer)
        self.question.asked_where.connect(self._on_where)
        self.headline.filtered.connect(self._on_filter)
        self.results.chosen.connect(self.reasons.explain)
        self.results.opened.connect(self.go_to_reasons)
        self.reasons.wanted.connect(self.go_to_need)
        self.gaps.measure_wanted.connect(self._show_measure)
        self.best.measure_wanted.connect(self._show_measure)
        self.ladder.text.measure_wanted.connect(self._show_measure)
        self.what_if.taken.connect(self._on_taken)
        self.welcome.draft_opened.connect(self._open_draft)
        self.welcome.draft_dropped.connect(self._drop_draft)
        self.welcome.stored_opened.connect(errand.open_stored)

    def _on_opened(self) -> None:
        self.headline.clear_filter()
        self.enterprise.reload()
        self.facts.reload(self.errand.needed())
        self.question.forget()
        self.question.show_questions(self.errand.assessment, keep=False)
        self.body.setCurrentIndex(1)
        self.results.choose("")
        self.results.scrollToTop()
        self._load_history()

    def _on_assessed(self, assessment: Assessment, anew: bool) -> None:
        chosen = self.chosen()
        moved = self.model.refresh(assessment, anew=anew)
        if anew and not moved:
            self.model.arrange()
        if anew or moved:
            self.results.choose(chosen.key if chosen else "")
        self.headline.show_result(assessment, self.model.counts())
        self.reasons.explain(self.chosen())
        self.question.show_questions(assessment, keep=not anew)
        self.enterprise.refresh()
        self.facts.show_findings(assessment, self.errand.as_of.year)
        self._show_side_page(assessment)
        self.best_line.setText(one_line(assessment))
        self._best_open.show()
        self._tell_order()

    def _show_side_page(self, assessment: Assessment) -> None:
        """Only the page on screen is written; the others when they are turned to."""
        page = self.pages.currentWidget()
        if isinstance(page, GapsPage | CombinationPage | LadderPage | WhatIfPage):
            page.show_result(assessment)
        elif isinstance(page, HistoryPage):
            page.refresh()

    def _turned(self, place: int) -> None:
        self.pages.setCurrentIndex(place)
        self.reorder.setVisible(place == RESULTS)
        if self.errand.assessment is not None:
            self._show_side_page(self.errand.assessment)

    def _tell_order(self) -> None:
        self.reorder.setEnabled(not self.model.is_arranged())

    def _on_fact(self, key: Key, text: str) -> None:
        self.body.setCurrentIndex(1)
        entry = self.errand.type_fact(key, text)
        row = self.facts.form.row(key)
        if row is not None:
            row.mend_fault(entry)

    def _on_named(self, name: str, code: str) -> None:
        self.body.setCurrentIndex(1)
        self.errand.type_head(name, code)

    def _on_stepped(self, edit: object) -> None:
        """Something was taken back, given again or copied: fields follow, and the lists when they took part."""
        if isinstance(edit, Edit) and edit.lists is None:
            self.facts.form.refresh()
            return
        self.facts.show_again()
        self.enterprise.refresh()

    def _on_taken(self, texts: dict[Key, str]) -> None:
        """Values tried in 试算 become the enterprise's own, unless nothing can be kept now."""
        if is_closed(self._left):
            return
        for key, text in texts.items():
            self.errand.type_fact(key, text)
        self.facts.form.refresh()
        self.errand.reckon(anew=False)

    def _on_left(self, key: Key) -> None:
        entry = self.errand.leave_fact(key)
        row = self.facts.form.row(key)
        if row is not None:
            row.show_entry(entry)
            if entry.fault:
                # The row grows by its sentence first.
                QTimer.singleShot(0, row, lambda: self.facts.form.ensureWidgetVisible(row, 0, self._skin.dp(24)))

    def _on_list_changed(self) -> None:
        self.enterprise.refresh()
        self.errand.touched()

    def _on_answer(self, key: Key, text: str) -> None:
        entry = self.errand.type_fact(key, text)
        self.question.show_fault(entry)
        if not entry.fault:
            self.errand.leave_fact(key)
            self.errand.reckon(anew=False)
            self.question.show_questions(self.errand.assessment, keep=False)
            self.facts.form.refresh()
            self.question.take_focus()

    def _on_where(self, need: Need) -> None:
        self.go_to_need(need.fact, need.year)

    def _on_filter(self, verdicts: tuple[object, ...]) -> None:
        row = self.chosen()
        self.model.keep_only(verdicts)  # type: ignore[arg-type]
        self.results.choose(row.key if row else "")

    def _show_measure(self, id: str) -> None:
        self.headline.clear_filter()
        self.turn_to(RESULTS)
        self.results.choose(id)

    def _load_history(self) -> None:
        self.errand.history(lambda rows: self.history.show_rows(rows))  # type: ignore[arg-type]

    def _open_draft(self, draft: DraftRow) -> None:
        try:
            self.errand.open_draft(draft)
        except KnownError as fault:
            self.faulted.emit(fault)

    def _drop_draft(self, draft: DraftRow) -> None:
        self.errand.jobs.store(lambda: self.errand.desk.drop_draft(draft.id), lambda _none: self.show_lists())
