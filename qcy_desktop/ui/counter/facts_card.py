"""The left card where everything known is entered: facts, recognitions, records, awards; the field in focus is explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.facts import FactDef, Period
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.ui.counter.findings import Finding, findings
from qcy_desktop.ui.counter.sheet import Key, Sheet
from qcy_desktop.ui.desk import Desk
from qcy_desktop.ui.forms.fact_row import MONEY_UNITS
from qcy_desktop.ui.forms.facts_form import FactsForm
from qcy_desktop.ui.forms.holdings import AwardsList, EventsList, RecordsList
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.switch import Switch

# The search line beside the names, in pixels of the design.
SEARCH_WIDTH = 140
QWIDGETSIZE_MAX = 16_777_215
SOURCES = (
    "",
    "企业自报",
    "年度审计报告",
    "汇算清缴申报",
    "统计报表",
    "营业执照",
    "证书或公示",
    "合同与发票",
    "部门核实",
)


class FactsCard(Card):
    """`edited`, `left` come from the fact fields; `changed` from the lists and the sources."""

    edited = Signal(object, str)
    left = Signal(object)
    changed = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, desk: Desk, as_of: Callable[[], date]) -> None:
        super().__init__(skin, spacing=6)
        self.body.setContentsMargins(skin.dp(14), skin.dp(4), skin.dp(12), skin.dp(10))
        self._skin, self._sheet = skin, sheet
        self._low = False
        self._key: Key | None = None
        self._findings: tuple[Finding, ...] = ()
        self._finding = -1
        self._alarm_key = ""
        self.switch = Switch((tr("指标"), tr("认定"), tr("清单"), tr("已获")), tr("录入内容"))
        self.switch.spread(skin.dp(2))
        self.switch.chosen.connect(self._turn)
        self.body.addWidget(self.switch)
        self.alarm = button("", self.next_finding, "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        self.form = FactsForm(skin, sheet, as_of)
        self.events = EventsList(skin, sheet, desk.events())
        self.records = RecordsList(skin, sheet, desk.records(), (desk.parse, desk.show))
        self.awards = AwardsList(skin, sheet, desk.parse)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._facts_page())
        for page in (self.events, self.records, self.awards):
            self._pages.addWidget(page)
            page.changed.connect(self.changed)
        self.body.addWidget(self._pages, 1)
        self.form.edited.connect(self.edited)
        self.form.left.connect(self.left)
        self.form.came.connect(self.explain)

    def reload(self, needed: tuple[Key, ...] = ()) -> None:
        """Show another enterprise."""
        self.form.reload(needed)
        for page in (self.events, self.records, self.awards):
            page.reload()
        self._finding = -1
        self._explain_nothing()

    def show_again(self) -> None:
        """Several fields or lists were changed at once: what has come to be filled gets its row."""
        self.form.show_again()
        for page in (self.events, self.records, self.awards):
            page.reload()

    def keep_low(self, low: bool) -> None:
        """On a low screen the search stands beside the names and the unit beside the source, so that more fields are seen."""
        dp = self._skin.dp
        self._low = low
        if low:
            self.search.setFixedWidth(dp(SEARCH_WIDTH))
            self.switch.add_right(self.search)
            self._foot.addWidget(self.unit)
        else:
            self.search.setMaximumWidth(QWIDGETSIZE_MAX)
            self.search.setMinimumWidth(0)
            self._head.addWidget(self.search, 1)
            self._head.addWidget(self.unit)
        self._turn(self.switch.now())
        self._meaning.setVisible(not low)
        self.body.setContentsMargins(dp(14), dp(0 if low else 4), dp(12), dp(4 if low else 10))
        self.body.setSpacing(dp(2 if low else 6))

    def show_findings(self, assessment: Assessment, year: int) -> None:
        """What has to be looked at: unreadable fields, figures that contradict each other, what was stated before this year."""
        self.form.year = year
        self._findings = findings(self._sheet, assessment, year)
        self.alarm.setVisible(bool(self._findings))
        if self._findings:
            text = tr("有 {n} 处要核对　{k}").format(n=len(self._findings), k=self._alarm_key).rstrip()
            self.alarm.setText(text)
            self.alarm.setAccessibleName(text)
            self.alarm.setToolTip("\n".join(one.sentence for one in self._findings[:12]))

    def next_finding(self) -> None:
        """Go to the next of them, round the end, and say what is the matter."""
        if not self._findings:
            self._tell(tr("没有要核对的。"), urgent=True)
            return
        self._finding = (self._finding + 1) % len(self._findings)
        one = self._findings[self._finding]
        if one.key is not None:
            self.go_to(one.key)
        self._tell(one.sentence, urgent=True)

    def go_to(self, key: Key) -> None:
        """Bring that field to the front with the focus in it; events and records open their list."""
        if key[0] in self._sheet.facts:
            self.search.clear()
            self.switch.choose(0)
            self.form.go_to(key)
            return
        self.switch.choose(self._page_of(key[0]))
        self.records.choose(key[0])
        self.switch.take_focus()

    def say_keys(self, search: str, finding: str) -> None:
        """The keys that lead to the search line and to the next finding."""
        self._alarm_key = finding
        self.search.setPlaceholderText(tr("查找指标　{k}").format(k=search).rstrip())

    def explain(self, key: Key) -> None:
        """Say what the field in focus means, where to find it and where its figure came from."""
        self._key = key
        fact = self._sheet.facts[key[0]]
        where = tr("见 {w}").format(w=fact.where) if fact.where else fact.question
        self._tell(" · ".join(part for part in (_meaning(fact, key[1]), where) if part))
        source = self._sheet.entry(key).source
        self._source.blockSignals(True)
        if source and self._source.findText(source) < 0:
            self._source.addItem(source)
        self._source.setCurrentText(source)
        self._source.setEnabled(True)
        self._source.blockSignals(False)
        self._year.setVisible(fact.period is Period.YEAR)

    def _facts_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("plain")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._skin.dp(6))
        self.search = FieldEdit(tr("查找指标"), moves=False)
        self.say_keys("", "")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(lambda: self.form.search(self.search.text()))
        self.search.textChanged.connect(lambda _t: self._pause.start())
        self.unit = Choice(tr("金额单位"))
        self.unit.addItems([tr("各栏单位"), *MONEY_UNITS])
        self.unit.setToolTip(tr("按手头材料的单位填写金额，换单位不改数值"))
        self.unit.setFixedWidth(self._skin.dp(100))
        self.unit.currentTextChanged.connect(lambda text: self.form.use_money_unit(text if text in MONEY_UNITS else ""))
        self._head = QHBoxLayout()
        self._head.setSpacing(self._skin.dp(6))
        self._head.addWidget(self.search, 1)
        self._head.addWidget(self.unit)
        column.addLayout(self._head)
        column.addWidget(self.form, 1)
        column.addLayout(self._explaining())
        return page

    def _explaining(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._skin.dp(2))
        self._meaning = ElidedLabel("", "hint")
        self._source = Choice(tr("数据来源"))
        self._source.setProperty("role", "figure")
        self._source.setProperty("skip", True)
        self._source.addItems([s or tr("来源未注明") for s in SOURCES])
        self._source.currentTextChanged.connect(self._on_source)
        self._year = button(tr("＋上一年"), self._add_year, "quiet", tr("为这一指标再填一个年度"))
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._source, 1)
        self._foot.addWidget(self._year)
        column.addWidget(self._meaning)
        column.addSpacing(self._skin.dp(2))
        column.addLayout(self._foot)
        self._explain_nothing()
        return column

    def _explain_nothing(self) -> None:
        self._key = None
        self._tell(tr("光标停在哪一栏，这里说明口径和出处。"))
        self._source.setEnabled(False)
        self._year.hide()

    def _tell(self, text: str, *, urgent: bool = False) -> None:
        """The line under the fields; on a low screen only what is urgent takes the room, the rest is a tool tip."""
        self._meaning.setText(text)
        self._meaning.setToolTip(text)
        self._source.setToolTip(text)
        self._meaning.setVisible(urgent or not self._low)

    def _on_source(self, text: str) -> None:
        if self._key is not None:
            self._sheet.set_source(self._key, text if text in SOURCES or text != tr("来源未注明") else "")
            self.changed.emit()

    def _add_year(self) -> None:
        if self._key is not None and self._key[1] is not None:
            years = [key[1] for key in self._shown_keys() if key[0] == self._key[0] and key[1] is not None]
            self.form.add_year((self._key[0], min(years) - 1))

    def _shown_keys(self) -> list[Key]:
        return [row.key for row in self.form.rows()]

    def _turn(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self.search.setVisible(place == 0 or not self._low)

    def _page_of(self, id: str) -> int:
        if any(id in (kind.id, kind.name) for kind in self.records.kinds()):
            return 2
        return 3 if "已获" in id or "奖补" in id else 1


def _meaning(fact: FactDef, year: int | None) -> str:
    parts = [fact.name]
    if year is not None:
        parts.append(tr("{y} 年度").format(y=year))
    if fact.basis:
        parts.append(tr("{b}口径").format(b=fact.basis))
    if fact.unit:
        parts.append(spoken_unit(fact.unit))
    return " · ".join(parts)
