"""What the store hands out and takes in: rows of lists, kept assessments, drafts, cases, papers, audit. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from qcy_desktop.domain.assessment import Assessment, PackStamp
from qcy_desktop.domain.enterprise import Enterprise, Value


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """One line of a list of enterprises. `version` grows by one with every change and guards against overwriting."""

    id: int
    name: str
    uscc: str
    area: str
    phone_tail: str
    changed_by: str
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Saving:
    """How an enterprise is to be saved.

    `id` names the row to change (else the 统一社会信用代码 decides, else a new row is made); `area` is its 功能区 for lists;
    `expected_version` refuses the save when somebody else changed the row since; `units` are the units shown for facts.
    """

    id: int | None = None
    area: str | None = None
    expected_version: int | None = None
    units: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One stated figure with where it came from; `superseded_at` is None while it stands."""

    fact: str
    year: int | None
    value: Value
    unit: str
    source: str
    entered_by: str
    entered_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One line of the list of kept assessments; `digest` is the SHA-256 of its canonical inputs and result.

    `archived` is the closed year in whose archive the contents lie, here and in `Case`, `Paper` and `Attachment`.
    """

    id: int
    enterprise_id: int
    as_of: date
    engine: str
    packs: tuple[PackStamp, ...]
    digest: str
    made_by: str
    made_at: datetime
    archived: int | None = None


@dataclass(frozen=True, slots=True)
class KeptAssessment:
    """A kept assessment with all that is needed to reckon it again."""

    row: AssessmentRow
    inputs: Enterprise
    result: Assessment


@dataclass(frozen=True, slots=True)
class Draft:
    """Unvalidated work in progress. `body` is the form's own JSON text; `later` remembers that it was put off."""

    kind: str
    title: str
    body: str
    id: int | None = None
    who: str = ""
    saved_at: datetime | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """An application on its way: number, measure, state and the rest of its form as JSON text."""

    enterprise_id: int
    measure: str
    state: str
    number: str = ""
    body: str = "{}"
    assessment_id: int | None = None
    id: int | None = None
    opened_by: str = ""
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    version: int = 0
    archived: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed document as it was handed over: number, kind, the PDF's digest and how often it was printed."""

    id: int
    number: str
    kind: str
    digest: str
    made_by: str
    made_at: datetime
    copies: int
    enterprise_id: int | None = None
    case_id: int | None = None
    archived: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or an account of an enterprise. Personal data: masked in lists, shown in full only through an audited act."""

    role: str
    name: str = ""
    phone: str = ""
    id_number: str = ""
    bank: str = ""
    account: str = ""
    id: int | None = None
    enterprise_id: int | None = None
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class Expiring:
    """Personal data that must not be kept longer than a day: whose they are and what they are, without themselves."""

    enterprise: str
    what: str
    keep_until: date


@dataclass(frozen=True, slots=True)
class Note:
    """A dated, signed note on an enterprise or on one of its cases; never changed and never erased by hand."""

    id: int
    enterprise_id: int
    text: str
    who: str
    at: datetime
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with an enterprise or one of its cases, with its SHA-256 digest and size in bytes."""

    id: int
    enterprise_id: int
    name: str
    digest: str
    size: int
    who: str
    at: datetime
    case_id: int | None = None
    archived: int | None = None


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A search kept under a name for the whole office; `typed` is what the screen that made it understands."""

    id: int
    name: str
    typed: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YearHolding:
    """How much of a closed year can be moved into an archive, or lies in one."""

    year: int
    cases: int
    papers: int
    assessments: int
    attachments: int

    @property
    def any(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.cases or self.papers or self.assessments or self.attachments)


@dataclass(frozen=True, slots=True)
class ArchivedThing:
    """One line of what is found in the archives: its kind (case, paper, assessment or attachment), id and name."""

    kind: str
    id: int
    year: int
    name: str
    enterprise: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One run over many rows: when it began and ended, how many went which way, what it said."""

    kind: str
    who: str
    started_at: datetime
    ended_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of the audit chain. `before` and `after` hold only what changed, field by field, as JSON-ready values.

    `takes_back` names the link that an undo took back.
    """

    id: int
    at: datetime
    who: str
    act: str
    kind: str
    record: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    packs: str
    digest: str
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """What one act changed: (kind, id) pairs for screens to refresh, and the audit links by which it can be undone."""

    changed: tuple[tuple[str, str], ...] = ()
    audit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found: a stable code, the place, and a Chinese sentence. `grave` means data cannot be trusted."""

    code: str
    place: str
    sentence: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup on disk: file name, when it was made, why, its SHA-256, its size, and whether it was checked good."""

    name: str
    made_at: datetime
    reason: str
    digest: str
    size: int
    schema: int
    audit_count: int
    audit_head: str
