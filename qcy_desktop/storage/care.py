"""Care of the database: backups, checks, the audit chain read and verified, undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, BackupFile, ChangeRecord, Finding
from qcy_desktop.storage import audit, backups, cases, checking, contacts, enterprises, favourites, search
from qcy_desktop.storage.audit import Asked
from qcy_desktop.storage.belongings import undo_setting
from qcy_desktop.storage.checking import Part
from qcy_desktop.storage.core import BACKUPS, Core
from qcy_desktop.storage.faults import known_faults
from qcy_desktop.storage.permits import permit
from qcy_desktop.storage.shelf import FOLDER as ARCHIVES
from qcy_desktop.storage.tables import enterprises as enterprises_table
from qcy_desktop.storage.work import Signed, Work, missing

UNDOABLE = frozenset(
    {
        "enterprise.new",
        "enterprise.save",
        "enterprise.remove",
        "contact.save",
        "case.save",
        "office.set",
        "phrases.set",
        "filter.save",
        "filter.remove",
        "undo",
    }
)
"""Acts that can be taken back; undoing an undo is redo."""


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A finished backup, what went wrong at the second place (None: nothing), and which old ones were thinned out."""

    backup: BackupFile
    second: Finding | None
    thinned: tuple[str, ...]


class Care:
    """Made by `Storage.care`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._folder = core.folder / BACKUPS

    def backup(self, who: str, when: datetime, reason: str = "daily") -> BackupDone:
        """Copy, check, record, copy to the second place, thin. Raises KnownError E-DB-FULL, E-BACKUP-BAD, E-DB-HALL.

        `reason` is one short ASCII word; upgrade, restore and pack are kept longest.
        """
        opening = self._core.opening
        if opening.url:
            raise KnownError(
                "E-DB-HALL", "大厅数据库不在本机，不能在这里备份。", "请由服务器管理员用 pg_dump 定时备份。"
            )
        with self._core.raw() as raw:
            made = backups.back_up(raw, self._folder, opening, reason)
        with self._core.transaction() as work:
            audit.append(work, Signed(who, when), backups.link(made))
        self._core.remember()
        second = None
        if opening.second_target is not None:
            second = backups.copy_to(opening.second_target, self._folder, made)
            second = second or backups.copy_archives(opening.second_target / ARCHIVES, self._core.shelf.files())
        with known_faults():
            return BackupDone(made, second, backups.thin(self._folder, made.made_at))

    def hand_over(self, target: Path, who: str, when: datetime) -> BackupFile:
        """A checked copy into any folder, to carry to another computer; `restoring.restore` takes it in there."""
        with self._core.raw() as raw:
            made = backups.back_up(raw, target, self._core.opening, "move")
        with self._core.transaction() as work:
            audit.append(work, Signed(who, when), backups.link(made))
        return made

    def second_place(self) -> Finding | None:
        """Why the second place does not hold the newest backup; None when it does or when there is no such place."""
        place = self._core.opening.second_target
        if place is None or self._core.opening.url:
            return None
        return backups.lacking(place, self._folder)

    def backups(self) -> tuple[BackupFile, ...]:
        """The finished backups, newest first."""
        return backups.listed(self._folder)

    def lost_by_restoring(self, backup: BackupFile) -> tuple[AuditRow, ...]:
        """The acts done since a backup, newest first: what a restore would undo."""
        newer = audit.since(backup.audit_count)
        with self._core.reading() as connection:
            return tuple(audit.as_row(row) for row in connection.execute(newer).mappings())

    def check(self) -> tuple[Finding, ...]:
        """Look over pages, references, kept contents, search index and audit chain; empty when all is well."""
        return tuple(finding for part in self.report() for finding in part.findings)

    def report(self) -> tuple[Part, ...]:
        """The same part by part, each with how much was looked at."""
        with self._core.reading() as connection:
            return checking.database(connection, self._core.shelf)

    def check_backups(self) -> tuple[Finding, ...]:
        """Every backup that is not the file that was made; empty when all are."""
        with self._core.reading() as connection:
            return checking.backup_files(connection, self._folder, self._core.opening)

    def verify(self) -> tuple[Finding, ...]:
        """Every break of the audit chain, naming the link; empty when it is whole."""
        with self._core.reading() as connection:
            return audit.verify(connection)

    def rebuild_index(self) -> int:
        """File every enterprise anew for the search. Returns how many."""
        with self._core.transaction() as work:
            query = select(enterprises_table.c.id, enterprises_table.c.search_text)
            rows = [(row.id, row.search_text) for row in work.connection.execute(query)]
            return search.refile_all(work, rows)

    def audit(self, kind: str = "", record: str = "", limit: int = 200) -> tuple[AuditRow, ...]:
        """The newest links first, of one kind or one record if named; personal values sealed."""
        with self._core.reading() as connection:
            return audit.entries(connection, kind, record, limit)

    def search_audit(self, asked: Asked) -> tuple[AuditRow, ...]:
        """The newest links first that answer to everything asked; personal values sealed."""
        with self._core.reading() as connection:
            return audit.found(connection, asked)

    def entry(self, link: int) -> AuditRow | None:
        """One link of the chain, personal values sealed; None when there is none."""
        with self._core.reading() as connection:
            return audit.sealed_entry(connection, link)

    def undoable(self, who: str, limit: int = 20) -> tuple[AuditRow, ...]:
        """What this person can take back, newest first; acts already undone are left out."""
        links = [link for link in self.search_audit(Asked(who=who, limit=limit * 10)) if link.act in UNDOABLE]
        undone = {link.takes_back for link in links}
        return tuple(link for link in links if link.id not in undone)[:limit]

    def undo(self, link: int, who: str, when: datetime) -> ChangeRecord:
        """Take one act back. Raises KnownError E-DB-CONFLICT when it was built upon since, E-UNDO when it cannot be."""
        with self._core.transaction() as work:
            found = audit.entry(work.connection, link)
            if found is None:
                raise missing("审计记录", link)
            _refuse_undo(work, found, who)
            _undo(work, found, Signed(who, when))
            return work.change()


def _refuse_undo(work: Work, link: AuditRow, who: str) -> None:
    """Only one's own acts, only those that can be, and only with the right that the act itself needs."""
    if link.act not in UNDOABLE:
        raise KnownError("E-UNDO", "这一步不能撤销。", "请用更正或撤销办理。")
    if link.who != who:
        raise KnownError("E-UNDO", f"这一步是“{link.who}”办理的，不能由别人撤销。", "请由本人撤销，或另行更正。")
    first: AuditRow | None = link
    while first is not None and first.takes_back is not None:
        first = audit.entry(work.connection, first.takes_back)
    if first is not None:
        permit(work, first.act, who, (first.kind, first.record))


def _undo(work: Work, link: AuditRow, signed: Signed) -> None:
    if link.kind == "case":
        before: Mapping[str, object] = link.before
        cases.save(work, cases.undo(work, int(link.record), before, link.after), signed, link.id)
        return
    others = {"contact": contacts.undo, "office": undo_setting, "phrases": undo_setting, "filter": favourites.undo}
    others.get(link.kind, enterprises.undo)(work, link, signed)
