"""Opens the window: one application, one skin, one desk; returns when the window is closed."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.crash import CrashCatcher
from qcy_desktop.ui.desk import AskingDesk, Desk, Look, Surroundings
from qcy_desktop.ui.dialogs import FaultDialog, NoteDialog
from qcy_desktop.ui.doorbell import Doorbell, raise_window
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.people.door import let_in
from qcy_desktop.ui.skin import Skin


def run_window(desk: Desk, around: Surroundings, arguments: list[str] | None = None) -> int:
    """Show the window and serve it until it is closed; the exit code of the event loop."""
    app = make_application(arguments or sys.argv[:1])
    skin = Skin(app, around.resources, around.look)
    catcher = CrashCatcher(skin, around.crash_folder, around.version, around.now)
    catcher.install()
    try:
        if not let_in(skin, desk.seat):
            return 0
        window = MainWindow(desk, skin, around)
        window.broke.connect(catcher.show_fault)
        catcher.window = window
        if around.bell is not None:
            Doorbell(window, around.bell).rung.connect(lambda: raise_window(window))
        window.show()
        # Rules and widgets made by now stay: looking through them for garbage would cost the length of a frame each time.
        gc.freeze()
        return app.exec()
    finally:
        gc.unfreeze()
        catcher.remove()


def run_kiosk(desk: AskingDesk, around: Surroundings, arguments: list[str] | None = None) -> int:
    """Show the self-check alone over the whole screen until the clerk's key closes it; the exit code of the event loop."""
    from qcy_desktop.ui.selfcheck.window import SelfCheckWindow

    app = make_application(arguments or sys.argv[:1])
    skin = Skin(app, around.resources, around.look)
    catcher = CrashCatcher(skin, around.crash_folder, around.version, around.now)
    catcher.install()
    window = SelfCheckWindow(desk, skin, around, kiosk=True)
    window.broke.connect(catcher.show_fault)
    catcher.instead = window.start_over
    window.showFullScreen()
    try:
        return app.exec()
    finally:
        catcher.remove()


def make_application(arguments: list[str]) -> QApplication:
    """The one application object, speaking Chinese in Qt's own dialogs too."""
    held = QApplication.instance()
    app = held if isinstance(held, QApplication) else QApplication(arguments)
    app.setApplicationName("qcy_desktop")
    app.setApplicationDisplayName("")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    speak_chinese(app)
    return app


def speak_chinese(app: QApplication) -> None:
    """Qt's own words (dialogs, context menus) in Chinese."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in ("qtbase_zh_CN", "qt_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def tell_fault(resources: Path, fault: KnownError) -> None:
    """Say why the window cannot open: there may be no terminal behind the program to say it on."""
    app = make_application(sys.argv[:1])
    FaultDialog(None, Skin(app, resources, Look()), fault).exec()


def tell(resources: Path, title: str, sentence: str) -> None:
    """Say something while no window is open."""
    app = make_application(sys.argv[:1])
    NoteDialog(None, Skin(app, resources, Look()), title, sentence).exec()
