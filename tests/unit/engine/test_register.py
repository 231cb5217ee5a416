"""The register: every researched measure is encoded or named with a reason, and the page is the one the rules give."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.register import register_page, status_table
from qcy_desktop.engine.source import read_yaml

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([ROOT / "rules"])


def test_every_researched_measure_is_encoded_or_stands_in_the_register_with_the_reason(book: RuleBook) -> None:
    listed = (ROOT / "tests" / "data" / "researched_ids.txt").read_text("utf-8").splitlines()
    wanted = [line for line in listed if line and not line.startswith("#")]
    reasons = {entry["编号"]: entry["缘由"] for entry in read_yaml(ROOT / "rules" / "register_reasons.yaml")["未编入"]}
    assert len(wanted) == 228
    assert [id for id in wanted if id not in book.measures and not reasons.get(id, "").strip()] == []


def test_what_replaces_a_measure_left_out_exists(book: RuleBook) -> None:
    for entry in read_yaml(ROOT / "rules" / "register_reasons.yaml")["未编入"]:
        assert [id for id in entry.get("见", []) if id not in book.measures] == []


def test_the_register_page_is_the_one_the_rules_give(book: RuleBook) -> None:
    assert (ROOT / "rules" / "REGISTER.md").read_text("utf-8") == register_page(book)


def test_the_readme_shows_how_well_each_set_is_known(book: RuleBook) -> None:
    assert status_table(book) in (ROOT / "README.md").read_text("utf-8")


def test_no_measure_is_shipped_as_official_text_and_every_known_one_names_its_source(book: RuleBook) -> None:
    for measure in book.measures.values():
        assert measure.source.evidence.grade is not Evidence.OFFICIAL_TEXT
        if measure.source.evidence.grade is not Evidence.MISSING:
            assert measure.source.evidence.source


@pytest.mark.parametrize(("pack", "places"), [("xixian-16", 16), ("province-70", 70), ("xixian-15", 15)])
def test_the_sets_the_owner_asked_for_have_all_their_places(book: RuleBook, pack: str, places: int) -> None:
    assert len(book.packs[pack].measures) == places
    assert book.packs[pack].source.places == places
