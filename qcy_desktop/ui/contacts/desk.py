"""What the contacts of an enterprise need from the fitter."""

from __future__ import annotations

from typing import Protocol

from qcy_desktop.domain.records import Contact


class ContactsDesk(Protocol):
    """Called on the store worker; refusals are KnownErrors."""

    def contacts(self, enterprise_id: int) -> tuple[Contact, ...]: ...
    def save_contact(self, contact: Contact) -> int: ...
    def reveal_contact(self, id: int, purpose: str) -> Contact: ...
