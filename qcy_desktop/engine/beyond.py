"""Beyond one answer: the next question, the gaps and the day on which time alone changes the answer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from qcy_desktop.domain.assessment import Change, Evidence, GapPlan, MeasureResult, Nature, Need, Question, Verdict
from qcy_desktop.domain.later import Later
from qcy_desktop.domain.quantity import MONEY, show_part, show_size
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.explain import ANSWERED, Explainer, ends_said
from qcy_desktop.engine.frame import AS_OF, NEVER
from qcy_desktop.engine.junctions import Junction, Turn, cheapest, fewest
from qcy_desktop.engine.program import Program
from qcy_desktop.engine.reckoner import Outcome
from qcy_desktop.engine.sayings import LeafSayings
from qcy_desktop.engine.truths import Answer

HORIZON_DAYS = 3660


def next_questions(book: RuleBook, results: Iterable[MeasureResult]) -> tuple[Question, ...]:
    """Questions whose answers can still change something, the one that settles most cash first; other kinds of money
    decide only between questions that settle as much of every kind before them."""
    touched: dict[Need, list[MeasureResult]] = {}
    alone: dict[Need, int] = {}
    for result in results:
        if result.verdict not in ANSWERED:
            continue
        for need in result.needs:
            touched.setdefault(need, []).append(result)
        if len(result.needs) == 1:
            alone[result.needs[0]] = alone.get(result.needs[0], 0) + 1
    weighed = [(_worths(found), need, found) for need, found in touched.items()]
    weighed.sort(key=lambda item: ([-worth for worth in item[0].values()], -len(item[2]), item[1].key))
    return tuple(_question(book, need, found, alone.get(need, 0), worths) for worths, need, found in weighed)


def _worths(found: list[MeasureResult]) -> dict[Nature, int]:
    """How much money of each kind the amounts of measures leave open, in fen; numbers borrowed from elsewhere count nothing."""
    worths = dict.fromkeys(Nature, 0)
    for result in found:
        span = result.amount
        if span is not None and span.high is not None and result.evidence is not Evidence.ANALOGUE:
            worths[result.nature] += span.high - span.low
    return worths


def _question(
    book: RuleBook, need: Need, found: list[MeasureResult], alone: int, worths: dict[Nature, int]
) -> Question:
    spans = [result.amount for result in found if result.amount is not None]
    parts = [f"涉及 {len(found)} 项"]
    if alone:
        parts.append(f"可定 {alone} 项")
    settled = [
        f"{'' if nature is Nature.CASH else nature.value} {show_size(Fraction(worth), MONEY)}".strip()
        for nature, worth in worths.items()
        if worth
    ]
    if settled:
        parts.append(f"最多影响 {'、'.join(settled)}")
    if any(span.high is None for span in spans):
        parts.append("有的金额不封顶")
    return Question(
        need, _asked(book, need), "，".join(parts), tuple(result.id for result in found), worths[Nature.CASH]
    )


def _asked(book: RuleBook, need: Need) -> str:
    fact = book.dictionary.fact(need.fact)
    if fact is not None and fact.question:
        return f"{need.year} 年度：{fact.question}" if need.year else fact.question
    record = book.dictionary.record(need.fact)
    if record is not None and record.question:
        return record.question
    if need.fact == "events":
        return "企业取得过哪些认定、入库、上市等？请逐项登记，没有就声明没有"
    if need.fact == "awards":
        return "企业已经拿到过哪些奖补？请逐笔登记，没有就声明没有"
    return f"{need.key}是多少？"


def gap_plan(explainer: Explainer, outcome: Outcome) -> GapPlan | None:
    """For a measure refused by its conditions: the smallest set of changes, and the first day time alone does it; None
    for any other measure, and where nothing can be changed."""
    if outcome.verdict is not Verdict.NOT_ELIGIBLE or outcome.raw is None:
        return None
    return _Gap(explainer, outcome).plan()


def in_order(plans: Iterable[GapPlan | None]) -> tuple[GapPlan, ...]:
    """The plans there are, those with the fewest changes first."""
    found = [plan for plan in plans if plan is not None]
    return tuple(sorted(found, key=lambda plan: (len(plan.changes), plan.measure)))


class _Gap:
    """One refused measure."""

    def __init__(self, explainer: Explainer, outcome: Outcome) -> None:
        self.book, self.reckoning, self.explainer, self.outcome = (
            explainer.book,
            explainer.reckoning,
            explainer,
            outcome,
        )
        program, raw = outcome.ready.program, outcome.raw
        assert program is not None and raw is not None
        self.program, self.raw = program, raw

    def plan(self) -> GapPlan | None:
        turns = self.turns()
        if not turns:
            return None
        changes = Later(lambda: self.changes(turns), len(turns))
        return GapPlan(self.outcome.id, changes, self.gain(), self.earliest(turns))

    def changes(self, turns: list[Turn]) -> tuple[Change, ...]:
        """What must change, in words."""
        said, answers = self.explainer.said(self.outcome), self.raw.answers
        return tuple([change_of(said[i], answers[i], want=want) for i, want in turns])

    def turns(self) -> list[Turn] | None:
        """The fewest conditions whose change would meet all that is asked, leaving out what nothing can change any more."""
        program, marks = self.program, self.raw.marks
        if program.twins:
            # A condition of the gate may stand again below it: what is asked there must not undo the gate.
            return fewest(Junction("全部", program.junctions), marks, program.twins, settled=self.is_settled)
        if not program.plain:
            return cheapest(program.junctions[-1], marks, want=True, settled=self.is_settled)
        lost = [i for i in range(program.gates[1].start, len(marks)) if marks[i] is False]
        return None if any(map(self.is_settled, lost)) else [(i, True) for i in lost]

    def is_settled(self, place: int) -> bool:
        """Whether a condition turns on a day that lies behind, such as that of founding, and does not change by waiting."""
        if place in self.program.once and self.raw.answers[place][1] not in (None, NEVER):
            return True
        days = self.program.dated.get(place)
        if days is None:
            return False
        frame, today = self.reckoning.frame, self.reckoning.as_of.toordinal()
        if not any(frame[day] is not None and frame[day] != NEVER and frame[day] <= today for day in days):
            return False
        later = frame.copy()
        later[AS_OF] = today + HORIZON_DAYS
        return self.explainer.sayings.truth(self.program.leaves[place].truth)(later) is self.raw.marks[place]

    def gain(self) -> str:
        """What the measure would pay on today's figures; a bound that rests on a plausible range alone is 待定."""
        if not self.outcome.ready.pays:
            return ""
        amount, half, last = self.raw.amount, self.reckoning.half, self.program.steps[-1]
        if not isinstance(amount, r.Range):
            return show_part(amount.numerator, amount.denominator * last.scale, last.dim) if amount else ""
        if r.bounds(amount) == (0, 0):
            return ""
        loose = None if half is None else self.program.pay(half, self.raw.is_open)
        low, high = ends_said(last, amount, loose)
        return low if low == high else f"{low}～{high}"

    def earliest(self, turns: list[Turn]) -> date | None:
        """The first later day on which time alone makes the measure 符合, None where that cannot be said for certain: on
        that day it is asked anew by the numbers then in force. In another year it would ask for other years' figures."""
        timed = self.program.timed
        if not timed or any(i not in timed for i, _ in turns):
            return None
        truth = self.explainer.sayings.truth
        functions = [(truth(self.program.leaves[i].truth), want) for i, want in turns]
        frame, today = self.reckoning.frame.copy(), self.reckoning.as_of.toordinal()

        def holds(days: int) -> bool:
            frame[AS_OF] = today + days
            return all(function(frame) is want for function, want in functions)

        if not holds(HORIZON_DAYS):
            return None
        first = bisect_left(range(HORIZON_DAYS), True, lo=1, key=holds)
        day = date.fromordinal(today + first)
        program = self.program_on(day)
        if program is None or (day.year != self.reckoning.as_of.year and self.asks_yearly_figures()):
            return None
        raw = program.run(self.book.layout.bind(self.reckoning.enterprise, day))
        return day if raw.mark is True and raw.subject is True else None

    def asks_yearly_figures(self) -> bool:
        """Whether a condition reads figures of a year that moves with the day of assessment."""
        years = [read.slot.year for leaf in self.program.leaves for read in self.book.sayings.reads(leaf.truth)]
        return any(year is not None and year.year is None for year in years)

    def program_on(self, day: date) -> Program | None:
        """The edition that answered as it stands on a day, None where another has taken its place; one chosen by an event
        stays chosen."""
        ready = self.outcome.ready
        if ready.live is None or ready.measure.source.chosen_by:
            return self.program
        live = self.book.version_on(ready.measure, day)
        if live is None or live.index != ready.live.index:
            return None
        return self.book.program(ready.measure, live.index, day)


def change_of(said: LeafSayings, answer: Answer, *, want: bool) -> Change:
    """The change that a condition asks for when it must hold (`want`) or must no longer hold."""
    required, actual, gap = said.figures(answer)
    return Change(said.text, actual, required, (gap or "须取得或满足") if want else "须不再如此")
