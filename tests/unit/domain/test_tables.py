"""The official tables kept as test data: complete, cited to public documents, and true to their own examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "data" / "tables"
FILES = sorted(FOLDER.glob("*.yaml"))
LEVELS = ["大型", "中型", "小型", "微型"]


def load(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return table


SIZE = load("enterprise_size_2017")
HNTE = load("hnte_2016")
TECH_SME = load("tech_sme_2017")


def section_of(code: str) -> str:
    """The section letter of a division, group or class code of GB/T 4754."""
    for letter, section in load("gbt4754_2017_divisions")["sections"].items():
        if code[:2] in section["divisions"]:
            return str(letter)
    return ""


def size_of(case: dict[str, Any]) -> str:
    """The size class by the table alone: longest code first, the lowest level of all indicators."""
    code = case["gb4754"].lstrip("ABCDEFGHIJKLMNOPQRST")
    for key in (code[:3], code[:2], section_of(code)):
        for category in SIZE["categories"]:
            if key in category["gb4754"]:
                return level_of(category["thresholds"], case)
    return "不适用"


def level_of(thresholds: dict[str, list[int]], case: dict[str, Any]) -> str:
    if any(case.get(field) is None for field in thresholds):
        return "unknown"
    ranks: list[int] = [sum(case[field] < bound for bound in bounds) for field, bounds in thresholds.items()]
    return LEVELS[max(ranks)]


def score(bands: list[dict[str, Any]], ratio: float) -> int:
    return next(int(band["score"]) for band in bands if ratio >= band["min"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_table_names_its_public_sources(path: Path) -> None:
    table = load(path.stem)
    assert table["sources"]
    assert f"`{path.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")
    for address in re.findall(r"https?://\S+", path.read_text(encoding="utf-8")):
        assert (urlparse(address.rstrip('"')).hostname or "").endswith(".gov.cn")


def test_every_row_of_the_readme_has_its_table() -> None:
    named = re.findall(r"`(\w+\.yaml)`", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == [path.name for path in FILES]


def test_the_classification_has_twenty_sections_and_all_divisions() -> None:
    sections = load("gbt4754_2017_divisions")["sections"]
    divisions = [code for section in sections.values() for code in section["divisions"]]
    assert len(sections) == 20
    assert divisions == [f"{number:02d}" for number in range(1, 98)]


@pytest.mark.parametrize("category", SIZE["categories"], ids=lambda category: category["id"])
def test_size_bounds_fall_from_large_to_small(category: dict[str, Any]) -> None:
    for bounds in category["thresholds"].values():
        assert len(bounds) == 3 and bounds == sorted(bounds, reverse=True) and len(set(bounds)) == 3


def test_the_size_table_has_its_sixteen_categories() -> None:
    assert len(SIZE["categories"]) == 16


@pytest.mark.parametrize("case", SIZE["test_vectors"], ids=str)
def test_the_size_examples_follow_from_the_size_table(case: dict[str, Any]) -> None:
    assert size_of(case) == case["expect"]


@pytest.mark.parametrize("case", HNTE["test_vectors"], ids=str)
def test_the_intensity_examples_follow_from_the_tiers(case: dict[str, Any]) -> None:
    tiers = next(rule["tiers"] for rule in HNTE["conditions"] if rule["id"] == "H06")
    tier = next(tier for tier in tiers if case["last_year_sales"] <= tier.get("upto_incl", 10**12))
    assert (case["rd3"] / case["sales3"] >= tier["value"]) is case["expect_H06"]


def test_the_certificate_example_has_the_form_it_illustrates() -> None:
    assert re.fullmatch(HNTE["certificate_no"]["regex"], HNTE["certificate_no"]["example"])


@pytest.mark.parametrize("case", TECH_SME["test_vectors"], ids=str)
def test_the_scoring_examples_follow_from_the_bands(case: dict[str, Any]) -> None:
    scoring = TECH_SME["scoring"]
    option = next(option for option in scoring["rd"]["options"] if option["id"] == case["rd_option"])
    outcome = next(
        rule["score"]
        for rule in scoring["outcome"]["rules"]
        if case["class1"] >= rule.get("class1_min", 10**6)
        or case["class2"] >= rule.get("class2_min", 10**6)
        or rule.get("else")
    )
    staff = score(scoring["staff"]["bands"], case["tech_staff"] / case["employees_total"])
    rd = score(option["bands"], case["rd_expense"] / case["base"])
    total = staff + rd + outcome
    assert {"staff": staff, "rd": rd, "outcome": outcome, "total": total, "pass": total >= 60 and staff > 0} == case[
        "expect"
    ]


def test_the_payment_fixture_adds_up() -> None:
    fixture = next(fixture for fixture in load("policy_fixtures")["fixtures"] if fixture["id"] == "jinhua_hnte_2023")
    parts = [round(part * 10) for part in fixture["amount"]["parts"].values()]
    assert sum(parts) == fixture["amount"]["total"] * 10


def test_the_page_of_an_official_document_leaves_the_text_block_of_the_standard() -> None:
    page = load("page_layout")["official_document"]
    width, height = page["paper_mm"]
    margin = page["margin_mm"]
    assert [width - margin["left"] - margin["right"], height - margin["top"] - margin["bottom"]] == page[
        "text_block_mm"
    ]
