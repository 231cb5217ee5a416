"""Lists over several cases as workbooks: what is made public, and what is to be paid."""

from __future__ import annotations

from collections.abc import Sequence

from qcy_desktop.services.casepapers import CasePapers


def publicity_book(papers: CasePapers, ids: Sequence[int]) -> bytes:
    """The 公示名单 as a workbook; it has no column for anything personal. Raises KnownError as the paper does."""
    # Imported late: openpyxl is needed for workbooks only.
    from qcy_desktop.exchange.case_books import PUBLIC, table_book, wan

    content = papers.publicity([papers.work.load(id) for id in ids], "")
    rows = [
        (number, row.name, row.uscc, row.measure, row.clause, wan(row.amount), row.remark)
        for number, row in enumerate(content.rows, start=1)
    ]
    total = ("合计", "", "", "", "", wan(sum(row.amount for row in content.rows)), "")
    return table_book("公示名单", PUBLIC, [*rows, total])


def payment_book(papers: CasePapers, ids: Sequence[int]) -> bytes:
    """The 资金拨付汇总表 as a workbook in 元, a column for each payer. Raises KnownError E-NOT-VERIFIED, E-PAPER-EARLY."""
    from qcy_desktop.exchange.case_books import table_book, yuan

    views = [papers.work.load(id) for id in ids]
    papers.require_sure("payment_summary", views)
    store, hand = papers.work.store, papers.work.hand
    with store.acting(hand.session), store.transaction():
        rows = papers.summary(views, "").rows
    payers = tuple(dict.fromkeys(payer for row in rows for payer, _ in row.shares))
    heads = ("序号", "收款单位", "统一社会信用代码", "开户银行", "银行账号", "奖补事项", "核定金额（元）")
    lines = [
        (
            number, row.payee, row.uscc, row.bank, row.account, row.measure, yuan(row.decided),
            *(yuan(dict(row.shares).get(payer, 0)) for payer in payers), yuan(row.amount), row.voucher,
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    sums = [yuan(sum(dict(row.shares).get(payer, 0) for row in rows)) for payer in payers]
    total = (
        "合计",
        "",
        "",
        "",
        "",
        "",
        yuan(sum(row.decided for row in rows)),
        *sums,
        yuan(sum(row.amount for row in rows)),
        "",
    )
    named = (*heads, *(f"{payer}承担（元）" for payer in payers), "本次拨付（元）", "凭证编号")
    return table_book("资金拨付汇总表", named, [*lines, total])
