"""An office's own form in Excel or Word: its cells, and which of them holds what. Plain values; files are exchange's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qcy_desktop.domain.contact_roles import same_role


class FormKind(StrEnum):
    """The files that can be filled."""

    EXCEL = "xlsx"
    WORD = "docx"


class Unit(StrEnum):
    """How a sum of money is written; `FIGURE` leaves it to the fact's own unit."""

    FIGURE = ""
    YUAN = "元"
    WAN = "万元"
    CAPITAL = "大写"


class Style(StrEnum):
    """How a value stands in its place."""

    PLAIN = ""
    LONG_DAY = "2026年11月20日"
    SHORT_DAY = "2026-11-20"
    MONTH = "2026年11月"
    TICK = "勾选"
    DOWN = "逐行"
    TOGETHER = "写在一格"
    WITH_UNIT = "带单位"


YEARS = ("上年", "前年", "本年")
"""Years of a figure that move with the day of the assessment; a year may also be written out: 2023."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a form and what it holds.

    `place` is ``表名!B3`` in Excel, ``表1!R2C3`` for a table of a Word file, ``{{单位名称}}`` for a gap in its text. `what` names the
    content: ``fact:rd_tax``, ``enterprise:name``, ``case:number``, ``contact:联系人.phone``, ``list:materials``, ``office:name``, or
    ``text:…`` for words that always stand there.
    """

    place: str
    what: str
    year: str = ""
    unit: Unit = Unit.FIGURE
    style: Style = Style.PLAIN

    def __post_init__(self) -> None:
        head, dot, field = self.what.partition(".")
        if dot and head.startswith("contact:"):
            # Forms that were mapped before there was one list of roles keep finding their contact.
            object.__setattr__(self, "what", f"contact:{same_role(head.removeprefix('contact:'))}.{field}")


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """A form as the office keeps it: `digest` is the SHA-256 of its file; every change of the mapping is another version."""

    name: str
    kind: FormKind
    digest: str
    slots: tuple[Slot, ...] = ()
    version: int = 0
    changed_by: str = ""
    changed_at: str = ""


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form with its place, its text and how many rows and columns it takes."""

    place: str
    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet or table; rows and columns count from 0; `widths` are shares of the columns."""

    name: str
    height: int
    width: int
    cells: tuple[FormCell, ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FormGrid:
    """A form as a screen shows it; `warnings` say in sentences what filling may not keep."""

    kind: FormKind
    sheets: tuple[FormSheet, ...]
    warnings: tuple[str, ...] = ()

    def cell(self, place: str) -> FormCell | None:
        """The cell at a place, None when the form has none there."""
        return next((cell for sheet in self.sheets for cell in sheet.cells if cell.place == place), None)


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into one place: words, an exact number, or several lines. `tick` marks the box before the words instead.

    A number goes into a sheet as such; where there are only words, `text` says it.
    """

    text: str = ""
    number: Decimal | None = None
    items: tuple[str, ...] = ()
    tick: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form; `unplaced` says in sentences what did not find its place."""

    body: bytes
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """One slot that stayed blank, and why."""

    place: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The file with its contents as they were put in, and what stayed blank."""

    form: OfficeForm
    body: bytes
    contents: Mapping[str, Content] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
