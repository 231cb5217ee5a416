"""The numbers of a rule as fields to be corrected, and which words of the official text carry each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qcy_desktop.domain.clause_numbers import TextNumber, number_of, numbers_in
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.schema import EvidenceSource
from qcy_desktop.services.clause_subject import stray_words
from qcy_desktop.services.correcting import STEP

_FORMS = ("值", "历", "表", "段", "选", "行", "列")
_VALUES = ("值", "率")
_BOUNDS = ("自", "超过", "不足", "至", "等于")


@dataclass(frozen=True, slots=True)
class ClauseField:
    """One value of a rule: `path` as `Correction.values` takes it (empty: it is not changed here), its name in words, what
    it is now, how well that is known and from where, and what the rule remarks about it."""

    path: str
    name: str
    value: str
    evidence: str
    source: str
    clause: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What tells this field from every other of the measure."""
        return self.path or self.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text beside the fields of its rule.

    Of an empty text nothing is said. `places` gives the numbers of the text that carry each field; `unused` are numbers of the text that stand in no field,
    `unfound` the fields whose number the text does not have; `stray` warns of a text that has nothing to do with the measure.
    """

    places: Mapping[str, tuple[TextNumber, ...]]
    unused: tuple[TextNumber, ...]
    unfound: tuple[ClauseField, ...]
    stray: str = ""

    def sentences(self, most: int = 10_000) -> list[str]:
        """What text and rule do not share, each way in a sentence; of more than `most` the first ones and how many.

        That the text is another one altogether comes first.
        """
        said = [self.stray] if self.stray else []
        for which, names in (
            ("条文里有、规则参数里没有的数", list(dict.fromkeys(number.text for number in self.unused))),
            ("规则参数里有、条文里没有的数", [f"{field.name} {field.value}" for field in self.unfound]),
        ):
            if names:
                more = f" 等 {len(names)} 个" if len(names) > most else ""
                said.append(f"{which}：{'、'.join(names[:most])}{more}。")
        return said


def fields_of(book: RuleBook, measure: Measure) -> tuple[ClauseField, ...]:
    """Every value of the newest version, in the order of the file; then what stands in other places and is not changed here."""
    if not measure.source.versions:
        return ()
    version = measure.source.versions[-1]
    graded = version.evidence or measure.source.evidence
    found = []
    for name, body in measure.lined["版本"][-1].get("参数", {}).items():
        source = version.parameters[name]
        blank = ClauseField("", "", "", *_known(source.evidence or graded), source.clause, source.note)
        found += [replace(blank, path=path, name=said, value=value) for path, said, value in _values(name, body)]
    return (*found, *_elsewhere(book, measure, graded))


def parameter_values(measure: Measure) -> Iterator[tuple[str, str]]:
    """Path and value of every parameter of the newest version."""
    if not measure.source.versions:
        return
    for name, body in measure.lined["版本"][-1].get("参数", {}).items():
        yield from ((path, value) for path, _, value in _values(name, body))


def compare(
    text: str, fields: tuple[ClauseField, ...], days: tuple[date | None, ...] = (), title: str = ""
) -> Comparison:
    """Which number of the text carries which field; `days` are the days of force, which the text may say too.

    With the `title` of the measure a text that has nothing to do with it is told.
    """
    if not text.strip():
        return Comparison({}, (), ())
    numbers = numbers_in(text)
    places: dict[str, tuple[TextNumber, ...]] = {}
    unfound = []
    for field in fields:
        wanted = number_of(field.value)
        carried = tuple(number for number in numbers if wanted is not None and number.means(wanted))
        places[field.key] = carried
        if wanted is not None and wanted.size and not carried and field.path:
            unfound.append(field)
    used = {number.start for carried in places.values() for number in carried}
    known_days = {day for day in days if day}
    unused = (
        number
        for number in numbers
        if number.start not in used and not number.faint and not (number.day and number.day in known_days)
    )
    stray = stray_words(text, title, numbers=bool(used))
    return Comparison(places, tuple(unused), tuple(unfound), stray)


def _known(evidence: EvidenceSource) -> tuple[str, str]:
    return evidence.grade.value, evidence.source


def _values(name: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Path, name in words and value of everything one parameter holds."""
    for form in _FORMS:
        if form not in body:
            continue
        held = body[form]
        if isinstance(held, str):
            yield name, name, held
            continue
        entries = held.items() if isinstance(held, dict) else enumerate(held)
        for place, inner in entries:
            said = place if isinstance(place, str) else _place_words(form, place, inner)
            yield from _inner((f"{name} {STEP} {form} {STEP} {place}", f"{name} · {said}"), inner)


def _place_words(form: str, place: int, inner: Any) -> str:
    """Where a value stands in a history or table: by its bounds where it has any, else by its place."""
    bounds = {key: text for key, text in inner.items() if key in _BOUNDS} if isinstance(inner, dict) else {}
    if bounds:
        return "、".join(f"{key} {text}" for key, text in bounds.items())
    word = {"行": "行", "列": "列", "值": "第"}.get(form, "第")
    return f"{word} {place + 1}" + {"历": " 段", "表": " 档", "段": " 档", "值": " 个"}.get(form, "")


def _inner(here: tuple[str, str], held: Any) -> Iterator[tuple[str, str, str]]:
    path, said = here
    if isinstance(held, str):
        yield path, said, held
    elif isinstance(held, list):
        for place, inner in enumerate(held):
            yield from _inner((f"{path} {STEP} {place}", f"{said} · 第 {place + 1} 格"), inner)
    else:
        for key, inner in held.items():
            if isinstance(inner, str):
                yield f"{path} {STEP} {key}", said if key in _VALUES else f"{said} · “{key}”的界", inner
            elif isinstance(inner, list):
                yield from _inner((f"{path} {STEP} {key}", said), inner)


def _elsewhere(book: RuleBook, measure: Measure, graded: EvidenceSource) -> Iterator[ClauseField]:
    """Numbers that the rule has outside its parameters: instalments, shares of payers, shared gates."""
    version, known = measure.source.versions[-1], _known(graded)
    for part in version.instalments:
        yield ClauseField("", f"拨付 · {part.when}", part.share, *known, note=part.note)
    for payer, share in measure.source.payer.items():
        if share != "1":
            yield ClauseField("", f"出资 · {payer}", share, *known)
    if measure.source.handling is not None and measure.source.handling.time_limit:
        yield ClauseField("", "办理时限", measure.source.handling.time_limit, *known)
    for gate in version.shared:
        kind = book.kinds.get(gate)
        for name, source in kind.parameters.items() if kind is not None else ():
            if isinstance(source.value, str) and kind is not None:
                yield ClauseField(
                    "", f"共用条件“{gate}” · {name}", source.value, *_known(source.evidence or kind.evidence)
                )
