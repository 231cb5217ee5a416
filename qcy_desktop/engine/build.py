"""Turns one version of a measure, as written, into its typed form: conditions as a tree of leaves, the amount as steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.quantity import COUNT, MONEY, RATIO, dim_product
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import joining as j
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.parameters import build_histories, build_parameters
from qcy_desktop.engine.schema import ConditionSource, KindSource, MeasureSource, VersionSource
from qcy_desktop.engine.source import Lined, Place, SourceError
from qcy_desktop.engine.terms import Terms, build_terms

_OFFSETS = {"本年度": 0, "上年度": -1, "前年度": -2}
_ROUND_UNITS = {"分": 1, "角": 10, "元": 100, "百元": 10**4, "千元": 10**5, "万元": 10**6}
_ROUND_MODES = ("舍去", "四舍五入", "进位")


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
    kinds_file: str


def build_version(
    measure: MeasureSource, version: VersionSource, source: Lined, around: Surroundings, on: date
) -> BuiltVersion:
    """The version in typed form with its parameters as they stand `on` that day. Raises SourceError with the line."""
    place = _Placer(around.file, source)
    with_place = place.guard
    parameters = with_place(lambda: build_parameters(version.parameters, on), "参数")
    matter = version.stacking.matter if version.stacking else measure.id
    scope = g.Scope(
        dictionary=around.dictionary,
        parameters=parameters,
        offset=_OFFSETS[version.period],
        matter=matter,
        bound_words={word: kind == "含" for word, kind in version.bound_words.items()},
        histories=with_place(lambda: build_histories(version.parameters), "参数"),
    )
    conditions = _conditions(version, scope, around, place, on)
    steps = _Steps(scope, place).build(version.amount, "金额") if version.amount else ()
    if steps:
        _check_final(steps[-1], place)
    cap = _group_cap(version, parameters, place)
    terms = with_place(lambda: build_terms(version, scope), "拨付" if version.instalments else "审批层级")
    return BuiltVersion(conditions, steps, cap, parameters, terms)


class _Placer:
    """Adds the file and line to errors."""

    def __init__(self, file: str, source: Lined) -> None:
        self.file = file
        self.source = source

    def fault(self, fault: KnownError, *path: str | int, line: int = 0) -> SourceError:
        return SourceError(fault.code, Place(self.file, line or self.source.line_of(*path)), fault.sentence, fault.cure)

    def guard(self, act: Any, *path: str | int, line: int = 0) -> Any:
        try:
            return act()
        except SourceError:
            raise
        except KnownError as fault:
            raise self.fault(fault, *path, line=line) from None


def _group_cap(version: VersionSource, parameters: Mapping[str, g.Parameter], place: _Placer) -> Fraction | None:
    if version.stacking is None or not version.stacking.group_cap:
        return None
    cap = parameters.get(version.stacking.group_cap)
    if not isinstance(cap, t.Number) or cap.dim != MONEY:
        fault = j.SentenceError(
            f"组上限“{version.stacking.group_cap}”不是金额参数", nearest(version.stacking.group_cap, parameters)
        )
        raise place.fault(fault, "叠加", "组上限")
    return cap.value


# --- Conditions -----------------------------------------------------------------------------------------------------


def _conditions(version: VersionSource, scope: g.Scope, around: Surroundings, place: _Placer, on: date) -> Conditions:
    reader = _ConditionReader(scope, place)
    subject = reader.group(version.subject, "适用") if version.subject is not None else None
    items: list[t.Leaf | t.Group] = []
    for name in version.shared:
        items.append(_shared(name, scope, around, place, on))
    if version.conditions is not None:
        own = reader.group(version.conditions, "条件")
        items.extend(own.items if own.kind == "全部" else [own])
    return Conditions(subject, t.Group("全部", tuple(items)))


def _shared(name: str, scope: g.Scope, around: Surroundings, place: _Placer, on: date) -> t.Group:
    kind = around.kinds.get(name)
    if kind is None:
        raise place.fault(j.SentenceError(f"没有共用条件“{name}”", nearest(name, around.kinds), "E-NAME"), "共用条件")
    own = place.guard(lambda: build_parameters(kind.parameters, on), "共用条件")
    histories = {**build_histories(kind.parameters), **scope.histories}
    own_or_here = {**own, **{key: value for key, value in scope.parameters.items() if key in own}}
    inner = replace(scope, parameters=own_or_here, histories=histories)
    reader = _ConditionReader(inner, place, source=name)
    found = reader.group(kind.conditions, "共用条件")
    clause = kind.clause
    return _with_clause(found, clause) if clause else found


def _with_clause(group: t.Group, clause: str) -> t.Group:
    items = tuple(
        _with_clause(item, clause) if isinstance(item, t.Group) else replace(item, clause=item.clause or clause)
        for item in group.items
    )
    return t.Group(group.kind, items)


class _ConditionReader:
    def __init__(self, scope: g.Scope, place: _Placer, source: str = "") -> None:
        self.scope = scope
        self.place = place
        self.source = source

    def group(self, source: ConditionSource, *path: str | int) -> t.Group:
        """The outermost group; a single sentence counts as 全部 of one."""
        item = self.item(source, *path)
        return item if isinstance(item, t.Group) else t.Group("全部", (item,))

    def item(self, source: object, *path: str | int) -> t.Leaf | t.Group:
        line = source.line if isinstance(source, Lined) else 0
        if isinstance(source, str):
            return t.Leaf(
                self.place.guard(lambda: g.parse_truth(source, self.scope), *path), line=line, source=self.source
            )
        if isinstance(source, dict) and len(source) == 1 and (kind := next(iter(source))) in ("全部", "任一", "非"):
            return self.members(kind, source[kind], *path, kind)
        if isinstance(source, dict) and "条件" in source:
            return self.long(source, *path)
        raise self.place.fault(j.SentenceError("条件应是一句话，或 全部、任一、非 开头的一组"), *path, line=line)

    def members(self, kind: str, source: object, *path: str | int) -> t.Group:
        if kind == "非":
            items = [self.item(source, *path)]
        elif isinstance(source, list) and source:
            items = [self.item(item, *path, index) for index, item in enumerate(source)]
        else:
            raise self.place.fault(j.SentenceError(f"“{kind}”后面要有一列条件"), *path)
        return t.Group(kind, tuple(items))

    def long(self, source: dict[str, Any], *path: str | int) -> t.Leaf | t.Group:
        for key in source:
            if key not in ("条件", "条", "说"):
                fault = j.SentenceError(f"条件里不认识的键“{key}”", nearest(key, ("条件", "条", "说")), "E-KEY")
                raise self.place.fault(fault, *path, key)
        inner = self.item(source["条件"], *path, "条件")
        line = source.line if isinstance(source, Lined) else 0
        if isinstance(inner, t.Group):
            return _with_clause(inner, source.get("条", ""))
        return replace(inner, words=source.get("说", ""), clause=source.get("条", ""), line=line)


# --- Amount steps -----------------------------------------------------------------------------------------------------


def _check_final(last: t.StepNode, place: _Placer) -> None:
    if last.dim != MONEY:
        raise place.fault(j.SentenceError("金额算到最后不是钱", "检查各步的单位，例如 单价 × 数量", "E-UNIT"), "金额")
    if last.scale != 1 or not last.exact:
        fault = j.SentenceError(
            "金额可能出现不足一分的尾数，须写明取整", "在最后加 取整: {到: 分, 方式: 舍去, 依据: …}", "E-ROUND"
        )
        raise place.fault(fault, "金额")


class _Steps:
    """Reads steps in order; each knows the dimension and scale of the running value before it."""

    def __init__(self, scope: g.Scope, place: _Placer) -> None:
        self.scope = scope
        self.place = place

    def build(self, sources: object, *path: str | int) -> tuple[t.StepNode, ...]:
        if not isinstance(sources, list) or not sources:
            raise self.place.fault(j.SentenceError("金额应是一列步骤"), *path)
        steps: list[t.StepNode] = []
        for index, source in enumerate(sources):
            before = steps[-1] if steps else None
            steps.append(self.place.guard(lambda s=source, b=before, i=index: self.step(s, b, *path, i), *path, index))
        return tuple(steps)

    def step(self, source: object, before: t.StepNode | None, *path: str | int) -> t.StepNode:
        if not isinstance(source, dict) or len(source) != 1:
            raise j.SentenceError("每一步只写一个动作")
        word, body = next(iter(source.items()))
        line = source.line if isinstance(source, Lined) else 0
        reader = getattr(self, "read_" + _READERS.get(word, ""), None) if word in _READERS else None
        if reader is None:
            raise j.SentenceError(f"不认识的步骤“{word}”", nearest(word, _READERS), "E-KEY")
        node: t.StepNode = reader(word, body, before, path)
        return replace(node, line=line)

    # --- parts
    def number(self, body: object) -> t.Num:
        text = body.get("值") if isinstance(body, dict) else body
        if not isinstance(text, str):
            raise j.SentenceError("这一步要写一个数的算式")
        return g.parse_number(text, self.scope)

    @staticmethod
    def needs(before: t.StepNode | None, word: str) -> t.StepNode:
        if before is None:
            raise j.SentenceError(f"“{word}”前面还没有基数")
        return before

    def table(self, name: object) -> t.Table:
        found = self.scope.parameters.get(str(name))
        if not isinstance(found, t.Table):
            raise j.SentenceError(f"“{name}”不是表", nearest(str(name), self.scope.parameters), "E-NAME")
        return found

    def looked_up(self, body: object) -> t.Num:
        if not isinstance(body, dict) or "表" not in body or "按" not in body:
            raise j.SentenceError("查表要写 {表: 表名, 按: 依据}")
        keys = body["按"] if isinstance(body["按"], list) else [body["按"]]
        return j.lookup(self.table(body["表"]), tuple(g.parse_key(key, self.scope) for key in keys))

    def set_to(self, word: str, value: t.Num) -> t.StepNode:
        return t.StepNode(t.Do.SET, word, value.dim, value.scale, j.is_exact(value), value)

    # --- one reader per action
    def read_set(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        return self.set_to(word, self.number(body))

    def read_table(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        value = self.looked_up(body)
        return self.set_to(word, value) if word == "查表" else self.times(word, self.needs(before, word), value)

    def read_marginal(
        self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]
    ) -> t.StepNode:
        if not isinstance(body, dict) or "段" not in body or "按" not in body:
            raise j.SentenceError("分段要写 {段: 表名, 按: 依据}")
        return self.set_to(word, j.marginal(self.table(body["段"]), g.parse_number(body["按"], self.scope)))

    def times(self, word: str, before: t.StepNode, value: t.Num) -> t.StepNode:
        exact = before.exact and j.is_exact(value)
        return t.StepNode(
            t.Do.TIMES, word, dim_product(before.dim, value.dim), before.scale * value.scale, exact, value
        )

    def read_times(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        value = self.number(body)
        before = self.needs(before, word)
        if word == "除以":
            if not isinstance(value, t.Number) or not value.value:
                raise j.SentenceError("除以 后面要是不为零的参数")
            value = t.Number(1 / value.value, dim_product((), value.dim, -1), value.name)
        return self.times(word, before, value)

    def read_join(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        """加上 减去 扣减 不超过 不低于: the value has the running value's dimension."""
        before, value = self.needs(before, word), self.number(body)
        if isinstance(value, t.Number) and value.value == 0 and not value.name:
            value = replace(value, dim=before.dim)
        if value.dim != before.dim:
            raise j.SentenceError(f"“{word}”的数与前面的单位不同", "", "E-UNIT")
        do = {"加上": t.Do.PLUS, "减去": t.Do.MINUS, "扣减": t.Do.DEDUCT, "不超过": t.Do.CAP, "不低于": t.Do.FLOOR}[
            word
        ]
        extra = body if isinstance(body, dict) else {}
        exact = before.exact and j.is_exact(value)
        return t.StepNode(
            do,
            word,
            before.dim,
            lcm(before.scale, value.scale),
            exact,
            value,
            scope=extra.get("范围", ""),
            clause=extra.get("条", ""),
        )

    def read_round(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        before = self.needs(before, word)
        if not isinstance(body, dict) or body.get("到") not in _ROUND_UNITS or body.get("方式") not in _ROUND_MODES:
            raise j.SentenceError("取整要写 {到: 分|角|元|百元|千元|万元, 方式: 舍去|四舍五入|进位}")
        if before.dim != MONEY:
            raise j.SentenceError("取整之前的数不是钱", "", "E-UNIT")
        return t.StepNode(
            t.Do.ROUND,
            word,
            MONEY,
            1,
            True,
            unit=_ROUND_UNITS[body["到"]],
            mode=body["方式"],
            reason=body.get("依据", ""),
            scope=body["到"],
        )

    def read_range(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        if not isinstance(body, list) or len(body) != 2:
            raise j.SentenceError("区间要写 [下限, 上限]")
        low, high = (g.parse_number(text, self.scope) for text in body)
        if low.dim != high.dim:
            raise j.SentenceError("区间两端单位不同", "", "E-UNIT")
        exact = j.is_exact(low) and j.is_exact(high)
        return t.StepNode(t.Do.RANGE, word, high.dim, lcm(low.scale, high.scale), exact, high, low=low)

    def read_every(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        if not isinstance(body, dict) or not {"量", "每", "给"} <= set(body):
            raise j.SentenceError("每满要写 {量: 算式, 每: 参数, 给: 参数}")
        value, per, give = (g.parse_number(body[key], self.scope) for key in ("量", "每", "给"))
        if value.dim != per.dim or not isinstance(per, t.Number) or per.value <= 0:
            raise j.SentenceError("每满 的“每”应是与“量”同单位、大于零的参数", "", "E-UNIT")
        return t.StepNode(t.Do.EVERY, word, give.dim, give.scale, j.is_exact(give), value, per=per, give=give)

    def read_yearly(
        self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]
    ) -> t.StepNode:
        before = self.needs(before, word)
        if not isinstance(body, dict) or not {"起", "率"} <= set(body):
            raise j.SentenceError("分年要写 {起: 日期, 率: 参数名}")
        rates = self.scope.parameters.get(body["率"])
        if not isinstance(rates, t.Choices):
            raise j.SentenceError(
                f"“{body['率']}”不是一列比例", nearest(str(body["率"]), self.scope.parameters), "E-NAME"
            )
        sizes = tuple(j.parse_rate(text) for text in rates.words)
        scale = before.scale * lcm(*(size.denominator for size in sizes))
        start = g.parse_day(body["起"], self.scope)
        mode = body.get("按", "自然年")
        return t.StepNode(t.Do.YEARLY, word, before.dim, scale, before.exact, start=start, rates=sizes, mode=mode)

    def read_each(self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]) -> t.StepNode:
        if not isinstance(body, dict) or not {"记录", "金额"} <= set(body):
            raise j.SentenceError("对每个要写 {记录: 明细名, 其中: 条件, 金额: [步骤]}")
        record = self.scope.dictionary.record(body["记录"])
        if record is None:
            known = [record.name for record in self.scope.dictionary.records]
            raise j.SentenceError(f"“{body['记录']}”不是登记过的明细", nearest(body["记录"], known), "E-NAME")
        inner = _Steps(replace(self.scope, record=record), self.place)
        where = g.parse_truth(body["其中"], inner.scope) if "其中" in body else None
        steps = inner.build(body["金额"], *path, word, "金额")
        last = steps[-1]
        return t.StepNode(
            t.Do.EACH, word, last.dim, last.scale, last.exact, record=record, where=where, parts=((None, steps),)
        )

    def read_branch(
        self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]
    ) -> t.StepNode:
        if not isinstance(body, list) or not body:
            raise j.SentenceError("分支要写一列 {当: 条件, 金额: [步骤]}，最后可写 {其他: [步骤]}")
        parts = []
        for index, entry in enumerate(body):
            if "其他" in entry:
                parts.append((None, self.build(entry["其他"], *path, word, index, "其他")))
            else:
                test = g.parse_truth(entry["当"], self.scope)
                parts.append((test, self.build(entry["金额"], *path, word, index, "金额")))
        return self.joined(t.Do.BRANCH, word, tuple(parts))

    def read_several(
        self, word: str, body: object, before: t.StepNode | None, path: tuple[str | int, ...]
    ) -> t.StepNode:
        if not isinstance(body, list) or not body:
            raise j.SentenceError(f"“{word}”要写几列步骤")
        parts = tuple((None, self.build(entry, *path, word, index)) for index, entry in enumerate(body))
        return self.joined(t.Do.BEST if word == "取高" else t.Do.TOTAL, word, parts)

    def joined(
        self, do: t.Do, word: str, parts: tuple[tuple[t.Truth | None, tuple[t.StepNode, ...]], ...]
    ) -> t.StepNode:
        lasts = [steps[-1] for _, steps in parts]
        if any(last.dim != lasts[0].dim for last in lasts):
            raise j.SentenceError(f"“{word}”各列算到最后单位不同", "", "E-UNIT")
        return t.StepNode(
            do, word, lasts[0].dim, lcm(*(last.scale for last in lasts)), all(last.exact for last in lasts), parts=parts
        )


_READERS = {
    "定额": "set", "基数": "set", "查表": "table", "乘表": "table", "分段": "marginal", "乘以": "times", "除以": "times", "加上": "join",
    "减去": "join", "扣减": "join", "不超过": "join", "不低于": "join", "取整": "round", "区间": "range", "每满": "every", "分年": "yearly",
    "对每个": "each", "分支": "branch", "取高": "several", "合计": "several",
}  # fmt: skip

__all__ = ["COUNT", "RATIO", "BuiltVersion", "Conditions", "Surroundings", "build_version"]
