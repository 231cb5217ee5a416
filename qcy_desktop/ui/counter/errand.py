"""The course of one visit at the counter: open, type, reckon, keep; drafts save themselves after a pause."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.ui.counter.sheet import Edit, Entry, Key, Sheet, from_body, to_body
from qcy_desktop.ui.desk import Desk, DraftRow
from qcy_desktop.ui.jobs import Jobs

PAUSE_MS = 120
DRAFT_MS = 500


class Errand(QObject):
    """`opened` after another enterprise came, `assessed` after every reckoning (True: it is another enterprise or day)."""

    opened = Signal()
    assessed = Signal(object, bool)
    draft_saved = Signal(object)
    saved = Signal(object)
    entry_changed = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, today: date) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self.as_of = today
        self.sheet = Sheet({f.id: f for f in desk.facts()}, desk.parse, desk.show)
        self.assessment: Assessment | None = None
        self.draft_id = ""
        self._dirty = False
        self._pause = self._timer(PAUSE_MS, lambda: self.reckon(anew=False))
        self._draft = self._timer(DRAFT_MS, self.save_draft)

    def start_new(self, name: str = "", code: str = "") -> None:
        """An empty sheet, or one with the name or code that was searched for."""
        self._leave()
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
        self.sheet.take(enterprise, None)
        self._begin()
        self.touched()

    def open_stored(self, id: int) -> None:
        """Load an enterprise from the store; what was open stays as a draft."""
        self.jobs.store(lambda: self.desk.load(id), lambda held: self._take(held, id))

    def open_draft(self, draft: DraftRow) -> None:
        """Go on with work that was not finished. Raises KnownError when the draft is damaged."""
        self._leave()
        self.as_of = from_body(self.sheet, draft.body)
        self._begin()
        self.draft_id = draft.id
        self._dirty = True

    def type_fact(self, key: Key, text: str) -> Entry:
        """One more keystroke in a fact field."""
        entry = self.sheet.type_text(key, text)
        self.touched()
        return entry

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

        def work() -> int:
            id = self.desk.save(enterprise, old)
            if result is not None:
                self.desk.keep(id, result)
            if draft:
                self.desk.drop_draft(draft)
            return id

        self.jobs.store(work, self._kept)

    def history(self, then: Callable[[object], None]) -> None:
        """Earlier assessments of the open enterprise."""
        id = self.sheet.id
        if id is None:
            then(())
        else:
            self.jobs.store(lambda: self.desk.history(id), then)

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
        self.save_draft()

    def _take(self, held: Enterprise, id: int) -> None:
        self._leave()
        self.sheet.take(held, id)
        self._begin()

    def _leave(self) -> None:
        self.save_draft()
        self.draft_id = ""
        self._dirty = False

    def _begin(self) -> None:
        self.assessment = None
        self.reckon(anew=True)
        self.opened.emit()

    def _kept(self, id: object) -> None:
        assert isinstance(id, int)
        self.sheet.id = id
        self.draft_id, self._dirty = "", False
        self.saved.emit(id)

    def _stepped(self, edit: Edit | None) -> Edit | None:
        if edit is not None:
            self.entry_changed.emit(edit.key)
            self.touched()
        return edit

    def _timer(self, pause: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer
