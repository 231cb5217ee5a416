"""The short forms of the lists of an assessment: in detail only what an enterprise can act on, the rest named in few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qcy_desktop.domain.assessment import (
    Assessment,
    Combination,
    Evidence,
    GapPlan,
    MeasureResult,
    Nature,
    Verdict,
)
from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import looks
from qcy_desktop.printing.assessment_lists import overview
from qcy_desktop.printing.blocks import Cell
from qcy_desktop.printing.flow import Strip, kept, spaced, tied
from qcy_desktop.printing.measure_card import amount_words, handling_pairs, short_card
from qcy_desktop.printing.paragraph import Align
from qcy_desktop.printing.parts import Desk, columns, listing, note, pairs, shares, subsection

_SHARED_FROM = 3
_STEMS = "甲乙丙丁"
_MOST_NEEDS = 12
_MOST_OPEN = 12
_MOST_NEAR = 6
_MOST_QUESTIONS = 4
_DIGEST_SHOWN = 8
_ROWS = replace(looks.ROWS, pad_y=1.4)
_FINE = replace(looks.TINY, align=Align.JUSTIFY, leading=1.38)


def met(desk: Desk, assessment: Assessment, *, cards: bool = True) -> list[Strip]:
    """符合条件: what brings money at a glance and then how to get it; titles and size classes in one sentence."""
    found = _with(assessment, Verdict.ELIGIBLE)
    if not found:
        return note(desk, desk.say("符合.空"))
    paid = [result for result in found if result.nature is not Nature.NONE]
    strips = overview(desk, paid, least=1, look=_ROWS)
    if len(paid) < len(found):
        names = "、".join(result.title for result in found if result.nature is Nature.NONE)
        strips += spaced(desk.paragraph(desk.say("简版.认定", titles=names), looks.LABEL), 5)
    return [*strips, *_cards(desk, paid)] if cards else strips


def _cards(desk: Desk, results: Sequence[MeasureResult]) -> list[Strip]:
    """A short card for each; a way of applying that several share is told once, after them."""
    counts = Counter(result.handling for result in results if handling_pairs(desk, result.handling))
    shared = [way for way, count in counts.items() if count >= _SHARED_FROM][: len(_STEMS)]
    names = {way: desk.say("简版.方式", stem=stem) for way, stem in zip(shared, _STEMS, strict=False)}
    strips: list[Strip] = []
    for result in results:
        strips += short_card(desk, result, names.get(result.handling, ""))
    for way, name in names.items():
        head = spaced(tied(desk.paragraph(desk.say("简版.方式说明", way=name), looks.SMALL_BOLD)), 8)
        strips += [*head, *kept(pairs(desk, handling_pairs(desk, way), desk.width * 0.12, looks.DENSE, looks.FINE))]
    return strips


def wanting(desk: Desk, assessment: Assessment) -> list[Strip]:
    """还差什么: what to bring for the measures that wait, the nearest of those that are not met, the names of the others."""
    open_, failed = _with(assessment, Verdict.UNKNOWN), _with(assessment, Verdict.NOT_ELIGIBLE)
    if not open_ and not failed:
        return note(desk, desk.say("还差.空"))
    strips: list[Strip] = []
    if open_:
        strips += [*subsection(desk, desk.say("还差.待补标题")), *_needs(desk, open_), *_open(desk, open_)]
    if failed:
        strips += [*subsection(desk, desk.say("还差.不符标题")), *_failed(desk, failed, assessment.gaps)]
    return strips


def _needs(desk: Desk, open_: Sequence[MeasureResult]) -> list[Strip]:
    """One sentence: the facts that most measures wait for, where there are too many measures for a table."""
    if len(open_) <= _MOST_OPEN:
        return []  # the table below names every fact
    counts = Counter(key for result in open_ for key in dict.fromkeys(need.key for need in result.needs))
    if not counts:
        return []
    most = counts.most_common(_MOST_NEEDS)
    named = "、".join(desk.say("简版.需补项", fact=fact, count=count) for fact, count in most)
    rest = desk.say("简版.需补其余", count=len(counts) - len(most)) if len(counts) > len(most) else ""
    return desk.paragraph(desk.say("简版.需补", facts=named) + rest, looks.BODY, "需补的资料")


def _open(desk: Desk, open_: Sequence[MeasureResult]) -> list[Strip]:
    """The measures that want fewest facts, each with what it waits for; the names of the others."""
    ordered = sorted(open_, key=lambda result: len(result.needs))
    cols = columns(
        shares(desk.width, 4.2, 4.4, 2.4),
        [looks.SMALL, looks.SMALL, looks.SMALL_RIGHT],
        ["措施名称", "需补的资料", "金额"],
    )
    rows = [
        [
            Cell(result.title),
            Cell("；".join(need.key for need in result.needs)),
            Cell(amount_words(desk, result.amount)),
        ]
        for result in ordered[:_MOST_OPEN]
    ]
    table = spaced(listing(desk, desk.words.items("简版.待补列"), cols, rows, _ROWS), 4)
    return [*table, *_named(desk, "简版.待补其余", ordered[_MOST_OPEN:])]


def _failed(desk: Desk, failed: Sequence[MeasureResult], gaps: Sequence[GapPlan]) -> list[Strip]:
    titles = {result.id: result for result in failed}
    plans = [plan for plan in gaps if plan.gain and plan.measure in titles][:_MOST_NEAR]
    cols = columns(
        shares(desk.width, 4.2, 4.4, 2.4),
        [looks.SMALL, looks.SMALL, looks.SMALL_RIGHT],
        ["措施名称", "怎样补足", "补足后可得"],
    )
    rows = [[Cell(titles[plan.measure].title), Cell("；".join(_steps(desk, plan))), Cell(plan.gain)] for plan in plans]
    table = listing(desk, desk.words.items("简版.不符列"), cols, rows, _ROWS) if rows else []
    near = {plan.measure for plan in plans}
    return [*table, *_named(desk, "简版.不符其余", [result for result in failed if result.id not in near])]


def _steps(desk: Desk, plan: GapPlan) -> Iterator[str]:
    """What to bring about. How far it is stands beside it, unless it only says once more that it is to be so."""
    silent = ("", *desk.words.items("简版.不说"))
    for change in plan.changes:
        is_said = change.distance in silent
        yield change.fact if is_said else desk.say("简版.补足", fact=change.fact, distance=change.distance)
    if plan.earliest is not None:
        yield desk.say("还差.到期", day=show_day(plan.earliest))


def counted(desk: Desk, assessment: Assessment) -> list[Strip]:
    """不适用与不可计算 in one sentence."""
    found = Counter(result.verdict for result in assessment.measures)
    places = {"away": found[Verdict.NOT_APPLICABLE], "open": found[Verdict.NOT_COMPUTABLE]}
    return desk.paragraph(desk.say("简版.其他", **places), looks.LABEL) if any(places.values()) else []


def other(desk: Desk, assessment: Assessment) -> list[Strip]:
    """不适用与不可计算: the names, in one paragraph each; measures whose text is missing are counted."""
    told = [result for result in assessment.measures if result.evidence is not Evidence.MISSING]
    strips: list[Strip] = []
    for verdict, key in ((Verdict.NOT_APPLICABLE, "简版.不适用"), (Verdict.NOT_COMPUTABLE, "简版.不可计算")):
        strips += _named(desk, key, [result for result in told if result.verdict is verdict])
    missing = len(assessment.measures) - len(told)
    return strips + (spaced(desk.paragraph(desk.say("简版.缺", count=missing), _FINE), 3) if missing else [])


def _named(desk: Desk, key: str, results: Sequence[MeasureResult]) -> list[Strip]:
    """A sentence that counts and names measures; nothing for none."""
    if not results:
        return []
    titles = "、".join(result.title for result in results)
    return spaced(desk.paragraph(desk.say(key, count=len(results), titles=titles), _FINE, "措施名称"), 4)


def combination(desk: Desk, assessment: Assessment) -> list[Strip]:
    """最优组合: which measures to apply for together and what is given up; nothing when there is nothing to combine."""
    sure, wide = assessment.best_verified, assessment.best_with_unverified
    strips: list[Strip] = []
    for key, best in (("组合.已核定", sure), ("组合.未核定", wide)):
        if best.measures and (best is sure or wide.measures != sure.measures):
            strips += [*subsection(desk, desk.say(key)), *_combined(desk, best, assessment)]
    return strips


def _combined(desk: Desk, best: Combination, assessment: Assessment) -> list[Strip]:
    titles = {result.id: result.title for result in assessment.measures}
    sentences = [_together(desk, best, assessment)]
    for given in best.given_up:
        sentences.append(desk.say("组合.放弃", title=titles.get(given.id, given.id), because=given.because))
    if not best.proved:
        sentences.append(desk.say("组合.未证明"))
    return [strip for words in sentences for strip in desk.paragraph(words, replace(looks.SMALL, align=Align.JUSTIFY))]


def _together(desk: Desk, best: Combination, assessment: Assessment) -> str:
    """Which measures go together: those of the list above but for a few, or the few by name."""
    paid = [result for result in _with(assessment, Verdict.ELIGIBLE) if result.nature is not Nature.NONE]
    inside = [result.title for result in paid if result.id in best.measures]
    outside = [result.title for result in paid if result.id not in best.measures]
    if len(inside) == len(best.measures) and len(outside) < len(inside):
        key = "简版.除外" if outside else "简版.都可"
        return desk.say(key, count=len(inside), titles="、".join(outside))
    names = {result.id: result.title for result in assessment.measures}
    together = "、".join(names.get(id, id) for id in best.measures)
    return desk.say("简版.同时申报", count=len(best.measures), titles=together)


def questions(desk: Desk, assessment: Assessment) -> list[Strip]:
    """还可以补充的情况: the few questions that settle most; nothing when there is none."""
    asked = assessment.next_questions[:_MOST_QUESTIONS]
    if not asked:
        return []
    cols = columns(shares(desk.width, 6, 4), [looks.SMALL] * 2, ["问题", "能确定什么"])
    return listing(desk, desk.words.items("补问.列"), cols, [[Cell(one.question), Cell(one.settles)] for one in asked])


def rules(desk: Desk, assessment: Assessment) -> list[Strip]:
    """评估依据的规则版本, in one small paragraph."""
    if not assessment.packs:
        return note(desk, desk.say("规则.空"))
    named = "；".join(
        desk.say(
            "简版.版本", title=pack.title, version=pack.version, digest=pack.digest.rpartition(":")[2][:_DIGEST_SHOWN]
        )
        for pack in assessment.packs
    )
    return spaced(desk.paragraph(desk.say("简版.规则", engine=assessment.engine, packs=named), _FINE, "规则版本"), 4)


def _with(assessment: Assessment, verdict: Verdict) -> list[MeasureResult]:
    return [result for result in assessment.measures if result.verdict is verdict]
