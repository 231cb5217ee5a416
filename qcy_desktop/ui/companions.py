"""Windows that accompany the counter: the self-check, the customer's display, help; and the sheet scanned in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.visit_code import missing_codes
from qcy_desktop.ui.contacts.dialog import ContactsDialog
from qcy_desktop.ui.counter.errand import Errand
from qcy_desktop.ui.customer import CustomerWindow, fill_screen
from qcy_desktop.ui.desk import Surroundings
from qcy_desktop.ui.help import HelpWindow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.undo_page import UndoPage
from qcy_desktop.ui.selfcheck.window import SelfCheckWindow
from qcy_desktop.ui.skin import Skin


class Companions(QObject):
    """Opens each of them at most once and closes them with the main window."""

    def __init__(self, window: QWidget, skin: Skin, around: Surroundings, errand: Errand) -> None:
        super().__init__(window)
        self._window, self._skin, self._around, self._errand = window, skin, around, errand
        self.self_check: SelfCheckWindow | None = None
        self.customer: CustomerWindow | None = None
        self.help: HelpWindow | None = None
        self._codes: dict[str, None] = {}

    def open_self_check(self, lend: Callable[[QWidget], None] | None = None) -> None:
        """A clean self-check in a window of its own.

        Where the desk can be locked, `lend` locks it: the visitor then has this window over the whole screen and nothing
        else, until the clerk's key closes it.
        """
        if self.self_check is None or not self.self_check.isVisible():
            self._drop(self.self_check)
            sealed = lend is not None
            self.self_check = SelfCheckWindow(self._errand.desk, self._skin, self._around, kiosk=sealed)
        if lend is None:
            self.self_check.show()
        else:
            fill_screen(self.self_check)
            lend(self.self_check)
        self.self_check.raise_()
        self.self_check.activateWindow()

    def open_contacts(self) -> None:
        """Persons and accounts of the stored enterprise that is open."""
        sheet, desk = self._errand.sheet, self._errand.desk
        if sheet.id is not None:
            dialog = ContactsDialog(self._window, self._skin, desk, desk.seat, self._errand.jobs)
            dialog.show_for(sheet.id, sheet.name)

    def open_undo(self) -> None:
        """The clerk's own acts, to be taken back one by one; the open enterprise is read again when it is concerned."""
        page = UndoPage(self._window, self._skin, self._errand.desk, self._errand.jobs)
        page.taken_back.connect(self._read_again)
        page.fetch()
        page.open()

    def _read_again(self, changed: tuple[tuple[str, str], ...]) -> None:
        id = self._errand.sheet.id
        if id is not None and ("enterprise", str(id)) in changed and not self._errand.is_dirty():
            self._errand.open_stored(id)

    def turn_customer(self) -> None:
        """Show the customer's display, or take it away."""
        if self.customer is not None and self.customer.isVisible():
            self.customer.close()
            return
        if self.customer is None:
            self.customer = CustomerWindow(self._skin, self._errand)
        self.customer.place()

    def open_help(self, page: str) -> None:
        """Help on the page of the screen one stands on."""
        self._drop(self.help)
        self.help = HelpWindow(self._window, self._skin, self._around.resources / "help", page)
        self.help.show()

    def scan(self, text: str, say: Callable[[str], None]) -> None:
        """One code of a self-check sheet; the last one fills the counter. Raises KnownError for a damaged one."""
        self._codes[text.strip().upper()] = None
        try:
            left = missing_codes(self._codes)
            if left:
                say(tr("已扫 {n} 个码，还差第 {x} 个").format(n=len(self._codes), x="、".join(map(str, left))))
                return
            enterprise = self._errand.desk.read_codes(tuple(self._codes))
        except KnownError:
            self._codes.clear()
            raise
        self._codes.clear()
        self._errand.start_from(enterprise)
        say(tr("已按自查单填好，请核对后补全。"))

    def close_all(self) -> None:
        """The main window goes."""
        for one in (self.self_check, self.customer, self.help):
            self._drop(one)
        self.self_check = self.customer = self.help = None

    def _drop(self, one: QWidget | None) -> None:
        if one is not None:
            one.close()
            one.deleteLater()
