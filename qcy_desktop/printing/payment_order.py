"""拨付审批单: one payment to one payee, in figures and in capitals, by payer, with the boxes for opinions."""

from __future__ import annotations

from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import yuan_number
from qcy_desktop.printing.blocks import MM
from qcy_desktop.printing.case_content import PaymentOrder
from qcy_desktop.printing.codes import masthead
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip
from qcy_desktop.printing.forms import FORM_SHEET, Field, band, closing, fields, form
from qcy_desktop.printing.opinions import opinion_rows
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk

_LOWEST, _HIGHEST = 34 * MM, 52 * MM


def payment_order(order: PaymentOrder, context: PaperContext) -> bytes:
    """The order as PDF bytes; the same input gives the same bytes. Raises KnownError E-SHARES when shares do not add up."""
    refuse_odd_shares(order.payee.name, order.amount, order.shares)
    desk = desk_for(context, FORM_SHEET, "payment")
    title = desk.say("标题")
    right = "　".join(
        part
        for part in (desk.say("编号", number=order.marks.paper) if order.marks.paper else "", desk.say("单位"))
        if part
    )
    top = masthead(desk, title, order.marks, right)
    rows = [*_matter(desk, order), *band(desk, desk.say("收款")), *_payee(desk, order), *band(desk, desk.say("意见"))]
    notes = closing(desk, desk.words.items("附注"))
    pairs = [order.boxes[at : at + 2] for at in range(0, len(order.boxes), 2)]
    left = FORM_SHEET.depth - sum(strip.gap + strip.height for strip in (*top, *rows, *notes)) - 2
    height = min(max(left / max(len(pairs), 1), _LOWEST), _HIGHEST)
    strips = [*top, *form(desk, [*rows, *opinion_rows(desk, pairs, height)]), *notes]
    return finish(desk, strips, FORM_SHEET, context, About(title, order.payee.name, order.marks.paper))


def refuse_odd_shares(name: str, amount: int, shares: tuple[tuple[str, int], ...]) -> None:
    """Raises KnownError E-SHARES when what the payers give is not the whole, to the fen."""
    given = sum(share for _, share in shares)
    if given != amount:
        sentence = f"“{name}”各级分担之和 {yuan_number(given)} 元不等于拨付金额 {yuan_number(amount)} 元。"
        raise KnownError("E-SHARES", sentence, "请核对各级分担金额")


def _matter(desk: Desk, order: PaymentOrder) -> list[Strip]:
    matter = order.matter
    decided = f"{yuan_number(order.decided)} 元"
    if order.decided_on is not None:
        decided += desk.say("审定于", day=show_day(order.decided_on))
    shared = "；".join(f"{payer} {yuan_number(fen)} 元" for payer, fen in order.shares)
    return [
        *_row(desk, ("政策", f"《{matter.pack}》{matter.clause}")),
        *_row(desk, ("事项", matter.measure)),
        *_row(desk, ("批次", order.batch), ("科目", order.budget_item)),
        *_row(desk, ("审定", decided), ("会议", order.meeting)),
        *_row(desk, ("已拨", f"{yuan_number(order.paid_before)} 元"), ("期次", order.part)),
        *_row(desk, ("小写", f"¥{yuan_number(order.amount)} 元")),
        *_row(desk, ("大写", capital(order.amount))),
        *_row(desk, ("分担", shared)),
    ]


def _payee(desk: Desk, order: PaymentOrder) -> list[Strip]:
    payee = order.payee
    return [
        *_row(desk, ("户名", payee.account_name or payee.name)),
        *_row(desk, ("代码", payee.uscc), ("行号", payee.bank_code)),
        *_row(desk, ("开户行", payee.bank)),
        *_row(desk, ("账号", payee.account)),
    ]


def _row(desk: Desk, *entries: tuple[str, str]) -> list[Strip]:
    share = 9.6 if len(entries) == 1 else 3.6
    return fields(desk, [Field(desk.say(f"列.{key}"), value, value_share=share) for key, value in entries])
