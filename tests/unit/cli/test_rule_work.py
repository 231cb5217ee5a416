"""Rules in words, in canonical form, and compared, through the front door on real files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.unit.cli.test_commands import ROOT, SAMPLES, qcy


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path / "rules"


def test_a_measure_is_said_in_words_with_its_numbers_and_evidence() -> None:
    done = qcy("rules", "explain", "xx12-05")
    assert done.returncode == 0
    for words in ("不低于 10%", "200.00 万元", "机构转述", "叠加"):
        assert words in done.stdout


def test_an_unknown_measure_is_refused_naming_the_nearest() -> None:
    done = qcy("rules", "explain", "xx12-5")
    assert done.returncode == 2
    assert "xx12-05" in done.stderr


def test_formatting_twice_changes_nothing_and_loses_nothing(rules: Path) -> None:
    file = rules / "xixian-12" / "xx12-05.yaml"
    file.write_text(
        "# 这是一条注释\n" + file.read_text(encoding="utf-8").replace("{条: 第五条}", "\n  条: 第五条"),
        encoding="utf-8",
    )
    assert qcy("rules", "fmt", str(file), "--check").returncode == 1
    assert qcy("rules", "fmt", str(file)).returncode == 0
    once = file.read_text(encoding="utf-8")
    assert once.startswith("# 这是一条注释\n")
    assert "条款: {条: 第五条}" in once
    assert qcy("rules", "fmt", str(file), "--check").returncode == 0
    assert qcy("--rules", str(rules), "rules", "test", str(file)).returncode == 0


def test_a_comment_that_would_be_lost_stops_the_formatter(rules: Path) -> None:
    file = rules / "xixian-12" / "xx12-05.yaml"
    text = file.read_text(encoding="utf-8").replace("编号: xx12-05", "编号: xx12-05  # 行尾注释")
    file.write_text(text, encoding="utf-8")
    done = qcy("rules", "fmt", str(file))
    assert done.returncode == 2
    assert "注释" in done.stderr
    assert file.read_text(encoding="utf-8") == text


def test_the_shipped_rules_are_in_canonical_form() -> None:
    done = qcy("rules", "fmt", str(ROOT / "rules"), "--check")
    assert "未整理" not in done.stdout
    assert done.returncode == 0


def test_the_schema_names_every_key_of_a_measure() -> None:
    schema = json.loads(qcy("rules", "schema").stdout)
    assert {"编号", "标题", "条款", "证据", "版本", "样例", "未建模"} <= set(schema["measure"]["properties"])


def test_two_rule_sets_are_compared_down_to_the_parameter_and_to_the_enterprise(rules: Path, tmp_path: Path) -> None:
    file = rules / "xixian-16" / "xx16-01.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("值: 2万元", "值: 3万元"), encoding="utf-8")
    registry = tmp_path / "名册.jsonl"
    registry.write_text(
        "\n".join(json.dumps(json.loads(s.read_text(encoding="utf-8")), ensure_ascii=False) for s in SAMPLES),
        encoding="utf-8",
    )
    words = (
        "rules",
        "diff",
        str(ROOT / "rules"),
        str(rules),
        "--registry",
        str(registry),
        "--as-of",
        "2023-12-20",
        "--json",
    )
    found = json.loads(qcy(*words).stdout)
    assert [change["id"] for change in found["changes"]] == ["xx16-01"]
    assert ["2万元", "3万元"] in [part[1:] for part in found["changes"][0]["parts"]]
    gains = [item for item in found["impact"] if item["low_after"] != item["low_before"]]
    assert gains
    assert all((item["low_before"], item["low_after"]) == ("20000.00", "30000.00") for item in gains)


def test_a_changed_shared_gate_is_named_with_all_whom_it_touches(rules: Path, tmp_path: Path) -> None:
    """Many measures rest on one gate: no file of a measure changes, yet their answers do."""
    gates, facts = rules / "kinds.yaml", rules / "facts.yaml"
    gates.write_text(gates.read_text("utf-8").replace("非 发生重大安全事故", "发生重大安全事故"), "utf-8")
    facts.write_text(facts.read_text("utf-8").replace("问: 全年营业收入是多少？", "问: 营业收入？"), "utf-8")
    registry = tmp_path / "名册.jsonl"
    registry.write_text("\n".join(json.dumps(json.loads(s.read_text("utf-8"))) for s in SAMPLES), "utf-8")
    asked = ("rules", "diff", str(ROOT / "rules"), str(rules), "--registry", str(registry), "--as-of", "2023-12-20")
    found = json.loads(qcy(*asked, "--json").stdout)
    assert {"共用条件", "指标字典"} <= {change["title"] for change in found["changes"]}
    assert [item for item in found["impact"] if (item["before"], item["after"]) == ("eligible", "not_eligible")]


def test_two_rule_sets_that_say_the_same_and_files_in_form_are_said_to_be_so(rules: Path) -> None:
    assert "没有差别" in qcy("rules", "diff", str(ROOT / "rules"), str(rules)).stdout
    assert "规范格式" in qcy("rules", "fmt", str(rules / "xixian-12" / "xx12-05.yaml")).stdout
    (rules / "空").mkdir()
    done = qcy("rules", "fmt", str(rules / "空"))
    assert done.returncode == 2
    assert "没有规则文件" in done.stderr


def test_thresholds_without_a_granted_case_to_start_from_are_not_called_complete(rules: Path) -> None:
    file = rules / "xian-city" / "c-2018-growth.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("样例:")], "utf-8")
    done = qcy("--rules", str(rules), "rules", "cases", str(file), "--write")
    assert done.returncode == 1
    assert "还没有结论为符合的样例" in done.stdout
    assert "齐全" not in done.stdout


def test_boundary_cases_that_can_be_made_are_written_and_the_thresholds_left_without_one_are_counted(
    rules: Path,
) -> None:
    file = rules / "national-tables" / "nt-little-giant.yaml"
    head, *cases = file.read_text("utf-8").split("\n  - 名: ")
    own = [case for case in cases if "生成: 是" not in case]
    assert len(own) < len(cases)
    file.write_text("\n  - 名: ".join([head, *own]).rstrip() + "\n", "utf-8")
    asked = ("--rules", str(rules), "rules", "cases", str(file))
    before = qcy(*asked)
    assert before.returncode == 1
    assert "进入细分市场日期在门槛当天" in before.stdout
    assert "个门槛生成不了" in before.stdout
    written = qcy(*asked, "--write")
    assert "已写入" in written.stdout
    after = qcy(*asked)
    assert "缺少" not in after.stdout
    assert "只靠这一项成立" in after.stdout
    assert qcy("--rules", str(rules), "rules", "test", str(file)).returncode == 0
    assert qcy("--rules", str(rules), "rules", "fmt", str(file), "--check").returncode == 0
