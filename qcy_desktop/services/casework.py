"""Cases in the store: opened on a frozen assessment, moved by one act in one transaction, found, queued and replayed."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from qcy_desktop.domain.accounts import Right, Session
from qcy_desktop.domain.assessment import Assessment, MeasureResult
from qcy_desktop.domain.caseclock import Clock, Pace, stage_clock, whole_clock
from qcy_desktop.domain.caseroute import OVER, Route, Stage, route_of
from qcy_desktop.domain.casework import RULES, Act, Calendar, Deed, Dossier, Entry, Part, do
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, Case, KeptAssessment
from qcy_desktop.engine.shares import split
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.storage import Storage
from qcy_desktop.storage.plain import canonical, parse


@dataclass(frozen=True, slots=True)
class Desk:
    """Which office and which of its desks takes numbers; both are part of every number, so that desks never clash."""

    office: str = "XXZC"
    code: str = "FX"

    def __post_init__(self) -> None:
        for part in (self.office, self.code):
            if not (part.isascii() and part.isalnum() and len(part) <= 6):
                raise KnownError("E-DESK", f"编号里的机构或窗口代码“{part}”不合要求。", "请用不超过六位的字母和数字")

    @property
    def prefix(self) -> str:
        return f"{self.office}-{self.code}".upper()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, with which rights. Without accounts in the office there is no session, and every right."""

    who: str
    rights: frozenset[Right]
    session: Session | None = None

    @property
    def name(self) -> str:
        """The person as called on screens and papers; `who` is what is recorded."""
        return self.session.shown_name if self.session is not None else self.who

    def require(self, *rights: Right) -> None:
        """Raises KnownError E-RIGHT when none of these rights is held, E-LOGIN-NEEDED when nobody has logged in."""
        if any(right in self.rights for right in rights):
            return
        if self.session is not None:
            self.session.require(rights[0])
        if not self.who:
            raise KnownError("E-LOGIN-NEEDED", "办理这项业务要先登录。", "请登录后再试。")
        raise KnownError("E-RIGHT", f"“{self.who}”没有“{rights[0]}”的权限。", "请由有权限的人员办理。")

    @classmethod
    def of(cls, session: Session) -> Hand:
        return cls(session.user, session.rights, session)

    @classmethod
    def alone(cls, who: str) -> Hand:
        """Somebody at a desk that keeps no accounts yet."""
        return cls(who, frozenset(Right))

    @classmethod
    def nobody(cls) -> Hand:
        """The empty chair of an office that keeps accounts: it may do nothing."""
        return cls("", frozenset())


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a screen or a paper needs it: its row, what happened to it, and the assessment it stands on."""

    row: Case
    dossier: Dossier
    kept: KeptAssessment

    @property
    def id(self) -> int:
        assert self.row.id is not None  # a stored case has one
        return self.row.id

    @property
    def result(self) -> MeasureResult:
        """What the case's measure answered."""
        return self.kept.result.measure(self.row.measure)


@dataclass(frozen=True, slots=True)
class Queued:
    """One line of a queue with its clocks."""

    id: int
    number: str
    enterprise: str
    measure: str
    stage: Stage
    clock: Clock
    whole: Clock


@dataclass(frozen=True, slots=True)
class Replay:
    """A frozen assessment reckoned again: whether the rules are the same and the answer is."""

    same_rules: bool
    same_answer: bool
    differences: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        if self.same_answer:
            return "按当时的事实和规则重新计算，结果一致。"
        why = "" if self.same_rules else "现用的规则与当时不同；"
        return f"{why}重新计算的结果有 {len(self.differences)} 处不同：{'；'.join(self.differences[:3])}。"


@dataclass(frozen=True, slots=True)
class Casework:
    """What one person does with cases. Every act is one transaction and raises KnownError for what may not be.

    In `practice` money may rest on a clause that nobody has verified: nothing there is real.
    """

    store: Storage
    assessor: Assessor
    calendar: Calendar
    hand: Hand
    clock: Callable[[], datetime]
    desk: Desk = Desk()
    practice: bool = False

    # Opening and moving

    def open(
        self, enterprise_id: int, measure: str, as_of: date | None = None, departments: tuple[str, ...] = ()
    ) -> CaseView:
        """A new case in 草稿 with the assessment of today (or of `as_of`) frozen into it and its number taken.

        Raises KnownError E-CASE-TWIN when the enterprise has an open case of this measure, E-MEASURE when it does not answer.
        """
        return self.open_many(enterprise_id, (measure,), as_of, departments)[0]

    def open_many(
        self, enterprise_id: int, measures: Sequence[str], as_of: date | None = None, departments: tuple[str, ...] = ()
    ) -> tuple[CaseView, ...]:
        """One new case for each measure, on one assessment, all or none. Raises KnownError E-CASE-TWIN."""
        routes = {measure: self._route(measure, departments) for measure in measures}
        with self._acting():
            for measure in measures:
                self._refuse_twin(enterprise_id, measure)
            inputs, assessment = self._reckoned(enterprise_id, as_of or self.clock().date())
            return tuple(
                self._opened(enterprise_id, (measure, route), assessment, inputs) for measure, route in routes.items()
            )

    def _route(self, measure: str, departments: tuple[str, ...]) -> Route:
        handling = self.assessor.book.measure(measure).source.handling
        if handling is None:
            return route_of("", (), "", departments)
        return route_of(handling.mode, handling.stages, handling.time_limit, departments)

    def _opened(
        self, enterprise_id: int, chosen: tuple[str, Route], assessment: Assessment, inputs: Enterprise
    ) -> CaseView:
        """A case on what one measure answered."""
        when, (measure, route) = self.clock(), chosen
        most = most_of(assessment, measure)
        kept = self.store.keep_assessment(enterprise_id, inputs, of_measure(assessment, measure), self.hand.who, when)
        number = self._number(when)
        dossier = Dossier(number, measure, route, most, since=when)
        case = Case(enterprise_id, measure, dossier.stage, number, canonical(dossier), kept)
        return self.load(self.store.save_case(case, self.hand.who, when))

    def _refuse_twin(self, enterprise_id: int, measure: str) -> None:
        rows = self.store.list_cases((), enterprise_id, 1000)
        twin = next((row for row in rows if row.measure == measure and row.state not in OVER), None)
        if twin is not None:
            raise KnownError("E-CASE-TWIN", f"该企业的这项措施已有在办的办件 {twin.number}。", "请打开原件继续办理")

    def _reckoned(self, enterprise_id: int, as_of: date) -> tuple[Enterprise, Assessment]:
        inputs = replace(self.store.load_enterprise(enterprise_id), as_of=as_of)
        return inputs, self.assessor.assess(inputs, as_of)

    def _assess(self, enterprise_id: int, measure: str, as_of: date) -> tuple[int, int | None]:
        inputs, whole = self._reckoned(enterprise_id, as_of)
        assessment = of_measure(whole, measure)
        kept = self.store.keep_assessment(enterprise_id, inputs, assessment, self.hand.who, self.clock())
        return kept, most_of(assessment, measure)

    def _number(self, when: datetime) -> str:
        day = f"{when.date():%Y%m%d}"
        return f"{self.desk.prefix}-{day}-{self.store.next_number(f'case/{self.desk.prefix}/{day}'):04d}"

    def act(self, id: int, deed: Deed, version: int | None = None) -> CaseView:
        """The case after a deed. `version` is the one that was looked at. Raises KnownError, E-DB-CONFLICT among them."""
        with self._acting():
            view = self.load_to_write(id)
            row = view.row if version is None else replace(view.row, version=version)
            after = do(view.dossier, deed, self.calendar)
            self._require_sure(view, deed.act)
            return self._save(row, after, view.kept)

    def _require_sure(self, view: CaseView, act: Act) -> None:
        if act in MONEY and not self.practice:
            unsure = unverified(view, self.assessor, f"办理“{act}”")
            if unsure is not None:
                raise unsure

    def reassess(self, id: int, words: str) -> CaseView:
        """Reckons the case anew by the facts and rules known now, for the day it was assessed for.

        A measure that has run out since does not turn a pending case away. The former assessment is kept.
        """
        with self._acting():
            view = self.load_to_write(id)
            kept, most = self._assess(view.row.enterprise_id, view.row.measure, view.kept.result.as_of)
            dossier = do(view.dossier, self.deed(Act.REASSESS, words, amount=most), self.calendar)
            return self._save(replace(view.row, assessment_id=kept), dossier)

    def deed(self, act: Act, words: str = "", *, amount: int | None = None) -> Deed:
        """A deed by this hand at this moment; complete it with `dataclasses.replace`."""
        return Deed(act, self.hand.who, self.hand.rights, self.clock(), words, amount=amount)

    def decide(self, id: int, words: str, amount: int, meeting: str = "") -> CaseView:
        """审定同意, paid as the measure's schedule says."""
        view = self.load(id)
        deed = replace(self.deed(Act.DECIDE, words, amount=amount), name=meeting, plan=plan_of(view.result, amount))
        return self.act(id, deed)

    def revoke(self, id: int, words: str, version: int | None = None) -> CaseView:
        """撤销: takes back the last act that stands, with a reason; both stay in the history.

        Raises KnownError E-CASE-REVOKE where the law knows no taking back, or the act was done at another desk.
        """
        view = self.load(id)
        deed = replace(self.deed(Act.REVOKE, words), former=self.former(view))
        return self.act(id, deed, version)

    def former(self, view: CaseView) -> Dossier | None:
        """The case as it was before its last act that stands, from the audit chain; None when it is not told there."""
        standing = view.dossier.standing()
        if not standing:
            return None
        wanted = view.dossier.history[: standing[-1]]
        for link in self._links(view):
            body = link.before.get("body")
            dossier = parse(Dossier, body) if isinstance(body, str) else None
            if dossier is not None and dossier.history == wanted:
                return dossier
        return None

    def _links(self, view: CaseView) -> tuple[AuditRow, ...]:
        return self.store.care.audit("case", str(view.id), 1000)

    def undoable(self, view: CaseView) -> Entry | None:
        """The last act when this hand may still take it back without a word: its own, of today, nothing printed since."""
        entry = view.dossier.history[-1] if view.dossier.history else None
        now = self.clock()
        if entry is None or entry.act not in INWARD or entry.who != self.hand.who or entry.when.date() != now.date():
            return None
        if RULES[entry.act].right not in self.hand.rights:
            return None
        printed = any(paper.made_at >= entry.when for paper in self.store.list_papers(case_id=view.id))
        return None if printed else entry

    def undo(self, id: int) -> CaseView:
        """Takes this hand's last act back as if it had not been; the audit chain keeps both. Raises KnownError E-UNDO."""
        with self._acting():
            view = self.load_to_write(id)
            link = next((one for one in self._links(view) if one.after.get("body") == view.row.body), None)
            if self.undoable(view) is None or link is None:
                raise KnownError(
                    "E-UNDO", "最近一步不能直接取回：不是你今天办的，或已经出具了文书。", "请办理“撤销”并写明理由"
                )
            self.store.care.undo(link.id, self.hand.who, self.clock())
            return self.load(id)

    def batch(
        self, ids: tuple[int, ...], act: Act, words: str = "", go_on: Callable[[int], bool] = lambda done: True
    ) -> tuple[tuple[int, str], ...]:
        """The same act on many cases, each in its own transaction; stops when `go_on` says so. 审定同意 takes the sum reckoned.

        Answers the id and the refusal of every case that did not move.
        """
        refused = []
        for done, id in enumerate(ids):
            if not go_on(done):
                break
            try:
                self._one_of_many(id, act, words)
            except KnownError as refusal:
                refused.append((id, str(refusal)))
        return tuple(refused)

    def _one_of_many(self, id: int, act: Act, words: str) -> None:
        if act is Act.DECIDE:
            most = self.load(id).dossier.most
            if most is None:
                raise KnownError("E-CASE-AMOUNT", "本件没有测算出确定的金额。", "请逐件审定并填写金额")
            self.decide(id, words, most)
        elif act is Act.REASSESS:
            self.reassess(id, words)
        elif act is Act.REVOKE:
            self.revoke(id, words)
        else:
            self.act(id, self.deed(act, words))

    def _save(self, row: Case, dossier: Dossier, kept: KeptAssessment | None = None) -> CaseView:
        """The case as saved; `kept` is its assessment when that stays the same, so that it need not be read again."""
        changed = replace(row, state=dossier.stage, body=canonical(dossier))
        id = self.store.save_case(changed, self.hand.who, self.clock())
        return self.load(id) if kept is None else CaseView(self.store.load_case(id), dossier, kept)

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with self.store.acting(self.hand.session), self.store.transaction():
            yield

    # Looking

    def load(self, id: int) -> CaseView:
        """One case. Raises KnownError E-DB-MISSING, or E-DB-CHANGED when its assessment was tampered with."""
        return self._view(self.store.load_case(id))

    def load_to_write(self, id: int) -> CaseView:
        """One case that this desk may write. Raises KnownError E-CASE-AWAY while another desk holds it."""
        view = self.load(id)
        if view.dossier.holder not in ("", self.desk.prefix):
            sentence = f"办件 {view.row.number} 已移交 {view.dossier.holder}，本机只能查看。"
            raise KnownError("E-CASE-AWAY", sentence, "请由对方办理，或等案卷包交回后再办")
        return view

    def find(self, number: str) -> CaseView:
        """The case with a number, typed or scanned. Raises KnownError E-DB-MISSING."""
        return self._view(self.store.find_case(number.strip().upper()))

    def _view(self, row: Case) -> CaseView:
        if row.assessment_id is None:
            raise KnownError("E-CASE-OLD", f"办件 {row.number} 没有评估记录。", "请重新建立办件")
        return CaseView(row, parse(Dossier, row.body), self.store.load_assessment(row.assessment_id))

    def queue(self, *stages: Stage, limit: int = 200) -> tuple[Queued, ...]:
        """The cases that wait in any of the stages (none named: all open ones), the most urgent first."""
        wanted = tuple(stages or (stage for stage in Stage if stage not in OVER))
        rows = self.store.list_cases(tuple(stage.value for stage in wanted), None, limit)
        found = [self._queued(row) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.clock.left is None, one.clock.left or 0, one.number)))

    def _queued(self, row: Case) -> Queued:
        dossier, today = parse(Dossier, row.body), self.clock().date()
        limits, holidays = self.calendar.limits, self.calendar.holidays
        clock = stage_clock(dossier, today, limits, holidays)
        whole = whole_clock(dossier, dossier.route.total, today, limits, holidays)
        name = self.store.enterprise_row(row.enterprise_id).name
        title = (
            self.assessor.book.measure(row.measure).source.title
            if row.measure in self.assessor.book.measures
            else row.measure
        )
        assert row.id is not None  # stored
        return Queued(row.id, row.number, name, title, dossier.stage, clock, whole)

    def urgent(self, limit: int = 200) -> tuple[Queued, ...]:
        """What is due soon or late, over all stages."""
        return tuple(one for one in self.queue(limit=limit) if one.clock.pace in (Pace.SOON, Pace.LATE))

    # Replaying

    def replay(self, id: int) -> Replay:
        """Reckons the frozen inputs again with the rules in use and says what differs."""
        return replayed(self.load(id).kept, self.assessor)


MONEY = frozenset({Act.DECIDE, Act.PREPARE, Act.PAY})
"""Acts that approve money: none of them on a clause that is not 已核定."""

INWARD = frozenset(
    {Act.FORWARD, Act.OPINE, Act.PASS, Act.RETURN, Act.COMPLETE, Act.ADJUST, Act.EXPIRE, Act.INSPECT, Act.PREPARE}
)
"""Acts that nobody outside has learnt of until a paper is printed."""


def unverified(view: CaseView, assessor: Assessor, purpose: str) -> KnownError | None:
    """Why money may not rest on the case's clause, and where to have it verified; None when it may."""
    result = view.result
    place = f"“{result.title}”（{result.pack_title}{result.clause}）"
    if not assessor.reckoner.verified.get(view.row.measure):
        sentence = f"{place}的条款在本单位还没有核定（证据：{result.evidence.value}），不能{purpose}。"
        cure = "请政策人员在“政策库”里选中这一项办理核定，经另一人复核后，在本件“重新评估”"
        return KnownError("E-NOT-VERIFIED", sentence, cure)
    day = view.kept.result.as_of
    live = assessor.book.version_on(assessor.book.measure(view.row.measure), day)
    if not result.verified and (live is None or live.past_inferred):
        # A new assessment for the same day would say the same: the clause's last day is what has to be settled.
        why = "没有施行中的版本" if live is None else "按推断的截止日已经失效"
        sentence = f"{place}在本件的评估日 {show_day(day)} {why}，不能{purpose}。"
        cure = "仍在施行的，请政策人员重新核定、写明截止日，再在本件“重新评估”；确已失效的办理“不予支持”"
        return KnownError("E-NOT-VERIFIED", sentence, cure)
    if not result.verified and live is not None and live.source.force.start_inferred:
        sentence = f"{place}的施行日是推断的，核定时没有写明，不能{purpose}。"
        return KnownError("E-NOT-VERIFIED", sentence, "请政策人员重新核定、写明施行日，再在本件“重新评估”")
    if not result.verified:
        sentence = f"{place}的条款已经核定，但本件的评估作于核定之前，不能{purpose}。"
        return KnownError("E-NOT-VERIFIED", sentence, "请先在本件“重新评估”")
    return None


def replayed(kept: KeptAssessment, assessor: Assessor) -> Replay:
    """A kept assessment compared with what its inputs give today."""
    again = assessor.assess(kept.inputs, kept.result.as_of)
    if len(kept.result.measures) == 1:
        again = of_measure(again, kept.result.measures[0].id)
    same_rules = again.packs == kept.result.packs
    if canonical(again) == canonical(kept.result):
        return Replay(same_rules, same_answer=True)
    return Replay(same_rules, same_answer=False, differences=tuple(_differences(kept.result, again)))


def _differences(old: Assessment, new: Assessment) -> Iterator[str]:
    before = {result.id: result for result in old.measures}
    after = {result.id: result for result in new.measures}
    for id in dict.fromkeys((*before, *after)):
        one, two = before.get(id), after.get(id)
        if one is None or two is None:
            yield f"{id} {'新增' if one is None else '已不在规则中'}"
        elif one.verdict is not two.verdict:
            yield f"{one.title} 由“{one.verdict.word}”变为“{two.verdict.word}”"
        elif one.amount != two.amount:
            yield f"{one.title} 金额不同"
        elif one != two:
            yield f"{one.title} 依据或说明不同"
    if old.packs != new.packs:
        yield "规则版本不同"


def of_measure(assessment: Assessment, measure: str) -> Assessment:
    """The assessment with what it says of one measure alone: what a case stands on, a hundredth of the whole."""
    return replace(
        assessment,
        measures=tuple(result for result in assessment.measures if result.id == measure),
        next_questions=tuple(question for question in assessment.next_questions if measure in question.measures),
        gaps=tuple(plan for plan in assessment.gaps if plan.measure == measure),
    )


def most_of(assessment: Assessment, measure: str) -> int | None:
    """The most that an assessment allows for a measure in fen; None where nothing bounds it.

    Raises KnownError E-MEASURE when the measure did not answer.
    """
    try:
        amount = assessment.measure(measure).amount
    except KeyError:
        raise KnownError("E-MEASURE", f"没有编号为“{measure}”的措施的评估结果。", "请核对措施编号") from None
    return None if amount is None else amount.high


def plan_of(result: MeasureResult, amount: int) -> tuple[Part, ...]:
    """The measure's schedule applied to a sum; the parts add up to it to the fen. One part without a schedule."""
    if not result.schedule:
        return (Part("一次性", amount),)
    sizes = split(amount, [_fraction(part.share) for part in result.schedule])
    rest = amount - sum(sizes)
    sizes[-1] += rest
    return tuple(Part(part.when, size, part.test) for part, size in zip(result.schedule, sizes, strict=True))


def _fraction(share: str) -> Fraction:
    return Fraction(share[:-1]) / 100 if share.endswith("%") else Fraction(share)


def check_code(*parts: str) -> str:
    """Twelve characters that only these parts give."""
    return b32encode(hashlib.sha256("\n".join(parts).encode()).digest()).decode()[:12]
