"""受理 at the counter: which measures are applied for, which papers came in, which are promised; then the pack is printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.domain.caseroute import Way
from qcy_desktop.domain.casework import Promise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.intake import Handed, Offer
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.act_fields import DEFAULT_PROMISE_DAYS
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row, rule_line
from qcy_desktop.ui.widgets.edits import Choice, DayEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.words import row_amount

MISSING, RECEIVED, PROMISED = 0, 1, 2
STATES = ("缺", "已收", "容缺")


class MaterialsForm(QWidget):
    """The papers of one measure, each 缺, 已收 or 容缺 with its day."""

    changed = Signal()

    def __init__(self, skin: Skin, offer: Offer, today: date) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.offer = offer
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, skin.dp(6), 0)
        column.setSpacing(skin.dp(5))
        column.addWidget(ElidedLabel(offer.result.title, "title"))
        self.rows: list[tuple[str, Choice, DayEdit]] = []
        if offer.way is Way.UNASKED:
            column.addWidget(label(tr("免申即享：不收材料，登记企业的意愿和收款账户即可。"), "muted", wrap=True))
        for name in offer.materials:
            column.addLayout(self._row(skin, name, today))
        column.addStretch(1)

    def receive_all(self) -> None:
        """Everything came in."""
        for _, state, _ in self.rows:
            state.setCurrentIndex(RECEIVED)

    def handed(self, *, accept: bool) -> Handed:
        """What the clerk entered."""
        received = tuple(name for name, state, _ in self.rows if state.currentIndex() == RECEIVED)
        promised = tuple(
            Promise(name, date(day.date().year(), day.date().month(), day.date().day()))
            for name, state, day in self.rows
            if state.currentIndex() == PROMISED
        )
        return Handed(self.offer.result.id, received, promised, accept)

    def missing(self) -> tuple[str, ...]:
        """The papers that are neither here nor promised."""
        return tuple(name for name, state, _ in self.rows if state.currentIndex() == MISSING)

    def _row(self, skin: Skin, name: str, today: date) -> QHBoxLayout:
        state, day = Choice(name), DayEdit(tr("{n} 的补交日期").format(n=name), skin)
        state.addItems([tr(word) for word in STATES])
        state.setFixedWidth(skin.dp(86))
        later = today + timedelta(days=DEFAULT_PROMISE_DAYS)
        day.setDate(QDate(later.year, later.month, later.day))
        day.setMinimumDate(QDate(today.year, today.month, today.day).addDays(1))
        day.setVisible(False)
        state.currentIndexChanged.connect(lambda place: day.setVisible(place == PROMISED))
        state.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.rows.append((name, state, day))
        line = QHBoxLayout()
        line.addWidget(ElidedLabel(name), 1)
        line.addWidget(day)
        line.addWidget(state)
        return line


class IntakeDialog(QDialog):
    """`wanted` carries what was handed over for each ticked measure."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, skin: Skin, name: str, found: tuple[Sequence[Offer], date, str]) -> None:
        super().__init__(parent)
        offers, today, unreachable = found
        self.setWindowTitle(tr("受理"))
        skin.size_window(self, 940, 580)
        self._skin = skin
        self._today = today
        self.offers = tuple(offers)
        self.boxes = [self._box(offer) for offer in offers]
        self._forms: dict[int, MaterialsForm] = {}
        self._shown = 0
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        column.addWidget(label(tr("受理：{n}").format(n=name), "name", wrap=True))
        column.addWidget(
            label(
                tr("勾选要申报的措施，逐项登记收到的材料；暂缺而约定补交的写明日期（容缺）。评估已保存。"),
                "muted",
                wrap=True,
            )
        )
        sides = QHBoxLayout()
        sides.setSpacing(skin.dp(14))
        sides.addWidget(self._measures(), 10)
        sides.addWidget(self._materials(), 9)
        column.addLayout(sides, 1)
        column.addWidget(rule_line())
        self.accept_now = QCheckBox(tr("材料齐全或已容缺的当场受理（出具受理通知书）"))
        self.accept_now.setChecked(True)
        self.said = label("", "muted", wrap=True)
        self.warning = label(unreachable, "warn", wrap=True)
        self.accept_now.toggled.connect(lambda on: self.warning.setVisible(on and bool(unreachable)))
        column.addWidget(self.accept_now)
        column.addWidget(self.warning)
        self.warning.setVisible(bool(unreachable))
        column.addWidget(self.said)
        self.ok = button(tr("受理并打印　Ctrl+回车"), self.try_it, "primary")
        column.addLayout(row(1, button(tr("暂不受理　Esc"), self.reject), self.ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.try_it)
        QShortcut(QKeySequence("Alt+A"), self, self._receive_all)
        self._say()
        first = next((place for place, offer in enumerate(self.offers) if not (offer.barred or offer.against)), None)
        (self.ok if first is None else self.boxes[first]).setFocus()
        self._turn(first or 0)

    def try_it(self) -> None:
        """Send what is ticked. A measure with missing papers is only registered, not accepted."""
        chosen = self._chosen()
        if not chosen:
            self.said.setText(tr("还没有勾选要申报的措施。"))
            return
        now = self.accept_now.isChecked()
        self.ok.setEnabled(False)
        self.wanted.emit([form.handed(accept=now and not form.missing()) for form in chosen])

    def refuse(self, fault: KnownError) -> None:
        """Nothing was opened; what was entered stands."""
        self.ok.setEnabled(True)
        self.said.setText(str(fault))

    def _box(self, offer: Offer) -> QCheckBox:
        box = QCheckBox(offer.result.title)
        box.setAccessibleName(offer.result.title)
        against = tr("已有在办件 {n}").format(n=offer.number) if offer.number else offer.against
        box.setEnabled(not offer.barred)
        box.setToolTip("\n".join(part for part in (offer.result.title, against, offer.note) if part))
        return box

    def _measures(self) -> QScrollArea:
        area, inner = _scroll(), QWidget()
        inner.setObjectName("plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, self._skin.dp(12), 0)
        column.setSpacing(self._skin.dp(2))
        column.addWidget(label(tr("可申报的措施"), "group"))
        rest, hidden = QWidget(), QVBoxLayout()
        rest.setObjectName("plain")
        rest.setLayout(hidden)
        hidden.setContentsMargins(0, 0, 0, 0)
        hidden.setSpacing(self._skin.dp(2))
        for place, (offer, box) in enumerate(zip(self.offers, self.boxes, strict=True)):
            box.toggled.connect(partial(self._ticked, place))
            box.installEventFilter(self)
            where = hidden if offer.against or offer.barred else column
            where.addWidget(box)
            where.addWidget(ElidedLabel(self._about(offer), "muted"))
        count = sum(bool(offer.against or offer.barred) for offer in self.offers)
        if count == len(self.offers):
            column.addWidget(label(tr("没有符合条件、可以在本窗口申报的措施。"), "muted", wrap=True))
        self.others = QCheckBox(tr("显示其余 {n} 项（不符合条件、不在本窗口、条文没有掌握）").format(n=count))
        self.others.setVisible(bool(count))
        self.others.toggled.connect(rest.setVisible)
        rest.hide()
        column.addSpacing(self._skin.dp(8))
        column.addWidget(self.others)
        column.addWidget(rest)
        column.addStretch(1)
        area.setWidget(inner)
        return area

    def _about(self, offer: Offer) -> str:
        number = tr("已有在办件 {n}").format(n=offer.number) if offer.number else ""
        way = "" if offer.way is Way.APPLY else str(offer.way)
        evidence = tr("已核定") if offer.result.verified else tr("未核定")
        note = tr("最优组合不含此项：{w}").format(w=offer.note) if offer.note else ""
        parts = (offer.result.verdict.word, row_amount(offer.result), evidence, way, number, offer.against, note)
        return "　　" + " · ".join(part for part in parts if part)

    def _materials(self) -> QWidget:
        side = QWidget()
        side.setObjectName("plain")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        everything = button(tr("全部已收　Alt+A"), self._receive_all, "quiet")
        column.addLayout(row(label(tr("材料"), "group"), 1, everything))
        column.addWidget(self._stack, 1)
        return side

    def eventFilter(self, watched: object, event: object) -> bool:
        """The papers of the measure one stands on are shown."""
        if event.type() == event.Type.FocusIn and watched in self.boxes:  # type: ignore[attr-defined]
            self._turn(self.boxes.index(watched))
        return False

    def _ticked(self, place: int, on: bool) -> None:
        self._turn(place)
        self._say()

    def form(self, place: int) -> MaterialsForm:
        """The papers of one measure; made when they are first looked at."""
        if place not in self._forms:
            made = MaterialsForm(self._skin, self.offers[place], self._today)
            made.changed.connect(self._say)
            area = _scroll()
            area.setWidget(made)
            self._stack.addWidget(area)
            self._forms[place] = made
        return self._forms[place]

    def _turn(self, place: int) -> None:
        if self.offers:
            self._shown = place
            self._stack.setCurrentWidget(_area_of(self.form(place)))

    def _receive_all(self) -> None:
        if self.offers:
            self.form(self._shown).receive_all()

    def _chosen(self) -> list[MaterialsForm]:
        return [self.form(place) for place, box in enumerate(self.boxes) if box.isChecked()]

    def _say(self) -> None:
        """What would happen now, before it does."""
        chosen = self._chosen()
        lacking = [form for form in chosen if form.missing()]
        words = [tr("已勾选 {n} 项。").format(n=len(chosen))]
        if lacking:
            names = "、".join(form.offer.result.title for form in lacking)
            words.append(tr("“{n}”还有缺的材料：只收件，不当场受理，随后可一次性告知。").format(n=names))
        self.said.setText("".join(words))


def _scroll() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _area_of(form: MaterialsForm) -> QWidget:
    """The scrolling frame around a form."""
    above = form.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    assert above is not None  # every form was given one
    return above
