"""How a Chinese name may be typed in letters: first letters and full pinyin, with every reading of every character."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

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
# Words of which nearly every company name is made; each is read in one way only, whatever its characters may do elsewhere.
_PLAIN_WORDS = re.compile(
    "有限责任公司|有限公司|股份|集团|合伙企业|普通合伙|有限合伙|个体工商户|分公司|公司|合作社|工作室|经营部|中心|事务所|"
    "企业|管理|咨询|科技|技术|信息|网络|软件|数字|数据|智能|电子|通信|半导体|新能源|能源|氢能|环保|材料|生物|医药|医疗|器械|"
    "制造|设备|机械|汽车|销售|商贸|贸易|商务|物流|供应链|运输|建筑|建设|工程|装饰|设计|房地产|置业|物业|开发|投资|文化|传媒|"
    "广告|教育|培训|餐饮|食品|酒店|旅游|农业|生态|服务|人力资源|产业|实业|发展|国际|创新|研究院|"
    "陕西省|陕西|西安市|西安|西咸新区|西咸|咸阳|泾河|沣东|沣西|秦汉|空港|新城|新区|高新|中国"
)
MOST_VARIANTS = 12
"""At most so many spellings of one name are kept: the usual one first, then each other reading by itself."""


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Every kept spelling of a normalised name, each as one syllable (or letter, digit) per character."""
    usual = _usual(name)
    found = [usual]
    certain = {place for match in _PLAIN_WORDS.finditer(name) for place in range(*match.span())}
    for place, character in enumerate(name):
        for reading in readings(character):
            if place not in certain and reading != usual[place]:
                found.append((*usual[:place], reading, *usual[place + 1 :]))
    return tuple(dict.fromkeys(found))[:MOST_VARIANTS]


def _letters(others: str) -> Any:
    # A list gives one entry a character; the stub knows only text.
    return list(others)


def _usual(name: str) -> tuple[str, ...]:
    """The likeliest reading: phrases decide (重庆 is chong qing)."""
    # The dictionary takes a quarter of a second to read; only names that are saved need it.
    from pypinyin import lazy_pinyin

    out: list[str] = []
    for part in lazy_pinyin(name, errors=_letters):
        out.append(_plain(part))
    if len(out) != len(name):
        return tuple((readings(character) or (character,))[0] for character in name)
    return tuple(out)


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """All readings of one character without tones, those of names first; empty for a character without one."""
    from pypinyin import Style, pinyin

    known = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    from_dictionary = tuple(_plain(reading) for reading in known[0]) if known else ()
    return tuple(dict.fromkeys((*_NAME_READINGS.get(character, ()), *from_dictionary)))


def _plain(syllable: str) -> str:
    """ü is typed as v; the dictionary's rare ê and m̀ lose their marks."""
    return "".join(c for c in syllable.replace("ü", "v").replace("ê", "e") if c.isascii()) or syllable
