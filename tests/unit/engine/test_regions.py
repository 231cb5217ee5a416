"""Functional areas and administrative divisions are two things: one table, kept by the choices and by the checks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.source import read_yaml
from tests.unit.engine.test_ladder import ask

RULES = Path(__file__).resolve().parents[3] / "rules"
TABLE = read_yaml(RULES / "tables" / "regions.yaml")
REACH = {area: list(found) for area, found in TABLE["所跨行政区划"].items() if area != "证据"}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([RULES])


def said(book: RuleBook, area: str, division: str) -> list[str]:
    facts: dict[str, Any] = {"注册地所在新城": area, "所在行政区划": division}
    answer = ask(book, {"facts": facts}, date(2026, 11, 20))
    return [found.sentence for found in answer.contradictions]


def choices(book: RuleBook, name: str) -> tuple[str, ...]:
    fact = book.dictionary.fact(name)
    assert fact is not None
    return fact.choices


def test_the_areas_of_the_table_are_the_choices_of_the_dictionary(book: RuleBook) -> None:
    areas = list(TABLE["功能区"]["西咸新区"])
    assert list(REACH) == areas
    for fact in ("注册地所在新城", "税收关系所在地", "统计关系所在地"):
        assert [area for area in choices(book, fact) if area in areas] == areas


def test_the_divisions_of_the_table_can_be_chosen(book: RuleBook) -> None:
    divisions = {entry["名称"] for entry in TABLE["行政区划"]}
    assert divisions <= set(choices(book, "所在行政区划"))
    assert {division for reached in REACH.values() for division in reached} <= divisions


@pytest.mark.parametrize("area", REACH)
def test_an_area_clashes_with_every_division_it_does_not_reach_and_with_no_other(book: RuleBook, area: str) -> None:
    for division in choices(book, "所在行政区划"):
        clashes = [sentence for sentence in said(book, area, division) if area in sentence]
        assert bool(clashes) is (division not in REACH[area]), division


@pytest.mark.parametrize(
    ("area", "division", "clash"),
    [
        ("西安市其他区县", "咸阳市渭城区", True),
        ("西安市其他区县", "西安市长安区", False),
        ("咸阳市其他区县", "西安市其他区县", True),
        ("咸阳市其他区县", "咸阳市渭城区", False),
        ("陕西省外", "咸阳市泾阳县", True),
        ("陕西省其他地市", "陕西省其他地市", False),
    ],
)
def test_places_outside_the_new_area_are_held_against_their_division_too(
    book: RuleBook, area: str, division: str, clash: bool
) -> None:
    assert bool(said(book, area, division)) is clash


SAMPLES = sorted((RULES.parent / "resources" / "samples").glob("*.json"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_names_a_division_that_its_area_reaches(path: Path) -> None:
    facts = json.loads(path.read_text("utf-8"))["facts"]
    assert facts["所在行政区划"] in REACH[facts["注册地所在新城"]]
