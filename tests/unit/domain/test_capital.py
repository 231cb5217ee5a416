"""人民币大写 against the published examples and against a reader that knows nothing of the writer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.capital import capital, capital_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import parse_money

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "tables" / "rmb_capital.yaml").read_text(encoding="utf-8")
)
DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
FACTORS = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(words: str) -> int:
    """The number that capital words say; 亿 and 万 split, 零 counts nothing."""
    for mark, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = words.rpartition(mark)
        if found:
            return read_whole(head) * size + read_whole(tail)
    total = digit = 0
    for word in words:
        if word in FACTORS:
            total, digit = total + digit * FACTORS[word], 0
        else:
            digit = DIGITS[word]
    return total + digit


def read_capital(text: str) -> int:
    """Fen said by 人民币大写."""
    rest = text.removeprefix("人民币").removesuffix("整")
    fen = 0
    for mark, size in (("元", 100), ("角", 10), ("分", 1)):
        head, found, tail = rest.partition(mark)
        if found:
            fen += read_whole(head) * size
            rest = tail
    return fen


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["n"])
def test_every_published_example_is_written_as_the_table_says(case: dict[str, Any]) -> None:
    assert capital(parse_money(case["n"], "元")) == case["canonical"]


@pytest.mark.parametrize("case", TABLE["date_capital"], ids=lambda case: case["date"])
def test_every_published_capital_day_is_written_as_the_table_says(case: dict[str, Any]) -> None:
    assert capital_day(date.fromisoformat(f"2026-{case['date']}")) == f"贰零贰陆年{case['text']}"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 2, 29), "贰零贰肆年零贰月贰拾玖日"),
        (date(2005, 3, 3), "贰零零伍年叁月零叁日"),
        (date(2026, 11, 11), "贰零贰陆年壹拾壹月壹拾壹日"),
        (date(2026, 12, 30), "贰零贰陆年壹拾贰月零叁拾日"),
        (date(2026, 10, 10), "贰零贰陆年零壹拾月零壹拾日"),
        (date(2026, 9, 21), "贰零贰陆年玖月贰拾壹日"),
    ],
)
def test_a_capital_day_leaves_no_room_for_additions(day: date, text: str) -> None:
    assert capital_day(day) == text


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        ("10.50", "人民币壹拾元零伍角整"),
        ("100.05", "人民币壹佰元零伍分"),
        ("1005", "人民币壹仟零伍元整"),
        ("1050", "人民币壹仟零伍拾元整"),
        ("20000.01", "人民币贰万元零壹分"),
        ("100001001", "人民币壹亿零壹仟零壹元整"),
        ("1000050000", "人民币壹拾亿零伍万元整"),
        ("1050000000", "人民币壹拾亿伍仟万元整"),
        ("1000100000001", "人民币壹万零壹亿零壹元整"),
        (
            "9999999999999999.99",
            "人民币" + "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿" + "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_zeros_between_the_groups_are_written_once(yuan: str, text: str) -> None:
    whole, _, cents = yuan.partition(".")
    assert capital(int(whole) * 100 + int(cents or "0")) == text


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_capitals_read_back_to_the_same_fen_so_no_two_sums_look_alike(fen: int) -> None:
    text = capital(fen)
    assert read_capital(text) == fen
    assert "零零" not in text
    assert text.endswith("整") != text.endswith("分")


def test_every_sum_of_the_first_thousand_yuan_has_a_writing_of_its_own() -> None:
    assert len({capital(fen) for fen in range(100_000)}) == 100_000


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_a_sum_that_has_no_capitals_is_refused(fen: int) -> None:
    with pytest.raises(KnownError) as caught:
        capital(fen)
    assert caught.value.code == "E-CAPITAL-RANGE"
