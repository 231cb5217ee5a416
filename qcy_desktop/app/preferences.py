"""The settings of this run and the file they are kept in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from qcy_desktop.settings import Settings, save_settings
from qcy_desktop.ui.desk import Look

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Preferences:
    """The settings of this run and the file they are kept in."""

    file: Path
    settings: Settings = field(default_factory=Settings)
    lock: Lock = field(default_factory=Lock)

    def look(self) -> Look:
        return Look(self.settings.theme, self.settings.scale, self.settings.geometry)

    def keep_look(self, look: Look) -> None:
        """Remember how the window looks."""
        self.keep(theme=look.theme, scale=look.scale, geometry=look.geometry)

    def keep_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Remember the keys that differ from the program's own."""
        self.keep(keys=dict(keys))

    def keep(self, **values: object) -> None:
        """Remember other values; a disk that cannot be written costs only that. May be called from any thread."""
        with self.lock:
            self.settings = self.settings.changed(**values)
            try:
                save_settings(self.settings, self.file)
            except OSError as error:
                _log.warning("settings could not be saved: %s", error.strerror)
