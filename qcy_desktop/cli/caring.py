"""The commands ``db …`` and ``self-test``: care of the database and of the program itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qcy_desktop.cli import keeping
from qcy_desktop.cli.place import Call, say
from qcy_desktop.cli.store import SETTINGS, folder_of, hand_for, opened, opening_of, report, who
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.bringing_back import BROKEN, Folder, bring_back, look_at, loss_of
from qcy_desktop.services.casework import Hand
from qcy_desktop.settings import load_settings, save_settings
from qcy_desktop.storage.core import DATABASE
from qcy_desktop.storage.work import Signed


def add_commands(commands: Any) -> None:
    """Adds ``db`` and ``self-test``."""
    db = commands.add_parser("db", help="数据库：检查、备份、恢复、核验")
    parts = db.add_subparsers(title="做什么", metavar="做什么", parser_class=type(db), required=True)
    for name, act, words in (
        ("check", run_check, "检查数据库、归档和备份是否完好"),
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
    keeping.add_parts(parts)
    test = commands.add_parser("self-test", help="自检：字体、规则、数据库、打印、工作簿")
    test.set_defaults(act=lambda call: call.places.self_test())


def run_check(call: Call) -> int:
    """Checks file, references, kept contents, archives, chain and backups part by part; 1 when something is wrong."""
    with opened(call) as store:
        parts, backups = store.care.report(), store.care.check_backups()
        kept = len(store.care.backups())
        lacking = store.care.second_place()
    for part in parts:
        say(f"{part.name}：{part.count} {part.unit}，{_verdict(len(part.findings))}")
    say(f"备份文件：{kept} 份，{_verdict(len(backups))}")
    findings = [finding for part in parts for finding in part.findings]
    return report((*findings, *backups, *((lacking,) if lacking else ())), "数据库完好")


def _verdict(faults: int) -> str:
    return f"{faults} 处有问题" if faults else "完好"


def run_verify(call: Call) -> int:
    """Verifies the chain of acts; 1 when a row was changed or removed."""
    with opened(call) as store:
        return report(store.care.verify(), "操作记录完整，未被改动")


def run_backup(call: Call) -> int:
    """Makes a backup now and says where; 1 when the second place did not get it."""
    with opened(call) as store:
        done = store.care.backup(who(), call.places.now(), "manual")
        say(f"已备份到 {store.folder / 'backups' / done.backup.name}")
        if done.second is None and store.opening.second_target is not None:
            say(f"并复制到 {store.opening.second_target}")
    return 0 if done.second is None else report((done.second,), "")


def run_restore(call: Call) -> int:
    """Says what will be lost, restores a backup, puts the present file aside, checks what is there then."""
    path: Path = call.asked.file
    opening, root = opening_of(call), folder_of(call)
    look_at(path, opening)
    hand = Hand.alone(call.user or who())
    if (root / DATABASE).exists():
        try:
            with opened(call) as store:
                hand = hand_for(call, store)
                say(loss_of(store, path).sentence)
        except KnownError as fault:
            if fault.code not in BROKEN:
                raise
            say(f"现有数据库打不开（{fault.sentence}），直接恢复。")
    folder = Folder(root, call.places.db / "migrations", opening)
    done = bring_back(folder, path, hand, Signed(hand.who, call.places.now()))
    say(f"已恢复；原来的数据库留在 {done.aside}" if done.aside else "已恢复")
    return report(done.findings, "恢复后的数据库完好")


def run_migrate(call: Call) -> int:
    """Opening brings the tables to this version; says so."""
    with opened(call):
        say("库结构已是本程序的版本")
    return 0


def run_url(call: Call) -> int:
    """Where the database lies; with an address this machine joins a shared hall, with ``local`` it leaves it."""
    file = folder_of(call) / SETTINGS
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
    say(f"数据库 {_without_password(settings.hall)}" if settings.hall else f"数据库 {folder_of(call) / 'qcy.db'}")
    return 0


def _without_password(address: str) -> str:
    return re.sub(r"(//[^:/@]+):[^@]*@", r"\1:******@", address)
