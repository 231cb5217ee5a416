"""The counter in figures: from the end of a pause to painted rows with all shipped packs, and from nothing to a usable window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from tests.bench.bench_storage import ENTITIES, invented
from tests.bench.run import Row

ROOT = Path(__file__).resolve().parents[2]
TYPING = "停笔到画好结果（全部政策集）"
START = "启动到可用的窗口（已存 41 万家）"
WORKS = (TYPING, TYPING + "，95 分位", START)
FIELDS = (("rd_tax", 2025), ("main_revenue", 2025))
STROKES = 14
WARMING = 4
SAMPLES = 13
STARTS = 5
MEDIAN_MS, TAIL_MS, START_S = 16.0, 33.0, 1.5
TODAY = date(2026, 11, 20)


def rows(peers: Path | None) -> list[Row]:
    """The counter's rows; no peer opens such a window, so `peers` is not used."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    times = typing_times()
    middle, least = statistics.median(times), min(times)
    tail = statistics.quantiles(times, n=20)[-1]
    with tempfile.TemporaryDirectory() as folder:
        full = stocked(Path(folder))
        starts = [start_time(full) for _ in range(STARTS + 1)][1:]
    return [
        Row(TYPING, middle, least, "ms", f"中位数 ≤ {MEDIAN_MS:g} ms", middle <= MEDIAN_MS),
        Row(WORKS[1], tail, least, "ms", f"95 分位 ≤ {TAIL_MS:g} ms", tail <= TAIL_MS),
        Row(
            START, statistics.median(starts), min(starts), "s", f"≤ {START_S:g} s", statistics.median(starts) <= START_S
        ),
    ]


def typing_times() -> list[float]:
    """Milliseconds from the end of each pause until the rows are painted, in a real window over a real store.

    Every shipped sample has its turn, in two fields each, so that the rich ones count as much as the poor.
    """
    from PySide6.QtWidgets import QApplication

    from qcy_desktop.app.window import Places, desk
    from qcy_desktop.paths import Bundled, UserFolder
    from qcy_desktop.settings import Settings
    from qcy_desktop.ui.application import make_application
    from qcy_desktop.ui.desk import Look, Surroundings
    from qcy_desktop.ui.main_window import MainWindow
    from qcy_desktop.ui.skin import Skin

    app = make_application(["bench"])
    with tempfile.TemporaryDirectory() as folder:
        user = UserFolder(Path(folder))
        user.make()
        with desk(Places(Bundled(ROOT), user, (ROOT / "rules",)), Settings(), practice=True) as seated:
            around = Surroundings(
                ROOT / "resources", user.crash, lambda: TODAY, lambda: datetime.now(UTC), Look("light")
            )
            window = MainWindow(seated, Skin(app, around.resources, around.look), around)
            window.resize(1440, 860)
            window.show()
            times: list[float] = []
            for found in seated.find("")[:SAMPLES]:
                window.errand.open_stored(found.id)
                _settle(app, window, found.id)
                for field in FIELDS:
                    strokes = [_keystroke(app, window, field, turn) for turn in range(WARMING + STROKES)]
                    times += strokes[WARMING:]
            window.close()
            QApplication.processEvents()
    return times


def _keystroke(app: object, window: object, field: tuple[str, int], turn: int) -> float:
    """One pause: what the timer does, then all events until the window has painted what looks otherwise."""
    errand = window.errand  # type: ignore[attr-defined]
    errand.sheet.type_text(field, str(4000 + 13 * turn))
    begun = time.perf_counter()
    errand.reckon(anew=False)
    app.processEvents()  # type: ignore[attr-defined]
    return (time.perf_counter() - begun) * 1000


def _settle(app: object, window: object, id: int) -> None:
    """Wait until that enterprise is open and nothing is on its way."""
    end = time.monotonic() + 10
    while time.monotonic() < end and (window.jobs.busy() or window.errand.sheet.id != id):  # type: ignore[attr-defined]
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.005)
    app.processEvents()  # type: ignore[attr-defined]


SCRIPT = """
import os, sys, time, tempfile
from pathlib import Path
begun = time.perf_counter()
from datetime import UTC, date, datetime
from qcy_desktop.app.window import Places, desk
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.settings import Settings
from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.skin import Skin
root, user = Path(sys.argv[1]), UserFolder(Path(sys.argv[2]))
user.make()
app = make_application(["bench"])
with desk(Places(Bundled(root), user, (root / "rules",)), Settings(), practice=False) as seated:
    around = Surroundings(root / "resources", user.crash, lambda: date(2026, 11, 20), lambda: datetime.now(UTC), Look("light"))
    window = MainWindow(seated, Skin(app, around.resources, around.look), around)
    window.show()
    while window.jobs.busy():
        app.processEvents()
    app.processEvents()
    print(time.perf_counter() - begun)
    window.close()
"""


def start_time(folder: Path) -> float:
    """Seconds from the first import to a window that takes keys, over a store that has been made before."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT), str(folder)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout.strip().splitlines()[-1])


def stocked(folder: Path) -> Path:
    """A user's folder whose store holds `ENTITIES` invented enterprises."""
    from qcy_desktop.paths import Bundled, UserFolder
    from qcy_desktop.storage import Storage

    user = UserFolder(folder).make()
    with Storage.open(user.root, Bundled(ROOT).migrations) as store:
        store.import_enterprises(invented(ENTITIES, seed=7), "bench", datetime.now(UTC))
    return folder
