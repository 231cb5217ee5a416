"""Turns raw outcomes into words: each condition with required, actual and gap, each amount step, what is missing and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from qcy_desktop.domain.assessment import (
    Condition,
    Instalment,
    Mark,
    MeasureResult,
    Need,
    Span,
    Step,
    Verdict,
)
from qcy_desktop.domain.later import Later
from qcy_desktop.domain.quantity import MONEY, show_decimal, show_part
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.frame import year_at
from qcy_desktop.engine.junctions import Junction, open_places, spare_places
from qcy_desktop.engine.own_case import step_said
from qcy_desktop.engine.program import Program, Raw
from qcy_desktop.engine.ranges import Range
from qcy_desktop.engine.reckoner import Outcome, Reckoning
from qcy_desktop.engine.sayings import LeafSayings, Read
from qcy_desktop.engine.shares import running, split_by
from qcy_desktop.engine.terms import decided_by, schedule
from qcy_desktop.engine.truths import Answer

_MARKS = {True: Mark.MET, False: Mark.UNMET, None: Mark.UNKNOWN}
_NOTHING = Span(0, 0)
_WHOLE = running([Fraction(1)])
ANSWERED = (Verdict.ELIGIBLE, Verdict.UNKNOWN)  # something is or may be paid
REFUSED = (Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE)


class Explainer:
    """Explains the outcomes of one reckoning."""

    def __init__(self, book: RuleBook, reckoning: Reckoning) -> None:
        self.book = book
        self.reckoning = reckoning
        self.frame = reckoning.frame
        self.year = reckoning.as_of.year
        self.sayings = book.sayings
        self._needs: dict[int, tuple[Need, ...]] = {}

    def result(self, outcome: Outcome) -> MeasureResult:
        """The whole answer of one measure in words."""
        ready, standing, raw = outcome.ready, outcome.ready.standing, outcome.raw
        if standing.whole is not None:
            return standing.whole
        answered = outcome.verdict in ANSWERED
        span = None if outcome.low is None else span_of(outcome.low, outcome.high, outcome.open_high)
        conditions: Sequence[Condition] = Later(lambda: self.conditions(outcome), len(raw.answers)) if raw else ()
        steps: Sequence[Step] = Later(lambda: self.steps(outcome)) if raw and answered else ()
        found = MeasureResult(
            standing.id, standing.title, standing.pack, standing.pack_title, standing.article, standing.grade, ready.verified,
            outcome.verdict, standing.nature, span, steps, conditions, self.needs(outcome), self.reason(outcome),
            self.payer(outcome, span) if answered and span is not None else (), standing.version, ready.reason if ready.live else "",
            standing.source, "", standing.not_modelled, standing.handling, standing.linked, standing.payee,
            self.schedule(outcome, span) if answered else (), self.decided_by(outcome), standing.clawback, standing.budget if outcome.high else "",
            standing.document, standing.known, standing.similar,
        )  # fmt: skip
        if ready.verdict is not None and ready.chosen_by is None:
            standing.whole = found
        return found

    # --- conditions
    def conditions(self, outcome: Outcome) -> tuple[Condition, ...]:
        if outcome.raw is None:
            return ()
        answers, program = outcome.raw.answers, outcome.ready.program
        found = [self._condition(said, answer) for said, answer in zip(self.said(outcome), answers, strict=True)]
        if program is None or program.plain:
            return tuple(found)
        return with_spare(found, program.junctions, outcome.raw.marks)

    def said(self, outcome: Outcome) -> list[LeafSayings]:
        """What is said of each condition, in the order of its answers; nothing for a measure that asks nothing."""
        standing, program = outcome.ready.standing, outcome.ready.program
        if standing.said is None:
            standing.said = [] if program is None else self.sayings.leaves(program, standing.article)
        return standing.said

    def condition(self, leaf: t.Leaf, depth: int, answer: Answer, article: str) -> Condition:
        """One condition in words, as it stands at a depth in what an article asks."""
        return self._condition(self.sayings.leaf(leaf, depth, article), answer)

    def _condition(self, said: LeafSayings, answer: Answer) -> Condition:
        if not said.single or self.reckoning.enterprise.sources:
            return self._made(said, answer)
        mark = answer[0]
        if not said.wordy and (mark is not None or not self.is_missing(said.reads[0])):
            return self._made(said, answer)
        # Nothing in it depends on the enterprise but the mark and perhaps one word.
        key = (mark, answer[1] if said.wordy else None, self.year)
        found = said.kept.get(key)
        if found is None:
            found = said.kept[key] = self._made(said, answer)
        return found

    def _made(self, said: LeafSayings, answer: Answer) -> Condition:
        mark = answer[0]
        required, actual, gap = said.figures(answer)
        needs = self.needs_of(said.reads) if mark is None else ()
        source = self.source(said.reads)
        return Condition(said.text, _MARKS[mark], required, actual, gap, said.clause, needs, source, said.depth)

    # --- facts behind a node
    def source(self, reads: tuple[Read, ...]) -> str:
        """Where the facts come from: their years, and what the enterprise names as source."""
        found: dict[str, None] = {}
        sources, year = self.reckoning.enterprise.sources, self.year
        for slot in [read.slot for read in reads]:
            if slot.kind == "fact":
                at = year_at(slot, year)
                if at is not None:
                    found[f"{at} 年度"] = None
                if sources and (named := sources.get((slot.id, at))):
                    found[named] = None
        return "；".join(found)

    def missing(self, node: object) -> tuple[Need, ...]:
        """The missing facts that a node reads, each once, in reading order."""
        return self.needs_of(self.sayings.reads(node))

    def needs_of(self, reads: tuple[Read, ...]) -> tuple[Need, ...]:
        """Those of the facts that are missing, each once, in reading order."""
        need, year = self.sayings.need, self.year
        return tuple(dict.fromkeys([need(read, year) for read in reads if self.is_missing(read)]))

    def is_missing(self, read: Read) -> bool:
        if read.is_field:
            records = self.reckoning.enterprise.records.get(read.slot.id)
            return records is not None and any(record.get(read.slot.sub) is None for record in records)
        value = self.frame[read.place]
        return value is None or value.__class__ is Range

    # --- needs
    def needs(self, outcome: Outcome) -> tuple[Need, ...]:
        """Facts still missing that can change the verdict, then those that can change the amount."""
        if outcome.verdict in REFUSED:
            return ()
        found = self._needs.get(id(outcome))
        if found is None:
            found = self._needs[id(outcome)] = self._needed(outcome)
        return found

    def _needed(self, outcome: Outcome) -> tuple[Need, ...]:
        program, raw = outcome.ready.program, outcome.raw
        if program is None or raw is None:
            return ()
        found: dict[Need, None] = {}
        if outcome.ready.chosen_by is not None:
            found.update(dict.fromkeys(self.missing(outcome.ready.chosen_by)))
        if outcome.verdict is Verdict.UNKNOWN:
            said = self.said(outcome)
            for place in [place for junction in program.junctions for place in open_places(junction, raw.marks)]:
                found.update(dict.fromkeys(self.needs_of(said[place].reads)))
        if outcome.low != outcome.high or outcome.open_high:
            for step in self.open_steps(outcome):
                found.update(dict.fromkeys(self.missing(step)))
        return tuple(found)

    def open_steps(self, outcome: Outcome) -> list[t.StepNode]:
        """The steps whose unknowns still matter: those from the last step after which the value was certain."""
        program, raw = outcome.ready.program, outcome.raw
        assert program is not None and raw is not None
        first = len(raw.values)
        while first and raw.values[first - 1].__class__ is Range:
            first -= 1
        return list(program.steps[first:])

    # --- amount
    def steps(self, outcome: Outcome) -> tuple[Step, ...]:
        program, raw = outcome.ready.program, outcome.raw
        if program is None or raw is None or outcome.verdict not in ANSWERED:
            return ()
        halved = raw.values
        if self.reckoning.half is not None and any(isinstance(value, Range) for value in raw.values):
            halved = program.run(list(self.reckoning.half)).values
        parts = zip(program.steps, raw.values, halved, strict=True)
        return tuple(self.step(node, value, half) for node, value, half in parts)

    def step(self, node: t.StepNode, value: r.Value, half: r.Value | None = None) -> Step:
        """One step; a bound that moves when plausible ranges are halved is said to be unknown."""
        low_text, high_text = ends_said(node, value, half)
        words = step_said(node, self.holds) if node.parts else self.sayings.step(node)
        if node.dim != MONEY or r.is_bottomless(value):
            return Step(words, low_text, high_text, low_text, high_text)
        low, high = r.bounds(value)
        return Step(words, low_text, high_text, _plain(low, node.scale), _plain(high, node.scale))

    def holds(self, test: t.Truth) -> bool | None:
        """Whether a condition within an amount holds for this enterprise."""
        return self.sayings.truth(test)(self.frame)

    def payer(self, outcome: Outcome, span: Span) -> tuple[tuple[str, Span], ...]:
        """Who pays which part of what is paid."""
        standing = outcome.ready.standing
        if standing.shares == _WHOLE:
            return ((standing.payers[0], span),)
        lows, tops = split_by(span.low, standing.shares), split_by(outcome.high or 0, standing.shares)
        return tuple(
            (name, span_of(low, max(low, top), span.high is None))
            for name, low, top in zip(standing.payers, lows, tops, strict=True)
        )

    # --- terms beside the amount
    def schedule(self, outcome: Outcome, span: Span | None) -> tuple[Instalment, ...]:
        program, live = outcome.ready.program, outcome.ready.live
        if program is None or live is None or not program.terms.instalments:
            return ()
        return schedule(live.source, program.terms, program.ready_terms, self.frame, span)

    def decided_by(self, outcome: Outcome) -> str:
        program, live = outcome.ready.program, outcome.ready.live
        if program is None or live is None or not program.terms.deciders:
            return ""
        return decided_by(live.source, program.ready_terms, self.frame)

    # --- reason
    def reason(self, outcome: Outcome) -> str:
        verdict, raw = outcome.verdict, outcome.raw
        if verdict in REFUSED:
            failed = self.failed(outcome, raw) if raw is not None else ()
            return f"{outcome.reason}：{'；'.join(failed)}" if failed else outcome.reason
        source = outcome.ready.measure.source
        if verdict is Verdict.NOT_COMPUTABLE and source.not_computable:
            note = source.not_computable.note
            return f"{source.not_computable.reason}{'：' + note if note else ''}"
        if verdict is Verdict.ELIGIBLE and outcome.low is None:
            return "条件全部满足；金额未掌握" if source.nature == "现金" else "条件全部满足"
        if verdict is Verdict.UNKNOWN and not self.needs(outcome):
            return self.why_open(outcome)
        if verdict is Verdict.ELIGIBLE and raw is not None and (why := r.why(raw.amount)):
            return f"{outcome.reason}；金额算不出：{why}"
        return outcome.reason

    def failed(self, outcome: Outcome, raw: Raw) -> list[str]:
        """The unmet conditions behind a no: those of the gate when it is the gate, the outermost before those in groups."""
        program = outcome.ready.program
        if program is None:
            return []
        gate = program.gates[0 if outcome.verdict is Verdict.NOT_APPLICABLE else 1]
        said, marks = self.said(outcome)[gate], raw.marks[gate]
        unmet = [i for i, mark in enumerate(marks) if mark is False]
        if not program.plain and len(unmet) > 1:
            unmet = [i for i in unmet if said[i].depth == 0] or self._needed_unmet(program, raw, gate, unmet)
        return [said[i].text for i in unmet]

    def _needed_unmet(self, program: Program, raw: Raw, gate: slice, unmet: list[int]) -> list[int]:
        first = gate.start or 0
        spare = {place - first for junction in program.junctions for place in spare_places(junction, raw.marks)}
        return [i for i in unmet if i not in spare]

    def why_open(self, outcome: Outcome) -> str:
        """Why nothing can be said though no fact is missing: a rate of growth without a base, say."""
        found = [f"{c.text}（{c.actual}）" for c in self.conditions(outcome) if c.mark is Mark.UNKNOWN]
        return f"无法判断：{'；'.join(found)}" if found else outcome.reason


def span_of(low: int, high: int | None, open_: bool) -> Span:  # noqa: FBT001 - part of the value
    """Bounds as a Span; an open upper bound is kept as the ceiling only."""
    if high == 0 == low and not open_:
        return _NOTHING
    return Span(low, None, high) if open_ else Span(low, high)


def ends_said(node: t.StepNode, value: r.Value, half: r.Value | None = None) -> tuple[str, str]:
    """The bounds of the value after a step in words; 待定 for one that is not known or moves when ranges are halved."""
    low, high = r.bounds(value)
    firm_low, firm_high = (low, high) if half is None else r.bounds(half)
    floored, closed = low == firm_low and not r.is_bottomless(value), high == firm_high and not r.is_open(value)
    low_text = show_part(low.numerator, low.denominator * node.scale, node.dim) if floored else "待定"
    if high == low and closed and floored:
        return low_text, low_text
    return low_text, show_part(high.numerator, high.denominator * node.scale, node.dim) if closed else "待定"


def with_spare(
    conditions: Sequence[Condition], junctions: Sequence[Junction], marks: Sequence[bool | None]
) -> tuple[Condition, ...]:
    """The conditions; those on which nothing depends, because their group is met without them, say so."""
    spare = {place for junction in junctions for place in spare_places(junction, marks)}
    return tuple(replace(found, spare=True) if i in spare else found for i, found in enumerate(conditions))


def _plain(stored: r.Exact, scale: int) -> str:
    """Stored money as 元 with two decimals, for programs."""
    return show_decimal(stored.numerator, stored.denominator * scale * 100, 2).replace(",", "")
