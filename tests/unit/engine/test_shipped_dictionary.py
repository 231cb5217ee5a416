"""Every shipped fact tells an owner what is asked, in what unit and of which year, and where the figure stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qcy_desktop.domain.facts import FactDef, FactType, Period, Sensitivity
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.source import Lined, read_yaml

FACTS = Path(__file__).resolve().parents[3] / "rules" / "facts.yaml"
BASES = {"统计", "税务", "高企", "审计", "凭证", "评定"}
WORDLESS = {FactType.DATE, FactType.FLAG, FactType.CHOICE, FactType.TEXT}
# What a clerk at the counter says and an owner understands; a question names things, not columns of a database.
UNFIT = ("〔", "〕", "指标", "字段", "口径:", "id")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book([FACTS.parent])


@pytest.fixture(scope="module")
def dictionary(book: RuleBook) -> Dictionary:
    return book.dictionary


def fields(dictionary: Dictionary) -> Iterator[tuple[str, FactDef]]:
    """Every fact and every field of a record, with the name it is known by."""
    for fact in dictionary.facts:
        yield fact.name, fact
    for record in dictionary.records:
        for entry in record.fields:
            yield f"{record.name}.{entry.name}", entry


def test_everything_is_asked_in_a_sentence_that_ends(dictionary: Dictionary) -> None:
    asked = {name: fact.question for name, fact in fields(dictionary)}
    asked |= {entry.name: entry.question for entry in (*dictionary.events, *dictionary.records)}
    dull = [name for name, words in asked.items() if len(words) < 5 or not words.endswith(("？", "。"))]
    assert dull == []
    assert [name for name, words in asked.items() if any(word in words for word in UNFIT)] == []


def test_a_yearly_figure_is_asked_of_a_year(dictionary: Dictionary) -> None:
    vague = [f.name for f in dictionary.facts if f.period is Period.YEAR and not re.search("年", f.question)]
    assert vague == []


def test_everything_says_where_it_is_found(dictionary: Dictionary) -> None:
    lost = [entry.name for entry in (*dictionary.facts, *dictionary.events, *dictionary.records) if not entry.where]
    assert lost == []


def test_a_figure_of_a_return_or_statement_names_the_form(dictionary: Dictionary) -> None:
    forms = re.compile(r"表|证明|缴款书|报告|系统|明细|资料|平台|A\d{6}")
    formless = [f.name for f in dictionary.facts if f.basis in ("统计", "税务", "审计") and not forms.search(f.where)]
    assert formless == ["全市规上工业研发投入强度"]


def test_every_number_has_a_unit_and_a_range(dictionary: Dictionary) -> None:
    bare = [name for name, f in fields(dictionary) if f.type not in WORDLESS and (not f.unit or f.low is None)]
    assert bare == []


def test_every_figure_says_on_which_basis_it_is_taken(dictionary: Dictionary) -> None:
    loose = [f.name for f in dictionary.facts if f.type not in WORDLESS and f.basis not in BASES]
    assert loose == []


def test_one_name_never_stands_for_two_bases(dictionary: Dictionary) -> None:
    research = {f.name: f.basis for f in dictionary.facts if re.match("(境内)?研发费用〔", f.name)}
    assert all(name.endswith(f"〔{basis}〕") for name, basis in research.items())
    assert set(research.values()) == {"统计", "税务", "高企", "审计"}


def test_a_choice_offers_at_least_two_things(dictionary: Dictionary) -> None:
    assert [n for n, f in fields(dictionary) if f.type is FactType.CHOICE and len(f.choices) < 2] == []


def test_money_is_never_open_to_everybody(dictionary: Dictionary) -> None:
    money = {FactType.MONEY}
    assert [n for n, f in fields(dictionary) if f.type in money and f.sensitivity is Sensitivity.OPEN] == []


def test_pay_and_tax_of_a_person_is_personal(dictionary: Dictionary) -> None:
    about = [f for _, f in fields(dictionary) if re.search("年薪|薪金|个税区级留成", f.name) and "总额" not in f.name]
    assert len(about) >= 3
    assert {f.sensitivity for f in about} == {Sensitivity.PERSONAL}


def entries() -> list[Lined]:
    return list(read_yaml(FACTS)["指标"])


@pytest.mark.parametrize("key", ["编号", "名称", "类型", "组", "问", "出处"])
def test_the_file_writes_the_keys_that_have_no_good_default(key: str) -> None:
    assert [entry["名称"] for entry in entries() if not entry.get(key)] == []


def test_every_fact_of_the_dictionary_is_read_by_a_rule_a_check_or_a_form(book: RuleBook) -> None:
    folder = FACTS.parent
    text = "\n".join(p.read_text("utf-8") for p in folder.glob("*/*.yaml")) + "".join(
        (folder / name).read_text("utf-8") for name in ("kinds.yaml", "ladder.yaml", "consistency.yaml")
    )
    idle = [fact.name for fact in book.dictionary.facts if fact.name not in text]
    assert idle == []
