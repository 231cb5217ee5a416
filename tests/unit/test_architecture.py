"""The laws of the house that the linters cannot say: walls, docstrings, folders, and a core that needs no window."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FILE = 600
LONGEST_FUNCTION = 60
TOP_FOLDERS = {"db", "qcy_desktop", "resources", "rules", "tests"}
CORE = ("domain", "engine", "storage", "printing", "services", "cli")

# Refuses every import of Qt, then imports each module named on the command line.
IMPORT_WITHOUT_QT = """
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(f"the core reached for {name}")
        return None

sys.meta_path.insert(0, NoQt())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def modules(root: Path) -> Iterator[Path]:
    folder = root / "qcy_desktop"
    return (file for file in sorted(folder.rglob("*.py")) if "_bundled" not in file.relative_to(folder).parts)


def dotted(root: Path, file: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.fixture
def trees(root: Path) -> dict[str, ast.Module]:
    return {dotted(root, file): ast.parse(file.read_text("utf-8")) for file in modules(root)}


def test_the_core_and_the_command_line_import_with_qt_absent(root: Path) -> None:
    rooms = {f"qcy_desktop.{room}" for room in CORE}
    names = [dotted(root, file) for file in modules(root)]
    core = [name for name in names if ".".join(name.split(".")[:2]) in rooms]
    outside = ["qcy_desktop.__main__", "qcy_desktop.app", "qcy_desktop.paths", "qcy_desktop.settings"]
    command = [sys.executable, "-c", IMPORT_WITHOUT_QT, *core, *outside]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(core) > len(CORE)


def test_the_import_hook_of_the_test_above_really_refuses_qt(root: Path) -> None:
    command = [sys.executable, "-c", IMPORT_WITHOUT_QT, "PySide6.QtCore"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "the core reached for PySide6" in done.stderr


def test_every_module_opens_with_a_sentence_saying_what_it_is_for(trees: dict[str, ast.Module]) -> None:
    silent = [name for name, tree in trees.items() if not ast.get_docstring(tree) and tree.body]
    assert silent == []


def test_no_file_is_longer_than_the_wall(root: Path) -> None:
    long = [dotted(root, file) for file in modules(root) if len(file.read_text("utf-8").splitlines()) > LONGEST_FILE]
    assert long == []


def test_no_function_is_longer_than_the_wall(trees: dict[str, ast.Module]) -> None:
    long = [
        f"{name}.{function.name}"
        for name, tree in trees.items()
        for function in functions(tree)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_is_named_for_nothing(root: Path) -> None:
    vague = {"helpers", "helper", "utils", "util", "manager", "common", "misc"}
    assert [name for file in modules(root) if (name := file.stem) in vague] == []


def test_the_top_level_has_no_further_folder(root: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if tracked.returncode == 0:
        names = {line.split("/")[0] for line in tracked.stdout.splitlines() if "/" in line}
        assert {name for name in names if not name.startswith(".")} <= TOP_FOLDERS


def test_migrations_import_nothing_of_ours(root: Path) -> None:
    ours = [
        file.name
        for file in sorted((root / "db" / "migrations").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if "qcy_desktop" in ast.dump(node) and isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert ours == []


def test_nothing_in_the_core_opens_a_socket(trees: dict[str, ast.Module]) -> None:
    network = {"socket", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "asyncio", "socketserver"}
    found = [
        f"{name}: {imported}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        for imported in _imported(node)
        if imported in network or imported.split(".")[0] in network
    ]
    assert found == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
