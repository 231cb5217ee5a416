"""Seats the screen of clauses in the window: made when first wanted, and what must follow when the rules have changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from qcy_desktop.ui.clauses.desk import ClauseDesk
from qcy_desktop.ui.clauses.page import ClausesPage
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.skin import Skin


class ClausesPlace(QObject):
    """`rules_changed` after the rules in force were read anew, `left` when the officer goes back, `said` one sentence."""

    rules_changed = Signal()
    left = Signal()
    said = Signal(str)

    def __init__(self, skin: Skin, desk: Callable[[], ClauseDesk], jobs: Jobs, places: QStackedWidget) -> None:
        super().__init__(places)
        self._skin, self._desk, self._jobs, self._places = skin, desk, jobs, places
        self.page: ClausesPage | None = None

    def open(self, measure: str = "") -> ClausesPage:
        """Show the sheet of a measure, or without one what was open before, or the register."""
        if self.page is None:
            self.page = self._make()
        self._places.setCurrentWidget(self.page)
        if measure:
            self.page.open_measure(measure)
        elif not self.page.measure():
            self.page.open_register()
        return self.page

    def is_shown(self) -> bool:
        return self.page is not None and self._places.currentWidget() is self.page

    def save_draft(self) -> None:
        """Keep what is typed."""
        if self.page is not None:
            self.page.save_draft()

    def put_away(self) -> None:
        """Somebody else sits down: nothing of the former one stays."""
        if self.page is not None:
            self.page.close_page()
            self._places.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None

    def close(self) -> None:
        """The window goes."""
        if self.page is not None:
            self.page.close_page()

    def _make(self) -> ClausesPage:
        page = ClausesPage(self._skin, self._desk(), self._jobs)
        page.rules_changed.connect(self.rules_changed)
        page.left.connect(self.left)
        page.said.connect(self.said)
        self._places.addWidget(page)
        return page
