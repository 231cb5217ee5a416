"""The officer's place: goes between queues and cases, and carries every wish to the desk and its answer back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.casework import Act, Deed
from qcy_desktop.domain.dayreport import DayReport
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casedeeds import Done
from qcy_desktop.services.caseoffice import DEPARTMENTS
from qcy_desktop.services.casepapers import HEAD, Issued
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.handover import SUFFIX, Comparison
from qcy_desktop.services.paperkinds import MANY, WORDS
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.act_dialog import ActDialog, Asked
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.batch_dialog import USUAL, BatchActDialog, BatchPrintDialog
from qcy_desktop.ui.officer.carry_dialogs import CarryDialog, PackageDialog
from qcy_desktop.ui.officer.case_page import CasePage
from qcy_desktop.ui.officer.checked_dialog import CheckedDialog
from qcy_desktop.ui.officer.desk import CaseSheet, OfficerDesk, Outcome
from qcy_desktop.ui.officer.files import open_bytes, save_bytes
from qcy_desktop.ui.officer.queue_page import QueuePage
from qcy_desktop.ui.officer.report_dialog import ReportDialog
from qcy_desktop.ui.officer.run_dialog import RunDialog
from qcy_desktop.ui.officer.tables_dialog import KEYS, TablesDialog
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button

QUEUES, CASE = 0, 1


class OfficerPage(QWidget):
    """`said` is a passing sentence, `faulted` a known error, `rule_wanted` the library's page of a measure."""

    said = Signal(str)
    faulted = Signal(object)
    rule_wanted = Signal(str)

    def __init__(self, skin: Skin, desk: OfficerDesk, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self.desk, self._jobs = skin, desk, jobs
        self._left: dict[tuple[int, Act], str] = {}
        self.dialog: QDialog | None = None
        self.preview: Preview | None = None
        self.queues, self.case = QueuePage(skin), CasePage(skin)
        self.stack = QStackedWidget()
        for page in (self.queues, self.case):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(12), skin.dp(10), skin.dp(12), skin.dp(10))
        column.setSpacing(skin.dp(8))
        column.addWidget(self.stack, 1)
        column.addLayout(self._office_line())
        self._connect()
        self._keys()

    # Moving about

    def arrive(self) -> None:
        """Somebody came here: everything as it stands now."""
        self.refresh()
        self.queues.take_focus()

    def refresh(self) -> None:
        """F5: the lines and the open case anew."""
        self.queues.ask()
        if self.stack.currentIndex() == CASE and self.case.sheet is not None:
            self.open_case(self.case.sheet.view.id)

    def open_case(self, id: int) -> None:
        """Show one case; its reckoning is done again beside it."""
        attempt(self._jobs, lambda: self.desk.sheet(id), self._show_case, self.faulted.emit)

    def go_back(self) -> None:
        """To the queues, on the line one came from."""
        if self.stack.currentIndex() == CASE:
            self.stack.setCurrentIndex(QUEUES)
            self._office.setVisible(True)
            self.queues.ask()
            self.queues.take_focus()

    def seek(self) -> None:
        """F2: to the search box."""
        self.go_back()
        self.queues.search.setFocus()
        self.queues.search.selectAll()

    def look_up(self, text: str) -> None:
        """A paper's code is checked and replayed; a case's number opens it; other words stay a filter."""
        if text.startswith(f"{HEAD}|"):
            attempt(self._jobs, lambda: self.desk.check(text), self._show_checked, self.faulted.emit)
            return
        attempt(self._jobs, lambda: self.desk.number(text), self.open_case, lambda _fault: self._not_a_number())

    def forget(self) -> None:
        """Another person sits here: nothing of the former one's stays on the screen."""
        self._left.clear()
        self.queues.forget()
        self.case.sheet = None
        self.stack.setCurrentIndex(QUEUES)

    def in_case(self) -> bool:
        return self.stack.currentIndex() == CASE

    # Acts

    def start(self, act: Act) -> None:
        """Ask what the act needs; its sentences are read first."""
        sheet = self.case.sheet
        if sheet is not None:
            attempt(
                self._jobs,
                lambda: self.desk.phrases(act),
                lambda found: self._ask(sheet, act, found),
                self.faulted.emit,
            )

    def undo(self) -> None:
        """Take the last step back while nobody has learnt of it."""
        sheet = self.case.sheet
        if sheet is None or sheet.undoable is None:
            self.said.emit(tr("最近一步不能直接取回，请用“撤销”并写明理由。"))
            return
        id, named = sheet.view.id, sheet.undoable.act
        attempt(
            self._jobs,
            lambda: self.desk.undo(id),
            lambda view: self._moved(view, tr("已取回“{a}”。").format(a=named)),
            self.faulted.emit,
        )

    def primary(self) -> None:
        """Ctrl+Enter: what carries the case on, or opens the line."""
        if self.in_case():
            self.case.bar.do_primary()
            return
        ids = self.queues.chosen()
        if ids:
            self.open_case(ids[0])

    def print_it(self) -> None:
        """F9: the papers of the open case, or a batch of the ticked ones."""
        if self.in_case():
            self.case.right.choose(1)
            self.case.papers.kinds.setFocus()
        else:
            self.print_many()

    def _ask(self, sheet: CaseSheet, act: Act, phrases: tuple[str, ...]) -> None:
        key = (sheet.view.id, act)
        dialog = ActDialog(self, self._skin, Asked(sheet, self.desk.deed(act), phrases, self._left.get(key, "")))
        dialog.wanted.connect(lambda deed, paper: self._do(dialog, sheet, deed, paper))
        dialog.looked.connect(lambda deed, paper: self._rehearse(dialog, sheet, deed, paper))
        dialog.phrase_kept.connect(lambda words: self._keep_phrase(dialog, act, words))
        dialog.rejected.connect(lambda: self._left.__setitem__(key, dialog.left()))
        dialog.accepted.connect(lambda: self._left.pop(key, None))
        self._open(dialog)

    def _do(self, dialog: ActDialog, sheet: CaseSheet, deed: Deed, paper: str) -> None:
        dialog.ok.setEnabled(False)
        id, version = sheet.view.id, sheet.view.row.version

        def done(answer: Done) -> None:
            dialog.accept()
            self._moved(answer.view, tr("{n} 已办理“{a}”。").format(n=answer.view.row.number, a=deed.act))
            if answer.issued is not None:
                self._show_issued(paper, answer.issued, answer.view)

        attempt(self._jobs, lambda: self.desk.do(id, deed, version, paper), done, dialog.refuse)

    def _rehearse(self, dialog: ActDialog, sheet: CaseSheet, deed: Deed, paper: str) -> None:
        id, name = sheet.view.id, tr("{w}（样张）").format(w=tr(WORDS[paper]))
        attempt(
            self._jobs,
            lambda: self.desk.rehearse(id, deed, paper),
            lambda pdf: self.show_pdf(pdf, name, dialog),
            dialog.refuse,
        )

    def _keep_phrase(self, dialog: ActDialog, act: Act, words: str) -> None:
        def kept(found: tuple[str, ...]) -> None:
            if dialog.words is not None:
                dialog.words.offer(found)
            self.said.emit(tr("常用语已更新。"))

        attempt(self._jobs, lambda: self.desk.keep_phrase(act, words), kept, dialog.refuse)

    def _moved(self, view: CaseView, sentence: str) -> None:
        self.said.emit(sentence)
        self.queues.ask()
        self.open_case(view.id)

    # Paper

    def issue(self, kind: str) -> None:
        """One paper of the open case, numbered, kept and shown."""
        sheet = self.case.sheet
        if sheet is not None:
            id, view = sheet.view.id, sheet.view
            attempt(
                self._jobs,
                lambda: self.desk.issue(kind, (id,)),
                lambda issued: self._issued(kind, issued, view),
                self.faulted.emit,
            )

    def _issued(self, kind: str, issued: Issued, view: CaseView) -> None:
        self.open_case(view.id)
        self._show_issued(kind, issued, view)

    def _show_issued(self, kind: str, issued: Issued, view: CaseView) -> None:
        number = issued.paper.number if issued.paper is not None else tr("样张")
        self.show_pdf(issued.body, f"{tr(WORDS[kind])} {view.kept.inputs.name} {number}")

    def _sample(self, kind: str) -> None:
        sheet = self.case.sheet
        if sheet is not None:
            id, name = sheet.view.id, tr("{w}（样张）").format(w=tr(WORDS[kind]))
            attempt(
                self._jobs,
                lambda: self.desk.sample(kind, (id,)),
                lambda pdf: self.show_pdf(pdf, name),
                self.faulted.emit,
            )

    def _copy(self, paper_id: int) -> None:
        sheet = self.case.sheet
        if sheet is not None:
            view = sheet.view

            def shown(issued: Issued) -> None:
                assert issued.paper is not None  # only kept papers are printed again
                self._issued(issued.paper.kind, issued, view)

            attempt(self._jobs, lambda: self.desk.reprint(paper_id), shown, self.faulted.emit)

    def show_pdf(self, pdf: bytes, name: str, parent: QWidget | None = None) -> None:
        """The very bytes, in the preview."""
        self.preview = Preview(parent or self.window(), self._skin, pdf, name)
        self.preview.open()

    # Many at once

    def act_many(self) -> None:
        """Ctrl+B: the same act on every ticked case."""
        ids = self.queues.chosen()
        if not ids:
            self.said.emit(tr("先用空格勾选要一起办的件。"))
            return
        dialog = BatchActDialog(self, self._skin, len(ids), self._phrases_for)
        dialog.choose(USUAL.get(self.queues.stage_of(ids[0]), Act.PASS))
        dialog.wanted.connect(lambda act, words: self._run_acts(ids, act, words))
        self._open(dialog)

    def print_many(self) -> None:
        """The same paper of every ticked case, or one list over all of them."""
        ids = self.queues.chosen()
        if not ids:
            self.said.emit(tr("先用空格勾选要打印的件。"))
            return
        dialog = BatchPrintDialog(self, self._skin, len(ids))
        dialog.wanted.connect(lambda kind: self._run_prints(ids, kind))
        dialog.book_wanted.connect(lambda kind: self._save_list(ids, kind))
        self._open(dialog)

    def _phrases_for(self, act: Act, then: Callable[[tuple[str, ...]], None]) -> None:
        attempt(self._jobs, lambda: self.desk.phrases(act), then, self.faulted.emit)

    def _run_acts(self, ids: Sequence[int], act: Act, words: str) -> None:
        run = RunDialog(self, self._skin, tr("批量{a}").format(a=tr(act)), len(ids))
        run.finished_run.connect(self._ran)
        self._open(run)
        run.run(self._jobs, lambda go_on: self.desk.act_many(ids, act, words, go_on))

    def _run_prints(self, ids: Sequence[int], kind: str) -> None:
        if kind in MANY:
            name = tr(WORDS[kind])
            attempt(
                self._jobs,
                lambda: self.desk.issue(kind, ids),
                lambda issued: self.show_pdf(issued.body, name),
                self.faulted.emit,
            )
            return
        run = RunDialog(self, self._skin, tr("批量打印《{w}》").format(w=tr(WORDS[kind])), len(ids))
        run.finished_run.connect(self._ran)
        run.print_wanted.connect(lambda papers: self._show_bound(papers, tr(WORDS[kind])))
        self._open(run)
        run.run(self._jobs, lambda go_on: self.desk.print_many(kind, ids, go_on))

    def _ran(self, _outcome: Outcome) -> None:
        self.queues.ask()

    def _show_bound(self, papers: Sequence[tuple[str, bytes]], name: str) -> None:
        self._jobs.paper(lambda: self.desk.bound(papers), lambda pdf: self.show_pdf(pdf, name))

    def _save_list(self, ids: Sequence[int], kind: str) -> None:
        name = f"{tr(WORDS[kind])} {self.desk.now().date().isoformat()}.xlsx"
        attempt(
            self._jobs, lambda: self.desk.list_book(kind, ids), lambda book: self._save(book, name), self.faulted.emit
        )

    def _save(self, body: bytes, name: str) -> None:
        save_bytes(self, body, name, self.said.emit, self.faulted.emit)

    # Report, packages, tables

    def report(self) -> None:
        """The day's report."""
        dialog = ReportDialog(self, self._skin, self.desk.now().date())
        dialog.asked.connect(
            lambda first, last: attempt(
                self._jobs, lambda: self.desk.report(first, last), dialog.show_report, self.faulted.emit
            )
        )
        dialog.paper_wanted.connect(self._report_paper)
        dialog.book_wanted.connect(self._report_book)
        self._open(dialog)
        dialog.ask()

    def _report_paper(self, report: DayReport) -> None:
        name = tr("办件情况表 {d}").format(d=report.first.isoformat())
        attempt(
            self._jobs,
            lambda: self.desk.report_paper(report),
            lambda pdf: self.show_pdf(pdf, name, self.dialog),
            self.faulted.emit,
        )

    def _report_book(self, report: DayReport) -> None:
        name = tr("办件情况表 {d}.xlsx").format(d=report.first.isoformat())
        attempt(
            self._jobs, lambda: self.desk.report_book(report), lambda book: self._save(book, name), self.faulted.emit
        )

    def carry(self) -> None:
        """Give the open case to another desk as a file, or take the right to write back."""
        sheet = self.case.sheet
        if sheet is None:
            return
        id, number = sheet.view.id, sheet.view.row.number
        if sheet.away:
            attempt(
                self._jobs,
                lambda: self.desk.take_back(id),
                lambda view: self._moved(view, tr("已收回，本机可以办理。")),
                self.faulted.emit,
            )
            return
        attempt(self._jobs, self.desk.desk_code, lambda own: self._ask_receiver(id, number, own), self.faulted.emit)

    def _ask_receiver(self, id: int, number: str, own: str) -> None:
        dialog = CarryDialog(self, self._skin, number, own)
        dialog.wanted.connect(lambda receiver: self._hand_over(dialog, id, number, receiver))
        self._open(dialog)

    def _hand_over(self, dialog: CarryDialog, id: int, number: str, receiver: str) -> None:
        """The file is chosen first, so that nothing is given away that cannot be written."""
        file = self.ask_save(f"{number}{SUFFIX}")
        if file is None:
            return

        def carried(_package: object) -> None:
            dialog.accept()
            self.said.emit(tr("{n} 已移交 {r}，案卷包存在 {f}").format(n=number, r=receiver, f=file))
            self.queues.ask()
            self.open_case(id)

        attempt(self._jobs, lambda: self.desk.hand_over(id, receiver, file), carried, dialog.refuse)

    def take_in(self) -> None:
        """Look into a package before it is taken in."""
        file = self.ask_open()
        if file is None:
            return
        try:
            package = open_bytes(file)
        except KnownError as fault:
            self.faulted.emit(fault)
            return
        attempt(
            self._jobs,
            lambda: self.desk.compare(package),
            lambda found: self._show_package(package, found),
            self.faulted.emit,
        )

    def _show_package(self, package: bytes, comparison: Comparison) -> None:
        dialog = PackageDialog(self, self._skin, comparison, lambda who: who)

        def taken(view: CaseView) -> None:
            dialog.accept()
            self._moved(view, tr("已收下 {n}，现在由本窗口办理。").format(n=view.row.number))

        dialog.wanted.connect(lambda: attempt(self._jobs, lambda: self.desk.receive(package), taken, dialog.refuse))
        self._open(dialog)

    def ask_save(self, name: str) -> Path | None:
        """Where to write a file; None when the person thought better of it."""
        chosen, _ = QFileDialog.getSaveFileName(self, tr("案卷包存到哪里"), name, tr("案卷包 (*{s})").format(s=SUFFIX))
        return Path(chosen) if chosen else None

    def ask_open(self) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("收案卷包"), "", tr("案卷包 (*{s})").format(s=SUFFIX))
        return Path(chosen) if chosen else None

    def tables(self) -> None:
        """Holidays, limits and departments of this office."""

        def read() -> dict[str, str]:
            texts = {key: self.desk.table(key) for key in KEYS if key != DEPARTMENTS}
            return texts | {DEPARTMENTS: "\n".join(self.desk.departments())}

        attempt(self._jobs, read, self._show_tables, self.faulted.emit)

    def _show_tables(self, texts: dict[str, str]) -> None:
        may = Right.OFFICE in self.desk.hand().rights
        why = "" if may else tr("修改这些表要有“{r}”的权限；可以查看。").format(r=Right.OFFICE)
        dialog = TablesDialog(self, self._skin, texts, why)

        def save(key: str, text: str) -> str:
            if key == DEPARTMENTS:
                self.desk.set_departments([line for line in text.splitlines() if line.strip()])
                return text
            self.desk.set_table(key, text)
            return self.desk.table(key)

        dialog.saved.connect(
            lambda key, text: attempt(
                self._jobs, lambda: save(key, text), lambda now: dialog.accept_saved(key, now), dialog.refuse
            )
        )
        self._open(dialog)

    # Within

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.finished.connect(lambda _result: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _show_case(self, sheet: CaseSheet) -> None:
        self.case.show_sheet(sheet)
        if not self.in_case():
            self.stack.setCurrentIndex(CASE)
            self._office.setVisible(False)
            self.case.facts.setFocus()
        view = sheet.view
        self._jobs.paper(lambda: self.desk.replay(view), lambda replay: self._replayed(view.id, replay))

    def _replayed(self, id: int, replay: object) -> None:
        if self.case.sheet is not None and self.case.sheet.view.id == id:
            self.case.show_replay(replay)  # type: ignore[arg-type]

    def _show_checked(self, checked: object) -> None:
        self.queues.search.clear()
        dialog = CheckedDialog(self, self._skin, checked)  # type: ignore[arg-type]
        dialog.opened.connect(self.open_case)
        self._open(dialog)

    def _not_a_number(self) -> None:
        self.queues.ask()
        self.queues.take_focus()

    def _step(self, by: int) -> None:
        sheet = self.case.sheet
        next_ = None if sheet is None else self.queues.neighbour(sheet.view.id, by)
        if next_ is None:
            self.said.emit(tr("这一页没有更多的件了，按 Esc 回到队列。"))
        else:
            self.open_case(next_)

    def _connect(self) -> None:
        queues, case = self.queues, self.case
        queues.wished.connect(
            lambda wish: attempt(
                self._jobs,
                lambda: self.desk.listed(wish),
                lambda found: queues.show_listed(wish, found),
                self.faulted.emit,
            )
        )
        queues.opened.connect(self.open_case)
        queues.scanned.connect(self.look_up)
        queues.all_wanted.connect(
            lambda wish: attempt(
                self._jobs,
                lambda: self.desk.all_ids(wish),
                lambda ids: queues.model.tick(ids, on=True),
                self.faulted.emit,
            )
        )
        case.back.connect(self.go_back)
        case.stepped.connect(self._step)
        case.carried.connect(self.carry)
        case.rule_wanted.connect(self.rule_wanted)
        case.bar.wanted.connect(self.start)
        case.bar.undo_wanted.connect(self.undo)
        case.papers.issue_wanted.connect(self.issue)
        case.papers.sample_wanted.connect(self._sample)
        case.papers.copy_wanted.connect(self._copy)

    def _keys(self) -> None:
        """Keys of this place alone; those shared with the counter come from the window's table."""
        for keys, act in (
            ("Esc", self.go_back), ("Ctrl+PgUp", lambda: self._step(-1)), ("Ctrl+PgDown", lambda: self._step(1)),
            ("F4", self.case.bar.open_all), ("F5", self.refresh), ("Ctrl+B", self.act_many),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _office_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._office = QWidget()
        self._office.setObjectName("plain")
        inner = QHBoxLayout(self._office)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(self._skin.dp(8))
        inner.addWidget(button(tr("批量办理　Ctrl+B"), self.act_many))
        inner.addWidget(button(tr("批量打印　F9"), self.print_many))
        inner.addStretch(1)
        inner.addWidget(button(tr("办理情况"), self.report, "quiet"))
        inner.addWidget(button(tr("收案卷包"), self.take_in, "quiet"))
        inner.addWidget(button(tr("时限与节假日"), self.tables, "quiet"))
        line.addWidget(self._office)
        return line
