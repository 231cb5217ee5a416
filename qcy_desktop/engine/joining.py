"""Joins numbers into larger ones: dimensions are checked, scales are settled, tables are fitted to their keys."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.domain.quantity import RATIO, dim_product, parse_quantity
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import OPEN_BOUND, scale_of
from qcy_desktop.engine.nearest import nearest


class SentenceError(KnownError):
    """A sentence that cannot be understood. `at` is the key beneath the place it is reported at, if it knows one."""

    def __init__(self, sentence: str, cure: str = "", code: str = "E-SENTENCE", at: str = "") -> None:
        self.at = at
        super().__init__(code, sentence, cure)


def parse_rate(text: str) -> Fraction:
    """A pure rate such as ``70%`` or ``1/3``. Raises SentenceError."""
    size, dim = parse_quantity(text)
    if dim != RATIO:
        raise SentenceError(f"“{text}”不是比例", "写成如 70%、1/3", "E-UNIT")
    return size


def add(left: t.Num, right: t.Num, sign: int) -> t.Num:
    """left ± right with dimensions checked."""
    left, right = fit_zero(left, right)
    if left.dim != right.dim:
        raise SentenceError("相加减的两项单位不同", "金额只能与金额、人数只能与人数相加减", "E-UNIT")
    return t.Sum(left, right, sign, left.dim, lcm(left.scale, right.scale))


def multiply(left: t.Num, right: t.Num) -> t.Num:
    """left × right."""
    return t.Product(left, right, dim_product(left.dim, right.dim), left.scale * right.scale)


def divide(left: t.Num, right: t.Num) -> t.Num:
    """left ÷ right: by a parameter at once, by a fact as an exact fraction."""
    dim = dim_product(left.dim, right.dim, -1)
    if isinstance(right, t.Number):
        if not right.value:
            raise SentenceError("不能除以零", "核对除数那个参数的值")
        inverse = inverse_of(right)
        return t.Product(left, inverse, dim, left.scale * inverse.scale)
    return t.Quotient(left, right, dim)


def inverse_of(number: t.Number) -> t.Number:
    """1 ÷ a number that is not zero."""
    return t.Number(1 / number.value, dim_product((), number.dim, -1), number.name, divisor=number)


def is_exact(node: t.Num) -> bool:
    """Whether stored values of `node` are always whole numbers."""
    match node:
        case t.Quotient() | t.Growth():
            return False
        case t.Sum() | t.Product():
            return is_exact(node.left) and is_exact(node.right)
        case t.Extreme():
            return all(is_exact(item) for item in node.items)
        case t.RecordSum():
            return node.value is None or is_exact(node.value)
        case t.Marginal():
            return is_exact(node.key)
        case _:
            return True


def fit_zero(left: t.Num, right: t.Num) -> tuple[t.Num, t.Num]:
    """A bare 0 takes the dimension of its partner."""
    if isinstance(right, t.Number) and right.value == 0 and not right.name:
        right = replace(right, dim=left.dim)
    if isinstance(left, t.Number) and left.value == 0 and not left.name:
        left = replace(left, dim=right.dim)
    return left, right


def length_number(length: t.Length) -> t.Number:
    """A length of time as a number of days, months or years. Raises SentenceError when it mixes them."""
    parts = [("year", length.years, "年"), ("month", length.months, "个月"), ("day", length.days, "天")]
    used = [part for part in parts if part[1]] or [parts[2]]
    if len(used) != 1:
        raise SentenceError(f"期限“{length.name}”不能当数用", "只用一种单位，如 3年 或 36个月", "E-TYPE")
    base, size, unit = used[0]
    return t.Number(Fraction(size), ((base, 1),), length.name, unit)


def value_node(fact: FactDef, slot: t.SlotKey) -> object:
    """The node that reads a fact or a field of a record."""
    match fact.type:
        case FactType.FLAG:
            return t.Flag(fact, slot)
        case FactType.DATE:
            return t.DayFact(fact, slot)
        case FactType.CHOICE:
            return t.ChoiceRef(fact, slot)
        case FactType.TEXT:
            raise SentenceError(f"“{fact.name}”是文字，不能用在条件或金额里", "要判断的改登记成选项或是否", "E-TYPE")
    scale = scale_of(fact)
    high = fact.high if fact.high is not None else OPEN_BOUND[fact.type] * scale.per_base
    low = fact.low if fact.low is not None else -high
    return t.FactNumber(fact, slot, scale.dim, scale.per_base, low, high, fact.high is None)


def lookup(table: t.Table, keys: tuple[t.Num | t.ChoiceRef, ...]) -> t.Lookup:
    """A look-up with its axes checked against the keys."""
    if table.marginal:
        raise SentenceError(f"“{table.name}”是分段表", "用 分段 而不是 查表", "E-TYPE")
    if len(keys) != len(table.axes):
        raise SentenceError(
            f"“{table.name}”要 {len(table.axes)} 个查表依据，写了 {len(keys)} 个",
            "一个方向的表写一个依据，两个方向的写两个，先行后列",
            "E-TYPE",
        )
    for axis, key in zip(table.axes, keys, strict=True):
        check_axis(table, axis, key)
    return t.Lookup(table, keys, table.dim, lcm(*(value.denominator for row in table.values for value in row)))


def check_axis(table: t.Table, axis: t.Axis, key: t.Num | t.ChoiceRef) -> None:
    """Raises SentenceError when the key does not fit the axis."""
    if isinstance(key, t.ChoiceRef) != bool(axis.words):
        raise SentenceError(f"“{table.name}”的查表依据类型不对", "分档的表按数查，按选项的表按选项类的指标查", "E-TYPE")
    if isinstance(key, t.ChoiceRef):
        for word in axis.words:
            if word not in key.fact.choices:
                raise SentenceError(
                    f"“{table.name}”里“{word}”不是“{key.fact.name}”的选项",
                    nearest(word, key.fact.choices, f"可用：{'、'.join(key.fact.choices)}"),
                    "E-CHOICE",
                )
    elif key.dim != axis.dim and any(band.low is not None or band.high is not None for band in axis.bands):
        raise SentenceError(f"“{table.name}”各档的单位与查表依据不同", "各档的上下界与依据用同类的单位", "E-UNIT")


def marginal(table: t.Table, key: t.Num) -> t.Marginal:
    """A marginal scale with its bands checked against the key."""
    if not table.marginal:
        raise SentenceError(f"“{table.name}”不是分段表", "用 查表，或把参数写成 段", "E-TYPE")
    if any(rate < 0 for (rate,) in table.values):
        raise SentenceError(f"“{table.name}”有负的率", "分段的率不能小于零")
    check_axis(table, table.axes[0], key)
    dim = dim_product(key.dim, table.dim)
    bounds = [b for band in table.axes[0].bands for b in (band.low, band.high) if b is not None]
    scale = lcm(*(value.denominator for (value,) in table.values)) * lcm(
        key.scale, *(bound.denominator for bound in bounds)
    )
    return t.Marginal(table, key, dim, scale)
