"""Brings an older database to this version's tables in one transaction, or leaves it as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage.opening import WRITES
from qcy_desktop.storage.tables import APPLICATION_ID

_HALL_UPGRADE = 5143593
"""Advisory lock of PostgreSQL under which only one desk upgrades."""


def newest(migrations: Path) -> int:
    """Number of the last migration step in a folder; database files bear the number of the last step they took."""
    steps = (path.name[:4] for path in (migrations / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
    return max((int(step) for step in steps), default=0)


def refuse_untouched(path: Path, migrations: Path) -> None:
    """Turn away a foreign or newer file by its first hundred bytes alone, before any connection writes into it.

    A file with a journal is left to `number_of_file`: its first page may be out of date. Raises as that does.
    """
    if not path.exists() or path.with_name(path.name + "-wal").exists():
        return
    with path.open("rb") as stream:
        header = stream.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        return
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _foreign()
    refuse_newer(int.from_bytes(header[60:64], "big"), newest(migrations))


def _foreign() -> KnownError:
    return KnownError("E-DB-FOREIGN", "该文件是别的程序的数据库，没有改动它。", "请选择本程序的数据文件夹。")


def number_of_file(connection: Any, migrations: Path) -> int:
    """Schema number of an open SQLite connection; 0 for an empty file.

    Raises KnownError E-DB-FOREIGN for somebody else's database and E-DB-NEWER for a later version of ours.
    """
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if application != APPLICATION_ID and not empty:
        raise _foreign()
    refuse_newer(number, newest(migrations))
    return 0 if empty else number


def refuse_newer(number: int, ours: int) -> None:
    """Raises KnownError E-DB-NEWER for a schema number above ours."""
    if number > ours:
        raise KnownError(
            "E-DB-NEWER",
            f"数据库由更新版本的程序建立（数据版本 {number}，本程序 {ours}），没有改动它。",
            "请安装新版本程序后再打开。",
        )


def upgrade_file(engine: Engine, migrations: Path) -> None:
    """Run every missing step on an SQLite file: all of them or none.

    Foreign keys are off meanwhile (rebuilding a parent table would delete its children) and checked before the commit.
    Raises KnownError E-DB-UPGRADE when a check fails.
    """
    with engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                _run(connection, migrations)
                connection.exec_driver_sql(f"PRAGMA user_version = {newest(migrations)}")
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                _check(connection)
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _run(connection: Connection, migrations: Path) -> None:
    # Alembic takes 0.12 s to import and is not needed on most days.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    if orphans is not None or sound != "ok":
        raise KnownError(
            "E-DB-UPGRADE", "升级后的数据没有通过检查，已全部退回升级前的状态。", "请保留备份文件，联系维护人员。"
        )


def upgrade_hall(engine: Engine, migrations: Path) -> None:
    """Run every missing step on PostgreSQL in one transaction; desks that start meanwhile wait."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _HALL_UPGRADE})
        number = number_of_hall(connection)
        refuse_newer(number, newest(migrations))
        if number < newest(migrations):
            _run(connection, migrations)


def number_of_hall(connection: Connection) -> int:
    """Schema number of a PostgreSQL database; 0 when our tables are not there yet."""
    if not inspect(connection).has_table("alembic_version"):
        return 0
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
