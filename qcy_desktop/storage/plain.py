"""Writes frozen values as canonical JSON and reads them back as the very same values."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from qcy_desktop.domain.enterprise import ABSENT, Declared

T = TypeVar("T")


def canonical(value: object) -> str:
    """JSON text of a frozen value; equal values give equal text."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def to_plain(value: object) -> Any:
    """Lists, objects, numbers and texts only. Dates and ABSENT are tagged, mappings become sorted pairs."""
    if isinstance(value, Declared):
        return {"$": "absent"}
    if isinstance(value, datetime):
        return {"$": "time", "v": value.isoformat()}
    if isinstance(value, date):
        return {"$": "date", "v": value.isoformat()}
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        pairs = [[to_plain(key), to_plain(entry)] for key, entry in value.items()]
        return sorted(pairs, key=lambda pair: json.dumps(pair[0], ensure_ascii=False))
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [to_plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} is no plain value")


def parse(kind: type[T], text: str) -> T:
    """The value of type `kind` behind a canonical text. Fields added since get their defaults, dropped ones are left."""
    return typing.cast(T, from_plain(kind, json.loads(text)))


def from_plain(kind: Any, data: Any) -> Any:
    """The value behind plain data, led by its declared type."""
    if isinstance(data, dict) and "$" in data:
        return _tagged(data)
    origin = typing.get_origin(kind)
    if origin is typing.Union or origin is types.UnionType:
        return _union(kind, data)
    if origin is tuple:
        return _tuple(kind, data)
    if origin is not None and issubclass(origin, Mapping):
        key, entry = typing.get_args(kind)
        return {from_plain(key, k): from_plain(entry, v) for k, v in data}
    if origin is Sequence:
        (entry,) = typing.get_args(kind)
        return tuple(from_plain(entry, item) for item in data)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], entry) for name, entry in data.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    return data


def _tagged(data: dict[str, Any]) -> Any:
    if data["$"] == "absent":
        return ABSENT
    return date.fromisoformat(data["v"]) if data["$"] == "date" else datetime.fromisoformat(data["v"])


def _union(kind: Any, data: Any) -> Any:
    if data is None or isinstance(data, (bool, int, str)):
        enums = [a for a in typing.get_args(kind) if isinstance(a, type) and issubclass(a, Enum)]
        return enums[0](data) if enums and data is not None else data
    members = [a for a in typing.get_args(kind) if a is not type(None)]
    structured = [a for a in members if typing.get_origin(a) or dataclasses.is_dataclass(a)]
    return from_plain(structured[0], data)


def _tuple(kind: Any, data: Any) -> tuple[Any, ...]:
    args = typing.get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(from_plain(args[0], entry) for entry in data)
    return tuple(from_plain(arg, entry) for arg, entry in zip(args, data, strict=True))


@lru_cache(maxsize=200)
def _hints(kind: type) -> dict[str, Any]:
    # Empty locals: a field may bear the name of its own type (`date: date`).
    return typing.get_type_hints(kind, localns={})
