"""A small world for tests of the engine: a tiny dictionary, rule folders written from plain values, questions to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from hypothesis import settings

from qcy_desktop.domain.assessment import MeasureResult
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.explain import Explainer
from qcy_desktop.engine.grammar import Scope
from qcy_desktop.engine.parameters import build_histories, build_parameters
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Outcome, Reckoner
from qcy_desktop.engine.schema import ParameterSource

AS_OF = date(2024, 6, 1)

DICTIONARY = """
指标:
  - {编号: sales, 名称: 收入, 类型: 金额, 单位: 万元, 期间: 年度, 范围: 0元～100亿元}
  - {编号: rd, 名称: 研发费用〔税务〕, 类型: 金额, 单位: 万元, 期间: 年度, 范围: 0元～10亿元}
  - {编号: profit, 名称: 利润, 类型: 金额, 单位: 万元, 期间: 年度, 范围: -1亿元～1亿元}
  - {编号: outlay, 名称: 投资, 类型: 金额, 单位: 元, 范围: 0元～1000元}
  - {编号: grant, 名称: 补助, 类型: 金额, 单位: 元, 范围: 0元～1000元}
  - {编号: balance, 名称: 余额, 类型: 金额, 单位: 元, 范围: -1000元～1000元}
  - {编号: wealth, 名称: 财产, 类型: 金额, 单位: 元, 范围: 0元～}
  - {编号: debt, 名称: 净额, 类型: 金额, 单位: 元, 范围: ～1000元}
  - {编号: gas_price, 名称: 气价, 类型: 单价, 单位: 元/千克, 范围: 0元/千克～100元/千克}
  - {编号: rent, 名称: 租金, 类型: 单价, 单位: 元/平方米, 范围: 0元/平方米～100元/平方米}
  - {编号: share, 名称: 占比, 类型: 比例, 单位: '%', 范围: 0%～100%}
  - {编号: rate, 名称: 利率, 类型: 比例, 单位: '%', 范围: 0%～36%}
  - {编号: staff, 名称: 人数, 类型: 数量, 单位: 人, 期间: 年度, 范围: 0人～1000人}
  - {编号: masters, 名称: 硕士数, 类型: 数量, 单位: 人, 范围: 0人～10人}
  - {编号: doctors, 名称: 博士数, 类型: 数量, 单位: 人, 范围: 1人～10人}
  - {编号: patents, 名称: 专利数, 类型: 数量, 单位: 件, 范围: 0件～}
  - {编号: floor_space, 名称: 用房面积, 类型: 面积, 单位: 平方米, 范围: 0平方米～1000平方米}
  - {编号: plant_space, 名称: 厂房面积, 类型: 面积, 单位: 平方米, 范围: 0平方米～1000平方米}
  - {编号: hydrogen, 名称: 用氢量, 类型: 质量, 单位: 千克, 范围: 0千克～1000千克}
  - {编号: steel, 名称: 用钢量, 类型: 质量, 单位: 吨, 范围: 0吨～100吨}
  - {编号: way, 名称: 行驶里程, 类型: 里程, 单位: 公里, 范围: 0公里～1000公里}
  - {编号: track, 名称: 管道长度, 类型: 里程, 单位: 公里, 范围: 0公里～1000公里}
  - {编号: energy, 名称: 用电量, 类型: 电量, 单位: 千瓦时, 范围: 0千瓦时～1000千瓦时}
  - {编号: stored, 名称: 储能量, 类型: 电量, 单位: 千瓦时, 范围: 0千瓦时～1000千瓦时}
  - {编号: power, 名称: 装机, 类型: 功率, 单位: 千瓦, 范围: 0千瓦～1000千瓦}
  - {编号: peak, 名称: 峰值, 类型: 功率, 单位: 千瓦, 范围: 0千瓦～1000千瓦}
  - {编号: worked, 名称: 计息天数, 类型: 天数, 单位: 天, 范围: 0天～366天}
  - {编号: idle, 名称: 停工天数, 类型: 天数, 单位: 天, 范围: 0天～366天}
  - {编号: mark, 名称: 评分, 类型: 得分, 单位: 分值, 范围: 0分值～100分值}
  - {编号: bonus, 名称: 加分, 类型: 得分, 单位: 分值, 范围: 0分值～10分值}
  - {编号: founded, 名称: 成立日期, 类型: 日期}
  - {编号: built, 名称: 竣工日期, 类型: 日期}
  - {编号: hightech, 名称: 高新技术企业, 类型: 是否}
  - {编号: fined, 名称: 有行政处罚, 类型: 是否}
  - {编号: listed, 名称: 规上企业, 类型: 是否, 期间: 年度}
  - {编号: size, 名称: 规模, 类型: 选项, 选项: [大型, 中型, 小型, 微型]}
  - {编号: town, 名称: 所在新城, 类型: 选项, 选项: [沣东新城, 沣西新城, 区外]}
  - {编号: remark, 名称: 备注, 类型: 文本}
  - {编号: motto, 名称: 口号, 类型: 文本}
事件:
  - {编号: hnte, 名称: 高企认定, 级别: [国家, 陕西省]}
  - {编号: entry, 名称: 升规}
记录:
  - 编号: station
    名称: 加氢站
    字段:
      - {编号: capacity, 名称: 日加注能力, 类型: 质量, 单位: 千克, 范围: 0千克～10000千克}
      - {编号: cost, 名称: 建设投资, 类型: 金额, 单位: 元, 范围: 0元～1000元}
      - {编号: result, 名称: 盈亏, 类型: 金额, 单位: 元, 范围: -1000元～1000元}
      - {编号: opened, 名称: 运营日期, 类型: 日期}
      - {编号: kind, 名称: 站型, 类型: 选项, 选项: [固定站, 撬装站]}
      - {编号: linked, 名称: 已联网, 类型: 是否}
  - 编号: car
    名称: 车辆
    字段:
      - {编号: km, 名称: 里程, 类型: 里程, 单位: 公里, 范围: 0公里～1000公里}
"""

FEN = {"到": "分", "方式": "舍去", "依据": "测试"}


@dataclass
class World:
    """A rule folder on disk. Measures are written from plain values (JSON is YAML) and asked one by one."""

    folder: Path
    kinds: Mapping[str, Any] = field(default_factory=dict)
    dictionary: str = DICTIONARY
    verified: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "试点").mkdir(parents=True, exist_ok=True)
        (self.folder / "facts.yaml").write_text(self.dictionary, "utf-8")
        if self.kinds:
            self._write("kinds.yaml", {"共用条件": dict(self.kinds)})
        pack = {"编号": "trial", "标题": "试点政策", "简称": "试点", "级别": "西咸新区", "版本": "1", "证据": EVIDENCE}
        self._write("试点/pack.yaml", pack)

    def _write(self, name: str, body: Any) -> None:
        (self.folder / name).write_text(json.dumps(body, ensure_ascii=False), "utf-8")

    def add(self, id: str = "m1", /, *versions: Mapping[str, Any], **keys: Any) -> World:
        """Adds a measure of these versions; `keys` are further keys of the measure."""
        dated = [{"施行": {"自": "2020-01-01"}, **version} for version in versions]
        body = {"编号": id, "标题": f"措施{id}", "条款": {"条": "第一条"}, "证据": EVIDENCE, "出资": {"西咸新区": "1"}}
        self._write(f"试点/{id}.yaml", {**body, **({"版本": dated} if dated else {}), **keys})
        return self

    def add_text(self, id: str, text: str) -> Path:
        """Adds a measure file as written."""
        path = self.folder / "试点" / f"{id}.yaml"
        path.write_text(text, "utf-8")
        return path

    @cached_property
    def book(self) -> RuleBook:
        return load_book([self.folder])

    @cached_property
    def reckoner(self) -> Reckoner:
        return Reckoner(self.book, self.verified)

    def enterprise(self, facts: Mapping[str, Any] | None = None, **lists: Any) -> Enterprise:
        """An enterprise from facts by name and 事件, 记录, 奖补 in the form of enterprise files."""
        keys = {"事件": "events", "记录": "records", "奖补": "awards"}
        document = {"schema": 1, "facts": dict(facts or {}), **{keys[key]: body for key, body in lists.items()}}
        return EnterpriseReader(self.book.dictionary).read(document)

    def outcome(self, enterprise: Enterprise, as_of: date = AS_OF, id: str = "m1") -> Outcome:
        """The outcome of one measure."""
        return self.reckoner.reckon_one(self.book.measures[id], enterprise, as_of).outcomes[0]

    def ask(
        self, facts: Mapping[str, Any] | None = None, as_of: date = AS_OF, id: str = "m1", **lists: Any
    ) -> MeasureResult:
        """The answer of one measure in words."""
        return self.answer(self.enterprise(facts, **lists), as_of, id)

    def answer(self, enterprise: Enterprise, as_of: date = AS_OF, id: str = "m1") -> MeasureResult:
        reckoning = self.reckoner.reckon_one(self.book.measures[id], enterprise, as_of)
        return Explainer(self.book, reckoning).result(reckoning.outcomes[0])


EVIDENCE = {"等级": "机构转述", "来源": "测试", "查阅日": "2024-01-01"}


def often(times: int) -> settings:
    """At least so many trials; the full count under --long."""
    return settings(max_examples=max(times, settings.default.max_examples if settings.default else 0))


def rule(
    folder: Path,
    conditions: Any = None,
    amount: Any = None,
    parameters: Mapping[str, Any] | None = None,
    **version: Any,
) -> World:
    """A world with one measure: conditions (a list means 全部), amount steps, parameters as texts or mappings."""
    body: dict[str, Any] = dict(version)
    if conditions is not None:
        body["条件"] = {"全部": conditions} if isinstance(conditions, list) else conditions
    if amount is not None:
        body["金额"] = amount
    if parameters is not None:
        body["参数"] = {name: value if isinstance(value, dict) else {"值": value} for name, value in parameters.items()}
    return World(folder).add("m1", body)


def scope(world: World, parameters: Mapping[str, Any] | None = None, **more: Any) -> Scope:
    """What a sentence may speak of in tests of the grammar alone."""
    texts = {name: value if isinstance(value, dict) else {"值": value} for name, value in (parameters or {}).items()}
    sources = {name: ParameterSource.model_validate(body) for name, body in texts.items()}
    built = build_parameters(sources, AS_OF)
    return Scope(world.book.dictionary, built, histories=build_histories(sources), matter="试验", **more)


def mark(world: World, facts: Mapping[str, Any] | None = None, as_of: date = AS_OF, **lists: Any) -> str:
    """The verdict word of the one measure."""
    return world.ask(facts, as_of, **lists).verdict.word


def money(
    world: World, facts: Mapping[str, Any] | None = None, as_of: date = AS_OF, **lists: Any
) -> tuple[int, int | None]:
    """The bounds of the one measure's amount in fen, None for no upper bound."""
    span = world.ask(facts, as_of, **lists).amount
    assert span is not None
    return span.low, span.high
