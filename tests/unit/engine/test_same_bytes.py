"""The same input gives the same bytes, in whatever order it was written and in whatever process it is reckoned."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from tests.unit.engine.world import World

SCRIPT = """
import hashlib, json, sys
from datetime import date
from pathlib import Path
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
root = Path(sys.argv[1])
book = load_book([root / "rules"])
reckoner = Reckoner(book)
for path in sorted((root / "resources" / "samples").glob("*.json")):
    enterprise = EnterpriseReader(book.dictionary).read(json.loads(path.read_text("utf-8")))
    print(path.name, hashlib.sha256(repr(assess(reckoner, enterprise, date(2024, 6, 1), examples=True)).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def samples(real_book: RuleBook) -> list[Enterprise]:
    folder = Path(__file__).resolve().parents[3] / "resources" / "samples"
    return [
        EnterpriseReader(real_book.dictionary).read(json.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.json"))
    ]


def shuffled(whole: Enterprise, chance: Random) -> Enterprise:
    """The same enterprise with everything in another order."""
    facts = list(whole.facts.items())
    chance.shuffle(facts)
    records = list(whole.records.items())
    chance.shuffle(records)
    lists = {
        name: None if found is None else tuple(chance.sample(found, len(found)))
        for name, found in (("events", whole.events), ("awards", whole.awards))
    }
    return replace(whole, facts=dict(facts), records=dict(records), **lists)  # type: ignore[arg-type]


def test_the_order_of_facts_events_and_awards_changes_nothing(real_book: RuleBook, samples: list[Enterprise]) -> None:
    reckoner, chance = Reckoner(real_book), Random(7)
    for whole in samples:
        plain = repr(assess(reckoner, whole, date(2024, 6, 1), examples=True))
        assert repr(assess(reckoner, shuffled(whole, chance), date(2024, 6, 1), examples=True)) == plain


def told(answer: Assessment) -> dict[str, object]:
    """What an answer says, whatever order its measures stand in."""
    best = (answer.best_verified, answer.best_with_unverified)
    return {
        "measures": {result.id: result for result in answer.measures},
        "best": [(set(one.measures), set(one.totals), set(one.given_up), one.proved, one.notes) for one in best],
        "totals": set(answer.totals),
        "questions": {(q.need, q.question, q.settles, frozenset(q.measures), q.worth) for q in answer.next_questions},
        "gaps": set(answer.gaps),
        "contradictions": answer.contradictions,
        "ladder": answer.ladder,
    }


def test_the_order_of_measures_and_packs_changes_nothing(
    real_book: RuleBook, samples: list[Enterprise], root: Path
) -> None:
    mixed, chance = load_book([root / "rules"]), Random(11)
    for kept in (mixed.measures, mixed.packs):
        entries = list(kept.items())
        chance.shuffle(entries)
        kept.clear()
        kept.update(entries)  # type: ignore[arg-type]
    plain, other = Reckoner(real_book), Reckoner(mixed)
    assert list(mixed.measures) != list(real_book.measures)
    for whole in samples:
        for day in (date(2024, 6, 1), date(2026, 11, 20)):
            assert told(assess(other, whole, day)) == told(assess(plain, whole, day))


def test_what_was_asked_before_changes_nothing(real_book: RuleBook, samples: list[Enterprise], root: Path) -> None:
    used = Reckoner(real_book)
    for whole in samples:
        for day in (date(2022, 1, 1), date(2026, 11, 20), date(2024, 6, 1)):
            assess(used, whole, day)
    fresh = Reckoner(load_book([root / "rules"]))
    for whole in reversed(samples):
        assert assess(used, whole, date(2024, 6, 1)) == assess(fresh, whole, date(2024, 6, 1))


def test_two_processes_give_the_same_bytes(root: Path) -> None:
    def run(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": ""}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(root)], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    first = run("1")
    assert first.count("\n") >= 5
    assert first == run("2")


def test_the_digest_of_a_pack_follows_its_content_and_not_its_layout(tmp_path: Path, root: Path) -> None:
    import shutil

    shutil.copytree(root / "rules", tmp_path / "rules")
    before = {id: pack.digest for id, pack in load_book([tmp_path / "rules"]).packs.items()}
    changed = sorted((tmp_path / "rules" / "xixian-12").glob("xx12-05.yaml"))[0]
    text = changed.read_text("utf-8")
    changed.write_text("# 说明\n\n" + text, "utf-8")
    assert {id: pack.digest for id, pack in load_book([tmp_path / "rules"]).packs.items()} == before
    changed.write_text(text.replace("值: 3%", "值: 4%", 1), "utf-8")
    after = {id: pack.digest for id, pack in load_book([tmp_path / "rules"]).packs.items()}
    assert [id for id in before if before[id] != after[id]] == ["xixian-12"]


def test_the_digest_of_a_pack_follows_the_shared_gates_it_names(tmp_path: Path) -> None:
    def digest_of(limit: str, used: bool) -> str:
        kinds = {"门槛": {"证据": {"等级": "机构转述"}, "条件": "人数 不低于 下限", "参数": {"下限": {"值": limit}}}}
        folder = tmp_path / f"{limit}{used}"
        world = World(folder, kinds).add("m1", {"共用条件": ["门槛"]} if used else {"条件": "高新技术企业"})
        return world.book.packs["trial"].digest

    assert digest_of("5人", True) != digest_of("6人", True)
    assert digest_of("5人", False) == digest_of("6人", False)
