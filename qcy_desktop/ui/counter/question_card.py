"""The next question: the one whose answer settles most; answered in place, or put aside as 不清楚."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment, Question
from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.ui.counter.sheet import Entry, Key, Sheet
from qcy_desktop.ui.forms.fact_row import AnswerChoice
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, empty_layout, label, restyle
from qcy_desktop.ui.widgets.edits import ENTER, FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


class QuestionCard(Card):
    """`answered` gives a fact's text; `asked_where` opens a question that is no single fact (events, records)."""

    answered = Signal(object, str)
    asked_where = Signal(object)

    def __init__(self, skin: Skin, sheet: Sheet) -> None:
        super().__init__(skin, spacing=5)
        self._skin, self._sheet = skin, sheet
        self.follows: QWidget | None = None
        self._low = False
        self._put_aside: set[str] = set()
        self._questions: tuple[Question, ...] = ()
        self._now: Question | None = None
        self._edit: FieldEdit | AnswerChoice | None = None
        self._go: QPushButton | None = None
        self.body.setContentsMargins(skin.dp(16), skin.dp(8), skin.dp(14), skin.dp(10))
        head = QHBoxLayout()
        self._title = label(tr("下一问"), "group")
        head.addWidget(self._title)
        self._left = label("", "muted")
        head.addStretch(1)
        head.addWidget(self._left)
        self._question = label("", "question", wrap=True)
        self._place = QVBoxLayout()
        self._settles = ElidedLabel("", "hint")
        self._fault = label("", "bad", wrap=True)
        self._fault.hide()
        self.body.addLayout(head)
        self.body.addWidget(self._question)
        self.body.addLayout(self._place)
        self.body.addWidget(self._fault)
        self.body.addWidget(self._settles)
        self._show(None)

    def show_questions(self, assessment: Assessment | None, *, keep: bool) -> None:
        """New questions; with `keep` the one on screen stays as long as it is still open, so that nothing jumps."""
        self._questions = assessment.next_questions if assessment else ()
        open_now = [q for q in self._questions if q.need.key not in self._put_aside]
        self._left.setText(tr("还有 {n} 问").format(n=len(open_now)) if open_now else "")
        if keep and self._now is not None and any(q.need.key == self._now.need.key for q in open_now):
            return
        if keep and self._edit is not None and self._edit.hasFocus() and self._is_typing():
            return
        self._show(open_now[0] if open_now else None)

    def forget(self) -> None:
        """Another enterprise: nothing is put aside any more."""
        self._put_aside.clear()
        self._questions = ()
        self._show(None)

    def keep_low(self, low: bool) -> None:
        """On a low screen only the question and its field stay; what it settles is its tool tip."""
        dp = self._skin.dp
        self._low = low
        self._title.setVisible(not low)
        self._left.setVisible(not low)
        self._settles.setVisible(not low and self._now is not None)
        self.body.setContentsMargins(dp(16), dp(0 if low else 8), dp(14), dp(6 if low else 10))

    def take_focus(self) -> None:
        """The field, or the button that leads to the list which is asked for."""
        target = self._edit or self._go
        if target is None:
            return
        if self.isVisible():
            # What was just laid out is shown by a later event only, and what is not shown takes no keys.
            target.show()
        target.setFocus()

    def edit(self) -> FieldEdit | AnswerChoice | None:
        return self._edit

    def show_fault(self, entry: Entry) -> None:
        """The sentence under the field when the answer could not be read."""
        self._fault.setText(entry.fault)
        self._fault.setVisible(bool(entry.fault))
        if isinstance(self._edit, FieldEdit):
            restyle(self._edit, "state", "bad" if entry.fault else "")

    def _is_typing(self) -> bool:
        return isinstance(self._edit, FieldEdit) and bool(self._edit.text())

    def _show(self, question: Question | None) -> None:
        had_focus = any(one is not None and one.hasFocus() for one in (self._edit, self._go))
        self._now, self._edit, self._go = question, None, None
        empty_layout(self._place)
        self._fault.hide()
        self._settles.setVisible(question is not None and not self._low)
        self._question.setToolTip("")
        if question is None:
            text = (
                tr("能问的都问过了。")
                if self._questions or self._sheet.filled()
                else tr("打开或新建企业后，这里给出最有用的一问。")
            )
            self._question.setText(text)
            return
        self._question.setText(question.question)
        definition = self._sheet.facts.get(question.need.fact)
        where = tr("见 {where}").format(where=definition.where) if definition and definition.where else ""
        self._settles.setText(" · ".join(part for part in (question.settles, where) if part))
        self._question.setToolTip(self._settles.text())
        line = self._make_line(question)
        self._place.addLayout(line)
        self._order_tabs(line)
        if had_focus:
            self.take_focus()

    def _make_line(self, question: Question) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._skin.dp(8))
        definition = self._sheet.facts.get(question.need.fact)
        if definition is None:
            self._go = button(tr("去填写"), lambda: self.asked_where.emit(question.need), "primary")
            line.addWidget(self._go)
        elif definition.type in (FactType.FLAG, FactType.CHOICE):
            self._edit = self._make_choice(question)
            line.addWidget(self._edit, 1)
        else:
            self._edit = self._make_edit(question)
            line.addWidget(self._edit, 1)
            line.addWidget(label(spoken_unit(definition.unit), "muted"))
        if definition is None:
            line.addStretch(1)
        line.addWidget(self._aside_button())
        return line

    def _order_tabs(self, line: QHBoxLayout) -> None:
        """What was just made comes right after the widget above, not at the end of the window."""
        chain: list[QWidget | None] = [self.follows, *(line.itemAt(place).widget() for place in range(line.count()))]
        able = [w for w in chain if w is not None and w.focusPolicy() != Qt.FocusPolicy.NoFocus]
        for before, after in pairwise(able):
            QWidget.setTabOrder(before, after)

    def _aside_button(self) -> QPushButton:
        made = button(tr("不清楚"), self.put_aside)
        made.setToolTip(tr("先放一放，问下一个"))
        return made

    def _make_edit(self, question: Question) -> FieldEdit:
        edit = FieldEdit(question.question, figure=True, moves=False)
        edit.setPlaceholderText(tr("回车确认"))
        edit.entered.connect(lambda: self._answer(edit.text()))
        return edit

    def _make_choice(self, question: Question) -> AnswerChoice:
        definition = self._sheet.facts[question.need.fact]
        choice = _AnswerOnEnter(question.question)
        answers = ("是", "否") if definition.type is FactType.FLAG else definition.choices
        choice.addItems([tr("请选择"), *answers])
        choice.decided.connect(lambda: self._answer(choice.currentText()) if choice.currentIndex() else None)
        return choice

    def _answer(self, text: str) -> None:
        if self._now is not None and text.strip():
            self.answered.emit(self.key(), text)

    def key(self) -> Key:
        """The field that the question on screen asks for."""
        assert self._now is not None
        return (self._now.need.fact, self._now.need.year)

    def put_aside(self) -> None:
        """不清楚: ask the next one."""
        if self._now is None:
            return
        self._put_aside.add(self._now.need.key)
        open_now = [q for q in self._questions if q.need.key not in self._put_aside]
        self._left.setText(tr("还有 {n} 问").format(n=len(open_now)) if open_now else "")
        self._show(open_now[0] if open_now else None)
        self.take_focus()


class _AnswerOnEnter(AnswerChoice):
    """Arrow keys only look through the answers; Enter, the mouse or a quick key decides."""

    decided = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._looking = False
        self.activated.connect(lambda _place: None if self._looking else self.decided.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.accept()
            self.decided.emit()
            return
        self._looking = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        super().keyPressEvent(event)
        self._looking = False
