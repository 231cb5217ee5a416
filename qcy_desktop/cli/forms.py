"""The commands ``form …``: the office's own Excel and Word forms taken in, mapped, filled and carried on from a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from qcy_desktop.cli.desk import OFFICE, case_desk
from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.errors import KnownError, system_reason
from qcy_desktop.domain.officeforms import FilledForm, OfficeForm
from qcy_desktop.services.casework import Casework
from qcy_desktop.services.documents import to_json
from qcy_desktop.services.formcontents import read_slot, slot_words
from qcy_desktop.services.officeforms import FormDesk, Target, with_slot, without_slot


def add_commands(commands: Any) -> None:
    """Adds ``form``."""
    form = commands.add_parser("form", help="本单位自己的 Excel、Word 表格：登记、对应、填写")
    parts = form.add_subparsers(title="做什么", metavar="做什么", parser_class=type(form), required=True)
    listed = parts.add_parser("list", help="在用的表格，或一份表格里每个位置填什么")
    listed.add_argument("name", nargs="?", metavar="名称")
    listed.add_argument("--json", action="store_true", help="答复写成 JSON")
    listed.set_defaults(act=run_list)
    names = parts.add_parser("names", help="可以填进表格的全部内容")
    names.set_defaults(act=run_names)
    cells = parts.add_parser("cells", help="一份文件里可填的位置")
    cells.add_argument("file", type=Path, metavar="文件")
    cells.set_defaults(act=run_cells)
    mapped = parts.add_parser("map", help="登记一份表格，说明每个位置填什么；同名的成为新版")
    mapped.add_argument("file", type=Path, metavar="文件")
    mapped.add_argument("--name", default="", metavar="名称", help="名称，不写用文件名")
    mapped.add_argument(
        "--set", action="append", default=[], metavar="位置=内容", help="如 申请表!B3=上年 研发费用〔税务〕|万元"
    )
    mapped.add_argument("--clear", action="append", default=[], metavar="位置", help="这个位置不填")
    mapped.add_argument("--bare", action="store_true", help="不按表格上的文字自动对应")
    mapped.set_defaults(act=run_map)
    fill = parts.add_parser("fill", help="填写一份表格")
    fill.add_argument("name", metavar="名称")
    fill.add_argument("--case", metavar="受理编号")
    fill.add_argument("--enterprise", type=Path, metavar="企业文件")
    fill.add_argument("--measure", default="", metavar="编号")
    fill.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")
    fill.set_defaults(act=run_fill)
    away = parts.add_parser("export", help="把表格和对应关系存成一个文件")
    away.add_argument("name", metavar="名称")
    away.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")
    away.set_defaults(act=run_export)
    home = parts.add_parser("import", help="收下别的单位的表格文件")
    home.add_argument("file", type=Path, metavar="表格文件")
    home.set_defaults(act=run_import)
    gone = parts.add_parser("retire", help="不再使用一份表格，旧版仍留着")
    gone.add_argument("name", metavar="名称")
    gone.set_defaults(act=run_retire)


@contextmanager
def _desk(call: Call) -> Iterator[tuple[FormDesk, Casework]]:
    with case_desk(call) as work:
        yield _form_desk(call, work), work


def _form_desk(call: Call, work: Casework) -> FormDesk:
    return FormDesk(
        assessor=work.assessor,
        store=work.store,
        hand=lambda: work.hand,
        clock=call.places.now,
        work=lambda: work,
        today=call.day,
        office_name=OFFICE,
    )


def run_list(call: Call) -> int:
    """Prints the forms in use, or what one of them holds where."""
    with _desk(call) as (desk, _):
        known = desk.choices()
        forms = (desk.load(call.asked.name)[0],) if call.asked.name else desk.listed()
        told = [(form, [(slot.place, slot_words(slot, known)) for slot in form.slots]) for form in forms]
    if call.asked.json:
        say(to_json([{**_plain(form), "slots": dict(slots)} for form, slots in told]))
        return 0
    for form, slots in told:
        say(f"{form.name}　{form.kind}　第 {form.version} 版　{len(form.slots)} 处　{form.changed_by}")
        for place, words in slots if call.asked.name else ():
            say(f"  {place}　{words}")
    if not call.asked.name:
        say(f"共 {len(told)} 份")
    return 0


def _plain(form: OfficeForm) -> dict[str, object]:
    return {"name": form.name, "kind": form.kind.value, "version": form.version, "digest": form.digest}


def run_names(call: Call) -> int:
    """Prints everything that a place may hold, by group."""
    with _desk(call) as (desk, _):
        for choice in desk.choices():
            say(
                f"{choice.group}　{choice.name}{'（按年度）' if choice.yearly else ''}{'（个人信息）' if choice.personal else ''}"
            )
    return 0


def run_cells(call: Call) -> int:
    """Prints the places of a file with what stands there, and what their labels suggest."""
    with _desk(call) as (desk, _):
        form, grid = desk.read(call.asked.file.name, _bytes(call.asked.file))
        known = desk.choices()
    suggested = {slot.place: slot_words(slot, known) for slot in form.slots}
    for sheet in grid.sheets:
        for cell in sheet.cells:
            parts = (
                cell.place,
                cell.text.replace("\n", " "),
                f"→ {suggested[cell.place]}" if cell.place in suggested else "",
            )
            say("　".join(part for part in parts if part))
    for warning in grid.warnings:
        say(warning)
    return 0


def run_map(call: Call) -> int:
    """Keeps a form as its next version and prints what it holds where."""
    asked = call.asked
    with _desk(call) as (desk, _):
        body = _bytes(asked.file)
        form, grid = desk.read(asked.file.name, body)
        known = desk.choices()
        form = replace(form, name=asked.name or form.name, slots=() if asked.bare else form.slots)
        for text in asked.set:
            form = with_slot(form, read_slot(text, known))
        for place in asked.clear:
            form = without_slot(form, place)
        kept = desk.save(form, body)
    for slot in kept.slots:
        say(f"  {slot.place}　{slot_words(slot, known)}")
    for warning in grid.warnings:
        say(warning)
    say(f"已登记“{kept.name}”第 {kept.version} 版，{len(kept.slots)} 处")
    return 0


def run_fill(call: Call) -> int:
    """Writes the filled form and names what stayed blank; 1 when something did."""
    asked = call.asked
    if bool(asked.case) == (asked.enterprise is not None):
        raise KnownError(
            "E-USAGE", "要写明受理编号和企业文件中的一样。", "qcy form fill 名称 --case 受理编号 -o 结果.xlsx"
        )
    with _desk(call) as (desk, work):
        target = _target(call, work)
        done = desk.fill(asked.name, target)
    write_bytes(asked.output, done.body)
    return _told(done, asked.output)


def _target(call: Call, work: Casework) -> Target:
    if call.asked.case:
        return Target(case=work.find(call.asked.case).id)
    enterprise = work.assessor.read_file(call.asked.enterprise)
    return Target(enterprise=replace(enterprise, as_of=call.day(enterprise.as_of)), measure=call.asked.measure)


def _told(done: FilledForm, output: Path) -> int:
    say(f"已填好“{done.form.name}”第 {done.form.version} 版 {output}")
    for gap in done.gaps:
        say(f"  空着　{gap.place}　{gap.name}：{gap.why}")
    for note in done.notes:
        say(f"  注意　{note}")
    return 1 if done.gaps or done.notes else 0


def run_export(call: Call) -> int:
    """Writes a form with its mapping as one file."""
    with _desk(call) as (desk, _):
        write_bytes(call.asked.output, desk.export(call.asked.name))
    say(f"已导出“{call.asked.name}” {call.asked.output}")
    return 0


def run_import(call: Call) -> int:
    """Keeps another office's form."""
    with _desk(call) as (desk, _):
        form = desk.take_in(_bytes(call.asked.file))
    say(f"已收下“{form.name}”，为第 {form.version} 版")
    return 0


def run_retire(call: Call) -> int:
    """Takes a form out of the list."""
    with _desk(call) as (desk, _):
        desk.retire(call.asked.name)
    say(f"“{call.asked.name}”不再使用")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise KnownError("E-FILE", f"读不了文件 {path}：{system_reason(fault)}", "请检查路径") from None
