"""The course of one visit at the counter: open, type, reckon, keep; drafts save themselves after a pause."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.services.visits import Visit
from qcy_desktop.ui.counter.draft_body import from_body, to_body
from qcy_desktop.ui.counter.sheet import Edit, Entry, Key, Part, Sheet
from qcy_desktop.ui.desk import Desk, DraftRow, FoundRow
from qcy_desktop.ui.jobs import Jobs

PAUSE_MS = 120
DRAFT_MS = 500
TWINS_MS = 400
SHORTEST_NAME = 4


class Errand(QObject):
    """`opened` after another enterprise came, `assessed` after every reckoning (True: it is another enterprise or day)."""

    opened = Signal()
    assessed = Signal(object, bool)
    draft_saved = Signal(object)
    saved = Signal(object)
    entry_changed = Signal(object)
    alike = Signal(object)
    pinned = Signal(bool)

    def __init__(self, desk: Desk, jobs: Jobs, today: Callable[[], date]) -> None:
        super().__init__()
        self.desk, self.jobs, self._today = desk, jobs, today
        self.as_of = today()
        self.sheet = Sheet({f.id: f for f in desk.facts()}, desk.parse, desk.show)
        self.assessment: Assessment | None = None
        self.draft_id = ""
        self._dirty = False
        self._pause = self._timer(PAUSE_MS, lambda: self.reckon(anew=False))
        self._draft = self._timer(DRAFT_MS, self.save_draft)
        self._twins = self._timer(TWINS_MS, self._look_for_twins)

    def start_new(self, name: str = "", code: str = "") -> None:
        """An empty sheet, or one with the name or code that was searched for."""
        self._leave()
        self.as_of = self._today()
        self.sheet.take(Enterprise(name=name, uscc=code), None)
        self._begin()
        if name or code:
            self.touched()

    def put_away(self) -> None:
        """Nothing is open any more; what was open has been kept as a draft."""
        self.start_new()
        self.assessment = None

    def start_from(self, enterprise: Enterprise) -> None:
        """A new sheet with what a self-check brought along."""
        self._leave()
        self.as_of = self._today()
        self.sheet.take(enterprise, None)
        self._begin()
        self.touched()

    def open_stored(self, id: int) -> None:
        """Load an enterprise from the store; what was open stays as a draft."""

        def work() -> tuple[Enterprise, dict[Key, date], bool]:
            return self.desk.load(id), self.desk.stated_on(id), self.desk.open_noted(id)

        self.jobs.store(work, lambda found: self._take(id, *found))

    def open_draft(self, draft: DraftRow) -> None:
        """Go on with work that was not finished, on today's date unless another day had been chosen for it.

        Raises KnownError when the draft is damaged.
        """
        self._leave()
        day = from_body(self.sheet, draft.body)
        self.as_of = self._today() if day == draft.saved_at.date() else day
        self._begin()
        self.draft_id = draft.id
        self._dirty = True

    def type_fact(self, key: Key, text: str) -> Entry:
        """One more keystroke in a fact field."""
        entry = self.sheet.type_text(key, text)
        self.touched()
        return entry

    def type_head(self, name: str, code: str) -> None:
        """Name or code was typed: somebody alike may be in the store already."""
        self.sheet.name, self.sheet.uscc = name, code
        self._twins.start()
        self.touched()

    def copy_visit(self, visit: Visit, parts: frozenset[Part], label: str) -> int:
        """Fill what is empty from an earlier visit; answers how many things were filled."""
        count = self.sheet.copy_from(visit.inputs, parts, label)
        if count:
            self.reckon(anew=False)
            self.entry_changed.emit(None)
            self.touched()
        return count

    def visit(self, id: int, then: Callable[[object], None]) -> None:
        """Fetch one kept assessment of the open enterprise."""
        self.jobs.store(lambda: self.desk.visit(id), then)

    def turn_pin(self) -> None:
        """Keep the open enterprise in view at the start, or no longer."""
        id = self.sheet.id
        if id is not None:
            self.jobs.store(lambda: self.desk.turn_pin(id), self.pinned.emit)

    def leave_fact(self, key: Key) -> Entry:
        return self.sheet.tidy(key)

    def touched(self) -> None:
        """Something changed: reckon after the pause; save the draft soon, also while the typing goes on."""
        self._dirty = True
        self._pause.start()
        if not self._draft.isActive():
            self._draft.start()

    def set_day(self, day: date) -> None:
        """Another day of assessment: other versions of the rules may answer."""
        if day != self.as_of:
            self.as_of = day
            self._dirty = True
            self.reckon(anew=True)

    def reckon(self, *, anew: bool) -> None:
        """Assess what stands on the sheet at once."""
        self._pause.stop()
        self.assessment = self.desk.assess(self.sheet.enterprise(self.as_of), self.as_of)
        self.assessed.emit(self.assessment, anew)

    def undo(self) -> Edit | None:
        return self._stepped(self.sheet.undo())

    def redo(self) -> Edit | None:
        return self._stepped(self.sheet.redo())

    def save_draft(self) -> None:
        """Write the draft now when there is something to lose."""
        self._draft.stop()
        if not self._dirty or self.sheet.is_empty():
            return
        self._dirty = False
        if not self.draft_id:
            self.draft_id = uuid.uuid4().hex
        id, name, body = self.draft_id, self.sheet.name or self.sheet.uscc, to_body(self.sheet, self.as_of)
        self.jobs.store(lambda: self.desk.save_draft(id, name, body), self.draft_saved.emit)

    def keep_again(self) -> None:
        """Try once more to write the draft after the store could not."""
        self._dirty = True
        self.save_draft()

    def finish(self) -> None:
        """Keep the enterprise and this assessment; the draft has served its turn."""
        if self._pause.isActive() or self.assessment is None:
            self.reckon(anew=False)
        self._draft.stop()
        enterprise, old, draft, result = (
            self.sheet.enterprise(self.as_of),
            self.sheet.id,
            self.draft_id,
            self.assessment,
        )

        def work() -> tuple[int, bool]:
            id = self.desk.save(enterprise, old)
            if result is not None:
                self.desk.keep(id, result)
            if draft:
                self.desk.drop_draft(draft)
            return id, self.desk.open_noted(id)

        self.jobs.store(work, lambda kept: self._kept(*kept))

    def history(self, then: Callable[[object], None]) -> None:
        """Earlier assessments of the open enterprise."""
        id = self.sheet.id
        if id is None:
            then(())
        else:
            self.jobs.store(lambda: self.desk.history(id), then)

    def is_dirty(self) -> bool:
        """Whether something typed is neither saved nor kept as a draft."""
        return self._dirty

    def is_open(self) -> bool:
        return self.assessment is not None

    def needed(self) -> tuple[Key, ...]:
        """Fields the rules still ask for."""
        if self.assessment is None:
            return ()
        return tuple({(n.fact, n.year) for m in self.assessment.measures for n in m.needs})

    def close(self) -> None:
        """The window goes: nothing typed may be lost."""
        self._pause.stop()
        self._twins.stop()
        self.save_draft()

    def _take(self, id: int, held: Enterprise, since: dict[Key, date], pinned: bool) -> None:
        self._leave()
        self.as_of = self._today()
        self.sheet.take(held, id, since)
        self._begin()
        self.pinned.emit(pinned)

    def _look_for_twins(self) -> None:
        """By code, else by a name long enough to mean something; the open enterprise is no twin of itself."""
        wanted, mine = self.sheet.uscc or self.sheet.name, self.sheet.id
        if len(wanted) < SHORTEST_NAME or not self.is_open():
            self.alike.emit(())
            return

        def found(rows: tuple[FoundRow, ...]) -> None:
            if wanted in (self.sheet.uscc, self.sheet.name):
                self.alike.emit(tuple(row for row in rows if row.id != mine))

        self.jobs.store(lambda: self.desk.find(wanted), found)

    def _leave(self) -> None:
        self.save_draft()
        self.draft_id = ""
        self._dirty = False

    def _begin(self) -> None:
        self._twins.stop()
        self.assessment = None
        self.reckon(anew=True)
        self.opened.emit()
        self.pinned.emit(False)
        self.alike.emit(())

    def _kept(self, id: int, pinned: bool) -> None:
        self.sheet.id = id
        self.draft_id, self._dirty = "", False
        self.saved.emit(id)
        self.pinned.emit(pinned)

    def _stepped(self, edit: Edit | None) -> Edit | None:
        if edit is not None:
            self.entry_changed.emit(edit)
            self.touched()
        return edit

    def _timer(self, pause: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer
