"""Shared parts of the papers' tests: the bundled typefaces, loaded once."""

from __future__ import annotations

import pytest

from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing.examples import RESOURCES


@pytest.fixture(scope="session")
def stationery() -> Stationery:
    return Stationery.of(RESOURCES)


@pytest.fixture(scope="session")
def fonts(stationery: Stationery) -> Fonts:
    return stationery.fonts
