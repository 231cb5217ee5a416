"""The officer's desk as the window asks for it: hands its wishes to the services and their answers back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.caseacts import Actor, Choice, choices
from qcy_desktop.domain.caseclock import stage_clock, whole_clock
from qcy_desktop.domain.casework import Act, Calendar, Deed
from qcy_desktop.domain.dayreport import DayReport
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BatchRecord
from qcy_desktop.printing.binding import bound
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casebudgets import Asked, BudgetPreview, budget_preview, pooled
from qcy_desktop.services.casechanges import fact_lines, other_changes
from qcy_desktop.services.casedeeds import Deeds, Done, too_early
from qcy_desktop.services.caselists import payment_book, publicity_book
from qcy_desktop.services.caseoffice import HOLIDAYS, LIMITS, CaseOffice
from qcy_desktop.services.casepapers import HANDFUL, CasePapers, Checked, Issued
from qcy_desktop.services.casequeues import Listed, Queues, Wish
from qcy_desktop.services.casework import MONEY, CaseView, Casework, Hand, Replay, replayed, unverified
from qcy_desktop.services.dayreports import day_report, report_book, report_paper
from qcy_desktop.services.drawers import Drawers
from qcy_desktop.services.handover import Comparison, Handover
from qcy_desktop.services.intake import Handed, Intake, Offer, TakenIn
from qcy_desktop.services.notes_files import NotesFiles
from qcy_desktop.services.paperkinds import CODES, WORDS
from qcy_desktop.services.papers import Press
from qcy_desktop.services.people import people_of
from qcy_desktop.services.savedwishes import SavedWishes
from qcy_desktop.storage import Storage
from qcy_desktop.ui.officer.desk import CaseSheet, GoOn, Outcome
from qcy_desktop.ui.officer.files import write_bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of papers, and where their words and the office's tables lie."""

    office: str
    window: str
    resources: Path
    seed: Path


SECOND = frozenset({Act.DECIDE, Act.PAY, Act.DISMISS, Act.UPHOLD})
"""Acts that the two-person rule gives to another hand than the act before."""
ALONE = "本单位还没有启用账号，只有一个人的身份；请管理员在“管理”里启用账号后，由另一个人登录办理"


@dataclass(slots=True, kw_only=True)
class OfficerSeat:
    """Serves whoever `hand` says sits here; see `ui.officer.desk.OfficerDesk`."""

    store: Storage
    assessor: Assessor
    stationery: Stationery
    head: Head
    hand: Callable[[], Hand]
    now: Callable[[], datetime]
    practice: bool = False
    closed: str = ""
    _queues: Queues = field(init=False)
    _calendar: tuple[tuple[str, ...], Calendar] | None = None

    def __post_init__(self) -> None:
        self._queues = Queues(self.work)

    # What the services are made of

    def work(self, act: Act | None = None) -> Casework:
        """The casework of the present hand; in practice another one lends itself for what takes two people."""
        return Casework(
            self.store,
            self.assessor,
            self._days(),
            self._hand(act),
            self.now,
            self._office().desk(),
            self.practice,
        )

    def _days(self) -> Calendar:
        """The office's calendar; read again when somebody, here or at another desk, has changed its tables."""
        kept = self.store.belongings.office()
        tables = tuple(kept.get(key, "") for key in (HOLIDAYS, LIMITS))
        if self._calendar is None or self._calendar[0] != tables:
            self._calendar = tables, self._office().calendar()
        return self._calendar[1]

    def _hand(self, act: Act | None) -> Hand:
        hand = self.hand()
        if self.practice and act in SECOND and hand.session is None:
            return replace(hand, who=f"{hand.who}（练习：第二人）")
        return hand

    def _office(self) -> CaseOffice:
        return CaseOffice(self.store, self.head.seed)

    def _papers(self) -> CasePapers:
        name = self.store.belongings.office().get("name") or self.head.office
        context = PaperContext(
            self.stationery, name, self.head.window, self.now(), clerk=self.hand().name, sample=self.practice
        )
        return CasePapers(self.work(), context)

    def desk_code(self) -> str:
        return self._office().desk().prefix

    def notes(self) -> NotesFiles:
        """Notes and files kept with an enterprise or a case."""
        return NotesFiles(store=self.store, hand=self.hand, clock=self.now, closed=self.closed)

    # Looking

    def listed(self, wish: Wish) -> Listed:
        return self._queues.listed(wish)

    def _saved(self) -> SavedWishes:
        return SavedWishes(self.store, self.hand, self.now)

    def saved_wishes(self) -> Mapping[str, Wish]:
        return self._saved().listed()

    def save_wish(self, name: str, wish: Wish) -> Mapping[str, Wish]:
        return self._saved().save(name, wish)

    def remove_wish(self, name: str) -> Mapping[str, Wish]:
        return self._saved().remove(name)

    def all_ids(self, wish: Wish) -> tuple[int, ...]:
        return self._queues.all_ids(wish)

    def sheet(self, id: int) -> CaseSheet:
        """One case with all that its screen shows. Raises KnownError E-DB-MISSING, E-DB-CHANGED."""
        work = self.work()
        view = work.load(id)
        dossier, today = view.dossier, self.now().date()
        limits, holidays = work.calendar.limits, work.calendar.holidays
        now = self._now_known(view)
        said = "\n".join([*(one.text for one in view.result.conditions), *(step.text for step in view.result.steps)])
        unsure = None if self.practice else unverified(view, self.assessor, "审定和拨付")
        asked = view.result.handling.materials or self.stationery.wording("materials").items("通用材料")
        away = dossier.holder if dossier.holder not in ("", work.desk.prefix) else ""
        return CaseSheet(
            view,
            stage_clock(dossier, today, limits, holidays),
            whole_clock(dossier, dossier.route.total, today, limits, holidays),
            tuple(self._choices(work, view, away)),
            fact_lines(view.kept.inputs, now, self.assessor, said),
            tuple(other_changes(view.kept.inputs, now)),
            self.store.list_papers(case_id=id),
            asked,
            {kind: too_early(kind, dossier) for kind in CODES},
            work.undoable(view) if not away else None,
            "" if unsure is None else f"{unsure.sentence}{unsure.cure}",
            away,
            self.people(),
            self.unreachable(),
        )

    def _now_known(self, view: CaseView) -> Enterprise | None:
        """What is stated of the enterprise now; None when it was removed."""
        try:
            return self.store.load_enterprise(view.row.enterprise_id)
        except KnownError as fault:
            if fault.code == "E-DB-MISSING":
                return None
            raise

    def _choices(self, work: Casework, view: CaseView, away: str) -> list[Choice]:
        found = []
        for one in self._offered(work, view):
            if self.closed:
                one = replace(one, against=self.closed, cure="")
            elif away:
                one = replace(one, against=f"本件已移交 {away}，本机只能查看。", cure="请等案卷包交回")
            elif one.act in MONEY and not one.against and not self.practice:
                fault = unverified(view, self.assessor, f"办理“{one.act}”")
                one = one if fault is None else replace(one, against=fault.sentence, cure=fault.cure)
            found.append(one)
        return found

    def _offered(self, work: Casework, view: CaseView) -> Iterator[Choice]:
        """Every act as this hand may do it, the second person's ones as whoever would be that."""
        hands = (work.hand, self._hand(Act.DECIDE))
        first, second = (
            choices(view.dossier, Actor(hand.who, hand.rights, self.now()), work.calendar) for hand in hands
        )
        for mine, theirs in zip(first, second, strict=True):
            one = theirs if mine.act in SECOND else mine
            alone = not self.practice and work.hand.session is None and one.code == "E-TWO-PERSON"
            yield replace(one, cure=ALONE) if alone else one

    def unreachable(self) -> str:
        return self._office().unreachable()

    def people(self) -> Mapping[str, str]:
        return people_of(self.store)

    def number(self, text: str) -> int:
        """The id of the case with a number. Raises KnownError E-DB-MISSING."""
        return self.work().find(text).id

    def check(self, code: str) -> Checked:
        return self._papers().check(code)

    def replay(self, view: CaseView) -> Replay:
        return replayed(view.kept, self.assessor)

    # Doing

    def deed(self, act: Act, words: str = "") -> Deed:
        return self.work(act).deed(act, words)

    def do(self, id: int, deed: Deed, version: int, paper: str) -> Done:
        return Deeds(self.work(deed.act), self._papers()).do(id, self._now(deed), version, paper)

    def rehearse(self, id: int, deed: Deed, paper: str) -> bytes:
        return Deeds(self.work(deed.act), self._papers()).rehearse(id, self._now(deed), paper)

    def _now(self, deed: Deed) -> Deed:
        """The deed as done at this moment: between opening the dialog and doing it somebody else may have acted."""
        return replace(deed, when=self.now())

    def undo(self, id: int) -> CaseView:
        return self.work().undo(id)

    def phrases(self, act: Act) -> tuple[str, ...]:
        """The office's own sentences for an act first, then those that came with the program."""
        own = self.store.belongings.phrases(act.value)
        return tuple(dict.fromkeys((*own, *self.stationery.wording("phrases").items(act.value))))

    def keep_phrase(self, act: Act, sentence: str) -> tuple[str, ...]:
        """Keep one more sentence for everybody in the office, or forget it when it is kept already."""
        own, hand = self.store.belongings.phrases(act.value), self.hand()
        after = tuple(one for one in own if one != sentence) if sentence in own else (sentence, *own)
        with self.store.acting(hand.session):
            self.store.belongings.set_phrases(act.value, after, hand.who, self.now())
        return self.phrases(act)

    # Paper

    def issue(self, kind: str, ids: Sequence[int]) -> Issued:
        return self._papers().issue(kind, *ids)

    def sample(self, kind: str, ids: Sequence[int]) -> bytes:
        """A test print: 样张, without a number, not kept."""
        papers = self._papers()
        return replace(papers, context=replace(papers.context, sample=True)).issue(kind, *ids).body

    def reprint(self, paper_id: int) -> Issued:
        return self._papers().reprint(paper_id)

    def bound(self, papers: Sequence[tuple[str, bytes]]) -> bytes:
        return bound(papers)

    def list_book(self, kind: str, ids: Sequence[int]) -> bytes:
        """A list over several cases as a workbook."""
        return (publicity_book if kind == "publicity" else payment_book)(self._papers(), ids)

    # Many at once

    def act_many(self, ids: Sequence[int], act: Act, words: str, go_on: GoOn) -> Outcome:
        """The same act on each case, each in its own transaction; what was refused says why."""
        tried, started = list(ids), self.now()

        def going(done: int) -> bool:
            if go_on(done, len(ids)):
                return True
            del tried[done:]
            return False

        refused = dict(self.work(act).batch(tuple(ids), act, words, going))
        lines = tuple(
            (self.store.load_case(id).number, id not in refused, refused.get(id, f"已办理“{act}”")) for id in tried
        )
        self._record(f"批量{act}", started, lines)
        return Outcome(lines, stopped=len(tried) < len(ids))

    def print_many(self, kind: str, ids: Sequence[int], go_on: GoOn) -> Outcome:
        """The same paper of each case; a refusal takes no number."""
        papers, started = self._papers(), self.now()
        if len(ids) > HANDFUL:
            with Drawers() as drawers:
                found = list(papers.batch(kind, ids, go_on, drawers))
        else:
            found = list(papers.batch(kind, ids, go_on))
        lines, bodies = [], []
        for id, issued in found:
            number = self.store.load_case(id).number
            if isinstance(issued, KnownError):
                lines.append((number, False, str(issued)))
                continue
            lines.append((number, True, issued.paper.number if issued.paper else "样张"))
            bodies.append((f"{WORDS[kind]} {number}", issued.body))
        self._record(f"批量{WORDS[kind]}", started, lines)
        return Outcome(tuple(lines), tuple(bodies), len(found) < len(ids))

    def _record(self, kind: str, started: datetime, lines: Sequence[tuple[str, bool, str]]) -> None:
        done = sum(ok for _, ok, _ in lines)
        refused = tuple(f"{number}：{said}" for number, ok, said in lines if not ok)
        hand = self.hand()
        with self.store.acting(hand.session):
            self.store.belongings.save_batch(
                BatchRecord(kind, hand.who, started, self.now(), {"已办": done, "未办": len(lines) - done}, refused)
            )

    # Reports

    def report(self, first: date, last: date) -> DayReport:
        return day_report(self.work(), first, last)

    def report_paper(self, report: DayReport) -> bytes:
        return report_paper(report, self._papers().context)

    def report_book(self, report: DayReport) -> bytes:
        return report_book(report)

    def pooled(self) -> tuple[tuple[str, str], ...]:
        return pooled(self.assessor.book)

    def budget(self, asked: Asked) -> BudgetPreview:
        return budget_preview(self.work(), asked)

    # The counter

    def warm_up(self) -> None:
        """Make the press ready: what is drawn first each day costs a second that nobody should wait for."""
        today = self.now().date()
        report_paper(DayReport(today, today, ()), self._papers().context)

    def offers(self, enterprise_id: int, assessment: Assessment) -> tuple[Offer, ...]:
        return self._intake().offers(enterprise_id, assessment)

    def take_in(self, enterprise_id: int, handed: Sequence[Handed], as_of: date) -> TakenIn:
        return self._intake().take_in(enterprise_id, handed, as_of, self.departments())

    def _intake(self) -> Intake:
        papers = self._papers()
        press = Press(
            self.head.resources, papers.context.office, self.head.window, self.hand().name, self.practice,
            _kept={"one": self.stationery},
        )  # fmt: skip
        return Intake(papers.work, papers, press)

    # Other desks

    def hand_over(self, id: int, receiver: str, file: Path) -> None:
        """Write the package; when it cannot be written, nothing was handed over. Raises KnownError E-FILE."""
        work = self.work()
        with self.store.acting(work.hand.session), self.store.transaction():
            write_bytes(file, Handover(work).hand_over(id, receiver))

    def take_back(self, id: int) -> CaseView:
        return Handover(self.work()).take_back(id)

    def compare(self, package: bytes) -> Comparison:
        return Handover(self.work()).compare(package)

    def receive(self, package: bytes) -> CaseView:
        return Handover(self.work()).take_in(package)

    # What the office sets

    def table(self, key: str) -> str:
        return self._office().table(key)

    def set_table(self, key: str, text: str) -> None:
        hand = self.hand()
        with self.store.acting(hand.session):
            self._office().set_table(key, text, hand.who, self.now())

    def departments(self) -> tuple[str, ...]:
        return self._office().departments()

    def set_departments(self, names: Sequence[str]) -> None:
        hand = self.hand()
        with self.store.acting(hand.session):
            self._office().set_departments(tuple(names), hand.who, self.now())
