"""A folder of rules small enough to be read anew in every test: the dictionary, the gates and one measure of one pack."""

from __future__ import annotations

from pathlib import Path

from tests.unit.services.case_desk import MEASURE


def small_rules(root: Path, folder: Path) -> Path:
    """Copies them from the bundled rules into a new folder `rules` below `folder`."""
    rules = folder / "rules"
    (rules / "xixian-16").mkdir(parents=True)
    for name in ("facts.yaml", "kinds.yaml", "xixian-16/pack.yaml", f"xixian-16/{MEASURE}.yaml"):
        (rules / name).write_bytes((root / "rules" / name).read_bytes())
    return rules
