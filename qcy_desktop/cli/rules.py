"""The commands ``rules list|check|test|explain|fmt|guide|schema|diff``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import json_yuan
from qcy_desktop.engine.register import register_page, status_table
from qcy_desktop.engine.schema import rule_schema
from qcy_desktop.services import rulework
from qcy_desktop.services.documents import to_json
from qcy_desktop.services.rulework import check_rules, test_rules


def add_commands(commands: Any) -> None:
    """Adds ``rules`` and its parts."""
    rules = commands.add_parser("rules", help="规则：登记、检查、样例")
    parts = rules.add_subparsers(title="做什么", metavar="做什么", parser_class=type(rules), required=True)
    for name, act, words in (
        ("list", run_list, "措施登记表"),
        ("check", run_check, "静态检查"),
        ("test", run_test, "运行规则旁的样例"),
    ):
        part = parts.add_parser(name, help=words)
        if name != "list":
            part.add_argument("paths", nargs="*", type=Path, metavar="路径")
        part.add_argument("--json", action="store_true", help="答复写成 JSON")
        part.set_defaults(act=act)
    _add_writing(parts)


def _add_writing(parts: Any) -> None:
    explain = parts.add_parser("explain", help="把一条措施说成文字")
    explain.add_argument("id", metavar="编号")
    explain.set_defaults(act=run_explain)
    fmt = parts.add_parser("fmt", help="整理成规范格式")
    fmt.add_argument("paths", nargs="+", type=Path, metavar="路径")
    fmt.add_argument("--check", action="store_true", help="只报告，不改动")
    fmt.set_defaults(act=run_fmt)
    cases = parts.add_parser("cases", help="找出缺少的门槛样例")
    cases.add_argument("paths", nargs="*", type=Path, metavar="路径")
    cases.add_argument("--write", action="store_true", help="把生成的样例写进规则文件")
    cases.set_defaults(act=run_cases)
    register = parts.add_parser("register", help="生成规则登记页")
    register.add_argument("-o", "--output", type=Path, metavar="文件", help="写到哪个文件")
    register.add_argument("--status", action="store_true", help="只要按证据等级的汇总表")
    register.set_defaults(act=run_register)
    guide = parts.add_parser("guide", help="照程序更新规则手册里的词表")
    guide.add_argument("path", nargs="?", type=Path, metavar="手册")
    guide.add_argument("--check", action="store_true", help="只报告，不改动")
    guide.set_defaults(act=run_guide)
    schema = parts.add_parser("schema", help="规则文件的 JSON schema")
    schema.set_defaults(act=run_schema)
    diff = parts.add_parser("diff", help="比较两套规则")
    diff.add_argument("old", type=Path, metavar="旧")
    diff.add_argument("new", type=Path, metavar="新")
    diff.add_argument("--registry", type=Path, metavar="企业清单")
    diff.add_argument("--json", action="store_true", help="答复写成 JSON")
    diff.set_defaults(act=run_diff)


def run_explain(call: Call) -> int:
    """One measure in words."""
    say(rulework.explain_rule(call.rule_folders, call.asked.id))
    return 0


def run_fmt(call: Call) -> int:
    """Canonical form; with --check 1 when a file is not in it."""
    changed = rulework.format_rules(call.asked.paths, check=call.asked.check)
    for file in changed:
        say(f"{'未整理' if call.asked.check else '已整理'} {file}")
    if not changed:
        say("都是规范格式")
    return 1 if call.asked.check and changed else 0


def run_cases(call: Call) -> int:
    """The boundary cases that are missing; 1 when some are and they were not written."""
    folders, only = _folders(call)
    found = rulework.missing_cases(folders, only, write=call.asked.write)
    for item in found:
        if item.names:
            say(f"{'已写入' if call.asked.write else '缺少'} {item.file}：{'、'.join(item.names)}")
        for left in item.left_out:
            say(f"生成不了 {item.file}：“{left.condition}”，{left.reason}")
    reasons = Counter(left.reason for item in found for left in item.left_out)
    if reasons:
        say(f"共 {reasons.total()} 个门槛生成不了：")
        for reason, count in reasons.most_common():
            say(f"  {count} 个：{reason}")
    if not found:
        say("门槛样例齐全")
    return 1 if reasons or (found and not call.asked.write) else 0


def run_register(call: Call) -> int:
    """The register of rules as a Markdown page."""
    book = call.assessor().book
    text = status_table(book) if call.asked.status else register_page(book)
    if call.asked.output:
        write_bytes(call.asked.output, text.encode())
        say(f"已写好规则登记 {call.asked.output}")
    else:
        say(text)
    return 0


def run_guide(call: Call) -> int:
    """Brings the tables of the handbook up to date; with --check 1 when they are not."""
    file = call.asked.path or call.rule_folders[0] / "README.md"
    if not file.exists():
        raise KnownError("E-FILE", f"找不到 {file}", "请检查路径")
    changed = rulework.refresh_guide(file, check=call.asked.check)
    say("词表与程序不一致" if changed and call.asked.check else "词表已更新" if changed else "词表与程序一致")
    return 1 if changed and call.asked.check else 0


def run_schema(call: Call) -> int:
    """The JSON schema."""
    say(to_json(rule_schema()))
    return 0


_CHANGES = {"added": "新增", "removed": "删除", "changed": "改动"}


def run_diff(call: Call) -> int:
    """What changed between two rule folders; with a registry also who gains and who loses."""
    changes = rulework.diff_rules(call.asked.old, call.asked.new)
    found = (
        rulework.impact(call.asked.old, call.asked.new, call.asked.registry, call.day()) if call.asked.registry else []
    )
    if call.asked.json:
        document: dict[str, Any] = {"changes": [asdict(change) for change in changes]}
        if call.asked.registry:
            document |= {"impact": [_impact(item) for item in found], "budget": rulework.budget_sentence(found)}
        say(to_json(document))
        return 0
    if not changes:
        say("两套规则没有差别")
    for change in changes:
        say(f"{_CHANGES[change.kind]} {change.id} {change.title}")
        for part, old, new in change.parts:
            say(f"  {part}：{old} → {new}")
    for item in found:
        words = [verdict.word if verdict else "（无）" for verdict in (item.before, item.after)]
        say(
            f"{item.enterprise}　{item.measure}：{words[0]} {json_yuan(item.low_before)} 元 → {words[1]} {json_yuan(item.low_after)} 元"
        )
    if call.asked.registry:
        say(rulework.budget_sentence(found))
    return 0


def _impact(item: rulework.Impact) -> dict[str, Any]:
    return {
        "enterprise": item.enterprise,
        "measure": item.measure,
        "before": item.before.value if item.before else None,
        "after": item.after.value if item.after else None,
        "low_before": json_yuan(item.low_before),
        "low_after": json_yuan(item.low_after),
    }


def run_list(call: Call) -> int:
    """The register of measures."""
    rows = call.assessor().register()
    if call.asked.json:
        say(to_json([asdict(row) for row in rows]))
        return 0
    for row in rows:
        say(
            f"{row.id:<22}{row.evidence}　{row.status}　{row.in_force or '－'}　{row.title}{'　已核定：' + row.verified_by if row.verified_by else ''}"
        )
    say(f"共 {len(rows)} 项")
    return 0


def run_check(call: Call) -> int:
    """The static report; 1 when it holds an error."""
    folders, only = _folders(call)
    findings = check_rules(folders, only)
    if call.asked.json:
        say(to_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            word = "错误" if finding.severity == "error" else "提醒"
            cure = f"（{finding.cure}）" if finding.cure else ""
            say(f"{word} {finding.code} {finding.file} 第 {finding.line} 行：{finding.message}{cure}")
        errors = sum(finding.severity == "error" for finding in findings)
        say(f"错误 {errors} 处，提醒 {len(findings) - errors} 处")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def run_test(call: Call) -> int:
    """Runs the cases; 1 when one fails."""
    folders, only = _folders(call)
    reports = test_rules(folders, only)
    if call.asked.json:
        say(to_json([asdict(report) | {"passed": report.passed} for report in reports]))
    else:
        for report in reports:
            if not report.passed:
                say(
                    f"不符 {report.file} 第 {report.line} 行 {report.measure}“{report.name}”：{'；'.join(report.faults)}"
                )
        say(f"样例 {len(reports)} 个，不符 {sum(not report.passed for report in reports)} 个")
    return 0 if all(report.passed for report in reports) else 1


def _folders(call: Call) -> tuple[list[Path], list[Path]]:
    """Rule folders to read, and the paths to report on. A path that is itself a rule folder is read as one."""
    paths: list[Path] = list(call.asked.paths)
    for path in paths:
        if not path.exists():
            raise KnownError("E-FILE", f"找不到 {path}", "请检查路径")
    roots = [path for path in paths if path.is_dir() and (path / "facts.yaml").exists()]
    folders = list(call.rules) or roots or [call.places.rules]
    return folders, [path for path in paths if path not in roots]
