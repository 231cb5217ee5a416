"""Turns raw outcomes into words: each condition with required, actual and gap, each amount step, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from qcy_desktop.domain.assessment import (
    Condition,
    Handling,
    Instalment,
    Mark,
    MeasureResult,
    Need,
    Span,
    Step,
    Verdict,
)
from qcy_desktop.domain.facts import FactType
from qcy_desktop.domain.quantity import MONEY, plain_decimal, show_size
from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.book import Pack, RuleBook
from qcy_desktop.engine.frame import AWARDS, EVENTS, NEVER
from qcy_desktop.engine.program import Program
from qcy_desktop.engine.ranges import Range
from qcy_desktop.engine.reads import slots_in
from qcy_desktop.engine.reckoner import Outcome, Reckoning
from qcy_desktop.engine.shares import split
from qcy_desktop.engine.terms import decided_by, schedule
from qcy_desktop.engine.truths import Answer
from qcy_desktop.engine.words import say, say_day, say_truth, show_stored

EVENTS_NEED = Need("认定、入库等事件清单", "events")
AWARDS_NEED = Need("已获奖补台账", "awards")
_MARKS = {True: Mark.MET, False: Mark.UNMET, None: Mark.UNKNOWN}


class Explainer:
    """Explains the outcomes of one reckoning."""

    def __init__(self, book: RuleBook, reckoning: Reckoning) -> None:
        self.book = book
        self.reckoning = reckoning
        self.frame = reckoning.frame
        self.year = reckoning.as_of.year

    def result(self, outcome: Outcome) -> MeasureResult:
        """The whole answer of one measure in words."""
        source = outcome.ready.measure.source
        pack = self.book.packs[outcome.ready.measure.pack]
        live = outcome.ready.live
        span = None if outcome.low is None else span_of(outcome.low, outcome.high, outcome.open_high)
        evidence = live.source.evidence if live and live.source.evidence else source.evidence
        return MeasureResult(
            id=source.id, title=source.title, pack=pack.source.id, pack_title=pack.short, clause=source.clause.article,
            evidence=evidence.grade, verified=outcome.ready.verified, verdict=outcome.verdict, nature=source.nature, amount=span,
            steps=self.steps(outcome), conditions=self.conditions(outcome), needs=self.needs(outcome), reason=self.reason(outcome),
            payer=self.payer(outcome, pack, span), version=_version_words(outcome), effect_note=outcome.ready.reason if live else "",
            source=_source_words(evidence.source, evidence.seen_on), clause_text=source.known, not_modelled=tuple(source.not_modelled),
            handling=_handling(outcome), linked=tuple(source.may_be), payee=source.payee, schedule=self.schedule(outcome, span),
            decided_by=self.decided_by(outcome), clawback=live.source.clawback if live else "", up_to=_up_to(outcome),
        )  # fmt: skip

    # --- conditions
    def conditions(self, outcome: Outcome) -> tuple[Condition, ...]:
        program, raw = outcome.ready.program, outcome.raw
        if program is None or raw is None:
            return ()
        article = outcome.ready.measure.source.clause.article
        parts = zip(program.leaves, program.depths, raw.answers, strict=True)
        return tuple(self.condition(leaf, depth, answer, article) for leaf, depth, answer in parts)

    def condition(self, leaf: t.Leaf, depth: int, answer: Answer, article: str) -> Condition:
        node = leaf.truth
        required, actual, gap = self.figures(node, answer)
        needs = self.missing(node) if answer[0] is None else ()
        where = "；".join(dict.fromkeys(self.sources(node)))
        return Condition(
            leaf.words or say_truth(node),
            _MARKS[answer[0]],
            required,
            actual,
            gap,
            leaf.clause or leaf.source or article,
            needs,
            where,
            depth,
        )

    def figures(self, node: t.Truth, answer: Answer) -> tuple[str, str, str]:
        """Required, actual and gap in words; 待补 stands where a fact is missing."""
        match node:
            case t.Compare():
                return self.compared(node, answer)
            case t.CompareDays():
                return self.days(node, answer)
            case t.Not(item=t.Compare() as inner):
                required, actual, _ = self.compared(inner, answer)
                return f"不是 {required}", actual, ""
            case t.Flag():
                return "是", _yes(answer[0]), ""
            case t.Not(item=t.Flag()):
                return "否", _yes(None if answer[0] is None else not answer[0]), ""
            case t.Member():
                words = (
                    "、".join(node.words[:2]) + f"等 {len(node.words)} 个之一"
                    if len(node.words) > 3
                    else "、".join(node.words)
                )
                return ("不是 " if node.negated else "") + words, "待补" if answer[0] is None else answer[1] or "无", ""
            case t.HasEvent():
                return (
                    "有",
                    "待补" if answer[0] is None else date.fromordinal(answer[1]).isoformat() if answer[1] else "无",
                    "",
                )
            case t.Not(item=t.HasEvent()):
                return ("没有", "待补" if answer[0] is None else "无" if answer[0] else "有", "")
            case t.AnyRecord() | t.EveryRecord():
                return (
                    "至少一个" if isinstance(node, t.AnyRecord) else "每一个",
                    "待补" if answer[0] is None else "尚未登记" if answer[1] is None else f"{answer[1]} 个满足",
                    "",
                )
        return "", {True: "是", False: "否", None: "待补"}[answer[0]], ""

    def compared(self, node: t.Compare, answer: Answer) -> tuple[str, str, str]:
        mark, actual, _, gap = answer
        required = f"{node.op.value} {say(node.right)}"
        if actual is None:
            return required, "无", ""
        if isinstance(actual, tuple):
            return required, self.ratio(node, actual), self.ratio_gap(node, actual, mark)
        if isinstance(actual, Range):
            return required, "待补" if not actual.why else actual.why, ""
        shown_as = (
            node.left if isinstance(node.right, t.Number) and isinstance(node.left, t.FactNumber) else _at_scale(node)
        )
        distance = "" if gap is None else _gap_words(node.op, mark, show_stored_at(abs(gap), node) if gap else "")
        if node.left.dim == ():
            return required, near_percent(Fraction(actual) / shown_as.scale, node.right), distance
        return required, show_stored(actual, shown_as), distance

    def ratio(self, node: t.Compare, pair: tuple[Any, Any]) -> str:
        size = _ratio_size(node, pair)
        if isinstance(size, str):
            return size
        return near_percent(size, node.right) if node.left.dim == () else show_size(size, node.left.dim)

    def ratio_gap(self, node: t.Compare, pair: tuple[Any, Any], mark: bool | None) -> str:  # noqa: FBT001
        size = _ratio_size(node, pair)
        if isinstance(size, str) or not isinstance(node.right, t.Number):
            return ""
        distance = abs(size - node.right.value)
        shown = points(distance) if node.left.dim == () else show_size(distance, node.left.dim)
        return _gap_words(node.op, mark, shown if distance else "")

    def days(self, node: t.CompareDays, answer: Answer) -> tuple[str, str, str]:
        mark, left, right, gap = answer
        if left == NEVER or right == NEVER:
            return f"{node.word} {say_day(node.right)}", "无", ""
        if left is None or right is None:
            return say_day(node.right), "待补", ""
        required = f"{node.word} {date.fromordinal(right).isoformat()}"
        inner = node.left.day if isinstance(node.left, t.DayShift) else node.left
        shown = date.fromordinal(left).isoformat()
        if inner is not node.left:
            shown = f"{shown}（{say_day(inner)}推算）"
        short = abs(gap) + (1 if node.op in (t.Op.LT, t.Op.GT) else 0)
        return required, shown, "" if mark else f"差 {short} 天"

    # --- facts behind a node
    def sources(self, node: object) -> Iterator[str]:
        for slot in self.reads(node):
            if slot.kind != "fact":
                continue
            at = (
                None
                if slot.year is None
                else slot.year.year
                if slot.year.year is not None
                else self.year + slot.year.offset
            )
            if at is not None:
                yield f"{at} 年度"
            found = self.reckoning.enterprise.sources.get((slot.id, at))
            if found:
                yield found

    def reads(self, node: object) -> tuple[t.SlotKey, ...]:
        """What a typed node reads; walked once per rule book, since nodes never change."""
        held = self.book.reads.get(id(node))
        if held is None:
            held = self.book.reads[id(node)] = (node, tuple(slots_in(node)))
        return held[1]

    def missing(self, node: object) -> tuple[Need, ...]:
        """The missing facts that a node reads, each once, in reading order."""
        found: dict[Need, None] = {}
        for slot in self.reads(node):
            if slot.kind == "events":
                if self.frame[EVENTS] is None:
                    found[EVENTS_NEED] = None
            elif slot.kind == "awards":
                if self.frame[AWARDS] is None:
                    found[AWARDS_NEED] = None
            elif self.is_missing(slot):
                found[self.book.layout.need(slot, self.year)] = None
        return tuple(found)

    def is_missing(self, slot: t.SlotKey) -> bool:
        if slot.kind == "field":
            records = self.reckoning.enterprise.records.get(slot.id)
            return records is not None and any(record.get(slot.sub) is None for record in records)
        value = self.frame[self.book.layout.places[slot]]
        return value is None or value.__class__ is Range

    # --- needs
    def needs(self, outcome: Outcome) -> tuple[Need, ...]:
        """Facts still missing that can change the verdict, then those that can change the amount."""
        program, raw = outcome.ready.program, outcome.raw
        if program is None or raw is None or outcome.verdict in (Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE):
            return ()
        found: dict[Need, None] = {}
        if outcome.ready.chosen_by is not None:
            found.update(dict.fromkeys(self.missing(outcome.ready.chosen_by)))
        if outcome.verdict is Verdict.UNKNOWN:
            for leaf in open_leaves(program, raw.answers):
                found.update(dict.fromkeys(self.missing(leaf.truth)))
        if outcome.low != outcome.high or outcome.open_high:
            for step in self.open_steps(outcome):
                found.update(dict.fromkeys(self.missing(step)))
        return tuple(found)

    def open_steps(self, outcome: Outcome) -> list[t.StepNode]:
        """The steps whose unknowns still matter: those from the last step after which the value was certain."""
        program, raw = outcome.ready.program, outcome.raw
        assert program is not None and raw is not None
        last_sure = max((i for i, value in enumerate(raw.values) if value.__class__ is not Range), default=-1)
        if raw.amount.__class__ is not Range:
            return []
        return list(program.steps[last_sure + 1 :])

    # --- amount
    def steps(self, outcome: Outcome) -> tuple[Step, ...]:
        program, raw = outcome.ready.program, outcome.raw
        if program is None or raw is None or outcome.verdict not in (Verdict.ELIGIBLE, Verdict.UNKNOWN):
            return ()
        halved = raw.values
        if self.reckoning.half is not None and any(isinstance(value, Range) for value in raw.values):
            halved = program.run(self.reckoning.half).values
        parts = zip(program.steps, raw.values, halved, strict=True)
        return tuple(self.step(node, value, half) for node, value, half in parts)

    def step(self, node: t.StepNode, value: r.Value, half: r.Value | None = None) -> Step:
        """One step; a bound that moves when plausible ranges are halved is said to be unknown."""
        low, high = r.bounds(value)
        low_firm, high_firm = (
            a == b for a, b in zip((low, high), r.bounds(value if half is None else half), strict=True)
        )
        low_text = (
            show_size(Fraction(low) / node.scale, node.dim) if low_firm and not r.is_bottomless(value) else "待定"
        )
        high_text = show_size(Fraction(high) / node.scale, node.dim) if high_firm and not r.is_open(value) else "待定"
        if node.dim != MONEY or r.is_bottomless(value):
            return Step(step_words(node), low_text, high_text, low_text, high_text)
        plain = [plain_decimal(Fraction(end) / node.scale / 100, 2).replace(",", "") for end in (low, high)]
        return Step(step_words(node), low_text, high_text, *plain)

    def payer(self, outcome: Outcome, pack: Pack, span: Span | None) -> tuple[tuple[str, Span], ...]:
        shares = outcome.ready.measure.source.payer or ({pack.source.level: "1"} if pack.source.level else {})
        if span is None or outcome.verdict not in (Verdict.ELIGIBLE, Verdict.UNKNOWN):
            return ()
        rates = [Fraction(share) for share in shares.values()]
        lows = split(span.low, rates)
        tops = split(outcome.high or 0, rates)
        return tuple(
            (name, span_of(low, top, span.high is None)) for name, low, top in zip(shares, lows, tops, strict=True)
        )

    # --- terms beside the amount
    def schedule(self, outcome: Outcome, span: Span | None) -> tuple[Instalment, ...]:
        program, live = outcome.ready.program, outcome.ready.live
        if program is None or live is None or outcome.verdict not in (Verdict.ELIGIBLE, Verdict.UNKNOWN):
            return ()
        return schedule(live.source, program.terms, program.ready_terms, self.frame, span)

    def decided_by(self, outcome: Outcome) -> str:
        program, live = outcome.ready.program, outcome.ready.live
        return decided_by(live.source, program.ready_terms, self.frame) if program and live else ""

    # --- reason
    def reason(self, outcome: Outcome) -> str:
        source = outcome.ready.measure.source
        if outcome.verdict is Verdict.NOT_COMPUTABLE and source.not_computable:
            note = source.not_computable.note
            return f"{source.not_computable.reason}{'：' + note if note else ''}"
        if outcome.verdict in (Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE) and outcome.raw is not None:
            failed = [c.text for c in self.conditions(outcome) if c.mark is Mark.UNMET and c.depth == 0]
            return f"{outcome.reason}：{'；'.join(failed)}" if failed else outcome.reason
        if outcome.verdict is Verdict.ELIGIBLE and outcome.low is None:
            return "条件全部满足；金额未掌握" if outcome.ready.measure.source.nature == "现金" else "条件全部满足"
        if outcome.verdict is Verdict.UNKNOWN and not self.needs(outcome):
            return self.why_open(outcome)
        return outcome.reason

    def why_open(self, outcome: Outcome) -> str:
        """Why nothing can be said though no fact is missing: a rate of growth without a base, say."""
        found = [f"{c.text}（{c.actual}）" for c in self.conditions(outcome) if c.mark is Mark.UNKNOWN]
        return f"无法判断：{'；'.join(found)}" if found else outcome.reason


def span_of(low: int, high: int | None, open_: bool) -> Span:
    """Bounds as a Span; an open upper bound is kept as the ceiling only."""
    return Span(low, None, high) if open_ else Span(low, high)


def open_leaves(program: Program, answers: list[Answer]) -> list[t.Leaf]:
    """The unknown conditions that can still change the verdict: those in groups that are not decided."""
    marks = {id(leaf): answer[0] for leaf, answer in zip(program.leaves, answers, strict=True)}
    found: list[t.Leaf] = []
    for tree in program.trees:
        _collect_open(tree, marks, found)
    return found


def _collect_open(group: t.Group, marks: dict[int, bool | None], found: list[t.Leaf]) -> None:
    if mark_of(group, marks) is not None:
        return
    for item in group.items:
        if isinstance(item, t.Group):
            _collect_open(item, marks, found)
        elif marks[id(item)] is None:
            found.append(item)


def mark_of(item: t.Group | t.Leaf, marks: dict[int, bool | None]) -> bool | None:
    """The mark of a group from the marks of its leaves (by identity of the leaf)."""
    if isinstance(item, t.Leaf):
        return marks[id(item)]
    inner = [mark_of(part, marks) for part in item.items]
    if item.kind == "非":
        return None if inner[0] is None else not inner[0]
    if item.kind == "全部":
        return False if False in inner else None if None in inner else True
    return True if True in inner else None if None in inner else False


def step_words(node: t.StepNode) -> str:
    """A step of the amount as a sentence."""
    where = f"（{node.scope}）" if node.scope and node.do is not t.Do.ROUND else ""
    match node.do:
        case t.Do.ROUND:
            mode = {"舍去": "舍去尾数", "四舍五入": "四舍五入", "进位": "进位"}[node.mode]
            return f"取整到{node.scope}，{mode}" + (f"（{node.reason}）" if node.reason else "")
        case t.Do.EACH:
            assert node.record is not None
            return f"逐个{node.record.name}计算后相加" + (f"（{say_truth(node.where)}）" if node.where else "")
        case t.Do.BRANCH:
            return "按情形分别计算"
        case t.Do.BEST:
            return "几种算法取高"
        case t.Do.TOTAL:
            return "几部分相加"
        case t.Do.RANGE:
            assert node.low is not None and node.value is not None
            return f"在 {say(node.low)} 至 {say(node.value)} 之间裁量"
        case t.Do.EVERY:
            assert node.value is not None and node.per is not None and node.give is not None
            return f"{say(node.value)}每满 {say(node.per)} 给 {say(node.give)}"
        case t.Do.YEARLY:
            assert node.start is not None
            rates = "、".join(show_size(rate, ()) for rate in node.rates)
            return f"自{node.reason or say_day(node.start)}起各年按 {rates} 计"
    assert node.value is not None
    return f"{node.word}{where} {say(node.value)}" if node.word not in ("查表", "分段") else f"{say(node.value)}{where}"


def _at_scale(node: t.Compare) -> t.Number:
    """A stand-in that shows stored values at the common scale of a comparison."""
    scale = node.left.scale * node.right.scale // _gcd(node.left.scale, node.right.scale)
    unit = node.left.fact.unit if isinstance(node.left, t.FactNumber) else ""
    return t.Number(Fraction(1, scale), node.left.dim, "", unit)


def show_stored_at(stored: Any, node: t.Compare) -> str:
    """A gap of a comparison in words; stored at the scale in which the comparison was made."""
    if isinstance(node.right, t.Number) and isinstance(node.left, t.FactNumber):
        scale = node.left.scale * (
            node.right.value.denominator
            // _gcd(node.right.value.numerator * node.left.scale, node.right.value.denominator)
        )
    else:
        scale = node.left.scale * node.right.scale // _gcd(node.left.scale, node.right.scale)
    unit = (
        node.left.fact.unit if isinstance(node.left, t.FactNumber) and node.left.fact.type is not FactType.MONEY else ""
    )
    if node.left.dim == () and isinstance(node.left, (t.FactNumber, t.Growth, t.Quotient)):
        return points(Fraction(stored) / scale)
    return show_size(Fraction(stored) / scale, node.left.dim, unit)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a or 1


def _ratio_size(node: t.Compare, pair: tuple[Any, Any]) -> Fraction | str:
    """The ratio behind a pair of stored values, or why it cannot be said."""
    a, b = pair
    if isinstance(a, Range) or isinstance(b, Range):
        return "待补"
    if b <= 0:
        return "基数不大于零，无法计算"
    if isinstance(node.left, t.Quotient):
        return Fraction(a * node.left.right.scale, b * node.left.left.scale)
    assert isinstance(node.left, t.Growth)
    return _root(Fraction(a, b), node.left.years) - 1


def near_percent(size: Fraction, required: t.Num) -> str:
    """A rate in per cent with two decimals; more when two would make it look like the limit it misses or beats."""
    limit = required.value if isinstance(required, t.Number) else size
    for places in (2, 4, 6):
        shown = plain_decimal(size * 100, places)
        if size == limit or shown != plain_decimal(limit * 100, places):
            break
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"


def _root(size: Fraction, years: int) -> Fraction:
    """The positive years-th root of a fraction, cut to eight decimals; for showing only."""
    scaled = size * 10 ** (8 * years)
    target = scaled.numerator // scaled.denominator
    low, high = 0, 1 << (target.bit_length() // years + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**years <= target else (low, middle - 1)
    return Fraction(low, 10**8)


def points(distance: Fraction) -> str:
    """A distance between rates in percentage points: two decimals, more where two would show nothing."""
    shown = next((text for places in (2, 4, 6) if (text := plain_decimal(distance * 100, places)).strip("0.")), "0")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + " 个百分点"


def _gap_words(op: t.Op, mark: bool | None, distance: str) -> str:  # noqa: FBT001 - a mark is a value, not a switch
    """差 or 高出 for lower limits, 超出 or 低于 for upper limits; an empty distance is a value right on the limit."""
    if mark is None or op in (t.Op.EQ, t.Op.NE):
        return ""
    if not distance:
        return "" if mark else "正好等于限值"
    lower_limit = op in (t.Op.GE, t.Op.GT)
    word = ("高出" if lower_limit else "低于上限") if mark else ("差" if lower_limit else "超出")
    return f"{word} {distance}"


def _yes(mark: bool | None) -> str:  # noqa: FBT001
    return {True: "是", False: "否", None: "待补"}[mark]


def _up_to(outcome: Outcome) -> str:
    """Why the amount is only a ceiling, empty when it is not."""
    live = outcome.ready.live
    return live.source.budget if live and outcome.high else ""


def _version_words(outcome: Outcome) -> str:
    live = outcome.ready.live
    if live is None:
        return ""
    force = live.source.force
    end = f"至 {force.end.isoformat()}{'（推断）' if force.end_inferred else ''}" if force.end else "起施行"
    return f"{force.start.isoformat()}{'（推断）' if force.start_inferred else ''} {end}"


def _source_words(source: str, seen_on: date | None) -> str:
    return f"{source}（查阅于 {seen_on.isoformat()}）" if seen_on and source else source


def _handling(outcome: Outcome) -> Handling:
    source = outcome.ready.measure.source.handling
    claims = outcome.ready.live.source.claims if outcome.ready.live else []
    windows = tuple(
        f"{claim.start.isoformat()} 至 {claim.end.isoformat() if claim.end else '另行通知'}{'（' + claim.batch + '）' if claim.batch else ''}"
        for claim in claims
    )
    if source is None:
        return Handling(windows=windows)
    return Handling(
        source.mode,
        source.channel,
        source.copies,
        tuple(source.materials),
        source.time_limit,
        source.department,
        windows,
    )
