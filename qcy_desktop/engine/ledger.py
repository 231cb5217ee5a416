"""What the award ledger takes from a measure: money already received for its matter nets it or bars it, never by guess."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.assessment import Contradiction
from qcy_desktop.domain.enterprise import Award
from qcy_desktop.domain.quantity import MONEY, show_size
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.nearest import nearest
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


def doubts(book: RuleBook, awards: Sequence[Award] | None, as_of: date) -> tuple[Contradiction, ...]:
    """Awards that no rule can take into account: a matter, measure or level that none has, or a day after the assessment.

    They are said aloud, because an award left out by a slip of the pen means that too much is offered.
    """
    if not awards:
        return ()
    stacks = [v.stacking for m in book.measures.values() for v in m.source.versions if v.stacking]
    matters = {stack.matter for stack in stacks} | set(book.measures)
    levels = {name for m in book.measures.values() for name in m.source.payer} | {
        pack.source.level for pack in book.packs.values()
    }
    found = []
    for award in awards:
        shown = f"已获奖补“{award.matter or award.measure}”（{award.date.isoformat()}）"
        faults = [
            (
                award.matter and award.matter not in matters,
                f"事项“{award.matter}”没有规则用到",
                nearest(award.matter, matters),
            ),
            (
                award.measure and award.measure not in book.measures,
                f"措施编号“{award.measure}”不存在",
                nearest(award.measure, book.measures),
            ),
            (
                award.level and award.level not in levels,
                f"级别“{award.level}”没有规则用到",
                nearest(award.level, levels),
            ),
            (award.date > as_of, "到账日期晚于评估日", ""),
        ]
        for wrong, words, near in faults:
            if wrong:
                sentence = f"{shown}：{words}，没有计入扣减" + (f"，{near}" if near else "")
                found.append(Contradiction(("已获奖补",), sentence))
        if not book.layout.complete(award).level and (award.matter or award.measure) in matters:
            sentence = f"{shown}：没有写是哪一级给的，该不该扣减说不准，金额按两种情形给幅度；请补上级别"
            found.append(Contradiction(("已获奖补",), sentence))
    return tuple(dict.fromkeys(found))
