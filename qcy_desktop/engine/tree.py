"""The typed tree of a rule: what every sentence and amount step becomes after reading. Plain frozen values.

A numeric node stands for ``stored / scale`` base units of its dimension, where ``stored`` is a whole number while
reckoning; `scale` is known before any enterprise is (so money times 3 % has scale 100) and all arithmetic stays whole.
`exact` is False below a division by a fact, where stored values are fractions until a rounding step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qcy_desktop.domain.facts import EventDef, FactDef, RecordDef
from qcy_desktop.domain.quantity import Dim

# --- Where a value comes from -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearRef:
    """A year relative to the year of the assessment (`offset`), or a fixed one (`year`)."""

    offset: int = 0
    year: int | None = None


@dataclass(frozen=True, slots=True)
class SlotKey:
    """Names one place in the frame: a fact (with its year), a kind of records, or a field of the current record."""

    kind: str  # fact | records | field | events | awards
    id: str = ""
    year: YearRef | None = None
    sub: str = ""


# --- Numbers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number fixed by a parameter (or 0, 1): `value` in base units. `divisor` is the number it is the inverse of, where
    a rule divides."""

    value: Fraction
    dim: Dim
    name: str = ""
    unit: str = ""
    divisor: Number | None = None

    @property
    def scale(self) -> int:
        return self.value.denominator


@dataclass(frozen=True, slots=True)
class FactNumber:
    """A numeric fact; `slot` says which year."""

    fact: FactDef
    slot: SlotKey
    dim: Dim
    scale: int
    low: int
    high: int
    open_high: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """left + sign × right."""

    left: Num
    right: Num
    sign: int
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class Product:
    left: Num
    right: Num
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class Quotient:
    """left ÷ right, an exact fraction; unknown when the divisor is not above zero."""

    left: Num
    right: Num
    dim: Dim
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Growth:
    """(now − base) ÷ base, or the compound yearly rate when `years` > 1; unknown on a base not above zero."""

    now: FactNumber
    base: FactNumber
    years: int
    dim: Dim = ()
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Extreme:
    """The smallest (`least`) or largest of several."""

    items: tuple[Num, ...]
    least: bool
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class AwardSum:
    """Money already received for a matter, from the award ledger; `highest` takes the largest single award."""

    matters: tuple[str, ...]
    period: str  # 本年度 | 累计
    levels: tuple[str, ...]
    highest: bool
    dim: Dim
    scale: int = 1


@dataclass(frozen=True, slots=True)
class RecordSum:
    """Sum (or the largest, or the count when `value` is None) over the records that meet `where`."""

    record: RecordDef
    value: Num | None
    where: Truth | None
    largest: bool
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class EventCount:
    event: EventDef
    level: str
    window: Window | None
    dim: Dim
    scale: int = 1


@dataclass(frozen=True, slots=True)
class YearOf:
    """The calendar year of a day."""

    day: Day
    dim: Dim
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days (or full months) from one day to another."""

    start: Day
    end: Day
    unit: str  # 天数 | 月数 | 年数
    dim: Dim
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Accrued:
    """A dated value added up over the days from `start` (included) to `end` (not included): 3.45 % for 90 days, then 3.35 %."""

    table: Table
    start: Day
    end: Day
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The value of a table for one or two keys."""

    table: Table
    keys: tuple[Num | ChoiceRef, ...]
    dim: Dim
    scale: int


@dataclass(frozen=True, slots=True)
class Marginal:
    """Each band's rate applied to the part of the key inside the band, summed."""

    table: Table
    key: Num
    dim: Dim
    scale: int


# --- Days -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FixedDay:
    ordinal: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayFact:
    fact: FactDef
    slot: SlotKey


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that follows from the day of assessment: 评估日, 本年初, 取数期初, 取数期末."""

    word: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Length:
    """A length of calendar time."""

    years: int = 0
    months: int = 0
    days: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayShift:
    day: Day
    length: Length
    sign: int


@dataclass(frozen=True, slots=True)
class DayExtreme:
    """The earliest or (`latest`) the latest of several days."""

    days: tuple[Day, ...]
    latest: bool


@dataclass(frozen=True, slots=True)
class EventDay:
    """The first or latest day of an event; a declared lack of the event makes every comparison false."""

    event: EventDef
    level: str
    latest: bool


# --- Choices, tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChoiceRef:
    fact: FactDef
    slot: SlotKey


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of words fixed by a parameter (or a list of numbers, for 分年)."""

    words: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` (included when `low_in`) to `high` (included when `high_in`), None = open; in base units."""

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One key of a table: bands of a number, or words."""

    bands: tuple[Band, ...] = ()
    words: tuple[str, ...] = ()
    dim: Dim = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of values: one or two axes, `values` row by row, in base units of `dim`."""

    name: str
    axes: tuple[Axis, ...]
    values: tuple[tuple[Fraction, ...], ...]
    dim: Dim
    marginal: bool = False


# --- Truths -------------------------------------------------------------------------------------------------------


class Op(StrEnum):
    GE = "≥"
    GT = ">"
    LE = "≤"
    LT = "<"
    EQ = "="
    NE = "≠"


@dataclass(frozen=True, slots=True)
class Compare:
    op: Op
    word: str
    left: Num
    right: Num


@dataclass(frozen=True, slots=True)
class CompareDays:
    op: Op
    word: str
    left: Day
    right: Day


@dataclass(frozen=True, slots=True)
class Flag:
    fact: FactDef
    slot: SlotKey


@dataclass(frozen=True, slots=True)
class Member:
    """A choice fact is one of the words."""

    choice: ChoiceRef
    words: tuple[str, ...]
    name: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time relative to the year of assessment: from the start of year+first to the end of year+last."""

    word: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class HasEvent:
    """An event stands in the record: any (有), valid on the day (有效), the first (首次) or a later one (再次)."""

    mode: str
    event: EventDef
    level: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class AnyRecord:
    record: RecordDef
    where: Truth | None


@dataclass(frozen=True, slots=True)
class EveryRecord:
    record: RecordDef
    test: Truth


@dataclass(frozen=True, slots=True)
class Not:
    item: Truth


@dataclass(frozen=True, slots=True)
class Both:
    """All of (`all_`) or any of the items, in Kleene's logic."""

    items: tuple[Truth, ...]
    all_: bool


Day = FixedDay | DayFact | NamedDay | DayShift | DayExtreme | EventDay
Num = (
    Number
    | FactNumber
    | Sum
    | Product
    | Quotient
    | Growth
    | Extreme
    | AwardSum
    | RecordSum
    | EventCount
    | YearOf
    | Elapsed
    | Accrued
    | Lookup
    | Marginal
)
Truth = Compare | CompareDays | Flag | Member | HasEvent | AnyRecord | EveryRecord | Not | Both
Node = Num | Day | Truth | ChoiceRef | Choices | Length

NUMBERS = (
    Number,
    FactNumber,
    Sum,
    Product,
    Quotient,
    Growth,
    Extreme,
    AwardSum,
    RecordSum,
    EventCount,
    YearOf,
    Elapsed,
    Accrued,
    Lookup,
    Marginal,
)
DAYS = (FixedDay, DayFact, NamedDay, DayShift, DayExtreme, EventDay)
TRUTHS = (Compare, CompareDays, Flag, Member, HasEvent, AnyRecord, EveryRecord, Not, Both)


# --- Conditions as shown, and steps of an amount --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition as it is shown: its truth, its own words if the file gives them, its clause, its line."""

    truth: Truth
    words: str = ""
    clause: str = ""
    line: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """全部, 任一 or 非 over conditions."""

    kind: str
    items: tuple[Leaf | Group, ...]


class Do(StrEnum):
    """What a step does to the running value."""

    SET = "基数"
    TIMES = "乘以"
    OVER = "除以"
    PLUS = "加上"
    MINUS = "减去"
    CAP = "不超过"
    FLOOR = "不低于"
    DEDUCT = "扣减"
    ROUND = "取整"
    EACH = "对每个"
    BRANCH = "分支"
    BEST = "取高"
    TOTAL = "合计"
    RANGE = "区间"
    EVERY = "每满"
    YEARLY = "分年"


@dataclass(frozen=True, slots=True)
class StepNode:
    """One step. Which of the optional parts are used depends on `do`; dim and scale describe the value after it."""

    do: Do
    word: str
    dim: Dim
    scale: int
    exact: bool
    value: Num | None = None
    scope: str = ""
    clause: str = ""
    unit: int = 0  # ROUND: fen
    mode: str = ""  # ROUND: 舍去 四舍五入 进位
    low: Num | None = None
    record: RecordDef | None = None
    where: Truth | None = None
    parts: tuple[tuple[Truth | None, tuple[StepNode, ...]], ...] = ()
    per: Num | None = None
    give: Num | None = None
    start: Day | None = None
    rates: tuple[Fraction, ...] = ()
    reason: str = ""
    line: int = 0
