"""Keeps cases and the papers handed out, with numbers taken inside the transaction: no gap, no twin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Case, Paper
from qcy_desktop.storage import audit
from qcy_desktop.storage.shelf import Shelf
from qcy_desktop.storage.tables import cases, counters, enterprises, papers
from qcy_desktop.storage.work import Signed, Work, conflict, missing

_PAPER_LISTED = tuple(
    papers.c[n]
    for n in ("id", "number", "kind", "digest", "made_by", "made_at", "copies", "enterprise_id", "case_id", "archived")
)


def next_number(work: Work, series: str) -> int:
    """The next number of a series, counted from 1; given back when the transaction is not committed."""
    done = work.connection.execute(update(counters).where(counters.c.series == series).values(last=counters.c.last + 1))
    if not done.rowcount:
        work.connection.execute(insert(counters).values(series=series, last=1))
    return int(work.connection.execute(select(counters.c.last).where(counters.c.series == series)).scalar_one())


def save(work: Work, case: Case, signed: Signed, takes_back: int | None = None) -> int:
    """Open a case (without id) or write it over its former self; return its id.

    A new case without a number gets ``年份-五位序号``. Raises KnownError E-DB-CONFLICT when somebody changed it since.
    """
    if case.id is None:
        return _open(work, case, signed)
    former = load(work.connection, case.id)
    if former.version != case.version:
        raise conflict(f"办件 {former.number}")
    values = {**_written(case), "changed_at": signed.when, "version": former.version + 1}
    work.connection.execute(update(cases).where(cases.c.id == case.id).values(**values))
    before, after = _differences(_written(former), _written(case))
    act = "case.save" if takes_back is None else "undo"
    audit.append(work, signed, audit.Act(act, "case", str(case.id), before, after, takes_back=takes_back))
    return case.id


def _open(work: Work, case: Case, signed: Signed) -> int:
    number = case.number or f"{signed.when.year}-{next_number(work, f'case/{signed.when.year}'):05d}"
    life = {"opened_by": signed.who, "opened_at": signed.when, "changed_at": signed.when, "version": 1}
    values = {**_written(case), "number": number, **life}
    id = work.add(cases, values)
    after = {**_written(case), "number": number}
    audit.append(work, signed, audit.Act("case.open", "case", str(id), {}, after))
    return id


def _written(case: Case) -> dict[str, Any]:
    names = ("enterprise_id", "measure", "state", "assessment_id", "body")
    return {name: getattr(case, name) for name in names}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in before if before[name] != after[name]]
    return {n: before[n] for n in changed}, {n: after[n] for n in changed}


def load(connection: Connection, id: int) -> Case:
    """One case. Raises KnownError E-DB-MISSING."""
    row = connection.execute(select(cases).where(cases.c.id == id)).mappings().first()
    if row is None:
        raise missing("办件", id)
    return Case(**row)


def find(connection: Connection, number: str) -> Case:
    """The case that bears a number. Raises KnownError E-DB-MISSING."""
    row = connection.execute(select(cases).where(cases.c.number == number)).mappings().first()
    if row is None:
        raise missing("办件", number)
    return Case(**row)


def listed(connection: Connection, states: tuple[str, ...], enterprise_id: int | None, limit: int) -> tuple[Case, ...]:
    """Cases in any of `states` (empty: all) of all enterprises but archived ones, or all of the one named, longest waiting first."""
    query = select(cases).order_by(cases.c.changed_at, cases.c.id).limit(limit)
    if states:
        query = query.where(cases.c.state.in_(states))
    # What was archived lies apart: it shows with its enterprise and when it is searched for.
    of_one = cases.c.archived.is_(None) if enterprise_id is None else cases.c.enterprise_id == enterprise_id
    query = query.where(of_one)
    return tuple(Case(**row) for row in connection.execute(query).mappings())


@dataclass(frozen=True, slots=True)
class CaseWish:
    """Which cases are wanted: in any of `states` (empty: all), with `words` in number, name or code, changed since.

    Archived ones only where words are searched for, or where `archived` asks for them.
    """

    states: tuple[str, ...] = ()
    words: str = ""
    since: datetime | None = None
    limit: int = 10_000
    archived: bool = False


def named(connection: Connection, wish: CaseWish) -> tuple[tuple[Case, str], ...]:
    """The wanted cases with the names of their enterprises, the last changed first."""
    query = select(cases, enterprises.c.name.label("enterprise")).join(enterprises)
    if wish.states:
        query = query.where(cases.c.state.in_(wish.states))
    if wish.since is not None:
        query = query.where(cases.c.changed_at >= wish.since)
    if not wish.words.split() and not wish.archived:
        query = query.where(cases.c.archived.is_(None))
    for word in wish.words.split():
        fields = (cases.c.number, enterprises.c.name, enterprises.c.uscc)
        query = query.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    query = query.order_by(cases.c.changed_at.desc(), cases.c.id.desc()).limit(wish.limit)
    rows = (dict(row) for row in connection.execute(query).mappings())
    return tuple((Case(**{k: v for k, v in row.items() if k != "enterprise"}), row["enterprise"]) for row in rows)


def count(connection: Connection, states: tuple[str, ...]) -> int:
    """How many cases are in any of these states."""
    return int(
        connection.execute(select(func.count()).select_from(cases).where(cases.c.state.in_(states))).scalar_one()
    )


def undo(work: Work, id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> Case:
    """The case as it would be without one change. Raises KnownError E-DB-CONFLICT when it went on since."""
    case = load(work.connection, id)
    if any(getattr(case, name) != value for name, value in after.items()):
        raise conflict(f"办件 {case.number}")
    fields = {name: getattr(case, name) for name in Case.__dataclass_fields__}
    return Case(**fields | dict(before))


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper about to be handed out; an empty number takes the next ``kind`` number of the year."""

    kind: str
    body: bytes
    number: str = ""
    enterprise_id: int | None = None
    case_id: int | None = None


def keep_paper(work: Work, paper: NewPaper, signed: Signed) -> Paper:
    """Keep the bytes of a paper as handed over."""
    year = signed.when.year
    number = paper.number or f"{paper.kind}-{year}-{next_number(work, f'{paper.kind}/{year}'):05d}"
    seal = hashlib.sha256(paper.body).hexdigest()
    values = {"number": number, "kind": paper.kind, "digest": seal, "body": paper.body, "copies": 1}
    values |= {"enterprise_id": paper.enterprise_id, "case_id": paper.case_id}
    values |= {"made_by": signed.who, "made_at": signed.when}
    id = work.add(papers, values)
    after = {"number": number, "kind": paper.kind, "digest": seal}
    audit.append(work, signed, audit.Act("paper.make", "paper", str(id), {}, after))
    return _paper(work.connection, id)


def copy_paper(work: Work, id: int, signed: Signed, shelf: Shelf) -> tuple[Paper, bytes]:
    """Count one more copy of a paper and give its bytes. Raises KnownError E-DB-MISSING, E-DB-CHANGED."""
    body = paper_body(work.connection, id, shelf)
    work.connection.execute(update(papers).where(papers.c.id == id).values(copies=papers.c.copies + 1))
    paper = _paper(work.connection, id)
    copies = {"copies": paper.copies}
    audit.append(work, signed, audit.Act("paper.copy", "paper", str(id), {"copies": paper.copies - 1}, copies))
    return paper, body


def find_paper(connection: Connection, number: str) -> Paper:
    """The paper that bears a number. Raises KnownError E-DB-MISSING."""
    row = connection.execute(select(*_PAPER_LISTED).where(papers.c.number == number)).mappings().first()
    if row is None:
        raise missing("文书", number)
    return Paper(**row)


def paper_body(connection: Connection, id: int, shelf: Shelf) -> bytes:
    """The PDF bytes of a paper. Raises KnownError E-DB-MISSING, E-DB-CHANGED when they are not what was kept, E-ARCHIVE-GONE."""
    query = select(papers.c.body, papers.c.digest, papers.c.number, papers.c.archived).where(papers.c.id == id)
    row = connection.execute(query).first()
    if row is None:
        raise missing("文书", id)
    body = bytes(row.body) if row.archived is None else shelf.take("paper", id, row.archived)[0]
    if hashlib.sha256(body).hexdigest() != row.digest:
        raise KnownError(
            "E-DB-CHANGED", f"文书 {row.number} 的内容与出具时不一致。", "请做一次数据检查，并用备份核对。"
        )
    return body


def listed_papers(connection: Connection, enterprise_id: int | None, case_id: int | None) -> tuple[Paper, ...]:
    """Papers of an enterprise or of a case (both None: all), newest first."""
    query = select(*_PAPER_LISTED).order_by(papers.c.id.desc())
    if enterprise_id is not None:
        query = query.where(papers.c.enterprise_id == enterprise_id)
    if case_id is not None:
        query = query.where(papers.c.case_id == case_id)
    return tuple(Paper(**row) for row in connection.execute(query).mappings())


def _paper(connection: Connection, id: int) -> Paper:
    return Paper(**connection.execute(select(*_PAPER_LISTED).where(papers.c.id == id)).mappings().one())
