"""What to do with many cases at once: which act with which words, or which paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import RULES, Act
from qcy_desktop.services.paperkinds import CALLING, CODES, MANY, WORDS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.act_fields import WordsPart
from qcy_desktop.ui.officer.words import NOUN
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import Choice

TOGETHER = (
    Act.ACCEPT, Act.FORWARD, Act.PASS, Act.RETURN, Act.DECIDE, Act.DENY, Act.PUBLISH, Act.EXPIRE, Act.PREPARE, Act.PAY, Act.INSPECT,
    Act.APPROVE, Act.FILE, Act.REASSESS, Act.END, Act.REVOKE,
)  # fmt: skip
"""Acts that ask nothing of each single case."""

USUAL: Mapping[Stage, Act] = {
    Stage.SUBMITTED: Act.ACCEPT, Stage.ACCEPTED: Act.FORWARD, Stage.DECISION: Act.DECIDE, Stage.PUBLICITY: Act.EXPIRE, Stage.PAYMENT: Act.PREPARE,
    Stage.CHECK: Act.APPROVE, Stage.FILING: Act.FILE, Stage.REFUSED: Act.FILE, Stage.WITHDRAWN: Act.FILE, Stage.ENDED: Act.FILE,
}  # fmt: skip
"""What is usually done to many cases of a stage; 通过 to those under review."""

Phrases = Callable[[Act, Callable[[tuple[str, ...]], None]], None]
"""Asks for the sentences of an act; the answer comes later."""


class BatchActDialog(QDialog):
    """`wanted` names the act and the words that go with every case."""

    wanted = Signal(object, str)

    def __init__(self, parent: QWidget, skin: Skin, count: int, phrases: Phrases) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("批量办理"))
        self.setMinimumWidth(skin.dp(560))
        self._phrases = phrases
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("批量办理 {n} 件").format(n=count), "name"))
        note = tr("每件各自办理、互不影响；不能办的列出原因，其余照办。审定同意按每件的测算金额。")
        column.addWidget(label(note, "muted", wrap=True))
        self.act = Choice(tr("办理什么"))
        self.act.addItems([tr(act) for act in TOGETHER])
        column.addWidget(self.act)
        self.words = WordsPart(skin, tr("意见或理由"), (), "")
        column.addWidget(self.words)
        self._fault = label("", "bad", wrap=True)
        column.addWidget(self._fault)
        column.addLayout(
            row(1, button(tr("取消"), self.reject), button(tr("开始办理　Ctrl+回车"), self.try_it, "primary"))
        )
        self.act.currentIndexChanged.connect(lambda _i: self._changed())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.try_it)
        self._changed()
        self.act.setFocus()

    def chosen(self) -> Act:
        return TOGETHER[max(0, self.act.currentIndex())]

    def choose(self, act: Act) -> None:
        self.act.setCurrentIndex(TOGETHER.index(act))

    def try_it(self) -> None:
        """Start, once the words are there that the act asks for."""
        act, words = self.chosen(), self.words.words() if self.words.isVisible() else ""
        if RULES[act].needs_words and not words:
            self._fault.setText(tr("“{a}”要写明意见或理由。").format(a=act))
            self.words.edit.setFocus()
            return
        self.accept()
        self.wanted.emit(act, words)

    def _changed(self) -> None:
        act = self.chosen()
        self._fault.setText("")
        self.words.setVisible(act in NOUN)
        if act in NOUN:
            self._phrases(act, lambda found: self._offer(act, found))

    def _offer(self, act: Act, phrases: tuple[str, ...]) -> None:
        if act is self.chosen():
            self.words.offer(phrases)
            self.words.edit.setPlainText(phrases[0] if phrases else "")


class BatchPrintDialog(QDialog):
    """`wanted` names the kind of paper; `book_wanted` asks for a list as a workbook."""

    wanted = Signal(str)
    book_wanted = Signal(str)

    def __init__(self, parent: QWidget, skin: Skin, count: int, unreachable: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("批量打印"))
        self.setMinimumWidth(skin.dp(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("批量打印 {n} 件").format(n=count), "name"))
        column.addWidget(label(tr("按勾选的次序出具；名单和汇总表是一份文书列多件。"), "muted", wrap=True))
        self.kinds = list(CODES)
        self.kind = Choice(tr("哪种文书"))
        self.kind.addItems([f"{tr(WORDS[kind])}{tr('（多件一份）') if kind in MANY else ''}" for kind in self.kinds])
        self.kind.setCurrentIndex(self.kinds.index("approval"))
        column.addWidget(self.kind)
        self.warning = label(unreachable, "warn", wrap=True)
        column.addWidget(self.warning)
        self.book = button(tr("存为工作簿"), lambda: self._send(self.book_wanted))
        self.kind.currentIndexChanged.connect(lambda _i: self._changed())
        closing = button(tr("取消"), self.reject)
        column.addLayout(
            row(self.book, 1, closing, button(tr("开始　Ctrl+回车"), lambda: self._send(self.wanted), "primary"))
        )
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, lambda: self._send(self.wanted))
        self._changed()
        self.kind.setFocus()

    def chosen(self) -> str:
        return self.kinds[max(0, self.kind.currentIndex())]

    def _changed(self) -> None:
        self.book.setVisible(self.chosen() in MANY)
        self.warning.setVisible(self.chosen() in CALLING and bool(self.warning.text()))

    def _send(self, signal: object) -> None:
        self.accept()
        signal.emit(self.chosen())  # type: ignore[attr-defined]
