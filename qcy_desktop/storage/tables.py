"""The tables as this version of the program writes them; a test compares them with what the migrations build."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

SCHEMA = 3
"""Number of the migration that builds these tables."""

APPLICATION_ID = 0x51435931
"""Marks an SQLite file as ours (the letters QCY1)."""


Columns = Mapping[str, Any] | RowMapping
"""Columns of one row by name, read or about to be written."""


class UtcTime(TypeDecorator[datetime]):
    """A moment as fixed-width ISO text in UTC, so that it sorts the same in every database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Text for a moment that knows its zone. Raises ValueError for one that does not."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """The moment back, in UTC."""
        return None if value is None else datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _enterprise(*, nullable: bool = False) -> Column[int]:
    return Column("enterprise_id", ForeignKey("enterprises.id"), nullable=nullable, index=True)


def _case() -> Column[int]:
    return Column("case_id", ForeignKey("cases.id"), index=True)


def _archived() -> Column[int]:
    """The closed year whose archive holds the contents of a row; NULL while they lie here."""
    return Column("archived", Integer)


def _dated() -> tuple[Column[Any], ...]:
    """Who stated a row and when, and when it ceased to stand."""
    return (
        Column("entered_by", String, nullable=False),
        Column("entered_at", UtcTime, nullable=False),
        Column("superseded_at", UtcTime),
    )


settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", UtcTime),
)

counters = Table(
    "counters",
    metadata,
    Column("series", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

enterprises = Table(
    "enterprises",
    metadata,
    _id(),
    Column("name", String, nullable=False),
    Column("uscc", String, nullable=False),
    Column("area", String, nullable=False),
    Column("phone_tail", String, nullable=False),
    Column("as_of", Date),
    Column("name_key", String, nullable=False, index=True),
    Column("search_text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", UtcTime, nullable=False, index=True),
    Column("removed_at", UtcTime),
    Column("keep_until", Date),
)
_HAS_CODE = text("uscc <> '' AND removed_at IS NULL")
Index("uq_enterprises_uscc", enterprises.c.uscc, unique=True, sqlite_where=_HAS_CODE, postgresql_where=_HAS_CODE)

facts = Table(
    "facts",
    metadata,
    _id(),
    _enterprise(),
    Column("fact", String, nullable=False),
    Column("year", Integer),
    Column("kind", String, nullable=False),
    Column("whole", BigInteger),
    Column("words", Text),
    Column("unit", String, nullable=False),
    Column("source", String, nullable=False),
    *_dated(),
)

events = Table(
    "events",
    metadata,
    _id(),
    _enterprise(),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("level", String, nullable=False),
    Column("first", Boolean),
    Column("expires", Date),
    Column("note", Text, nullable=False),
    *_dated(),
)

records = Table(
    "records",
    metadata,
    _id(),
    _enterprise(),
    Column("kind", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("fields", Text, nullable=False),
    *_dated(),
)

awards = Table(
    "awards",
    metadata,
    _id(),
    _enterprise(),
    Column("position", Integer, nullable=False),
    Column("matter", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("level", String, nullable=False),
    Column("measure", String, nullable=False),
    *_dated(),
)

declared = Table(
    "declared",
    metadata,
    _id(),
    _enterprise(),
    Column("what", String, nullable=False),
    *_dated(),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _enterprise(),
    Column("role", String, nullable=False),
    Column("name", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("id_number", String, nullable=False),
    Column("bank", String, nullable=False),
    Column("account", String, nullable=False),
    Column("keep_until", Date),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _enterprise(),
    Column("text", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    _case(),
)

attachments = Table(
    "attachments",
    metadata,
    _id(),
    _enterprise(),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    _case(),
    _archived(),
)

assessments = Table(
    "assessments",
    metadata,
    _id(),
    _enterprise(),
    Column("as_of", Date, nullable=False),
    Column("engine", String, nullable=False),
    Column("packs", Text, nullable=False),
    Column("inputs", LargeBinary, nullable=False),
    Column("result", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    _archived(),
)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("later", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("number", String, nullable=False, unique=True),
    _enterprise(),
    Column("measure", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("assessment_id", ForeignKey("assessments.id")),
    Column("body", Text, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    _archived(),
)

papers = Table(
    "papers",
    metadata,
    _id(),
    Column("number", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    _enterprise(nullable=True),
    _case(),
    Column("digest", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("copies", Integer, nullable=False),
    _archived(),
)

pins = Table(
    "pins",
    metadata,
    _id(),
    Column("who", String, nullable=False),
    _enterprise(),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("who", "enterprise_id"),
)

forms = Table(
    "forms",
    metadata,
    _id(),
    Column("name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("slots", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("retired_at", UtcTime),
    UniqueConstraint("name", "version"),
)

filters = Table(
    "filters",
    metadata,
    _id(),
    Column("name", String, nullable=False, unique=True),
    Column("typed", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    _id(),
    Column("kind", String, nullable=False),
    Column("who", String, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("counts", Text, nullable=False),
    Column("messages", Text, nullable=False),
)

users = Table(
    "users",
    metadata,
    _id(),
    Column("name", String, nullable=False, unique=True),
    Column("shown_name", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("password", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcTime),
    Column("must_change", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("last_login", UtcTime),
)

requests = Table(
    "requests",
    metadata,
    _id(),
    Column("act", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("needed", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("settled_by", String),
    Column("settled_at", UtcTime),
    Column("granted", Boolean),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("act", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("packs", Text, nullable=False),
    Column("takes_back", Integer),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    Index("ix_audit_kind_record", "kind", "record"),
)

audit_values = Table(
    "audit_values",
    metadata,
    _id(),
    Column("audit_id", ForeignKey("audit.id"), nullable=False, index=True),
    Column("side", String, nullable=False),
    Column("field", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("value", Text, nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("links", Integer, nullable=False),
    Column("digest", String, nullable=False),
)
