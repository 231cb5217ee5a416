"""Keeps assessments with everything needed to reckon them again: frozen inputs, result, engine and pack versions."""

from __future__ import annotations

import json
import zlib
from collections import Counter

from sqlalchemy import Connection, select

from qcy_desktop.domain.assessment import Assessment, PackStamp, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AssessmentRow, KeptAssessment
from qcy_desktop.storage import audit
from qcy_desktop.storage.plain import canonical, digest, parse
from qcy_desktop.storage.shelf import Shelf
from qcy_desktop.storage.tables import Columns, assessments
from qcy_desktop.storage.work import Signed, Work, missing

_LISTED = tuple(
    assessments.c[n]
    for n in ("id", "enterprise_id", "as_of", "engine", "packs", "digest", "made_by", "made_at", "archived")
)


def keep(work: Work, enterprise_id: int, inputs: Enterprise, result: Assessment, signed: Signed) -> int:
    """Keep one assessment with the inputs it was reckoned on; return its id."""
    asked, answered = canonical(inputs), canonical(result)
    packs, seal = canonical(result.packs), digest(asked + "\n" + answered)
    columns = {
        "enterprise_id": enterprise_id,
        "as_of": result.as_of,
        "engine": result.engine,
        "packs": packs,
        "inputs": zlib.compress(asked.encode("utf-8")),
        "result": zlib.compress(answered.encode("utf-8")),
        "digest": seal,
        "made_by": signed.who,
        "made_at": signed.when,
    }
    id = work.add(assessments, columns)
    after = {"enterprise": enterprise_id, "as_of": result.as_of.isoformat(), "digest": seal}
    stamps = "；".join(f"{pack.id} {pack.version} {pack.digest}" for pack in result.packs)
    audit.append(work, signed, audit.Act("assessment.keep", "assessment", str(id), {}, after, stamps))
    return id


def listed(connection: Connection, enterprise_id: int, limit: int) -> tuple[AssessmentRow, ...]:
    """The kept assessments of one enterprise, newest first."""
    query = select(*_LISTED).where(assessments.c.enterprise_id == enterprise_id).order_by(assessments.c.id.desc())
    return tuple(_row(row) for row in connection.execute(query.limit(limit)).mappings())


def load(connection: Connection, id: int, shelf: Shelf) -> KeptAssessment:
    """One kept assessment. Raises KnownError E-DB-MISSING, or E-DB-CHANGED when it is not what was kept."""
    row = connection.execute(select(assessments).where(assessments.c.id == id)).mappings().first()
    if row is None:
        raise missing("评估记录", id)
    asked, answered = _texts(_from_shelf(row, shelf))
    return KeptAssessment(_row(row), parse(Enterprise, asked), parse(Assessment, answered))


def verdicts(connection: Connection, id: int, shelf: Shelf) -> dict[Verdict, int]:
    """How many measures of a kept assessment gave each answer, without making the assessment again: a tenth of the time.

    Raises KnownError E-DB-MISSING, or E-DB-CHANGED when it is not what was kept.
    """
    row = connection.execute(select(assessments).where(assessments.c.id == id)).mappings().first()
    if row is None:
        raise missing("评估记录", id)
    _asked, answered = _texts(_from_shelf(row, shelf))
    return dict(Counter(Verdict(measure["verdict"]) for measure in json.loads(answered)["measures"]))


def _from_shelf(row: Columns, shelf: Shelf) -> Columns:
    if row["archived"] is None:
        return row
    inputs, result = shelf.take("assessment", row["id"], row["archived"])
    return {**row, "inputs": inputs, "result": result}


def _texts(row: Columns) -> tuple[str, str]:
    changed = KnownError(
        "E-DB-CHANGED", f"第 {row['id']} 号评估记录与保存时不一致，可能被人改动。", "请做一次数据检查，并用备份核对。"
    )
    try:
        asked = zlib.decompress(row["inputs"]).decode("utf-8")
        answered = zlib.decompress(row["result"]).decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:
        raise changed from error
    if digest(asked + "\n" + answered) != row["digest"]:
        raise changed
    return asked, answered


def _row(row: Columns) -> AssessmentRow:
    packs = parse(tuple[PackStamp, ...], row["packs"])
    names = ("digest", "made_by", "made_at", "archived")
    head = (row["id"], row["enterprise_id"], row["as_of"], row["engine"])
    return AssessmentRow(*head, packs, *(row[name] for name in names))
