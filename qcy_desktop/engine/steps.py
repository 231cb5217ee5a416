"""Reads the steps of an amount, as written, into typed nodes: what each does, and the unit and scale of the value after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import lcm
from typing import Any

from qcy_desktop.domain.facts import RecordDef
from qcy_desktop.domain.quantity import MONEY, dim_product
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import joining as j
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.slips import step_instead
from qcy_desktop.engine.source import Placer
from qcy_desktop.engine.words import say_day

ROUND_UNITS = {"分": 1, "角": 10, "元": 100, "百元": 10**4, "千元": 10**5, "万元": 10**6}
ROUND_MODES = ("舍去", "四舍五入", "进位")
_JOINS = {"加上": t.Do.PLUS, "减去": t.Do.MINUS, "扣减": t.Do.DEDUCT, "不超过": t.Do.CAP, "不低于": t.Do.FLOOR}
YEARLY_MODES = ("自然年", "周年", "取数年度")

Path = tuple[str | int, ...]
Part = tuple[t.Truth | None, tuple[t.StepNode, ...]]


@dataclass(frozen=True, slots=True)
class _At:
    """Where a step stands: its word, the step before it, its path in the file."""

    word: str
    before: t.StepNode | None
    path: Path

    def running(self) -> t.StepNode:
        """The step before. Raises SentenceError where there is none."""
        if self.before is None:
            raise j.SentenceError(f"“{self.word}”前面还没有基数", "先写 基数、定额 或 查表")
        return self.before


class StepReader:
    """Reads steps in order; each knows the dimension and scale of the running value before it."""

    def __init__(self, scope: g.Scope, placer: Placer) -> None:
        self.scope = scope
        self.placer = placer

    def build(self, sources: object, *path: str | int) -> tuple[t.StepNode, ...]:
        """The steps at a path. Raises SourceError with the line of the first that cannot be read."""
        if not isinstance(sources, list) or not sources:
            raise self.placer.fault(j.SentenceError("金额应是一列步骤", "每步一行，前面写 - ，如 - 定额: 奖励"), *path)
        steps: list[t.StepNode] = []
        for index, source in enumerate(sources):
            here = (*path, index)
            node = self.placer.guard(partial(self.step, source, steps[-1] if steps else None, here), *here)
            steps.append(replace(node, line=self.placer.source.line_of(*here)))
        return tuple(steps)

    def step(self, source: object, before: t.StepNode | None, path: Path) -> t.StepNode:
        if not isinstance(source, dict) or len(source) != 1:
            raise j.SentenceError("每一步只写一个动作", "拆成几行，每行一个 - 动作: 内容")
        word, body = next(iter(source.items()))
        if word not in _READERS:
            raise j.SentenceError(f"不认识的步骤“{word}”", step_instead(word, _READERS), "E-KEY")
        return _READERS[word](self, body, _At(word, before, path))

    # --- parts
    def parts(self, body: object, shape: str, needed: tuple[str, ...], may: tuple[str, ...] = ()) -> dict[str, Any]:
        """The body as a mapping with these keys and no others. Raises SentenceError."""
        if not isinstance(body, dict) or any(key not in body for key in needed):
            raise j.SentenceError("这一步的写法不对", shape)
        known = (*needed, *may)
        for key in body:
            if key not in known:
                raise j.SentenceError(
                    f"这一步里不认识的键“{key}”", nearest(key, known, f"可用：{'、'.join(known)}"), "E-KEY"
                )
        return body

    def text(self, body: object) -> str:
        if not isinstance(body, str):
            raise j.SentenceError("这一步要写一个数的算式", "写指标、参数或算式，如 研发费用 × 比例")
        return body

    def number(self, body: object) -> t.Num:
        return g.parse_number(self.text(body), self.scope)

    def table(self, name: object) -> t.Table:
        found = self.scope.parameters.get(self.text(name))
        if not isinstance(found, t.Table):
            raise j.SentenceError(
                f"“{name}”不是表", nearest(str(name), self.scope.parameters, "先在 参数 里写一个表、段或选"), "E-NAME"
            )
        return found

    def looked_up(self, body: object) -> t.Num:
        body = self.parts(body, "查表要写 {表: 表名, 按: 依据}", ("表", "按"))
        keys = body["按"] if isinstance(body["按"], list) else [body["按"]]
        return j.lookup(self.table(body["表"]), tuple(g.parse_key(self.text(key), self.scope) for key in keys))

    # --- steps that start anew
    def set_to(self, word: str, value: t.Num) -> t.StepNode:
        return t.StepNode(t.Do.SET, word, value.dim, value.scale, j.is_exact(value), value)

    def base(self, body: object, at: _At) -> t.StepNode:
        return self.set_to(at.word, self.number(body))

    def table_value(self, body: object, at: _At) -> t.StepNode:
        return self.set_to(at.word, self.looked_up(body))

    def marginal(self, body: object, at: _At) -> t.StepNode:
        body = self.parts(body, "分段要写 {段: 表名, 按: 依据}", ("段", "按"))
        return self.set_to(at.word, j.marginal(self.table(body["段"]), self.number(body["按"])))

    def range(self, body: object, at: _At) -> t.StepNode:
        if not isinstance(body, list) or len(body) != 2:
            raise j.SentenceError("区间的写法不对", "写成 区间: [下限, 上限]")
        low, high = (self.number(text) for text in body)
        low, high = j.fit_zero(low, high)
        if low.dim != high.dim:
            raise j.SentenceError("区间两端单位不同", "两端用同类的单位", "E-UNIT")
        if isinstance(low, t.Number) and isinstance(high, t.Number) and low.value > high.value:
            raise j.SentenceError("区间的下限大于上限", "把两端对调，或核对参数的单位")
        exact = j.is_exact(low) and j.is_exact(high)
        return t.StepNode(t.Do.RANGE, at.word, high.dim, lcm(low.scale, high.scale), exact, high, low=low)

    def every(self, body: object, at: _At) -> t.StepNode:
        body = self.parts(body, "每满要写 {量: 算式, 每: 参数, 给: 参数}", ("量", "每", "给"))
        value, per, give = (self.number(body[key]) for key in ("量", "每", "给"))
        if value.dim != per.dim or not isinstance(per, t.Number) or per.value <= 0:
            raise j.SentenceError(
                "每满 的“每”应是与“量”同单位、大于零的参数", "在 参数 里写一个，如 每份: {值: 10人}", "E-UNIT"
            )
        return t.StepNode(t.Do.EVERY, at.word, give.dim, give.scale, j.is_exact(give), value, per=per, give=give)

    def record(self, name: object) -> RecordDef:
        found = self.scope.dictionary.record(self.text(name))
        if found is None:
            known = [record.name for record in self.scope.dictionary.records]
            raise j.SentenceError(
                f"“{name}”不是登记过的明细", nearest(str(name), known, "先在 facts.yaml 的 记录 里登记"), "E-NAME"
            )
        return found

    def each(self, body: object, at: _At) -> t.StepNode:
        body = self.parts(body, "对每个要写 {记录: 明细名, 其中: 条件, 金额: [步骤]}", ("记录", "金额"), ("其中",))
        record = self.record(body["记录"])
        inner = StepReader(replace(self.scope, record=record), self.placer)
        where = g.parse_truth(self.text(body["其中"]), inner.scope) if "其中" in body else None
        steps = inner.build(body["金额"], *at.path, at.word, "金额")
        last, parts = steps[-1], ((None, steps),)
        return t.StepNode(t.Do.EACH, at.word, last.dim, last.scale, last.exact, record=record, where=where, parts=parts)

    def branch(self, body: object, at: _At) -> t.StepNode:
        if not isinstance(body, list) or not body:
            raise j.SentenceError("分支应是一列", "写成 - {当: 条件, 金额: [步骤]}，最后可写 - {其他: [步骤]}")
        parts = [self.way(entry, (*at.path, at.word, index)) for index, entry in enumerate(body)]
        if any(test is None for test, _ in parts[:-1]):
            raise j.SentenceError("分支里“其他”只能写在最后", "把它移到最后")
        return self.joined(t.Do.BRANCH, at.word, tuple(parts))

    def way(self, entry: object, path: Path) -> Part:
        """One way of a branch."""
        if isinstance(entry, dict) and set(entry) == {"其他"}:
            return None, self.build(entry["其他"], *path, "其他")
        body = self.parts(
            entry, "分支的每一条要写 {当: 条件, 金额: [步骤]}，最后一条可写 {其他: [步骤]}", ("当", "金额")
        )
        return g.parse_truth(self.text(body["当"]), self.scope), self.build(body["金额"], *path, "金额")

    def several(self, body: object, at: _At) -> t.StepNode:
        if not isinstance(body, list) or not body:
            raise j.SentenceError(f"“{at.word}”要写几列步骤", f"写成 {at.word}: [[步骤], [步骤]]")
        parts: list[Part] = [(None, self.build(entry, *at.path, at.word, index)) for index, entry in enumerate(body)]
        return self.joined(t.Do.BEST if at.word == "取高" else t.Do.TOTAL, at.word, tuple(parts))

    def joined(self, do: t.Do, word: str, parts: tuple[Part, ...]) -> t.StepNode:
        lasts = [steps[-1] for _, steps in parts]
        if any(last.dim != lasts[0].dim for last in lasts):
            raise j.SentenceError(f"“{word}”各列算到最后单位不同", "每一列都算到钱", "E-UNIT")
        scale, exact = lcm(*(last.scale for last in lasts)), all(last.exact for last in lasts)
        return t.StepNode(do, word, lasts[0].dim, scale, exact, parts=parts)

    # --- steps that go on from the running value
    def times(self, at: _At, value: t.Num) -> t.StepNode:
        before = at.running()
        dim, exact = dim_product(before.dim, value.dim), before.exact and j.is_exact(value)
        return t.StepNode(t.Do.TIMES, at.word, dim, before.scale * value.scale, exact, value)

    def multiply(self, body: object, at: _At) -> t.StepNode:
        return self.times(at, self.number(body))

    def divide(self, body: object, at: _At) -> t.StepNode:
        value = self.number(body)
        if not isinstance(value, t.Number) or not value.value:
            raise j.SentenceError("除以 后面要是不为零的参数", "在 参数 里写好这个数")
        return self.times(at, j.inverse_of(value))

    def table_rate(self, body: object, at: _At) -> t.StepNode:
        return self.times(at, self.looked_up(body))

    def join(self, body: object, at: _At) -> t.StepNode:
        """加上 减去 扣减 不超过 不低于: the value has the running value's dimension."""
        before = at.running()
        shape = "这一步要写一个数，或 {值: 算式, 范围: …, 条: …}"
        extra = self.parts(body if isinstance(body, dict) else {"值": body}, shape, ("值",), ("范围", "条"))
        value = self.number(extra["值"])
        if isinstance(value, t.Number) and value.value == 0 and not value.name:
            value = replace(value, dim=before.dim)
        if value.dim != before.dim:
            cure = "金额只能与金额比较、加减；看看前面几步算出来的是不是钱（钱不能再乘钱）"
            raise j.SentenceError(f"“{at.word}”的数与前面的单位不同", cure, "E-UNIT")
        node = self.set_to(at.word, value)
        exact, scale = before.exact and node.exact, lcm(before.scale, value.scale)
        scope, clause = extra.get("范围", ""), extra.get("条", "")
        return replace(node, do=_JOINS[at.word], exact=exact, scale=scale, scope=scope, clause=clause)

    def round(self, body: object, at: _At) -> t.StepNode:
        shape = "取整要写 {到: 分|角|元|百元|千元|万元, 方式: 舍去|四舍五入|进位, 依据: …}"
        body = self.parts(body, shape, ("到", "方式"), ("依据",))
        if body["到"] not in ROUND_UNITS or body["方式"] not in ROUND_MODES:
            raise j.SentenceError("这一步的写法不对", shape)
        if at.running().dim != MONEY:
            raise j.SentenceError("取整之前的数不是钱", "看看前面几步的单位，例如 单价 × 数量", "E-UNIT")
        unit, mode, reason = ROUND_UNITS[body["到"]], body["方式"], body.get("依据", "")
        return t.StepNode(t.Do.ROUND, at.word, MONEY, 1, True, unit=unit, mode=mode, reason=reason, scope=body["到"])

    def yearly(self, body: object, at: _At) -> t.StepNode:
        body = self.parts(
            body, "分年要写 {起: 日期, 率: 参数名}，可加 按: 自然年、周年 或 取数年度", ("起", "率"), ("按",)
        )
        before, rates = at.running(), self.scope.parameters.get(self.text(body["率"]))
        if not isinstance(rates, t.Choices):
            cure = nearest(body["率"], self.scope.parameters, "在 参数 里写一列，如 各年比例: {值: [100%, 50%]}")
            raise j.SentenceError(f"“{body['率']}”不是一列比例", cure, "E-NAME")
        mode = body.get("按", YEARLY_MODES[0])
        if mode not in YEARLY_MODES:
            raise j.SentenceError(f"分年不能按“{mode}”", f"可用：{'、'.join(YEARLY_MODES)}", "E-CHOICE")
        sizes = tuple(j.parse_rate(text) for text in rates.words)
        scale = before.scale * lcm(*(size.denominator for size in sizes))
        start = g.parse_day(self.text(body["起"]), self.scope)
        said = say_day(start)
        if mode == "取数年度":
            # The figures are of another year than the assessment: counting from a start moved as far gives their index.
            start, mode = t.DayShift(start, t.Length(years=-self.scope.offset), 1), YEARLY_MODES[0]
        return t.StepNode(
            t.Do.YEARLY, at.word, before.dim, scale, before.exact, start=start, rates=sizes, mode=mode, reason=said
        )


_READERS: dict[str, Callable[[StepReader, object, _At], t.StepNode]] = {
    "定额": StepReader.base, "基数": StepReader.base, "查表": StepReader.table_value, "分段": StepReader.marginal,
    "区间": StepReader.range, "每满": StepReader.every, "对每个": StepReader.each, "分支": StepReader.branch,
    "取高": StepReader.several, "合计": StepReader.several, "乘表": StepReader.table_rate, "乘以": StepReader.multiply,
    "除以": StepReader.divide, "取整": StepReader.round, "分年": StepReader.yearly, **dict.fromkeys(_JOINS, StepReader.join),
}  # fmt: skip

STEPS = tuple(_READERS)
