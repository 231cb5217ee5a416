"""Invented enterprises: the same seed gives the same ones, no two are alike, none looks real."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.names import invent_enterprise, invent_enterprises, invent_name
from qcy_desktop.domain.uscc import SAMPLE_PREFIX, check_uscc


@given(st.integers())
def test_the_same_seed_invents_the_same_enterprises(seed: int) -> None:
    assert list(invent_enterprises(Random(seed), 5)) == list(invent_enterprises(Random(seed), 5))


@given(st.integers())
def test_every_invented_enterprise_says_so_and_has_a_sound_code(seed: int) -> None:
    enterprise = invent_enterprise(Random(seed))
    assert "示例" in enterprise.name and enterprise.name.endswith("公司")
    assert 10 <= len(enterprise.name) <= 30
    assert enterprise.uscc.startswith(SAMPLE_PREFIX)
    assert check_uscc(enterprise.uscc) == ()


def test_twenty_thousand_enterprises_have_names_and_codes_of_their_own() -> None:
    invented = list(invent_enterprises(Random(20261120), 20_000))
    assert len(invented) == 20_000
    assert len({enterprise.name for enterprise in invented}) == 20_000
    assert len({enterprise.uscc for enterprise in invented}) == 20_000


def test_names_from_different_seeds_differ() -> None:
    assert len({invent_name(Random(seed)) for seed in range(50)}) > 45


def test_asking_for_none_gives_none_and_for_too_many_is_refused() -> None:
    assert list(invent_enterprises(Random(1), 0)) == []
    with pytest.raises(KnownError) as caught:
        invent_enterprises(Random(1), 1_000_001)
    assert caught.value.code == "E-NAMES-MANY"
