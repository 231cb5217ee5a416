"""What belongs to an enterprise or the office beside figures: notes, attachments, records of batch jobs, office settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Attachment, AuditRow, BatchRecord, Note
from qcy_desktop.storage import audit
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.tables import attachments, batches, notes, settings
from qcy_desktop.storage.work import Signed, Work, conflict, missing

LARGEST = 20 << 20
"""Bytes of the largest attachment that is taken in."""

_OFFICE = "office/"
_PHRASES = "phrases/"
_ATTACHED = tuple(
    attachments.c[n] for n in ("id", "enterprise_id", "name", "digest", "size", "who", "at", "case_id", "archived")
)


@dataclass(frozen=True, slots=True)
class NewNote:
    """Words to be noted on an enterprise, or on one of its cases."""

    enterprise_id: int
    text: str
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be attached to an enterprise, or to one of its cases."""

    enterprise_id: int
    name: str
    body: bytes
    case_id: int | None = None


class Belongings:
    """Made by `Storage.belongings`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add_note(self, note: NewNote, who: str, when: datetime) -> int:
        """Add a signed note; notes are never changed. Raises KnownError E-NOTE-EMPTY. Returns its id."""
        if not note.text.strip():
            raise KnownError("E-NOTE-EMPTY", "备注是空的。", "请写下内容再保存。")
        with self._core.transaction() as work:
            owner = {"enterprise_id": note.enterprise_id, "case_id": note.case_id}
            id = work.add(notes, {**owner, "text": note.text, "who": who, "at": when})
            seal = hashlib.sha256(note.text.encode("utf-8")).hexdigest()
            after = {"enterprise": note.enterprise_id, "case": note.case_id, "digest": seal}
            audit.append(work, Signed(who, when), audit.Act("note.add", "note", str(id), {}, after))
            return id

    def notes(self, enterprise_id: int, case_id: int | None = None) -> tuple[Note, ...]:
        """The notes on an enterprise (on one of its cases, if named), newest first."""
        with self._core.reading() as connection:
            query = select(notes).where(notes.c.enterprise_id == enterprise_id).order_by(notes.c.id.desc())
            if case_id is not None:
                query = query.where(notes.c.case_id == case_id)
            return tuple(Note(**row) for row in connection.execute(query).mappings())

    def attach(self, file: NewFile, who: str, when: datetime) -> int:
        """Keep a file with an enterprise. Raises KnownError E-FILE-LARGE. Returns its id."""
        if len(file.body) > LARGEST:
            raise KnownError(
                "E-FILE-LARGE", f"“{file.name}”超过 {LARGEST >> 20} MB，没有收下。", "请压缩或拆分后再添加。"
            )
        with self._core.transaction() as work:
            seal = hashlib.sha256(file.body).hexdigest()
            values = {"enterprise_id": file.enterprise_id, "name": file.name, "digest": seal, "size": len(file.body)}
            values["case_id"] = file.case_id
            id = work.add(attachments, {**values, "body": file.body, "who": who, "at": when})
            audit.append(work, Signed(who, when), audit.Act("attachment.add", "attachment", str(id), {}, values))
            return id

    def attachments(self, enterprise_id: int, case_id: int | None = None) -> tuple[Attachment, ...]:
        """The files kept with an enterprise (with one of its cases, if named), newest first, without their bytes."""
        with self._core.reading() as connection:
            query = select(*_ATTACHED).where(attachments.c.enterprise_id == enterprise_id)
            if case_id is not None:
                query = query.where(attachments.c.case_id == case_id)
            rows = connection.execute(query.order_by(attachments.c.id.desc())).mappings()
            return tuple(Attachment(**row) for row in rows)

    def attachment_body(self, id: int) -> bytes:
        """A file's bytes. Raises KnownError E-DB-MISSING, E-DB-CHANGED when they are not what was kept, E-ARCHIVE-GONE."""
        with self._core.reading() as connection:
            row = connection.execute(select(attachments).where(attachments.c.id == id)).first()
        if row is None:
            raise missing("附件", id)
        body = bytes(row.body) if row.archived is None else self._core.shelf.take("attachment", id, row.archived)[0]
        if hashlib.sha256(body).hexdigest() != row.digest:
            raise KnownError("E-DB-CHANGED", f"附件“{row.name}”与保存时不一致。", "请做一次数据检查，并用备份核对。")
        return body

    def looked(self, kind: str, id: str, purpose: str, who: str, when: datetime) -> None:
        """Record that somebody saw notes or a file in full, and what for. Raises KnownError E-RIGHT."""
        with self._core.transaction() as work:
            audit.append(work, Signed(who, when), audit.Act("personal.show", kind, id, {}, {"purpose": purpose}))

    def save_batch(self, batch: BatchRecord) -> int:
        """Write down a batch job, or how far it has come. Returns its id."""
        values = {
            "kind": batch.kind,
            "who": batch.who,
            "started_at": batch.started_at,
            "ended_at": batch.ended_at,
            "counts": json.dumps(dict(batch.counts), ensure_ascii=False, sort_keys=True),
            "messages": json.dumps(list(batch.messages), ensure_ascii=False),
        }
        with self._core.transaction() as work:
            if batch.id is None:
                return work.add(batches, values)
            work.connection.execute(update(batches).where(batches.c.id == batch.id).values(**values))
            return batch.id

    def batches(self, limit: int = 100) -> tuple[BatchRecord, ...]:
        """The last batch jobs, newest first."""
        with self._core.reading() as connection:
            rows = connection.execute(select(batches).order_by(batches.c.id.desc()).limit(limit)).mappings().all()
        return tuple(
            BatchRecord(**{**row, "counts": json.loads(row["counts"]), "messages": tuple(json.loads(row["messages"]))})
            for row in rows
        )

    def office(self) -> dict[str, str]:
        """The settings of this office (name, address, letterhead …) by key."""
        with self._core.reading() as connection:
            rows = connection.execute(select(settings).where(settings.c.key.startswith(_OFFICE))).mappings()
            return {row["key"].removeprefix(_OFFICE): row["value"] for row in rows}

    def set_office(self, key: str, value: str, who: str, when: datetime) -> None:
        """Change one setting of the office."""
        with self._core.transaction() as work:
            _set(work, _OFFICE + key, value, Signed(who, when))

    def phrases(self, act: str) -> tuple[str, ...]:
        """The sentences this office keeps for an act, as they were put in order."""
        with self._core.reading() as connection:
            stored = connection.execute(select(settings.c.value).where(settings.c.key == _PHRASES + act)).scalar()
        return () if stored is None else tuple(json.loads(stored))

    def set_phrases(self, act: str, sentences: tuple[str, ...], who: str, when: datetime) -> None:
        """Keep these sentences for an act, for everybody in the office."""
        with self._core.transaction() as work:
            _set(work, _PHRASES + act, json.dumps(list(sentences), ensure_ascii=False), Signed(who, when))


def _set(work: Work, key: str, value: str | None, signed: Signed, takes_back: int | None = None) -> None:
    """Let one setting be `value` (None: not set) and write the link that says so: ``office.set``, ``phrases.set``, ``undo``."""
    mine = settings.c.key == key
    before = work.connection.execute(select(settings.c.value).where(mine)).scalar()
    signs = {"value": value, "changed_by": signed.who, "changed_at": signed.when}
    if value is None:
        work.connection.execute(delete(settings).where(mine))
    elif before is None:
        work.connection.execute(insert(settings).values(key=key, **signs))
    else:
        work.connection.execute(update(settings).where(mine).values(**signs))
    former, after = ({} if said is None else {"value": said} for said in (before, value))
    kind, name = key.split("/", 1)
    act = f"{kind}.set" if takes_back is None else "undo"
    audit.append(work, signed, audit.Act(act, kind, name, former, after, takes_back=takes_back))


def undo_setting(work: Work, link: AuditRow, signed: Signed) -> None:
    """Give a setting its former value. Raises KnownError E-DB-CONFLICT when it was changed again since."""
    key = f"{link.kind}/{link.record}"
    now = work.connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()
    if now != link.after.get("value"):
        raise conflict(f"设置“{link.record}”")
    former = link.before.get("value")
    _set(work, key, None if former is None else str(former), signed, link.id)
