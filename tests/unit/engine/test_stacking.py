"""Across measures: verified ones first, shared caps, kinds of money apart, what was received already, what was given up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qcy_desktop.domain.assessment import Assessment, Nature, Total
from qcy_desktop.engine.assess import assess
from tests.unit.engine.world import AS_OF, World


def measure(yuan: int, matter: str = "研发", mode: str = "就高", **stack: str) -> dict[str, Any]:
    """An edition that pays a fixed sum to every high-tech enterprise."""
    return {
        "条件": "高新技术企业", "参数": {"额": {"值": f"{yuan}元"}, "组限": {"值": "100元"}}, "金额": [{"定额": "额"}],
        "叠加": {"事项": matter, "方式": mode, **stack},
    }  # fmt: skip


def asked(world: World, facts: dict[str, Any] | None = None, **lists: Any) -> Assessment:
    known = {"高新技术企业": True} if facts is None else facts
    return assess(world.reckoner, world.enterprise(known, **{"奖补": [], **lists}), AS_OF)


def sums(totals: tuple[Total, ...]) -> dict[tuple[str, bool], tuple[int, int | None]]:
    return {(total.nature.value, total.verified): (total.span.low, total.span.high) for total in totals}


def test_of_two_measures_on_one_matter_the_higher_is_taken_and_the_other_named(tmp_path: Path) -> None:
    best = asked(
        World(tmp_path).add("m1", measure(30)).add("m2", measure(50)).add("m3", measure(7, "上云"))
    ).best_with_unverified
    assert best.measures == ("m2", "m3")
    assert [(given.id, "措施m2" in given.because and "就高不重复" in given.because) for given in best.given_up] == [
        ("m1", True)
    ]
    assert best.runner_up is not None and best.runner_up.measures == ("m1", "m3")
    assert sums(best.totals) == {("现金", False): (5700, 5700)}


def test_measures_that_may_be_added_up_are(tmp_path: Path) -> None:
    best = asked(World(tmp_path).add("m1", measure(30, mode="叠加")).add("m2", measure(50))).best_with_unverified
    assert (best.measures, best.given_up, best.runner_up) == (("m1", "m2"), (), None)


def test_an_unverified_measure_never_pushes_a_verified_one_out(tmp_path: Path) -> None:
    answer = asked(World(tmp_path, verified={"m1": "甲、乙"}).add("m1", measure(30)).add("m2", measure(50)))
    assert answer.best_verified.measures == answer.best_with_unverified.measures == ("m1",)
    assert [given.id for given in answer.best_with_unverified.given_up] == ["m2"]
    assert sums(answer.totals) == {("现金", True): (3000, 3000)}


def test_of_a_shared_cap_verified_measures_get_theirs_first(tmp_path: Path) -> None:
    group = {"组": "研发组", "组上限": "组限"}
    world = World(tmp_path, verified={"m2": "甲、乙"})
    world.add("m1", measure(90, "一", **group)).add("m2", measure(60, "二", **group)).add("m3", measure(5, "三"))
    answer = asked(world)
    assert answer.best_with_unverified.measures == ("m1", "m2", "m3")
    assert sums(answer.best_with_unverified.totals) == {("现金", True): (6000, 6000), ("现金", False): (4500, 4500)}
    assert sums(answer.totals) == {("现金", True): (6000, 6000), ("现金", False): (4500, 4500)}


def test_a_verified_measure_keeps_its_place_though_the_cap_is_filled_without_it(tmp_path: Path) -> None:
    group = {"组": "研发组", "组上限": "组限"}
    world = (
        World(tmp_path, verified={"m1": "甲、乙"})
        .add("m1", measure(40, "一", **group))
        .add("m2", measure(100, "二", **group))
    )
    best = asked(world).best_with_unverified
    assert best.measures == ("m1", "m2")
    assert sums(best.totals) == {("现金", True): (4000, 4000), ("现金", False): (6000, 6000)}


def test_what_a_used_up_cap_leaves_nothing_of_is_given_up_for_that(tmp_path: Path) -> None:
    group = {"组": "研发组", "组上限": "组限"}
    best = asked(
        World(tmp_path).add("m1", measure(100, "一", **group)).add("m2", measure(60, "二", **group))
    ).best_with_unverified
    assert (best.measures, best.runner_up) == (("m1",), None)
    assert [(given.id, given.because) for given in best.given_up] == [("m2", "组上限已用满")]


def test_kinds_of_money_are_never_added_up(tmp_path: Path) -> None:
    world = (
        World(tmp_path)
        .add("m1", measure(30, "一"))
        .add("m2", measure(50, "二"), 资金性质="有偿")
        .add("m3", measure(7, "三"), 资金性质="减免")
    )
    assert sums(asked(world).totals) == {
        ("现金", False): (3000, 3000),
        ("有偿", False): (5000, 5000),
        ("减免", False): (700, 700),
    }
    assert [total.nature for total in asked(world).totals] == [Nature.CASH, Nature.AVOIDED, Nature.REPAYABLE]


def test_payers_get_their_shares_to_the_fen(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", measure(100), 出资={"陕西省": "1/3", "西安市": "1/3", "西咸新区": "1/3"})
    assert [(total.payer, total.span.low) for total in asked(world).totals] == [
        ("西咸新区", 3334),
        ("西安市", 3333),
        ("陕西省", 3333),
    ]
    assert [span.low for _, span in asked(world).measure("m1").payer] == [3333, 3333, 3334]


def test_what_is_missing_widens_a_total_and_is_promised_to_nobody(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", measure(30, "一")).add("m2", {**measure(50, "二"), "条件": "有行政处罚"})
    answer = asked(world)
    assert answer.best_with_unverified.measures == ("m1",)
    assert sums(answer.totals) == {("现金", False): (3000, 8000)}


def test_an_unverified_measure_may_still_come_when_a_verified_one_fails(tmp_path: Path) -> None:
    world = (
        World(tmp_path, verified={"m1": "甲、乙"})
        .add("m1", {**measure(90), "条件": "有行政处罚"})
        .add("m2", measure(50))
    )
    assert sums(asked(world).totals) == {("现金", True): (0, 9000), ("现金", False): (5000, 5000)}


def test_an_award_that_names_only_a_measure_counts_against_its_matter(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", measure(30)).add("m2", measure(50))
    award = {"measure": "m1", "amount": "20元", "date": "2024-02-01", "level": "西咸新区"}
    by_matter = asked(world, 奖补=[{**award, "matter": "研发"}]).best_with_unverified
    assert asked(world, 奖补=[award]).best_with_unverified.totals == by_matter.totals
    assert sums(by_matter.totals) == {("现金", False): (3000, 3000)}
