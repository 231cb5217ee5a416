"""A measure's file is read in two: what answers rest on at once, the cases when asked for; together they are the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.check import check_folders
from qcy_desktop.engine.measures import CASES, Measure, load_measure
from qcy_desktop.engine.schema import MeasureSource, validate
from qcy_desktop.engine.source import Lined, LinedList, SourceError, parse_yaml, read_yaml

PLAIN = """编号: m1
标题: 某项奖励
条款: {条: 第一条}
证据: {等级: 媒体报道, 来源: 某报, 查阅日: 2026-01-01}
不可计算: {缘由: 一事一议}
"""
ONE_CASE = """样例:
  - 名: 头一个
    评估日: 2024-06-01
    应得: {结论: 不可计算}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a measure file and says where."""

    def act(text: str) -> Path:
        file = tmp_path / "m1.yaml"
        file.write_text(text, "utf-8")
        return file

    return act


def lines_of(value: object) -> object:
    """Every line that a reading remembers."""
    if isinstance(value, Lined):
        return {key: (value.lines[key], lines_of(item)) for key, item in value.items()}
    if isinstance(value, LinedList):
        return [(line, lines_of(item)) for line, item in zip(value.lines, value, strict=True)]
    return None


def test_every_shipped_file_reads_in_two_as_it_does_whole(root: Path) -> None:
    tried = 0
    for file in sorted((root / "rules").glob("*/*.yaml")):
        if file.name == "pack.yaml" or file.parent.name in ("tables", "schema"):
            continue
        whole, measure = read_yaml(file), load_measure(file, "p")
        assert measure.document() == whole
        assert CASES not in measure.lined
        assert lines_of(measure.lined) == {k: v for k, v in lines_of(whole).items() if k != CASES}  # type: ignore[attr-defined]
        if CASES in whole:
            assert lines_of(measure.sheet.lined()[CASES]) == lines_of(whole[CASES])
            assert measure.case_line(0) == whole.line_of(CASES, 0)
        assert measure.cases == validate(MeasureSource, whole, str(file)).cases
        tried += 1
    assert tried > 300


def test_the_cases_of_a_file_are_not_read_until_they_are_asked_for(write: Write) -> None:
    measure = load_measure(write(PLAIN + ONE_CASE), "p")
    assert measure.sheet.text.strip().startswith(CASES)
    assert [case.name for case in measure.cases] == ["头一个"]
    assert measure.sheet.text == ""


def test_a_key_after_the_cases_is_not_lost(write: Write) -> None:
    measure = load_measure(write(PLAIN + ONE_CASE + "未建模: [某事]\n"), "p")
    assert measure.source.not_modelled == ["某事"]
    assert [case.name for case in measure.cases] == ["头一个"]
    assert CASES not in measure.lined


def test_items_of_the_cases_may_stand_at_the_margin(write: Write) -> None:
    text = "样例:\n- 名: 头一个\n  评估日: 2024-06-01\n  应得: {结论: 不可计算}\n# 末了\n"
    measure = load_measure(write(PLAIN + text), "p")
    assert [case.name for case in measure.cases] == ["头一个"]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + ONE_CASE + ONE_CASE,
        PLAIN + '"样例": []\n' + ONE_CASE,
        PLAIN + ONE_CASE + "---\n编号: m2\n",
        PLAIN + "说明: [甲,\n" + ONE_CASE,
    ],
    ids=["twice", "twice, once in quotes", "a second document", "inside an open list"],
)
def test_what_is_wrong_with_a_whole_file_is_wrong_with_its_two_parts(write: Write, text: str) -> None:
    with pytest.raises(SourceError) as whole:
        validate(MeasureSource, parse_yaml(text, "m1.yaml"), "m1.yaml")
    with pytest.raises(SourceError) as parts:
        _ = load_measure(write(text), "p").cases
    assert (parts.value.code, parts.value.message) == (whole.value.code, whole.value.message)
    assert parts.value.place.line == whole.value.place.line


def test_a_broken_case_is_a_finding_with_its_line_and_keeps_no_rule_from_answering(root: Path, tmp_path: Path) -> None:
    rules = copytree(root / "rules", tmp_path / "rules")
    file = next(file for file in sorted(rules.glob("xixian-12/*.yaml")) if f"\n{CASES}:" in file.read_text("utf-8"))
    text = file.read_text("utf-8")
    file.write_text(text + "  - {名: 坏的, 评估日: 三月}\n", "utf-8")
    last = text.count("\n") + 1
    found = check_folders([rules])
    assert [(finding.severity, finding.file, finding.line) for finding in found] == [("error", str(file), last)]
    assert file.stem in load_book([rules]).measures


def test_the_digest_of_a_pack_does_not_change_with_its_cases(root: Path, tmp_path: Path) -> None:
    rules = copytree(root / "rules", tmp_path / "rules")
    before = load_book([rules]).packs["xixian-12"].digest
    file = next(file for file in sorted(rules.glob("xixian-12/*.yaml")) if f"\n{CASES}:" in file.read_text("utf-8"))
    text = file.read_text("utf-8")
    file.write_text(text[: text.index(f"\n{CASES}:") + 1], "utf-8")
    assert load_book([rules]).packs["xixian-12"].digest == before
    file.write_text(text.replace("标题: ", "标题: 新", 1), "utf-8")
    assert load_book([rules]).packs["xixian-12"].digest != before


def test_a_measure_without_cases_has_none(write: Write) -> None:
    measure: Measure = load_measure(write(PLAIN), "p")
    assert (measure.cases, measure.document()) == ([], measure.lined)
