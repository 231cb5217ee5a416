"""A rule corrected after the official text, in memory: its new file, its words, and the cases beside it run at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from qcy_desktop.domain.assessment import Evidence
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.canon import canonical
from qcy_desktop.engine.cases import CaseReport, run_cases
from qcy_desktop.engine.measures import Measure, read_measure
from qcy_desktop.engine.portrait import portray
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.source import parse_yaml

TEXTS = "texts"
"""The folder of a pack that holds the official clauses."""
ANALOGUE = "“{t}”是外地条文的类比示例，只供练习，不能核定。"
STEP = "›"
"""What stands between the steps of a path to a value, as in ``奖励额 › 历 › 0 › 值``."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an officer enters: the clause word for word, where it was read, and the numbers that it changes.

    `values` are new values by the name of a parameter, or by a path like ``奖励额 › 历 › 0 › 值``. `start` and `end` are the
    official days of force; `end` None leaves the end open. Without `start` the rule's own days stay.
    """

    text: str
    source: str
    article: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a correction would do: the rule in words and as a file, and what each case beside it answers now and before."""

    rule: str
    words: str
    cases: tuple[CaseReport, ...]
    before: tuple[CaseReport, ...] = ()

    @property
    def failed(self) -> tuple[CaseReport, ...]:
        return tuple(report for report in self.cases if not report.passed)


class Corrector:
    """Tries corrections of one measure, as often as somebody types; the book itself is not touched."""

    def __init__(self, book: RuleBook, id: str, today: date) -> None:
        self._book, self._today = book, today
        self.measure = book.measure(id)
        self._before = tuple(run_cases(Reckoner(book), [self.measure]))

    @property
    def before(self) -> tuple[CaseReport, ...]:
        """What the cases answer as the rule stands."""
        return self._before

    def try_out(self, correction: Correction) -> Trial:
        """The corrected rule. Raises KnownError for a value that cannot be, E-VERIFY-MISSING for a measure without rule."""
        return self.try_rule(corrected(self.measure, correction, self._today))

    def try_rule(self, rule: str) -> Trial:
        """A rule file in place of the measure's own. Raises SourceError when it does not load or is another measure's."""
        old = self.measure
        new = read_measure(rule, Path(old.file), old.pack)
        measures = {**self._book.measures, old.id: new}
        book = replace(self._book, measures=measures, kept={}, _programs={}, _built={})
        for index, version in enumerate(new.source.versions):
            book.build(new, index, version.force.start)
        return Trial(rule, portray(book, new), tuple(run_cases(Reckoner(book), [new])), self._before)


def agreed(trial: Trial, names: Collection[str]) -> str:
    """The trial's rule with the cases named made to expect what they answer now: the clause changed, and they with it."""
    document = json.loads(json.dumps(parse_yaml(trial.rule, ""), ensure_ascii=False))
    for case, report in zip(document.get("样例", ()), trial.cases, strict=True):
        if report.name in names and not report.passed:
            verdict, _, amount = report.answer.partition(" ")
            case["应得"] = {"结论": verdict, **({"金额": amount.replace(" ", "")} if amount else {})}
    return canonical(json.dumps(document, ensure_ascii=False), "")


def require_text(correction: Correction) -> None:
    """Raises KnownError E-VERIFY-TEXT for a correction without the text or without its source."""
    if not correction.text.strip() or not correction.source.strip():
        raise KnownError("E-VERIFY-TEXT", "没有录入官方条文或它的出处。", "请粘贴条文全文，并写明文号和页码或网址")


def held_text(text: str) -> str:
    """A clause as it is kept: without blanks around it, one line end after it."""
    return text.strip() + "\n"


def corrected(old: Measure, correction: Correction, today: date) -> str:
    """The rule file with a correction written into its newest version. Raises KnownError E-VERIFY-MISSING, E-VERIFY-ANALOGUE,
    E-VERIFY-VALUE."""
    document = json.loads(json.dumps(old.document(), ensure_ascii=False))
    if not document.get("版本"):
        raise KnownError("E-VERIFY-MISSING", f"“{old.source.title}”还没有规则，不能核定。", "请先按官方条文编写规则")
    if old.source.evidence.grade is Evidence.ANALOGUE:
        raise KnownError("E-VERIFY-ANALOGUE", ANALOGUE.format(t=old.source.title), "请核定本地政策的措施")
    clause = document["条款"]
    clause["条"] = correction.article or clause["条"]
    clause["原文"] = f"{TEXTS}/{old.id}.md"
    clause["原文摘要"] = hashlib.sha256(held_text(correction.text).encode()).hexdigest()
    document["证据"] = {"等级": "官方文本", "来源": correction.source.strip(), "查阅日": today.isoformat()}
    version = document["版本"][-1]
    version.pop("证据", None)
    for parameter in version.get("参数", {}).values():
        parameter.pop("证据", None)
    if correction.start is not None:
        ends = {} if correction.end is None else {"至": correction.end.isoformat()}
        version["施行"] = {"自": correction.start.isoformat(), **ends}
        if version.get("状态") == "未知":
            version.pop("状态")  # who reads the days from the official text knows that it is in force on them
    for path, value in correction.values.items():
        _put(version.get("参数", {}), path, value)
    return canonical(json.dumps(document, ensure_ascii=False), old.file)


def _put(parameters: dict[str, Any], path: str, value: str) -> None:
    steps = [step.strip() for step in path.split(STEP)]
    steps = steps if len(steps) > 1 else [*steps, "值"]
    here: Any = parameters
    try:
        for step in steps[:-1]:
            here = here[int(step)] if isinstance(here, list) else here[step]
        last = int(steps[-1]) if isinstance(here, list) else steps[-1]
        if not isinstance(here[last], str):
            raise KeyError(path)
        here[last] = value.strip()
    except (KeyError, IndexError, ValueError, TypeError):
        listed = "、".join(parameters)
        raise KnownError("E-VERIFY-VALUE", f"规则里没有可改的参数“{path}”。", f"可改的参数：{listed}") from None
