"""Where a Chinese line may end: unbreakable pieces, signs that may not begin or end a line, gaps between scripts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NO_START = frozenset("》〉」』】〗〕）］｝)]},.:;、，；：。．！？!?”’…—～·％%‰℃㎡°′″")
NO_END = frozenset("《〈「『【〖〔（［｛([{“‘￥¥＄$№→•")
OPENING = frozenset("《〈「『【〖〔（［｛“‘")
CLOSING = frozenset("》〉」』】〗〕）］｝”’")
POINTS = frozenset("，。、；：．！？")
IDEOGRAPHIC_SPACE = "\u3000"

_UNIT = (
    "平方公里|平方米|立方米|工作日|自然日|百分点|个百分点|个工作日|个自然日|个月|千瓦时|千克|公斤|公里|千瓦|兆瓦"
    "|万亿元|百万元|千万元|亿元|万元|千元|万吨|万人|万户|万台|万套|元|角|分|吨|克|米|年|月|日|天|时|号|项|家|人|户|条|款|份|页"
    "|个|台|套|件|次|倍|级|名|位|辆|座|张|周|季|栋|亩|岁|届|批|期|类|％|%|‰|℃|㎡|kg|km|kW|MW|MPa|kWh|m²|m³"
)
_WORD = r"[A-Za-z0-9\u00C0-\u024F]"
_JOINER = r"[-._/:@#&+'’*=,~]"
_TOKENS = re.compile(
    rf"(?P<number>[-+−±≥≤＞＜><=≈约近超]?[¥￥$]?\d+(?:,\d{{3}})*(?:\.\d+)?(?![A-Za-z]|[-/_]\w)\s?(?:{_UNIT})(?![A-Za-z]))"
    rf"|(?P<standard>[A-Z]{2, 4}(?:/[A-Z]+)? \d[-\d.]*)"
    rf"|(?P<word>[¥￥$№]?[≥≤±−]?{_WORD}+(?:{_JOINER}+{_WORD}+)*[%‰℃]?)"
    r"|(?P<dash>—{2,}|…{2,}|⸺)"
    r"|(?P<space> +)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_FIGURE_SIGNS = frozenset("%‰℃°′″+-−±×÷=≥≤<>~/$¥@#&*_^|\\")


@lru_cache(maxsize=8192)
def is_western(sign: str) -> bool:
    """Latin letters, figures and the signs that go with them: set without stretching, apart from Chinese."""
    if sign.isascii():
        return sign.isalnum() or sign in _FIGURE_SIGNS
    is_letter = unicodedata.category(sign)[0] == "L" and unicodedata.east_asian_width(sign) in ("N", "Na", "A")
    return is_letter or sign in _FIGURE_SIGNS


@lru_cache(maxsize=16384)
def is_han(sign: str) -> bool:
    """A Chinese character (or kana), not a punctuation mark."""
    return unicodedata.east_asian_width(sign) == "W" and unicodedata.category(sign) in ("Lo", "Nl", "Lm")


def pieces(text: str) -> list[str]:
    """`text` (one paragraph) cut into the parts that may not be broken; joined they give `text` again.

    A mark that may not begin a line hangs on to what stands before it, one that may not end a line to what follows;
    Latin words, numbers and codes stay whole, a short unit stays with its number, spaces stay with the part before.
    """
    cut: list[str] = []
    for match in _TOKENS.finditer(text):
        token = match.group()
        if cut and _clings(cut[-1], token, is_space=match.lastgroup == "space"):
            cut[-1] += token
        else:
            cut.append(token)
    return cut


def _clings(before: str, token: str, *, is_space: bool) -> bool:
    if is_space or before[-1] in NO_END:
        return True
    return token[0] in NO_START


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters when a piece is too long to stay whole."""
    return after not in NO_START and before not in NO_END


def gap_after(before: str, after: str) -> float:
    """What is added, in ems, between two characters of one line: air between scripts, less between two marks."""
    if (is_han(before) and is_western(after)) or (is_western(before) and is_han(after)):
        return 0.14
    if before in CLOSING | POINTS and after in OPENING | CLOSING | POINTS:
        return -0.5
    if before in OPENING and after in OPENING:
        return -0.5
    return 0.0


def may_stretch(before: str, after: str) -> bool:
    """Whether a justified line may be widened between two characters."""
    if before == IDEOGRAPHIC_SPACE or after == IDEOGRAPHIC_SPACE:
        return False
    if before == " ":
        return True
    if is_western(before) and is_western(after):
        return False
    if (before.isascii() and after.isascii()) or after == " " or before == after == "—":
        return False
    return before not in OPENING and after not in CLOSING | POINTS
