"""Real windows without a screen, for every errand from end to end."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qcy_desktop.ui.application import make_application
from tests.patience import qtbot

__all__ = ["qtbot"]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application, speaking Chinese."""
    return make_application(["tests"])
