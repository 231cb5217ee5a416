"""The theme in force, handed to every painter; tells them when it changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QWidget

from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.theme import Theme, dress, load_family, make_theme

# The smallest screen the program is made for, less the bar of the desktop; and what the frame of a window takes.
LEAST_SCREEN, FRAME = QSize(1366, 728), QSize(16, 38)


class Skin(QObject):
    """Holds the theme; `wear` changes it for the whole application at once."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path, look: Look) -> None:
        super().__init__(app)
        self._app = app
        self._resources = resources
        self._family = load_family(resources / "fonts")
        self.look = look
        self.theme: Theme = make_theme(look, self._family)
        dress(app, self.theme, resources)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def wear(self, look: Look) -> None:
        """Put on another look: palette, sheet, fonts; painters repaint on `changed`."""
        self.look = look
        self.theme = make_theme(look, self._family)
        dress(self._app, self.theme, self._resources)
        self.changed.emit()

    def dp(self, length: float) -> int:
        return self.theme.dp(length)

    def size_window(self, window: QWidget, width: float, height: float) -> None:
        """Give a window its size of the design at this scale, but none larger than the screen it opens on."""
        room = window.screen().availableSize().expandedTo(LEAST_SCREEN) - FRAME
        window.resize(QSize(self.dp(width), self.dp(height)).boundedTo(room))

    def _follow_system(self) -> None:
        if self.look.theme == "system":
            self.wear(self.look)
