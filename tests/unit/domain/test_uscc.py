"""统一社会信用代码 against python-stdnum, against published facts and against typing slips."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.findings import Level
from qcy_desktop.domain.uscc import (
    ALPHABET,
    SAMPLE_PREFIX,
    body_check_character,
    check_character,
    check_uscc,
    clean_uscc,
    kind_of,
    make_uscc,
    mask_uscc,
    require_uscc,
    show_uscc,
    uscc_in,
)

TRIALS = 10_000
CHARS = st.sampled_from(ALPHABET)
FIRST_17 = st.builds(
    lambda head, tail: head + tail,
    st.text("0123456789", min_size=8, max_size=8),
    st.text(CHARS, min_size=9, max_size=9),
)
CODES = st.builds(make_uscc, st.text(CHARS, min_size=8, max_size=8), st.text(CHARS, min_size=8, max_size=8))


def errors(text: str) -> list[str]:
    return [finding.code for finding in check_uscc(text) if finding.level is Level.ERROR]


def warnings(text: str) -> list[str]:
    return [finding.code for finding in check_uscc(text) if finding.level is Level.WARNING]


def test_ten_thousand_random_codes_are_judged_as_the_oracle_judges_them() -> None:
    rng = random.Random(20261120)
    judged = {True: 0, False: 0}
    for trial in range(TRIALS):
        first17 = "".join(rng.choices("0123456789", k=8) + rng.choices(ALPHABET, k=9))
        last = check_character(first17) if trial % 2 else rng.choice(ALPHABET)
        assert (not errors(first17 + last)) == oracle.is_valid(first17 + last)
        judged[oracle.is_valid(first17 + last)] += 1
    assert min(judged.values()) > TRIALS // 3


@given(FIRST_17)
def test_the_check_character_is_the_one_the_oracle_reckons(first17: str) -> None:
    assert check_character(first17) == oracle.calc_check_digit(first17)


@given(FIRST_17, CHARS)
def test_any_code_of_the_common_form_is_judged_as_the_oracle_judges_it(first17: str, last: str) -> None:
    assert (not errors(first17 + last)) == oracle.is_valid(first17 + last)


@given(st.text(max_size=25))
def test_any_text_gets_findings_and_never_raises(text: str) -> None:
    for finding in check_uscc(text):
        assert finding.sentence and finding.cure


@given(CODES, st.integers(0, 17), CHARS)
def test_every_single_wrong_character_is_noticed(code: str, place: int, char: str) -> None:
    wrong = code[:place] + char + code[place + 1 :]
    assert errors(wrong) == ([] if wrong == code else ["E-USCC-CHECK"])


@given(CODES, st.integers(0, 16))
def test_every_swap_of_two_neighbours_is_noticed(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert errors(wrong) == ([] if wrong == code else ["E-USCC-CHECK"])


@given(CODES, st.integers(8, 15), CHARS)
def test_a_slip_in_the_body_is_said_to_lie_there_unless_the_body_check_is_blind_to_it(
    code: str, place: int, char: str
) -> None:
    wrong = code[:place] + char + code[place + 1 :]
    findings = check_uscc(wrong)
    if wrong != code and wrong[16] != body_check_character(wrong[8:16]):
        assert "错在这一段" in findings[0].sentence


@given(CODES, st.integers(0, 7), CHARS)
def test_a_slip_before_the_body_is_said_to_lie_there(code: str, place: int, char: str) -> None:
    wrong = code[:place] + char + code[place + 1 :]
    if wrong != code:
        assert "前8位或末位" in check_uscc(wrong)[0].sentence


@given(st.integers(0, 99_999_999))
def test_sample_codes_are_sound_and_bear_the_unassigned_prefix(number: int) -> None:
    code = make_uscc(SAMPLE_PREFIX, number)
    assert check_uscc(code) == ()
    assert oracle.is_valid(code)
    assert code.startswith("91990000")


def test_a_published_code_passes_with_its_body_check() -> None:
    assert check_uscc("91110000600037341L") == ()


def test_the_body_check_can_be_an_x() -> None:
    assert body_check_character("D2143569") == "X"
    assert check_uscc(make_uscc(SAMPLE_PREFIX, "D2143569")) == ()


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("N2610111", "村级集体经济组织"),
        ("N1610111", "组级集体经济组织"),
        ("A1110000", "军队事业单位"),
        ("Y1110000", "其他组织"),
        ("91990000", "企业"),
        ("92990000", "个体工商户"),
        ("93990000", "农民专业合作社"),
        ("12990000", "事业单位"),
        ("52990000", "民办非企业单位"),
    ],
)
def test_bodies_of_every_registrar_are_accepted_and_named(prefix: str, name: str) -> None:
    code = make_uscc(prefix, "MF000123")
    assert check_uscc(code) == ()
    kind = kind_of(code)
    assert kind is not None and kind.name == name


def test_an_unknown_kind_and_letters_in_the_division_are_only_warnings() -> None:
    assert warnings(make_uscc("97990000", 1)) == ["W-USCC-KIND"]
    assert kind_of("97990000") is None
    assert warnings(make_uscc("9199A000", 1)) == ["W-USCC-REGION"]
    assert require_uscc(make_uscc("97990000", 1)).startswith("97")


def test_a_body_that_fails_its_own_check_is_only_a_warning() -> None:
    assert body_check_character("00000001") == "9"
    first17 = SAMPLE_PREFIX + "000000018"
    code = first17 + check_character(first17)
    assert oracle.is_valid(code)
    assert warnings(code) == ["W-USCC-BODY"] and errors(code) == []


@given(CODES)
def test_a_code_typed_carelessly_is_cleaned(code: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    for typed in (
        code.lower(),
        f" {code[:8]}-{code[8:17]}-{code[17]} ",
        f"{code[:4]}\u3000{code[4:]}\n",
        wide,
        wide.lower(),
    ):
        assert clean_uscc(typed) == require_uscc(typed) == code
    assert clean_uscc(show_uscc(code)) == code


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("", "E-USCC-EMPTY", "18位"),
        ("9199", "E-USCC-LENGTH", "漏写或多写"),
        ("610131100012345", "E-USCC-LENGTH", "旧注册号"),
        ("600037341", "E-USCC-LENGTH", "旧组织机构代码"),
        ("9111OOOO600037341L", "E-USCC-CHAR", "91110000600037341L"),
        ("91V10000600037341L", "E-USCC-CHAR", "I、O、S、V、Z"),
        ("91110000600037341中", "E-USCC-CHAR", "数字和大写字母"),
        ("91110000600037342L", "E-USCC-CHECK", "91110000600037341L"),
        ("91110000600037431L", "E-USCC-CHECK", "91110000600037341L"),
        ("92110000600037341L", "E-USCC-CHECK", "前8位和末位"),
    ],
)
def test_each_fault_is_named_with_its_nearest_cure(text: str, code: str, part: str) -> None:
    with pytest.raises(KnownError) as caught:
        require_uscc(text)
    assert caught.value.code == code
    assert part in caught.value.cure


def test_a_code_is_found_in_the_address_behind_a_licence_qr() -> None:
    code = make_uscc(SAMPLE_PREFIX, 12345)
    other = make_uscc(SAMPLE_PREFIX, 54321)
    assert uscc_in(f"https://example.invalid/q?uniscid={code}&type=2") == code
    assert uscc_in(f"{code.lower()}，{code}") == code
    assert uscc_in(f"{code} {other}") is None
    assert uscc_in("https://example.invalid/q?id=123456789012345678") is None
    assert uscc_in(f"X{code}9") is None


def test_a_masked_code_shows_its_ends_only() -> None:
    assert mask_uscc("91110000600037341L") == "9111**********341L"
    assert mask_uscc("9111") == "****"
    assert show_uscc("91110000600037341L") == "91110000 600037341 L"


@pytest.mark.parametrize(
    ("prefix", "body"), [("9199", 1), (SAMPLE_PREFIX, "MAO00000"), (SAMPLE_PREFIX, 10**8), ("9199000O", 1)]
)
def test_a_test_code_from_wrong_parts_is_refused(prefix: str, body: int | str) -> None:
    with pytest.raises(KnownError) as caught:
        make_uscc(prefix, body)
    assert caught.value.code == "E-USCC-MAKE"
