"""The officer's place as the window holds it: made when first wanted; takes applications in from the counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.services.casepapers import HEAD
from qcy_desktop.services.intake import Handed, Offer, TakenIn
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.desk import OfficerDesk
from qcy_desktop.ui.officer.intake_dialog import IntakeDialog
from qcy_desktop.ui.officer.page import OfficerPage
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin


def is_paper_code(text: str) -> bool:
    """Whether a scanned text is the code of a paper that an office handed out."""
    return text.startswith(f"{HEAD}|")


class OfficerPlace(QObject):
    """`said` is a passing sentence, `faulted` a known error, `rule_wanted` the library's page of a measure."""

    said = Signal(str)
    faulted = Signal(object)
    rule_wanted = Signal(str)

    def __init__(self, window: QWidget, skin: Skin, desk: OfficerDesk, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._skin, self.desk, self._jobs = window, skin, desk, jobs
        self._made: OfficerPage | None = None
        self._waiting = False
        self.intake: IntakeDialog | None = None
        self.preview: Preview | None = None

    def page(self) -> OfficerPage:
        """The page, made when it is first wanted."""
        if self._made is None:
            self._made = OfficerPage(self._skin, self.desk, self._jobs)
            self._made.said.connect(self.said)
            self._made.faulted.connect(self.faulted)
            self._made.rule_wanted.connect(self.rule_wanted)
        return self._made

    def is_made(self) -> bool:
        return self._made is not None

    def do(self, id: str) -> None:
        """An act that the window's table shares between places."""
        page = self.page()
        acts: dict[str, Callable[[], object]] = {
            "find": page.seek, "finish": page.primary, "print": page.print_it, "undo": page.undo, "home": page.go_back,
        }  # fmt: skip
        acts[id]()

    def forget(self) -> None:
        """Another person sits here."""
        self._waiting = False
        if self._made is not None:
            self._made.forget()

    # From the counter

    def may_accept(self) -> bool:
        return Right.ACCEPT in self.desk.hand().rights

    def await_saved(self) -> None:
        """The enterprise is being saved so that its applications can be taken in."""
        self._waiting = self.may_accept()

    def follow(self, errand: Errand) -> None:
        """Listen for what the counter saves."""
        errand.saved.connect(lambda _id: self._on_saved(errand))

    def _on_saved(self, errand: Errand) -> None:
        """It is saved: ask what it applies for. Nothing is asked when it was only saved."""
        if not self._waiting or errand.sheet.id is None or errand.assessment is None:
            return
        self._waiting = False
        id, result, name = errand.sheet.id, errand.assessment, errand.sheet.name
        attempt(
            self._jobs,
            lambda: (self.desk.offers(id, result), self.desk.unreachable()),
            lambda pair: self._ask(errand, name, *pair),
            self.faulted.emit,
        )

    def _ask(self, errand: Errand, name: str, offers: Sequence[Offer], unreachable: str) -> None:
        id, as_of = errand.sheet.id, errand.as_of
        assert id is not None  # saved a moment ago
        dialog = IntakeDialog(self._window, self._skin, name, (offers, self.desk.now().date(), unreachable))
        dialog.wanted.connect(lambda handed: self._take_in(dialog, id, handed, as_of))
        dialog.finished.connect(lambda _result: self._closed())
        self.intake = dialog
        dialog.open()
        self._jobs.store(self.desk.warm_up)

    def _take_in(self, dialog: IntakeDialog, id: int, handed: Sequence[Handed], as_of: date) -> None:
        attempt(
            self._jobs,
            lambda: self._taken(id, handed, as_of),
            lambda pair: self._show(dialog, *pair),
            dialog.refuse,
        )

    def _taken(self, id: int, handed: Sequence[Handed], as_of: date) -> tuple[TakenIn, bytes]:
        taken = self.desk.take_in(id, handed, as_of)
        return taken, self.desk.bound(taken.papers)

    def _show(self, dialog: IntakeDialog, taken: TakenIn, pdf: bytes) -> None:
        dialog.accept()
        numbers = "、".join(view.row.number for view in taken.views)
        self.said.emit(tr("已收 {n} 件：{l}").format(n=len(taken.views), l=numbers))
        name = tr("申报材料 {n} {u}").format(n=taken.views[0].kept.inputs.name, u=taken.views[0].row.number)
        self.preview = Preview(self._window, self._skin, pdf, name)
        self.preview.open()

    def _closed(self) -> None:
        if self.intake is not None:
            self.intake.deleteLater()
        self.intake = None
