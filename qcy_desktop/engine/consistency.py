"""Figures that contradict each other (一致): sentences that can only be true when something was written down wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from qcy_desktop.domain.assessment import Contradiction
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.frame import Frame, year_at
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.numbers import TruthOf
from qcy_desktop.engine.parameters import build_parameters
from qcy_desktop.engine.ranges import Range
from qcy_desktop.engine.reading import show_value
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.reckoner import Reckoning
from qcy_desktop.engine.schema import ConsistencySource, ContradictionSource, validate
from qcy_desktop.engine.source import Placer, read_yaml
from qcy_desktop.engine.truths import TruthCompiler

THIS_FACT = "该指标"
# Figures are looked at for the year of the assessment and the three before it.
OFFSETS = (0, -1, -2, -3)


@dataclass(frozen=True, slots=True)
class Check:
    """One check for one year: what must not be true, the facts it is about and their places, and every place it reads.
    `offset` is None where no yearly figure is read."""

    words: str
    offset: int | None
    run: TruthOf
    facts: tuple[t.SlotKey, ...]
    places: tuple[int, ...]
    names: tuple[str, ...]
    reads: frozenset[int]


def checks_of(book: RuleBook) -> tuple[Check, ...]:
    """The checks of a rule book, built when first asked for; empty where there are none. Raises SourceError.

    To be called before a frame is bound, so that what the checks read has its place.
    """
    if "consistency" not in book.kept:
        book.kept["consistency"] = tuple(_build(book))
    found: tuple[Check, ...] = book.kept["consistency"]
    return found


def _build(book: RuleBook) -> Iterator[Check]:
    if book.consistency_file is None:
        return
    lined = read_yaml(book.consistency_file)
    source = validate(ConsistencySource, lined, str(book.consistency_file))
    truths = TruthCompiler(book.layout)
    for check, entry in zip(source.checks, lined["一致"], strict=True):
        for fact in check.each or [""]:
            yield from _check(book, check, fact, truths, Placer(str(book.consistency_file), entry))


def _check(
    book: RuleBook, check: ContradictionSource, fact: str, truths: TruthCompiler, placer: Placer
) -> Iterator[Check]:
    if fact and book.dictionary.fact(fact) is None:
        known = [entry.name for entry in book.dictionary.facts]
        raise placer.fault(
            SentenceError(f"没有指标“{fact}”", nearest(fact, known, "先在 facts.yaml 里登记这个指标"), "E-NAME"), "对"
        )
    parameters = placer.guard(lambda: build_parameters(check.parameters, date.max), "参数")
    for offset in OFFSETS:
        scope = g.Scope(book.dictionary, parameters, offset)
        truth = _truth(check.truth.replace(THIS_FACT, fact), scope, placer)
        facts = tuple(dict.fromkeys(slot for slot in slots_in(truth) if slot.kind == "fact"))
        yearly = any(slot.year is not None for slot in facts)
        places = tuple(book.layout.place(slot) for slot in facts)
        words = check.words.replace(THIS_FACT, fact)
        names = tuple(dict.fromkeys(_name(book, slot) for slot in facts))
        yield Check(
            words, offset if yearly else None, truths.truth(truth), facts, places, names, book.places_read([truth])
        )
        if not yearly:
            break


def _truth(sentence: str, scope: g.Scope, placer: Placer) -> t.Truth:
    return placer.guard(lambda: g.parse_truth(sentence, scope), "矛盾")


def _name(book: RuleBook, slot: t.SlotKey) -> str:
    fact = book.dictionary.fact(slot.id)
    return fact.name if fact else slot.id


def contradictions(
    book: RuleBook, reckoning: Reckoning, before: Sequence[Contradiction | None] = ()
) -> list[Contradiction | None]:
    """What each check finds that the figures of an enterprise contradict, in one sentence with the figures, None where it
    finds nothing for certain. What checks found `before` stands where they read nothing that has changed."""
    changed = reckoning.changed if before else None
    figures, year = _Figures(book, reckoning.enterprise), reckoning.as_of.year
    return [
        _clash(check, figures, reckoning.frame, year)
        if changed is None or not changed.isdisjoint(check.reads)
        else before[i]
        for i, check in enumerate(checks_of(book))
    ]


def _clash(check: Check, figures: _Figures, frame: Frame, year: int) -> Contradiction | None:
    # Where a figure is missing nothing is said, and nothing need be reckoned.
    for place in check.places:
        if frame[place] is None or frame[place].__class__ is Range:
            return None
    return Contradiction(check.names, _sentence(check, figures, year)) if check.run(frame) else None


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of an enterprise in words, each said once: many checks look at the same."""

    book: RuleBook
    enterprise: Enterprise
    said: dict[tuple[str, int | None], str] = field(default_factory=dict)

    def say(self, id: str, year: int | None) -> str:
        """Name and value of a figure; empty where it is not known."""
        if (id, year) not in self.said:
            fact, value = self.book.dictionary.fact(id), self.enterprise.facts.get((id, year))
            self.said[id, year] = "" if fact is None or value is None else f"{fact.name} {show_value(fact, value)}"
        return self.said[id, year]


def _sentence(check: Check, figures: _Figures, year: int) -> str:
    when = "" if check.offset is None else f"{year + check.offset} 年度："
    said = [_figure(figures, slot, year, check.offset) for slot in check.facts]
    return f"{when}{check.words}（{'，'.join(figure for figure in said if figure)}）"


def _figure(figures: _Figures, slot: t.SlotKey, year: int, offset: int | None) -> str:
    at = year_at(slot, year)
    said = figures.say(slot.id, at)
    other = at is not None and offset is not None and at != year + offset
    return f"{at} 年度{said}" if said and other else said
