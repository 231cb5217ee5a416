"""The fields an act asks for, each a small form that turns what was entered into its part of the deed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.casework import Deed, Defect, Promise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import parse_money
from qcy_desktop.ui.forms.ask import FieldError, read_day
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label
from qcy_desktop.ui.widgets.edits import Choice, DayEdit, FieldEdit
from qcy_desktop.ui.words import wan, yuan

DEFAULT_PROMISE_DAYS = 14


class Part(QWidget):
    """One field of an act. `fill` puts what was entered into the deed; raises KnownError when it cannot be read."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin = skin
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(skin.dp(4))

    def fill(self, deed: Deed) -> Deed:
        raise NotImplementedError

    def first(self) -> QWidget:
        """What takes the focus."""
        raise NotImplementedError


class LinePart(Part):
    """A line of text: a meeting's number, a voucher, a department elsewhere."""

    def __init__(self, skin: Skin, name: str, hint: str = "") -> None:
        super().__init__(skin)
        self.edit = FieldEdit(name)
        self.edit.setPlaceholderText(hint)
        self.column.addWidget(_named(name, self.edit))
        self.column.addWidget(self.edit)

    def fill(self, deed: Deed) -> Deed:
        return replace(deed, name=self.edit.text().strip())

    def first(self) -> QWidget:
        return self.edit


class AmountPart(Part):
    """A sum in 万元, shown in 元 and in capital numerals as it is typed."""

    def __init__(self, skin: Skin, name: str, start: int | None, hint: str) -> None:
        super().__init__(skin)
        self._name = name
        self.edit = FieldEdit(name, figure=True)
        self.edit.setFixedWidth(skin.dp(200))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.edit)
        line.addWidget(label(tr("万元"), "muted"))
        line.addWidget(label(hint, "muted", wrap=True), 1)
        self._said = label("", "muted", wrap=True)
        self.column.addWidget(_named(name, self.edit))
        self.column.addLayout(line)
        self.column.addWidget(self._said)
        self.edit.textChanged.connect(lambda _t: self._say())
        if start is not None:
            self.edit.setText(wan(start).replace(",", "") if start % 10_000 == 0 else _plain(start))

    def fill(self, deed: Deed) -> Deed:
        return replace(deed, amount=self.amount())

    def first(self) -> QWidget:
        return self.edit

    def amount(self) -> int:
        """Whole fen. Raises KnownError when it cannot be read."""
        text = self.edit.text().strip().replace(",", "").replace("，", "")
        if not text:
            raise KnownError("E-CASE-AMOUNT", f"没有填写{self._name}。", "请填写金额")
        return parse_money(text, "万元")

    def _say(self) -> None:
        try:
            fen = self.amount()
        except KnownError:
            self._said.setText("")
            return
        self._said.setText(tr("{y} 元　{c}").format(y=yuan(fen), c=capital(fen)))


def _plain(fen: int) -> str:
    """Fen as 万元 with as many decimals as it needs: 1234567 → ``1.234567``."""
    return f"{fen // 1_000_000}.{fen % 1_000_000:06d}".rstrip("0").rstrip(".")


class ChoicePart(Part):
    """One of several: a department, a stage to go back to, for or against."""

    def __init__(self, skin: Skin, name: str, choices: Sequence[str], put: Callable[[Deed, int], Deed]) -> None:
        super().__init__(skin)
        self._put = put
        self.edit = Choice(name)
        self.edit.addItems(list(choices))
        self.column.addWidget(_named(name, self.edit))
        self.column.addWidget(self.edit)

    def fill(self, deed: Deed) -> Deed:
        return self._put(deed, max(0, self.edit.currentIndex()))

    def first(self) -> QWidget:
        return self.edit


class DayPart(Part):
    """A day; empty leaves it to the table of limits."""

    def __init__(self, skin: Skin, name: str, hint: str) -> None:
        super().__init__(skin)
        self.edit = FieldEdit(name)
        self.edit.setPlaceholderText(hint)
        self.edit.setMaximumWidth(skin.dp(220))
        self.column.addWidget(_named(name, self.edit))
        self.column.addWidget(self.edit)

    def fill(self, deed: Deed) -> Deed:
        text = self.edit.text().strip()
        return replace(deed, day=day_of(text) if text else None)

    def first(self) -> QWidget:
        return self.edit


def day_of(text: str) -> date:
    """A typed day. Raises KnownError E-DAY."""
    try:
        return read_day("day", text)
    except FieldError as fault:
        raise KnownError("E-DAY", str(fault), "请改正日期") from None


class ItemsPart(Part):
    """Papers to tick: what came in."""

    def __init__(self, skin: Skin, name: str, items: Sequence[str], *, ticked: bool = False) -> None:
        super().__init__(skin)
        head = QHBoxLayout()
        head.addWidget(label(name, "group"))
        head.addStretch(1)
        head.addWidget(button(tr("全部勾选"), lambda: self._all(on=True), "quiet"))
        self.column.addLayout(head)
        self.boxes = [QCheckBox(item) for item in items]
        inner = _Scrolled(skin, most=220)
        for box in self.boxes:
            box.setAccessibleName(box.text())
            box.setChecked(ticked)
            inner.lines.addWidget(box)
        self.column.addWidget(inner)

    def fill(self, deed: Deed) -> Deed:
        return replace(deed, items=tuple(box.text() for box in self.boxes if box.isChecked()))

    def first(self) -> QWidget:
        return self.boxes[0] if self.boxes else self

    def _all(self, *, on: bool) -> None:
        for box in self.boxes:
            box.setChecked(on)


class PromisesPart(Part):
    """Papers that are still missing: each ticked one is promised by its day (容缺)."""

    def __init__(self, skin: Skin, missing: Sequence[str], today: date) -> None:
        super().__init__(skin)
        self.column.addWidget(label(tr("容缺：勾选暂缺而约定补交的材料，写明日期"), "group", wrap=True))
        inner = _Scrolled(skin, most=220)
        self.rows: list[tuple[QCheckBox, DayEdit]] = []
        for item in missing:
            box, day = QCheckBox(item), DayEdit(tr("{i} 的补交日期").format(i=item), skin)
            box.setAccessibleName(item)
            box.setToolTip(item)
            # However long its name, the day beside it stays whole.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            later = today + timedelta(days=DEFAULT_PROMISE_DAYS)
            day.setDate(QDate(later.year, later.month, later.day))
            day.setEnabled(False)
            box.toggled.connect(day.setEnabled)
            line = QHBoxLayout()
            line.addWidget(box, 1)
            line.addWidget(day)
            inner.lines.addLayout(line)
            self.rows.append((box, day))
        self.column.addWidget(inner)

    def fill(self, deed: Deed) -> Deed:
        chosen = [(box.text(), day.date()) for box, day in self.rows if box.isChecked()]
        promises = tuple(Promise(item, date(day.year(), day.month(), day.day())) for item, day in chosen)
        return replace(deed, promises=promises)

    def first(self) -> QWidget:
        return self.rows[0][0]


class DefectsPart(Part):
    """一次性告知: every paper with its fault and the standard it must meet. What may not be complained of again is off."""

    def __init__(self, skin: Skin, items: Sequence[tuple[str, bool, str]], kinds: Sequence[str]) -> None:
        """`items` are (name, whether it is ticked, why it may not be named); `kinds` are ``fault|standard``."""
        super().__init__(skin)
        self._standards = {fault: standard for fault, _, standard in (kind.partition("|") for kind in kinds)}
        self.column.addWidget(label(tr("勾选全部问题，一次告知；以后不能再就这些材料提出新的要求"), "group", wrap=True))
        inner = _Scrolled(skin, most=320)
        self.rows: list[tuple[QCheckBox, Choice, FieldEdit]] = []
        for item in items:
            self._add(inner.lines, item)
        self.column.addWidget(inner)

    def fill(self, deed: Deed) -> Deed:
        chosen = [
            (box.text(), fault.currentText(), standard.text()) for box, fault, standard in self.rows if box.isChecked()
        ]
        return replace(
            deed, defects=tuple(Defect(item, fault.strip(), standard.strip()) for item, fault, standard in chosen)
        )

    def first(self) -> QWidget:
        return next((box for box, _, _ in self.rows if box.isEnabled()), self)

    def _add(self, lines: QVBoxLayout, item: tuple[str, bool, str]) -> None:
        """The paper's name on a line of its own; what is wrong with it below, once it is ticked."""
        name, ticked, against = item
        box = QCheckBox(name)
        fault, standard = Choice(tr("{n} 的问题").format(n=name)), FieldEdit(tr("{n} 应达到的标准").format(n=name))
        fault.setEditable(True)
        fault.addItems(list(self._standards))
        fault.setFixedWidth(self._skin.dp(180))
        fault.currentTextChanged.connect(lambda text: self._suggest(standard, text))
        self._suggest(standard, fault.currentText())
        below = QWidget()
        below.setObjectName("plain")
        line = QHBoxLayout(below)
        line.setContentsMargins(self._skin.dp(26), 0, 0, self._skin.dp(2))
        line.addWidget(fault)
        line.addWidget(standard, 1)
        box.setAccessibleName(name)
        box.setToolTip("\n".join(part for part in (name, against) if part))
        box.setAccessibleDescription(against)
        box.setEnabled(not against)
        box.toggled.connect(below.setVisible)
        box.setChecked(ticked and not against)
        below.setVisible(box.isChecked())
        lines.addWidget(box)
        if against:
            lines.addWidget(label(f"　　{against}", "muted"))
        lines.addWidget(below)
        self.rows.append((box, fault, standard))

    def _suggest(self, standard: FieldEdit, fault: str) -> None:
        if fault in self._standards:
            standard.setText(self._standards[fault])
            standard.setCursorPosition(0)


class WordsPart(Part):
    """An opinion or a reason: the office's usual sentences to choose from, then edited freely."""

    kept = Signal(str)

    def __init__(self, skin: Skin, name: str, phrases: Sequence[str], start: str) -> None:
        super().__init__(skin)
        self.edit = WordsEdit(name)
        self.edit.setFixedHeight(skin.dp(84))
        self.choice = Choice(tr("常用语"))
        self.choice.setMinimumWidth(skin.dp(200))
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(_named(name, self.edit))
        head.addWidget(self.choice, 1)
        head.addWidget(button(tr("存为常用语"), self._keep, "quiet", tr("本单位的人以后都能选到；再按一次取消")))
        self.column.addLayout(head)
        self.column.addWidget(self.edit)
        self.offer(phrases)
        self.edit.setPlainText(start or (phrases[0] if phrases else ""))
        self.choice.activated.connect(self._take)

    def offer(self, phrases: Sequence[str]) -> None:
        """These sentences to choose from."""
        self.choice.clear()
        self.choice.addItems([tr("选一句常用语…"), *phrases])
        self.choice.setEnabled(bool(phrases))

    def fill(self, deed: Deed) -> Deed:
        return replace(deed, words=self.words())

    def first(self) -> QWidget:
        return self.edit

    def words(self) -> str:
        return self.edit.toPlainText().strip()

    def _take(self, place: int) -> None:
        if place:
            self.edit.setPlainText(self.choice.itemText(place))
            self.edit.setFocus()

    def _keep(self) -> None:
        if self.words():
            self.kept.emit(self.words())


class WordsEdit(QPlainTextEdit):
    """Several lines; Tab moves on instead of writing a tab."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)


class _Scrolled(QScrollArea):
    """Lines that scroll when there are many, and take no more room than they need."""

    def __init__(self, skin: Skin, most: int) -> None:
        super().__init__()
        self._most, self._skin = most, skin
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("plain")
        self.lines = QVBoxLayout(inner)
        self.lines.setContentsMargins(0, 0, skin.dp(12), 0)
        self.lines.setSpacing(skin.dp(6))
        self.setWidget(inner)

        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the lines."""
        if event.type() == QEvent.Type.LayoutRequest:
            wanted = self.widget().sizeHint().height() + 4
            self.setFixedHeight(min(self._skin.dp(self._most), wanted))
        return super().eventFilter(watched, event)


def _named(name: str, field: QWidget) -> QWidget:
    made = label(name, "group")
    made.setBuddy(field)
    return made
