"""The 管理 place: its sections at the left, the chosen one beside them; a section one may not open says who may."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from qcy_desktop.ui.admin.accounts_page import AccountsPage
from qcy_desktop.ui.admin.acts_page import ActsPage
from qcy_desktop.ui.admin.backups_page import BackupsPage
from qcy_desktop.ui.admin.batches_page import BatchesPage
from qcy_desktop.ui.admin.health_page import HealthPage
from qcy_desktop.ui.admin.office_page import OfficePage
from qcy_desktop.ui.admin.personal_page import PersonalPage
from qcy_desktop.ui.admin.section import Room, Section
from qcy_desktop.ui.admin.settings_page import SettingsPage
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import Card
from qcy_desktop.ui.widgets.pages import Pages

SECTIONS: tuple[type[Section], ...] = (
    AccountsPage,
    BackupsPage,
    HealthPage,
    ActsPage,
    BatchesPage,
    PersonalPage,
    OfficePage,
    SettingsPage,
)


class AdminPage(QWidget):
    """Made when first wanted. `log_in_wanted` once accounts are switched on, `closing` when a restore needs the window gone."""

    said = Signal(str)
    log_in_wanted = Signal()
    look_wanted = Signal(str, int)
    closing = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.setObjectName("page")
        self._room = room
        dp = room.skin.dp
        line = QHBoxLayout(self)
        line.setContentsMargins(dp(12), dp(10), dp(12), dp(10))
        line.setSpacing(dp(10))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("管理的各部分"))
        left = Card(room.skin, margin=8)
        left.setFixedWidth(dp(180))
        left.body.addWidget(self.list)
        line.addWidget(left)
        self.stack = Pages()
        right = Card(room.skin, margin=0)
        right.body.setContentsMargins(1, 1, 1, 1)
        right.body.addWidget(self.stack)
        line.addWidget(right, 1)
        self.sections: dict[int, Section] = {}
        for kind in SECTIONS:
            self.list.addItem(QListWidgetItem(tr(kind.name)))
        self.renew()
        self.list.currentRowChanged.connect(self._turned)

    def tie(
        self,
        say: Callable[[str], None],
        log_in: Callable[[], None],
        wear: Callable[[Look], None],
        close: Callable[[], object],
    ) -> None:
        """What the window does when something was done here, when a log-in, another look or its own end is wanted."""
        self.said.connect(say)
        self.log_in_wanted.connect(log_in)
        skin = self._room.skin
        self.look_wanted.connect(lambda theme, scale: wear(skin.look.with_theme(theme).with_scale(scale)))
        self.closing.connect(lambda: close())

    def arrive(self) -> None:
        """The place comes on screen: rights are looked at again, the page shown is fetched anew."""
        self.renew()
        row = self.list.currentRow()
        if row < 0 or not self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
            row = next(place for place in range(self.list.count()) if self._may(place))
        if row == self.list.currentRow():
            self._turned(row)
        self.list.setCurrentRow(row)
        self.list.setFocus()

    def renew(self) -> None:
        """Switch each section on or off for whoever sits here."""
        for place, kind in enumerate(SECTIONS):
            why = self._room.desk.seat.why_not(*kind.rights)
            item = self.list.item(place)
            enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(Qt.ItemFlag.NoItemFlags if why else enabled)
            item.setToolTip(why)

    def open(self, kind: type[Section]) -> Section:
        """Turn to one section."""
        self.list.setCurrentRow(SECTIONS.index(kind))
        return self.sections[SECTIONS.index(kind)]

    def _may(self, place: int) -> bool:
        return not self._room.desk.seat.why_not(*SECTIONS[place].rights)

    def _turned(self, place: int) -> None:
        if place < 0 or not self._may(place):
            return
        if place not in self.sections:
            made = SECTIONS[place](self._room)  # type: ignore[call-arg]
            made.said.connect(self.said)
            if isinstance(made, AccountsPage):
                made.begun.connect(self.log_in_wanted)
            if isinstance(made, BackupsPage):
                made.closing.connect(self.closing)
            if isinstance(made, SettingsPage):
                made.wanted.connect(self.look_wanted)
            self.sections[place] = made
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self.sections[place])
        self.sections[place].refresh()
