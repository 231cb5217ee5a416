"""Ways of looking at the queues that the office keeps under a name, for everybody at every desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.services.casequeues import Order, Queue, Wish
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage

_OF = "queues"
"""Says in what is kept that it is a way of looking at the queues, not at anything else."""


@dataclass(frozen=True, slots=True)
class SavedWishes:
    """What one person may do with them. Every method raises KnownError for known faults."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def listed(self) -> dict[str, Wish]:
        """By name; what a later version has kept and this one does not understand is left out."""
        read = {one.name: _read(one.typed) for one in self.store.favourites.filters()}
        return {name: wish for name, wish in read.items() if wish is not None}

    def save(self, name: str, wish: Wish) -> dict[str, Wish]:
        """Keep one over its former self of that name; answers all. Raises KnownError E-FILTER-NAME, E-RIGHT."""
        hand = self._writer()
        with self.store.acting(hand.session):
            self.store.favourites.save_filter(name, _written(wish), hand.who, self.clock())
        return self.listed()

    def remove(self, name: str) -> dict[str, Wish]:
        """Throw one away; it can be taken back. Answers the rest. Raises KnownError E-DB-MISSING, E-RIGHT."""
        hand = self._writer()
        with self.store.acting(hand.session):
            self.store.favourites.remove_filter(name, hand.who, self.clock())
        return self.listed()

    def _writer(self) -> Hand:
        hand = self.hand()
        hand.require(Right.ENTER)
        return hand


def _written(wish: Wish) -> str:
    kept = {"of": _OF, "queue": wish.queue, "words": wish.words, "measure": wish.measure, "order": wish.order}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _read(typed: str) -> Wish | None:
    try:
        kept = json.loads(typed)
        if not isinstance(kept, dict) or kept.get("of") != _OF:
            return None
        return Wish(Queue(kept["queue"]), str(kept["words"]), str(kept["measure"]), Order(kept["order"]))
    except (ValueError, KeyError):
        return None
