"""Identity numbers: right ones pass, each kind of slip is named. All numbers are invented in form only."""

from __future__ import annotations

import pytest

from qcy_desktop.domain.identity import identity_fault


def invented(seventeen: str) -> str:
    """The number with the check character by the plain definition: the one that makes the weighted sum 1 modulo 11."""
    for sign in "0123456789X":
        value = 10 if sign == "X" else int(sign)
        weights = [pow(2, 17 - place, 11) for place in range(17)]
        if (sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) + value) % 11 == 1:
            return seventeen + sign
    raise AssertionError


@pytest.mark.parametrize("start", ["99000019900101001", "99000020000229123", "99000019851231888"])
def test_a_right_number_passes_and_every_single_slip_is_found(start: str) -> None:
    number = invented(start)
    assert identity_fault(number) == "" and identity_fault(number.lower()) == ""
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                assert identity_fault(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("number", ["123", "99000019900101001", "9900001990010100AX", "９９０００019900101001X"])
def test_another_form_is_named(number: str) -> None:
    assert "18 位" in identity_fault(number)


def test_a_day_that_does_not_exist_is_named_and_nothing_is_no_fault() -> None:
    assert "出生日期" in identity_fault(invented("99000020010229123"))
    assert identity_fault("  ") == ""
