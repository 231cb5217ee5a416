"""``assess --along``: what the answers would be along one figure, the places where a verdict turns named to the unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from qcy_desktop.cli.place import Call, say
from qcy_desktop.domain.assessment import Span
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, Period
from qcy_desktop.domain.money import show_range
from qcy_desktop.domain.whatif import Sweep, SweepPoint
from qcy_desktop.engine.sweep import Along
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.documents import sweep_document, to_json


def add_options(assess: Any) -> None:
    """Adds the options of a what-if to ``assess``."""
    assess.add_argument(
        "--along",
        nargs=3,
        metavar=("指标", "起", "止"),
        help="逐值试算一项指标，其余照旧，如 --along 从业人员数 0 500人",
    )
    assess.add_argument("--year", type=int, metavar="年度", help="试算哪一年度的指标（不写为评估日的上一年度）")
    assess.add_argument("--steps", type=int, metavar="步数", help="均匀取多少步（1 到 1000，不写为 40）")


def refuse_alone(call: Call) -> None:
    """Raises KnownError where a part of a what-if is asked for without a figure to go along."""
    for option, given in (("--year", call.asked.year), ("--steps", call.asked.steps)):
        if given is not None and not call.asked.along:
            raise KnownError("E-USAGE", f"{option} 只与 --along 同用", "写成 --along 指标 起 止")


def run_along(call: Call, assessor: Assessor, enterprise: Enterprise, as_of: date) -> int:
    """Prints where verdicts turn along the figure asked for, with `--json` every value tried."""
    found = assessor.sweep(enterprise, as_of, _along(call, assessor, as_of), examples=call.examples)
    say(to_json(sweep_document(found)) if call.asked.json else _in_words(found))
    return 0


def _along(call: Call, assessor: Assessor, as_of: date) -> Along:
    name, *ends = call.asked.along
    fact = assessor.book.dictionary.fact(name)
    if fact is None:
        raise KnownError("E-NAME", f"没有指标“{name}”", assessor.book.dictionary.near_fact(name))
    year = call.asked.year
    if year is None and fact.period is Period.YEAR:
        year = as_of.year - 1
    low, high = (_end(assessor, fact, text) for text in ends)
    steps = {} if call.asked.steps is None else {"steps": call.asked.steps}
    return Along(fact, year, low, high, **steps)


def _end(assessor: Assessor, fact: FactDef, text: str) -> int:
    value = assessor.parse(fact, text)
    if isinstance(value, bool) or not isinstance(value, int):
        raise KnownError("E-TYPE", f"“{fact.name}”不是数，不能逐值试算")
    return value


def _in_words(found: Sweep) -> str:
    year = f"（{found.year} 年度）" if found.year is not None else ""
    lines = [f"试算：{found.fact}{year}从 {found.points[0].shown} 到 {found.points[-1].shown}，其余照旧", ""]
    for place, point in enumerate(found.points):
        if point.flips or place in (0, len(found.points) - 1, found.actual):
            lines += _point(point, now=place == found.actual)
    if not any(point.flips for point in found.points):
        lines += ["", "这一段里没有哪项的结论改变。"]
    return "\n".join(lines) + "\n"


def _point(point: SweepPoint, *, now: bool) -> list[str]:
    shown = f"{point.shown}（现在）" if now else point.shown
    head = f"{shown}　已核定 {_cash(point.verified)}　未核定 {_cash(point.unverified)}"
    return [head, *(f"    {flip.title}：{flip.before.word} → {flip.after.word}" for flip in point.flips)]


def _cash(span: Span) -> str:
    return show_range(span.low, span.high)
