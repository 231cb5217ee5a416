"""What stands behind a measure is cited by the name of its own document; what is not known is said and leads somewhere."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.domain.assessment import Assessment, Evidence
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.check import check_folders
from qcy_desktop.engine.portrait import portray
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

RULES = Path(__file__).resolve().parents[3] / "rules"
SAMPLE = RULES.parent / "resources" / "samples" / "growth-hnte.json"
CLASSES = ("科技人才", "成果转化", "企业创新", "科研平台", "服务体系")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([RULES])


@pytest.fixture(scope="module")
def answer(book: RuleBook) -> Assessment:
    enterprise = EnterpriseReader(book.dictionary).read(json.loads(SAMPLE.read_text("utf-8")))
    return assess(Reckoner(book), enterprise, date(2023, 12, 20), examples=True)


def test_every_measure_of_a_gathered_pack_names_its_own_document(book: RuleBook) -> None:
    nameless = [
        measure.id
        for measure in book.measures.values()
        if book.packs[measure.pack].source.gathered
        and measure.source.evidence.grade is not Evidence.MISSING
        and not measure.source.document
    ]
    assert nameless == []


def test_a_pack_that_only_gathers_is_never_cited_as_a_document(book: RuleBook, answer: Assessment) -> None:
    gathered = {f"《{pack.source.title}》" for pack in book.packs.values() if pack.source.gathered}
    assert len(gathered) >= 9
    assert [r.id for r in answer.measures if r.document in gathered] == []


@pytest.mark.parametrize(
    ("measure", "cited"),
    [
        ("n2-hnte15", "《企业所得税法》第二十八条"),
        ("n2-rd100", "财政部 税务总局公告2023年第7号"),
        ("xx12-05", "《西咸新区关于激发市场主体创新动能的若干政策》第五条"),
        ("c-hnte", "市政办发〔2022〕47号"),
        ("p-gazelle", "文件名称未掌握"),
    ],
)
def test_a_measure_is_cited_as_on_paper(answer: Assessment, measure: str, cited: str) -> None:
    assert answer.measure(measure).cited == cited


def test_nothing_that_is_not_known_is_cited(answer: Assessment) -> None:
    assert [r.id for r in answer.measures if "按文件规定" in r.cited or "条次未掌握" in r.cited] == []


def test_what_is_known_of_a_clause_is_never_shown_as_its_text(answer: Assessment) -> None:
    assert [r.id for r in answer.measures if r.clause_text] == []
    assert answer.measure("xx16-04").known.startswith("全套 16 条只见到前三条")


def test_every_known_measure_of_the_five_classes_is_linked_from_a_place_of_the_seventy(book: RuleBook) -> None:
    linked = {id for m in book.measures.values() if m.pack == "province-70" for id in m.source.may_be}
    known = [m for m in book.measures.values() if m.pack in ("province", "national", "xian-city")]
    assert [m.id for m in known if m.source.kind in CLASSES and m.id not in linked] == []
    assert {m.source.kind for m in known} <= set(CLASSES)


@pytest.mark.parametrize("pack", ["xixian-16", "xixian-15", "xixian-12", "province-70"])
def test_a_place_whose_clause_is_missing_says_what_is_known_and_leads_to_something(book: RuleBook, pack: str) -> None:
    places = [m.source for m in book.measures.values() if m.pack == pack]
    missing = [source for source in places if source.evidence.grade is Evidence.MISSING]
    assert missing
    assert [s.id for s in missing if not s.known or not (s.may_be or s.similar)] == []


def test_only_an_example_from_elsewhere_can_be_named_as_similar(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    file = tmp_path / "rules" / "xixian-16" / "xx16-05.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("类比:")] + "类比: [xx12-05, an-szz]\n", "utf-8")
    found = [f for f in check_folders([tmp_path / "rules"], [file]) if f.code == "E-LINK"]
    cures = sorted(fault.cure for fault in found)
    assert len(cures) == 2
    assert "可能对应" in cures[0]
    assert "an-sz" in cures[1]


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        ("c-rd-a", "文件名称未掌握"),
        ("n2-tt500", "《企业所得税法实施条例》第九十条；财税〔2010〕111号；财税〔2015〕116号"),
        ("xx12-01a", "《西咸新区关于激发市场主体创新动能的若干政策》第一条第一句"),
    ],
)
def test_the_page_of_a_measure_names_its_document_under_its_title(book: RuleBook, measure: str, line: str) -> None:
    assert portray(book, book.measure(measure)).splitlines()[1] == line
