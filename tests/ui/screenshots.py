"""Writes pictures of every screen into a folder: python tests/ui/screenshots.py FOLDER [NAME…]; `help` as folder renews the help pictures (of NAMEs)."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import officer_scenes
from desk_in_memory import NOON, EngineDesk
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from staffed_office import FIRST, SECOND, now, staffed

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import Places
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.diagnostics import LOG_NAME
from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Contact
from qcy_desktop.paths import Bundled, UserFolder, find_bundled
from qcy_desktop.printing.assessment_sheet import assessment_sheet
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.notes_files import Owner
from qcy_desktop.settings import Settings
from qcy_desktop.ui.admin.accounts_page import AccountsPage
from qcy_desktop.ui.admin.backups_page import BackupsPage
from qcy_desktop.ui.admin.desk import NewPerson
from qcy_desktop.ui.admin.health_page import HealthPage
from qcy_desktop.ui.admin.page import SECTIONS
from qcy_desktop.ui.admin.section import Question
from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.contacts.dialog import ContactsDialog
from qcy_desktop.ui.crash import CrashDialog
from qcy_desktop.ui.desk import Desk, Look, Surroundings
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.log_page import LogPage
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.notes.dialog import NotesDialog
from qcy_desktop.ui.notes.picture import PictureDialog
from qcy_desktop.ui.officer.desk import OfficerDesk
from qcy_desktop.ui.people.door import Door
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
RULES = Path(__file__).resolve().parents[2] / "rules"
HELP_WIDTH = 620
SIZES = {"1366": (1366, 768), "1440": (1440, 860), "1920": (1920, 1080)}


def settle(app: QApplication, seconds: float = 0.35) -> None:
    """Let timers and workers finish."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def around(look: Look, folder: Path) -> Surroundings:
    return Surroundings(RESOURCES, folder / "crash", lambda: date(2026, 11, 20), lambda: NOON, look)


def shoot(app: QApplication, window: QWidget, folder: Path, name: str) -> None:
    """A picture of one window once it has settled."""
    settle(app)
    folder.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(folder / f"{name}.png"))


@cache
def office() -> EngineDesk:
    """The rules, read once for all pictures."""
    return EngineDesk(verified=("xx16-01", "xx16-02"))


class Stage:
    """One window in one look; `shoot` writes a picture."""

    def __init__(self, app: QApplication, look: Look, folder: Path, desk: Desk | None = None) -> None:
        self.app, self.look, self.folder = app, look, folder
        self.desk = desk or office().fresh()
        self.skin = Skin(app, RESOURCES, look)
        self.window = MainWindow(self.desk, self.skin, around(look, folder))
        self.size = ""

    def show(self, size: str) -> None:
        self.size = size
        self.window.resize(*SIZES[size])
        self.window.show()
        settle(self.app)

    def shoot(self, name: str, window: QWidget | None = None) -> None:
        shoot(self.app, window or self.window, self.folder, f"{name}-{self.size}-{self.look.theme}-{self.look.scale}")

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        settle(self.app, 0.05)


def counter(app: QApplication, look: Look, folder: Path, size: str = "1440", measure: str = "xx12-05") -> None:
    """The counter with an enterprise and a chosen measure."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.errand.open_stored(2)
    settle(app)
    stage.window.counter.results.choose(measure)
    stage.shoot("counter")
    stage.close()


def welcome(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Before anyone is there, with unfinished work; in practice mode."""
    stage = Stage(app, look, folder, office().fresh(practice=True))
    stage.desk.save_draft("a", "西咸新区泾河新城某某氢能装备技术研究院有限责任公司", "{}")
    stage.show(size)
    stage.window.counter.show_lists()
    stage.shoot("welcome")
    stage.close()


def pages(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The side pages."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.errand.open_stored(3)
    settle(app)
    for name in ("gaps", "best", "ladder", "what_if", "history"):
        stage.window.acts.action(name).trigger()
        settle(app, 0.1)
        stage.shoot(f"page-{name}")
    stage.close()


def visits(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """An earlier visit beside what stands now, what is copied from it, and figures tried out."""
    stage = Stage(app, look, folder)
    stage.show(size)
    window = stage.window
    stage.desk.stated = {("reg_area", None): date(2025, 3, 4), ("tax_area", None): date(2025, 3, 4)}  # type: ignore[attr-defined]
    window.errand.open_stored(2)
    settle(app)
    window.acts.action("finish").trigger()
    settle(app)
    for key, text in ((("employees", 2025), "100"), (("rd_staff", 2025), "120"), (("tax_area", None), "陕西省外")):
        window.errand.type_fact(key, text)
    window.errand.reckon(anew=False)
    window.acts.action("history").trigger()
    window.counter.history.table.selectRow(0)
    settle(app)
    stage.shoot("visit-compared")
    window.acts.action("what_if").trigger()
    page = window.counter.what_if
    page.value.setText("1000000")
    page.try_it()
    stage.shoot("what_if-tried")
    page.value.setText("很多")
    page.try_it()
    stage.shoot("what_if-error")
    visit = window.counter.history._visit
    if visit is not None:
        dialog = window.counter.history.dialog(visit)
        dialog.show()
        stage.shoot("dialog-copy", dialog)
        dialog.close()
    stage.close()


def closed(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Nothing can be kept: the reason above, every field read-only."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.errand.open_stored(2)
    settle(app)
    stage.window.close_writing("磁盘已满，存不进去。请腾出空间后再试。", may_retry=True)
    stage.shoot("read-only")
    stage.close()


def papers(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The print preview and the log."""
    stage = Stage(app, look, folder)
    stage.show(size)
    preview = Preview(stage.window, stage.skin, _sheet(), "陕西泾渭氢元动力科技有限公司 评估结果单 2026-11-20")
    preview.show()
    settle(app, 0.5)
    stage.shoot("preview", preview)
    preview.close()
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (logs / LOG_NAME).write_text("2026-11-20 14:02:11 INFO qcy_desktop.storage opened schema=2\n" * 12, "utf-8")
    page = LogPage(stage.window, stage.skin, logs, folder / "crash")
    page.show()
    stage.shoot("log", page)
    page.close()
    shutil.rmtree(logs)
    stage.close()


@cache
def _sheet() -> bytes:
    """A real assessment sheet of a sample."""
    desk, day = office(), date(2026, 11, 20)
    context = PaperContext(Stationery.of(RESOURCES), "泾河新城政务服务大厅", "3", NOON, clerk="李工")
    return assessment_sheet(desk.assess(desk.held[2], day), desk.held[2], context)


def library(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The policy library with a measure chosen."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.go_to_place(2)
    stage.window.library.show_measure("xx12-05")
    stage.shoot("library")
    stage.close()


def self_check(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Welcome, a question with choices, a question with a figure, the lists."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.companions.open_self_check()
    check = stage.window.companions.self_check
    assert check is not None
    stage.shoot("self_check-welcome", check)
    check.begin()
    stage.shoot("self_check", check)
    for _ in range(40):
        if check.now is None or check.pages.currentIndex() == 2:
            break
        kind = check.course.fact(check.now).type.value
        if kind == "选项":
            check.answer(check.course.fact(check.now).choices[0])
        elif kind == "是否":
            check.answer("是")
        elif kind == "日期":
            check.answer("2021-03-01")
        else:
            stage.shoot("self_check-figure", check)
            check.answer("50")
    check.finish()
    stage.shoot("self_check-end", check)
    stage.close()


def companions(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Customer's display, help, palette, shortcut page, a fault, an entry dialog."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.errand.open_stored(2)
    settle(app)
    stage.window.companions.turn_customer()
    stage.shoot("customer", stage.window.companions.customer)
    stage.window.companions.open_help("counter")
    stage.shoot("help", stage.window.companions.help)
    palette = stage.window.open_palette()
    stage.shoot("palette", palette)
    palette.reject()
    for name, dialog in (
        ("keys", stage.window.open_keys()),
        (
            "fault",
            FaultDialog(
                stage.window,
                stage.skin,
                KnownError("E-BUSY", "数据库正忙，没有存上。", "稍等几秒再按 Ctrl+回车；还不行请找管理员。"),
            ),
        ),
        ("event", stage.window.counter.facts.events.dialog()),
        ("crash", CrashDialog(stage.window, stage.skin, "RuntimeError\n  File …", Path("crash/crash-20261120.txt"))),
    ):
        dialog.show()
        stage.shoot(f"dialog-{name}", dialog)
        dialog.close()
    stage.close()


def errors(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Very long names, unreadable fields, a wrong code, the lists at the left."""
    stage = Stage(app, look, folder)
    stage.show(size)
    window = stage.window
    window.errand.start_new(
        "西咸新区泾河新城国际氢能与燃料电池装备产业技术研究院（集团）股份有限公司陕西分公司", "91990000MA7QCY30"
    )
    window.errand.type_fact(("rd_tax", 2025), "九千来万")
    window.errand.type_fact(("main_revenue", 2025), "1234567890.12")
    window.counter.facts.go_to(("rd_tax", 2025))
    window.counter.facts.form.show_faults()
    window.counter.enterprise.reload()
    stage.shoot("errors")
    window.errand.open_stored(2)
    settle(app)
    window.counter.facts.switch.choose(1)
    stage.shoot("events")
    window.counter.facts.switch.choose(2)
    stage.shoot("records")
    stage.close()


def people(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Log-in, a password that must be changed, a locked desk, the menu of the clerk; on a store with accounts."""
    with TemporaryDirectory() as scratch, open_desk(staffed(Path(scratch)), Settings(), practice=False) as seated:
        skin = Skin(app, RESOURCES, look)
        jobs = Jobs()
        door = Door(None, skin, seated.seat, jobs)
        door.ask("秦创原惠企政策评估", "请登录", away="退出")
        door.show()
        settle(app)
        door.form.user.setText("li")
        door.form.tell("输错次数过多，该账号锁定到 14:32。请稍后再试，或请管理员解锁。")
        shoot(app, door, folder, f"people-login-{look.theme}-{look.scale}")
        door._entered(seated.seat.log_in("zhao", FIRST), FIRST)
        door.change.new.setText("Zhao2026")
        door.change.submit()
        shoot(app, door, folder, f"people-change-{size}-{look.theme}-{look.scale}")
        door.hide()
        seated.seat.log_in("li", SECOND)
        stage = Stage(app, look, folder, seated)
        stage.show(size)
        stage.shoot("people-seated")
        stage.window.header.clerk.menu().popup(stage.window.mapToGlobal(stage.window.rect().center()))
        stage.shoot("people-menu", stage.window.header.clerk.menu())
        stage.window.header.clerk.menu().close()
        stage.window.people.lock_up()
        stage.shoot("people-locked")
        stage.shoot("people-locked-door", stage.window.people.door)
        stage.close()
        jobs.close()


def clauses(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """核定: a sheet with its text, one whose cases disagree, the second person's look, the register."""
    with TemporaryDirectory() as away:
        places = Places(Bundled(RESOURCES.parent), UserFolder(Path(away)).make(), (RESOURCES.parent / "rules",))
        with open_desk(places, Settings(window_number="3"), practice=False) as seated:
            stage = Stage(app, look, folder, seated)  # type: ignore[arg-type]
            stage.show(size)
            _shoot_clauses(app, stage)
            stage.close()


def _shoot_clauses(app: QApplication, stage: Stage) -> None:
    stage.window.verify_clause("xx12-05")
    settle(app, 1)
    page = stage.window.beside.clauses.page
    assert page is not None
    page.text.text.setPlainText(
        "第五条　研发投入增量补助。对上一年度研发人员占职工总数不低于百分之十、研发费用占主营业务收入不低于5%的科技企业，"
        "按研发费用较前一年度增量部分的4%给予补助，每户企业每年最高不超过二百万元，连续支持不超过三年。"
    )
    page.text.source.setText("西咸管发〔2022〕18号，第 3 页")
    page.text.start.setText("2022-08-18")
    page.rule.edit("补助比例").setFocus()
    stage.shoot("clauses")
    page.rule.edit("补助比例").setText("4%")
    stage.shoot("clauses-red")
    for place in range(page.cases.list.topLevelItemCount()):
        item = page.cases.list.topLevelItem(place)
        if item is not None and not page.cases.states()[place]:
            item.setCheckState(0, Qt.CheckState.Checked)
    page.sign()
    settle(app, 3)
    page.confirm()
    settle(app, 1)
    stage.shoot("clauses-confirm", page.dialog)
    page.dialog.read.setChecked(True)
    page.dialog.name.setText("李卫东")
    page.dialog.accept()
    settle(app, 3)
    stage.shoot("clauses-done")
    page.open_register()
    stage.shoot("clauses-register")
    stage.window.go_to_place(2)
    stage.shoot("clauses-library")


class _CaseDesk(EngineDesk):
    """The counter's desk in memory with a real officer's desk beside it."""

    cases: OfficerDesk | None = None

    def officer(self) -> OfficerDesk | None:  # type: ignore[override]
        return self.cases


def officer(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The officer's place over a real store with two hundred cases."""

    def stage_over(app: QApplication, look: Look, folder: Path, seat: OfficerDesk) -> Stage:
        desk = _CaseDesk()
        desk.cases = seat
        return Stage(app, look, folder, desk)

    officer_scenes.officer(app, look, folder, size=size, tools=(stage_over, settle))


def admin(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Every section of the 管理 place, the dialogs of accounts and of a restore, and the page before accounts."""
    with TemporaryDirectory() as scratch, open_desk(staffed(Path(scratch)), Settings(), practice=False) as seated:
        _people_of_many_names(seated)
        stage = Stage(app, look, folder, seated)
        stage.show(size)
        stage.window.acts.action("admin").trigger()
        place = stage.window.admin
        assert place is not None
        for kind in SECTIONS:
            section = place.open(kind)
            if isinstance(section, HealthPage):
                section.look()
                settle(app, 1.5)
            if isinstance(section, BackupsPage):
                section.now.click()
                settle(app, 1.5)
            stage.shoot(f"admin-{kind.__name__.removesuffix('Page').lower()}")
            if isinstance(section, AccountsPage):
                for name, act in (("add", section.add), ("roles", section.roles), ("off", section.switch)):
                    act.click()
                    shown = next(one for one in stage.window.findChildren(Question) if one.isVisible())
                    stage.shoot(f"admin-accounts-{name}", shown)
                    shown.reject()
            if isinstance(section, BackupsPage):
                seated.save(Enterprise(name="西咸新区泾河新城某某氢能装备技术研究院有限责任公司"), None)
                section.look()
                settle(app, 0.6)
                shown = next(one for one in stage.window.findChildren(Question) if one.isVisible())
                stage.shoot("admin-restore", shown)
                shown.reject()
        stage.close()
    with TemporaryDirectory() as scratch:
        places = Places(find_bundled(), UserFolder(Path(scratch) / "user").make(), (RULES,))
        with open_desk(places, Settings(), practice=False) as seated:
            stage = Stage(app, look, folder, seated)
            stage.show(size)
            stage.window.acts.action("admin").trigger()
            stage.shoot("admin-begin")
            stage.close()


def contacts(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The contacts of an enterprise, covered; the form for another one."""
    with TemporaryDirectory() as scratch, open_desk(staffed(Path(scratch)), Settings(), practice=False) as seated:
        seated.seat.log_in("li", SECOND)
        id = seated.save(Enterprise(name="西咸新区泾河新城某某氢能装备技术研究院有限责任公司"), None)
        seated.save_contact(Contact("法定代表人", "欧阳明月", "13900000001", enterprise_id=id))
        seated.save_contact(Contact("经办人", "某某", "029-00000000", enterprise_id=id, keep_until=date(2029, 12, 31)))
        bank = "示例银行股份有限公司西咸新区泾河新城支行"
        seated.save_contact(Contact("收款账户", "某某公司", "", "", bank, "6100000000000000001", enterprise_id=id))
        stage = Stage(app, look, folder, seated)
        stage.show(size)
        dialog = ContactsDialog(stage.window, stage.skin, seated, seated.seat, stage.window.jobs)
        dialog.show_for(id, "西咸新区泾河新城某某氢能装备技术研究院有限责任公司")
        stage.shoot("contacts", dialog)
        form = dialog._edit(Contact("经办人"))
        form.fields["id_number"].setText("990000199001010011")
        form.tell("身份证号的校验位不对，多半有一位抄错了。请对照证件原件更正。")
        stage.shoot("contacts-form", form)
        form.reject()
        dialog.reject()
        stage.close()


def notes(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The notes and files of an enterprise; a picture looked into; the card that says how many there are."""
    name = "西咸新区泾河新城国际氢能与燃料电池装备产业技术研究院（集团）股份有限公司陕西分公司"
    with TemporaryDirectory() as scratch, open_desk(staffed(Path(scratch)), Settings(), practice=False) as seated:
        seated.seat.log_in("li", SECOND)
        id = seated.save(Enterprise(name=name), None)
        kept, owner = seated.notes(), Owner(id)
        kept.add_note(owner, "财务来电 029-00000000，说明研发费用的专账在审计，周五前补交审计报告。")
        kept.add_note(owner, "法定代表人变更正在办，营业执照换发以后要重新核对。\n已告知企业带原件。")
        picture = QImage(1600, 1000, QImage.Format.Format_RGB32)
        picture.fill(QColor("#7aa5a0"))
        scan = Path(scratch) / "营业执照副本（西咸新区行政审批与政务服务局核发）扫描件第一页.png"
        picture.save(str(scan))
        (book := Path(scratch) / "审计报告 2025.xlsx").write_bytes(b"0" * 2_400_000)
        for file in (scan, book):
            kept.attach(owner, file)
        stage = Stage(app, look, folder, seated)
        stage.show(size)
        stage.window.errand.open_stored(id)
        settle(app)
        stage.shoot("notes-card")
        stage.window.acts.action("notes").trigger()
        settle(app)
        dialog = next(one for one in stage.window.findChildren(NotesDialog) if one.isVisible())
        dialog.page.words.setPlainText("已电话提醒企业")
        stage.shoot("notes", dialog)
        dialog.page.files.selectRow(1)
        dialog.page.open_file()
        settle(app)
        stage.shoot("notes-picture", dialog.findChild(PictureDialog))
        dialog.reject()
        stage.close()


def _people_of_many_names(desk: CounterDesk) -> None:
    """More accounts, a locked one, personal data near their end; the administrator sits here."""
    desk.seat.log_in("wang", FIRST)
    assert desk.admin is not None
    for user, name, roles in (
        ("ouyang.mingyue", "欧阳明月", frozenset({Role.COUNTER, Role.REVIEW})),
        ("abudureyimu", "阿卜杜热依木·买买提明", frozenset({Role.COUNTER, Role.REVIEW, Role.HEAD, Role.POLICY})),
        ("sun", "孙工", frozenset({Role.REVIEW})),
    ):
        desk.admin.add_account(NewPerson(user, name, roles, FIRST))
    desk.admin.switch_account("sun", active=False)
    for _ in range(5):
        with suppress(KnownError):
            desk.counter.store.accounts.login("ouyang.mingyue", "Wrong#2026", now())
    store, today = desk.counter.store, now().date()
    with store.acting(store.accounts.login("li", SECOND, now())):
        id = store.save_enterprise(Enterprise(name="西咸新区泾河新城某某氢能装备技术研究院有限责任公司"), "li", now())
        for days, role in ((-3, "法定代表人"), (12, "经办人"), (60, "收款账户")):
            person = Contact(role, "某某", "13900000000", enterprise_id=id, keep_until=today + timedelta(days=days))
            store.contacts.save(person, "li", now())


def forms(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The office's own form as it is mapped, as it is previewed, and a Word form."""
    from tests.unit.exchange.form_files import excel_form, word_form

    with TemporaryDirectory() as away:
        scratch = Path(away)
        places = Places(Bundled(RESOURCES.parent), UserFolder(scratch).make(), (RESOURCES.parent / "rules",))
        with open_desk(places, Settings(window_number="3"), practice=True) as seated:
            stage = Stage(app, look, folder, seated)
            stage.show(size)
            stage.window.errand.open_stored(1)
            settle(app)
            stage.window.open_forms()
            page = stage.window.beside.forms.page
            assert page is not None
            for name, body in (("某局奖励资金申请表.xlsx", excel_form()), ("奖励资金申请函.docx", word_form())):
                (scratch / name).write_bytes(body)
                page.add_file(scratch / name)
                settle(app)
                page.keep()
                settle(app)
                if name.endswith("docx"):
                    stage.shoot("forms-word")
            page.open_form("某局奖励资金申请表")
            settle(app)
            page.view.go_to("申请表!D4")
            page.slot.start()
            page.slot.search.setText("金额")
            stage.shoot("forms")
            page.preview()
            stage.shoot("forms-preview")
            stage.close()


SCREENS = {
    "contacts": contacts,
    "notes": notes,
    "admin": admin,
    "officer": officer,
    "people": people,
    "counter": counter,
    "welcome": welcome,
    "pages": pages,
    "library": library,
    "self_check": self_check,
    "companions": companions,
    "errors": errors,
    "visits": visits,
    "closed": closed,
    "papers": papers,
    "clauses": clauses,
    "forms": forms,
}


HELP = {
    "counter": "counter",
    "library": "library",
    "self_check": "self_check",
    "clauses": "clauses-red",
    "officer": "officer-case",
    "forms": "forms",
    "people": "people-change",
    "admin": "admin-accounts",
    "contacts": "contacts",
    "notes": "notes",
}
"""The help pages with a picture, and the shot it is made of."""


def help_pictures(app: QApplication, names: list[str]) -> None:
    """The pictures of the help pages, taken from the real window, no wider than a help page."""
    look, raw = Look("light"), RESOURCES / "help" / "raw"
    for name in names or list(HELP):
        SCREENS[name](app, look, raw, "1366")
        picture = QPixmap(str(raw / f"{HELP[name]}-1366-light-100.png"))
        wide = min(HELP_WIDTH, picture.width())
        small = picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        small.save(str(RESOURCES / "help" / f"{name}.png"))
    shutil.rmtree(raw)


def main(words: list[str]) -> None:
    """Every screen in every look, or only the named ones in the light look."""
    folder = Path(words[0])
    app = make_application(["screenshots"])
    if words[0] == "help":
        help_pictures(app, words[1:])
        return
    names = words[1:] or list(SCREENS)
    whole = [Look(theme, scale) for theme in ("light", "dark", "contrast") for scale in (100, 150)]
    for name in names:
        for look in [Look("light")] if words[1:] else whole:
            for size in ("1366", "1440"):
                SCREENS[name](app, look, folder, size)


if __name__ == "__main__":
    main(sys.argv[1:])
