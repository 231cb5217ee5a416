"""The pages beside the results: gaps, best combination, ladder, what-if, history."""

from __future__ import annotations

import pytest
from desk_in_memory import EngineDesk
from pytestqt.qtbot import QtBot

from qcy_desktop.ui.counter.curve import Sample, cliffs
from qcy_desktop.ui.main_window import MainWindow


@pytest.mark.parametrize("name", ["gaps", "best", "ladder", "what_if", "history"])
def test_every_page_opens_by_its_key_and_shows_something(filled: MainWindow, name: str) -> None:
    filled.acts.action(name).trigger()
    page = filled.counter.pages.currentWidget()
    assert page.isVisible()
    assert not page.grab().isNull()


def test_what_is_tried_changes_no_real_value_until_it_is_taken_over(filled: MainWindow) -> None:
    filled.acts.action("what_if").trigger()
    page = filled.counter.what_if
    key = page._key()
    assert key is not None
    before = filled.errand.sheet.entry(key).value
    page.value.setText("1")
    page.try_it()
    assert filled.errand.sheet.entry(key).value == before
    page.take_over()
    assert filled.errand.sheet.entry(key).value != before
    filled.errand.undo()
    assert filled.errand.sheet.entry(key).value == before


def test_rubbish_in_what_if_is_said_and_kept(filled: MainWindow) -> None:
    filled.acts.action("what_if").trigger()
    page = filled.counter.what_if
    page.value.setText("※")
    page.try_it()
    assert page.value.text() == "※" and not page.changes


def test_a_jump_of_the_money_is_found_where_it_lies() -> None:
    samples = tuple(Sample(at, 0, 0 if at < 480 else 3_000_000) for at in (0, 240, 479, 480, 600))
    assert [(a.at, b.at) for a, b in cliffs(samples)] == [(479, 480)]


def test_steady_growth_has_no_cliff() -> None:
    assert cliffs(tuple(Sample(at, 0, at * 100) for at in range(0, 100, 10))) == ()


def test_the_ladder_knows_what_has_been_reached(filled: MainWindow) -> None:
    filled.acts.action("ladder").trigger()
    stairs = filled.counter.ladder.stairs
    assert "高新技术企业" in stairs.accessibleDescription()
    stairs.choose(0)
    assert stairs.place == 0


def test_a_kept_assessment_appears_in_the_history(filled: MainWindow, desk: EngineDesk, qtbot: QtBot) -> None:
    filled.acts.action("finish").trigger()
    qtbot.waitUntil(lambda: filled.counter.history.table.item(0, 1) is not None)
    assert desk.kept[2]
    filled.acts.action("history").trigger()
    assert filled.counter.history.table.item(0, 1).text() == "2026-11-20"
