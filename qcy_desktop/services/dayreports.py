"""The day's report of the desk: what was done to cases, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from qcy_desktop.domain.casework import Act, Dossier
from qcy_desktop.domain.dayreport import DayLine, DayReport
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.services.casework import Casework
from qcy_desktop.services.people import people_of
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import parse


def day_report(work: Casework, first: date, last: date) -> DayReport:
    """Every act from `first` to `last`, both included, as the machine's own days. What was taken back is shown with it."""
    zone = work.clock().tzinfo
    rows = work.store.named_cases(CaseWish(since=datetime.combine(first, time(), zone), limit=1_000_000, archived=True))
    names = people_of(work.store)
    lines = [
        replace(line, who=names.get(line.who, line.who))
        for case, enterprise in rows
        for line in _lines(parse(Dossier, case.body), enterprise, _title(work, case.measure))
        if first <= line.when.astimezone(zone).date() <= last
    ]
    return DayReport(first, last, tuple(sorted(lines, key=lambda line: (line.when, line.number))))


def _title(work: Casework, measure: str) -> str:
    known = work.assessor.book.measures.get(measure)
    if known is None:
        return measure
    return (
        f"{known.source.title}（{known.source.clause.article}）" if known.source.clause.article else known.source.title
    )


def _lines(dossier: Dossier, enterprise: str, title: str) -> Iterator[DayLine]:
    for entry in dossier.history:
        amount = _paid(dossier, entry.when.date(), entry.who) if entry.act is Act.PAY else entry.amount
        yield DayLine(entry.when, dossier.number, enterprise, title, entry.act, entry.who, amount, entry.words)


def _paid(dossier: Dossier, day: date, who: str) -> int:
    return sum(one.amount for one in dossier.payments if one.paid_on == day and one.paid_by == who)


def report_paper(report: DayReport, context: PaperContext) -> bytes:
    """The report as PDF bytes; the same report gives the same bytes."""
    # Imported late: reportlab costs time that most calls need not pay.
    from qcy_desktop.printing.day_report_sheet import day_report_sheet

    return day_report_sheet(report, context)


def report_book(report: DayReport) -> bytes:
    """The report as a workbook: totals and every single act."""
    # Imported late: openpyxl is needed for workbooks only.
    from qcy_desktop.exchange.case_books import day_report_book

    return day_report_book(report)
