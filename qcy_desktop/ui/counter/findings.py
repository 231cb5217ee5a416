"""What the clerk has to look at before the answer can be trusted: unreadable fields, contradictions, figures of last year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qcy_desktop.domain.assessment import Assessment, Contradiction
from qcy_desktop.ui.counter.sheet import Key, Sheet
from qcy_desktop.ui.language import tr

_YEAR = re.compile(r"^(\d{4}) 年度：")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: its sentence, and the field to go to when there is one."""

    sentence: str
    key: Key | None


def findings(sheet: Sheet, assessment: Assessment, year: int) -> tuple[Finding, ...]:
    """All of them, the surest first: what cannot be read, what contradicts itself, what was stated before that year."""
    unread = [Finding(f"{sheet.label(key)}：{fault}", key) for key, fault in sheet.faults().items()]
    at_odds = [Finding(one.sentence, _key_of(sheet, one)) for one in assessment.contradictions]
    stale = [Finding(_stale(sheet, key), key) for key in sheet.stale(year)]
    return (*unread, *at_odds, *stale)


def _key_of(sheet: Sheet, one: Contradiction) -> Key | None:
    """The first field the contradiction speaks of, in the year it speaks of."""
    said = _YEAR.match(one.sentence)
    year = int(said[1]) if said else None
    for name in one.facts:
        for id, fact in sheet.facts.items():
            if fact.name == name:
                return next((key for key in ((id, year), (id, None)) if key in sheet.entries), None)
    return None


def _stale(sheet: Sheet, key: Key) -> str:
    entry = sheet.entry(key)
    since = entry.since.isoformat() if entry.since else ""
    return tr("{name} 是 {day} 填的，跨了年，请核对").format(name=sheet.label(key), day=since)
