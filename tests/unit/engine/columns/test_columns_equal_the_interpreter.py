"""Columns and interpreter give the same verdict, mark and fen in every cell, whatever rules, facts and holes are drawn."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.columns.evaluate import Pace
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.reckoner import Reckoner
from tests.unit.engine.columns import drawing
from tests.unit.engine.columns.comparing import differences


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    return drawing.small_dictionary(tmp_path_factory.mktemp("rules"))


@given(data=st.data(), seed=st.integers(0, 2**32), holes=st.sampled_from((0.0, 0.1, 0.4)))
def test_drawn_rules_answer_alike_in_columns_and_one_by_one(
    dictionary: Dictionary, data: Any, seed: int, holes: float
) -> None:
    texts = [data.draw(drawing.measures(index)) for index in range(3)]
    reckoner = Reckoner(drawing.book_of(dictionary, texts))
    chance = random.Random(seed)
    enterprises = [drawing.enterprise(dictionary, chance, holes) for _ in range(12)]
    assert differences(reckoner, enterprises, drawing.AS_OF, Pace(chunk=5)) == []


@pytest.mark.parametrize("sentence", drawing.CONDITIONS)
def test_every_kind_of_condition_marks_alike(dictionary: Dictionary, sentence: str) -> None:
    text = f'编号: m0\n标题: 试试\n条款: {{条: 一}}\n证据: {{等级: 机构转述}}\n版本:\n  - 施行: {{自: 2020-01-01}}\n    参数:{drawing.PARAMETERS}\n    条件: "{sentence}"\n'
    reckoner = Reckoner(drawing.book_of(dictionary, [text]))
    chance = random.Random(sentence)
    enterprises = [drawing.enterprise(dictionary, chance, holes) for holes in (0.0, 0.3, 0.6) for _ in range(60)]
    assert differences(reckoner, enterprises, drawing.AS_OF) == []


@pytest.mark.parametrize("start", drawing.STARTS)
def test_every_start_and_step_of_an_amount_pays_alike(dictionary: Dictionary, start: str) -> None:
    head = f"标题: 试试\n条款: {{条: 一}}\n证据: {{等级: 机构转述}}\n版本:\n  - 施行: {{自: 2020-01-01}}\n    参数:{drawing.PARAMETERS}\n    条件: 研发 不低于 钱乙\n    金额:\n"
    texts = [
        f"编号: m{i}\n{head}"
        + "\n".join(f"      - {step}" for step in (start, *middle, drawing.ROUNDS[i % len(drawing.ROUNDS)]))
        + "\n"
        for i, middle in enumerate([(), *((step,) for step in drawing.STEPS)])
    ]
    reckoner = Reckoner(drawing.book_of(dictionary, texts))
    chance = random.Random(start)
    enterprises = [drawing.enterprise(dictionary, chance, holes) for holes in (0.0, 0.3) for _ in range(15)]
    assert differences(reckoner, enterprises, drawing.AS_OF) == []


@pytest.mark.parametrize("as_of", [date(2021, 11, 5), date(2023, 12, 20), date(2026, 11, 20)])
def test_every_shipped_measure_answers_alike(root: Path, trials: Callable[[int, int], int], as_of: date) -> None:
    reckoner = Reckoner(load_book([root / "rules"]))
    chance = random.Random(as_of.toordinal())
    dictionary = reckoner.book.dictionary
    count = trials(60, 2000)
    enterprises = [drawing.enterprise(dictionary, chance, chance.choice((0.0, 0.05, 0.3))) for _ in range(count)]
    assert differences(reckoner, enterprises, as_of, Pace(chunk=37)) == []
