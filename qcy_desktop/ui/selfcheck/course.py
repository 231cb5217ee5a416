"""The course of a self-check: which question comes next, what was answered, what that may be worth. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from qcy_desktop.domain.assessment import Assessment, Nature, Question, Span, Verdict
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.facts import FactDef
from qcy_desktop.domain.uncapped import uncapped
from qcy_desktop.ui.desk import AskingDesk
from qcy_desktop.ui.words import add_spans

Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Said:
    """One question and what was said to it; `value` None means 不清楚."""

    question: Question
    text: str
    value: Value | None


@dataclass(slots=True)
class Course:
    """One visitor's answers; `forget` leaves nothing behind."""

    desk: AskingDesk
    as_of: date
    said: list[Said] = field(default_factory=list)
    result: Assessment | None = None

    def enterprise(self) -> Enterprise:
        """What was said, as an enterprise without a name."""
        facts: dict[Key, Value] = {}
        for one in self.said:
            if one.value is not None:
                facts[(one.question.need.fact, one.question.need.year)] = one.value
        return Enterprise(as_of=self.as_of, facts=facts)

    def begin(self) -> Question | None:
        """Start anew; the first question."""
        self.forget()
        return self._reckon()

    def answer(self, question: Question, text: str) -> Question | None:
        """Take an answer and give the next question. Raises KnownError when the text cannot be read."""
        value = self.desk.parse(self._fact(question), text)
        self.said.append(Said(question, text, value))
        return self._reckon()

    def pass_over(self, question: Question) -> Question | None:
        """不清楚: the next question."""
        self.said.append(Said(question, "", None))
        return self._reckon()

    def back(self) -> Said | None:
        """Take back the last answer, so that its question can be asked again."""
        if not self.said:
            return None
        last = self.said.pop()
        self._reckon()
        return last

    def forget(self) -> None:
        """Nothing of this visitor remains."""
        self.said.clear()
        self.result = None

    def fact(self, question: Question) -> FactDef:
        return self._fact(question)

    def left(self) -> int:
        """How many questions could still change something."""
        return len(self._open())

    def worth(self) -> Span:
        """Cash that may be had, verified or not, from what is sure to what is possible."""
        if self.result is None:
            return Span(0, 0)
        return add_spans(total.span for total in self.result.totals if total.nature is Nature.CASH)

    def uncapped(self) -> int:
        """How many measures that pay cash have no ceiling."""
        return 0 if self.result is None else uncapped(self.result.measures, Nature.CASH)

    def titles(self, verdict: Verdict) -> tuple[str, ...]:
        """Titles of the measures with that verdict."""
        if self.result is None:
            return ()
        return tuple(m.title for m in self.result.measures if m.verdict is verdict)

    def _reckon(self) -> Question | None:
        self.result = self.desk.assess(self.enterprise(), self.as_of)
        open_now = self._open()
        return open_now[0] if open_now else None

    def _open(self) -> list[Question]:
        if self.result is None:
            return []
        known = {fact.id for fact in self.desk.facts()}
        asked = {(one.question.need.fact, one.question.need.year) for one in self.said}
        fits = [q for q in self.result.next_questions if q.need.fact in known]
        return [q for q in fits if (q.need.fact, q.need.year) not in asked]

    def _fact(self, question: Question) -> FactDef:
        return next(fact for fact in self.desk.facts() if fact.id == question.need.fact)
