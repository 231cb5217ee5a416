"""The report of rules that have not changed is kept; any change of a rule makes it anew."""

from __future__ import annotations

import json
from pathlib import Path

from qcy_desktop.engine.check import Finding
from qcy_desktop.engine.kept_report import FILE, checked_book
from tests.bench import synthetic


def rules(folder: Path) -> Path:
    return synthetic.write_rules(folder / "rules", synthetic.measures(3))


def test_the_report_is_kept_and_found_again(tmp_path: Path) -> None:
    folder, cache = rules(tmp_path), tmp_path / "cache"
    _, first = checked_book([folder], cache)
    kept = json.loads((cache / FILE).read_text("utf-8"))
    kept["findings"].append(["X-KEPT", "warning", "文件", 1, "这一条只在存下的报告里", ""])
    (cache / FILE).write_text(json.dumps(kept), "utf-8")
    book, again = checked_book([folder], cache)
    assert again == [*first, Finding("X-KEPT", "warning", "文件", 1, "这一条只在存下的报告里", "")]
    assert len(book.measures) == 3


def test_a_changed_rule_is_checked_anew(tmp_path: Path) -> None:
    folder, cache = rules(tmp_path), tmp_path / "cache"
    _, before = checked_book([folder], cache)
    file = next((folder / "synthetic").glob("s-*.yaml"))
    file.write_text(file.read_text("utf-8").replace("自: 2023-01-01", "自: 2023-01-01, 至: 2022-01-01"), "utf-8")
    _, after = checked_book([folder], cache)
    assert {finding.severity for finding in after} - {finding.severity for finding in before} == {"error"}


def test_rules_are_read_from_their_files_whatever_the_cache_says(tmp_path: Path) -> None:
    folder, cache = rules(tmp_path), tmp_path / "cache"
    checked_book([folder], cache)
    (cache / FILE).write_text("{broken", "utf-8")
    book, found = checked_book([folder], cache)
    assert (len(book.measures), json.loads((cache / FILE).read_text("utf-8"))["findings"]) == (
        3,
        [list(_plain(f)) for f in found],
    )


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    folder = rules(tmp_path)
    (tmp_path / "taken").write_text("", "utf-8")
    assert len(checked_book([folder], tmp_path / "taken" / "cache")[0].measures) == 3


def _plain(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.severity, finding.file, finding.line, finding.message, finding.cure
