"""Two visits side by side: every difference is named, with what made it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.visits import Cause, Comparison, Visit, compare

ROOT = Path(__file__).resolve().parents[3]
THEN, NOW = date(2024, 6, 1), date(2026, 11, 20)


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor.load((ROOT / "rules",))


@pytest.fixture(scope="module")
def held(assessor: Assessor) -> Enterprise:
    return assessor.read_file(ROOT / "resources" / "samples" / "growth-hnte.json")


def _compared(assessor: Assessor, before: tuple[Enterprise, date], after: tuple[Enterprise, date]) -> Comparison:
    then = Visit(before[0], assessor.assess(*before))
    now = Visit(after[0], assessor.assess(*after))
    return compare(then, now, assessor.assess(before[0], after[1]))


def test_the_same_figures_on_the_same_day_differ_in_nothing(assessor: Assessor, held: Enterprise) -> None:
    assert _compared(assessor, (held, NOW), (held, NOW)) == Comparison((), (), ())


def test_a_changed_figure_is_named_and_blamed_for_what_it_changed(assessor: Assessor, held: Enterprise) -> None:
    changed = replace(
        held, facts={**held.facts, ("reg_area", None): "西安市其他区县", ("tax_area", None): "西安市其他区县"}
    )
    found = _compared(assessor, (held, THEN), (changed, THEN))
    assert {(c.fact, c.after) for c in found.facts} == {("reg_area", "西安市其他区县"), ("tax_area", "西安市其他区县")}
    assert found.results and all(c.cause is Cause.FIGURES for c in found.results)


def test_another_day_alone_is_blamed_on_the_rules(assessor: Assessor, held: Enterprise) -> None:
    found = _compared(assessor, (held, THEN), (held, NOW))
    assert found.facts == () and found.lists == ()
    assert found.results and all(c.cause is Cause.RULES for c in found.results)


def test_lists_that_differ_are_named(assessor: Assessor, held: Enterprise) -> None:
    found = _compared(assessor, (held, NOW), (replace(held, events=(), awards=None), NOW))
    assert found.lists == ("认定", "已获奖补")


def test_a_figure_no_longer_stated_is_told(assessor: Assessor, held: Enterprise) -> None:
    gone = next(iter(held.facts))
    rest = {key: value for key, value in held.facts.items() if key != gone}
    [change] = _compared(assessor, (held, NOW), (replace(held, facts=rest), NOW)).facts
    assert (change.fact, change.year) == gone and change.before is not None and change.after is None
