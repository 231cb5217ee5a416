"""More of ``db …``: closed years, moving to another computer, encryption, the record of acts, settings of the folder."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.cli.store import SETTINGS, folder_of, hand_for, opened, opening_of, report
from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.acts import act_words, kind_words
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.archives import THINGS, Archives, told
from qcy_desktop.services.auditing import Auditing
from qcy_desktop.services.bringing_back import refuse_without_right
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.moving import look_into, pack_up, unpack
from qcy_desktop.services.people import people_of
from qcy_desktop.services.undoing import Undoing
from qcy_desktop.settings import load_settings, save_settings
from qcy_desktop.storage import Storage
from qcy_desktop.storage.audit import Asked
from qcy_desktop.storage.core import DATABASE
from qcy_desktop.storage.encryption import convert
from qcy_desktop.storage.work import Signed


def add_parts(parts: Any) -> None:
    """Adds these to ``db``."""
    archive = parts.add_parser("archive", help="往年数据归档：列出、归档、查找、取回")
    archive.add_argument("year", nargs="?", type=int, metavar="年份", help="不写年份则列出各年归档情况")
    archive.add_argument("--restore", action="store_true", help="取回该年的归档")
    archive.add_argument("--find", metavar="文字", help="在归档里按编号、企业、措施查找")
    archive.set_defaults(act=run_archive)
    away = parts.add_parser("carry-out", help="把本机全部数据打包成一个文件，搬到另一台电脑")
    away.add_argument("file", type=Path, metavar="搬家文件")
    away.set_defaults(act=run_carry_out)
    home = parts.add_parser("carry-in", help="把搬家文件里的数据放到本机，原有数据留作副本")
    home.add_argument("file", type=Path, metavar="搬家文件")
    home.set_defaults(act=run_carry_in)
    parts.add_parser("encrypt", help="加密数据库或更换口令：新口令从标准输入读入").set_defaults(act=run_encrypt)
    parts.add_parser("decrypt", help="取消加密（现口令在环境变量 QCY_PASSPHRASE）").set_defaults(act=run_decrypt)
    acts = parts.add_parser("audit", help="操作记录：查找、导出")
    acts.add_argument("--who", default="", metavar="人员")
    acts.add_argument("--act", dest="deed", default="", metavar="操作代码")
    acts.add_argument("--since", metavar="日期")
    acts.add_argument("--until", metavar="日期", help="含当日")
    acts.add_argument("--limit", type=int, default=100, metavar="条数")
    acts.add_argument("-o", "--output", type=Path, metavar="文件.csv")
    acts.set_defaults(act=run_audit)
    parts.add_parser("batches", help="批量作业记录：起止、数量、说明").set_defaults(act=run_batches)
    undo = parts.add_parser("undo", help="撤销自己办理的一步；不写序号则列出可撤销的")
    undo.add_argument("link", nargs="?", type=int, metavar="序号")
    undo.set_defaults(act=run_undo)
    second = parts.add_parser("second", help="第二备份位置：显示、设置，写 none 取消")
    second.add_argument("folder", nargs="?", metavar="文件夹")
    second.set_defaults(act=run_second)
    place = parts.add_parser("any-folder", help="允许数据文件夹放在网络共享或同步盘里（不建议）：yes 或 no")
    place.add_argument("answer", choices=("yes", "no"))
    place.set_defaults(act=run_any_folder)


def run_archive(call: Call) -> int:
    """Lists, makes, searches or brings back the archives of closed years."""
    asked = call.asked
    with opened(call) as store:
        if asked.find is not None:
            for thing in store.archive.find(asked.find):
                say(f"{thing.year} 年 {THINGS[thing.kind]} {thing.name} {thing.enterprise}（第 {thing.id} 号）")
        elif asked.year is None:
            _list_archives(store, call)
        else:
            hand = hand_for(call, store)
            archives = Archives(store, lambda: hand, call.places.now)
            say(archives.bring_back(asked.year) if asked.restore else archives.make(asked.year))
    return 0


def _list_archives(store: Storage, call: Call) -> None:
    years = Archives(store, lambda: Hand.alone(call.user or ""), call.places.now).years()
    for one in years:
        if one.apart.any:
            say(f"{one.year} 年已归档：{told(one.apart)}")
    for one in reversed(years):
        if one.here.any:
            say(f"{one.year} 年可归档：{told(one.here)}")


def run_carry_out(call: Call) -> int:
    """Packs everything into one checked file."""
    with opened(call) as store:
        luggage = pack_up(store, call.asked.file.absolute(), hand_for(call, store), call.places.now())
    say(f"已打包到 {call.asked.file}：{luggage.sentence}")
    return 0


def run_carry_in(call: Call) -> int:
    """Unpacks a checked move file into this machine's folder and checks what is there then."""
    luggage, root = look_into(call.asked.file), folder_of(call)
    say(luggage.sentence)
    signed = Signed(call.user or "", call.places.now())
    if (root / DATABASE).exists():
        with opened(call) as store:
            hand = hand_for(call, store)
        refuse_without_right(hand)
        signed = Signed(hand.who, signed.when)
    aside = unpack(call.asked.file, root, signed, opening_of(call))
    say(f"已放好；原来的数据库留在 {aside}" if aside else "已放好")
    with opened(call) as store:
        return report(store.care.check(), "数据完好")


def run_encrypt(call: Call) -> int:
    """Encrypts the database, or changes its passphrase; the new one is read from standard input."""
    return _convert(call, "已加密。今后打开要给出这个口令；口令丢失，数据无法找回。")


def run_decrypt(call: Call) -> int:
    """Makes the database plain again."""
    return _convert(call, "已取消加密。")


def _convert(call: Call, done: str) -> int:
    with opened(call) as store:
        if store.opening.url:
            raise KnownError("E-DB-HALL", "大厅数据库的加密由服务器负责。", "请联系服务器管理员")
        hand = hand_for(call, store)
        if hand.session is not None:
            hand.session.require(Right.OFFICE)
        plain_before = not store.opening.passphrase
    passphrase = sys.stdin.readline().rstrip("\r\n") if call.asked.act is run_encrypt else ""
    if call.asked.act is run_encrypt and not passphrase:
        raise KnownError("E-DB-PASSPHRASE", "没有给出新口令。", "请从标准输入给出一行口令，至少 12 个字符")
    convert(folder_of(call), opening_of(call), passphrase)
    say(done)
    if plain_before and passphrase:
        say("此前的备份和副本仍是明文，确认无误后请妥善保管或删除：backups 文件夹、qcy-aside-*.db。")
    return 0


def run_audit(call: Call) -> int:
    """Prints acts, newest first, or writes them out as a table."""
    asked = call.asked
    until = _day(asked.until) + timedelta(days=1) if asked.until else None
    since = _moment(_day(asked.since)) if asked.since else None
    wanted = Asked(asked.who, asked.deed, since=since, until=_moment(until) if until else None, limit=asked.limit)
    with opened(call) as store:
        hand = hand_for(call, store)
        auditing = Auditing(store, lambda: hand, call.places.now)
        if asked.output is not None:
            write_bytes(asked.output, auditing.written_out(wanted))
            say(f"已写到 {asked.output}")
            return 0
        lines = []
        for row in auditing.found(wanted):
            at = f"{row.at.astimezone():%Y-%m-%d %H:%M}"
            lines.append(f"{row.id} {at} {row.who or '系统'} {act_words(row.act)} {kind_words(row.kind)} {row.record}")
        say("\n".join(lines) or "没有符合条件的操作记录")
    return 0


def _day(text: str) -> date:
    return parse_day(text)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day).astimezone()


def run_batches(call: Call) -> int:
    """The last runs over many things, newest first: when, who, what, how many went which way, and what they said."""
    with opened(call) as store:
        runs, names = list(store.belongings.batches()), people_of(store)
        if not runs:
            say("还没有批量作业")
        for run in runs:
            begun = f"{run.started_at.astimezone():%Y-%m-%d %H:%M}"
            ended = f"至 {run.ended_at.astimezone():%H:%M}" if run.ended_at else "没有做完"
            counts = "、".join(f"{word} {count}" for word, count in run.counts.items())
            say(f"{begun} {ended} {names.get(run.who, run.who)} {kind_words(run.kind)} {counts}")
            for message in run.messages:
                say(f"  {message}")
    return 0


def run_undo(call: Call) -> int:
    """Takes one's own act back, or lists what can be taken back."""
    with opened(call) as store:
        hand = hand_for(call, store)
        undoing = Undoing(store, lambda: hand, call.places.now)
        named = undoing.listed()
        if call.asked.link is None:
            lines = [f"{act.link} {act.name}（{act.at.astimezone():%Y-%m-%d %H:%M}）" for act in named]
            say("\n".join(lines) or "没有可以撤销的步骤")
            return 0
        undoing.take_back(call.asked.link)
        said = next((act.name for act in named if act.link == call.asked.link), "撤销")
        say(f"已{said}")
    return 0


def run_second(call: Call) -> int:
    """Shows or sets the folder that every backup is copied to."""
    file = folder_of(call) / SETTINGS
    settings, wanted = load_settings(file), call.asked.folder
    if wanted is not None:
        place = "" if wanted == "none" else str(Path(wanted).expanduser().absolute())
        if place and not Path(place).is_dir():
            raise KnownError("E-BACKUP-SECOND", f"文件夹 {place} 不在。", "请插好备份盘或接通共享文件夹后再设置")
        settings = settings.changed(second_backup=place)
        save_settings(settings, file)
    say(f"第二备份位置 {settings.second_backup}" if settings.second_backup else "没有设置第二备份位置")
    return 0


def run_any_folder(call: Call) -> int:
    """Allows or forbids a folder on a share or in a synchronised place."""
    file = folder_of(call) / SETTINGS
    save_settings(load_settings(file).changed(any_folder=call.asked.answer == "yes"), file)
    say(
        "已允许放在网络共享或同步盘里；请注意同步软件可能损坏数据库。" if call.asked.answer == "yes" else "已恢复检查。"
    )
    return 0
