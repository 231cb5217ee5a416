"""梯次: where an enterprise stands from 科技型中小企业 to listing, as a staircase; the chosen step tells what it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment, MeasureResult, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.ui.counter.text_pages import TextPage
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.words import span_wan


@dataclass(frozen=True, slots=True)
class RungKind:
    """A step of the ladder: the events or yes-or-no facts (ids of the dictionary) that say it has been reached."""

    lines: str
    events: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


LADDER = (
    RungKind("科技型\n中小企业", ("tech_sme",), ("is_tech_sme",), ("科技型中小企业",)),
    RungKind("高新技术\n企业", ("hnte",), ("is_hnte",), ("高新技术企业认定", "高新技术企业", "高企培育库")),
    RungKind("规模以上\n企业", (), ("is_above_scale",), ("规模以上企业", "新增纳统", "小升规")),
    RungKind("瞪羚企业", ("gazelle",), (), ("瞪羚",)),
    RungKind("专精特新\n中小企业", ("srdi",), (), ("专精特新中小企业",)),
    RungKind("专精特新\n“小巨人”", ("little_giant",), (), ("小巨人",)),
    RungKind("上市后备\n与上市", ("listing_reserve",), (), ("上市", "挂牌")),
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step for one enterprise: `state` is reached, open (declared not) or unknown; the measures that speak of it."""

    lines: str
    state: str
    since: str
    measures: tuple[MeasureResult, ...]

    @property
    def title(self) -> str:
        """The name in one line."""
        return self.lines.replace("\n", "")


def rungs(enterprise: Enterprise, assessment: Assessment) -> tuple[Rung, ...]:
    """The ladder as this enterprise stands on it."""
    return tuple(_rung(kind, enterprise, assessment) for kind in LADDER)


def _rung(kind: RungKind, enterprise: Enterprise, assessment: Assessment) -> Rung:
    days = sorted(event.date for event in enterprise.events or () if event.kind in kind.events)
    said = [value for (id, _year), value in enterprise.facts.items() if id in kind.flags]
    if days:
        state, since = "reached", days[0].isoformat()
    elif any(value is True for value in said):
        state, since = "reached", tr("已具备")
    elif said or (kind.events and enterprise.events is not None):
        state, since = "open", tr("尚未取得")
    else:
        state, since = "unknown", tr("未登记")
    return Rung(kind.lines, state, since, tuple(m for m in assessment.measures if _speaks(m, kind)))


def _speaks(measure: MeasureResult, kind: RungKind) -> bool:
    if measure.verdict in (Verdict.NOT_APPLICABLE, Verdict.NOT_COMPUTABLE):
        return False
    said = (measure.title, *(c.text for c in measure.conditions))
    return any(word in text for word in kind.words for text in said)


class Staircase(QWidget):
    """The picture: one step per rung; left and right choose."""

    chosen = Signal(int)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self._rungs: tuple[Rung, ...] = ()
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("梯次图"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rungs(self, rungs: tuple[Rung, ...]) -> None:
        """Draw these steps."""
        self._rungs = rungs
        self.setAccessibleDescription("；".join(f"{r.title}{r.since}" for r in rungs))
        self.update()

    def choose(self, place: int) -> None:
        """Mark one step."""
        self.place = max(0, min(len(self._rungs) - 1, place))
        self.chosen.emit(self.place)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._skin.dp(480), self._skin.dp(236))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.choose(self.place + (1 if event.key() == Qt.Key.Key_Right else -1))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in range(len(self._rungs)):
            if self._step(place).adjusted(0, -self._skin.dp(60), 0, self.height()).contains(event.position()):
                self.choose(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, rung in enumerate(self._rungs):
            self._draw(painter, place, rung)

    def _step(self, place: int) -> QRectF:
        dp = self._skin.dp
        margin, foot = dp(16), dp(10)
        width = (self.width() - 2 * margin) / max(1, len(self._rungs))
        top_high, top_low = dp(84), self.height() - foot - dp(26)
        drop = (top_low - top_high) / max(1, len(self._rungs) - 1)
        top = top_low - drop * place
        return QRectF(margin + width * place, top, width - dp(4), self.height() - foot - top)

    def _draw(self, painter: QPainter, place: int, rung: Rung) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        name = {"reached": "good", "open": "calm", "unknown": "warn"}[rung.state]
        step, chosen = self._step(place), place == self.place
        painter.setPen(QPen(theme.colour("accent" if chosen else name), 2 if chosen else 1))
        painter.setBrush(theme.colour(f"{name}_soft"))
        painter.drawRoundedRect(step, dp(4), dp(4))
        mark = {"reached": "✓", "open": "○", "unknown": "?"}[rung.state]
        self._say(painter, step.adjusted(0, dp(5), 0, 0), mark, theme.font(14, bold=True).pointSizeF(), name)
        above = QRectF(step.left() - dp(2), step.top() - dp(62), step.width() + dp(4), dp(58))
        self._label(painter, above, rung, name)
        if chosen and self.hasFocus():
            tip = QPointF(step.center().x(), step.bottom() + dp(2))
            arrow = [tip, tip + QPointF(-dp(5), dp(6)), tip + QPointF(dp(5), dp(6))]
            painter.setBrush(theme.colour("accent"))
            painter.drawPolygon(QPolygonF(arrow))

    def _label(self, painter: QPainter, box: QRectF, rung: Rung, name: str) -> None:
        theme = self._skin.theme
        title, small = theme.font(13, bold=True), theme.font(11.5)
        painter.setFont(title)
        painter.setPen(theme.colour("text"))
        low = QFontMetrics(small).height()
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        painter.drawText(box.adjusted(-self._skin.dp(8), 0, self._skin.dp(8), -low), flags, rung.lines)
        painter.setFont(small)
        painter.setPen(theme.colour(name))
        line = QRectF(box.left(), box.bottom() - low, box.width(), low)
        shown = QFontMetrics(small).elidedText(rung.since, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _say(self, painter: QPainter, box: QRectF, text: str, size: float, name: str) -> None:
        font = self._skin.theme.font(14, bold=True)
        font.setPointSizeF(size)
        painter.setFont(font)
        painter.setPen(self._skin.theme.colour(name))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), text)


class _RungText(TextPage):
    """What the chosen step opens."""

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, tr("这一级涉及的措施"))
        self.rung: Rung | None = None

    def write(self, assessment: Assessment) -> str:
        if self.rung is None:
            return ""
        if not self.rung.measures:
            return f"<p>{self.muted(tr('本机规则里没有与这一级相关、当日有效的措施。'))}</p>"
        rows = "".join(self._row(assessment, m) for m in self.rung.measures)
        head = tr("{t}：相关措施 {n} 项").format(t=self.rung.title, n=len(self.rung.measures))
        return f"{self.head(head)}<table width='100%' cellspacing='0'>{rows}</table>"

    def _row(self, assessment: Assessment, measure: MeasureResult) -> str:
        amount = span_wan(measure.amount) if measure.amount is not None else ""
        unmet = next((c.text for c in measure.conditions if c.mark.value == "unmet"), "")
        why = tr("差：{w}").format(w=unmet) if unmet else measure.reason
        state = f"{measure.verdict.sign} {measure.verdict.word}"
        return (
            f"<tr><td style='padding:4px 10px 4px 0;white-space:nowrap'>{escape(state)}</td>"
            f"<td width='100%' style='padding:4px 10px 4px 0'>{self.link(assessment, measure.id)}<br>{self.muted(why)}</td>"
            f"<td align='right' style='padding:4px 0;white-space:nowrap'>{escape(amount)}</td></tr>"
        )


class LadderPage(QWidget):
    """Staircase above, the chosen step's measures below."""

    def __init__(self, skin: Skin, enterprise: Callable[[], Enterprise]) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._enterprise = enterprise
        self._assessment: Assessment | None = None
        self.stairs = Staircase(skin)
        self.text = _RungText(skin)
        self.setFocusProxy(self.stairs)
        self.stairs.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, skin.dp(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stairs)
        column.addWidget(self.text, 1)
        skin.changed.connect(self.stairs.update)

    def show_result(self, assessment: Assessment | None) -> None:
        """Another result: the same step stays chosen; at first the lowest that is not reached yet."""
        first = self._assessment is None
        self._assessment = assessment
        if assessment is None:
            return
        held = rungs(self._enterprise(), assessment)
        self.stairs.show_rungs(held)
        open_ones = [place for place, rung in enumerate(held) if rung.state != "reached"]
        self.stairs.choose(open_ones[0] if first and open_ones else self.stairs.place)

    def _on_chosen(self, place: int) -> None:
        if self._assessment is not None:
            self.text.rung = rungs(self._enterprise(), self._assessment)[place]
            self.text.show_result(self._assessment)
