"""The whole sheet as text for a draft and back, unreadable fields included."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from qcy_desktop.domain.enterprise import ABSENT, Award, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.counter.sheet import Sheet


def to_body(sheet: Sheet, as_of: date) -> str:
    """The whole sheet as text for a draft, unreadable fields included."""
    return json.dumps(
        {
            "name": sheet.name,
            "uscc": sheet.uscc,
            "id": sheet.id,
            "as_of": as_of.isoformat(),
            "entries": [
                [key[0], key[1], entry.text, entry.source, isinstance(entry.value, Declared), _day_out(entry.since)]
                for key, entry in sheet.entries.items()
            ],
            "events": None if sheet.events is None else [_event_out(e) for e in sheet.events],
            "records": {
                kind: [{f: _value_out(v) for f, v in row.items()} for row in rows]
                for kind, rows in sheet.records.items()
            },
            "awards": None if sheet.awards is None else [_award_out(a) for a in sheet.awards],
        },
        ensure_ascii=False,
    )


def from_body(sheet: Sheet, body: str) -> date:
    """Fill the sheet from a draft and return its day of assessment. Raises KnownError when the text is damaged."""
    try:
        held = json.loads(body)
        sheet.take(Enterprise(name=held["name"], uscc=held["uscc"]), held["id"])
        for id, year, text, source, absent, *since in held["entries"]:
            if absent:
                sheet.declare_absent((id, year))
            elif id in sheet.facts:
                sheet.type_text((id, year), text, source)
            entry = sheet.entries.get((id, year))
            if entry is not None and since and since[0]:
                entry.since = date.fromisoformat(since[0])
        sheet.events = None if held["events"] is None else tuple(_event_in(e) for e in held["events"])
        sheet.records = {
            kind: tuple({f: _value_in(v) for f, v in row.items()} for row in rows)
            for kind, rows in held["records"].items()
        }
        sheet.awards = None if held["awards"] is None else tuple(_award_in(a) for a in held["awards"])
        sheet.forget_acts()
        return date.fromisoformat(held["as_of"])
    except (KeyError, TypeError, ValueError) as fault:
        raise KnownError("E-DRAFT", "这份草稿已损坏，打不开。", "可在草稿列表里删除它，重新录入。") from fault


def _day_out(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _value_out(value: Value) -> list[object]:
    if isinstance(value, Declared):
        return ["absent", None]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["plain", value]


def _value_in(pair: list[object]) -> Value:
    kind, held = pair
    if kind == "absent":
        return ABSENT
    if kind == "date":
        return date.fromisoformat(str(held))
    if isinstance(held, bool | int | str):
        return held
    raise ValueError(kind)


def _event_out(event: Event) -> list[object]:
    expires = event.expires.isoformat() if event.expires else None
    return [event.kind, event.date.isoformat(), event.level, event.first, expires, event.note]


def _event_in(held: list[Any]) -> Event:
    kind, on, level, first, expires, note = held
    return Event(
        kind,
        date.fromisoformat(on),
        level,
        None if first is None else bool(first),
        date.fromisoformat(expires) if expires else None,
        note,
    )


def _award_out(award: Award) -> list[object]:
    return [award.matter, award.amount, award.date.isoformat(), award.level, award.measure]


def _award_in(held: list[Any]) -> Award:
    matter, amount, on, level, measure = held
    return Award(matter, int(amount), date.fromisoformat(on), level, measure)
