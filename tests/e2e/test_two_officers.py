"""Two officers take a case from the counter to its 拨付审批单, by keyboard alone: real accounts, store, rules and paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.officer import OfficerSeat
from qcy_desktop.app.window import Places
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.domain.accounts import Right, Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.records import Contact
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.verifying import Correction, Verifying
from qcy_desktop.settings import Settings
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.officer.page import OfficerPage
from qcy_desktop.ui.people.door import Door
from qcy_desktop.ui.skin import Skin
from tests.unit.printing.reading import text
from tests.unit.services.case_desk import MEASURE, WAN, company

DAY = date(2023, 12, 20)
FIRST, SECOND = "Weiyang#2026a", "Fengxi#2026b"
CONTROL = Qt.KeyboardModifier.ControlModifier


def real_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """The office's clock: moves by a second when it is read, and by days when the test waits."""

    def __init__(self) -> None:
        self.moment = datetime(2023, 12, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def places(root: Path, tmp_path: Path) -> Places:
    """An office with its people, whose two policy officers have verified the measure's clause."""
    made = Places(Bundled(root), UserFolder(tmp_path / "user").make(), (root / "rules",))
    with Storage.open(made.user.root, made.bundled.migrations) as store:
        for who in ("张敏", "李卫东"):
            hand = Hand(who, frozenset({Right.VERIFY_RULES}))
            verifying = Verifying((root / "rules",), made.user.packs, store, hand, real_now)
            if who == "张敏":
                correction = Correction("对首次认定的高新技术企业给予奖励。", "虚构文号，第 2 页")
                failed = tuple(report.name for report in verifying.try_out(MEASURE, correction).failed)
                verifying.sign(MEASURE, correction, failed)
            else:
                verifying.confirm(MEASURE)
        people(store)
    return made


def people(store: Storage) -> None:
    """王主任 decides, 李工 takes in and reviews; both have passwords of their own."""
    accounts = store.accounts
    accounts.add(NewAccount("wang", "王主任", frozenset({Role.ADMIN, Role.HEAD}), FIRST), "wang", real_now())
    with store.acting(accounts.login("wang", FIRST, real_now())):
        roles = frozenset({Role.COUNTER, Role.REVIEW})
        accounts.add(NewAccount("li", "李工", roles, FIRST), "wang", real_now())
    session = accounts.change_password(accounts.login("li", FIRST, real_now()), FIRST, SECOND, real_now())
    with store.acting(session):
        id = store.save_enterprise(company(), "li", real_now())
        bank = Contact("收款", "王文静", "13900000000", "", "示例银行西咸支行", "6100000000000000001", enterprise_id=id)
        store.contacts.save(bank, "li", real_now())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(places: Places, clock: Clock) -> Iterator[CounterDesk]:
    with open_desk(places, Settings(), practice=False) as seated:
        assert isinstance(seated.cases, OfficerSeat)
        seated.cases.now = clock
        seated.seat.log_in("li", SECOND)
        yield seated


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, desk: CounterDesk, places: Places, tmp_path: Path) -> Iterator[MainWindow]:
    around = Surroundings(places.bundled.resources, tmp_path / "crash", lambda: DAY, real_now, Look("light"))
    made = MainWindow(desk, Skin(qapp, around.resources, around.look), around)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made and not made.jobs.busy())
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Keyboard:
    """Everything is struck on whatever has the focus."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def write(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, words)

    def rest(self) -> None:
        """Until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy(), timeout=30_000)

    def wait_for(self, dialog: type[QDialog]) -> QDialog:
        """Until such a dialog is in front and takes the keys."""

        def front() -> QWidget | None:
            focus = QApplication.focusWidget()
            return focus.window() if focus is not None else None

        self.qtbot.waitUntil(lambda: isinstance(front(), dialog), timeout=30_000)
        found = front()
        assert isinstance(found, dialog)
        return found

    def page(self) -> OfficerPage:
        assert self.window.officer is not None
        return self.window.officer.page()

    def act(self, act: Act) -> None:
        """F4, the first letters of the act, Enter; then Ctrl+Enter in its dialog; then Escape from its paper."""
        from qcy_desktop.ui.officer.act_bar import AllActs
        from qcy_desktop.ui.officer.act_dialog import ActDialog
        from qcy_desktop.ui.officer.words import INITIALS

        self.strike(Qt.Key.Key_F4)
        self.wait_for(AllActs)
        self.write(INITIALS[act])
        self.strike(Qt.Key.Key_Return)
        self.wait_for(ActDialog)
        self.strike(Qt.Key.Key_Return, CONTROL)
        self.rest()
        self.put_paper_away()

    def put_paper_away(self) -> None:
        preview = self.page().preview
        if preview is not None and preview.isVisible():
            self.put_away(preview)
        self.come_back()

    def put_away(self, preview: QDialog) -> None:
        self.strike(Qt.Key.Key_Escape)
        self.qtbot.waitUntil(lambda: not preview.isVisible())
        self.come_back()

    def come_back(self) -> None:
        """The offscreen platform has no window manager that hands the focus back when a dialog closes."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def change_clerk(self, user: str, password: str) -> None:
        """Ctrl+F12, name and password; whoever sat here before the last change is named already."""
        self.strike(Qt.Key.Key_F12, CONTROL)
        door = self.wait_for(Door)
        self.qtbot.waitUntil(lambda: door.form.isEnabled() and QApplication.focusWidget() is not None)  # type: ignore[attr-defined]
        if door.form.user.text() != user:  # type: ignore[attr-defined]
            self.write(user)
            self.strike(Qt.Key.Key_Return)
        self.write(password)
        self.strike(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.window._desk.seat.seated().user == user, timeout=30_000)
        self.rest()
        self.come_back()

    def to_the_case(self) -> None:
        """Ctrl+Shift+2, Enter: the first of what waits for me."""
        self.strike(Qt.Key.Key_2, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        self.rest()
        self.strike(Qt.Key.Key_Return)
        self.rest()
        assert self.page().in_case()


def test_two_officers_take_a_case_from_the_counter_to_its_payment_order(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot, clock: Clock
) -> None:
    from qcy_desktop.ui.officer.intake_dialog import IntakeDialog
    from qcy_desktop.ui.preview import Preview

    keys = Keyboard(window, qtbot)
    stored = desk.find("")[0]
    keys.strike(Qt.Key.Key_F2)
    keys.write(stored.uscc)
    keys.strike(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.errand.sheet.id == stored.id and not window.jobs.busy(), timeout=30_000)
    keys.strike(Qt.Key.Key_Return, CONTROL)
    intake = keys.wait_for(IntakeDialog)
    assert isinstance(intake, IntakeDialog)
    place = next(n for n, offer in enumerate(intake.offers) if offer.result.id == MEASURE)
    for _ in range(60):
        if QApplication.focusWidget() is intake.boxes[place]:
            break
        keys.strike(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is intake.boxes[place]
    keys.strike(Qt.Key.Key_Space)
    keys.strike(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    keys.strike(Qt.Key.Key_Return, CONTROL)
    pack = keys.wait_for(Preview)
    assert isinstance(pack, Preview)
    said = text(pack.pdf).replace(" ", "")
    assert all(word in said for word in ("申报表", "承诺书", "收件回执", "受理通知书"))
    keys.put_away(pack)

    keys.to_the_case()
    for act in (Act.FORWARD, Act.PASS, Act.PASS):
        keys.act(act)
    sheet = keys.page().case.sheet
    assert sheet is not None and sheet.view.dossier.stage is Stage.DECISION
    case = sheet.view.id
    assert "没有“审定办件”的权限" in keys.page().case.bar.buttons[Act.DECIDE].accessibleDescription()

    keys.change_clerk("wang", FIRST)
    assert keys.page().case.sheet is None
    keys.to_the_case()
    keys.act(Act.DECIDE)
    assert desk.cases is not None
    assert desk.cases.sheet(case).view.dossier.decided == 10 * WAN

    keys.change_clerk("li", SECOND)
    keys.to_the_case()
    keys.act(Act.PUBLISH)
    clock.moment += timedelta(days=9)
    keys.strike(Qt.Key.Key_F5)
    keys.rest()
    keys.act(Act.EXPIRE)
    keys.act(Act.PREPARE)
    order = keys.page().preview
    assert order is not None
    paid = text(order.pdf).replace(" ", "").replace("\n", "")
    assert "拨付审批单" in paid and "壹拾万元整" in paid and stored.name in paid and "6100000000000000001" in paid
    view = desk.cases.sheet(case).view
    assert view.dossier.stage is Stage.PAYMENT and view.dossier.payments[0].prepared_by == "li"
    assert (
        "两人" in keys.page().case.bar.buttons[Act.PAY].accessibleDescription()
        or not keys.page().case.bar.buttons[Act.PAY].isEnabled()
    )
    assert desk.counter.store.care.verify() == ()
