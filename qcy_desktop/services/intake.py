"""Taking applications in at the counter: cases for the chosen measures, what was handed over, and the pack on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qcy_desktop.domain.assessment import Assessment, Evidence, MeasureResult, Verdict
from qcy_desktop.domain.caseroute import OVER, Way, route_of
from qcy_desktop.domain.casework import Act, Promise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casepapers import CasePapers
from qcy_desktop.services.casework import CaseView, Casework
from qcy_desktop.services.papers import Errand, Press

FORM, PLEDGE = "惠企政策资金申报表", "承诺书"


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure that the enterprise may apply for here, and the papers that belong to it.

    `against` says why it is not to be applied for here; `number` is the open case there already is; `note` why the best
    combination gives it up. What is `barred` cannot be taken in at all.
    """

    result: MeasureResult
    way: Way
    materials: tuple[str, ...]
    against: str = ""
    number: str = ""
    note: str = ""

    @property
    def barred(self) -> bool:
        return bool(self.number) or self.result.evidence in _NO_TEXT


@dataclass(frozen=True, slots=True)
class Handed:
    """What came in for one measure: papers received, papers promised with their days; the rest is missing.

    `accept` takes the case in at once, which a missing paper forbids.
    """

    measure: str
    received: tuple[str, ...]
    promised: tuple[Promise, ...] = ()
    accept: bool = True


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The cases that were opened, and the papers to print: (name, bytes) in the order in which they are bound."""

    views: tuple[CaseView, ...]
    papers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """One clerk who takes applications in. `press` prints the forms, `papers` what bears the number of a case."""

    work: Casework
    papers: CasePapers
    press: Press
    _read: list[tuple[str, ...]] = field(default_factory=list, repr=False, compare=False)

    def offers(self, enterprise_id: int, assessment: Assessment) -> tuple[Offer, ...]:
        """What may be applied for, the surest first; what cannot be stands at the end with its reason."""
        rows = self.work.store.list_cases((), enterprise_id, 1000)
        opened = {row.measure: row.number for row in rows if row.state not in OVER}
        excluded = {given.id: given.because for given in assessment.best_with_unverified.given_up}
        found = [self._offer(result, opened.get(result.id, "")) for result in assessment.measures]
        shown = (one for one in found if one.result.verdict is not Verdict.NOT_APPLICABLE)
        noted = (replace(one, note=excluded.get(one.result.id, "")) for one in shown)
        return tuple(sorted(noted, key=_place))

    def _offer(self, result: MeasureResult, number: str) -> Offer:
        source = self.work.assessor.book.measure(result.id).source
        mode = source.handling.mode if source.handling else ""
        way = route_of(mode, ()).way
        listed = result.handling.materials or self._general()
        needed = (*listed, *([PLEDGE] if way is Way.PROMISE and PLEDGE not in listed else ()))
        return Offer(
            result, way, () if way is Way.UNASKED else tuple(dict.fromkeys(needed)), _against(result, mode), number
        )

    def _general(self) -> tuple[str, ...]:
        """The papers of a measure that names none; read once for a clerk's errand."""
        if not self._read:
            self._read.append(self.press.stationery().wording("materials").items("通用材料"))
        return self._read[0]

    def take_in(
        self, enterprise_id: int, handed: Sequence[Handed], as_of: date, departments: tuple[str, ...] = ()
    ) -> TakenIn:
        """Opens, submits and accepts the cases and prints the pack, all in one transaction.

        Raises KnownError E-INTAKE when nothing is chosen or a paper is missing from what is to be accepted.
        """
        if not handed:
            raise KnownError("E-INTAKE", "没有勾选要申报的措施。", "请至少勾选一项")
        store = self.work.store
        with store.acting(self.work.hand.session), store.transaction():
            opened = self.work.open_many(enterprise_id, [one.measure for one in handed], as_of, departments)
            views = [self._one(view, one) for view, one in zip(opened, handed, strict=True)]
            return TakenIn(tuple(views), tuple(named for view in views for named in self._pack(view)))

    def _one(self, view: CaseView, handed: Handed) -> CaseView:
        if view.dossier.route.way is Way.UNASKED:
            return self.work.act(view.id, self.work.deed(Act.CONFIRM))
        view = self.work.act(view.id, replace(self.work.deed(Act.SUBMIT), items=handed.received))
        if not handed.accept:
            return view
        told = {*handed.received, *(promise.item for promise in handed.promised)}
        missing = [name for name in self._offer(view.result, "").materials if name not in told]
        if missing:
            sentence = f"“{view.result.title}”还缺“{missing[0]}”，又没有约定补交日期，不能当场受理。"
            raise KnownError("E-INTAKE", sentence, "请登记容缺的补交日期，或只收件、再一次性告知")
        return self.work.act(view.id, replace(self.work.deed(Act.ACCEPT), promises=handed.promised))

    def _pack(self, view: CaseView) -> Iterator[tuple[str, bytes]]:
        """申报表, 承诺书, 收件回执, and 受理通知书 where the case was accepted."""
        title, number = view.result.title, view.row.number
        if view.dossier.route.way is Way.UNASKED:
            yield f"{title} 资金账户信息表", self.papers.issue("account", view.id).body
            return
        errand = Errand(self.work.assessor, view.kept.inputs, view.kept.result, view.row.measure)
        when = self.work.clock()
        for kind, word in (("application", "申报表"), ("commitment", "承诺书")):
            yield f"{title} {word}", self.press.paper(kind, replace(errand, number=number), when)
        yield f"{title} 收件回执", self.papers.issue("materials", view.id).body
        if view.dossier.accepted_on is not None:
            yield f"{title} 受理通知书", self.papers.issue("acceptance", view.id).body


_RANK = {
    Verdict.ELIGIBLE: 0, Verdict.UNKNOWN: 1, Verdict.NOT_COMPUTABLE: 2, Verdict.NOT_ELIGIBLE: 3, Verdict.NOT_APPLICABLE: 4,
}  # fmt: skip
_NO_TEXT = frozenset({Evidence.MISSING, Evidence.ANALOGUE})
_ELSEWHERE = ("自行申报享受", "申请贷款", "经办银行", "网上填报", "备案")


def _place(one: Offer) -> tuple[bool, int, int]:
    """What can be applied for first; of that the surest, then the largest sum."""
    amount = one.result.amount
    high = 0 if amount is None else amount.low if amount.high is None else amount.high
    return bool(one.against or one.number), _RANK[one.result.verdict], -high


def _against(result: MeasureResult, mode: str) -> str:
    if result.evidence is Evidence.MISSING:
        return "条文没有掌握，不能受理"
    if result.evidence is Evidence.ANALOGUE:
        return "类比示例，不能受理"
    if any(word in mode for word in _ELSEWHERE):
        place = result.handling.channel or "其他渠道"
        return f"不在本窗口申报：{mode}（{place}）"
    if result.verdict is Verdict.ELIGIBLE and result.amount is not None and result.amount.high == 0:
        return "扣减已获奖补后可得金额为零"
    return "不符合条件" if result.verdict is Verdict.NOT_ELIGIBLE else ""
