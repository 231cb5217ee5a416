"""The 管理 place on a real window over a real store: what is done there is done, what may not be is off and says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from staffed_office import FIRST, SECOND, now, staffed

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import Places, serve
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BatchRecord, Contact
from qcy_desktop.paths import UserFolder, find_bundled
from qcy_desktop.services.moving import look_into
from qcy_desktop.settings import Settings
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.ui.admin.accounts_page import AccountsPage, PersonDialog, RolesDialog
from qcy_desktop.ui.admin.acts_page import ActsPage
from qcy_desktop.ui.admin.backups_page import BackupsPage, RestoreQuestion
from qcy_desktop.ui.admin.batches_page import BatchesPage
from qcy_desktop.ui.admin.health_page import HealthPage
from qcy_desktop.ui.admin.office_page import OfficePage
from qcy_desktop.ui.admin.page import SECTIONS, AdminPage
from qcy_desktop.ui.admin.personal_page import PersonalPage
from qcy_desktop.ui.admin.section import Question, Section
from qcy_desktop.ui.admin.settings_page import SettingsPage
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.dialogs import NoteDialog
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.skin import Skin
from tests.unit.storage.museum import COMPANY, an_assessment

TODAY = date(2026, 11, 20)
Page = TypeVar("Page", bound=Section)
Shown = TypeVar("Shown", bound=QDialog)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    bundled = find_bundled()
    return Places(bundled, UserFolder(tmp_path / "user").make(), (bundled.rules,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CounterDesk]:
    """王主任, an administrator and head, sits here."""
    with open_desk(staffed(tmp_path / "user"), Settings(), practice=False) as seated:
        seated.seat.log_in("wang", FIRST)
        yield seated


def opened(desk: CounterDesk, qapp: QApplication, qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    skin = Skin(qapp, find_bundled().resources, Look("light"))
    around = Surroundings(find_bundled().resources, folder / "crash", lambda: TODAY, now, Look("light"))
    made = MainWindow(desk, skin, around)
    made.show()
    made.activateWindow()
    made.acts.action("admin").trigger()
    qtbot.waitUntil(lambda: not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    skin.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(desk: CounterDesk, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened(desk, qapp, qtbot, tmp_path)


@pytest.fixture
def place(window: MainWindow) -> AdminPage:
    assert window.admin is not None
    return window.admin


def turn(place: AdminPage, kind: type[Page], window: MainWindow, qtbot: QtBot) -> Page:
    section = place.open(kind)
    assert isinstance(section, kind)
    qtbot.waitUntil(lambda: not window.jobs.busy())
    return section


def dialog(window: MainWindow, kind: type[Shown]) -> Shown:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert found, kind
    return found[-1]


def test_switching_accounts_on_asks_everybody_to_log_in_at_once(
    places: Places, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with open_desk(places, Settings(window_number="3"), practice=False) as desk:
        for window in opened(desk, qapp, qtbot, tmp_path):
            assert window.admin is not None
            page = turn(window.admin, AccountsPage, window, qtbot)
            page.begin.user.setText("wang")
            page.begin.name.setText("王主任")
            page.begin.password.setText("weak")
            page.begin.submit()
            assert "至少 10 位" in page.begin.fault.text() and not desk.seat.keeps_accounts()
            page.begin.password.setText(FIRST)
            page.begin.again.setText(FIRST)
            page.begin.submit()
            door = window.people.door
            qtbot.waitUntil(lambda: door.isVisible() and not window.jobs.busy())  # noqa: B023
            door.form.user.setText("wang")
            door.form.password.setText(FIRST)
            door.form.submit()
            qtbot.waitUntil(lambda: not door.isVisible() and not window.jobs.busy())  # noqa: B023
            assert "王主任" in window.header.clerk.text()
            assert desk.seat.seated().roles == "管理"


def test_somebody_new_is_added_given_roles_switched_off_and_the_first_password_is_told_once(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    page = turn(place, AccountsPage, window, qtbot)
    assert [one.name for one in page.people] == ["li", "wang", "zhao"]
    page.add.click()
    form = dialog(window, PersonDialog)
    form.user.setText("li")
    form.name.setText("孙工")
    form.yes.click()
    qtbot.waitUntil(lambda: bool(form.fault.text()) and not window.jobs.busy())
    assert "已有人用" in form.fault.text() and form.isVisible() and form.name.text() == "孙工"
    form.user.setText("sun")
    given = form.password.text()
    form.yes.click()
    qtbot.waitUntil(lambda: bool([n for n in window.findChildren(NoteDialog) if n.isVisible()]))
    dialog(window, NoteDialog).accept()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert [one.name for one in page.people] == ["li", "sun", "wang", "zhao"]
    page.table.selectRow(1)
    page.roles.click()
    roles = dialog(window, RolesDialog)
    roles.roles.boxes[Role.REVIEW].setChecked(True)
    roles.yes.click()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert page.people[1].roles == {Role.COUNTER, Role.REVIEW}
    page.switch.click()
    dialog(window, Question).yes.click()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert not page.people[1].active and page.switch.text() == "重新启用"
    with pytest.raises(KnownError) as refused:
        desk.counter.store.accounts.login("sun", given, now())
    assert refused.value.code == "E-LOGIN-OFF"


def test_a_locked_account_is_shown_and_unlocked(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    for _ in range(5):
        with pytest.raises(KnownError):
            desk.counter.store.accounts.login("li", "Wrong#2026", now())
    page = turn(place, AccountsPage, window, qtbot)
    page.refresh()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    page.table.selectRow(0)
    assert page.unlock.isEnabled() and page.people[0].locked_until is not None
    page.unlock.click()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert not page.unlock.isEnabled() and "没有锁定" in page.unlock.toolTip()
    assert desk.counter.store.accounts.login("li", SECOND, now()).user == "li"


def test_sections_without_the_right_are_off_and_say_who_may(
    desk: CounterDesk, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.seat.log_in("li", SECOND)
    for window in opened(desk, qapp, qtbot, tmp_path):
        place = window.admin
        assert place is not None
        off = {
            kind.name: place.list.item(n).toolTip() for n, kind in enumerate(SECTIONS) if place.list.item(n).toolTip()
        }
        assert set(off) == {"账号", "操作记录", "批量办理", "个人信息", "单位"}
        assert all("管理" in why and "李工" in why for why in off.values())
        place.list.setCurrentRow(0)
        assert 0 not in place.sections
        backups = turn(place, BackupsPage, window, qtbot)
        assert backups.now.isEnabled() and not backups.restore.isEnabled()
        assert "恢复数据" in backups.restore.toolTip()
        settings = turn(place, SettingsPage, window, qtbot)
        assert not settings.idle.isEnabled() and settings.theme.isEnabled()


def test_a_backup_is_made_listed_and_what_a_restore_loses_is_said_before(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = turn(place, BackupsPage, window, qtbot)
    assert page.age.text() == "尚未备份"
    (tmp_path / "usb").mkdir()
    page._set_second(str(tmp_path / "usb"))
    qtbot.waitUntil(lambda: not window.jobs.busy())
    page.now.click()
    qtbot.waitUntil(lambda: bool(page.held.files) and not window.jobs.busy())
    assert page.age.text() == "刚刚备份" and list((tmp_path / "usb").glob("*.db"))
    store = desk.counter.store
    with store.acting(store.accounts.login("li", SECOND, now())):
        store.save_enterprise(Enterprise(name="甲公司"), "li", now())
    page.restore.click()
    qtbot.waitUntil(lambda: bool([q for q in window.findChildren(RestoreQuestion) if q.isVisible()]))
    question = dialog(window, RestoreQuestion)
    assert not question.yes.isEnabled()
    question.read.setChecked(True)
    assert question.yes.isEnabled()
    question.yes.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert desk.admin is not None and desk.admin.restore is not None
    assert desk.admin.restore[0].name == page.held.files[0].name and desk.admin.restore[1].who == "wang"


def test_a_restore_closes_the_window_puts_the_backup_back_and_opens_it_again(
    places: Places, qapp: QApplication
) -> None:
    with open_desk(places, Settings(), practice=False) as seated:
        seated.save(Enterprise(name="早先公司"), None)
    seen: list[object] = []

    def act() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, NoteDialog) and widget.isVisible():
                seen.append(widget.windowTitle())
                widget.accept()
            elif isinstance(widget, MainWindow) and widget.isVisible() and not widget.jobs.busy():
                names = [row.name for row in widget._desk.recent()]
                seen.append(names)
                if len(seen) == 1:
                    admin = widget._desk.admin
                    assert admin is not None
                    widget._desk.save(Enterprise(name="后来公司"), None)
                    admin.ask_restore(admin.backups().files[-1].name)
                widget.close()
                if len(seen) > 2:
                    return
        QTimer.singleShot(50, act)

    QTimer.singleShot(0, act)
    assert serve(places, TODAY, practice=False) == 0
    assert seen[0] == ["早先公司"] and "已恢复" in str(seen[1]) and seen[2] == ["早先公司"]
    aside = list(places.user.root.glob("qcy-aside-*.db"))
    assert len(aside) == 1


def test_a_closed_year_is_moved_apart_found_there_and_brought_back_with_what_that_means_said_first(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    store, then = desk.counter.store, datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
    with store.acting(desk.seat.hand().session):
        id = store.save_enterprise(COMPANY, "wang", then)
        kept = store.keep_assessment(id, COMPANY, an_assessment(), "wang", then)
        store.keep_paper(NewPaper("assessment", b"%PDF-1.7 sheet", enterprise_id=id), "wang", then)
    whole = store.load_assessment(kept).result
    page = turn(place, BackupsPage, window, qtbot)
    assert page.years.isEnabled()
    shown = page.open_archives()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert [one.year for one in shown.years] == [2024] and not shown.back.isEnabled()
    shown.ask_make()
    asked = dialog(window, Question)
    words = " ".join(one.text() for one in asked.findChildren(QLabel))
    assert "文书 1 件、评估 1 件" in words and "不要移走" in words and not list(store.folder.glob("archives/*"))
    asked.yes.click()
    qtbot.waitUntil(lambda: shown.back.isEnabled() and not window.jobs.busy())
    assert "已把 2024 年的" in shown.told.text() and (store.folder / "archives" / "2024-01.db").is_file()
    assert not shown.make.isEnabled() and store.load_assessment(kept).result == whole
    shown.search.setText(COMPANY.name[:4])
    shown.look_for()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert shown.found.lines.rowCount() == 2
    shown.ask_back()
    dialog(window, Question).yes.click()
    qtbot.waitUntil(lambda: shown.make.isEnabled() and not window.jobs.busy())
    assert not shown.back.isEnabled() and store.archive.held() == ()
    assert [batch.kind for batch in store.belongings.batches()] == ["archive", "archive"]
    shown.reject()


def test_batch_jobs_are_listed_with_what_they_said_and_everything_is_packed_for_another_computer(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    batch = BatchRecord(
        "批量打印", "li", now(), now() + timedelta(seconds=90), {"已办": 40, "未办": 1}, ("某公司：没有账号",)
    )
    desk.counter.store.belongings.save_batch(batch)
    page = turn(place, BatchesPage, window, qtbot)
    assert [one.kind for one in page.rows] == ["批量打印"] and "没有账号" in page.detail.toPlainText()
    backups = turn(place, BackupsPage, window, qtbot)
    backups.carry_to(tmp_path / "家.qcymove")
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert look_into(tmp_path / "家.qcymove").packed_by == "wang"


def test_health_finds_a_tampered_row_and_tells_it(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = turn(place, HealthPage, window, qtbot)
    page.check.click()
    qtbot.waitUntil(lambda: page.health is not None)
    assert "一切完好" in page.verdict.text()
    facts = dict(page.health.facts)  # type: ignore[union-attr]
    assert facts["加密"] == "未加密" and facts["库结构版本"].isdigit()
    with desk.counter.store.transaction() as work:
        from sqlalchemy import text

        work.connection.execute(text("UPDATE users SET roles = '管理' WHERE name = 'li'"))
    page.health = None
    page.check.click()
    qtbot.waitUntil(lambda: page.health is not None)
    assert "发现 1 处问题" in page.verdict.text() and "li" in page.report()
    page.save_to(tmp_path / "report.txt")
    assert "发现 1 处问题" in (tmp_path / "report.txt").read_text("utf-8")


def test_acts_are_searched_explained_and_exported_without_personal_values(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    store = desk.counter.store
    with store.acting(store.accounts.login("li", SECOND, now())):
        id = store.save_enterprise(Enterprise(name="甲公司"), "li", now())
        store.contacts.save(Contact("经办", "王文静", "13900000000", enterprise_id=id), "li", now())
    page = turn(place, ActsPage, window, qtbot)
    page.who.setText("li")
    page.act.setCurrentIndex(page.act.findData("contact.save"))
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert [row.act for row in page.rows] == ["contact.save"]
    qtbot.waitUntil(lambda: "个人信息，不显示" in page.detail.toPlainText())
    assert "王文静" not in page.detail.toPlainText()
    page.act.setCurrentIndex(0)
    page.since.setText("昨天")
    page.refresh()
    assert not page.fault.isHidden()
    page.since.setText("2026-01-01")
    page.refresh()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    for name in ("a.xlsx", "a.csv"):
        page.export_to(tmp_path / name)
        qtbot.waitUntil(lambda: not window.jobs.busy())
    book = load_workbook(tmp_path / "a.xlsx")
    told = "".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    for written in (told, text):
        assert "登记联系人" in written and "王文静" not in written and "13900000000" not in written


def test_the_office_is_kept_and_a_faulty_holiday_is_named(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    page = turn(place, OfficePage, window, qtbot)
    assert page.fields["code"].text() == "XXZC" and "年度" in page.holidays.toPlainText()
    page.fields["name"].setText("西咸新区某某政务服务大厅")
    page.fields["window"].setText("7")
    good = page.holidays.toPlainText()
    page.holidays.setPlainText(good + "\n2026-13-01,休,无此日\n")
    page.save.click()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert not page.fault.isHidden() and desk.counter.store.belongings.office() == {}
    page.holidays.setPlainText(good)
    page.save.click()
    qtbot.waitUntil(lambda: page.fault.isHidden() and not window.jobs.busy())
    assert desk.counter.store.belongings.office() == {"name": "西咸新区某某政务服务大厅"}
    assert desk.counter.store.care.audit("office")[0].who == "wang"
    assert desk.admin is not None and desk.admin.office().window == "7"


def test_an_office_that_papers_cannot_bear_is_refused_and_what_was_typed_stays(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    page = turn(place, OfficePage, window, qtbot)
    for id, bad in (
        ("name", "长" * 61),
        ("address", "长" * 101),
        ("phone", "一二三"),
        ("window", "999999999"),
        ("code", "中文"),
    ):
        right = page.fields[id].text()
        page.fields[id].setText(bad)
        page.save.click()
        qtbot.waitUntil(lambda: not window.jobs.busy())
        assert not page.fault.isHidden() and page.fields[id].text() == bad
        assert desk.counter.store.belongings.office() == {}
        page.fields[id].setText(right)
    page.fields["code"].setText("ＸＸＺＤ")
    page.save.click()
    qtbot.waitUntil(lambda: page.fault.isHidden() and not window.jobs.busy())
    assert desk.counter.store.belongings.office() == {"code": "XXZD"}


def test_settings_travel_in_a_profile_and_a_reset_keeps_a_copy(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = turn(place, SettingsPage, window, qtbot)
    page.idle.setCurrentIndex(page.idle.findData(3))
    page.theme.setCurrentIndex(page.theme.findData("dark"))
    page.theme.activated.emit(page.theme.currentIndex())
    page.save.click()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert window._skin.look.theme == "dark" and desk.seat.idle_minutes() == 3
    assert window.people._idle.interval() == 180_000
    page.export_to(tmp_path / "profile.json")
    qtbot.waitUntil(lambda: not window.jobs.busy())
    profile = json.loads((tmp_path / "profile.json").read_text("utf-8"))
    assert profile["idle_minutes"] == 3 and "window_number" not in profile and "recent" not in profile
    page._reset_now()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert desk.seat.idle_minutes() == 10
    page.import_from(tmp_path / "profile.json")
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert desk.seat.idle_minutes() == 3
    (tmp_path / "other.json").write_text('{"idle_minutes": -5}', "utf-8")
    with pytest.raises(KnownError) as refused:
        desk.admin.import_settings(tmp_path / "other.json")  # type: ignore[union-attr]
    assert refused.value.code == "E-PROFILE" and desk.seat.idle_minutes() == 3


def test_personal_data_past_their_day_are_listed_and_erased_after_a_question(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    store, today = desk.counter.store, now().date()
    with store.acting(store.accounts.login("li", SECOND, now())):
        id = store.save_enterprise(Enterprise(name="甲公司"), "li", now())
        for day, name in ((today - timedelta(days=1), "王文静"), (today + timedelta(days=20), "李卫东")):
            store.contacts.save(Contact("经办", name, enterprise_id=id, keep_until=day), "li", now())
    page = turn(place, PersonalPage, window, qtbot)
    assert page.due() == 1 and len(page.rows) == 2
    page.erase.click()
    dialog(window, Question).yes.click()
    qtbot.waitUntil(lambda: page.due() == 0 and not window.jobs.busy())
    assert len(store.contacts.masked(id)) == 1 and not page.erase.isEnabled()


def test_a_session_whose_account_was_changed_must_log_in_again(
    window: MainWindow, place: AdminPage, desk: CounterDesk, qtbot: QtBot
) -> None:
    page = turn(place, AccountsPage, window, qtbot)
    page.table.selectRow(1)
    own = page.chosen()
    assert own is not None and own.name == "wang"
    desk.admin.set_roles("wang", frozenset({Role.ADMIN}))  # type: ignore[union-attr]
    page.table.selectRow(0)
    page.room.jobs.store(lambda: desk.admin.unlock_account("li"))  # type: ignore[union-attr]
    door = window.people.door
    qtbot.waitUntil(lambda: door.isVisible() and not window.jobs.busy())
    assert "改了角色" in door.words.text() and not desk.seat.seated().user


def test_no_section_makes_the_window_higher_than_a_small_screen_at_150_percent(
    window: MainWindow, place: AdminPage, qtbot: QtBot
) -> None:
    window.wear(Look("light", 150))
    for kind in SECTIONS:
        turn(place, kind, window, qtbot)
        QApplication.sendPostedEvents()
        least = window.layout().minimumSize()
        assert least.width() <= 1366 and least.height() <= 768, kind.name
