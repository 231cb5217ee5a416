"""Reading and showing money: every fen survives the way in and the way out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain import money
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import (
    FEN_OF_UNIT,
    MOST_FEN,
    json_yuan,
    parse_money,
    show_best,
    show_range,
    show_wan,
    show_yuan,
    wan_number,
    yuan_number,
)

SUMS = st.integers(min_value=-MOST_FEN, max_value=MOST_FEN)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("9000万元", 9_000_000_000),
        ("1,234.5元", 123_450),
        ("12千元", 1_200_000),
        ("3亿元", 30_000_000_000),
        ("20.005万元", 20_005_000),
        ("0元", 0),
        ("0.01元", 1),
        ("5分", 5),
        ("3角", 30),
        ("1.5百元", 15_000),
        ("２００．５万元", 200_500_000),
        ("１，２３４元", 123_400),
        ("￥200", 20_000),
        ("¥1,000.00", 100_000),
        ("人民币200万元整", 200_000_000),
        ("200 万 元", 200_000_000),
        ("\u3000200万元\u200b", 200_000_000),
        ("500万", 500_000_000),
        ("5千万", 5_000_000_000),
        ("1000万亿元", MOST_FEN),
        ("-5万元", -5_000_000),
        ("－5万元", -5_000_000),
        ("负5万元", -5_000_000),
        ("¥-3", -300),
        ("007元", 700),
        ("0.10000000000000000000元", 10),
    ],
)
def test_a_sum_is_read_exactly(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("9000", "E-MONEY-UNIT", "9000元 或 9000万元"),
        ("9000万园", "E-MONEY-UNIT", "万元"),
        ("500万元/年", "E-MONEY-UNIT", "万元"),
        ("0.001元", "E-MONEY-FEN", "0.00元 和 0.01元"),
        ("-0.015元", "E-MONEY-FEN", "-0.02元 和 -0.01元"),
        ("0.0000001万元", "E-MONEY-FEN", "0.00元 和 0.01元"),
        ("0." + "0" * 5000 + "1元", "E-MONEY-FEN", "0.01元"),
        ("1.5分", "E-MONEY-FEN", "0.01元 和 0.02元"),
        ("9000美元", "E-MONEY-CURRENCY", "折算"),
        ("$5", "E-MONEY-CURRENCY", "折算"),
        ("", "E-MONEY-SHAPE", "0元"),
        ("   ", "E-MONEY-SHAPE", "0元"),
        ("万元", "E-MONEY-SHAPE", "数字加单位"),
        ("1,23元", "E-MONEY-SHAPE", "123"),
        ("1.2.3元", "E-MONEY-SHAPE", "数字加单位"),
        ("1e5元", "E-MONEY-SHAPE", "科学记数法"),
        ("3亿5000万元", "E-MONEY-SHAPE", "一个单位"),
        ("二百万元", "E-MONEY-SHAPE", "阿拉伯数字"),
        ("100～200万元", "E-MONEY-SHAPE", "区间"),
        ("100-200万元", "E-MONEY-SHAPE", "区间"),
        ("100 200元", "E-MONEY-SHAPE", "空格"),
        ("٣元", "E-MONEY-SHAPE", "数字加单位"),
        ("②元", "E-MONEY-SHAPE", "数字加单位"),
        ("--5元", "E-MONEY-SHAPE", "数字加单位"),
        ("1001万亿元", "E-MONEY-LARGE", "多写了零"),
        ("9" * 5000 + "元", "E-MONEY-LARGE", "多写了零"),
    ],
)
def test_what_is_no_sum_is_refused_with_a_cure(text: str, code: str, cure: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_money(text)
    assert caught.value.code == code
    assert cure in caught.value.cure
    assert len(caught.value.sentence) < 100


def test_a_bare_number_takes_the_default_unit_and_a_written_unit_beats_it() -> None:
    assert parse_money("9000", "万元") == 9_000_000_000
    assert parse_money("9000元", "万元") == 900_000
    assert parse_money("¥9000", "万元") == 900_000


@given(SUMS)
def test_every_way_of_showing_a_sum_reads_back_to_the_same_fen(fen: int) -> None:
    for shown in (show_yuan(fen), show_wan(fen), show_best(fen), show_range(fen, fen)):
        assert parse_money(shown) == fen
    assert parse_money(yuan_number(fen), "元") == fen
    assert parse_money(wan_number(fen), "万元") == fen
    assert parse_money(json_yuan(fen), "元") == fen


@given(SUMS, SUMS)
def test_a_range_reads_back_to_both_its_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    shown = show_range(low, high)
    number, unit = shown.rsplit(" ", 1)
    ends = [parse_money(end, unit) for end in number.split("～")]
    assert ends == ([low, high] if low != high else [low])


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(sorted(FEN_OF_UNIT)))
def test_a_whole_number_of_any_unit_is_that_many_times_the_unit(number: int, unit: str) -> None:
    fen = number * FEN_OF_UNIT[unit]
    if fen <= MOST_FEN:
        assert parse_money(f"{number}{unit}") == parse_money(f"{number:,}{unit}") == fen


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused_with_a_known_error(text: str) -> None:
    try:
        assert isinstance(parse_money(text), int)
    except KnownError as error:
        assert error.code.startswith("E-MONEY-")
        assert error.cure


@pytest.mark.parametrize(
    ("fen", "yuan", "wan", "best", "plain"),
    [
        (0, "0.00 元", "0.00 万元", "0.00 元", "0.00"),
        (1, "0.01 元", "0.000001 万元", "0.01 元", "0.01"),
        (9_000_000_000, "90,000,000.00 元", "9,000.00 万元", "9,000.00 万元", "90000000.00"),
        (20_005_000, "200,050.00 元", "20.005 万元", "200,050.00 元", "200050.00"),
        (30_000_000_000, "300,000,000.00 元", "30,000.00 万元", "3.00 亿元", "300000000.00"),
        (-5_000_000, "-50,000.00 元", "-5.00 万元", "-5.00 万元", "-50000.00"),
        (-1, "-0.01 元", "-0.000001 万元", "-0.01 元", "-0.01"),
    ],
)
def test_a_sum_is_shown_as_a_clerk_writes_it(fen: int, yuan: str, wan: str, best: str, plain: str) -> None:
    assert (show_yuan(fen), show_wan(fen), show_best(fen), json_yuan(fen)) == (yuan, wan, best, plain)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0, 200_000_000, "0.00～200.00 万元"),
        (0, 0, "0.00 元"),
        (5, 100_000_000, "0.05～1,000,000.00 元"),
        (200_000_000, 200_000_000, "200.00 万元"),
        (200_000_000, None, "200.00 万元起，上限未知"),
        (0, 1_000_000_000_000, "0.00～1,000,000.00 万元"),
    ],
)
def test_a_range_stands_in_one_unit(low: int, high: int | None, shown: str) -> None:
    assert show_range(low, high) == shown


def test_no_floating_point_number_is_used_for_money() -> None:
    tree = ast.parse(Path(money.__file__).read_text(encoding="utf-8"))
    floats = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    divisions = [node for node in ast.walk(tree) if isinstance(node, ast.Div)]
    assert not floats and not divisions and not names & {"float", "round", "Decimal"}
