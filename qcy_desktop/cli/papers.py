"""The commands ``paper list`` and ``paper KIND``."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.services.papers import KINDS, Press


def add_commands(commands: Any) -> None:
    """Adds ``paper``."""
    paper = commands.add_parser("paper", help="打印文书为 PDF")
    paper.add_argument("kind", metavar="种类", help="list 列出全部种类")
    paper.add_argument("--enterprise", type=Path, metavar="企业文件")
    paper.add_argument("--measure", metavar="编号")
    paper.add_argument("-o", "--output", type=Path)
    paper.add_argument("--sample", action="store_true", help="印上“样张”")
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
    if call.asked.enterprise is None or call.asked.output is None:
        raise KnownError(
            "E-USAGE", "要写明企业文件和输出文件", "qcy paper assessment --enterprise 企业.json -o 结果.pdf"
        )
    assessor = call.assessor()
    enterprise = assessor.read_file(call.asked.enterprise)
    assessment = assessor.assess(enterprise, call.day(enterprise.as_of), examples=call.examples)
    press = Press(call.places.resources, office="西咸新区政务服务大厅", sample=call.asked.sample)
    # Only the day is printed, so that the same call on the same day gives the same bytes.
    printed_at = datetime.combine(call.places.now().date(), time(), call.places.now().tzinfo)
    write_bytes(call.asked.output, press.assessment(assessment, enterprise, printed_at))
    say(f"已写好{KINDS[kind]} {call.asked.output}")
    return 0
