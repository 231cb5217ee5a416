"""The commands ``db …`` and ``self-test``: care of the database and of the program itself."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Finding
from qcy_desktop.services.assessing import facts_of
from qcy_desktop.services.safekeeping import how_to_open
from qcy_desktop.settings import load_settings, save_settings
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.restoring import restore
from qcy_desktop.storage.work import Signed

SETTINGS = "settings.json"


def add_commands(commands: Any) -> None:
    """Adds ``db`` and ``self-test``."""
    db = commands.add_parser("db", help="数据库：检查、备份、恢复、核验")
    parts = db.add_subparsers(title="做什么", metavar="做什么", parser_class=type(db), required=True)
    for name, act, words in (
        ("check", run_check, "检查数据库是否完好"),
        ("verify", run_verify, "核验操作记录有没有被改过"),
        ("backup", run_backup, "立即备份"),
        ("restore", run_restore, "从备份恢复，现有数据库留作副本"),
        ("migrate", run_migrate, "升级到本程序的库结构"),
        ("url", run_url, "显示数据库的位置"),
    ):
        part = parts.add_parser(name, help=words)
        if name == "url":
            part.add_argument(
                "address", nargs="?", metavar="地址", help="共享大厅的 PostgreSQL 地址；写 local 回到本机"
            )
        if name == "restore":
            part.add_argument("file", type=Path, metavar="备份文件")
        part.set_defaults(act=act)
    test = commands.add_parser("self-test", help="自检：字体、规则、数据库、打印、工作簿")
    test.set_defaults(act=lambda call: call.places.self_test())


@contextmanager
def opened(call: Call) -> Iterator[Storage]:
    """The user's database, closed afterwards. Raises KnownError when it cannot be opened."""
    folder = _folder(call)
    opening = how_to_open(facts_of(call.rule_folders), load_settings(folder / SETTINGS).hall)
    store = Storage.open(folder, call.places.db / "migrations", opening)
    try:
        yield store
    finally:
        store.close()


def _folder(call: Call) -> Path:
    folder = call.places.user_folder(call.data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise KnownError("E-FOLDER", f"数据文件夹 {folder} 建不起来", "请换一个能写的文件夹，或检查权限") from None
    return folder


def run_check(call: Call) -> int:
    """Checks the file, its references and its tables; 1 when something is wrong."""
    with opened(call) as store:
        return _report(store.care.check(), "数据库完好")


def run_verify(call: Call) -> int:
    """Verifies the chain of acts; 1 when a row was changed or removed."""
    with opened(call) as store:
        return _report(store.care.verify(), "操作记录完整，未被改动")


def _report(findings: Sequence[Finding], fine: str) -> int:
    """Each finding on a line; 1 when one means that data cannot be trusted."""
    for finding in findings:
        say(f"{finding.place}：{finding.sentence}" if finding.place else finding.sentence)
    if not findings:
        say(fine)
    return 1 if any(finding.grave for finding in findings) else 0


def run_backup(call: Call) -> int:
    """Makes a backup now and says where."""
    with opened(call) as store:
        done = store.care.backup(_who(), call.places.now(), "manual")
        say(f"已备份到 {store.folder / 'backups' / done.backup.name}")
    return 0


def run_restore(call: Call) -> int:
    """Restores a backup; the present file is put aside."""
    path: Path = call.asked.file
    if not path.is_file():
        raise KnownError("E-FILE", f"找不到备份文件 {path}", "用 qcy db url 查看备份目录")
    aside = restore(_folder(call), path, Signed(_who(), call.places.now()), Opening())
    say(f"已恢复；原来的数据库留在 {aside}" if aside else "已恢复")
    return 0


def run_migrate(call: Call) -> int:
    """Opening brings the tables to this version; says so."""
    with opened(call):
        say("库结构已是本程序的版本")
    return 0


def run_url(call: Call) -> int:
    """Where the database lies; with an address this machine joins a shared hall, with ``local`` it leaves it."""
    file = _folder(call) / SETTINGS
    settings = load_settings(file)
    address: str | None = call.asked.address
    if address is not None:
        if address != "local" and not address.startswith("postgresql"):
            raise KnownError(
                "E-DB-URL",
                f"“{_without_password(address)}”不是 PostgreSQL 地址",
                "写成 postgresql://用户:密码@主机/库名，或 local",
            )
        settings = settings.changed(hall="" if address == "local" else address)
        save_settings(settings, file)
    say(f"数据库 {_without_password(settings.hall)}" if settings.hall else f"数据库 {_folder(call) / 'qcy.db'}")
    return 0


def _without_password(address: str) -> str:
    return re.sub(r"(//[^:/@]+):[^@]*@", r"\1:******@", address)


def _who() -> str:
    try:
        return getpass.getuser()
    except OSError:
        return "命令行"
