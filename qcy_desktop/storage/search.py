"""Finds enterprises by any part of name, first letters, full pinyin, code, phone tail or any worded field, among 410,000."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    MetaData,
    Row,
    Table,
    Text,
    TextClause,
    bindparam,
    insert,
    select,
    text,
)

from qcy_desktop.domain.records import EnterpriseRow
from qcy_desktop.storage import grams
from qcy_desktop.storage.tables import enterprises, pins
from qcy_desktop.storage.work import Work

_SHOWN = tuple(
    enterprises.c[name] for name in ("id", "name", "uscc", "area", "phone_tail", "changed_by", "changed_at", "version")
)
_MANY = 1000
"""From so many new enterprises on a hall's index and its statistics are seen to at once."""

_IN_HALL = Table(
    "enterprises", MetaData(), *(Column(c.name, c.type) for c in enterprises.c), Column("grams", ARRAY(Text))
)
"""The table as PostgreSQL has it, with the pieces beside the row."""

_NARROWED = 200
"""So many hits are looked at for the order in which they are shown; nobody reads further down."""


def file_in_index(work: Work, entries: Sequence[tuple[int, str]]) -> None:
    """File enterprises (id, search_text) that are not yet in the index."""
    if work.on_sqlite:
        statement = text("INSERT INTO enterprise_grams (rowid, grams) VALUES (:id, :grams)")
        rows: list[dict[str, Any]] = [{"id": id, "grams": _joined(found)} for id, found in entries]
    else:
        statement = text("UPDATE enterprises SET grams = :grams WHERE id = :id")
        rows = [{"id": id, "grams": list(grams.index_pieces(found))} for id, found in entries]
    if rows:
        work.connection.execute(statement, rows)


def add_filed(work: Work, rows: list[dict[str, Any]]) -> None:
    """Insert whole new rows of enterprises and file them; `search_text` and `id` are among their columns."""
    if work.on_sqlite:
        work.connection.execute(insert(enterprises), rows)
        file_in_index(work, [(row["id"], row["search_text"]) for row in rows])
        return
    # Written once with their pieces: writing each row again for the index would double the work.
    filed = [{**row, "grams": list(grams.index_pieces(row["search_text"]))} for row in rows]
    work.connection.execute(insert(_IN_HALL), filed)


@contextmanager
def many_new(work: Work, count: int) -> Iterator[None]:
    """Around the adding of many enterprises. A hall's first filling builds its index afterwards, all at once."""
    if work.on_sqlite:
        yield
        return
    there = work.connection.execute(text("SELECT count(*) FROM enterprises")).scalar_one()
    first_filling = count >= _MANY and there < count
    if first_filling:
        work.connection.execute(text("DROP INDEX ix_enterprises_grams"))
    yield
    if first_filling:
        work.connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        work.connection.execute(
            text("CREATE INDEX ix_enterprises_grams ON enterprises USING gin (grams) WITH (fastupdate = off)")
        )
    if count >= _MANY:
        # Without it the server goes on planning for the table as it was, until it looks again by itself.
        work.connection.execute(text("ANALYZE enterprises"))


def take_from_index(work: Work, id: int, search_text: str) -> None:
    """Unfile one enterprise; `search_text` must be what it was filed under."""
    if work.on_sqlite:
        # A contentless FTS5 table is told what to forget (https://www.sqlite.org/fts5.html, section 6.2).
        statement = "INSERT INTO enterprise_grams (enterprise_grams, rowid, grams) VALUES ('delete', :id, :grams)"
        work.connection.execute(text(statement), {"id": id, "grams": _joined(search_text)})
    else:
        work.connection.execute(text("UPDATE enterprises SET grams = NULL WHERE id = :id"), {"id": id})


def _joined(search_text: str) -> str:
    return " ".join(grams.index_pieces(search_text))


def find(connection: Connection, typed: str, limit: int) -> tuple[EnterpriseRow, ...]:
    """At most `limit` enterprises containing every typed word: codes and names that begin so first.

    Nothing typed: the last changed ones.
    """
    words = grams.words(typed)
    if not words:
        query = select(*_SHOWN).where(enterprises.c.removed_at.is_(None))
        newest = query.order_by(enterprises.c.changed_at.desc(), enterprises.c.id.desc()).limit(limit)
        return tuple(_row(row) for row in connection.execute(newest))
    hits = {row.id: row for row in (*_beginning(connection, words, limit), *_containing(connection, words))}
    ranked = sorted(hits.values(), key=lambda row: _rank(row, words[0]))
    return tuple(_row(row) for row in ranked[:limit])


def _beginning(connection: Connection, words: tuple[str, ...], limit: int) -> Sequence[Any]:
    first = words[0]
    # Order by code point, which is SQLite's own and has an index of its own in PostgreSQL.
    plain = enterprises.c.name_key if connection.dialect.name == "sqlite" else enterprises.c.name_key.collate("C")
    query = select(*_SHOWN, enterprises.c.search_text).where(
        plain >= first,
        plain < first + "\U0010ffff",
        enterprises.c.removed_at.is_(None),
        *(enterprises.c.search_text.contains(word, autoescape=True) for word in words[1:]),
    )
    return connection.execute(query.order_by(plain).limit(limit)).all()


def row_of(connection: Connection, id: int) -> EnterpriseRow | None:
    """The line of one enterprise, None when there is none."""
    row = connection.execute(select(*_SHOWN).where(enterprises.c.id == id)).first()
    return None if row is None else _row(row)


def pinned_rows(connection: Connection, who: str) -> tuple[EnterpriseRow, ...]:
    """The lines of the enterprises that a person has pinned, last pinned first."""
    query = select(*_SHOWN).join(pins, pins.c.enterprise_id == enterprises.c.id)
    mine = query.where(pins.c.who == who, enterprises.c.removed_at.is_(None))
    return tuple(_row(row) for row in connection.execute(mine.order_by(pins.c.at.desc(), pins.c.id.desc())))


def _containing(connection: Connection, words: tuple[str, ...]) -> Sequence[Any]:
    pieces = tuple(dict.fromkeys(piece for word in words for piece in grams.query_pieces(word)))
    statement = _on_sqlite(words) if connection.dialect.name == "sqlite" else _on_postgresql(words)
    narrowed: Any = " ".join(f'"{p}"' for p in pieces) if connection.dialect.name == "sqlite" else list(pieces)
    values: dict[str, Any] = {f"word{n}": word for n, word in enumerate(words)}
    typed = statement.columns(*_SHOWN, enterprises.c.search_text)
    return connection.execute(typed, {**values, "pieces": narrowed, "most": _NARROWED}).all()


_COLUMNS = ", ".join(f"e.{column.name}" for column in (*_SHOWN, enterprises.c.search_text))


def _on_sqlite(words: tuple[str, ...]) -> TextClause:
    checks = "".join(f" AND instr(e.search_text, :word{n}) > 0" for n in range(len(words)))
    return text(
        f"SELECT {_COLUMNS} FROM enterprise_grams g CROSS JOIN enterprises e ON e.id = g.rowid "
        f"WHERE enterprise_grams MATCH :pieces AND e.removed_at IS NULL{checks} ORDER BY g.rowid DESC LIMIT :most"
    )


def _on_postgresql(words: tuple[str, ...]) -> TextClause:
    checks = "".join(f" AND strpos(e.search_text, :word{n}) > 0" for n in range(len(words)))
    return text(
        f"SELECT {_COLUMNS} FROM enterprises e WHERE e.grams @> CAST(:pieces AS text[]) "
        f"AND e.removed_at IS NULL{checks} LIMIT :most"
    ).bindparams(bindparam("pieces"))


def _rank(row: Row[Any], word: str) -> tuple[int, int, str, int]:
    name, _area, code, tail, initials, full, *_ = row.search_text.split("\n")
    if word in (code, name, tail):
        place = 0
    elif name.startswith(word) or code.startswith(word):
        place = 1
    elif any(spelt.startswith(word) for spelt in (*initials.split(" "), *full.split(" "))):
        place = 2
    else:
        place = 3
    return place, len(name), name, row.id


def _row(row: Row[Any]) -> EnterpriseRow:
    return EnterpriseRow(*(getattr(row, column.name) for column in _SHOWN))


def refile_all(work: Work, rows: Iterable[tuple[int, str]]) -> int:
    """Empty the index and file every enterprise anew; how a damaged index is mended. Returns how many were filed."""
    if work.on_sqlite:
        work.connection.execute(text("INSERT INTO enterprise_grams (enterprise_grams) VALUES ('delete-all')"))
    count = 0
    batch: list[tuple[int, str]] = []
    for entry in rows:
        batch.append(entry)
        count += 1
        if len(batch) == 1000:
            file_in_index(work, batch)
            batch.clear()
    file_in_index(work, batch)
    return count
