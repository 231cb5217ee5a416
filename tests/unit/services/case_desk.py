"""An office with two people, one enterprise that qualifies, and the rules that came with the program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from qcy_desktop.domain.accounts import RIGHTS, Role
from qcy_desktop.domain.caseclock import read_limits
from qcy_desktop.domain.casework import Act, Calendar, Deed
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.records import Contact
from qcy_desktop.domain.workdays import HolidayTable, read_holidays
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.cases import case_enterprise
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casepapers import CasePapers
from qcy_desktop.services.casework import CaseView, Casework, Desk, Hand
from qcy_desktop.storage import Storage

ROOT = Path(__file__).resolve().parents[3]
MEASURE = "xx16-02"
VERIFIED = {MEASURE: "张敏 2023年12月1日核定，李卫东 2023年12月4日复核"}
WAN = 10_000_00


@lru_cache
def book() -> RuleBook:
    """One pack alone: an assessment of all would take longer than what is tested."""
    whole = load_book([ROOT / "rules"])
    pack = whole.packs["xixian-16"]
    measures = {id: whole.measures[id] for id in pack.measures}
    return RuleBook(whole.dictionary, whole.kinds, whole.kinds_file, {"xixian-16": pack}, measures)


def assessor(*, verified: bool = True) -> Assessor:
    return Assessor(book(), VERIFIED if verified else {})


def company(name: str = "西咸新区虚构示例氢能科技有限公司", uscc: str = "91990000MA00000017") -> Enterprise:
    """The enterprise of the measure's own first case: it gets 10 万元."""
    measure = book().measure(MEASURE)
    found = case_enterprise(Reckoner(book()), measure, measure.cases[0])
    return replace(found, name=name, uscc=uscc)


@lru_cache
def calendar() -> Calendar:
    known = read_holidays((ROOT / "db" / "seed" / "holidays.csv").read_text("utf-8"))
    table = HolidayTable(known.days_off, known.make_up, known.years | {2023, 2024, 2025, 2027})
    return Calendar(table, read_limits((ROOT / "db" / "seed" / "case_limits.csv").read_text("utf-8")))


@lru_cache
def stationery() -> Stationery:
    return Stationery.of(ROOT / "resources")


@dataclass
class Clock:
    """A clock that moves on by a second each time it is read."""

    now: datetime = datetime(2023, 12, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)


class Office:
    """One store, one clock, and people by role."""

    def __init__(self, store: Storage, *, verified: bool = True, desk: Desk | None = None) -> None:
        self.store, self.clock, self.desk = store, Clock(), desk or Desk()
        self.assessor = assessor(verified=verified)

    def work(self, role: Role, number: int = 1) -> Casework:
        hand = Hand(f"{role}{number}", RIGHTS[role])
        return Casework(self.store, self.assessor, calendar(), hand, self.clock, self.desk)

    def papers(self, role: Role = Role.HEAD, *, sample: bool = False) -> CasePapers:
        context = PaperContext(stationery(), "西咸新区政务服务大厅", "3", self.clock(), sample=sample)
        return CasePapers(self.work(role), context)

    def enterprise(self, name: str = "西咸新区虚构示例氢能科技有限公司", uscc: str = "91990000MA00000017") -> int:
        id = self.store.save_enterprise(company(name, uscc), "窗口1", self.clock())
        contact = Contact(
            "收款", "王文静", "13900000000", "", "示例银行西咸支行", "6100000000000000001", enterprise_id=id
        )
        self.store.contacts.save(contact, "窗口1", self.clock())
        return id

    def opened(self, enterprise: int | None = None) -> CaseView:
        return self.work(Role.COUNTER).open(enterprise or self.enterprise(), MEASURE, date(2023, 12, 20))

    def do(self, id: int, act: Act, role: Role = Role.COUNTER, words: str = "属实，同意。", **more: object) -> CaseView:
        work = self.work(role)
        deed: Deed = replace(work.deed(act, words), **more)  # type: ignore[arg-type]
        return work.act(id, deed)

    def accepted(self, enterprise: int | None = None) -> CaseView:
        id = self.opened(enterprise).id
        self.do(id, Act.SUBMIT, items=("申请表", "营业执照"))
        return self.do(id, Act.ACCEPT)

    def decided(self, enterprise: int | None = None) -> CaseView:
        id = self.accepted(enterprise).id
        self.do(id, Act.FORWARD)
        self.do(id, Act.PASS, Role.REVIEW)
        self.do(id, Act.PASS, Role.REVIEW)
        return self.work(Role.HEAD).decide(id, "同意。", 10 * WAN, "管委会主任办公会〔2023〕12号")

    def paid(self, enterprise: int | None = None) -> CaseView:
        id = self.decided(enterprise).id
        self.do(id, Act.PUBLISH, Role.REVIEW)
        self.clock.wait(15)
        self.do(id, Act.EXPIRE, Role.REVIEW)
        self.do(id, Act.PREPARE, Role.REVIEW)
        return self.do(id, Act.PAY, Role.HEAD, name="凭证12")
