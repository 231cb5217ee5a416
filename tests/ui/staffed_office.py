"""An office that keeps accounts, on a real store: an administrator, a counter clerk and a policy officer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from qcy_desktop.app.window import Places
from qcy_desktop.domain.accounts import Role
from qcy_desktop.paths import UserFolder, find_bundled
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount

FIRST, SECOND, LATER = "Weiyang#2026a", "Fengxi#2026b", "Jinghe#2027c"
"""A first password as the administrator gives it, and two chosen by their owners."""


def now() -> datetime:
    return datetime.now(UTC)


def staffed(folder: Path) -> Places:
    """王主任 (管理 and 负责人, password FIRST), 李工 (窗口, SECOND), 赵工 (政策, FIRST, must change it)."""
    bundled = find_bundled()
    places = Places(bundled, UserFolder(folder).make(), (bundled.rules,))
    with Storage.open(places.user.root, places.bundled.migrations) as store:
        accounts = store.accounts
        accounts.add(NewAccount("wang", "王主任", frozenset({Role.ADMIN, Role.HEAD}), FIRST), "wang", now())
        with store.acting(accounts.login("wang", FIRST, now())):
            accounts.add(NewAccount("li", "李工", frozenset({Role.COUNTER}), FIRST), "wang", now())
            accounts.add(NewAccount("zhao", "赵工", frozenset({Role.POLICY}), FIRST), "wang", now())
        accounts.change_password(accounts.login("li", FIRST, now()), FIRST, SECOND, now())
    return places
