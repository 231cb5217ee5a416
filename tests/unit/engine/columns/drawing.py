"""Draws rules, facts and holes: rule files in words over a small dictionary, and enterprises that hit their thresholds."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from qcy_desktop.domain.enterprise import ABSENT, Award, Enterprise, Event, Value
from qcy_desktop.domain.facts import FactDef, FactType, Period, RecordDef
from qcy_desktop.engine.book import Pack, RuleBook
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.schema import MeasureSource, PackSource, validate
from qcy_desktop.engine.source import parse_yaml

AS_OF = date(2024, 2, 29)
YEARS = (2021, 2022, 2023, 2024)

DICTIONARY = """
指标:
  - {编号: income, 名称: 收入, 类型: 金额, 单位: 万元, 期间: 年度, 范围: 0元～1000亿元}
  - {编号: research, 名称: 研发, 类型: 金额, 单位: 万元, 期间: 年度, 范围: 0元～}
  - {编号: profit, 名称: 利润, 类型: 金额, 单位: 万元, 范围: -100亿元～100亿元}
  - {编号: balance, 名称: 结余, 类型: 金额, 单位: 万元, 范围: ～}
  - {编号: staff, 名称: 人数, 类型: 数量, 单位: 人, 期间: 年度, 范围: 1人～10000人}
  - {编号: masters, 名称: 硕士数, 类型: 数量, 单位: 人, 范围: 0人～}
  - {编号: share, 名称: 占比, 类型: 比例, 范围: 0%～100%}
  - {编号: gas, 名称: 氢气, 类型: 质量, 单位: 千克, 范围: 0千克～1000000千克}
  - {编号: price, 名称: 气价, 类型: 单价, 单位: 元/千克, 范围: 0元/千克～100元/千克}
  - {编号: founded, 名称: 成立日, 类型: 日期}
  - {编号: moved, 名称: 迁入日, 类型: 日期}
  - {编号: size, 名称: 规模, 类型: 选项, 选项: [大型, 中型, 小型, 微型]}
  - {编号: area, 名称: 片区, 类型: 选项, 选项: [甲, 乙, 丙]}
  - {编号: listed, 名称: 规上, 类型: 是否}
  - {编号: blamed, 名称: 失信, 类型: 是否}
事件:
  - {编号: hnte, 名称: 高企, 级别: [国家, 省级]}
记录:
  - {编号: station, 名称: 站, 字段: [{编号: power, 名称: 能力, 类型: 质量, 单位: 千克, 范围: 0千克～5000千克}]}
"""

PARAMETERS = """
      钱甲: {值: 100万元}
      钱乙: {值: 0.01元}
      钱丙: {值: 5000万元}
      率甲: {值: 3%}
      率乙: {值: 1/3}
      率丙: {值: 50%}
      人甲: {值: 20人}
      人乙: {值: 0人}
      重甲: {值: 0.5千克}
      重乙: {值: 1000千克}
      价甲: {值: 35元/千克}
      日甲: {值: 2021-02-28}
      期甲: {值: 3年}
      期乙: {值: 1个月}
      期丙: {值: 30天}
      天甲: {值: 365天}
      月甲: {值: 12个月}
      名录甲: {值: [甲, 乙]}
      名录乙: {值: [小型, 微型]}
      分年率: {值: [100%, 70%, 1/3]}
      表甲: {表: [{不足: 100万元, 值: 10万元}, {不足: 5000万元, 值: 15万元}, {值: 30.55万元}]}
      表乙: {表: [{自: 10人, 不足: 20人, 值: 1%}, {超过: 50人, 值: 1/7}]}
      表丙: {选: {小型: 50%, 中型: 40%}}
      表丁: {行: [{自: 10人, 不足: 20人}, {不足: 100人}, {}], 列: [2022年, 2023年], 值: [[40万元, 30万元], [160万元, 120万元], [350万元, 300万元]]}
      段甲: {段: [{至: 10万元, 率: 10%}, {至: 100万元, 率: 5%}, {率: 1/3}]}
"""

CONDITIONS = (
    "研发 不低于 钱甲", "研发 超过 钱乙", "收入 低于 钱丙", "利润 不超过 钱甲", "利润 高于 0", "结余 不低于 钱甲", "结余 少于 0",
    "收入 等于 钱甲", "上年 收入 不等于 钱甲", "占比 达到 率乙", "占比 不足 率丙", "占比 不足 率乙", "占比 不超过 率乙", "占比 超过 率乙", "占比 等于 率乙", "占比 不等于 率乙", "氢气 超过 重甲", "氢气 不满 重乙", "人数 不少于 人甲",
    "硕士数 超过 人甲", "硕士数 大于 人乙", "气价 低于 价甲", "研发 / 收入 不低于 率甲", "硕士数 / 人数 超过 率乙",
    "研发 / 收入 低于 率丙", "利润 / 收入 不超过 率甲", "收入 / 研发 等于 率丙", "收入 / 人数 不低于 气价 × 重甲 / 人甲",
    "增长率 收入 不低于 率甲", "近3年复合增长 研发 高于 率甲", "近2年每年 人数 不少于 人甲", "近3年均值 研发 不低于 钱甲",
    "收入 - 研发 不低于 利润", "研发 + 结余 超过 收入", "最小(收入, 利润, 结余) 低于 钱甲", "最大(研发, 结余) 不超过 上年 研发",
    "近3年最大 收入 高于 钱丙", "收入 - 上年 收入 不低于 0", "研发 × 率乙 不低于 利润", "研发 × 占比 低于 钱甲",
    "成立日 不早于 日甲", "成立日 + 期甲 不早于 评估日", "迁入日 - 期乙 早于 成立日", "评估日 晚于 成立日 + 期甲 + 期乙",
    "成立日 + 期丙 等于 评估日", "本年初 不晚于 迁入日", "迁入日 晚于 成立日 + 期乙", "天数(成立日, 评估日) 超过 天甲", "月数(成立日, 迁入日) 不低于 0",
    "月数(成立日, 迁入日) 不少于 月甲", "年度(成立日) 等于 年度(迁入日)", "规模 属于 名录乙", "规模 不属于 名录乙", "片区 为 「丙」",
    "片区 属于 名录甲", "规上", "非 规上", "非 失信", "规上 且 研发 不低于 钱甲", "规上 或 失信 或 研发 / 收入 不低于 率甲",
    "有 高企", "首次 高企 于 近2年", "次数 高企 不少于 人甲", "计数 站 不少于 人甲", "存在 站 其中(能力 不低于 重乙)",
    "首次日期 高企 不早于 日甲", "已获(累计) 不超过 钱甲",
)  # fmt: skip

STARTS = (
    "{定额: 钱甲}", "{基数: 研发}", "{基数: 研发 - 上年 研发}", "{基数: 利润}", "{基数: 结余}", "{基数: 氢气 × 价甲}",
    "{基数: 氢气 × 气价}", "{基数: 研发 × 占比}", "{基数: 近3年均值 研发}", "{基数: 最小(收入，结余，研发)}", "{查表: {表: 表甲, 按: 研发}}",
    "{查表: {表: 表甲, 按: 利润}}", "{查表: {表: 表丁, 按: [人数, 年度(成立日)]}}", "{分段: {段: 段甲, 按: 利润}}",
    "{分段: {段: 段甲, 按: 研发 + 收入}}", "{区间: [钱乙, 钱甲]}", "{区间: [钱乙, 研发]}", "{每满: {量: 硕士数, 每: 人甲, 给: 钱甲}}",
    "{每满: {量: 氢气, 每: 重甲, 给: 钱乙}}", "{每满: {量: 研发, 每: 钱甲, 给: 钱乙}}", "{合计: [[{基数: 研发}], [{定额: 钱甲}]]}",
    "{取高: [[{基数: 研发}, {乘以: 率乙}], [{基数: 利润}]]}",
    "{分支: [{当: 规模 属于 名录乙, 金额: [{基数: 研发}]}, {当: 研发 / 收入 不低于 率甲, 金额: [{定额: 钱甲}]}, {其他: [{基数: 利润}]}]}",
    "{分支: [{当: 研发 不低于 钱甲, 金额: [{基数: 研发}, {乘以: 率乙}]}, {当: 规上, 金额: [{基数: 结余}]}]}",
    "{基数: 研发 × 率甲 × 天数(成立日，评估日) / 天甲}", "{基数: 钱甲 × 月数(成立日，迁入日) / 月甲}",
    "{对每个: {记录: 站, 金额: [{基数: 能力 × 价甲}]}}", "{基数: 最高奖补(国家)}",
)  # fmt: skip

STEPS = (
    "{乘以: 率甲}", "{乘以: 率乙}", "{乘以: 占比}", "{乘以: 1 - 占比}", "{除以: 率乙}", "{加上: 钱乙}", "{加上: 结余}", "{减去: 上年 研发}",
    "{减去: 钱甲}", "{不超过: 钱丙}", "{不超过: 研发}", "{不超过: 利润}", "{不低于: 0}", "{不低于: 钱甲}", "{不低于: 利润}", "{扣减: 钱甲}",
    "{扣减: 结余}", "{扣减: 已获(本年度)}", "{乘表: {表: 表丙, 按: 规模}}", "{乘表: {表: 表乙, 按: 人数}}", "{乘表: {表: 表乙, 按: 硕士数}}",
    "{分年: {起: 成立日, 率: 分年率}}", "{分年: {起: 迁入日 + 期乙, 率: 分年率, 按: 周年}}",
)  # fmt: skip

ROUNDS = [
    f"{{取整: {{到: {unit}, 方式: {mode}, 依据: 试}}}}"
    for unit in ("分", "元", "万元")
    for mode in ("舍去", "四舍五入", "进位")
]


def small_dictionary(folder: Path) -> Dictionary:
    """The dictionary that drawn rules speak of."""
    file = folder / "facts.yaml"
    file.write_text(DICTIONARY, "utf-8")
    return load_dictionary(file)


# --- Rules -----------------------------------------------------------------------------------------------------------

sentences = st.sampled_from(CONDITIONS)
# Groups of conditions as YAML flow text, nested up to three deep.
conditions = st.recursive(
    sentences.map(lambda text: f'"{text}"'),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda items: f"{{全部: [{', '.join(items)}]}}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"{{任一: [{', '.join(items)}]}}"),
        inner.map(lambda item: f"{{非: {item}}}"),
    ),
    max_leaves=6,
)
amounts = st.tuples(st.sampled_from(STARTS), st.lists(st.sampled_from(STEPS), max_size=4), st.sampled_from(ROUNDS)).map(
    lambda parts: [parts[0], *parts[1], parts[2]]
)


@st.composite
def measures(draw: Callable[..., Any], index: int = 0) -> str:
    """One measure as the text of a rule file."""
    lines = [
        f"编号: m{index}\n标题: 第{index}项\n条款: {{条: 一}}\n证据: {{等级: 机构转述}}\n版本:",
        f"  - 施行: {{自: 2020-01-01}}\n    参数:{PARAMETERS}",
    ]
    if draw(st.booleans()):
        lines.append(f"    适用: {draw(conditions)}")
    lines.append(f"    条件: {draw(conditions)}")
    if draw(st.integers(0, 5)):
        lines.append("    金额:\n" + "\n".join(f"      - {step}" for step in draw(amounts)))
    if not draw(st.integers(0, 9)):
        lines.append("不可计算: {缘由: 择优}")
    return "\n".join(lines) + "\n"


def book_of(dictionary: Dictionary, texts: list[str]) -> RuleBook:
    """A rule book of drawn measures."""
    found = {}
    for text in texts:
        lined = parse_yaml(text, "试")
        source = validate(MeasureSource, lined, "试")
        found[source.id] = Measure(source, lined, "试", "试")
    pack = validate(PackSource, parse_yaml("编号: t\n标题: 试\n版本: 1\n证据: {等级: 机构转述}\n", "试"), "试")
    return RuleBook(dictionary, {}, "", {"试": Pack(pack, Path(), "", tuple(found))}, found)


# --- Enterprises -----------------------------------------------------------------------------------------------------

# Stored figures around the thresholds of the parameters above, by type of fact.
FIGURES: Mapping[FactType, tuple[int, ...]] = {
    FactType.MONEY: (
        0,
        1,
        2,
        99_999_999,
        100_000_000,
        100_000_001,
        5 * 10**9 - 1,
        5 * 10**9,
        10**7,
        333_333_333,
        10**13,
    ),
    FactType.COUNT: (0, 1, 9, 10, 19, 20, 21, 50, 51, 100, 10_000),
    FactType.RATIO: (0, 1, 30_000, 333_333, 333_334, 499_999, 500_000, 1_000_000),
    FactType.MASS: (0, 499, 500, 501, 999_999, 1_000_000, 1_000_001),
    FactType.PRICE: (0, 1, 3_499, 3_500, 3_501, 10_000),
}
DAYS = tuple(
    date(*day)
    for day in ((2020, 2, 29), (2021, 1, 29), (2021, 2, 28), (2021, 3, 1), (2022, 12, 31), (2023, 2, 28), (2024, 1, 1), (2024, 1, 30), (2024, 3, 31))
)  # fmt: skip


def value_of(fact: FactDef, chance: random.Random) -> Value:
    """A value of a fact, mostly near a threshold; sometimes declared 无."""
    match fact.type:
        case FactType.FLAG:
            return chance.choice((True, False, ABSENT))
        case FactType.CHOICE:
            return chance.choice((*fact.choices, ABSENT))
        case FactType.DATE:
            return chance.choice((*DAYS, ABSENT, date(2019, 1, 1) + timedelta(chance.randrange(2000))))
    figures = FIGURES.get(fact.type, (0, 1, 100))
    size = chance.choice(figures) if chance.random() < 0.8 else chance.randrange(10 ** chance.randrange(1, 14))
    size = -size if fact.low is None or (fact.low < 0 and chance.random() < 0.4) else size
    return (
        max(size if fact.low is None else max(size, fact.low), -(10**14)) if fact.high is None else min(size, fact.high)
    )


def enterprise(dictionary: Dictionary, chance: random.Random, holes: float) -> Enterprise:
    """An enterprise that leaves out each fact with the probability `holes`."""
    facts: dict[tuple[str, int | None], Value] = {}
    for fact in dictionary.facts:
        for year in YEARS if fact.period is Period.YEAR else (None,):
            if fact.type is not FactType.TEXT and chance.random() >= holes:
                facts[fact.id, year] = value_of(fact, chance)
    return Enterprise(
        facts=facts,
        events=None if chance.random() < holes else _events(dictionary, chance),
        records={
            record.id: tuple(_record(record, chance, holes) for _ in range(chance.randrange(4)))
            for record in dictionary.records
            if chance.random() >= holes
        },
        awards=None if chance.random() < holes else _awards(chance),
    )


def _events(dictionary: Dictionary, chance: random.Random) -> tuple[Event, ...]:
    return tuple(
        Event(kind.id, chance.choice(DAYS), chance.choice((*kind.levels, "")), chance.choice((True, False, None)))
        for kind in dictionary.events
        for _ in range(chance.randrange(3) if len(dictionary.events) < 5 else chance.random() < 0.3)
    )


def _record(record: RecordDef, chance: random.Random, holes: float) -> dict[str, Value]:
    return {entry.id: value_of(entry, chance) for entry in record.fields if chance.random() >= holes}


def _awards(chance: random.Random) -> tuple[Award, ...]:
    matters = ("m0", "m1", "m2", "研发投入")
    return tuple(
        Award(
            chance.choice(matters),
            chance.choice(FIGURES[FactType.MONEY]),
            chance.choice(DAYS),
            chance.choice(("国家", "西安市", "")),
        )
        for _ in range(chance.randrange(3))
    )
