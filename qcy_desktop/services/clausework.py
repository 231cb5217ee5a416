"""What a policy officer does at the desk of clauses: a sheet per measure, drafts, the two signatures, files, and rules reloaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Draft
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.measures import Measure, read_measure
from qcy_desktop.engine.portrait import portray
from qcy_desktop.engine.standing import force_said
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.clause_fields import ClauseField, fields_of, parameter_values
from qcy_desktop.services.clause_files import ClauseFile, read_clause_file, write_clause_file
from qcy_desktop.services.correcting import ANALOGUE, Correction, Corrector
from qcy_desktop.services.people import people_of
from qcy_desktop.services.verifying import Verification, Verifying, load_office
from qcy_desktop.storage import Storage

DRAFT_KIND = "clause"


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """What stands in the fields of a sheet, unread: days and values as typed. `values` holds only what was changed."""

    measure: str
    text: str = ""
    source: str = ""
    article: str = ""
    start: str = ""
    end: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def correction(self) -> Correction:
        """The same as a correction. Raises KnownError for a day that cannot be read."""
        start, end = (parse_day(day) if day.strip() else None for day in (self.start, self.end))
        if start and end and end < start:
            raise KnownError("E-DAY", "截止日早于施行日。", "请核对两个日期")
        return Correction(self.text, self.source, self.article, self.values, start, end)

    def days(self) -> tuple[date | None, ...]:
        """The days of force that can be read."""
        found: list[date | None] = []
        for day in (self.start, self.end):
            try:
                found.append(parse_day(day) if day.strip() else None)
            except KnownError:
                found.append(None)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ClauseSheet:
    """One measure as the officer finds it. `entry` is the draft, else what waits or stands, else the bare rule; `force` says
    the days that the rule has now; `why_not` why nothing can be verified here."""

    id: str
    title: str
    place: str
    evidence: str
    verified: str
    fields: tuple[ClauseField, ...]
    entry: ClauseEntry
    words: str
    force: str
    history: tuple[Verification, ...]
    drafted: bool = False
    why_not: str = ""

    @property
    def waiting(self) -> Verification | None:
        """The signature that waits for a second person."""
        return next((one for one in self.history if one.waits), None)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One line of the list: a version of the register, or a draft (`number` 0)."""

    number: int
    measure: str
    title: str
    state: str
    signed: str
    confirmed: str
    remark: str


@dataclass(slots=True, kw_only=True)
class ClauseWork:
    """The desk of one office. `hand` says who acts now; every act raises KnownError for what may not be."""

    assessor: Assessor
    folders: tuple[Path, ...]
    packs: Path
    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]
    office: str = ""
    closed: str = ""

    def why_not(self) -> str:
        """Why the one who sits here may only look, as a sentence; empty when he may verify."""
        hand = self.hand()
        if self.closed:
            return self.closed
        if Right.VERIFY_RULES in hand.rights:
            return ""
        return f"“{hand.who}”没有“{Right.VERIFY_RULES}”的权限，只能查看。"

    def verifying(self, hand: Hand | None = None) -> Verifying:
        return Verifying(self.folders, self.packs, self.store, hand or self.hand(), self.clock)

    # Looking

    def sheet(self, id: str) -> ClauseSheet:
        """A measure with its text, fields and register. Raises KnownError E-MEASURE."""
        book = self._base(id)
        measure, history = book.measure(id), self.verifying().history(id)
        draft = self._draft(id)
        pack = book.packs[measure.pack]
        source = measure.source
        return ClauseSheet(
            id,
            source.title,
            " · ".join(part for part in (pack.short, source.clause.article, id) if part),
            source.evidence.grade.value,
            self.assessor.reckoner.verified.get(id, ""),
            fields_of(book, measure),
            _entry_of(draft) if draft is not None else self._known(measure, history),
            portray(book, measure),
            _force_words(measure),
            history,
            draft is not None,
            self._why_not_of(measure),
        )

    def _why_not_of(self, measure: Measure) -> str:
        source = measure.source
        if not source.versions:
            return f"“{source.title}”还没有规则，要先按官方条文编写规则才能核定。"
        return ANALOGUE.format(t=source.title) if source.evidence.grade is Evidence.ANALOGUE else self.why_not()

    def _known(self, measure: Measure, history: tuple[Verification, ...]) -> ClauseEntry:
        """What waits or stands, as an entry; without either the rule's own article and the text that came with it."""
        live = next((one for one in history if one.waits or one.stands), None)
        if live is not None:
            return entry_of(live, measure)
        held = Path(measure.file).parent / measure.source.clause.text
        text = held.read_text("utf-8") if measure.source.clause.text and held.is_file() else ""
        article = measure.source.clause.article
        return ClauseEntry(measure.id, text, article="" if "未掌握" in article else article)

    def corrector(self, id: str) -> Corrector:
        """Tries numbers of a measure at once."""
        return Corrector(self._base(id), id, self.clock().date())

    def _base(self, id: str) -> RuleBook:
        return self.verifying().base(self.assessor, id)

    def lines(self) -> tuple[ClauseLine, ...]:
        """Drafts of whoever sits here, then every version of the register, newest first."""
        names = people_of(self.store)
        drafts = tuple(self._draft_line(draft, names) for draft in self._drafts())
        entries = self.verifying().entries()
        newest = {one.measure: one.number for one in reversed(entries) if one.stands}
        return (*drafts, *(self._line(one, newest.get(one.measure, 0), names) for one in entries))

    def _line(self, one: Verification, newest: int, names: Mapping[str, str]) -> ClauseLine:
        state = "已撤销" if one.revoked_by else "待复核" if one.waits else "已核定"
        if state == "已核定" and one.number != newest:
            state = "已被取代"
        elif state == "已核定" and one.measure not in self.assessor.reckoner.verified:
            state = "文字或规则有变"
        return ClauseLine(
            one.number,
            one.measure,
            self._title(one.measure),
            state,
            _who(one.signer, one.signed_at),
            _who(one.confirmed_name or one.confirmed_by, one.confirmed_at),
            f"{_who(names.get(one.revoked_by, one.revoked_by), one.revoked_at)}：{one.reason}"
            if one.revoked_by
            else "",
        )

    def _draft_line(self, draft: Draft, names: Mapping[str, str]) -> ClauseLine:
        saved = f"{draft.saved_at.astimezone():%Y-%m-%d %H:%M} 保存" if draft.saved_at else ""
        measure = _entry_of(draft).measure
        return ClauseLine(0, measure, self._title(measure), "草稿", names.get(draft.who, draft.who), "", saved)

    def _title(self, id: str) -> str:
        found = self.assessor.book.measures.get(id)
        return found.source.title if found else id

    def words(self, one: Verification) -> str:
        """A version of the register in words. Raises KnownError when its rule no longer loads."""
        return self.corrector(one.measure).try_rule(one.rule).words

    def version(self, number: int) -> Verification:
        """One version of the register. Raises KnownError E-VERIFY-NONE."""
        return self.verifying().version(number)

    def read_text(self, path: Path) -> str:
        """The text of a file. Raises KnownError."""
        from qcy_desktop.exchange.clause_text import read_clause_text

        return read_clause_text(path)

    # Drafts

    def keep(self, entry: ClauseEntry, hand: Hand | None = None) -> datetime:
        """Keeps a sheet as it stands, over its former self, as the draft of `hand` (None: of whoever sits here)."""
        body, when, who = json.dumps(asdict(entry), ensure_ascii=False), self.clock(), (hand or self.hand()).who
        with self.store.transaction():
            former = self._draft(entry.measure, who)
            kept = Draft(DRAFT_KIND, self._title(entry.measure), body, former.id if former else None)
            self.store.save_draft(kept, who, when)
        return when

    def drop(self, measure: str) -> None:
        """Throws a draft away; one that is gone is no error."""
        with self.store.transaction():
            draft = self._draft(measure)
            if draft is not None and draft.id is not None:
                self.store.drop_draft(draft.id)

    def _draft(self, measure: str, who: str = "") -> Draft | None:
        return next((draft for draft in self._drafts(who) if _entry_of(draft).measure == measure), None)

    def _drafts(self, who: str = "") -> tuple[Draft, ...]:
        return tuple(draft for draft in self.store.list_drafts(who or self.hand().who) if draft.kind == DRAFT_KIND)

    # Acts

    def sign(self, entry: ClauseEntry, accepted: tuple[str, ...]) -> Verification:
        """Signs what stands in the fields; the draft has served its turn.

        Every value of the sheet is signed, also those that an earlier verification changed and this one leaves alone.
        """
        book = self._base(entry.measure)
        fields = fields_of(book, book.measure(entry.measure))
        values = {field.path: field.value for field in fields if field.path} | entry.values
        done = self.verifying().sign(entry.measure, replace(entry, values=values).correction(), accepted)
        self.drop(entry.measure)
        return done

    def needs_log_in(self) -> bool:
        """Whether the second person has to log in: the office keeps accounts."""
        return self.store.accounts.any()

    def second(self, name: str, password: str = "") -> Hand:
        """The second person at this desk: logged in where the office keeps accounts. Raises KnownError E-LOGIN."""
        if self.needs_log_in():
            return Hand.of(self.store.accounts.login(name.strip(), password, self.clock()))
        if not name.strip():
            raise KnownError("E-VERIFY-SECOND", "没有写明复核人。", "请填写复核人的姓名")
        return Hand.alone(name.strip())

    def confirm(self, measure: str, by: Hand | None = None) -> Verification:
        """The second person's confirmation (None: whoever sits here)."""
        return self.verifying(by).confirm(measure)

    def revoke(self, measure: str, reason: str) -> None:
        self.verifying().revoke(measure, reason)

    def roll_back(self, number: int, accepted: tuple[str, ...] = ()) -> Verification:
        """Signs an earlier version again; it waits for a second person."""
        return self.verifying().roll_back(number, accepted)

    def export(self, numbers: tuple[int, ...] = ()) -> bytes:
        """What stands (or of it the versions named) as one file for another office."""
        entries = [one for one in self.verifying().entries() if not numbers or one.number in numbers]
        return write_clause_file(entries, self.office, self.clock())

    def take_in(self, body: bytes) -> ClauseFile:
        """What another office's file brings: each becomes a draft here, to be compared and signed by this office's own two.

        Measures that are not known here are left out. Raises KnownError E-VERIFY-FILE.
        """
        found = read_clause_file(body)
        known = tuple(one for one in found.entries if one.measure in self.assessor.book.measures)
        with self.store.transaction():
            for one in known:
                self.keep(entry_of(one, self.assessor.book.measure(one.measure)))
        return replace(found, entries=known)

    def reload(self) -> Assessor:
        """The rules of this office as they stand now, read anew; nothing is changed until `Assessor.become`."""
        return load_office(self.folders, self.packs)


def entry_of(one: Verification, measure: Measure) -> ClauseEntry:
    """A version of the register as an entry over today's rule: what differs from it in the fields they share."""
    theirs = read_measure(one.rule, Path(measure.file), measure.pack)
    source = theirs.source
    ours = dict(parameter_values(measure))
    values = {path: value for path, value in parameter_values(theirs) if path in ours and ours[path] != value}
    force = source.versions[-1].force
    return ClauseEntry(
        measure.id,
        one.text,
        source.evidence.source,
        source.clause.article,
        "" if force.start_inferred else force.start.isoformat(),
        "" if force.end is None or force.end_inferred else force.end.isoformat(),
        values,
    )


def _entry_of(draft: Draft) -> ClauseEntry:
    return ClauseEntry(**json.loads(draft.body))


def _who(name: str, at: str) -> str:
    return f"{name} {datetime.fromisoformat(at).date().isoformat()}" if name else ""


def _force_words(measure: Measure) -> str:
    """The days of force as the rule has them, inferred ones marked."""
    if not measure.source.versions:
        return ""
    return force_said(measure.source.versions[-1].force, "起，未写截止")
