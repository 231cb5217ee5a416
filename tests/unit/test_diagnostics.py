"""The program remembers its faults and forgets the people."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.diagnostics import (
    Journal,
    collect_native,
    crash_files,
    describe_bug,
    export_report,
    masked,
    open_journal,
    write_crash,
)

WHEN = datetime(2024, 6, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    running = open_journal(tmp_path / "logs")
    yield running
    running.close()


def bug(message: str) -> BaseException:
    try:
        raise LookupError(message)
    except LookupError as error:
        return error


def test_a_line_of_the_log_reaches_disk_and_memory(journal: Journal, tmp_path: Path) -> None:
    logging.getLogger("qcy_desktop.test").warning("store opened in %d ms", 12)
    assert "store opened in 12 ms" in (tmp_path / "logs" / "qcy.log").read_text("utf-8")
    assert "store opened in 12 ms" in journal.ring.lines()[-1]


def test_libraries_are_heard_only_when_something_is_wrong(journal: Journal) -> None:
    logging.getLogger("alembic.runtime").info("chatter")
    logging.getLogger("qcy_desktop.storage").info("store opened")
    logging.getLogger("sqlalchemy.pool").warning("trouble")
    assert [line.rsplit(" ", 1)[-1] for line in journal.ring.lines()] == ["opened", "trouble"]


def test_a_closed_journal_hears_nothing_more(tmp_path: Path) -> None:
    running = open_journal(tmp_path)
    running.close()
    logging.getLogger().warning("after the end")
    assert running.ring.lines() == ()


@pytest.mark.parametrize(
    "secret",
    ["91610000MA6TXXXX1X", "610102199001011234", "13891234567", "6222021234567890123", "N2610000ME1234567A"],
)
def test_a_long_number_never_reaches_the_log(journal: Journal, tmp_path: Path, secret: str) -> None:
    logging.getLogger("qcy_desktop.test").warning("row with %s refused", secret)
    kept = (tmp_path / "logs" / "qcy.log").read_text("utf-8") + "".join(journal.ring.lines())
    assert secret not in kept
    assert secret[:8] not in kept


@pytest.mark.parametrize("quoted", ["'张三'", '"西安某某有限公司"', "“李四”", "'name 王五'"])
def test_quoted_chinese_is_hidden(quoted: str) -> None:
    hidden = masked(f"KeyError: {quoted}")
    assert not any("\u4e00" <= character <= "\u9fff" for character in hidden)
    assert hidden.startswith("KeyError: ")


def test_what_a_programmer_needs_stays_readable() -> None:
    text = 'File "qcy_desktop/engine/tree.py", line 12, in reckon\n    raise ValueError("no such node")'
    assert masked(text) == text


def test_a_crash_file_names_the_place_but_nobody(tmp_path: Path) -> None:
    file = write_crash(tmp_path / "crash", describe_bug(bug("'张三' 610102199001011234"), "0.1", WHEN, ("last",)), WHEN)
    text = file.read_text("utf-8")
    assert "LookupError" in text
    assert "test_diagnostics.py" in text
    assert "last" in text
    assert "610102199001011234" not in text
    assert "'张三'" not in text


def test_crash_files_are_listed_newest_first(tmp_path: Path) -> None:
    older = write_crash(tmp_path, "one", WHEN)
    newer = write_crash(tmp_path, "two", WHEN.replace(year=2025))
    assert crash_files(tmp_path) == (newer, older)


def test_a_folder_that_cannot_be_written_costs_only_the_file(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    running = open_journal(tmp_path / "logs")
    try:
        logging.getLogger("qcy_desktop.test").warning("still heard")
        assert "still heard" in running.ring.lines()[-1]
    finally:
        running.close()


def test_a_fault_below_python_is_found_at_the_next_start(tmp_path: Path) -> None:
    code = (
        "import faulthandler, sys; from pathlib import Path\n"
        "from qcy_desktop.diagnostics import open_journal, watch_native_faults\n"
        "folder = Path(sys.argv[1])\n"
        "watch_native_faults(open_journal(folder / 'logs'), folder / 'crash')\n"
        "faulthandler._sigsegv()\n"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    assert died.returncode != 0
    found = collect_native(tmp_path / "crash", WHEN)
    assert found is not None
    assert "egmentation" in found.read_text("utf-8") or "ccess violation" in found.read_text("utf-8")
    assert collect_native(tmp_path / "crash", WHEN) is None


def test_the_export_holds_log_and_crash_files_in_one_readable_text(journal: Journal, tmp_path: Path) -> None:
    logging.getLogger("qcy_desktop.test").warning("a line")
    write_crash(tmp_path / "crash", "what happened", WHEN)
    text = export_report(tmp_path / "logs", tmp_path / "crash", tmp_path / "report.txt").read_text("utf-8")
    assert "a line" in text
    assert "what happened" in text
