"""Findings about one built version: conditions that never decide, contradict or repeat, tables with gaps, loose parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.quantity import show_size
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.bands import whole_band
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.build import BuiltVersion
from qcy_desktop.engine.clashes import always, clashes
from qcy_desktop.engine.frame import Layout
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.truths import TruthCompiler
from qcy_desktop.engine.words import say_truth

_WORD = re.compile(r"[^\s()（）+\-×*÷/，,、「」]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a version: code, severity, the line it concerns (0: the version's), sentence, cure."""

    code: str
    severity: str
    line: int
    message: str
    cure: str = ""


def lint_version(book: RuleBook, measure: Measure, index: int, built: BuiltVersion, day: date) -> list[Remark]:
    """All remarks on a version as it stands on a day."""
    remarks = [*_decided(book, built, day), *_idle_groups(built), *_contradictions(built), *_repeats(built)]
    remarks += _tables(measure, index, built)
    remarks += _loose_parameters(measure, index)
    remarks += late_parameters(measure, index)
    return remarks


def leaves(item: t.Group | t.Leaf) -> Iterator[t.Leaf]:
    """Every condition under an item, in order."""
    if isinstance(item, t.Leaf):
        yield item
    else:
        for part in item.items:
            yield from leaves(part)


def must_hold(built: BuiltVersion) -> list[t.Leaf]:
    """The conditions that every eligible enterprise meets: those under 全部 alone."""
    found: list[t.Leaf] = []
    todo: list[t.Leaf | t.Group] = [
        built.conditions.tree,
        *([built.conditions.subject] if built.conditions.subject else []),
    ]
    while todo:
        item = todo.pop(0)
        if isinstance(item, t.Leaf):
            found.append(item)
        elif item.kind == "全部":
            todo = [*item.items, *todo]
    return found


def _decided(book: RuleBook, built: BuiltVersion, day: date) -> list[Remark]:
    """Conditions that the declared ranges alone decide: nobody can fail them, or nobody can meet them."""
    layout = Layout(book.dictionary)
    truths = TruthCompiler(layout)
    own = [leaf for leaf in _own_leaves(built) if not isinstance(leaf.truth, t.CompareDays)]
    functions = [truths.leaf(leaf.truth) for leaf in own]
    frame = layout.bind(Enterprise(), day)
    remarks = []
    for leaf, function in zip(own, functions, strict=True):
        mark = function(frame)[0]
        if mark is not None:
            word = "人人满足，起不了作用" if mark else "谁也不能满足"
            remarks.append(
                Remark(
                    "W-NEVER",
                    "warning",
                    leaf.line,
                    f"条件“{say_truth(leaf.truth)}”在指标的范围内{word}",
                    "核对门槛的单位，或指标的范围",
                )
            )
    return remarks


def _own_leaves(built: BuiltVersion) -> list[t.Leaf]:
    """The conditions of the version itself, shared gates apart."""
    groups = [built.conditions.tree, *([built.conditions.subject] if built.conditions.subject else [])]
    return [leaf for group in groups for leaf in leaves(group) if not leaf.source]


def _contradictions(built: BuiltVersion) -> list[Remark]:
    """Conditions that cannot hold together."""
    return [
        Remark("E-IMPOSSIBLE", "error", clash.line, clash.message, clash.cure) for clash in clashes(must_hold(built))
    ]


def _idle_groups(built: BuiltVersion) -> list[Remark]:
    """Alternatives of which one holds for everybody, so that the group decides nothing."""
    todo: list[t.Leaf | t.Group] = [built.conditions.tree]
    remarks = []
    while todo:
        item = todo.pop()
        if isinstance(item, t.Group):
            todo += item.items
            own = [part for part in item.items if isinstance(part, t.Leaf) and not part.source]
            if item.kind == "任一" and (leaf := always(own)):
                message = f"条件“{say_truth(leaf.truth)}”与同组的另一项合起来人人满足，这一组起不了作用"
                remarks.append(Remark("W-NEVER", "warning", leaf.line, message, "核对这一组的条件"))
    return remarks


def _repeats(built: BuiltVersion) -> list[Remark]:
    seen: set[t.Truth] = set()
    remarks = []
    for leaf in must_hold(built):
        if leaf.truth in seen:
            remarks.append(
                Remark(
                    "W-REPEAT",
                    "warning",
                    leaf.line,
                    f"条件“{say_truth(leaf.truth)}”写了两遍",
                    "删去一处（共用条件里也算）",
                )
            )
        seen.add(leaf.truth)
    return remarks


def _tables(measure: Measure, index: int, built: BuiltVersion) -> list[Remark]:
    lined, remarks = measure.lined["版本"][index], []
    for name, table in built.parameters.items():
        if isinstance(table, t.Table):
            for axis in table.axes:
                remarks += [
                    Remark(code, severity, lined.line_of("参数", name), f"表“{name}”{words}", "核对各档的上下界")
                    for code, severity, words in axis_faults(axis)
                ]
    return remarks


def axis_faults(axis: t.Axis) -> list[tuple[str, str, str]]:
    """Gaps and overlaps between neighbouring bands, and words that stand twice."""
    faults: list[tuple[str, str, str]] = []
    if len(set(axis.words)) != len(axis.words):
        faults.append(("E-TABLE-OVERLAP", "error", "有一项写了两次"))
    bands = sorted(axis.bands, key=lambda band: (band.low is not None, band.low or 0, not band.low_in))
    for earlier, later in pairwise(bands):
        if earlier.high is None or later.low is None or later.low < earlier.high:
            faults.append(("E-TABLE-OVERLAP", "error", "的两档重叠"))
        elif later.low == earlier.high and later.low_in and earlier.high_in:
            faults.append(("E-TABLE-OVERLAP", "error", f"的两档在 {show_size(later.low, axis.dim)} 处重叠"))
        elif later.low > earlier.high and _whole_between(earlier, later):
            faults.append(
                (
                    "W-TABLE-GAP",
                    "warning",
                    f"在 {show_size(earlier.high, axis.dim)} 与 {show_size(later.low, axis.dim)} 之间没有档",
                )
            )
        elif later.low == earlier.high and not later.low_in and not earlier.high_in:
            faults.append(("W-TABLE-GAP", "warning", f"漏了正好 {show_size(later.low, axis.dim)} 的情形"))
    return faults


def _whole_between(earlier: t.Band, later: t.Band) -> bool:
    """Whether a whole base unit lies between two bands (years, persons: 2022 and 2023 leave nothing out)."""
    _, last = whole_band(earlier, 1)
    first, _ = whole_band(later, 1)
    return last is not None and first is not None and first > last + 1


def _loose_parameters(measure: Measure, index: int) -> list[Remark]:
    """Parameters that no sentence mentions."""
    version = measure.source.versions[index]
    lined = measure.lined["版本"][index]
    used = set()
    for key in ("条件", "适用", "金额", "叠加", "拨付", "审批层级"):
        used |= set(_words(lined.get(key)))
    return [
        Remark(
            "W-UNUSED", "warning", lined.line_of("参数", name), f"参数“{name}”没有用到", "删去，或在条件和金额里引用它"
        )
        for name in version.parameters
        if name not in used
    ]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _WORD.findall(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def late_parameters(measure: Measure, index: int) -> list[Remark]:
    """Histories that begin after the version does: some live day has no value."""
    version = measure.source.versions[index]
    lined = measure.lined["版本"][index]
    remarks = []
    for name, parameter in version.parameters.items():
        first = min((entry.start for entry in parameter.history or ()), default=None)
        if first is not None and first > version.force.start:
            message = f"参数“{name}”自 {first.isoformat()} 才有值，而版本自 {version.force.start.isoformat()} 施行"
            remarks.append(
                Remark("E-PARAM", "error", lined.line_of("参数", name), message, "补上起始的值，或推迟版本的施行日")
            )
    return remarks
