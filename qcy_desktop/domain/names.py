"""Invented enterprises for samples, practice and tests: names that say 示例 and codes of a division nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.uscc import SAMPLE_PREFIX, make_uscc

_PLACES = ("西咸新区", "陕西", "西安", "咸阳", "沣东", "沣西", "秦汉", "空港", "泾河")
_FIRST = "安奥柏昌辰澄川登鼎都帆丰枫冠光广瀚航昊和恒弘华汇嘉建江金锦景君凯康科坤蓝乐联良林龙隆茂明沐宁鹏启千青秋融锐瑞润森盛松腾天庭同拓万维文五新兴轩雅扬易益英永宇远越云泽展兆正志中众卓"
_SECOND = "邦宝博材策诚驰创达德迪蒂帝峰福富赋歌格谷观海禾宏辉惠基极集佳捷杰晶久聚凯昆朗乐立利力领迈美盟纳能诺品普启企勤晴泉荣软赛尚深石时世思泰特通途威为微沃旭学讯阳业依亿优源悦泽智洲卓"
_TRADES = (
    "智能装备",
    "新能源",
    "氢能科技",
    "生物医药",
    "医疗器械",
    "软件",
    "信息技术",
    "大数据",
    "半导体",
    "光电科技",
    "航空科技",
    "无人机",
    "新材料",
    "精密机械",
    "汽车零部件",
    "仪器仪表",
    "环保科技",
    "节能技术",
    "检测技术",
    "电子商务",
    "供应链管理",
    "现代农业",
    "食品",
    "文化创意",
    "孵化器运营",
)
_FORMS = ("有限公司",) * 8 + ("股份有限公司", "有限责任公司")


@dataclass(frozen=True, slots=True)
class InventedEnterprise:
    """A name and a code that pass every check and belong to nobody."""

    name: str
    uscc: str


def invent_name(rng: Random) -> str:
    """``陕西云启示例新能源有限公司``: the word 示例 stands in every name, so that none is taken for a real enterprise."""
    fancy = rng.choice(_FIRST) + rng.choice(_SECOND)
    return f"{rng.choice(_PLACES)}{fancy}示例{rng.choice(_TRADES)}{rng.choice(_FORMS)}"


def invent_enterprise(rng: Random) -> InventedEnterprise:
    """One enterprise; the same state of `rng` gives the same one. Two calls may meet: see `invent_enterprises`."""
    return InventedEnterprise(invent_name(rng), make_uscc(SAMPLE_PREFIX, rng.randrange(10**8)))


def invent_enterprises(rng: Random, count: int) -> Iterator[InventedEnterprise]:
    """`count` enterprises, no two with the same name or the same code; the same state of `rng` gives the same ones.

    Raises KnownError E-NAMES-MANY for more than a million, where the names would run thin.
    """
    if count > 1_000_000:
        raise KnownError("E-NAMES-MANY", "一次最多虚构一百万家企业。", "请减少数量，或分批生成。")
    return _distinct(rng, count)


def _distinct(rng: Random, count: int) -> Iterator[InventedEnterprise]:
    names: set[str] = set()
    codes: set[str] = set()
    while len(names) < count:
        enterprise = invent_enterprise(rng)
        if enterprise.name in names or enterprise.uscc in codes:
            continue
        names.add(enterprise.name)
        codes.add(enterprise.uscc)
        yield enterprise
