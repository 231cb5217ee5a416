"""办件情况表: what was done to cases over a span of days, totals first, then every act."""

from __future__ import annotations

from collections.abc import Sequence

from qcy_desktop.domain.dayreport import DayLine, DayReport, Sum
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.money import wan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, joined_on, kept, spaced, stacked, tied
from qcy_desktop.printing.forms import form, sides
from qcy_desktop.printing.page import LANDSCAPE
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.paragraph import Style
from qcy_desktop.printing.parts import Desk, headline, signatures, widths_for_sums


def day_report_sheet(report: DayReport, context: PaperContext) -> bytes:
    """The report as PDF bytes; the same input gives the same bytes."""
    desk = desk_for(context, LANDSCAPE, "day_report")
    upto = "" if report.first == report.last else desk.say("至", last=show_day(report.last))
    span = desk.say("期间", first=show_day(report.first), upto=upto)
    strips = [
        *headline(desk, desk.say("标题")),
        *sides(desk, span, desk.say("单位")),
        *_whole(desk, report),
    ]
    for key, sums in (("表一", report.by_act()), ("表二", report.by_measure()), ("表三", report.by_person())):
        strips += _totals(desk, desk.say(key), sums) if sums else []
    strips += _acts(desk, report.lines) if report.lines else []
    strips = [*joined_on(strips), *kept(signatures(desk, desk.words.items("签字")))]
    days = dict.fromkeys((report.first.isoformat(), report.last.isoformat()))
    number = "/".join(days)
    return finish(desk, strips, LANDSCAPE, context, About(desk.say("标题"), context.office, number))


def _whole(desk: Desk, report: DayReport) -> list[Strip]:
    whole = report.whole()
    if not report.lines:
        return desk.paragraph(desk.say("无"), looks.BODY)
    money = {"decided": wan_number(whole.decided), "paid": wan_number(whole.paid)}
    return desk.paragraph(desk.say("总计", acts=whole.acts, cases=whole.cases, **money), looks.BODY)


def _totals(desk: Desk, title: str, sums: Sequence[Sum]) -> list[Strip]:
    left, right = looks.SMALL, looks.SMALL_RIGHT
    rows = [(one.name, str(one.acts), str(one.cases), _money(one.decided), _money(one.paid)) for one in sums]
    widths = _widths(desk, (9, 1.6, 1.6, 2.6, 2.6), rows, 3, 4)
    cols = _columns(widths, (left, right, right, right, right))
    return _table(desk, title, cols, (desk.words.items("列"), rows))


def _money(fen: int) -> str:
    """A sum, blank where there is none."""
    return wan_number(fen) if fen else ""


def _acts(desk: Desk, lines: Sequence[DayLine]) -> list[Strip]:
    left, right = looks.SMALL, looks.SMALL_RIGHT
    rows = [
        (
            f"{line.when:%m-%d %H:%M}", line.number, line.enterprise, line.measure, str(line.act), line.who,
            "" if line.amount is None else wan_number(line.amount),
        )
        for line in lines
    ]  # fmt: skip
    widths = _widths(desk, (2.1, 3.6, 5.2, 5.2, 1.9, 1.9, 1.9), rows, 6)
    cols = _columns(widths, (left, left, left, left, left, left, right))
    return _table(desk, desk.say("表四"), cols, (desk.words.items("明细列"), rows))


def _widths(desk: Desk, parts: tuple[float, ...], rows: Sequence[tuple[str, ...]], *sums: int) -> list[float]:
    """How wide the columns are; those at the places `sums` hold figures that stay whole."""
    return widths_for_sums(desk, parts, {at: [row[at] for row in rows] for at in sums}, 2 * looks.FORM.pad_x)


def _columns(widths: list[float], styles: tuple[Style, ...]) -> list[Column]:
    return [Column(width, style, "办件情况表") for width, style in zip(widths, styles, strict=True)]


def _table(
    desk: Desk, title: str, cols: list[Column], filled: tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
) -> list[Strip]:
    heads, rows = filled
    head = desk.setting.row(cols, [Cell(name, looks.FORM_LABEL, fill=looks.TINT) for name in heads], looks.FORM)
    body = [strip for row in rows for strip in desk.setting.row(cols, [Cell(words) for words in row], looks.FORM)]
    ruled = form(desk, [*tied(head), *headed(body, stacked(form(desk, head)))])
    return [*tied(spaced(desk.paragraph(title, looks.SMALL_BOLD), 8)), *ruled]
