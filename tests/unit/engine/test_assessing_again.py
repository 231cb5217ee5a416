"""An enterprise assessed while it is being filled in gets the answer it would get afresh, and keeps what has not changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.assess import Assessing, assess
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from tests.unit.engine.test_stacking import measure
from tests.unit.engine.world import World

DAYS = (date(2024, 6, 1), date(2026, 11, 20))


@pytest.fixture(scope="module")
def samples(real_book: RuleBook) -> list[Enterprise]:
    folder = Path(__file__).resolve().parents[3] / "resources" / "samples"
    return [
        EnterpriseReader(real_book.dictionary).read(json.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.json"))
    ]


def edits(samples: list[Enterprise], chance: Random, count: int) -> Iterator[Enterprise]:
    """One enterprise after small changes: a figure entered, corrected or struck out, now and then a whole list or source."""
    here = chance.choice(samples)
    for _ in range(count):
        yield here
        other, what = chance.choice(samples), chance.random()
        if what < 0.45 and other.facts:
            key = chance.choice(sorted(other.facts, key=str))
            here = replace(here, facts={**here.facts, key: other.facts[key]})
        elif what < 0.65 and here.facts:
            struck = chance.choice(sorted(here.facts, key=str))
            here = replace(here, facts={key: value for key, value in here.facts.items() if key != struck})
        elif what < 0.75:
            here = replace(here, events=chance.choice([None, (), other.events]))
        elif what < 0.85:
            here = replace(here, awards=chance.choice([None, (), other.awards]))
        elif what < 0.93:
            here = replace(here, records=dict(chance.choice([{}, other.records])))
        elif here.facts:
            here = replace(here, sources={chance.choice(sorted(here.facts, key=str)): "年报"})


def test_each_answer_while_filling_in_is_the_answer_afresh(
    real_book: RuleBook, samples: list[Enterprise], trials: Callable[[int, int], int]
) -> None:
    reckoner, chance = Reckoner(real_book), Random(3)
    for _ in range(trials(6, 60)):
        filling, day = Assessing(reckoner, examples=True), chance.choice(DAYS)
        for here in edits(samples, chance, 25):
            day = chance.choice(DAYS) if chance.random() < 0.05 else day
            found, afresh = filling.assess(here, day), assess(reckoner, here, day, examples=True)
            assert found == afresh
            assert repr(found) == repr(afresh)


def test_what_reads_nothing_of_a_change_keeps_its_very_result(real_book: RuleBook, samples: list[Enterprise]) -> None:
    filling, whole = Assessing(Reckoner(real_book)), samples[0]
    before = filling.assess(whole, DAYS[1])
    fact = real_book.dictionary.fact("从业人员数")
    assert fact is not None
    after = filling.assess(replace(whole, facts={**whole.facts, (fact.id, 2025): 7}), DAYS[1])
    kept = [new is old for old, new in zip(before.measures, after.measures, strict=True)]
    assert kept.count(False) > 3
    assert kept.count(True) > 200


def test_a_pin_is_minded_though_no_figure_has_changed(tmp_path: Path) -> None:
    world = World(tmp_path).add("m1", measure(30)).add("m2", measure(50))
    filling, enterprise = Assessing(world.reckoner), world.enterprise({"高新技术企业": True})
    day = date(2024, 6, 1)
    free = filling.assess(enterprise, day)
    given_up = free.best_with_unverified.given_up[0].id
    pinned = filling.assess(enterprise, day, [given_up])
    assert given_up in pinned.best_with_unverified.measures
    assert filling.assess(enterprise, day) == free


def test_rules_of_another_day_compiled_in_between_change_no_answer(tmp_path: Path) -> None:
    world = World(tmp_path).add(
        "m1",
        {"施行": {"自": "2020-01-01", "至": "2023-12-31"}, "条件": "高新技术企业"},
        {"施行": {"自": "2024-01-01"}, "条件": "有行政处罚"},
    )
    filling, day, met = Assessing(world.reckoner), date(2022, 6, 1), {"高新技术企业": True}
    before = filling.assess(world.enterprise(met), day)
    assess(world.reckoner, world.enterprise(met), date(2024, 6, 1))
    assert filling.assess(world.enterprise(met), day) == before
    unmet = world.enterprise({"高新技术企业": False})
    assert filling.assess(unmet, day) == assess(world.reckoner, unmet, day) != before


def test_a_shared_cap_that_changes_with_the_edition_is_minded_though_its_measure_pays_nothing(tmp_path: Path) -> None:
    def edition(since: str, cap: str) -> dict[str, object]:
        stack = {"事项": "甲", "方式": "叠加", "组": "共", "组上限": "组限"}
        numbers = {"额": {"值": "80元"}, "组限": {"值": cap}}
        return {"施行": {"自": since}, "条件": "有行政处罚", "参数": numbers, "金额": [{"定额": "额"}], "叠加": stack}

    former = edition("2020-01-01", "100元")
    former["施行"] = {"自": "2020-01-01", "至": "2021-12-31"}
    world = World(tmp_path).add("m1", former, edition("2022-01-01", "30元"), 按事件日选版="竣工日期")
    world.add("m2", measure(80, "甲", "叠加", 组="共"))
    filling, day = Assessing(world.reckoner), date(2024, 6, 1)
    for built in ("2020-05-01", "2022-05-01", "2020-05-01"):
        facts = {"高新技术企业": True, "有行政处罚": False, "竣工日期": built}
        here = world.enterprise(facts, 奖补=[])
        assert filling.assess(here, day) == assess(world.reckoner, here, day)
