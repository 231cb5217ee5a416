"""What an enterprise answered at home comes back at the counter, whole, in any order, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.enterprise import ABSENT, Enterprise, Event
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Sensitivity
from qcy_desktop.services.visit_code import is_visit_code, missing_codes, read_codes, write_codes

FACTS = {f"f{n}": FactDef(f"f{n}", f"指标{n}", FactType.MONEY) for n in range(200)}
FACTS["who"] = FactDef("who", "联系人", FactType.TEXT, sensitivity=Sensitivity.PERSONAL)


def _held(count: int) -> Enterprise:
    facts = {(f"f{n}", 2020 + n % 5): n * 12345 for n in range(count)}
    events = (Event("hnte", date(2023, 10, 16), "国家", True),)
    return Enterprise(name="西咸某某科技有限公司", uscc="91990000MA7QCY3008", facts=facts, events=events)


@given(st.integers(0, 150), st.randoms(use_true_random=False))
def test_codes_come_back_whole_in_any_order(count: int, random: object) -> None:
    codes = list(write_codes(_held(count), FACTS))
    random.shuffle(codes)  # type: ignore[attr-defined]
    back = read_codes(codes, FACTS)
    assert back.facts == _held(count).facts and back.events == _held(count).events
    assert back.name == "西咸某某科技有限公司"


def test_days_yes_no_and_declared_absence_come_back() -> None:
    facts = {("f1", None): True, ("f2", None): date(2022, 5, 18), ("f3", None): ABSENT, ("f4", None): "泾河新城"}
    assert read_codes(write_codes(Enterprise(facts=facts), FACTS), FACTS).facts == facts


def test_nothing_personal_is_in_the_codes() -> None:
    held = Enterprise(facts={("who", None): "张三", ("f1", None): 5})
    assert read_codes(write_codes(held, FACTS), FACTS).facts == {("f1", None): 5}


def test_codes_are_capitals_and_digits_only() -> None:
    for code in write_codes(_held(150), FACTS):
        assert is_visit_code(code) and code.isascii() and code == code.upper() and len(code) < 320


def test_a_missing_code_is_named() -> None:
    codes = write_codes(_held(150), FACTS)
    assert len(codes) > 2
    assert missing_codes([codes[0]]) == tuple(range(2, len(codes) + 1))
    with pytest.raises(KnownError):
        read_codes(codes[:-1], FACTS)


def test_a_damaged_or_foreign_code_is_refused() -> None:
    codes = write_codes(_held(150), FACTS)
    with pytest.raises(KnownError):
        read_codes([codes[0][:-3] + "AAA", *codes[1:]], FACTS)
    with pytest.raises(KnownError):
        read_codes([*codes[:-1], write_codes(_held(3), FACTS)[0]], FACTS)
    with pytest.raises(KnownError):
        read_codes(["QCY1/x"], FACTS)
