"""The pool of a measure under 总量控制: what a year's real cases have taken, what is left, what the waiting ones would get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import load_book
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casebudgets import Asked, BudgetPreview, budget_preview
from qcy_desktop.services.casework import CaseView
from qcy_desktop.storage import Storage
from qcy_desktop.storage.cases import CaseWish
from qcy_desktop.storage.plain import canonical
from tests.unit.services.case_desk import MEASURE, VERIFIED, WAN, Office
from tests.unit.services.small_rules import capped_rules, small_rules


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


@pytest.fixture
def office(store: Storage, root: Path, tmp_path: Path) -> Office:
    """An office whose one measure stands under 总量控制 and pays 10 万元 each."""
    made = Office(store)
    made.clock.now = datetime(2023, 11, 20, 1, 0, tzinfo=UTC)  # a payment takes half a month, within the year
    made.assessor = Assessor(load_book([capped_rules(root, tmp_path)]), VERIFIED)
    return made


def accepted(office: Office, number: int, most: int | None = None) -> CaseView:
    """An accepted case at its first review; `most` is the bound an officer set by hand."""
    view = office.accepted(office.enterprise(f"西咸新区虚构示例{number}号有限公司", ""))
    view = office.do(view.id, Act.FORWARD)
    return view if most is None else office.do(view.id, Act.ADJUST, Role.REVIEW, "按审计核减", amount=most)


def decided(office: Office, number: int) -> CaseView:
    return office.decided(office.enterprise(f"西咸新区虚构示例{number}号有限公司", ""))


def look(office: Office, pool: int, year: int = 2023, measure: str = MEASURE) -> BudgetPreview:
    return budget_preview(office.work(Role.REVIEW), Asked(measure, pool, year))


def test_waiting_cases_are_cut_alike_to_what_decided_and_paid_ones_have_left(office: Office) -> None:
    office.paid(office.enterprise("西咸新区虚构示例1号有限公司", ""))
    decided(office, 2)
    first, second = accepted(office, 3), accepted(office, 4, 5 * WAN)
    found = look(office, 30 * WAN)
    assert (found.sharing.pool.committed, found.decided, found.paid) == (20 * WAN, 2, 10 * WAN)
    assert (found.sharing.pool.left, found.sharing.short, found.sharing.rate) == (10 * WAN, 5 * WAN, Fraction(2, 3))
    assert [(one.number, one.claimed, one.after) for one in found.waiting] == [
        (first.row.number, 10 * WAN, 66_666_67),
        (second.row.number, 5 * WAN, 33_333_33),
    ]
    assert found.waiting[0].enterprise == "西咸新区虚构示例3号有限公司" and found.waiting[0].stage is Stage.FIRST


def test_a_pool_that_suffices_cuts_nobody_and_an_exhausted_one_leaves_nothing(office: Office) -> None:
    decided(office, 1)
    accepted(office, 2)
    assert [one.after for one in look(office, 20 * WAN).waiting] == [10 * WAN]
    spent = look(office, 8 * WAN)
    assert [one.after for one in spent.waiting] == [0]
    assert (spent.sharing.pool.left, spent.sharing.pool.over) == (0, 2 * WAN)


def test_only_what_was_paid_stays_committed_when_a_decided_case_is_broken_off_and_filed(office: Office) -> None:
    view = decided(office, 1)
    office.do(view.id, Act.WITHDRAW)
    assert look(office, 20 * WAN).sharing.pool.committed == 0
    office.do(view.id, Act.FILE, Role.REVIEW)
    assert look(office, 20 * WAN).sharing.pool.committed == 0
    done = office.paid(office.enterprise("西咸新区虚构示例2号有限公司", ""))
    office.do(done.id, Act.FILE, Role.REVIEW)
    assert look(office, 20 * WAN).sharing.pool.committed == 10 * WAN


def test_a_decision_taken_back_frees_its_sum_and_the_case_waits_again(office: Office) -> None:
    view = decided(office, 1)
    office.work(Role.HEAD).revoke(view.id, "会议纪要号写错")
    found = look(office, 4 * WAN)
    assert (found.sharing.pool.committed, [one.after for one in found.waiting]) == (0, [4 * WAN])


def test_money_that_came_back_is_told_and_not_put_back_into_the_pool(office: Office) -> None:
    view = office.paid(office.enterprise("西咸新区虚构示例1号有限公司", ""))
    office.do(view.id, Act.DEMAND, Role.HEAD, amount=3 * WAN)
    office.do(view.id, Act.RECOVER, Role.HEAD, amount=2 * WAN)
    found = look(office, 10 * WAN)
    assert (found.sharing.pool.left, found.recovered) == (0, 2 * WAN)


def test_cases_count_in_the_year_in_which_they_were_accepted(office: Office) -> None:
    accepted(office, 1)
    office.clock.now = datetime(2024, 1, 8, 1, 0, tzinfo=UTC)
    accepted(office, 2)
    office.opened(office.enterprise("西咸新区虚构示例3号有限公司", ""))
    old, new = look(office, 0), look(office, 0, 2024)
    assert [one.enterprise[8:10] for one in (*old.waiting, *new.waiting)] == ["1号", "2号"]
    assert (old.early, new.early) == (1, 1)


def test_a_case_without_a_reckoned_ceiling_is_named_and_not_cut(office: Office, store: Storage) -> None:
    view = accepted(office, 1)
    body = canonical(replace(view.dossier, most=None))
    store.save_case(replace(view.row, body=body), "审核1", office.clock())
    found = look(office, WAN)
    assert (found.waiting, found.unbounded) == ((), (view.row.number,))


def test_cases_in_the_archive_of_a_closed_year_still_count(office: Office, store: Storage) -> None:
    view = office.paid(office.enterprise("西咸新区虚构示例1号有限公司", ""))
    office.clock.now = datetime(2024, 1, 8, 1, 0, tzinfo=UTC)
    office.do(view.id, Act.FILE, Role.REVIEW)
    store.archive.make(2024, "管理1", datetime(2025, 2, 1, tzinfo=UTC))
    assert store.named_cases(CaseWish()) == ()
    assert look(office, 10 * WAN).sharing.pool.committed == 10 * WAN


def test_the_preview_bears_the_words_of_the_rule_and_whether_its_clause_is_verified(office: Office) -> None:
    found = look(office, WAN)
    assert (found.words, found.verified_by) == (("年度预算内按比例核减",), VERIFIED[MEASURE])
    office.assessor = Assessor(office.assessor.book)
    assert (look(office, WAN).verified_by, look(office, WAN).evidence) == ("", "机构转述")


def test_looking_changes_nothing(office: Office, store: Storage) -> None:
    accepted(office, 1)
    before = len(store.care.audit(limit=1000))
    look(office, WAN)
    assert len(store.care.audit(limit=1000)) == before


def test_a_measure_without_a_pool_or_not_in_force_that_year_is_told_so(
    office: Office, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(KnownError, match="2022 年施行的规则里没有写总量控制"):
        look(office, WAN, 2022)
    with pytest.raises(KnownError, match="没有“0”这个年份"):
        look(office, WAN, 0)
    with pytest.raises(KnownError, match="没有编号为“xx16-99”的措施"):
        look(office, WAN, measure="xx16-99")
    with pytest.raises(KnownError, match="总额小于零"):
        look(office, -1)
    office.assessor = Assessor(load_book([small_rules(root, tmp_path / "plain")]))
    with pytest.raises(KnownError, match="没有写总量控制"):
        look(office, WAN)
