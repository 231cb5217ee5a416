"""梯次: where an enterprise stands on the ladder of the rules, as a staircase; the chosen step tells what it asks and pays."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment, Condition, Mark, Rung, RungPay
from qcy_desktop.ui.counter.text_pages import TextPage
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.words import span_wan, tight

COLOUR = {Mark.MET: "good", Mark.UNMET: "calm", Mark.UNKNOWN: "warn"}
SIGN = {Mark.MET: "✓", Mark.UNMET: "○", Mark.UNKNOWN: "?"}


def standing(rung: Rung) -> str:
    """Where the enterprise stands on that rung, in a word or two."""
    if rung.reached is Mark.MET:
        return rung.since.isoformat() if rung.since else tr("已具备")
    return tr("尚未取得") if rung.reached is Mark.UNMET else tr("未登记")


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
        self.setAccessibleDescription("；".join(f"{r.title}，{standing(r)}" for r in rungs))
        self.update()

    def choose(self, place: int) -> None:
        """Mark one step."""
        self.place = max(0, min(len(self._rungs) - 1, place))
        self.chosen.emit(self.place)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._skin.dp(480), self._skin.dp(176))

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
        top_high, top_low = dp(50), self.height() - foot - dp(26)
        drop = (top_low - top_high) / max(1, len(self._rungs) - 1)
        top = top_low - drop * place
        return QRectF(margin + width * place, top, width - dp(4), self.height() - foot - top)

    def _draw(self, painter: QPainter, place: int, rung: Rung) -> None:
        theme, dp = self._skin.theme, self._skin.dp
        name = COLOUR[rung.reached]
        step, chosen = self._step(place), place == self.place
        painter.setPen(QPen(theme.colour("accent" if chosen else name), 2 if chosen else 1))
        painter.setBrush(theme.colour(f"{name}_soft"))
        painter.drawRoundedRect(step, dp(4), dp(4))
        self._say(
            painter, step.adjusted(0, dp(5), 0, 0), SIGN[rung.reached], theme.font(14, bold=True).pointSizeF(), name
        )
        above = QRectF(step.left() - dp(2), step.top() - dp(46), step.width() + dp(4), dp(43))
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
        flags |= int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(box.adjusted(0, 0, 0, -low), flags, rung.title)
        painter.setFont(small)
        painter.setPen(theme.colour(name))
        line = QRectF(box.left(), box.bottom() - low, box.width(), low)
        shown = QFontMetrics(small).elidedText(standing(rung), Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _say(self, painter: QPainter, box: QRectF, text: str, size: float, name: str) -> None:
        font = self._skin.theme.font(14, bold=True)
        font.setPointSizeF(size)
        painter.setFont(font)
        painter.setPen(self._skin.theme.colour(name))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), text)


class _RungText(TextPage):
    """What the chosen step asks and what it pays."""

    need_wanted = Signal(str, object)

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, tr("这一级的要求和能享受的措施"))
        self.rung: Rung | None = None

    def write(self, assessment: Assessment) -> str:
        rung = self.rung
        if rung is None:
            return f"<p>{self.muted(tr('本机规则里没有梯次。'))}</p>"
        head = f"<p style='margin:2px 0 2px 0'><b>{escape(rung.title)}</b>　{self.muted(self._where(rung))}</p>"
        return head + self._pays(assessment, rung) + self._asks(rung) + self._source(rung)

    def _where(self, rung: Rung) -> str:
        parts = [standing(rung), rung.note]
        if rung.asks and rung.reached is not Mark.MET:
            met = {
                Mark.MET: tr("按现有指标，认定标准都满足，可以申报"),
                Mark.UNMET: tr("按现有指标，认定标准还不满足"),
                Mark.UNKNOWN: tr("认定标准还缺指标，暂不能判断"),
            }
            parts.append(met[rung.met])
        return " · ".join(part for part in parts if part)

    def _asks(self, rung: Rung) -> str:
        """What is missing first; what is met only counted."""
        asks = [c for c in rung.asks if not c.spare]
        open_ones = [c for c in asks if c.mark is not Mark.MET]
        met = len(asks) - len(open_ones)
        if not rung.asks:
            return ""
        head = self.head(tr("认定标准　{a} / {b} 项满足").format(a=met, b=len(asks)))
        rows = "".join(self._ask(c) for c in sorted(open_ones, key=lambda c: c.mark is Mark.UNKNOWN))
        return f"{head}<table width='100%' cellspacing='0'>{rows}</table>"

    def _ask(self, condition: Condition) -> str:
        tokens = self._skin.theme.tokens
        colour = tokens.bad if condition.mark is Mark.UNMET else tokens.warn
        behind = condition.gap or "、".join(need.key for need in condition.needs)
        actual = tr("现在 {v}").format(v=condition.actual) if condition.actual and not condition.needs else ""
        return (
            f"<tr><td width='{self._skin.dp(20)}' style='padding:3px 6px 3px 0;color:{colour}'>{condition.mark.sign}</td>"
            f"<td style='padding:3px 10px 3px 0'>{escape(tight(condition.text))}　{self.muted(actual)}</td>"
            f"<td align='right' style='padding:3px 0;color:{colour}'>{escape(behind)}</td></tr>"
        )

    def _pays(self, assessment: Assessment, rung: Rung) -> str:
        if not rung.pays:
            return ""
        rows = "".join(self._pay(assessment, pay) for pay in rung.pays)
        return f"{self.head(tr('这一级对应的措施'))}<table width='100%' cellspacing='0'>{rows}</table>"

    def _pay(self, assessment: Assessment, pay: RungPay) -> str:
        amount = span_wan(pay.amount) if pay.amount is not None and pay.amount.high != 0 else ""
        return (
            f"<tr><td style='padding:3px 10px 3px 0;white-space:nowrap'>{escape(pay.verdict.sign)} {escape(pay.verdict.word)}</td>"
            f"<td style='padding:3px 10px 3px 0'>{self.link(assessment, pay.id)}</td>"
            f"<td align='right' style='padding:3px 0;white-space:nowrap'>{escape(amount)}</td></tr>"
        )

    def _source(self, rung: Rung) -> str:
        said = tr("依据：{s}（{e}）").format(s=rung.source, e=rung.evidence.value)
        return f"<p style='margin:10px 0 0 0'>{self.muted(said)}</p>"


class LadderPage(QWidget):
    """Staircase above, the chosen step below."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._assessment: Assessment | None = None
        self._whose = ""
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
        """Another result: the same step stays chosen; for another enterprise the one to climb next."""
        self._assessment = assessment
        if assessment is None:
            return
        self.stairs.show_rungs(assessment.ladder)
        whose, self._whose = self._whose, assessment.enterprise_uscc or assessment.enterprise_name
        following = assessment.next_rung()
        if whose != self._whose and following is not None:
            self.stairs.choose(assessment.ladder.index(following))
        else:
            self.stairs.choose(self.stairs.place)

    def _on_chosen(self, place: int) -> None:
        if self._assessment is not None:
            ladder = self._assessment.ladder
            self.text.rung = ladder[place] if place < len(ladder) else None
            self.text.show_result(self._assessment)
