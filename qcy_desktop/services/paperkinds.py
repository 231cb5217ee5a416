"""The kinds of papers: their names for scripts, their words, the letters in their numbers, and who draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast

from qcy_desktop.printing.context import PaperContext

WORDS: Mapping[str, str] = {
    "self_check": "自查结果单",
    "assessment": "评估结果单",
    "application": "申报表",
    "commitment": "承诺书",
    "materials": "材料清单（收件回执）",
    "acceptance": "受理通知书",
    "supplement": "一次性补正告知书",
    "rejection": "不予受理通知书",
    "approval": "审批表",
    "site_check": "现场核查记录",
    "publicity": "公示和名单",
    "payment": "拨付审批单",
    "payment_summary": "资金拨付汇总表",
    "account": "资金账户信息表",
    "archive": "归档目录",
}
"""Every paper by the name that scripts use, in the order of an errand."""

WITHOUT_CASE = frozenset({"self_check", "assessment", "application", "commitment", "materials", "account"})
"""What can be printed from an enterprise alone."""

CODES: Mapping[str, str] = {
    "materials": "CL", "acceptance": "SL", "supplement": "BZ", "rejection": "BY", "approval": "SP", "site_check": "HC", "publicity": "GS",
    "payment": "BF", "payment_summary": "HZ", "account": "ZH", "archive": "GD",
}  # fmt: skip
"""The letters in the numbers of papers that belong to cases."""

MANY = frozenset({"publicity", "payment_summary"})
"""Lists over several cases."""

SURE = frozenset({"approval", "payment", "payment_summary"})
"""What may not rest on a clause that is not 已核定."""

CALLING = frozenset({"acceptance", "supplement", "rejection", "publicity"})
"""What tells people whom to call and where to come."""

_DRAWN_BY: Mapping[str, str] = {
    "application": "application_form.application_form",
    "commitment": "commitment_letter.commitment_letter",
    "materials": "materials_list.materials_list",
    "self_check": "self_check_sheet.self_check_sheet",
    "acceptance": "acceptance_notice.acceptance_notice",
    "supplement": "supplement_notice.supplement_notice",
    "rejection": "rejection_notice.rejection_notice",
    "approval": "approval_sheet.approval_sheet",
    "site_check": "site_check_record.site_check_record",
    "publicity": "publicity_notice.publicity_notice",
    "payment": "payment_order.payment_order",
    "payment_summary": "payment_summary.payment_summary",
    "account": "account_form.account_form",
    "archive": "archive_index.archive_index",
}


def draw(kind: str, content: object, context: PaperContext) -> bytes:
    """The paper as PDF bytes. Its module is imported late, because reportlab costs time that most calls need not pay."""
    module, name = _DRAWN_BY[kind].split(".")
    paint = getattr(import_module(f"qcy_desktop.printing.{module}"), name)
    return cast("Callable[[Any, PaperContext], bytes]", paint)(content, context)
