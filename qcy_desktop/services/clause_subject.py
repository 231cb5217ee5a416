"""Whether a text can be the clause of a measure at all, told by the words of the measure's title."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_EVERYWHERE = frozenset(["企业", "奖励", "补助", "补贴", "支持", "资金", "政策", "给予", "项目", "单位"])
"""Pairs of characters that stand in nearly every clause, and so tell nothing."""

_FEW = 5
"""Fewer than one in so many pairs of the title, and no number of the rule: another text."""


def stray_words(text: str, title: str, *, numbers: bool) -> str:
    """A warning when a text has nothing to do with that title; `numbers` says whether it has a number of the rule.

    Empty when it may be the clause, when there is no text, and for a title of general words alone.
    """
    told = _pairs(title) - _EVERYWHERE
    met = told & _pairs(text)
    if not text.strip() or not told or len(met) * _FEW >= len(told) or (met and numbers):
        return ""
    return f"条文里没有说到“{title}”，可能不是这一项的条文，请先核对。"


def _pairs(text: str) -> set[str]:
    return {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)}
