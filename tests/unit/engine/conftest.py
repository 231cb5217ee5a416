"""What tests of the engine share: the shipped rules, the small worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.dictionary import Dictionary
from tests.unit.engine import drawn, drawn_lists
from tests.unit.engine.world import World


@pytest.fixture(scope="session")
def real_book() -> RuleBook:
    """The rules as they are shipped."""
    return load_book([Path(__file__).resolve().parents[3] / "rules"])


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """Facts of few values."""
    return drawn.small_dictionary(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """Days, events, awards and records."""
    return drawn_lists.lists_dictionary(tmp_path_factory.mktemp("lists"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The small world without any measure."""
    return World(tmp_path)
