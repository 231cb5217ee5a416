"""The two small forms of the door: name and password, and a new password with its rules beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.gate import Gate, Seated
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, restyle
from qcy_desktop.ui.widgets.edits import FieldEdit


def secret(name: str, *, last: bool = False) -> FieldEdit:
    """A line whose text is not shown; Enter in the last one does not move on."""
    made = FieldEdit(name, moves=not last)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class _Form(QWidget):
    """Fields in a column, one sentence for what went wrong; `go` is its button, laid out by whoever shows the form."""

    def __init__(self, skin: Skin, gate: Gate, jobs: Jobs, act: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin, self._gate, self._jobs = skin, gate, jobs
        self._names: dict[FieldEdit, QLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(skin.dp(10))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(skin.dp(12))
        self._grid.setVerticalSpacing(skin.dp(10))
        self._grid.setColumnStretch(1, 1)
        self._column.addLayout(self._grid)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        self.go = button(act, self.submit, "primary")
        self.go.setDefault(True)

    def submit(self) -> None:
        """Try it."""
        raise NotImplementedError

    def tell(self, sentence: str) -> None:
        """What went wrong; nothing when empty."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _add(self, name: str, field: FieldEdit) -> FieldEdit:
        place = self._grid.rowCount()
        named = self._names[field] = label(name)
        named.setBuddy(field)
        self._grid.addWidget(named, place, 0)
        self._grid.addWidget(field, place, 1)
        field.textEdited.connect(lambda _text: self.tell(""))
        return field

    def _want(self, field: FieldEdit, wanted: bool) -> None:
        """Show a field with its name, or leave both out."""
        field.setVisible(wanted)
        self._names[field].setVisible(wanted)

    def _attempt(self, work: Callable[[], Seated], then: Callable[[Seated], None]) -> None:
        """Run a change of the seat on the worker; a known error becomes the sentence of this form."""
        self.setEnabled(False)

        def tried() -> Seated | KnownError:
            try:
                return work()
            except KnownError as fault:
                return fault

        def arrived(answer: Seated | KnownError) -> None:
            self.setEnabled(True)
            if isinstance(answer, KnownError):
                self.tell(f"{answer.sentence}{answer.cure}")
                self.take_focus()
            else:
                self.tell("")
                then(answer)

        self._jobs.store(tried, arrived)

    def take_focus(self) -> None:
        """The cursor goes where the next word is wanted."""
        for field in self.findChildren(FieldEdit):
            if field.isVisibleTo(self) and not field.text():
                field.setFocus()
                return


class LogInForm(_Form):
    """用户名 and 密码. `entered` carries who sits here now and the password just given, for a change that is forced."""

    entered = Signal(object, str)

    def __init__(self, skin: Skin, gate: Gate, jobs: Jobs) -> None:
        super().__init__(skin, gate, jobs, tr("登录"))
        self.user = self._add(tr("用户名"), FieldEdit(tr("用户名")))
        self.password = self._add(tr("密码"), secret(tr("密码"), last=True))
        self.password.entered.connect(self.submit)
        self._column.addWidget(self.fault)

    def ask(self, user: str, *, fixed: bool) -> None:
        """Empty the form for this user; `fixed` when nobody else is meant."""
        self.go.setText(tr("解锁") if fixed else tr("登录"))
        self.go.setAccessibleName(self.go.text())
        self.user.setText(user)
        self._want(self.user, not fixed)
        self.password.clear()
        self.tell("")

    def submit(self) -> None:
        user, password = self.user.text().strip(), self.password.text()
        if not user or not password:
            self.tell(tr("请填用户名和密码。"))
            self.take_focus()
            return

        def done(seated: Seated) -> None:
            self.password.clear()
            self.entered.emit(seated, password)

        def work() -> Seated:
            return self._gate.log_in(user, password)

        self.password.clear()
        self._attempt(work, done)


class PasswordForm(_Form):
    """A new password, twice, with every rule and whether it is kept; `changed` when it counts."""

    changed = Signal(object)

    def __init__(self, skin: Skin, gate: Gate, jobs: Jobs) -> None:
        super().__init__(skin, gate, jobs, tr("修改密码"))
        self._known = ""
        self.old = self._add(tr("现密码"), secret(tr("现密码")))
        self.new = self._add(tr("新密码"), secret(tr("新密码")))
        self.again = self._add(tr("再输一次"), secret(tr("再输一次"), last=True))
        self.rules = [label("", "hint") for _ in gate.password_faults("")]
        rules = QVBoxLayout()
        rules.setSpacing(skin.dp(2))
        for line in self.rules:
            rules.addWidget(line)
        self._grid.addLayout(rules, self._grid.rowCount(), 1)
        self.new.textChanged.connect(lambda _text: self._show_rules())
        self.again.entered.connect(self.submit)
        self._column.addWidget(self.fault)
        self._show_rules()

    def ask(self, known: str = "") -> None:
        """Empty the form; `known` is the password in force when it was given a moment ago."""
        self._known = known
        for field in (self.old, self.new, self.again):
            field.clear()
        self._want(self.old, not known)
        self.tell("")
        self._show_rules()

    def submit(self) -> None:
        new = self.new.text()
        broken = [rule for rule, holds in self._gate.password_faults(new) if not holds]
        if broken:
            self.tell(tr("新密码还不合要求：{r}。").format(r="；".join(broken)))
            self.new.setFocus()
            return
        if new != self.again.text():
            self.tell(tr("两次输入的新密码不一样。"))
            self.again.clear()
            self.again.setFocus()
            return
        old = self._known or self.old.text()
        self._attempt(lambda: self._gate.change_password(old, new), self.changed.emit)

    def _show_rules(self) -> None:
        for line, (rule, holds) in zip(self.rules, self._gate.password_faults(self.new.text()), strict=True):
            line.setText(f"{'✓' if holds else '○'} {rule}")
            restyle(line, "role", "good" if holds else "hint")
