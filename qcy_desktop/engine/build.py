"""Turns one version of a measure, as written, into its typed form: conditions as a tree of leaves, the amount as steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from qcy_desktop.domain.quantity import MONEY
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import joining as j
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.keywords import BOUND_WORDS, LEVELS, is_reserved
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.parameters import build_histories, build_parameters
from qcy_desktop.engine.schema import ConditionSource, KindSource, RuleSource, VersionSource
from qcy_desktop.engine.source import Lined, Placer
from qcy_desktop.engine.steps import StepReader
from qcy_desktop.engine.terms import Terms, build_terms

OFFSETS = {"本年度": 0, "上年度": -1, "前年度": -2}


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of a version: the gate 适用, and the tree of all others (shared gates first)."""

    subject: t.Group | None
    tree: t.Group


@dataclass(frozen=True, slots=True)
class BuiltVersion:
    """A version in typed form, as it stands on the days of one parameter epoch."""

    conditions: Conditions
    steps: tuple[t.StepNode, ...]
    group_cap: Fraction | None
    parameters: Mapping[str, g.Parameter]
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a version may use from outside its file."""

    dictionary: Dictionary
    kinds: Mapping[str, KindSource]
    file: str
    kinds_placer: Placer


def build_version(
    measure: RuleSource, version: VersionSource, source: Lined, around: Surroundings, on: date
) -> BuiltVersion:
    """The version in typed form with its parameters as they stand `on` that day. Raises SourceError with the line."""
    place = Placer(around.file, source)
    with_place = place.guard
    _check_words(version, around.dictionary, place)
    parameters = with_place(lambda: build_parameters(version.parameters, on), "参数")
    matter = version.stacking.matter if version.stacking else measure.id
    scope = g.Scope(
        dictionary=around.dictionary,
        parameters=parameters,
        offset=OFFSETS[version.period],
        matter=matter,
        bound_words={word: kind == "含" for word, kind in version.bound_words.items()},
        histories=with_place(lambda: build_histories(version.parameters), "参数"),
        unset=frozenset(version.parameters) - frozenset(parameters),
    )
    conditions = _conditions(version, scope, around, place, on)
    steps = StepReader(scope, place).build(version.amount, "金额") if version.amount else ()
    if steps:
        _check_final(steps[-1], place)
    for index, level in enumerate(version.stacking.levels if version.stacking else ()):
        if level not in LEVELS:
            fault = j.SentenceError(f"“{level}”不是政府层级", f"可用：{'、'.join(LEVELS)}", "E-CHOICE")
            raise place.fault(fault, "叠加", "级别", index)
    cap = _group_cap(version, parameters, place)
    terms = with_place(lambda: build_terms(version, scope), "拨付" if version.instalments else "审批层级")
    return BuiltVersion(conditions, steps, cap, parameters, terms)


def _check_words(version: VersionSource, dictionary: Dictionary, place: Placer) -> None:
    """Raises SourceError for a parameter that hides a fact or a keyword, and for a bound word that does not exist."""
    for name in version.parameters:
        if dictionary.fact(name) or is_reserved(name):
            fault = j.SentenceError(f"参数“{name}”与指标或关键词同名", "换一个名字，如加上“下限”“上限”", "E-NAME")
            raise place.fault(fault, "参数", name)
    for word in version.bound_words:
        if word not in BOUND_WORDS:
            fault = j.SentenceError(f"“{word}”不是界限词", f"可用：{'、'.join(BOUND_WORDS)}", "E-KEY")
            raise place.fault(fault, "界限词", word)


def _group_cap(version: VersionSource, parameters: Mapping[str, g.Parameter], place: Placer) -> Fraction | None:
    if version.stacking is None or not version.stacking.group_cap:
        return None
    cap = parameters.get(version.stacking.group_cap)
    if not isinstance(cap, t.Number) or cap.dim != MONEY:
        fault = j.SentenceError(
            f"组上限“{version.stacking.group_cap}”不是金额参数",
            nearest(version.stacking.group_cap, parameters, "写一个金额参数的名字，如 组上限: 年度上限"),
        )
        raise place.fault(fault, "叠加", "组上限")
    return cap.value


# --- Conditions -----------------------------------------------------------------------------------------------------


def _conditions(version: VersionSource, scope: g.Scope, around: Surroundings, place: Placer, on: date) -> Conditions:
    reader = _ConditionReader(scope, place)
    subject = reader.group(version.subject, "适用") if version.subject is not None else None
    items: list[t.Leaf | t.Group] = []
    for name in version.shared:
        items.append(_shared(name, scope, around, place, on))
    if version.conditions is not None:
        own = reader.group(version.conditions, "条件")
        items.extend(own.items if own.kind == "全部" else [own])
    return Conditions(subject, t.Group("全部", tuple(items)))


def _shared(name: str, scope: g.Scope, around: Surroundings, place: Placer, on: date) -> t.Group:
    kind = around.kinds.get(name)
    if kind is None:
        raise place.fault(
            j.SentenceError(
                f"没有共用条件“{name}”", nearest(name, around.kinds, "先写进 kinds.yaml，或删去"), "E-NAME"
            ),
            "共用条件",
        )
    placer, here = around.kinds_placer, ("共用条件", name)
    own = placer.guard(lambda: build_parameters(kind.parameters, on), *here, "参数")
    histories = placer.guard(lambda: build_histories(kind.parameters), *here, "参数")
    inner = replace(
        scope,
        parameters={**own, **{key: value for key, value in scope.parameters.items() if key in own}},
        histories={**histories, **scope.histories},
        unset=frozenset(kind.parameters) - frozenset(own),
    )
    found = _ConditionReader(inner, placer, source=name).group(kind.conditions, *here, "条件")
    return _with_clause(found, kind.clause) if kind.clause else found


def _with_clause(group: t.Group, clause: str) -> t.Group:
    items = tuple(
        _with_clause(item, clause) if isinstance(item, t.Group) else replace(item, clause=item.clause or clause)
        for item in group.items
    )
    return t.Group(group.kind, items)


def read_conditions(source: ConditionSource, scope: g.Scope, place: Placer, *path: str | int) -> t.Group:
    """The conditions that stand at a path of a file. Raises SourceError with the line."""
    return _ConditionReader(scope, place).group(source, *path)


class _ConditionReader:
    def __init__(self, scope: g.Scope, place: Placer, source: str = "") -> None:
        self.scope = scope
        self.place = place
        self.source = source

    def group(self, source: ConditionSource, *path: str | int) -> t.Group:
        """The outermost group; a single sentence counts as 全部 of one."""
        item = self.item(source, *path)
        return item if isinstance(item, t.Group) else t.Group("全部", (item,))

    def item(self, source: object, *path: str | int) -> t.Leaf | t.Group:
        if isinstance(source, str):
            truth = self.place.guard(lambda: g.parse_truth(source, self.scope), *path)
            return t.Leaf(truth, line=self.place.source.line_of(*path), source=self.source)
        if isinstance(source, dict) and len(source) == 1 and (kind := next(iter(source))) in ("全部", "任一", "非"):
            return self.members(kind, source[kind], *path, kind)
        if isinstance(source, dict) and "条件" in source:
            return self.long(source, *path)
        fault = j.SentenceError("条件应是一句话，或 全部、任一、非 开头的一组", "要加说明的写 {条件: 句子, 说: 说明}")
        raise self.place.fault(fault, *path)

    def members(self, kind: str, source: object, *path: str | int) -> t.Group:
        if kind == "非" and isinstance(source, list):
            cure = "一列条件前面再写 全部（不全满足才算）或 任一（一条也不满足才算）"
            raise self.place.fault(j.SentenceError("“非”后面写一句话或一组，不直接写一列条件", cure), *path)
        if kind == "非":
            items = [self.item(source, *path)]
        elif isinstance(source, list) and source:
            items = [self.item(item, *path, index) for index, item in enumerate(source)]
        else:
            fault = j.SentenceError(f"“{kind}”后面要有一列条件", "每条一行，前面写 - ")
            raise self.place.fault(fault, *path)
        return t.Group(kind, tuple(items))

    def long(self, source: dict[str, Any], *path: str | int) -> t.Leaf | t.Group:
        for key, body in source.items():
            if key not in ("条件", "条", "说"):
                fault = j.SentenceError(
                    f"条件里不认识的键“{key}”", nearest(key, ("条件", "条", "说"), "可用：条件、条、说"), "E-KEY"
                )
                raise self.place.fault(fault, *path, key)
            if key != "条件" and not isinstance(body, str):
                raise self.place.fault(j.SentenceError(f"“{key}”应是文字", "这里写文字，不写一组或一列"), *path, key)
        inner = self.item(source["条件"], *path, "条件")
        words, clause = source.get("说", ""), source.get("条", "")
        if isinstance(inner, t.Leaf):
            return replace(inner, words=words, clause=clause)
        if words:
            raise self.place.fault(j.SentenceError("一组条件不能写“说”", "写在组里的每一条上"), *path, "说")
        return _with_clause(inner, clause)


# --- Amount steps -----------------------------------------------------------------------------------------------------


def _check_final(last: t.StepNode, place: Placer) -> None:
    if last.dim != MONEY:
        raise place.fault(j.SentenceError("金额算到最后不是钱", "检查各步的单位，例如 单价 × 数量", "E-UNIT"), "金额")
    if last.scale != 1 or not last.exact:
        fault = j.SentenceError(
            "金额可能出现不足一分的尾数，须写明取整", "在最后加 取整: {到: 分, 方式: 舍去, 依据: …}", "E-ROUND"
        )
        raise place.fault(fault, "金额")
