"""One case as small pages of rich text: what was stated, what happened, which papers came in; made for one theme."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qcy_desktop.domain.caseacts import set_by_hand
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.services.casechanges import FactLine
from qcy_desktop.services.casework import Replay
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.desk import CaseSheet
from qcy_desktop.ui.theme import Theme
from qcy_desktop.ui.words import moment, wan


class CaseText:
    """Writes the pages of one case; every colour comes with a word."""

    def __init__(self, theme: Theme) -> None:
        self._theme, self._tokens = theme, theme.tokens

    def facts(self, sheet: CaseSheet) -> str:
        """The form: who applies for what, sums, then the figures; what differs now stands first and says so."""
        parts = [self._summary(sheet), self._changes(sheet)]
        used = [line for line in sheet.facts if line.used and not line.changed]
        rest = [line for line in sheet.facts if not line.used and not line.changed]
        parts += [self._figures(tr("本条用到的指标"), used), self._figures(tr("其余指标"), rest)]
        return self._wrap("".join(parts))

    def history(self, sheet: CaseSheet) -> str:
        """Every act, the newest first; what was taken back is struck through."""
        dossier = sheet.view.dossier
        standing = set(dossier.standing())
        rows = []
        for place, entry in reversed(list(enumerate(dossier.history))):
            gone = place not in standing and entry.act is not Act.REVOKE
            act = f"<s>{escape(entry.act)}</s>" if gone else f"<b>{escape(entry.act)}</b>"
            move = "" if entry.before is entry.after else f"{entry.before} → {entry.after}"
            sum_ = "" if entry.amount is None else tr("{a} 万元").format(a=wan(entry.amount))
            more = "　".join(part for part in (entry.name, sum_, move, tr("已撤销") if gone else "") if part)
            words = f"<br>{escape(entry.words)}" if entry.words else ""
            rows.append(
                f"<tr><td width='30%' style='padding:5px 8px 5px 0'>{self._muted(moment(entry.when))}<br>"
                f"{escape(sheet.called(entry.who))}</td>"
                f"<td style='padding:5px 0'>{act}　{self._muted(more)}{words}</td></tr>"
            )
        opened = sheet.view.row
        first = "" if opened.opened_at is None else moment(opened.opened_at)
        rows.append(
            f"<tr><td style='padding:5px 8px 5px 0'>{self._muted(first)}<br>{escape(sheet.called(opened.opened_by))}</td>"
            f"<td style='padding:5px 0'><b>{escape(tr('新建'))}</b></td></tr>"
        )
        return self._wrap(self._route(sheet) + f"<table width='100%' cellspacing='0'>{''.join(rows)}</table>")

    def materials(self, sheet: CaseSheet) -> str:
        """What came in and when, what is promised, what is missing, and the notices."""
        dossier = sheet.view.dossier
        handed = dict(dossier.handed)
        promised = {promise.item: promise.by for promise in dossier.promises}
        rows = []
        for name in dict.fromkeys((*sheet.asked, *handed, *promised)):
            if name in promised:
                state = self._said(tr("容缺，{d} 前补").format(d=promised[name].isoformat()), "warn")
            elif name in handed:
                late = tr("第 {n} 次补交").format(n=handed[name]) if handed[name] else tr("收件时已交")
                state = self._said(tr("✓ 已收"), "good") + f"　{self._muted(late)}"
            else:
                state = self._said(tr("✗ 未交"), "bad")
            rows.append(self._row(escape(name), state))
        parts = [self._head(tr("申报材料")), f"<table width='100%' cellspacing='0'>{''.join(rows)}</table>"]
        for number, notice in enumerate(dossier.notices, start=1):
            parts.append(self._head(tr("第 {n} 次补正告知，{d} 前答复").format(n=number, d=notice.by.isoformat())))
            faults = (
                self._row(escape(d.item), f"{escape(d.fault)}<br>{self._muted(d.standard)}") for d in notice.defects
            )
            parts.append(f"<table width='100%' cellspacing='0'>{''.join(faults)}</table>")
        return self._wrap("".join(parts))

    def replay(self, replay: Replay | None) -> str:
        """Whether the frozen assessment gives the same again."""
        if replay is None:
            return self._wrap(self._muted(tr("正在按当时的事实和规则重新计算…")))
        colour = "good" if replay.same_answer else "bad"
        sign = "✓" if replay.same_answer else "✗"
        listed = "".join(f"<li>{escape(one)}</li>" for one in replay.differences[:12])
        more = f"<ul style='margin:2px 0;-qt-list-indent:1'>{listed}</ul>" if listed else ""
        return self._said(f"{sign} {replay.sentence}", colour) + more

    def _summary(self, sheet: CaseSheet) -> str:
        view = sheet.view
        dossier, inputs = view.dossier, view.kept.inputs
        paid = tr("　已拨付 {a} 万元").format(a=wan(dossier.paid)) if dossier.paid else ""
        back = (
            tr("　应追回 {a}，到账 {b} 万元").format(a=wan(dossier.demanded), b=wan(dossier.recovered))
            if dossier.demanded
            else ""
        )
        most = tr("没有上限") if dossier.most is None else tr("{a} 万元").format(a=wan(dossier.most))
        decided = (
            tr("未审定") if dossier.decided is None else tr("{a} 万元").format(a=wan(dossier.decided)) + paid + back
        )
        rows = [
            (tr("企业"), inputs.name), (tr("统一社会信用代码"), inputs.uscc or tr("未填")), (tr("申报措施"), view.result.title),
            (tr("依据"), f"{view.result.pack_title}　{view.result.clause}"), (tr("评估日"), view.kept.result.as_of.isoformat()),
            (tr("测算上限") if set_by_hand(dossier) is None else tr("上限（人工调整）"), most), (tr("审定金额"), decided), (tr("办理方式"), str(dossier.route.way)),
        ]  # fmt: skip
        for number, part in enumerate(dossier.plan, start=1):
            done = dossier.payments[number - 1] if number <= len(dossier.payments) else None
            state = (
                tr("未拨")
                if done is None
                else tr("待拨付")
                if done.paid_on is None
                else tr("已拨 {d} {v}").format(d=done.paid_on.isoformat(), v=done.voucher)
            )
            rows.append(
                (tr("第 {n} 期").format(n=number), f"{part.when}　{wan(part.amount)} 万元　{state}　{part.test}")
            )
        return f"<table width='100%' cellspacing='0'>{''.join(self._row(self._muted(a), escape(b)) for a, b in rows)}</table>"

    def _changes(self, sheet: CaseSheet) -> str:
        changed = [line for line in sheet.facts if line.changed]
        if not changed and not sheet.changes:
            return (
                self._head(tr("与现在登记的事实相比"))
                + f"<p style='margin:3px 0'>{self._said(tr('✓ 没有变化'), 'good')}</p>"
            )
        head = self._head(
            tr("提交以后有变化"), self._said(tr("{n} 处").format(n=len(changed) + len(sheet.changes)), "warn")
        )
        said = "".join(f"<p style='margin:3px 0'>{self._said('● ' + one, 'warn')}</p>" for one in sheet.changes)
        rows = "".join(self._changed(line) for line in changed)
        return head + said + f"<table width='100%' cellspacing='0'>{rows}</table>"

    def _changed(self, line: FactLine) -> str:
        name = f"{self._said('●', 'warn')} {escape(line.name)}　{self._muted(line.year)}"
        value = f"{self._muted(line.value)} → <b>{escape(line.now)}</b>"
        return self._row(name, value)

    def _figures(self, title: str, lines: Iterable[FactLine]) -> str:
        rows = "".join(
            self._row(
                f"{escape(line.name)}　{self._muted(line.year)}", f"{escape(line.value)}　{self._muted(line.source)}"
            )
            for line in lines
        )
        return self._head(title) + f"<table width='100%' cellspacing='0'>{rows}</table>" if rows else ""

    def _route(self, sheet: CaseSheet) -> str:
        """The way of the case, the stage it is in marked."""
        dossier = sheet.view.dossier
        stages = (Stage.SUBMITTED, Stage.ACCEPTED, *dossier.route.stages, Stage.FILING)
        words = [
            f"<b><span style='color:{self._tokens.accent}'>【{escape(stage)}】</span></b>"
            if stage is dossier.stage
            else escape(stage)
            for stage in stages
        ]
        away = "" if dossier.stage in stages else f"　{escape(tr('现在：'))}<b>{escape(dossier.stage)}</b>"
        return f"<p style='margin:0 0 8px 0'>{' → '.join(words)}{away}</p>"

    def _row(self, left: str, right: str) -> str:
        return (
            f"<tr><td width='33%' style='padding:3px 10px 3px 0'>{left}</td><td style='padding:3px 0'>{right}</td></tr>"
        )

    def _head(self, text: str, beside: str = "") -> str:
        gap = self._theme.dp(10)
        aside = f"<td align='right'>{beside}</td>" if beside else ""
        return f"<table width='100%' cellspacing='0' style='margin-top:{gap}px'><tr><td><b>{escape(text)}</b></td>{aside}</tr></table>"

    def _said(self, text: str, colour: str) -> str:
        return f'<span style="color:{getattr(self._tokens, colour)}">{escape(text)}</span>'

    def _muted(self, text: str) -> str:
        size = 12.5 * 0.75 * self._theme.scale
        return f'<span style="color:{self._tokens.muted};font-size:{size:.2f}pt">{escape(text)}</span>' if text else ""

    def _wrap(self, inner: str) -> str:
        size = 13.5 * 0.75 * self._theme.scale
        return f'<div style="color:{self._tokens.text};font-size:{size:.2f}pt;line-height:128%">{inner}</div>'
