"""What is said of a measure whoever asks: from when to when it stands, as a clerk writes it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qcy_desktop.engine.schema import ForceSource
from qcy_desktop.engine.standing import force_said

DAY, LAST = date(2022, 8, 18), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("force", "said"),
    [
        ({"自": DAY}, "2022-08-18 起施行"),
        ({"自": DAY, "自推断": True}, "2022-08-18（推断）起施行"),
        ({"自": DAY, "至": LAST}, "2022-08-18 至 2025-12-31"),
        ({"自": DAY, "自推断": True, "至": LAST, "至推断": True}, "2022-08-18（推断）至 2025-12-31（推断）"),
    ],
)
def test_the_days_of_force_stand_without_a_space_after_a_bracket(force: dict[str, Any], said: str) -> None:
    assert force_said(ForceSource.model_validate(force)) == said
