"""Backups that nobody has to think of: one a day, and how old the newest is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qcy_desktop.domain.facts import FactDef, Sensitivity
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Opening, Storage

DAILY = timedelta(hours=20)
"""A little less than a day, so that a desk opening at nine every morning really makes one every day."""


def how_to_open(facts: Iterable[FactDef], hall: str = "") -> Opening:
    """How an office opens its store: personal facts stay out of the audit chain; a shared hall is reached by its address."""
    personal = frozenset(fact.id for fact in facts if fact.sensitivity is Sensitivity.PERSONAL)
    return Opening(personal=personal, url=hall)


@dataclass(frozen=True, slots=True)
class Safekeeping:
    """Looks after the backups of one store."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def newest(self) -> datetime | None:
        """When the newest finished backup was made, None when there is none."""
        made = self.store.care.backups()
        return made[0].made_at if made else None

    def is_due(self) -> bool:
        """Whether today's backup is still to be made. A shared hall is backed up by whoever runs its server."""
        if self.store.opening.url:
            return False
        newest = self.newest()
        return newest is None or self.clock() - newest >= DAILY

    def back_up_if_due(self) -> bool:
        """Make today's backup unless there is one; answers whether one was made. Raises KnownError."""
        if not self.is_due():
            return False
        hand = self.hand()
        with self.store.acting(hand.session):
            self.store.care.backup(hand.who, self.clock())
        return True

    def sentence(self) -> str:
        """How old the newest backup is, for the status line."""
        if self.store.opening.url:
            return "大厅数据库由服务器备份"
        newest = self.newest()
        return "尚未备份" if newest is None else f"{_age(self.clock() - newest)}备份"


def _age(passed: timedelta) -> str:
    if passed < timedelta(hours=1):
        return "刚刚"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} 小时前"
    return f"{passed.days} 天前"
