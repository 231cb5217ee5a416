"""The public register of rules as a Markdown page: per measure how well it is known, what is not modelled, how it is tested."""

from __future__ import annotations

from collections import Counter

from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.engine.book import Pack, RuleBook
from qcy_desktop.engine.measures import Measure

_HEAD = """# 规则登记

本页由程序按规则文件生成（`qcy rules register -o rules/REGISTER.md`），不要手改。
证据等级：官方文本 · 官方转载 · 媒体报道 · 机构转述 · 推断 · 凭记忆待查 · 类比示例 · 缺。随程序交付的规则没有一条是“已核定”；
核定由各办公室对照官方条文逐条进行。“样例”一栏是规则旁边的算例个数。
"""
_COLUMNS = "| 编号 | 标题 | 条款 | 证据 | 来源 | 查阅 | 未建模 | 样例 |\n|---|---|---|---|---|---|---|--:|"


def register_page(book: RuleBook) -> str:
    """The register of every pack, in order; the same rules give the same text."""
    measures = list(book.measures.values())
    grades = Counter(measure.source.evidence.grade for measure in measures)
    cases = sum(len(measure.cases) for measure in measures)
    spread = "，".join(f"{grade} {grades[grade]}" for grade in Evidence if grades[grade])
    parts = [_HEAD, f"共 {len(book.packs)} 套、{len(measures)} 项措施、{cases} 个样例。{spread}。\n"]
    for pack in book.packs.values():
        parts.append(_pack(pack, [book.measures[id] for id in pack.measures]))
    return "\n".join(parts)


def status_table(book: RuleBook) -> str:
    """How many measures of each pack are known how well, as a Markdown table for the readme."""
    grades = [
        grade for grade in Evidence if any(measure.source.evidence.grade is grade for measure in book.measures.values())
    ]
    lines = [f"| 政策集 | 措施 | {' | '.join(grades)} |", f"|---|--:|{'--:|' * len(grades)}"]
    for pack in book.packs.values():
        tally = Counter(book.measures[id].source.evidence.grade for id in pack.measures)
        lines.append(
            f"| {pack.short} | {len(pack.measures)} | {' | '.join(str(tally[grade] or '') for grade in grades)} |"
        )
    total = Counter(measure.source.evidence.grade for measure in book.measures.values())
    lines.append(f"| 合计 | {len(book.measures)} | {' | '.join(str(total[grade]) for grade in grades)} |")
    return "\n".join(lines) + "\n"


def _pack(pack: Pack, measures: list[Measure]) -> str:
    source = pack.source
    facts = [f"文号 {source.number}" if source.number else "", source.issuer, source.level, f"版本 {source.version}"]
    lines = [
        f"## {source.title}（{source.id}）\n",
        f"{'；'.join(fact for fact in facts if fact)}。证据：{source.evidence.grade}。{_cell(source.note)}\n",
    ]
    missing = [measure for measure in measures if measure.source.evidence.grade is Evidence.MISSING]
    rows = [_row(measure) for measure in measures if measure not in missing]
    if rows:
        lines += [_COLUMNS, *rows, ""]
    if missing:
        lines.append(f"缺（条文未掌握）{len(missing)} 项：{'、'.join(measure.id for measure in missing)}。\n")
    return "\n".join(lines)


def _row(measure: Measure) -> str:
    source = measure.source
    seen = source.evidence.seen_on.isoformat() if source.evidence.seen_on else ""
    cells = [
        source.id,
        source.title,
        source.clause.article,
        source.evidence.grade.value,
        source.evidence.source,
        seen,
        "；".join(source.not_modelled),
        str(len(measure.cases)),
    ]
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "／").replace("\n", " ").strip()
