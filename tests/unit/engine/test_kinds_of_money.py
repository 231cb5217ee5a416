"""The combination against every legal subset: cash first, then each further kind of money, never added up; caps and ledger held."""

from __future__ import annotations

from datetime import date
from itertools import combinations as subsets
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.assessment import Nature
from qcy_desktop.domain.enterprise import Award, Enterprise
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.stacking import combinations
from tests.unit.engine.columns import drawing

DAY = date(2024, 6, 1)
MODES = ("叠加", "就高", "差额", "一次性", "择一")


class Drawn(NamedTuple):
    nature: str
    amount: int
    matter: str
    mode: str
    pool: str


MEASURES = st.lists(
    st.builds(
        Drawn,
        st.sampled_from([nature.value for nature in Nature][:4]),
        st.integers(1, 9),
        st.sampled_from("甲乙"),
        st.sampled_from(MODES),
        st.sampled_from(("", "", "池")),
    ),
    min_size=1,
    max_size=6,
)
CAP = 7
LEDGER = st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(1, 9)), max_size=2)


def _text(index: int, drawn: Drawn) -> str:
    pool = f", 上限组: {drawn.pool}, 组上限: 上限" if drawn.pool else ""
    return (
        f"编号: m{index}\n标题: 试试{index}\n条款: {{条: 一}}\n证据: {{等级: 机构转述}}\n资金性质: {drawn.nature}\n"
        f"出资: {{西咸新区: 1}}\n版本:\n  - 施行: {{自: 2020-01-01}}\n    参数:\n      钱: {{值: {drawn.amount}元}}\n"
        f"      上限: {{值: {CAP}元}}\n    金额:\n      - 定额: 钱\n"
        f"    叠加: {{事项: {drawn.matter}, 方式: {drawn.mode}{pool}}}\n"
    )


def _exclude(left: Drawn, right: Drawn) -> bool:
    return left.matter == right.matter and "叠加" not in (left.mode, right.mode)


def _after(drawn: Drawn, ledger: list[tuple[str, int]]) -> int:
    got = sum(amount for matter, amount in ledger if matter == drawn.matter)
    if drawn.mode == "叠加" or not got:
        return drawn.amount
    return max(0, drawn.amount - got) if drawn.mode in ("就高", "差额") else 0


def _worth(chosen: tuple[Drawn, ...], ledger: list[tuple[str, int]]) -> tuple[int, ...]:
    """What is paid of each kind of money, the shared cap held for each kind by itself."""
    sums = []
    for nature in Nature:
        mine = [drawn for drawn in chosen if drawn.nature == nature.value]
        pooled = sum(_after(drawn, ledger) for drawn in mine if drawn.pool)
        sums.append(min(pooled, CAP) + sum(_after(drawn, ledger) for drawn in mine if not drawn.pool))
    return tuple(sums)


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    return drawing.small_dictionary(tmp_path_factory.mktemp("rules"))


@given(drawn=MEASURES, ledger=LEDGER)
def test_the_combination_is_the_best_of_all_legal_ones(
    dictionary: Dictionary, drawn: list[Drawn], ledger: list[tuple[str, int]]
) -> None:
    book = drawing.book_of(dictionary, [_text(i, one) for i, one in enumerate(drawn)])
    awards = tuple(Award(matter, amount * 100, date(2022, 1, 1), "西咸新区") for matter, amount in ledger)
    reckoning = Reckoner(book).reckon(Enterprise(awards=awards), DAY)
    best = combinations(book, reckoning)[1]
    legal = [
        chosen
        for size in range(len(drawn) + 1)
        for chosen in subsets(drawn, size)
        if not any(_exclude(a, b) for a, b in subsets(chosen, 2))
    ]
    expected = max(_worth(chosen, ledger) for chosen in legal)
    paid: dict[Any, int] = {}
    for total in best.totals:
        paid[total.nature] = paid.get(total.nature, 0) + total.span.low
    assert tuple(paid.get(nature, 0) // 100 for nature in Nature) == expected
    taken = [drawn[int(id[1:])] for id in best.measures]
    assert not any(_exclude(a, b) for a, b in subsets(taken, 2))


@given(drawn=MEASURES)
def test_a_pin_costs_exactly_what_the_best_without_it_pays_more(dictionary: Dictionary, drawn: list[Drawn]) -> None:
    book = drawing.book_of(dictionary, [_text(i, one) for i, one in enumerate(drawn)])
    reckoning = Reckoner(book).reckon(Enterprise(awards=()), DAY)
    free = combinations(book, reckoning)[1]
    for id in (f"m{i}" for i in range(len(drawn))):
        pinned = combinations(book, reckoning, {id})[1]
        assert id in pinned.measures
        sums = [{t.nature: t.span.low for t in found.totals} for found in (free, pinned)]
        for nature in Nature:
            assert dict(pinned.cost).get(nature, 0) == sums[0].get(nature, 0) - sums[1].get(nature, 0)
