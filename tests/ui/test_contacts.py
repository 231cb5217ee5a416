"""Personal data in the window: covered, in full for a purpose that is recorded and for a minute, off without the right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from staffed_office import FIRST, LATER, SECOND, now, staffed

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.records import Contact
from qcy_desktop.paths import find_bundled
from qcy_desktop.settings import Settings
from qcy_desktop.ui.contacts.dialog import SHOWN_MS, ContactForm, ContactsDialog, PurposeDialog
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.people.undo_page import UndoPage
from qcy_desktop.ui.skin import Skin

PHONE, NAME = "13900000000", "王文静"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CounterDesk]:
    with open_desk(staffed(tmp_path / "user"), Settings(), practice=False) as seated:
        seated.seat.log_in("li", SECOND)
        yield seated


@pytest.fixture
def window(desk: CounterDesk, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """李工 has a stored enterprise with one contact open."""
    id = desk.save(Enterprise(name="甲公司"), None)
    desk.save_contact(Contact("经办人", NAME, PHONE, enterprise_id=id))
    skin = Skin(qapp, find_bundled().resources, Look("light"))
    around = Surroundings(find_bundled().resources, tmp_path / "crash", lambda: date(2026, 11, 20), now, Look("light"))
    made = MainWindow(desk, skin, around)
    made.show()
    made.activateWindow()
    made.errand.open_stored(id)
    qtbot.waitUntil(lambda: made.errand.sheet.id == id and not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    skin.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened(window: MainWindow, qtbot: QtBot) -> ContactsDialog:
    window.acts.action("contacts").trigger()
    dialog = next(one for one in window.findChildren(ContactsDialog) if one.isVisible())
    qtbot.waitUntil(lambda: bool(dialog.rows) and not window.jobs.busy())
    return dialog


def test_a_contact_is_covered_until_its_purpose_is_given_and_covered_again_after_a_minute(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    shown = [dialog.table.lines.data(dialog.table.lines.index(0, place)) for place in range(7)]
    assert shown[:3] == ["经办人", "王**", "139****0000"]
    asked = dialog.ask_reveal()
    assert isinstance(asked, PurposeDialog)
    asked.words.setCurrentText("电话核实补正材料")
    asked.accept()
    qtbot.waitUntil(lambda: dialog.full.isVisible() and not window.jobs.busy())
    assert PHONE in dialog.full.text() and NAME in dialog.full.text()
    link = desk.counter.store.care.audit("contact")[0]
    assert (link.act, link.who, link.after) == ("personal.show", "li", {"purpose": "电话核实补正材料"})
    assert dialog._timer.isActive() and dialog._timer.interval() == SHOWN_MS == 60_000
    dialog._timer.timeout.emit()
    assert not dialog.full.isVisible() and dialog.full.text() == ""
    dialog.reject()


def test_without_a_purpose_nothing_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    asked = dialog.ask_reveal()
    assert asked is not None
    asked.words.setCurrentText("  ")
    asked.accept()
    qtbot.waitUntil(lambda: dialog.fault.isVisible() and not window.jobs.busy())
    assert "用途" in dialog.fault.text() and not dialog.full.isVisible()
    dialog.reject()


def test_a_faulty_identity_number_stays_in_the_form_until_it_is_right(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    dialog.add.click()
    form = next(one for one in dialog.findChildren(ContactForm) if one.isVisible())
    form.fields["name"].setText("李卫东")
    form.fields["id_number"].setText("990000199001010011")
    form.fields["keep_until"].setText("2029-12-31")
    form.try_it()
    qtbot.waitUntil(lambda: bool(form.fault.text()) and not window.jobs.busy())
    assert form.isVisible() and form.fields["name"].text() == "李卫东" and "身份证号" in form.fault.text()
    form.fields["id_number"].clear()
    form.try_it()
    qtbot.waitUntil(lambda: len(dialog.rows) == 2 and not window.jobs.busy())
    assert not form.isVisible() and form.fields["name"].text() == ""
    assert dialog.rows[1].keep_until == date(2029, 12, 31) and dialog.rows[1].name == "李**"
    dialog.reject()


def test_without_the_right_the_full_view_is_off_and_says_who_may(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    desk.seat.log_in("zhao", FIRST)
    desk.seat.change_password(FIRST, LATER)
    dialog = opened(window, qtbot)
    assert not dialog.see.isEnabled() and "查看完整个人信息" in dialog.see.toolTip()
    assert not dialog.add.isEnabled() and dialog.ask_reveal() is None
    dialog.reject()


def test_an_own_act_is_taken_back_and_done_again_from_the_window(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    id = window.errand.sheet.id
    assert id is not None
    desk.save(Enterprise(name="改了名公司"), id)
    window.acts.action("take_back").trigger()
    page = next(one for one in window.findChildren(UndoPage) if one.isVisible())
    qtbot.waitUntil(lambda: bool(page.acts) and not window.jobs.busy())
    assert page.acts[0][1] == "撤销修改企业“改了名公司”"
    page.go.click()
    qtbot.waitUntil(lambda: window.errand.sheet.name == "甲公司" and not window.jobs.busy())
    assert desk.load(id).name == "甲公司" and page.acts[0][1].startswith("重做修改企业")
    page.go.click()
    qtbot.waitUntil(lambda: window.errand.sheet.name == "改了名公司" and not window.jobs.busy())
    assert [link.act for link in desk.counter.store.care.audit("enterprise")][:3] == ["undo", "undo", "enterprise.save"]
    page.reject()
