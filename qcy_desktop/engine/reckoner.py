"""Reckons one enterprise on one day against every measure: verdicts, amounts and raw answers, nothing in words yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qcy_desktop.domain.assessment import Evidence, Verdict
from qcy_desktop.domain.enterprise import Award, Enterprise
from qcy_desktop.domain.money import MOST_FEN
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import LiveVersion, RuleBook
from qcy_desktop.engine.frame import AWARDS, NEVER, Frame
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.numbers import DayOf, NumberCompiler
from qcy_desktop.engine.program import Program, Raw
from qcy_desktop.engine.ranges import Value, bounds, is_bottomless, is_open
from qcy_desktop.engine.schema import StackSource
from qcy_desktop.engine.standing import Standing, standing_of
from qcy_desktop.engine.words import say_day

NO_VERSION = "当日无有效版本"
_STILL_OPEN = (Verdict.ELIGIBLE, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Ready:
    """A measure made ready for one day: its live version and program, or the verdict that stands for everyone.

    A measure whose edition is chosen by the day of an event has neither but a `chooser`; its editions are Ready values
    of their own, and `chosen_by` in each is the day that chose.
    """

    measure: Measure
    live: LiveVersion | None
    program: Program | None
    verdict: Verdict | None
    reason: str
    verified: bool
    computable: bool
    standing: Standing
    chooser: Chooser | None = None
    chosen_by: t.Day | None = None
    pays: bool = field(init=False)  # an amount can be said
    budgeted: bool = field(init=False)  # at most the amount, within a budget
    stack: StackSource | None = field(init=False)  # how it stands with others
    pool: str = field(init=False)  # whose shared cap binds it, empty where none does
    met: tuple[Verdict, str] = field(init=False)  # what is answered to whoever meets all conditions
    fixed: Outcome | None = field(init=False, default=None)  # what everyone is answered alike

    def __post_init__(self) -> None:
        object.__setattr__(self, "pays", self.computable and self.program is not None and bool(self.program.steps))
        object.__setattr__(self, "budgeted", self.live is not None and bool(self.live.source.budget))
        stack = self.live.source.stacking if self.live is not None else None
        object.__setattr__(self, "stack", stack)
        object.__setattr__(self, "pool", (stack.cap_pool or stack.group) if stack else "")
        lacking = self.measure.source.not_computable
        met = (Verdict.NOT_COMPUTABLE, lacking.reason) if lacking else (Verdict.ELIGIBLE, "条件全部满足")
        object.__setattr__(self, "met", met)
        if self.program is None and self.chooser is None:
            object.__setattr__(self, "fixed", self.alike())

    def alike(self) -> Outcome:
        """The outcome of a measure that asks nothing of the enterprise."""
        return Outcome(self, self.verdict or Verdict.NOT_COMPUTABLE, None, None, False, None, self.reason)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Picks the edition by the day of an event: each edition stands from its ordinal until the next."""

    node: t.Day
    day: DayOf
    editions: tuple[tuple[int, Ready], ...]


@dataclass(slots=True)
class Outcome:
    """What one measure answered: verdict, bounds in fen (None: no amount), whether the upper bound is open, the raw answer."""

    ready: Ready
    verdict: Verdict
    low: int | None
    high: int | None
    open_high: bool
    raw: Raw | None
    reason: str

    @property
    def id(self) -> str:
        return self.ready.measure.id


@dataclass(slots=True)
class Reckoning:
    """All outcomes for one enterprise on one day, and the frame they were reckoned on.

    `half` is the same frame with the plausible ranges of missing facts halved, to tell firm bounds from loose ones.
    `fresh` tells which outcomes were reckoned anew, `changed` which places of the frame have changed since the reckoning
    that the others stem from; None when there was none.
    """

    enterprise: Enterprise
    as_of: date
    frame: Frame
    outcomes: list[Outcome]
    half: Frame | None = None
    ready: list[Ready] | None = None
    fresh: Sequence[int] = ()
    changed: frozenset[int] | None = None

    @property
    def ledger(self) -> tuple[Award, ...] | None:
        """The awards with the matter of each, None when nothing is known of them."""
        found: tuple[Award, ...] | None = self.frame[AWARDS]
        return found


class Reckoner:
    """Holds the book and, per day, the measures made ready. Keeps nothing about enterprises.

    `verified` maps a measure id to who verified it in this office (核定); none are verified otherwise.
    """

    def __init__(self, book: RuleBook, verified: Mapping[str, str] | None = None) -> None:
        self.book = book
        self.verified = dict(verified or {})
        self._ready: dict[tuple[date, bool], list[Ready]] = {}
        self._places: dict[tuple[date, bool], list[frozenset[int]]] = {}
        self._last: tuple[Measure, dict[date, Ready]] | None = None

    def ready(self, as_of: date, *, examples: bool = False) -> list[Ready]:
        """The measures of a day. 类比示例 answer only when `examples` is true. Raises SourceError for a faulty rule."""
        key = (as_of, examples)
        if key not in self._ready:
            if len(self._ready) > 32:
                self._ready.clear()
                self._places.clear()
            self._ready[key] = [
                self._prepare(measure, as_of)
                for measure in self.book.measures.values()
                if examples or measure.source.evidence.grade is not Evidence.ANALOGUE
            ]
        return self._ready[key]

    def places(self, as_of: date, *, examples: bool = False) -> list[frozenset[int]]:
        """For each measure of a day the places in the frame that its answer rests on."""
        key = (as_of, examples)
        if key not in self._places:
            self._places[key] = [self._places_of(item) for item in self.ready(as_of, examples=examples)]
        return self._places[key]

    def reckon(
        self, enterprise: Enterprise, as_of: date, *, examples: bool = False, before: Reckoning | None = None
    ) -> Reckoning:
        """Every measure's outcome. Outcomes of `before` that read nothing of what has changed since are taken over."""
        ready = self.ready(as_of, examples=examples)
        frame = self.book.layout.bind(enterprise, as_of)
        if before is None or before.ready is not ready:
            outcomes = [item.fixed or outcome_of(item, frame) for item in ready]
            return Reckoning(enterprise, as_of, frame, outcomes, ready=ready, fresh=range(len(outcomes)))
        # Rules compiled in between for another day have added places that none of these measures reads.
        pairs = enumerate(zip(before.frame, frame, strict=False))
        changed = frozenset([place for place, (old, new) in pairs if old is not new and old != new])
        reads = self.places(as_of, examples=examples)
        fresh = [i for i, places in enumerate(reads) if not changed.isdisjoint(places)]
        outcomes = before.outcomes.copy()
        for i in fresh:
            outcomes[i] = outcome_of(ready[i], frame)
        return Reckoning(enterprise, as_of, frame, outcomes, ready=ready, fresh=fresh, changed=changed)

    def reckon_one(self, measure: Measure, enterprise: Enterprise, as_of: date) -> Reckoning:
        """One measure's outcome alone."""
        ready = self._one(measure, as_of)
        frame = self.book.layout.bind(enterprise, as_of)
        return Reckoning(enterprise, as_of, frame, [outcome_of(ready, frame)], fresh=(0,))

    def _one(self, measure: Measure, as_of: date) -> Ready:
        """One measure made ready for a day, kept while it is the one asked for: its cases come one after another."""
        if self._last is None or self._last[0] is not measure:
            self._last = measure, {}
        ready = self._last[1]
        if as_of not in ready:
            ready[as_of] = self._prepare(measure, as_of)
        return ready[as_of]

    def _prepare(self, measure: Measure, as_of: date) -> Ready:
        node = self.book.event_day(measure)
        if node is None:
            return self._prepare_on(measure, as_of)
        editions = tuple(
            (day.toordinal(), replace(self._prepare_on(measure, day), chosen_by=node))
            for day in self.book.edition_days(measure)
        )
        chooser = Chooser(node, NumberCompiler(self.book.layout).day(node), editions)
        verified, computable = measure.id in self.verified, editions[-1][1].computable
        return Ready(measure, None, None, None, "", verified, computable, self._standing(measure, None), chooser)

    def _prepare_on(self, measure: Measure, as_of: date) -> Ready:
        verified = measure.id in self.verified
        computable = measure.source.not_computable is None
        live, stop = self.book.version_on(measure, as_of), self._stopped(measure, as_of)
        if live is None or stop is not None:
            stop = stop or (Verdict.NOT_APPLICABLE, NO_VERSION)
            standing = self._standing(measure, None)
            return Ready(measure, None, None, stop[0], stop[1], verified, computable, standing)
        program = self.book.program(measure, live.index, as_of)
        # What stands on a day that was only inferred is never verified, whoever signed its clause.
        inferred = live.past_inferred or live.source.force.start_inferred
        verified, standing = verified and not inferred, self._standing(measure, live)
        return Ready(measure, live, program, None, _effect(live), verified, computable, standing)

    def _places_of(self, item: Ready) -> frozenset[int]:
        if item.chooser is not None:
            own = self.book.places_read([item.chooser.node])
            return own.union(*(self._places_of(edition) for _, edition in item.chooser.editions))
        program = item.program
        if program is None:
            return frozenset()
        tests = [test for test in (*program.terms.instalments, *program.terms.deciders) if test is not None]
        return self.book.places_read([*(leaf.truth for leaf in program.leaves), *program.steps, *tests])

    def _standing(self, measure: Measure, live: LiveVersion | None) -> Standing:
        return standing_of(measure, self.book.packs[measure.pack], live)

    def _stopped(self, measure: Measure, as_of: date) -> tuple[Verdict, str] | None:
        """The verdict that the day alone decides, None when the measure's version must be asked."""
        source = measure.source
        if not source.versions:
            force = self.book.packs[measure.pack].source.force
            if force and (as_of < force.start or (force.end and as_of > force.end and not force.end_inferred)):
                return Verdict.NOT_APPLICABLE, NO_VERSION
            reason = source.not_computable.reason if source.not_computable else "条文未掌握"
            return Verdict.NOT_COMPUTABLE, reason
        live = self.book.version_on(measure, as_of)
        if live is None:
            return Verdict.NOT_APPLICABLE, _why_none(measure, as_of)
        if live.source.status in ("已废止", "中止"):
            note = f"：{live.source.note}" if live.source.note else ""
            return Verdict.NOT_APPLICABLE, f"本措施{live.source.status}{note}"
        return None


def mark_open(book: RuleBook, reckoning: Reckoning) -> None:
    """Marks amounts whose upper bound rests on nothing but the plausible range of a missing fact: such a bound falls when
    the range is halved, one that rests on a cap of the clause does not."""
    reckoning.half = half = book.layout.halved(reckoning.frame)
    for i in reckoning.fresh:
        outcome = reckoning.outcomes[i]
        program, raw = outcome.ready.program, outcome.raw
        if outcome.low != outcome.high and outcome.high and program and raw and not outcome.open_high:
            outcome.open_high = _ends(program.pay(half, raw.is_open))[1] < outcome.high


def _ends(amount: Value) -> tuple[int, int]:
    """The least and the most that can be paid: nothing below zero is paid, nothing known below counts as zero, and what
    stands for no bound above is no larger than the largest sum there is."""
    low, high = bounds(amount)
    most = min(int(high), max(MOST_FEN, int(low))) if is_open(amount) else int(high)
    return 0 if is_bottomless(amount) else max(0, int(low)), max(0, most)


def _why_none(measure: Measure, as_of: date) -> str:
    starts = [version.force.start for version in measure.source.versions]
    if as_of < min(starts):
        return f"{NO_VERSION}（自 {min(starts).isoformat()} 起施行）"
    ends = [version.force.end for version in measure.source.versions if version.force.end and version.force.end < as_of]
    claims = [
        claim
        for version in measure.source.versions
        for claim in version.claims
        if claim.start <= as_of and (claim.end is None or as_of <= claim.end)
    ]
    late = (
        f"，但申报期至 {claims[0].end.isoformat() if claims[0].end else '另行通知'}，可就有效期内的事项申报"
        if claims
        else ""
    )
    return f"{NO_VERSION}（已于 {max(ends).isoformat()} 到期{late}）" if ends else NO_VERSION


def _effect(live: LiveVersion) -> str:
    if live.past_inferred and live.source.force.end:
        return f"效力待核：推断有效期至 {live.source.force.end.isoformat()}，评估日已过"
    if live.source.force.start_inferred:
        return "效力待核：施行起始日为推断"
    return "效力待核：现行与否未知" if live.source.status == "未知" else ""


def outcome_of(ready: Ready, frame: Frame) -> Outcome:
    """One measure's outcome on a frame."""
    program = ready.program
    if program is None:
        return ready.fixed or _chosen_outcome(ready, ready.chooser, frame)
    raw = program.run(frame)
    verdict, reason = _verdict(ready, raw)
    if not ready.pays:
        return Outcome(ready, verdict, None, None, False, raw, reason)
    if verdict is not Verdict.ELIGIBLE and verdict is not Verdict.UNKNOWN:
        return Outcome(ready, verdict, 0, 0, False, raw, reason)
    amount = raw.amount
    if amount.__class__ is int:
        low, high, open_ = max(0, amount), max(0, amount), False
    else:
        (low, high), open_ = _ends(amount), is_open(amount)
    if ready.budgeted or verdict is Verdict.UNKNOWN:
        low = 0
    return Outcome(ready, verdict, low, high, open_, raw, reason)


def _chosen_outcome(ready: Ready, chooser: Chooser | None, frame: Frame) -> Outcome:
    """The outcome of the edition that stood on the day of the event; undecided between all while that day is not known."""
    assert chooser is not None  # what has neither program nor chooser is fixed
    day = chooser.day(frame)
    if day == NEVER:
        return Outcome(ready, Verdict.NOT_APPLICABLE, None, None, False, None, f"没有{say_day(chooser.node)}")
    if day is not None:
        found = [edition for first, edition in chooser.editions if first <= day]
        outcome = replace(outcome_of(found[-1] if found else chooser.editions[0][1], frame))
        if outcome.raw is None:
            outcome.reason = f"按{say_day(chooser.node)} {date.fromordinal(day).isoformat()} 选版：{outcome.reason}"
        return outcome
    outcomes = [replace(outcome_of(edition, frame)) for _, edition in chooser.editions]
    answering = [outcome for outcome in outcomes if outcome.raw is not None] or outcomes
    # The edition that may pay most speaks for all of them.
    widest = max(answering, key=lambda outcome: -1 if outcome.high is None else outcome.high)
    if all(outcome.verdict is widest.verdict and widest.verdict not in _STILL_OPEN for outcome in outcomes):
        return widest
    widest.verdict, widest.reason = Verdict.UNKNOWN, f"{say_day(chooser.node)}待补，适用哪一版未定"
    widest.low = None if widest.high is None else 0
    widest.open_high = any(outcome.open_high for outcome in answering)
    return widest


def _verdict(ready: Ready, raw: Raw) -> tuple[Verdict, str]:
    if raw.subject is False:
        return Verdict.NOT_APPLICABLE, "对象不符"
    if raw.mark is False:
        return Verdict.NOT_ELIGIBLE, "有条件不满足"
    if raw.mark is None or raw.subject is None:
        return Verdict.UNKNOWN, "还有指标待补"
    return ready.met
