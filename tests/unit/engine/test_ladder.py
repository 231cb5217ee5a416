"""Where an enterprise stands on the ladder of growth, as shipped."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Assessment, Mark
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.check import check_folders
from qcy_desktop.engine.ladder import ladder_of
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.source import SourceError
from tests.unit.engine.patterns import FOLDER

RULES = Path(__file__).resolve().parents[3] / "rules"
DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([RULES])


def ask(book: RuleBook, document: dict[str, Any], on: date = DAY) -> Assessment:
    enterprise = EnterpriseReader(book.dictionary).read({"schema": 1, **document})
    return assess(Reckoner(book), enterprise, on)


def rung(answer: Assessment, id: str) -> Any:
    return next(found for found in answer.ladder if found.id == id)


def test_the_rungs_stand_in_order_from_small_to_listed(book: RuleBook) -> None:
    titles = [found.title for found in ask(book, {}).ladder]
    assert titles == ["科技型中小企业", "高新技术企业", "专精特新", "规模以上", "上市"]


def test_nothing_known_leaves_every_rung_open_and_asks_for_what_would_tell(book: RuleBook) -> None:
    answer = ask(book, {})
    assert {found.reached for found in answer.ladder} == {Mark.UNKNOWN}
    assert any(need.fact == "events" for need in rung(answer, "listed").needs)
    assert answer.next_rung() is answer.ladder[0]


@pytest.mark.parametrize(
    ("on", "reached"),
    [(date(2026, 10, 15), Mark.MET), (date(2026, 10, 16), Mark.UNMET), (date(2026, 10, 17), Mark.UNMET)],
)
def test_a_certificate_stands_for_three_years(book: RuleBook, on: date, reached: Mark) -> None:
    events = [{"kind": "高新技术企业认定", "level": "国家", "date": "2023-10-16"}]
    found = rung(ask(book, {"facts": {"高新技术企业": False}, "events": events}, on), "hnte")
    assert found.reached is reached
    assert found.since == (date(2023, 10, 16) if reached is Mark.MET else None)


@pytest.mark.parametrize(("on", "reached"), [(date(2024, 3, 31), Mark.MET), (date(2024, 4, 1), Mark.UNMET)])
def test_the_number_of_a_small_technology_firm_lasts_until_the_end_of_march(
    book: RuleBook, on: date, reached: Mark
) -> None:
    events = [{"kind": "科技型中小企业入库", "level": "国家", "date": "2023-05-01"}]
    answer = ask(book, {"facts": {"科技型中小企业": False}, "events": events}, on)
    assert rung(answer, "tech-sme").reached is reached


def test_a_rung_says_what_its_standards_ask_and_what_pays_on_it(book: RuleBook) -> None:
    facts = {"科技人员数": {"2023": 20}, "从业人员数": {"2023": 100}}
    found = rung(ask(book, {"facts": facts, "events": []}), "hnte")
    texts = {condition.text: condition for condition in found.asks}
    share = next(condition for text, condition in texts.items() if "科技人员数占" in text)
    assert (share.mark, share.actual) == (Mark.MET, "20%")
    assert "xx16-02" in {pay.id for pay in found.pays}


def test_a_rung_with_conditions_of_its_own_answers_them(book: RuleBook) -> None:
    facts: dict[str, Any] = {
        "已上市": False,
        "企业估值": "2亿元",
        "净利润": {"2023": "2500万元"},
        "净资产": {"2023": "3亿元"},
    }
    listed = rung(ask(book, {"facts": facts, "events": []}), "listed")
    assert (listed.reached, listed.met) == (Mark.UNMET, Mark.MET)
    facts["企业估值"] = "199999999.99元"
    assert rung(ask(book, {"facts": facts, "events": []}), "listed").met is Mark.UNMET


def test_the_next_rung_is_the_lowest_still_to_climb(book: RuleBook) -> None:
    events = [{"kind": "规上入库", "date": "2024-01-31"}]
    too_large = {
        "科技型中小企业": False,
        "高新技术企业": False,
        "从业人员数": {"2023": 900},
        "规模以上企业": {"2023": True},
    }
    following = ask(book, {"facts": too_large, "events": events}).next_rung()
    assert following is not None and following.id == "hnte"


def test_a_ladder_that_names_a_measure_that_is_not_there_is_refused_with_its_line(tmp_path: Path) -> None:
    sheet = tmp_path / "ladder.yaml"
    sheet.write_text(
        "梯次:\n  - 编号: a\n    名称: 甲\n    证据: {等级: 推断}\n    达到: 已申报研发费用\n    对应: [a01-first-recognitio]\n",
        encoding="utf-8",
    )
    book = load_book([FOLDER])
    book.ladder_file = sheet
    with pytest.raises(SourceError, match=r"第 6 行.*a01-first-recognitio") as fault:
        ladder_of(book)
    assert "a01-first-recognition" in fault.value.cure


def test_the_static_report_names_faults_of_the_ladder_the_checks_and_the_choosing_day(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(FOLDER, folder)
    (folder / "ladder.yaml").write_text("梯次:\n  - 编好: a\n", encoding="utf-8")
    (folder / "consistency.yaml").write_text("一致:\n  - {编号: a, 说: 甲, 矛盾: 营业收入}\n", encoding="utf-8")
    chosen = folder / "demands" / "d02-edition-by-the-day-of-the-event.yaml"
    text = chosen.read_text(encoding="utf-8")
    chosen.write_text(text.replace("按事件日选版: 首次日期", "按事件日选版: 首回日期"), encoding="utf-8")
    faults = [
        (Path(found.file).name, found.code, found.line)
        for found in check_folders([folder])
        if found.severity == "error"
    ]
    assert {name for name, _, _ in faults} == {"ladder.yaml", "consistency.yaml", chosen.name}
    assert all(line >= 1 for _, _, line in faults)


def test_a_rule_folder_without_a_ladder_has_none() -> None:
    answer = ask(load_book([FOLDER]), {})
    assert (answer.ladder, answer.next_rung()) == ((), None)
