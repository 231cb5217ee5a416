"""Writes pictures of every screen into a folder: python tests/ui/screenshots.py FOLDER [NAME…]."""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from desk_in_memory import NOON, EngineDesk, MemoryDesk
from PySide6.QtWidgets import QApplication

from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.skin import Skin

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SIZES = {"1366": (1366, 768), "1440": (1440, 860), "1920": (1920, 1080)}


def settle(app: QApplication, seconds: float = 0.35) -> None:
    """Let timers and workers finish."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def around(look: Look, folder: Path) -> Surroundings:
    return Surroundings(RESOURCES, folder / "crash", lambda: date(2026, 11, 20), lambda: NOON, look)


class Stage:
    """One window in one look; `shoot` writes a picture."""

    def __init__(self, app: QApplication, look: Look, folder: Path, desk: MemoryDesk | None = None) -> None:
        self.app, self.look, self.folder = app, look, folder
        self.desk = desk or EngineDesk(verified=("xx16-01", "xx16-02"))
        self.skin = Skin(app, RESOURCES, look)
        self.window = MainWindow(self.desk, self.skin, around(look, folder))

    def show(self, size: str) -> None:
        self.window.resize(*SIZES[size])
        self.window.show()
        settle(self.app)

    def shoot(self, name: str) -> None:
        settle(self.app)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(self.folder / f"{name}-{self.look.theme}-{self.look.scale}.png"))

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
    stage.shoot(f"counter-{size}")
    stage.close()


def welcome(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """Before anyone is there, with unfinished work; in practice mode."""
    stage = Stage(app, look, folder, EngineDesk(practice=True))
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
        settle(app, 2.5 if name == "what_if" else 0.1)
        stage.shoot(f"page-{name}")
    stage.close()


def library(app: QApplication, look: Look, folder: Path, size: str = "1366") -> None:
    """The policy library with a measure chosen."""
    stage = Stage(app, look, folder)
    stage.show(size)
    stage.window.go_to_place(2)
    stage.window.library.show_measure("xx12-05")
    stage.shoot("library")
    stage.close()


SCREENS = {"library": library, "counter": counter, "welcome": welcome, "pages": pages}


def main(words: list[str]) -> None:
    """Every screen in every look, or only the named ones in the light look."""
    folder = Path(words[0])
    app = make_application(["screenshots"])
    names = words[1:] or list(SCREENS)
    looks = (
        [Look(theme, scale) for theme in ("light", "dark", "contrast") for scale in (100, 150)]
        if not words[1:]
        else [Look("light")]
    )
    for name in names:
        for look in looks:
            SCREENS[name](app, look, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
