"""Assessing an enterprise: rules in memory, no database; what the counter and the terminal both ask."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qcy_desktop.domain.assessment import Assessment, Evidence
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import EventDef, FactDef, FactType, Period, RecordDef
from qcy_desktop.domain.whatif import Sweep
from qcy_desktop.engine.assess import Assessing, assess
from qcy_desktop.engine.book import RuleBook, load_book
from qcy_desktop.engine.dictionary import load_dictionary
from qcy_desktop.engine.reading import EnterpriseReader, read_value, show_value
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.standing import force_said
from qcy_desktop.engine.sweep import Along, sweep


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One measure in the register: what it is, how well it is known, since when it stands."""

    id: str
    pack: str
    title: str
    evidence: str
    status: str
    in_force: str
    verified_by: str


def declared_in(folders: Iterable[Path]) -> tuple[FactDef | RecordDef, ...]:
    """The facts and kinds of records that rule folders declare, without reading a rule. Raises KnownError for a fault."""
    for folder in folders:
        if (folder / "facts.yaml").exists():
            dictionary = load_dictionary(folder / "facts.yaml")
            return (*dictionary.facts, *dictionary.records)
    return ()


class Assessor:
    """The rule book and its reckoner, read once. Pure: nothing about enterprises is kept."""

    def __init__(self, book: RuleBook, verified: Mapping[str, str] | None = None) -> None:
        self.book = book
        self.reckoner = Reckoner(book, verified)

    @classmethod
    def load(cls, folders: Iterable[Path], verified: Mapping[str, str] | None = None) -> Assessor:
        """Reads the rules of the folders. Raises KnownError for the first thing wrong in them."""
        return cls(load_book(folders), verified)

    def become(self, other: Assessor) -> None:
        """Answer by another rule book from now on: whoever holds this assessor sees the rules in force without a restart."""
        self.book, self.reckoner = other.book, other.reckoner

    def facts(self) -> tuple[FactDef, ...]:
        return self.book.dictionary.facts

    def events(self) -> tuple[EventDef, ...]:
        return self.book.dictionary.events

    def records(self) -> tuple[RecordDef, ...]:
        return self.book.dictionary.records

    def parse(self, fact: FactDef, text: str) -> Value:
        """What a person typed, as a value of the fact. Raises KnownError."""
        return read_value(fact, text.strip())

    def show(self, fact: FactDef, value: Value) -> str:
        """A value as a clerk would write it."""
        return show_value(fact, value)

    def read(self, document: Any, where: str = "企业文件") -> Enterprise:
        """An enterprise from a JSON document. Raises KnownError naming place and nearest name."""
        return EnterpriseReader(self.book.dictionary, where).read(document)

    def read_file(self, path: Path) -> Enterprise:
        """An enterprise from a JSON file or a workbook. Raises KnownError."""
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            # Imported late: openpyxl is needed for workbooks only.
            from qcy_desktop.exchange.enterprise_book import BookReader

            return BookReader(self.book.dictionary).read(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise KnownError("E-FILE", f"找不到文件 {path}", "请检查路径") from None
        except (OSError, UnicodeDecodeError):
            raise KnownError("E-FILE", f"读不了文件 {path}", "请确认它是 UTF-8 编码的 JSON 文件") from None
        try:
            document = json.loads(text, object_pairs_hook=_unique)
        except json.JSONDecodeError as fault:
            raise KnownError(
                "E-JSON", f"{path} 第 {fault.lineno} 行第 {fault.colno} 列：JSON 写法有误", "检查引号、逗号和括号"
            ) from None
        except KeyError as fault:
            raise KnownError("E-TWICE", f"{path}：键“{fault.args[0]}”写了两次", "删去一处") from None
        except RecursionError:
            raise KnownError("E-JSON", f"{path}：括号套得太深") from None
        except ValueError:
            # Only a whole number of thousands of digits comes here.
            raise KnownError("E-JSON", f"{path}：有一个数太长", "请核对数字，不要多于 20 位") from None
        return self.read(document, str(path))

    def assess(
        self, enterprise: Enterprise, as_of: date, *, examples: bool = False, pins: Collection[str] = ()
    ) -> Assessment:
        """The whole answer for one enterprise on one day, with the measures that the officer takes in any case."""
        return assess(self.reckoner, enterprise, as_of, examples=examples, pins=pins)

    def filling(self, *, examples: bool = False) -> Assessing:
        """For one enterprise that is being filled in: see `engine.assess.Assessing`."""
        return Assessing(self.reckoner, examples=examples)

    def sweep(self, enterprise: Enterprise, as_of: date, along: Along, *, examples: bool = False) -> Sweep:
        """What the answers would be along one figure: see `engine.sweep`."""
        return sweep(self.reckoner, enterprise, as_of, along, examples=examples)

    def register(self) -> list[RegisterRow]:
        """Every measure of every pack, in order."""
        return [self._row(id) for id in self.book.measures]

    def _row(self, id: str) -> RegisterRow:
        measure = self.book.measures[id]
        source = measure.source
        verified_by = self.reckoner.verified.get(id, "")
        if not source.versions:
            why = source.not_computable.reason if source.not_computable else "缺"
            return RegisterRow(id, measure.pack, source.title, source.evidence.grade.value, why, "", verified_by)
        version = source.versions[-1]
        in_force = force_said(version.force, "起")
        status = "类比示例" if source.evidence.grade is Evidence.ANALOGUE else version.status
        return RegisterRow(
            id,
            measure.pack,
            source.title,
            source.evidence.grade.value,
            status,
            in_force,
            self.reckoner.verified.get(id, ""),
        )

    def template_book(self, as_of: date) -> bytes:
        """An empty enterprise as a workbook."""
        from qcy_desktop.exchange.enterprise_book import template

        return template(self.book.dictionary, as_of)

    def template(self, as_of: date) -> dict[str, Any]:
        """An empty enterprise to fill in: every fact by name, yearly ones with the last two years; delete what is not known."""
        years = [str(as_of.year - 1), str(as_of.year - 2)]
        facts = {
            fact.name: ({year: _hint(fact) for year in years} if fact.period is Period.YEAR else _hint(fact))
            for fact in self.facts()
        }
        return {"schema": 1, "name": "", "uscc": "", "as_of": as_of.isoformat(), "facts": facts}


def _hint(fact: FactDef) -> str:
    """What to write in place of a value."""
    match fact.type:
        case FactType.FLAG:
            return "是或否"
        case FactType.DATE:
            return "年-月-日"
        case FactType.CHOICE:
            return " / ".join(fact.choices)
    return fact.unit or fact.type.value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise KeyError(key)
        found[key] = value
    return found
