"""What the award ledger takes from a measure: money already received for its matter nets it or bars it, never by guess."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.enterprise import Award
from qcy_desktop.domain.quantity import MONEY, show_size
from qcy_desktop.engine.schema import StackSource

BARRING = {"一次性": "同一事项只享受一次", "择一": "同一事项择一享受"}
NETTING = {"就高": "就高不重复", "差额": "只补差额"}
NOT_DECLARED = "已获奖补台账未登记，按没有领取过计；登记后金额可能减少"


@dataclass(frozen=True, slots=True)
class Bearing:
    """How the ledger bears on a measure: what was received (fen), whether that bars it, and why in words."""

    received: int
    barred: bool
    words: str


def received(ledger: Iterable[Award], matters: Collection[str], levels: Collection[str]) -> list[Award]:
    """The awards for these matters by these levels; one without a level counts always."""
    return [award for award in ledger if award.matter in matters and (not award.level or award.level in levels)]


def within(ledger: Iterable[Award], period: str, as_of: date) -> list[Award]:
    """The awards up to a day; for 本年度 those of its year only."""
    return [a for a in ledger if a.date <= as_of and (period != "本年度" or a.date.year == as_of.year)]


def bearing(stack: StackSource, ledger: tuple[Award, ...], payers: Collection[str], as_of: date) -> Bearing | None:
    """How the ledger bears on a measure of this stacking; None when it does not.

    The levels that count are those of 级别, else the payers of the measure: what another level gave for the matter
    takes nothing away unless the file says so.
    """
    found = within(received(ledger, (stack.matter,), stack.levels or payers), stack.period, as_of)
    total = sum(award.amount for award in found)
    if not total or stack.mode == "叠加":
        return None
    rule = BARRING.get(stack.mode) or NETTING[stack.mode]
    clause = f"（{stack.clause}）" if stack.clause else ""
    words = f"台账已有“{stack.matter}”奖补 {show_size(Fraction(total), MONEY)}，{rule}{clause}"
    return Bearing(total, stack.mode in BARRING, words)
