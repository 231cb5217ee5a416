"""Seats the screen of office forms in the window: made when first wanted, and gone with whoever sat there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from qcy_desktop.ui.forms_office.desk import FormsDesk
from qcy_desktop.ui.forms_office.page import AtCounter, FormsPage
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.skin import Skin


class FormsPlace(QObject):
    """`left` carries the page that was shown before, `said` one sentence."""

    left = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        skin: Skin,
        desk: Callable[[], FormsDesk | None],
        jobs: Jobs,
        places: QStackedWidget,
        counter: Callable[[], AtCounter | None],
    ) -> None:
        super().__init__(places)
        self._skin, self._desk, self._jobs, self._places, self._counter = skin, desk, jobs, places, counter
        self.page: FormsPage | None = None
        self._before: QWidget | None = None

    def open(self, whom: str = "") -> FormsPage | None:
        """Show the forms, to be filled for the case of that number if there is one.

        None where the office keeps none, because nothing can be kept.
        """
        desk = self._desk()
        if desk is None:
            return None
        if self.page is None:
            self.page = FormsPage(self._skin, desk, self._jobs, self._counter)
            self.page.left.connect(lambda: self.left.emit(self._before))
            self.page.said.connect(self.said)
            self._places.addWidget(self.page)
        if self._places.currentWidget() is not self.page:
            self._before = self._places.currentWidget()
        self._places.setCurrentWidget(self.page)
        self.page.arrive(whom)
        return self.page

    def is_shown(self) -> bool:
        return self.page is not None and self._places.currentWidget() is self.page

    def keep(self) -> None:
        """Keep what is being changed."""
        if self.page is not None:
            self.page.close_page()

    def put_away(self) -> None:
        """Somebody else sits down."""
        if self.page is not None:
            self._places.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
