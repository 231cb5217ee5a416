"""The accounts of an office, as an administrator keeps them; the first of them switches log-in on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from qcy_desktop.domain.accounts import Account, Right, Role
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
"""Without those that are taken for one another when read from a slip of paper."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Whoever acts needs the right 管理账号; every act is recorded. Raises KnownError E-RIGHT and the store's own."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def listed(self) -> tuple[Account, ...]:
        """Every account by name; none while log-in is not in use."""
        if not self.store.accounts.any():
            return ()
        self.hand().require(Right.ACCOUNTS)
        now = self.clock()
        return tuple(_as_of(account, now) for account in self.store.accounts.listed())

    def begin(self, name: str, shown_name: str, password: str) -> None:
        """Make the first account, an administrator's: from now on everybody logs in.

        Raises KnownError E-ACCOUNT-BEGUN when there is one already, E-ACCOUNT-NAME, E-PASSWORD-WEAK.
        """
        if self.store.accounts.any():
            raise KnownError("E-ACCOUNT-BEGUN", "本单位已经启用账号。", "请由管理员登录后添加账号。")
        account = NewAccount(_name(name), _shown(shown_name), frozenset({Role.ADMIN}), password)
        self.store.accounts.add(account, account.name, self.clock())

    def add(self, account: NewAccount) -> None:
        """Give somebody an account; the password is only good for choosing another one."""
        if not account.roles:
            raise KnownError("E-ACCOUNT-ROLE", "没有选角色。", "请至少选一个角色，如 窗口。")
        made = NewAccount(_name(account.name), _shown(account.shown_name), account.roles, account.password)
        with self._acting() as who:
            self.store.accounts.add(made, who, self.clock())

    def set_roles(self, name: str, roles: frozenset[Role]) -> None:
        """Give an account other roles; whoever sits logged in with it must log in again."""
        if not roles:
            raise KnownError("E-ACCOUNT-ROLE", "没有选角色。", "请至少选一个角色；不再使用的账号请停用。")
        with self._acting() as who:
            self.store.accounts.set_roles(name, roles, who, self.clock())

    def reset(self, name: str, password: str) -> None:
        """Give somebody a first password again."""
        with self._acting() as who:
            self.store.accounts.reset(name, password, who, self.clock())

    def switch(self, name: str, *, active: bool) -> None:
        """Switch an account off, at once and everywhere, or on again."""
        with self._acting() as who:
            self.store.accounts.switch(name, who, self.clock(), active=active)

    def unlock(self, name: str) -> None:
        """End a lock-out before its time."""
        with self._acting() as who:
            self.store.accounts.unlock(name, who, self.clock())

    @contextmanager
    def _acting(self) -> Iterator[str]:
        hand = self.hand()
        if not self.store.accounts.any():
            raise KnownError("E-ACCOUNT-NONE", "本单位尚未启用账号。", "请先建立第一个管理员账号。")
        hand.require(Right.ACCOUNTS)
        with self.store.acting(hand.session):
            yield hand.who


def first_password() -> str:
    """Something to hand over on a slip of paper, kept until the first log-in; always within the rules."""
    parts = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2)]
    tail = "".join(secrets.choice(_DIGITS) for _ in range(4))
    return f"{parts[0].capitalize()}-{parts[1]}-{tail}"


def _as_of(account: Account, now: datetime) -> Account:
    """An account whose lock-out is over is not locked."""
    over = account.locked_until is not None and account.locked_until <= now
    return replace(account, locked_until=None) if over else account


def _name(name: str) -> str:
    """A log-in name that can be typed on every keyboard and cannot be mistaken. Raises KnownError E-ACCOUNT-NAME."""
    plain = name.strip().lower()
    if not (2 <= len(plain) <= 32 and plain.isascii() and plain.replace("-", "").replace(".", "").isalnum()):
        sentence = f"用户名“{name.strip()}”不合要求。"
        raise KnownError("E-ACCOUNT-NAME", sentence, "请用 2 至 32 个小写字母、数字、点或短横，如 li.min。")
    return plain


def _shown(name: str) -> str:
    if not name.strip():
        raise KnownError("E-ACCOUNT-SHOWN", "没有填姓名。", "请填写本人姓名，文书上会写明经办人。")
    return name.strip()
