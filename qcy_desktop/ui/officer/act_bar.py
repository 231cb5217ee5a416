"""The acts of a case as buttons with their keys; those that are off say why, and all others are one key away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from qcy_desktop.domain.caseacts import NOTHING_NEXT, ONWARD, RARE, Choice, order
from qcy_desktop.domain.casework import Act
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.words import INITIALS
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, empty_layout, label, row
from qcy_desktop.ui.widgets.edits import ENTER, FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


def _order(one: Choice) -> tuple[bool, bool, int]:
    """What can be done first, and of that what carries the case on."""
    return not one.open, not one.timely, order(one.act)


class ActBar(Card):
    """`wanted` names the act. The bar never hides what cannot be done: it says why."""

    wanted = Signal(object)
    undo_wanted = Signal()

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, spacing=4)
        self._skin = skin
        self.choices: tuple[Choice, ...] = ()
        self._line = QHBoxLayout()
        self._line.setSpacing(skin.dp(8))
        self._why = ElidedLabel("", "warn")
        self.body.addLayout(self._line)
        self.body.addWidget(self._why)
        self.buttons: dict[Act, QPushButton] = {}
        self._keys = [self._key(number) for number in range(1, 9)]

    def show_choices(self, choices: tuple[Choice, ...], undo: str) -> None:
        """The acts of this moment; `undo` names the step that may still be taken back without a word."""
        self.choices = choices
        empty_layout(self._line)
        self.buttons = {}
        shown = [one for one in choices if one.timely and one.act not in RARE]
        shown.sort(key=_order)
        for place, one in enumerate(shown[:8]):
            self._line.addWidget(self._button(one, place))
        self._line.addStretch(1)
        if undo:
            tip = tr("取回刚办的“{a}”，不留痕迹；审计记录里仍有").format(a=undo)
            self._line.addWidget(button(tr("取回“{a}”　Ctrl+Z").format(a=undo), self.undo_wanted.emit, "quiet", tip))
        self._line.addWidget(button(tr("全部操作　F4"), self.open_all, "quiet"))
        off = [f"{one.act}：{one.against}{one.cure}" for one in shown if not one.open]
        self._why.setText("　".join(off) if shown else tr("{n}；其他操作按 F4。").format(n=tr(NOTHING_NEXT)))
        self._why.setVisible(bool(off) or not shown)

    def primary(self) -> Act | None:
        """What Ctrl+Enter does."""
        openly = {one.act for one in self.choices if one.open}
        return next((act for act in ONWARD if act in openly), None)

    def do_primary(self) -> None:
        act = self.primary()
        if act is not None:
            self.wanted.emit(act)

    def open_all(self) -> AllActs:
        """F4: every act of this case, with what speaks against it."""
        dialog = AllActs(self.window(), self._skin, self.choices)
        dialog.wanted.connect(self.wanted)
        dialog.open()
        return dialog

    def _button(self, one: Choice, place: int) -> QPushButton:
        main = one.act is self.primary()
        keys = tr("Ctrl+回车") if main else f"Alt+{place + 1}"
        made = button(f"{tr(one.act)}　{keys}", partial(self.wanted.emit, one.act), "primary" if main else "")
        made.setEnabled(one.open)
        reason = f"{one.against}{one.cure}"
        made.setToolTip(reason)
        made.setAccessibleDescription(reason)
        self.buttons[one.act] = made
        return made

    def _key(self, number: int) -> QShortcut:
        shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(partial(self._strike, number - 1))
        return shortcut

    def _strike(self, place: int) -> None:
        acts = list(self.buttons)
        if place < len(acts) and self.buttons[acts[place]].isEnabled():
            self.wanted.emit(acts[place])


class AllActs(QDialog):
    """A few letters find an act; Enter does it; the reason stands beside what cannot be done."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, skin: Skin, choices: tuple[Choice, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("全部操作"))
        skin.size_window(self, 680, 520)
        self._skin, self._choices = skin, choices
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(16), skin.dp(14), skin.dp(16), skin.dp(14))
        column.setSpacing(skin.dp(8))
        self.text = _ActEdit(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("操作"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setWordWrap(True)
        self.list.itemClicked.connect(lambda _item: self._show_why())
        self.list.itemDoubleClicked.connect(lambda _item: self.take())
        self.list.currentRowChanged.connect(lambda _row: self._show_why())
        self._why = label("", "muted", wrap=True)
        for part in (self.text, self.list, self._why):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addLayout(row(1, button(tr("关闭"), self.reject), button(tr("办理　回车"), self.take, "primary")))
        self.text.textChanged.connect(self._fill)
        self._fill("")
        self.text.setFocus()

    def take(self) -> None:
        """Do the chosen act when it is open."""
        one = self._now()
        if one is not None and one.open:
            self.accept()
            self.wanted.emit(one.act)

    def go(self, by: int) -> None:
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def _now(self) -> Choice | None:
        row = self.list.currentRow()
        return self.list.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None

    def _fill(self, text: str) -> None:
        self.list.clear()
        wanted = text.strip().lower()
        for one in sorted(self._choices, key=_order):
            if wanted not in one.act and not INITIALS[one.act].startswith(wanted):
                continue
            state = "" if one.open else tr("　（不能办：{w}）").format(w=one.against)
            item = QListWidgetItem(f"{tr(one.act)}{state}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            if not one.open:
                item.setForeground(self._skin.theme.colour("muted"))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show_why(self) -> None:
        one = self._now()
        self._why.setText("" if one is None or one.open else f"{one.against}{one.cure}")


class _ActEdit(FieldEdit):
    def __init__(self, dialog: AllActs) -> None:
        super().__init__(tr("操作名称"), moves=False)
        self.setPlaceholderText(tr("输入名称或拼音首字母，上下键选择，回车办理"))
        self._dialog = dialog

    def keyPressEvent(self, event: object) -> None:
        key = event.key()  # type: ignore[attr-defined]
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._dialog.go(1 if key == Qt.Key.Key_Down else -1)
        elif key in ENTER:
            self._dialog.take()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]
