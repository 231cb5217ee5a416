"""What is not known of a set folds into one line; opening it shows what its places may be and what that pays today."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.paths import find_bundled
from qcy_desktop.ui.counter.reasons import ReasonsPane
from qcy_desktop.ui.counter.results_model import Row, rows_of
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.skin import Skin

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def answer() -> Assessment:
    book = load_book([ROOT / "rules"])
    sample = json.loads((ROOT / "resources" / "samples" / "growth-hnte.json").read_text("utf-8"))
    return assess(Reckoner(book), EnterpriseReader(book.dictionary).read(sample), date(2023, 12, 20))


@pytest.fixture
def pane(qapp: QApplication, qtbot: QtBot) -> ReasonsPane:
    made = ReasonsPane(Skin(qapp, find_bundled().resources, Look("light")), ())
    qtbot.addWidget(made)
    return made


def folded(answer: Assessment, pack: str) -> Row:
    return next(row for row in rows_of(answer) if row.key == f"gap:{pack}")


def test_a_folded_line_does_not_repeat_that_its_numbers_are_unknown(answer: Assessment) -> None:
    assert folded(answer, "province-70").place == ""
    assert folded(answer, "xixian-16").place.startswith("第四条、第五条")


def test_opening_the_seventy_shows_what_its_places_may_be_and_pay(answer: Assessment, pane: ReasonsPane) -> None:
    pane.explain(folded(answer, "province-70"))
    said = pane.text().toPlainText()
    assert "可能对应，未证实：首次认定高新技术企业省级补助（" in said
    assert said.count("可能对应，未证实") >= 40
    assert "外地同类条款的样子见练习模式（类比示例 3 条）" in said


def test_what_is_known_of_all_places_is_said_once(answer: Assessment, pane: ReasonsPane) -> None:
    pane.explain(folded(answer, "xixian-16"))
    said = pane.text().toPlainText()
    assert (said.count("全套 16 条只见到前三条"), said.count("可能对应，未证实")) == (1, 1)


def test_what_is_known_of_a_clause_does_not_stand_under_its_text(answer: Assessment, pane: ReasonsPane) -> None:
    result = answer.measure("p2-talent11")
    pane.explain(Row(result.id, (result,)))
    said = pane.text().toPlainText()
    assert result.known in said
    assert "本机未存原文" in said


def test_an_article_that_is_not_known_is_not_spoken_of(answer: Assessment) -> None:
    places = {row.key: row.place for row in rows_of(answer)}
    assert places["p-zjtx"].startswith("省级措施 · 效力待核")
    assert places["xx12-05"].startswith("西咸 12 条 · 第五条")
