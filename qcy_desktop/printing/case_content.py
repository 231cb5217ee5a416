"""What the papers of a case on its way hold: notices, sheets for opinions, lists. Plain values, money in whole fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qcy_desktop.domain.assessment import MeasureResult
from qcy_desktop.domain.casework import Defect, Promise
from qcy_desktop.printing.content import Applicant


@dataclass(frozen=True, slots=True)
class Marks:
    """The numbers of a paper: `case` is the 受理编号, `paper` its own, `payload` what its QR code says. ASCII only."""

    case: str = ""
    paper: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Whom a paper is about and which measure."""

    name: str
    uscc: str
    measure: str
    pack: str
    clause: str


@dataclass(frozen=True, slots=True)
class Office:
    """Who handles it and how to reach them, in words."""

    handler: str = ""
    contact: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """受理通知书. `due` is the last day of the office's own limit, None where no limit is known."""

    marks: Marks
    matter: Matter
    received_on: date
    accepted_on: date
    due: date | None
    office: Office
    promises: tuple[Promise, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """一次性补正告知书."""

    marks: Marks
    matter: Matter
    received_on: date
    issued_on: date
    by: date
    defects: tuple[Defect, ...]
    office: Office


@dataclass(frozen=True, slots=True)
class Rejection:
    """不予受理通知书. `elsewhere` says where to go instead."""

    marks: Marks
    matter: Matter
    received_on: date
    issued_on: date
    reasons: tuple[str, ...]
    office: Office
    basis: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One box for an opinion: whose, and the short sentence printed in it to be kept or corrected by hand."""

    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """审批表. `amount` is what is proposed; `verified_by` who compared the clause with the official text.

    `boxes` are rows: departments that review jointly stand beside each other.
    """

    marks: Marks
    matter: Matter
    result: MeasureResult
    as_of: date
    amount: int | None
    boxes: tuple[tuple[Box, ...], ...]
    accepted_on: date | None = None
    verified_by: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """现场核查记录: what is to be looked at; what is found is written by hand on the spot."""

    marks: Marks
    matter: Matter
    address: str
    points: tuple[tuple[str, str], ...]
    day: date | None = None
    findings: str = ""


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One line of a list made public. There is no place for anything personal."""

    name: str
    uscc: str
    measure: str
    clause: str
    amount: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Publicity:
    """公示 with its 名单."""

    number: str
    subject: str
    basis: str
    first: date
    last: date
    days: int
    rows: tuple[PublicRow, ...]
    office: Office
    issued_on: date


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """拨付审批单 for one payment. `shares` say who pays how much and add up to `amount`."""

    marks: Marks
    matter: Matter
    batch: str
    part: str
    payee: Applicant
    decided: int
    paid_before: int
    amount: int
    shares: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    budget_item: str = ""
    decided_on: date | None = None
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One line of 资金拨付汇总表."""

    payee: str
    uscc: str
    bank: str
    account: str
    measure: str
    decided: int
    amount: int
    shares: tuple[tuple[str, int], ...]
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class PaymentSummary:
    """资金拨付汇总表 in 元."""

    number: str
    batch: str
    rows: tuple[PaymentRow, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """资金账户信息表."""

    number: str
    applicant: Applicant
    measure_title: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One paper of a case file."""

    number: str
    title: str
    author: str
    day: date
    pages: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """归档目录."""

    marks: Marks
    matter: Matter
    items: tuple[ArchiveItem, ...]
    outcome: str = ""
