"""Holds columns against the interpreter, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine.columns.batch import Columns
from qcy_desktop.engine.columns.evaluate import CODES, ColumnResult, Pace, evaluate
from qcy_desktop.engine.columns.spans import code_of
from qcy_desktop.engine.reckoner import Reckoner, Reckoning


def differences(
    reckoner: Reckoner, enterprises: Sequence[Enterprise], as_of: date, pace: Pace | None = None
) -> list[str]:
    """Every cell in which columns over the enterprises and the interpreter differ."""
    reckoner.ready(as_of, examples=True)
    columns = Columns.from_enterprises(reckoner.book.layout, enterprises, as_of)
    found = evaluate(reckoner, columns, as_of, examples=True, pace=pace)
    reckonings = [reckoner.reckon(enterprise, as_of, examples=True) for enterprise in enterprises]
    return compared(found, reckonings)


def compared(results: Sequence[ColumnResult], reckonings: Sequence[Reckoning]) -> list[str]:
    """Every cell in which results and reckonings differ: verdict, bounds in fen, marks."""
    faults = []
    for row, reckoning in enumerate(reckonings):
        for result, outcome in zip(results, reckoning.outcomes, strict=True):
            expected = {
                "verdict": CODES[outcome.verdict],
                "low": outcome.low or 0,
                "high": outcome.high or 0,
                "open": outcome.open_high,
            }
            if outcome.raw is not None and outcome.ready.chosen_by is None:
                expected["marks"] = tuple(code_of(answer[0]) for answer in outcome.raw.answers)
            cell = _cell(result, row)
            got = {key: cell[key] for key in expected}
            if got != expected:
                faults.append(f"{result.id} row {row}: columns {got}, interpreter {expected}")
    return faults


def _cell(result: ColumnResult, row: int) -> dict[str, object]:
    return {
        "verdict": int(result.verdict[row]),
        "low": 0 if result.low is None else int(result.low[row]),
        "high": 0 if result.high is None else int(result.high[row]),
        "open": False if result.open_high is None else bool(result.open_high[row]),
        "marks": tuple(int(marks[row]) for marks in result.marks),
    }
