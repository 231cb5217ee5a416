"""A preview of a pool under 总量控制: what is left of it, and what each waiting case would get when all are cut alike."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import parse_money, show_sum
from qcy_desktop.services.casebudgets import Asked, BudgetPreview
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.words import yuan

YEARS = 5
WIDTHS = (32, 7, 22, 13, 13, 13)


class BudgetDialog(QDialog):
    """`asked` carries what is to be looked at. Nothing here changes anything."""

    asked = Signal(object)

    def __init__(self, parent: QWidget, skin: Skin, measures: Sequence[tuple[str, str]], year: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("总量控制预览"))
        skin.size_window(self, 900, 600)
        self._skin = skin
        self.preview: BudgetPreview | None = None
        self._wanted: Asked | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        self.measure, self.year = Choice(tr("哪项措施")), Choice(tr("哪一年受理的"))
        for id, title in measures:
            self.measure.addItem(title, id)
        self.measure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.measure.setMinimumContentsLength(32)  # a long title is cut short here and whole in the list
        for one in range(year, year - YEARS, -1):
            self.year.addItem(tr("{y} 年").format(y=one), one)
        self.pool = FieldEdit(tr("资金总额（万元）"), figure=True, moves=False)
        self.pool.setFixedWidth(skin.dp(150))
        self.pool.entered.connect(self.ask)
        self.pool.textEdited.connect(self._forget)
        for choice in (self.measure, self.year):
            choice.currentIndexChanged.connect(self._forget)
        look = button(tr("预览"), self.ask, "primary")
        look.setAutoDefault(False)
        column.addLayout(row(self.measure, self.year, label(tr("资金总额")), self.pool, label(tr("万元")), look, 1))
        self.said = label(_prompt(), "muted", wrap=True)
        column.addWidget(self.said)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("总量控制预览"))
        column.addWidget(self.text, 1)
        column.addLayout(row(1, button(tr("关闭"), self.reject)))
        self.pool.setFocus()

    def ask(self) -> None:
        """Look with what is chosen and typed; a sum that cannot be read says why beside the field."""
        try:
            pool = parse_money(self.pool.text(), "万元")
        except KnownError as fault:
            self.refuse(fault)
            return
        self._wanted = Asked(self.measure.currentData(), pool, self.year.currentData())
        self.asked.emit(self._wanted)

    def refuse(self, fault: KnownError) -> None:
        """Say why there is nothing to show; figures of an earlier question do not stay."""
        self._forget()
        self.said.setText(str(fault))

    def show_preview(self, preview: BudgetPreview) -> None:
        """The pool, then the waiting cases, then what must be known beside the figures; nothing if something else is asked by now."""
        if preview.asked != self._wanted:
            return
        self.preview = preview
        self.said.setText(tr("这是预览，不是审定，什么也没有改动。"))
        tokens, scale = self._skin.theme.tokens, self._skin.theme.scale
        words = (
            tr("规则写明：{w}").format(w="；".join(preview.words)),
            tr("条款：{c}").format(c=preview.standing_words),
        )
        notes = "".join(
            f"<p style='margin:3px 0'>{escape(tr('注意'))}　{escape(one)}。</p>" for one in preview.cautions
        )
        body = f"{_pool(preview)}<p>{'<br/>'.join(map(escape, words))}</p>{_cases(preview)}<div style='margin-top:10px'>{notes}</div>"
        size = 13.5 * 0.75 * scale
        self.text.setHtml(f"<div style='color:{tokens.text};font-size:{size:.2f}pt'>{body}</div>")

    def _forget(self) -> None:
        """Figures never stand beside another question than their own."""
        self.preview = self._wanted = None
        self.said.setText(_prompt())
        self.text.clear()


def _prompt() -> str:
    return tr("资金总额由本单位确定，规则里没有；填写后按回车预览。")


def _pool(preview: BudgetPreview) -> str:
    sharing = preview.sharing
    pool = sharing.pool
    over = tr("（已超出 {s}）").format(s=show_sum(pool.over)) if pool.over else ""
    first = tr("总额 {w}，已承诺 {c}（{n} 件，其中已拨 {p}），余额 {l}{o}。").format(
        w=show_sum(pool.whole), c=show_sum(pool.committed), n=preview.decided, p=show_sum(preview.paid),
        l=show_sum(pool.left), o=over,
    )  # fmt: skip
    enough = tr("够") if sharing.suffices else tr("不够，差 {s}").format(s=show_sum(sharing.short))
    second = tr("待核 {n} 件，共 {s}：{e}。比例 {r}。").format(
        n=len(preview.waiting), s=show_sum(sharing.wanted), e=enough, r=preview.rate_words
    )
    return f"<p><b>{escape(first)}</b><br/><b>{escape(second)}</b></p>"


def _cases(preview: BudgetPreview) -> str:
    if not preview.waiting:
        return ""
    heads = (tr("企业"), tr("环节"), tr("受理编号"), tr("测算上限 元"), tr("核减后 元"), tr("核减 元"))
    lines = [(one.enterprise, tr(one.stage), one.number, *_sums(one.claimed, one.after)) for one in preview.waiting]
    total = (tr("合计"), "", "", *_sums(preview.sharing.wanted, sum(preview.sharing.parts)))
    rows = [_row(heads, "b"), *(_row(line) for line in lines), _row(total, "b")]
    return f"<table width='100%' cellspacing='0' style='margin-top:10px'>{''.join(rows)}</table>"


def _sums(claimed: int, after: int) -> tuple[str, str, str]:
    return yuan(claimed), yuan(after), yuan(claimed - after)


def _row(cells: Sequence[str], tag: str = "span") -> str:
    return f"<tr>{''.join(_cell(place, text, tag) for place, text in enumerate(cells))}</tr>"


def _cell(place: int, text: str, tag: str) -> str:
    side = "right" if place >= 3 else "left"
    whole = "white-space:nowrap;" if place else ""  # a number or a sum is read in one piece
    return (
        f"<td width='{WIDTHS[place]}%' align='{side}' style='{whole}padding:3px 6px'><{tag}>{escape(text)}</{tag}></td>"
    )
