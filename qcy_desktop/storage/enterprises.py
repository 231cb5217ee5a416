"""Saves, loads, lists and takes back enterprises: one head row each, everything said of them dated and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import IntegrityError

from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, FactRow, Saving
from qcy_desktop.storage import audit, grams, search, statements
from qcy_desktop.storage.backups import require_space
from qcy_desktop.storage.plain import parse
from qcy_desktop.storage.tables import Columns, enterprises, facts
from qcy_desktop.storage.work import Signed, Work, conflict, missing

_BYTES_EACH = 2048
"""What one enterprise of a register takes at most, index and journal included (measured: 1,860 bytes, half of them journal)."""

_HEAD = ("name", "uscc", "area", "as_of", "keep_until", "removed")
KIND = "enterprise"


def save(work: Work, enterprise: Enterprise, signed: Signed, saving: Saving) -> int:
    """Make `enterprise` what is known of it from now on and return its id.

    The row is the one named, else the one with the same code, else a new one. Raises KnownError E-DB-CONFLICT when its
    version is not the expected one, E-DB-MISSING for an unknown id, E-DB-TWIN when another row bears the code.
    """
    row = _row_for(work.connection, enterprise, saving)
    stated = statements.taken_apart(enterprise, saving.units)
    if row is None:
        return _new(work, enterprise, signed, saving, stated)
    if saving.expected_version is not None and row["version"] != saving.expected_version:
        raise conflict(f"企业“{row['name']}”")
    head = _head_of(row)
    wanted = head | {"name": enterprise.name, "uscc": enterprise.uscc, "as_of": enterprise.as_of}
    wanted["area"] = head["area"] if saving.area is None else saving.area
    wanted["keep_until"] = saving.keep_until or head["keep_until"]
    _change(work, row, wanted, stated, _Reason(signed, "enterprise.save"))
    return int(row["id"])


def _row_for(connection: Connection, enterprise: Enterprise, saving: Saving) -> Columns | None:
    twin = None
    if enterprise.uscc:
        query = select(enterprises).where(enterprises.c.uscc == enterprise.uscc, enterprises.c.removed_at.is_(None))
        twin = connection.execute(query).mappings().first()
    if saving.id is None:
        return twin
    if twin is not None and twin["id"] != saving.id:
        raise KnownError(
            "E-DB-TWIN",
            f"统一社会信用代码 {enterprise.uscc} 已登记为“{twin['name']}”。",
            "请打开已有的企业，不要重复建档。",
        )
    return _row(connection, saving.id)


def _row(connection: Connection, id: int) -> Columns:
    found = connection.execute(select(enterprises).where(enterprises.c.id == id)).mappings().first()
    if found is None:
        raise missing("企业", id)
    return found


def _head_of(row: Columns) -> dict[str, Any]:
    return {name: row[name] for name in _HEAD if name != "removed"} | {"removed": row["removed_at"] is not None}


def _plain_head(head: Mapping[str, Any]) -> dict[str, Any]:
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in head.items()}


def _new(
    work: Work, enterprise: Enterprise, signed: Signed, saving: Saving, stated: Mapping[str, statements.Stated]
) -> int:
    head = {"name": enterprise.name, "uscc": enterprise.uscc, "as_of": enterprise.as_of}
    head |= {"area": saving.area or "", "keep_until": saving.keep_until}
    said = _said_in_words(stated, work.personal)
    found_by = grams.search_text(enterprise.name, saving.area or "", enterprise.uscc, "", said)
    signs = {"created_by": signed.who, "created_at": signed.when, "changed_by": signed.who, "changed_at": signed.when}
    columns = {**head, **signs, "phone_tail": "", "name_key": grams.key(enterprise.name), "version": 1}
    id = work.add(enterprises, columns | {"search_text": found_by})
    search.file_in_index(work, [(id, found_by)])
    statements.replace(work, id, stated, signed)
    after = {"enterprise": _plain_head(head | {"removed": False}), **{k: s.plain() for k, s in stated.items()}}
    audit.append(work, signed, _act(work, _Reason(signed, "enterprise.new"), id, {}, after))
    return id


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why rows change; `of` is the audit link that an undo takes back."""

    signed: Signed
    act: str
    of: int | None = None


def _change(
    work: Work,
    row: Columns,
    head: Mapping[str, Any],
    stated: Mapping[str, statements.Stated],
    reason: _Reason,
) -> None:
    """Write the differences to what stands, and nothing if there are none."""
    id = int(row["id"])
    current = {label: s for label, (_, s) in statements.standing(work.connection, id).items()}
    changes = {label: stated.get(label) for label in {*current, *stated} if current.get(label) != stated.get(label)}
    before = {label: current[label].plain() for label in changes if label in current}
    after = {label: stated[label].plain() for label in changes if label in stated}
    if _head_of(row) != head:
        before["enterprise"], after["enterprise"] = _plain_head(_head_of(row)), _plain_head(head)
    if not before and not after:
        return
    statements.replace(work, id, dict(sorted(changes.items())), reason.signed)
    said = _said_in_words(stated, work.personal)
    found_by = grams.search_text(head["name"], head["area"], head["uscc"], row["phone_tail"], said)
    _write_head(work, row, head, reason.signed)
    refile(work, id, row["search_text"], found_by)
    audit.append(work, reason.signed, _act(work, reason, id, before, after))


def _write_head(work: Work, row: Columns, head: Mapping[str, Any], signed: Signed) -> None:
    values = {name: head[name] for name in _HEAD if name != "removed"}
    values |= {"removed_at": signed.when if head["removed"] else None, "name_key": grams.key(head["name"])}
    values |= {"changed_by": signed.who, "changed_at": signed.when, "version": row["version"] + 1}
    work.connection.execute(update(enterprises).where(enterprises.c.id == row["id"]).values(**values))


def _said_in_words(stated: Mapping[str, statements.Stated], personal: frozenset[str]) -> Iterator[str]:
    """What is stated in words and is nobody's personal data: by these an enterprise is found too."""
    for label, entry in stated.items():
        columns = entry.columns
        if _is_personal(label, personal):
            continue
        if entry.table == "facts" and columns["kind"] == "words":
            yield columns["words"]
        elif entry.table == "events":
            yield columns["kind"]
        elif entry.table == "awards":
            yield columns["matter"]
        elif entry.table == "records":
            fields = parse(dict[str, Value], columns["fields"])
            yield from (columns["kind"], *(value for value in fields.values() if isinstance(value, str)))


def refile(work: Work, id: int, old: str, new: str) -> None:
    """File an enterprise under its new search text."""
    if old == new:
        return
    search.take_from_index(work, id, old)
    work.connection.execute(update(enterprises).where(enterprises.c.id == id).values(search_text=new))
    search.file_in_index(work, [(id, new)])


def _act(work: Work, reason: _Reason, id: int, before: Mapping[str, object], after: Mapping[str, object]) -> audit.Act:
    hidden = frozenset(label for label in {*before, *after} if _is_personal(label, work.personal))
    return audit.Act(reason.act, KIND, str(id), before, after, personal=hidden, takes_back=reason.of)


def _is_personal(label: str, personal: frozenset[str]) -> bool:
    table, *rest = label.split("/")
    return table in {"facts", "records"} and rest[0] in personal


def load(connection: Connection, id: int, at: datetime | None = None) -> Enterprise:
    """The enterprise as it is known now, or was known at a moment. Raises KnownError E-DB-MISSING."""
    row = _row(connection, id)
    stated = {label: s for label, (_, s) in statements.standing(connection, id, at).items()}
    return statements.put_together(row, stated)


def remove(work: Work, id: int, signed: Signed) -> None:
    """Take an enterprise out of lists and search; nothing of it is lost and the act can be undone."""
    row = _row(work.connection, id)
    stated = {label: s for label, (_, s) in statements.standing(work.connection, id).items()}
    _change(work, row, _head_of(row) | {"removed": True}, stated, _Reason(signed, "enterprise.remove"))


def undo(work: Work, link: AuditRow, signed: Signed) -> None:
    """Put back what one act changed. Raises KnownError E-DB-CONFLICT when any of it was changed again since."""
    id = int(link.record)
    row = _row(work.connection, id)
    current = {label: s for label, (_, s) in statements.standing(work.connection, id).items()}
    labels = {*link.before, *link.after} - {"enterprise"}
    for label in labels:
        if _said(link.after.get(label), label) != current.get(label):
            raise conflict(f"企业“{row['name']}”的“{label}”")
    wanted = {label: s for label, s in current.items() if label not in labels}
    wanted |= {label: s for label in labels if (s := _said(link.before.get(label), label)) is not None}
    _change(work, row, _former_head(row, link), wanted, _Reason(signed, "undo", link.id))


def _said(data: object, label: str) -> statements.Stated | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or "$" in data:
        raise KnownError("E-AUDIT-ERASED", "这一步涉及的个人信息已按期清除，不能撤销。", "请手工更正。")
    return statements.from_plain(label, data)


def _former_head(row: Columns, link: AuditRow) -> dict[str, Any]:
    head, after, before = _head_of(row), link.after.get("enterprise"), link.before.get("enterprise")
    if after is None:
        return head
    if _plain_head(head) != after:
        raise conflict(f"企业“{row['name']}”")
    if not isinstance(before, Mapping):
        return head | {"removed": True}
    dates = {name: date.fromisoformat(before[name]) if before[name] else None for name in ("as_of", "keep_until")}
    return {**before, **dates}


def history(connection: Connection, id: int, fact: str, year: int | None) -> tuple[FactRow, ...]:
    """Every value one figure ever had, newest first."""
    query = select(facts).where(
        facts.c.enterprise_id == id, facts.c.fact == fact, facts.c.year.is_not_distinct_from(year)
    )
    return tuple(_fact_row(row) for row in connection.execute(query.order_by(facts.c.id.desc())).mappings())


def stated_facts(connection: Connection, id: int) -> tuple[FactRow, ...]:
    """Every figure that stands, with unit, source and who entered it, in order of fact and year."""
    query = select(facts).where(facts.c.enterprise_id == id, facts.c.superseded_at.is_(None))
    rows = connection.execute(query.order_by(facts.c.fact, facts.c.year, facts.c.id)).mappings()
    return tuple(_fact_row(row) for row in rows)


def _fact_row(row: Columns) -> FactRow:
    names = ("unit", "source", "entered_by", "entered_at", "superseded_at")
    return FactRow(row["fact"], row["year"], statements.value_of(row), *(row[name] for name in names))


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a register of enterprises: enough to be found."""

    name: str
    uscc: str
    area: str = ""
    phone_tail: str = ""


def take_in(work: Work, listed: Iterable[Listed], signed: Signed) -> int:
    """Add many enterprises at once, as from a register, under one audit link. Returns how many.

    Raises KnownError E-DB-TWIN when a code is already there; then none is added.
    """
    rows = [_listed_row(entry, signed) for entry in listed]
    if work.folder is not None:
        require_space(len(rows) * _BYTES_EACH, work.folder)
    first = (
        work.connection.execute(select(enterprises.c.id).order_by(enterprises.c.id.desc()).limit(1)).scalar() or 0
    ) + 1
    for number, row in enumerate(rows, first):
        row["id"] = number
    with search.many_new(work, len(rows)):
        for start in range(0, len(rows), 5000):
            _insert_listed(work, rows[start : start + 5000])
    if not work.on_sqlite:
        # Ids were given by hand; the sequence must go on behind them.
        work.connection.execute(
            text("SELECT setval(pg_get_serial_sequence('enterprises', 'id'), max(id)) FROM enterprises")
        )
    after = {"count": len(rows), "first": first}
    audit.append(work, signed, audit.Act("enterprise.import", KIND, f"{first}-{first + len(rows) - 1}", {}, after))
    return len(rows)


def _insert_listed(work: Work, rows: list[dict[str, Any]]) -> None:
    try:
        search.add_filed(work, rows)
    except IntegrityError as error:
        raise KnownError(
            "E-DB-TWIN", "名单中有统一社会信用代码与已有企业重复，一家也没有导入。", "请先去掉重复的行再导入。"
        ) from error


def _listed_row(entry: Listed, signed: Signed) -> dict[str, Any]:
    found_by = grams.search_text(entry.name, entry.area, entry.uscc, entry.phone_tail)
    signs = {"created_by": signed.who, "created_at": signed.when, "changed_by": signed.who, "changed_at": signed.when}
    head = {"name": entry.name, "uscc": entry.uscc, "area": entry.area, "phone_tail": entry.phone_tail}
    return {**head, **signs, "name_key": grams.key(entry.name), "search_text": found_by, "version": 1}
