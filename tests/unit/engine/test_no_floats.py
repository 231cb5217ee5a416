"""No floating-point number is written in, made by or found in the core's reckoning."""

from __future__ import annotations

import ast
import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.cases import case_enterprise
from qcy_desktop.engine.ranges import Range
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

EXACT_MODULES = ("engine", "domain")
# Library calls that answer floating-point numbers.
FLOAT_CALLS = {
    "float",
    "sqrt",
    "fsum",
    "exp",
    "log",
    "total_seconds",
    "timestamp",
    "mean",
    "as_integer_ratio",
    "random",
    "uniform",
}


def sources(root: Path) -> Iterator[Path]:
    """The modules that reckon; likeness of names, which is no figure, is measured in `nearest`."""
    for room in EXACT_MODULES:
        found = sorted((root / "qcy_desktop" / room).rglob("*.py"))
        yield from (file for file in found if file.name != "nearest.py")


def float_places(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        name = getattr(node, "func", None)
        called = name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            yield f"{file.name}:{node.lineno} {node.value!r}"
        elif isinstance(node, ast.Call) and called in FLOAT_CALLS:
            yield f"{file.name}:{node.lineno} {called}()"


def test_no_float_is_written_or_called_for(root: Path) -> None:
    assert [place for file in sources(root) for place in float_places(file)] == []


def inside(value: Any, seen: set[int]) -> Iterator[Any]:
    """Every plain value inside nested values."""
    if isinstance(value, (str, bytes, bool, int, date, type(None))) or callable(value):
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Range):
        yield from inside((value.low, value.high), seen)
    elif isinstance(value, Mapping):
        yield from inside((*value.keys(), *value.values()), seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from inside(item, seen)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from inside(getattr(value, part.name), seen)
    else:
        yield value


def floats(value: Any) -> list[Any]:
    return [found for found in inside(value, set()) if isinstance(found, (float, complex))]


def test_the_search_for_floats_finds_one_where_it_is() -> None:
    assert floats({"a": [(1, Range(Fraction(1, 3), 0.5))]}) == [0.5]
    assert floats({"a": [1, Fraction(1, 3), "0.5", None]}) == []


@pytest.fixture(scope="module")
def reckoner(real_book: RuleBook) -> Reckoner:
    return Reckoner(real_book)


def test_no_raw_answer_or_amount_of_any_case_holds_a_float(real_book: RuleBook, reckoner: Reckoner) -> None:
    found: list[str] = []
    for measure in real_book.measures.values():
        for case in measure.cases:
            reckoning = reckoner.reckon_one(measure, case_enterprise(reckoner, measure, case), case.as_of)
            outcome = reckoning.outcomes[0]
            parts = (outcome.low, outcome.high, outcome.raw, reckoning.frame)
            found += [f"{measure.id} {case.name}" for _ in floats(parts)]
            program = outcome.ready.program
            found += [measure.id for _ in floats((program.leaves, program.steps, program.narrow) if program else ())]
    assert found == []


def test_no_whole_assessment_of_a_sample_holds_a_float(real_book: RuleBook, reckoner: Reckoner, root: Path) -> None:
    reader = EnterpriseReader(real_book.dictionary)
    samples = sorted((root / "resources" / "samples").glob("*.json"))
    assert samples
    for path in samples:
        enterprise = reader.read(json.loads(path.read_text("utf-8")))
        whole_answer = assess(reckoner, enterprise, enterprise.as_of or date(2026, 11, 20), examples=True)
        assert floats((enterprise, whole_answer)) == []


def test_decimals_in_a_file_are_read_as_they_are_written(real_book: RuleBook) -> None:
    reader = EnterpriseReader(real_book.dictionary)
    document = json.loads(
        '{"schema": 1, "facts": {"研发费用〔税务〕": {"2023": 0.1, "2022": 1234567.89, "2021": "0.29元"}}}'
    )
    facts = reader.read(document).facts
    assert [facts["rd_tax", year] for year in (2023, 2022, 2021)] == [100000, 1234567890000, 29]
