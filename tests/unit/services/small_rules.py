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


def capped_rules(root: Path, folder: Path) -> Path:
    """The small rules with their measure under 总量控制."""
    rules = small_rules(root, folder)
    file = rules / "xixian-16" / f"{MEASURE}.yaml"
    plain = file.read_text("utf-8")
    capped = plain.replace("    申报:\n", "    总量控制: 年度预算内按比例核减\n    申报:\n", 1)
    assert capped != plain
    file.write_text(capped, "utf-8")
    return rules
