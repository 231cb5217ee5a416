"""The tables of the language handbook (rules/README.md), written from the code so that they cannot fall behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.quantity import SCALES, UNITS
from qcy_desktop.engine import keywords as k
from qcy_desktop.engine import schema as s
from qcy_desktop.engine.handbook_words import FIELD_WORDS, FUNCTION_WORDS, KEY_WORDS, STEP_WORDS, TYPE_WORDS
from qcy_desktop.engine.slips import SLIPS, STEP_SLIPS
from qcy_desktop.engine.steps import ROUND_MODES, ROUND_UNITS, STEPS, YEARLY_MODES
from qcy_desktop.engine.tree import Op

_PLACE = re.compile(r"(<!-- 词表：(\S+) -->\n).*?(<!-- 词表完 -->)", re.DOTALL)

# Headings of the key tables, in the order in which a file is read.
FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("措施文件", s.MeasureSource), ("证据", s.EvidenceSource), ("条款", s.ClauseSource), ("版本", s.VersionSource),
    ("施行", s.ForceSource), ("申报", s.ClaimSource), ("参数", s.ParameterSource), ("历", s.DatedValue),
    ("拨付", s.InstalmentSource), ("叠加", s.StackSource), ("审批层级", s.DecisionSource), ("不可计算", s.NotComputable),
    ("办理", s.HandlingSource), ("样例", s.CaseSource), ("应得", s.ExpectedSource), ("政策集文件", s.PackSource),
    ("共用条件文件", s.KindsSource), ("一个共用条件", s.KindSource), ("梯次文件", s.LadderSource), ("一级梯次", s.RungSource),
    ("一致文件", s.ConsistencySource), ("一条一致", s.ContradictionSource),
)  # fmt: skip


def refresh(text: str) -> str:
    """The handbook with every table between its marks written anew. Raises KeyError for a mark without a table."""
    return _PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |"]
    lines.append("|" + " --- |" * lines[0].count(" | ") + " --- |")
    lines += [f"| {' | '.join(cell.replace('|', '｜') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def comparisons() -> str:
    """Words of comparison by their meaning, and whether they include the bound."""
    rows = []
    for op in Op:
        numbers = [word for word, found in k.OPS.items() if found is op]
        days = [word for word, found in k.DAY_OPS.items() if found is op and word not in numbers]
        includes = {Op.GE: "含本数", Op.LE: "含本数", Op.GT: "不含本数", Op.LT: "不含本数"}.get(op, "—")
        rows.append((op.value, _code(numbers), _code(days) or "—", includes))
    return _table(("意思", "数", "日期", "本数"), rows)


def words() -> str:
    """The other words with a meaning."""
    spans = k.SPAN.pattern.split("(")[2].split(")")[0].split("|")
    rows = [
        ("选项", _code(k.CHOICE_OPS), "`所属产业链 属于 重点链`（参数里的名录）；`主体类别 为 「银行」`"),
        ("界限", _code(k.BOUND_WORDS), "`营业收入 在 下限 以上`；“以下”要写 `以下（含）` 或 `以下（不含）`，或在版本里写 界限词"),
        ("连接", _code(k.JOINING), "一句里的 且、或、非，先非、再且、后或，混写时用括号；`其中(…)` `满足(…)` 用于明细；`于 上年度` 用于事件"),
        ("年份", _code(k.EARLIER_YEARS) + " `3年前` `2022年度`", "写在年度指标前面，往前移；`2022年度 营业收入` 是固定的一年"),
        ("几年", _code(f"近3年{span}" for span in spans), "到取数期为止的几年：平均、相加、每一年都、复合增长率、最大"),
        ("日期", _code(k.NAMED_DAYS), "随评估日而定的日子"),
        ("事件", _code(k.EVENT_WORDS), "`有 E`、`有效 E`（证书没过期）、`首次 E`、`再次 E`；级别写 `E〔国家〕`；时间写 `于 取数期` `于 本年度` `于 近2年`"),
        ("层级", _code(k.LEVELS), "已获、最高奖补、奖补合计 和 叠加的级别里可用"),
    ]  # fmt: skip
    return _table(("类别", "词", "怎么用"), rows)


def functions() -> str:
    """What stands before brackets."""
    return _table(
        ("词", "写法", "意思"),
        [(f"`{word}`", f"`{FUNCTION_WORDS[word][0]}`", FUNCTION_WORDS[word][1]) for word in k.FUNCTIONS],
    )


def steps() -> str:
    """The steps of an amount."""
    rows = [(f"`{word}`", f"`{STEP_WORDS[word][0]}`", STEP_WORDS[word][1]) for word in STEPS]
    tail = (
        f"\n取整到：{_code(ROUND_UNITS)}。方式：{_code(ROUND_MODES)}。分年的“按”：{_code(YEARLY_MODES)}"
        "（自然年按评估日所在年数，周年按满几年数，取数年度按数据所属年数）。\n"
    )
    return _table(("步骤", "写法", "意思"), rows) + tail


def keys() -> str:
    """Every key of every kind of file: whether it must stand, what may stand in it, what it means."""
    parts = []
    for title, model in FILES:
        rows = []
        for info in model.model_fields.values():
            alias = str(info.alias)
            choices = _choices(info.annotation)
            meaning = KEY_WORDS[model.__name__][alias] + (f"：{_code(choices)}" if choices else "")
            rows.append((f"`{alias}`", "必填" if info.is_required() else "", meaning))
        parts.append(f"**{title}**\n\n" + _table(("键", "", "意思"), rows))
    return "\n".join(parts)


def _choices(annotation: Any) -> list[str]:
    """The words that a key may take, where they are listed."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(item.value) for item in annotation]
    if get_origin(annotation) is not None and all(isinstance(arg, str) for arg in get_args(annotation)):
        return [word for word in get_args(annotation) if word]
    return [word for arg in get_args(annotation) for word in _choices(arg)]


def fact_types() -> str:
    """Types of facts."""
    return _table(
        ("类型", "意思", "可计算"),
        [(f"`{kind}`", TYPE_WORDS[kind], "能" if kind in SCALES else "") for kind in FactType],
    )


def fact_keys() -> str:
    """Keys of an entry in facts.yaml."""
    return _table(("键", "意思"), [(f"`{word}`", meaning) for word, meaning in FIELD_WORDS.items()])


def units() -> str:
    """Units, those of one kind together; a slash makes a unit price."""
    kinds: dict[object, list[str]] = {}
    for unit in UNITS.values():
        kinds.setdefault(unit.dim, []).append(unit.word)
    return (
        "\n".join(f"- {_code(found)}" for found in kinds.values())
        + "\n- 单价用斜线：`元/千克` `万元/家` `元/平方米/月`\n"
    )


def habits() -> str:
    """Words that people write out of habit, and the word or step of the language for each."""
    rows = [(f"`{word}`", _code(slips.split())) for word, slips in SLIPS.items()]
    rows += [(f"`{word}:`（步骤）", _code(slips.split())) for word, slips in STEP_SLIPS.items()]
    return _table(("写成", "不写"), rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "比较词": comparisons, "其他词": words, "函数": functions, "步骤": steps, "文件的键": keys, "指标类型": fact_types,
    "指标的键": fact_keys, "单位": units, "习惯的说法": habits,
}  # fmt: skip
