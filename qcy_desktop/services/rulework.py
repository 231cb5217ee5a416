"""Work on rules: the static report, the cases, the canonical form, the words of a measure, and two rule sets compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_best
from qcy_desktop.engine.book import NOT_PACKS, RuleBook, load_book
from qcy_desktop.engine.boundaries import LeftOut, generate
from qcy_desktop.engine.canon import canonical, case_lines
from qcy_desktop.engine.cases import CaseReport, run_cases
from qcy_desktop.engine.check import Finding, check_folders
from qcy_desktop.engine.handbook import refresh
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.portrait import portray
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Outcome, Reckoner
from qcy_desktop.engine.source import read_yaml


def check_rules(folders: Sequence[Path], only: Sequence[Path] = ()) -> list[Finding]:
    """The static report; errors first."""
    return check_folders(folders, only)


def test_rules(folders: Sequence[Path], only: Sequence[Path] = ()) -> list[CaseReport]:
    """The cases beside the rules, or beside some of the files. Raises KnownError when the rules cannot be read."""
    book = load_book(folders)
    kept = [path.resolve() for path in only]
    return run_cases(
        Reckoner(book), [measure for measure in book.measures.values() if not kept or _stands_in(measure, kept)]
    )


def _stands_in(measure: Measure, kept: list[Path]) -> bool:
    file = Path(measure.file).resolve()
    return any(file == path or path in file.parents for path in kept)


def explain_rule(folders: Sequence[Path], id: str) -> str:
    """A measure in words. Raises KnownError for an unknown id, naming the nearest."""
    book = load_book(folders)
    return portray(book, book.measure(id))


def rule_files(paths: Sequence[Path]) -> list[Path]:
    """The measure, pack and gate files among the paths and under the folders. Raises KnownError for a missing path."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise KnownError("E-FILE", f"找不到 {path}", "请检查路径")
        files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
        found += [file for file in files if file.name not in NOT_FORMATTED and not NOT_PACKS & set(file.parts)]
    return found


NOT_FORMATTED = {"facts.yaml", "register_reasons.yaml", "ladder.yaml", "consistency.yaml"}


def refresh_guide(file: Path, *, check: bool) -> bool:
    """Writes the tables of the language handbook anew from the program; with `check` only answers whether they differ."""
    text = file.read_text(encoding="utf-8")
    wanted = refresh(text)
    if wanted != text and not check:
        aside = file.with_name(file.name + ".part")
        aside.write_text(wanted, encoding="utf-8")
        aside.replace(file)
    return wanted != text


def format_rules(paths: Sequence[Path], *, check: bool) -> list[Path]:
    """Brings rule files into canonical form, or with `check` only names those that are not. Answers the files concerned."""
    changed, files = [], rule_files(paths)
    if not files:
        raise KnownError("E-FILE", f"{paths[0]} 里没有规则文件", "规则文件以 .yaml 结尾，请检查路径")
    for file in files:
        text = file.read_text(encoding="utf-8")
        wanted = canonical(text, str(file))
        if wanted != text:
            changed.append(file)
            if not check:
                aside = file.with_name(file.name + ".part")
                aside.write_text(wanted, encoding="utf-8")
                aside.replace(file)
    return changed


@dataclass(frozen=True, slots=True)
class MissingCases:
    """The boundary cases that a measure file lacks, by name, and the thresholds for which none could be made, and why."""

    file: str
    names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def missing_cases(folders: Sequence[Path], only: Sequence[Path], *, write: bool) -> list[MissingCases]:
    """The files beside whose measures boundary cases are missing; with `write` those that could be made are added to them."""
    book = load_book(folders)
    kept = [path.resolve() for path in only]
    found = []
    for measure in book.measures.values():
        if kept and not _stands_in(measure, kept):
            continue
        offer = generate(book, measure)
        if offer.cases and write:
            _append_cases(Path(measure.file), offer.cases)
        if offer.cases or offer.left_out:
            found.append(MissingCases(measure.file, tuple(case["名"] for case in offer.cases), offer.left_out))
    return found


def _append_cases(file: Path, cases: Sequence[dict[str, Any]]) -> None:
    """Adds cases at the end of a measure file (样例 is its last key in canonical form)."""
    text = canonical(file.read_text(encoding="utf-8"), str(file))
    aside = file.with_name(file.name + ".part")
    aside.write_text(text + case_lines(cases), encoding="utf-8")
    aside.replace(file)


# --- Two rule sets compared --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A measure that was added, removed or changed, or what measures rest on: a shared gate, a fact, a pack, the ladder.

    `parts` are the keys whose content differs, old and new.
    """

    id: str
    title: str
    kind: str  # added | removed | changed
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What the change does to one enterprise and measure: verdicts and guaranteed amounts in fen before and after."""

    enterprise: str
    measure: str
    before: Verdict | None
    after: Verdict | None
    low_before: int
    low_after: int


def diff_rules(old: Path, new: Path) -> list[RuleChange]:
    """What changed from one rule folder to another: first what measures rest on, then the measures by id.

    Raises KnownError when one cannot be read.
    """
    return _compare(load_book([old]), load_book([new]), old, new)


def _compare(before: RuleBook, after: RuleBook, old: Path, new: Path) -> list[RuleChange]:
    changes = []
    for left, right in ((_common(before, old), _common(after, new)), (_measures(before), _measures(after))):
        for key in sorted({*left, *right}):
            title = (right.get(key) or left[key])[0]
            one, two = (side[key][1] if key in side else None for side in (left, right))
            if one is None or two is None:
                changes.append(RuleChange(key, title, "removed" if two is None else "added"))
            elif parts := _parts("", one, two):
                changes.append(RuleChange(key, title, "changed", tuple(parts)))
    return changes


Titled = dict[str, tuple[str, Any]]  # by id: what it is called, and everything it says


def _measures(book: RuleBook) -> Titled:
    return {id: (measure.source.title, measure.document()) for id, measure in book.measures.items()}


def _common(book: RuleBook, folder: Path) -> Titled:
    """What the answers of many measures rest on at once: packs, shared gates, the dictionary, the ladder, consistency."""
    found: Titled = {id: (pack.source.title, read_yaml(pack.folder / "pack.yaml")) for id, pack in book.packs.items()}
    found |= {name: ("共用条件", gate) for name, gate in book.kinds_lined.get("共用条件", {}).items()}
    for file, title in (("facts", "指标字典"), ("ladder", "梯次"), ("consistency", "一致")):
        path = folder / f"{file}.yaml"
        lists = read_yaml(path) if path.exists() else {}
        for part, entries in lists.items():
            found |= {f"{part} {entry.get('名称') or entry['编号']}": (title, entry) for entry in entries}
    return found


def _parts(path: str, old: Any, new: Any) -> list[tuple[str, str, str]]:
    """The innermost places where two readings differ."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return [part for key in keys for part in _parts(f"{path} › {key}" if path else key, old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            part for i, (a, b) in enumerate(zip(old, new, strict=True)) for part in _parts(f"{path} › {i + 1}", a, b)
        ]
    return [(path, _short(old), _short(new))]


def _short(value: Any) -> str:
    return "（无）" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def impact(old: Path, new: Path, registry: Path, as_of: date) -> list[Impact]:
    """Who gains and who loses when `new` replaces `old`, over the enterprises of a registry file (JSON list or JSON lines)."""
    before, after = load_book([old]), load_book([new])
    measures = {*before.measures, *after.measures}
    changed = {change.id for change in _compare(before, after, old, new)}
    if changed - measures:
        changed = measures  # what many rest on has changed, so any of them may answer otherwise
    found = []
    for name, document in _registry(registry):
        sides = [_outcomes(book, document, name, as_of, changed) for book in (before, after)]
        for id in sorted(changed):
            one, two = sides[0].get(id), sides[1].get(id)
            low_one, low_two = _low(one), _low(two)
            verdicts = (one.verdict if one else None, two.verdict if two else None)
            if verdicts[0] is not verdicts[1] or low_one != low_two:
                found.append(Impact(name, id, *verdicts, low_one, low_two))
    return found


def _registry(path: Path) -> list[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        documents = (
            json.loads(text)
            if text.lstrip().startswith("[")
            else [json.loads(line) for line in text.splitlines() if line.strip()]
        )
    except FileNotFoundError:
        raise KnownError("E-FILE", f"找不到文件 {path}", "请检查路径") from None
    except (OSError, ValueError):
        raise KnownError("E-JSON", f"{path} 不是企业清单", "应是一个 JSON 数组，或每行一家企业的 JSON") from None
    return [
        (str(document.get("name") or document.get("uscc") or i + 1), document) for i, document in enumerate(documents)
    ]


def _outcomes(book: RuleBook, document: Any, name: str, as_of: date, wanted: set[str]) -> dict[str, Outcome]:
    enterprise: Enterprise = EnterpriseReader(book.dictionary, name).read(document)
    reckoning = Reckoner(book).reckon(enterprise, as_of, examples=True)
    return {outcome.id: outcome for outcome in reckoning.outcomes if outcome.id in wanted}


def _low(outcome: Outcome | None) -> int:
    return outcome.low or 0 if outcome and outcome.verdict is Verdict.ELIGIBLE else 0


def budget_sentence(found: Sequence[Impact]) -> str:
    """How much more or less the change pays for certain, in words."""
    gains = sum(item.low_after - item.low_before for item in found if item.low_after > item.low_before)
    losses = sum(item.low_before - item.low_after for item in found if item.low_after < item.low_before)
    return f"增加 {show_best(gains)}，减少 {show_best(losses)}，合计 {'增' if gains >= losses else '减'} {show_best(abs(gains - losses))}"
