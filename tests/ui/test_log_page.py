"""The log can be read and carried away as one file in which nobody is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import press, write
from PySide6.QtCore import Qt

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.log_page import LogPage
from qcy_desktop.ui.main_window import MainWindow


def test_the_log_leaves_as_one_file_without_names_or_numbers(filled: MainWindow, tmp_path: Path) -> None:
    logs, crash = tmp_path / "logs", tmp_path / "crash"
    logs.mkdir()
    crash.mkdir()
    (logs / "qcy.log").write_text("INFO opened\nWARNING no row for “甲公司” 13800138000\n", "utf-8")
    (crash / "crash-1.txt").write_text("ZeroDivisionError at 91610000MA6TXXXX12\n", "utf-8")
    page = LogPage(filled, filled.counter._skin, logs, crash)
    assert "INFO opened" in page.text.toPlainText() and "13800138000" not in page.text.toPlainText()
    page.export_to(tmp_path / "out.txt")
    text = (tmp_path / "out.txt").read_text("utf-8")
    assert "INFO opened" in text and "ZeroDivisionError" in text
    assert "甲公司" not in text and "13800138000" not in text
    with pytest.raises(KnownError):
        page.export_to(tmp_path / "none" / "out.txt")
    page.deleteLater()


def test_undo_names_what_it_takes_back(filled: MainWindow) -> None:
    filled.counter.facts.go_to(("rd_staff", 2025))
    write(filled, "31")
    press(filled, Qt.Key.Key_Return)
    filled._allow()
    assert "2025 年" in filled.acts.action("undo").text()
    filled.acts.action("undo").trigger()
    assert "2025 年" in filled.acts.action("redo").text()
