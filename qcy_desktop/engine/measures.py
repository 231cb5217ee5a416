"""One measure, one file: what its answers rest on is read at once, the cases beside it when somebody asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from qcy_desktop.engine.schema import CaseSource, CasesSource, MeasureSource, RuleSource, validate
from qcy_desktop.engine.source import Lined, Place, SourceError, parse_yaml, read_text

CASES = "样例"
# The cases as they stand in every file of canonical form: the last key, with nothing but its items after it.
_AT_THE_END = re.compile(rf"^{CASES}:[^\n]*(?:\n(?:[ #][^\n]*|-(?!--)[^\n]*)?)*\Z", re.MULTILINE)


@dataclass(slots=True)
class CaseSheet:
    """The cases of a measure; `text` is their part of the file, with as many empty lines before it as keep its lines."""

    file: str
    text: str = ""
    _read: tuple[list[CaseSource], Lined] | None = None

    @classmethod
    def of(cls, cases: list[CaseSource], lined: Lined, file: str) -> CaseSheet:
        """Cases that have been read together with the rest of their file."""
        return cls(file, "", (cases, lined))

    def cases(self) -> list[CaseSource]:
        """All cases, in order. Raises SourceError for the first thing wrong with them."""
        return self._at_hand()[0]

    def lined(self) -> Lined:
        """A mapping that holds them as they were written. Raises SourceError."""
        return self._at_hand()[1]

    def _at_hand(self) -> tuple[list[CaseSource], Lined]:
        if self._read is None:
            lined = parse_yaml(self.text, self.file)
            self._read = validate(CasesSource, lined, self.file).cases, lined
            self.text = ""
        return self._read


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with the file it stands in. `lined` is that file without its cases."""

    source: RuleSource
    lined: Lined
    file: str
    pack: str
    sheet: CaseSheet = field(default_factory=lambda: CaseSheet("", "", ([], Lined(1))))

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def cases(self) -> list[CaseSource]:
        """The cases beside the rule. Raises SourceError for the first thing wrong with them."""
        return self.sheet.cases()

    def case_line(self, *path: str | int) -> int:
        """The line of the cases, or of a part of them."""
        return self.sheet.lined().line_of(CASES, *path)

    def document(self) -> dict[str, object]:
        """Everything in the file, cases included."""
        return {**self.lined, **self.sheet.lined()}


def load_measure(path: Path, pack: str) -> Measure:
    """One measure file. Raises SourceError; what is wrong with its cases is raised when they are asked for."""
    return read_measure(read_text(path), path, pack)


def read_measure(text: str, path: Path, pack: str) -> Measure:
    """A measure from the text of its file, which need not be what the file holds. Raises SourceError like `load_measure`."""
    lined, sheet = _in_two(text, str(path))
    if sheet is None:
        whole = validate(MeasureSource, lined, str(path))
        source: RuleSource = whole
        sheet, lined = CaseSheet.of(whole.cases, lined, str(path)), _without_cases(lined)
    else:
        source = validate(RuleSource, lined, str(path))
    if path.stem != source.id:
        place = Place(str(path), lined.line_of("编号"))
        raise SourceError("E-ID", place, f"编号“{source.id}”应与文件名“{path.stem}”相同", "改编号或改文件名")
    return Measure(source, lined, str(path), pack, sheet)


def _in_two(text: str, file: str) -> tuple[Lined, CaseSheet | None]:
    """What the answers rest on, and the cases unread; or all of it, where the two cannot be told apart for certain."""
    found = _AT_THE_END.search(text)
    if found is not None:
        head = text[: found.start()]
        try:
            lined = parse_yaml(head, file)
        except SourceError:
            # Perhaps only because the file does not end there: the whole of it says what is wrong.
            return parse_yaml(text, file), None
        if CASES not in lined:
            return lined, CaseSheet(file, "\n" * head.count("\n") + found.group())
    return parse_yaml(text, file), None


def _without_cases(lined: Lined) -> Lined:
    found = Lined(lined.line)
    for key in [key for key in lined if key != CASES]:
        found[key], found.lines[key] = lined[key], lined.lines[key]
    return found
