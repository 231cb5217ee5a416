"""The migrations build the very tables the program writes, and every released database still opens."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.migrating import newest
from qcy_desktop.storage.tables import SCHEMA, metadata
from tests.unit.storage.museum import MUSEUM, PERSONAL, told

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
        assert told(store) == json.loads(path.with_suffix(".json").read_text("utf-8"))
        (row,) = store.list_assessments(1)
        kept = store.load_assessment(row.id)
        assert kept.result.measures[0].verdict is Verdict.ELIGIBLE
        assert kept.inputs == store.load_enterprise(1)
    with sqlite3.connect(tmp_path / "qcy.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()
