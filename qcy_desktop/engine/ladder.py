"""The ladder of growth (梯次): which rung an enterprise stands on, what the next one asks, what pays on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qcy_desktop.domain.assessment import Condition, Mark, MeasureResult, Need, Rung, RungPay, Verdict
from qcy_desktop.domain.later import Later
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import NO_SUCH_ID, RuleBook
from qcy_desktop.engine.build import OFFSETS, read_conditions
from qcy_desktop.engine.explain import Explainer, with_spare
from qcy_desktop.engine.frame import NEVER, Frame
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.junctions import Junction, junction_of, mark_of
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.numbers import DayOf, NumberCompiler
from qcy_desktop.engine.parameters import build_histories, build_parameters
from qcy_desktop.engine.schema import LadderSource, RungSource, validate
from qcy_desktop.engine.source import Placer, read_yaml
from qcy_desktop.engine.truths import LeafOf, TruthCompiler

_MARKS = {True: Mark.MET, False: Mark.UNMET, None: Mark.UNKNOWN}
_STANDARD_MARKS = {Verdict.ELIGIBLE: Mark.MET, Verdict.NOT_ELIGIBLE: Mark.UNMET, Verdict.NOT_APPLICABLE: Mark.UNMET}


@dataclass(frozen=True, slots=True)
class Asked:
    """A group of conditions made ready: its leaves in order with their depths and functions."""

    junction: Junction
    leaves: tuple[t.Leaf, ...]
    depths: tuple[int, ...]
    run: tuple[LeafOf, ...]


@dataclass(frozen=True, slots=True)
class ReadyRung:
    """One rung made ready."""

    source: RungSource
    reached: Asked
    asks: Asked | None
    since: DayOf | None


def ladder_of(book: RuleBook) -> tuple[ReadyRung, ...]:
    """The ladder of a rule book, built when first asked for; empty where there is none. Raises SourceError.

    To be called before a frame is bound, so that what the rungs read has its place.
    """
    if "ladder" not in book.kept:
        book.kept["ladder"] = _build(book)
    found: tuple[ReadyRung, ...] = book.kept["ladder"]
    return found


def _build(book: RuleBook) -> tuple[ReadyRung, ...]:
    if book.ladder_file is None:
        return ()
    lined = read_yaml(book.ladder_file)
    source = validate(LadderSource, lined, str(book.ladder_file))
    placer = Placer(str(book.ladder_file), lined)
    return tuple(_ready_rung(book, rung, placer, index) for index, rung in enumerate(source.rungs))


def _ready_rung(book: RuleBook, rung: RungSource, placer: Placer, index: int) -> ReadyRung:
    path = ("梯次", index)
    for key, ids in (("标准", rung.standards), ("对应", rung.pays)):
        for id in ids:
            if id not in book.measures:
                raise placer.fault(
                    SentenceError(f"没有编号为“{id}”的措施", nearest(id, book.measures, NO_SUCH_ID), "E-NAME"),
                    *path,
                    key,
                )
    parameters = placer.guard(lambda: build_parameters(rung.parameters, date.max), *path, "参数")
    histories = placer.guard(lambda: build_histories(rung.parameters), *path, "参数")
    scope = g.Scope(book.dictionary, parameters, OFFSETS[rung.period], histories=histories)
    truths = TruthCompiler(book.layout)
    reached = _asked(read_conditions(rung.reached, scope, placer, *path, "达到"), truths)
    asks = None if rung.asks is None else _asked(read_conditions(rung.asks, scope, placer, *path, "要求"), truths)
    since = None
    if rung.since:
        node = placer.guard(lambda: g.parse_day(rung.since, scope), *path, "自")
        since = NumberCompiler(book.layout).day(node)
    return ReadyRung(rung, reached, asks, since)


def _asked(group: t.Group, truths: TruthCompiler) -> Asked:
    leaves: list[t.Leaf] = []
    depths: list[int] = []
    junction = junction_of(group, leaves, depths)
    return Asked(junction, tuple(leaves), tuple(depths), tuple(truths.leaf(leaf.truth) for leaf in leaves))


def climb(
    ladder: tuple[ReadyRung, ...], explainer: Explainer, results: Mapping[str, MeasureResult]
) -> tuple[Rung, ...]:
    """Where the enterprise of a reckoning stands on each rung; `results` are what the measures answered, by id."""
    return tuple(_rung(rung, explainer, results) for rung in ladder)


def _rung(rung: ReadyRung, explainer: Explainer, results: Mapping[str, MeasureResult]) -> Rung:
    source, frame = rung.source, explainer.frame
    mark, _, missing = _answer(rung.reached, explainer, source.title)
    asks, met, needs = _standards(source, results)
    if rung.asks is not None:
        own, conditions, own_needs = _answer(rung.asks, explainer, source.title)
        met, needs = _both(met, own) if asks else own, (*needs, *own_needs)
        first, asks = asks, Later(lambda: (*first, *conditions), len(asks) + len(conditions))
    pays = tuple(
        RungPay(id, results[id].title, results[id].verdict, results[id].amount) for id in source.pays if id in results
    )
    return Rung(
        source.id, source.title, mark, _since(rung, frame) if mark is Mark.MET else None, asks, met,
        tuple(dict.fromkeys((*missing, *needs))), pays, source.evidence.grade, source.evidence.source, source.note,
    )  # fmt: skip


def _answer(asked: Asked, explainer: Explainer, article: str) -> tuple[Mark, tuple[Condition, ...], tuple[Need, ...]]:
    answers = [run(explainer.frame) for run in asked.run]
    marks = [answer[0] for answer in answers]
    parts = zip(asked.leaves, asked.depths, answers, strict=True)
    found = [explainer.condition(leaf, depth, answer, article) for leaf, depth, answer in parts]
    conditions = with_spare(found, [asked.junction], marks)
    mark = mark_of(asked.junction, marks)
    needs = tuple(need for condition in conditions for need in condition.needs) if mark is None else ()
    return _MARKS[mark], conditions, needs


def _standards(
    source: RungSource, results: Mapping[str, MeasureResult]
) -> tuple[Sequence[Condition], Mark, tuple[Need, ...]]:
    """The conditions of the standards that the rung names, and whether all of them are met."""
    found = [results[id] for id in source.standards if id in results]
    met = Mark.MET if found else Mark.UNKNOWN
    for result in found:
        met = _both(met, _STANDARD_MARKS.get(result.verdict, Mark.UNKNOWN))
    count = sum(len(result.conditions) for result in found)
    conditions = Later(lambda: tuple(condition for result in found for condition in result.conditions), count)
    return conditions, met, tuple(need for result in found for need in result.needs)


def _both(left: Mark, right: Mark) -> Mark:
    if Mark.UNMET in (left, right):
        return Mark.UNMET
    return Mark.UNKNOWN if Mark.UNKNOWN in (left, right) else Mark.MET


def _since(rung: ReadyRung, frame: Frame) -> date | None:
    day = rung.since(frame) if rung.since is not None else None
    return None if day is None or day == NEVER else date.fromordinal(day)
