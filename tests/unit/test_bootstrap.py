"""Setting up: locks that agree with the project's own table, environments that are reused, clear lines when something is missing."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def bootstrap(root: Path) -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", root / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def table(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock, re.MULTILINE))


def wanted(requirements: list[str]) -> dict[str, str]:
    found = [re.fullmatch(r"([A-Za-z0-9-]+)(?:\[[a-z]+\])?==(\S+)", requirement) for requirement in requirements]
    assert all(found), "every requirement is pinned exactly"
    return {match[1].lower(): match[2] for match in found if match}


def test_the_locks_hold_what_the_project_asks_for(root: Path, table: dict[str, Any]) -> None:
    project = table["project"]
    extras = project["optional-dependencies"]
    run = wanted([*project["dependencies"], *extras["build"]])
    test = {**run, **wanted(extras["dev"])}
    peers = wanted(table["dependency-groups"]["bench"])
    for lock, asked in [
        ("requirements.lock", run),
        ("requirements-test.lock", test),
        ("requirements-bench.lock", peers),
    ]:
        locked = pins((root / lock).read_text("utf-8"))
        assert {name: locked.get(name) for name in asked} == asked, lock


def test_the_test_lock_agrees_with_the_run_lock(root: Path) -> None:
    run = pins((root / "requirements.lock").read_text("utf-8"))
    test = pins((root / "requirements-test.lock").read_text("utf-8"))
    assert {name: test.get(name) for name in run} == run


def test_the_build_back_end_is_the_locked_one(table: dict[str, Any]) -> None:
    assert table["build-system"]["requires"] == table["project"]["optional-dependencies"]["build"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-bench.lock"])
def test_a_lock_names_no_index_and_no_folder_and_hashes_everything(root: Path, lock: str) -> None:
    text = (root / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "@ file" not in text
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_qt_stays_at_the_version_old_government_desktops_can_run(table: dict[str, Any]) -> None:
    qt = [line for line in table["project"]["dependencies"] if line.startswith("PySide6")]
    assert qt == ["PySide6-Essentials==6.9.3", "PySide6-Addons==6.9.3"]


def test_the_core_environment_leaves_out_qt_and_nothing_else(bootstrap: ModuleType, root: Path) -> None:
    whole = (root / "requirements-test.lock").read_text("utf-8")
    core = bootstrap.lock_without(whole, bootstrap.WINDOW_ONLY)
    left_out = set(pins(whole)) - set(pins(core))
    assert left_out == {"pyside6-essentials", "pyside6-addons", "shiboken6", "pytest-qt"}
    assert core.count("--hash") < whole.count("--hash")


def test_an_environment_is_stale_without_its_stamp(bootstrap: ModuleType, tmp_path: Path) -> None:
    assert not bootstrap.is_ready(bootstrap.Room(tmp_path / "none", bootstrap.LOCK))


def test_a_finished_environment_is_not_touched_again(bootstrap: ModuleType, tmp_path: Path) -> None:
    room = bootstrap.Room(tmp_path / "venv", bootstrap.LOCK)
    room.python.parent.mkdir(parents=True)
    room.python.symlink_to(sys.executable)
    room.stamp.write_text(f"{room.lock} {bootstrap.digest(room.lock)}\n", "utf-8")
    assert bootstrap.is_ready(room)
    assert bootstrap.prepare(room) == room.python
    room.stamp.write_text(f"{room.lock} of-another-day\n", "utf-8")
    assert not bootstrap.is_ready(room)


@pytest.mark.parametrize(
    ("platform", "environ", "window"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_a_window_opens_only_where_there_is_a_display(
    bootstrap: ModuleType, platform: str, environ: dict[str, str], window: bool
) -> None:
    assert bootstrap.has_display(platform, environ) is window


@pytest.mark.parametrize(
    ("version", "good"), [((3, 10), False), ((3, 11), True), ((3, 12), True), ((3, 13), True), ((3, 14), False)]
)
def test_only_pythons_that_have_all_locked_wheels_suit(
    bootstrap: ModuleType, version: tuple[int, int], good: bool
) -> None:
    assert bootstrap.suits(version) is good


def test_the_cause_is_found_in_what_a_tool_said(bootstrap: ModuleType) -> None:
    said = "Collecting…\nERROR: no matching distribution\n[notice] a new pip is there\n\n"
    assert bootstrap.last_line(said) == "ERROR: no matching distribution"
    assert bootstrap.last_line("") != ""


def test_missing_system_packages_are_one_line_with_the_command(
    bootstrap: ModuleType, root: Path, tmp_path: Path
) -> None:
    code = (
        "import bootstrap\n"
        "try:\n"
        "    bootstrap.install_system(['libegl1'], '窗口界面')\n"
        "except bootstrap.Fault as fault:\n"
        "    print(fault)\n"
    )
    # An empty PATH: neither apt-get nor sudo is there.
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
    assert done.stdout == "窗口界面缺少系统组件，请运行：sudo apt-get install -y libegl1\n"


def test_a_built_wheel_carries_its_folders_and_finds_them(root: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=root, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = "from qcy_desktop.paths import find_bundled as find; print(find().root)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "installed", capture_output=True, encoding="utf-8", check=True
    )
    found = Path(done.stdout.strip())
    assert found == tmp_path / "installed" / "qcy_desktop" / "_bundled"
    assert {"resources", "rules", "db"} <= {folder.name for folder in found.iterdir()}
    assert (found / "resources" / "fonts" / "NotoSansSC-Regular.ttf").is_file()


def test_an_unknown_job_is_refused_before_anything_is_set_up(root: Path) -> None:
    command = [sys.executable, str(root / "bootstrap.py"), "nonsense"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2


def test_only_the_standard_library_is_imported(bootstrap: ModuleType, root: Path) -> None:
    text = (root / "bootstrap.py").read_text("utf-8")
    names = set(re.findall(r"^(?:from|import) ([a-z_]+)", text, re.MULTILINE))
    assert names <= set(sys.stdlib_module_names)
