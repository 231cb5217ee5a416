"""The contacts and accounts of the open enterprise: covered in the list, one in full for a purpose and for a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.contact_roles import ROLES, same_role
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Contact
from qcy_desktop.ui.contacts.desk import ContactsDesk
from qcy_desktop.ui.forms.ask import FieldError, read_day
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.gate import Gate
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.lines import Lines

HEADS = ("身份", "姓名", "电话", "证件号", "开户行", "账号", "保留至")
PURPOSES = ("电话核实", "办理拨付", "打印文书", "企业要求更正")
SHOWN_MS = 60_000
FIELDS = (
    ("name", "姓名（户名）"),
    ("phone", "电话"),
    ("id_number", "身份证号"),
    ("bank", "开户行"),
    ("account", "账号"),
    ("keep_until", "保留至"),
)


class ContactsDialog(QDialog):
    """Ctrl+U shows the chosen line in full: the purpose is asked and recorded; after a minute it is covered again."""

    def __init__(self, parent: QWidget, skin: Skin, desk: ContactsDesk, seat: Gate, jobs: Jobs) -> None:
        super().__init__(parent)
        self._skin, self._desk, self._seat, self._jobs = skin, desk, seat, jobs
        self._enterprise = 0
        self.rows: tuple[Contact, ...] = ()
        self.setWindowTitle(tr("联系人与账户"))
        skin.size_window(self, 880, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        self.title = label("", "name", wrap=True)
        column.addWidget(self.title)
        column.addWidget(
            label(
                tr("平时遮住。要看完整的，选中后按 Ctrl+U，写明用途；谁看的、为什么看，都有记录。"), "hint", wrap=True
            )
        )
        self.table = Lines(skin, tr("联系人与账户"), HEADS, 4)
        self.table.moved.connect(lambda _place: self.cover())
        self.table.picked.connect(self.ask_reveal)
        column.addWidget(self.table, 1)
        self.full = label("", wrap=True, selectable=True)
        self.full.hide()
        column.addWidget(self.full)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        self.add = button(tr("添加"), lambda: self._edit(Contact(ROLES[1])), "primary")
        self.see = button(tr("看完整　Ctrl+U"), self.ask_reveal)
        self.change = button(tr("更正"), lambda: self.ask_reveal(PURPOSES[-1], change=True))
        column.addLayout(row(self.add, 1, self.see, self.change, button(tr("关闭"), self.reject)))
        QShortcut(QKeySequence("Ctrl+U"), self, self.ask_reveal)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.cover)

    def show_for(self, enterprise_id: int, name: str) -> None:
        """The contacts of one stored enterprise."""
        self._enterprise = enterprise_id
        self.title.setText(name)
        self._fetch()
        self._allow()
        self.open()
        self.table.setFocus()

    def ask_reveal(self, purpose: str = "", *, change: bool = False) -> PurposeDialog | None:
        """Ask what for, then show the chosen one in full, or open it for correction."""
        one = self.chosen()
        if one is None or not self.see.isEnabled():
            return None
        dialog = PurposeDialog(self, self._skin, purpose)
        dialog.accepted.connect(lambda: self._reveal(one, dialog.purpose(), change=change))
        dialog.open()
        return dialog

    def chosen(self) -> Contact | None:
        place = self.table.place()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def cover(self) -> None:
        """Nothing is in full any more."""
        self._timer.stop()
        self.full.clear()
        self.full.hide()
        self._allow()

    def done(self, result: int) -> None:
        self.cover()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.cover()
        super().closeEvent(event)

    def _allow(self) -> None:
        may_see, may_enter = self._seat.why_not(Right.SEE_PERSONAL), self._seat.why_not(Right.ENTER)
        one = self.chosen() is not None
        for act, why in ((self.see, may_see), (self.change, may_see or may_enter)):
            act.setEnabled(one and not why)
            act.setToolTip(why)
        self.add.setEnabled(not may_enter)
        self.add.setToolTip(may_enter)

    def _fetch(self) -> None:
        id = self._enterprise
        self._jobs.store(lambda: self._desk.contacts(id), self._show)

    def _show(self, rows: tuple[Contact, ...]) -> None:
        self.rows = rows
        self.table.show_lines([_line(one) for one in rows])
        self._allow()

    def _reveal(self, one: Contact, purpose: str, *, change: bool) -> None:
        id = one.id
        assert id is not None  # it came from the store

        def shown(answer: object) -> None:
            if not isinstance(answer, Contact):
                assert isinstance(answer, KnownError)
                self._tell(f"{answer.sentence}{answer.cure}")
            elif change:
                self._edit(answer)
            else:
                self.full.setText("　".join(f"{tr(name)} {text}" for name, text in _full(answer) if text))
                self.full.show()
                self._timer.start()

        self._jobs.store(lambda: _tried(lambda: self._desk.reveal_contact(id, purpose)), shown)

    def _edit(self, contact: Contact) -> ContactForm:
        form = ContactForm(self, self._skin, contact)

        def wanted(made: Contact) -> None:
            kept = Contact(**{**_values(made), "id": contact.id, "enterprise_id": self._enterprise})

            def saved(answer: object) -> None:
                if isinstance(answer, KnownError):
                    form.tell(f"{answer.sentence}{answer.cure}")
                else:
                    form.done(QDialog.DialogCode.Accepted)
                    self._fetch()

            self._jobs.store(lambda: _tried(lambda: self._desk.save_contact(kept)), saved)

        form.wanted = wanted
        form.open()
        return form

    def _tell(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))


class PurposeDialog(QDialog):
    """What the full data are wanted for."""

    def __init__(self, parent: QWidget, skin: Skin, purpose: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("查看的用途"))
        self.setMinimumWidth(skin.dp(420))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[skin.dp(20)] * 4)
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("用来做什么？会和您的名字一起记下。"), wrap=True))
        self.words = Choice(tr("用途"))
        self.words.setEditable(True)
        self.words.addItems([tr(one) for one in PURPOSES])
        self.words.setCurrentText(tr(purpose or PURPOSES[0]))
        column.addWidget(self.words)
        go = button(tr("查看"), self.accept, "primary")
        go.setDefault(True)
        column.addLayout(row(1, button(tr("取消"), self.reject), go))
        go.setFocus()

    def purpose(self) -> str:
        return self.words.currentText().strip()


class ContactForm(QDialog):
    """One person or account. `wanted` is called with what is typed; the dialog stays until it is kept."""

    def __init__(self, parent: QWidget, skin: Skin, contact: Contact) -> None:
        super().__init__(parent)
        self.wanted: Callable[[Contact], None] = _nothing
        self.setWindowTitle(tr("添加联系人或账户") if contact.id is None else tr("更正联系人或账户"))
        self.setMinimumWidth(skin.dp(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[skin.dp(20)] * 4)
        column.setSpacing(skin.dp(10))
        grid = QGridLayout()
        grid.setHorizontalSpacing(skin.dp(12))
        grid.setColumnStretch(1, 1)
        self.role = Choice(tr("身份"))
        self.role.setEditable(True)
        self.role.addItems([tr(one) for one in ROLES])
        self.role.setCurrentText(same_role(contact.role))
        grid.addWidget(label(tr("身份")), 0, 0)
        grid.addWidget(self.role, 0, 1)
        self.fields: dict[str, FieldEdit] = {}
        for place, (id, name) in enumerate(FIELDS, 1):
            field = self.fields[id] = FieldEdit(tr(name))
            value = getattr(contact, id)
            field.setText(value.isoformat() if isinstance(value, date) else value or "")
            named = label(tr(name))
            named.setBuddy(field)
            grid.addWidget(named, place, 0)
            grid.addWidget(field, place, 1)
        self.fields["keep_until"].setPlaceholderText(tr("如 2029-12-31；到期由管理员清除，不填则不到期"))
        column.addLayout(grid)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        go = button(tr("保存"), self.try_it, "primary", tr("Ctrl+回车"))
        column.addLayout(row(1, button(tr("取消"), self.reject), go))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.try_it)
        self.fields["name"].setFocus()

    def try_it(self) -> None:
        """Read what is typed and hand it on."""
        self.tell("")
        texts = {id: field.text().strip() for id, field in self.fields.items()}
        until = texts.pop("keep_until")
        try:
            day = read_day("", until) if until else None
        except FieldError as wrong:
            self.tell(str(wrong))
            self.fields["keep_until"].setFocus()
            return
        values: dict[str, Any] = {**texts, "keep_until": day}
        self.wanted(Contact(same_role(self.role.currentText()), **values))

    def done(self, result: int) -> None:
        """Nothing personal stays behind in fields that are out of sight."""
        for field in self.fields.values():
            field.clear()
        super().done(result)

    def tell(self, sentence: str) -> None:
        """What stands in the way."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))


def _nothing(_contact: Contact) -> None:
    """Nobody has asked for the contact yet."""


def _line(one: Contact) -> tuple[str, ...]:
    until = one.keep_until.isoformat() if one.keep_until else ""
    return one.role, one.name, one.phone, one.id_number, one.bank, one.account, until


def _full(one: Contact) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(getattr(one, id) or "")) for id, name in FIELDS)


def _values(one: Contact) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("role", *(id for id, _ in FIELDS))}


def _tried(work: Callable[[], object]) -> object:
    """The answer, or the known error instead of it, to be told where it was asked."""
    try:
        return work()
    except KnownError as fault:
        return fault
