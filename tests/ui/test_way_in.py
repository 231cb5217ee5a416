"""The ways into the window: an encrypted database asks for its passphrase, a second start raises the first, a safe start."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.app.bell import FILE, ring
from qcy_desktop.app.window import Places, desk, serve
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.settings import Settings, load_settings, save_settings
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.doorbell import Doorbell
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.passphrase import PassphraseDialog
from tests.ui.test_app import as_soon_as

SECRET = "一句够长的口令，请记好它"


@pytest.fixture
def places(root: Path, tmp_path: Path) -> Places:
    bundled = Bundled(root)
    return Places(bundled, UserFolder(tmp_path / "user").make(), (bundled.rules,))


def test_an_encrypted_database_opens_with_its_passphrase_after_a_wrong_one(places: Places, qapp: QApplication) -> None:
    Storage.open(places.user.root, places.bundled.migrations, Opening(passphrase=SECRET)).close()
    told: list[bool] = []

    def type_twice(dialog: object) -> None:
        assert isinstance(dialog, PassphraseDialog)
        dialog.line.setText("不是这一句")
        dialog.go.click()
        told.append(dialog.fault.isVisible())
        dialog.line.setText(SECRET)
        dialog.line.entered.emit()

    as_soon_as(PassphraseDialog, type_twice)
    with desk(places, Settings(), practice=False) as seated:
        assert seated.recent() == ()
    assert told == [True]
    assert not (places.user.database).read_bytes().startswith(b"SQLite format 3")


def test_going_away_from_the_passphrase_leaves_the_database_as_it_was(places: Places, qapp: QApplication) -> None:
    Storage.open(places.user.root, places.bundled.migrations, Opening(passphrase=SECRET)).close()
    before = places.user.database.read_bytes()
    as_soon_as(PassphraseDialog, lambda dialog: dialog.reject())  # type: ignore[attr-defined]
    with pytest.raises(KnownError) as caught, desk(places, Settings(), practice=False):
        pass
    assert caught.value.code == "E-DB-KEY"
    assert places.user.database.read_bytes() == before


def test_a_plain_database_asks_for_nothing(places: Places, qapp: QApplication) -> None:
    Storage.open(places.user.root, places.bundled.migrations).close()
    with desk(places, Settings(), practice=False) as seated:
        assert seated.recent() == ()


def test_a_second_start_is_answered_by_the_window_that_is_open(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    bell = Doorbell(qapp, tmp_path / FILE)
    heard: list[None] = []
    bell.rung.connect(lambda: heard.append(None))
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(ring, tmp_path, 20)
        qtbot.waitUntil(second.done)
    assert second.result()
    assert len(heard) == 1
    assert not (tmp_path / FILE).exists()
    bell.deleteLater()


def test_where_nobody_answers_the_second_start_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    assert not ring(tmp_path, 0.2)
    assert not list(tmp_path.iterdir())
    assert not ring(tmp_path / "nowhere", 0.2)


def test_a_second_start_ends_well_and_raises_the_first_window(places: Places, qtbot: QtBot, qapp: QApplication) -> None:
    again = [sys.executable, "-m", "qcy_desktop", "--practice", "--data-dir", str(places.user.root)]
    code: list[int | None] = []

    def start_again(window: object) -> None:
        assert isinstance(window, MainWindow)
        window.showMinimized()
        with subprocess.Popen(again, cwd=places.bundled.root) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
        code.append(second.returncode)
        assert not window.isMinimized()
        window.close()

    as_soon_as(MainWindow, start_again)
    assert serve(places, date(2024, 6, 1), practice=True) == 0
    assert code == [0]


def test_a_safe_start_leaves_packs_and_look_of_the_office_aside(root: Path, places: Places, qapp: QApplication) -> None:
    save_settings(Settings(theme="dark", scale=150, geometry="kept"), places.user.settings)
    (places.user.packs / "office").mkdir(parents=True)
    (places.user.packs / "office" / "pack.yaml").write_text("damaged: [", encoding="utf-8")
    safe = Places(places.bundled, places.user, places.rules, safe=True)
    looks: list[Look] = []

    def look_and_close(window: object) -> None:
        assert isinstance(window, MainWindow)
        looks.append(window._skin.look)
        window.close()

    as_soon_as(MainWindow, look_and_close)
    assert serve(safe, date(2024, 6, 1), practice=True) == 0
    assert looks == [Look()]
    assert load_settings(places.user.settings).geometry == "kept"
