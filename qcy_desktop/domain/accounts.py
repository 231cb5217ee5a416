"""Who may do what: roles of the hall, the rights they carry, and the session of somebody who has logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qcy_desktop.domain.errors import KnownError


class Role(StrEnum):
    """The five kinds of people who log in."""

    COUNTER = "窗口"
    REVIEW = "审核"
    HEAD = "负责人"
    POLICY = "政策"
    ADMIN = "管理"


class Right(StrEnum):
    """What can be refused, in the words of the refusal."""

    ENTER = "录入企业"
    REMOVE = "删除企业"
    IMPORT = "批量导入"
    ASSESS = "保存评估"
    PRINT = "出具文书"
    ACCEPT = "受理办件"
    REVIEW = "审核办件"
    APPROVE = "审定办件"
    PAY = "办理拨付"
    SEE_PERSONAL = "查看完整个人信息"
    ERASE_PERSONAL = "清除个人信息"
    EDIT_RULES = "修改政策规则"
    VERIFY_RULES = "核定政策规则"
    INSTALL_PACKS = "安装政策包"
    ACCOUNTS = "管理账号"
    BACKUP = "备份数据"
    RESTORE = "恢复数据"
    ARCHIVE = "归档往年数据"
    READ_AUDIT = "查看审计记录"
    OFFICE = "修改单位设置"


_EVERYBODY = frozenset({Right.BACKUP})
_DESK = frozenset({Right.ENTER, Right.ASSESS, Right.PRINT, Right.SEE_PERSONAL})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.COUNTER: _EVERYBODY | _DESK | {Right.ACCEPT, Right.REMOVE},
    Role.REVIEW: _EVERYBODY | _DESK | {Right.ACCEPT, Right.REVIEW, Right.IMPORT},
    Role.HEAD: _EVERYBODY | _DESK | {Right.REVIEW, Right.APPROVE, Right.PAY, Right.IMPORT, Right.READ_AUDIT},
    Role.POLICY: _EVERYBODY | {Right.EDIT_RULES, Right.VERIFY_RULES, Right.INSTALL_PACKS},
    Role.ADMIN: _EVERYBODY
    | {
        Right.ACCOUNTS,
        Right.RESTORE,
        Right.READ_AUDIT,
        Right.OFFICE,
        Right.INSTALL_PACKS,
        Right.ERASE_PERSONAL,
        Right.ARCHIVE,
    },
}


def written_roles(roles: frozenset[Role]) -> str:
    """Roles as they are kept: in the order of `Role`, with commas between."""
    return ",".join(role for role in Role if role in roles)


def holders_of(right: Right) -> str:
    """Who may use a right, in words: 窗口人员、负责人."""
    return "、".join(role if role.endswith("人") else f"{role}人员" for role in Role if right in RIGHTS[role])


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has given the right password. While `must_change` holds, no right does."""

    user: str
    shown_name: str
    roles: frozenset[Role]
    since: datetime
    must_change: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """All that the roles together allow."""
        if self.must_change:
            return frozenset()
        return frozenset(right for role in self.roles for right in RIGHTS[role])

    def require(self, right: Right) -> None:
        """Raises KnownError E-RIGHT when this person may not."""
        if right in self.rights:
            return
        if self.must_change:
            raise KnownError("E-PASSWORD-CHANGE", "首次登录或重置后必须先修改密码。", "请先修改密码再办理业务。")
        cure = f"请由{holders_of(right)}办理，或请管理员调整角色。"
        raise KnownError("E-RIGHT", f"“{self.shown_name}”没有“{right}”的权限。", cure)

    def require_other_than(self, first: str) -> None:
        """The two-person rule: raises KnownError E-TWO-PERSON when both hands belong to one person."""
        if self.user == first:
            raise KnownError("E-TWO-PERSON", "同一件事须由两人办理，不能自己复核自己。", "请由另一位有权限的人员复核。")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as shown to the administrator; never with its password."""

    name: str
    shown_name: str
    roles: frozenset[Role]
    active: bool
    must_change: bool
    failures: int
    locked_until: datetime | None
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must be, how often it may be wrong, and how much work its hash is (argon2id)."""

    shortest: int = 10
    kinds: int = 3
    most_failures: int = 5
    locked_for: timedelta = timedelta(minutes=15)
    oldest: timedelta = timedelta(days=180)
    rounds: int = 3
    memory_kib: int = 65_536

    def complain(self, password: str, name: str) -> str | None:
        """What is wrong with a new password, in a sentence; None when it will do."""
        return next((f"密码不合要求：{rule}。" for rule, holds in self.kept(password, name) if not holds), None)

    def kept(self, password: str, name: str) -> tuple[tuple[str, bool], ...]:
        """Every rule in words, and whether this password keeps it."""
        low, named = password.lower(), name.strip().lower()
        guessed = any(word in low for word in _GUESSED) or _is_a_run(password)
        return (
            (f"至少 {self.shortest} 位", len(password) >= self.shortest),
            (f"含大写字母、小写字母、数字、符号中的至少 {self.kinds} 种", _kinds(password) >= self.kinds),
            ("不能含有用户名", not named or named not in low),
            ("不能是常见或重复的密码", not guessed),
        )


_GUESSED = ("password", "qwerty", "admin", "12345678", "xixian", "qinchuang", "88888888", "66666666", "abcd1234")


def _kinds(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(character) for character in password) for test in tests)


def _is_a_run(password: str) -> bool:
    return len(set(password)) < 5
