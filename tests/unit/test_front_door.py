"""The front door: which arguments open the window, and what a bug leaves behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qcy_desktop.__main__ import BUG, Asked, bury, read


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--practice"],
        ["--self-check"],
        ["--data-dir", "somewhere"],
        ["--rules", "one", "--rules", "two", "--as-of", "2024-06-01"],
    ],
)
def test_without_a_subcommand_the_window_is_asked_for(words: list[str]) -> None:
    assert read(words).window


@pytest.mark.parametrize(
    "words",
    [
        ["assess", "file.json"],
        ["--data-dir", "somewhere", "facts"],
        ["facts", "--data-dir", "somewhere"],
        ["--help"],
        ["--data-dir"],
        ["--no-such-option"],
        ["asess"],
    ],
)
def test_everything_else_is_left_to_the_command_line(words: list[str]) -> None:
    asked = read(words)
    assert not asked.window
    assert asked.words == tuple(words)


def test_options_count_before_and_after_the_subcommand() -> None:
    assert read(["--data-dir", "here", "facts"]).data_dir == Path("here")
    assert read(["facts", "--data-dir", "here"]).data_dir == Path("here")
    assert read(["--rules", "one", "--rules", "two"]).rules == (Path("one"), Path("two"))
    assert read(["--practice"]).practice
    assert read(["--self-check"]).self_check and not read([]).self_check


def test_a_bug_leaves_a_crash_file_and_exit_code_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bury(ZeroDivisionError("by zero"), Asked((), data_dir=tmp_path)) == BUG
    (file,) = (tmp_path / "crash").glob("crash-*.txt")
    assert "ZeroDivisionError" in file.read_text("utf-8")
    assert str(file) in capsys.readouterr().err


def test_a_bug_is_told_even_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "crash").write_text("in the way")
    assert bury(ZeroDivisionError("by zero"), Asked((), data_dir=tmp_path)) == BUG
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_subcommand_never_loads_qt(root: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from qcy_desktop.__main__ import main\n"
        "code = main(['facts', '--data-dir', sys.argv[1]])\n"
        "print(code, sorted(name for name in sys.modules if name.startswith(('PySide6', 'shiboken6'))))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
    assert list(tmp_path.iterdir()) == []
