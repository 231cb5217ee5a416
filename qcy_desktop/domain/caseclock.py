"""Working-day clocks of cases: how long each stage may take, when it is due, and what of the whole limit is used up."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from qcy_desktop.domain.caseroute import OVER, Stage
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import HolidayTable, add_working_days, working_days_between

COLUMNS = ("环节", "工作日", "计入总时限", "依据")
SHOWN, MOST_DIGITS, MOST_BASIS = 60, 3, 200  # signs of a row that are shown; of its days; of its basis
STILL = frozenset({Stage.DRAFT, Stage.SUPPLEMENT, Stage.OBJECTION, Stage.FILING, *OVER})
"""Stages in which the office's own clock stands still."""


class Pace(StrEnum):
    """How a clock stands; 临期 from two working days before the last. 无法推算 while a year's holidays are not entered."""

    RUNNING = "办理中"
    SOON = "临期"
    LATE = "逾期"
    STILL = "不计时"
    UNKNOWN = "无法推算"


SOON_WITHIN = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days for each stage; `counted` are the stages that use up the whole limit of a case."""

    days: Mapping[Stage, int]
    counted: frozenset[Stage]
    basis: Mapping[Stage, str] = field(default_factory=dict)

    def of(self, stage: Stage) -> int:
        """Working days of one stage. Raises KnownError E-LIMITS when the table leaves it out."""
        if stage not in self.days:
            raise KnownError("E-LIMITS", f"时限表里没有“{stage}”。", "请在时限表中补一行")
        return self.days[stage]


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: the last day, the working days left (negative: late by so many), and how it stands."""

    due: date | None
    left: int | None
    pace: Pace


class Step(Protocol):
    """What a clock reads of a history: a change of stage and its moment."""

    @property
    def when(self) -> datetime: ...
    @property
    def after(self) -> Stage: ...


class Timed(Protocol):
    """What a clock reads of a case."""

    @property
    def stage(self) -> Stage: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def history(self) -> Sequence[Step]: ...
    @property
    def accepted_on(self) -> date | None: ...


def read_limits(text: str) -> Limits:
    """The limits from CSV text with the columns 环节, 工作日, 计入总时限 (是 or 否) and 依据; lines with # are comments.

    Raises KnownError E-LIMITS naming the row.
    """
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    rows = list(csv.reader(lines))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise KnownError("E-LIMITS", "时限表的表头不对。", f"请写成 {','.join(COLUMNS)}")
    days: dict[Stage, int] = {}
    counted, basis = set(), {}
    for row in rows[1:]:
        _check_row(row, days)
        stage = Stage(row[0])
        days[stage], basis[stage] = int(row[1]), row[3]
        if row[2] == "是":
            counted.add(stage)
    return Limits(days, frozenset(counted), basis)


def _check_row(row: Sequence[str], before: Mapping[Stage, int]) -> None:
    """Refuse a row that cannot be meant so; `before` are the stages that have their limit already."""
    shown = ",".join(row)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    if len(row) != len(COLUMNS) or row[0] not in list(Stage) or not row[1].isdecimal() or row[2] not in ("是", "否"):
        raise KnownError("E-LIMITS", f"时限表的这一行不对：{shown}", "请写 环节,工作日数,是或否,依据")
    if len(row[1]) > MOST_DIGITS:
        raise KnownError("E-LIMITS", f"“{row[0]}”的工作日数太大：{shown}", f"最多写 {10**MOST_DIGITS - 1} 个工作日")
    if len(row[3]) > MOST_BASIS:
        raise KnownError("E-LIMITS", f"“{row[0]}”的依据太长：{shown}", f"请缩短到 {MOST_BASIS} 字以内")
    if Stage(row[0]) in before:
        raise KnownError("E-LIMITS", f"“{row[0]}”写了两行。", "每个环节只留一行")


def stage_clock(case: Timed, today: date, limits: Limits, holidays: HolidayTable) -> Clock:
    """How the present stage stands; 无法推算 when the table of holidays ends before the stage's last day."""
    if case.stage in STILL or case.since is None or case.stage not in limits.days:
        return Clock(None, None, Pace.STILL)
    since, days = case.since.date(), limits.of(case.stage)
    return _or_unknown(lambda: _clock(add_working_days(since, days, holidays), today, holidays))


def whole_clock(case: Timed, total: int | None, today: date, limits: Limits, holidays: HolidayTable) -> Clock:
    """How the whole limit stands, counted from acceptance; days outside the counted stages do not use it up.

    无法推算 when the table of holidays does not reach so far.
    """
    if total is None or case.accepted_on is None:
        return Clock(None, None, Pace.STILL)

    def counted() -> Clock:
        left = total - used(case, today, limits, holidays)
        if case.stage not in limits.counted:
            return Clock(None, left, Pace.STILL)
        return _clock(add_working_days(today, left, holidays), today, holidays)

    return _or_unknown(counted)


def _or_unknown(reckon: Callable[[], Clock]) -> Clock:
    """One year that is not entered yet must not hide every case: their clocks say that they do not know."""
    try:
        return reckon()
    except KnownError as fault:
        if fault.code != "E-HOLIDAY-YEAR":
            raise
        return Clock(None, None, Pace.UNKNOWN)


def used(case: Timed, today: date, limits: Limits, holidays: HolidayTable) -> int:
    """Working days used up since acceptance in the counted stages, up to and including `today`."""
    if case.accepted_on is None:
        return 0
    total, since, stage = 0, case.accepted_on, Stage.ACCEPTED
    for step in case.history:
        on = step.when.date()
        if on < case.accepted_on or step.after is stage:
            continue
        total += working_days_between(since, on, holidays) if stage in limits.counted else 0
        since, stage = on, step.after
    return total + (working_days_between(since, today, holidays) if stage in limits.counted else 0)


def _clock(due: date, today: date, holidays: HolidayTable) -> Clock:
    left = working_days_between(today, due, holidays)
    if today > due:
        return Clock(due, left, Pace.LATE)
    return Clock(due, left, Pace.SOON if left <= SOON_WITHIN else Pace.RUNNING)
