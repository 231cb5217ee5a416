"""The static report: everything that can be said against rule files before any enterprise is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from qcy_desktop.domain.assessment import Evidence, Nature
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine import lint
from qcy_desktop.engine.book import NO_SUCH_ID, NOT_PACKS, RuleBook, load_book
from qcy_desktop.engine.boundaries import SIDES, missing_sides
from qcy_desktop.engine.cases import run_cases
from qcy_desktop.engine.columns.proof import Why, refusals
from qcy_desktop.engine.consistency import checks_of
from qcy_desktop.engine.ladder import ladder_of
from qcy_desktop.engine.measures import CASES, Measure, load_measure
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.parameters import change_days
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import VersionSource
from qcy_desktop.engine.source import SourceError
from qcy_desktop.engine.uncollected import uncollected
from qcy_desktop.engine.words import say_truth

# Kinds of money that somebody gets, and could get twice.
_GIVEN = (Nature.CASH, Nature.OTHER_PAYEE, Nature.EQUITY)


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
    try:
        findings = check_book(load_book(folders))
    except KnownError as fault:
        findings = _broken_files(folders) or [_from_error(fault, folders[0] if folders else Path())]
    if kept:
        findings = [finding for finding in findings if _within(Path(finding.file).resolve(), kept)]
    return sorted(set(findings), key=lambda f: (f.severity != "error", f.file, f.line, f.code, f.message))


@uncollected()
def check_book(book: RuleBook) -> list[Finding]:
    """The report on a book that could be read."""
    if unreadable := _unreadable_cases(book):
        return unreadable
    book.kept["cases"] = {}
    try:
        return _checked(book)
    finally:
        del book.kept["cases"]


def _unreadable_cases(book: RuleBook) -> list[Finding]:
    """Measures whose cases cannot even be read, each with its first fault."""
    findings = []
    for measure in book.measures.values():
        try:
            measure.sheet.cases()
        except KnownError as fault:
            findings.append(_from_error(fault, Path(measure.file)))
    return findings


def _checked(book: RuleBook) -> list[Finding]:
    findings: list[Finding] = []
    for measure in book.measures.values():
        findings += _check_measure(book, measure)
    findings += _check_links(book)
    findings += _check_sheets(book)
    sound = [measure for measure in book.measures.values() if _is_sound(book, measure)]
    for report in run_cases(Reckoner(book), sound):
        if not report.passed:
            message = f"样例“{report.name}”不符：{'；'.join(report.faults)}"
            findings.append(Finding("E-CASE", "error", report.file, report.line, message, "改规则或改样例"))
    return findings


def _is_sound(book: RuleBook, measure: Measure) -> bool:
    """Whether the measure can be reckoned on every live day, so that its cases can be run."""
    try:
        book.event_day(measure)
        for index, version in enumerate(measure.source.versions):
            for day in _live_days(book, version):
                book.build(measure, index, day)
    except KnownError:
        return False
    return True


def _check_sheets(book: RuleBook) -> list[Finding]:
    """The ladder and the checks of consistency, each with its first fault, and measures whose edition a day chooses."""
    found = []
    for sheet, build in ((book.ladder_file, ladder_of), (book.consistency_file, checks_of)):
        try:
            build(book)
        except KnownError as fault:
            found.append(_from_error(fault, sheet or Path()))
    for measure in book.measures.values():
        try:
            book.event_day(measure)
        except KnownError as fault:
            found.append(_from_error(fault, Path(measure.file)))
    return found


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
                load_measure(path, path.parent.name).sheet.cases()
            except KnownError as fault:
                findings.append(_from_error(fault, path))
    return findings


def _from_error(fault: KnownError, path: Path) -> Finding:
    if isinstance(fault, SourceError):
        return Finding(fault.code, "error", fault.place.file, fault.place.line, fault.message, fault.cure)
    return Finding(fault.code, "error", str(path), 1, fault.sentence, fault.cure)


def _check_measure(book: RuleBook, measure: Measure) -> list[Finding]:
    findings = _check_shape(measure) + _check_ledger(measure)
    for index, version in enumerate(measure.source.versions):
        findings += _check_version(book, measure, index, version)
    return findings + _check_dates(measure)


def _check_version(book: RuleBook, measure: Measure, index: int, version: VersionSource) -> list[Finding]:
    """A version on every live day on which a parameter changes; remarks on its first day only."""
    line = measure.lined.line_of("版本", index)
    days = sorted(_live_days(book, version))
    built = None
    for day in days:
        try:
            found = book.build(measure, index, day)
        except KnownError as fault:
            known = _from_error(fault, Path(measure.file))
            when = f"（{day.isoformat()} 起）" if day != version.force.start else ""
            late = [_finding(measure, line, remark) for remark in lint.late_parameters(measure, index)]
            return [
                Finding(known.code, "error", known.file, known.line or line, known.message + when, known.cure),
                *late,
            ]
        built = built or found
    assert built is not None
    remarks = lint.lint_version(book, measure, index, built, days[0])
    findings = [_finding(measure, line, remark) for remark in remarks]
    return findings + _check_range(book, measure, index, days[0]) + _check_boundaries(book, measure, index, days[0])


def _finding(measure: Measure, line: int, remark: lint.Remark) -> Finding:
    return Finding(remark.code, remark.severity, measure.file, remark.line or line, remark.message, remark.cure)


def _check_range(book: RuleBook, measure: Measure, index: int, day: date) -> list[Finding]:
    """Sums that might leave 64 bits when a whole registry is reckoned."""
    program = book.program(measure, index, day)
    line = measure.lined.line_of("版本", index)
    return [
        Finding(
            "W-INT64",
            "warning",
            measure.file,
            refusal.leaf.line if refusal.leaf and refusal.leaf.line else line,
            refusal.why.value,
            "收紧指标字典里的范围；成批评估时此处逐家计算",
        )
        for refusal in refusals(program.leaves, program.steps)
        if refusal.why is Why.WIDE
    ]


def _check_boundaries(book: RuleBook, measure: Measure, index: int, day: date) -> list[Finding]:
    if measure.source.not_computable is not None or not measure.cases:
        return []
    findings = []
    for gap in missing_sides(book, measure, index, day):
        message = f"门槛“{say_truth(gap.edge.node)}”没有{SIDES[gap.side]}门槛的样例"
        findings.append(
            Finding(
                "W-BOUNDARY",
                "warning",
                measure.file,
                gap.edge.leaf.line or measure.case_line(),
                message,
                "qcy rules cases 可以生成",
            )
        )
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
        line = measure.case_line() if key == CASES else measure.lined.line_of(key)
        findings.append(Finding(code, severity, measure.file, line, message, cure))

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
    if source.payer and (total := sum(Fraction(share) for share in source.payer.values())) != 1:
        say("E-PAYER", "error", "出资", f"各级出资比例相加不等于 1，现在是 {total}", "例如 1/3、1/3、1/3")
    if has_amount and source.not_computable is None:
        words = {case.expected.verdict for case in measure.cases}
        missing = [word for word in ("符合", "不符合", "待补") if word not in words]
        if missing:
            say(
                "W-CASES",
                "warning",
                CASES,
                f"样例缺少结论为{'、'.join(missing)}的",
                "每条带金额的措施至少要有符合、不符合、待补各一例",
            )
    return findings


def _check_ledger(measure: Measure) -> list[Finding]:
    """Money that would be offered again to whoever has had it."""
    source = measure.source
    if source.nature not in _GIVEN or source.evidence.grade is Evidence.ANALOGUE:
        return []
    findings = []
    for index, version in enumerate(source.versions):
        careless = version.stacking is None or version.stacking.mode == "叠加"
        if version.amount and careless and "已获" not in repr(version.amount):
            line = measure.lined.line_of("版本", index)
            message = "给钱的措施没有看台账，领过的还会再给"
            cure = "一次给的写 扣减: 已获(累计, 哪一级)，每年给的写 扣减: 已获(本年度, 哪一级)"
            findings.append(Finding("W-LEDGER", "warning", measure.file, line, message, cure))
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


_NO_SUCH_PACK = "写已有的政策集编号（pack.yaml 里的 编号），或删去"


def _check_links(book: RuleBook) -> list[Finding]:
    """Names of other measures and packs, circles among packs, and the number of places of a set."""
    findings = []
    for measure in book.measures.values():
        for id in measure.source.may_be:
            if id not in book.measures:
                line = measure.lined.line_of("可能对应")
                findings.append(
                    Finding(
                        "E-LINK",
                        "error",
                        measure.file,
                        line,
                        f"可能对应的“{id}”不存在",
                        nearest(id, book.measures, NO_SUCH_ID),
                    )
                )
        findings += _check_similar(book, measure)
        findings += _check_text(measure)
    for pack in book.packs.values():
        file = str(pack.folder / "pack.yaml")
        for id in pack.source.supersedes:
            if id not in book.packs:
                findings.append(
                    Finding(
                        "E-LINK", "error", file, 1, f"取代的政策集“{id}”不存在", nearest(id, book.packs, _NO_SUCH_PACK)
                    )
                )
        if _circles(book, pack.source.id):
            findings.append(Finding("E-CIRCLE", "error", file, 1, "政策集互相取代，成了一个圈", "核对 取代"))
    return findings


def _check_similar(book: RuleBook, measure: Measure) -> list[Finding]:
    """What is named as similar must be an example from elsewhere, so that it can never count."""
    findings = []
    for id in measure.source.similar:
        found = book.measures.get(id)
        if found is None or found.source.evidence.grade is not Evidence.ANALOGUE:
            line = measure.lined.line_of("类比")
            cure = nearest(id, book.measures, NO_SUCH_ID) if found is None else "同类的本地措施写在 可能对应"
            findings.append(Finding("E-LINK", "error", measure.file, line, f"类比的“{id}”不是类比示例", cure))
    return findings


def _circles(book: RuleBook, start: str) -> bool:
    todo, seen = list(book.packs[start].source.supersedes), set()
    while todo:
        id = todo.pop()
        if id == start:
            return True
        if id not in seen and id in book.packs:
            seen.add(id)
            todo += book.packs[id].source.supersedes
    return False


def _check_text(measure: Measure) -> list[Finding]:
    """The clause text held by the office: its file exists and is the one the rule was written against."""
    clause = measure.source.clause
    if not clause.text:
        return []
    path = Path(measure.file).parent / clause.text
    line = measure.lined.line_of("条款")
    if not path.is_file():
        return [
            Finding("E-TEXT", "error", measure.file, line, f"找不到条文文件 {clause.text}", "补上文件，或删去 原文")
        ]
    if clause.digest and hashlib.sha256(path.read_bytes()).hexdigest() != clause.digest:
        return [
            Finding(
                "E-TEXT",
                "error",
                measure.file,
                line,
                "条文文件改过了，规则还是按旧条文写的",
                "对照新条文核对规则后更新 原文摘要",
            )
        ]
    return []
