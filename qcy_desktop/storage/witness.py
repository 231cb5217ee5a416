"""A small file beside the database that remembers which database it was and how far its audit chain had come."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from qcy_desktop.domain.records import Finding
from qcy_desktop.storage.tables import audit, audit_head, settings
from qcy_desktop.storage.work import Work

FILE, HALL = "qcy.witness", "hall.witness"
"""Names of the small file beside the user's own database, and beside nothing for a hall's."""

_DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Witness:
    """Which database, how many audit links, and the digest of the last."""

    database: str
    links: int
    digest: str


def name_database(work: Work) -> None:
    """Give a new database its own name, which is also what the first audit link stands on."""
    if _identity(work.connection):
        return
    name = work.random(16).hex()
    work.connection.execute(insert(settings).values(key=_DATABASE, value=name, changed_by=""))
    work.connection.execute(update(audit_head).values(digest=name))


def _identity(connection: Connection) -> str:
    return str(connection.execute(select(settings.c.value).where(settings.c.key == _DATABASE)).scalar() or "")


def seen(connection: Connection) -> Witness:
    """What the open database says of itself now."""
    head = connection.execute(select(audit_head.c.links, audit_head.c.digest)).one()
    return Witness(_identity(connection), int(head.links), str(head.digest))


def write(path: Path, witness: Witness) -> None:
    """Remember it; written aside and renamed. A folder that cannot be written keeps its older memory."""
    aside = path.with_name(f"{path.name}.part")
    said = {"database": witness.database, "links": witness.links, "digest": witness.digest}
    with contextlib.suppress(OSError):
        with aside.open("w", encoding="utf-8") as stream:
            json.dump(said, stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)


def remembered(path: Path) -> Witness | None:
    """What was remembered last, None when there is nothing readable."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return Witness(str(data["database"]), int(data["links"]), str(data["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def contradiction(connection: Connection, path: Path) -> Finding | None:
    """What is wrong when the database is not the one last used here, or has lost its newest history."""
    before, now = remembered(path), seen(connection)
    if before is None:
        return None
    if before.database != now.database:
        return Finding("E-DB-SWAPPED", "qcy.db", "数据库文件被换成了另一个数据库。")
    if now.links < before.links:
        lost = before.links - now.links
        return Finding("E-DB-SWAPPED", "qcy.db", f"数据库被换成了较旧的一份，少了最近 {lost} 条审计记录。")
    if before.links and _digest_at(connection, before.links) != before.digest:
        return Finding("E-DB-SWAPPED", "qcy.db", f"数据库第 {before.links} 条审计记录与上次使用时不同，历史被改写过。")
    return None


def _digest_at(connection: Connection, link: int) -> str | None:
    return connection.execute(select(audit.c.digest).where(audit.c.id == link)).scalar()
