"""The place of 核定: a measure's sheet with text, fields and cases, and the register of all versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.clause_fields import Comparison, compare, fields_of
from qcy_desktop.services.clausework import ClauseEntry, ClauseLine, ClauseSheet, entry_of
from qcy_desktop.services.correcting import Corrector, Trial
from qcy_desktop.services.verifying import Verification
from qcy_desktop.ui.clauses.cases_card import CasesCard
from qcy_desktop.ui.clauses.confirm import LOG_IN, NAME, ConfirmDialog, ToConfirm
from qcy_desktop.ui.clauses.desk import ClauseDesk
from qcy_desktop.ui.clauses.register import RegisterCard
from qcy_desktop.ui.clauses.rule_card import RuleCard
from qcy_desktop.ui.clauses.text_card import TextCard, tab_order, text_of
from qcy_desktop.ui.forms.ask import Ask, AskDialog, FieldError
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import ENTER
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.pill import Pill
from qcy_desktop.ui.widgets.switch import Switch

SHEET, REGISTER = 0, 1
PAUSE_MS = 60
DRAFT_MS = 500


class ClausesPage(QWidget):
    """`rules_changed` after the rules in force were read anew; `left` when the officer goes back; `said` one passing sentence."""

    rules_changed = Signal()
    left = Signal()
    said = Signal(str)

    def __init__(self, skin: Skin, desk: ClauseDesk, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self._desk, self._jobs = skin, desk, jobs
        self._sheet: ClauseSheet | None = None
        self._corrector: Corrector | None = None
        self._dirty = False
        self.trial: Trial | None = None
        self.found = Comparison({}, (), ())
        self.text, self.rule, self.cases, self.register = (
            TextCard(skin),
            RuleCard(skin),
            CasesCard(skin),
            RegisterCard(skin),
        )
        self._pause = self._timer(PAUSE_MS, self.run)
        self._draft = self._timer(DRAFT_MS, self.save_draft)
        self._lay_out()
        self._connect()
        self._show_nothing()

    # Opening

    def open_measure(self, id: str) -> None:
        """The sheet of a measure; what was typed in the one before stays as a draft."""
        self.save_draft()
        self.switch.choose(SHEET)
        self._jobs.store(lambda: self._desk.sheet(id), self._take)

    def open_register(self) -> None:
        """The list of all versions."""
        self.save_draft()
        self.switch.choose(REGISTER)
        self._reload_lines()
        self.register.list.setFocus()

    def measure(self) -> str:
        """The id of the open measure, empty without one."""
        return self._sheet.id if self._sheet else ""

    def _take(self, sheet: ClauseSheet) -> None:
        self._sheet, self._dirty = sheet, False
        self._corrector = self._desk.corrector(sheet.id)
        self.cases.clear()
        self.text.show_entry(sheet.entry, sheet.force)
        self.rule.show_fields(sheet.fields, sheet.entry.values)
        self.rule.evidence.setText(tr("证据：{e}").format(e=sheet.evidence))
        self._title.setText(sheet.title)
        self._place.setText(sheet.place)
        self._show_state(sheet)
        closed = bool(sheet.why_not)
        self.setProperty("closed", closed)
        for field in self.text.fields():
            field.setReadOnly(closed)
        self.text.close_fields(closed)
        self.rule.close_fields(closed)
        tab_order(self.text.text, *self.text.fields(), *self.rule.edits(), self.cases.list, self.sign_button)
        self.run()
        self.text.text.setFocus()

    def _show_state(self, sheet: ClauseSheet) -> None:
        waiting = sheet.waiting
        word, colour = (
            (tr("待复核：{who} 签署").format(who=waiting.signer), "warn")
            if waiting
            else (tr("已核定"), "good")
            if sheet.verified
            else (tr("未核定"), "calm")
        )
        self._state.show_word(word, colour)
        self._state.setToolTip(sheet.verified)
        self._state.show()
        self._why.setText(sheet.why_not or (tr("这是先前没签完的草稿，已接着打开。") if sheet.drafted else ""))
        self._drop.setVisible(sheet.drafted)
        self.confirm_button.setVisible(waiting is not None)

    def _show_nothing(self) -> None:
        self._title.setText(tr("核定条款"))
        self._place.setText(tr("在政策库里选一项措施，再点“核定”。"))
        self._state.hide()
        self.cases.clear()
        self._allow()

    # Typing

    def entry(self) -> ClauseEntry:
        """What stands in the fields."""
        text = self.text
        return ClauseEntry(
            self.measure(),
            text_of(text),
            text.source.text().strip(),
            text.article.text().strip(),
            text.start.text().strip(),
            text.end.text().strip(),
            self.rule.values(),
        )

    def run(self) -> None:
        """Compare text and rule and run the cases on what is typed, at once."""
        self._pause.stop()
        if self._sheet is None or self._corrector is None:
            return
        entry = self.entry()
        self.found = compare(entry.text, self.rule.fields(), entry.days(), self._sheet.title)
        carried = [number for numbers in self.found.places.values() for number in numbers]
        self.text.text.mark(carried, self.found.unused)
        self.rule.show_comparison(self.found)
        self.cases.show_numbers(self.found)
        try:
            self.trial = self._corrector.try_out(entry.correction())
        except KnownError as fault:
            self.trial = None
            self.cases.show_fault(str(fault))
        else:
            self.cases.show_trial(self.trial)
            self.rule.words.setPlainText(self.trial.words)
        self._allow()

    def save_draft(self) -> None:
        """Keep what is typed when there is something to lose."""
        self._draft.stop()
        if not self._dirty or self._sheet is None:
            return
        self._dirty = False
        entry, hand = self.entry(), self._desk.hand()
        self._jobs.store(lambda: self._desk.keep(entry, hand), lambda _when: self.said.emit(tr("核定草稿已保存")))

    def close_page(self) -> None:
        """The window goes: nothing typed may be lost."""
        self._pause.stop()
        self.save_draft()

    def drop_draft(self) -> None:
        """Throw the draft away and show the measure as it stands."""
        id = self.measure()
        self._dirty = False
        self._draft.stop()
        self._jobs.store(lambda: self._desk.drop(id), lambda _none: self.open_measure(id))

    def _touched(self) -> None:
        self._dirty = True
        self._pause.start()
        if not self._draft.isActive():
            self._draft.start()

    # Acts

    def sign(self) -> None:
        """The first signature; refused with its reason while something is missing."""
        why = self.why_not_signed()
        if why:
            self.said.emit(why)
            return
        self._draft.stop()
        self._dirty = False
        entry, accepted = self.entry(), self.cases.ticked()
        self.said.emit(tr("正在签署…"))
        self._jobs.store(lambda: self._desk.sign(entry, accepted), self._signed)

    def why_not_signed(self) -> str:
        """What is still missing before signing, as a sentence; empty when nothing is."""
        if self._sheet is None:
            return tr("还没有打开措施。")
        entry = self.entry()
        checks = (
            (bool(self._sheet.why_not), self._sheet.why_not),
            (not entry.text.strip(), tr("还没有录入官方条文。")),
            (not entry.source, tr("还没有写明官方出处。")),
            (self.trial is None, tr("规则现在这样写不成立，先改正标出的错。")),
            (self.cases.open_ones() > 0, tr("有样例不符：改正数字，或逐个打勾确认确属条款如此。")),
        )
        return next((why for fails, why in checks if fails), "")

    def _signed(self, done: Verification) -> None:
        self.said.emit(tr("{who} 已签署第 {n} 号核定，等另一人复核。").format(who=done.signer, n=done.number))
        self.open_measure(done.measure)

    def confirm(self, line: ClauseLine | None = None) -> None:
        """The second person: shows text and rule, then confirms."""
        number = line.number if line else self._sheet.waiting.number if self._sheet and self._sheet.waiting else 0
        if number:
            self._jobs.store(lambda: (self._desk.version(number), self._desk.needs_log_in()), self._show_confirm)

    def _show_confirm(self, found: tuple[Verification, bool]) -> None:
        one, accounts = found
        here = self._desk.hand().who != one.signed_by and not self._desk.why_not()
        ask = ("" if here else LOG_IN) if accounts else NAME
        self.dialog = ConfirmDialog(self.window(), self._skin, self._to_confirm(one, ask))
        self.dialog.accepted.connect(lambda: self._second(one))
        self.dialog.open()

    def _to_confirm(self, one: Verification, ask: str) -> ToConfirm:
        book = self._desk.assessor.book
        title = book.measure(one.measure).source.title
        corrector = self._desk.corrector(one.measure)
        trial = corrector.try_rule(one.rule)
        odd = [now.name for now, before in zip(trial.cases, trial.before, strict=False) if now.answer != before.answer]
        signed = tr("第 {n} 号，{who} {day} 签署").format(n=one.number, who=one.signer, day=one.signed_at[:10])
        remarks = [tr("结果与现行规则不同的样例：{l}。").format(l="、".join(odd))] if odd else []
        entry = entry_of(one, book.measure(one.measure))
        fields = tuple(
            replace(field, value=entry.values.get(field.path, field.value))
            for field in fields_of(book, book.measure(one.measure))
        )
        remarks += compare(one.text, fields, entry.days(), title).sentences()
        return ToConfirm(title, signed, one.text, trial.words, "\n".join(remarks), ask)

    def _second(self, one: Verification) -> None:
        name, password = self.dialog.name.text(), self.dialog.password.text()
        self.said.emit(tr("正在复核并更新规则…"))

        def work() -> tuple[Verification, Assessor]:
            by = self._desk.second(name, password) if name.strip() else None
            done = self._desk.confirm(one.measure, by)
            return done, self._desk.reload()

        self._jobs.store(work, lambda found: self._confirmed(*found))

    def _confirmed(self, done: Verification, assessor: Assessor) -> None:
        self._become(assessor)
        self.said.emit(tr("已核定：{w}。规则已更新，窗口即按新规则评估。").format(w=done.words))
        self._refresh(done.measure)

    def revoke(self, line: ClauseLine) -> None:
        """Take a verification back, with a reason."""
        self.asking = AskDialog(
            self.window(), self._skin, tr("撤销“{t}”的核定").format(t=line.title), (Ask("reason", tr("理由")),)
        )
        self.asking.read_with(_reason)
        self.asking.accepted.connect(lambda: self._revoke(line.measure, str(self.asking.made)))
        self.asking.open()

    def _revoke(self, measure: str, reason: str) -> None:
        def work() -> Assessor:
            self._desk.revoke(measure, reason)
            return self._desk.reload()

        def done(assessor: Assessor) -> None:
            self._become(assessor)
            self.said.emit(tr("核定已撤销，规则已更新。"))
            self._refresh(measure)

        self._jobs.store(work, done)

    def roll_back(self, line: ClauseLine) -> None:
        """Sign an earlier version again; cases that it changes were accepted when it was signed."""

        def work() -> Verification:
            former = self._desk.version(line.number)
            odd = self._desk.corrector(former.measure).try_rule(former.rule).failed
            return self._desk.roll_back(line.number, tuple(report.name for report in odd))

        self._jobs.store(work, self._rolled_back)

    def _rolled_back(self, done: Verification) -> None:
        self.said.emit(tr("旧版已重新签署为第 {n} 号，等另一人复核。").format(n=done.number))
        self._refresh(done.measure)

    # Files

    def open_text(self) -> None:
        """Read the text from a file."""
        name, _ = QFileDialog.getOpenFileName(
            self.window(), tr("打开官方条文"), "", tr("条文文件 (*.txt *.md *.docx *.pdf)")
        )
        if name:
            self.read_text(Path(name))

    def read_text(self, path: Path) -> None:
        """The text of a file in place of what stands there."""
        self._jobs.store(lambda: self._desk.read_text(path), self.text.text.setPlainText)

    def export(self) -> None:
        """Write what stands into one file."""
        name, _ = QFileDialog.getSaveFileName(
            self.window(), tr("导出核定文件"), tr("核定.qcyclause"), tr("核定文件 (*.qcyclause)")
        )
        if name:
            self.write_file(Path(name))

    def write_file(self, path: Path) -> None:
        """The file at that place. A place that cannot be written is a known error."""

        def work() -> Path:
            body = self._desk.export()
            try:
                path.write_bytes(body)
            except OSError as fault:
                raise KnownError("E-WRITE", f"写不了文件 {path}：{fault.strerror}", "请换一个能写的位置") from None
            return path

        self._jobs.store(work, lambda done: self.said.emit(tr("已导出 {f}").format(f=done)))

    def take_in(self) -> None:
        """Read another office's file."""
        name, _ = QFileDialog.getOpenFileName(self.window(), tr("读入核定文件"), "", tr("核定文件 (*.qcyclause)"))
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Each of its clauses becomes a draft here."""

        def done(found: object) -> None:
            office, count = getattr(found, "office", ""), len(getattr(found, "entries", ()))
            said = tr("已从“{o}”的核定文件读入 {n} 项草稿，逐项打开核对后签署。").format(o=office, n=count)
            self.said.emit(said)
            self._reload_lines()

        def work() -> object:
            try:
                body = path.read_bytes()
            except OSError as fault:
                raise KnownError("E-FILE", f"读不了文件 {path}：{fault.strerror}", "请检查路径") from None
            return self._desk.take_in(body)

        self._jobs.store(work, done)

    # Parts

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is the signature here, whatever it finishes at the counter."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _finishes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.save_draft()
            self.left.emit()
            return
        if _finishes(event) and self.switch.now() == SHEET:
            self.sign()
            return
        super().keyPressEvent(event)

    def _become(self, assessor: Assessor) -> None:
        self._desk.assessor.become(assessor)
        self.rules_changed.emit()

    def _refresh(self, measure: str) -> None:
        """Show the list or the sheet as they are now."""
        if self.switch.now() == REGISTER:
            self._reload_lines()
        if self._sheet is not None and self._sheet.id == measure and not self._dirty:
            self._jobs.store(lambda: self._desk.sheet(measure), self._retake)

    def _retake(self, sheet: ClauseSheet) -> None:
        if self.switch.now() == SHEET:
            self._take(sheet)
        else:
            self._sheet = None
            self._show_nothing()

    def _reload_lines(self) -> None:
        self._jobs.store(
            lambda: (self._desk.lines(), self._desk.why_not()), lambda found: self.register.show_lines(*found)
        )

    def _open_line(self, line: ClauseLine) -> None:
        self.open_measure(line.measure)

    def _turned(self, place: int) -> None:
        self.pages.setCurrentIndex(place)
        self._foot.setVisible(place == SHEET)
        if place == REGISTER:
            self.save_draft()
            self._reload_lines()

    def _allow(self) -> None:
        why = self.why_not_signed()
        self.sign_button.setEnabled(not why)
        self.sign_button.setToolTip(why or tr("Ctrl+回车"))
        self._hint.setText(why)

    def _lay_out(self) -> None:
        dp = self._skin.dp
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(12), dp(8), dp(12), dp(8))
        column.setSpacing(dp(8))
        self._title, self._place = label("", "name"), ElidedLabel("")
        self._place.setProperty("role", "muted")
        self._state, self._why = Pill(self._skin), label("", "warn")
        self._drop = button(tr("丢弃草稿"), self.drop_draft, "quiet")
        self._drop.hide()
        self.confirm_button = button(tr("复核…"), self.confirm)
        self.confirm_button.hide()
        self.switch = Switch((tr("核定"), tr("核定记录")), tr("核定"))
        back = button(tr("‹ 政策库"), self._go_back, "quiet", tr("Esc，已录入的留作草稿"))
        head = row(back, self._title, self._state, self._place, self._why, self._drop, self.confirm_button, self.switch)
        head.setStretchFactor(self._place, 1)
        column.addLayout(head)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._sheet_page())
        self.pages.addWidget(self.register)
        column.addWidget(self.pages, 1)
        column.addWidget(self._make_foot())

    def _sheet_page(self) -> QWidget:
        across, down = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        across.addWidget(self.text)
        across.addWidget(self.rule)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 1)
        across.setSizes([620, 640])
        down.addWidget(across)
        down.addWidget(self.cases)
        down.setStretchFactor(0, 1)
        down.setStretchFactor(1, 1)
        down.setSizes([350, 260])
        for one in (across, down):
            one.setChildrenCollapsible(False)
            one.setHandleWidth(self._skin.dp(8))
        return down

    def _make_foot(self) -> QWidget:
        self._foot = QWidget()
        self._foot.setObjectName("plain")
        self._hint = label("", "muted")
        self.sign_button = button(tr("签署　Ctrl+回车"), self.sign, "primary")
        self._foot.setLayout(row(self._hint, 1, self.sign_button))
        return self._foot

    def _go_back(self) -> None:
        self.save_draft()
        self.left.emit()

    def _connect(self) -> None:
        self.text.edited.connect(self._touched)
        self.text.opening.connect(self.open_text)
        self.text.text.moved_to.connect(self._seek)
        self.rule.edited.connect(self._touched)
        self.rule.came.connect(lambda key: self.text.text.stress(self.found.places.get(key, ())))
        self.cases.accepted.connect(self._allow)
        self.switch.chosen.connect(self._turned)
        register = self.register
        register.opening.connect(self._open_line)
        register.confirming.connect(self.confirm)
        register.revoking.connect(self.revoke)
        register.rolling_back.connect(self.roll_back)
        register.exporting.connect(self.export)
        register.importing.connect(self.take_in)

    def _seek(self, place: int) -> None:
        """The caret stands in a number of the text: let its field be seen."""
        key = self.rule.field_at(self.found, place)
        if key:
            self.rule.reveal(key)

    def _timer(self, pause: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer


def _finishes(event: QKeyEvent) -> bool:
    control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
    return control and event.key() in ENTER


def _reason(texts: dict[str, str]) -> str:
    if not texts["reason"].strip():
        raise FieldError("reason", tr("请写明撤销的理由。"))
    return texts["reason"].strip()
