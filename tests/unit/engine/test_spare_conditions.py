"""Where one of several is enough, those that are not needed say so and are not held against anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Mark, MeasureResult, Verdict
from tests.unit.engine.world import AS_OF, World, rule

EITHER: dict[str, Any] = {"全部": ["高新技术企业", {"任一": ["非 有行政处罚", "硕士数 不低于 三人"]}]}
TWICE: dict[str, Any] = {
    "全部": [{"任一": ["高新技术企业", "硕士数 不低于 三人"]}, {"任一": ["有行政处罚", "专利数 不低于 三件"]}]
}
LIMITS = {"三人": "3人", "三件": "3件"}


def asked(world: World, **facts: object) -> MeasureResult:
    return world.answer(world.enterprise(facts), AS_OF)


def marks(result: MeasureResult) -> list[tuple[Mark, bool]]:
    return [(condition.mark, condition.spare) for condition in result.conditions]


@pytest.fixture
def either(tmp_path: Path) -> World:
    return rule(tmp_path, EITHER, parameters=LIMITS)


def test_a_condition_whose_group_is_met_without_it_is_spare(either: World) -> None:
    result = asked(either, 高新技术企业=True, 有行政处罚=False, 硕士数=1)
    assert result.verdict is Verdict.ELIGIBLE
    assert marks(result) == [(Mark.MET, False), (Mark.MET, False), (Mark.UNMET, True)]
    assert [condition.sign for condition in result.conditions] == ["✓", "✓", "／"]
    assert result.conditions[2].word == "不要求"


def test_a_missing_fact_of_a_group_that_is_met_is_spare_too(either: World) -> None:
    result = asked(either, 高新技术企业=True, 有行政处罚=False)
    assert marks(result)[2] == (Mark.UNKNOWN, True)
    assert result.needs == ()


def test_nothing_is_spare_while_the_group_is_not_met(either: World) -> None:
    assert marks(asked(either, 高新技术企业=True, 有行政处罚=True, 硕士数=1)) == [
        (Mark.MET, False),
        (Mark.UNMET, False),
        (Mark.UNMET, False),
    ]
    assert not any(spare for _, spare in marks(asked(either, 高新技术企业=True, 硕士数=1)))


def test_a_no_names_only_the_groups_that_make_it(tmp_path: Path) -> None:
    result = asked(rule(tmp_path, TWICE, parameters=LIMITS), 高新技术企业=True, 硕士数=1, 有行政处罚=False, 专利数=2)
    assert result.verdict is Verdict.NOT_ELIGIBLE
    assert "硕士" not in result.reason
    assert "专利数" in result.reason and "行政处罚" in result.reason


def test_what_a_negated_group_wants_unmet_is_not_held_against_anybody(tmp_path: Path) -> None:
    wanted = {"全部": ["高新技术企业", {"非": {"全部": ["硕士数 不低于 三人", "专利数 不低于 三件"]}}]}
    world = rule(tmp_path, wanted, parameters=LIMITS)
    result = asked(world, 高新技术企业=True, 硕士数=1, 专利数=3)
    assert result.verdict is Verdict.ELIGIBLE
    assert marks(result) == [(Mark.MET, False), (Mark.UNMET, True), (Mark.MET, False)]
    assert asked(world, 高新技术企业=False, 硕士数=1, 专利数=3).reason.count("硕士") == 0


def test_plain_rules_have_no_spare_conditions(tmp_path: Path) -> None:
    result = asked(
        rule(tmp_path, ["高新技术企业", "硕士数 不低于 三人"], parameters=LIMITS), 高新技术企业=False, 硕士数=1
    )
    assert marks(result) == [(Mark.UNMET, False), (Mark.UNMET, False)]
