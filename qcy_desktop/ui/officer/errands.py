"""What the officer's desk does beside single acts: batches, lists, the day's report, budget pools, packages, the office's tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.dayreport import DayReport
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.caseoffice import DEPARTMENTS
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.handover import SUFFIX, Comparison
from qcy_desktop.services.paperkinds import MANY, WORDS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.batch_dialog import USUAL, BatchActDialog, BatchPrintDialog
from qcy_desktop.ui.officer.budget_dialog import BudgetDialog
from qcy_desktop.ui.officer.carry_dialogs import CarryDialog, PackageDialog
from qcy_desktop.ui.officer.desk import Outcome
from qcy_desktop.ui.officer.files import open_bytes, save_bytes
from qcy_desktop.ui.officer.report_dialog import ReportDialog
from qcy_desktop.ui.officer.run_dialog import RunDialog
from qcy_desktop.ui.officer.tables_dialog import KEYS, TablesDialog

if TYPE_CHECKING:
    from qcy_desktop.ui.officer.page import OfficerPage


class Errands:
    """Carried out for one page, whose queues say which cases are meant."""

    def __init__(self, page: OfficerPage) -> None:
        self._page = page

    # Many at once

    def act_many(self) -> None:
        """Ctrl+B: the same act on every ticked case."""
        ids = self._page.queues.chosen()
        if not ids:
            self._page.said.emit(tr("先用空格勾选要一起办的件。"))
            return
        dialog = BatchActDialog(self._page, self._page.skin, len(ids), self._phrases_for)
        dialog.choose(USUAL.get(self._page.queues.stage_of(ids[0]), Act.PASS))
        dialog.wanted.connect(lambda act, words: self._run_acts(ids, act, words))
        self._page.open_dialog(dialog)

    def print_many(self) -> None:
        """The same paper of every ticked case, or one list over all of them."""
        ids = self._page.queues.chosen()
        if not ids:
            self._page.said.emit(tr("先用空格勾选要打印的件。"))
            return
        attempt(
            self._page.jobs,
            self._page.desk.unreachable,
            lambda lacking: self._ask_prints(ids, lacking),
            self._page.faulted.emit,
        )

    def _ask_prints(self, ids: Sequence[int], unreachable: str) -> None:
        dialog = BatchPrintDialog(self._page, self._page.skin, len(ids), unreachable)
        dialog.wanted.connect(lambda kind: self._run_prints(ids, kind))
        dialog.book_wanted.connect(lambda kind: self._save_list(ids, kind))
        self._page.open_dialog(dialog)

    def _phrases_for(self, act: Act, then: Callable[[tuple[str, ...]], None]) -> None:
        attempt(self._page.jobs, lambda: self._page.desk.phrases(act), then, self._page.faulted.emit)

    def _run_acts(self, ids: Sequence[int], act: Act, words: str) -> None:
        run = RunDialog(self._page, self._page.skin, tr("批量{a}").format(a=tr(act)), len(ids))
        run.finished_run.connect(self._ran)
        self._page.open_dialog(run)
        run.run(self._page.jobs, lambda go_on: self._page.desk.act_many(ids, act, words, go_on))

    def _run_prints(self, ids: Sequence[int], kind: str) -> None:
        if kind in MANY:
            name = tr(WORDS[kind])
            attempt(
                self._page.jobs,
                lambda: self._page.desk.issue(kind, ids),
                lambda issued: self._page.show_pdf(issued.body, name),
                self._page.faulted.emit,
            )
            return
        run = RunDialog(self._page, self._page.skin, tr("批量打印《{w}》").format(w=tr(WORDS[kind])), len(ids))
        run.finished_run.connect(self._ran)
        run.print_wanted.connect(lambda papers: self._show_bound(papers, tr(WORDS[kind])))
        self._page.open_dialog(run)
        run.run(self._page.jobs, lambda go_on: self._page.desk.print_many(kind, ids, go_on))

    def _ran(self, _outcome: Outcome) -> None:
        self._page.queues.ask()

    def _show_bound(self, papers: Sequence[tuple[str, bytes]], name: str) -> None:
        self._page.jobs.paper(lambda: self._page.desk.bound(papers), lambda pdf: self._page.show_pdf(pdf, name))

    def _save_list(self, ids: Sequence[int], kind: str) -> None:
        name = f"{tr(WORDS[kind])} {self._page.desk.now().date().isoformat()}.xlsx"
        attempt(
            self._page.jobs,
            lambda: self._page.desk.list_book(kind, ids),
            lambda book: self._save(book, name),
            self._page.faulted.emit,
        )

    def _save(self, body: bytes, name: str) -> None:
        save_bytes(self._page, body, name, self._page.said.emit, self._page.faulted.emit)

    # Report, packages, tables

    def report(self) -> None:
        """The day's report."""
        dialog = ReportDialog(self._page, self._page.skin, self._page.desk.now().date())
        dialog.asked.connect(
            lambda first, last: attempt(
                self._page.jobs,
                lambda: self._page.desk.report(first, last),
                dialog.show_report,
                self._page.faulted.emit,
            )
        )
        dialog.paper_wanted.connect(self._report_paper)
        dialog.book_wanted.connect(self._report_book)
        self._page.open_dialog(dialog)
        dialog.ask()

    def _report_paper(self, report: DayReport) -> None:
        name = tr("办件情况表 {d}").format(d=report.first.isoformat())
        attempt(
            self._page.jobs,
            lambda: self._page.desk.report_paper(report),
            lambda pdf: self._page.show_pdf(pdf, name, self._page.dialog),
            self._page.faulted.emit,
        )

    def _report_book(self, report: DayReport) -> None:
        name = tr("办件情况表 {d}.xlsx").format(d=report.first.isoformat())
        attempt(
            self._page.jobs,
            lambda: self._page.desk.report_book(report),
            lambda book: self._save(book, name),
            self._page.faulted.emit,
        )

    def budget(self) -> None:
        """What the pool of a measure still holds, and what each waiting case would get of it."""
        dialog = BudgetDialog(self._page, self._page.skin, self._page.desk.pooled(), self._page.desk.now().date().year)
        dialog.asked.connect(
            lambda asked: attempt(
                self._page.jobs, lambda: self._page.desk.budget(asked), dialog.show_preview, dialog.refuse
            )
        )
        self._page.open_dialog(dialog)

    def carry(self) -> None:
        """Give the open case to another desk as a file, or take the right to write back."""
        sheet = self._page.case.sheet
        if sheet is None:
            return
        id, number = sheet.view.id, sheet.view.row.number
        if sheet.away:
            attempt(
                self._page.jobs,
                lambda: self._page.desk.take_back(id),
                lambda view: self._page.moved(view, tr("已收回，本机可以办理。")),
                self._page.faulted.emit,
            )
            return
        attempt(
            self._page.jobs,
            self._page.desk.desk_code,
            lambda own: self._ask_receiver(id, number, own),
            self._page.faulted.emit,
        )

    def _ask_receiver(self, id: int, number: str, own: str) -> None:
        dialog = CarryDialog(self._page, self._page.skin, number, own)
        dialog.wanted.connect(lambda receiver: self._hand_over(dialog, id, number, receiver))
        self._page.open_dialog(dialog)

    def _hand_over(self, dialog: CarryDialog, id: int, number: str, receiver: str) -> None:
        """The file is chosen first, so that nothing is given away that cannot be written."""
        file = self.ask_save(f"{number}{SUFFIX}")
        if file is None:
            return

        def carried(_package: object) -> None:
            dialog.accept()
            self._page.said.emit(tr("{n} 已移交 {r}，案卷包存在 {f}").format(n=number, r=receiver, f=file))
            self._page.queues.ask()
            self._page.open_case(id)

        attempt(self._page.jobs, lambda: self._page.desk.hand_over(id, receiver, file), carried, dialog.refuse)

    def take_in(self) -> None:
        """Look into a package before it is taken in."""
        file = self.ask_open()
        if file is None:
            return
        try:
            package = open_bytes(file)
        except KnownError as fault:
            self._page.faulted.emit(fault)
            return
        attempt(
            self._page.jobs,
            lambda: (self._page.desk.compare(package), self._page.desk.people()),
            lambda found: self._show_package(package, *found),
            self._page.faulted.emit,
        )

    def _show_package(self, package: bytes, comparison: Comparison, people: Mapping[str, str]) -> None:
        dialog = PackageDialog(self._page, self._page.skin, comparison, lambda who: people.get(who, who))

        def taken(view: CaseView) -> None:
            dialog.accept()
            self._page.moved(view, tr("已收下 {n}，现在由本窗口办理。").format(n=view.row.number))

        dialog.wanted.connect(
            lambda: attempt(self._page.jobs, lambda: self._page.desk.receive(package), taken, dialog.refuse)
        )
        self._page.open_dialog(dialog)

    def ask_save(self, name: str) -> Path | None:
        """Where to write a file; None when the person thought better of it."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._page, tr("案卷包存到哪里"), name, tr("案卷包 (*{s})").format(s=SUFFIX)
        )
        return Path(chosen) if chosen else None

    def ask_open(self) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self._page, tr("收案卷包"), "", tr("案卷包 (*{s})").format(s=SUFFIX))
        return Path(chosen) if chosen else None

    def tables(self) -> None:
        """Holidays, limits and departments of this office."""

        def read() -> dict[str, str]:
            texts = {key: self._page.desk.table(key) for key in KEYS if key != DEPARTMENTS}
            return texts | {DEPARTMENTS: "\n".join(self._page.desk.departments())}

        attempt(self._page.jobs, read, self._show_tables, self._page.faulted.emit)

    def _show_tables(self, texts: dict[str, str]) -> None:
        may = Right.OFFICE in self._page.desk.hand().rights
        why = "" if may else tr("修改这些表要有“{r}”的权限；可以查看。").format(r=Right.OFFICE)
        dialog = TablesDialog(self._page, self._page.skin, texts, why)

        def save(key: str, text: str) -> str:
            if key == DEPARTMENTS:
                self._page.desk.set_departments([line for line in text.splitlines() if line.strip()])
                return text
            self._page.desk.set_table(key, text)
            return self._page.desk.table(key)

        dialog.saved.connect(
            lambda key, text: attempt(
                self._page.jobs, lambda: save(key, text), lambda now: dialog.accept_saved(key, now), dialog.refuse
            )
        )
        self._page.open_dialog(dialog)
