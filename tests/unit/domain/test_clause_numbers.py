"""Numbers of official texts: in figures and in Chinese numerals, with their units, and what only looks like a number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.clause_numbers import number_of, numbers_in, read_numeral


def found(text: str) -> list[str]:
    return [number.text for number in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第二条　对首次认定的国家高新技术企业，给予10万元奖励。", ["10万元"]),
        ("（一）按上一年度研发费用增量的百分之三给予补助，每年最高不超过200万元。", ["百分之三", "200万元"]),
        ("首次突破一千万元、五千万元的，分别奖励十万元、二十万元", ["一千万元", "五千万元", "十万元", "二十万元"]),
        ("日加注能力不低于500公斤，按建设投资的1/3给予最高1,000万元", ["500公斤", "1/3", "1,000万元"]),
        ("省、市、区按1:1:1承担", ["1", "1", "1"]),
        ("给予20%～30%、最高10-20万元", ["20%", "30%", "10", "20万元"]),
        ("自2023年10月9日起施行，有效期3年。西咸管发〔2023〕12号", ["2023年10月9日", "3年"]),
        ("1.对甲给予50万元；2、对乙给予1.5亿元", ["50万元", "1.5亿元"]),
        ("减半、三分之一、千分之五、３０万元、60个工作日", ["减半", "三分之一", "千分之五", "３０万元", "60个工作日"]),
        ("统一管理，一般不再一次性兑现，一并报送", []),
        ("营业收入2000万元以上、上亿元规模、千万元以下", ["2000万元"]),
        ("每千克35元，每万公里8元", ["35元", "8元"]),
    ],
)
def test_the_numbers_of_a_clause_are_found_where_they_stand(text: str, numbers: list[str]) -> None:
    assert found(text) == numbers
    assert all(text[number.start : number.end] == number.text for number in numbers_in(text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十万元", "10万元"), ("两百万元", "200万元"), ("一亿二千万元", "12000万元"), ("百分之五", "5%"), ("三分之一", "1/3"),
        ("1000万", "1000万元"), ("12个月", "1年"), ("500公斤", "500千克"), ("一半", "50%"), ("三点五%", "3.5%"), ("十五人", "15"),
        ("5‰", "0.5%"), ("2023年10月9日", "2023-10-09"), ("60个工作日", "60天"), ("35元", "35元/千克"),
    ],
)  # fmt: skip
def test_a_number_means_the_value_of_a_rule_however_it_is_written(written: str, value: str) -> None:
    inside, known = numbers_in(f"给予{written}。"), number_of(value)
    assert len(inside) == 1 and known is not None and inside[0].means(known)


@pytest.mark.parametrize(
    ("written", "value"), [("10万元", "10%"), ("3年", "3天"), ("10", "10万元"), ("十万元", "100万元")]
)
def test_different_numbers_are_not_taken_for_each_other(written: str, value: str) -> None:
    known = number_of(value)
    assert known is not None and not numbers_in(f"给予{written}。")[0].means(known)


def test_the_second_number_of_a_range_gives_its_unit_to_the_first() -> None:
    low, high = numbers_in("补贴10至20万元")
    assert (low.size, high.size) == (Fraction(10**7), Fraction(2 * 10**7)) and low.dim == high.dim


def test_a_day_is_a_day_and_no_other_number() -> None:
    (day,) = numbers_in("至2026年10月8日")
    assert day.day == date(2026, 10, 8)
    known = number_of("2026-10-09")
    assert known is not None and not day.means(known)
    assert found("2023年13月40日起") == ["2023年", "40日"] or found("2023年13月40日起")[0] == "2023年"


def test_a_word_is_no_number() -> None:
    assert number_of("重点实验室") is None and number_of("是") is None and number_of("") is None


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_whole_number_is_read_back_from_its_numeral(number: int) -> None:
    assert read_numeral(_numeral(number)) == number


@given(st.text(alphabet="零一二十百千万亿分之点第条年月日元%％0123456789.,，、:/（）〔〕号至~-对的给予", max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    numbers = numbers_in(text)
    assert all(one.end <= two.start for one, two in pairwise(numbers))


def _numeral(number: int) -> str:
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return _numeral(number // 10_000) + "万" + gap + (_numeral(rest) if rest else "")
    words, text = "", str(number)
    for place, digit in enumerate(text):
        power = len(text) - place - 1
        if digit != "0":
            words += digits[int(digit)] + places[power]
        elif words and any(one != "0" for one in text[place:]) and not words.endswith("零"):
            words += "零"
    return words
