"""Runs the benchmarks and holds each figure against its bar."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

NAMES = ("engine", "storage", "counter", "paper", "registry", "workshop")


@dataclass(frozen=True, slots=True)
class Row:
    """One bar that was asked for, in its words and with its figure.

    `median` and `min` are in `unit`; `ratio` is ours to the peer's, None where there is no peer.
    """

    work: str
    median: float
    min: float
    unit: str
    bar: str
    holds: bool
    peer: str | None = None
    peer_median: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one name answered: its rows, and why some of them are missing."""

    name: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return bool(self.rows) and not self.missing and all(row.holds for row in self.rows)


def written(folder: Path) -> tuple[str, ...]:
    """Names that have a benchmark today, in the contract's order."""
    return tuple(name for name in NAMES if (folder / f"bench_{name}.py").is_file())


def measure(name: str, peers: Path | None) -> Report:
    """Run one benchmark: its `rows(peers)` answers the rows, its `WORKS` names every row that was asked for."""
    if name not in written(Path(__file__).parent):
        return Report(name, (), ("还没有编写",))
    module = importlib.import_module(f"tests.bench.bench_{name}")
    rows = tuple(module.rows(peers))
    answered = {row.work for row in rows}
    return Report(name, rows, tuple(work for work in module.WORKS if work not in answered))


def as_document(reports: Sequence[Report]) -> str:
    """The reports as one JSON document."""
    rows = [{"name": report.name, **asdict(row)} for report in reports for row in report.rows]
    missing = [{"name": report.name, "work": work} for report in reports for work in report.missing]
    return json.dumps({"schema": 1, "rows": rows, "missing": missing}, ensure_ascii=False, indent=2)


def as_table(reports: Sequence[Report]) -> str:
    """The reports for reading: one line a row, then what is missing."""
    lines = []
    for report in reports:
        lines.extend(f"{report.name}: {_line(row)}" for row in report.rows)
        lines.extend(f"{report.name}: 缺 {work}" for work in report.missing)
    return "\n".join(lines)


def _line(row: Row) -> str:
    against = f"，对照 {row.peer} {row.peer_median:.4g}，比值 {row.ratio:.3g}" if row.peer and row.ratio else ""
    verdict = "达标" if row.holds else "未达标"
    return f"{row.work}：中位 {row.median:.4g} {row.unit}，最小 {row.min:.4g}{against}；要求 {row.bar}：{verdict}"


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bootstrap.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join(NAMES))
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--peers", type=Path, help="interpreter of the peers' environment")
    asked = parser.parse_args(list(words))
    strange = [name for name in asked.names if name not in NAMES]
    if strange:
        parser.error(f"没有名为 {strange[0]} 的项目；可用：{'、'.join(NAMES)}")
    reports = [measure(name, asked.peers) for name in (asked.names or NAMES)]
    print(as_document(reports) if asked.as_json else as_table(reports))
    return 0 if all(report.good for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
