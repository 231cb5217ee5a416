"""Which acts of the window are on at this moment, and why the others are off."""

from __future__ import annotations

from dataclasses import dataclass

from qcy_desktop.ui.actions import Actions
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.people import People

AT_COUNTER = (
    "new", "question", "aside", "add_event", "add_record", "add_award", "results", "gaps", "best", "ladder", "what_if", "history",
    "arrange", "reasons", "redo", "save", "next_finding", "pin", "copy_visit", "contacts", "notes",
)  # fmt: skip
"""Acts that only the counter knows: elsewhere they are off, and their keys free."""

PEOPLE = ("lock", "change_clerk", "change_password", "log_out")
"""Acts of an office that keeps accounts."""

NEED_ENTERPRISE = (
    "finish", "save", "print", "question", "aside", "arrange", "add_event", "add_record", "add_award", "next_finding",
)  # fmt: skip

NEED_STORED = ("pin", "copy_visit", "contacts", "notes")

WHILE_WRITING = (
    "finish",
    "save",
    "new",
    "add_event",
    "add_record",
    "add_award",
    "undo",
    "redo",
    "aside",
    "pin",
    "copy_visit",
)
"""Acts that are off while nothing can be kept."""

PAGES = ("results", "gaps", "best", "ladder", "what_if", "history", "reasons")
"""Pages of the counter, which can always be turned to."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`closed` is why nothing can be kept (empty: it can); whether one stands among cases, or beside the places."""

    closed: str
    at_officer: bool
    beside: bool


class Allowed:
    """Switches the acts of one window."""

    def __init__(self, acts: Actions, errand: Errand, people: People) -> None:
        self._acts, self._errand, self._people = acts, errand, people

    def refresh(self, now: Moment) -> None:
        """Every act as it is at this moment; what is off says why."""
        self._of_enterprise()
        if now.closed:
            self._refuse(WHILE_WRITING, now.closed)
        else:
            self._allow_editing()
        for id in PAGES:
            self._acts.allow(id, True)
        if now.at_officer:
            self._among_cases()
        if now.beside:
            # What stands at the counter must not be changed, finished or printed by a key struck over another page.
            self._refuse((*AT_COUNTER, "finish", "print", "undo", "redo"), tr("回到“窗口”再办"))

    def _of_enterprise(self) -> None:
        """Acts that need an enterprise are off without one, and say so."""
        for id in PEOPLE:
            self._acts.allow(id, not self._people.why_none(), self._people.why_none())
        opened, stored = self._errand.is_open(), self._errand.sheet.id is not None
        for ids, on, why in (
            (NEED_ENTERPRISE, opened, tr("先打开或新建一家企业")),
            (NEED_STORED, stored, tr("先打开一家存过的企业")),
        ):
            for id in ids:
                self._acts.allow(id, on, why)

    def _allow_editing(self) -> None:
        self._acts.allow("new", True)
        sheet = self._errand.sheet
        for id, named in (("undo", sheet.next_undo()), ("redo", sheet.next_redo())):
            self._acts.allow(id, bool(named), tr("没有可取回的填写"))
            self._acts.name(id, named)

    def _among_cases(self) -> None:
        """The counter's own acts are off, so that their keys are free; shared ones are the case's."""
        self._refuse(AT_COUNTER, tr("回到“窗口”再办"))
        for id in ("finish", "print", "undo"):
            self._acts.allow(id, True)
        self._acts.name("undo", "")

    def _refuse(self, ids: tuple[str, ...], why: str) -> None:
        for id in ids:
            self._acts.allow(id, False, why)
