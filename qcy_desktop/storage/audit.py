"""The append-only record of who did what: each link bears the digest of the one before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from qcy_desktop.domain.records import AuditRow, Finding
from qcy_desktop.storage.permits import permit
from qcy_desktop.storage.plain import digest
from qcy_desktop.storage.tables import Columns, audit, audit_head, audit_values, settings
from qcy_desktop.storage.work import Signed, Work


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded: `before` and `after` hold only what changed, field by field, JSON-ready.

    Fields named in `personal` go into the chain as salted digests; their values lie apart and can be erased.
    """

    act: str
    kind: str
    record: str
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    packs: str = ""
    personal: frozenset[str] = frozenset()
    takes_back: int | None = None


def append(work: Work, signed: Signed, act: Act) -> int:
    """Add one link inside the act's own transaction and return its number.

    Raises KnownError E-RIGHT, E-LOGIN-NEEDED, E-LOGIN-STALE, E-WHO when this act is not for whoever does it.
    """
    permit(work, act.act, signed.who, (act.kind, act.record))
    head = work.connection.execute(select(audit_head.c.links, audit_head.c.digest)).one()
    number, previous = int(head.links) + 1, str(head.digest)
    hidden: list[dict[str, object]] = []
    row = {
        "id": number,
        "at": signed.when,
        "who": signed.who,
        "act": act.act,
        "kind": act.kind,
        "record": act.record,
        "before": _sealed(work, act, "before", hidden),
        "after": _sealed(work, act, "after", hidden),
        "packs": act.packs,
        "takes_back": act.takes_back,
        "previous": previous,
    }
    row["digest"] = link_digest(row)
    work.connection.execute(insert(audit), row)
    if hidden:
        work.connection.execute(insert(audit_values), [{**entry, "audit_id": number} for entry in hidden])
    work.connection.execute(update(audit_head).values(links=number, digest=row["digest"]))
    work.audit.append(number)
    work.changed.append((act.kind, act.record))
    return number


def _sealed(work: Work, act: Act, side: str, hidden: list[dict[str, object]]) -> str:
    """The side as canonical JSON, personal values replaced by salted digests and put aside into `hidden`."""
    fields: dict[str, object] = {}
    for name, value in (act.before if side == "before" else act.after).items():
        if name not in act.personal:
            fields[name] = value
            continue
        salt, words = work.random(16).hex(), written(value)
        fields[name] = {"$": "sealed", "v": digest(salt + words)}
        hidden.append({"side": side, "field": name, "salt": salt, "value": words})
    return written(fields)


def written(value: object) -> str:
    """Plain values as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_SAID = ("id", "who", "act", "kind", "record", "before", "after", "packs", "takes_back", "previous")


def link_digest(row: Columns) -> str:
    """SHA-256 over everything a link says and the digest before it."""
    at = row["at"]
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(at, datetime) else str(at)
    said = [row[name] for name in _SAID]
    return digest(written([moment, *said]))


def verify(connection: Connection) -> tuple[Finding, ...]:
    """Every break of the chain, each naming the link: changed, removed, inserted, cut off, or a sealed value altered."""
    found = [*_broken_links(connection), *_broken_values(connection)]
    return tuple(found)


def _broken_links(connection: Connection) -> Iterator[Finding]:
    expected, previous = 1, _ground(connection)
    for row in connection.execution_options(yield_per=1000).execute(select(audit).order_by(audit.c.id)).mappings():
        if row["id"] != expected:
            yield _removed(expected, row["id"] - 1)
        elif row["previous"] != previous:
            yield Finding(
                "E-AUDIT-LINK", f"audit/{row['id']}", f"审计记录第 {row['id']} 条与上一条接不上，前后有一条被改过。"
            )
        if link_digest(row) != row["digest"]:
            yield Finding(
                "E-AUDIT-CHANGED", f"audit/{row['id']}", f"审计记录第 {row['id']} 条（{row['act']}）被改动过。"
            )
        expected, previous = row["id"] + 1, row["digest"]
    head = connection.execute(select(audit_head.c.links, audit_head.c.digest)).one()
    if head.links >= expected:
        yield _removed(expected, head.links)
    elif head.digest != previous:
        yield Finding("E-AUDIT-HEAD", "audit_head", "审计链的末端标记与最后一条记录不符。")


def _ground(connection: Connection) -> str:
    """The name of the database, on which the first link stands."""
    return str(connection.execute(select(settings.c.value).where(settings.c.key == "database")).scalar() or "")


def _removed(first: int, last: int) -> Finding:
    span = f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条"
    return Finding("E-AUDIT-REMOVED", f"audit/{first}", f"审计记录{span}被删除。")


def _broken_values(connection: Connection) -> Iterator[Finding]:
    query = select(audit_values, audit.c.before, audit.c.after).join(audit, audit.c.id == audit_values.c.audit_id)
    for row in connection.execute(query).mappings():
        sealed = json.loads(row[row["side"]]).get(row["field"], {})
        if not isinstance(sealed, dict) or sealed.get("v") != digest(row["salt"] + row["value"]):
            place = f"audit/{row['audit_id']}/{row['field']}"
            yield Finding("E-AUDIT-VALUE", place, f"审计记录第 {row['audit_id']} 条所存的个人信息被改动过。")


def entries(connection: Connection, kind: str = "", record: str = "", limit: int = 200) -> tuple[AuditRow, ...]:
    """The newest links first, of one kind or one record if named; sealed values stay sealed."""
    return found(connection, Asked(kind=kind, record=record, limit=limit))


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for in the audit; what is left empty does not matter. `until` is the first moment left out."""

    who: str = ""
    act: str = ""
    kind: str = ""
    record: str = ""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 1000


def found(connection: Connection, asked: Asked) -> tuple[AuditRow, ...]:
    """The newest links first that answer to everything asked."""
    query = select(audit).order_by(audit.c.id.desc()).limit(asked.limit)
    for name in ("who", "act", "kind", "record"):
        if wanted := getattr(asked, name):
            query = query.where(audit.c[name] == wanted)
    if asked.since is not None:
        query = query.where(audit.c.at >= asked.since)
    if asked.until is not None:
        query = query.where(audit.c.at < asked.until)
    return tuple(as_row(row) for row in connection.execute(query).mappings())


def since(links: int) -> Select[Any]:
    """A query for the links after the first `links`, newest first."""
    return select(audit).where(audit.c.id > links).order_by(audit.c.id.desc())


def sealed_entry(connection: Connection, number: int) -> AuditRow | None:
    """One link as it stands in the chain."""
    found = connection.execute(select(audit).where(audit.c.id == number)).mappings().first()
    return None if found is None else as_row(found)


def entry(connection: Connection, number: int) -> AuditRow | None:
    """One link with the personal values that have not been erased put back in."""
    found = connection.execute(select(audit).where(audit.c.id == number)).mappings().first()
    if found is None:
        return None
    sides = {"before": json.loads(found["before"]), "after": json.loads(found["after"])}
    for row in connection.execute(select(audit_values).where(audit_values.c.audit_id == number)).mappings():
        sides[row["side"]][row["field"]] = json.loads(row["value"])
    return as_row({**found, "before": written(sides["before"]), "after": written(sides["after"])})


def as_row(row: Columns) -> AuditRow:
    """A link as a value, sealed values sealed."""
    values = {name: row[name] for name in ("id", "at", "who", "act", "kind", "record", "packs", "digest", "takes_back")}
    return AuditRow(before=json.loads(str(row["before"])), after=json.loads(str(row["after"])), **values)


def erase_values(connection: Connection, kind: str, record: str) -> int:
    """Forget the personal values in the history of one record; the chain stays whole. Returns how many were erased."""
    numbers = select(audit.c.id).where(audit.c.kind == kind, audit.c.record == record)
    return connection.execute(delete(audit_values).where(audit_values.c.audit_id.in_(numbers))).rowcount
