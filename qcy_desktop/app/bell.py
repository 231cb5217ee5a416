"""A second start on the same folder: asks the window that is open already to come to the front, and waits for its answer."""

from __future__ import annotations

import time
from pathlib import Path

FILE = "qcy.bell"
PATIENCE = 3.0
"""Seconds until nobody is held to be there; a window answers at once unless it is busy."""


def ring(folder: Path, patience: float = PATIENCE) -> bool:
    """Whether a window on this folder answered and has come to the front."""
    bell = folder / FILE
    try:
        bell.write_bytes(b"")
    except OSError:
        return False
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if not bell.exists():
            return True
        time.sleep(0.05)
    bell.unlink(missing_ok=True)
    return False
