"""The boxes for opinions on 审批表 and 拨付审批单: which, in what order and with which words, after the office's own form files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_wan
from qcy_desktop.printing.case_content import Box
from qcy_desktop.printing.wording import Wording
from qcy_desktop.services.casework import CaseView

_NAME, _WORDS, _STAGE, _JOINT = "栏", "预填", "环节", "联审"
_WIDE = 4  # up to so many joint departments stand two in a row, more of them three


def opinion_rows(view: CaseView, amount: int | None, policy: str, wording: Wording) -> tuple[tuple[Box, ...], ...]:
    """Rows of boxes in the order of the form file's 栏目; where it says 联审, a box for every department.

    What officers wrote stands in their boxes, else a short sentence to keep or correct. Raises KnownError E-WORDING.
    """
    sum_ = show_wan(amount) if amount is not None else wording.say("待定")
    entries = wording.rows("栏目", clause=policy, amount=sum_)
    return tuple(row for entry in entries for row in _rows(entry, view))


def _rows(entry: Mapping[str, str], view: CaseView) -> Iterator[tuple[Box, ...]]:
    if _JOINT in entry:
        yield from _joint(view, entry[_JOINT])
    elif _NAME in entry:
        yield (Box(entry[_NAME], _said(view, entry.get(_STAGE, "")) or entry.get(_WORDS, "")),)
    else:
        raise KnownError("E-WORDING", f"意见栏缺少“{_NAME}”。", "每一栏要写明栏名，或写明联审")


def _joint(view: CaseView, name: str) -> Iterator[tuple[Box, ...]]:
    """Boxes beside each other; `name` holds 〔部门〕 where the department stands."""
    said = tuple((one.department, one.words) for one in view.dossier.opinions)
    asked = said or tuple((department, "") for department in view.dossier.route.departments)
    boxes = [Box(name.replace("〔部门〕", department), words) for department, words in asked]
    across = 2 if len(boxes) <= _WIDE else 3
    for start in range(0, len(boxes), across):
        yield tuple(boxes[start : start + across])


def _said(view: CaseView, stage: str) -> str:
    """What was written last at a stage; empty where nobody wrote. Raises KnownError for a stage that does not exist."""
    if not stage:
        return ""
    if stage not in tuple(Stage):
        raise KnownError("E-WORDING", f"意见栏的环节“{stage}”不存在。", f"可用：{'、'.join(Stage)}")
    acts = (Act.PASS, Act.DECIDE)
    return next((one.words for one in reversed(view.dossier.history) if one.act in acts and one.before == stage), "")
