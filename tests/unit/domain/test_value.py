"""Values of an answer behave as frozen dataclasses do, and the type checker guards them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from qcy_desktop.domain import assessment
from qcy_desktop.domain.assessment import Span

ROOT = Path(__file__).parents[3]


def test_equal_values_are_one_in_a_set_and_a_changed_copy_leaves_the_first_alone() -> None:
    first, copy = Span(1, 2), replace(Span(1, 2), high=3)
    assert {first, Span(1, 2), copy} == {Span(1, 2), Span(1, 3)}
    assert first == Span(1, 2)
    with pytest.raises(AttributeError):
        first.colour = "red"  # type: ignore[attr-defined]


def test_every_value_of_an_answer_can_be_hashed_and_holds_nothing_but_its_fields() -> None:
    kinds = [kind for kind in vars(assessment).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert len(kinds) > 15
    for kind in kinds:
        assert kind.__hash__ is not None
        assert set(kind.__slots__) == {field.name for field in fields(kind)}


def test_the_type_checker_refuses_to_change_a_value(tmp_path: Path) -> None:
    file = tmp_path / "changes.py"
    file.write_text("from qcy_desktop.domain.assessment import Span\nspan = Span(1, 2)\nspan.low = 3\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--cache-dir",
        str(tmp_path / "cache"),
        "--follow-imports=silent",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert "changes.py:3: error" in done.stdout
    assert "read-only" in done.stdout
