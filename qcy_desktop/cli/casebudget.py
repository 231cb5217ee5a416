"""The command ``case budget``: what is left of a measure's pool, and what the waiting cases would get when cut alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qcy_desktop.cli.desk import case_desk
from qcy_desktop.cli.place import Call, say
from qcy_desktop.domain.money import json_yuan, parse_money, show_sum, show_yuan
from qcy_desktop.services.casebudgets import Asked, BudgetPreview, budget_preview
from qcy_desktop.services.documents import to_json


def add_command(parts: Any) -> None:
    """Adds ``budget`` to the parts of ``case``."""
    budget = parts.add_parser(
        "budget",
        help="总量控制：余额和按比例核减的预览",
        description="总量控制的措施：当年已承诺多少、余额多少，待审定的办件按同一比例核减各得多少。只是预览，什么也不改。",
    )
    budget.add_argument("measure", metavar="措施编号")
    budget.add_argument("--pool", required=True, metavar="总额", help="当年资金总额，写明单位，如 1000万元")
    budget.add_argument("--year", type=int, metavar="年份", help="哪一年受理的办件，默认今年")
    budget.add_argument("--json", action="store_true", help="答复写成 JSON")
    budget.set_defaults(act=run_budget)


def run_budget(call: Call) -> int:
    """Prints the preview; changes nothing."""
    asked = call.asked
    with case_desk(call) as work:
        year = work.clock().date().year if asked.year is None else asked.year
        preview = budget_preview(work, Asked(asked.measure, parse_money(asked.pool), year))
    say(to_json(_document(preview)) if asked.json else "\n".join(_lines(preview)))
    return 0


def _lines(preview: BudgetPreview) -> Iterator[str]:
    title = f"{preview.title}（{preview.article}）" if preview.article else preview.title
    yield f"预览，不是审定　{title}　{preview.asked.year} 年受理的办件"
    yield _head(preview)
    yield f"总量控制　规则写明：{'；'.join(preview.words)}"
    yield f"条款　{preview.standing_words}"
    for one in preview.waiting:
        yield f"  {one.number}　{one.stage}　{one.enterprise}　{_sums(one.claimed, one.after)}"
    if preview.waiting:
        yield f"  合计　{_sums(preview.sharing.wanted, sum(preview.sharing.parts))}"
    yield from (f"注意　{sentence}。" for sentence in preview.cautions)


def _sums(claimed: int, after: int) -> str:
    return f"测算上限 {show_yuan(claimed)}　核减后 {show_yuan(after)}　核减 {show_yuan(claimed - after)}"


def _head(preview: BudgetPreview) -> str:
    sharing = preview.sharing
    pool = sharing.pool
    short = "够" if sharing.suffices else f"不够，差 {show_sum(sharing.short)}"
    return "　".join(
        (
            f"总额 {show_sum(pool.whole)}",
            f"已承诺 {show_sum(pool.committed)}（{preview.decided} 件，其中已拨 {show_sum(preview.paid)}）",
            f"余额 {show_sum(pool.left)}" + (f"（已超出 {show_sum(pool.over)}）" if pool.over else ""),
            f"待核 {len(preview.waiting)} 件 {show_sum(sharing.wanted)}",
            short,
            f"比例 {preview.rate_words}",
        )
    )


def _document(preview: BudgetPreview) -> dict[str, Any]:
    sharing = preview.sharing
    return {
        "preview": True,
        "measure": preview.asked.measure,
        "title": preview.title,
        "article": preview.article,
        "year": preview.asked.year,
        "words": list(preview.words),
        "evidence": preview.evidence,
        "verified_by": preview.verified_by,
        "pool": json_yuan(sharing.pool.whole),
        "committed": json_yuan(sharing.pool.committed),
        "paid": json_yuan(preview.paid),
        "recovered": json_yuan(preview.recovered),
        "left": json_yuan(sharing.pool.left),
        "over": json_yuan(sharing.pool.over),
        "wanted": json_yuan(sharing.wanted),
        "suffices": sharing.suffices,
        "rate": str(sharing.rate),
        "decided_cases": preview.decided,
        "cases": [
            {
                "number": one.number,
                "enterprise": one.enterprise,
                "stage": one.stage,
                "accepted_on": one.accepted_on.isoformat(),
                "claimed": json_yuan(one.claimed),
                "after": json_yuan(one.after),
                "cut": json_yuan(one.claimed - one.after),
            }
            for one in preview.waiting
        ],
        "unbounded": list(preview.unbounded),
        "not_accepted": preview.early,
        "elsewhere": preview.away,
        "cautions": list(preview.cautions),
    }
