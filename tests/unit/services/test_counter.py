"""The clerk's errand: what is saved is found again, unfinished work waits, kept assessments can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.domain.assessment import Assessment, Combination
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.counter import Counter, area_of
from qcy_desktop.services.staff import Staff
from qcy_desktop.storage import Storage


class Clock:
    """A clock that moves on by a minute each time it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


@pytest.fixture
def counter(store: Storage) -> Counter:
    return Counter(store, lambda: Hand.alone("窗口一"), Clock())


@pytest.fixture
def company() -> Enterprise:
    return Enterprise(
        name="西咸清源氢能科技有限公司",
        uscc="91990000MA00000017",
        as_of=date(2024, 6, 1),
        facts={("tax_area", None): "泾河新城", ("staff", 2023): 48},
    )


def empty_assessment(company: Enterprise, as_of: date) -> Assessment:
    nothing = Combination((), (), (), None, proved=True)
    return Assessment(company.name, company.uscc, as_of, "1", (), (), nothing, nothing, (), (), ())


def test_a_saved_enterprise_is_found_by_name_and_by_first_letters(counter: Counter, company: Enterprise) -> None:
    id = counter.save(company)
    assert [row.id for row in counter.find("清源")] == [id]
    assert [row.id for row in counter.find("qynk")] == []
    assert [row.id for row in counter.find("qyqn")] == [id]
    assert counter.load(id).facts == company.facts


def test_saving_again_changes_the_same_row(counter: Counter, company: Enterprise) -> None:
    id = counter.save(company)
    grown = replace(company, facts={**company.facts, ("staff", 2023): 60})
    assert counter.save(grown, id) == id
    assert counter.load(id).facts[("staff", 2023)] == 60
    assert len(counter.find("")) == 1


def test_the_list_shows_where_an_enterprise_belongs(counter: Counter, company: Enterprise) -> None:
    counter.save(company)
    assert counter.find("")[0].area == "泾河新城"
    assert area_of(Enterprise()) is None


def test_a_kept_assessment_stands_in_the_history_newest_first(counter: Counter, company: Enterprise) -> None:
    id = counter.save(company)
    first = counter.keep(id, empty_assessment(company, date(2024, 6, 1)))
    second = counter.keep(id, empty_assessment(company, date(2024, 7, 1)))
    history = counter.history(id)
    assert [kept.row.id for kept in history] == [second, first]
    assert history[0].row.as_of == date(2024, 7, 1)
    assert counter.store.load_assessment(first).inputs.as_of == date(2024, 6, 1)


def test_unfinished_work_is_found_again_under_its_key(counter: Counter) -> None:
    when = counter.save_draft("a1", "某公司", '{"name": "某公司"}')
    (draft,) = counter.drafts()
    assert (draft.key, draft.title, draft.body) == ("a1", "某公司", '{"name": "某公司"}')
    assert draft.saved_at == when


def test_a_draft_saved_again_takes_the_place_of_its_former_self(counter: Counter) -> None:
    counter.save_draft("a1", "某公司", "one")
    counter.save_draft("b2", "另一家", "other")
    counter.save_draft("a1", "某公司", "two")
    assert [(draft.key, draft.body) for draft in counter.drafts()] == [("a1", "two"), ("b2", "other")]


def test_a_dropped_draft_is_gone_and_dropping_it_twice_is_no_error(counter: Counter) -> None:
    counter.save_draft("a1", "某公司", "one")
    counter.drop_draft("a1")
    counter.drop_draft("a1")
    assert counter.drafts() == ()


def test_drafts_of_another_clerk_are_not_shown(counter: Counter) -> None:
    counter.save_draft("a1", "某公司", "one")
    assert replace(counter, hand=lambda: Hand.alone("窗口二")).drafts() == ()


def test_drafts_of_before_there_were_accounts_are_found_by_whoever_logs_in(counter: Counter) -> None:
    counter.save_draft("a1", "早先公司", "one")
    store, clock = counter.store, counter.clock
    Staff(store, Hand.nobody, clock).begin("guan", "管某", "Weiyang-2026a")
    hand = Hand.of(store.accounts.login("guan", "Weiyang-2026a", clock()))
    seated = replace(counter, hand=lambda: hand)
    assert [draft.title for draft in seated.drafts()] == ["早先公司"]
    seated.save_draft("a1", "早先公司", "two")
    assert [(draft.who, draft.title) for draft in store.list_drafts()] == [("guan", "早先公司")]


def test_a_desk_that_loaded_before_another_saved_is_refused_and_nothing_is_overwritten(counter: Counter) -> None:
    other = Counter(counter.store, lambda: Hand.alone("另一窗口"), counter.clock)
    id = counter.save(Enterprise(name="西咸示例甲有限公司", uscc="91990000MA7QCY108M"))
    mine, theirs = counter.load(id), other.load(id)
    other.save(replace(theirs, name="西咸示例乙有限公司"), id)
    with pytest.raises(KnownError):
        counter.save(replace(mine, name="西咸示例丙有限公司"), id)
    assert counter.load(id).name == "西咸示例乙有限公司"
