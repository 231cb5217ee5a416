"""Quantities with units: exact parsing and printing of figures as whole numbers of each fact type's smallest unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.money import FEN_OF_UNIT, show_sum

# A dimension is a sorted tuple of (base, exponent) pairs; () is a pure ratio.
Dim = tuple[tuple[str, int], ...]

RATIO: Dim = ()
MONEY: Dim = (("money", 1),)
COUNT: Dim = (("count", 1),)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word: its dimension and how many base units it holds (base of money is the fen)."""

    word: str
    dim: Dim
    size: Fraction


def _units() -> dict[str, Unit]:
    table: list[tuple[str, Dim, Fraction]] = [("%", RATIO, Fraction(1, 100)), ("‰", RATIO, Fraction(1, 1000))]
    for word in ("分", "元", "百元", "千元", "万元", "百万元", "亿元"):
        table.append((word, MONEY, Fraction(FEN_OF_UNIT[word])))
    for word in ("个", "人", "台", "辆", "家", "户", "项", "件", "次", "座", "名", "套", "亩次", "分位"):
        table.append((word, COUNT, Fraction(1)))
    table.append(("万户", COUNT, Fraction(10_000)))
    measures = (
        ("area", (("平方米", 1), ("㎡", 1), ("m2", 1), ("亩", Fraction(2000, 3)), ("万平方米", 10_000))),
        ("mass", (("千克", 1), ("公斤", 1), ("吨", 1000), ("克", Fraction(1, 1000)))),
        ("distance", (("公里", 1), ("千米", 1), ("万公里", 10_000), ("米", Fraction(1, 1000)))),
        ("energy", (("千瓦时", 1), ("度", 1), ("万千瓦时", 10_000))),
        ("power", (("千瓦", 1), ("兆瓦", 1000))),
        ("day", (("天", 1), ("日", 1))),
        ("score", (("分值", 1), ("分数", 1))),
        ("volume", (("标方", 1), ("标准立方米", 1))),
    )
    for base, words in measures:
        for word, size in words:
            table.append((word, ((base, 1),), Fraction(size)))
    table += [(word, (("month", 1),), Fraction(1)) for word in ("个月", "月")]
    return {word: Unit(word, dim, size) for word, dim, size in table}


UNITS = _units()

# For each numeric fact type: its dimension (None: taken from the unit) and how many stored units make one base unit.
SCALES: dict[FactType, tuple[Dim | None, int]] = {
    FactType.MONEY: (MONEY, 1),
    FactType.PRICE: (None, 100),
    FactType.RATIO: (RATIO, 1_000_000),
    FactType.COUNT: (COUNT, 1),
    FactType.AREA: ((("area", 1),), 300),  # a 亩 is 2000/3 square metres: thirds keep it whole
    FactType.MASS: ((("mass", 1),), 1000),
    FactType.DISTANCE: ((("distance", 1),), 1000),
    FactType.ENERGY: ((("energy", 1),), 1000),
    FactType.POWER: ((("power", 1),), 1000),
    FactType.DAYS: ((("day", 1),), 1),
    FactType.SCORE: ((("score", 1),), 100),
}

_LONGEST = 60
_NUMBER = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")
_CHINESE = re.compile(r"^\s*[一二两三四五六七八九十百千]")
# What people say for a unit, and the unit they mean.
_MEANT = {
    "万": "万元",
    "千": "千元",
    "百万": "百万元",
    "亿": "亿元",
    "个百分点": "%",
    "个点": "%",
    "块": "元",
    "KG": "千克",
    "kg": "千克",
}
_QUANTITY = re.compile(r"^\s*([+-]?[\d,]+(?:\.\d+)?)(?:/(\d+))?\s*(\S*)\s*$")


def dim_product(left: Dim, right: Dim, sign: int = 1) -> Dim:
    """The dimension of a product (`sign` 1) or quotient (`sign` -1)."""
    powers = dict(left)
    for base, exponent in right:
        powers[base] = powers.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in powers.items() if exponent))


@lru_cache(maxsize=256)
def find_unit(word: str) -> Unit | None:
    """The unit called `word`; ``元/千克`` and the like are made from their parts. None when unknown."""
    if word in UNITS:
        return UNITS[word]
    if "/" in word:
        over, under = word.rsplit("/", 1)
        top, bottom = find_unit(over), find_unit(under)
        if top and bottom:
            return Unit(word, dim_product(top.dim, bottom.dim, -1), top.size / bottom.size)
    return None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:20] + "…"


def parse_number(text: str) -> Fraction:
    """An exact decimal number from text such as ``1,234.5``. Raises KnownError for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.match(plain) or len(plain) > _LONGEST:
        raise KnownError("E-NUMBER", f"“{_short(text)}”不是一个数", "请写成如 1234.5 的数字，千分位逗号可有可无")
    return Fraction(plain.replace(",", ""))


@lru_cache(maxsize=4096)
def parse_quantity(text: str, default_unit: str = "") -> tuple[Fraction, Dim]:
    """An exact quantity from text such as ``200万元``, ``10%``, ``1/3``, ``35元/千克``: (size in base units, dimension).

    A plain number is read in `default_unit`; a fraction without a unit is a pure ratio.
    """
    plain = unicodedata.normalize("NFKC", text).replace("％", "%").strip()
    match = _QUANTITY.match(plain)
    # No figure of this trade has so many digits, and int() gives up past 4300.
    if not match or not _NUMBER.match(match.group(1)) or len(plain) > _LONGEST:
        cure = "数字用阿拉伯数字，" if _CHINESE.search(plain) else ""
        raise KnownError(
            "E-QUANTITY", f"“{_short(text)}”不是一个带单位的数", f"请{cure}写成如 200万元、10%、500千克 的样子"
        )
    number = Fraction(match.group(1).replace(",", ""))
    if match.group(2):
        if not int(match.group(2)):
            raise KnownError("E-QUANTITY", f"“{text}”的分母不能为零", "核对分数线后面的数")
        number /= int(match.group(2))
    word = match.group(3) or ("" if match.group(2) else default_unit)
    if not word:
        return number, RATIO
    unit = find_unit(word)
    if unit is None:
        meant = _MEANT.get(word)
        cure = f"是不是“{meant}”？" if meant else "可用的单位如 元、万元、%、人、千克、公里、千瓦、平方米"
        raise KnownError("E-UNIT", f"“{text}”的单位“{word}”不认识", cure)
    return number * unit.size, unit.dim


def plain_decimal(number: Fraction, places: int) -> str:
    """`number` rounded half away from zero to `places` decimals, with thousands separators. For showing only."""
    return show_decimal(number.numerator, number.denominator, places)


def show_decimal(top: int, bottom: int, places: int) -> str:
    """top ÷ bottom (above zero) as `plain_decimal` says it."""
    whole = (2 * abs(top) * 10**places + bottom) // (2 * bottom)
    sign = "-" if top < 0 and whole else ""
    if not places:
        return f"{sign}{whole:,}"
    head, tail = divmod(whole, 10**places)
    return f"{sign}{head:,}.{tail:0{places}d}"


def exact_decimal(number: Fraction, most: int = 6) -> str:
    """`number` without needless zeros, at most `most` decimals (rounded for showing)."""
    return exact_quotient(number.numerator, number.denominator, most)


def exact_quotient(top: int, bottom: int, most: int = 6) -> str:
    """top ÷ bottom (above zero) as `exact_decimal` says it."""
    if top % bottom == 0:
        return f"{top // bottom:,}"
    text = show_decimal(top, bottom, most)
    return text.rstrip("0").rstrip(".") if most else text


_SHOW = {
    "count": "", "area": "平方米", "mass": "千克", "distance": "公里", "energy": "千瓦时", "power": "千瓦", "day": "天", "month": "个月",
    "score": "分", "volume": "标方",
}  # fmt: skip


def spoken_unit(unit: str) -> str:
    """The unit as people say it: points are written 分值 in rules, where 分 is money."""
    return "分" if unit in ("分值", "分数") else unit


def show_size(size: Fraction, dim: Dim, unit: str = "") -> str:
    """A size in base units as a clerk would write it: money in 万元 (元 below one 万元), ratios in %."""
    return show_part(size.numerator, size.denominator, dim, unit)


def show_part(top: int, bottom: int, dim: Dim, unit: str = "") -> str:
    """The size top ÷ bottom (above zero) as `show_size` says it."""
    if dim == MONEY:
        return _money(top, bottom)
    if dim == RATIO:
        return f"{exact_quotient(top * 100, bottom, 4)}%"
    known = find_unit(unit) if unit else None
    if known and known.dim == dim:
        return f"{exact_quotient(top * known.size.denominator, bottom * known.size.numerator)} {spoken_unit(unit)}"
    if dim == (("year", 1),):
        return f"{Fraction(top, bottom)} 年"
    if len(dim) == 1 and dim[0][1] == 1:
        return f"{exact_quotient(top, bottom)} {_SHOW.get(dim[0][0], dim[0][0])}".rstrip()
    over = [base for base, power in dim if power > 0]
    if over == ["money"]:
        per = "、".join(_SHOW.get(base, base) or "个" for base, power in dim if power < 0)
        small = abs(top) < 10**6 * bottom
        return (
            f"{exact_quotient(top, bottom * 100)} 元/{per}"
            if small
            else f"{exact_quotient(top, bottom * 10**6)} 万元/{per}"
        )
    return exact_quotient(top, bottom)


def _money(top: int, bottom: int) -> str:
    fen, part = divmod(top, bottom)
    if not part:
        return show_sum(fen)
    # Part of a fen is no sum yet: it stands on the way to one and is rounded for showing only.
    if abs(top) < FEN_OF_UNIT["万元"] * bottom:
        return f"{show_decimal(top, bottom * FEN_OF_UNIT['元'], 2)} 元"
    return f"{exact_quotient(top, bottom * FEN_OF_UNIT['万元'])} 万元"
