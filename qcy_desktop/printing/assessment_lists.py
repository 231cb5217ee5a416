"""The lists of the assessment sheet: what is met, what is missing, what does not apply, the best combination, the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from qcy_desktop.domain.assessment import (
    Assessment,
    Combination,
    Condition,
    Evidence,
    GapPlan,
    Mark,
    MeasureResult,
    Total,
    Verdict,
)
from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Look
from qcy_desktop.printing.flow import Strip, spaced
from qcy_desktop.printing.measure_card import amount_words, measure_card
from qcy_desktop.printing.parts import Desk, Pair, columns, listing, note, pairs, shares, subsection

_DIGEST_SHOWN = 16
_OVERVIEW_FROM = 3
_MOST_QUESTIONS = 12


def met(desk: Desk, assessment: Assessment) -> list[Strip]:
    """符合条件: each measure in full."""
    found = _with(assessment, Verdict.ELIGIBLE)
    cards = [strip for result in found for strip in measure_card(desk, result)]
    return [*overview(desk, found), *cards] or note(desk, desk.say("符合.空"))


def overview(
    desk: Desk, results: Sequence[MeasureResult], least: int = _OVERVIEW_FROM, look: Look = looks.ROWS
) -> list[Strip]:
    """All the measures of a list at a glance; nothing for fewer than `least`, which are seen at a glance anyway."""
    if len(results) < least:
        return []
    cols = columns(
        shares(desk.width, 0.5, 6.2, 1.3, 1.3, 3.0),
        [looks.SMALL, looks.SMALL, looks.SMALL, looks.SMALL, looks.SMALL_RIGHT],
        ["结论", "措施名称", "资金性质", "核定情况", "金额"],
    )
    rows = [_overview_row(desk, result) for result in results]
    return listing(desk, ("", *desk.words.items("符合.列")), cols, rows, look)


def _overview_row(desk: Desk, result: MeasureResult) -> list[Cell]:
    state = desk.say("措施.已核定" if result.verified else "措施.未核定短")
    colour = looks.GREEN if result.verified else looks.AMBER
    return [
        Cell(result.verdict.sign, replace(looks.SMALL, colour=looks.VERDICT_COLOURS[result.verdict])),
        Cell(result.title),
        Cell(result.nature.value),
        Cell(state, replace(looks.SMALL, colour=colour)),
        Cell(amount_words(desk, result.amount)),
    ]


def wanting(desk: Desk, assessment: Assessment) -> list[Strip]:
    """还差什么: facts to supply with the measures that wait for them, then what is not met and how to mend it."""
    strips: list[Strip] = []
    open_ = _with(assessment, Verdict.UNKNOWN)
    failed = _with(assessment, Verdict.NOT_ELIGIBLE)
    if not open_ and not failed:
        return note(desk, desk.say("还差.空"))
    if open_:
        strips += [*subsection(desk, desk.say("还差.待补标题")), *_needs(desk, open_)]
        strips += spaced(overview(desk, open_), 8)
        strips += [strip for result in open_ for strip in measure_card(desk, result)]
    if failed:
        strips += [*subsection(desk, desk.say("还差.不符标题")), *_failed(desk, failed, assessment.gaps)]
    return strips


def _needs(desk: Desk, open_: Sequence[MeasureResult]) -> list[Strip]:
    counts: dict[str, int] = {}
    for result in open_:
        for key in dict.fromkeys(need.key for need in result.needs):
            counts[key] = counts.get(key, 0) + 1
    if not counts:
        return []
    cols = columns(shares(desk.width, 5, 1), [looks.SMALL, looks.SMALL_RIGHT], ["需补的资料", "涉及措施"])
    rows = [[Cell(key), Cell(desk.say("还差.项数", count=count))] for key, count in counts.items()]
    return [*note(desk, desk.say("还差.待补清单")), *listing(desk, desk.words.items("还差.列"), cols, rows)]


def _failed(desk: Desk, failed: Sequence[MeasureResult], gaps: Sequence[GapPlan]) -> list[Strip]:
    plans = {plan.measure: plan for plan in gaps}
    cols = columns(shares(desk.width, 3, 4, 3), [looks.SMALL] * 3, ["措施名称", "差在哪里", "怎样补足"])
    rows = [
        [_named(desk, result), Cell(_failings(result)), Cell(_mending(desk, plans.get(result.id)))] for result in failed
    ]
    return listing(desk, desk.words.items("还差.不符列"), cols, rows)


def _named(desk: Desk, result: MeasureResult) -> Cell:
    state = desk.say("措施.已核定" if result.verified else "措施.未核定")
    note = f"{result.cited}\n证据 {result.evidence.value}，{state}"
    return Cell(result.title, looks.SMALL_BOLD, note)


def _failings(result: MeasureResult) -> str:
    unmet = [
        _failing(condition)
        for condition in result.conditions
        if condition.mark is Mark.UNMET and condition.required and not condition.spare
    ]
    return "\n".join(f"{Mark.UNMET.sign} {text}" for text in unmet) or result.reason


def _failing(condition: Condition) -> str:
    details = [f"实际 {condition.actual}" if condition.actual else "", condition.gap]
    said = "，".join(text for text in details if text)
    return f"{condition.text}：{said}" if said else condition.text


def _mending(desk: Desk, plan: GapPlan | None) -> str:
    if plan is None:
        return ""
    lines = [
        desk.say(
            "还差.变更" if change.distance else "还差.变更无差",
            fact=change.fact, current=change.current, target=change.target, distance=change.distance,
        )
        for change in plan.changes
    ]  # fmt: skip
    if plan.earliest is not None:
        lines.append(desk.say("还差.到期", day=show_day(plan.earliest)))
    if plan.gain:
        lines.append(desk.say("还差.收益", gain=plan.gain))
    return "\n".join(lines)


def other(desk: Desk, assessment: Assessment) -> list[Strip]:
    """不适用与不可计算: grouped by reason; measures whose text is missing are folded into a line per pack."""
    both = (Verdict.NOT_APPLICABLE, Verdict.NOT_COMPUTABLE)
    found = [result for result in assessment.measures if result.verdict in both]
    told = [result for result in found if result.evidence is not Evidence.MISSING]
    folded = [result for result in found if result.evidence is Evidence.MISSING]
    strips: list[Strip] = []
    for verdict, key in zip(both, ("其他.不适用", "其他.不可计算"), strict=True):
        grouped = _by_reason([result for result in told if result.verdict is verdict])
        if grouped:
            strips += [*subsection(desk, desk.say(key)), *pairs(desk, grouped, desk.width * 0.34, looks.ROWS)]
    for pack, results in _by_pack(folded):
        strips += spaced(desk.paragraph(desk.say("其他.缺", pack=pack, count=len(results)), looks.LABEL), 4)
    return strips


def _by_reason(results: Sequence[MeasureResult]) -> list[Pair]:
    reasons = dict.fromkeys(result.reason for result in results)
    return [Pair(reason, "；".join(r.title for r in results if r.reason == reason)) for reason in reasons]


def _by_pack(results: Iterable[MeasureResult]) -> list[tuple[str, list[MeasureResult]]]:
    ordered = sorted(results, key=lambda result: result.pack_title)
    return [(pack, list(group)) for pack, group in groupby(ordered, key=lambda result: result.pack_title)]


def combination(desk: Desk, assessment: Assessment) -> list[Strip]:
    """最优组合: what to apply for together, what is given up and why; nothing when there is nothing to combine."""
    sure, wide = assessment.best_verified, assessment.best_with_unverified
    if not sure.measures and not wide.measures:
        return []
    strips = [*subsection(desk, desk.say("组合.已核定")), *_combined(desk, sure, assessment)]
    if wide.measures == sure.measures:
        return [*strips, *note(desk, desk.say("组合.相同"))]
    return [*strips, *subsection(desk, desk.say("组合.未核定")), *_combined(desk, wide, assessment)]


def _combined(desk: Desk, best: Combination, assessment: Assessment) -> list[Strip]:
    titles = {result.id: result for result in assessment.measures}
    rows = [_combined_row(desk, titles[id]) for id in best.measures if id in titles]
    widths = shares(desk.width, 6, 1.4, 2.6)
    cols = columns(widths, [looks.SMALL, looks.SMALL, looks.SMALL_RIGHT], ["措施名称", "资金性质", "金额"])
    strips = listing(desk, desk.words.items("组合.列"), cols, rows) if rows else note(desk, desk.say("组合.空"))
    for text in _combination_notes(desk, best, titles):
        strips += spaced(desk.paragraph(text, looks.LABEL), 4)
    return strips


def _combined_row(desk: Desk, result: MeasureResult) -> list[Cell]:
    return [Cell(result.title), Cell(result.nature.value), Cell(amount_words(desk, result.amount))]


def _combination_notes(desk: Desk, best: Combination, titles: dict[str, MeasureResult]) -> list[str]:
    def name(id: str) -> str:
        return titles[id].title if id in titles else id

    notes = [desk.say("组合.放弃", title=name(given.id), because=given.because) for given in best.given_up]
    if best.runner_up is not None:
        notes.append(desk.say("组合.次优", titles="、".join(name(id) for id in best.runner_up.measures)))
    return notes if best.proved else [*notes, desk.say("组合.未证明")]


def questions(desk: Desk, assessment: Assessment) -> list[Strip]:
    """还可以补充的情况: the questions whose answers settle most; nothing when there is none."""
    if not assessment.next_questions:
        return []
    cols = columns(shares(desk.width, 6, 4), [looks.SMALL] * 2, ["问题", "能确定什么"])
    asked = assessment.next_questions[:_MOST_QUESTIONS]
    rows = [[Cell(question.question), Cell(question.settles)] for question in asked]
    left = len(assessment.next_questions) - len(asked)
    rest = note(desk, desk.say("补问.其余", count=left)) if left else []
    return [*listing(desk, desk.words.items("补问.列"), cols, rows), *rest]


def rules(desk: Desk, assessment: Assessment) -> list[Strip]:
    """评估依据的规则版本: which packs answered, in which version."""
    if not assessment.packs:
        return note(desk, desk.say("规则.空"))
    cols = columns(shares(desk.width, 5, 2, 3), [looks.SMALL] * 3, ["政策集", "版本", "校验码"])
    rows = [[Cell(pack.title), Cell(pack.version), Cell(_short(pack.digest))] for pack in assessment.packs]
    engine = note(desk, desk.say("规则.引擎", engine=assessment.engine))
    return [*listing(desk, desk.words.items("规则.列"), cols, rows), *engine]


def _short(digest: str) -> str:
    return digest.rpartition(":")[2][:_DIGEST_SHOWN]


def totals_of(best: Combination, *, verified: bool) -> list[Total]:
    """The sums of a combination that are, or are not, on verified ground."""
    return [total for total in best.totals if total.verified is verified]


def _with(assessment: Assessment, verdict: Verdict) -> list[MeasureResult]:
    return [result for result in assessment.measures if result.verdict is verdict]
