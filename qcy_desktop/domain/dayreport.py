"""What was done to cases over a span of days: one line per act, and the totals by act, by clause and by person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qcy_desktop.domain.casefile import Act


@dataclass(frozen=True, slots=True)
class DayLine:
    """One act. `amount` in fen where the act names one: decided, paid, demanded, recovered."""

    when: datetime
    number: str
    enterprise: str
    measure: str
    act: Act
    who: str
    amount: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How often something was done, on how many cases, and the sums decided and paid, in fen."""

    name: str
    acts: int
    cases: int
    decided: int
    paid: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """The acts of the days from `first` to `last`, in the order in which they were done."""

    first: date
    last: date
    lines: tuple[DayLine, ...]

    def by_act(self) -> tuple[Sum, ...]:
        """Totals in the order of the acts."""
        found = {one.name: one for one in _sums(self.lines, lambda line: str(line.act))}
        return tuple(found[act] for act in Act if act in found)

    def by_measure(self) -> tuple[Sum, ...]:
        return _sums(self.lines, lambda line: line.measure)

    def by_person(self) -> tuple[Sum, ...]:
        return _sums(self.lines, lambda line: line.who)

    def whole(self) -> Sum:
        """Everything together."""
        return next(iter(_sums(self.lines, lambda _: "合计")), Sum("合计", 0, 0, 0, 0))


def _sums(lines: Iterable[DayLine], key: Callable[[DayLine], str]) -> tuple[Sum, ...]:
    groups: dict[str, list[DayLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return tuple(
        Sum(name, len(group), len({line.number for line in group}), _added(group, Act.DECIDE), _added(group, Act.PAY))
        for name, group in sorted(groups.items())
    )


def _added(lines: Iterable[DayLine], act: Act) -> int:
    return sum(line.amount or 0 for line in lines if line.act is act)
