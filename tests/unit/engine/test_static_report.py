"""The static report: each fault planted in a real rule folder is found under its code, in its file, near its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from qcy_desktop.engine.check import Finding, check_folders

ROOT = Path(__file__).resolve().parents[3]
TARGET = Path("xixian-12") / "xx12-05.yaml"
STAFF = "        - 研发人员数 / 从业人员数 不低于 人员占比下限"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The dictionary, the gates and one pack: small enough to check in a moment."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in ("facts.yaml", "kinds.yaml"):
        shutil.copy(ROOT / "rules" / name, folder / name)
    for pack in ("xixian-12", "analogue"):
        shutil.copytree(ROOT / "rules" / pack, folder / pack)
    return folder


def plant(rules: Path, old: str, new: str) -> list[Finding]:
    file = rules / TARGET
    text = file.read_text("utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), "utf-8")
    return check_folders([rules])


RATE = "      补助比例: {值: 3%}"
FAULTS = [
    ("E-UNIT", "投入强度下限: {值: 5%}", "投入强度下限: {值: 5万元}"),
    ("E-NAME", "研发人员数 /", "研发人原数 /"),
    ("E-KEY", "取数期:", "取书期:"),
    ("E-ROUND", "      - 取整: {到: 分", "#      - 取整: {到: 分"),
    ("W-UNUSED", RATE, RATE + "\n      没用的数: {值: 3%}"),
    ("E-PARAM", RATE, "      补助比例: {历: [{自: 2024-01-01, 值: 3%}]}"),
    ("W-NEVER", STAFF, STAFF + "\n        - 从业人员数 不低于 0"),
    ("W-REPEAT", STAFF, STAFF + "\n" + STAFF),
    ("E-IMPOSSIBLE", STAFF, STAFF + "\n        - 主营业务收入 超过 年度上限\n        - 主营业务收入 低于 年度上限"),
    ("W-BOUNDARY", STAFF, STAFF + "\n        - 主营业务收入 超过 年度上限"),
    ("E-TABLE-OVERLAP", RATE, RATE + "\n      档: {表: [{自: 0元, 至: 100万元, 值: 1%}, {自: 50万元, 值: 2%}]}"),
    ("W-TABLE-GAP", RATE, RATE + "\n      档: {表: [{自: 0元, 不足: 100万元, 值: 1%}, {自: 150万元, 值: 2%}]}"),
    ("E-CASE", "金额: 30万元", "金额: 31万元"),
    ("W-LEDGER", "      - 扣减: 已获(本年度, 西咸新区)\n", ""),
    ("E-LINK", "对象: [科技企业]", "对象: [科技企业]\n可能对应: [没有这一项]"),
    ("E-TEXT", "条款: {条: 第五条}", "条款: {条: 第五条, 原文: texts/没有.md}"),
    ("E-PAYER", "出资: {西咸新区: 1}", "出资: {西咸新区: 1/2}"),
    ("E-OVERLAP", "版本:\n", "版本:\n  - 施行: {自: 2020-01-01}\n"),
    ("E-FORCE", "施行: {自: 2022-08-18", "施行: {至: 2020-01-01, 自: 2022-08-18"),
    ("E-VALUE", "等级: 机构转述", "等级: 机构转诉"),
    ("E-LITERAL", "不低于 人员占比下限", "不低于 10%"),
    ("E-BOUND", STAFF, STAFF + "\n        - 主营业务收入 在 年度上限 以下"),
    ("E-SENTENCE", STAFF, STAFF + "\n        - 非: [主营业务收入 超过 年度上限]"),
    ("E-TYPE", STAFF, STAFF + "\n        - 成立日期 不低于 年度上限"),
    ("E-CHOICE", STAFF, STAFF + "\n        - 注册地所在新城 为 「沣动新城」"),
    ("E-SHARE", "    叠加:", "    拨付: [{期: 一, 比例: 40%}, {期: 二, 比例: 50%}]\n    叠加:"),
    ("W-GAP", "版本:\n", "版本:\n  - 施行: {自: 2020-01-01, 至: 2021-01-01}\n"),
    ("W-INT64", "年度上限: {值: 200万元", "年度上限: {值: 99999999999999999亿元"),
    ("E-YAML", "取数期:", "取数期: 上年度\n    取数期:"),
]
IMPOSSIBLE = {
    "a number": ("主营业务收入 超过 年度上限", "主营业务收入 低于 年度上限"),
    "a ratio": ("研发人员数 / 从业人员数 低于 补助比例",),
    "days": ("成立日期 晚于 评估日", "成立日期 早于 评估日"),
    "two facts": ("主营业务收入 超过 营业收入", "营业收入 超过 主营业务收入"),
    "options": ("注册地所在新城 为 「沣东新城」", "注册地所在新城 为 「空港新城」"),
    "yes and no, one of them in a shared gate": ("发生重大安全事故",),
    "an event": ("有 高新技术企业认定", "非 有 高新技术企业认定"),
    "one sentence": ("主营业务收入 超过 年度上限 且 主营业务收入 不超过 年度上限",),
}
IDLE = {
    "yes or no": "任一: [发生重大安全事故, 非 发生重大安全事故]",
    "above or not": "任一: [主营业务收入 超过 年度上限, 主营业务收入 不超过 年度上限]",
    "before or not": "任一: [成立日期 早于 评估日, 成立日期 不早于 评估日]",
}
POSSIBLE = (
    "主营业务收入 不低于 年度上限",
    "主营业务收入 不超过 年度上限",
    "成立日期 不晚于 评估日",
    "成立日期 不早于 评估日",
)


@pytest.mark.parametrize(("code", "old", "new"), FAULTS, ids=[code for code, _, _ in FAULTS])
def test_a_planted_fault_is_found_under_its_code(rules: Path, code: str, old: str, new: str) -> None:
    clean = {(finding.code, finding.message) for finding in check_folders([rules])}
    found = [finding for finding in plant(rules, old, new) if (finding.code, finding.message) not in clean]
    hits = [finding for finding in found if finding.code == code]
    assert hits, [(finding.code, finding.message) for finding in found]
    assert all(finding.file.endswith(str(TARGET)) and finding.line >= 1 for finding in hits)
    assert all(finding.cure for finding in hits)
    if code not in _SAID_ELSEWHERE:
        lines = (rules / TARGET).read_text("utf-8").splitlines()
        assert {lines[finding.line - 1] for finding in hits} & set(new.splitlines() + _touched(lines, new))


# A unit is said where the sentence compares it, a case at its head, the rest of these at what they belong to.
_SAID_ELSEWHERE = {"E-UNIT", "E-CASE", "E-ROUND", "W-LEDGER", "W-INT64", "E-OVERLAP", "W-GAP"}


def _touched(lines: list[str], new: str) -> list[str]:
    """The lines of the file that hold what was planted."""
    return [line for line in lines for part in new.splitlines() if part.strip() and part in line]


@pytest.mark.parametrize("sentences", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_conditions_that_nobody_can_meet_together_are_found_at_the_later_one(
    rules: Path, sentences: tuple[str, ...]
) -> None:
    found = plant(rules, STAFF, STAFF + "".join(f"\n        - {sentence}" for sentence in sentences))
    hits = [finding for finding in found if finding.code == "E-IMPOSSIBLE"]
    lines = (rules / TARGET).read_text("utf-8").splitlines()
    assert hits
    assert any(lines[finding.line - 1].endswith(sentences[-1]) or "安全" in finding.message for finding in hits)
    assert all(finding.cure for finding in hits)


@pytest.mark.parametrize("group", IDLE.values(), ids=IDLE)
def test_alternatives_that_everybody_meets_are_found(rules: Path, group: str) -> None:
    found = plant(rules, STAFF, f"{STAFF}\n        - {group}")
    assert any(finding.code == "W-NEVER" and "人人满足" in finding.message for finding in found)


def test_conditions_that_leave_one_value_are_not_called_impossible(rules: Path) -> None:
    found = plant(rules, STAFF, STAFF + "".join(f"\n        - {sentence}" for sentence in POSSIBLE))
    assert [str(finding) for finding in found if finding.code == "E-IMPOSSIBLE"] == []


def test_packs_that_replace_each_other_are_found(rules: Path) -> None:
    for pack, other in (("xixian-12", "analogue"), ("analogue", "xixian-12")):
        file = rules / pack / "pack.yaml"
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("取代:")]
        file.write_text("\n".join([*lines, f"取代: [{other}]", ""]), "utf-8")
    assert [finding.code for finding in check_folders([rules])].count("E-CIRCLE") == 2


def test_evidence_without_a_source_and_cases_of_one_kind_only_are_found(rules: Path) -> None:
    file = rules / TARGET
    text = re.sub(r'来源: ("[^"]*"|[^,}]*), ?', "", file.read_text("utf-8"), count=1)
    file.write_text(text.replace("结论: 待补", "结论: 符合"), "utf-8")
    assert {"W-SOURCE", "W-CASES"} <= {finding.code for finding in check_folders([rules])}


def test_several_broken_files_are_all_named_at_once(rules: Path) -> None:
    for name in ("xx12-01a.yaml", "xx12-05.yaml"):
        file = rules / "xixian-12" / name
        file.write_text(file.read_text("utf-8").replace("标题:", "表题:"), "utf-8")
    named = {Path(finding.file).name for finding in check_folders([rules]) if finding.severity == "error"}
    assert {"xx12-01a.yaml", "xx12-05.yaml"} <= named


def test_a_clause_text_that_changed_since_the_rule_was_written_is_found(rules: Path) -> None:
    texts = rules / "xixian-12" / "texts"
    texts.mkdir()
    (texts / "05.md").write_text("办公室存的条文", "utf-8")
    found = plant(rules, "条款: {条: 第五条}", f"条款: {{条: 第五条, 原文: texts/05.md, 原文摘要: {'0' * 64}}}")
    assert any(finding.code == "E-TEXT" and "改过" in finding.message for finding in found)


def test_an_unknown_name_is_found_with_the_nearest_as_its_cure(rules: Path) -> None:
    found = plant(rules, "研发人员数 /", "研发人原数 /")
    assert any("研发人员数" in finding.cure for finding in found if finding.code == "E-NAME")


def test_a_name_that_nothing_comes_near_has_a_cure_in_words_as_well(rules: Path) -> None:
    rung = "{编号: kx, 名称: 一级, 证据: {等级: 推断, 来源: 测试}, 达到: 有 规上入库, 标准: [〇〇]}"
    (rules / "ladder.yaml").write_text(f"梯次:\n  - {rung}\n", "utf-8")
    assert [(f.message, f.cure) for f in check_folders([rules]) if f.severity == "error"] == [
        ("没有编号为“〇〇”的措施", "写已有的编号（qcy rules list 列出全部编号）")
    ]


def test_a_missing_boundary_case_is_generated_and_then_no_longer_missing(rules: Path) -> None:
    from qcy_desktop.services.rulework import missing_cases, test_rules

    plant(rules, STAFF, STAFF + "\n        - 主营业务收入 超过 收入下限")
    file = rules / TARGET
    file.write_text(file.read_text("utf-8").replace(RATE, RATE + "\n      收入下限: {值: 300万元}", 1), "utf-8")
    assert missing_cases([rules], [file], write=True)
    assert missing_cases([rules], [file], write=False) == []
    written = [report for report in test_rules([rules], [file]) if "门槛" in report.name]
    assert len(written) >= 2
    assert all(report.passed for report in written)
