"""总量控制: what a year's cases of one measure have taken of its pool, and what those that wait would get when cut alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qcy_desktop.domain.caseroute import OVER, Stage
from qcy_desktop.domain.casework import Act, Dossier
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.budget import Claim, Pool, Sharing, share_out
from qcy_desktop.engine.measures import Measure
from qcy_desktop.services.casework import Casework
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import parse

_BROKEN_OFF = OVER - {Stage.FILED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a measure, the sum of its pool in fen (it stands in no rule), and the year of acceptance."""

    measure: str
    pool: int
    year: int


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for its decision: the most its assessment allows, and what it would get of the pool, in fen."""

    number: str
    enterprise: str
    stage: Stage
    accepted_on: date
    claimed: int
    after: int


@dataclass(frozen=True, slots=True)
class BudgetPreview:
    """A preview, never a decision. `words` are those of the rule that say 总量控制; `verified_by` is empty for an unverified clause.

    `decided` counts the cases that take something of the pool; `unbounded` are cases without a reckoned ceiling, which no
    cut can be applied to; `early` are those not yet accepted, of whatever year; `away` of all counted lie at another desk.
    Sums in fen. What came back by 追回 (`recovered`) is not put back into the pool.
    """

    asked: Asked
    title: str
    article: str
    evidence: str
    verified_by: str
    words: tuple[str, ...]
    sharing: Sharing
    waiting: tuple[WaitingCase, ...]
    decided: int
    paid: int
    recovered: int
    unbounded: tuple[str, ...]
    early: int
    away: int


@dataclass(frozen=True, slots=True)
class _Found:
    enterprise: str
    dossier: Dossier


def budget_preview(work: Casework, asked: Asked) -> BudgetPreview:
    """What the pool still holds and what the waiting cases would get, the earliest accepted first.

    Reads only. Raises KnownError E-MEASURE, E-BUDGET-NONE for a measure whose rule knows no 总量控制 in that year,
    E-BUDGET-YEAR, E-BUDGET for a pool below zero.
    """
    measure = work.assessor.book.measure(asked.measure)
    words = budget_words(work, measure, asked.year)
    cases = _cases(work, asked.measure)
    of_year = [one for one in cases if one.dossier.accepted_on and one.dossier.accepted_on.year == asked.year]
    taking = [one.dossier for one in of_year if takes(one.dossier) is not None]
    waiting = sorted((one for one in of_year if _waits(one.dossier)), key=_turn)
    bounded = [one for one in waiting if one.dossier.most is not None]
    pool = Pool(asked.pool, sum(takes(dossier) or 0 for dossier in taking))
    sharing = share_out(pool, [Claim(one.dossier.number, one.dossier.most or 0) for one in bounded])
    return BudgetPreview(
        asked, measure.source.title, measure.source.clause.article, measure.source.evidence.grade.value,
        work.assessor.reckoner.verified.get(asked.measure, ""), words, sharing, _rows(bounded, sharing.parts),
        len(taking), sum(dossier.paid for dossier in taking), sum(dossier.recovered for dossier in taking),
        tuple(one.dossier.number for one in waiting if one.dossier.most is None),
        sum(one.dossier.accepted_on is None and one.dossier.is_open for one in cases),
        sum(dossier.holder not in ("", work.desk.prefix) for dossier in (*taking, *(one.dossier for one in waiting))),
    )  # fmt: skip


def budget_words(work: Casework, measure: Measure, year: int) -> tuple[str, ...]:
    """What the editions in force at some time of the year say of 总量控制, each once. Raises KnownError E-BUDGET-NONE, E-BUDGET-YEAR."""
    try:
        first, last = date(year, 1, 1), date(year, 12, 31)
    except (ValueError, OverflowError):
        raise KnownError("E-BUDGET-YEAR", f"没有“{year}”这个年份。", "请写四位数的年份，如 2026") from None
    begun = {version.force.start for version in measure.source.versions if first < version.force.start <= last}
    live = [work.assessor.book.version_on(measure, day) for day in sorted({first} | begun)]
    words = [version.source.budget for version in live if version is not None and version.source.budget]
    if not words:
        sentence = f"“{measure.source.title}”在 {year} 年施行的规则里没有写总量控制，没有可核减的总额。"
        raise KnownError("E-BUDGET-NONE", sentence, "条款确有总量控制的，请先由政策人员在规则里写明“总量控制”")
    return tuple(dict.fromkeys(words))


def takes(dossier: Dossier) -> int | None:
    """Fen a case takes of its pool: what was decided, of a case broken off afterwards what was paid; None: nothing so far."""
    if dossier.decided is None:
        return None
    return (dossier.paid or None) if _broken_off(dossier) else dossier.decided


def _broken_off(dossier: Dossier) -> bool:
    """Whether the case ended before it came to its aim, be it filed since."""
    filed = [entry.before for entry in dossier.history if entry.act is Act.FILE]
    stage = filed[-1] if filed and dossier.stage is Stage.FILED else dossier.stage
    return stage in _BROKEN_OFF


def _waits(dossier: Dossier) -> bool:
    return dossier.is_open and dossier.decided is None


def _cases(work: Casework, measure: str) -> list[_Found]:
    """Every case of the measure in this store, those in closed years' archives too: they took of their pool as well."""
    rows = work.store.named_cases(CaseWish(limit=1_000_000, archived=True))
    return [_Found(enterprise, parse(Dossier, case.body)) for case, enterprise in rows if case.measure == measure]


def _turn(one: _Found) -> tuple[date, str]:
    return one.dossier.accepted_on or date.max, one.dossier.number


def _rows(waiting: Iterable[_Found], parts: Iterable[int]) -> tuple[WaitingCase, ...]:
    return tuple(
        WaitingCase(one.dossier.number, one.enterprise, one.dossier.stage, _turn(one)[0], one.dossier.most or 0, part)
        for one, part in zip(waiting, parts, strict=True)
    )
