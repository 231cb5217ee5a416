"""What the sections of the 管理 place share: a title, a hint, a table of lines, questions before something grave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.admin.desk import AdminDesk
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row


@dataclass(frozen=True, slots=True)
class Room:
    """What every section is built with."""

    skin: Skin
    desk: AdminDesk
    jobs: Jobs
    window: QWidget


class Section(QWidget):
    """One page. `refresh` is called whenever it comes on screen; `said` carries a passing sentence."""

    name = ""
    rights: tuple[Right, ...] = ()
    """One of these is needed to open the page; none: everybody may."""
    said = Signal(str)

    def __init__(self, room: Room, hint: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.room, self.skin, self.desk = room, room.skin, room.desk
        dp = room.skin.dp
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(dp(20), dp(16), dp(20), dp(16))
        self.column.setSpacing(dp(10))
        self.column.addWidget(label(tr(self.name), "name"))
        if hint:
            self.column.addWidget(label(hint, "hint", wrap=True))

    def refresh(self) -> None:
        """Fetch what is shown."""

    def do(self, work: Callable[[], object], told: str = "", then: Callable[[], None] | None = None) -> None:
        """Run one act on the worker, then say so and look again."""

        def done(answer: object) -> None:
            self.said.emit(told or (answer if isinstance(answer, str) else ""))
            (then or self.refresh)()

        self.room.jobs.store(work, done)

    def attempt(self, work: Callable[[], object], refused: Callable[[str], None], then: Callable[[], None]) -> None:
        """Run one act for a dialog that stays open until it is done: a known error goes back into it as a sentence."""

        def tried() -> KnownError | None:
            try:
                work()
            except KnownError as fault:
                return fault
            return None

        def arrived(fault: KnownError | None) -> None:
            if fault is None:
                then()
            else:
                refused(f"{fault.sentence}{fault.cure}")

        self.room.jobs.store(tried, arrived)


class Question(QDialog):
    """Asks before something grave: what will happen, and the act itself on the button. Escape leaves all as it is."""

    def __init__(self, room: Room, title: str, sentence: str, act: str) -> None:
        super().__init__(room.window)
        self.setWindowTitle(title)
        self.setMinimumWidth(room.skin.dp(480))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(room.skin.dp(edge) for edge in (20, 12, 20, 12)))
        self.body.setSpacing(room.skin.dp(10))
        self.body.addWidget(label(title, "title", wrap=True))
        self.body.addWidget(label(sentence, wrap=True))
        self.more = QVBoxLayout()
        self.body.addLayout(self.more)
        self.yes = button(act, self.accept, "primary")
        no = button(tr("取消"), self.reject)
        no.setDefault(True)
        self.yes.setAutoDefault(False)
        self.body.addLayout(row(1, no, self.yes))
        no.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """No taller than what it says: labels that wrap ask for the room of a narrower dialog until it is on screen."""
        self.resize(self.width(), self.body.totalHeightForWidth(self.width()))
        super().showEvent(event)


def ask(room: Room, title: str, sentence: str, act: str, then: Callable[[], None]) -> Question:
    """Show the question; `then` runs when it is answered with the act."""
    question = Question(room, title, sentence, act)
    question.accepted.connect(then)
    question.open()
    return question
