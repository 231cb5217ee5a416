"""Beyond one answer: the next question, the gaps and the day on which time alone changes the answer."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from qcy_desktop.domain.assessment import Change, GapPlan, Need, Question, Verdict
from qcy_desktop.domain.quantity import MONEY, show_size
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.explain import Explainer, mark_of
from qcy_desktop.engine.frame import AS_OF, Frame
from qcy_desktop.engine.reckoner import Outcome, Reckoning
from qcy_desktop.engine.truths import Answer, LeafOf, TruthCompiler

HORIZON_DAYS = 3660


def next_questions(book: RuleBook, explainer: Explainer, outcomes: list[Outcome]) -> tuple[Question, ...]:
    """Questions whose answers can still change something, the one that settles most money first."""
    touched: dict[Need, list[Outcome]] = {}
    alone: dict[Need, int] = {}
    for outcome in outcomes:
        if outcome.verdict not in (Verdict.UNKNOWN, Verdict.ELIGIBLE):
            continue
        needs = explainer.needs(outcome)
        for need in needs:
            touched.setdefault(need, []).append(outcome)
        if len(needs) == 1:
            alone[needs[0]] = alone.get(needs[0], 0) + 1
    questions = [_question(book, need, found, alone.get(need, 0)) for need, found in touched.items()]
    return tuple(sorted(questions, key=lambda q: (-(q.worth or 0), -len(q.measures), q.need.key)))


def _question(book: RuleBook, need: Need, found: list[Outcome], alone: int) -> Question:
    worth = sum((o.high or 0) - (o.low or 0) for o in found if not o.open_high)
    endless = any(o.open_high for o in found)
    parts = [f"涉及 {len(found)} 项"]
    if alone:
        parts.append(f"可定 {alone} 项")
    if worth:
        parts.append(f"最多影响 {show_size(Fraction(worth), MONEY)}")
    if endless:
        parts.append("有的金额不封顶")
    return Question(need, _asked(book, need), "，".join(parts), tuple(o.id for o in found), worth)


def _asked(book: RuleBook, need: Need) -> str:
    fact = book.dictionary.fact(need.fact)
    if fact is not None and fact.question:
        return f"{need.year} 年度：{fact.question}" if need.year else fact.question
    record = book.dictionary.record(need.fact)
    if record is not None and record.question:
        return record.question
    if need.fact == "events":
        return "企业取得过哪些认定、入库、上市等？请逐项登记，没有就声明没有"
    if need.fact == "awards":
        return "企业已经拿到过哪些奖补？请逐笔登记，没有就声明没有"
    return f"{need.key}是多少？"


def gap_plans(book: RuleBook, reckoning: Reckoning, explainer: Explainer) -> tuple[GapPlan, ...]:
    """For each measure refused by its conditions: the smallest set of changes, and the first day time alone does it."""
    plans = []
    for outcome in reckoning.outcomes:
        if outcome.verdict is Verdict.NOT_ELIGIBLE and outcome.raw is not None:
            plan = _Gap(book, reckoning, explainer, outcome).plan()
            if plan is not None:
                plans.append(plan)
    return tuple(sorted(plans, key=lambda plan: (len(plan.changes), plan.measure)))


class _Gap:
    """One refused measure."""

    def __init__(self, book: RuleBook, reckoning: Reckoning, explainer: Explainer, outcome: Outcome) -> None:
        self.book, self.reckoning, self.explainer, self.outcome = book, reckoning, explainer, outcome
        program, raw = outcome.ready.program, outcome.raw
        assert program is not None and raw is not None
        self.program, self.raw = program, raw
        self.answers = {id(leaf): answer for leaf, answer in zip(program.leaves, raw.answers, strict=True)}
        self.marks = {key: answer[0] for key, answer in self.answers.items()}

    def plan(self) -> GapPlan | None:
        failed = self.cheapest(self.program.trees[-1])
        if not failed:
            return None
        changes = tuple(self.change(leaf) for leaf in failed)
        return GapPlan(self.outcome.id, changes, self.gain(), self.earliest(failed))

    def cheapest(self, item: t.Leaf | t.Group) -> list[t.Leaf]:
        """The fewest unmet conditions whose change would meet the item."""
        if mark_of(item, self.marks) is not False:
            return []
        if isinstance(item, t.Leaf):
            return [item]
        options = [self.cheapest(part) for part in item.items]
        if item.kind == "全部":
            return [leaf for option in options for leaf in option]
        if item.kind == "非":
            return [leaf for leaf in self.leaves(item)]
        return min(options, key=len)

    def leaves(self, item: t.Leaf | t.Group) -> list[t.Leaf]:
        return [item] if isinstance(item, t.Leaf) else [leaf for part in item.items for leaf in self.leaves(part)]

    def change(self, leaf: t.Leaf) -> Change:
        said = self.explainer.sayings.leaf(leaf)
        required, actual, gap = said.figures(self.answers[id(leaf)])
        return Change(said.text, actual, required, gap or "须取得或满足")

    def gain(self) -> str:
        """What the measure would pay on today's figures."""
        if not self.program.steps or not self.outcome.ready.computable:
            return ""
        step = self.explainer.step(self.program.steps[-1], self.raw.amount)
        return step.low if step.low == step.high else f"{step.low}～{step.high}"

    def earliest(self, failed: list[t.Leaf]) -> date | None:
        """The first later day on which every failed condition holds though no fact changes."""
        if not all(isinstance(leaf.truth, t.CompareDays) for leaf in failed):
            return None
        truths = TruthCompiler(self.book.layout)
        functions = [truths.leaf(leaf.truth) for leaf in failed]
        frame = list(self.reckoning.frame)
        today = self.reckoning.as_of
        low, high = 1, HORIZON_DAYS
        if not self.holds(functions, frame, today, high):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.holds(functions, frame, today, middle) else (middle + 1, high)
        return today + timedelta(days=low)

    @staticmethod
    def holds(functions: list[LeafOf], frame: Frame, today: date, days: int) -> bool:
        frame[AS_OF] = today.toordinal() + days
        answers: list[Answer] = [function(frame) for function in functions]
        return all(answer[0] for answer in answers)
