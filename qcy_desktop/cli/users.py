"""The commands ``user …``: accounts from a terminal, with the same rights as in the window.

Passwords never stand on the command line: standard input gives that of --user first, then a new one where one is needed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qcy_desktop.cli.place import Call, say
from qcy_desktop.cli.store import hand_for, opened
from qcy_desktop.domain.accounts import Account, Role
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.staff import Staff
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount


def add_commands(commands: Any) -> None:
    """Adds ``user``."""
    user = commands.add_parser("user", help="账号：列出、添加、角色、重置密码、停用、解锁")
    parts = user.add_subparsers(title="做什么", metavar="做什么", parser_class=type(user), required=True)
    listed = parts.add_parser("list", help="列出账号")
    listed.add_argument("--json", action="store_true", help="答复写成 JSON")
    listed.set_defaults(act=run_list)
    add = parts.add_parser("add", help="添加账号；第一个必须是管理员。初始密码从标准输入读入")
    add.add_argument("name", metavar="用户名")
    add.add_argument("--shown", required=True, metavar="姓名")
    add.add_argument(
        "--role", action="append", default=[], metavar="角色", help="窗口、审核、负责人、政策、管理，可写多次"
    )
    add.set_defaults(act=run_add)
    roles = parts.add_parser("roles", help="改角色")
    roles.add_argument("name", metavar="用户名")
    roles.add_argument("role", nargs="+", metavar="角色")
    roles.set_defaults(act=run_roles)
    for word, act, words in (
        ("reset", run_reset, "重置密码；新的初始密码从标准输入读入"),
        ("disable", run_disable, "停用账号"),
        ("enable", run_enable, "重新启用账号"),
        ("unlock", run_unlock, "解除锁定"),
    ):
        part = parts.add_parser(word, help=words)
        part.add_argument("name", metavar="用户名")
        part.set_defaults(act=act)
    parts.add_parser("password", help="修改自己的密码：标准输入依次给出现密码和新密码").set_defaults(act=run_password)


@contextmanager
def _staff(call: Call) -> Iterator[Staff]:
    with opened(call) as store:
        hand = hand_for(call, store)
        yield Staff(store, lambda: hand, call.places.now)


def run_list(call: Call) -> int:
    """Every account on a line."""
    with _staff(call) as staff:
        accounts = staff.listed()
    if call.asked.json:
        say(json.dumps([_plain(one) for one in accounts], ensure_ascii=False, indent=2))
        return 0
    for one in accounts:
        say(f"{one.name}　{one.shown_name}　{_roles(one)}　{state_words(one)}")
    say(f"共 {len(accounts)} 个账号" if accounts else "尚未启用账号")
    return 0


def run_add(call: Call) -> int:
    """Adds an account; without any yet, the first administrator, which switches log-in on."""
    asked = call.asked
    with opened(call) as store:
        if not store.accounts.any():
            return _begin(call, store)
        hand = hand_for(call, store)
        account = NewAccount(asked.name, asked.shown, _read_roles(asked.role), _line())
        Staff(store, lambda: hand, call.places.now).add(account)
    say(f"已添加账号 {asked.name}，首次登录须改密码")
    return 0


def _begin(call: Call, store: Storage) -> int:
    asked = call.asked
    if _read_roles(asked.role) != {Role.ADMIN}:
        raise KnownError("E-ACCOUNT-FIRST", "第一个账号必须是管理员。", "请写 --role 管理")
    Staff(store, Hand.nobody, call.places.now).begin(asked.name, asked.shown, _line())
    say(f"已启用账号，管理员 {asked.name}；今后办理业务都要登录")
    return 0


def run_roles(call: Call) -> int:
    """Gives an account other roles."""
    roles = _read_roles(call.asked.role)
    with _staff(call) as staff:
        staff.set_roles(call.asked.name, roles)
    say(f"{call.asked.name} 的角色：{'、'.join(role for role in Role if role in roles)}")
    return 0


def run_reset(call: Call) -> int:
    """Gives a first password again."""
    with _staff(call) as staff:
        staff.reset(call.asked.name, _line())
    say(f"{call.asked.name} 的密码已重置，登录后须改密码")
    return 0


def run_disable(call: Call) -> int:
    """Switches an account off."""
    with _staff(call) as staff:
        staff.switch(call.asked.name, active=False)
    say(f"{call.asked.name} 已停用")
    return 0


def run_enable(call: Call) -> int:
    """Switches an account on again."""
    with _staff(call) as staff:
        staff.switch(call.asked.name, active=True)
    say(f"{call.asked.name} 已启用")
    return 0


def run_unlock(call: Call) -> int:
    """Ends a lock-out."""
    with _staff(call) as staff:
        staff.unlock(call.asked.name)
    say(f"{call.asked.name} 已解除锁定")
    return 0


def run_password(call: Call) -> int:
    """Changes the own password."""
    if not call.user:
        raise KnownError("E-LOGIN-NEEDED", "修改密码要写明是谁。", "请加 --user 用户名")
    with opened(call) as store:
        now, old = call.places.now(), _line()
        store.accounts.change_password(store.accounts.login(call.user, old, now), old, _line(), now)
    say("密码已修改")
    return 0


def state_words(account: Account) -> str:
    """How an account stands, in a clerk's words."""
    if not account.active:
        return "停用"
    if account.locked_until is not None:
        return f"锁定到 {account.locked_until.astimezone():%Y-%m-%d %H:%M}"
    return "待改密码" if account.must_change else "正常"


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _read_roles(words: list[str]) -> frozenset[Role]:
    for word in words:
        if word not in list(Role):
            raise KnownError("E-ACCOUNT-ROLE", f"没有“{word}”这个角色。", nearest(word, list(Role)) or "、".join(Role))
    return frozenset(Role(word) for word in words)


def _roles(account: Account) -> str:
    return "、".join(role for role in Role if role in account.roles)


def _plain(account: Account) -> dict[str, object]:
    moments = {"locked_until": account.locked_until, "last_login": account.last_login}
    said = {"name": account.name, "shown_name": account.shown_name, "roles": [r for r in Role if r in account.roles]}
    return {
        **said,
        "active": account.active,
        "must_change": account.must_change,
        **{name: None if moment is None else moment.isoformat() for name, moment in moments.items()},
    }
