"""Looks over everything that is kept and names each thing that is not as it was left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BackupFile, Finding
from qcy_desktop.storage import accounts, assessments, audit, backups
from qcy_desktop.storage.grams import EVERY
from qcy_desktop.storage.opening import Opening
from qcy_desktop.storage.tables import attachments, enterprises, papers
from qcy_desktop.storage.tables import audit as audit_table


def database(connection: Connection) -> tuple[Finding, ...]:
    """Pages, references, kept assessments, papers, attachments, search index and audit chain."""
    found = [*_pages(connection)]
    if found:
        return tuple(found)
    found += [*_kept(connection), *_index(connection), *audit.verify(connection), *_accounts(connection)]
    return tuple(found)


def _pages(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Finding("E-DB-CORRUPT", "qcy.db", f"数据库文件内部损坏：{row[0]}")
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("E-DB-ORPHAN", f"{row[0]}/{row[1]}", f"“{row[0]}”表第 {row[1]} 行所指的“{row[2]}”记录不存在。")


def _kept(connection: Connection) -> Iterator[Finding]:
    for id in assessments.unsound(connection):
        yield Finding("E-DB-CHANGED", f"assessments/{id}", f"第 {id} 号评估记录与保存时不一致。")
    yield from _bodies(connection, papers, "文书")
    yield from _bodies(connection, attachments, "附件")


def _accounts(connection: Connection) -> Iterator[Finding]:
    for name in accounts.forged(connection):
        yield Finding("E-ACCOUNT-FORGED", f"users/{name}", f"账号“{name}”的资料被绕过程序改动过。")


def _bodies(connection: Connection, table: Table, word: str) -> Iterator[Finding]:
    query = select(table.c.id, table.c.body, table.c.digest)
    for row in connection.execution_options(yield_per=50).execute(query):
        if hashlib.sha256(row.body).hexdigest() != row.digest:
            yield Finding("E-DB-CHANGED", f"{table.name}/{row.id}", f"第 {row.id} 号{word}的内容与保存时不一致。")


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
