"""Persons and bank accounts of enterprises: covered as a rule, in full on record for a purpose, erased when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.identity import identity_fault
from qcy_desktop.domain.records import Contact, Expiring
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage


@dataclass(frozen=True, slots=True)
class Personal:
    """What one person may do with personal data. Every method raises KnownError for known faults."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def covered(self, enterprise_id: int) -> tuple[Contact, ...]:
        """The contacts of an enterprise with everything personal covered."""
        return self.store.contacts.masked(enterprise_id)

    def save(self, contact: Contact) -> int:
        """Add a contact, or write it over its former self. Answers its id. Raises E-RIGHT, E-CONTACT, E-IDENTITY."""
        if not (contact.name.strip() or contact.account.strip()):
            raise KnownError("E-CONTACT", "姓名和账号都没有填。", "至少填一样。")
        if fault := identity_fault(contact.id_number):
            raise KnownError("E-IDENTITY", fault, "请对照证件原件更正。")
        hand = self.hand()
        hand.require(Right.ENTER)
        with self.store.acting(hand.session):
            return self.store.contacts.save(contact, hand.who, self.clock())

    def reveal(self, id: int, purpose: str) -> Contact:
        """One contact in full; who looked and why is recorded first. Raises E-RIGHT, E-PURPOSE."""
        if not purpose.strip():
            raise KnownError("E-PURPOSE", "没有写明查看的用途。", "请写明用途，如 电话核实、转账。")
        hand = self.hand()
        hand.require(Right.SEE_PERSONAL)
        with self.store.acting(hand.session):
            return self.store.contacts.reveal(id, purpose.strip(), hand.who, self.clock())

    def expiring(self, until: date) -> tuple[Expiring, ...]:
        """Whose personal data are to be erased by a day, the earliest first. Raises E-RIGHT."""
        self.hand().require(Right.ERASE_PERSONAL)
        return self.store.contacts.expiring(until)

    def erase_due(self) -> int:
        """Erase what is past its day, here and in the history; answers how many records. Raises E-RIGHT."""
        hand = self.hand()
        hand.require(Right.ERASE_PERSONAL)
        with self.store.acting(hand.session):
            return self.store.contacts.erase_due(self.clock().date(), hand.who, self.clock())
