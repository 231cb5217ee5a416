"""Keeps unvalidated work in progress from the first pause in typing until it is finished or thrown away."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from qcy_desktop.domain.records import Draft
from qcy_desktop.storage.tables import drafts
from qcy_desktop.storage.work import Signed, Work


def save(work: Work, draft: Draft, signed: Signed) -> int:
    """Write a draft over its former self (or anew when it has no id or was dropped meanwhile) and return its id."""
    values = {"kind": draft.kind, "title": draft.title, "body": draft.body, "later": draft.later}
    values |= {"who": signed.who, "saved_at": signed.when}
    if draft.id is not None:
        done = work.connection.execute(update(drafts).where(drafts.c.id == draft.id).values(**values))
        if done.rowcount:
            work.changed.append(("draft", str(draft.id)))
            return draft.id
    id = work.add(drafts, values)
    work.changed.append(("draft", str(id)))
    return id


def listed(connection: Connection, who: str | None) -> tuple[Draft, ...]:
    """The drafts of one person (None: of everybody), newest first."""
    query = select(drafts).order_by(drafts.c.saved_at.desc(), drafts.c.id.desc())
    if who is not None:
        query = query.where(drafts.c.who == who)
    return tuple(Draft(**row) for row in connection.execute(query).mappings())


def drop(work: Work, id: int) -> None:
    """Throw a draft away; dropping one that is gone is no error."""
    work.connection.execute(delete(drafts).where(drafts.c.id == id))
    work.changed.append(("draft", str(id)))
