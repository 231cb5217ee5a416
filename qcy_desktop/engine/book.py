"""The rule book: every pack and measure of the rule folders, read, validated and typed, with a digest for each pack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.build import BuiltVersion, Surroundings, build_version
from qcy_desktop.engine.dictionary import Dictionary, load_dictionary
from qcy_desktop.engine.frame import Layout
from qcy_desktop.engine.grammar import Scope, parse_day
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.measures import Measure, load_measure
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.parameters import change_days
from qcy_desktop.engine.program import Program, compile_version
from qcy_desktop.engine.sayings import Sayings
from qcy_desktop.engine.schema import KindSource, KindsSource, PackSource, VersionSource, validate
from qcy_desktop.engine.source import Lined, Place, Placer, SourceError, read_yaml
from qcy_desktop.engine.uncollected import uncollected

NO_SUCH_ID = "写已有的编号（qcy rules list 列出全部编号）"
NOT_PACKS = {"tables", "schema", "texts"}


@dataclass(frozen=True, slots=True)
class Pack:
    """One set of measures."""

    source: PackSource
    folder: Path
    digest: str
    measures: tuple[str, ...]

    @property
    def short(self) -> str:
        return self.source.short or self.source.title


@dataclass(frozen=True, slots=True)
class LiveVersion:
    """The version of a measure on a day; `past_inferred` when an inferred end lies behind that day."""

    index: int
    source: VersionSource
    past_inferred: bool


@dataclass(slots=True)
class RuleBook:
    """All rules. Compiled programs are kept per version and parameter epoch; nothing about enterprises is kept."""

    dictionary: Dictionary
    kinds: Mapping[str, KindSource]
    kinds_file: str
    packs: dict[str, Pack]
    measures: dict[str, Measure]
    kinds_lined: Lined = field(default_factory=lambda: Lined(1))
    # ladder.yaml and consistency.yaml where there are such, and what is built from them when first asked for.
    ladder_file: Path | None = None
    consistency_file: Path | None = None
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    layout: Layout = field(init=False)
    _programs: dict[tuple[str, int, date], Program] = field(default_factory=dict)
    _built: dict[tuple[str, int, date], tuple[Measure, BuiltVersion]] = field(default_factory=dict)
    sayings: Sayings = field(init=False, repr=False)

    def __post_init__(self) -> None:
        levels = {id: names[0] for id, measure in self.measures.items() if len(names := self.payers(measure)) == 1}
        matters = dict(map(matter_of, self.measures.values()))
        self.layout = Layout(self.dictionary, matters=matters, levels=levels)
        self.sayings = Sayings(self.layout)

    def payers(self, measure: Measure) -> tuple[str, ...]:
        """The levels that pay a measure: those it names, else the level of its pack."""
        level = self.packs[measure.pack].source.level
        return tuple(measure.source.payer) or ((level,) if level else ())

    def version_on(self, measure: Measure, day: date) -> LiveVersion | None:
        """The version that answers on a day: the latest begun; past a seen end none, past an inferred end still that one."""
        begun = [(i, version) for i, version in enumerate(measure.source.versions) if version.force.start <= day]
        if not begun:
            return None
        index, version = max(begun, key=lambda pair: pair[1].force.start)
        end = version.force.end
        if end is None or day <= end:
            return LiveVersion(index, version, False)
        return LiveVersion(index, version, True) if version.force.end_inferred else None

    def build(self, measure: Measure, index: int, day: date) -> BuiltVersion:
        """A version in typed form as it stands on a day, from memory when it was built before. Raises SourceError."""
        key = (measure.id, index, self.epoch(measure, index, day))
        held = self._built.get(key)
        if held is None or held[0] is not measure:
            held = self._built[key] = (measure, self._build(measure, index, day))
        return held[1]

    def _build(self, measure: Measure, index: int, day: date) -> BuiltVersion:
        placer = Placer(self.kinds_file, self.kinds_lined)
        around = Surroundings(self.dictionary, self.kinds, measure.file, placer)
        lined = measure.lined["版本"][index]
        return build_version(measure.source, measure.source.versions[index], lined, around, day)

    def event_day(self, measure: Measure) -> t.Day | None:
        """The day that chooses the edition of a measure (按事件日选版), None where the day of assessment does. Raises SourceError."""
        text = measure.source.chosen_by
        if not text:
            return None
        try:
            return parse_day(text, Scope(self.dictionary))
        except SentenceError as fault:
            place = Place(measure.file, measure.lined.line_of("按事件日选版"))
            raise SourceError(fault.code, place, fault.sentence, fault.cure) from None

    def edition_days(self, measure: Measure) -> list[date]:
        """Every day on which what a measure says begins or ends: first days of versions, changes of parameters."""
        days: set[date] = {date.min}
        for version in measure.source.versions:
            start, end = version.force.start, version.force.end
            days |= {start} if end is None else {start, end + timedelta(days=1)}
            sources = [
                version.parameters,
                *(self.kinds[name].parameters for name in version.shared if name in self.kinds),
            ]
            days |= {day for source in sources for day in change_days(source) if day > start}
        return sorted(days)

    def epoch(self, measure: Measure, index: int, day: date) -> date:
        """The last day up to `day` on which a parameter of the version changed (its own or of its shared gates)."""
        version = measure.source.versions[index]
        days = change_days(version.parameters)
        for name in version.shared:
            if name in self.kinds:
                days |= change_days(self.kinds[name].parameters)
        return max((change for change in days if change <= day), default=date.min)

    def program(self, measure: Measure, index: int, day: date) -> Program:
        """The compiled version, from memory when it was compiled before. Raises SourceError."""
        key = (measure.id, index, self.epoch(measure, index, day))
        if key not in self._programs:
            self._programs[key] = compile_version(self.build(measure, index, day), self.layout)
        return self._programs[key]

    def places_read(self, nodes: Iterable[object]) -> frozenset[int]:
        """Every place in the frame that parts of rules read; of a field of records the place of the records."""
        return frozenset(
            self.layout.place(t.SlotKey("records", read.slot.id)) if read.is_field else read.place
            for node in nodes
            for read in self.sayings.reads(node)
        )

    def measure(self, id: str) -> Measure:
        """The measure with an id. Raises KnownError naming the nearest."""
        if id not in self.measures:
            raise KnownError("E-MEASURE", f"没有编号为“{id}”的措施", nearest(id, self.measures, NO_SUCH_ID))
        return self.measures[id]


def matter_of(measure: Measure) -> tuple[str, str]:
    """The id of a measure and the matter its awards count for: that of its last edition, else the measure itself."""
    stacks = [version.stacking for version in measure.source.versions if version.stacking is not None]
    return measure.id, stacks[-1].matter if stacks else measure.id


@uncollected()
def load_book(folders: Iterable[Path]) -> RuleBook:
    """The rule book of one or several rule folders; packs of later folders replace those of earlier ones by id.

    The first folder that has a dictionary and shared gates gives them, later ones replace them whole. Raises
    SourceError for the first thing wrong.
    """
    dictionary: Dictionary | None = None
    kinds: Mapping[str, KindSource] = {}
    kinds_file, kinds_lined = "", Lined(1)
    packs: dict[str, Pack] = {}
    measures: dict[str, Measure] = {}
    sheets: dict[str, Path | None] = {"ladder": None, "consistency": None}
    for folder in folders:
        if not folder.is_dir():
            raise KnownError("E-FILE", f"找不到规则目录 {folder}", "请检查 --rules 给的路径")
        if (folder / "facts.yaml").exists():
            dictionary = load_dictionary(folder / "facts.yaml")
        if (folder / "kinds.yaml").exists():
            kinds_file = str(folder / "kinds.yaml")
            kinds_lined = read_yaml(folder / "kinds.yaml")
            kinds = validate(KindsSource, kinds_lined, kinds_file).kinds
        for name in sheets:
            if (folder / f"{name}.yaml").exists():
                sheets[name] = folder / f"{name}.yaml"
        for path in sorted(folder.glob("*/pack.yaml")):
            if path.parent.name not in NOT_PACKS:
                _add_pack(path, packs, measures)
    if dictionary is None:
        raise KnownError("E-FILE", "规则目录里没有指标字典 facts.yaml", "请检查 --rules 给的路径")
    sealed = {id: replace(pack, digest=_sealed(pack, measures, kinds_lined)) for id, pack in packs.items()}
    book = RuleBook(dictionary, kinds, kinds_file, sealed, measures, kinds_lined)
    book.ladder_file, book.consistency_file = sheets["ladder"], sheets["consistency"]
    return book


def _add_pack(path: Path, packs: dict[str, Pack], measures: dict[str, Measure]) -> None:
    lined = read_yaml(path)
    source = validate(PackSource, lined, str(path))
    if source.id in packs:
        for id in packs[source.id].measures:
            del measures[id]
    found = [load_measure(file, source.id) for file in sorted(path.parent.glob("*.yaml")) if file.name != "pack.yaml"]
    for measure in found:
        if measure.id in measures:
            place = Place(measure.file, measure.lined.line_of("编号"))
            raise SourceError(
                "E-ID", place, f"编号“{measure.id}”与 {measures[measure.id].file} 重复", "改一个编号，文件名也一起改"
            )
        measures[measure.id] = measure
    packs[source.id] = Pack(source, path.parent, digest(lined), tuple(measure.id for measure in found))


def _sealed(pack: Pack, measures: Mapping[str, Measure], kinds: Lined) -> str:
    """The digest of a pack with its measures and the shared gates they name: all that its answers rest on but the facts."""
    mine = [measures[id] for id in pack.measures]
    names = {name for measure in mine for version in measure.source.versions for name in version.shared}
    gates = kinds.get("共用条件", {})
    return digest(
        [pack.digest, *(measure.lined for measure in mine), *(gates[name] for name in sorted(names & set(gates)))]
    )


def digest(content: object) -> str:
    """SHA-256 of the canonical JSON of what a pack says, layout and comments apart."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
