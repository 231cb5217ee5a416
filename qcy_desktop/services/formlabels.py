"""Reads the labels of a form: a blank beside 单位名称 holds the name of the enterprise. Only what is certain by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qcy_desktop.domain.officeforms import FormCell, FormGrid, Slot, Style, Unit
from qcy_desktop.exchange.office_forms import GAPS

if TYPE_CHECKING:
    from qcy_desktop.services.formcontents import Choice

SAME = {
    "单位名称": "enterprise:name", "企业名称": "enterprise:name", "申请单位": "enterprise:name", "申报单位": "enterprise:name",
    "公司名称": "enterprise:name", "户名": "enterprise:name", "开户名称": "enterprise:name", "账户名称": "enterprise:name",
    "信用代码": "enterprise:uscc", "统一社会信用代码": "enterprise:uscc", "社会信用代码": "enterprise:uscc", "税号": "enterprise:uscc",
    "联系人": "contact:联系人.name", "联系电话": "contact:联系人.phone", "手机": "contact:联系人.phone", "联系手机": "contact:联系人.phone",
    "法定代表人": "contact:法定代表人.name", "法人代表": "contact:法定代表人.name", "开户行": "contact:收款账户.bank",
    "开户银行": "contact:收款账户.bank", "账号": "contact:收款账户.account", "银行账号": "contact:收款账户.account", "受理编号": "case:number",
    "措施": "case:measure", "措施名称": "case:measure", "申请事项": "case:measure", "依据条款": "case:clause", "政策依据": "case:pack",
    "申请金额": "case:amount", "核定金额": "case:amount", "审定金额": "case:decided", "申请日期": "case:submitted",
    "受理日期": "case:accepted", "填表日期": "office:today", "经办人": "office:clerk", "材料清单": "list:materials",
    "申报材料": "list:materials",
}  # fmt: skip
"""Labels as offices write them, and what stands beside them."""

CAPITALS = ("大写", "人民币大写", "金额大写", "大写金额")

_UNIT = re.compile(r"[（(](万元|元|大写)[)）]")
_YEAR = re.compile(r"^(上年度?|前年度?|本年度?|20\d{2}年度?)")
_EDGES = "　 :：*＊\n"
_BLANK = re.compile(r"^[\s_＿—…　]*$")


def suggested(grid: FormGrid, known: tuple[Choice, ...]) -> tuple[Slot, ...]:
    """What the labels of a form say for certain; 大写 beside a sum is that sum in capitals."""
    found: list[Slot] = []
    for place, label in labelled(grid):
        plain = label.strip(_EDGES).strip("（）()")
        slot = _in_capitals(grid, place, found, known) if plain in CAPITALS else slot_for(place, label, known)
        if slot is not None:
            found.append(slot)
    return tuple(found)


def _in_capitals(grid: FormGrid, place: str, found: list[Slot], known: tuple[Choice, ...]) -> Slot | None:
    """The sum that stands last before this place in the same row, in capitals."""
    here, sums = grid.cell(place), {choice.what for choice in known if choice.money}
    for slot in reversed(found):
        there = grid.cell(slot.place)
        if here is not None and there is not None and there.row == here.row and slot.what in sums:
            return replace(slot, place=place, unit=Unit.CAPITAL)
    return None


def labelled(grid: FormGrid) -> Iterator[tuple[str, str]]:
    """The blank places of a form with the label before them: in the row to the left, else above; gaps are their own label."""
    for sheet in grid.sheets:
        if sheet.name == GAPS:
            yield from ((cell.place, cell.place[2:-2]) for cell in sheet.cells)
            continue
        at = {(cell.row, cell.column): cell for cell in sheet.cells}
        for cell in sheet.cells:
            if _BLANK.match(cell.text) or _boxes(cell.text):
                before = _before(at, cell)
                if before is not None:
                    yield cell.place, f"{before.text}\n{cell.text}" if _boxes(cell.text) else before.text


def _before(at: dict[tuple[int, int], FormCell], cell: FormCell) -> FormCell | None:
    """The nearest cell to the left that has words, when nothing but this blank follows it."""
    for column in range(cell.column - 1, -1, -1):
        left = at.get((cell.row, column))
        if left is not None:
            return left if left.text.strip() and not _boxes(left.text) else None
    return None


def _boxes(text: str) -> bool:
    return any(box in text for box in "□☐◻")


def slot_for(place: str, label: str, known: tuple[Choice, ...]) -> Slot | None:
    """The slot that a label asks for, None where the label is not known for certain."""
    name, _, boxes = label.partition("\n")
    unit = _UNIT.search(name)
    plain = _UNIT.sub("", name).strip(_EDGES).replace(" ", "").replace("　", "")
    year = _YEAR.match(plain)
    bare = plain[year.end() :] if year else plain
    by_name = {choice.name: choice for choice in known}
    what = SAME.get(plain) or next((by_name[one].what for one in (plain, bare) if one in by_name), None)
    if what is None:
        what = next(
            (choice.what for choice in known if _without_basis(choice.name) == bare and _alone(choice, known)), None
        )
    if what is None:
        return None
    choice = next((one for one in known if one.what == what), None)
    money = choice is not None and choice.money
    style = Style.TICK if boxes else Style.DOWN if what.startswith("list:") else Style.PLAIN
    return Slot(
        place,
        what,
        _year(year[1]) if year and choice is not None and choice.yearly else "",
        Unit(unit[1]) if unit and money else Unit.FIGURE,
        style,
    )


def _without_basis(name: str) -> str:
    return name.partition("〔")[0]


def _alone(choice: Choice, known: tuple[Choice, ...]) -> bool:
    """Whether no other fact has the same name under another basis: 研发费用 alone does not say which."""
    return sum(_without_basis(one.name) == _without_basis(choice.name) for one in known) == 1


def _year(word: str) -> str:
    return word[:4] if word[:2] == "20" else word[:2]
