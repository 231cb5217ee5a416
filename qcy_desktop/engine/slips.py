"""Words that people write though the language says them otherwise, and the cure for each: the word to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from qcy_desktop.domain.quantity import RATIO
from qcy_desktop.engine import keywords as k
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.nearest import nearest

# What the language says : what people write for it.
SLIPS = {
    "不低于": "大于等于 大于或等于 >= ≥ ≧ 至少 最少 起码",
    "不超过": "小于等于 小于或等于 <= ≤ ≦ 至多 最多 最高",
    "超过": "> ＞ 多过",
    "低于": "< ＜ 未达到 未满 不到",
    "等于": "= == ＝",
    "不等于": "!= ≠ <>",
    "且": "并且 而且 同时 以及 和 与 && ＆",
    "或": "或者 或是 ||",
    "非": "不 不是 无 没有 未 并非 否",
    "有": "取得 获得 具有 通过 已获得",
    "上年": "去年 上年度 上一年 上一年度",
    "前年": "前年度",
    "×": "x X ✕ ＊ 乘 乘以",
    "-": "－ — – 减 减去",
    "+": "＋ 加 加上",
    "/": "／ 除以",
    "0": "零 ０",
    "1": "１",
}
_INSTEAD = {slip: word for word, slips in SLIPS.items() for slip in slips.split()}
_THIS_YEAR = ("今年", "本年", "本年度", "当年", "上年末", "年末")
_FEW = 10  # so many choices are listed rather than the nearest named
_COMMAS = ("，", ",", "、")
_INCLUDED = ("（含）", "（不含）", "(含)", "(不含)")
_WIDE = "－＋／＊—–"
_DIGITS = {char: str(value) for value, char in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}
_SPAN = re.compile(rf"^近([{''.join(_DIGITS)}])(年.*)$")
_CALENDAR = re.compile(r"^(\d{4})年$")
_MOVED = re.compile(r"^(上年度?|前年|去年|\d年前|\d{4}年度?|近\d年(?:均值|合计|每年|复合增长|最大))(.+)$")

STEP_SLIPS = {
    "不超过": "封顶 上限 最高 最多 不高于 限额 至多",
    "不低于": "下限 托底 最低 至少",
    "乘以": "乘 比例 × 乘率 按比例",
    "除以": "除 ÷",
    "定额": "奖励 固定 金额 给 一次性",
    "加上": "加 再加 另加",
    "扣减": "扣 扣除 减去已获",
    "减去": "减",
    "基数": "基础 基准",
    "对每个": "每个 逐个 每",
    "分支": "如果 分情况",
    "取整": "四舍五入 舍去 保留",
    "分年": "退坡 逐年",
    "区间": "幅度",
}
_STEP_INSTEAD = {slip: word for word, slips in STEP_SLIPS.items() for slip in slips.split()}


# Cures for what a sentence of the grammar lacks or has too much of.
A_DAY = "写日期类的指标、日期参数，或 评估日、取数期末"
A_SIGN = "去掉这个字；选项用「」，运算符用半角的 + - × /"
COMPOUND = "写成 近3年复合增长 X 不低于 P"
NOT_YEARLY = "去掉年份；每年一个数的，在 facts.yaml 里写 期间: 年度"
YEARLY = "后面写年度指标，空一格，如 2022年度 营业收入"
GROWTH = "写成 增长率 营业收入；别的用减法和除法写出来"
NEW_EVENT = "先在 facts.yaml 的 事件 里登记"
NEW_RECORD = "先在 facts.yaml 的 记录 里登记"


def instead(word: str) -> str:
    """The cure for a word that the language says otherwise, empty where none is known."""
    if word in _INSTEAD:
        return f"写成“{_INSTEAD[word]}”"
    if word in _INCLUDED:
        return "含不含本数由比较词说：不低于、不超过 含本数，超过、低于 不含"
    if any(sign in word for sign in _WIDE):
        return "运算符用半角的 + - × /，前后各空一格"
    if word in _COMMAS:
        return "一句只写一个条件：都要满足的另起一条，或者去掉逗号，用 且 连接"
    if word in _THIS_YEAR:
        return "不带年份就是取数期那一年，把它删去；要换年份的改 取数期"
    if match := _SPAN.match(word):
        return f"年数用数字：近{_DIGITS[match[1]]}{match[2]}"
    if match := _CALENDAR.match(word):
        return f"固定的一年写成“{match[1]}年度”，后面空一格"
    if word in k.BOUND_WORDS:
        return f"前面已有“达到”这样的比较词就去掉“{word}”；没有的写成 … 在 下限 {word}"
    if word.endswith(k.BOUND_WORDS):
        name, bound = word[:-2], word[-2:]
        return f"写成 … 在 {name} {bound}{'（含）' if bound == '以下' else ''}"
    return ""


def place_cure(word: str, after: str) -> str:
    """The cure for a word where a sentence should be over; `after` is the word behind it."""
    if after in k.BOUND_WORDS:
        return f"前面加“在”：… 在 {word} {after}{'（含）' if after == '以下' else ''}"
    return instead(word) or "词与词之间用空格隔开；比较词如 不低于、超过"


def step_instead(word: str, known: Iterable[str]) -> str:
    """The cure for a step that is not known by this word."""
    return (
        f"写成“{_STEP_INSTEAD[word]}”"
        if word in _STEP_INSTEAD
        else nearest(word, known, "可用的步骤见 rules/README.md 附四")
    )


_NO_NAME = "数写进 参数 起个名字；指标先在 facts.yaml 里登记"


def name_cure(word: str, after: str, known: Iterable[str], dictionary: Dictionary) -> str:
    """The cure for a name that is not known; `after` is the word behind it."""
    known = list(known)
    if found := instead(word) or split_cure(word, known) or _kind_cure(word, dictionary):
        return found
    if after in ("(", "（"):
        same = [name for name in known if name.startswith(f"{word}〔")]
        return f"口径写在〔〕里：{'、'.join(same)}" if same else _NO_NAME
    return nearest(word, known, _NO_NAME)


def split_cure(word: str, known: Iterable[str]) -> str:
    """A word of years that stands too near to its fact."""
    match = _MOVED.match(word)
    if match is None or match[2] not in known:
        return ""
    year = _INSTEAD.get(match[1], match[1])
    return f"中间空一格：{year}{'度' if _CALENDAR.match(year) else ''} {match[2]}"


def _kind_cure(word: str, dictionary: Dictionary) -> str:
    """An event, or something of a list, that stands where a fact should."""
    bare = match[1] if (match := k.LEVEL.match(word)) else word
    if dictionary.event(bare):
        return f"“{bare}”是事件，写成 有 {word}"
    record = dictionary.record(word)
    if record is not None:
        return f"“{word}”是明细，写成 存在 {word}、计数 {word} 或 合计 {word}.字段"
    for record in dictionary.records:
        if record.field(word) is not None:
            return f"“{word}”是明细“{record.name}”的字段，写成 合计 {record.name}.{word}，或写进 存在 {record.name} 其中(…)"
    return ""


def choice_cure(word: str, choices: Iterable[str]) -> str:
    """The cure for a choice that is not among these."""
    choices = list(choices)
    near = nearest(word, choices) if len(choices) > _FEW else ""
    return near or f"可用：{'、'.join(choices)}"


def list_cure(token: str, choices: Iterable[str], parameters: Mapping[str, object]) -> str:
    """The cure for what stands where a list parameter or a choice in 「」 should."""
    bare = token.strip("“”\"'‘’")
    if bare in choices:
        return f"选项写在「」里：「{bare}」"
    return nearest(token, parameters) or "选项写在「」里，几个选项写成名录参数 {值: [甲, 乙]}"


def unit_cure(left: t.Num, right: t.Num) -> str:
    """What to do about two sides of different units: a parameter without any is the likeliest slip."""
    for side, other in ((left, right), (right, left)):
        if isinstance(side, t.Number) and side.name and not side.unit and side.dim == RATIO != other.dim:
            return f"参数“{side.name}”没有写单位，写成如 100万元、10人 的样子"
    return "金额只能与金额比，比例只能与比例比"


def number_cure(node: object) -> str:
    """What to write where something else than a number stands before or after a comparison of numbers."""
    if isinstance(node, t.DAYS):
        return "日期用 早于、晚于、不早于、不晚于 比较"
    if isinstance(node, t.ChoiceRef):
        return f"选项用 为、属于，如 {node.fact.name} 为 「{node.fact.choices[0]}」"
    if isinstance(node, t.Flag):
        return f"是否类的指标直接写名字：{node.fact.name}；要求“否”的写 非 {node.fact.name}"
    return "写一个数值类的指标、参数或算式"
