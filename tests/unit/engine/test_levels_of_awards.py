"""Whose money an award was: named, told from its measure, or not known, in which case it is neither counted nor left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.engine.assess import assess
from tests.unit.engine.test_stacking import measure
from tests.unit.engine.world import AS_OF, World, money

LEVELS = [("西咸新区", 700, 700), ("西安市", 1000, 1000), ("", 700, 1000)]


def award(**keys: str) -> dict[str, str]:
    return {"matter": "研发", "amount": "3元", "date": "2024-02-01", **keys}


def paying(folder: Path, last: dict[str, Any]) -> World:
    edition = measure(10)
    edition["金额"] = [*edition["金额"], last]
    return World(folder).add("m1", edition)


@pytest.mark.parametrize(("level", "low", "high"), LEVELS)
def test_an_award_of_no_known_level_may_count_or_not(tmp_path: Path, level: str, low: int, high: int) -> None:
    world = paying(tmp_path, {"扣减": "已获(累计, 西咸新区)"})
    assert money(world, {"高新技术企业": True}, 奖补=[award(level=level)]) == (low, high)


@pytest.mark.parametrize(("level", "low", "high"), [("西安市", 1300, 1300), ("西咸新区", 1000, 1000), ("", 1000, 1300)])
def test_what_others_paid_is_matched_only_when_it_is_known_who_paid(
    tmp_path: Path, level: str, low: int, high: int
) -> None:
    for word in ("最高奖补", "奖补合计"):
        world = paying(tmp_path / word, {"加上": f"{word}(国家, 西安市)"})
        assert money(world, {"高新技术企业": True}, 奖补=[award(level=level)]) == (low, high)


def test_an_award_that_names_its_measure_is_of_the_level_that_pays_it(tmp_path: Path) -> None:
    world = paying(tmp_path, {"扣减": "已获(累计, 西咸新区)"})
    named = {"measure": "m1", "amount": "3元", "date": "2024-02-01"}
    assert money(world, {"高新技术企业": True}, 奖补=[named]) == (700, 700)


def test_an_award_of_no_known_level_is_said_aloud(tmp_path: Path) -> None:
    world = paying(tmp_path, {"扣减": "已获(累计, 西咸新区)"})
    for level, said in (("西咸新区", []), ("", ["没有写是哪一级给的"])):
        enterprise = world.enterprise({"高新技术企业": True}, 奖补=[award(level=level)])
        found = assess(world.reckoner, enterprise, AS_OF).contradictions
        assert [words in clash.sentence for clash, words in zip(found, said, strict=True)] == [True] * len(said)


def test_a_measure_that_names_no_payer_is_paid_by_the_level_of_its_pack(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", measure(10), 出资={})
    enterprise = world.enterprise({"高新技术企业": True}, 奖补=[award(level="西咸新区")])
    totals = assess(world.reckoner, enterprise, AS_OF).best_with_unverified.totals
    assert [(total.payer, total.span.low) for total in totals] == [("西咸新区", 700)]
