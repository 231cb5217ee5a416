"""The command line on real files: answers, exit codes, and a gentle sentence for every kind of bad input."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.json"))


@dataclass
class Done:
    """What one call of the program left behind."""

    returncode: int
    stdout: str
    stderr: str


def qcy(*words: str) -> Done:
    """The front door with these words, in this process, with a user's folder of its own."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(("--data-dir", folder, *words))
    return Done(code, out.getvalue(), err.getvalue())


def assessed(*words: str) -> dict[str, Any]:
    done = qcy("assess", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def answering(document: dict[str, Any], pack: str) -> list[str]:
    return [m["id"] for m in document["measures"] if m["pack"] == pack and m["verdict"] != "not_applicable"]


def enterprise(tmp_path: Path, **parts: Any) -> str:
    file = tmp_path / "企业.json"
    file.write_text(json.dumps({"schema": 1, **parts}, ensure_ascii=False), encoding="utf-8")
    return str(file)


def test_the_program_answers_from_a_terminal_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qcy_desktop", "assess", str(SAMPLES[0]), "--as-of", "2023-12-20"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "符合" in done.stdout
    assert "待补" in done.stdout


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_same_call_twice_gives_equal_bytes(sample: Path) -> None:
    first, second = (qcy("assess", str(sample), "--as-of", "2023-12-20", "--json") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_only_versions_in_force_answer_on_each_day() -> None:
    sample = str(SAMPLES[0])
    early = assessed(sample, "--as-of", "2022-06-01")
    assert answering(early, "xixian-15")
    assert not answering(early, "xixian-16")
    assert not answering(early, "xixian-12")
    later = assessed("--as-of", "2023-12-20", sample)
    assert not answering(later, "xixian-15")
    assert answering(later, "xixian-16")
    assert answering(later, "xixian-12")
    assert "ph2-hwstation" not in answering(later, "province-hydrogen")
    today = assessed(sample, "--as-of", "2026-11-20")
    assert not answering(today, "xixian-15")
    assert "ph2-hwstation" in answering(today, "province-hydrogen")


def test_past_its_inferred_end_a_version_answers_but_is_marked_and_never_verified() -> None:
    today = assessed(str(SAMPLES[0]), "--as-of", "2026-11-20")
    measure = next(m for m in today["measures"] if m["id"] == "xx16-01")
    assert "效力待核" in measure["effect"]
    assert measure["verified"] is False


def test_nothing_is_verified_as_shipped() -> None:
    document = assessed(str(SAMPLES[0]), "--as-of", "2023-12-20")
    assert not any(m["verified"] for m in document["measures"])
    assert not any(total["verified"] for total in document["totals"])


def test_money_is_text_with_two_decimals_and_bounds_are_in_order() -> None:
    for sample in SAMPLES:
        for measure in assessed(str(sample), "--as-of", "2023-12-20")["measures"]:
            if measure["amount"]:
                low, high = measure["amount"]["low"], measure["amount"]["high"]
                assert low.split(".")[1].isdigit() and len(low.split(".")[1]) == 2
                assert int(low.replace(".", "")) <= int(high.replace(".", ""))


SRDI = str(ROOT / "resources" / "samples" / "srdi-sme.json")
ALONG = ("--as-of", "2026-11-20", "--along", "从业人员数", "0", "500人")


def test_a_what_if_in_the_terminal_names_to_the_unit_where_verdicts_turn() -> None:
    """24 of its people research: up to 240 in all they are the tenth that is asked for, from 241 they are not."""
    found = assessed(SRDI, *ALONG)
    assert (found["fact"], found["year"], found["actual"]) == ("从业人员数", 2025, "142 人")
    turns = {point["value"]: [flip["measure"] for flip in point["flips"]] for point in found["points"]}
    assert "xx12-05" in turns["241 人"]
    assert not turns["142 人"]
    said = qcy("assess", SRDI, *ALONG).stdout
    assert "142 人（现在）" in said
    assert "241 人" in said
    assert "研发投入增量补助：符合 → 不符合" in said
    assert "240 人" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--along", "从业人数", "0", "5"), "最接近的是“从业人员数”"),
        (("--along", "高新技术企业", "是", "否"), "不是数"),
        (("--along", "从业人员数", "9人", "5人"), "起点应不大于终点"),
        (("--along", "从业人员数", "0", "5", "--steps", "0"), "步数"),
        (("--along", "实缴资本", "0元", "5元", "--year", "2024"), "不分年度"),
        (("--along", "从业人员数", "9"), "要写三个"),
        (("--year", "2024"), "只与 --along 同用"),
    ],
)
def test_a_what_if_that_cannot_be_is_refused_in_one_sentence(words: tuple[str, ...], told: str) -> None:
    done = qcy("assess", SRDI, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


BAD = [
    ({"facts": {"研发费用": {"2023": "1万元"}}}, "研发费用〔"),
    ({"facts": {"从业人员数": {"2023": "100万元"}}}, "单位"),
    ({"facts": {"从业人员数": {"2023": -5}}}, "范围"),
    ({"facts": {"从业人员数": 5}}, "年度"),
    ({"facts": {"从业人员数": {"23": 5}}}, "年度"),
    ({"facts": {"成立日期": "2023-13-01"}}, "日"),
    ({"facts": {"税收关系所在地": "泾河"}}, "泾河新城"),
    ({"facts": {"从业人员数": {"2023": None}}}, "无"),
    ({"facts": {"有行政处罚记录": "大概"}}, "是 或 否"),
    ({"facts": {"营业收入": {"2023": "0.001元"}}}, "分"),
    ({"fact": {}}, "facts"),
    ({"events": [{"kind": "高新企业认定", "date": "2023-01-01"}]}, "高新技术企业认定"),
    ({"events": [{"kind": "高新技术企业认定", "date": "昨天"}]}, "日期"),
    ({"records": {"加气站": []}}, "加氢站"),
    ({"awards": [{"matter": "x", "amount": "10千克", "date": "2023-01-01"}]}, "金额"),
    ({"schema": 2}, "schema"),
]


@pytest.mark.parametrize(("parts", "said"), BAD, ids=[str(i) for i in range(len(BAD))])
def test_bad_input_is_refused_with_one_sentence_naming_the_place(
    tmp_path: Path, parts: dict[str, Any], said: str
) -> None:
    file = enterprise(tmp_path, **parts)
    done = qcy("assess", file, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert file in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 1, "schema": 1}', "\x00", '{"schema": 1, "facts": []}', "[" * 5000]
)
def test_a_broken_file_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text, encoding="utf-8")
    done = qcy("assess", str(file))
    assert done.returncode == 2
    assert "broken.json" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "没有这个文件.json"),
        ("assess",),
        ("assess", "x.json", "--as-of", "2023/1/1"),
        ("asess", "x.json"),
        ("rules", "check", "没有"),
        ("--rules", "没有这个目录", "rules", "list"),
        ("paper", "invoice", "--enterprise", "x.json", "-o", "y.pdf"),
        ("paper", "assessment"),
        ("assess", "x.json", "--jsn"),
    ],
)
def test_wrong_usage_exits_with_two_and_a_sentence(words: tuple[str, ...]) -> None:
    done = qcy(*words)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert "usage" not in done.stderr


RULE_FAULTS = [
    ("研发人员数 /", "研发人员 /", "研发人员数"),
    ("编号: xx12-05", "编好: xx12-05", "编号"),
    ("{值: 10%}", "{值: 10万元}", "单位"),
    ("人员占比下限\n", "0.1\n", "参数"),
    ("标题:", "标题: a\n标题:", "两次"),
    ("标题:", "\t标题:", "YAML"),
    ("自: 2022-08-18", "自: 2022-8-18", "日期"),
]


@pytest.mark.parametrize(("old", "new", "said"), RULE_FAULTS, ids=[new.strip() for _, new, _ in RULE_FAULTS])
def test_a_faulty_rule_file_is_named_with_file_line_and_cure(tmp_path: Path, old: str, new: str, said: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    file = rules / "xixian-12" / "xx12-05.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = qcy("--rules", str(rules), "rules", "check", "--json")
    assert done.returncode == 1, done.stderr
    errors = [finding for finding in json.loads(done.stdout) if finding["severity"] == "error"]
    assert any("xx12-05.yaml" in finding["file"] and finding["line"] >= 1 for finding in errors)
    assert any(said in finding["message"] + finding["cure"] for finding in errors)


def test_the_shipped_rules_have_no_errors_and_every_case_agrees() -> None:
    assert qcy("rules", "check").returncode == 0
    assert qcy("rules", "test").returncode == 0


def test_a_case_that_disagrees_makes_the_test_command_answer_no(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    file = rules / "xixian-16" / "xx16-01.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("值: 2万元", "值: 3万元"), encoding="utf-8")
    done = qcy("--rules", str(rules), "rules", "test", "--json")
    assert done.returncode == 1
    assert any(not report["passed"] and report["measure"] == "xx16-01" for report in json.loads(done.stdout))


def test_the_dictionary_is_printed_with_every_published_key() -> None:
    rows = json.loads(qcy("facts", "--json").stdout)
    assert {"id", "name", "type", "unit", "basis", "period", "question"} <= set(rows[0])
    assert all(row["question"] for row in rows)


def test_a_paper_is_written_and_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    outputs = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for output in outputs:
        done = qcy("paper", "assessment", "--enterprise", str(SAMPLES[0]), "--as-of", "2023-12-20", "-o", str(output))
        assert done.returncode == 0, done.stderr
    first, second = (output.read_bytes() for output in outputs)
    assert first.startswith(b"%PDF")
    assert first == second


def test_deleting_a_fact_from_a_sample_never_turns_a_decided_answer_round(tmp_path: Path) -> None:
    sample = json.loads(SAMPLES[0].read_text(encoding="utf-8"))
    whole = {m["id"]: m for m in assessed(str(SAMPLES[0]), "--as-of", "2023-12-20")["measures"]}
    for name in list(sample["facts"])[::8]:
        less = {**sample, "facts": {key: value for key, value in sample["facts"].items() if key != name}}
        file = enterprise(tmp_path, **less)
        for measure in assessed(file, "--as-of", "2023-12-20")["measures"]:
            before = whole[measure["id"]]["verdict"]
            assert measure["verdict"] in (before, "unknown")
            if measure["verdict"] != before:
                assert any(name in need for need in measure["needs"])
