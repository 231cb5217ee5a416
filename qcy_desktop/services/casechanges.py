"""What has changed about an enterprise since its case was assessed: facts then beside facts now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.facts import FactDef, Sensitivity
from qcy_desktop.services.assessing import Assessor


@dataclass(frozen=True, slots=True)
class FactLine:
    """One figure of the case: its name, year, value as frozen, source, and what is stated now when that differs."""

    name: str
    year: str
    value: str
    source: str
    now: str = ""
    used: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.now)


def fact_lines(frozen: Enterprise, now: Enterprise | None, assessor: Assessor, said: str) -> tuple[FactLine, ...]:
    """Every figure the case stands on or that is stated now; `used` where the measure's own words `said` name it.

    Personal facts are left out. Without `now` nothing is compared.
    """
    known = {fact.id: fact for fact in assessor.facts()}
    here: Mapping[tuple[str, int | None], Value] = frozen.facts if now is None else now.facts
    keys = dict.fromkeys((*frozen.facts, *here))
    lines = [
        _line(known[id], year, (frozen, here), assessor, said)
        for id, year in keys
        if id in known and known[id].sensitivity is not Sensitivity.PERSONAL
    ]
    return tuple(sorted(lines, key=lambda line: (not line.changed, not line.used)))


def _line(
    fact: FactDef,
    year: int | None,
    sides: tuple[Enterprise, Mapping[tuple[str, int | None], Value]],
    assessor: Assessor,
    said: str,
) -> FactLine:
    frozen, here = sides
    key = (fact.id, year)
    then, now = frozen.facts.get(key), here.get(key)
    value = "（当时未填）" if then is None else assessor.show(fact, then)
    new = "" if then == now else "（现已删去）" if now is None else assessor.show(fact, now)
    source = frozen.sources.get(key, "")
    return FactLine(fact.name, "" if year is None else f"{year}年", value, source, new, fact.name in said)


def other_changes(frozen: Enterprise, now: Enterprise | None) -> Iterator[str]:
    """What else differs now: name, code, events, records and awards, one sentence each."""
    if now is None:
        return
    if frozen.name != now.name:
        yield f"企业名称由“{frozen.name}”改为“{now.name}”"
    if frozen.uscc != now.uscc:
        yield f"统一社会信用代码由 {frozen.uscc or '空'} 改为 {now.uscc or '空'}"
    for what, then, here in (
        ("认定和入库", frozen.events, now.events),
        ("清单", frozen.records, now.records),
        ("已获奖补", frozen.awards, now.awards),
    ):
        if then != here:
            yield f"{what}与受理时不同"
