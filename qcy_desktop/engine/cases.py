"""Runs the cases that stand beside the rules: each gives facts and a day and says what the measure must answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qcy_desktop.domain.assessment import MeasureResult, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.quantity import MONEY, parse_quantity, show_size
from qcy_desktop.engine.explain import Explainer
from qcy_desktop.engine.measures import Measure
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.schema import CaseSource

_WORDS = {verdict.word: verdict for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What one case said: empty `faults` means it agreed. `answer` and `expected` are both in words."""

    measure: str
    name: str
    file: str
    line: int
    faults: tuple[str, ...]
    answer: str = ""
    expected: str = ""

    @property
    def passed(self) -> bool:
        return not self.faults


def run_cases(reckoner: Reckoner, measures: Iterable[Measure]) -> list[CaseReport]:
    """Every case of the measures, in order. A case that cannot be read is reported, not raised."""
    return [run_case(reckoner, measure, index) for measure in measures for index in range(len(measure.cases))]


def run_case(reckoner: Reckoner, measure: Measure, index: int) -> CaseReport:
    """One case of a measure."""
    case = measure.cases[index]
    line, said, awaited = measure.case_line(index), "", ""
    try:
        result = answer(reckoner, measure, case_enterprise(reckoner, measure, case), case)
        faults, said, awaited = tuple(compare(case, result)), _said(result), _awaited(case)
    except KnownError as fault:
        faults = (str(fault),)
    return CaseReport(measure.id, case.name, measure.file, line, faults, said, awaited)


def _said(result: MeasureResult) -> str:
    """Verdict and amount as a clerk says them: 符合 10.00 万元."""
    return result.verdict.word if result.amount is None else f"{result.verdict.word} {_amount_text(result)}"


def _awaited(case: CaseSource) -> str:
    expected = case.expected
    return " ".join((expected.verdict, *([_expected_text(expected.amount)] if expected.amount is not None else ())))


def case_enterprise(reckoner: Reckoner, measure: Measure, case: CaseSource) -> Enterprise:
    """The enterprise that a case describes. Raises KnownError for a wrong fact. While the book keeps a shelf of "cases"
    it is read once only."""
    shelf = reckoner.book.kept.get("cases")
    if shelf is None:
        return read_case(reckoner, case)
    if id(case) not in shelf:
        shelf[id(case)] = read_case(reckoner, case)
    found: Enterprise = shelf[id(case)]
    return found


def read_case(reckoner: Reckoner, case: CaseSource) -> Enterprise:
    reader = EnterpriseReader(reckoner.book.dictionary, "")
    document: dict[str, Any] = {
        "schema": 1,
        "facts": {k: _value(v) for k, v in case.facts.items()},
        "records": {kind: [_value(row) for row in rows] for kind, rows in case.records.items()},
    }
    if case.events is not None:
        document["events"] = [_event(entry) for entry in case.events]
    if case.awards is not None:
        document["awards"] = [_award(entry) for entry in case.awards]
    try:
        return reader.read(document)
    except KnownError as fault:
        raise KnownError(fault.code, _in_words_of_the_file(fault.sentence), fault.cure) from None


_PLACES = {"facts": "事实", "events": "事件", "records": "记录", "awards": "奖补"}


def _in_words_of_the_file(sentence: str) -> str:
    """A fault of an enterprise file as a fault of a case: 事实 › 收入 where that says facts › 收入."""
    first, rest = sentence.lstrip().partition(" ")[::2]
    return f"{_PLACES.get(first, first)} {rest}"


def answer(reckoner: Reckoner, measure: Measure, enterprise: Enterprise, case: CaseSource) -> MeasureResult:
    """What the measure answers in the case."""
    reckoning = reckoner.reckon_one(measure, enterprise, case.as_of)
    return Explainer(reckoner.book, reckoning).result(reckoning.outcomes[0])


def compare(case: CaseSource, result: MeasureResult) -> list[str]:
    """How the answer differs from what the case expects, in sentences."""
    expected = case.expected
    faults = []
    if _WORDS[expected.verdict] is not result.verdict:
        faults.append(f"结论应为“{expected.verdict}”，算出“{result.verdict.word}”（{result.reason}）")
    if expected.amount is not None and (shown := _amount_text(result)) != _expected_text(expected.amount):
        faults.append(f"金额应为 {_expected_text(expected.amount)}，算出 {shown}")
    if expected.needs is not None:
        keys = {need.key for need in result.needs}
        missing = [need for need in expected.needs if not any(_same_need(need, key) for key in keys)]
        if missing:
            faults.append(f"待补应有 {'、'.join(missing)}，算出 {'、'.join(sorted(keys)) or '无'}")
    if expected.reason is not None and expected.reason not in result.reason:
        faults.append(f"缘由应含“{expected.reason}”，算出“{result.reason}”")
    return faults


def _same_need(written: str, key: str) -> bool:
    """A need may be written as in the rule (上年 X, X) or with its year (2022年度 X)."""
    return written == key or written.split()[-1] == key.split()[-1]


def _amount_text(result: MeasureResult) -> str:
    if result.amount is None:
        return "无"
    low = show_size(_size(result.amount.low), MONEY)
    if result.amount.exact:
        return low
    return f"{low}～{show_size(_size(result.amount.high), MONEY) if result.amount.high is not None else '不封顶'}"


def _size(fen: int) -> Any:
    return parse_quantity(f"{fen}分")[0]


def _expected_text(text: str) -> str:
    ends = text.split("～")
    shown = [end if end in ("不封顶", "无") else show_size(_money(end), MONEY) for end in ends]
    return shown[0] if len(shown) == 1 or shown[0] == shown[1] else "～".join(shown)


def _money(text: str) -> Any:
    size, dim = parse_quantity(text, "元")
    if dim != MONEY:
        raise KnownError("E-CASE", f"应得金额“{text}”不是钱", "写成如 10万元；有幅度的写 低～高")
    return size


def _value(value: Any) -> Any:
    return (
        {year: _value(inner) for year, inner in value.items()}
        if isinstance(value, dict)
        else None
        if value in ("无", "否")
        else value
    )


def _event(entry: dict[str, Any]) -> dict[str, Any]:
    keys = {"名": "kind", "日": "date", "级别": "level", "首次": "first", "失效": "expires", "说": "note"}
    found = {keys.get(key, key): value for key, value in entry.items()}
    if "first" in found:
        found["first"] = {"是": True, "否": False}.get(found["first"], found["first"])
    return found


def _award(entry: dict[str, Any]) -> dict[str, Any]:
    keys = {"事项": "matter", "级别": "level", "金额": "amount", "日": "date", "措施": "measure"}
    return {keys.get(key, key): value for key, value in entry.items()}
