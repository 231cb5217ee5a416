"""The commands ``paper list`` and ``paper KIND``."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from qcy_desktop.cli.desk import case_desk, case_papers, press
from qcy_desktop.cli.place import Call, refuse_unwritable, say, write_bytes
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.services.caseoffice import CaseOffice
from qcy_desktop.services.casework import Casework
from qcy_desktop.services.paperkinds import CALLING, CODES, MANY, WITHOUT_CASE
from qcy_desktop.services.papers import KINDS, Errand


def add_commands(commands: Any) -> None:
    """Adds ``paper``."""
    paper = commands.add_parser("paper", help="打印文书为 PDF")
    paper.add_argument("kind", metavar="种类", help="list 列出全部种类")
    paper.add_argument("--enterprise", type=Path, metavar="企业文件")
    paper.add_argument("--case", action="append", default=[], metavar="受理编号", help="名单和汇总表可写多次")
    paper.add_argument("--measure", metavar="编号", default="")
    paper.add_argument("-o", "--output", type=Path, metavar="文件", help="写到哪个文件")
    paper.add_argument("--sample", action="store_true", help="印上“样张”，不取编号，不存档")
    paper.add_argument("--full", action="store_true", help="结果单逐项写明全部条件（平时是简版）")
    paper.set_defaults(act=run_paper)


def run_paper(call: Call) -> int:
    """Lists the kinds, or writes one paper as PDF."""
    kind: str = call.asked.kind
    if kind == "list":
        for name, words in KINDS.items():
            say(f"{name:<16}{words}")
        return 0
    if kind not in KINDS:
        raise KnownError("E-PAPER", f"没有“{kind}”这种文书", nearest(kind, KINDS) or "用 qcy paper list 列出全部种类")
    if call.asked.output is None or bool(call.asked.case) == (call.asked.enterprise is not None):
        raise KnownError("E-USAGE", "要写明输出文件，以及企业文件或受理编号中的一样", _usage(kind))
    said = _from_case(call, kind) if call.asked.case else _from_enterprise(call, kind)
    say(f"已写好{said} {call.asked.output}")
    return 0


def _usage(kind: str) -> str:
    source = "--enterprise 企业.json" if kind in WITHOUT_CASE else "--case 受理编号"
    return f"qcy paper {kind} {source} -o 结果.pdf"


def _from_enterprise(call: Call, kind: str) -> str:
    if kind not in WITHOUT_CASE:
        raise KnownError("E-PAPER", f"“{KINDS[kind]}”要从办件打印。", _usage(kind))
    assessor = call.assessor()
    enterprise = assessor.read_file(call.asked.enterprise)
    assessment = assessor.assess(enterprise, call.day(enterprise.as_of), examples=call.examples)
    # Only the day is printed, so that the same call on the same day gives the same bytes.
    printed_at = datetime.combine(call.places.now().date(), time(), call.places.now().tzinfo)
    errand = Errand(assessor, enterprise, assessment, call.asked.measure)
    write_bytes(call.asked.output, press(call).paper(kind, errand, printed_at))
    return KINDS[kind]


def _warn(call: Call, work: Casework, kind: str) -> None:
    """Says beforehand that a paper which tells people whom to call will not say it."""
    lacking = CaseOffice(work.store, call.places.db / "seed").unreachable() if kind in CALLING else ""
    if lacking:
        say(f"注意　{lacking}")


def _from_case(call: Call, kind: str) -> str:
    """From the case's frozen facts and assessment; papers of the case itself are numbered and kept."""
    numbers: list[str] = call.asked.case
    refuse_unwritable(call.asked.output)  # before a number is taken for a paper that could not be handed out
    if len(numbers) > 1 and kind not in MANY:
        raise KnownError("E-PAPER", f"“{KINDS[kind]}”一次只能打印一个办件。", "请只写一个 --case")
    with case_desk(call) as work:
        views = [work.find(number) for number in numbers]
        if kind in CODES:
            _warn(call, work, kind)
            issued = case_papers(work, press(call)).issue(kind, *(view.id for view in views))
            write_bytes(call.asked.output, issued.body)
            return f"{KINDS[kind]}（{issued.paper.number}）" if issued.paper else f"{KINDS[kind]}（样张）"
        view = views[0]
        errand = Errand(
            work.assessor, view.kept.inputs, view.kept.result, call.asked.measure or view.row.measure, view.row.number
        )
        write_bytes(call.asked.output, press(call).paper(kind, errand, work.clock()))
        return KINDS[kind]
