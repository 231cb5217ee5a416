"""The day's report: choose the days, see the totals, print it or save it as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.domain.dayreport import DayReport, Sum
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import DayEdit
from qcy_desktop.ui.words import wan

WIDTHS = (48, 10, 10, 16, 16)


class ReportDialog(QDialog):
    """`asked` carries two days; `paper_wanted` and `book_wanted` the report that is shown."""

    asked = Signal(object, object)
    paper_wanted = Signal(object)
    book_wanted = Signal(object)

    def __init__(self, parent: QWidget, skin: Skin, today: date) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("办理情况"))
        skin.size_window(self, 760, 560)
        self._skin = skin
        self.report: DayReport | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        self.first, self.last = DayEdit(tr("从哪天"), skin), DayEdit(tr("到哪天"), skin)
        for edit in (self.first, self.last):
            edit.setDate(QDate(today.year, today.month, today.day))
            edit.dateChanged.connect(lambda _d: self.ask())
        month = button(tr("本月"), lambda: self._month(today), "quiet")
        column.addLayout(row(label(tr("从")), self.first, label(tr("到")), self.last, month, 1))
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("办理情况"))
        column.addWidget(self.text, 1)
        self._paper = button(tr("预览打印"), lambda: self.paper_wanted.emit(self.report), "primary")
        self._book = button(tr("存为工作簿"), lambda: self.book_wanted.emit(self.report))
        column.addLayout(row(1, button(tr("关闭"), self.reject), self._book, self._paper))

    def ask(self) -> None:
        """Ask for the report of the chosen days."""
        first, last = _day(self.first.date()), _day(self.last.date())
        self.asked.emit(min(first, last), max(first, last))

    def show_report(self, report: DayReport) -> None:
        """The totals on screen; every act stands on paper and in the workbook."""
        self.report = report
        whole = report.whole()
        tokens, scale = self._skin.theme.tokens, self._skin.theme.scale
        head = tr("共办理 {a} 次，{c} 件；审定 {d} 万元，拨付 {p} 万元。").format(
            a=whole.acts, c=whole.cases, d=wan(whole.decided), p=wan(whole.paid)
        )
        body = "".join(
            _table(title, sums)
            for title, sums in (
                (tr("按办理事项"), report.by_act()),
                (tr("按措施（条款）"), report.by_measure()),
                (tr("按经办人"), report.by_person()),
            )
        )
        said = head if report.lines else tr("这几天没有办理记录。")
        size = 13.5 * 0.75 * scale
        self.text.setHtml(f"<div style='color:{tokens.text};font-size:{size:.2f}pt'><p><b>{said}</b></p>{body}</div>")

    def _month(self, today: date) -> None:
        self.first.setDate(QDate(today.year, today.month, 1))


def _day(value: QDate) -> date:
    return date(value.year(), value.month(), value.day())


def _table(title: str, sums: Sequence[Sum]) -> str:
    heads = (title, tr("次数"), tr("件数"), tr("审定 万元"), tr("拨付 万元"))
    rows = [
        (
            one.name,
            str(one.acts),
            str(one.cases),
            wan(one.decided) if one.decided else "",
            wan(one.paid) if one.paid else "",
        )
        for one in sums
    ]
    lines = "".join(f"<tr>{''.join(_cell(place, text) for place, text in enumerate(row))}</tr>" for row in rows)
    head = "".join(_cell(place, text, "b") for place, text in enumerate(heads))
    return f"<table width='98%' cellspacing='0' style='margin-top:10px'><tr>{head}</tr>{lines}</table>" if sums else ""


def _cell(place: int, text: str, tag: str = "span") -> str:
    side = "right" if place else "left"
    return f"<td width='{WIDTHS[place]}%' align='{side}' style='padding:3px 6px'><{tag}>{escape(text)}</{tag}></td>"
