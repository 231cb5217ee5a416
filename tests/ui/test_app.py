"""The fitted window: real rules, a real store and real paper behind it, and what happens when it cannot open."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qcy_desktop import app
from qcy_desktop.app.desk import RECENT_SHOWN, CounterDesk
from qcy_desktop.app.window import Places, Preferences, desk, examine_window, serve, serve_self_check
from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactType
from qcy_desktop.paths import UserFolder, find_bundled
from qcy_desktop.settings import Settings, load_settings
from qcy_desktop.storage import Storage
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.selfcheck.window import LEAVE, SelfCheckWindow


@pytest.fixture
def places(tmp_path: Path) -> Places:
    bundled = find_bundled()
    return Places(bundled, UserFolder(tmp_path / "user").make(), (bundled.rules,))


def as_soon_as(there: type, act: Callable[[object], None]) -> None:
    """Act on the first top-level widget of a kind once it is shown."""

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, there) and widget.isVisible():
                act(widget)
                return
        QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def sample_sheet(seated: CounterDesk) -> bytes:
    sample = seated.load(seated.recent()[0].id)
    return seated.print_assessment(seated.assess(sample, date(2024, 6, 1)), sample)


def test_practice_opens_with_the_samples_and_prints_a_specimen(places: Places, qapp: QApplication) -> None:
    with desk(places, Settings(), practice=True) as seated:
        told = [json.loads(file.read_text("utf-8"))["name"] for file in places.bundled.samples.glob("*.json")]
        assert all(name in [row.name for row in seated.find(name)] for name in told)
        assert len(seated.recent()) == RECENT_SHOWN <= len(told)
        assert sample_sheet(seated).startswith(b"%PDF")
        assert seated.packs()
    assert places.user.practice.database.is_file()
    assert not places.user.database.exists()


def test_real_work_starts_empty_and_is_backed_up_when_the_window_closes(places: Places, qapp: QApplication) -> None:
    with desk(places, Settings(window_number="3"), practice=False) as seated:
        assert seated.recent() == ()
        assert seated.seat.seated().name == "3 号窗口"
        assert seated.backup_age() == "尚未备份"
    assert len(list(places.user.backups.glob("*.db"))) == 1
    with desk(places, Settings(), practice=False) as seated:
        assert seated.backup_age() == "刚刚备份"


def test_the_window_opens_on_the_fitted_desk_and_remembers_its_look(places: Places, qapp: QApplication) -> None:
    as_soon_as(MainWindow, lambda window: window.close())  # type: ignore[attr-defined]
    assert serve(places, date(2024, 6, 1), practice=True) == 0
    assert load_settings(places.user.settings).geometry != ""


def test_a_window_beside_a_command_at_work_opens_for_reading_and_says_why(places: Places, qapp: QApplication) -> None:
    said: list[str] = []

    def read_and_close(window: object) -> None:
        assert isinstance(window, MainWindow)
        assert window.band.isVisible()
        said.append(window.band.why.text())
        window.close()

    as_soon_as(MainWindow, read_and_close)
    with Storage.open(places.user.root, places.bundled.migrations) as store:
        assert app.open_window(app.Wanted(data_dir=places.user.root)) == 0
        assert store.find_enterprises("") == ()
    assert "正被另一个窗口或命令使用" in said[0]


def test_a_window_that_cannot_open_says_so_in_a_dialog(places: Places, qapp: QApplication) -> None:
    said: list[str] = []

    def read_and_close(dialog: object) -> None:
        assert isinstance(dialog, FaultDialog)
        said.append(dialog.windowTitle())
        dialog.close()

    places.user.database.write_bytes(b"SQLite format 3\0" + bytes(84))
    as_soon_as(FaultDialog, read_and_close)
    with pytest.raises(KnownError) as refused:
        app.open_window(app.Wanted(data_dir=places.user.root))
    assert refused.value.code == "E-DB-FOREIGN"
    assert said == ["没有办成"]


def test_a_look_that_cannot_be_saved_costs_only_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    preferences = Preferences(tmp_path / "file" / "settings.json")
    preferences.keep_look(Look("dark", 120))
    assert preferences.look().theme == "dark"


def test_the_self_test_sees_the_window_and_a_previewed_page(places: Places, qapp: QApplication, tmp_path: Path) -> None:
    assert "打印预览" in examine_window(places.bundled, tmp_path / "scratch")


def test_analogues_answer_and_are_counted_in_practice_only(places: Places, qapp: QApplication) -> None:
    day = date(2026, 11, 20)
    with desk(places, Settings(), practice=True) as seated:
        held = seated.load(seated.recent()[0].id)
        trying = {m.id for m in seated.assess(held, day).measures if m.evidence is Evidence.ANALOGUE}
        listed = {pack.title for pack in seated.packs()}
    with desk(places, Settings(), practice=False) as seated:
        real = {m.id for m in seated.assess(held, day).measures if m.evidence is Evidence.ANALOGUE}
        kept = {pack.title for pack in seated.packs()}
        analogues = {row.id for row in seated.assessor.register() if row.evidence == Evidence.ANALOGUE.value}
        counted = sum(pack.verified + pack.unverified for pack in seated.packs())
        assert counted == len(seated.assessor.register()) - len(analogues)
    assert trying == analogues and not real
    assert listed - kept == {"科技类比", "氢能类比"}


def _use_the_kiosk(window: object, seen: dict[str, object]) -> None:
    """What a visitor does: answers, tries to close it, goes away; then the clerk's key."""
    assert isinstance(window, SelfCheckWindow)
    window.begin()
    while window.now is not None and len(window.course.said) < 4:
        if window.course.fact(window.now).type is FactType.MONEY:
            window.answer("4321.99")
            seen["typed"] = True
        else:
            window.pass_over()
    seen["asked"] = len(window.course.said)
    window.close()
    seen["still"] = window.isVisible() and window.pages.currentIndex() == 0 and not window.course.said
    window.begin()
    window.pass_over()
    window.finish()
    window._idle.timeout.emit()
    seen["cleared"] = window.pages.currentIndex() == 0 and window.course.result is None
    seen["windows"] = {type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()}
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    key = QKeySequence(LEAVE)[0]
    QTest.keyClick(window, key.key(), key.keyboardModifiers())
    seen["left"] = not window.isVisible()


def test_the_kiosk_serves_the_self_check_alone_and_keeps_nothing(places: Places, qapp: QApplication) -> None:
    seen: dict[str, object] = {}

    def visit(window: object) -> None:
        assert isinstance(window, SelfCheckWindow)
        try:
            _use_the_kiosk(window, seen)
        finally:
            # Whatever went wrong above, the loop must end; the key itself is struck there.
            QTimer.singleShot(0, window, window.leave)

    as_soon_as(SelfCheckWindow, visit)
    assert serve_self_check(places, date(2026, 11, 20), practice=False) == 0
    assert seen["asked"] == 4 and seen["still"] and seen["cleared"] and seen["left"]
    assert seen["windows"] == {"SelfCheckWindow"}
    assert not places.user.database.exists() and not places.user.settings.exists()
    kept = [file for file in places.user.root.rglob("*") if file.is_file()]
    assert all("4321" not in file.read_text("utf-8", errors="replace") for file in kept)
