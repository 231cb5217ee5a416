"""What the papers of a case hold: plain values, filled by the caller, printed as they stand. Money in whole fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qcy_desktop.domain.assessment import Assessment, MeasureResult


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies. An empty text leaves its place blank for ink: only 无, given as text, says that there is none."""

    name: str
    uscc: str
    kind: str = ""
    legal_person: str = ""
    registered_capital: int | None = None
    founded: date | None = None
    address: str = ""
    business_address: str = ""
    industry: str = ""
    size: str = ""
    above_scale: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    account_name: str = ""
    bank: str = ""
    bank_code: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the enterprise as the form shows it: all in words, with its year and where it was taken from."""

    name: str
    year: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """申报表: one measure. `amount` is what is applied for, None while it is left to the office."""

    number: str
    applied_on: date | None
    applicant: Applicant
    result: MeasureResult
    amount: int | None
    figures: tuple[Figure, ...] = ()
    other_support: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """承诺书: what the applicant promises for one measure. `extra` are points that the measure adds."""

    number: str
    addressee: str
    applicant: Applicant
    measure_title: str
    pack_title: str
    clause: str
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """One line of a list of papers: how many sheets of which form, whether it was handed over, what is wrong with it."""

    name: str
    form: str = ""
    copies: int | None = None
    pages: int | None = None
    received: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Materials:
    """材料清单 before anything is handed over (`received_on` None), 收件回执 after. `supply_by` is the day for the rest."""

    number: str
    applicant: Applicant
    measure_title: str
    materials: tuple[Material, ...]
    received_on: date | None = None
    supply_by: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer given in the self-check, in words."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """自查结果单. `codes` are the texts of the QR codes from which a counter refills the answers, in order; ASCII only."""

    assessment: Assessment
    answers: tuple[Answer, ...] = ()
    codes: tuple[str, ...] = ()
