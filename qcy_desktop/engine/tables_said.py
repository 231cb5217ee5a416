"""Tables, histories and long lists of a version in words: what a sentence only calls by name, written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from qcy_desktop.domain.quantity import Dim, show_size
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.parameters import build_parameter
from qcy_desktop.engine.schema import ParameterSource

_LONG = 3  # lists of more words are called by their name in sentences


def said_parameters(sources: Mapping[str, ParameterSource], day: date) -> Iterator[str]:
    """A line or more for each parameter that sentences call by its name, in the order of the file."""
    for name, source in sources.items():
        if source.history is not None:
            values = "，".join(f"{entry.start.isoformat()} 起 {_plain(entry.value)}" for entry in source.history)
            yield f"《{name}》：{values}"
            continue
        built = build_parameter(name, source, day)
        if isinstance(built, t.Table):
            yield from _table(built)
        elif isinstance(built, t.Choices) and len(built.words) > _LONG:
            yield f"《{name}》：{'、'.join(built.words)}"


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _table(table: t.Table) -> Iterator[str]:
    rows = list(_heads(table.axes[0]))
    if len(table.axes) == 1:
        part = "的部分" if table.marginal else ""
        cells = [show_size(value, table.dim) for (value,) in table.values]
        yield f"《{table.name}》：" + "；".join(f"{head}{part}，{cell}" for head, cell in zip(rows, cells, strict=True))
        return
    columns = list(_heads(table.axes[1]))
    yield f"《{table.name}》："
    for head, values in zip(rows, table.values, strict=True):
        cells = [f"{column} {show_size(value, table.dim)}" for column, value in zip(columns, values, strict=True)]
        yield f"  {head}：" + "，".join(cells)


def _heads(axis: t.Axis) -> Iterator[str]:
    yield from axis.words
    for band in axis.bands:
        yield say_band(band, axis.dim)


def say_band(band: t.Band, dim: Dim) -> str:
    """A band as a clerk says it; 以上 and 以内 include the bound, 超过 and 不足 do not."""
    low, high = (None if end is None else show_size(end, dim) for end in (band.low, band.high))
    if low is not None and low == high:
        return low
    parts = [
        "" if low is None else f"{low}以上" if band.low_in else f"超过 {low}",
        "" if high is None else f"{high}以内" if band.high_in else f"不足 {high}",
    ]
    return "、".join(part for part in parts if part) or "不论多少"
