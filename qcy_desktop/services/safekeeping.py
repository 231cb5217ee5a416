"""Backups that nobody has to think of: one a day, and how old the newest is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from qcy_desktop.domain.facts import FactDef, RecordDef, Sensitivity
from qcy_desktop.services.casework import Hand
from qcy_desktop.settings import Settings
from qcy_desktop.storage import Opening, Storage

DAILY = timedelta(hours=20)
"""A little less than a day, so that a desk opening at nine every morning really makes one every day."""


def how_to_open(declared: Iterable[FactDef | RecordDef], settings: Settings, passphrase: str = "") -> Opening:
    """How this machine opens its store: what is personal stays out of the audit chain, the rest is as the settings say.

    A kind of records is personal when one of its fields is.
    """
    personal = frozenset(one.id for one in declared if _is_personal(one))
    second = Path(settings.second_backup) if settings.second_backup else None
    return Opening(
        personal=personal,
        url=settings.hall,
        passphrase=passphrase,
        second_target=second,
        anywhere=settings.any_folder,
    )


def _is_personal(one: FactDef | RecordDef) -> bool:
    fields = one.fields if isinstance(one, RecordDef) else (one,)
    return any(field.sensitivity is Sensitivity.PERSONAL for field in fields)


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
        """How old the newest backup is, for the status line, and that the second place lacks it."""
        if self.store.opening.url:
            return "大厅数据库由服务器备份"
        newest = self.newest()
        said = "尚未备份" if newest is None else f"{_age(self.clock() - newest)}备份"
        return f"{said}，第二备份位置缺份！" if self.lacking() else said

    def lacking(self) -> str:
        """What is wrong with the second place, in a sentence with its cure; empty when it has the newest backup too."""
        found = self.store.care.second_place()
        return "" if found is None else f"{found.sentence}请插好备份盘或接通共享文件夹，再备份一次。"


def _age(passed: timedelta) -> str:
    if passed < timedelta(hours=1):
        return "刚刚"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} 小时前"
    return f"{passed.days} 天前"
