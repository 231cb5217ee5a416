"""How the window writes money, spans, days and codes; figures are whole fen until the last moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from qcy_desktop.domain.assessment import Mark, MeasureResult, Nature, Span, Total, Verdict

FEN_PER_YUAN = 100
_HAN = "\u3007\u4e00-\u9fff"
# Between two Chinese signs, or a Chinese sign and a bracket, no space is written; beside figures and letters it stays.
_GAP = re.compile(f"(?<=[{_HAN}〕）》」”])[ ](?=[{_HAN}〔（《「“])")
FEN_PER_WAN = 1_000_000


def tight(text: str) -> str:
    """A sentence made from a rule as a person would write it: 占比 超过 10% → 占比超过 10%."""
    return _GAP.sub("", text)


def wan(fen: int) -> str:
    """Fen as 万元 with thousands, exact: two decimals, more where the sum has more, as on paper. 255000 → ``0.255``."""
    sign = "−" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_WAN)
    return f"{sign}{whole:,}.{f'{rest:06d}'.rstrip('0'):0<2}"


def yuan(fen: int) -> str:
    """Fen as 元 with two decimals and thousands, exact."""
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN:,}.{abs(fen) % FEN_PER_YUAN:02d}"


def span_wan(span: Span) -> str:
    """A span in 万元: exact, from–to, or open above."""
    if span.high is None:
        return f"{wan(span.low)} 万元起"
    if span.exact:
        return f"{wan(span.low)} 万元"
    return f"{wan(span.low)}～{wan(span.high)} 万元"


def span_yuan(span: Span) -> str:
    """The same span in 元, exact to the fen, for tool tips."""
    if span.high is None:
        return f"{yuan(span.low)} 元起，上限未知"
    if span.exact:
        return f"{yuan(span.low)} 元"
    return f"{yuan(span.low)}～{yuan(span.high)} 元"


def add_spans(spans: Iterable[Span]) -> Span:
    """The sum of spans; open above if one of them is."""
    low, high = 0, 0
    open_above = False
    for span in spans:
        low += span.low
        open_above = open_above or span.high is None
        high += span.high or 0
    return Span(low, None if open_above else high)


def by_nature(totals: Iterable[Total], verified: bool) -> tuple[tuple[Nature, Span], ...]:
    """Totals of one verification state, payers added, natures kept apart; zero sums of other natures are left out."""
    wanted = [total for total in totals if total.verified is verified]
    rows = []
    for nature in Nature:
        spans = [total.span for total in wanted if total.nature is nature]
        if spans and (add_spans(spans) != Span(0, 0)):
            rows.append((nature, add_spans(spans)))
    return tuple(rows)


def row_amount(result: MeasureResult) -> str:
    """What stands at the right of a result row: the money when there is any, else empty."""
    if result.amount is None or result.verdict in (Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE):
        return ""
    if result.verdict is Verdict.UNKNOWN and result.amount.high == 0:
        return ""
    return span_wan(result.amount)


def row_note(result: MeasureResult) -> str:
    """The short remark under or instead of the money: gap, missing facts or reason."""
    if result.verdict is Verdict.NOT_ELIGIBLE:
        return _shortfall(result)
    if result.needs and result.verdict in (Verdict.UNKNOWN, Verdict.ELIGIBLE):
        return f"待补 {len(result.needs)} 项"
    # The row says 符合 already; what is left is what the reader does not know yet.
    return tight(result.reason).removeprefix("条件全部满足；")


def _shortfall(result: MeasureResult) -> str:
    """Why not, as short as it can be said: a distance in figures, else the first condition that is not met."""
    unmet = [c for c in result.conditions if c.mark is Mark.UNMET and not c.spare]
    for condition in unmet:
        if any(sign.isdigit() for sign in condition.gap):
            return tight(condition.gap)
    return f"未满足：{tight(unmet[0].text)}" if unmet else tight(result.reason)


def day(value: date) -> str:
    return value.isoformat()


def clock(value: datetime) -> str:
    """A time of day for the status bar, in the machine's own zone when the value carries one."""
    local = value.astimezone() if value.tzinfo else value
    return local.strftime("%H:%M:%S")


def moment(value: datetime) -> str:
    """Day and time to the minute for lists."""
    local = value.astimezone() if value.tzinfo else value
    return local.strftime("%Y-%m-%d %H:%M")
