"""Money as a whole number of fen: reading what people write, and writing it back without losing a fen."""

from __future__ import annotations

import re
from difflib import get_close_matches

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.widths import half_width

FEN_OF_UNIT = {
    "分": 1,
    "角": 10,
    "元": 100,
    "百元": 100_00,
    "千元": 1_000_00,
    "万元": 10_000_00,
    "十万元": 100_000_00,
    "百万元": 1_000_000_00,
    "千万元": 10_000_000_00,
    "亿元": 100_000_000_00,
    "万亿元": 1_000_000_000_000_00,
}
"""How many fen one of each unit is."""

MOST_FEN = 10**17
"""The largest sum taken (1,000 万亿元); beyond it a zero too many was typed. Fits into 64 bits with room for sums."""

# No sum within the limit has more digits before the point; no unit above is finer than so many decimals. Counting them
# first keeps a pasted page of digits from being reckoned at all.
_MOST_DIGITS = 18
_MOST_DECIMALS = 14
_SHOWN = 40  # characters of what was typed that a sentence repeats

# Clerks drop 元 after 万, print 整 after round sums and write 圆 on bank papers: all say one thing only.
_SHORT_UNITS = {
    "圆": "元",
    "块": "元",
    "毛": "角",
    "百": "百元",
    "千": "千元",
    "万": "万元",
    "十万": "十万元",
    "百万": "百万元",
    "千万": "千万元",
    "亿": "亿元",
    "万亿": "万亿元",
    "万圆": "万元",
    "亿圆": "亿元",
}
_SHAPE = re.compile(
    r"(?P<sign>[-+负]?)(?:人民币|RMB|CNY)?(?P<mark>[¥]?)(?P<sign2>[-]?)"
    r"(?P<whole>\d[\d,]*)(?:\.(?P<part>\d+))?(?P<unit>[^\d.,]*)",
    re.IGNORECASE | re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_FOREIGN = re.compile(
    r"美元|美金|欧元|港元|港币|日元|英镑|新台币|澳元|加元|韩元|卢布|[$€£]|USD|EUR|HKD|JPY|GBP", re.IGNORECASE
)
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟]")
_RANGE = re.compile(r"[~至到]|\d\D*-\d")
_SEVERAL = re.compile(r"\d[^\d.,]+\d")
_SPACED = re.compile(r"\d\s+\d")
_SCIENTIFIC = re.compile(r"\d[eE][-+]?\d")
# Spaces beside a unit or a sign mean nothing; between two digits they could hide two numbers, so there they stay.
_LOOSE_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


def parse_money(text: str, default_unit: str | None = None) -> int:
    """Read one sum such as ``9000万元`` or ``1,234.5元`` and return it in whole fen, exactly.

    `default_unit` (a key of FEN_OF_UNIT) counts when the text bears no unit; without it such text is refused.
    Full-width digits, spaces, 人民币 or ¥ before and 整 after the sum are understood. A minus sign or 负 gives a
    negative sum: whether that may be is the caller's matter.
    Raises KnownError with codes E-MONEY-SHAPE, E-MONEY-UNIT, E-MONEY-FEN, E-MONEY-CURRENCY or E-MONEY-LARGE.
    """
    shown = text.strip()[:_SHOWN]
    packed = _LOOSE_SPACE.sub("", half_width(text))
    match = _SHAPE.fullmatch(packed)
    if match is None or (match["sign"] and match["sign2"]):
        raise _shape_error(shown, packed)
    unit = _unit(shown, match, default_unit)
    sign = -1 if (match["sign"] or match["sign2"]) in ("-", "负") else 1
    return sign * _exact_fen(shown, sign, (_digits(shown, match["whole"]), match["part"] or ""), FEN_OF_UNIT[unit])


def show_yuan(fen: int) -> str:
    """``2,000,000.00 元``."""
    return f"{yuan_number(fen)} 元"


def show_wan(fen: int) -> str:
    """``9,000.00 万元``: two decimals, and as many more as the sum needs; never rounded."""
    return f"{wan_number(fen)} 万元"


def show_sum(fen: int) -> str:
    """The sum in 万元, or in 元 where it is less than one 万元; every fen of it."""
    return show_yuan(fen) if 0 < abs(fen) < FEN_OF_UNIT["万元"] else show_wan(fen)


def show_best(fen: int) -> str:
    """The sum in the largest of 亿元, 万元, 元 in which two decimals say it exactly."""
    return _show_in(fen, _best_unit((fen,)))


def show_range(low: int, high: int | None) -> str:
    """``0.00～200.00 万元``; one sum when both ends agree; ``200.00 万元起，上限未知`` without an upper end.

    Both ends stand in one unit: 万元 where two decimals say both exactly, else 元.
    """
    unit = _best_unit((low, low if high is None else high), ("万元",))
    if high is None:
        return f"{_show_in(low, unit)}起，上限未知"
    if low == high:
        return _show_in(low, unit)
    return f"{_number(low, FEN_OF_UNIT[unit])}～{_show_in(high, unit)}"


def yuan_number(fen: int) -> str:
    """``2,000,000.00``: for a column whose head names 元."""
    return _number(fen, FEN_OF_UNIT["元"])


def wan_number(fen: int) -> str:
    """``200.00``: for a column whose head names 万元; more than two decimals where the sum needs them."""
    return _number(fen, FEN_OF_UNIT["万元"])


def json_yuan(fen: int) -> str:
    """``2000000.00``: yuan with two decimals and no grouping, as JSON and the command line give it."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _number(fen: int, unit_fen: int) -> str:
    whole, rest = divmod(abs(fen), unit_fen)
    width = len(str(unit_fen)) - 1
    decimals = f"{rest:0{width}d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{decimals}"


def _show_in(fen: int, unit: str) -> str:
    return f"{_number(fen, FEN_OF_UNIT[unit])} {unit}"


def _best_unit(sums: tuple[int, ...], units: tuple[str, ...] = ("亿元", "万元")) -> str:
    for unit in units:
        size = FEN_OF_UNIT[unit]
        if max(map(abs, sums)) >= size and all(fen % (size // 100) == 0 for fen in sums):
            return unit
    return "元"


def _digits(shown: str, whole: str) -> str:
    if "," in whole and not _GROUPED.fullmatch(whole):
        plain = whole.replace(",", "")
        raise KnownError(
            "E-MONEY-SHAPE", f"“{shown}”里的逗号没有按三位一节书写。", f"请核对位数后写成 {plain}，不必加逗号。"
        )
    return whole.replace(",", "")


def _unit(shown: str, match: re.Match[str], default_unit: str | None) -> str:
    written = match["unit"].removesuffix("人民币").rstrip("整正")
    if not written:
        if match["mark"]:
            return "元"
        if default_unit is None:
            number = match["whole"] + (f".{match['part']}" if match["part"] else "")
            raise KnownError(
                "E-MONEY-UNIT",
                f"“{shown}”没有写单位，看不出是元还是万元。",
                f"请写明单位，如 {number}元 或 {number}万元。",
            )
        written = default_unit
    unit = _SHORT_UNITS.get(written, written)
    if unit not in FEN_OF_UNIT:
        raise _unit_error(shown, written)
    return unit


def _unit_error(shown: str, written: str) -> KnownError:
    if _FOREIGN.search(written):
        return _currency_error(shown)
    nearest = get_close_matches(written, FEN_OF_UNIT, n=1, cutoff=0)[0]
    question = f"；是不是要写“{nearest}”？" if set(written) & set(nearest) else "。"
    cure = f"金额单位请写 元、千元、万元 或 亿元{question}"
    return KnownError("E-MONEY-UNIT", f"“{shown}”里的单位“{written}”不认识。", cure)


def _currency_error(shown: str) -> KnownError:
    return KnownError(
        "E-MONEY-CURRENCY", f"“{shown}”不是人民币金额。", "请按规定汇率折算成人民币后填写，单位用元或万元。"
    )


def _shape_error(shown: str, packed: str) -> KnownError:
    if not packed:
        return KnownError("E-MONEY-SHAPE", "金额是空的。", "请填写金额和单位，如 200万元；确实没有请填 0元。")
    if _FOREIGN.search(packed):
        return _currency_error(shown)
    cures = (
        (_SCIENTIFIC, "请不要用科学记数法，写成普通数字，如 12000元。"),
        (_RANGE, "这里只能填一个金额，不能填区间。"),
        (_SPACED, "数字中间有空格，请去掉空格或改用逗号分节，如 12,000元。"),
        (_SEVERAL, "请写成一个数加一个单位，如把“3亿5000万元”写成 3.5亿元。"),
        (_CHINESE_NUMBER, "请用阿拉伯数字，如把“二百万元”写成 200万元。"),
    )
    for shape, cure in cures:
        if shape.search(packed):
            return KnownError("E-MONEY-SHAPE", f"“{shown}”读不成一个金额。", cure)
    return KnownError("E-MONEY-SHAPE", f"“{shown}”读不成一个金额。", "请写成数字加单位，如 9000万元 或 1,234.50元。")


def _exact_fen(shown: str, sign: int, digits: tuple[str, str], unit_fen: int) -> int:
    whole, part = digits[0].lstrip("0"), digits[1].rstrip("0")
    kept = part[:_MOST_DECIMALS]
    if len(whole) > _MOST_DIGITS:
        raise _large_error(shown)
    scale: int = 10 ** len(kept)
    fen, rest = divmod(int((whole + kept) or "0") * unit_fen, scale)
    if fen > MOST_FEN:
        raise _large_error(shown)
    if rest or kept != part:
        near = sorted((sign * fen, sign * (fen + 1)))
        below, above = (show_yuan(end).replace(" ", "") for end in near)
        cure = f"请核对数字和单位；离它最近的是 {below} 和 {above}。"
        raise KnownError("E-MONEY-FEN", f"“{shown}”折算后带有不足一分的零头，金额只能精确到分。", cure)
    return fen


def _large_error(shown: str) -> KnownError:
    cure = "请核对位数和单位，看是否多写了零或把元当成了万元。"
    return KnownError("E-MONEY-LARGE", f"“{shown}”超过一千万亿元，大得不合常理。", cure)
