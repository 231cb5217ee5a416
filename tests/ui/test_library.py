"""The policy library screen: search, filters, one page per measure, back to the counter."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.ui.main_window import COUNTER, LIBRARY, MainWindow


def test_words_of_a_condition_find_its_measures(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to_place(LIBRARY)
    library = window.library
    assert library is not None
    whole = library.model.rowCount()
    library.search.setText("加氢站 500 千克")
    qtbot.waitUntil(lambda: 0 < library.model.rowCount() < whole)
    library.clear_filters()
    assert library.model.rowCount() == whole


def test_a_search_without_hits_says_so_and_loses_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to_place(LIBRARY)
    library = window.library
    assert library is not None
    library.search.setText("没有这样的措施")
    qtbot.waitUntil(lambda: library.model.rowCount() == 0)
    assert library.search.text() == "没有这样的措施"


def test_the_chosen_measure_opens_in_the_library_and_the_counter_keeps_its_enterprise(filled: MainWindow) -> None:
    filled.counter.results.choose("xx12-05")
    filled.acts.action("read_rule").trigger()
    assert filled.library is not None and filled.library.list.currentIndex().row() >= 0
    assert not filled.tools.isVisible()
    filled.go_to_place(COUNTER)
    assert filled.tools.isVisible() and filled.errand.sheet.id == 2
    assert QApplication.activeWindow() is filled


def test_each_filter_keeps_only_its_value(window: MainWindow) -> None:
    window.go_to_place(LIBRARY)
    library = window.library
    assert library is not None
    for one in library.filters.values():
        one.setCurrentIndex(one.count() - 1)
        assert library.model.rowCount() > 0
        one.setCurrentIndex(0)
