"""The self-test passes on what is shipped and names what is broken, without hiding the rest."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.services.self_test import Kit, run_self_test, told

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def kit(root: Path) -> Kit:
    return Kit(root / "resources", root / "rules", root / "db", NOW)


def test_everything_that_is_shipped_passes(kit: Kit) -> None:
    checks = run_self_test(kit)
    assert [check for check in checks if not check.passed] == []
    assert told(checks).count("正常") >= len(checks) >= 6


def test_a_missing_typeface_is_named_and_the_rest_still_examined(kit: Kit, tmp_path: Path) -> None:
    resources = tmp_path / "resources"
    shutil.copytree(kit.resources, resources)
    (resources / "fonts" / "NotoSerifSC-Bold.ttf").unlink()
    checks = {check.name: check for check in run_self_test(Kit(resources, kit.rules, kit.db, NOW))}
    assert not checks["字体"].passed
    assert "NotoSerifSC-Bold.ttf" in checks["字体"].found
    assert checks["数据库"].passed
    assert "异常　字体" in told(checks.values())


def test_a_broken_rule_file_fails_the_packs_with_its_place(kit: Kit, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(kit.rules, rules)
    broken = next(rules.glob("*/pack.yaml"))
    broken.write_text(broken.read_text("utf-8") + "\n没有这个键: 1\n", "utf-8")
    checks = {check.name: check for check in run_self_test(Kit(kit.resources, rules, kit.db, NOW))}
    assert not checks["政策集"].passed
    assert "pack.yaml" in checks["政策集"].found
    assert checks["字体"].passed


def test_missing_migrations_fail_the_database(kit: Kit, tmp_path: Path) -> None:
    shutil.copytree(kit.db / "seed", tmp_path / "db" / "seed")
    checks = {check.name: check for check in run_self_test(Kit(kit.resources, kit.rules, tmp_path / "db", NOW))}
    assert not checks["数据库"].passed
    assert checks["节假日表"].passed
