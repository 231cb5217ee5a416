"""What is said of a measure whoever asks: title, clause, evidence, payers, handling; made once for each day's version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.assessment import Evidence, Handling, MeasureResult, Nature
from qcy_desktop.engine.book import LiveVersion, Pack
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.sayings import LeafSayings
from qcy_desktop.engine.schema import ForceSource
from qcy_desktop.engine.shares import Running, running

UNNAMED = "文件名称未掌握"


@dataclass(slots=True)
class Standing:
    """The part of a measure's result that does not depend on the enterprise.

    `payers` with the running sums of their shares; `whole` is the entire result of a measure that answers everyone
    alike, `said` what is said of each of its conditions; both are kept when they were first made.
    """

    id: str
    title: str
    pack: str
    pack_title: str
    article: str
    grade: Evidence
    nature: Nature
    version: str
    source: str
    known: str
    not_modelled: tuple[str, ...]
    handling: Handling
    linked: tuple[str, ...]
    payee: str
    clawback: str
    budget: str
    document: str
    similar: tuple[str, ...]
    payers: tuple[str, ...]
    shares: Running
    whole: MeasureResult | None = None
    said: list[LeafSayings] | None = None


def standing_of(measure: Measure, pack: Pack, live: LiveVersion | None) -> Standing:
    """The standing of a measure under its live version, None for a measure without one."""
    source = measure.source
    evidence = live.source.evidence if live and live.source.evidence else source.evidence
    shares = source.payer or ({pack.source.level: "1"} if pack.source.level else {})
    return Standing(
        id=source.id, title=source.title, pack=pack.source.id, pack_title=pack.short, article=source.clause.article,
        grade=evidence.grade, nature=source.nature, version=_version(live), source=_source(evidence.source, evidence.seen_on),
        known=source.known, not_modelled=tuple(source.not_modelled), handling=_handling(measure, live),
        linked=tuple(source.may_be), payee=source.payee, clawback=live.source.clawback if live else "",
        budget=live.source.budget if live else "", document=document_of(measure, pack), similar=tuple(source.similar), payers=tuple(shares), shares=running([Fraction(s) for s in shares.values()]),
    )  # fmt: skip


def document_of(measure: Measure, pack: Pack) -> str:
    """The document as it is cited on paper; a pack that only gathers measures is none."""
    return measure.source.document or (UNNAMED if pack.source.gathered else f"《{pack.source.title}》")


def _version(live: LiveVersion | None) -> str:
    return "" if live is None else force_said(live.source.force)


def force_said(force: ForceSource, endless: str = "起施行") -> str:
    """From when to when it stands: ``2021-01-01 至 2025-12-31``, ``2022-08-18（推断）起施行``; `endless` is what follows
    the first day where there is no last one."""
    start = _day_said(force.start, inferred=force.start_inferred)
    if force.end is None:
        return start + endless
    return f"{start}至 {_day_said(force.end, inferred=force.end_inferred).rstrip()}"


def _day_said(day: date, *, inferred: bool) -> str:
    return day.isoformat() + ("（推断）" if inferred else " ")


def _source(source: str, seen_on: date | None) -> str:
    return f"{source}（查阅于 {seen_on.isoformat()}）" if seen_on and source else source


def _handling(measure: Measure, live: LiveVersion | None) -> Handling:
    windows = tuple(
        f"{claim.start.isoformat()} 至 {claim.end.isoformat() if claim.end else '另行通知'}{f'（{claim.batch}）' if claim.batch else ''}"
        for claim in (live.source.claims if live else [])
    )
    source = measure.source.handling
    if source is None:
        return Handling(windows=windows)
    return Handling(
        source.mode,
        source.channel,
        source.copies,
        tuple(source.materials),
        source.time_limit,
        source.department,
        windows,
    )
