"""Accounts: the guided act that switches them on, and the care of everybody's account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from qcy_desktop.domain.accounts import RIGHTS, Account, Right, Role
from qcy_desktop.ui.admin.desk import NewPerson
from qcy_desktop.ui.admin.section import Question, Room, Section, ask
from qcy_desktop.ui.dialogs import NoteDialog
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.forms import secret
from qcy_desktop.ui.widgets.basics import button, label, restyle, row
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.lines import Lines
from qcy_desktop.ui.widgets.pages import Pages

HEADS = ("用户名", "姓名", "角色", "状态", "上次登录")


# A dialog with all roles, in pixels of the design: what each may do stands on one line, so that it fits 768 lines at 150 %.
WIDE = 760


class AccountsPage(Section):
    """`begun` once the first administrator is made: from then on everybody logs in."""

    name = "账号"
    rights = (Right.ACCOUNTS,)
    begun = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__(room, "")
        self.people: tuple[Account, ...] = ()
        self.pages = Pages()
        self.begin = BeginForm(room)
        self.begin.wanted.connect(self._begin)
        self.pages.addWidget(self.begin)
        self.pages.addWidget(self._list())
        self.column.addWidget(self.pages, 1)

    def refresh(self) -> None:
        self.room.jobs.store(self.desk.accounts, self._show)

    def chosen(self) -> Account | None:
        place = self.table.place()
        return self.people[place] if 0 <= place < len(self.people) else None

    def _list(self) -> QWidget:
        page = QWidget()
        page.setObjectName("plain")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.skin.dp(10))
        words = tr("每人一个账号，各用各的密码。停用立即生效；改角色后本人须重新登录。所有操作都有记录。")
        column.addWidget(label(words, "hint", wrap=True))
        self.table = Lines(self.skin, tr("账号"), HEADS, 2)
        self.table.moved.connect(lambda _place: self._allow())
        self.table.picked.connect(self._roles)
        column.addWidget(self.table, 1)
        self.add = button(tr("添加账号"), self._add, "primary")
        self.roles = button(tr("改角色"), self._roles)
        self.reset = button(tr("重置密码"), self._reset)
        self.switch = button(tr("停用"), self._switch)
        self.unlock = button(tr("解除锁定"), self._unlock)
        column.addLayout(row(self.add, 1, self.roles, self.reset, self.switch, self.unlock))
        return page

    def _show(self, people: tuple[Account, ...]) -> None:
        self.people = people
        self.pages.setCurrentIndex(1 if people else 0)
        self.table.show_lines([_line(one) for one in people])
        self._allow()

    def _allow(self) -> None:
        one = self.chosen()
        for act in (self.roles, self.reset, self.switch):
            act.setEnabled(one is not None)
        self.switch.setText(tr("停用") if one is None or one.active else tr("重新启用"))
        self.switch.setAccessibleName(self.switch.text())
        self.unlock.setEnabled(one is not None and one.locked_until is not None)
        self.unlock.setToolTip("" if self.unlock.isEnabled() else tr("该账号没有锁定"))

    def _begin(self, user: str, name: str, password: str) -> None:
        self.do(lambda: self.desk.begin_accounts(user, name, password), tr("已启用账号"), self.begun.emit)

    def _add(self) -> PersonDialog:
        dialog = PersonDialog(self.room, tr("添加账号"), self.desk.first_password())

        def tried() -> None:
            person = dialog.person()

            def added() -> None:
                dialog.done(PersonDialog.DialogCode.Accepted)
                self._hand_over(person.user, person.password)

            self.attempt(lambda: self.desk.add_account(person), dialog.tell, added)

        dialog.tried.connect(tried)
        dialog.open()
        return dialog

    def _hand_over(self, user: str, password: str) -> None:
        self.refresh()
        sentence = tr("用户名 {u}，初始密码 {p}。请当面交给本人，首次登录时须改成自己的密码。关闭后这里不再显示。")
        NoteDialog(self.room.window, self.skin, tr("账号已备好"), sentence.format(u=user, p=password)).open()

    def _roles(self) -> None:
        one = self.chosen()
        if one is None:
            return
        dialog = RolesDialog(self.room, one)
        dialog.accepted.connect(
            lambda: self.do(lambda: self.desk.set_roles(one.name, dialog.roles.chosen()), tr("角色已改"))
        )
        dialog.open()

    def _reset(self) -> None:
        one = self.chosen()
        if one is None:
            return
        password = self.desk.first_password()
        sentence = tr("{n} 的现密码将作废，锁定也一并解除；新的初始密码由您当面交给本人。").format(n=one.shown_name)

        def sure() -> None:
            work: Callable[[], object] = lambda: self.desk.reset_password(one.name, password)  # noqa: E731
            self.do(work, then=lambda: self._hand_over(one.name, password))

        ask(self.room, tr("重置密码"), sentence, tr("重置"), sure)

    def _switch(self) -> None:
        one = self.chosen()
        if one is None:
            return
        if not one.active:
            self.do(lambda: self.desk.switch_account(one.name, active=True), tr("已重新启用"))
            return
        sentence = tr("{n} 不能再登录；正登录着的立即办不成事。办过的事和记录都在。").format(n=one.shown_name)
        ask(
            self.room,
            tr("停用账号"),
            sentence,
            tr("停用"),
            lambda: self.do(lambda: self.desk.switch_account(one.name, active=False), tr("已停用")),
        )

    def _unlock(self) -> None:
        one = self.chosen()
        if one is not None:
            self.do(lambda: self.desk.unlock_account(one.name), tr("已解除锁定"))


def _line(one: Account) -> tuple[str, ...]:
    roles = "、".join(role for role in Role if role in one.roles)
    last = f"{one.last_login.astimezone():%Y-%m-%d %H:%M}" if one.last_login else tr("从未登录")
    return one.name, one.shown_name, roles, _state(one), last


def _state(one: Account) -> str:
    if not one.active:
        return tr("停用")
    if one.locked_until is not None:
        return tr("锁定到 {t}").format(t=f"{one.locked_until.astimezone():%H:%M}")
    return tr("待改密码") if one.must_change else tr("正常")


class BeginForm(QWidget):
    """Before there are accounts: what they bring, and the first administrator. `wanted` carries user, name, password."""

    wanted = Signal(str, str, str)

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._room = room
        dp = room.skin.dp
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        column.addWidget(label(tr("尚未启用账号：谁坐在这台机前都能办理，记录里只有窗口号或电脑的用户名。"), wrap=True))
        for point in (
            tr("启用后，人人用自己的账号登录，谁办的事记在谁名下。"),
            tr("审核、审定、拨付、核定等须由不同的人办理，程序会把关。"),
            tr("先建立第一个管理员账号；建好后请立即登录，再给同事添加账号。"),
        ):
            column.addWidget(ElidedLabel(f"· {point}", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(dp(12))
        grid.setVerticalSpacing(dp(8))
        self.user, self.name = FieldEdit(tr("用户名")), FieldEdit(tr("姓名"))
        self.user.setPlaceholderText(tr("小写字母或数字，如 wang.min"))
        self.password, self.again = secret(tr("密码")), secret(tr("再输一次"), last=True)
        for place, (words, field) in enumerate(
            (
                (tr("用户名"), self.user),
                (tr("姓名"), self.name),
                (tr("密码"), self.password),
                (tr("再输一次"), self.again),
            )
        ):
            named = label(words)
            named.setBuddy(field)
            field.setFixedWidth(dp(320))
            grid.addWidget(named, place, 0)
            grid.addWidget(field, place, 1)
        self.rules = [label("", "hint", wrap=True) for _ in room.desk.seat.password_faults("")]
        for place, line in enumerate(self.rules):
            grid.addWidget(line, place, 2)
        grid.setColumnStretch(2, 1)
        column.addSpacing(dp(8))
        column.addLayout(grid)
        column.addSpacing(dp(8))
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        self.go = button(tr("建立管理员并启用账号"), self.submit, "primary")
        column.addLayout(row(self.go, 1))
        column.addStretch(1)
        self.password.textChanged.connect(lambda _t: self._show_rules())
        self.again.entered.connect(self.submit)
        self._show_rules()

    def submit(self) -> None:
        """Check what is typed, then ask for it."""
        broken = [rule for rule, holds in self._room.desk.seat.password_faults(self.password.text()) if not holds]
        sentence = ""
        if not self.user.text().strip() or not self.name.text().strip():
            sentence = tr("请填用户名和姓名。")
        elif broken:
            sentence = tr("密码还不合要求：{r}。").format(r="；".join(broken))
        elif self.password.text() != self.again.text():
            sentence = tr("两次输入的密码不一样。")
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))
        if not sentence:
            self.wanted.emit(self.user.text(), self.name.text(), self.password.text())
            self.password.clear()
            self.again.clear()

    def _show_rules(self) -> None:
        faults = self._room.desk.seat.password_faults(self.password.text())
        for line, (rule, holds) in zip(self.rules, faults, strict=True):
            line.setText(f"{'✓' if holds else '○'} {rule}")
            restyle(line, "role", "good" if holds else "hint")


class RoleChoice(QWidget):
    """The five roles, each with what it may do."""

    def __init__(self, room: Room, held: frozenset[Role]) -> None:
        super().__init__()
        self.setObjectName("plain")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(room.skin.dp(4))
        self.boxes: dict[Role, QCheckBox] = {}
        for role in Role:
            box = self.boxes[role] = QCheckBox(role)
            box.setAccessibleName(role)
            box.setChecked(role in held)
            column.addWidget(box)
            rights = "、".join(right for right in Right if right in RIGHTS[role] and right is not Right.BACKUP)
            words = ElidedLabel(rights, "hint")
            words.setContentsMargins(room.skin.dp(26), 0, 0, 0)
            column.addWidget(words)

    def chosen(self) -> frozenset[Role]:
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())


class RolesDialog(Question):
    """Other roles for one account."""

    def __init__(self, room: Room, account: Account) -> None:
        sentence = tr("可以兼任；经手的人不能复核自己，兼任也一样。改后本人须重新登录。")
        super().__init__(room, tr("{n} 的角色").format(n=account.shown_name), sentence, tr("保存"))
        self.setMinimumWidth(room.skin.dp(WIDE))
        self.roles = RoleChoice(room, account.roles)
        self.more.addWidget(self.roles)


class PersonDialog(Question):
    """Somebody new: user name, name, roles and the first password. `tried` when it is to be done."""

    tried = Signal()

    def __init__(self, room: Room, title: str, password: str) -> None:
        super().__init__(room, title, tr("初始密码只用来首次登录，登录后须改成自己的。"), tr("添加"))
        self.setMinimumWidth(room.skin.dp(WIDE))
        grid = QGridLayout()
        grid.setHorizontalSpacing(room.skin.dp(12))
        grid.setColumnStretch(1, 1)
        self.user, self.name, self.password = FieldEdit(tr("用户名")), FieldEdit(tr("姓名")), FieldEdit(tr("初始密码"))
        self.user.setPlaceholderText(tr("小写字母或数字，如 li.min"))
        self.password.setText(password)
        fields = ((tr("用户名"), self.user), (tr("姓名"), self.name), (tr("初始密码"), self.password))
        for place, (words, field) in enumerate(fields):
            named = label(words)
            named.setBuddy(field)
            grid.addWidget(named, place, 0)
            grid.addWidget(field, place, 1)
        self.more.addLayout(grid)
        self.roles = RoleChoice(room, frozenset({Role.COUNTER}))
        self.more.addWidget(self.roles)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        self.more.addWidget(self.fault)
        self.user.setFocus()

    def person(self) -> NewPerson:
        """Who is wanted."""
        return NewPerson(self.user.text(), self.name.text(), self.roles.chosen(), self.password.text())

    def accept(self) -> None:
        """Ask for it; the dialog stays until it is done."""
        self.tell("")
        self.tried.emit()

    def tell(self, sentence: str) -> None:
        """What stands in the way."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))
