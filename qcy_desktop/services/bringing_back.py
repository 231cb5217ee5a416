"""Restoring a backup as an act of somebody who may: tells first what will be lost, proves afterwards what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, BackupFile, Finding
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Opening, Storage, backups
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed

BROKEN = frozenset({"E-DB-CORRUPT", "E-DB-KEY", "E-DB-OPEN", "E-DB-FOREIGN", "E-DB-SWAPPED", "E-DB-UPGRADE"})
"""Faults of a database that a restore is the cure for; it cannot be asked who may."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a restore would take back: the acts done since the backup, newest first."""

    backup: BackupFile
    acts: tuple[AuditRow, ...]

    @property
    def sentence(self) -> str:
        """For the person who is about to confirm."""
        made = f"{self.backup.made_at.astimezone():%Y-%m-%d %H:%M}"
        if not self.acts:
            return f"这份备份制作于 {made}，此后没有新的操作，不会丢失内容。"
        people = "、".join(sorted({act.who or "系统" for act in self.acts}))
        return f"这份备份制作于 {made}，此后 {people} 的 {len(self.acts)} 步操作不在其中；恢复前的数据库会留作副本。"


def loss_of(store: Storage, backup: Path) -> Loss:
    """What restoring this file would lose. Raises KnownError E-FILE, E-BACKUP-BAD."""
    described = look_at(backup, store.opening)
    return Loss(described, store.care.lost_by_restoring(described))


def look_at(backup: Path, opening: Opening) -> BackupFile:
    """What is known of a backup file: as written down beside it, else as found by checking it now."""
    if not backup.is_file():
        raise KnownError("E-FILE", f"找不到备份文件 {backup}", "用 qcy db url 查看备份目录")
    return backups.described(backup) or backups.check_copy(backup, opening)


def refuse_without_right(hand: Hand) -> None:
    """Raises KnownError E-RIGHT when somebody logged in may not restore."""
    hand.require(Right.RESTORE)


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """Where the former database lies now (None: there was none), and what the check of the restored one found."""

    aside: Path | None
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Folder:
    """A user's folder with its store closed, and how to open it."""

    root: Path
    migrations: Path
    opening: Opening


def bring_back(folder: Folder, backup: Path, hand: Hand, signed: Signed) -> BroughtBack:
    """Put a backup in the place of the present database and check what is there then. Raises as `restore` does, E-RIGHT."""
    refuse_without_right(hand)
    aside = restore(folder.root, backup, signed, folder.opening)
    with Storage.open(folder.root, folder.migrations, folder.opening) as store:
        return BroughtBack(aside, store.care.check())
