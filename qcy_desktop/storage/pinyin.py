"""How a Chinese name may be typed in letters: first letters and full pinyin, with every reading of every character."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin

# Readings that matter in names of people and places and are missing, or not the default, in the dictionary.
_NAME_READINGS = {
    "单": ("shan", "dan"),
    "仇": ("qiu", "chou"),
    "解": ("xie", "jie"),
    "曾": ("zeng", "ceng"),
    "盖": ("ge", "gai"),
    "查": ("zha", "cha"),
    "朴": ("piao", "pu"),
    "区": ("ou", "qu"),
    "尉": ("yu", "wei"),
    "员": ("yun", "yuan"),
    "乐": ("yue", "le"),
    "覃": ("qin", "tan"),
    "翟": ("zhai", "di"),
    "华": ("hua",),
    "任": ("ren",),
    "纪": ("ji",),
    "召": ("shao", "zhao"),
    "繁": ("po", "fan"),
    "秘": ("bi", "mi"),
    "洗": ("xian", "xi"),
    "泾": ("jing",),
    "鄠": ("hu",),
    "沣": ("feng",),
}
MOST_VARIANTS = 12
"""At most so many spellings of one name are kept: the usual one first, then each other reading by itself."""


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Every kept spelling of a normalised name, each as one syllable (or letter, digit) per character."""
    usual = _usual(name)
    found = [usual]
    for place, character in enumerate(name):
        for reading in readings(character):
            if reading != usual[place]:
                found.append((*usual[:place], reading, *usual[place + 1 :]))
    return tuple(dict.fromkeys(found))[:MOST_VARIANTS]


def _letters(others: str) -> Any:
    # A list gives one entry a character; the stub knows only text.
    return list(others)


def _usual(name: str) -> tuple[str, ...]:
    """The likeliest reading: phrases decide (重庆 is chong qing)."""
    out: list[str] = []
    for part in lazy_pinyin(name, errors=_letters):
        out.append(_plain(part))
    if len(out) != len(name):
        return tuple((readings(character) or (character,))[0] for character in name)
    return tuple(out)


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """All readings of one character without tones, those of names first; empty for a character without one."""
    known = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    from_dictionary = tuple(_plain(reading) for reading in known[0]) if known else ()
    return tuple(dict.fromkeys((*_NAME_READINGS.get(character, ()), *from_dictionary)))


def _plain(syllable: str) -> str:
    """ü is typed as v; the dictionary's rare ê and m̀ lose their marks."""
    return "".join(c for c in syllable.replace("ü", "v").replace("ê", "e") if c.isascii()) or syllable
