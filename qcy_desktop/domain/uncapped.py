"""Measures without a ceiling: a sum that holds one is said by what is certain and by how many of them there are."""

from __future__ import annotations

from collections.abc import Iterable

from qcy_desktop.domain.assessment import Evidence, MeasureResult, Nature, Verdict

_CAN_BE_HAD = frozenset({Verdict.ELIGIBLE, Verdict.UNKNOWN})


def uncapped(results: Iterable[MeasureResult], *natures: Nature) -> int:
    """How many of these measures can still be had and have no upper end, of all natures or of those named."""
    wanted = natures or tuple(Nature)
    return sum(one.nature in wanted and _is_uncapped(one) for one in results)


def uncapped_words(count: int) -> str:
    """``另有 2 项不封顶``; empty when there is none."""
    return f"另有 {count} 项不封顶" if count else ""


def _is_uncapped(one: MeasureResult) -> bool:
    counted = one.verdict in _CAN_BE_HAD and one.evidence is not Evidence.ANALOGUE
    return counted and one.amount is not None and one.amount.high is None
