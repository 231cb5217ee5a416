"""The window: header, tool line, the places in the middle, status line; it binds acts to the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDate, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.actions import Actions, Handler
from qcy_desktop.ui.admin.desk import AdminDesk
from qcy_desktop.ui.admin.page import AdminPage
from qcy_desktop.ui.admin.section import Room
from qcy_desktop.ui.allowed import PEOPLE, Allowed, Moment
from qcy_desktop.ui.beside import Beside
from qcy_desktop.ui.companions import Companions
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.page import BEST, GAPS, HISTORY, LADDER, RESULTS, TRIAL, CounterPage
from qcy_desktop.ui.desk import Desk, Look, Surroundings
from qcy_desktop.ui.dialogs import AboutDialog, FaultDialog, Palette
from qcy_desktop.ui.header import ClosedBand, Header, PracticeBand, StatusLine, ToolLine, practice_frame
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.keys import KeyLines, KeysPage
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.place import OfficerPlace, is_paper_code
from qcy_desktop.ui.people.people import People
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.pages import Pages
from qcy_desktop.ui.words import clock

if TYPE_CHECKING:
    from qcy_desktop.ui.library.page import LibraryPage
    from qcy_desktop.ui.preview import Preview

COUNTER, OFFICER, LIBRARY, ADMIN = 0, 1, 2, 4
CLOSING = frozenset(("E-DB-FULL", "E-DB-READONLY"))


class MainWindow(QMainWindow):
    """One window, one clerk, one errand at a time. `broke` carries bugs out of the workers."""

    broke = Signal(object)

    def __init__(self, desk: Desk, skin: Skin, around: Surroundings) -> None:
        super().__init__()
        self._desk, self._skin, self._around = desk, skin, around
        self._closed = ""
        self.jobs = Jobs(self)
        self.errand = Errand(desk, self.jobs, around.today)
        self.counter = CounterPage(skin, self.errand)
        self.companions = Companions(self, skin, around, self.errand)
        self.people = People(self, skin, desk.seat, self.jobs)
        self.acts = Actions(self, self._handlers(), desk.seat.why_not, around.keys)
        self._allowed = Allowed(self.acts, self.errand, self.people)
        self.preview: Preview | None = None
        seated = desk.officer()
        self.officer = OfficerPlace(self, skin, seated, self.jobs) if seated is not None else None
        self.library: LibraryPage | None = None
        self.admin: AdminPage | None = None
        self.setAnimated(False)
        self.setWindowTitle(tr("秦创原惠企政策评估") + (tr("（练习模式）") if desk.practice else ""))
        self._lay_out()
        self._connect()
        self._say_keys()
        self._allow()
        if desk.closed:
            self.close_writing(desk.closed)
        self._restore()
        self.counter.show_lists()
        self.jobs.store(desk.backup_age, self.status.say_backup)
        self.tools.scan.setFocus()

    def print_preview(self) -> None:
        """F9: typeset off the window's thread, then show the very bytes."""
        if self.errand.assessment is None:
            self.status.say(tr("先打开或新建一家企业，才有可打印的评估结果。"))
            return
        self.errand.reckon(anew=False)
        result, held = self.errand.assessment, self.errand.sheet.enterprise(self.errand.as_of)
        name = f"{held.name or tr('企业')} {tr('评估结果单')} {self.errand.as_of.isoformat()}"
        self.status.say(tr("正在排版…"))
        self.jobs.paper(lambda: self._desk.print_assessment(result, held), lambda pdf: self._show_sheet(pdf, name))

    def wear(self, look: Look) -> None:
        """Another theme or scale, at once, remembered."""
        self._skin.wear(look)
        self._around.keep_look(look)
        self.status.say(tr("界面 {n}%").format(n=look.scale))

    def go_home(self) -> None:
        """Back to the list of unfinished and recent work; what is open stays as a draft."""
        self.errand.save_draft()
        self.counter.turn_to(RESULTS)
        self.counter.body.setCurrentIndex(0)
        self.counter.show_lists()
        self.tools.scan.setFocus()

    def go_to_place(self, place: int) -> None:
        """Another place of the header; the library is made when it is first wanted."""
        self.beside.keep()
        if place == LIBRARY and self.library is None:
            from qcy_desktop.ui.library.page import LibraryPage

            self.library = LibraryPage(self._skin, self._desk.library(), self._around.today)
            self.library.verifying.connect(self.verify_clause)
            self.places.addWidget(self.library)
        page: QWidget | None = self.library if place == LIBRARY else self.counter
        if place == OFFICER and self.officer is not None:
            page = self.officer.page()
            self.places.addWidget(page)
        if place == ADMIN and self._desk.admin is not None:
            page = self.admin = self.admin or self._make_admin(self._desk.admin)
            self.places.addWidget(page)
        assert page is not None
        self.header.choose(place)
        self.tools.setVisible(place == COUNTER)
        self.places.setCurrentWidget(page)
        self._allow()
        if place == OFFICER and self.officer is not None:
            self.officer.page().arrive()
        if place == LIBRARY and self.library is not None:
            self.library.search.setFocus()
        if place == ADMIN and self.admin is not None:
            self.admin.arrive()

    def _make_admin(self, desk: AdminDesk) -> AdminPage:
        made = AdminPage(Room(self._skin, desk, self.jobs, self))
        made.tie(self._said, lambda: self.people.require_log_in(), self.wear, self.close)
        return made

    def read_rule(self) -> None:
        """The chosen measure's page in the library."""
        row = self.counter.chosen()
        self.go_to_place(LIBRARY)
        if row is not None and self.library is not None:
            self.library.show_measure(row.first.id)

    def verify_clause(self, measure: str = "") -> None:
        """核定 of a measure: the one named, else the one chosen in library or counter."""
        row = None if self._in_library() else self.counter.chosen()
        wanted = measure or (
            self.library.measure() if self.library and self._in_library() else row.first.id if row else ""
        )
        self.header.choose(LIBRARY)
        self.tools.hide()
        self.beside.clauses.open(wanted)
        self._allow()

    def _on_rules(self) -> None:
        """Other rules are in force: everything that shows them says so at once."""
        self.status.show_packs(self._desk.packs())
        if self.library is not None:
            self.places.removeWidget(self.library)
            self.library.deleteLater()
            self.library = None
        if self.errand.is_open():
            self.errand.reckon(anew=False)

    def open_forms(self) -> None:
        """The office's own forms, to be filled for what is open at the counter or for a case."""
        sheet = self.officer.page().case.sheet if self.officer is not None and self._at_officer() else None
        if self.beside.forms.open(sheet.view.row.number if sheet is not None else "") is None:
            self.status.say(self._closed or tr("这里没有单位表格可填"))
            return
        self.tools.hide()
        self._allow()

    def _leave_forms(self, before: QWidget) -> None:
        if before is self.counter:
            self.go_to_place(COUNTER)
        else:
            self.places.setCurrentWidget(before)
            self._allow()

    def _leave_clauses(self) -> None:
        page = self.beside.clauses.page
        measure = page.measure() if page is not None else ""
        self.go_to_place(LIBRARY)
        if measure and self.library is not None:
            self.library.show_measure(measure)

    def show_fault(self, fault: KnownError) -> None:
        """A known error as sentence and cure. A store that takes nothing more closes the fields until it does again."""
        self.status.say("")
        if fault.code in ("E-LOGIN-NEEDED", "E-LOGIN-STALE"):
            self.people.require_log_in(f"{fault.sentence}{fault.cure}")
            return
        if fault.code in CLOSING:
            self.close_writing(f"{fault.sentence}{fault.cure}", may_retry=not self._desk.closed)
            return
        FaultDialog(self, self._skin, fault).open()

    def close_writing(self, why: str, *, may_retry: bool = False) -> None:
        """Nothing can be kept: say why above the fields and make them read-only; an empty reason opens them again."""
        self._closed = why
        self.band.tell(why, may_retry=may_retry)
        self.counter.close_fields(bool(why))
        self._allow()

    def _open_again(self) -> None:
        if self._closed and not self._desk.closed:
            self.close_writing("")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.errand.close()
        self.beside.keep()
        self.people.close()
        self.companions.close_all()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        look = self._skin.look
        self._around.keep_look(Look(look.theme, look.scale, geometry))
        self.jobs.close()
        super().closeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(960, 600)

    def _lay_out(self) -> None:
        skin, desk = self._skin, self._desk
        middle = QWidget()
        middle.setObjectName("page")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if desk.practice:
            column.addWidget(PracticeBand(skin))
        self.band = ClosedBand(skin)
        column.addWidget(self.band)
        ready = {COUNTER, LIBRARY} | ({OFFICER} if self.officer else set()) | ({ADMIN} if desk.admin else set())
        self.header = Header(skin, ready=frozenset(ready), practice=desk.practice)
        self.header.choose(0)
        self._name_clerk()
        today = self._around.today()
        self.tools = ToolLine(skin, self.acts, QDate(today.year, today.month, today.day))
        self.status = StatusLine(skin, desk.packs())
        self.places = Pages()
        self.places.addWidget(self.counter)
        self.beside = Beside(skin, desk, self.errand, self.counter, self.places)
        self.header.place_chosen.connect(self.go_to_place)
        for part in (self.header, self.tools):
            column.addWidget(part)
        column.addWidget(self.places, 1)
        column.addWidget(self.status)
        self.setCentralWidget(practice_frame(skin, middle) if desk.practice else middle)

    def _connect(self) -> None:
        errand, scan = self.errand, self.tools.scan
        scan.asked.connect(self._search)
        scan.chosen.connect(self._open_found)
        scan.unknown.connect(self._start_named)
        scan.visit.connect(self._scan_visit)
        self.tools.day_chosen.connect(errand.set_day)
        errand.opened.connect(self._on_opened)
        errand.assessed.connect(lambda _result, _anew: self._allow())
        errand.draft_saved.connect(lambda when: self.status.say_saved(tr("已自动保存 {t}").format(t=clock(when))))
        errand.saved.connect(lambda _id: self._on_saved())
        errand.draft_saved.connect(lambda _when: self._open_again())
        self.band.retried.connect(errand.keep_again)
        self.counter.faulted.connect(self.show_fault)
        self.counter.history.said.connect(self.status.say)
        self.people.leaving.connect(errand.save_draft)
        self.people.leaving.connect(self.beside.keep)
        self.beside.forms.left.connect(self._leave_forms)
        self.beside.clauses.left.connect(self._leave_clauses)
        self.beside.rules_changed.connect(self._on_rules)
        self.beside.said.connect(self.status.say)
        self.people.changed.connect(self._on_clerk)
        if self.officer is not None:
            self.officer.follow(errand)
            self.officer.said.connect(self.status.say)
            self.officer.faulted.connect(self.show_fault)
            self.officer.rule_wanted.connect(self._read_measure)
        self.jobs.failed.connect(self.show_fault)
        self.jobs.broke.connect(self.broke)

    def _handlers(self) -> dict[str, Handler]:
        counter, errand = self.counter, self.errand
        return {
            "find": lambda: self._here("find", self.tools.scan.summon),
            "new": self._start_new,
            "question": counter.question.take_focus,
            "aside": counter.question.put_aside,
            "finish": lambda: self._here("finish", self._finish),
            "save": errand.finish,
            "print": lambda: self._here("print", self.print_preview),
            "home": lambda: self._here("home", self.go_home),
            "undo": lambda: self._here("undo", self._undo),
            "redo": self._redo,
            "search_facts": self._search_facts,
            "add_event": lambda: self._add(1, counter.facts.events.ask),
            "add_record": lambda: self._add(2, counter.facts.records.ask),
            "add_award": lambda: self._add(3, counter.facts.awards.ask),
            "results": lambda: self._turn(RESULTS),
            "gaps": lambda: self._turn(GAPS),
            "best": lambda: self._turn(BEST),
            "ladder": lambda: self._turn(LADDER),
            "what_if": lambda: self._turn(TRIAL),
            "history": lambda: self._turn(HISTORY),
            "counter": lambda: self.go_to_place(COUNTER),
            **({"officer": lambda: self.go_to_place(OFFICER)} if self._desk.officer() is not None else {}),
            "library": lambda: self.go_to_place(LIBRARY),
            **({"admin": lambda: self.go_to_place(ADMIN)} if self._desk.admin is not None else {}),
            "read_rule": self.read_rule,
            "clauses": self.verify_clause,
            "forms": self.open_forms,
            "arrange": counter.arrange,
            "next_finding": counter.facts.next_finding,
            "pin": errand.turn_pin,
            "copy_visit": self._copy_visit,
            "reasons": counter.go_to_reasons,
            "light": lambda: self.wear(self._skin.look.with_theme("light")),
            "dark": lambda: self.wear(self._skin.look.with_theme("dark")),
            "contrast": lambda: self.wear(self._skin.look.with_theme("contrast")),
            "system": lambda: self.wear(self._skin.look.with_theme("system")),
            "larger": lambda: self.wear(self._skin.look.with_scale(self._skin.look.scale + 10)),
            "smaller": lambda: self.wear(self._skin.look.with_scale(self._skin.look.scale - 10)),
            "actual": lambda: self.wear(self._skin.look.with_scale(100)),
            "palette": self.open_palette,
            "keys": self.open_keys,
            "help": lambda: self.companions.open_help(self._help_page()),
            "self_check": self._open_self_check,
            "customer": self.companions.turn_customer,
            "contacts": self.companions.open_contacts,
            "notes": lambda: self.beside.open_notes(),
            "take_back": self.companions.open_undo,
            "lock": self.people.lock_up,
            "change_clerk": self.people.change_clerk,
            "change_password": self.people.change_password,
            "log_out": self.people.log_out,
            "log": self._open_log,
            "about": self._about,
        }

    def open_palette(self) -> Palette:
        """Ctrl+K."""
        palette = Palette(self, self._skin, self.acts)
        corner = self.mapToGlobal(self.rect().center())
        palette.move(corner.x() - palette.width() // 2, self.mapToGlobal(self.rect().topLeft()).y() + self._skin.dp(90))
        palette.open()
        palette.text.setFocus()
        return palette

    def open_keys(self) -> KeysPage:
        """Every act with its key, which can be changed here."""
        page = KeysPage(self, self._skin, self.acts, self._print_keys)
        page.changed.connect(self._around.keep_keys)
        page.changed.connect(lambda _keys: self._say_keys())
        page.open()
        return page

    def _open_log(self) -> None:
        from qcy_desktop.ui.log_page import LogPage

        LogPage(self, self._skin, self._around.log_folder, self._around.crash_folder).open()

    def _print_keys(self, lines: KeyLines) -> None:
        self.jobs.paper(lambda: self._desk.print_keys(lines), lambda pdf: self._show_pdf(pdf, tr("快捷键一览")))

    def _say_keys(self) -> None:
        """Wherever a key is spoken of, as it is now."""
        self.tools.scan.say_key(self.acts.keys_text("find"))
        self.status.say_keys(self.acts.keys_text("palette"), self.acts.keys_text("help"))
        self.counter.say_keys(self.acts.keys_text)

    def _allow(self) -> None:
        """Acts on or off as they are at this moment."""
        self._allowed.refresh(Moment(self._closed, self._at_officer(), self.beside.is_shown()))

    def _at_officer(self) -> bool:
        made = self.officer is not None and self.officer.is_made()
        return made and self.officer is not None and self.places.currentWidget() is self.officer.page()

    def _here(self, id: str, at_counter: Handler) -> None:
        """A shared act means what the place says it means."""
        if self.officer is not None and self._at_officer():
            self.officer.do(id)
        else:
            at_counter()

    def _finish(self) -> None:
        """受理: keep the enterprise and its assessment, then ask what it applies for."""
        if self.officer is not None:
            self.officer.await_saved()
        self.errand.finish()

    def _read_measure(self, id: str) -> None:
        self.go_to_place(LIBRARY)
        if self.library is not None:
            self.library.show_measure(id)

    def _open_self_check(self) -> None:
        self.companions.open_self_check(self.people.lend if self._desk.seat.seated().user else None)

    def _said(self, sentence: str) -> None:
        """Something was done in 管理: say so, how old the newest backup is by now, and count idle minutes anew."""
        self.status.say(sentence)
        self.jobs.store(self._desk.backup_age, self.status.say_backup)
        self.people.watch()

    def _name_clerk(self) -> None:
        acts = [self.acts.action(id) for id in PEOPLE]
        self.header.seat(self._desk.seat.seated(), acts, self.people.why_none())
        if self.officer is not None:
            self.header.allow(OFFICER, self.acts.why_off("officer"))

    def _on_clerk(self) -> None:
        """Somebody else sits here: nothing of the former clerk's stays on the screen."""
        self.companions.close_all()
        if self.officer is not None:
            self.officer.forget()
        for dialog in self.findChildren(QDialog):
            if dialog is not self.people.door:
                dialog.reject()
        self.go_to_place(COUNTER)
        self.counter.put_away()
        self.beside.put_away()
        self.tools.scan.clear_all()
        self.acts.renew()
        self._allow()
        self._name_clerk()
        self.counter.show_lists()
        self.tools.scan.setFocus()

    def _restore(self) -> None:
        held = self._around.look.geometry
        if not held or not self.restoreGeometry(QByteArray.fromBase64(held.encode("ascii"))):
            self.resize(1366, 768)

    def _start_new(self) -> None:
        self._start_named("", "")

    def _start_named(self, name: str, code: str) -> None:
        self.errand.start_new(name, code)
        target = self.counter.enterprise.name if not name else self.counter.enterprise.code
        target.setFocus()
        # Behind the one that opening gives to the next question: who it is comes first.
        QTimer.singleShot(0, target, target.setFocus)

    def _search(self, text: str) -> None:
        self.jobs.store(lambda: self._desk.find(text), lambda hits: self.tools.scan.show_hits(text, hits))

    def _open_found(self, id: int) -> None:
        self.errand.open_stored(id)

    def _on_opened(self) -> None:
        self.tools.scan.clear_all()
        self.status.say("")
        self.status.say_saved(tr("尚未改动"))
        day = self.errand.as_of
        self.tools.day.blockSignals(True)
        self.tools.day.setDate(QDate(day.year, day.month, day.day))
        self.tools.day.blockSignals(False)
        QTimer.singleShot(0, self.counter.question, self.counter.question.take_focus)
        self._allow()

    def _on_saved(self) -> None:
        self.status.say_saved(tr("评估已保存"))
        # Saved is not yet taken in: the application is only when the intake sheet has been confirmed.
        self.status.say(tr("{k} 可打印评估结果单。").format(k=self.acts.keys_text("print") or tr("“打印”")))

    def _undo(self) -> None:
        self.errand.undo()
        self._allow()

    def _redo(self) -> None:
        self.errand.redo()
        self._allow()

    def _scan_visit(self, text: str) -> None:
        if is_paper_code(text) and self.officer is not None:
            self.go_to_place(OFFICER)
            self.officer.page().look_up(text)
            return
        try:
            self.companions.scan(text, self.status.say)
        except KnownError as fault:
            self.show_fault(fault)

    def _help_page(self) -> str:
        if self._at_officer():
            return "officer"
        if self.admin is not None and self.places.currentWidget() is self.admin:
            return "admin"
        return self.beside.help_page() or ("library" if self._in_library() else "counter")

    def _in_library(self) -> bool:
        return self.library is not None and self.places.currentWidget() is self.library

    def _search_facts(self) -> None:
        if self.library is not None and self._in_library():
            self.library.search.setFocus()
            return
        self.counter.facts.switch.choose(0)
        self.counter.facts.search.setFocus()
        self.counter.facts.search.selectAll()

    def _add(self, page: int, ask: Handler) -> None:
        self.counter.facts.switch.choose(page)
        ask()

    def _copy_visit(self) -> None:
        """The history page, standing on its list: choose a visit and copy from it."""
        self._turn(HISTORY)

    def _turn(self, page: int) -> None:
        self.counter.turn_to(page)
        self.counter.pages.currentWidget().setFocus()
        if page == RESULTS:
            self.counter.results.setFocus()

    def _show_sheet(self, pdf: bytes, name: str) -> None:
        if QApplication.activeModalWidget() is None:
            self._show_pdf(pdf, name)
            return
        # Something else was begun meanwhile: two sheets on top of each other would keep each other shut.
        self.status.say(tr("“{n}”已排好版，办完眼前这一步再打印。").format(n=name))

    def _show_pdf(self, pdf: bytes, name: str) -> None:
        self.status.say("")
        from qcy_desktop.ui.preview import Preview

        self.preview = Preview(self, self._skin, pdf, name)
        self.preview.open()

    def _about(self) -> None:
        lines = [tr("程序 {v}").format(v=self._around.version or tr("开发版"))]
        lines += [tr("规则 {t} 第 {v} 版").format(t=pack.title, v=pack.version) for pack in self._desk.packs()]
        AboutDialog(self, self._skin, lines).open()
