"""What a fact is: its name, type, unit, basis and period, as the dictionary of facts declares it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactType(StrEnum):
    """Types of facts; the smallest unit that a stored whole number counts stands beside each."""

    MONEY = "金额"  # fen
    PRICE = "单价"  # 0.01 fen per unit
    RATIO = "比例"  # millionths
    COUNT = "数量"  # one
    AREA = "面积"  # a three-hundredth of a square metre, so that a 亩 is whole too
    MASS = "质量"  # gram
    DISTANCE = "里程"  # metre
    ENERGY = "电量"  # watt-hour
    POWER = "功率"  # watt
    DAYS = "天数"  # day
    SCORE = "得分"  # 0.01 point
    DATE = "日期"
    FLAG = "是否"
    CHOICE = "选项"
    TEXT = "文本"


class Period(StrEnum):
    """Whether a figure belongs to a year or to the day of the assessment."""

    YEAR = "年度"
    POINT = "时点"


class Sensitivity(StrEnum):
    """Who may see a value in full."""

    OPEN = "普通"
    BUSINESS = "商业"
    PERSONAL = "个人"


@dataclass(frozen=True, slots=True)
class FactDef:
    """One entry of the dictionary of facts. `low` and `high` are in the type's smallest unit, None when open."""

    id: str
    name: str
    type: FactType
    unit: str = ""
    basis: str = ""
    period: Period = Period.POINT
    group: str = ""
    question: str = ""
    where: str = ""
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.OPEN


@dataclass(frozen=True, slots=True)
class RecordDef:
    """A kind of records (stations, vehicles, contracts …) and the fields each record has."""

    id: str
    name: str
    fields: tuple[FactDef, ...]
    question: str = ""
    where: str = ""

    def field(self, name: str) -> FactDef | None:
        """The field called `name` (or with that id), None if there is none."""
        for entry in self.fields:
            if name in (entry.name, entry.id):
                return entry
        return None


@dataclass(frozen=True, slots=True)
class EventDef:
    """A kind of recognition, entry or listing that an enterprise can have had."""

    id: str
    name: str
    levels: tuple[str, ...] = ()
    question: str = ""
    where: str = ""
