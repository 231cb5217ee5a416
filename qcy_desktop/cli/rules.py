"""The commands ``rules list|check|test|explain|fmt|schema|diff``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say
from qcy_desktop.domain.errors import KnownError
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
        part.add_argument("--json", action="store_true")
        part.set_defaults(act=act)


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
