"""The header bar (places), the tool line (search and acts) and the status line of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.ui.actions import Actions
from qcy_desktop.ui.desk import PackLine
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.gate import Seated
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label
from qcy_desktop.ui.widgets.edits import DayEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.scan_box import ScanBox

PLACES = ("窗口", "办件", "政策库", "名册", "管理")


class Header(QFrame):
    """Brand and places; a place that does not exist yet is off and says why."""

    place_chosen = Signal(int)

    def __init__(self, skin: Skin, *, ready: frozenset[int], practice: bool) -> None:
        super().__init__()
        self.setObjectName("header")
        line = QHBoxLayout(self)
        line.setContentsMargins(skin.dp(16), 0, skin.dp(16), 0)
        line.setSpacing(skin.dp(2))
        brand = QLabel(tr("秦创原惠企政策评估"))
        brand.setObjectName("brand")
        line.addWidget(brand)
        line.addSpacing(skin.dp(20))
        self._group = QButtonGroup(self)
        for number, name in enumerate(PLACES):
            line.addWidget(self._place(number, name, number in ready))
        line.addStretch(1)
        if practice:
            line.addWidget(QLabel(tr("练习模式")))
            line.addSpacing(skin.dp(16))
        self.clerk = QToolButton()
        self.clerk.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clerk.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line.addWidget(self.clerk)

    def seat(self, who: Seated, acts: Sequence[QAction], why_none: str) -> None:
        """Say who sits here, with what can be done about it; without accounts, why nothing can."""
        shown = "　".join(part for part in (who.name, who.roles) if part)
        self.clerk.setText(shown if why_none else f"{shown} ▾")
        self.clerk.setAccessibleName(tr("操作人 {n}").format(n=shown))
        self.clerk.setToolTip(why_none or tr("锁定、换人、修改密码、退出登录"))
        if self.clerk.menu() is None:
            menu = QMenu(self.clerk)
            menu.addActions(list(acts))
            self.clerk.setMenu(menu)

    def allow(self, number: int, why: str) -> None:
        """Switch a place on, or off with the reason."""
        one = self._group.button(number)
        one.setEnabled(not why)
        one.setToolTip(why)
        one.setAccessibleDescription(why)

    def choose(self, number: int) -> None:
        """Mark that place as the one on screen."""
        self._group.button(number).setChecked(True)

    def _place(self, number: int, name: str, ready: bool) -> QToolButton:
        one = QToolButton()
        one.setText(tr(name))
        one.setAccessibleName(tr(name))
        one.setCheckable(True)
        one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        one.setEnabled(ready)
        if not ready:
            one.setToolTip(tr("“{name}”还在建设，本版本没有").format(name=tr(name)))
            one.setAccessibleDescription(one.toolTip())
        one.clicked.connect(lambda _c=False: self.place_chosen.emit(number))
        self._group.addButton(one, number)
        return one


class PracticeBand(QFrame):
    """The coloured band that says: nothing here is real."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("practiceBand")
        line = QHBoxLayout(self)
        line.setContentsMargins(skin.dp(16), skin.dp(2), skin.dp(16), skin.dp(2))
        text = label(tr("练习模式：数据单独存放，打印件带“样张”字样，不作为办理依据"))
        line.addWidget(text)


class ClosedBand(QFrame):
    """Says why nothing can be typed or kept for now; `retried` when the clerk wants to try again."""

    retried = Signal()

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("closedBand")
        line = QHBoxLayout(self)
        line.setContentsMargins(skin.dp(16), skin.dp(3), skin.dp(16), skin.dp(3))
        self.why = ElidedLabel("")
        self.again = button(tr("再试一次"), self.retried.emit, "quiet")
        line.addWidget(self.why, 1)
        line.addWidget(self.again)
        self.hide()

    def tell(self, why: str, *, may_retry: bool) -> None:
        """Show the reason, or go away when there is none."""
        self.why.setText(tr("只读：{why}").format(why=why) if why else "")
        self.again.setVisible(may_retry)
        self.setVisible(bool(why))


def practice_frame(skin: Skin, inner: QWidget) -> QFrame:
    """A coloured frame around everything, so that practice is never taken for work."""
    frame = QFrame()
    frame.setObjectName("practiceFrame")
    column = QVBoxLayout(frame)
    side = skin.dp(5)
    column.setContentsMargins(side, 0, side, side)
    column.addWidget(inner)
    return frame


class ToolLine(QWidget):
    """Search box, day of assessment and the acts that are used every time."""

    day_chosen = Signal(object)

    def __init__(self, skin: Skin, actions: Actions, today: QDate) -> None:
        super().__init__()
        self.setObjectName("page")
        line = QHBoxLayout(self)
        line.setContentsMargins(skin.dp(12), skin.dp(10), skin.dp(12), 0)
        line.setSpacing(skin.dp(8))
        self.scan = ScanBox(skin)
        line.addWidget(self.scan, 1)
        self.day = DayEdit(tr("评估日"), skin)
        self.day.setProperty("skip", True)
        self.day.setDate(today)
        self.day.setToolTip(tr("按哪一天有效的规则评估"))
        self.day.dateChanged.connect(lambda day: self.day_chosen.emit(day.toPython()))
        name = label(tr("评估日"), "muted")
        name.setBuddy(self.day)
        line.addWidget(name)
        line.addWidget(self.day)
        for id, role in (("new", ""), ("print", ""), ("finish", "primary")):
            line.addWidget(self._button(actions, id, role))

    def _button(self, actions: Actions, id: str, role: str) -> QPushButton:
        action = actions.action(id)
        short = {"new": tr("新建"), "print": tr("打印"), "finish": tr("受理")}[id]
        made = QPushButton()
        made.setAccessibleName(action.text())
        if role:
            made.setProperty("role", role)
        made.clicked.connect(lambda _c=False: action.trigger())

        def follow() -> None:
            made.setText(f"{short}　{actions.keys_text(id)}".strip())
            made.setEnabled(action.isEnabled())
            made.setToolTip(actions.tip(id))

        action.changed.connect(follow)
        follow()
        return made


class StatusLine(QFrame):
    """Draft, rules and their evidence, backup, keys."""

    def __init__(self, skin: Skin, packs: Sequence[PackLine]) -> None:
        super().__init__()
        self.setObjectName("status")
        line = QHBoxLayout(self)
        line.setContentsMargins(skin.dp(16), skin.dp(3), skin.dp(16), skin.dp(3))
        line.setSpacing(skin.dp(18))
        self._saved = label(tr("未开始"))
        self._said = ElidedLabel("")
        self._packs = ElidedLabel("")
        self.show_packs(packs)
        self._backup = label("")
        line.addWidget(self._saved)
        line.addWidget(self._packs, 3)
        line.addWidget(self._said, 2)
        line.addWidget(self._backup)
        self._keys = label("")
        line.addWidget(self._keys)

    def say_saved(self, text: str) -> None:
        self._saved.setText(text)

    def say(self, text: str) -> None:
        """One passing sentence."""
        self._said.setText(text)

    def say_keys(self, palette: str, help: str) -> None:
        """The two keys with which everything else is found."""
        parts = (palette and tr("{k} 命令").format(k=palette), help and tr("{k} 帮助").format(k=help))
        self._keys.setText("　".join(part for part in parts if part))

    def show_packs(self, packs: Sequence[PackLine]) -> None:
        """The rules in use, with what is verified of them."""
        self._packs.setText(packs_text(packs))
        self._packs.setToolTip("\n".join(pack_text(pack) for pack in packs))

    def say_backup(self, text: str) -> None:
        self._backup.setText(text)


def pack_text(pack: PackLine) -> str:
    """One pack with its evidence."""
    return tr("{t} 第 {v} 版（已核定 {a}，未核定 {b}）").format(
        t=pack.title, v=pack.version, a=pack.verified, b=pack.unverified
    )


def packs_text(packs: Sequence[PackLine]) -> str:
    """All packs in one line."""
    if not packs:
        return tr("没有装入规则")
    sure, not_sure = sum(p.verified for p in packs), sum(p.unverified for p in packs)
    head = tr("规则 {n} 套：已核定 {a} 项，未核定 {b} 项").format(n=len(packs), a=sure, b=not_sure)
    return head + "　" + "、".join(f"{pack.title} {pack.version}" for pack in packs)
