"""The migrations build the very tables the program writes, and every released database still opens."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, Table, create_engine, select, text

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.migrating import newest, number_of_hall, upgrade_hall
from qcy_desktop.storage.tables import SCHEMA, metadata
from tests.unit.storage.museum import MUSEUM, PERSONAL, agrees, told
from tests.unit.storage.postgresql import Hall

# What exists in one kind of database only: the search index and its parts, and Alembic's own table.
BESIDE = ("alembic_version", "enterprise_grams", "sqlite_")
HALL_ONLY = ("grams", "ix_enterprises_grams", "ix_enterprises_name_in_order")


def test_the_upgraded_schema_equals_the_tables(store: Storage) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (name or "").startswith(BESIDE) and name not in HALL_ONLY

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_are_numbered_without_gaps_and_end_where_the_tables_are(migrations: Path) -> None:
    steps = sorted(path.name[:4] for path in (migrations / "versions").glob("*.py"))
    assert steps == [f"{number:04d}" for number in range(1, SCHEMA + 1)]
    assert newest(migrations) == SCHEMA


def test_migrations_import_nothing_of_ours(migrations: Path) -> None:
    for path in migrations.rglob("*.py"):
        assert "qcy_desktop" not in path.read_text("utf-8")


def test_the_museum_has_a_database_of_every_schema() -> None:
    assert {path.stem for path in MUSEUM.glob("*.db")} == {f"{number:04d}" for number in range(1, SCHEMA + 1)}


@pytest.mark.parametrize("path", sorted(MUSEUM.glob("*.db")), ids=lambda path: path.stem)
def test_a_database_of_the_museum_opens_with_everything_in_it(tmp_path: Path, migrations: Path, path: Path) -> None:
    shutil.copyfile(path, tmp_path / "qcy.db")
    with Storage.open(tmp_path, migrations, Opening(personal=PERSONAL)) as store:
        assert store.care.check() == ()
        assert agrees(json.loads(path.with_suffix(".json").read_text("utf-8")), told(store))
        (row,) = store.list_assessments(1)
        kept = store.load_assessment(row.id)
        assert kept.result.measures[0].verdict is Verdict.ELIGIBLE
        assert kept.inputs == store.load_enterprise(1)
    with sqlite3.connect(tmp_path / "qcy.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()


@pytest.mark.loopback
@pytest.mark.parametrize("path", sorted(MUSEUM.glob("*.db")), ids=lambda path: path.stem)
def test_a_hall_of_every_schema_is_upgraded_with_everything_in_it(
    tmp_path: Path, migrations: Path, hall: Hall, path: Path
) -> None:
    url = hall.empty()
    _fill_hall(url, path, _up_to(int(path.stem), migrations, tmp_path))
    with Storage.open(tmp_path / "desk", migrations, Opening(url=url, personal=PERSONAL)) as store:
        # The copied rows came without their index, which each kind of database builds in its own way.
        store.care.rebuild_index()
        assert store.care.check() == ()
        assert agrees(json.loads(path.with_suffix(".json").read_text("utf-8")), told(store))
        with store.reading() as connection:
            assert number_of_hall(connection) == SCHEMA


def _up_to(number: int, migrations: Path, folder: Path) -> Path:
    """The migrations as they were when schema `number` was the newest."""
    older = folder / "migrations"
    shutil.copytree(migrations, older, ignore=shutil.ignore_patterns("__pycache__"))
    for step in (older / "versions").glob("*.py"):
        if int(step.name[:4]) > number:
            step.unlink()
    return older


def _fill_hall(url: str, path: Path, migrations: Path) -> None:
    """The rows of a database file in a hall with the same schema."""
    file = create_engine(f"sqlite:///{path}")
    server = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        upgrade_hall(server, migrations)
        target = MetaData()
        target.reflect(server)
        with file.connect() as source, server.begin() as connection:
            connection.execute(target.tables["audit_head"].delete())
            for table in target.sorted_tables:
                if table.name != "alembic_version":
                    _copy_rows(source, connection, table)
    finally:
        file.dispose()
        server.dispose()


def _copy_rows(source: Connection, target: Connection, table: Table) -> None:
    columns = [column for column in table.c if column.name != "grams"]
    here = Table(table.name, MetaData(), *(Column(column.name, column.type) for column in columns))
    rows = [dict(row) for row in source.execute(select(here)).mappings()]
    if rows:
        target.execute(table.insert(), rows)
    if any(column.name == "id" for column in columns) and not table.name.startswith("audit"):
        behind = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
        target.execute(text(behind))
