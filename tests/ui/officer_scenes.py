"""Pictures of the officer's screens over a real store: queues, one case, acts, batches, report, intake, two hundred cases."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from case_office import LONG, OPEN_DAY, ROOT, CaseOffice, case_office, fill
from PySide6.QtWidgets import QApplication

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.casework import Act
from qcy_desktop.engine.book import load_book
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casequeues import Queue
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.officer.budget_dialog import BudgetDialog
from qcy_desktop.ui.officer.intake_dialog import PROMISED, IntakeDialog
from qcy_desktop.ui.officer.page import OfficerPage
from tests.unit.services.case_desk import VERIFIED, company
from tests.unit.services.small_rules import capped_rules

HUGE = 123_456_789_012 * 100
MANY = 200
Settle = Callable[[QApplication, float], None]


class Scene:
    """One look; `stage` is the screenshot script's own stage over a window that has an officer's desk."""

    def __init__(self, app: QApplication, stage: Any, office: CaseOffice, settle: Settle) -> None:
        self.app, self.stage, self.office, self._settle = app, stage, office, settle
        stage.window.acts.action("officer").trigger()
        self.page: OfficerPage = stage.window.officer.page()
        self.wait(0.8)

    def wait(self, seconds: float = 0.5) -> None:
        self._settle(self.app, seconds)

    def dialog(self, name: str, open_it: Callable[[], object]) -> None:
        """Open a dialog, take its picture, close it."""
        open_it()
        self.wait(0.8)
        self.stage.shoot(f"officer-{name}", self.page.dialog)
        assert self.page.dialog is not None
        self.page.dialog.reject()
        self.wait(0.2)

    def queues(self) -> None:
        self.stage.shoot("officer-for-me")
        self.page.queues.rail.choose(Queue.OPEN)
        self.wait()
        self.page.queues.list.setFocus()
        self.page.queues.model.tick(self.page.queues.model.ids()[1:3], on=True)
        self.stage.shoot("officer-open")
        self.page.queues.rail.choose(Queue.OBJECTION)
        self.stage.shoot("officer-empty")
        self.page.queues.rail.choose(Queue.OPEN)
        self.wait()

    def case(self, late: int) -> None:
        self.page.open_case(late)
        self.wait(1)
        self.stage.shoot("officer-case")
        self.page.case.left.choose(1)
        self.page.case.right.choose(1)
        self.stage.shoot("officer-papers")
        self.page.case.right.choose(3)
        self.stage.shoot("officer-notes")
        self.page.case.right.choose(2)
        self.stage.shoot("officer-materials")
        everything = self.page.case.bar.open_all()
        self.stage.shoot("officer-all-acts", everything)
        everything.reject()
        for act in (Act.PASS, Act.NOTIFY, Act.ADJUST):
            self.dialog(act.name.lower(), lambda act=act: self.page.start(act))

    def decided(self, waiting: int) -> None:
        self.office.act(waiting, Act.ADJUST, Role.REVIEW, amount=HUGE)
        self.office.sits(Role.HEAD)
        self.page.open_case(waiting)
        self.wait(1)
        self.dialog("decide", lambda: self.page.start(Act.DECIDE))
        self.page.go_back()
        self.wait()
        self.office.sits(Role.REVIEW)

    def office_work(self) -> None:
        self.dialog("report", self.page.errands.report)
        self.dialog("tables", self.page.errands.tables)
        self.dialog("batch", self.page.errands.act_many)
        self.page.errands._run_acts(self.page.queues.model.ticked(), Act.PASS, "同意。")
        self.wait(1.5)
        self.stage.shoot("officer-batch-done", self.page.dialog)
        assert self.page.dialog is not None
        self.page.dialog.accept()
        self.dialog("print", self.page.errands.print_many)

    def budget(self, scratch: Path) -> None:
        """A pool that is too small for what waits, in rules that know one."""
        known = self.office.seat.assessor
        self.office.seat.assessor = Assessor(load_book([capped_rules(ROOT, scratch)]), VERIFIED)
        self.page.refresh()
        self.wait()
        self.stage.shoot("officer-pools")
        self.page.errands.budget()
        dialog = self.page.dialog
        assert isinstance(dialog, BudgetDialog)
        self.stage.shoot("officer-budget-asked", dialog)
        dialog.pool.setText("123.456789")
        dialog.ask()
        self.wait()
        self.stage.shoot("officer-budget", dialog)
        dialog.reject()
        self.office.seat.assessor = known
        self.page.refresh()
        self.wait()

    def intake(self) -> None:
        self.office.sits(Role.COUNTER)
        id = self.office.enterprise(LONG)
        found = self.office.seat.offers(id, self.office.assessor.assess(company(LONG, ""), OPEN_DAY))
        dialog = IntakeDialog(
            self.stage.window, self.stage.skin, LONG, (found, date(2026, 11, 20), self.office.seat.unreachable())
        )
        dialog.open()
        dialog.boxes[0].setChecked(True)
        dialog._receive_all()
        dialog.form(0).rows[-1][1].setCurrentIndex(PROMISED)
        self.stage.shoot("officer-intake", dialog)
        dialog.reject()
        self.office.sits(Role.REVIEW)


def officer(
    app: QApplication, look: Look, folder: Path, *, size: str, tools: tuple[Callable[..., Any], Settle]
) -> None:
    """Every screen of the place; `tools` are the stage maker over a desk and the settling of the script."""
    stage_over, settle = tools
    with tempfile.TemporaryDirectory() as scratch, case_office(Path(scratch)) as office:
        late, waiting = fill(office, MANY)
        stage = stage_over(app, look, folder, office.seat)
        stage.show(size)
        scene = Scene(app, stage, office, settle)
        scene.queues()
        scene.case(late)
        scene.decided(waiting)
        scene.office_work()
        scene.budget(Path(scratch))
        scene.intake()
        stage.close()
