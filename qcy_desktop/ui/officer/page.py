"""The officer's place: goes between queues and cases, and carries every wish to the desk and its answer back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from qcy_desktop.domain.casework import Act, Deed
from qcy_desktop.services.casedeeds import Done
from qcy_desktop.services.casepapers import HEAD, Issued
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.paperkinds import WORDS
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.notes.page import NotesPage
from qcy_desktop.ui.officer.act_dialog import ActDialog, Asked
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.case_page import CasePage
from qcy_desktop.ui.officer.checked_dialog import CheckedDialog
from qcy_desktop.ui.officer.desk import CaseSheet, OfficerDesk
from qcy_desktop.ui.officer.errands import Errands
from qcy_desktop.ui.officer.queue_page import QueuePage
from qcy_desktop.ui.officer.saved_filters import SavedFilters
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button
from qcy_desktop.ui.widgets.pages import Pages

QUEUES, CASE = 0, 1
REFRESH_MS = 60_000


class OfficerPage(QWidget):
    """`said` is a passing sentence, `faulted` a known error, `rule_wanted` the library's page of a measure."""

    said = Signal(str)
    faulted = Signal(object)
    rule_wanted = Signal(str)

    def __init__(self, skin: Skin, desk: OfficerDesk, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self.skin, self.desk, self.jobs = skin, desk, jobs
        self._left: dict[tuple[int, Act], str] = {}
        self.dialog: QDialog | None = None
        self.preview: Preview | None = None
        self.queues, self.case = QueuePage(skin), CasePage(skin, NotesPage(skin, desk.notes(), jobs))
        self.errands = Errands(self)
        self.filters = SavedFilters(skin, (desk, jobs), self.queues)
        self.queues.bar.addWidget(self.filters)
        self.stack = Pages()
        for page in (self.queues, self.case):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(12), skin.dp(10), skin.dp(12), skin.dp(10))
        column.setSpacing(skin.dp(8))
        column.addWidget(self.stack, 1)
        column.addLayout(self._office_line())
        self._minute = QTimer(self)
        self._minute.setInterval(REFRESH_MS)
        self._minute.timeout.connect(self.queues.ask)
        self._connect()
        self._keys()

    def showEvent(self, event: QShowEvent) -> None:
        """While the place is seen, what other desks do shows within a minute."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    # Moving about

    def arrive(self) -> None:
        """Somebody came here: everything as it stands now."""
        self.refresh()
        self.queues.take_focus()

    def refresh(self) -> None:
        """F5: the lines and the open case anew."""
        self._pools.setVisible(bool(self.desk.pooled()))
        self.queues.ask()
        if self.stack.currentIndex() == CASE and self.case.sheet is not None:
            self.open_case(self.case.sheet.view.id)

    def open_case(self, id: int) -> None:
        """Show one case; its reckoning is done again beside it."""
        attempt(self.jobs, lambda: self.desk.sheet(id), self._show_case, self.faulted.emit)

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
            attempt(self.jobs, lambda: self.desk.check(text), self._show_checked, self.faulted.emit)
            return
        attempt(self.jobs, lambda: self.desk.number(text), self.open_case, lambda _fault: self._not_a_number())

    def forget(self) -> None:
        """Another person sits here: nothing of the former one's stays on the screen."""
        self._left.clear()
        self.queues.forget()
        self.case.sheet = None
        self.case.notes.forget()
        self.stack.setCurrentIndex(QUEUES)

    def in_case(self) -> bool:
        return self.stack.currentIndex() == CASE

    # Acts

    def start(self, act: Act) -> None:
        """Ask what the act needs; its sentences are read first."""
        sheet = self.case.sheet
        if sheet is not None:
            attempt(
                self.jobs,
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
            self.jobs,
            lambda: self.desk.undo(id),
            lambda view: self.moved(view, tr("已取回“{a}”。").format(a=named)),
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
            self.errands.print_many()

    def _ask(self, sheet: CaseSheet, act: Act, phrases: tuple[str, ...]) -> None:
        key = (sheet.view.id, act)
        dialog = ActDialog(self, self.skin, Asked(sheet, self.desk.deed(act), phrases, self._left.get(key, "")))
        dialog.wanted.connect(lambda deed, paper: self._do(dialog, sheet, deed, paper))
        dialog.looked.connect(lambda deed, paper: self._rehearse(dialog, sheet, deed, paper))
        dialog.phrase_kept.connect(lambda words: self._keep_phrase(dialog, act, words))
        dialog.rejected.connect(lambda: self._left.__setitem__(key, dialog.left()))
        dialog.accepted.connect(lambda: self._left.pop(key, None))
        self.open_dialog(dialog)

    def _do(self, dialog: ActDialog, sheet: CaseSheet, deed: Deed, paper: str) -> None:
        dialog.ok.setEnabled(False)
        id, version = sheet.view.id, sheet.view.row.version

        def done(answer: Done) -> None:
            dialog.accept()
            self.moved(answer.view, tr("{n} 已办理“{a}”。").format(n=answer.view.row.number, a=deed.act))
            if answer.issued is not None:
                self._show_issued(paper, answer.issued, answer.view)

        attempt(self.jobs, lambda: self.desk.do(id, deed, version, paper), done, dialog.refuse)

    def _rehearse(self, dialog: ActDialog, sheet: CaseSheet, deed: Deed, paper: str) -> None:
        id, name = sheet.view.id, tr("{w}（样张）").format(w=tr(WORDS[paper]))
        attempt(
            self.jobs,
            lambda: self.desk.rehearse(id, deed, paper),
            lambda pdf: self.show_pdf(pdf, name, dialog),
            dialog.refuse,
        )

    def _keep_phrase(self, dialog: ActDialog, act: Act, words: str) -> None:
        def kept(found: tuple[str, ...]) -> None:
            if dialog.words is not None:
                dialog.words.offer(found)
            self.said.emit(tr("常用语已更新。"))

        attempt(self.jobs, lambda: self.desk.keep_phrase(act, words), kept, dialog.refuse)

    def moved(self, view: CaseView, sentence: str) -> None:
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
                self.jobs,
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
                self.jobs,
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

            attempt(self.jobs, lambda: self.desk.reprint(paper_id), shown, self.faulted.emit)

    def show_pdf(self, pdf: bytes, name: str, parent: QWidget | None = None) -> None:
        """The very bytes, in the preview."""
        self.preview = Preview(parent or self.window(), self.skin, pdf, name)
        self.preview.open()

    # Within

    def open_dialog(self, dialog: QDialog) -> None:
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
        self.jobs.paper(lambda: self.desk.replay(view), lambda replay: self._replayed(view.id, replay))

    def _replayed(self, id: int, replay: object) -> None:
        if self.case.sheet is not None and self.case.sheet.view.id == id:
            self.case.show_replay(replay)  # type: ignore[arg-type]

    def _show_checked(self, checked: object) -> None:
        self.queues.search.clear()
        dialog = CheckedDialog(self, self.skin, checked)  # type: ignore[arg-type]
        dialog.opened.connect(self.open_case)
        self.open_dialog(dialog)

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
                self.jobs,
                lambda: self.desk.listed(wish),
                lambda found: queues.show_listed(wish, found),
                self.faulted.emit,
            )
        )
        self.filters.said.connect(self.said)
        queues.opened.connect(self.open_case)
        queues.scanned.connect(self.look_up)
        queues.all_wanted.connect(
            lambda wish: attempt(
                self.jobs,
                lambda: self.desk.all_ids(wish),
                lambda ids: queues.model.tick(ids, on=True),
                self.faulted.emit,
            )
        )
        case.back.connect(self.go_back)
        case.stepped.connect(self._step)
        case.carried.connect(self.errands.carry)
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
            ("F4", self.case.bar.open_all), ("F5", self.refresh), ("Ctrl+B", self.errands.act_many), ("Ctrl+J", self.filters.open),
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
        inner.setSpacing(self.skin.dp(8))
        inner.addWidget(button(tr("批量办理　Ctrl+B"), self.errands.act_many))
        inner.addWidget(button(tr("批量打印　F9"), self.errands.print_many))
        inner.addStretch(1)
        inner.addWidget(button(tr("办理情况"), self.errands.report, "quiet"))
        self._pools = button(tr("总量控制"), self.errands.budget, "quiet")
        self._pools.setVisible(False)  # until the rules in use know a measure under 总量控制
        inner.addWidget(self._pools)
        inner.addWidget(button(tr("收案卷包"), self.errands.take_in, "quiet"))
        inner.addWidget(button(tr("时限与节假日"), self.errands.tables, "quiet"))
        line.addWidget(self._office)
        return line
