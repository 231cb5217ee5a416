"""What a stranger tries in a terminal: odd numbers, odd places, and an answer that keeps nothing back."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from qcy_desktop.__main__ import main
from qcy_desktop.cli.assessing import in_words
from qcy_desktop.cli.main import build_parser
from qcy_desktop.domain.assessment import Contradiction, Verdict
from qcy_desktop.services.assessing import Assessor

ROOT = Path(__file__).resolve().parents[3]
SOFTWARE = ROOT / "resources" / "samples" / "software-sme.json"
HNTE = ROOT / "resources" / "samples" / "growth-hnte.json"
DAY = date(2023, 12, 20)


def qcy(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor.load([ROOT / "rules"])


@pytest.mark.parametrize("figure", ["9" * 5000, '"' + "9" * 5000 + '元"', '"1/' + "9" * 5000 + '"'])
def test_a_number_of_thousands_of_digits_is_refused_with_a_sentence(tmp_path: Path, figure: str) -> None:
    file = tmp_path / "long.json"
    file.write_text('{"schema": 1, "facts": {"营业收入": {"2022": ' + figure + "}}}", encoding="utf-8")
    code, out, err = qcy("--data-dir", str(tmp_path / "d"), "assess", str(file))
    assert (code, out) == (2, "")
    assert "long.json" in err
    assert len(err) < 300


def test_a_folder_that_cannot_be_made_is_named_and_no_crash(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    code, _, err = qcy("--data-dir", str(blocked), "db", "check")
    assert code == 2
    assert str(blocked) in err


def test_a_blank_enterprise_is_written_as_json_or_workbook_only(tmp_path: Path) -> None:
    code, _, err = qcy("--data-dir", str(tmp_path / "d"), "facts", "template", "-o", str(tmp_path / "空白.pdf"))
    assert code == 2
    assert "xlsx" in err
    assert not (tmp_path / "空白.pdf").exists()


def test_the_terminal_names_what_the_rule_leaves_to_people(assessor: Assessor) -> None:
    assessment = assessor.assess(assessor.read_file(SOFTWARE), date(2022, 6, 1))
    loan = next(result for result in assessment.measures if result.id == "c2-startuploan19")
    assert loan.verdict is Verdict.ELIGIBLE
    assert "另需人工核实：吸纳就业等条件未见" in in_words(assessment)


def test_the_terminal_says_which_facts_contradict_each_other(assessor: Assessor) -> None:
    from dataclasses import replace

    assessment = assessor.assess(assessor.read_file(SOFTWARE), DAY)
    said = in_words(replace(assessment, contradictions=(Contradiction(("净利润",), "净利润大于营业收入"),)))
    assert "填报内容有矛盾" in said
    assert "净利润大于营业收入" in said


def test_a_refusal_by_a_negated_group_still_shows_its_reasons(assessor: Assessor) -> None:
    assessment = assessor.assess(assessor.read_file(SOFTWARE), DAY)
    micro = next(result for result in assessment.measures if result.id == "nt-size-micro")
    assert micro.verdict is Verdict.NOT_ELIGIBLE
    lines = in_words(assessment).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  统计划型：微型企业"))
    assert "全都达到，因而不符合" in lines[at + 1]
    assert "从业人员数" in lines[at + 2]


def test_titles_of_the_best_choice_are_kept_apart(assessor: Assessor) -> None:
    assessment = assessor.assess(assessor.read_file(HNTE), DAY)
    line = next(line for line in in_words(assessment).splitlines() if line.startswith("最优组合"))
    assert line.count("；") == len(assessment.best_with_unverified.measures) - 1


def test_a_gazelle_grant_already_received_is_not_offered_again(assessor: Assessor) -> None:
    document = json.loads(HNTE.read_text(encoding="utf-8"))
    assert any(award["matter"] == "瞪羚企业" and award["level"] == "陕西省" for award in document["awards"])
    assessment = assessor.assess(assessor.read(document), DAY)
    gazelle = next(result for result in assessment.measures if result.id == "p-gazelle")
    assert gazelle.amount is not None
    assert gazelle.amount.high == 0


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for part in action.choices.values():
                yield from _parsers(part)


def test_the_help_of_every_command_is_chinese() -> None:
    pages = [parser.format_help() for parser in _parsers(build_parser())]
    assert len(pages) > 50
    for page in pages:
        assert page.startswith("用法：qcy")
        assert not [word for word in ("usage", "options:", "show this", "positional", "OUTPUT") if word in page], page


def test_the_first_help_page_names_what_every_command_takes(tmp_path: Path) -> None:
    code, out, _ = qcy("--help")
    assert code == 0
    for option in ("--data-dir", "--rules", "--as-of", "--examples", "--user", "--practice", "--self-check", "--safe"):
        assert option in out


@pytest.mark.parametrize(
    "words",
    [
        ("db", "archive", "abc"),
        ("db", "any-folder", "maybe"),
        ("--data-dir",),
        ("form", "cells", "没有.xlsx"),
        ("case", "take-in", "没有.qcycase"),
        ("facts", "--json=3"),
        ("paper", "--case"),
    ],
)
def test_what_was_written_wrong_is_said_in_chinese(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, _, err = qcy(*words) if "--data-dir" in words else qcy("--data-dir", str(tmp_path), *words)
    assert code == 2
    assert not [word for word in ("invalid", "such file", "usage", "expected", "__main__", "ignored") if word in err], (
        err
    )


@pytest.mark.parametrize(
    ("words", "option", "near", "usage"),
    [
        (("case", "act", "--wrds", "x", "N", "受理"), "--wrds", "--words", "qcy case act"),
        (("case", "show", "--jason"), "--jason", "", "qcy case show"),
        (("assess", "a.json", "--jsn"), "--jsn", "--json", "qcy assess"),
        (("assess", "a.json", "--data-dri=x"), "--data-dri", "--data-dir", "qcy assess"),
        (("--usr", "li", "case", "list"), "--usr", "--user", "qcy"),
    ],
)
def test_an_unknown_option_is_named_with_the_nearest_one_and_the_usage_of_that_command_alone(
    tmp_path: Path, words: tuple[str, ...], option: str, near: str, usage: str
) -> None:
    code, _, err = qcy("--data-dir", str(tmp_path), *words)
    assert code == 2 and f"没有“{option}”这个选项" in err and near in err
    assert f"用法：{usage} [-h]" in err and err.count("用法") == 1


def test_a_word_too_many_is_named_with_the_usage_of_that_command(tmp_path: Path) -> None:
    code, _, err = qcy("--data-dir", str(tmp_path), "case", "show", "N", "M")
    assert code == 2 and "多写了“M”" in err and "用法：qcy case show" in err


def test_an_alternative_that_is_not_needed_is_called_so(assessor: Assessor) -> None:
    said = in_words(assessor.assess(assessor.read_file(SOFTWARE), DAY))
    eligible = said[said.index("● 符合") : said.index("◐ 待补")]
    assert "／ 高新技术企业（不要求，实际 否）" in eligible
    assert "✗" not in eligible


def test_a_thing_that_must_not_be_is_not_answered_with_a_no_that_says_the_opposite(assessor: Assessor) -> None:
    said = in_words(assessor.assess(assessor.read_file(SOFTWARE), DAY))
    assert "无行政处罚记录（要求 没有，实际 没有）" in said
    assert "产品不属禁止限制类（要求 不是，实际 不是）" in said
    assert "要求 否" not in said


def test_a_headcount_out_of_range_is_not_blamed_on_a_unit_of_money(tmp_path: Path) -> None:
    file = tmp_path / "crowd.json"
    for facts, blamed in (('"从业人员数": {"2023": -5}', False), ('"营业收入": {"2023": "-5元"}', True)):
        file.write_text('{"schema": 1, "facts": {' + facts + "}}", encoding="utf-8")
        code, _, err = qcy("--data-dir", str(tmp_path / "d"), "assess", str(file))
        assert code == 2 and ("请核对单位" in err) is blamed, err


@pytest.mark.parametrize(
    "words", [("db", "batches"), ("db", "undo"), ("db", "audit"), ("case", "list"), ("user", "list")]
)
def test_an_empty_list_says_that_it_is_empty(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, _ = qcy("--data-dir", str(tmp_path), *words)
    assert code == 0
    assert out.strip(), words
