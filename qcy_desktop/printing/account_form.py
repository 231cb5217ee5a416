"""资金账户信息表: where the money is to go, stated and sealed by the enterprise."""

from __future__ import annotations

from qcy_desktop.printing.blocks import MM
from qcy_desktop.printing.case_content import Account
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.forms import FORM_SHEET, Field, closing, fields, form, sides, statement, title, with_closing
from qcy_desktop.printing.paper import About, desk_for, finish

_PROMISE = 58 * MM


def account_form(account: Account, context: PaperContext) -> bytes:
    """The form as PDF bytes; the same input gives the same bytes. Blank places stay blank for ink."""
    desk = desk_for(context, FORM_SHEET, "account")
    heading, who = desk.say("标题"), account.applicant
    rows = (
        ("名称", who.name), ("代码", who.uscc), ("事项", account.measure_title), ("户名", who.account_name), ("开户行", who.bank),
        ("行号", who.bank_code), ("账号", who.account), ("联系人", who.contact), ("手机", who.phone),
    )  # fmt: skip
    body = [
        strip
        for key, value in rows
        if value or key != "事项"
        for strip in fields(desk, [Field(desk.say(f"申报单位.{key}"), value, value_share=9.6)])
    ]
    promise = statement(desk, desk.words.items("承诺"), desk.words.items("签字"), _PROMISE)
    strips = [
        *title(desk, heading, account.number),
        *sides(desk, desk.say("盖章"), desk.say("编号", number=account.number)),
        *with_closing(form(desk, [*body, *promise]), closing(desk, desk.words.items("附注"))),
    ]
    return finish(desk, strips, FORM_SHEET, context, About(heading, who.name, account.number))
