"""What lies beside the places of the header: clauses being verified, the office's own forms, notes of the open enterprise."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from qcy_desktop.services.notes_files import Kept, Owner
from qcy_desktop.ui.clauses.place import ClausesPlace
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.page import CounterPage
from qcy_desktop.ui.desk import Desk
from qcy_desktop.ui.forms_office.page import AtCounter
from qcy_desktop.ui.forms_office.place import FormsPlace
from qcy_desktop.ui.notes.dialog import NotesDialog
from qcy_desktop.ui.skin import Skin


class Beside(QObject):
    """`said` is a passing sentence, `rules_changed` fires when other rules are in force."""

    said = Signal(str)
    rules_changed = Signal()

    def __init__(self, skin: Skin, desk: Desk, errand: Errand, counter: CounterPage, places: QStackedWidget) -> None:
        super().__init__(places)
        self._skin, self._errand, self._counter = skin, errand, counter
        self._notes, self._left = desk.notes(), dict[Owner, str]()
        counter.enterprise.notes_wanted.connect(self.open_notes)
        errand.opened.connect(self._count_notes)
        errand.saved.connect(lambda _id: self._count_notes())
        self.forms = FormsPlace(skin, desk.forms, errand.jobs, places, self.at_counter)
        self.clauses = ClausesPlace(skin, desk.clauses, errand.jobs, places)
        self.clauses.rules_changed.connect(self.rules_changed)
        for place in (self.forms, self.clauses):
            place.said.connect(self.said)

    def open_notes(self) -> None:
        """Notes and files of the stored enterprise that is open."""
        sheet = self._errand.sheet
        if sheet.id is not None:
            dialog = NotesDialog(self._counter.window(), self._skin, (self._notes, self._errand.jobs), self._left)
            dialog.page.counted.connect(self._counter.enterprise.show_notes)
            dialog.show_for(Owner(sheet.id), sheet.name)

    def _count_notes(self) -> None:
        """Say on the card that something is noted: a note that nobody sees might as well not be there."""
        id = self._errand.sheet.id
        self._counter.enterprise.show_notes(0)
        if id is not None:

            def show(kept: Kept) -> None:
                if self._errand.sheet.id == id:
                    self._counter.enterprise.show_notes(len(kept.notes) + len(kept.files))

            self._errand.jobs.store(lambda: self._notes.kept(Owner(id)), show)

    def at_counter(self) -> AtCounter | None:
        """What is open at the counter, None when nothing is."""
        if not self._errand.is_open():
            return None
        row, sheet = self._counter.chosen(), self._errand.sheet
        return AtCounter(sheet.enterprise(self._errand.as_of), sheet.id, row.first.id if row else "")

    def is_shown(self) -> bool:
        """Whether one of them is in sight."""
        return self.clauses.is_shown() or self.forms.is_shown()

    def help_page(self) -> str:
        """The help of the one in sight, empty when none is."""
        return "forms" if self.forms.is_shown() else "clauses" if self.clauses.is_shown() else ""

    def keep(self) -> None:
        """Keep what is being typed."""
        self.clauses.close()
        self.forms.keep()

    def put_away(self) -> None:
        """Somebody else sits down: nothing of the former one stays."""
        self.clauses.put_away()
        self.forms.put_away()
        self._left.clear()
