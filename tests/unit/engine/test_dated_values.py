"""Values that change on the way: by the day of a record, added up over days, between days that are not known."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine.accrual import Accrual
from qcy_desktop.engine.grammar import Scope, parse_number
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.parameters import build_histories, build_parameters
from qcy_desktop.engine.schema import ParameterSource
from tests.unit.engine.patterns import Museum

DAYS = st.integers(date(2020, 1, 1).toordinal(), date(2026, 12, 31).toordinal())


def history(rates: dict[int, Fraction]) -> Any:
    """A dated parameter with rates in per mille from ordinals on."""
    rows = [{"自": date.fromordinal(day).isoformat(), "值": f"{rate * 1000}‰"} for day, rate in rates.items()]
    return build_histories({"利率": ParameterSource.model_validate({"历": rows})})["利率"]


@given(st.dictionaries(DAYS, st.integers(0, 60), min_size=1, max_size=6), DAYS, DAYS)
def test_interest_is_the_sum_of_each_days_rate(rates: dict[int, int], start: int, end: int) -> None:
    sums = Accrual(history({day: Fraction(rate, 1000) for day, rate in rates.items()}), 1000)
    expected = 0
    for day in range(start, end):
        begun = [first for first in rates if first <= day]
        expected += rates[max(begun)] if begun else 0
    assert sums.between(start, end) == expected


@pytest.fixture(scope="module")
def museum() -> Museum:
    return Museum()


def _paid(museum: Museum, loan: dict[str, str]) -> tuple[int, int]:
    amount = museum.result("a23-interest-on-lpr-by-days", {"records": {"贷款": [loan]}}).amount
    assert amount is not None and amount.high is not None
    return amount.low, amount.high


LOAN = {"贷款本金": "360万元", "实付利息": "100万元"}
YEAR = st.dates(date(2023, 1, 1), date(2023, 12, 31))


@given(start=YEAR, days=st.integers(0, 700))
def test_what_an_unknown_day_may_pay_holds_every_day_it_can_be(museum: Museum, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    whole = {**LOAN, "放款日期": start.isoformat(), "还款日期": end.isoformat()}
    exact, same = _paid(museum, whole)
    assert exact == same
    for hidden in ("放款日期", "还款日期"):
        low, high = _paid(museum, {key: value for key, value in whole.items() if key != hidden})
        assert low <= exact <= high


def test_a_day_that_is_bounded_by_a_known_one_bounds_the_amount(museum: Museum) -> None:
    low, high = _paid(museum, {**LOAN, "放款日期": "2023-12-30"})
    assert (low, high) == (0, 345_00)


def _scope(museum: Museum) -> Scope:
    sources = {
        "利率": ParameterSource.model_validate({"历": [{"自": "2023-01-01", "值": "3%"}]}),
        "定数": ParameterSource.model_validate({"值": "3%"}),
        "降息": ParameterSource.model_validate({"历": [{"自": "2023-01-01", "值": "-1%"}]}),
    }
    return Scope(
        museum.book.dictionary,
        build_parameters(sources, date(2024, 1, 1)),
        histories=build_histories(sources),
    )


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("按日(定数, 成立日期)", "不是写了“历”的参数"),
        ("按日(利率)", "写成 按日"),
        ("按日累计(利率, 成立日期)", "写成 按日累计"),
        ("按日累计(降息, 成立日期, 评估日)", "负值"),
        ("按日(利率, 营业收入)", "不是日期"),
    ],
)
def test_a_dated_value_written_wrongly_is_refused(museum: Museum, sentence: str, said: str) -> None:
    with pytest.raises(SentenceError, match=said):
        parse_number(sentence, _scope(museum))


def test_tables_stand_inside_sentences_and_zero_takes_the_unit(museum: Museum) -> None:
    table = ParameterSource.model_validate({"表": [{"不足": "100万元", "值": "1万元"}, {"值": "2万元"}]})
    scope = Scope(museum.book.dictionary, build_parameters({"档": table}, date(2024, 1, 1)))
    assert parse_number("最大(0, 查表(档, 营业收入))", scope).dim == (("money", 1),)
    with pytest.raises(SentenceError, match="不是表"):
        parse_number("查表(营业收入, 营业收入)", scope)


@pytest.mark.parametrize(("months", "amount"), [("2021-06-02", 24_0000_00), ("2021-06-01", 12_0000_00)])
def test_rent_per_square_metre_and_month_is_money(museum: Museum, months: str, amount: int) -> None:
    lease = {"租赁面积": "1000平方米", "月租金单价": "20元/平方米/月", "起租日期": months}
    result = museum.result("a20-rent-full-then-half", {"records": {"租赁用房": [lease]}})
    assert result.amount is not None and result.amount.low == amount


def test_a_mu_is_whole(museum: Museum) -> None:
    facts = {
        "用地面积": "0.01亩",
        "纳税额": {"2023": "1000元"},
        "行业亩均税收": "10万元/亩",
        "城镇土地使用税": {"2023": "1元"},
    }
    result = museum.result("a42-tax-per-mu", {"facts": facts})
    assert result.amount is not None and result.amount.low == 50
