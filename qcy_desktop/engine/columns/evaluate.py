"""Reckons whole registries: chunk by chunk over columns, what is not proved by the interpreter, every condition kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.columns.batch import Columns, Rows
from qcy_desktop.engine.columns.plan import Kept, MeasurePlan, Plan, Test, make_plan
from qcy_desktop.engine.columns.proof import Refusal
from qcy_desktop.engine.columns.spans import MET, UNKNOWN, UNMET, Bools, Ints, Marks, Span, code_of
from qcy_desktop.engine.frame import Frame
from qcy_desktop.engine.program import narrow_frame
from qcy_desktop.engine.reckoner import Outcome, Ready, Reckoner, outcome_of

# Codes in the column of verdicts; the first three are the marks of the conditions joined.
CODES: dict[Verdict, int] = {
    Verdict.ELIGIBLE: MET, Verdict.NOT_ELIGIBLE: UNMET, Verdict.UNKNOWN: UNKNOWN, Verdict.NOT_APPLICABLE: 2,
    Verdict.NOT_COMPUTABLE: 3,
}  # fmt: skip
VERDICTS: dict[int, Verdict] = {code: verdict for verdict, code in CODES.items()}


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """What one measure answers for every row.

    `verdict` holds `CODES`; `low` and `high` are fen (one and the same column where nothing is open; None when the
    measure has no amount; whole numbers of any size where the interpreter found more than 64 bits), `open_high` tells
    where no upper bound is known (None: nowhere). `marks` has a column for each condition in the order of the
    program's leaves (of all editions, one after another, where the day of an event chooses): 1 met, 0 unmet, -1
    unknown; measures may share one. `refusals` name what the interpreter reckoned.
    """

    ready: Ready
    verdict: Marks
    low: Any
    high: Any
    open_high: Bools | None
    marks: tuple[Marks, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def id(self) -> str:
        return self.ready.measure.id

    @property
    def interpreted(self) -> bool:
        """Whether part of the measure ran in the interpreter."""
        return bool(self.refusals)


@dataclass(frozen=True, slots=True)
class Pace:
    """How to go about it: rows at a time, threads, whom to tell (rows done, rows in all), when to stop."""

    chunk: int = 20_000
    workers: int = 1
    progress: Callable[[int, int], None] = lambda done, total: None
    stopped: Callable[[], bool] = lambda: False


def evaluate(
    reckoner: Reckoner, columns: Columns, as_of: date, *, examples: bool = False, pace: Pace | None = None
) -> list[ColumnResult]:
    """What every measure answers for every row, equal to the interpreter cell by cell.

    Raises SourceError for a faulty rule, KnownError E-STOPPED when the pace says to stop.
    """
    return run_plan(make_plan(reckoner, as_of, examples=examples), columns, pace or Pace())


def run_plan(plan: Plan, columns: Columns, pace: Pace) -> list[ColumnResult]:
    """A plan made before, on columns of the same day and layout."""
    if columns.as_of != plan.as_of or columns.layout is not plan.layout:
        raise KnownError("E-COLUMNS", "各列与规则不是同一天、同一套规则的", "请用同一评估日重新装列")
    for slot in plan.slots:
        columns.column(slot)
    run = _Run(plan, columns)
    done = 0
    for count in _in_turn(run.chunk, _stretches(columns.count, pace.chunk), pace):
        done += count
        pace.progress(done, columns.count)
    run.outsized()
    return run.results()


def _stretches(count: int, chunk: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, chunk):
        yield start, min(start + chunk, count)


def _in_turn(act: Callable[[int, int], None], stretches: Iterable[tuple[int, int]], pace: Pace) -> Iterator[int]:
    """Runs the chunks on the pace's threads; yields the rows of each as it is done."""

    def one(stretch: tuple[int, int]) -> int:
        if pace.stopped():
            raise KnownError("E-STOPPED", "已按要求停止，结果没有保存")
        act(*stretch)
        return stretch[1] - stretch[0]

    if pace.workers == 1:
        yield from map(one, stretches)
        return
    with ThreadPoolExecutor(pace.workers) as pool:
        yield from pool.map(one, stretches)


@dataclass(slots=True)
class _Sheet:
    """The columns of answers of one measure while they are filled."""

    plan: MeasurePlan
    verdict: Marks
    low: Any = None
    high: Any = None
    open_high: Bools | None = None
    wide: dict[int, tuple[int, int]] = field(default_factory=dict)  # rows whose fen need more than 64 bits

    def put(self, rows: Any, span: Span, *, unknown: bool) -> None:
        """Writes amounts; nothing is certain while the verdict is unknown."""
        high = np.maximum(span.high, 0)
        live = self.plan.ready.live
        if unknown or (live is not None and live.source.budget):
            self.low[rows] = 0
        else:
            self.low[rows] = high if span.exact else np.where(span.bottomless, 0, np.maximum(span.low, 0))
        if self.high is not self.low:
            self.high[rows] = high
            self.open_high[rows] = span.open  # type: ignore[index]

    def put_one(self, row: int, outcome: Outcome) -> None:
        """Writes what the interpreter found for one row."""
        self.verdict[row] = CODES[outcome.verdict]
        if outcome.low is None or outcome.high is None:
            return
        if max(outcome.low, outcome.high) > 2**63 - 1:
            self.wide[row] = outcome.low, outcome.high
        else:
            self.low[row], self.high[row] = outcome.low, outcome.high
        if self.open_high is not None:
            self.open_high[row] = outcome.open_high


class _Run:
    """One pass over all rows."""

    def __init__(self, plan: Plan, columns: Columns) -> None:
        self.plan = plan
        self.columns = columns
        self.odd = np.unique(np.concatenate([np.empty(0, np.int64), *(c.outsized for c in columns.made.values())]))
        self.marks = np.empty((len(plan.tests), columns.count), np.int8)
        self.sheets = [self.sheet(measure) for measure in plan.measures]
        self.steady = [(i, test) for i, test in enumerate(plan.tests) if test.by_columns is not None]
        self.asked = [(i, test) for i, test in enumerate(plan.tests) if test.by_columns is None]

    def sheet(self, measure: MeasurePlan) -> _Sheet:
        count, fixed = self.columns.count, measure.ready.verdict
        verdict = np.full(count, CODES[fixed], np.int8) if fixed is not None else np.empty(count, np.int8)
        sheet = _Sheet(measure, verdict)
        if measure.pays:
            sheet.low = sheet.high = np.zeros(count, np.int64)
            if self.may_spread(measure):
                sheet.high, sheet.open_high = np.zeros(count, np.int64), np.zeros(count, np.bool_)
        return sheet

    def may_spread(self, measure: MeasurePlan) -> bool:
        """Whether some row may have two different bounds."""
        columns = [self.columns.column(slot) for slot in measure.slots]
        budget = measure.ready.live is not None and bool(measure.ready.live.source.budget)
        return measure.doubtful or budget or len(self.odd) > 0 or any(column.unknown is not None for column in columns)

    # --- one chunk
    def chunk(self, start: int, stop: int) -> None:
        """All measures on the rows from `start` to `stop`."""
        rows = Rows(self.columns, slice(start, stop), stop - start)
        kept = Kept([marks[start:stop] for marks in self.marks], [False] * len(self.plan.tests))
        for i, test in self.steady:
            kept.sure[i] = test.by_columns(rows, kept.marks[i])  # type: ignore[misc]
        frames = self.interpret(kept, start, stop)
        for sheet in self.sheets:
            if sheet.plan.by_row:
                for row, frame in enumerate(frames, start):
                    sheet.put_one(row, outcome_of(sheet.plan.ready, frame))
            elif sheet.plan.tree is not None:
                self.measure(sheet, kept, rows, frames)

    def interpret(self, kept: Kept, start: int, stop: int) -> list[Frame]:
        """The marks of conditions left to the interpreter; the frames, if it is needed at all."""
        if not self.plan.by_row:
            return []
        frames = [self.columns.frame(row) for row in range(start, stop)]
        for i, test in self.asked:
            kept.marks[i][:] = _asked(test, frames)
        return frames

    def measure(self, sheet: _Sheet, kept: Kept, rows: Rows, frames: Sequence[Frame]) -> None:
        plan, start = sheet.plan, rows.where.start  # type: ignore[union-attr]
        verdict = sheet.verdict[start : start + rows.count]
        assert plan.tree is not None
        certain = plan.tree(kept, verdict)
        if plan.subject is not None:
            certain = _with_subject(plan, kept, verdict) and certain
        if plan.pays:
            self.pay(sheet, verdict, start, MET, frames)
            if not certain:
                self.pay(sheet, verdict, start, UNKNOWN, frames)
        if not plan.ready.computable:
            verdict[verdict == MET] = CODES[Verdict.NOT_COMPUTABLE]

    def pay(self, sheet: _Sheet, verdict: Marks, start: int, code: int, frames: Sequence[Frame]) -> None:
        """The amounts of the rows with one verdict."""
        places = np.flatnonzero(verdict == code)
        if not len(places):
            return
        if sheet.plan.amount is None:
            for place in places.tolist():
                sheet.put_one(start + place, outcome_of(sheet.plan.ready, frames[place]))
            return
        at = places + start
        narrowed = self.narrowed(sheet.plan) if code == UNKNOWN else {}
        sheet.put(at, sheet.plan.amount(Rows(self.columns, at, len(at), narrowed)), unknown=code == UNKNOWN)

    def narrowed(self, plan: MeasurePlan) -> dict[int, Any]:
        """What stands for missing figures while the verdict is unknown: the part that meets the conditions."""
        assert plan.ready.program is not None
        frame: Frame = [None] * self.plan.layout.size
        for place, column in self.columns.made.items():
            frame[place] = column.missing
        touched = {place for place, _ in narrow_frame(frame, plan.ready.program.narrow)}
        return {place: frame[place] for place in touched}

    # --- rows beyond what was proved
    def outsized(self) -> None:
        """Rows with a figure outside the ranges of the dictionary are reckoned anew by the interpreter."""
        for row in self.odd.tolist():
            frame = self.columns.frame(row)
            for i, test in enumerate(self.plan.tests):
                self.marks[i, row] = code_of(test.by_row(frame))
            for sheet in self.sheets:
                sheet.put_one(row, outcome_of(sheet.plan.ready, frame))

    def results(self) -> list[ColumnResult]:
        return [_finished(sheet, tuple(self.marks[i] for i in sheet.plan.places)) for sheet in self.sheets]


def _finished(sheet: _Sheet, marks: tuple[Marks, ...]) -> ColumnResult:
    low, high = sheet.low, sheet.high
    if sheet.wide:
        low, high = low.astype(object), high.astype(object)
        for row, ends in sheet.wide.items():
            low[row], high[row] = ends
    return ColumnResult(sheet.plan.ready, sheet.verdict, low, high, sheet.open_high, marks, sheet.plan.refusals)


def _with_subject(plan: MeasurePlan, kept: Kept, verdict: Marks) -> bool:
    """Puts the gate 适用 before the verdict; answers whether the gate is decided in every row."""
    assert plan.subject is not None
    gate = np.empty(verdict.shape, np.int8)
    certain = plan.subject(kept, gate)
    verdict[(verdict == MET) & (gate == UNKNOWN)] = UNKNOWN
    verdict[gate == UNMET] = CODES[Verdict.NOT_APPLICABLE]
    return certain


def _asked(test: Test, frames: Sequence[Frame]) -> list[int]:
    return [code_of(test.by_row(frame)) for frame in frames]


__all__ = ["CODES", "VERDICTS", "ColumnResult", "Columns", "Ints", "Pace", "evaluate", "make_plan", "run_plan"]
