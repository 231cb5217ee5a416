"""The right pane: why the chosen measure answers as it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.ui.counter.reasons_text import ReasonsText
from qcy_desktop.ui.counter.results_model import Row
from qcy_desktop.ui.desk import PackLine
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, label
from qcy_desktop.ui.widgets.pill import Pill

_COLOUR = {
    Verdict.ELIGIBLE: "good",
    Verdict.UNKNOWN: "warn",
    Verdict.NOT_ELIGIBLE: "bad",
    Verdict.NOT_APPLICABLE: "calm",
    Verdict.NOT_COMPUTABLE: "calm",
}


class ReasonsPane(Card):
    """Title, clause, chips and the page of reasons; `wanted` asks for the field of a missing fact."""

    wanted = Signal(str, object)

    def __init__(self, skin: Skin, packs: Sequence[PackLine]) -> None:
        super().__init__(skin, spacing=6)
        self._skin, self._packs = skin, tuple(packs)
        self._row: Row | None = None
        self._title = label(tr("依据"), "title", wrap=True)
        self._place = label("", "muted", wrap=True)
        self._verdict, self._evidence = Pill(skin), Pill(skin)
        chips = QHBoxLayout()
        chips.setSpacing(skin.dp(6))
        chips.addWidget(self._verdict)
        chips.addWidget(self._evidence)
        chips.addStretch(1)
        self._text = QTextBrowser()
        self._text.setAccessibleName(tr("依据与计算"))
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(0)
        self._text.setViewportMargins(0, 0, skin.dp(8), 0)
        self._text.anchorClicked.connect(self._on_link)
        for part in (self._title, self._place):
            self.body.addWidget(part)
        self.body.addLayout(chips)
        self.body.addWidget(self._text, 1)
        skin.changed.connect(lambda: self.explain(self._row, anew=True))
        self.explain(None)

    def explain(self, row: Row | None, *, anew: bool = False) -> None:
        """Show the reasons of a row; scrolling stays where it is while the same row is refreshed."""
        before, self._row = self._row, row
        same = row is not None and before is not None and row.key == before.key
        if same and row == before and not anew:
            return
        self._verdict.setVisible(row is not None)
        self._evidence.setVisible(row is not None)
        if row is None:
            self._title.setText(tr("依据"))
            self._place.setText(tr("选中一项措施，这里说明为什么、差多少、要带什么。"))
            self._text.setHtml(ReasonsText(self._skin.theme).packs(self._packs))
            return
        bar = self._text.verticalScrollBar()
        kept = bar.value() if same else 0
        self._fill(row)
        bar.setValue(kept)

    def text(self) -> QTextBrowser:
        return self._text

    def _fill(self, row: Row) -> None:
        result = row.first
        self._title.setText(row.title)
        since = result.version
        self._place.setText(
            " · ".join(p for p in (result.pack_title, result.cited if not row.folded else "", since) if p)
        )
        self._verdict.show_word(f"{result.verdict.sign} {result.verdict.word}", _COLOUR[result.verdict])
        if result.verified:
            self._evidence.show_word(tr("证据：已核定"), "good")
        else:
            self._evidence.show_word(tr("证据：{e}，未核定").format(e=result.evidence.value), "warn")
        writer = ReasonsText(self._skin.theme)
        self._text.setHtml(writer.gaps(row.results, row.near) if row.folded else writer.page(result))

    def _on_link(self, url: QUrl) -> None:
        kind, fact, year = url.toString().split(":", 2)
        if kind == "need":
            self.wanted.emit(fact, int(year) if year else None)
