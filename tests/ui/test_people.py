"""Who sits at the desk: log-in at the start, lock, change of clerk, on a real window over a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from staffed_office import FIRST, LATER, SECOND, now, staffed

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import Places, serve
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import UserFolder, find_bundled
from qcy_desktop.settings import Settings
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.people.door import Door, let_in
from qcy_desktop.ui.skin import Skin

TODAY = date(2026, 11, 20)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    bundled = find_bundled()
    return Places(bundled, UserFolder(tmp_path / "user").make(), (bundled.rules,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CounterDesk]:
    with open_desk(staffed(tmp_path / "user"), Settings(), practice=False) as seated:
        yield seated


@pytest.fixture
def skin(qapp: QApplication) -> Iterator[Skin]:
    made = Skin(qapp, find_bundled().resources, Look("light"))
    yield made
    made.deleteLater()


@pytest.fixture
def window(desk: CounterDesk, skin: Skin, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """李工 sits here."""
    desk.seat.log_in("li", SECOND)
    around = Surroundings(find_bundled().resources, tmp_path / "crash", lambda: TODAY, now, Look("light"))
    made = MainWindow(desk, skin, around)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def strike(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def type_in(text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QLineEdit)
    QTest.keyClicks(target, text)


def at_the_door(act: Callable[[Door], None]) -> None:
    """Act on the door once it is shown, again and again until it is gone."""

    def look() -> None:
        door = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Door) and w.isVisible()), None)
        if door is not None and door.form.isEnabled() and QApplication.focusWidget() is not None:
            act(door)
            return
        QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def test_an_office_without_accounts_opens_without_log_in(places: Places, skin: Skin) -> None:
    with open_desk(places, Settings(window_number="3"), practice=False) as seated:
        assert let_in(skin, seated.seat)
        assert seated.seat.seated().name == "3 号窗口" and not seated.seat.keeps_accounts()


def test_the_right_password_seats_the_clerk_and_signs_what_is_saved(desk: CounterDesk, skin: Skin) -> None:
    def give(_door: Door) -> None:
        type_in("li")
        strike(Qt.Key.Key_Return)
        type_in(SECOND)
        strike(Qt.Key.Key_Return)

    at_the_door(give)
    assert let_in(skin, desk.seat)
    assert desk.seat.seated().name == "李工" and desk.seat.seated().roles == "窗口"
    desk.save(Enterprise(name="甲公司"), None)
    assert desk.counter.store.care.audit("enterprise")[0].who == "li"


def test_a_wrong_password_is_refused_in_the_dialog_and_five_lock_the_account(desk: CounterDesk, skin: Skin) -> None:
    said: list[str] = []

    def guess(door: Door) -> None:
        if door.form.fault.text():
            said.append(door.form.fault.text())
        if len(said) == 5:
            strike(Qt.Key.Key_Escape)
            return
        if not door.form.user.text():
            type_in("li")
            strike(Qt.Key.Key_Return)
        type_in("Wrong#20260")
        strike(Qt.Key.Key_Return)
        at_the_door(guess)

    at_the_door(guess)
    assert not let_in(skin, desk.seat)
    assert all("用户名或密码不对" in text for text in said[:4])
    assert "锁定到" in said[4]
    assert not desk.seat.seated().user


def test_a_first_password_must_be_changed_and_the_rules_turn_as_one_types(desk: CounterDesk, skin: Skin) -> None:
    seen: dict[str, list[str]] = {}

    def change(door: Door) -> None:
        assert door.changing
        seen["before"] = [line.text() for line in door.change.rules]
        type_in("zhao2026")
        strike(Qt.Key.Key_Return)
        type_in("zhao2026")
        strike(Qt.Key.Key_Return)
        seen["refused"] = [door.change.fault.text()]
        door.change.new.clear()
        door.change.again.clear()
        door.change.new.setFocus()
        type_in(LATER)
        seen["after"] = [line.text() for line in door.change.rules]
        strike(Qt.Key.Key_Return)
        type_in(LATER)
        strike(Qt.Key.Key_Return)

    def first(door: Door) -> None:
        type_in("zhao")
        strike(Qt.Key.Key_Return)
        type_in(FIRST)
        strike(Qt.Key.Key_Return)
        at_the_door(lambda d: change(d) if d.changing else at_the_door(change))

    at_the_door(first)
    assert let_in(skin, desk.seat)
    assert any(line.startswith("○") for line in seen["before"])
    assert "不能含有用户名" in seen["refused"][0] and "至少 10 位" in seen["refused"][0]
    assert all(line.startswith("✓") for line in seen["after"])
    assert not desk.seat.seated().must_change


def test_going_away_from_the_door_at_the_start_ends_the_program_without_a_window(
    tmp_path: Path, qapp: QApplication
) -> None:
    places = staffed(tmp_path / "user")
    seen: list[str] = []

    def leave(door: Door) -> None:
        seen.extend(type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible())
        strike(Qt.Key.Key_Escape)

    at_the_door(leave)
    assert serve(places, TODAY, practice=False) == 0
    assert seen == ["Door"]


def test_a_window_that_comes_while_the_desk_is_locked_is_covered_too(window: MainWindow, qtbot: QtBot) -> None:
    window.people.lock_up()
    qtbot.waitUntil(window.people.door.isVisible)
    late = FaultDialog(window, window._skin, KnownError("E-X", "某某公司的内容", "请看"))
    late.open()
    qtbot.waitUntil(late.isVisible)
    picture = late.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, 20, 5)}
    assert len(colours) == 1
    QTest.keyClick(late, Qt.Key.Key_Escape)
    assert late.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.people.door.form.password)
    type_in(SECOND)
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.people.door.isVisible() and not window.jobs.busy())
    late.reject()


def test_a_lock_covers_every_window_and_opens_with_nothing_lost(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    window.acts.action("new").trigger()
    type_in("Hydrogen")
    window.companions.turn_customer()
    customer = window.companions.customer
    assert customer is not None
    window.activateWindow()
    strike(Qt.Key.Key_F12)
    door = window.people.door
    qtbot.waitUntil(lambda: door.isVisible() and QApplication.focusWidget() is door.form.password)
    assert "李工" in door.windowTitle() and not door.form.user.isVisible()
    for covered in (window, customer):
        picture = covered.grab().toImage()
        assert len({picture.pixel(x, 5) for x in range(0, picture.width(), 7)}) == 1
    QTest.keyClicks(window.counter.enterprise.name, "lost")
    QTest.mouseClick(window.header.clerk, Qt.MouseButton.LeftButton)
    assert window.counter.enterprise.name.text() == "Hydrogen"
    type_in(SECOND)
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not door.isVisible() and not window.jobs.busy())
    assert window.errand.sheet.name == "Hydrogen" and customer.isVisible()
    assert [draft.name for draft in desk.drafts()] == ["Hydrogen"]


def test_a_visitor_at_the_self_check_reaches_nothing_else(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.action("self_check").trigger()
    check = window.companions.self_check
    assert check is not None and check.isVisible()
    check.begin()
    assert check.now is not None
    check.close()
    QTest.keyClick(window, Qt.Key.Key_F3)
    QTest.mouseClick(window.header.clerk, Qt.MouseButton.LeftButton)
    assert check.isVisible() and not window.errand.is_open() and not window.header.clerk.menu().isVisible()
    assert len({window.grab().toImage().pixel(x, 5) for x in range(0, window.width(), 7)}) == 1
    door = window.people.door
    assert not door.isVisible()
    check.leave()
    qtbot.waitUntil(lambda: door.isVisible() and QApplication.focusWidget() is door.form.password)
    type_in(SECOND)
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not door.isVisible() and not window.jobs.busy())
    window.acts.action("new").trigger()
    assert window.errand.is_open()


def test_another_clerk_takes_the_seat_by_two_keys_and_a_password(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    window.acts.action("new").trigger()
    type_in("Hydrogen")
    strike(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    door = window.people.door
    qtbot.waitUntil(lambda: door.isVisible() and QApplication.focusWidget() is door.form.user)
    type_in("wang")
    strike(Qt.Key.Key_Return)
    type_in(FIRST)
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not door.isVisible() and not window.jobs.busy())
    assert "王主任" in window.header.clerk.text() and "负责人" in window.header.clerk.text()
    assert not window.errand.is_open() and window.errand.sheet.is_empty()
    assert desk.drafts() == () and [draft.title for draft in desk.counter.store.list_drafts("li")] == ["Hydrogen"]
    desk.save(Enterprise(name="乙公司"), None)
    assert desk.counter.store.care.audit("enterprise")[0].who == "wang"
    window.people.change_clerk()
    qtbot.waitUntil(door.isVisible)
    assert door.form.user.text() == "li"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is door.form.password)
    type_in(SECOND)
    strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not door.isVisible() and not window.jobs.busy())
    assert [draft.name for draft in desk.drafts()] == ["Hydrogen"]


def test_a_change_of_clerk_that_is_given_up_leaves_everything_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.action("new").trigger()
    type_in("Hydrogen")
    window.people.change_clerk()
    door = window.people.door
    qtbot.waitUntil(lambda: door.isVisible() and QApplication.focusWidget() is door.form.user)
    strike(Qt.Key.Key_Escape)
    assert not door.isVisible()
    assert window.errand.sheet.name == "Hydrogen" and "李工" in window.header.clerk.text()


def test_acts_without_the_right_are_off_and_say_who_may(window: MainWindow, desk: CounterDesk, qtbot: QtBot) -> None:
    desk.seat.log_in("zhao", FIRST)
    desk.seat.change_password(FIRST, LATER)
    window.people.changed.emit()
    window.acts.action("new").trigger()
    assert window.errand.is_open()
    assert not window.header._group.button(1).isEnabled()
    assert "受理办件" in window.header._group.button(1).toolTip()
    for id in ("finish", "print", "officer"):
        assert not window.acts.action(id).isEnabled()
    assert "没有“录入企业”的权限" in window.acts.why_off("finish") and "窗口" in window.acts.why_off("finish")
    qtbot.waitUntil(lambda: not window.jobs.busy())


def test_an_idle_desk_locks_itself_and_a_key_puts_it_off(window: MainWindow, desk: CounterDesk, qtbot: QtBot) -> None:
    desk.seat.minutes = lambda: 10
    window.people.watch()
    timer = window.people._idle
    assert timer.isActive() and timer.interval() == int(timedelta(minutes=10).total_seconds()) * 1000
    timer.start(timer.interval() - 5000)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert timer.remainingTime() > timer.interval() - 1000
    timer.timeout.emit()
    qtbot.waitUntil(window.people.door.isVisible)
    assert "李工 的工作台已锁定" in window.people.door.windowTitle()


def test_logging_out_waits_for_the_next_and_nothing_can_be_done_meanwhile(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    window.people.log_out()
    door = window.people.door
    qtbot.waitUntil(lambda: door.isVisible() and not window.jobs.busy())
    assert not desk.seat.seated().user and desk.seat.hand().rights == frozenset()
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert not window.errand.is_open()
    strike(Qt.Key.Key_Escape)
    assert not window.isVisible()
