"""Taking one's own acts back, each under a name that a menu can show; taking back a taking-back does it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.acts import act_words, kind_words
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import AuditRow, ChangeRecord
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage

MOST = 50
"""How many acts are offered; twenty at least are expected of an office program."""


@dataclass(frozen=True, slots=True)
class NamedAct:
    """An act that can be taken back: its link in the audit chain, what to call it, when it was done."""

    link: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undoing:
    """What one person can take back. Every method raises KnownError for known faults."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def listed(self, most: int = MOST) -> tuple[NamedAct, ...]:
        """This person's acts, newest first: ``撤销修改企业“清源”``, ``重做新增企业“清源”``."""
        links = self.store.care.undoable(self.hand().who, most)
        return tuple(NamedAct(link.id, self._name(link), link.at) for link in links)

    def take_back(self, link: int) -> ChangeRecord:
        """Take one act back; answers what changed. Raises KnownError E-UNDO, E-DB-CONFLICT, E-AUDIT-ERASED, E-RIGHT."""
        hand = self.hand()
        with self.store.acting(hand.session):
            return self.store.care.undo(link, hand.who, self.clock())

    def _name(self, link: AuditRow) -> str:
        verb, first = "撤销", link
        while first.takes_back is not None:
            # Every step back through the chain turns undoing into doing again and the other way round.
            verb = "重做" if verb == "撤销" else "撤销"
            found = self.store.care.entry(first.takes_back)
            if found is None:
                break
            first = found
        return f"{verb}{act_words(first.act)}“{self.subject(first)}”"

    def subject(self, link: AuditRow) -> str:
        """The name of the record an act was done to."""
        try:
            if link.kind == "enterprise" and link.record.isdigit():
                return self.store.enterprise_row(int(link.record)).name
            if link.kind == "case":
                return self.store.load_case(int(link.record)).number
        except KnownError:
            pass  # gone since; its number will do
        if link.kind in ("filter", "office", "phrases", "account"):
            return link.record
        return f"{kind_words(link.kind)} {link.record}"
