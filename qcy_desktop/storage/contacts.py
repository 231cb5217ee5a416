"""Persons and bank accounts of enterprises: covered in lists, uncovered only on record, erased when their time is over."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, exists, insert, literal, or_, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.masking import mask_account, mask_identity, mask_name, mask_phone
from qcy_desktop.domain.records import AuditRow, Contact, Expiring
from qcy_desktop.storage import audit, enterprises, grams
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.tables import contacts, declared, facts, records
from qcy_desktop.storage.tables import enterprises as enterprises_table
from qcy_desktop.storage.work import Signed, Work, conflict, missing

_PERSONAL = ("name", "phone", "id_number", "account")
_WRITTEN = (*_PERSONAL, "role", "bank", "keep_until")


class Contacts:
    """Made by `Storage.contacts`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def save(self, contact: Contact, who: str, when: datetime) -> int:
        """Add a contact (without id) or write it over its former self; return its id.

        The last four digits of an enterprise's first phone serve for finding it.
        """
        with self._core.transaction() as work:
            values = {name: getattr(contact, name) for name in _WRITTEN}
            if contact.id is None:
                before: dict[str, Any] = {}
                id = work.add(contacts, values | {"enterprise_id": contact.enterprise_id})
                enterprise_id = contact.enterprise_id
            else:
                id, former = contact.id, _load(work.connection, contact.id)
                before = {name: getattr(former, name) for name in _WRITTEN}
                enterprise_id = former.enterprise_id
                work.connection.execute(update(contacts).where(contacts.c.id == id).values(**values))
            changed = {name for name in values if before.get(name) != values[name]}
            act = audit.Act(
                "contact.save",
                "contact",
                str(id),
                _plain({n: v for n, v in before.items() if n in changed}),
                _plain({n: v for n, v in values.items() if n in changed}),
                personal=frozenset(_PERSONAL),
            )
            audit.append(work, Signed(who, when), act)
            if enterprise_id is not None:
                _refresh_tail(work, enterprise_id)
            return id

    def masked(self, enterprise_id: int) -> tuple[Contact, ...]:
        """The contacts of an enterprise with everything personal covered."""
        with self._core.reading() as connection:
            query = select(contacts).where(contacts.c.enterprise_id == enterprise_id).order_by(contacts.c.id)
            return tuple(_covered(Contact(**row)) for row in connection.execute(query).mappings())

    def reveal(self, id: int, purpose: str, who: str, when: datetime) -> Contact:
        """One contact in full; the look and its purpose are recorded first. Raises KnownError E-RIGHT, E-DB-MISSING."""
        with self._core.transaction() as work:
            found = _load(work.connection, id)
            audit.append(
                work, Signed(who, when), audit.Act("personal.show", "contact", str(id), {}, {"purpose": purpose})
            )
            return found

    def expiring(self, until: date) -> tuple[Expiring, ...]:
        """What is to be erased once `until` has passed, the earliest first; the data themselves are not told."""
        named = enterprises_table.c.name.label("enterprise")
        owner = contacts.c.enterprise_id == enterprises_table.c.id
        mine = select(named, contacts.c.role.label("what"), contacts.c.keep_until).join(enterprises_table, owner)
        head = enterprises_table.c.keep_until
        held = or_(
            *(
                exists().where(table.c.enterprise_id == enterprises_table.c.id, column.in_(names))
                for table, column, names in _personal_rows(self._core.opening.personal)
            )
        )
        others = select(named, literal("个人类指标").label("what"), head).where(head <= until, held)
        with self._core.reading() as connection:
            rows = [*connection.execute(mine.where(contacts.c.keep_until <= until)), *connection.execute(others)]
        return tuple(sorted((Expiring(*row) for row in rows), key=lambda one: (one.keep_until, one.enterprise)))

    def erase_due(self, today: date, who: str, when: datetime) -> int:
        """Erase personal data whose keep-until date has passed, here and in the history. Returns how many records.

        The audit chain stays whole: it only ever held digests. Backups forget as they are thinned.
        """
        with self._core.transaction() as work:
            erased = [*_erase_contacts(work, today), *_erase_personal_facts(work, today)]
            if erased:
                act = audit.Act("personal.erase", "personal", today.isoformat(), {}, {"records": erased})
                audit.append(work, Signed(who, when), act)
        if erased and not self._core.opening.url:
            # Freed pages are overwritten (secure_delete); the journal must not keep the old ones either.
            with self._core.raw() as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(erased)


def undo(work: Work, link: AuditRow, signed: Signed) -> None:
    """Put a contact back as it was before one save. Raises KnownError E-DB-CONFLICT, E-AUDIT-ERASED."""
    id = int(link.record)
    row = work.connection.execute(select(contacts).where(contacts.c.id == id)).mappings().first()
    now = {} if row is None else _plain({name: row[name] for name in (*_WRITTEN, "enterprise_id")})
    if any(isinstance(value, Mapping) for value in (*link.before.values(), *link.after.values())):
        raise KnownError("E-AUDIT-ERASED", "这一步涉及的个人信息已按期清除，不能撤销。", "请手工更正。")
    if any(now.get(name) != value for name, value in link.after.items()) or bool(now) != bool(link.after):
        raise conflict("联系人")
    _put(work, id, now, dict(link.before))
    before = {name: value for name, value in now.items() if link.before.get(name) != value}
    if link.before:
        before = {name: now[name] for name in link.before if name in now}
    act = audit.Act(
        "undo", "contact", link.record, before, link.before, personal=frozenset(_PERSONAL), takes_back=link.id
    )
    audit.append(work, signed, act)
    owner = now.get("enterprise_id", link.before.get("enterprise_id"))
    if owner is not None:
        _refresh_tail(work, int(str(owner)))


def _put(work: Work, id: int, now: Mapping[str, object], former: dict[str, Any]) -> None:
    """Let the row be as it was: gone, there again, or with its former values."""
    if isinstance(day := former.get("keep_until"), str):
        former["keep_until"] = date.fromisoformat(day)
    mine = contacts.c.id == id
    if not former:
        work.connection.execute(delete(contacts).where(mine))
    elif now:
        work.connection.execute(update(contacts).where(mine).values(**former))
    else:
        work.connection.execute(insert(contacts).values(id=id, **former))


def _load(connection: Connection, id: int) -> Contact:
    row = connection.execute(select(contacts).where(contacts.c.id == id)).mappings().first()
    if row is None:
        raise missing("联系人", id)
    return Contact(**row)


def _covered(contact: Contact) -> Contact:
    return dataclasses.replace(
        contact,
        name=mask_name(contact.name),
        phone=mask_phone(contact.phone),
        id_number=mask_identity(contact.id_number),
        account=mask_account(contact.account),
    )


def _plain(values: dict[str, Any]) -> dict[str, object]:
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in values.items()}


def _refresh_tail(work: Work, enterprise_id: int) -> None:
    """Let the enterprise be found by the tail of its first phone."""
    row = (
        work.connection.execute(select(enterprises_table).where(enterprises_table.c.id == enterprise_id))
        .mappings()
        .one()
    )
    query = select(contacts.c.phone).where(contacts.c.enterprise_id == enterprise_id).order_by(contacts.c.id)
    phones = ("".join(filter(str.isdigit, phone)) for phone in work.connection.execute(query).scalars())
    tail = next((phone[-4:] for phone in phones if len(phone) >= 4), "")
    if tail == row["phone_tail"]:
        return
    values = {"phone_tail": tail}
    work.connection.execute(update(enterprises_table).where(enterprises_table.c.id == enterprise_id).values(**values))
    new = grams.with_tail(row["search_text"], tail)
    enterprises.refile(work, enterprise_id, row["search_text"], new)


def _erase_contacts(work: Work, today: date) -> list[str]:
    query = select(contacts.c.id, contacts.c.enterprise_id).where(contacts.c.keep_until < today)
    due = work.connection.execute(query).all()
    for row in due:
        work.connection.execute(delete(contacts).where(contacts.c.id == row.id))
        audit.erase_values(work.connection, "contact", str(row.id))
        _refresh_tail(work, row.enterprise_id)
    return [f"contact/{row.id}" for row in due]


def _personal_rows(personal: frozenset[str]) -> tuple[tuple[Table, Column[Any], list[str]], ...]:
    """Where personal figures and records lie. A list that has been erased is no longer said to be complete."""
    names = sorted(personal)
    said = [f"records:{name}" for name in names]
    return (facts, facts.c.fact, names), (records, records.c.kind, names), (declared, declared.c.what, said)


def _erase_personal_facts(work: Work, today: date) -> list[str]:
    query = select(enterprises_table.c.id).where(enterprises_table.c.keep_until < today)
    erased = []
    for id in work.connection.execute(query).scalars().all():
        gone = sum(
            work.connection.execute(delete(table).where(table.c.enterprise_id == id, column.in_(names))).rowcount
            for table, column, names in _personal_rows(work.personal)
        )
        if gone + audit.erase_values(work.connection, "enterprise", str(id)):
            erased.append(f"enterprise/{id}")
    return erased
