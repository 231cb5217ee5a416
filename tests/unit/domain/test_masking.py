"""Covering personal values for display."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.masking import mask_account, mask_identity, mask_name, mask_numbers, mask_phone


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("138-1234-5678", "138-****-5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("8613812345678", "86138****5678"),
        ("029-33580000", "029-****0000"),
        ("(029)33580000", "(029)****0000"),
        ("02933580000", "029****0000"),
        ("029-33580000-801", "029-****0000-***"),
        ("0917-3260000", "0917-***0000"),
        ("33580000", "****0000"),
        ("3358000", "*****00"),
        ("11", "**"),
        ("", ""),
    ],
)
def test_the_middle_of_a_phone_number_is_covered(text: str, masked: str) -> None:
    assert mask_phone(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("阿卜杜拉·买买提", "阿***·***"),
        ("Li Lei", "L* ***"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_only_the_first_character_of_a_name_stays(text: str, masked: str) -> None:
    assert mask_name(text) == masked


def test_an_identity_number_hides_its_birthday() -> None:
    assert mask_identity("61011219900101123X") == "610***********123X"
    assert mask_identity("610112900101123") == "610********1123"
    assert mask_identity("6101") == "****"


def test_an_account_shows_its_last_four_characters() -> None:
    assert mask_account("6222021234567890123") == "***************0123"
    assert mask_account("6222 0212 3456 7890") == "**** **** **** 7890"
    assert mask_account("12345678") == "********"


def test_numbers_are_covered_wherever_they_stand_in_a_remark() -> None:
    text = "张三电话13812345678，身份证61011219900101123x，账号6222021234567890123，单位电话029-33580000。"
    masked = "张三电话138****5678，身份证610***********123x，账号***************0123，单位电话029-****0000。"
    assert mask_numbers(text) == masked


def test_sums_days_and_acceptance_numbers_are_left_readable() -> None:
    text = "受理编号XXZC-FX-20261120-0001，2026-11-20，金额 200,000,000.00 元，代码91610131MA6TG0000X"
    assert mask_numbers(text) == text


@given(st.text("0123456789 -+()", max_size=25))
def test_no_mask_shows_enough_of_a_number_to_use_it(text: str) -> None:
    digits = sum(char.isdigit() for char in text)
    for mask, most in ((mask_phone, 9), (mask_account, 4), (mask_identity, 7)):
        shown = sum(char.isdigit() for char in mask(text))
        assert shown <= most and (shown < digits or digits == 0)
        assert len(mask(text)) <= len(text)


@given(st.text(max_size=40))
def test_masks_take_any_text(text: str) -> None:
    for mask in (mask_phone, mask_account, mask_identity, mask_name, mask_numbers):
        assert isinstance(mask(text), str)
