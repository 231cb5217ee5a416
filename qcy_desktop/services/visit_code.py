"""The codes of a self-check sheet: what an enterprise answered, without personal data, as ASCII over several QR codes."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from qcy_desktop.domain.enterprise import ABSENT, Declared, Enterprise, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, Sensitivity

HEAD = "QCY1"
PIECE = 280
_MOST_BYTES = 200_000
_PIECE = re.compile(rf"^{HEAD}/(\d{{1,2}})/(\d{{1,2}})/([0-9A-F]{{8}})/([A-Z2-7]+)$")


def write_codes(enterprise: Enterprise, facts: Mapping[str, FactDef]) -> tuple[str, ...]:
    """The texts of the codes, in order: capitals and digits only, so that any scanner types them right.

    Facts of personal sensitivity are left out, and so is everything that is not in the dictionary.
    """
    open_facts = [
        [id, year, _out(value)]
        for (id, year), value in sorted(enterprise.facts.items(), key=lambda item: (item[0][0], item[0][1] or 0))
        if id in facts and facts[id].sensitivity is not Sensitivity.PERSONAL
    ]
    events = (
        None
        if enterprise.events is None
        else [[e.kind, e.date.isoformat(), e.level, e.first] for e in enterprise.events]
    )
    held = {"n": enterprise.name, "c": enterprise.uscc, "f": open_facts, "e": events}
    plain = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    body = base64.b32encode(zlib.compress(plain, 9)).decode("ascii").rstrip("=")
    mark = f"{zlib.crc32(plain):08X}"
    pieces = [body[start : start + PIECE] for start in range(0, len(body), PIECE)]
    return tuple(f"{HEAD}/{n}/{len(pieces)}/{mark}/{piece}" for n, piece in enumerate(pieces, 1))


def is_visit_code(text: str) -> bool:
    """Whether a scanned text is one of these codes."""
    return text.strip().upper().startswith(f"{HEAD}/")


def missing_codes(texts: Iterable[str]) -> tuple[int, ...]:
    """Which codes of the sheet have not been scanned yet. Raises KnownError for a damaged or foreign one."""
    pieces, total, _mark = _sorted(texts)
    return tuple(n for n in range(1, total + 1) if n not in pieces)


def read_codes(texts: Iterable[str], facts: Mapping[str, FactDef]) -> Enterprise:
    """The enterprise of a whole set of codes, in any order. Raises KnownError."""
    pieces, total, mark = _sorted(texts)
    if len(pieces) != total:
        raise KnownError(
            "E-VISIT-PART", f"自查单共 {total} 个码，还差 {total - len(pieces)} 个。", "请接着扫其余的码。"
        )
    body = "".join(pieces[n] for n in sorted(pieces))
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(base64.b32decode(body + "=" * (-len(body) % 8)), _MOST_BYTES)
        if f"{zlib.crc32(plain):08X}" != mark:
            raise _damaged()
        held = json.loads(plain)
        return _enterprise(held, facts)
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError) as fault:
        raise _damaged() from fault


def _sorted(texts: Iterable[str]) -> tuple[dict[int, str], int, str]:
    pieces: dict[int, str] = {}
    seen: set[tuple[int, str]] = set()
    for text in texts:
        match = _PIECE.match(text.strip().upper())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise _damaged()
        seen.add((int(match[2]), match[3]))
        pieces[int(match[1])] = match[4]
    if len(seen) != 1:
        raise KnownError("E-VISIT-MIXED", "扫到的码不是同一张自查单上的。", "请从第一个码重新扫。")
    total, mark = seen.pop()
    return pieces, total, mark


def _enterprise(held: dict[str, Any], facts: Mapping[str, FactDef]) -> Enterprise:
    values = {(id, year): _in(value) for id, year, value in held["f"] if id in facts}
    events = None
    if held["e"] is not None:
        events = tuple(Event(kind, date.fromisoformat(on), level, first) for kind, on, level, first in held["e"])
    sources = dict.fromkeys(values, "企业自报")
    return Enterprise(name=str(held["n"]), uscc=str(held["c"]), facts=values, events=events, sources=sources)


def _out(value: Value) -> object:
    if isinstance(value, Declared):
        return None
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _in(value: object) -> Value:
    if value is None:
        return ABSENT
    if isinstance(value, dict):
        return date.fromisoformat(value["d"])
    if isinstance(value, bool | int | str):
        return value
    raise ValueError("a value of no known kind")


def _damaged() -> KnownError:
    return KnownError("E-VISIT-CODE", "这个自查码读不出来。", "请擦净后再扫；仍不行就按单子手工录入。")
