"""The static report: everything that can be said against rule files before any enterprise is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import NOT_PACKS, Measure, RuleBook, load_book, load_measure
from qcy_desktop.engine.cases import run_cases
from qcy_desktop.engine.parameters import change_days
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import VersionSource
from qcy_desktop.engine.source import SourceError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: a stable code, error or warning, file and line, a sentence and its cure."""

    code: str
    severity: str  # error | warning
    file: str
    line: int
    message: str
    cure: str = ""


def check_folders(folders: Iterable[Path], only: Iterable[Path] = ()) -> list[Finding]:
    """The report on rule folders, or on some of their files. Never raises for what stands in rule files."""
    folders = list(folders)
    kept = [path.resolve() for path in only]
    broken = _broken_files(folders)
    findings = list(broken)
    if not broken:
        try:
            book = load_book(folders)
        except KnownError as fault:
            findings.append(_from_error(fault, folders[0] if folders else Path()))
        else:
            findings += check_book(book)
    if kept:
        findings = [finding for finding in findings if _within(Path(finding.file).resolve(), kept)]
    return sorted(set(findings), key=lambda f: (f.severity != "error", f.file, f.line, f.code, f.message))


def check_book(book: RuleBook) -> list[Finding]:
    """The report on a book that could be read."""
    findings: list[Finding] = []
    for measure in book.measures.values():
        findings += _check_measure(book, measure)
    reckoner = Reckoner(book)
    if not any(finding.severity == "error" for finding in findings):
        for report in run_cases(reckoner, book.measures.values()):
            if not report.passed:
                findings.append(
                    Finding(
                        "E-CASE",
                        "error",
                        report.file,
                        report.line,
                        f"样例“{report.name}”不符：{'；'.join(report.faults)}",
                        "改规则或改样例",
                    )
                )
    return findings


def _within(file: Path, kept: list[Path]) -> bool:
    return any(file == path or path in file.parents for path in kept)


def _broken_files(folders: list[Path]) -> list[Finding]:
    """Files that cannot even be read, each with its first fault, so that all are named at once."""
    findings = []
    for folder in folders:
        for path in sorted(folder.glob("*/*.yaml")):
            if path.parent.name in NOT_PACKS or path.name == "pack.yaml":
                continue
            try:
                load_measure(path, path.parent.name)
            except KnownError as fault:
                findings.append(_from_error(fault, path))
    return findings


def _from_error(fault: KnownError, path: Path) -> Finding:
    if isinstance(fault, SourceError):
        return Finding(fault.code, "error", fault.place.file, fault.place.line, fault.message, fault.cure)
    return Finding(fault.code, "error", str(path), 1, fault.sentence, fault.cure)


def _check_measure(book: RuleBook, measure: Measure) -> list[Finding]:
    findings = _check_shape(measure)
    for index, version in enumerate(measure.source.versions):
        line = measure.lined.line_of("版本", index)
        for day in sorted(_live_days(book, version)):
            try:
                book.build(measure, index, day)
            except KnownError as fault:
                found = _from_error(fault, Path(measure.file))
                when = f"（{day.isoformat()} 起）" if day != version.force.start else ""
                findings.append(
                    Finding(found.code, "error", found.file, found.line or line, found.message + when, found.cure)
                )
                break
    findings += _check_dates(measure)
    return findings


def _live_days(book: RuleBook, version: VersionSource) -> set[date]:
    """The first live day and every live day on which a parameter changes: between them nothing does."""
    days = {version.force.start}
    sources = [version.parameters, *(book.kinds[name].parameters for name in version.shared if name in book.kinds)]
    for parameters in sources:
        days |= {
            day
            for day in change_days(parameters)
            if day > version.force.start and (version.force.end is None or day <= version.force.end)
        }
    return days


def _check_shape(measure: Measure) -> list[Finding]:
    source, findings = measure.source, []

    def say(code: str, severity: str, key: str, message: str, cure: str = "") -> None:
        findings.append(Finding(code, severity, measure.file, measure.lined.line_of(key), message, cure))

    if source.evidence.grade is not Evidence.MISSING and not source.evidence.source:
        say("W-SOURCE", "warning", "证据", "证据没有写来源", "写明在哪里看到、何时查阅")
    if not source.versions and source.not_computable is None:
        say(
            "E-VERSION",
            "error",
            "编号",
            "没有任何版本，也没有写 不可计算",
            "条文未掌握时写 不可计算: {缘由: 条文未掌握}",
        )
    has_amount = any(version.amount for version in source.versions)
    if has_amount and not source.payer:
        say("W-PAYER", "warning", "编号", "没有写 出资", "写明由哪一级出资，如 {西咸新区: 1}")
    if source.payer and sum(Fraction(share) for share in source.payer.values()) != 1:
        say("E-PAYER", "error", "出资", "各级出资比例相加不等于 1", "例如 1/3、1/3、1/3")
    if has_amount and source.not_computable is None:
        words = {case.expected.verdict for case in source.cases}
        missing = [word for word in ("符合", "不符合", "待补") if word not in words]
        if missing:
            say(
                "W-CASES",
                "warning",
                "样例",
                f"样例缺少结论为{'、'.join(missing)}的",
                "每条带金额的措施至少要有符合、不符合、待补各一例",
            )
    return findings


def _check_dates(measure: Measure) -> list[Finding]:
    findings = []
    versions = sorted(enumerate(measure.source.versions), key=lambda pair: pair[1].force.start)
    for (_, earlier), (index, later) in pairwise(versions):
        line = measure.lined.line_of("版本", index, "施行")
        if earlier.force.end is None or earlier.force.end >= later.force.start:
            findings.append(
                Finding("E-OVERLAP", "error", measure.file, line, "两个版本的施行期重叠", "给前一版本写上止日")
            )
        elif earlier.force.end + timedelta(days=1) != later.force.start and earlier.status == "现行":
            findings.append(Finding("W-GAP", "warning", measure.file, line, "两个版本之间有空档", "核对起止日期"))
    for index, version in enumerate(measure.source.versions):
        if version.force.end is not None and version.force.end < version.force.start:
            line = measure.lined.line_of("版本", index, "施行")
            findings.append(Finding("E-FORCE", "error", measure.file, line, "止日早于起日", "核对日期"))
    return findings
