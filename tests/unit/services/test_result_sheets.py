"""The sheets of results that a clerk hands over stay short, whatever an enterprise has."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.papers import Errand, Press
from qcy_desktop.services.visit_code import write_codes

ROOT = Path(__file__).resolve().parents[3]
RICH = ("fuel-cell-maker", "growth-hnte", "srdi-sme")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def errands() -> dict[str, Errand]:
    assessor = Assessor.load([ROOT / "rules"])
    found = {}
    for name in RICH:
        enterprise = assessor.read_file(ROOT / "resources" / "samples" / f"{name}.json")
        assessment = assessor.assess(enterprise, enterprise.as_of or date(2026, 11, 20))
        found[name] = Errand(assessor, enterprise, assessment)
    return found


def read(errand: Errand, kind: str, *, full: bool = False) -> PdfReader:
    return PdfReader(io.BytesIO(Press(ROOT / "resources", "示例大厅", full=full).paper(kind, errand, NOW)))


@pytest.mark.parametrize("name", RICH)
def test_a_rich_enterprise_takes_at_most_six_pages_home(errands: dict[str, Errand], name: str) -> None:
    sheet = read(errands[name], "assessment")
    assert len(sheet.pages) <= 6
    # The foot comes last on every page; without it the bodies join.
    said = "".join(page.extract_text().rpartition("2026年11月20日")[0] for page in sheet.pages)
    said = said.replace(" ", "").replace("\n", "")
    told = [one for one in errands[name].assessment.measures if one.evidence.value != "缺"]
    assert len(told) > 100
    assert [one.title for one in told if one.title.replace(" ", "") not in said] == []


@pytest.mark.parametrize("name", RICH)
def test_a_self_check_takes_four_pages_and_its_codes(errands: dict[str, Errand], name: str) -> None:
    errand = errands[name]
    codes = write_codes(errand.enterprise, {fact.id: fact for fact in errand.assessor.facts()})
    most = 4 + (1 if codes else 0)  # fifteen codes fit on less than a page
    assert len(codes) <= 15
    assert len(read(errand, "self_check").pages) <= most


def test_the_full_sheets_write_out_what_the_short_ones_count(errands: dict[str, Errand]) -> None:
    errand = errands["growth-hnte"]
    for kind in ("assessment", "self_check"):
        assert len(read(errand, kind, full=True).pages) > 2 * len(read(errand, kind).pages)


def test_the_nearest_measures_say_what_to_bring_about_and_how_far_it_is_in_figures_only(
    errands: dict[str, Errand],
) -> None:
    said = "".join(page.extract_text() for page in read(errands["growth-hnte"], "assessment").pages)
    assert "怎样补足" in said and "须取得或满足" not in said and "正好等于限值" not in said
