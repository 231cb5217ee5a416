"""The dialog in which somebody takes the seat: at the start, after a log-out, at a locked desk and at a change of clerk."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.forms import LogInForm, PasswordForm
from qcy_desktop.ui.people.gate import Gate, Seated
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row


class Door(QDialog):
    """`opened` when somebody has taken the seat (a password that had to be changed is changed by then).

    `refused` when whoever stands there goes away instead: only where going away is offered.
    """

    opened = Signal(object)
    refused = Signal()

    def __init__(self, parent: QWidget | None, skin: Skin, gate: Gate, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setMinimumWidth(skin.dp(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(24), skin.dp(18), skin.dp(24), skin.dp(18))
        column.setSpacing(skin.dp(10))
        self.title, self.words = label("", "name", wrap=True), label("", "hint", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.words)
        self.form, self.change = LogInForm(skin, gate, jobs), PasswordForm(skin, gate, jobs)
        column.addWidget(self.form)
        column.addWidget(self.change)
        self.other: QPushButton = button(tr("换一个人登录"), self._let_another, "quiet")
        self.away: QPushButton = button("", self._go_away, "quiet")
        for one in (self.other, self.away):
            one.setAutoDefault(False)
        column.addSpacing(skin.dp(6))
        column.addLayout(row(self.other, 1, self.away, self.form.go, self.change.go))
        self._turn(changing=False)
        self.form.entered.connect(self._entered)
        self.change.changed.connect(self.opened)

    def ask(self, title: str, words: str, *, user: str = "", fixed: bool = False, away: str = "") -> None:
        """Show the form empty. `fixed`: only `user` is asked, unless another wants in; `away`: the way out, if any."""
        self.setWindowTitle(title)
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._turn(changing=False)
        self.form.ask(user, fixed=fixed)
        self.other.setVisible(fixed)
        self._offer_away(away)
        self.form.take_focus()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        (self.change if self.changing else self.form).take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.away.isVisible():
                self._go_away()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if self.away.isVisible():
            self._go_away()

    def _turn(self, *, changing: bool) -> None:
        self.changing = changing
        for form, wanted in ((self.form, not changing), (self.change, changing)):
            form.setVisible(wanted)
            form.go.setVisible(wanted)
            form.go.setDefault(wanted)
        self.adjustSize()

    def _offer_away(self, words: str) -> None:
        self.away.setText(words)
        self.away.setAccessibleName(words)
        self.away.setVisible(bool(words))

    def _let_another(self) -> None:
        self.form.ask("", fixed=False)
        self.other.hide()
        self.form.take_focus()

    def _entered(self, seated: Seated, password: str) -> None:
        if not seated.must_change:
            self.opened.emit(seated)
            return
        self.title.setText(tr("请先修改密码"))
        self.words.setText(tr("{n}，首次登录、重置后或密码已满半年，须换一个新密码。").format(n=seated.name))
        self.words.show()
        self.other.hide()
        self._offer_away(tr("退出登录"))
        self.change.ask(password)
        self._turn(changing=True)
        self.change.take_focus()

    def _go_away(self) -> None:
        self.refused.emit()


def let_in(skin: Skin, gate: Gate) -> bool:
    """At the start: True once somebody is seated, or at once where no accounts are kept; False when they went away."""
    if not gate.keeps_accounts():
        return True
    jobs = Jobs()
    door = Door(None, skin, gate, jobs)
    bugs: list[BaseException] = []
    jobs.broke.connect(bugs.append)
    jobs.broke.connect(lambda _bug: door.reject())
    door.ask(tr("秦创原惠企政策评估"), tr("请登录"), away=tr("退出"))
    door.opened.connect(lambda _seated: door.accept())
    door.refused.connect(door.reject)
    answer = door.exec()
    jobs.close()
    door.deleteLater()
    jobs.deleteLater()
    if bugs:
        raise bugs[0]
    return answer == QDialog.DialogCode.Accepted
