"""Finds the numbers of an official text, in figures and in Chinese numerals, each with its place, its size and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.quantity import COUNT, MONEY, RATIO, UNITS, Dim

SPAN: Dim = (("span", 1),)
"""Years and months, counted in months."""
DAYS: Dim = (("day", 1),)
YEAR: Dim = (("calendar year", 1),)
"""A year of the calendar, such as 2023年."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "亿": 10**8}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

# What looks like a number and is none: articles, items, numbers of documents, set phrases.
_STRUCTURE = re.compile(
    rf"第[{_CHINESE}\d]+(?:条|款|项|章|节|批|期|类|档|号|次|页|季度|年度?)"
    rf"|[（(][{_CHINESE}\d]{{1,3}}[)）]"
    rf"|(?m:^[ \t　]*(?:[{_CHINESE}]{{1,3}}、|\d{{1,2}}[.、．](?!\d)))|(?<=[；;。：:])\s*\d{{1,2}}[.、．](?!\d)"
    r"|[上前]一(?:会计|自然)?年度?"
    r"|[〔\[［(（]\d{4}[)）\]］〕]\s*\d+\s*号"
    r"|\d{4}\s*号|一次性|一事一议|一致|一定|一般|一律|一并|一批|统一|十[一二三四五]五规划|一二三产业|一站式"
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d{1,2})-(\d{1,2})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?:度|底|初|末)?")
_PARTS = re.compile(rf"(百|千|[{_CHINESE}]+)分之([{_CHINESE}]+(?:点[{_CHINESE}]+)?)")
_HALF = re.compile(r"一半|减半|折半")
_SHARES = re.compile(r"(?<![\d:.])\d{1,3}(?::\d{1,3})+(?![\d:])")
_FRACTION = re.compile(r"(?<![\d/])(\d+)/(\d+)(?![\d/])")
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMERAL = rf"[{_CHINESE}]+(?:点[零〇一二三四五六七八九]+)?"
_TAIL = r"(?:[-~～—–至到]+)"


def _unit_words() -> dict[str, tuple[Dim, Fraction]]:
    words = {word: (unit.dim, unit.size) for word, unit in UNITS.items() if word not in ("分", "月", "度")}
    words |= {"年": (SPAN, Fraction(12)), "周年": (SPAN, Fraction(12)), "个月": (SPAN, Fraction(1))}
    words |= {"万": (MONEY, Fraction(10**6)), "亿": (MONEY, Fraction(10**10)), "工作日": (DAYS, Fraction(1))}
    words |= {"个工作日": (DAYS, Fraction(1)), "倍": (RATIO, Fraction(1)), "个百分点": (RATIO, Fraction(1, 100))}
    words |= {"成": (RATIO, Fraction(1, 10)), "折": (RATIO, Fraction(1, 10))}
    words |= {"万人": (COUNT, Fraction(10**4)), "周岁": (SPAN, Fraction(12)), "岁": (SPAN, Fraction(12))}
    words |= {
        word: (COUNT, Fraction(1)) for word in ("款", "篇", "条", "位", "块", "所", "处", "批次", "人次", "级", "档")
    }
    return words


_UNITS = _unit_words()
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![A-Za-z\d.])(?P<figure>{_FIGURE})\s*(?P<unit>{_UNIT})?(?P<range>{_TAIL}(?={_FIGURE}))?"
    rf"|(?P<numeral>{_NUMERAL})\s*(?P<word>{_UNIT})?(?P<span>{_TAIL}(?={_NUMERAL}))?"
)


@dataclass(frozen=True, slots=True)
class TextNumber:
    """One number of a text: its place, what is written there, its size in the base unit of its dimension (money in fen).

    `day` is set for a day of the calendar. `faint`: a lone “一” that says which rather than how many.
    """

    start: int
    end: int
    text: str
    size: Fraction
    dim: Dim
    day: date | None = None
    faint: bool = False

    def means(self, other: TextNumber) -> bool:
        """Whether both say the same number; a number without a unit agrees with one that counts."""
        if self.day or other.day:
            return self.day == other.day
        plain = (RATIO, COUNT)
        return self.size == other.size and (self.dim == other.dim or (self.dim in plain and other.dim in plain))


def numbers_in(text: str) -> tuple[TextNumber, ...]:
    """Every number of the text in order; articles, item numbers, numbers of documents and set phrases are left out."""
    plain = text.translate(_FULL_WIDTH)
    taken = [match.span() for match in _STRUCTURE.finditer(plain)]
    found: list[TextNumber] = []
    for reader in (_days, _years, _shares, _amounts):
        for number in reader(plain):
            if not any(number.start < end and start < number.end for start, end in taken):
                found.append(number)
                taken.append((number.start, number.end))
    as_written = (replace(number, text=text[number.start : number.end]) for number in found)
    return tuple(sorted(as_written, key=lambda number: number.start))


def number_of(value: str) -> TextNumber | None:
    """The one number that a parameter's value is, such as ``200万元``, ``3年`` or ``2023-10-09``; None for words.

    Of ``35元/千克`` it is the 35元: a text says 每千克35元.
    """
    plain = value.strip()
    fraction = _FRACTION.fullmatch(plain)
    if fraction:
        return TextNumber(0, len(plain), plain, Fraction(int(fraction[1]), int(fraction[2]) or 1), RATIO)
    found = numbers_in(plain.partition("/")[0])
    return found[0] if len(found) == 1 and found[0].start == 0 else None


def read_numeral(text: str) -> Fraction | None:
    """A Chinese numeral such as 一千二百万 or 三点五; None when it is none."""
    whole, _, part = text.partition("点")
    size = _whole(whole) if any(sign in _DIGITS or sign == "十" for sign in whole) else None
    if size is None:
        return None
    tail = "".join(str(_DIGITS[sign]) for sign in part)
    return Fraction(size) + (Fraction(int(tail), 10 ** len(tail)) if tail else 0)


def _whole(text: str) -> int | None:
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) if text else None
    total, section, digit = 0, 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit = 0
        else:
            # 亿 gathers all before it, 万 only what stands since the last 亿: 一亿二千万 is 1.2 亿.
            below = section + digit
            total = (total + below) * _GREAT[sign] if sign == "亿" else total + below * _GREAT[sign]
            section = digit = 0
    return total + section + digit or None


def _days(text: str) -> Iterator[TextNumber]:
    for match in _DAY.finditer(text):
        try:
            day = date(*(int(part) for part in match.groups() if part))
        except ValueError:
            continue
        yield TextNumber(*match.span(), match[0], Fraction(day.toordinal()), DAYS, day)


def _years(text: str) -> Iterator[TextNumber]:
    for match in _YEAR.finditer(text):
        yield TextNumber(*match.span(), match[0], Fraction(int(match[1])), YEAR)


def _shares(text: str) -> Iterator[TextNumber]:
    for match in _HALF.finditer(text):
        yield TextNumber(*match.span(), match[0], Fraction(1, 2), RATIO)
    for match in _SHARES.finditer(text):
        yield from _apportioned(match)
    for match in _FRACTION.finditer(text):
        if int(match[2]):
            yield TextNumber(*match.span(), match[0], Fraction(int(match[1]), int(match[2])), RATIO)
    for match in _PARTS.finditer(text):
        under = {"百": Fraction(100), "千": Fraction(1000)}.get(match[1]) or read_numeral(match[1])
        over = read_numeral(match[2])
        if under and over is not None:
            yield TextNumber(*match.span(), match[0], over / under, RATIO)


def _apportioned(match: re.Match[str]) -> Iterator[TextNumber]:
    """The parts of 1:1:1, each as the share it is of the whole."""
    total = sum(map(int, match[0].split(":")))
    for part in re.finditer(r"\d+", match[0]):
        start, end = match.start() + part.start(), match.start() + part.end()
        if total:
            yield TextNumber(start, end, part[0], Fraction(int(part[0]), total), RATIO)


def _amounts(text: str) -> Iterator[TextNumber]:
    waiting: list[re.Match[str]] = []
    for match in _AMOUNT.finditer(text):
        waiting.append(match)
        if (match["range"] or match["span"]) and not (match["unit"] or match["word"]):
            continue  # the unit stands after the second number: 10～20万元
        unit = match["unit"] or match["word"]
        for one in waiting:
            made = _amount(one, one["unit"] or one["word"] or unit)
            if made is not None:
                yield made
        waiting.clear()


def _amount(match: re.Match[str], unit: str | None) -> TextNumber | None:
    figure, numeral = match["figure"], match["numeral"]
    own = match["unit"] or match["word"] or ""
    size = Fraction(figure.replace(",", "")) if figure else read_numeral(numeral)
    if size is None or (numeral and unit is None):
        return None
    dim, scale = _UNITS[unit] if unit else (RATIO, Fraction(1))
    end = match.end("word" if numeral else "unit") if own else match.end("numeral" if numeral else "figure")
    start = match.start()
    faint = numeral == "一" and dim not in (SPAN, MONEY)
    return TextNumber(start, end, match.string[start:end], size * scale, dim, faint=faint)
