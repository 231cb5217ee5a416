"""What is used late is imported late: the window opens without the libraries of paper, sheets, upgrades and pinyin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATE = (
    "reportlab",
    "pypdf",
    "openpyxl",
    "docx",
    "fontTools",
    "pypinyin",
    "numpy",
    "pyarrow",
    "PySide6.QtPdf",
    "PySide6.QtPdfWidgets",
    "PySide6.QtPrintSupport",
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a program that has just been told to open its window."""
    telling = "import sys, qcy_desktop.app.window, qcy_desktop.ui.application; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", telling], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", LATE)
def test_the_window_opens_without(loaded: set[str], name: str) -> None:
    assert name not in loaded
