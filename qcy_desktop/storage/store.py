"""What the office asks of its store, one short method an errand; the work is done in the modules named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qcy_desktop.domain.assessment import Assessment, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.records import (
    AssessmentRow,
    Case,
    Draft,
    EnterpriseRow,
    FactRow,
    KeptAssessment,
    Paper,
    Saving,
)
from qcy_desktop.storage import assessments, cases, drafts, enterprises, search
from qcy_desktop.storage.accounts import Accounts
from qcy_desktop.storage.archiving import Archive
from qcy_desktop.storage.belongings import Belongings
from qcy_desktop.storage.care import Care
from qcy_desktop.storage.contacts import Contacts
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.favourites import Favourites
from qcy_desktop.storage.forms import Forms
from qcy_desktop.storage.work import Signed, missing


class Storage(Core):
    """All that the office keeps. Made by `Storage.open`; used from any thread, one transaction per thread at a time.

    Every method raises KnownError for what the environment did (busy, read-only, full, corrupt, gone); the transaction
    is then undone and what was committed before is whole.
    """

    @property
    def care(self) -> Care:
        """Backups, checks, the audit chain and undo."""
        return Care(self)

    @property
    def accounts(self) -> Accounts:
        """Log-in, accounts and the two-person rule."""
        return Accounts(self)

    @property
    def contacts(self) -> Contacts:
        """Persons and bank accounts of enterprises: masked, shown in full on record, erased in time."""
        return Contacts(self)

    @property
    def belongings(self) -> Belongings:
        """Notes, attachments, records of batch jobs and settings of the office."""
        return Belongings(self)

    @property
    def archive(self) -> Archive:
        """Contents of closed years: moved into files of their own, found and brought back."""
        return Archive(self)

    @property
    def forms(self) -> Forms:
        """The office's own forms in Excel and Word."""
        return Forms(self)

    @property
    def favourites(self) -> Favourites:
        """Pinned enterprises of each person, saved searches of the office."""
        return Favourites(self)

    # Enterprises

    def save_enterprise(self, enterprise: Enterprise, who: str, when: datetime, saving: Saving | None = None) -> int:
        """Make `enterprise` what is known of it from now on; what no longer stands is kept as history. Returns its id."""
        with self.transaction() as work:
            return enterprises.save(work, enterprise, Signed(who, when), saving or Saving())

    def load_enterprise(self, id: int, at: datetime | None = None) -> Enterprise:
        """The enterprise as known now, or as it was known at a moment. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return enterprises.load(connection, id, at)

    def find_enterprises(self, typed: str, limit: int = 20) -> tuple[EnterpriseRow, ...]:
        """By name part, first letters, full pinyin (from three letters on), code, area, phone tail.

        Nothing typed: the last changed ones.
        """
        with self.reading() as connection:
            return search.find(connection, typed, limit)

    def enterprise_row(self, id: int) -> EnterpriseRow:
        """The line of one enterprise with its version, for `Saving.expected_version`. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            row = search.row_of(connection, id)
        if row is None:
            raise missing("企业", id)
        return row

    def remove_enterprise(self, id: int, who: str, when: datetime) -> None:
        """Take it out of lists and search; can be undone."""
        with self.transaction() as work:
            enterprises.remove(work, id, Signed(who, when))

    def import_enterprises(self, listed: Iterable[enterprises.Listed], who: str, when: datetime) -> int:
        """Add many enterprises as from a register, all or none. Returns how many."""
        with self.transaction() as work:
            return enterprises.take_in(work, listed, Signed(who, when))

    def stated_facts(self, enterprise_id: int) -> tuple[FactRow, ...]:
        """Every figure that stands, with unit, source and who entered it."""
        with self.reading() as connection:
            return enterprises.stated_facts(connection, enterprise_id)

    def fact_history(self, enterprise_id: int, fact: str, year: int | None = None) -> tuple[FactRow, ...]:
        """Every value one figure ever had, newest first."""
        with self.reading() as connection:
            return enterprises.history(connection, enterprise_id, fact, year)

    # Assessments

    def keep_assessment(
        self, enterprise_id: int, inputs: Enterprise, result: Assessment, who: str, when: datetime
    ) -> int:
        """Keep an assessment with the inputs it was reckoned on. Returns its id."""
        with self.transaction() as work:
            return assessments.keep(work, enterprise_id, inputs, result, Signed(who, when))

    def list_assessments(self, enterprise_id: int, limit: int = 100) -> tuple[AssessmentRow, ...]:
        """The kept assessments of one enterprise, newest first."""
        with self.reading() as connection:
            return assessments.listed(connection, enterprise_id, limit)

    def load_assessment(self, id: int) -> KeptAssessment:
        """Inputs and result as kept. Raises KnownError E-DB-MISSING, or E-DB-CHANGED when tampered with."""
        with self.reading() as connection:
            return assessments.load(connection, id, self.shelf)

    def assessment_verdicts(self, id: int) -> dict[Verdict, int]:
        """How many measures gave each answer, quicker than the whole. Raises as `load_assessment`."""
        with self.reading() as connection:
            return assessments.verdicts(connection, id, self.shelf)

    # Drafts

    def save_draft(self, draft: Draft, who: str, when: datetime) -> int:
        """Write a draft over its former self, or anew. Returns its id."""
        with self.transaction() as work:
            return drafts.save(work, draft, Signed(who, when))

    def list_drafts(self, who: str | None = None) -> tuple[Draft, ...]:
        """One person's drafts (None: everybody's), newest first."""
        with self.reading() as connection:
            return drafts.listed(connection, who)

    def drop_draft(self, id: int) -> None:
        """Throw a draft away; one that is gone is no error."""
        with self.transaction() as work:
            drafts.drop(work, id)

    # Cases and papers

    def save_case(self, case: Case, who: str, when: datetime) -> int:
        """Open a case or write it over its former self. Raises KnownError E-DB-CONFLICT. Returns its id."""
        with self.transaction() as work:
            return cases.save(work, case, Signed(who, when))

    def load_case(self, id: int) -> Case:
        """One case. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return cases.load(connection, id)

    def find_case(self, number: str) -> Case:
        """The case that bears a number. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return cases.find(connection, number)

    def next_number(self, series: str) -> int:
        """The next number of a series, within the transaction that uses it; given back when that is not committed."""
        with self.transaction() as work:
            return cases.next_number(work, series)

    def list_cases(
        self, states: tuple[str, ...] = (), enterprise_id: int | None = None, limit: int = 200
    ) -> tuple[Case, ...]:
        """Cases in any of `states` (none named: all), of one enterprise if named, longest waiting first."""
        with self.reading() as connection:
            return cases.listed(connection, states, enterprise_id, limit)

    def named_cases(self, wish: cases.CaseWish) -> tuple[tuple[Case, str], ...]:
        """The wanted cases with the names of their enterprises, the last changed first."""
        with self.reading() as connection:
            return cases.named(connection, wish)

    def count_cases(self, states: tuple[str, ...]) -> int:
        """How many cases are in any of these states."""
        with self.reading() as connection:
            return cases.count(connection, states)

    def keep_paper(self, paper: cases.NewPaper, who: str, when: datetime) -> Paper:
        """Keep a paper's bytes as handed over and give it its number."""
        with self.transaction() as work:
            return cases.keep_paper(work, paper, Signed(who, when))

    def copy_paper(self, id: int, who: str, when: datetime) -> tuple[Paper, bytes]:
        """Count and record one more copy; returns the paper and its bytes."""
        with self.transaction() as work:
            return cases.copy_paper(work, id, Signed(who, when), self.shelf)

    def find_paper(self, number: str) -> Paper:
        """The paper that bears a number. Raises KnownError E-DB-MISSING."""
        with self.reading() as connection:
            return cases.find_paper(connection, number)

    def paper_body(self, id: int) -> bytes:
        """A paper's PDF bytes. Raises KnownError E-DB-MISSING, E-DB-CHANGED."""
        with self.reading() as connection:
            return cases.paper_body(connection, id, self.shelf)

    def list_papers(self, enterprise_id: int | None = None, case_id: int | None = None) -> tuple[Paper, ...]:
        """Papers of an enterprise or of a case, newest first."""
        with self.reading() as connection:
            return cases.listed_papers(connection, enterprise_id, case_id)
