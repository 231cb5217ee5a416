"""An office with cases for looking at the officer's screens: a real store, the rules of one pack, people of every role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from qcy_desktop.app.officer import Head, OfficerSeat
from qcy_desktop.domain.accounts import RIGHTS, Role
from qcy_desktop.domain.casework import Act, Defect, Promise
from qcy_desktop.domain.records import Contact
from qcy_desktop.services.casework import Casework, Hand
from qcy_desktop.storage import Storage
from tests.unit.services.case_desk import MEASURE, WAN, assessor, company, stationery

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LONG = "西咸新区泾河新城国际氢能与燃料电池装备产业技术研究院（集团）股份有限公司陕西分公司"
OPEN_DAY = date(2023, 12, 20)
PATHS: tuple[tuple[Act, Role], ...] = (
    (Act.SUBMIT, Role.COUNTER), (Act.ACCEPT, Role.COUNTER), (Act.FORWARD, Role.COUNTER), (Act.PASS, Role.REVIEW), (Act.PASS, Role.REVIEW),
    (Act.DECIDE, Role.HEAD), (Act.PUBLISH, Role.REVIEW), (Act.EXPIRE, Role.REVIEW), (Act.PREPARE, Role.REVIEW), (Act.PAY, Role.HEAD),
)  # fmt: skip
"""From submission to payment, with who does each step."""


class CaseOffice:
    """One store, one clock that can be moved, and whoever sits at the desk."""

    def __init__(self, store: Storage, *, verified: bool = True) -> None:
        self.store, self.moment = store, MORNING
        self.assessor = assessor(verified=verified)
        self.sits(Role.REVIEW)
        head = Head("西咸新区政务服务大厅", "3", ROOT / "resources", ROOT / "db" / "seed")
        self.seat = OfficerSeat(
            store=store,
            assessor=self.assessor,
            stationery=stationery(),
            head=head,
            hand=lambda: self.hand,
            now=self.now,
        )
        self.count = 0

    def now(self) -> datetime:
        """Moves on by a second each time it is read."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def sits(self, *roles: Role, who: str = "") -> None:
        """Somebody else sits here."""
        rights = frozenset(right for role in roles for right in RIGHTS[role])
        self.hand = Hand(who or {"窗口": "李工", "审核": "王文静", "负责人": "赵主任"}.get(roles[0], roles[0]), rights)

    def work(self, role: Role) -> Casework:
        held = self.hand
        self.sits(role)
        work = self.seat.work()
        self.hand = held
        return work

    def enterprise(self, name: str = "") -> int:
        self.count += 1
        id = self.store.save_enterprise(
            company(name or f"西咸新区虚构示例{self.count}号氢能科技有限公司", ""), "李工", self.now()
        )
        bank = Contact("收款", "王文静", "13900000000", "", "示例银行西咸支行", "6100000000000000001", enterprise_id=id)
        self.store.contacts.save(bank, "李工", self.now())
        return id

    def case(self, steps: int = 0, name: str = "") -> int:
        """A case that has come so many steps along the way to payment."""
        id = self.work(Role.COUNTER).open(self.enterprise(name), MEASURE, OPEN_DAY).id
        for act, role in PATHS[:steps]:
            self.act(id, act, role)
        return id

    def act(self, id: int, act: Act, role: Role, **more: object) -> None:
        """One act as the screens would do it."""
        held = self.hand
        self.sits(role)
        if act is Act.EXPIRE:
            self.moment += timedelta(days=12)
        start = (
            {"amount": 10 * WAN}
            if act is Act.DECIDE
            else {"items": ("申请表", "营业执照副本")}
            if act is Act.SUBMIT
            else {}
        )
        deed = replace(self.seat.deed(act, "材料属实，符合条件，同意。"), **(start | more))
        self.seat.do(id, deed, self.seat.sheet(id).view.row.version, "")
        self.hand = held


@contextmanager
def case_office(folder: Path, *, verified: bool = True) -> Iterator[CaseOffice]:
    """An empty office in a folder."""
    with Storage.open(folder, ROOT / "db" / "migrations") as store:
        yield CaseOffice(store, verified=verified)


def fill(office: CaseOffice, many: int = 0) -> tuple[int, int]:
    """Cases of every stage, `many` more in 初审. Answers a late one of a long name, and one that waits for the decision."""
    office.case(9)
    office.case(8)
    office.case(7, LONG)
    office.moment = MORNING - timedelta(days=20)
    late = office.case(3, LONG)
    office.moment = MORNING - timedelta(days=3)
    waiting = [office.case(steps) for steps in (1, 2, 3, 4, 5)][-1]
    office.moment = MORNING
    noted = office.case(1)
    office.act(noted, Act.NOTIFY, Role.COUNTER, defects=(Defect("营业执照副本", "复印件不清", "请提交清晰的复印件"),))
    office.case(0)
    promised = office.case(1)
    office.act(promised, Act.ACCEPT, Role.COUNTER, promises=(Promise("审计报告", date(2026, 12, 4)),))
    ended = office.case(3)
    office.act(ended, Act.END, Role.REVIEW)
    for _ in range(many):
        office.case(3)
    return late, waiting
