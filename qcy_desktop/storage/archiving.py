"""Moves the contents of closed years into files of their own; what is listed stays listed, and all of it can come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, func, or_, select, update

from qcy_desktop.domain.caseroute import OVER
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import ArchivedThing, YearHolding
from qcy_desktop.storage import audit
from qcy_desktop.storage.backups import require_space
from qcy_desktop.storage.core import DATABASE, Core
from qcy_desktop.storage.permits import permit
from qcy_desktop.storage.shelf import Content, seal_of
from qcy_desktop.storage.tables import assessments, attachments, cases, enterprises, papers
from qcy_desktop.storage.work import Signed, Work

_OFFICE = timezone(timedelta(hours=8))
"""Where the office's years begin and end."""

_BODIES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "paper": (papers, ("body",)),
    "assessment": (assessments, ("inputs", "result")),
    "attachment": (attachments, ("body",)),
}


class Archive:
    """Made by `Storage.archive`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._shelf = core.shelf

    def closed(self, year: int) -> YearHolding:
        """What can be archived of a year: cases that ended in it, and what was made in it for no case still open."""
        with self._core.reading() as connection:
            counts = {kind: len(ids) for kind, ids in _due(connection, year).items()}
        return _holding(year, counts)

    def held(self) -> tuple[YearHolding, ...]:
        """What lies in the archives, newest year first."""
        counts: dict[int, dict[str, int]] = {}
        with self._core.reading() as connection:
            for kind, table in (("case", cases), *((kind, table) for kind, (table, _) in _BODIES.items())):
                query = select(table.c.archived, func.count()).where(table.c.archived.is_not(None))
                for year, count in connection.execute(query.group_by(table.c.archived)):
                    counts.setdefault(year, {})[kind] = count
        return tuple(_holding(year, counts[year]) for year in sorted(counts, reverse=True))

    def make(self, year: int, who: str, when: datetime) -> Path:
        """Move a closed year's contents into an archive and give the room back. Returns the archive's file.

        The file is written and proved before anything here changes; killed in between, it is simply written again.
        Raises KnownError E-ARCHIVE-YEAR for a year that is not over, E-ARCHIVE-EMPTY, E-DB-HALL, E-RIGHT, E-DB-FULL.
        """
        self._refuse_hall()
        if year >= when.year:
            raise KnownError("E-ARCHIVE-YEAR", f"{year} 年还没有结束，不能归档。", "请在次年归档。")
        with self._core.transaction() as work:
            permit(work, "archive.make", who)
            due = _due(work.connection, year)
            if not any(due.values()):
                raise KnownError(
                    "E-ARCHIVE-EMPTY", f"{year} 年没有可以归档的内容。", "办结的办件和当年的文书才会归档。"
                )
            made = self._shelf.put(year, _contents(work.connection, due), _size(work.connection, due))
            _mark(work, due, year)
            counts: dict[str, object] = {kind: len(ids) for kind, ids in due.items()}
            act = audit.Act("archive.make", "archive", str(year), {}, {"file": made.name, **counts})
            audit.append(work, Signed(who, when), act)
        self._core.remember()
        self._give_room_back()
        return made

    def bring_back(self, year: int, who: str, when: datetime) -> YearHolding:
        """Put everything of a year's archives back where it was. Raises KnownError E-ARCHIVE-GONE, E-ARCHIVE-EMPTY.

        The archive's files stay: a backup made while they held the contents needs them once it is restored.
        """
        self._refuse_hall()
        with self._core.transaction() as work:
            permit(work, "archive.restore", who)
            waiting = {kind: _archived(work.connection, kind, year) for kind in ("case", *_BODIES)}
            if not any(waiting.values()):
                raise KnownError("E-ARCHIVE-EMPTY", f"{year} 年没有归档的内容。", "请核对年份。")
            counts = {kind: len(ids) for kind, ids in waiting.items()}
            for kind, id, body, more in self._shelf.contents(year):
                if kind in _BODIES and id in waiting[kind]:
                    waiting[kind].discard(id)
                    _put_back(work, kind, id, (body, more))
            if any(waiting[kind] for kind in _BODIES):
                raise KnownError(
                    "E-ARCHIVE-GONE", f"{year} 年的归档文件不全，一件也没有取回。", "请把归档文件全部放回后重试。"
                )
            work.connection.execute(update(cases).where(cases.c.archived == year).values(archived=None))
            after: dict[str, object] = dict(counts)
            audit.append(work, Signed(who, when), audit.Act("archive.restore", "archive", str(year), {}, after))
        self._core.remember()
        return _holding(year, counts)

    def find(self, typed: str, limit: int = 100) -> tuple[ArchivedThing, ...]:
        """Archived things whose number, name, measure or enterprise contains what is typed, newest first.

        Their contents are read as ever: a paper or an assessment is opened from its archive without bringing it back.
        """
        with self._core.reading() as connection:
            found = [thing for kind in ("case", *_BODIES) for thing in _found(connection, kind, typed.strip(), limit)]
        return tuple(sorted(found, key=lambda thing: (thing.at, thing.kind, thing.id), reverse=True)[:limit])

    def _refuse_hall(self) -> None:
        if self._core.opening.url:
            raise KnownError("E-DB-HALL", "大厅数据库不在本机，不能在这里归档。", "请由服务器管理员安排。")

    def _give_room_back(self) -> None:
        """Rewrite the file without its holes, where the disk has room for that; else they are filled in time."""
        path = self._core.folder / DATABASE
        try:
            require_space(path.stat().st_size * 2, self._core.folder)
        except KnownError:
            return
        with self._core.raw() as raw:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _holding(year: int, counts: dict[str, int]) -> YearHolding:
    return YearHolding(year, *(counts.get(kind, 0) for kind in ("case", "paper", "assessment", "attachment")))


def _due(connection: Connection, year: int) -> dict[str, set[int]]:
    """Ids by kind of what belongs to a closed year and to no case that is still open."""
    first, after = (datetime(n, 1, 1, tzinfo=_OFFICE) for n in (year, year + 1))

    def within(column: Any) -> Any:
        return (column >= first) & (column < after)

    open_cases = select(cases.c.id).where(cases.c.state.not_in(OVER))
    over = select(cases.c.id).where(cases.c.state.in_(OVER), cases.c.archived.is_(None), within(cases.c.changed_at))
    needed = select(cases.c.assessment_id).where(cases.c.id.in_(open_cases), cases.c.assessment_id.is_not(None))
    loose = or_(papers.c.case_id.is_(None), papers.c.case_id.not_in(open_cases))
    files = or_(attachments.c.case_id.is_(None), attachments.c.case_id.not_in(open_cases))
    queries: dict[str, Select[Any]] = {
        "case": over,
        "paper": select(papers.c.id).where(papers.c.archived.is_(None), within(papers.c.made_at), loose),
        "assessment": select(assessments.c.id).where(
            assessments.c.archived.is_(None), within(assessments.c.made_at), assessments.c.id.not_in(needed)
        ),
        "attachment": select(attachments.c.id).where(
            attachments.c.archived.is_(None), within(attachments.c.at), attachments.c.case_id.is_not(None), files
        ),
    }
    return {kind: set(connection.execute(query).scalars()) for kind, query in queries.items()}


def _contents(connection: Connection, due: dict[str, set[int]]) -> Iterator[Content]:
    for kind, (table, names) in _BODIES.items():
        for id in sorted(due[kind]):
            row = connection.execute(select(*(table.c[name] for name in names)).where(table.c.id == id)).one()
            yield kind, id, bytes(row[0]), bytes(row[1]) if len(row) > 1 else b""


def _size(connection: Connection, due: dict[str, set[int]]) -> int:
    total = 0
    for kind, (table, names) in _BODIES.items():
        lengths = sum((func.length(table.c[name]) for name in names[1:]), func.length(table.c[names[0]]))
        rows = connection.execute(select(table.c.id, lengths.label("bytes")))
        total += sum(int(row.bytes) for row in rows if row.id in due[kind])
    return total * 2 + (1 << 20)


def _mark(work: Work, due: dict[str, set[int]], year: int) -> None:
    """Say where the contents lie now, and let them go here."""
    for kind, (table, names) in (("case", (cases, ())), *_BODIES.items()):
        values: dict[str, Any] = {"archived": year, **dict.fromkeys(names, b"")}
        for id in due[kind]:
            work.connection.execute(update(table).where(table.c.id == id).values(**values))


def _archived(connection: Connection, kind: str, year: int) -> set[int]:
    table = cases if kind == "case" else _BODIES[kind][0]
    return set(connection.execute(select(table.c.id).where(table.c.archived == year)).scalars())


def _put_back(work: Work, kind: str, id: int, bodies: tuple[bytes, bytes]) -> None:
    table, names = _BODIES[kind]
    if seal_of(kind, *bodies) != work.connection.execute(select(table.c.digest).where(table.c.id == id)).scalar():
        raise KnownError(
            "E-ARCHIVE-BAD",
            f"归档文件里的内容（{kind} {id}）与保存时不一致，一件也没有取回。",
            "请换用归档文件的另一份拷贝。",
        )
    values = {**dict(zip(names, bodies, strict=False)), "archived": None}
    work.connection.execute(update(table).where(table.c.id == id).values(**values))


_SHOWN = {
    "case": (cases, cases.c.number, cases.c.changed_at, (cases.c.number, cases.c.measure)),
    "paper": (papers, papers.c.number, papers.c.made_at, (papers.c.number,)),
    "assessment": (assessments, assessments.c.as_of, assessments.c.made_at, ()),
    "attachment": (attachments, attachments.c.name, attachments.c.at, (attachments.c.name,)),
}
"""For each kind: its table, what names it, its moment, and what it is found by beside its enterprise."""


def _found(connection: Connection, kind: str, typed: str, limit: int) -> list[ArchivedThing]:
    table, name, at, fields = _SHOWN[kind]
    query = select(table.c.id, table.c.archived, name.label("name"), enterprises.c.name.label("of"), at.label("at"))
    query = query.outerjoin(enterprises, enterprises.c.id == table.c.enterprise_id).where(table.c.archived.is_not(None))
    if typed:
        query = query.where(or_(*(field.contains(typed, autoescape=True) for field in (enterprises.c.name, *fields))))
    rows = connection.execute(query.order_by(at.desc()).limit(limit))
    return [ArchivedThing(kind, row.id, row.archived, str(row.name), row.of or "", row.at) for row in rows]
