"""Writes down every run over many things: begun, ended, how many went which way, what it said, even when it broke off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import BatchRecord
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage

MOST_MESSAGES = 200
"""So many messages of one run are kept; the count of the rest is said."""


@dataclass(slots=True)
class Tally:
    """What a run counts and says while it goes on."""

    counts: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)

    def say(self, message: str) -> None:
        """Keep a message for whoever reads the record."""
        self.messages.append(message)

    def kept(self) -> tuple[str, ...]:
        """The messages as they are kept."""
        more = len(self.messages) - MOST_MESSAGES
        return (*self.messages[:MOST_MESSAGES], *((f"另有 {more} 条从略",) if more > 0 else ()))


@contextmanager
def recorded(store: Storage, kind: str, hand: Hand, clock: Callable[[], datetime]) -> Iterator[Tally]:
    """A run named `kind`: its beginning is kept at once, its end with the tally, a fault as its last message."""
    begun = BatchRecord(kind, hand.who, clock())
    with store.acting(hand.session):
        begun = replace(begun, id=store.belongings.save_batch(begun))
    tally = Tally()
    try:
        yield tally
    except BaseException as fault:
        tally.counts["失败"] += 1
        tally.messages.insert(0, fault.sentence if isinstance(fault, KnownError) else f"中断：{type(fault).__name__}")
        raise
    finally:
        ended = replace(begun, ended_at=clock(), counts=dict(tally.counts), messages=tally.kept())
        with store.acting(hand.session):
            store.belongings.save_batch(ended)
