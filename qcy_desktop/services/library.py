"""The policy library: packs and measures as rows to look through, and one page per measure written from its rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qcy_desktop.engine.book import Pack
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.portrait import portray
from qcy_desktop.services.assessing import Assessor


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated edition of a measure; ends that are only inferred are marked."""

    start: date
    end: date | None
    start_inferred: bool
    end_inferred: bool
    status: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One pack as it stands on the shelf."""

    id: str
    title: str
    short: str
    issuer: str
    level: str
    version: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One measure as a row; `words` is everything that a search in the text should find."""

    id: str
    pack: str
    pack_short: str
    title: str
    clause: str
    evidence: str
    status: str
    level: str
    department: str
    nature: str
    verified: bool
    editions: tuple[Edition, ...]
    words: str


class Library:
    """Reads the rule book of an assessor; nothing is written twice."""

    def __init__(self, assessor: Assessor) -> None:
        self._book = assessor.book
        self._verified = assessor.reckoner.verified

    def shelves(self) -> tuple[Shelf, ...]:
        """Every pack, in order."""
        return tuple(_shelf(pack) for pack in self._book.packs.values())

    def leaves(self) -> tuple[Leaf, ...]:
        """Every measure of every pack, in order."""
        return tuple(self._leaf(measure) for measure in self._book.measures.values())

    def page(self, id: str) -> str:
        """One measure in words, from its rule. Raises KnownError for an unknown id."""
        return portray(self._book, self._book.measure(id))

    def _leaf(self, measure: Measure) -> Leaf:
        source, pack = measure.source, self._book.packs[measure.pack]
        handling = source.handling
        editions = tuple(
            Edition(v.force.start, v.force.end, v.force.start_inferred, v.force.end_inferred, v.status)
            for v in source.versions
        )
        spoken = (source.title, source.id, source.clause.article, source.known, pack.source.title, pack.short)
        return Leaf(
            id=source.id,
            pack=measure.pack,
            pack_short=pack.short,
            title=source.title,
            clause=source.clause.article,
            evidence=source.evidence.grade.value,
            status=editions[-1].status if editions else "条文未掌握",
            level=pack.source.level,
            department=handling.department if handling else "",
            nature=source.nature.value,
            verified=measure.id in self._verified,
            editions=editions,
            words="\n".join((*spoken, *source.subjects, portray(self._book, measure))),
        )


def _shelf(pack: Pack) -> Shelf:
    source = pack.source
    grade = source.evidence.grade.value
    return Shelf(source.id, source.title, pack.short, source.issuer, source.level, source.version, grade, source.note)
