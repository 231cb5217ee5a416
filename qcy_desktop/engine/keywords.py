"""The words of the rule language: comparisons, years, functions; none of them can be the name of a fact."""

from __future__ import annotations

import re

from qcy_desktop.engine.tree import Op

TOKEN = re.compile(
    r"\s*(（含）|（不含）|\(含\)|\(不含\)|[()（）]|[+\-×*÷/]|[，,、]|「[^」]*」|[^\s()（）+\-×*÷/，,、「」]+)"
)

OPS: dict[str, Op] = {
    "不低于": Op.GE, "不少于": Op.GE, "达到": Op.GE, "不小于": Op.GE, "超过": Op.GT, "大于": Op.GT, "高于": Op.GT,
    "多于": Op.GT, "不超过": Op.LE, "不高于": Op.LE, "不大于": Op.LE, "不多于": Op.LE, "低于": Op.LT, "小于": Op.LT,
    "少于": Op.LT, "不足": Op.LT, "不满": Op.LT, "等于": Op.EQ, "不等于": Op.NE,
}  # fmt: skip
DAY_OPS = {"早于": Op.LT, "晚于": Op.GT, "不早于": Op.GE, "不晚于": Op.LE, "等于": Op.EQ}
CHOICE_OPS = {"属于": False, "不属于": True, "为": False, "不为": True}
BOUND_WORDS = ("以上", "以下", "以内")
EVENT_WORDS = ("有", "有效", "首次", "再次")
NAMED_DAYS = ("评估日", "本年初", "取数期初", "取数期末")
EARLIER_YEARS = {"上年": -1, "前年": -2}
FUNCTIONS = (
    "最小", "最大", "合计", "计数", "存在", "每个", "已获", "最高奖补", "奖补合计", "年度", "首次日期", "最近日期", "次数", "增长率",
    "天数", "月数", "年数", "按日", "按日累计", "查表", "最早", "最晚",
)  # fmt: skip
JOINING = ("且", "或", "非", "于", "在", "其中", "满足")

SPAN = re.compile(r"^近(\d+)年(均值|合计|每年|复合增长|最大)$")
AGO = re.compile(r"^(\d+)年前$")
YEAR = re.compile(r"^(\d{4})年度$")
WINDOW = re.compile(r"^近(\d+)年$")
LEVEL = re.compile(r"^(.+?)〔(.+)〕$")

# Levels of government that can have paid an award.
LEVELS = ("国家", "陕西省", "西安市", "咸阳市", "西咸新区", "新城")

_WORDS = frozenset(
    [*OPS, *DAY_OPS, *CHOICE_OPS, *BOUND_WORDS, *EVENT_WORDS, *NAMED_DAYS, *EARLIER_YEARS, *FUNCTIONS, *JOINING]
)


def is_reserved(word: str) -> bool:
    """Whether the word has a meaning in sentences, so that nothing may be called so."""
    return word in _WORDS or any(shape.match(word) for shape in (SPAN, AGO, YEAR, WINDOW))
