"""Pages beside the list: what is missing (cheapest first) and the best combination with what was given up."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser

from qcy_desktop.domain.assessment import Assessment, Combination, GapPlan, Total
from qcy_desktop.ui.counter.gap_words import distance, gain, order, said
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.words import span_wan, span_yuan


class TextPage(QTextBrowser):
    """A page of rich text whose links name measures: ``measure:<id>``."""

    measure_wanted = Signal(str)

    def __init__(self, skin: Skin, name: str) -> None:
        super().__init__()
        self._skin = skin
        self._shown: Assessment | None = None
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(skin.dp(16))
        self.anchorClicked.connect(self._on_link)
        skin.changed.connect(lambda: self.show_result(self._shown))

    def show_result(self, assessment: Assessment | None) -> None:
        """Write the page anew; the place read stays."""
        self._shown = assessment
        bar = self.verticalScrollBar()
        kept = bar.value()
        size = 14 * 0.75 * self._skin.theme.scale
        body = self.write(assessment) if assessment else f"<p>{escape(tr('还没有评估结果。'))}</p>"
        self.setHtml(f'<div style="font-size:{size:.2f}pt;color:{self._skin.theme.tokens.text}">{body}</div>')
        bar.setValue(kept)

    def write(self, assessment: Assessment) -> str:
        """The inside of the page."""
        raise NotImplementedError

    def muted(self, text: str) -> str:
        tokens = self._skin.theme.tokens
        size = 12.5 * 0.75 * self._skin.theme.scale
        return f'<span style="color:{tokens.muted};font-size:{size:.2f}pt">{escape(text)}</span>'

    def link(self, assessment: Assessment, id: str) -> str:
        try:
            title = assessment.measure(id).title
        except KeyError:
            title = id
        colour = self._skin.theme.tokens.accent
        return f'<a style="color:{colour};text-decoration:none" href="measure:{escape(id)}">{escape(title)}</a>'

    def head(self, text: str) -> str:
        return f"<p style='margin:14px 0 4px 0'><b>{escape(text)}</b></p>"

    def _on_link(self, url: QUrl) -> None:
        kind, id = url.toString().split(":", 1)
        if kind == "measure":
            self.measure_wanted.emit(id)


class GapsPage(TextPage):
    """条件差距: for each measure that is near, the smallest set of changes; those cost least come first."""

    def write(self, assessment: Assessment) -> str:
        if not assessment.gaps:
            return f"<p>{self.muted(tr('没有差一步就能符合的措施。'))}</p>"
        plans = sorted(assessment.gaps, key=order)
        intro = self.muted(
            tr("只差这些就能符合。时间到了自然符合的在前，其余按要补的项数从少到多；同一项只列最省的一种补法。")
        )
        return f"<p style='margin:0 0 6px 0'>{intro}</p>" + "".join(self._plan(assessment, plan) for plan in plans)

    def _plan(self, assessment: Assessment, plan: GapPlan) -> str:
        bad = self._skin.theme.tokens.bad
        worth = f"<td align='right' style='white-space:nowrap;padding:8px 0 2px 0'><b>{escape(gain(plan))}</b></td>"
        rows = "".join(
            f"<tr><td style='padding:2px 12px 2px 14px'>{escape(said(change))}</td>"
            f"<td align='right' style='padding:2px 0;white-space:nowrap'>"
            f"<b style='color:{bad}'>{escape(distance(change))}</b></td></tr>"
            for change in plan.changes
        )
        time = ""
        if plan.earliest is not None:
            words = tr("不用做什么，到 {d} 自然符合").format(d=plan.earliest.isoformat())
            time = f"<tr><td colspan='2' style='padding:2px 0 2px 14px'><b>{escape(words)}</b></td></tr>"
        line = self._skin.theme.tokens.line
        return (
            f"<table width='100%' cellspacing='0' style='border-bottom:1px solid {line}'>"
            f"<tr><td style='padding:8px 0 2px 0'>{self.link(assessment, plan.measure)}</td>{worth}</tr>{rows}{time}</table>"
        )


class CombinationPage(TextPage):
    """最优组合: what can be had together, by nature and payer, what was given up and by which clause, the runner-up."""

    def write(self, assessment: Assessment) -> str:
        sure = self._part(assessment, tr("已核定条款的最优组合"), assessment.best_verified)
        all_of_it = self._part(assessment, tr("连同未核定条款（仅供参考）"), assessment.best_with_unverified)
        return sure + all_of_it

    def _part(self, assessment: Assessment, title: str, best: Combination) -> str:
        if not best.measures:
            return self.head(title) + f"<p style='margin:2px 0'>{self.muted(tr('没有可计入的措施。'))}</p>"
        rows = "".join(self._measure(assessment, id) for id in best.measures)
        totals = "".join(self._total(total) for total in best.totals)
        given = "".join(
            f"<tr><td style='padding:3px 12px 3px 0'>{self.link(assessment, g.id)}</td>"
            f"<td style='padding:3px 0'>{self.muted(g.because)}</td></tr>"
            for g in best.given_up
        )
        parts = [self.head(title), f"<table width='100%' cellspacing='0'>{rows}</table>"]
        parts += [
            self.head(tr("合计（按出资方与资金性质分列）")),
            f"<table width='100%' cellspacing='0'>{totals}</table>",
        ]
        if given:
            parts += [self.head(tr("放弃")), f"<table width='100%' cellspacing='0'>{given}</table>"]
        parts.append(self._runner_up(best))
        if not best.proved:
            parts.append(f"<p>{self.muted(tr('组合太多，未能证明这是最优，只是已找到的最好结果。'))}</p>")
        return "".join(parts)

    def _measure(self, assessment: Assessment, id: str) -> str:
        result = assessment.measure(id)
        amount = span_wan(result.amount) if result.amount else ""
        state = tr("已核定") if result.verified else tr("{e}，未核定").format(e=result.evidence.value)
        return (
            f"<tr><td style='padding:3px 12px 3px 0'>{self.link(assessment, id)}　{self.muted(state)}</td>"
            f"<td align='right' style='padding:3px 0;white-space:nowrap'>{escape(amount)}</td></tr>"
        )

    def _total(self, total: Total) -> str:
        state = tr("已核定") if total.verified else tr("未核定")
        what = f"{total.payer} · {total.nature.value} · {state}"
        return (
            f"<tr><td style='padding:3px 12px 3px 0'>{escape(what)}</td>"
            f"<td align='right' style='padding:3px 0;white-space:nowrap'><b>{escape(span_wan(total.span))}</b>"
            f"<br>{self.muted(span_yuan(total.span))}</td></tr>"
        )

    def _runner_up(self, best: Combination) -> str:
        if best.runner_up is None or not best.runner_up.totals:
            return ""
        sums = "；".join(f"{t.payer}{t.nature.value} {span_wan(t.span)}" for t in best.runner_up.totals)
        return f"<p style='margin:8px 0 0 0'>{self.muted(tr('次优组合：{s}').format(s=sums))}</p>"


def one_line(assessment: Assessment) -> str:
    """The best combination in one line for the foot of the list."""
    best = assessment.best_with_unverified
    if not best.measures:
        return tr("暂无可同时享受的措施")
    text = tr("最优组合：{n} 项可同时享受").format(n=len(best.measures))
    if best.given_up:
        text += tr("；放弃 {n} 项（{why}）").format(n=len(best.given_up), why=best.given_up[0].because)
    return text
