"""Turns what a database or a disk complains of into known errors with a cure; anything else stays a bug."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from qcy_desktop.domain.errors import KnownError

_BUSY = ("E-DB-BUSY", "数据库正忙，本次操作没有写入。", "请稍等片刻再试；如反复出现，请关闭占用数据文件的其他程序。")
_READONLY = ("E-DB-READONLY", "数据库只读，本次操作没有写入。", "请检查数据文件夹的写入权限或磁盘写保护。")
_FULL = ("E-DB-FULL", "磁盘空间已满，本次操作没有写入，此前的数据完好。", "请清理磁盘后重试。")
_CORRUPT = ("E-DB-CORRUPT", "数据库文件已损坏，无法读取。", "请不要继续录入，用“恢复备份”恢复最近一份完好的备份。")
_OPEN = ("E-DB-OPEN", "打不开数据库文件。", "请检查数据文件夹是否存在、是否有权限，磁盘是否已连接。")
_NOT_OURS = ("E-DB-KEY", "该文件不是可读的数据库，或者口令不对。", "请核对口令；如未设过口令，请用“恢复备份”恢复。")
_INPUT = ("E-DB-DISK", "读写磁盘时出错，本次操作没有完成。", "请检查磁盘连接是否松动、介质是否损坏，然后重试。")
_LOST = ("E-DB-HALL", "与大厅数据库的连接中断，本次操作没有写入。", "请检查网线与服务器，然后重试。")

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_SQLITE = {5: _BUSY, 6: _BUSY, 8: _READONLY, 10: _INPUT, 11: _CORRUPT, 13: _FULL, 14: _OPEN, 26: _NOT_OURS}
_WORDS = (
    ("database is locked", _BUSY),
    ("database table is locked", _BUSY),
    ("readonly database", _READONLY),
    ("disk is full", _FULL),
    ("malformed", _CORRUPT),
    ("unable to open", _OPEN),
    ("not a database", _NOT_OURS),
    ("disk i/o error", _INPUT),
)
# SQLSTATE classes and codes of PostgreSQL.
_POSTGRESQL = {"55P03": _BUSY, "40P01": _BUSY, "40001": _BUSY, "53100": _FULL, "25006": _READONLY, "XX001": _CORRUPT}
_DISK = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EROFS: _READONLY, errno.EACCES: _READONLY, errno.EIO: _INPUT}


def known(error: BaseException) -> KnownError | None:
    """The known error behind a fault of driver or disk, None when it is a bug of ours."""
    if isinstance(error, OSError):
        entry = _DISK.get(error.errno or 0)
        return None if entry is None else KnownError(*entry)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if cause is None:
        return None
    entry = _by_code(cause) or _by_words(str(cause))
    return None if entry is None else KnownError(*entry)


def _by_code(cause: BaseException) -> tuple[str, str, str] | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state) or (_LOST if state[:2] in {"08", "57"} else None)
    if type(cause).__module__.startswith("psycopg") and type(cause).__name__ == "OperationalError":
        return _LOST
    return None


def _by_words(words: str) -> tuple[str, str, str] | None:
    lowered = words.lower()
    return next((entry for part, entry in _WORDS if part in lowered), None)


@contextmanager
def known_faults() -> Iterator[None]:
    """Within it, faults of database and disk come out as KnownError; everything else passes unchanged."""
    try:
        yield
    except KnownError:
        raise
    except Exception as error:
        entry = known(error)
        if entry is None:
            raise
        raise entry from error
