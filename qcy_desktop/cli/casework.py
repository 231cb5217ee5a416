"""The commands ``case …``: open, move, show, replay and verify cases from a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qcy_desktop.cli import casebudget
from qcy_desktop.cli.desk import case_desk, case_papers, press
from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.accounts import holders_of
from qcy_desktop.domain.caseacts import NOTHING_NEXT, next_steps
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act, Defect, Dossier, possible, right_of
from qcy_desktop.domain.dayreport import Sum
from qcy_desktop.domain.days import parse_day, show_day
from qcy_desktop.domain.errors import KnownError, system_reason
from qcy_desktop.domain.money import parse_money, show_wan
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.counter import Counter
from qcy_desktop.services.dayreports import day_report, report_book, report_paper
from qcy_desktop.services.documents import to_json
from qcy_desktop.services.handover import Handover
from qcy_desktop.services.people import people_of


def add_commands(commands: Any) -> None:
    """Adds ``case``."""
    case = commands.add_parser("case", help="办件：建立、办理、查看、重算、验码")
    parts = case.add_subparsers(title="做什么", metavar="做什么", parser_class=type(case), required=True)
    open_ = parts.add_parser("open", help="为企业文件里的企业建立一个办件")
    open_.add_argument("--enterprise", type=Path, required=True, metavar="企业文件")
    open_.add_argument("--measure", required=True, metavar="编号")
    open_.set_defaults(act=run_open)
    act = parts.add_parser("act", help="办理一步，如：受理、通过、审定同意、拨付")
    act.add_argument("number", metavar="受理编号")
    act.add_argument("deed", metavar="办什么")
    act.add_argument("--words", default="", metavar="意见", help="意见或理由")
    act.add_argument("--amount", metavar="金额", help="金额，如 10万元")
    act.add_argument("--item", action="append", default=[], metavar="材料", help="材料名称，可写多次")
    act.add_argument("--defect", action="append", default=[], metavar="补正项", help="补正项：材料|问题|标准，可写多次")
    act.add_argument("--name", default="", metavar="名称", help="部门、会议纪要或凭证编号")
    act.set_defaults(act=run_act)
    show = parts.add_parser("show", help="显示一个办件")
    show.add_argument("number", metavar="受理编号")
    show.set_defaults(act=run_show)
    listed = parts.add_parser("list", help="在办件，最急的在前")
    listed.add_argument("stage", nargs="*", metavar="环节")
    listed.add_argument("--json", action="store_true", help="答复写成 JSON")
    listed.set_defaults(act=run_list)
    replay = parts.add_parser("replay", help="按当时的事实重新计算")
    replay.add_argument("number", metavar="受理编号")
    replay.set_defaults(act=run_replay)
    away = parts.add_parser("hand-over", help="导出案卷包，移交另一个窗口")
    away.add_argument("number", metavar="受理编号")
    away.add_argument("--to", required=True, metavar="窗口代码", help="如 XXZC-QH")
    away.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")
    away.set_defaults(act=run_hand_over)
    home = parts.add_parser("take-in", help="收下案卷包")
    home.add_argument("file", type=Path, metavar="案卷包")
    home.set_defaults(act=run_take_in)
    report = parts.add_parser("report", help="办理情况：按事项、措施、经办人合计")
    report.add_argument("--from", dest="first", metavar="日期", help="从哪天，默认今天")
    report.add_argument("--to", dest="last", metavar="日期", help="到哪天，默认同一天")
    report.add_argument("-o", "--output", type=Path, metavar="文件", help="存为 .pdf 或 .xlsx")
    report.set_defaults(act=run_report)
    casebudget.add_command(parts)
    verify = parts.add_parser("verify", help="核对文书二维码")
    verify.add_argument("code", metavar="二维码内容")
    verify.set_defaults(act=run_verify)


def run_open(call: Call) -> int:
    """Saves the enterprise, opens the case and prints its number."""
    with case_desk(call) as work:
        enterprise = work.assessor.read_file(call.asked.enterprise)
        with work.store.acting(work.hand.session), work.store.transaction():
            id = Counter(work.store, lambda: work.hand, work.clock).save(enterprise)
            view = work.open(id, call.asked.measure, call.as_of or enterprise.as_of)
        say(view.row.number)
    return 0


def run_act(call: Call) -> int:
    """Does one act and says where the case lies now."""
    asked = call.asked
    if asked.deed not in list(Act):
        raise KnownError("E-CASE-ACT", f"没有“{asked.deed}”这一步。", nearest(asked.deed, list(Act)) or "、".join(Act))
    with case_desk(call) as work:
        view = work.find(asked.number)
        amount = parse_money(asked.amount, "元") if asked.amount else None
        if Act(asked.deed) is Act.DECIDE and amount is not None:
            done = work.decide(view.id, asked.words, amount, asked.name)
        elif Act(asked.deed) is Act.REASSESS:
            done = work.reassess(view.id, asked.words)
        elif Act(asked.deed) is Act.REVOKE:
            done = work.revoke(view.id, asked.words)
        else:
            deed = work.deed(Act(asked.deed), asked.words, amount=amount)
            defects = tuple(_defect(text) for text in asked.defect)
            done = work.act(view.id, replace(deed, items=tuple(asked.item), defects=defects, name=asked.name))
        say(f"{done.row.number}　{view.dossier.stage} → {done.dossier.stage}")
        say(_next(done.dossier))
    return 0


def _next(dossier: Dossier) -> str:
    """The steps the case now has and who does each, in the words of the window."""
    steps = []
    for act in next_steps(dossier):
        right = right_of(dossier, act)
        steps.append(f"{act}（{holders_of(right)}）" if right is not None else str(act))
    return f"下一步：{'、'.join(steps)}" if steps else f"{NOTHING_NEXT}。"


def _defect(text: str) -> Defect:
    parts = text.split("|")
    if len(parts) != 3:
        raise KnownError("E-USAGE", f"补正项“{text}”写得不对。", "请写成 材料|问题|标准")
    return Defect(*parts)


def run_show(call: Call) -> int:
    """Prints one case: where it lies, what may be done, and its history."""
    with case_desk(call) as work:
        view = work.find(call.asked.number)
        say(
            "\n".join(
                [
                    *_head(view),
                    f"可办：{'、'.join(possible(view.dossier, work.hand.rights)) or '无'}",
                    *_history(view, people_of(work.store)),
                ]
            )
        )
    return 0


def _head(view: CaseView) -> list[str]:
    dossier, inputs = view.dossier, view.kept.inputs
    decided = "" if dossier.decided is None else f"　审定 {show_wan(dossier.decided)}，已拨 {show_wan(dossier.paid)}"
    return [f"{view.row.number}　{dossier.stage}{decided}", f"{inputs.name}　{inputs.uscc}　{view.result.title}"]


def _history(view: CaseView, names: Mapping[str, str]) -> list[str]:
    return [
        f"  {show_day(entry.when.date())} {entry.when:%H:%M}　{entry.act}　{names.get(entry.who, entry.who)}　{entry.words}"
        for entry in view.dossier.history
    ]


def run_list(call: Call) -> int:
    """Prints the open cases with their clocks."""
    strange = [word for word in call.asked.stage if word not in list(Stage)]
    if strange:
        raise KnownError(
            "E-CASE-STAGE", f"没有“{strange[0]}”这个环节。", nearest(strange[0], list(Stage)) or "、".join(Stage)
        )
    with case_desk(call) as work:
        rows = work.queue(*(Stage(word) for word in call.asked.stage))
    if call.asked.json:
        keys = ("number", "enterprise", "measure", "stage", "pace", "left", "due")
        values = (
            (
                r.number,
                r.enterprise,
                r.measure,
                r.stage,
                r.clock.pace,
                r.clock.left,
                r.clock.due and r.clock.due.isoformat(),
            )
            for r in rows
        )
        say(to_json([dict(zip(keys, each, strict=True)) for each in values]))
        return 0
    for row in rows:
        left = "" if row.clock.left is None else f"（{row.clock.left} 个工作日）"
        say(f"{row.number}　{row.stage}　{row.clock.pace}{left}　{row.enterprise}　{row.measure}")
    say(f"共 {len(rows)} 件")
    return 0


def run_replay(call: Call) -> int:
    """Reckons the case again; 1 when the answer differs."""
    with case_desk(call) as work:
        replay = work.replay(work.find(call.asked.number).id)
    say(replay.sentence)
    return 0 if replay.same_answer else 1


def run_verify(call: Call) -> int:
    """Finds the case behind a code and replays it; 1 when the code is not ours."""
    with case_desk(call) as work:
        checked = case_papers(work, press(call)).check(call.asked.code)
        say("\n".join([*_head(checked.view), checked.sentence]))
    return 0 if checked.genuine else 1


def run_hand_over(call: Call) -> int:
    """Writes the package; from now on the receiver alone may write. Nothing is handed over when it cannot be written."""
    with case_desk(call) as work, work.store.acting(work.hand.session), work.store.transaction():
        view = work.find(call.asked.number)
        write_bytes(call.asked.output, Handover(work).hand_over(view.id, call.asked.to))
    say(f"{view.row.number} 已移交 {call.asked.to.upper()}，案卷包 {call.asked.output}")
    return 0


def run_take_in(call: Call) -> int:
    """Takes a package in and says where the case lies."""
    try:
        package = call.asked.file.read_bytes()
    except OSError as fault:
        raise KnownError("E-FILE", f"读不了文件 {call.asked.file}：{system_reason(fault)}", "请检查路径") from None
    with case_desk(call) as work:
        view = Handover(work).take_in(package)
    say(f"{view.row.number}　{view.dossier.stage}　{view.kept.inputs.name}")
    return 0


def run_report(call: Call) -> int:
    """Prints the totals of some days, or writes the report as PDF or workbook too."""
    asked = call.asked
    with case_desk(call) as work:
        first = parse_day(asked.first) if asked.first else work.clock().date()
        report = day_report(work, first, parse_day(asked.last) if asked.last else first)
        if asked.output is not None:
            workbook = asked.output.suffix.lower() == ".xlsx"
            context = case_papers(work, press(call)).context
            write_bytes(asked.output, report_book(report) if workbook else report_paper(report, context))
    for title, sums in (
        ("按事项", report.by_act()),
        ("按措施", report.by_measure()),
        ("按经办人", report.by_person()),
    ):
        say("\n".join([title, *(_totals(one) for one in sums)]))
    return 0


def _totals(one: Sum) -> str:
    return f"  {one.name}　{one.acts} 次　{one.cases} 件　审定 {show_wan(one.decided)}　拨付 {show_wan(one.paid)}"
