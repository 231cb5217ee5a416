"""Painting of the results: after a keystroke only the rows that look otherwise are drawn, and those always are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desk_in_memory import EngineDesk
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.main_window import MainWindow


class _Watch(QObject):
    """Notes the area of every paint of one widget."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


@contextmanager
def _watched(window: MainWindow) -> Iterator[_Watch]:
    watch = _Watch()
    viewport = window.counter.results.viewport()
    QApplication.processEvents()
    viewport.installEventFilter(watch)
    yield watch
    viewport.removeEventFilter(watch)


def _picture(window: MainWindow) -> QImage:
    return window.counter.results.viewport().grab().toImage()


def test_a_stroke_that_changes_nothing_paints_nothing(filled: MainWindow) -> None:
    with _watched(filled) as watch:
        filled.errand.reckon(anew=False)
        filled.errand.reckon(anew=False)
        QApplication.processEvents()
        watch.areas.clear()
        filled.errand.reckon(anew=False)
        QApplication.processEvents()
    assert not watch.areas


def test_a_changed_row_is_drawn_alone_and_the_whole_picture_is_right(filled: MainWindow) -> None:
    results = filled.counter.results
    results.choose("xx12-05")
    filled.errand.type_fact(("rd_staff", 2025), "30")
    filled.errand.type_fact(("employees", 2025), "100")
    filled.errand.reckon(anew=False)
    with _watched(filled) as watch:
        filled.errand.type_fact(("rd_staff", 2025), "1")
        filled.errand.reckon(anew=False)
        QApplication.processEvents()
    viewport = results.viewport()
    assert watch.areas
    assert max(area.height() for area in watch.areas) < viewport.height()
    drawn = _picture(filled)
    viewport.update()
    QApplication.processEvents()
    assert drawn == _picture(filled)


def test_another_look_draws_every_row_anew(filled: MainWindow) -> None:
    before = _picture(filled)
    filled.wear(Look("dark"))
    QApplication.processEvents()
    assert _picture(filled).pixelColor(2, 2) != before.pixelColor(2, 2)


def test_a_stroke_that_only_changes_a_figure_lays_out_nothing(
    filled: MainWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    filled.errand.type_fact(("rd_tax", 2025), "9122")
    filled.errand.reckon(anew=False)
    # The first figure brings a draft, a count and perhaps a finding: they are laid out before the second is typed.
    qtbot.waitUntil(lambda: bool(desk.draft_rows) and not filled.jobs.busy())
    for _ in range(5):
        QApplication.processEvents()
    seen: list[str] = []

    class Layouts(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.LayoutRequest:
                seen.append(type(watched).__name__)
            return False

    watch = Layouts()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    filled.errand.type_fact(("rd_tax", 2025), "9123")
    filled.errand.reckon(anew=False)
    QApplication.processEvents()
    QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert "CounterPage" not in seen
