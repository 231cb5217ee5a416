"""Papers an office prints from an enterprise alone: the results, and the pack that it applies with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qcy_desktop.domain.assessment import Assessment, MeasureResult
from qcy_desktop.domain.enterprise import Declared, Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.printing.installed import FontChoice
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.paperkinds import WITHOUT_CASE, WORDS, draw
from qcy_desktop.services.visit_code import write_codes

if TYPE_CHECKING:  # reportlab costs a tenth of a second that most calls need not pay
    from qcy_desktop.printing.content import Answer, Applicant, Figure
    from qcy_desktop.printing.context import PaperContext
    from qcy_desktop.printing.wording import Stationery

KINDS = WORDS
"""The papers that can be printed, by the names that scripts use."""

PACK = ("application", "commitment", "materials", "account")
"""What an enterprise takes home to apply with, in the order in which it is bound."""

_FIGURES = frozenset({FactType.MONEY, FactType.COUNT, FactType.RATIO})


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be printed: an enterprise, what was found, and the measure it applies for (empty: the best one).

    `number` is the 受理编号 once there is a case.
    """

    assessor: Assessor
    enterprise: Enterprise
    assessment: Assessment
    measure: str = ""
    number: str = ""

    @property
    def result(self) -> MeasureResult:
        """The measure applied for. Raises KnownError E-MEASURE when it did not answer or none may be applied for."""
        if self.measure:
            try:
                return self.assessment.measure(self.measure)
            except KeyError:
                ids = [result.id for result in self.assessment.measures]
                raise KnownError("E-MEASURE", f"没有编号为“{self.measure}”的措施", nearest(self.measure, ids)) from None
        best = next(iter(self.assessment.best_with_unverified.measures), "")
        if not best:
            raise KnownError(
                "E-MEASURE", "目前没有可以申报的措施，无法确定要打印哪一项。", "请用 --measure 写明措施编号"
            )
        return self.assessment.measure(best)


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs besides content: the resources folder, the office's names and whether papers are 样张.

    `own` is the folder of the office's own words; `choice` says which installed typefaces it prefers. `full` writes out every condition of every measure on the sheets of results.
    """

    resources: Path
    office: str
    window: str = ""
    clerk: str = ""
    sample: bool = False
    full: bool = False
    own: Path | None = None
    choice: FontChoice = field(default_factory=FontChoice)
    _kept: dict[str, Stationery] = field(default_factory=dict, repr=False, compare=False)

    def assessment(self, assessment: Assessment, enterprise: Enterprise, printed_at: datetime) -> bytes:
        """评估结果单 as PDF bytes; the same input gives the same bytes. Raises KnownError for a character no face has."""
        from qcy_desktop.printing.assessment_sheet import assessment_sheet

        return assessment_sheet(assessment, enterprise, self.context(printed_at))

    def paper(self, kind: str, errand: Errand, printed_at: datetime) -> bytes:
        """One paper that needs no case. Raises KnownError E-PAPER for a kind that does."""
        if kind == "assessment":
            return self.assessment(errand.assessment, errand.enterprise, printed_at)
        if kind not in WITHOUT_CASE:
            raise KnownError("E-PAPER", f"“{WORDS.get(kind, kind)}”要从办件打印。", "请用 --case 写明受理编号")
        return draw(kind, _content(kind, errand, self), self.context(printed_at))

    def pack(self, errand: Errand, printed_at: datetime) -> tuple[tuple[str, bytes], ...]:
        """The papers to apply with, by kind."""
        return tuple((kind, self.paper(kind, errand, printed_at)) for kind in PACK)

    def context(self, printed_at: datetime) -> PaperContext:
        """What every paper of this press begins with."""
        from qcy_desktop.printing.context import PaperContext

        return PaperContext(
            self.stationery(), self.office, self.window, printed_at, self.clerk, self.sample, full=self.full
        )

    def stationery(self) -> Stationery:
        """Typefaces and words, read once for all papers of this press."""
        from qcy_desktop.printing.wording import Stationery

        if "one" not in self._kept:
            self._kept["one"] = Stationery.of(self.resources, self.own, self.choice)
        return self._kept["one"]


def _content(kind: str, errand: Errand, press: Press) -> object:
    from qcy_desktop.printing.case_content import Account
    from qcy_desktop.printing.content import Application, Commitment, Material, Materials, SelfCheck

    who = applicant_of(errand.enterprise, errand.assessment.as_of)
    if kind == "self_check":
        codes = write_codes(errand.enterprise, {fact.id: fact for fact in errand.assessor.facts()})
        return SelfCheck(_named(errand), tuple(answers_of(errand)), codes)
    if kind == "account":
        return Account("", who, errand.result.title if errand.measure else "")
    result = replace(errand.result, pack_title=errand.result.bare_document)
    if kind == "application":
        amount = result.amount.low if result.amount is not None and result.amount.exact else None
        return Application(errand.number, None, who, result, amount, tuple(figures_of(errand, result)))
    if kind == "commitment":
        office = result.handling.department or press.office
        return Commitment(errand.number, office, who, result.title, result.bare_document, known_clause(result))
    names = result.handling.materials or press.stationery().wording("materials").items("通用材料")
    return Materials("", who, result.title, tuple(Material(name, copies=result.handling.copies) for name in names))


def _named(errand: Errand) -> Assessment:
    enterprise = errand.enterprise
    return replace(errand.assessment, enterprise_name=enterprise.name, enterprise_uscc=enterprise.uscc)


def known_clause(result: MeasureResult) -> str:
    """The article as a letter may cite it; empty while it is not known."""
    return "" if "未掌握" in result.clause else result.clause


def applicant_of(enterprise: Enterprise, as_of: date) -> Applicant:
    """The applicant as far as the facts know it; what they do not know stays blank for ink."""
    from qcy_desktop.printing.content import Applicant

    founded, size = enterprise.facts.get(("founded_on", None)), enterprise.facts.get(("size_class", None))
    scale = enterprise.facts.get(("is_above_scale", as_of.year - 1))
    return Applicant(
        enterprise.name,
        enterprise.uscc,
        founded=founded if isinstance(founded, date) else None,
        size=size if isinstance(size, str) else "",
        above_scale="" if scale is None else "否" if scale is False or isinstance(scale, Declared) else "是",
        account_name=enterprise.name,
    )


def figures_of(errand: Errand, result: MeasureResult) -> Iterator[Figure]:
    """The yearly figures that the measure speaks of, in the order of the dictionary."""
    from qcy_desktop.printing.content import Figure

    said = "\n".join([*(one.text for one in result.conditions), *(step.text for step in result.steps)])
    for fact in errand.assessor.facts():
        if fact.period is not Period.YEAR or fact.type not in _FIGURES or fact.name not in said:
            continue
        for year in sorted(_years(errand.enterprise, fact), reverse=True):
            value = errand.assessor.show(fact, errand.enterprise.facts[fact.id, year])
            yield Figure(fact.name, f"{year}年", value, errand.enterprise.sources.get((fact.id, year), ""))


def _years(enterprise: Enterprise, fact: FactDef) -> list[int]:
    return [year for id, year in enterprise.facts if id == fact.id and year is not None]


def answers_of(errand: Errand) -> Iterator[Answer]:
    """What was filled in, as questions and answers; personal facts are left out."""
    from qcy_desktop.domain.facts import Sensitivity
    from qcy_desktop.printing.content import Answer

    known: Mapping[str, FactDef] = {fact.id: fact for fact in errand.assessor.facts()}
    for (id, year), value in errand.enterprise.facts.items():
        fact = known.get(id)
        if fact is None or fact.sensitivity is Sensitivity.PERSONAL:
            continue
        asked = fact.question or fact.name
        yield Answer(f"{asked}（{year}年）" if year is not None else asked, errand.assessor.show(fact, value))
