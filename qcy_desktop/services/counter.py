"""The clerk's errand at the counter: find an enterprise, save it, keep its assessment, and leave work unfinished."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from qcy_desktop.domain.assessment import Assessment, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AssessmentRow, Draft, EnterpriseRow, Saving
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.visits import Visit
from qcy_desktop.storage import Storage

DRAFT_KIND = "counter"
# The facts that say where an enterprise belongs, the most telling first (ids of rules/facts.yaml).
AREA_FACTS = ("tax_area", "reg_area", "stat_area")
HISTORY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """A kept assessment and how many measures gave which answer."""

    row: AssessmentRow
    verdicts: dict[Verdict, int]

    @property
    def sentence(self) -> str:
        """What it found, in the clerk's words; answers nobody gave are left out."""
        order = (Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.NOT_ELIGIBLE)
        return "　".join(f"{verdict.word} {self.verdicts[verdict]} 项" for verdict in order if verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Work left unfinished, under the key its screen gave it; `body` is that screen's own text."""

    key: str
    title: str
    saved_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Counter:
    """What one clerk does with the store. Every method is one transaction and raises KnownError for known faults."""

    store: Storage
    hand: Callable[[], Hand]
    """Who sits here at this moment; asked anew for each act, so that a change of clerk needs no restart."""
    clock: Callable[[], datetime]
    seen: dict[int, int] = field(default_factory=dict)
    """The version of each record as this desk last saw it, so that two desks never overwrite each other silently."""

    def find(self, typed: str, limit: int = 20) -> tuple[EnterpriseRow, ...]:
        """Enterprises by part of name, pinyin, code or phone tail; nothing typed: the last changed."""
        return self.store.find_enterprises(typed, limit)

    def load(self, id: int) -> Enterprise:
        """One enterprise as it is known now."""
        if self.store.opening.read_only:
            return self.store.load_enterprise(id)
        with self.store.transaction():
            self.seen[id] = self.store.enterprise_row(id).version
            return self.store.load_enterprise(id)

    def save(self, enterprise: Enterprise, id: int | None = None) -> int:
        """Save what is known now, over row `id` or by its code, or as a new row. Answers the id.

        Raises KnownError when another desk changed the record since this one loaded it.
        """
        expected = self.seen.get(id) if id is not None else None
        saving = Saving(id=id, area=area_of(enterprise), expected_version=expected)
        hand = self.hand()
        with self.store.acting(hand.session), self.store.transaction():
            saved = self.store.save_enterprise(enterprise, hand.who, self.clock(), saving)
            version = self.store.enterprise_row(saved).version
        self.seen[saved] = version
        return saved

    def keep(self, id: int, result: Assessment) -> int:
        """Keep an assessment of the enterprise as saved, so that it can be reckoned again. Answers its id."""
        hand = self.hand()
        with self.store.acting(hand.session), self.store.transaction():
            inputs = replace(self.store.load_enterprise(id), as_of=result.as_of)
            return self.store.keep_assessment(id, inputs, result, hand.who, self.clock())

    def history(self, id: int) -> tuple[KeptSummary, ...]:
        """The kept assessments of one enterprise, newest first."""
        rows = self.store.list_assessments(id, HISTORY_SHOWN)
        return tuple(KeptSummary(row, self.store.assessment_verdicts(row.id)) for row in rows)

    def visit(self, id: int) -> Visit:
        """One kept assessment with its figures. Raises KnownError when it is gone or no longer what was kept."""
        kept = self.store.load_assessment(id)
        return Visit(kept.inputs, kept.result)

    def stated_on(self, id: int) -> dict[tuple[str, int | None], date]:
        """On which day each figure that stands was stated, in this machine's time zone."""
        return {(row.fact, row.year): row.entered_at.astimezone().date() for row in self.store.stated_facts(id)}

    def pinned(self) -> tuple[EnterpriseRow, ...]:
        """The enterprises this clerk keeps in view, last pinned first."""
        return self.store.favourites.pinned(self.hand().who)

    def turn_pin(self, id: int) -> bool:
        """Keep an enterprise in view, or no longer; answers whether it is kept now."""
        who, held = self.hand().who, self.store.favourites
        pinned = any(row.id == id for row in self.pinned())
        if pinned:
            held.unpin(id, who)
        else:
            held.pin(id, who, self.clock())
        return not pinned

    def rows(self, ids: Iterable[int]) -> tuple[EnterpriseRow, ...]:
        """These enterprises as rows of a list, in that order; those that are gone are left out."""
        found = []
        for id in ids:
            try:
                found.append(self.store.enterprise_row(id))
            except KnownError:
                continue
        return tuple(found)

    def drafts(self) -> tuple[OpenDraft, ...]:
        """This clerk's unfinished work, newest first."""
        return tuple(_opened(draft) for draft in self._stored_drafts())

    def save_draft(self, key: str, title: str, body: str) -> datetime:
        """Keep unfinished work under its screen's key, over its former self. Answers when it was saved."""
        when = self.clock()
        sealed = json.dumps({"key": key, "body": body}, ensure_ascii=False)
        with self.store.transaction():
            former = next((draft.id for draft in self._stored_drafts() if _key(draft) == key), None)
            self.store.save_draft(Draft(DRAFT_KIND, title, sealed, former), self.hand().who, when)
        return when

    def drop_draft(self, key: str) -> None:
        """Throw unfinished work away; work that is gone already is no error."""
        with self.store.transaction():
            for draft in self._stored_drafts():
                if _key(draft) == key and draft.id is not None:
                    self.store.drop_draft(draft.id)

    def _stored_drafts(self) -> tuple[Draft, ...]:
        """This clerk's, and once there are accounts also those of before, which nobody could find any more."""
        hand = self.hand()
        if hand.session is None:
            drafts = self.store.list_drafts(hand.who)
        else:
            others = {account.name for account in self.store.accounts.listed()} - {hand.who}
            drafts = tuple(draft for draft in self.store.list_drafts() if draft.who not in others)
        return tuple(draft for draft in drafts if draft.kind == DRAFT_KIND)


def area_of(enterprise: Enterprise) -> str | None:
    """The 功能区 shown in lists: where it pays tax, else where it is registered; None when not known."""
    for fact in AREA_FACTS:
        value = enterprise.facts.get((fact, None))
        if isinstance(value, str) and value:
            return value
    return None


def _key(draft: Draft) -> str:
    return str(json.loads(draft.body)["key"])


def _opened(draft: Draft) -> OpenDraft:
    if draft.saved_at is None:
        raise ValueError("a stored draft bears the moment it was saved")
    return OpenDraft(_key(draft), draft.title, draft.saved_at, str(json.loads(draft.body)["body"]))
