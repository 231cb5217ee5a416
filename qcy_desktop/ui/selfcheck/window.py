"""The window of the self-check: one question a page; a pause of some minutes clears it; the rest of the program is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.domain.assessment import MeasureResult, Question, Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.domain.uncapped import uncapped_words
from qcy_desktop.ui.desk import AskingDesk, Surroundings
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.selfcheck.course import Course
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, empty_layout, label
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.words import row_amount, row_note, span_wan, wan

IDLE_MS = 180_000
MANY_CHOICES = 10
MOST_LISTED = 40
LEAVE = "Ctrl+Shift+Q"
ALIVE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class SelfCheckWindow(QWidget):
    """Welcome, questions, result. As a kiosk it fills the screen, and only the clerk's key closes it."""

    broke = Signal(object)

    def __init__(self, desk: AskingDesk, skin: Skin, around: Surroundings, *, kiosk: bool = False) -> None:
        super().__init__()
        self._kiosk, self._may_close = kiosk, not kiosk
        if kiosk:
            self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            QShortcut(QKeySequence(LEAVE), self, self.leave)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("企业自查"))
        self._skin, self._desk = skin, desk
        self.course = Course(desk, around.today())
        self.jobs = Jobs(self)
        self.jobs.failed.connect(lambda fault: FaultDialog(self, self._skin, fault).open())
        self.jobs.broke.connect(self.broke)
        self.now: Question | None = None
        self.edit: FieldEdit | Choice | None = None
        self.preview: Preview | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.start_over)
        self.pages = QStackedWidget()
        for page in (self._welcome(), self._asking(), self._ending()):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(24), skin.dp(20), skin.dp(24), skin.dp(20))
        column.addWidget(self.pages)
        skin.size_window(self, 1024, 700)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def begin(self) -> None:
        """Ask the first question."""
        self._idle.start()
        self._ask(self.course.begin())

    def start_over(self) -> None:
        """Forget everything and show the welcome again; also after a pause."""
        self.course.forget()
        self._text.clear()
        empty_layout(self._answers)
        self.now, self.edit = None, None
        for dialog in self.findChildren(QDialog):
            dialog.reject()
            dialog.deleteLater()
        self.preview = None
        if self._kiosk:
            QGuiApplication.clipboard().clear()
        self.pages.setCurrentIndex(0)
        self._idle.stop()

    def leave(self) -> None:
        """The clerk closes the kiosk."""
        self._may_close = True
        self.close()

    def answer(self, text: str) -> None:
        """Take the answer, or say why it cannot be read."""
        if self.now is None or not text.strip():
            self._fault.setText(tr("请先作答；不知道就按“不清楚”。"))
            self._fault.show()
            return
        try:
            following = self.course.answer(self.now, text)
        except KnownError as fault:
            self._fault.setText(str(fault))
            self._fault.show()
            return
        self._ask(following)

    def pass_over(self) -> None:
        if self.now is not None:
            self._ask(self.course.pass_over(self.now))

    def back(self) -> None:
        """The question before, with its answer."""
        last = self.course.back()
        if last is None:
            self.start_over()
            return
        self._ask(last.question)
        if isinstance(self.edit, FieldEdit):
            self.edit.setText(last.text)

    def finish(self) -> None:
        """The three lists, whatever is still open."""
        if self.course.result is None:
            return
        self._text.setHtml(self._lists())
        self.pages.setCurrentIndex(2)

    def print_sheet(self) -> None:
        """The sheet with its codes; nothing is kept here."""
        result, held = self.course.result, self.course.enterprise()
        if result is None:
            return
        answers = tuple((one.question.question, one.text or tr("不清楚")) for one in self.course.said)

        def show(pdf: bytes) -> None:
            # Whoever asked may have gone meanwhile; the sheet is not for the next one.
            if self.course.result is result:
                self._show_pdf(pdf)

        self.jobs.paper(lambda: self._desk.print_self_check(result, held, answers), show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any sign of a person puts the clearing off."""
        if event.type() in ALIVE and self.pages.currentIndex():
            self._idle.start()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Gone, with everything said. A kiosk that a visitor tries to close from outside only clears itself."""
        app = QApplication.instance()
        ending = isinstance(app, QApplication) and app.isSavingSession()
        if not self._may_close and not ending:
            self.start_over()
            event.ignore()
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.start_over()
        self.jobs.close()
        super().closeEvent(event)

    def _welcome(self) -> QWidget:
        page, column = _middle()
        column.addWidget(label(tr("看看您的企业能享受哪些支持政策"), "huge", wrap=True))
        points = (
            tr("一次一问，大约十分钟；不清楚的可以跳过。"),
            tr("不用登录，不联网。答完打印一张单子，带到窗口扫码即可，不必再填。"),
            tr("本机不保存您填的任何内容；三分钟没有操作就自动清空。"),
        )
        for point in points:
            column.addWidget(label(f"· {point}", "large", wrap=True))
        start = button(tr("开始"), self.begin, "primary")
        start.setProperty("grade", "large")
        column.addSpacing(self._skin.dp(12))
        column.addWidget(start, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(2)
        return page

    def _asking(self) -> QWidget:
        page = QWidget()
        page.setObjectName("plain")
        column = QVBoxLayout(page)
        column.setSpacing(self._skin.dp(14))
        band = Card(self._skin)
        line = QHBoxLayout()
        self._worth, self._progress = label("", "large"), label("", "muted")
        line.addWidget(self._worth)
        line.addStretch(1)
        line.addWidget(self._progress)
        band.body.addLayout(line)
        column.addWidget(band)
        card = Card(self._skin, margin=32, spacing=14)
        self._question = label("", "huge", wrap=True)
        self._answers = QVBoxLayout()
        self._fault = label("", "bad", wrap=True)
        self._why = label("", "muted", wrap=True)
        card.body.addStretch(1)
        card.body.addWidget(self._question)
        card.body.addLayout(self._answers)
        card.body.addWidget(self._fault)
        card.body.addWidget(self._why)
        card.body.addStretch(2)
        card.body.addLayout(self._steps())
        column.addWidget(card, 1)
        return page

    def _steps(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._skin.dp(12))
        self._next = button(tr("下一问"), lambda: self.answer(self._typed()), "primary")
        parts: tuple[tuple[str, Callable[[], object]], ...] = (
            (tr("上一问"), self.back),
            (tr("到此为止，看结果"), self.finish),
            (tr("不清楚"), self.pass_over),
        )
        made = [button(text, act) for text, act in parts]
        for one in (*made, self._next):
            one.setProperty("grade", "large")
        line.addWidget(made[0])
        line.addWidget(made[1])
        line.addStretch(1)
        line.addWidget(made[2])
        line.addWidget(self._next)
        return line

    def _ending(self) -> QWidget:
        page = Card(self._skin, margin=28)
        page.body.addWidget(label(tr("自查结果"), "huge"))
        self._text = QTextBrowser()
        self._text.setAccessibleName(tr("自查结果"))
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        page.body.addWidget(self._text, 1)
        note = tr("写着“未核定”的，条文还没有与官方文本核对，金额只供参考。结果以窗口核对和有权机关认定为准。")
        page.body.addWidget(label(note, "muted", wrap=True))
        line = QHBoxLayout()
        again = button(tr("清空，重新开始"), self.start_over)
        paper = button(tr("打印单子，带到窗口"), self.print_sheet, "primary")
        for one in (again, paper):
            one.setProperty("grade", "large")
        line.addWidget(button(tr("上一问"), self.back, "quiet"))
        line.addStretch(1)
        line.addWidget(again)
        line.addWidget(paper)
        page.body.addLayout(line)
        return page

    def _ask(self, question: Question | None) -> None:
        self._fault.hide()
        if question is None:
            self.finish()
            return
        self.now = question
        self.pages.setCurrentIndex(1)
        answered = sum(1 for one in self.course.said if one.value is not None)
        self._worth.setText(self._worth_words() if answered else tr("答过几问，这里显示可能可得的金额"))
        self._progress.setText(tr("已答 {a} 问　随时可以看结果").format(a=answered))
        self._question.setText(question.question)
        where = self.course.fact(question).where
        why = tr("为什么问：{w}。").format(w=question.settles)
        self._why.setText(why + (tr("可查：{w}").format(w=where) if where else ""))
        self._make_answers(question)

    def _worth_words(self) -> str:
        """What may be had, honestly: what is certain, and how many measures have no ceiling."""
        span, count = self.course.worth(), self.course.uncapped()
        more = f"，{tr(uncapped_words(count))}" if count else ""
        if span.high is None:
            return tr("可能可得　至少 {s} 万元（含未核定）{m}").format(s=wan(span.low), m=more)
        return tr("可能可得　{s}（含未核定条款，仅供参考）").format(s=span_wan(span))

    def _make_answers(self, question: Question) -> None:
        empty_layout(self._answers)
        self.edit = None
        fact = self.course.fact(question)
        choices = ("是", "否") if fact.type is FactType.FLAG else fact.choices if fact.type is FactType.CHOICE else ()
        self._next.setVisible(not choices or len(choices) > MANY_CHOICES)
        if choices and len(choices) <= MANY_CHOICES:
            self._answers.addLayout(self._buttons(choices))
            return
        line = QHBoxLayout()
        if choices:
            self.edit = Choice(question.question)
            self.edit.addItems(["", *choices])
        else:
            self.edit = FieldEdit(question.question, moves=False)
            self.edit.entered.connect(lambda: self.answer(self._typed()))
        self.edit.setProperty("grade", "large")
        self.edit.setFixedWidth(self._skin.dp(360))
        line.addWidget(self.edit)
        line.addWidget(label(spoken_unit(fact.unit), "large"))
        line.addStretch(1)
        self._answers.addLayout(line)
        # What was just laid out is shown by a later event only, and what is not shown takes no keys.
        QTimer.singleShot(0, self.edit, self.edit.setFocus)

    def _buttons(self, choices: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._skin.dp(12))
        columns = 2 if len(choices) <= 4 else 3
        for place, choice in enumerate(choices):
            one = button(choice, partial(self.answer, choice))
            one.setProperty("grade", "large")
            grid.addWidget(one, place // columns, place % columns)
            if not place:
                QTimer.singleShot(0, one, one.setFocus)
        return grid

    def _typed(self) -> str:
        if isinstance(self.edit, FieldEdit):
            return self.edit.text()
        return self.edit.currentText() if self.edit is not None else ""

    def _lists(self) -> str:
        result = self.course.result
        assert result is not None
        groups = (
            (tr("符合"), (Verdict.ELIGIBLE,)),
            (tr("还差什么"), (Verdict.UNKNOWN, Verdict.NOT_ELIGIBLE)),
            (tr("这次不适用，或须到窗口面谈"), (Verdict.NOT_APPLICABLE, Verdict.NOT_COMPUTABLE)),
        )
        theme = self._skin.theme
        head, body = 18 * 0.75 * theme.scale, 15 * 0.75 * theme.scale
        parts = []
        for title, verdicts in groups:
            held = sorted((m for m in result.measures if m.verdict in verdicts), key=_most_first)
            rows = "".join(_row(m, theme.tokens.muted) for m in held[:MOST_LISTED])
            left = len(held) - MOST_LISTED
            more = f"<p>{escape(tr('另有 {n} 项，打印的单子上都有。').format(n=left))}</p>" if left > 0 else ""
            parts.append(
                f"<p style='margin:14px 0 4px 0;font-size:{head:.1f}pt'><b>{escape(title)}（{len(held)} 项）</b></p>"
                f"<table width='100%' cellspacing='0'>{rows}</table>{more}"
            )
        return f"<div style='font-size:{body:.1f}pt'>{''.join(parts)}</div>"

    def _show_pdf(self, pdf: bytes) -> None:
        self.preview = Preview(self, self._skin, pdf, tr("自查结果单"), sealed=self._kiosk)
        self.preview.open()


def _most_first(measure: MeasureResult) -> tuple[bool, int]:
    """What may still be had before what cannot, the larger sums first."""
    span = measure.amount
    worth = 0 if span is None else span.low if span.high is None else span.high
    return measure.verdict in (Verdict.NOT_ELIGIBLE, Verdict.NOT_COMPUTABLE), -worth


def _row(measure: MeasureResult, muted: str) -> str:
    """One measure; for what can be had also where to go and what to bring."""
    held = measure.handling
    to_do = [part for part in (held.department, held.channel, "、".join(held.materials)) if part]
    second = (
        f"<br><span style='color:{muted}'>{escape('　'.join(to_do))}</span>" if to_do and _can_be_had(measure) else ""
    )
    unsure = "" if measure.verified or not row_amount(measure) else tr("　未核定")
    return (
        f"<tr><td style='padding:4px 12px 4px 0'>{measure.verdict.sign} {escape(measure.title)}　"
        f"<span style='color:{muted}'>{escape(measure.pack_title)}{unsure}</span>{second}</td>"
        f"<td align='right' style='padding:4px 0'>{escape(row_amount(measure) or row_note(measure))}</td></tr>"
    )


def _can_be_had(measure: MeasureResult) -> bool:
    return measure.verdict is Verdict.ELIGIBLE


def _middle() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    page.setObjectName("plain")
    outer = QHBoxLayout(page)
    outer.addStretch(1)
    column = QVBoxLayout()
    column.setSpacing(14)
    column.addStretch(1)
    outer.addLayout(column, 4)
    outer.addStretch(1)
    return page, column
