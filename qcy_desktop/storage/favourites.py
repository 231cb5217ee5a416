"""Enterprises that a person has pinned, and searches that the office has saved under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, EnterpriseRow, SavedFilter
from qcy_desktop.storage import audit, search
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.tables import Columns, filters, pins
from qcy_desktop.storage.work import Signed, Work, conflict, missing

LONGEST_NAME = 40
"""Characters of the longest name of a saved filter."""


class Favourites:
    """Made by `Storage.favourites`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def pin(self, enterprise_id: int, who: str, when: datetime) -> None:
        """Put an enterprise among those this person watches; one that is there already stays."""
        with self._core.transaction() as work:
            if search.row_of(work.connection, enterprise_id) is None:
                raise missing("企业", enterprise_id)
            there = select(pins.c.id).where(pins.c.who == who, pins.c.enterprise_id == enterprise_id)
            if work.connection.execute(there).first() is None:
                work.add(pins, {"who": who, "enterprise_id": enterprise_id, "at": when})
            work.changed.append(("pin", str(enterprise_id)))

    def unpin(self, enterprise_id: int, who: str) -> None:
        """Take an enterprise out of those this person watches; one that is not there is no error."""
        with self._core.transaction() as work:
            mine = (pins.c.who == who, pins.c.enterprise_id == enterprise_id)
            work.connection.execute(delete(pins).where(*mine))
            work.changed.append(("pin", str(enterprise_id)))

    def pinned(self, who: str) -> tuple[EnterpriseRow, ...]:
        """The enterprises this person watches, last pinned first; removed ones are left out."""
        with self._core.reading() as connection:
            return search.pinned_rows(connection, who)

    def save_filter(self, name: str, typed: str, who: str, when: datetime) -> int:
        """Keep a search for the whole office, over its former self of the same name. Returns its id.

        Raises KnownError E-FILTER-NAME for an empty or overlong name.
        """
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise KnownError("E-FILTER-NAME", f"筛选名称应为 1 至 {LONGEST_NAME} 个字。", "请换一个名称。")
        with self._core.transaction() as work:
            _write(work, name, typed, Signed(who, when), None)
            return int(_row(work.connection, name)["id"])

    def remove_filter(self, name: str, who: str, when: datetime) -> None:
        """Throw a saved search away; can be undone. Raises KnownError E-DB-MISSING."""
        with self._core.transaction() as work:
            _row(work.connection, name)
            _write(work, name, None, Signed(who, when), None)

    def filters(self) -> tuple[SavedFilter, ...]:
        """The saved searches by name."""
        with self._core.reading() as connection:
            rows = connection.execute(select(filters).order_by(filters.c.name)).mappings()
            return tuple(SavedFilter(**row) for row in rows)


def _row(connection: Connection, name: str) -> Columns:
    row = connection.execute(select(filters).where(filters.c.name == name)).mappings().first()
    if row is None:
        raise missing("筛选", name)
    return row


def _write(work: Work, name: str, typed: str | None, signed: Signed, takes_back: int | None) -> None:
    """Let a saved search say `typed` (None: be gone), and record it; nothing when it says so already."""
    former = work.connection.execute(select(filters.c.typed).where(filters.c.name == name)).scalar()
    if former == typed:
        return
    mine = filters.c.name == name
    values = {"typed": typed, "who": signed.who, "at": signed.when}
    if typed is None:
        work.connection.execute(delete(filters).where(mine))
    elif former is None:
        work.connection.execute(insert(filters).values(name=name, **values))
    else:
        work.connection.execute(update(filters).where(mine).values(**values))
    before, after = ({} if text is None else {"typed": text} for text in (former, typed))
    act = "filter.remove" if typed is None else "filter.save"
    act = act if takes_back is None else "undo"
    audit.append(work, signed, audit.Act(act, "filter", name, before, after, takes_back=takes_back))


def undo(work: Work, link: AuditRow, signed: Signed) -> None:
    """Take a change of a saved search back. Raises KnownError E-DB-CONFLICT when it was changed again since."""
    now = work.connection.execute(select(filters.c.typed).where(filters.c.name == link.record)).scalar()
    if now != link.after.get("typed"):
        raise conflict(f"筛选“{link.record}”")
    former = link.before.get("typed")
    _write(work, link.record, None if former is None else str(former), signed, link.id)
