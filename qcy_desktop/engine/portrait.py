"""A measure in words, without any enterprise: what it asks, what it pays, how, since when and how well it is known."""

from __future__ import annotations

from datetime import date

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.schema import RuleSource, VersionSource
from qcy_desktop.engine.standing import document_of, force_said
from qcy_desktop.engine.tables_said import said_parameters
from qcy_desktop.engine.words import say_truth, step_words


def portray(book: RuleBook, measure: Measure) -> str:
    """The measure as a page of text, every version, generated from the rule. Raises SourceError for a faulty rule."""
    source, pack = measure.source, book.packs[measure.pack]
    article = "" if "未掌握" in source.clause.article else source.clause.article
    lines = [f"{source.title}（{source.id}）", document_of(measure, pack) + article, ""]
    lines += _known(source)
    for index, version in enumerate(source.versions):
        lines += ["", *_version(book, measure, index, version)]
    lines += _tail(book, source)
    return "\n".join(lines) + "\n"


def _known(source: RuleSource) -> list[str]:
    evidence = source.evidence
    seen = f"，查阅于 {evidence.seen_on.isoformat()}" if evidence.seen_on else ""
    lines = [f"证据：{evidence.grade}。{evidence.source}{seen}"]
    payer = "、".join(f"{name} {share}" if share != "1" else name for name, share in source.payer.items())
    lines.append(
        f"资金：{source.nature}"
        + (f"；出资：{payer}" if payer else "")
        + (f"；付给：{source.payee}" if source.payee != "企业" else "")
    )
    if source.chosen_by:
        lines.append(f"版本按{source.chosen_by}选用")
    if source.subjects:
        lines.append(f"对象：{'、'.join(source.subjects)}")
    if source.not_computable:
        note = f"：{source.not_computable.note}" if source.not_computable.note else ""
        lines.append(f"不可计算：{source.not_computable.reason}{note}")
    if source.known:
        lines.append(f"已知：{source.known}")
    return lines


def _version(book: RuleBook, measure: Measure, index: int, version: VersionSource) -> list[str]:
    force = version.force
    lines = [f"【{force_said(force)}】{version.status if version.status != '现行' else ''}"]
    day = max(force.start, _latest_change(book, measure, index))
    built = book.build(measure, index, day)
    if built.conditions.subject:
        lines += ["适用于：", *_group(built.conditions.subject, 1)]
    if built.conditions.tree.items:
        lines += ["条件：", *_group(built.conditions.tree, 1)]
    if built.steps:
        lines += ["金额：", *(line for node in built.steps for line in _step(node, 1))]
    lines += _by_name(book, version, day)
    if version.stacking:
        group = f"，组“{version.stacking.group}”" if version.stacking.group else ""
        lines.append(f"叠加：事项“{version.stacking.matter}”，{version.stacking.mode}{group}{_ledger_words(version)}")
    for part, test in zip(version.instalments, built.terms.instalments, strict=True):
        words = [say_truth(test)] if test is not None else []
        lines.append(f"拨付：{part.when} {part.share}" + "".join(f"，须{word}" for word in [*words, part.note] if word))
    for decision, test in zip(version.decisions, built.terms.deciders, strict=True):
        lines.append(f"审批：{say_truth(test) + '的，' if test is not None else '其余'}由{decision.office}定")
    for name, text in (("总量控制", version.budget), ("追回", version.clawback), ("说明", version.note)):
        if text:
            lines.append(f"{name}：{text}")
    return lines


def _by_name(book: RuleBook, version: VersionSource, day: date) -> list[str]:
    """The tables and lists that the lines above only call by name."""
    sources = [version.parameters, *(book.kinds[name].parameters for name in version.shared if name in book.kinds)]
    lines = [line for parameters in sources for line in said_parameters(parameters, day)]
    return ["其中：", *(f"  {'' if line.startswith(' ') else '· '}{line}" for line in lines)] if lines else []


def _ledger_words(version: VersionSource) -> str:
    """What of the award ledger counts, where the rule says so."""
    stack = version.stacking
    assert stack is not None
    parts = [
        f"台账看{'、'.join(stack.levels)}" if stack.levels else "",
        "只看本年度" if stack.period == "本年度" else "",
        f"合计不超过{stack.group_cap}" if stack.group_cap else "",
    ]
    return "".join(f"，{part}" for part in parts if part)


def _latest_change(book: RuleBook, measure: Measure, index: int) -> date:
    return book.epoch(measure, index, date.max)


def _group(group: t.Group, depth: int) -> list[str]:
    lines = []
    for item in group.items:
        if isinstance(item, t.Leaf):
            lines.append("  " * depth + "· " + (item.words or say_truth(item.truth)))
        elif item.kind == "全部":
            lines += _group(item, depth if group.kind == "全部" else depth + 1)
        else:
            lines += [
                "  " * depth + ("· 以下任一：" if item.kind == "任一" else "· 不属于："),
                *_group(item, depth + 1),
            ]
    return lines


def _step(node: t.StepNode, depth: int) -> list[str]:
    lines = ["  " * depth + "· " + step_words(node)]
    for test, steps in node.parts:
        if test is not None:
            lines.append("  " * (depth + 1) + f"当 {say_truth(test)}：")
        elif node.do is t.Do.BRANCH:
            lines.append("  " * (depth + 1) + "其他情形：")
        for inner in steps:
            lines += _step(inner, depth + 2)
    return lines


def _tail(book: RuleBook, source: RuleSource) -> list[str]:
    lines = []
    if source.not_modelled:
        lines += ["", f"另需人工核实：{'；'.join(source.not_modelled)}"]
    if source.handling:
        h = source.handling
        parts = [h.mode, h.channel, f"纸质 {h.copies} 份" if h.copies else "", h.time_limit, h.department]
        lines += ["", f"办理：{'；'.join(part for part in parts if part)}"]
        if h.materials:
            lines.append(f"材料：{'、'.join(h.materials)}")
    if source.may_be:
        lines += ["", f"可能对应（未证实）：{_named(book, source.may_be)}"]
    if source.similar:
        lines += ["", f"外地同类条款（类比示例，不代表本条）：{_named(book, source.similar)}"]
    return lines


def _named(book: RuleBook, ids: list[str]) -> str:
    """Measures by title and id; one that the book does not hold by its id alone."""
    return "、".join(f"{book.measures[id].source.title}（{id}）" if id in book.measures else id for id in ids)
