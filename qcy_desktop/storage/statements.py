"""Takes an enterprise apart into dated rows and puts it together again; what no longer stands is kept as history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Table, insert, or_, select, update

from qcy_desktop.domain.enterprise import ABSENT, Award, Declared, Enterprise, Event, Value
from qcy_desktop.storage.plain import canonical, parse
from qcy_desktop.storage.tables import Columns, awards, declared, events, facts, records
from qcy_desktop.storage.work import Signed, Work

_TABLES: Mapping[str, Table] = {t.name: t for t in (facts, events, records, awards, declared)}
_LIFE = ("id", "enterprise_id", "entered_by", "entered_at", "superseded_at")
_WIDEST = 2**63


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing said of an enterprise: the table it lies in and its columns, dates as dates."""

    table: str
    columns: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """JSON-ready form for the audit."""
        return {name: v.isoformat() if isinstance(v, date) else v for name, v in self.columns.items()}


def from_plain(label: str, data: Mapping[str, Any]) -> Stated:
    """The statement behind its label and JSON-ready form."""
    table = _TABLES[label.split("/", 1)[0]]
    dates = {c.name for c in table.c if isinstance(c.type, Date)}
    columns = {n: date.fromisoformat(v) if n in dates and v is not None else v for n, v in data.items()}
    return Stated(table.name, columns)


def taken_apart(enterprise: Enterprise, units: Mapping[tuple[str, int | None], str]) -> dict[str, Stated]:
    """Everything that `enterprise` says, each under a label that stays the same from save to save."""
    out: dict[str, Stated] = {}
    for (fact, year), value in enterprise.facts.items():
        unit, source = units.get((fact, year), ""), enterprise.sources.get((fact, year), "")
        columns = {"fact": fact, "year": year, **value_columns(value), "unit": unit, "source": source}
        out[f"facts/{fact}/{'' if year is None else year}"] = Stated("facts", columns)
    _lists(enterprise, out)
    for kind, entries in enterprise.records.items():
        _declare(out, f"records:{kind}")
        for position, fields in enumerate(entries):
            columns = {"kind": kind, "position": position, "fields": canonical(dict(fields))}
            out[f"records/{kind}/{position}"] = Stated("records", columns)
    return out


def _lists(enterprise: Enterprise, out: dict[str, Stated]) -> None:
    if enterprise.events is not None:
        _declare(out, "events")
        for position, event in enumerate(enterprise.events):
            out[f"events/{position}"] = Stated("events", {"position": position, **_event_columns(event)})
    if enterprise.awards is not None:
        _declare(out, "awards")
        for position, award in enumerate(enterprise.awards):
            columns = {"position": position, "matter": award.matter, "amount": award.amount, "day": award.date}
            columns |= {"level": award.level, "measure": award.measure}
            out[f"awards/{position}"] = Stated("awards", columns)


def _event_columns(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "day": event.date,
        "level": event.level,
        "first": event.first,
        "expires": event.expires,
        "note": event.note,
    }


def _declare(out: dict[str, Stated], what: str) -> None:
    out[f"declared/{what}"] = Stated("declared", {"what": what})


def value_columns(value: Value) -> dict[str, Any]:
    """The columns that hold a fact's value: its kind, and a whole number or words."""
    if isinstance(value, Declared):
        return {"kind": "absent", "whole": None, "words": None}
    if isinstance(value, bool):
        return {"kind": "flag", "whole": int(value), "words": None}
    if isinstance(value, int):
        fits = -_WIDEST <= value < _WIDEST
        return {"kind": "whole", "whole": value if fits else None, "words": None if fits else str(value)}
    if isinstance(value, date):
        return {"kind": "day", "whole": None, "words": value.isoformat()}
    return {"kind": "words", "whole": None, "words": value}


def value_of(columns: Columns) -> Value:
    """The value back from its columns."""
    kind, whole, words = columns["kind"], columns["whole"], columns["words"]
    if kind == "absent":
        return ABSENT
    if kind == "flag":
        return bool(whole)
    if kind == "whole":
        return int(whole if whole is not None else words)
    return date.fromisoformat(words) if kind == "day" else str(words)


def standing(connection: Connection, enterprise_id: int, at: datetime | None = None) -> dict[str, tuple[int, Stated]]:
    """What stands of an enterprise (now, or at a moment), with row ids, under the labels of `taken_apart`."""
    out: dict[str, tuple[int, Stated]] = {}
    for table in _TABLES.values():
        query = select(table).where(table.c.enterprise_id == enterprise_id)
        if at is None:
            query = query.where(table.c.superseded_at.is_(None))
        else:
            later = or_(table.c.superseded_at.is_(None), table.c.superseded_at > at)
            query = query.where(table.c.entered_at <= at, later)
        for row in connection.execute(query.order_by(table.c.id)).mappings():
            columns = {name: value for name, value in row.items() if name not in _LIFE}
            out[_label(table.name, columns)] = (row["id"], Stated(table.name, columns))
    return out


def _label(table: str, columns: Mapping[str, Any]) -> str:
    if table == "facts":
        return f"facts/{columns['fact']}/{'' if columns['year'] is None else columns['year']}"
    if table == "records":
        return f"records/{columns['kind']}/{columns['position']}"
    return f"declared/{columns['what']}" if table == "declared" else f"{table}/{columns['position']}"


def put_together(head: Columns, stated: Mapping[str, Stated]) -> Enterprise:
    """The enterprise that says all this; `head` gives name, uscc and as_of."""
    by_table: dict[str, list[Mapping[str, Any]]] = {name: [] for name in _TABLES}
    for entry in stated.values():
        by_table[entry.table].append(entry.columns)
    known = {columns["what"] for columns in by_table["declared"]}
    rows = sorted(by_table["facts"], key=lambda c: (c["fact"], c["year"] is not None, c["year"] or 0))
    return Enterprise(
        name=head["name"],
        uscc=head["uscc"],
        as_of=head["as_of"],
        facts={(c["fact"], c["year"]): value_of(c) for c in rows},
        events=_events(by_table["events"]) if "events" in known else None,
        records=_records(by_table["records"], known),
        awards=_awards(by_table["awards"]) if "awards" in known else None,
        sources={(c["fact"], c["year"]): c["source"] for c in rows if c["source"]},
    )


def _in_order(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda c: int(c["position"]))


def _events(rows: list[Mapping[str, Any]]) -> tuple[Event, ...]:
    return tuple(Event(c["kind"], c["day"], c["level"], c["first"], c["expires"], c["note"]) for c in _in_order(rows))


def _awards(rows: list[Mapping[str, Any]]) -> tuple[Award, ...]:
    return tuple(Award(c["matter"], c["amount"], c["day"], c["level"], c["measure"]) for c in _in_order(rows))


def _records(rows: list[Mapping[str, Any]], known: set[str]) -> dict[str, tuple[Mapping[str, Value], ...]]:
    kinds = sorted(what.removeprefix("records:") for what in known if what.startswith("records:"))
    out: dict[str, tuple[Mapping[str, Value], ...]] = {}
    for kind in kinds:
        mine = _in_order([c for c in rows if c["kind"] == kind])
        out[kind] = tuple(parse(dict[str, Value], c["fields"]) for c in mine)
    return out


def replace(work: Work, enterprise_id: int, changes: Mapping[str, Stated | None], signed: Signed) -> None:
    """Let each labelled statement stand as given (None: no longer); the former ones become history."""
    current = standing(work.connection, enterprise_id)
    ended: dict[str, list[int]] = {}
    begun: dict[str, list[dict[str, Any]]] = {}
    life = {"enterprise_id": enterprise_id, "entered_by": signed.who, "entered_at": signed.when, "superseded_at": None}
    for label, stated in changes.items():
        if label in current:
            row_id, old = current[label]
            ended.setdefault(old.table, []).append(row_id)
        if stated is not None:
            begun.setdefault(stated.table, []).append({**stated.columns, **life})
    for name, ids in ended.items():
        table = _TABLES[name]
        work.connection.execute(update(table).where(table.c.id.in_(ids)).values(superseded_at=signed.when))
    for name, rows in begun.items():
        work.connection.execute(insert(_TABLES[name]), rows)
