"""Looks over everything that is kept and names each thing that is not as it was left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BackupFile, Finding
from qcy_desktop.storage import accounts, audit, backups
from qcy_desktop.storage.grams import EVERY
from qcy_desktop.storage.opening import Opening
from qcy_desktop.storage.shelf import Shelf, seal_of
from qcy_desktop.storage.tables import Columns, assessments, attachments, enterprises, forms, notes, papers, users
from qcy_desktop.storage.tables import audit as audit_table


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report: what was looked over, how many of what, and everything found wrong."""

    name: str
    count: int
    unit: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of kept content, its table, its word, and the act that recorded its digest."""

    name: str
    table: Table
    word: str
    act: str


_KEPT = (
    Kept("assessment", assessments, "评估记录", "assessment.keep"),
    Kept("paper", papers, "文书", "paper.make"),
    Kept("attachment", attachments, "附件", "attachment.add"),
    Kept("note", notes, "备注", "note.add"),
    Kept("form", forms, "单位表格", "form.save"),
)


def database(connection: Connection, shelf: Shelf) -> tuple[Part, ...]:
    """Pages and references, kept contents with those archived, search index, audit chain, accounts: each with its count.

    A file that is damaged inside is not looked into any further.
    """
    pages = tuple(_pages(connection))
    first = Part("数据库文件与引用", _count(connection, enterprises), "家企业", pages)
    if pages:
        return (first,)
    kept = (_contents(connection, kind, shelf) for kind in _KEPT)
    links = _count(connection, audit_table)
    return (
        first,
        *kept,
        Part("搜索索引", first.count, "家企业", tuple(_index(connection))),
        Part("操作记录链", links, "条", audit.verify(connection)),
        Part("账号", _count(connection, users), "个", tuple(_accounts(connection))),
    )


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _pages(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Finding("E-DB-CORRUPT", "qcy.db", f"数据库文件内部损坏：{row[0]}")
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("E-DB-ORPHAN", f"{row[0]}/{row[1]}", f"“{row[0]}”表第 {row[1]} 行所指的“{row[2]}”记录不存在。")


def _contents(connection: Connection, kind: Kept, shelf: Shelf) -> Part:
    """Each kept thing against its own digest and against the one that the audit chain bears of it."""
    recorded = _sealed(connection, kind.act)
    found: list[Finding] = []
    count = 0
    for row in connection.execution_options(yield_per=50).execute(select(kind.table)).mappings():
        count += 1
        place, seal = f"{kind.table.name}/{row['id']}", recorded.pop(_record(kind.name, row), "")
        try:
            actual = _seal(kind.name, row, shelf)
        except KnownError as fault:
            found.append(Finding(fault.code, place, f"第 {row['id']} 号{kind.word}：{fault.sentence}"))
            continue
        if not actual == row.get("digest", actual) == seal:
            found.append(Finding("E-DB-CHANGED", place, f"第 {row['id']} 号{kind.word}的内容与保存时不一致。"))
    for id in recorded:
        found.append(Finding("E-DB-REMOVED", f"{kind.table.name}/{id}", f"第 {id} 号{kind.word}被绕过程序删除。"))
    return Part(f"{kind.word}内容", count, "份", tuple(found))


def _sealed(connection: Connection, act: str) -> dict[str, str]:
    """The digests that the chain bears of all that one act ever kept, by what `_record` calls each."""
    query = select(audit_table.c.record, audit_table.c.after).where(audit_table.c.act == act)
    said = ((row.record, json.loads(row.after)) for row in connection.execute(query))
    return {
        f"{record} {after['version']}" if "version" in after else record: str(after.get("digest", ""))
        for record, after in said
    }


def _record(kind: str, row: Columns) -> str:
    """What the chain calls a kept thing: its number, or a form's name with its version."""
    return f"{row['name']} {row['version']}" if kind == "form" else str(row["id"])


def _seal(kind: str, row: Columns, shelf: Shelf) -> str:
    if kind == "note":
        return hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
    if row.get("archived") is not None:
        return seal_of(kind, *shelf.take(kind, row["id"], row["archived"]))
    bodies = (row["inputs"], row["result"]) if kind == "assessment" else (row["body"], b"")
    return seal_of(kind, *bodies)


def _accounts(connection: Connection) -> Iterator[Finding]:
    for name in accounts.forged(connection):
        yield Finding("E-ACCOUNT-FORGED", f"users/{name}", f"账号“{name}”的资料被绕过程序改动过。")


def _index(connection: Connection) -> Iterator[Finding]:
    kept = connection.execute(select(func.count()).select_from(enterprises)).scalar_one()
    if connection.dialect.name == "sqlite":
        counting = text("SELECT count(*) FROM enterprise_grams WHERE enterprise_grams MATCH :every")
        filed = connection.execute(counting, {"every": EVERY}).scalar_one()
    else:
        filed = connection.execute(text("SELECT count(*) FROM enterprises WHERE grams IS NOT NULL")).scalar_one()
    if filed != kept:
        sentence = f"搜索索引不完整（{filed}/{kept}），请重建索引。"
        yield Finding("E-DB-INDEX", "enterprise_grams", sentence, grave=False)


def backup_files(connection: Connection, folder: Path, opening: Opening) -> tuple[Finding, ...]:
    """Every backup that is not the file that was made: changed, exchanged, damaged or without description."""
    recorded = _recorded(connection)
    found: list[Finding] = []
    for path in sorted(folder.glob("qcy-*.db")) if folder.is_dir() else ():
        found.extend(_backup(path, recorded.get(path.name), opening))
    return tuple(found)


def _recorded(connection: Connection) -> dict[str, str]:
    query = select(audit_table).where(audit_table.c.act == "db.backup").order_by(audit_table.c.id)
    links = (audit.as_row(row) for row in connection.execute(query).mappings())
    return {str(link.after["name"]): str(link.after["digest"]) for link in links}


def _backup(path: Path, recorded: str | None, opening: Opening) -> Iterator[Finding]:
    described: BackupFile | None = backups.described(path)
    if described is None and recorded is None:
        yield Finding("E-BACKUP-UNKNOWN", path.name, f"备份“{path.name}”没有说明文件，来历不明。", grave=False)
        return
    actual = backups.file_digest(path)
    expected = recorded or (described.digest if described else "")
    if actual != expected:
        yield Finding("E-BACKUP-CHANGED", path.name, f"备份“{path.name}”与制作时不一致，被改动或被调换。")
        return
    try:
        backups.check_copy(path, opening)
    except KnownError as error:
        yield Finding(error.code, path.name, error.sentence)
