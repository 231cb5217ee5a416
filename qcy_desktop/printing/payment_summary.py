"""资金拨付汇总表: many payments in 元 on a landscape sheet, by payer, with totals that add up both ways."""

from __future__ import annotations

from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.money import yuan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.case_content import PaymentRow, PaymentSummary
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, joined_on, kept, spaced, stacked, tied
from qcy_desktop.printing.forms import form, sides
from qcy_desktop.printing.page import LANDSCAPE
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, headline, signatures, widths_for_sums
from qcy_desktop.printing.payment_order import refuse_odd_shares


def payment_summary(summary: PaymentSummary, context: PaperContext) -> bytes:
    """The table as PDF bytes; the same input gives the same bytes.

    Every payer gets a column. Raises KnownError E-SHARES when the shares of a row are not its whole.
    """
    for row in summary.rows:
        refuse_odd_shares(row.payee, row.amount, row.shares)
    desk = desk_for(context, LANDSCAPE, "payment_summary")
    title, total = desk.say("标题"), sum(row.amount for row in summary.rows)
    strips = [
        *headline(desk, title),
        *sides(desk, desk.say("批次", batch=summary.batch), desk.say("单位")),
        *joined_on(form(desk, _table(desk, summary))),
        *spaced(tied(desk.paragraph(desk.say("大写", capital=capital(total), count=len(summary.rows)), looks.BODY)), 6),
        *kept(signatures(desk, desk.words.items("签字"))),
    ]
    return finish(desk, strips, LANDSCAPE, context, About(title, summary.batch, summary.number))


def _table(desk: Desk, summary: PaymentSummary) -> list[Strip]:
    payers = tuple(dict.fromkeys(payer for row in summary.rows for payer, _ in row.shares))
    heads = (
        *desk.words.items("列前"),
        *(desk.say("列分担", payer=payer) for payer in payers),
        *desk.words.items("列后"),
    )
    parts = (1.2, 4.4, 3.2, 3.2, 3.4, 2.6, *(2.4 for _ in payers), 2.6, 1.8)
    sums = _sums(summary, payers)
    # No figure of a column is longer than its total.
    long = {at: (words,) for at, words in enumerate(sums, start=5)}
    widths = widths_for_sums(desk, parts, long, 2 * looks.FORM.pad_x)
    middle, left, right = looks.FORM_LABEL, looks.SMALL, looks.SMALL_RIGHT
    styles = (middle, left, left, left, left, right, *(right for _ in payers), right, left)
    cols = [Column(width, style, name) for width, style, name in zip(widths, styles, heads, strict=True)]
    head = desk.setting.row(cols, [Cell(name, middle, fill=looks.TINT) for name in heads], looks.FORM)
    body: list[Strip] = []
    for number, row in enumerate(summary.rows, start=1):
        body += desk.setting.row(cols, [Cell(words) for words in _words(number, row, payers)], looks.FORM)
    last = [Cell(desk.say("合计"), looks.SMALL_BOLD, span=5), *(Cell(words) for words in (*sums, ""))]
    body = [*joined_on(body), *desk.setting.row(cols, last, looks.FORM)]
    return [*tied(head), *headed(body, stacked(form(desk, head)))]


def _sums(summary: PaymentSummary, payers: tuple[str, ...]) -> tuple[str, ...]:
    """What was decided, what each payer gives and what is paid, over all rows."""
    given = (sum(dict(row.shares).get(payer, 0) for row in summary.rows) for payer in payers)
    decided, paid = (sum(row.decided for row in summary.rows), sum(row.amount for row in summary.rows))
    return tuple(yuan_number(fen) for fen in (decided, *given, paid))


def _words(number: int, row: PaymentRow, payers: tuple[str, ...]) -> tuple[str, ...]:
    given = dict(row.shares)
    parts = (yuan_number(given.get(payer, 0)) for payer in payers)
    name = f"{row.payee}\n{row.uscc}" if row.uscc else row.payee
    front = (str(number), name, row.bank, row.account, row.measure, yuan_number(row.decided))
    return (*front, *parts, yuan_number(row.amount), row.voucher)
