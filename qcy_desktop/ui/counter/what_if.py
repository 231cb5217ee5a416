"""试算: change facts in a marked copy, see what would differ and where the cliffs are; throw away or take over."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment, MeasureResult, Verdict
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.domain.whatif import Sweep, SweepPoint
from qcy_desktop.ui.counter.curve import CurveView, Sample
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.counter.sheet import NUMERIC, Key, years_for
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.words import span_wan

REST_MS = 250
TRIED = 8
MOST_TURNS = 20


class WhatIfPage(QWidget):
    """`taken` gives the changed fields and their texts when the clerk takes them over."""

    taken = Signal(object)

    def __init__(self, skin: Skin, errand: Errand) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin, self._errand = skin, errand
        self.changes: dict[Key, Value] = {}
        self._keys: list[Key] = []
        self.swept: Sweep | None = None
        # The curve follows what is typed elsewhere, but only when the typing rests.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._sweep)
        self.fact = Choice(tr("试算的指标"))
        self.value = FieldEdit(tr("试填的数值"), figure=True, moves=False)
        self.curve = CurveView(skin)
        self._fault = label("", "bad", wrap=True)
        self._text = QTextBrowser()
        self._lay_out()
        self.fact.currentIndexChanged.connect(self._on_fact)
        self.value.entered.connect(self.try_it)
        skin.changed.connect(self._write)
        self.setFocusProxy(self.fact)

    def show_result(self, assessment: Assessment | None) -> None:
        """Another real result: the list of facts and the differences are written anew."""
        if assessment is None:
            return
        keys = self._candidates(assessment)
        if keys != self._keys:
            self._keys = keys
            self.fact.blockSignals(True)
            self.fact.clear()
            self.fact.addItems([self._errand.sheet.label(key) for key in keys])
            self.fact.setCurrentIndex(self._telling())
            self.fact.blockSignals(False)
            self._on_fact()
        elif self.isVisible():
            self._rest.start()
        self._write()

    def try_it(self) -> None:
        """Take the typed value into the copy."""
        key = self._key()
        if key is None:
            return
        try:
            self.changes[key] = self._errand.desk.parse(self._errand.sheet.facts[key[0]], self.value.text())
        except KnownError as fault:
            self._fault.setText(str(fault))
            self._fault.show()
            return
        self._fault.hide()
        self._sweep()
        self._write()

    def throw_away(self) -> None:
        """Forget the copy."""
        self.changes.clear()
        self._sweep()
        self._write()

    def take_over(self) -> None:
        """Write the tried values into the real sheet."""
        show, facts = self._errand.desk.show, self._errand.sheet.facts
        self.taken.emit({key: show(facts[key[0]], value) for key, value in self.changes.items()})
        self.throw_away()

    def tried(self) -> Assessment:
        """The assessment of the marked copy."""
        return self._errand.desk.assess(self._copy({}), self._errand.as_of)

    def hideEvent(self, event: object) -> None:
        """Turned away from: no more reckoning behind the clerk's back."""
        self._rest.stop()

    def _lay_out(self) -> None:
        dp = self._skin.dp
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(16), dp(10), dp(16), dp(4))
        column.setSpacing(dp(8))
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        self.value.setFixedWidth(dp(130))
        line.addWidget(self.value)
        self._unit = label("", "muted")
        line.addWidget(self._unit)
        line.addWidget(button(tr("试一试"), self.try_it, "primary"))
        self._away = button(tr("放弃"), self.throw_away)
        self._take = button(tr("采用"), self.take_over, "", tr("把试填的数写进这家企业，可以撤销"))
        line.addStretch(1)
        line.addWidget(self._away)
        line.addWidget(self._take)
        self._fault.hide()
        self._text.setAccessibleName(tr("试算前后的差别"))
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._text.document().setDocumentMargin(0)
        self._text.setViewportMargins(0, 0, dp(8), 0)
        column.addWidget(self.fact)
        column.addLayout(line)
        column.addWidget(self._fault)
        column.addWidget(self.curve, 3)
        column.addWidget(self._text, 2)

    def _candidates(self, assessment: Assessment) -> list[Key]:
        """Figures that move money first, the latest year before the others; then those asked for; then all the rest."""
        facts = self._errand.sheet.facts
        asked = [(q.need.fact, q.need.year) for q in assessment.next_questions]
        entries = [key for key in self._errand.sheet.entries if facts[key[0]].type in NUMERIC]
        spoken = {id: _spoken_of(facts[id].name, assessment) for id in {key[0] for key in entries}}
        filled = sorted(entries, key=lambda key: (-spoken[key[0]], -(key[1] or 0)))
        rest = [(f.id, year) for f in facts.values() for year in years_for(f, self._errand.as_of)]
        keys = dict.fromkeys([*filled[:4], *asked, *filled, *rest])
        return [key for key in keys if key[0] in facts and facts[key[0]].type in NUMERIC]

    def _telling(self) -> int:
        """The place of the first figure along which something changes, among the first few."""
        for place, key in enumerate(self._keys[:TRIED]):
            found = self._swept(key)
            if any(point.flips for point in found.points) or len({p.unverified.low for p in found.points}) > 1:
                return place
        return 0

    def _key(self) -> Key | None:
        place = self.fact.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else None

    def _on_fact(self) -> None:
        key = self._key()
        if key is None or not self.isVisible():
            return
        definition = self._errand.sheet.facts[key[0]]
        self._unit.setText(spoken_unit(definition.unit))
        self.value.setText("")
        self.value.setPlaceholderText(self._errand.sheet.entry(key).text or tr("未填"))
        self._sweep()
        self._write()

    def showEvent(self, event: object) -> None:
        """Turned to: reckon the curve of the chosen fact."""
        self._on_fact()

    def _sweep(self) -> None:
        """Reckon the answers along the chosen figure, on the marked copy."""
        key = self._key()
        if key is None or not self.isVisible():
            return
        self.swept = self._swept(key)
        definition, show = self._errand.sheet.facts[key[0]], self._errand.desk.show
        samples = tuple(Sample(p.value, p.verified.low, p.unverified.low) for p in self.swept.points)
        self.curve.show_samples(samples, lambda at: show(definition, at), self._value(key))
        self._write()

    def _swept(self, key: Key) -> Sweep:
        definition = self._errand.sheet.facts[key[0]]
        ends = self._range(definition, self._value(key))
        return self._errand.desk.sweep(self._copy({}), self._errand.as_of, key, ends)

    def _value(self, key: Key) -> int | None:
        value = self.changes.get(key, self._errand.sheet.entry(key).value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _range(self, definition: FactDef, now: int | None) -> tuple[int, int]:
        """From nothing to twice what stands there; without a figure a thousand 万元, ten thousand others or all of a ratio."""
        usual = {FactType.MONEY: 1_000_000_000, FactType.RATIO: 1_000_000, FactType.COUNT: 500}
        high = 2 * now if now else usual.get(definition.type, 100_000)
        low = max(0, definition.low or 0)
        if definition.high is not None:
            high = min(high, definition.high)
        return low, max(high, low + 1)

    def _copy(self, more: dict[Key, Value]) -> Enterprise:
        held = self._errand.sheet.enterprise(self._errand.as_of)
        return replace(held, facts={**held.facts, **self.changes, **more})

    def _write(self) -> None:
        self._away.setEnabled(bool(self.changes))
        self._take.setEnabled(bool(self.changes))
        real = self._errand.assessment
        if real is None:
            return
        if not self.changes:
            hint = tr("填一个数值，看哪些措施的结论或金额会变。原表不动，点“采用”才写回。")
            muted = self._skin.theme.tokens.muted
            self._text.setHtml(f'<p style="color:{muted};margin:0 0 6px 0">{escape(hint)}</p>{self._turns()}')
            return
        self._text.setHtml(self._differences(real, self.tried()))

    def _turns(self) -> str:
        """Where on the way each verdict turns, and where the money jumps."""
        jumps = self.curve.accessibleDescription()
        lines = [f"<p style='margin:2px 0'>{escape(tr('金额：') + line)}</p>" for line in jumps.split("；") if line]
        points = self.swept.points if self.swept else ()
        turns = [
            (_where(before, point), flip)
            for before, point in zip((None, *points), points, strict=False)
            for flip in point.flips
        ]
        rows = "".join(
            f"<tr><td style='padding:2px 12px 2px 0;white-space:nowrap'>{escape(shown)}</td>"
            f"<td style='padding:2px 12px 2px 0'>{escape(flip.title)}</td>"
            f"<td align='right' style='padding:2px 0;white-space:nowrap'>{escape(flip.before.word)} → "
            f"<b>{escape(flip.after.sign)} {escape(flip.after.word)}</b></td></tr>"
            for shown, flip in turns[:MOST_TURNS]
        )
        if not lines and not rows and points:
            return f"<p style='margin:2px 0'>{escape(tr('在图上这一段里，没有措施的结论随它改变。'))}</p>"
        return "".join(lines) + (f"<table width='100%' cellspacing='0'>{rows}</table>" if rows else "")

    def _differences(self, real: Assessment, tried: Assessment) -> str:
        sheet, show = self._errand.sheet, self._errand.desk.show
        said = "；".join(f"{sheet.label(k)} → {show(sheet.facts[k[0]], v)}" for k, v in self.changes.items())
        before = {m.id: m for m in real.measures}
        changed = [(before[m.id], m) for m in tried.measures if m.id in before and _other(before[m.id], m)]
        rows = "".join(self._row(a, b) for a, b in changed)
        body = (
            f"<table width='100%' cellspacing='0'>{rows}</table>"
            if rows
            else escape(tr("没有措施的结论或金额因此改变。"))
        )
        return f"<p style='margin:0 0 6px 0'><b>{escape(tr('试算'))}</b>　{escape(said)}</p>{body}"

    def _row(self, before: MeasureResult, after: MeasureResult) -> str:
        muted = self._skin.theme.tokens.muted
        return (
            f"<tr><td width='46%' style='padding:3px 8px 3px 0'>{escape(after.title)}</td>"
            f"<td style='padding:3px 8px 3px 0;color:{muted}'>{escape(_state(before))}</td>"
            f"<td align='right' style='padding:3px 0'><b>→ {escape(_state(after))}</b></td></tr>"
        )


def _where(before: SweepPoint | None, point: SweepPoint) -> str:
    """Where a verdict turns: behind the value before when that is the rounder one, else at this value."""
    if before is not None and before.value == point.value - 1 and len(before.shown) < len(point.shown):
        return tr("超过 {x}").format(x=before.shown)
    return tr("到 {x}").format(x=point.shown)


def _spoken_of(name: str, assessment: Assessment) -> int:
    """How often measures that may be had speak of a fact in their reckoning: what moves money stands first."""
    open_ones = (m for m in assessment.measures if m.verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN))
    return sum(name in step.text for m in open_ones for step in m.steps)


def _other(before: MeasureResult, after: MeasureResult) -> bool:
    return before.verdict is not after.verdict or before.amount != after.amount


def _state(result: MeasureResult) -> str:
    amount = span_wan(result.amount) if result.amount is not None else ""
    return f"{result.verdict.sign} {result.verdict.word} {amount}".strip()
