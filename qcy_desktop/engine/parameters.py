"""Parameters of a version: text values, histories and tables become numbers, days, lengths, word lists and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.quantity import RATIO, Dim, parse_quantity
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.grammar import Parameter
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.schema import ParameterSource

_LENGTH = re.compile(r"^(\d+)(年|个月|天)$")
_LONGEST = {"年": 1000, "个月": 12_000, "天": 366_000}
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_YEAR = re.compile(r"^(\d{4})年$")
_LOWER = {"自": True, "超过": False}
_UPPER = {"不足": False, "至": True}
_DAYS: Dim = (("day", 1),)
_YEARS: Dim = (("year", 1),)


def build_parameters(sources: Mapping[str, ParameterSource], as_of: date) -> dict[str, Parameter]:
    """The parameters as they stand on a day. A history without a value for the day is left out.

    Raises SentenceError naming the parameter that cannot be read.
    """
    found: dict[str, Parameter] = {}
    for name, source in sources.items():
        built = build_parameter(name, source, as_of)
        if built is not None:
            found[name] = built
    return found


def build_parameter(name: str, source: ParameterSource, as_of: date) -> Parameter | None:
    """One parameter on a day, None when its history has not begun."""
    try:
        if source.history is not None:
            live = [entry for entry in source.history if entry.start <= as_of]
            return _value(name, max(live, key=lambda entry: entry.start).value) if live else None
        if source.table is not None:
            return _bands(name, source.table, marginal=False)
        if source.bands is not None:
            return _bands(name, source.bands, marginal=True)
        if source.choice is not None:
            return _by_choice(name, source.choice)
        if source.rows is not None and source.columns is not None:
            return _two_way(name, source)
        if source.value is None:
            raise SentenceError("没有值", "补上 值: …，或 历、表、段、选")
        return _value(name, source.value)
    except KnownError as fault:
        raise SentenceError(f"参数“{name}”：{fault.sentence}", fault.cure, fault.code, name) from None


def change_days(sources: Mapping[str, ParameterSource]) -> set[date]:
    """The days on which some parameter's history changes."""
    return {entry.start for source in sources.values() for entry in source.history or ()}


def _value(name: str, value: object) -> Parameter:
    if isinstance(value, list):
        return t.Choices(tuple(str(item) for item in value), name)
    text = str(value)
    if _DAY.match(text):
        return t.FixedDay(_ordinal(text), name)
    if (match := _LENGTH.match(text)) and not _YEAR.match(text):
        size = int(match.group(1))
        if size > _LONGEST[match.group(2)]:
            raise SentenceError(f"期限“{text}”太长", "核对单位是年、个月还是天")
        return {
            "年": t.Length(years=size, name=name),
            "个月": t.Length(months=size, name=name),
            "天": t.Length(days=size, name=name),
        }[match.group(2)]
    size_, dim, unit = _quantity(text)
    return t.Number(size_, dim, name, unit)


def _ordinal(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise SentenceError(f"“{text}”不是日历上的一天", "核对月份和日子，如 2024-02-29") from None


def _quantity(text: str) -> tuple[Fraction, Dim, str]:
    if match := _YEAR.match(text):
        return Fraction(int(match.group(1))), _YEARS, "年"
    size, dim = parse_quantity(text)
    unit = re.sub(r"^[\s+\-\d,./]*", "", text)
    return size, dim, unit


def _bands(name: str, rows: list[dict[str, str]], *, marginal: bool) -> t.Table:
    value_key = "率" if marginal else "值"
    axis = _axis([{key: text for key, text in row.items() if key != value_key} for row in rows])
    values = []
    for row in rows:
        if value_key not in row:
            raise SentenceError(f"有一档没有写“{value_key}”", f"每一档都补上 {value_key}: …")
        values.append(_quantity(row[value_key]))
    return t.Table(
        name, (axis,), tuple((size,) for size, _, _ in values), _one_dim([dim for _, dim, _ in values]), marginal
    )


def _axis(rows: list[dict[str, str]]) -> t.Axis:
    bands: list[t.Band] = []
    dims: list[Dim] = []
    last: tuple[Fraction, bool] | None = None
    low: Fraction | None
    high: Fraction | None
    for row in rows:
        low, low_in = (last[0], not last[1]) if last else (None, False)
        high, high_in = None, False
        for key, text in row.items():
            size, dim, _ = _quantity(text)
            dims.append(dim)
            if key in _LOWER:
                low, low_in = size, _LOWER[key]
            elif key in _UPPER:
                high, high_in = size, _UPPER[key]
            elif key == "等于":
                low, low_in, high, high_in = size, True, size, True
            else:
                raise SentenceError(f"档里不认识的键“{key}”", "下界用 自、超过，上界用 不足、至")
        bands.append(t.Band(low, low_in, high, high_in))
        last = (high, high_in) if high is not None else None
    return t.Axis(bands=tuple(bands), dim=_one_dim(dims) if dims else RATIO)


def _one_dim(dims: list[Dim]) -> Dim:
    if any(dim != dims[0] for dim in dims):
        raise SentenceError("各档的单位不一致", "同一列要用同一种单位", "E-UNIT")
    return dims[0]


def _by_choice(name: str, choice: Mapping[str, str]) -> t.Table:
    values = [_quantity(text) for text in choice.values()]
    return t.Table(
        name,
        (t.Axis(words=tuple(choice)),),
        tuple((size,) for size, _, _ in values),
        _one_dim([dim for _, dim, _ in values]),
    )


def build_histories(sources: Mapping[str, ParameterSource]) -> dict[str, t.Table]:
    """Every history of numbers as a table by day, for 按日 and 按日累计. Raises SentenceError naming the parameter."""
    found: dict[str, t.Table] = {}
    for name, source in sources.items():
        if source.history and all(_is_number(entry.value) for entry in source.history):
            try:
                found[name] = _by_day(name, [(entry.start, str(entry.value)) for entry in source.history])
            except KnownError as fault:
                raise SentenceError(f"参数“{name}”：{fault.sentence}", fault.cure, fault.code, name) from None
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, str) and not _DAY.match(value) and not _LENGTH.match(value)


def _by_day(name: str, rows: list[tuple[date, str]]) -> t.Table:
    """A value that holds from a day on, looked up by the days since 0001-01-01."""
    ordered = sorted((start.toordinal() - 1, _quantity(text)) for start, text in rows)
    bands = []
    for index, (start, _) in enumerate(ordered):
        end = Fraction(ordered[index + 1][0]) if index + 1 < len(ordered) else None
        bands.append(t.Band(Fraction(start), True, end, False))
    values = tuple((size,) for _, (size, _, _) in ordered)
    return t.Table(
        name, (t.Axis(bands=tuple(bands), dim=_DAYS),), values, _one_dim([dim for _, (_, dim, _) in ordered])
    )


def _two_way(name: str, source: ParameterSource) -> t.Table:
    rows, columns = _heads(source.rows or []), _heads(source.columns or [])
    cells = source.value
    height, width = (len(axis.bands) or len(axis.words) for axis in (rows, columns))
    if (
        not isinstance(cells, list)
        or len(cells) != height
        or any(not isinstance(row, list) or len(row) != width for row in cells)
    ):
        raise SentenceError(f"表应有 {height} 行 {width} 列", "值 一行一个 [ ]，行数、列数与 行、列 对上")
    values = [[_quantity(text) for text in row] for row in cells]
    dim = _one_dim([dim for row in values for _, dim, _ in row])
    return t.Table(name, (rows, columns), tuple(tuple(size for size, _, _ in row) for row in values), dim)


def _heads(heads: list[dict[str, str] | str]) -> t.Axis:
    if all(isinstance(head, dict) for head in heads):
        return _axis([head for head in heads if isinstance(head, dict)])
    words = [head for head in heads if isinstance(head, str)]
    if all(_YEAR.match(word) for word in words):
        return _axis([{"等于": word} for word in words])
    return t.Axis(words=tuple(words))
