"""The handbook of the rule language says every word there is, and its examples are rules that work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from qcy_desktop.domain.facts import FactType
from qcy_desktop.engine import keywords as k
from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.cases import run_cases
from qcy_desktop.engine.check import check_folders
from qcy_desktop.engine.handbook import FILES, TABLES, refresh
from qcy_desktop.engine.handbook_words import FIELD_WORDS, FUNCTION_WORDS, KEY_WORDS, STEP_WORDS, TYPE_WORDS
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.steps import STEPS
from tests.unit.engine.patterns import FOLDER
from tests.unit.engine.test_ladder import RULES

HANDBOOK = RULES / "README.md"


@pytest.fixture(scope="module")
def text() -> str:
    return HANDBOOK.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code(text: str) -> None:
    assert refresh(text) == text, "run: qcy rules guide"


def test_every_table_has_its_place(text: str) -> None:
    assert sorted(re.findall(r"<!-- 词表：(\S+) -->", text)) == sorted(TABLES)


def test_every_word_of_the_grammar_appears(text: str) -> None:
    words = [*k.OPS, *k.DAY_OPS, *k.CHOICE_OPS, *k.BOUND_WORDS, *k.EVENT_WORDS, *k.NAMED_DAYS]
    words += [*k.EARLIER_YEARS, *k.FUNCTIONS, *k.JOINING, *k.LEVELS, *STEPS]
    assert [word for word in words if f"`{word}`" not in text] == []


def test_the_meanings_are_of_the_words_there_are() -> None:
    assert set(FUNCTION_WORDS) == set(k.FUNCTIONS)
    assert set(STEP_WORDS) == set(STEPS)
    assert set(TYPE_WORDS) == set(FactType)
    for _, model in FILES:
        aliases = {str(info.alias) for info in model.model_fields.values()}
        assert set(KEY_WORDS[model.__name__]) == aliases, model.__name__


def test_the_keys_of_a_fact_are_those_the_dictionary_takes() -> None:
    from qcy_desktop.engine import dictionary

    assert set(FIELD_WORDS) == dictionary.FACT_KEYS


def test_every_example_is_a_rule_that_works(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    (folder / "handbook").mkdir(parents=True)
    for name in ("facts.yaml", "kinds.yaml"):
        shutil.copy(FOLDER / name, folder / name)
    shutil.copy(FOLDER / "amounts" / "pack.yaml", folder / "handbook" / "pack.yaml")
    examples = re.findall(r"```yaml\n(编号: (\S+)\n.*?)```", text, re.DOTALL)
    assert len(examples) >= 4
    for body, id in examples:
        (folder / "handbook" / f"{id}.yaml").write_text(body, encoding="utf-8")
    assert [str(finding) for finding in check_folders([folder]) if finding.severity == "error"] == []
    book = load_book([folder])
    reports = run_cases(Reckoner(book), book.measures.values())
    assert [(report.measure, report.name, report.faults) for report in reports if not report.passed] == []
    assert len(reports) >= 12


def test_every_code_of_a_fault_that_it_names_exists(text: str) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (RULES.parent / "qcy_desktop").rglob("*.py"))
    named = set(re.findall(r"\| ([EW]-[A-Z0-9-]+) \|", text))
    assert len(named) > 20
    assert [code for code in sorted(named) if f'"{code}"' not in sources] == []


def test_the_pack_and_the_new_facts_it_starts_with_load_as_they_stand(text: str, tmp_path: Path) -> None:
    """An officer who does what the first chapter says, in a copy of the rules, gets a pack that loads and checks."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in ("facts.yaml", "kinds.yaml"):
        shutil.copy(RULES / name, folder / name)
    pack = re.search(r"```yaml\n# (\S+)/pack\.yaml\n(.*?)```", text, re.DOTALL)
    added = re.search(r"```yaml\n# facts\.yaml\n(.*?)```", text, re.DOTALL)
    assert pack and added
    (folder / pack[1]).mkdir()
    (folder / pack[1] / "pack.yaml").write_text(pack[2], encoding="utf-8")
    facts = folder / "facts.yaml"
    lines = facts.read_text(encoding="utf-8").splitlines()
    for part, entries in re.findall(r"^(\S+):\n((?:  .*\n)+)", added[1], re.MULTILINE):
        at = lines.index(f"{part}:") + 1
        lines[at:at] = entries.splitlines()
    facts.write_text("\n".join([*lines, ""]), encoding="utf-8")
    book = load_book([folder])
    assert pack[1] in book.packs
    assert {"工位数"} <= {fact.name for fact in book.dictionary.facts}
    assert [str(finding) for finding in check_folders([folder]) if finding.severity == "error"] == []
