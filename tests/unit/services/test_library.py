"""The policy library reads the rule book and writes nothing twice."""

from __future__ import annotations

from pathlib import Path

from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.library import Library


def test_every_measure_has_a_row_and_a_page_from_its_rule(root: Path) -> None:
    library = Library(Assessor.load([root / "rules"]))
    leaves = library.leaves()
    assert len({leaf.id for leaf in leaves}) == len(leaves) > 20
    for leaf in leaves:
        assert leaf.title in library.page(leaf.id)
        assert leaf.title in leaf.words


def test_every_row_stands_on_a_shelf(root: Path) -> None:
    library = Library(Assessor.load([root / "rules"]))
    assert {leaf.pack for leaf in library.leaves()} <= {shelf.id for shelf in library.shelves()}


def test_a_verified_measure_says_so(root: Path) -> None:
    library = Library(Assessor.load([root / "rules"], {"xx12-05": "李工"}))
    assert [leaf.id for leaf in library.leaves() if leaf.verified] == ["xx12-05"]
