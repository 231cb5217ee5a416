"""总量控制: what a year's cases of one measure have taken of its pool, and what those that wait would get when cut alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qcy_desktop.domain.caseroute import OVER, Stage
from qcy_desktop.domain.casework import Act, Dossier
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_sum
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.budget import Claim, Pool, Sharing, share_out
from qcy_desktop.engine.measures import Measure
from qcy_desktop.services.casework import Casework
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import parse

ROUNDING = "不足一分的先舍去，余下的分按舍去多少依次补足，相同的先受理先补；正式核减怎样取整，由主管单位定"
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

    @property
    def rate_words(self) -> str:
        """The exact fraction, with what it is in percent: cut off after two decimals and then marked 约."""
        rate = self.sharing.rate
        if rate in (0, 1):
            return "1（不核减）" if rate else "0（没有余额）"
        hundredths, rest = divmod(rate.numerator * 10_000, rate.denominator)
        return f"{rate}（{'约 ' if rest else ''}{hundredths // 100}.{hundredths % 100:02d}%）"

    @property
    def standing_words(self) -> str:
        """Who verified the clause, or that nobody did."""
        return self.verified_by or f"本单位还没有核定（证据：{self.evidence}），仅供参考"

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be known beside the figures, a sentence each."""
        return tuple(_cautions(self))


@dataclass(frozen=True, slots=True)
class _Found:
    enterprise: str
    dossier: Dossier


def pooled(book: RuleBook) -> tuple[tuple[str, str], ...]:
    """Ids and titles of the measures whose rule says 总量控制 in any of its editions."""
    measures = book.measures.items()
    return tuple((id, one.source.title) for id, one in measures if any(each.budget for each in one.source.versions))


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


def _cautions(preview: BudgetPreview) -> Iterator[str]:
    if 0 < preview.sharing.rate < 1:
        yield ROUNDING
    if preview.unbounded:
        yield f"{'、'.join(preview.unbounded)} 没有测算出上限，没有参加核减"
    if preview.early:
        yield f"还有 {preview.early} 件没有受理，没有计入"
    if preview.away:
        yield f"计入的有 {preview.away} 件已移交别的窗口，按移交时的情形计算"
    if preview.recovered:
        yield f"已承诺里有 {show_sum(preview.recovered)}已经追回到账，没有加回余额"
    yield "总额是经办人填写的，规则里没有；只计本机数据里的办件"
