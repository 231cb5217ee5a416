"""审批表: one sheet of A4, conditions and reckoning on the front, the boxes for opinions on the back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qcy_desktop.domain.assessment import Condition, Mark
from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import wan_number, yuan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.case_content import Approval
from qcy_desktop.printing.codes import masthead
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, kept
from qcy_desktop.printing.forms import FORM_SHEET, Field, band, closing, form
from qcy_desktop.printing.measure_card import running
from qcy_desktop.printing.opinions import LEAST, opinion_rows
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, numeral, shares

_FRONT_NOTES = 26.0
_ROWS_AT_LEAST = 5  # fewer boxes do not grow beyond a fifth of the page


@dataclass(frozen=True, slots=True)
class _Density:
    """How tightly the front is set; the first that fits is taken. `most` limits the met conditions that are written out."""

    size: float
    least: float
    pad: float
    clause: int
    most: int = 99


_DENSITIES = (
    _Density(9, 22, 3, 600),
    _Density(8.5, 19, 2.2, 400),
    _Density(8, 16, 1.4, 260),
    _Density(7.5, 14, 0.9, 160),
    _Density(7.5, 14, 0.9, 120, 12),
    _Density(7.5, 14, 0.9, 80, 4),
    _Density(7.5, 14, 0.9, 0, 0),
)


def approval_sheet(approval: Approval, context: PaperContext) -> bytes:
    """The sheet as PDF bytes of two pages; the same input gives the same bytes.

    The front is set as tightly as needed. Where even that does not do, conditions that are met are counted instead of
    written out and the clause is cut, both said on the sheet; what is not met always stands there.
    """
    desk = desk_for(context, FORM_SHEET, "approval")
    title = desk.say("标题")
    fronts = (_front(desk, approval, density) for density in _DENSITIES)
    front = next((strips for strips in fronts if _height(strips) <= FORM_SHEET.depth - _FRONT_NOTES), None)
    front = front if front is not None else _front(desk, approval, _DENSITIES[-1])
    strips = [*front, *closing(desk, desk.words.items("附注")), *_back(desk, approval)]
    about = About(title, approval.matter.name, approval.marks.paper or approval.marks.case)
    return finish(desk, strips, FORM_SHEET, context, about)


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.gap + strip.height for strip in strips)


def _front(desk: Desk, approval: Approval, density: _Density) -> list[Strip]:
    set_ = _Front(desk, approval, density)
    accepted = "" if approval.accepted_on is None else desk.say("受理", day=show_day(approval.accepted_on))
    right = "　".join(
        part for part in (accepted, desk.say("评估", day=show_day(approval.as_of)), desk.say("单位")) if part
    )
    blocks: tuple[tuple[str, Callable[[], list[Strip]]], ...] = (
        ("条件", set_.conditions), ("测算", set_.reckoning), ("条款", set_.clause),
    )  # fmt: skip
    rows = set_.identity()
    for number, (key, block) in enumerate(blocks, start=1):
        rows += [*band(desk, f"{numeral(number)}、{desk.say(key)}"), *block()]
    return [*masthead(desk, desk.say("标题"), approval.marks, right), *form(desk, rows)]


@dataclass(frozen=True, slots=True)
class _Front:
    """The front of one approval at one density."""

    desk: Desk
    approval: Approval
    density: _Density

    def row(self, parts: Sequence[float], cells: Sequence[Cell]) -> list[Strip]:
        style = replace(looks.SMALL, size=self.density.size, leading=1.38)
        cols = [Column(width, style, "审批表") for width in shares(self.desk.width, *parts)]
        look = replace(looks.FORM, least=self.density.least, pad_y=self.density.pad)
        return self.desk.setting.row(cols, cells, look)

    def fields(self, *entries: Field) -> list[Strip]:
        label = replace(looks.FORM_LABEL, size=self.density.size)
        parts = [share for entry in entries for share in (entry.label_share, entry.value_share)]
        cells = [cell for entry in entries for cell in (Cell(entry.label, label), Cell(entry.value, field=entry.label))]
        return self.row(parts, cells)

    def pair(self, *entries: tuple[str, str]) -> list[Strip]:
        whole = len(entries) == 1
        fields = (Field(self.desk.say(f"列.{key}"), value, value_share=9.6 if whole else 3.6) for key, value in entries)
        return self.fields(*fields)

    def identity(self) -> list[Strip]:
        matter, result = self.approval.matter, self.approval.result
        payers = "、".join(name for name, _ in result.payer)
        return [
            *self.pair(("单位", matter.name)),
            *self.pair(
                ("代码", matter.uscc), ("性质", f"{result.nature.value}{f'（{payers}出资）' if payers else ''}")
            ),
            *self.pair(("事项", matter.measure)),
            *self.pair(("依据", f"《{matter.pack}》{matter.clause}")),
        ]

    def conditions(self) -> list[Strip]:
        shown, left = self._shown()
        head = self.row(_CONDITIONS, [Cell(word, looks.FORM_LABEL) for word in self.desk.words.items("条件列")])
        rows = [strip for condition in shown for strip in self.row(_CONDITIONS, self._condition(condition))]
        if left:
            rows += self.row((1,), [Cell(self.desk.say("其余", count=left))])
        if not shown and not left:
            rows = self.row((1,), [Cell(self.desk.say("条件空"))])
        return [*head, *rows]

    def _shown(self) -> tuple[list[Condition], int]:
        """What is written out, and how many met conditions are only counted."""
        shown, met = [], 0
        for condition in self.approval.result.conditions:
            met += condition.mark is Mark.MET
            if condition.mark is not Mark.MET or met <= self.density.most:
                shown.append(condition)
        return shown, len(self.approval.result.conditions) - len(shown)

    def _condition(self, condition: Condition) -> list[Cell]:
        mark = replace(looks.SMALL, size=self.density.size, colour=looks.mark_colour(condition), leading=1.38)
        actual = f"{condition.actual}（{condition.source}）" if condition.source else condition.actual
        return [
            Cell(f"{condition.sign} {condition.word}", mark),
            Cell(condition.text, indent=condition.depth * self.density.size),
            Cell(condition.required),
            Cell(actual if condition.spare else f"{actual}　{condition.gap}".strip("　")),
        ]

    def reckoning(self) -> list[Strip]:
        right = replace(looks.SMALL_RIGHT, size=self.density.size, leading=1.38)
        steps = [
            strip
            for step in self.approval.result.steps
            for strip in self.row((9, 4), [Cell(step.text), Cell(running(step.low, step.high), right)])
        ]
        return [*(steps or self.row((1,), [Cell(self.desk.say("测算空"))])), *self._amount()]

    def _amount(self) -> list[Strip]:
        amount, desk = self.approval.amount, self.desk
        if amount is None:
            return self.pair(("建议", desk.say("金额.待定")))
        figures = desk.say("金额.小写", yuan=yuan_number(amount), wan=wan_number(amount))
        return [*self.pair(("建议", figures)), *self.pair(("大写", capital(amount)))]

    def clause(self) -> list[Strip]:
        result, desk = self.approval.result, self.desk
        said = result.clause_text or desk.say("条款空")
        if len(said) > self.density.clause:
            said = desk.say("条款略", text=said[: self.density.clause]) if self.density.clause else desk.say("条款全略")
        state = self.approval.verified_by or desk.say("未核定", evidence=result.evidence.value)
        rows = [*self.row((1,), [Cell(said)]), *self.pair(("核定", state))]
        return [*rows, *self.pair(("备注", self.approval.remark))] if self.approval.remark else rows


_CONDITIONS = (1.5, 5.2, 2.9, 4.4)


def _back(desk: Desk, approval: Approval) -> list[Strip]:
    """The boxes on a page of their own, filling it. Raises KnownError E-BOXES when there are too many for one page."""
    rows = approval.boxes
    top = band(desk, desk.say("意见"))
    height = (FORM_SHEET.depth - _height(top) - 4) / max(len(rows), _ROWS_AT_LEAST)
    if height < LEAST:
        most = int((FORM_SHEET.depth - _height(top) - 4) // LEAST)
        sentence = f"审批表反面要放 {len(rows)} 行意见栏，最多放得下 {most} 行。"
        raise KnownError("E-BOXES", sentence, "请减少联审部门，或在用语文件 approval.yaml 里减少栏目")
    return kept(form(desk, [*top, *opinion_rows(desk, rows, height)]))
