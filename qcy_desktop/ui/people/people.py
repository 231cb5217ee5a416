"""The people at one window: idle lock, lock by key, change of clerk, change of password, log-out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.door import Door
from qcy_desktop.ui.people.forms import PasswordForm
from qcy_desktop.ui.people.gate import Gate, Seated
from qcy_desktop.ui.people.lock import Lock
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row

_ALIVE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )
)


class People(QObject):
    """`leaving` before the desk is covered (keep what was typed); `changed` when somebody else has taken the seat."""

    leaving = Signal()
    changed = Signal()

    def __init__(self, window: QWidget, skin: Skin, gate: Gate, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._skin, self._gate, self._jobs = window, skin, gate, jobs
        self.door = Door(window, skin, gate, jobs)
        self.door.setModal(True)
        self.door.opened.connect(self._opened)
        self.door.refused.connect(self._stay)
        self.lock = Lock(self.door)
        self.lock.visitor_left.connect(self._ask_for_clerk)
        self._former = gate.seated()
        self._last_other = ""
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock_up)
        # Only what reaches a window as a whole is looked at: a filter on the application would see, and slow down,
        # every paint and every layout of every widget.
        self._app().focusWindowChanged.connect(self._follow)
        self._follow(self._app().focusWindow())
        self.watch()

    def watch(self) -> None:
        """Count the idle minutes from now on, as the settings say."""
        minutes = self._gate.idle_minutes()
        if not minutes or not self._gate.seated().user or self.lock.on:
            self._idle.stop()
            return
        self._idle.start(minutes * 60_000)

    def _app(self) -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app

    def _follow(self, window: QWindow | None) -> None:
        """A window somebody turned to: that is a sign of life, and so is what happens in it from now on."""
        if self._idle.isActive():
            self._idle.start()
        if window is not None and not window.property("idleWatched"):
            window.setProperty("idleWatched", True)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _ALIVE and self._idle.isActive():
            self._idle.start()
        return False

    def why_none(self) -> str:
        """Why nobody can be locked out here; empty when accounts are kept."""
        return "" if self._gate.keeps_accounts() else tr("尚未启用账号，管理员可在“管理”里启用")

    def lock_up(self) -> None:
        """Cover everything until this clerk's password is given; what was typed is kept."""
        held = self._gate.seated()
        if self.lock.on or not held.user:
            return
        self._close_off(self._locked_words())
        self._ask_for_clerk()

    def lend(self, visitor: QWidget) -> None:
        """Leave one window to a visitor and lock all others until it is closed and the clerk's password given."""
        if not self.lock.on and self._gate.seated().user:
            self._close_off(self._locked_words(), visitor)

    def change_clerk(self) -> None:
        """Somebody else takes the seat with name and password; whoever sat here stays when they do not."""
        held = self._gate.seated()
        if self.lock.on or not self._gate.keeps_accounts():
            return
        self._close_off(tr("正在换人"))
        words = tr("现在是 {n}；未办完的内容会留作 {n} 的草稿。").format(n=held.name)
        self.door.ask(tr("换人"), words, user=self._last_other, away=tr("不换了"))
        self._open_door()

    def log_out(self) -> None:
        """Leave the chair empty; the program waits for the next clerk."""
        if self.lock.on or not self._gate.keeps_accounts():
            return
        self._close_off(tr("未登录"))
        self._empty_chair()

    def require_log_in(self, why: str = "") -> None:
        """Somebody must log in although this window is open: accounts are kept by now, or the clerk's own was changed."""
        if self.lock.on:
            return
        self._close_off(tr("未登录"))

        def work() -> None:
            self._gate.look_again()
            self._gate.log_out()

        self._jobs.store(work)
        self.door.ask(tr("请登录"), why or tr("本单位已启用账号，请登录后继续。"), away=tr("关闭程序"))
        self._open_door()

    def change_password(self) -> None:
        """The seated clerk takes another password."""
        dialog = PasswordDialog(self._window, self._skin, self._gate, self._jobs)
        dialog.open()

    def close(self) -> None:
        """The window goes."""
        self._idle.stop()
        self._app().focusWindowChanged.disconnect(self._follow)
        self.lock.turn_off()
        self.door.hide()

    def _locked_words(self) -> str:
        return tr("{n} 的工作台已锁定").format(n=self._gate.seated().name)

    def _ask_for_clerk(self) -> None:
        held = self._gate.seated()
        self.door.ask(self._locked_words(), tr("已填内容都在，输入密码继续。"), user=held.user, fixed=True)
        self._open_door()

    def _close_off(self, words: str, visitor: QWidget | None = None) -> None:
        self._idle.stop()
        self.leaving.emit()
        self._former = self._gate.seated()
        self.lock.turn_on(words, visitor)

    def _open_door(self) -> None:
        self.door.open()
        self.door.raise_()
        self.door.activateWindow()

    def _opened(self, seated: Seated) -> None:
        self.door.hide()
        self.lock.turn_off()
        if seated.user != self._former.user:
            self._last_other = self._former.user or self._last_other
            self.changed.emit()
        self._window.activateWindow()
        self.watch()

    def _empty_chair(self) -> None:
        self._jobs.store(self._gate.log_out)
        self.door.ask(tr("秦创原惠企政策评估"), tr("已退出，请登录"), away=tr("关闭程序"))
        self._open_door()

    def _stay(self) -> None:
        """The way out: back to whoever still sits here, else the program closes."""
        held = self._gate.seated()
        if held.must_change:
            self._empty_chair()
            return
        self.door.hide()
        self.lock.turn_off()
        if held.user:
            self._window.activateWindow()
            self.watch()
        else:
            self._window.close()


class PasswordDialog(QDialog):
    """Another password for whoever sits here."""

    def __init__(self, parent: QWidget, skin: Skin, gate: Gate, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("修改密码"))
        self.setMinimumWidth(skin.dp(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(24), skin.dp(18), skin.dp(24), skin.dp(18))
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("修改 {n} 的密码").format(n=gate.seated().name), "name"))
        self.form = PasswordForm(skin, gate, jobs)
        self.form.changed.connect(lambda _seated: self.accept())
        column.addWidget(self.form)
        cancel = button(tr("取消"), self.reject, "quiet")
        cancel.setAutoDefault(False)
        column.addLayout(row(1, cancel, self.form.go))
