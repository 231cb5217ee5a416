"""The looks: a small screen at a large scale is still a whole counter, no window outgrows it, hints in fields are readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk_in_memory import EngineDesk
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qcy_desktop.ui.counter.page import REASONS, RESULTS
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.tokens import PALETTES

OpenWindow = Callable[..., MainWindow]
SMALL = QSize(1366, 768)


@pytest.fixture
def large(open_window: OpenWindow, desk: EngineDesk, qtbot: QtBot) -> MainWindow:
    """The second sample enterprise at 150 % on the smallest screen."""
    window = open_window(desk, Look("light", 150))
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    return window


def _seen_whole(widget: QWidget, within: QWidget) -> bool:
    return within.rect().contains(QRect(widget.mapTo(within, QPoint()), widget.size()))


def test_the_counter_fits_the_smallest_screen_at_150_percent(large: MainWindow) -> None:
    assert large.size() == SMALL
    buttons = [b for b in large.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    assert not [b.text() for b in buttons if b.width() < b.minimumSizeHint().width()]
    code = large.counter.enterprise.code
    assert code.fontMetrics().horizontalAdvance(code.text()) < code.width()


def test_three_facts_at_least_are_seen_whole_at_150_percent(large: MainWindow) -> None:
    form = large.counter.facts.form
    seen = [row for row in form.rows() if row.isVisible() and _seen_whole(row, form)]
    assert len(seen) >= 3


def test_the_reasons_are_a_page_where_there_is_no_room_beside_the_list(large: MainWindow) -> None:
    counter = large.counter
    large.acts.action("reasons").trigger()
    assert counter.switch.now() == REASONS and counter.reasons.text().hasFocus()
    large.resize(1920, 1080)
    assert counter.switch.now() == RESULTS
    assert counter.reasons.isVisible() and counter.results.isVisible()
    large.resize(SMALL)
    assert not counter.reasons.isVisible() and counter.results.isVisible()


def test_what_is_to_be_checked_is_said_on_a_low_screen_too(large: MainWindow) -> None:
    facts = large.counter.facts
    large.errand.type_fact(("rd_tax", 2025), "九千来万")
    facts.show_findings(large.errand.assessment, 2026)  # type: ignore[arg-type]
    facts.next_finding()
    assert facts._meaning.isVisible() and facts._meaning.text()


@pytest.mark.parametrize("scale", [150, 200])
def test_no_window_is_made_larger_than_the_smallest_screen(
    open_window: OpenWindow, desk: EngineDesk, scale: int
) -> None:
    window = open_window(desk, Look("light", scale))
    page = window.open_keys()
    size = page.size()
    page.accept()
    assert size.width() <= SMALL.width() and size.height() <= SMALL.height()


def test_the_customer_sees_the_last_entries_on_the_smallest_screen_and_more_on_a_larger_one(
    large: MainWindow, qtbot: QtBot
) -> None:
    large.companions.turn_customer()
    customer = large.companions.customer
    assert customer is not None
    qtbot.waitUntil(customer.isVisible)
    lines = len(customer._card.findChildren(QLabel)) // 2
    assert customer.height() <= SMALL.height() and 3 <= lines < 10
    customer.resize(1600, 1000)
    qtbot.waitUntil(lambda: len(customer._card.findChildren(QLabel)) // 2 == 10)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_hint_in_an_empty_field_is_as_readable_as_any_muted_text(
    open_window: OpenWindow, desk: EngineDesk, theme: str
) -> None:
    window = open_window(desk, Look(theme))
    hint = window.tools.scan.palette().color(QPalette.ColorRole.PlaceholderText)
    assert hint.alpha() == 255 and hint.name().upper() == PALETTES[theme].muted


def test_practice_and_the_read_only_band_together_fit_the_smallest_screen(
    open_window: OpenWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    window = open_window(desk.fresh(practice=True), Look("light", 150))
    window.errand.open_stored(2)
    qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
    window.close_writing("磁盘已满，存不进去。请腾出空间后再试。", may_retry=True)
    qtbot.waitUntil(window.band.again.isVisible)
    window.resize(SMALL)
    qtbot.waitUntil(lambda: window.size() == SMALL)
    form = window.counter.facts.form
    assert any(row.isVisible() and _seen_whole(row, form) for row in form.rows())
