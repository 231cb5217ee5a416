"""One case side by side: the form at the left, papers and reckoning at the right, the acts below."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.services.casework import Replay
from qcy_desktop.services.notes_files import Owner
from qcy_desktop.ui.counter.marks import COLOUR_OF
from qcy_desktop.ui.counter.reasons_text import ReasonsText
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.notes.page import NotesPage
from qcy_desktop.ui.officer.act_bar import ActBar
from qcy_desktop.ui.officer.case_text import CaseText
from qcy_desktop.ui.officer.desk import CaseSheet
from qcy_desktop.ui.officer.papers_page import PapersPage
from qcy_desktop.ui.officer.words import PACE_COLOUR, clock_words, due_words, stage_colour
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.pill import Pill
from qcy_desktop.ui.widgets.switch import Switch

REASONS, PAPERS, MATERIALS, NOTES = 0, 1, 2, 3


class CasePage(QWidget):
    """Shows one `CaseSheet`; `back`, `stepped`, `carried` and `rule_wanted` ask for what lies beyond it."""

    back = Signal()
    stepped = Signal(int)
    carried = Signal()
    rule_wanted = Signal(str)

    def __init__(self, skin: Skin, notes: NotesPage) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self.notes = skin, notes
        self.sheet: CaseSheet | None = None
        self._replay: Replay | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(skin.dp(8))
        column.addWidget(self._head())
        sides = QHBoxLayout()
        sides.setSpacing(skin.dp(10))
        sides.addWidget(self._left(), 11)
        sides.addWidget(self._right(), 12)
        column.addLayout(sides, 1)
        self.bar = ActBar(skin)
        column.addWidget(self.bar)
        skin.changed.connect(self._write)

    def show_sheet(self, sheet: CaseSheet) -> None:
        """Another case, or this one after an act."""
        same = self.sheet is not None and self.sheet.view.id == sheet.view.id
        if not same or (self.sheet is not None and self.sheet.view.kept.row.id != sheet.view.kept.row.id):
            self._replay = None
        self.sheet = sheet
        if not same:
            self.left.choose(0)
            self.right.choose(0)
        self._write()
        self.bar.show_choices(sheet.choices, str(sheet.undoable.act) if sheet.undoable else "")
        self.papers.show_sheet(sheet)
        self.notes.show_for(Owner(sheet.view.row.enterprise_id, sheet.view.id))

    def show_replay(self, replay: Replay) -> None:
        """The answer of the reckoning done again."""
        self._replay = replay
        self._write_reasons()

    def _head(self) -> Card:
        card, dp = Card(self._skin, spacing=2), self._skin.dp
        card.body.setContentsMargins(dp(16), dp(6), dp(16), dp(6))
        line = QHBoxLayout()
        line.setSpacing(self._skin.dp(8))
        line.addWidget(button(tr("‹ 队列　Esc"), self.back.emit, "quiet"))
        self._name = ElidedLabel("", "name")
        self._stage, self._clock = Pill(self._skin), Pill(self._skin)
        line.addWidget(self._name, 1)
        for part in (self._stage, self._clock):
            line.addWidget(part)
        line.addWidget(button(tr("上一件　Ctrl+PgUp"), lambda: self.stepped.emit(-1), "quiet"))
        line.addWidget(button(tr("下一件　Ctrl+PgDn"), lambda: self.stepped.emit(1), "quiet"))
        below = QHBoxLayout()
        below.setSpacing(self._skin.dp(8))
        self._place = ElidedLabel("", "muted")
        below.addWidget(self._place, 1)
        self.carry = button(tr("移交案卷包"), self.carried.emit, "quiet")
        self._rule = button(tr("看规则"), self._read_rule, "quiet", tr("在政策库里看这一项，也在那里核定"))
        below.addWidget(self._rule)
        below.addWidget(self.carry)
        self._warning = label("", "bad", wrap=True)
        card.body.addLayout(line)
        card.body.addLayout(below)
        card.body.addWidget(self._warning)
        return card

    def _left(self) -> Card:
        card = Card(self._skin, spacing=6)
        self.left = Switch((tr("申报情况"), tr("办理经过")), tr("左侧内容"))
        self.facts, self.history = self._browser(tr("申报情况")), self._browser(tr("办理经过"))
        self._fill(card, self.left, (self.facts, self.history))
        return card

    def _right(self) -> Card:
        card = Card(self._skin, spacing=6)
        self.right = Switch((tr("条件与测算"), tr("文书"), tr("材料"), tr("备注")), tr("右侧内容"))
        self.reasons, self.materials = self._browser(tr("条件与测算")), self._browser(tr("材料"))
        self.papers = PapersPage(self._skin)
        self._fill(card, self.right, (self.reasons, self.papers, self.materials, self.notes))
        self.notes.counted.connect(lambda n: self.right.rename(NOTES, tr("备注 {n}").format(n=n) if n else tr("备注")))
        return card

    def _fill(self, card: Card, switch: Switch, pages: tuple[QWidget, ...]) -> None:
        stack = QStackedWidget()
        for page in pages:
            stack.addWidget(page)
        switch.chosen.connect(stack.setCurrentIndex)
        card.body.addWidget(switch)
        card.body.addWidget(stack, 1)

    def _browser(self, name: str) -> QTextBrowser:
        made = QTextBrowser()
        made.setAccessibleName(name)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setOpenLinks(False)
        made.document().setDocumentMargin(0)
        made.anchorClicked.connect(self._on_link)
        return made

    def _write(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        view, text = sheet.view, CaseText(self._skin.theme)
        self._name.setText(f"{view.kept.inputs.name}　{view.result.title}")
        self._stage.show_word(view.dossier.stage, stage_colour(view.dossier.stage))
        colour = PACE_COLOUR[sheet.clock.pace]
        self._clock.show_word(clock_words(sheet.clock), "calm" if colour == "muted" else colour)
        total = ""
        if sheet.whole.left is not None:
            total = tr("总时限还剩 {n} 个工作日").format(n=sheet.whole.left)
        parts = (view.row.number, view.kept.inputs.uscc, due_words(sheet.clock), total)
        self._place.setText("　".join(part for part in parts if part))
        away = (
            tr("本件已移交 {d}，本机只能查看；对方没有收到的，可用“收回”。").format(d=sheet.away) if sheet.away else ""
        )
        self._warning.setText("　".join(part for part in (away, sheet.unsure) if part))
        self._warning.setVisible(bool(away or sheet.unsure))
        self.carry.setText(tr("收回") if sheet.away else tr("移交案卷包"))
        self._put(self.facts, text.facts(sheet))
        self._put(self.history, text.history(sheet))
        self._put(self.materials, text.materials(sheet))
        self._write_reasons()

    def _write_reasons(self) -> None:
        if self.sheet is None:
            return
        theme, result = self._skin.theme, self.sheet.view.result
        evidence = tr("证据：已核定") if result.verified else tr("证据：{e}，未核定").format(e=result.evidence.value)
        colour = theme.tokens.good if result.verified else theme.tokens.warn
        said = theme.colour(COLOUR_OF[result.verdict]).name()
        mark = f"<span style='color:{said}'>{result.verdict.sign} {result.verdict.word}</span>"
        verdict = f"{mark}　<span style='color:{colour}'>{evidence}</span>"
        head = f"<p style='margin:0 0 4px 0'><b>{verdict}</b></p><p style='margin:0 0 6px 0'>{CaseText(theme).replay(self._replay)}</p>"
        self._put(self.reasons, head + ReasonsText(theme).page(result))

    def _put(self, browser: QTextBrowser, html: str) -> None:
        """New text; the place one was reading stays."""
        bar = browser.verticalScrollBar()
        kept = bar.value()
        browser.setHtml(html)
        bar.setValue(kept)

    def _read_rule(self) -> None:
        if self.sheet is not None:
            self.rule_wanted.emit(self.sheet.view.row.measure)

    def _on_link(self, _url: QUrl) -> None:
        """What is missing is filled in at the counter; from here it is only named."""
