"""核定: two people, the official text beside the rule, every version kept, and nothing counts that was changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import RIGHTS, Role, Session
from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.cases import run_cases
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.correcting import Correction
from qcy_desktop.services.verifying import REGISTER, Verifying, load_office, read_register
from qcy_desktop.storage import Storage
from tests.unit.services.case_desk import MEASURE, WAN, Clock, company
from tests.unit.services.small_rules import small_rules

CLAUSE = "第二条　对首次认定的国家高新技术企业，给予10万元奖励。"
DAY = date(2023, 12, 20)


@pytest.fixture
def rules(root: Path, tmp_path: Path) -> Path:
    return small_rules(root, tmp_path)


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


class Room:
    """Two policy officers over one folder of packs."""

    def __init__(self, rules: Path, packs: Path, store: Storage) -> None:
        self.rules, self.packs, self.store, self.clock = rules, packs, store, Clock()

    def officer(self, name: str, role: Role = Role.POLICY) -> Verifying:
        return Verifying((self.rules,), self.packs, self.store, Hand(name, RIGHTS[role]), self.clock)

    def verified(self) -> bool:
        result = load_office((self.rules,), self.packs).assess(company(), DAY).measure(MEASURE)
        assert result.verdict is Verdict.ELIGIBLE
        return result.verified


@pytest.fixture
def room(rules: Path, tmp_path: Path, store: Storage) -> Room:
    return Room(rules, tmp_path / "packs", store)


@pytest.fixture
def correction() -> Correction:
    return Correction(CLAUSE, "西咸管发〔2023〕12号，第 2 页", start=date(2023, 10, 9), end=date(2026, 10, 8))


def test_a_clause_is_verified_only_when_a_second_person_has_confirmed(room: Room, correction: Correction) -> None:
    assert not room.verified()
    room.officer("张敏").sign(MEASURE, correction)
    assert not room.verified()
    with pytest.raises(KnownError, match="两人"):
        room.officer("张敏").confirm(MEASURE)
    assert [entry.measure for entry in room.officer("李卫东").waiting()] == [MEASURE]
    room.officer("李卫东").confirm(MEASURE)
    assert room.verified()
    words = load_office((room.rules,), room.packs).reckoner.verified[MEASURE]
    assert words == "张敏 2023年12月20日核定，李卫东 2023年12月20日复核"


def test_papers_name_the_people_who_verified_and_the_two_person_rule_their_accounts(
    room: Room, correction: Correction
) -> None:
    def named(user: str) -> Verifying:
        hand = Hand.of(Session(user, "张敏", frozenset({Role.POLICY}), room.clock()))
        return Verifying((room.rules,), room.packs, room.store, hand, room.clock)

    named("zhangmin").sign(MEASURE, correction)
    with pytest.raises(KnownError, match="两人"):
        named("zhangmin").confirm(MEASURE)
    named("zhangmin2").confirm(MEASURE)
    words = load_office((room.rules,), room.packs).reckoner.verified[MEASURE]
    assert words == "张敏 2023年12月20日核定，张敏 2023年12月20日复核"


def test_what_is_verified_bears_the_text_its_hash_and_the_official_grade(room: Room, correction: Correction) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    book = load_office((room.rules,), room.packs).book
    source = book.measure(MEASURE).source
    assert source.evidence.grade.value == "官方文本"
    assert (Path(book.measure(MEASURE).file).parent / source.clause.text).read_text("utf-8") == CLAUSE + "\n"
    assert book.packs["xixian-16"].source.version.endswith("+1")
    assert source.versions[-1].force.end_inferred is False


def test_a_corrected_number_is_paid_and_its_cases_must_be_accepted_one_by_one(
    room: Room, correction: Correction
) -> None:
    changed = replace(correction, text=CLAUSE.replace("10万", "20万"), values={"奖励额": "20万元"})
    officer = room.officer("张敏")
    failed = officer.try_out(MEASURE, changed).failed
    assert failed and "20" in officer.try_out(MEASURE, changed).words
    with pytest.raises(KnownError, match="个样例与改后的规则不符"):
        officer.sign(MEASURE, changed)
    officer.sign(MEASURE, changed, [report.name for report in failed])
    room.officer("李卫东").confirm(MEASURE)
    result = load_office((room.rules,), room.packs).assess(company(), DAY).measure(MEASURE)
    assert result.amount is not None and result.amount.low == 20 * WAN and result.verified
    book = load_office((room.rules,), room.packs).book
    assert all(report.passed for report in run_cases(Reckoner(book), [book.measure(MEASURE)]))


def test_taking_it_back_restores_the_rule_that_came_with_the_program(room: Room, correction: Correction) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    with pytest.raises(KnownError, match="理由"):
        room.officer("李卫东").revoke(MEASURE, " ")
    room.officer("李卫东").revoke(MEASURE, "文件已修订")
    assert not room.verified()
    assert load_office((room.rules,), room.packs).book.measure(MEASURE).source.evidence.grade.value == "机构转述"
    kept = room.officer("张敏").history(MEASURE)
    assert kept[0].reason == "文件已修订" and CLAUSE in kept[0].text


def test_a_newer_program_brings_newer_rules_and_what_is_verified_still_stands(
    room: Room, correction: Correction, root: Path
) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    pack = room.rules / "xixian-16"
    (pack / "xx16-01.yaml").write_bytes((root / "rules" / "xixian-16" / "xx16-01.yaml").read_bytes())
    head = (pack / "pack.yaml").read_text("utf-8")
    version = room_version(head)
    (pack / "pack.yaml").write_text(head.replace(version, "2027.1"), "utf-8")
    found = load_office((room.rules,), room.packs)
    assert "xx16-01" in found.book.measures and set(found.reckoner.verified) == {MEASURE}
    assert found.book.packs["xixian-16"].source.version == "2027.1+1"
    held = (room.packs / "verified" / "xixian-16" / "pack.yaml").stat().st_mtime_ns
    assert room.verified()
    assert (room.packs / "verified" / "xixian-16" / "pack.yaml").stat().st_mtime_ns == held


def test_what_no_longer_loads_under_newer_rules_counts_as_unverified_and_nothing_stops(
    room: Room, correction: Correction
) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    gates = room.rules / "kinds.yaml"
    gates.write_text(gates.read_text("utf-8").replace("新设立起点", "另一个起点"), "utf-8")
    rule = room.rules / "xixian-16" / f"{MEASURE}.yaml"
    rule.write_text(rule.read_text("utf-8").replace("新设立起点", "另一个起点"), "utf-8")
    assert load_office((room.rules,), room.packs).reckoner.verified == {}
    assert room.officer("张敏").history(MEASURE)[0].stands


def room_version(head: str) -> str:
    return next(line.partition(":")[2].strip() for line in head.splitlines() if line.startswith("版本:"))


def test_a_text_or_rule_changed_by_hand_no_longer_counts(room: Room, correction: Correction) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    overlay = room.packs / "verified" / "xixian-16"
    text = overlay / "texts" / f"{MEASURE}.md"
    text.write_text(CLAUSE + "（改）\n", "utf-8")
    assert not room.verified()
    text.write_text(CLAUSE + "\n", "utf-8")
    assert room.verified()
    rule = overlay / f"{MEASURE}.yaml"
    rule.write_text(rule.read_text("utf-8").replace("奖励额: {值: 10万元}", "奖励额: {值: 90万元}"), "utf-8")
    assert not room.verified()


def test_a_register_changed_by_hand_is_refused(room: Room, correction: Correction) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    register = room.packs / "verified" / REGISTER
    register.write_text(register.read_text("utf-8").replace('"confirmed_by": ""', '"confirmed_by": "王五"'), "utf-8")
    with pytest.raises(KnownError, match="被改动过"):
        read_register(room.packs / "verified")


def test_only_policy_officers_verify_and_every_act_is_in_the_chain(
    room: Room, correction: Correction, store: Storage
) -> None:
    with pytest.raises(KnownError, match="没有“核定政策规则”的权限"):
        room.officer("王文静", Role.COUNTER).sign(MEASURE, correction)
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("李卫东").confirm(MEASURE)
    room.officer("张敏").revoke(MEASURE, "文件已修订")
    assert [row.act for row in store.care.audit("rule", MEASURE)] == ["rule.revoke", "rule.confirm", "rule.sign"]


def test_a_correction_without_text_or_of_an_unknown_parameter_is_refused(room: Room, correction: Correction) -> None:
    officer = room.officer("张敏")
    with pytest.raises(KnownError, match="没有录入官方条文"):
        officer.sign(MEASURE, replace(correction, text="  "))
    with pytest.raises(KnownError, match="可改的参数：计时起点、奖励额"):
        officer.sign(MEASURE, replace(correction, values={"奖励金额": "1万元"}))
    with pytest.raises(KnownError):
        officer.sign(MEASURE, replace(correction, values={"奖励额": "十个苹果"}))
    assert officer.history(MEASURE) == () and not (room.packs / "verified.trial").exists()


def test_signing_again_takes_the_place_of_what_waits(room: Room, correction: Correction) -> None:
    room.officer("张敏").sign(MEASURE, correction)
    room.officer("张敏").sign(MEASURE, replace(correction, article="第二条第一款"))
    assert [entry.number for entry in room.officer("李卫东").waiting()] == [2]
    room.officer("李卫东").confirm(MEASURE)
    assert load_office((room.rules,), room.packs).book.measure(MEASURE).source.clause.article == "第二条第一款"
