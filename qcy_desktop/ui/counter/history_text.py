"""An earlier visit and now as a small page of rich text: sums, answers, figures, and what made the difference."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from qcy_desktop.domain.assessment import Assessment, Verdict
from qcy_desktop.domain.enterprise import Value
from qcy_desktop.services.visits import Answer, Comparison, FactChange, ResultChange
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.theme import Theme
from qcy_desktop.ui.words import by_nature, span_wan

WORTH_TELLING = frozenset((Verdict.ELIGIBLE, Verdict.UNKNOWN))
Shown = Callable[[str, int | None, Value | None], tuple[str, str]]
"""Name and value of one figure in words."""


class HistoryText:
    """Writes the page for one theme."""

    def __init__(self, theme: Theme, shown: Shown) -> None:
        self._theme, self._tokens, self._shown = theme, theme.tokens, shown

    def page(self, then: Assessment, now: Assessment, found: Comparison) -> str:
        """Everything that differs, sums first."""
        told = [change for change in found.results if _matters(change)]
        parts = [self._sums(then, now)]
        if not (found.facts or found.results or found.lists):
            parts.append(self._line(tr("指标、清单和结论都没有变化。")))
        parts += [self._results(told, len(found.results) - len(told)), self._facts(found.facts)]
        if found.lists:
            parts.append(self._line(tr("另有登记变化：{x}").format(x="、".join(found.lists))))
        size = 13.5 * 0.75 * self._theme.scale
        inner = "".join(parts)
        return f'<div style="color:{self._tokens.text};font-size:{size:.2f}pt;line-height:128%">{inner}</div>'

    def _sums(self, then: Assessment, now: Assessment) -> str:
        head = self._three(tr("可得金额"), then.as_of.isoformat(), tr("现在 {d}").format(d=now.as_of.isoformat()))
        rows = "".join(
            self._row(f"{name}　{nature}", before.get(nature, "—"), after.get(nature, "—"))
            for name, verified in ((tr("已核定"), True), (tr("未核定参考"), False))
            for before, after in ((_sums(then, verified=verified), _sums(now, verified=verified)),)
            for nature in dict.fromkeys((*before, *after))
        )
        none = "" if rows else self._line(tr("两次都没有可得的金额。"))
        return f"<table width='100%' cellspacing='0'>{head}{rows}</table>{none}"

    def _results(self, told: list[ResultChange], others: int) -> str:
        if not told and not others:
            return ""
        rows = "".join(self._result(change) for change in told)
        more = tr("其余 {n} 项在不符合、不适用、不可计算之间变化，不逐项列出。").format(n=others) if others else ""
        return (
            self._head(tr("结论或金额变了的措施　{n} 项").format(n=len(told)))
            + (f"<table width='100%' cellspacing='0'>{rows}</table>" if rows else "")
            + (self._line(more) if more else "")
        )

    def _result(self, change: ResultChange) -> str:
        name = f"{escape(change.title)}<br>{self._muted(tr(change.cause.value))}"
        return self._cells(name, escape(_said(change.before)), escape(_said(change.after)), strong=True)

    def _facts(self, facts: tuple[FactChange, ...]) -> str:
        if not facts:
            return ""
        rows = "".join(self._fact(change) for change in facts)
        head = self._head(tr("变了的指标　{n} 项").format(n=len(facts)))
        return f"{head}<table width='100%' cellspacing='0'>{rows}</table>"

    def _fact(self, change: FactChange) -> str:
        name, before = self._shown(change.fact, change.year, change.before)
        _name, after = self._shown(change.fact, change.year, change.after)
        return self._row(name, before, after)

    def _three(self, first: str, second: str, third: str) -> str:
        return self._cells(f"<b>{escape(first)}</b>", self._muted(second), self._muted(third), strong=False)

    def _row(self, name: str, before: str, after: str) -> str:
        return self._cells(escape(name), escape(before), escape(after), strong=before != after)

    def _cells(self, name: str, before: str, after: str, *, strong: bool) -> str:
        said = f"<b>{after}</b>" if strong else after
        return (
            f"<tr><td width='44%' style='padding:3px 10px 3px 0'>{name}</td>"
            f"<td width='28%' align='right' style='padding:3px 10px 3px 0;color:{self._tokens.muted}'>{before}</td>"
            f"<td width='28%' align='right' style='padding:3px 6px 3px 0'>{said}</td></tr>"
        )

    def _head(self, text: str) -> str:
        return f"<p style='margin:12px 0 2px 0'><b>{escape(text)}</b></p>"

    def _line(self, text: str) -> str:
        return f"<p style='margin:6px 0'>{self._muted(text)}</p>"

    def _muted(self, text: str) -> str:
        size = 12.5 * 0.75 * self._theme.scale
        return f'<span style="color:{self._tokens.muted};font-size:{size:.2f}pt">{escape(text)}</span>'


def _matters(change: ResultChange) -> bool:
    return any(answer is not None and answer.verdict in WORTH_TELLING for answer in (change.before, change.after))


def _said(answer: Answer | None) -> str:
    if answer is None:
        return tr("规则里没有")
    amount = span_wan(answer.amount) if answer.amount is not None else ""
    return f"{answer.verdict.sign} {answer.verdict.word}　{amount}".rstrip("　")


def _sums(assessment: Assessment, *, verified: bool) -> dict[str, str]:
    """The sum of each nature in words; natures are never added together."""
    return {nature.value: span_wan(span) for nature, span in by_nature(assessment.totals, verified)}
