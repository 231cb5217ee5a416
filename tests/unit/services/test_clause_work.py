"""The desk of clauses: numbers beside their words, corrections tried at once, drafts, two people, files, rules reloaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import RIGHTS, Role
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.clause_fields import compare, fields_of
from qcy_desktop.services.clause_files import read_clause_file
from qcy_desktop.services.clausework import ClauseEntry, ClauseWork
from qcy_desktop.services.correcting import Correction, Corrector
from qcy_desktop.services.verifying import load_office
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount
from tests.unit.services.case_desk import MEASURE, WAN, Clock, company
from tests.unit.services.small_rules import small_rules

CLAUSE = "第二条　对首次认定的国家高新技术企业（2021年1月1日后认定），给予10万元奖励。"
TODAY = date(2023, 12, 20)


@pytest.fixture
def rules(root: Path, tmp_path: Path) -> Path:
    return small_rules(root, tmp_path)


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


class Officers:
    """One desk where people change seats."""

    def __init__(self, rules: Path, packs: Path, store: Storage) -> None:
        self.now = Hand.alone("张敏")
        self.work = ClauseWork(
            assessor=load_office((rules,), packs),
            folders=(rules,),
            packs=packs,
            store=store,
            hand=lambda: self.now,
            clock=Clock(),
            office="西咸新区政务服务大厅",
        )

    def entry(self, **more: object) -> ClauseEntry:
        plain = ClauseEntry(MEASURE, CLAUSE, "西咸管发〔2023〕12号，第 2 页", "第二条", "2023-10-09", "2026-10-08")
        return replace(plain, **more)  # type: ignore[arg-type]

    def verify(self, entry: ClauseEntry | None = None) -> None:
        entry = entry or self.entry()
        failed = self.work.corrector(MEASURE).try_out(entry.correction()).failed
        self.work.sign(entry, tuple(report.name for report in failed))
        self.work.confirm(MEASURE, self.work.second("李卫东"))
        self.work.assessor.become(self.work.reload())


@pytest.fixture
def desk(rules: Path, tmp_path: Path, store: Storage) -> Officers:
    return Officers(rules, tmp_path / "packs", store)


def test_the_words_that_carry_a_number_and_the_numbers_without_a_partner_are_named(desk: Officers) -> None:
    book = desk.work.assessor.book
    fields = fields_of(book, book.measure(MEASURE))
    found = compare(CLAUSE + "奖励期3年。", fields, (date(2023, 10, 9), None))
    assert [number.text for number in found.places["奖励额"]] == ["10万元"]
    assert [number.text for number in found.places["计时起点"]] == ["2021年1月1日"]
    assert [number.text for number in found.unused] == ["3年"] and found.unfound == ()
    poorer = compare("给予5万元奖励。自2023年10月9日起施行。", fields, (date(2023, 10, 9), None))
    assert [number.text for number in poorer.unused] == ["5万元"]
    assert {field.name for field in poorer.unfound} == {"奖励额", "计时起点"}


def test_every_field_of_every_bundled_rule_can_be_signed_as_it_stands(root: Path) -> None:
    book = load_office((root / "rules",), root / "none").book
    untouched = 0
    for measure in book.measures.values():
        fields = fields_of(book, measure)
        assert len({field.key for field in fields}) == len(fields), measure.id
        if fields and measure.source.evidence.grade.value != "类比示例":
            values = {field.path: field.value for field in fields if field.path}
            trial = Corrector(book, measure.id, TODAY).try_out(Correction("文", "文号", values=values))
            assert [now.answer for now in trial.cases] == [before.answer for before in trial.before], measure.id
            untouched += len(values)
    assert untouched > 900


def test_a_changed_number_says_at_once_which_cases_change_and_how(desk: Officers) -> None:
    corrector = desk.work.corrector(MEASURE)
    trial = corrector.try_out(desk.entry(values={"奖励额": "20万元"}).correction())
    moved = [
        (now, before) for now, before in zip(trial.cases, trial.before, strict=True) if now.answer != before.answer
    ]
    assert ("符合 20.00 万元", "符合 10.00 万元") in {(now.answer, before.answer) for now, before in moved}
    assert {report.name for report in trial.failed} <= {now.name for now, _ in moved}
    assert not corrector.try_out(desk.entry().correction()).failed
    with pytest.raises(KnownError, match="十个苹果"):
        corrector.try_out(desk.entry(values={"奖励额": "十个苹果"}).correction())


def test_an_example_from_another_place_is_never_verified(root: Path) -> None:
    book = load_office((root / "rules",), root / "none").book
    example = next(
        one for one in book.measures.values() if one.source.evidence.grade.value == "类比示例" and one.source.versions
    )
    with pytest.raises(KnownError, match="类比示例"):
        Corrector(book, example.id, TODAY).try_out(Correction("文", "文号"))


def test_a_draft_is_kept_for_its_writer_and_serves_until_it_is_signed(desk: Officers) -> None:
    typed = desk.entry(text="第二条 …只抄了一半", values={"奖励额": "12万元"}, start="2023-1")
    desk.work.keep(typed)
    desk.work.keep(replace(typed, source="文号"))
    sheet = desk.work.sheet(MEASURE)
    assert sheet.drafted and sheet.entry == replace(typed, source="文号")
    assert [line.state for line in desk.work.lines()] == ["草稿"]
    desk.now = Hand.alone("李卫东")
    assert not desk.work.sheet(MEASURE).drafted and desk.work.lines() == ()
    desk.now = Hand.alone("张敏")
    desk.work.sign(desk.entry(), ())
    assert [line.state for line in desk.work.lines()] == ["待复核"]


def test_what_is_verified_answers_without_a_restart_and_its_former_number_stays_when_another_is_corrected(
    desk: Officers,
) -> None:
    held = desk.work.assessor
    result = held.assess(company(), TODAY).measure(MEASURE)
    assert not result.verified
    desk.verify(desk.entry(text=CLAUSE.replace("10万", "20万"), values={"奖励额": "20万元"}))
    result = held.assess(company(), TODAY).measure(MEASURE)
    assert result.verified and result.amount is not None and result.amount.low == 20 * WAN
    sheet = desk.work.sheet(MEASURE)
    assert sheet.entry.text.strip() == CLAUSE.replace("10万", "20万") and sheet.entry.values == {}
    assert sheet.entry.start == "2023-10-09" and sheet.verified.startswith("张敏")
    desk.verify(replace(sheet.entry, values={"计时起点": "2021-06-01"}))
    result = held.assess(company(), TODAY).measure(MEASURE)
    assert result.amount is not None and result.amount.low == 20 * WAN
    assert [line.state for line in desk.work.lines()] == ["已核定", "已被取代"]


def test_the_second_person_is_another_one_and_logs_in_where_there_are_accounts(desk: Officers, store: Storage) -> None:
    desk.work.sign(desk.entry(), ())
    with pytest.raises(KnownError, match="两人"):
        desk.work.confirm(MEASURE)
    with pytest.raises(KnownError, match="没有写明复核人"):
        desk.work.second("  ")
    admin = NewAccount("admin", "管理员", frozenset({Role.ADMIN, Role.POLICY}), "Blue!Kettle7z")
    store.accounts.add(admin, "张敏", desk.work.clock())
    assert desk.work.needs_log_in()
    with pytest.raises(KnownError, match="用户名或密码"):
        desk.work.second("admin", "wrong")
    done = desk.work.confirm(MEASURE, desk.work.second("admin", "Blue!Kettle7z"))
    assert (done.signed_by, done.confirmed_by) == ("张敏", "admin")


def test_who_may_not_verify_may_look_and_is_told_why(desk: Officers) -> None:
    desk.now = Hand("王文静", RIGHTS[Role.COUNTER])
    assert "核定政策规则" in desk.work.sheet(MEASURE).why_not
    with pytest.raises(KnownError, match="没有“核定政策规则”的权限"):
        desk.work.sign(desk.entry(), ())


def test_an_earlier_version_can_be_had_back_and_again_takes_two(desk: Officers) -> None:
    desk.verify()
    desk.work.revoke(MEASURE, "核错了条款")
    desk.work.assessor.become(desk.work.reload())
    assert desk.work.lines()[0].state == "已撤销" and "核错了条款" in desk.work.lines()[0].remark
    back = desk.work.roll_back(1)
    assert back.number == 2 and back.text == CLAUSE + "\n"
    with pytest.raises(KnownError, match="两人"):
        desk.work.confirm(MEASURE)
    desk.work.confirm(MEASURE, desk.work.second("李卫东"))
    desk.work.assessor.become(desk.work.reload())
    assert desk.work.lines()[0].state == "已核定"
    with pytest.raises(KnownError, match="没有第 9 号"):
        desk.work.roll_back(9)


def test_a_rule_changed_by_hand_is_never_the_base_of_another_signature(desk: Officers, tmp_path: Path) -> None:
    desk.verify()
    rule = tmp_path / "packs" / "verified" / "xixian-16" / f"{MEASURE}.yaml"
    rule.write_text(rule.read_text("utf-8").replace("奖励额: {值: 10万元}", "奖励额: {值: 90万元}"), "utf-8")
    desk.work.assessor.become(desk.work.reload())
    assert desk.work.lines()[0].state == "文字或规则有变"
    fields = {field.path: field.value for field in desk.work.sheet(MEASURE).fields}
    assert fields["奖励额"] == "10万元"
    assert "90万元" not in desk.work.sign(desk.entry(), ()).rule


def test_another_office_gets_one_file_and_signs_it_anew(
    desk: Officers, rules: Path, tmp_path: Path, root: Path
) -> None:
    with pytest.raises(KnownError, match="没有可导出"):
        desk.work.export()
    desk.verify(desk.entry(text=CLAUSE.replace("10万", "20万"), values={"奖励额": "20万元"}))
    body = desk.work.export()
    with Storage.open(tmp_path / "other", root / "db" / "migrations") as store:
        other = Officers(rules, tmp_path / "other-packs", store)
        assert [one.measure for one in other.work.take_in(body).entries] == [MEASURE]
        sheet = other.work.sheet(MEASURE)
        assert sheet.drafted and not sheet.verified
        assert sheet.entry.values == {"奖励额": "20万元"} and sheet.entry.source == "西咸管发〔2023〕12号，第 2 页"
    for broken in (body.replace("20万元".encode(), "90万元".encode()), body[:-40], b"{}", b"\xff"):
        with pytest.raises(KnownError, match="不是完整的核定文件"):
            read_clause_file(broken)


def test_a_file_for_a_measure_that_is_unknown_here_brings_nothing_and_says_so(
    desk: Officers, root: Path, tmp_path: Path
) -> None:
    desk.verify()
    folder = tmp_path / "poor"
    folder.mkdir()
    for name in ("facts.yaml", "kinds.yaml"):
        (folder / name).write_bytes((root / "rules" / name).read_bytes())
    with Storage.open(tmp_path / "other", root / "db" / "migrations") as store:
        other = Officers(folder, tmp_path / "other-packs", store)
        assert other.work.take_in(desk.work.export()).entries == ()
