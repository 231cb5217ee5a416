"""What belongs to an enterprise or the office beside figures: notes, attachments, records of batch jobs, office settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Attachment, BatchRecord, Note
from qcy_desktop.storage import audit
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.tables import attachments, batches, notes, settings
from qcy_desktop.storage.work import Signed, Work, missing

LARGEST = 20 << 20
"""Bytes of the largest attachment that is taken in."""

_OFFICE = "office/"
_PHRASES = "phrases/"
_ATTACHED = tuple(attachments.c[n] for n in ("id", "enterprise_id", "name", "digest", "size", "who", "at"))


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be attached."""

    enterprise_id: int
    name: str
    body: bytes


class Belongings:
    """Made by `Storage.belongings`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add_note(self, enterprise_id: int, words: str, who: str, when: datetime) -> int:
        """Add a signed note; notes are never changed. Returns its id."""
        with self._core.transaction() as work:
            id = work.add(notes, {"enterprise_id": enterprise_id, "text": words, "who": who, "at": when})
            seal = hashlib.sha256(words.encode("utf-8")).hexdigest()
            after = {"enterprise": enterprise_id, "digest": seal}
            audit.append(work, Signed(who, when), audit.Act("note.add", "note", str(id), {}, after))
            return id

    def notes(self, enterprise_id: int) -> tuple[Note, ...]:
        """The notes on an enterprise, newest first."""
        with self._core.reading() as connection:
            query = select(notes).where(notes.c.enterprise_id == enterprise_id).order_by(notes.c.id.desc())
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
            id = work.add(attachments, {**values, "body": file.body, "who": who, "at": when})
            audit.append(work, Signed(who, when), audit.Act("attachment.add", "attachment", str(id), {}, values))
            return id

    def attachments(self, enterprise_id: int) -> tuple[Attachment, ...]:
        """The files kept with an enterprise, newest first, without their bytes."""
        with self._core.reading() as connection:
            query = select(*_ATTACHED).where(attachments.c.enterprise_id == enterprise_id)
            rows = connection.execute(query.order_by(attachments.c.id.desc())).mappings()
            return tuple(Attachment(**row) for row in rows)

    def attachment_body(self, id: int) -> bytes:
        """A file's bytes. Raises KnownError E-DB-MISSING, or E-DB-CHANGED when they are not what was kept."""
        with self._core.reading() as connection:
            query = select(attachments.c.body, attachments.c.digest, attachments.c.name).where(attachments.c.id == id)
            row = connection.execute(query).first()
        if row is None:
            raise missing("附件", id)
        if hashlib.sha256(row.body).hexdigest() != row.digest:
            raise KnownError("E-DB-CHANGED", f"附件“{row.name}”与保存时不一致。", "请做一次数据检查，并用备份核对。")
        return bytes(row.body)

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


def _set(work: Work, key: str, value: str, signed: Signed) -> None:
    """Write one setting and the link that says so: ``office.set`` or ``phrases.set``."""
    before = work.connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()
    signs = {"value": value, "changed_by": signed.who, "changed_at": signed.when}
    if before is None:
        work.connection.execute(insert(settings).values(key=key, **signs))
    else:
        work.connection.execute(update(settings).where(settings.c.key == key).values(**signs))
    former = {} if before is None else {"value": before}
    kind, name = key.split("/", 1)
    audit.append(work, signed, audit.Act(f"{kind}.set", kind, name, former, {"value": value}))
