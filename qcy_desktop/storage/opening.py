"""Opens the connection to the database: what is promised to the disk, and which folders are refused."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from qcy_desktop.domain.accounts import PasswordPolicy
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage.faults import known_faults

WRITES = "qcy_writes"
"""Execution option of a connection whose transactions are going to write."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Opening:
    """How to open: all that another office or a test may want different.

    `anywhere` allows network and synchronised folders; `url` names a shared hall's PostgreSQL; `passphrase` opens an
    encrypted file; `personal` are the ids of facts whose values never enter the audit chain; `second_target` is a further
    folder for backups; `adopt` accepts a database that is not the one last used in this folder; `busy_ms` is how long to
    wait for another writer; `passwords` is what accounts are held to. `clock` and `random` are the only sources of time and chance.
    """

    read_only: bool = False
    anywhere: bool = False
    url: str = ""
    passphrase: str = ""
    personal: frozenset[str] = frozenset()
    second_target: Path | None = None
    adopt: bool = False
    busy_ms: int = 5000
    clock: Callable[[], datetime] = field(default=_now)
    random: Callable[[int], bytes] = field(default=secrets.token_bytes)
    passwords: PasswordPolicy = field(default_factory=PasswordPolicy)


def sqlite_engine(path: Path, opening: Opening) -> Engine:
    """An engine on one SQLite file: WAL, synchronous FULL, foreign keys on, explicit transactions only."""
    engine = create_engine(
        "sqlite://", creator=lambda: connect_file(path, opening), poolclass=QueuePool, module=driver_for(opening)
    )
    event.listen(engine, "begin", _begin)
    return engine


def driver_for(opening: Opening) -> Any:
    """The standard driver, or SQLCipher's where there is a passphrase. Raises KnownError E-DB-CIPHER."""
    return cipher_driver() if opening.passphrase else sqlite3


def connect_file(path: Path, opening: Opening, driver: Any = None) -> Any:
    """A raw DB-API connection with every promise set. Raises the driver's errors as they come."""
    driver = driver or driver_for(opening)
    mode = "ro" if opening.read_only else "rwc"
    connection = driver.connect(
        f"{file_uri(path.absolute())}?mode={mode}",
        uri=True,
        timeout=opening.busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _promise(connection, opening)
    except BaseException:
        connection.close()
        raise
    return connection


def file_uri(path: PurePath) -> str:
    """The URI under which SQLite opens an absolute path; one of a Windows share keeps its host out of the authority."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _promise(connection: Any, opening: Opening) -> None:
    if opening.passphrase:
        connection.execute(f"PRAGMA key = {quoted(opening.passphrase)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not opening.read_only:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise KnownError("E-DB-OPEN", "该磁盘不支持数据库的日志方式。", "请把数据文件夹放到本机硬盘上。")


def quoted(text: str) -> str:
    """A text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def cipher_driver() -> Any:
    """The SQLCipher driver. Raises KnownError E-DB-CIPHER when it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise KnownError(
            "E-DB-CIPHER", "本机没有安装加密组件，打不开加密的数据库。", "请安装带加密组件的程序版本。"
        ) from error
    return dbapi2


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# Kinds of file systems that are not a disk of this machine (names as Linux mounts them).
_REMOTE = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "davfs",
        "vboxsf",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.vmhgfs-fuse",
    ]
)
_SYNCED = (
    "onedrive",
    "dropbox",
    "nutstore",
    "坚果云",
    "百度网盘",
    "baidunetdisk",
    "wps云盘",
    "icloud",
    "google drive",
    "微云",
)


def refuse_unsafe_folder(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raises KnownError E-DB-PLACE for a folder on a network share or inside a synchronised one."""
    resolved = folder.resolve()
    synced = next((p for p in resolved.parts if any(p.lower().startswith(name) for name in _SYNCED)), None)
    if synced is not None:
        raise KnownError(
            "E-DB-PLACE",
            f"数据文件夹位于同步盘“{synced}”内，同步软件会损坏数据库。",
            "请换到本机硬盘上不同步的文件夹；确要如此，可用 qcy db any-folder yes 允许。",
        )
    if _is_remote(resolved, mounts):
        raise KnownError(
            "E-DB-PLACE",
            f"数据文件夹“{folder}”在网络共享上，多机同时写入会损坏数据库。",
            "请换到本机硬盘，多台电脑共用请用大厅数据库；确要如此，可用 qcy db any-folder yes 允许。",
        )


def _is_remote(folder: Path, mounts: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == drive_remote)
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in lines:
        point, name = line.split(" ")[1:3]
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and (folder == Path(point) or Path(point) in folder.parents):
            best, kind = point, name
    # A machine whose very root is a share (a container's, a diskless desk's) has no better place to offer.
    return best != "/" and kind in _REMOTE


def hall_engine(opening: Opening) -> Engine:
    """An engine on a shared hall's PostgreSQL. Raises KnownError E-DB-HALL when the driver or the server is absent."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise KnownError("E-DB-HALL", "本机没有安装大厅数据库组件。", "请安装带大厅组件的程序版本。") from error
    url = opening.url.replace("postgresql://", "postgresql+psycopg://", 1)
    wishes: dict[str, Any] = {
        "options": f"-c lock_timeout={opening.busy_ms}",
        "connect_timeout": 10,
        # A plan made once for all searches would suit neither rare nor common words.
        "prepare_threshold": None,
    }
    engine = create_engine(url, pool_pre_ping=True, connect_args=wishes)
    with known_faults(), engine.connect():
        return engine
