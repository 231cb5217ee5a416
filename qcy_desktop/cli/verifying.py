"""The commands ``verify …``: 核定 from a terminal, with the same two people and the same refusals as in the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from qcy_desktop.cli.desk import OFFICE, hand_of
from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.cli.store import opened
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError, system_reason
from qcy_desktop.exchange.clause_text import read_clause_text
from qcy_desktop.services.clause_fields import compare
from qcy_desktop.services.clause_files import read_clause_file, write_clause_file
from qcy_desktop.services.correcting import Correction
from qcy_desktop.services.people import people_of
from qcy_desktop.services.verifying import Verification, Verifying


def add_commands(commands: Any) -> None:
    """Adds ``verify``."""
    verify = commands.add_parser("verify", help="核定条款：试算、签署、复核、撤销")
    parts = verify.add_subparsers(title="做什么", metavar="做什么", parser_class=type(verify), required=True)
    for name, act, words in (("try", run_try, "只试算，不签署"), ("sign", run_sign, "签署，等另一人复核")):
        part = parts.add_parser(name, help=words)
        part.add_argument("measure", metavar="编号")
        part.add_argument("--text", type=Path, required=True, metavar="文件", help="官方条文全文（文本、Word 或 PDF）")
        part.add_argument("--source", required=True, metavar="出处", help="出处：文号和页码或网址")
        part.add_argument("--article", default="", metavar="条次", help="条次，如 第二条")
        part.add_argument("--set", action="append", default=[], metavar="参数=值", help="改正的数字，可写多次")
        part.add_argument("--from", dest="start", metavar="日期", help="施行日")
        part.add_argument("--until", dest="end", metavar="日期", help="截止日，不写为长期")
        part.add_argument("--accept", action="append", default=[], metavar="样例名", help="确认该样例应随条款改变")
        part.set_defaults(act=act)
    confirm = parts.add_parser("confirm", help="由另一人复核，自此算已核定")
    confirm.add_argument("measure", metavar="编号")
    confirm.set_defaults(act=run_confirm)
    revoke = parts.add_parser("revoke", help="撤销核定")
    revoke.add_argument("measure", metavar="编号")
    revoke.add_argument("--reason", required=True, metavar="理由", help="为什么撤销，写进核定记录")
    revoke.set_defaults(act=run_revoke)
    again = parts.add_parser("again", help="把登记簿里的旧版重新签署，仍须另一人复核")
    again.add_argument("number", type=int, metavar="版本号")
    again.add_argument("--accept", action="append", default=[], metavar="样例名", help="确认该样例应随条款改变")
    again.set_defaults(act=run_again)
    away = parts.add_parser("export", help="把生效的核定存成一个文件，带给别的单位")
    away.add_argument("measure", nargs="*", metavar="编号", help="不写为全部")
    away.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")
    away.set_defaults(act=run_export)
    home = parts.add_parser("import", help="读入别的单位的核定，由本单位签署，仍须另一人复核")
    home.add_argument("file", type=Path, metavar="核定文件")
    home.add_argument("measure", nargs="*", metavar="编号", help="不写为全部")
    home.add_argument("--accept", action="append", default=[], metavar="样例名", help="确认该样例应随条款改变")
    home.set_defaults(act=run_import)
    listed = parts.add_parser("list", help="待复核的，或一项措施的全部核定记录")
    listed.add_argument("measure", nargs="?", metavar="编号")
    listed.set_defaults(act=run_list)


@contextmanager
def _desk(call: Call) -> Iterator[Verifying]:
    with opened(call) as store:
        packs = call.places.user_folder(call.data_dir) / "packs"
        yield Verifying(call.rule_folders, packs, store, hand_of(call, store), call.places.now)


def _correction(call: Call) -> Correction:
    asked = call.asked
    text = read_clause_text(asked.text)
    pairs = [pair.partition("=") for pair in asked.set]
    if any(not sign for _, sign, _ in pairs):
        raise KnownError("E-USAGE", "--set 写得不对。", "请写成 参数=值，如 奖励额=20万元")
    start, end = (parse_day(day) if day else None for day in (asked.start, asked.end))
    return Correction(text, asked.source, asked.article, {name.strip(): value for name, _, value in pairs}, start, end)


def run_try(call: Call) -> int:
    """Prints the corrected rule in words and the cases that no longer agree; 1 when there are such."""
    correction = _correction(call)
    with _desk(call) as desk:
        trial = desk.try_out(call.asked.measure, correction)
        fields, title = desk.fields(call.asked.measure), desk.title(call.asked.measure)
    typed = tuple(replace(field, value=correction.values.get(field.path, field.value)) for field in fields)
    found = compare(correction.text, typed, (correction.start, correction.end), title)
    if found.stray:
        say(f"注意　{found.stray}")
    say(trial.words)
    for sentence in replace(found, stray="").sentences():
        say(sentence)
    for report in trial.failed:
        say(f"样例“{report.name}”不符：{'；'.join(report.faults)}")
    say(f"样例 {len(trial.cases)} 个，不符 {len(trial.failed)} 个")
    return 1 if trial.failed else 0


def run_sign(call: Call) -> int:
    """Signs; the clause counts only after a second person's confirmation."""
    with _desk(call) as desk:
        entry = desk.sign(call.asked.measure, _correction(call), call.asked.accept)
    say(f"{entry.measure} 已由{entry.signer}签署，等另一人复核")
    return 0


def run_confirm(call: Call) -> int:
    """Confirms what waits."""
    with _desk(call) as desk:
        entry = desk.confirm(call.asked.measure)
    say(f"{entry.measure} 已核定：{entry.words}")
    return 0


def run_revoke(call: Call) -> int:
    """Takes a verification back."""
    with _desk(call) as desk:
        desk.revoke(call.asked.measure, call.asked.reason)
    say(f"{call.asked.measure} 的核定已撤销")
    return 0


def run_again(call: Call) -> int:
    """Signs an earlier version again."""
    with _desk(call) as desk:
        entry = desk.roll_back(call.asked.number, call.asked.accept)
    say(f"{entry.measure} 第 {call.asked.number} 号已重新签署为第 {entry.number} 号，等另一人复核")
    return 0


def run_export(call: Call) -> int:
    """Writes what stands into one file."""
    with _desk(call) as desk:
        wanted = call.asked.measure
        entries = [one for one in desk.entries() if not wanted or one.measure in wanted]
        office = desk.store.belongings.office().get("name") or OFFICE
        body = write_clause_file(entries, office, call.places.now())
    write_bytes(call.asked.output, body)
    say(f"已导出 {sum(one.stands for one in entries)} 项核定 {call.asked.output}")
    return 0


def run_import(call: Call) -> int:
    """Signs what another office has verified; 1 when some of it was refused."""
    try:
        found = read_clause_file(call.asked.file.read_bytes())
    except OSError as fault:
        raise KnownError("E-FILE", f"读不了文件 {call.asked.file}：{system_reason(fault)}", "请检查路径") from None
    refused = 0
    with _desk(call) as desk:
        for one in found.entries:
            if call.asked.measure and one.measure not in call.asked.measure:
                continue
            try:
                entry = desk.sign_rule(one.measure, one.rule, one.text, call.asked.accept)
                say(f"{entry.measure} 已由{entry.signer}签署，等另一人复核（来自{found.office}）")
            except KnownError as refusal:
                refused += 1
                say(f"{one.measure} 没有签署：{refusal}")
    return 1 if refused else 0


def run_list(call: Call) -> int:
    """What waits, or everything about one measure."""
    with _desk(call) as desk:
        entries = desk.history(call.asked.measure) if call.asked.measure else desk.waiting()
        names = people_of(desk.store)
    for entry in entries:
        say(f"{entry.number}　{entry.measure}　{_state(entry, names)}")
    say(f"共 {len(entries)} 条")
    return 0


def _state(entry: Verification, names: Mapping[str, str]) -> str:
    if entry.revoked_by:
        return f"已撤销（{names.get(entry.revoked_by, entry.revoked_by)}：{entry.reason}）"
    return entry.words if entry.stands else f"待复核（{entry.signer}签署）"
