"""Who sits at this desk now: the one place that holds the present hand, and the door it is changed through."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.accounts import PasswordPolicy, Right, Role, Session
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage.accounts import Accounts
from qcy_desktop.ui.people.gate import NOBODY, Seated

NO_ACCOUNTS = "尚未启用账号"


@dataclass(slots=True, kw_only=True)
class Seat:
    """Every desk is handed `seat.hand` itself, never its value, so that a change of clerk reaches them all.

    `alone` is who acts while the office keeps no accounts. Changes of the seat are made on the store worker, behind
    whatever the former clerk had begun.
    """

    alone: Hand
    now: Callable[[], datetime]
    accounts: Accounts | None = None
    policy: PasswordPolicy = dataclasses.field(default_factory=PasswordPolicy)
    minutes: Callable[[], int] = lambda: 0
    _keeps: bool = False
    _session: Session | None = None

    def __post_init__(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Ask the store whether the office keeps accounts by now."""
        self._keeps = self.accounts is not None and self.accounts.any()

    def hand(self) -> Hand:
        """Who acts at this moment."""
        if not self._keeps:
            return self.alone
        return Hand.nobody() if self._session is None else Hand.of(self._session)

    def keeps_accounts(self) -> bool:
        return self._keeps

    def idle_minutes(self) -> int:
        return self.minutes()

    def seated(self) -> Seated:
        if not self._keeps:
            return Seated(self.alone.who)
        if self._session is None:
            return NOBODY
        held = self._session
        roles = "、".join(role for role in Role if role in held.roles)
        return Seated(held.shown_name, held.user, roles, held.must_change)

    def why_not(self, *rights: Right) -> str:
        """Why none of these rights is held, as a sentence; empty when one is."""
        hand = self.hand()
        if any(right in hand.rights for right in rights) or not rights:
            return ""
        if hand.session is None:
            return "请先登录"
        try:
            hand.session.require(rights[0])
        except KnownError as refusal:
            return refusal.sentence + refusal.cure
        return ""

    def log_in(self, user: str, password: str) -> Seated:
        """Seat whoever gives the right password; with a wrong one everything stays as it was. Raises KnownError E-LOGIN…"""
        self._session = self._kept().login(user.strip(), password, self.now())
        return self.seated()

    def change_password(self, old: str, new: str) -> Seated:
        """Give the seated clerk another password. Raises KnownError E-LOGIN…, E-PASSWORD-WEAK."""
        self._session = self._kept().change_password(self._required(), old, new, self.now())
        return self.seated()

    def log_out(self) -> None:
        """Leave the chair empty."""
        self._session = None

    def password_faults(self, new: str) -> tuple[tuple[str, bool], ...]:
        """Each rule for a new password, and whether this one keeps it."""
        return self.policy.kept(new, self.seated().user)

    def _kept(self) -> Accounts:
        if self.accounts is None:
            raise KnownError("E-LOGIN-NONE", "本单位尚未启用账号，不用登录。", "请管理员先在“管理”里启用账号。")
        return self.accounts

    def _required(self) -> Session:
        if self._session is None:
            raise KnownError("E-LOGIN-NEEDED", "办理这项业务要先登录。", "请登录后再试。")
        return self._session
