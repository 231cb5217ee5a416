"""The headline of an assessment: what is sure, what is only for reference, and the verdicts as filters, on one baseline."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from qcy_desktop.domain.assessment import Assessment, MeasureResult, Nature, Span, Verdict
from qcy_desktop.domain.uncapped import uncapped, uncapped_words
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, restyle
from qcy_desktop.ui.words import by_nature, span_wan, span_yuan

# How much of the other natures of money is said: all, how many, nothing (the tool tip says it all).
FULL, BRIEF, BARE, TIGHT, SPARE = range(5)
# Below this width of the card, in pixels of the design, the chips show no words.
NARROW = 880
Piece = tuple[str, float, bool, str]


class Sums(QWidget):
    """Both sums painted on one baseline, however large their figures."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self._sure: tuple[tuple[Nature, Span], ...] = ()
        self._open: tuple[tuple[Nature, Span], ...] = ()
        self._uncapped = [0, 0]
        self._known = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("可得金额"))

    def show_sums(self, assessment: Assessment | None) -> None:
        """Take the sums of what can be had together; natures are never added together."""
        before = self._known, self._sure, self._open, self._uncapped
        self._known = assessment is not None
        if assessment is not None:
            self._sure = by_nature(assessment.totals, True)
            self._open = by_nature(assessment.totals, False)
            self._uncapped = [uncapped(_of(assessment, verified=one)) for one in (True, False)]
        if before == (self._known, self._sure, self._open, self._uncapped) and self.accessibleDescription():
            return
        self.setAccessibleDescription(self.spoken())
        self.setToolTip(self._exact() if self._known else "")
        self.update()

    def spoken(self) -> str:
        """Both sums as one sentence."""
        if not self._known:
            return tr("还没有评估结果")
        return tr("已核定可得 {sure}；未核定仅供参考 {open}").format(sure=self._told(0), open=self._told(1))

    def sizeHint(self) -> QSize:
        # It takes what the chips leave over; a hint that followed the figures would lay out the window anew at every stroke.
        return QSize(self._skin.dp(360), self._skin.dp(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._skin.dp(200), self._skin.dp(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._skin.theme
        baseline = self.height() - (self.height() - QFontMetrics(theme.font(24, bold=True)).capHeight()) // 2
        pieces, squeeze = self._fitting()
        x = 0
        for text, size, bold, colour in pieces:
            font = theme.font(size * squeeze, bold)
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            painter.drawText(x, baseline, text)
            x += QFontMetrics(font).horizontalAdvance(text)

    def _fitting(self) -> tuple[list[Piece], float]:
        """Everything when it fits; else only the first nature of each sum with a word on the others; else smaller figures."""
        for detail in (FULL, BRIEF, BARE, TIGHT, SPARE):
            pieces = self._pieces(detail)
            if self._length(pieces) <= self.width():
                return pieces, 1.0
        return pieces, self.width() / max(1, self._length(pieces))

    def _pieces(self, detail: int = FULL) -> list[Piece]:
        if not self._known:
            return [(tr("查找或新建企业后，边填边出结果"), 15, False, "muted")]
        sure = self._sure or ((Nature.CASH, Span(0, 0)),)
        tight = detail >= TIGHT
        for_reference = tr("　未核定参考 ") if detail == SPARE else tr("　　未核定，仅供参考 ")
        pieces: list[Piece] = [(tr("已核定 ") if tight else tr("已核定可得 "), 13, False, "muted")]
        pieces += _figures(sure, 24.0, "good" if self._sure else "muted", detail)
        if self._open:
            pieces.append((for_reference, 13, False, "muted"))
            pieces += _figures(self._open, 18.0, "text", detail)
        return pieces

    def _length(self, pieces: list[Piece]) -> int:
        theme = self._skin.theme
        return sum(QFontMetrics(theme.font(s, b)).horizontalAdvance(t) for t, s, b, _ in pieces) + 4

    def _told(self, place: int, *, exact: bool = False) -> str:
        """One of both sums in words, with how many measures in it have no ceiling."""
        more = tr(uncapped_words(self._uncapped[place]))
        said = _said((self._sure, self._open)[place], exact=exact)
        return f"{said}，{more}" if more else said

    def _exact(self) -> str:
        lines = [
            tr("已核定：") + self._told(0, exact=True),
            tr("未核定，仅供参考：") + self._told(1, exact=True),
        ]
        return "\n".join(lines)


def _of(assessment: Assessment, *, verified: bool) -> list[MeasureResult]:
    return [one for one in assessment.measures if one.verified is verified]


def _figures(sums: tuple[tuple[Nature, Span], ...], size: float, colour: str, detail: int) -> list[Piece]:
    pieces: list[Piece] = []
    for place, (nature, span) in enumerate(sums):
        if place and detail >= BARE:
            break
        if place and detail == BRIEF:
            pieces.append((tr("　另有 {n} 类").format(n=len(sums) - 1), 13, False, "muted"))
            break
        if place or nature is not Nature.CASH:
            pieces.append((f"{'　' if place else ''}{nature.value} ", 13, False, "muted"))
        shown = span_wan(span)
        figure, unit = shown.split(" ", 1)
        pieces.append((figure, size if not place else min(size, 16.0), True, colour))
        pieces.append((" " + unit, 13, False, colour))
    return pieces


def _said(sums: tuple[tuple[Nature, Span], ...], *, exact: bool = False) -> str:
    write = span_yuan if exact else span_wan
    return "、".join(f"{nature.value} {write(span)}" for nature, span in sums) or tr("无")


class Headline(Card):
    """Sums at the left, one chip per verdict at the right; a pressed chip filters the list."""

    filtered = Signal(object)

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, margin=16)
        self._skin, self._brief = skin, False
        self._counts = dict.fromkeys(Verdict, 0)
        self.body.setContentsMargins(skin.dp(16), skin.dp(6), skin.dp(12), skin.dp(6))
        line = QHBoxLayout()
        self._line = line
        line.setSpacing(skin.dp(6))
        self.sums = Sums(skin)
        line.addWidget(self.sums, 1)
        self._chips: dict[Verdict, QPushButton] = {}
        for verdict in (
            Verdict.ELIGIBLE,
            Verdict.UNKNOWN,
            Verdict.NOT_ELIGIBLE,
            Verdict.NOT_COMPUTABLE,
            Verdict.NOT_APPLICABLE,
        ):
            line.addWidget(self._make_chip(verdict), 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)

    def show_result(self, assessment: Assessment | None, counts: dict[Verdict, int]) -> None:
        """Sums and counts; chips without any measure stay but cannot be pressed."""
        self.sums.show_sums(assessment)
        for verdict, chip in self._chips.items():
            number = self._counts[verdict] = counts.get(verdict, 0)
            self._write(verdict)
            chip.setAccessibleName(tr("只看{word}，共 {n} 项").format(word=verdict.word, n=number))
            chip.setEnabled(assessment is not None and (number > 0 or chip.isChecked()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it gets narrow the chips give up their words (sign, tool tip and spoken name stay) before the sums shrink."""
        brief = self.width() < self._skin.dp(NARROW)
        if brief != self._brief:
            self._brief = brief
            self._line.setSpacing(self._skin.dp(2 if brief else 6))
            for verdict, chip in self._chips.items():
                restyle(chip, "brief", "yes" if brief else "")
                self._write(verdict)
        super().resizeEvent(event)

    def _write(self, verdict: Verdict) -> None:
        word = "" if self._brief else f"{verdict.word} "
        self._chips[verdict].setText(f"{verdict.sign} {word}{self._counts[verdict]}")

    def clear_filter(self) -> None:
        for chip in self._chips.values():
            chip.setChecked(False)

    def chips(self) -> dict[Verdict, QPushButton]:
        return self._chips

    def _make_chip(self, verdict: Verdict) -> QPushButton:
        chip = QPushButton(f"{verdict.sign} {verdict.word} 0")
        chip.setProperty("role", "chip")
        chip.setProperty("chip", verdict.value)
        chip.setCheckable(True)
        chip.setToolTip(tr("{w}：只看这一类，再按一次看全部").format(w=verdict.word))
        chip.toggled.connect(lambda _on: self.filtered.emit(tuple(v for v, c in self._chips.items() if c.isChecked())))
        self._chips[verdict] = chip
        return chip
