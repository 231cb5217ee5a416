"""The reasons of one result as a small page of rich text: conditions, reckoning, clause, papers, source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from qcy_desktop.domain.assessment import Condition, Mark, MeasureResult, Need, Step
from qcy_desktop.ui.desk import PackLine
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.theme import Theme
from qcy_desktop.ui.words import row_amount, span_wan, span_yuan, tight

_MARK_COLOUR = {Mark.MET: "good", Mark.UNMET: "bad", Mark.UNKNOWN: "warn"}


class ReasonsText:
    """Writes the page for one theme; links are ``need:<fact>:<year>``."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._tokens = theme.tokens

    def page(self, result: MeasureResult) -> str:
        """The whole explanation of one measure."""
        parts = [self._reason(result), self._conditions(result.conditions), self._reckoning(result)]
        parts += [self._needs(_unlinked(result)), self._payers(result), self._handling(result)]
        if result.known:
            parts += [self._plain(tr("已知"), result.known)]
        parts += [self._plain(tr("原文"), result.clause_text or tr("本机未存原文。"))]
        parts += [self._list(tr("未建模"), result.not_modelled, tr("下列要求没有写进规则，须人工核对："))]
        parts += [self._plain(tr("来源"), result.source), self._doubt(result)]
        return self._wrap("".join(parts))

    def packs(self, packs: tuple[PackLine, ...]) -> str:
        """What stands here while nothing is chosen: the rules of this machine and their evidence."""
        rows = "".join(
            f"<tr><td style='padding:4px 8px 4px 0'>{escape(p.title)}　{self._muted(p.version)}</td>"
            f"<td align='right' style='padding:4px 0;white-space:nowrap'>"
            f"{escape(tr('已核定 {n}').format(n=p.verified))}　{self._muted(tr('未核定 {n}').format(n=p.unverified))}</td></tr>"
            for p in packs
        )
        note = self._muted(tr("未核定的条款只供参考：金额单列，不进“已核定可得”，也不能据以审批。"))
        head = self._head(tr("本机装入的规则"))
        return self._wrap(f"{head}<table width='100%' cellspacing='0'>{rows}</table><p>{note}</p>")

    def gaps(self, results: tuple[MeasureResult, ...], near: tuple[MeasureResult, ...] = ()) -> str:
        """The page of a folded line: every clause of which only the number is known, and what it may be, today."""
        intro = [tr("这些条款只知道条号，条文尚未取得，不作判断，也不计金额。")]
        named = {result.id: result for result in near}
        leads = [_leads(result, named) for result in results]
        shared = {(result.known, lead) for result, lead in zip(results, leads, strict=True)}
        if len(shared) == 1:
            intro += [line for line in (results[0].known, *leads[0]) if line]
            leads = [()] * len(results)
        elif len({result.known for result in results}) == 1 and results[0].known:
            intro.append(results[0].known)
        rows = "".join(
            f"<tr><td width='30%' style='padding:3px 8px 3px 0'><b>{escape(r.id if '未掌握' in r.clause else r.clause)}</b></td>"
            f"<td style='padding:3px 0'>{escape(r.title)}{self._muted_lines(r, lead)}</td></tr>"
            for r, lead in zip(results, leads, strict=True)
        )
        head = "".join(f'<p style="margin-top:0">{escape(line)}</p>' for line in intro)
        return self._wrap(f"{head}<table width='100%' cellspacing='0'>{rows}</table>")

    def _muted_lines(self, result: MeasureResult, lead: tuple[str, ...]) -> str:
        reason = () if result.reason in result.title else (result.reason,)
        return "".join(f"<br>{self._muted(line)}" for line in (*reason, *lead))

    def _wrap(self, inner: str) -> str:
        size = 13.5 * 0.75 * self._theme.scale
        return f'<div style="color:{self._tokens.text};font-size:{size:.2f}pt;line-height:128%">{inner}</div>'

    def _head(self, text: str, beside: str = "") -> str:
        aside = f"<td align='right'>{self._muted(beside)}</td>" if beside else ""
        gap = self._theme.dp(10)
        return f"<table width='100%' cellspacing='0' style='margin-top:{gap}px'><tr><td><b>{escape(text)}</b></td>{aside}</tr></table>"

    def _muted(self, text: str) -> str:
        size = 12.5 * 0.75 * self._theme.scale
        return f'<span style="color:{self._tokens.muted};font-size:{size:.2f}pt">{escape(text)}</span>' if text else ""

    def _reason(self, result: MeasureResult) -> str:
        lines = [escape(result.reason)] if result.reason else []
        if result.effect_note:
            lines.append(f'<span style="color:{self._tokens.warn}">{escape(result.effect_note)}</span>')
        return "".join(f'<p style="margin:0 0 2px 0">{line}</p>' for line in lines)

    def _conditions(self, conditions: Sequence[Condition]) -> str:
        if not conditions:
            return ""
        conditions, every = [c for c in conditions if not c.spare], conditions
        met = sum(1 for c in conditions if c.mark is Mark.MET)
        rows = "".join(self._condition(c) for c in every)
        beside = tr("{met} / {all} 项满足").format(met=met, all=len(conditions))
        return self._head(tr("条件"), beside) + f"<table width='100%' cellspacing='0'>{rows}</table>"

    def _condition(self, condition: Condition) -> str:
        colour = self._tokens.muted if condition.spare else getattr(self._tokens, _MARK_COLOUR[condition.mark])
        indent = condition.depth * self._theme.dp(14)
        facts = [self._muted(text) for text in self._particulars(condition)]
        if condition.gap and not condition.spare:
            facts.append(f'<span style="color:{colour}">{escape(tight(condition.gap))}</span>')
        if condition.mark is Mark.MET and not condition.gap and not condition.needs:
            return self._met_line(condition)
        second = self._muted(" · ").join(facts)
        links = "" if condition.spare else "".join(f"<br>{self._link(need)}" for need in condition.needs)
        mark = f'<span style="color:{colour}"><b>{condition.sign}</b></span>'
        word = "" if condition.mark is Mark.MET else f'<span style="color:{colour}">{condition.word}　</span>'
        width = self._theme.dp(20) + indent
        return (
            f"<tr><td width='{width}' align='right' style='padding:4px 6px 2px {indent}px'>{mark}</td>"
            f"<td style='padding:4px 0 2px 0'>{word}{escape(tight(condition.text))}"
            f"{'<br>' + second if second else ''}{links}</td></tr>"
        )

    def _met_line(self, condition: Condition) -> str:
        """A condition that is met and asks for nothing stands in one line, its figure behind it."""
        indent = condition.depth * self._theme.dp(14)
        mark = f'<span style="color:{self._tokens.good}"><b>{condition.mark.sign}</b></span>'
        said_already = condition.actual == condition.required and condition.actual in ("没有", "不是")
        behind = "" if said_already else f"　{self._muted(condition.actual)}"
        return (
            f"<tr><td width='{self._theme.dp(20) + indent}' align='right' style='padding:3px 6px 2px {indent}px'>{mark}</td>"
            f"<td style='padding:3px 0 2px 0'>{escape(tight(condition.text))}{behind}</td></tr>"
        )

    def _particulars(self, condition: Condition) -> list[str]:
        told = (
            condition.spare
            or not condition.required
            or condition.required in condition.text
            or condition.mark is Mark.MET
        )
        parts = (
            "" if told else tr("要求 {v}").format(v=condition.required),
            tr("实际 {v}").format(v=condition.actual) if condition.actual else "",
            condition.source,
        )
        return [part for part in parts if part]

    def _link(self, need: Need) -> str:
        year = "" if need.year is None else str(need.year)
        style = f"color:{self._tokens.accent};text-decoration:none"
        return (
            f'<a style="{style}" href="need:{escape(need.fact)}:{year}">→ {escape(tr("补填"))} {escape(need.key)}</a>'
        )

    def _reckoning(self, result: MeasureResult) -> str:
        if not result.steps and result.amount is None:
            return ""
        rows = "".join(self._step(step) for step in result.steps)
        total = ""
        if result.amount is not None:
            total = (
                f"<tr><td style='padding:5px 8px 3px 0'><b>{escape(tr('应得'))}</b>　{self._muted(result.nature.value)}</td>"
                f"<td align='right' style='padding:5px 0 3px 0;white-space:nowrap'><b>{escape(span_wan(result.amount))}</b>"
                f"<br>{self._muted(span_yuan(result.amount))}</td></tr>"
            )
        return self._head(tr("计算")) + f"<table width='100%' cellspacing='0'>{rows}{total}</table>"

    def _step(self, step: Step) -> str:
        value = step.low if step.low == step.high else f"{step.low}～{step.high}"
        return (
            f"<tr><td style='padding:3px 8px 3px 0'>{escape(tight(step.text))}</td>"
            f"<td align='right' style='padding:3px 0;white-space:nowrap'>{escape(tr('得 {v}').format(v=value))}</td></tr>"
        )

    def _needs(self, needs: tuple[Need, ...]) -> str:
        if not needs:
            return ""
        return self._head(tr("待补")) + "".join(f"<p style='margin:3px 0'>{self._link(n)}</p>" for n in needs)

    def _payers(self, result: MeasureResult) -> str:
        if not result.payer:
            return ""
        rows = "".join(
            f"<tr><td style='padding:3px 8px 3px 0'>{escape(payer)}</td><td align='right'>{escape(span_wan(span))}</td></tr>"
            for payer, span in result.payer
        )
        return self._head(tr("出资")) + f"<table width='100%' cellspacing='0'>{rows}</table>"

    def _handling(self, result: MeasureResult) -> str:
        held = result.handling
        copies = tr("纸质 {n} 份").format(n=held.copies) if held.copies else ""
        facts = [
            part for part in (held.mode, held.channel, held.department, copies, held.time_limit, *held.windows) if part
        ]
        if not facts and not held.materials:
            return ""
        materials = "".join(f"<li>{escape(paper)}</li>" for paper in held.materials)
        body = f"<p style='margin:3px 0'>{escape(' · '.join(facts))}</p>" if facts else ""
        listed = f"<ol style='margin:2px 0 0 0;-qt-list-indent:1'>{materials}</ol>" if materials else ""
        return self._head(tr("办理与材料")) + body + listed

    def _plain(self, title: str, text: str) -> str:
        if not text:
            return ""
        return self._head(title) + f"<p style='margin:3px 0'>{self._muted(text)}</p>"

    def _doubt(self, result: MeasureResult) -> str:
        """What to do when the answer looks wrong."""
        text = tr(
            "先看打 ✗、? 的条件用的是哪一年的数、单位对不对；再看评估日和已获奖补。都对还是不像，打开规则页核对原文，"
            "把措施编号 {id} 和不像的地方告诉政策管理员。"
        ).format(id=result.id)
        return self._plain(tr("看着不对？"), text)

    def _list(self, title: str, items: tuple[str, ...], intro: str) -> str:
        if not items:
            return ""
        rows = "".join(f"<li>{escape(item)}</li>" for item in items)
        return (
            self._head(title)
            + f"<p style='margin:3px 0'>{self._muted(intro)}</p><ul style='margin:2px 0;-qt-list-indent:1'>{rows}</ul>"
        )


def _unlinked(result: MeasureResult) -> tuple[Need, ...]:
    """What is missing and not already linked beside a condition."""
    linked = {need.key for condition in result.conditions for need in condition.needs}
    return tuple(need for need in result.needs if need.key not in linked)


def _leads(result: MeasureResult, named: Mapping[str, MeasureResult]) -> tuple[str, ...]:
    """Where a clause that is not known leads: measures it may be, with what they answer today, and examples of its kind."""
    said = [
        f"{r.title}（{r.verdict.word}{'，' + row_amount(r) if row_amount(r) else ''}）"
        for id in result.linked
        if (r := named.get(id))
    ]
    lines = [tr("可能对应，未证实：{names}").format(names="、".join(said))] if said else []
    if result.similar:
        lines.append(tr("外地同类条款的样子见练习模式（类比示例 {n} 条）").format(n=len(result.similar)))
    return tuple(lines)
