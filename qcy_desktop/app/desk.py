"""The desk the window sits at: hands the clerk's wishes to rules, store and paper, and their answers back."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from qcy_desktop.app.admin import AdminDesk
from qcy_desktop.app.seat import Seat
from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.assessment import Assessment, Evidence
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.facts import EventDef, FactDef, RecordDef
from qcy_desktop.domain.records import Contact, EnterpriseRow
from qcy_desktop.domain.whatif import Sweep
from qcy_desktop.engine.assess import Assessing
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.sweep import Along
from qcy_desktop.printing.assessment_sheet import assessment_sheet
from qcy_desktop.printing.content import Answer, SelfCheck
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.keys_page import KeyLine, keys_page
from qcy_desktop.printing.self_check_sheet import self_check_sheet
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import Casework
from qcy_desktop.services.clausework import ClauseWork
from qcy_desktop.services.counter import Counter, OpenDraft
from qcy_desktop.services.library import Library
from qcy_desktop.services.notes_files import NotesFiles
from qcy_desktop.services.officeforms import FormDesk
from qcy_desktop.services.personal import Personal
from qcy_desktop.services.safekeeping import Safekeeping
from qcy_desktop.services.undoing import Undoing
from qcy_desktop.services.visit_code import read_codes, write_codes
from qcy_desktop.services.visits import Visit
from qcy_desktop.ui.clauses.desk import ClauseDesk
from qcy_desktop.ui.desk import DraftRow, FoundRow, KeptRow, PackLine
from qcy_desktop.ui.forms_office.desk import FormsDesk
from qcy_desktop.ui.officer.desk import OfficerDesk

RECENT_SHOWN = 8
RECENT_KEPT = 20


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What papers bear at their head: the office and the window."""

    office: str
    window: str


@dataclass(slots=True)
class Opened:
    """The enterprises opened last, newest first; `keep` remembers them beyond this run."""

    known: tuple[int, ...] = ()
    keep: Callable[[tuple[int, ...]], None] = lambda _ids: None

    def ids(self) -> tuple[int, ...]:
        return self.known

    def note(self, id: int) -> None:
        """This one was opened now."""
        self.known = (id, *(other for other in self.known if other != id))[:RECENT_KEPT]
        self.keep(self.known)


@dataclass(slots=True, kw_only=True)
class SelfCheckDesk:
    """What a self-check needs, as `ui.desk.AskingDesk` asks for it: rules and paper, no store."""

    assessor: Assessor
    stationery: Stationery
    letterhead: Letterhead
    now: Callable[[], datetime]
    practice: bool = False
    _filling: tuple[Reckoner, Assessing] | None = field(default=None, init=False)

    def facts(self) -> tuple[FactDef, ...]:
        return self.assessor.facts()

    def parse(self, fact: FactDef, text: str) -> Value:
        return self.assessor.parse(fact, text)

    def assess(self, enterprise: Enterprise, as_of: date) -> Assessment:
        """The answer for what is being filled in; only what a change touches is reckoned anew."""
        if self._filling is None or self._filling[0] is not self.assessor.reckoner:
            self._filling = self.assessor.reckoner, self.assessor.filling(examples=self.practice)
        return self._filling[1].assess(enterprise, as_of)

    def print_self_check(
        self, assessment: Assessment, enterprise: Enterprise, answers: tuple[tuple[str, str], ...]
    ) -> bytes:
        """The 自查结果单 as PDF, with the codes that refill the counter."""
        context = PaperContext(
            self.stationery, self.letterhead.office, self.letterhead.window, self.now(), clerk="", sample=self.practice
        )
        codes = write_codes(enterprise, {fact.id: fact for fact in self.facts()})
        return self_check_sheet(SelfCheck(assessment, tuple(Answer(q, a) for q, a in answers), codes), context)


@dataclass(slots=True, kw_only=True)
class CounterDesk(SelfCheckDesk):
    """Everything a clerk can do at the counter, as `ui.desk.Desk` asks for it."""

    seat: Seat
    counter: Counter
    safekeeping: Safekeeping
    admin: AdminDesk | None = None
    rule_folders: tuple[Path, ...]
    packs_folder: Path
    opened: Opened = field(default_factory=Opened)
    closed: str = ""
    cases: OfficerDesk | None = None
    casework: Callable[[], Casework] | None = None

    def events(self) -> tuple[EventDef, ...]:
        return self.assessor.events()

    def records(self) -> tuple[RecordDef, ...]:
        return self.assessor.records()

    def packs(self) -> tuple[PackLine, ...]:
        """The packs that answer here; how many measures of each this office has verified. 类比示例 answer in practice only."""
        answering = [
            row for row in self.assessor.register() if self.practice or row.evidence != Evidence.ANALOGUE.value
        ]
        tally = Tally((row.pack, bool(row.verified_by)) for row in answering)
        return tuple(
            PackLine(pack.short, pack.source.version, tally[id, True], tally[id, False])
            for id, pack in self.assessor.book.packs.items()
            if tally[id, True] or tally[id, False]
        )

    def show(self, fact: FactDef, value: Value) -> str:
        return self.assessor.show(fact, value)

    def sweep(self, enterprise: Enterprise, as_of: date, key: tuple[str, int | None], ends: tuple[int, int]) -> Sweep:
        fact = next(fact for fact in self.facts() if fact.id == key[0])
        return self.assessor.sweep(enterprise, as_of, Along(fact, key[1], *ends), examples=self.practice)

    def find(self, text: str) -> tuple[FoundRow, ...]:
        return tuple(_found(row) for row in self.counter.find(text))

    def recent(self) -> tuple[FoundRow, ...]:
        """The enterprises opened last at this desk; before any was, those changed last."""
        opened = self.counter.rows(self.opened.ids())
        return tuple(_found(row) for row in (opened or self.counter.find("", RECENT_SHOWN)))

    def pinned(self) -> tuple[FoundRow, ...]:
        return tuple(_found(row) for row in self.counter.pinned())

    def turn_pin(self, id: int) -> bool:
        return self.counter.turn_pin(id)

    def open_noted(self, id: int) -> bool:
        self.opened.note(id)
        return any(row.id == id for row in self.counter.pinned())

    def stated_on(self, id: int) -> dict[tuple[str, int | None], date]:
        return self.counter.stated_on(id)

    def visit(self, id: int) -> Visit:
        return self.counter.visit(id)

    def load(self, id: int) -> Enterprise:
        return self.counter.load(id)

    def save(self, enterprise: Enterprise, id: int | None) -> int:
        return self.counter.save(enterprise, id)

    def keep(self, id: int, assessment: Assessment) -> None:
        self.counter.keep(id, assessment)

    def history(self, id: int) -> tuple[KeptRow, ...]:
        return tuple(
            KeptRow(kept.row.id, kept.row.made_at.astimezone(), kept.row.as_of, kept.sentence)
            for kept in self.counter.history(id)
        )

    def contacts(self, enterprise_id: int) -> tuple[Contact, ...]:
        return self._personal().covered(enterprise_id)

    def save_contact(self, contact: Contact) -> int:
        return self._personal().save(contact)

    def reveal_contact(self, id: int, purpose: str) -> Contact:
        return self._personal().reveal(id, purpose)

    def undoable(self) -> tuple[tuple[int, str, datetime], ...]:
        return tuple((act.link, act.name, act.at.astimezone()) for act in self._undoing().listed())

    def take_back(self, link: int) -> tuple[tuple[str, str], ...]:
        return self._undoing().take_back(link).changed

    def _undoing(self) -> Undoing:
        return Undoing(self.counter.store, self.seat.hand, self.now)

    def _personal(self) -> Personal:
        return Personal(self.counter.store, self.seat.hand, self.now)

    def print_under(self, office: str, window: str) -> None:
        """From now on papers bear this name and number."""
        self.letterhead = Letterhead(office, window)

    def print_assessment(self, assessment: Assessment, enterprise: Enterprise) -> bytes:
        """The 评估结果单 as PDF; in practice mode every page says 样张. Raises KnownError E-RIGHT."""
        self.seat.hand().require(Right.PRINT)
        context = PaperContext(
            self.stationery,
            self.letterhead.office,
            self.letterhead.window,
            self.now(),
            clerk=self.seat.hand().name,
            sample=self.practice,
        )
        return assessment_sheet(assessment, enterprise, context)

    def print_keys(self, lines: tuple[tuple[str, str, str], ...]) -> bytes:
        """The 快捷键一览 as PDF, to lie beside the keyboard."""
        context = PaperContext(self.stationery, self.letterhead.office, self.letterhead.window, self.now())
        return keys_page(tuple(KeyLine(*line) for line in lines), context)

    def notes(self) -> NotesFiles:
        """Notes and files kept with an enterprise."""
        return NotesFiles(store=self.counter.store, hand=self.seat.hand, clock=self.now, closed=self.closed)

    def officer(self) -> OfficerDesk | None:
        """The officer's desk on the same store; where nothing can be kept it only shows."""
        return self.cases

    def library(self) -> Library:
        """The policies themselves, to look through."""
        return Library(self.assessor)

    def forms(self) -> FormsDesk | None:
        """The office's own forms; None where nothing can be kept."""
        if self.closed or self.casework is None:
            return None
        return FormDesk(
            assessor=self.assessor,
            store=self.counter.store,
            hand=self.seat.hand,
            clock=self.now,
            work=self.casework,
            today=lambda: self.now().date(),
            office_name=self.letterhead.office,
            examples=self.practice,
        )

    def clauses(self) -> ClauseDesk:
        """Where clauses are verified, over the very rules that answer at this counter: what is verified counts at once."""
        return ClauseWork(
            assessor=self.assessor,
            folders=self.rule_folders,
            packs=self.packs_folder,
            store=self.counter.store,
            hand=self.seat.hand,
            clock=self.now,
            office=self.letterhead.office,
            closed=self.closed,
        )

    def read_codes(self, texts: tuple[str, ...]) -> Enterprise:
        """What a self-check sheet brought along."""
        return read_codes(texts, {fact.id: fact for fact in self.facts()})

    def drafts(self) -> tuple[DraftRow, ...]:
        return tuple(_draft(draft) for draft in self.counter.drafts())

    def save_draft(self, id: str, name: str, body: str) -> datetime:
        return self.counter.save_draft(id, name, body).astimezone()

    def drop_draft(self, id: str) -> None:
        self.counter.drop_draft(id)

    def backup_age(self) -> str:
        return "练习数据不备份" if self.practice else self.safekeeping.sentence()


def _found(row: EnterpriseRow) -> FoundRow:
    return FoundRow(row.id, row.name, row.uscc, row.area)


def _draft(draft: OpenDraft) -> DraftRow:
    return DraftRow(draft.key, draft.title, draft.saved_at.astimezone(), draft.body)
