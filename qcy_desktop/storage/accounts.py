"""Accounts: slow salted hashes, lock-out after failures, and requests that a second person must settle."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, insert, select, update

from qcy_desktop.domain.accounts import Account, Right, Role, Session, written_roles
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import audit
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.permits import require_fresh
from qcy_desktop.storage.plain import digest
from qcy_desktop.storage.tables import Columns, requests, users
from qcy_desktop.storage.work import Signed, Work, missing


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; its owner changes the password at the first log-in."""

    name: str
    shown_name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True, slots=True)
class Request:
    """An act that waits for a second person. `granted` is None while it waits."""

    id: int
    act: str
    kind: str
    record: str
    body: str
    needed: Right
    asked_by: str
    asked_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    granted: bool | None


class Accounts:
    """Made by `Storage.accounts`. Acts on accounts are written under `Core.acting` of an administrator's session."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._policy = core.opening.passwords
        self._hasher = PasswordHasher(time_cost=self._policy.rounds, memory_cost=self._policy.memory_kib)

    def any(self) -> bool:
        """Whether there is any account yet; without one the program runs without log-in."""
        with self._core.reading() as connection:
            return connection.execute(select(users.c.id).limit(1)).first() is not None

    def add(self, account: NewAccount, who: str, when: datetime) -> None:
        """Make an account. The first one must be a 管理 and keeps its password; all others must change it.

        Raises KnownError E-PASSWORD-WEAK, E-ACCOUNT-TWIN, E-ACCOUNT-FIRST, E-RIGHT.
        """
        self._require_good(account.password, account.name)
        hashed = self._hasher.hash(account.password)
        with self._core.transaction() as work:
            first = work.connection.execute(select(users.c.id).limit(1)).first() is None
            if first and Role.ADMIN not in account.roles:
                raise KnownError("E-ACCOUNT-FIRST", "第一个账号必须是管理员。", "请先建立管理员账号。")
            if _row(work, account.name) is not None:
                raise KnownError("E-ACCOUNT-TWIN", f"用户名“{account.name}”已有人用。", "请换一个用户名。")
            after = {"shown_name": account.shown_name, "roles": written_roles(account.roles)}
            life = {"failures": 0, "must_change": not first, "active": True, "changed_at": when}
            row = {"name": account.name, "password": hashed, **after, **life}
            # Recorded before the row is there: the first account of all is made without a log-in.
            act = audit.Act("account.new", "account", account.name, {}, {**after, "seal": _seal(row)})
            audit.append(work, Signed(who, when), act)
            work.connection.execute(insert(users).values(**row))

    def login(self, name: str, password: str, when: datetime) -> Session:
        """A session for the right password.

        Raises KnownError E-LOGIN for a wrong name or password (which one is not said, and takes as long),
        E-LOGIN-LOCKED after too many failures, E-LOGIN-OFF for an account that was switched off. Each is recorded.
        """
        with self._core.reading() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).mappings().first()
        locked = row is not None and row["locked_until"] is not None and row["locked_until"] > when
        right = self._matches(None if row is None else row["password"], password)
        outcome = Outcome(name, when, right=right, locked=locked)
        if self._core.opening.read_only:
            refusal = self._judge_only(row, outcome)
        else:
            with self._core.acting(None), self._core.transaction() as work:
                refusal = self._book(work, row, outcome)
        if refusal is not None or row is None:
            raise refusal or _wrong()
        if not self._core.opening.read_only and self._hasher.check_needs_rehash(row["password"]):
            self._write_password(password, Signed(name, when), "password.rehash", {})
        aged = when - row["changed_at"] > self._policy.oldest
        return Session(name, row["shown_name"], _roles(row["roles"]), when, must_change=row["must_change"] or aged)

    def _judge_only(self, row: Columns | None, outcome: Outcome) -> KnownError | None:
        """The refusal where nothing can be counted or recorded: whoever may look at a full disk's data still must be known."""
        if row is None or not outcome.right:
            return _locked(row["locked_until"]) if row is not None and outcome.locked else _wrong()
        with self._core.reading() as connection:
            if _seal(row) != sealed(connection, outcome.name):
                return _forged()
        if outcome.locked:
            return _locked(row["locked_until"])
        return None if row["active"] else _off()

    def _book(self, work: Work, row: Columns | None, outcome: Outcome) -> KnownError | None:
        """Count and record one attempt; returns the refusal, if any, so that the count outlives it."""
        fresh = None if row is None else _row(work, outcome.name)
        if fresh is None:
            _record(work, "login.failed", outcome)
            return _wrong()
        if outcome.locked:
            _record(work, "login.locked", outcome)
            return _locked(fresh["locked_until"])
        if _seal(fresh) != sealed(work.connection, outcome.name):
            _record(work, "login.forged", outcome)
            return _forged()
        if not outcome.right:
            return self._count_failure(work, fresh, outcome)
        if not fresh["active"]:
            _record(work, "login.off", outcome)
            return _off()
        cleared = {"failures": 0, "locked_until": None, "last_login": outcome.when}
        work.connection.execute(update(users).where(users.c.id == fresh["id"]).values(**cleared))
        _record(work, "login", outcome)
        return None

    def _count_failure(self, work: Work, row: Columns, outcome: Outcome) -> KnownError:
        failures = row["failures"] + 1
        full = failures >= self._policy.most_failures
        until = outcome.when + self._policy.locked_for if full else None
        values = {"failures": 0 if full else failures, "locked_until": until}
        work.connection.execute(update(users).where(users.c.id == row["id"]).values(**values))
        _record(work, "login.failed", outcome)
        return _locked(until) if until is not None else _wrong()

    def _matches(self, hashed: str | None, password: str) -> bool:
        if hashed is None:
            # As much work for an unknown name, so that the time does not betray which names there are.
            self._hasher.hash(password)
            return False
        try:
            return self._hasher.verify(hashed, password)
        except VerificationError:
            return False

    def confirm(self, session: Session, password: str, when: datetime) -> Session:
        """The same person again, as after an idle lock. Raises as `login` does."""
        return self.login(session.user, password, when)

    def change_password(self, session: Session, old: str, new: str, when: datetime) -> Session:
        """Replace one's own password. Raises KnownError E-LOGIN…, E-PASSWORD-WEAK."""
        self.login(session.user, old, when)
        self._require_good(new, session.user)
        if new == old:
            raise _weak("新密码不能与旧密码相同。")
        values = {"must_change": False, "changed_at": when}
        self._write_password(new, Signed(session.user, when), "password.change", values)
        return self.login(session.user, new, when)

    def _write_password(self, password: str, signed: Signed, act: str, values: dict[str, Any]) -> None:
        hashed = self._hasher.hash(password)
        with self._core.acting(None), self._core.transaction() as work:
            changed = update(users).where(users.c.name == signed.who).values(password=hashed, **values)
            work.connection.execute(changed)
            _sign(work, signed, audit.Act(act, "account", signed.who))

    def reset(self, name: str, password: str, who: str, when: datetime) -> None:
        """Give somebody a first password again, to be changed at log-in. Raises KnownError E-PASSWORD-WEAK."""
        self._require_good(password, name)
        values = {"password": self._hasher.hash(password), "must_change": True, "failures": 0, "locked_until": None}
        self._alter(name, audit.Act("account.reset", "account", name), values | {"changed_at": when}, Signed(who, when))

    def set_roles(self, name: str, roles: frozenset[Role], who: str, when: datetime) -> None:
        """Give an account other roles. Raises KnownError E-ACCOUNT-LAST when no 管理 would be left."""
        act = audit.Act("account.roles", "account", name, {}, {"roles": written_roles(roles)})
        self._alter(name, act, {"roles": written_roles(roles)}, Signed(who, when))

    def switch(self, name: str, who: str, when: datetime, *, active: bool) -> None:
        """Switch an account off or on again. Raises KnownError E-ACCOUNT-LAST when no 管理 would be left."""
        act = audit.Act("account.off", "account", name, {}, {"active": active})
        self._alter(name, act, {"active": active}, Signed(who, when))

    def unlock(self, name: str, who: str, when: datetime) -> None:
        """End a lock-out before its time."""
        values = {"failures": 0, "locked_until": None}
        self._alter(name, audit.Act("account.unlock", "account", name), values, Signed(who, when))

    def _alter(self, name: str, act: audit.Act, values: dict[str, Any], signed: Signed) -> None:
        with self._core.transaction() as work:
            if work.session is not None:
                require_fresh(work, work.session)
            if _row(work, name) is None:
                raise missing("账号", name)
            work.connection.execute(update(users).where(users.c.name == name).values(**values))
            _sign(work, signed, act)
            left = work.connection.execute(select(users.c.roles).where(users.c.active)).scalars()
            if not any(Role.ADMIN in _roles(roles) for roles in left):
                raise KnownError("E-ACCOUNT-LAST", "至少要留一个可用的管理员账号。", "请先把管理员角色交给别人。")

    def listed(self) -> tuple[Account, ...]:
        """Every account by name."""
        with self._core.reading() as connection:
            rows = connection.execute(select(users).order_by(users.c.name)).mappings()
            return tuple(_account(row) for row in rows)

    def _require_good(self, password: str, name: str) -> None:
        complaint = self._policy.complain(password, name)
        if complaint is not None:
            raise _weak(complaint)

    # The two-person rule

    def ask(self, session: Session, act: audit.Act, needed: Right, when: datetime) -> int:
        """Ask for an act that a second person with the right `needed` must settle. Returns the request's id."""
        with self._core.acting(session), self._core.transaction() as work:
            values: dict[str, Any] = {
                "act": act.act,
                "kind": act.kind,
                "record": act.record,
                "body": audit.written(act.after),
            }
            values |= {"needed": needed.value, "asked_by": session.user, "asked_at": when}
            id = work.add(requests, values)
            asked = audit.Act("request.ask", "request", str(id), {}, {"act": act.act, "record": act.record})
            audit.append(work, Signed(session.user, when), asked)
            return id

    def waiting(self) -> tuple[Request, ...]:
        """Requests that nobody has settled, oldest first."""
        with self._core.reading() as connection:
            query = select(requests).where(requests.c.granted.is_(None)).order_by(requests.c.id)
            return tuple(_request(row) for row in connection.execute(query).mappings())

    def settle(self, session: Session, id: int, when: datetime, *, granted: bool) -> Request:
        """Grant or refuse. Raises KnownError E-TWO-PERSON for one's own request, E-RIGHT, E-DB-CONFLICT when settled."""
        with self._core.acting(session), self._core.transaction() as work:
            found = work.connection.execute(select(requests).where(requests.c.id == id)).mappings().first()
            if found is None:
                raise missing("待复核事项", id)
            request = _request(found)
            session.require_other_than(request.asked_by)
            session.require(request.needed)
            if request.granted is not None:
                raise KnownError("E-DB-CONFLICT", f"该事项已由“{request.settled_by}”复核。", "请刷新列表。")
            values = {"settled_by": session.user, "settled_at": when, "granted": granted}
            work.connection.execute(update(requests).where(requests.c.id == id).values(**values))
            settled = audit.Act("request.settle", "request", str(id), {}, {"granted": granted})
            audit.append(work, Signed(session.user, when), settled)
        return dataclasses.replace(request, settled_by=session.user, settled_at=when, granted=granted)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt to log in, as judged."""

    name: str
    when: datetime
    right: bool
    locked: bool


def _record(work: Work, act: str, outcome: Outcome) -> None:
    audit.append(work, Signed("", outcome.when), audit.Act(act, "account", outcome.name))


def _sign(work: Work, signed: Signed, act: audit.Act) -> None:
    """Record a change of an account together with a digest of what it now is."""
    row = _row(work, act.record)
    if row is not None:
        audit.append(work, signed, dataclasses.replace(act, after={**act.after, "seal": _seal(row)}))


def _seal(row: Columns) -> str:
    said = [row[name] for name in ("name", "roles", "password", "must_change", "active")]
    return digest(audit.written(said))


def sealed(connection: Connection, name: str) -> str:
    """The digest of an account as last recorded."""
    links = audit.found(connection, audit.Asked(kind="account", record=name))
    return next((str(link.after["seal"]) for link in links if "seal" in link.after), "")


def forged(connection: Connection) -> tuple[str, ...]:
    """Names of accounts that are not as last recorded: somebody changed them past the program."""
    rows = connection.execute(select(users).order_by(users.c.name)).mappings().all()
    return tuple(row["name"] for row in rows if _seal(row) != sealed(connection, row["name"]))


def _row(work: Work, name: str) -> Columns | None:
    return work.connection.execute(select(users).where(users.c.name == name)).mappings().first()


def _roles(written: str) -> frozenset[Role]:
    return frozenset(Role(word) for word in written.split(",") if word)


def _account(row: Columns) -> Account:
    names = ("active", "must_change", "failures", "locked_until", "last_login")
    return Account(row["name"], row["shown_name"], _roles(row["roles"]), *(row[name] for name in names))


def _request(row: Columns) -> Request:
    return Request(**{**row, "needed": Right(row["needed"])})


def _wrong() -> KnownError:
    return KnownError("E-LOGIN", "用户名或密码不对。", "请核对大小写后重试；多次输错会暂时锁定。")


def _forged() -> KnownError:
    return KnownError("E-ACCOUNT-FORGED", "该账号的资料被绕过程序改动过，不能登录。", "请管理员核对后重置密码。")


def _off() -> KnownError:
    return KnownError("E-LOGIN-OFF", "该账号已停用。", "请联系管理员。")


def _locked(until: datetime) -> KnownError:
    minutes = f"{until.astimezone():%H:%M}"
    return KnownError("E-LOGIN-LOCKED", f"输错次数过多，该账号锁定到 {minutes}。", "请稍后再试，或请管理员解锁。")


def _weak(complaint: str) -> KnownError:
    return KnownError("E-PASSWORD-WEAK", complaint, "请换一个密码。")
