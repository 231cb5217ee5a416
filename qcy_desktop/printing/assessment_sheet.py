"""评估结果单: what one assessment found, for the enterprise to take home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qcy_desktop.domain.assessment import Assessment, Total, Verdict
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.uncapped import uncapped, uncapped_words
from qcy_desktop.printing import assessment_lists as lists
from qcy_desktop.printing import looks
from qcy_desktop.printing import short_lists as short
from qcy_desktop.printing.blocks import Cell, Column, text_ink
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, kept, spaced
from qcy_desktop.printing.ink import Box, Ink, Rule, moved
from qcy_desktop.printing.measure_card import amount_words
from qcy_desktop.printing.page import PORTRAIT
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.paragraph import Style
from qcy_desktop.printing.parts import Desk, boxed, headline, inline, section, signatures

_SUM = replace(looks.CARD_AMOUNT, size=12.5)
_PANEL_GAP = 12.0
_COUNT_ORDER = (
    Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.NOT_ELIGIBLE, Verdict.NOT_APPLICABLE, Verdict.NOT_COMPUTABLE,
)  # fmt: skip


def assessment_sheet(assessment: Assessment, enterprise: Enterprise, context: PaperContext) -> bytes:
    """The sheet as PDF bytes; the same input gives the same bytes. `context.full` writes out every condition of every measure.

    Name and code are the assessment's own and, where it has none, the enterprise's. Raises KnownError E-GLYPH for a
    character that cannot be printed, E-WORDING for a damaged file of words, E-FONT-FILE for a damaged typeface.
    """
    desk = desk_for(context, PORTRAIT, "assessment")
    named = replace(
        assessment,
        enterprise_name=assessment.enterprise_name or enterprise.name,
        enterprise_uscc=assessment.enterprise_uscc or enterprise.uscc,
    )
    strips = [
        *identity(desk, named, context),
        *contradictions(desk, named),
        *summary(desk, named),
        *numbered(desk, _full(desk, named) if context.full else _short(desk, named)),
        *_close(desk),
    ]
    about = About(desk.say("标题"), named.enterprise_name, as_of=show_day(named.as_of))
    return finish(desk, strips, PORTRAIT, context, about)


def _full(desk: Desk, assessment: Assessment) -> list[tuple[str, list[Strip]]]:
    return [
        ("符合.标题", lists.met(desk, assessment)),
        ("还差.标题", lists.wanting(desk, assessment)),
        ("其他.标题", lists.other(desk, assessment)),
        ("组合.标题", lists.combination(desk, assessment)),
        ("补问.标题", lists.questions(desk, assessment)),
        ("规则.标题", lists.rules(desk, assessment)),
    ]


def _short(desk: Desk, assessment: Assessment) -> list[tuple[str, list[Strip]]]:
    return [
        ("符合.标题", short.met(desk, assessment)),
        ("组合.标题", short.combination(desk, assessment)),
        ("还差.标题", short.wanting(desk, assessment)),
        ("补问.标题", short.questions(desk, assessment)),
        ("其他.标题", [*short.other(desk, assessment), *short.rules(desk, assessment)]),
    ]


def numbered(desk: Desk, bodies: Sequence[tuple[str, list[Strip]]]) -> list[Strip]:
    """Lists under numbered headings; a list without content takes no number."""
    filled = [(key, body) for key, body in bodies if body]
    return [
        strip
        for number, (key, body) in enumerate(filled, start=1)
        for strip in (*section(desk, number, desk.say(key)), *body)
    ]


def identity(desk: Desk, assessment: Assessment, context: PaperContext) -> list[Strip]:
    """Title and who was assessed, when and where."""
    blank = desk.say("企业.空")
    label, value = 88.0, desk.width / 2 - 88.0
    look = replace(looks.ROWS, pad_y=3.4)
    top = [
        Column(label, looks.LABEL, desk.say("企业.名称")),
        Column(desk.width - label, looks.CARD_TITLE, desk.say("企业.名称")),
    ]
    strips = desk.setting.row(top, [Cell(desk.say("企业.名称")), Cell(assessment.enterprise_name or blank)], look)
    rows = (
        ("企业.代码", assessment.enterprise_uscc or blank, "企业.评估日", show_day(assessment.as_of)),
        ("企业.窗口", context.window or blank, "企业.经办", context.clerk or blank),
    )[: 2 if context.window or context.clerk else 1]
    for left, left_value, right, right_value in rows:
        cols = [
            Column(width, style, desk.say(key))
            for width, style, key in (
                (label, looks.LABEL, left), (value, looks.SMALL, left), (label, looks.LABEL, right), (value, looks.SMALL, right),
            )
        ]  # fmt: skip
        strips += desk.setting.row(
            cols, [Cell(desk.say(left)), Cell(left_value), Cell(desk.say(right)), Cell(right_value)], look
        )
    title = [*headline(desk, desk.say("标题")), *desk.paragraph(desk.say("副题"), looks.SUBTITLE)]
    return [*title, *spaced(strips, 10)]


def contradictions(desk: Desk, assessment: Assessment) -> list[Strip]:
    """A warning with every contradiction in the facts; nothing when they agree."""
    if not assessment.contradictions:
        return []
    inner = desk.narrower(16)
    warning = replace(looks.SUBSECTION, colour=looks.RED)
    strips = [*inner.paragraph(desk.say("矛盾.标题"), warning), *inner.paragraph(desk.say("矛盾.提示"), looks.LABEL)]
    for entry in assessment.contradictions:
        strips += inner.paragraph(f"• {entry.sentence}", looks.SMALL, "矛盾提示")
    return spaced(boxed(desk, strips, looks.WARM, looks.RED), 8)


def summary(desk: Desk, assessment: Assessment) -> list[Strip]:
    """What can be had: verified and unverified in panels of their own, by nature and payer, and the count of verdicts."""
    width = (desk.width - _PANEL_GAP) / 2
    sure, open_ = (_panel(desk, width, _Panel.of(assessment, verified=one)) for one in (True, False))
    height = max(sure.height, open_.height)
    ink: list[Ink] = []
    for x, panel, edge in ((0.0, sure, looks.GREEN), (width + _PANEL_GAP, open_, looks.AMBER)):
        ink.append(Box(x, 0, width, height, fill=looks.TINT))
        ink.append(Rule(x, 0, x + width, 0, 2.0, edge))
        ink += [moved(each, x, 0) for each in panel.ink]
    note = desk.paragraph(desk.say("小结.说明"), looks.TINY)
    return kept([Strip(height, tuple(ink), gap=12), *spaced([_counts(desk, assessment)], 7), *spaced(note, 2)])


@dataclass(frozen=True, slots=True)
class _Panel:
    """One half of the summary: its word, the sums of its combination, and how many measures in it have no ceiling."""

    key: str
    totals: list[Total]
    uncapped: int

    @classmethod
    def of(cls, assessment: Assessment, *, verified: bool) -> _Panel:
        best = assessment.best_verified if verified else assessment.best_with_unverified
        held = frozenset(best.measures)
        results = (one for one in assessment.measures if one.id in held and one.verified is verified)
        totals = lists.totals_of(best, verified=verified)
        return cls("已核定" if verified else "未核定", totals, uncapped(results))


def _panel(desk: Desk, width: float, half: _Panel) -> Strip:
    setting, pad, key = desk.setting, 8.0, half.key
    colour = looks.GREEN if key == "已核定" else looks.AMBER
    label = replace(looks.SMALL_BOLD, colour=colour)
    ink: list[Ink] = [*text_ink(setting.lines(desk.say(f"小结.{key}"), width, label, "小结"), pad, 7, label)]
    y = 7 + label.pitch + 3
    if not half.totals:
        ink += text_ink(setting.lines(desk.say(f"小结.{key}空"), width, looks.LABEL, "小结"), pad, y, looks.LABEL)
        return Strip(y + looks.LABEL.pitch + 8, tuple(ink))
    style = replace(_SUM, colour=looks.INK if key == "已核定" else looks.GREY)
    for total in half.totals:
        strip = _total_row(desk, total, width - 2 * pad, style)
        ink += [moved(each, pad, y) for each in strip.ink]
        y += strip.height
    if half.uncapped:
        ink += text_ink(setting.lines(uncapped_words(half.uncapped), width, looks.LABEL, "小结"), pad, y, looks.LABEL)
        y += looks.LABEL.pitch
    return Strip(y + 7, tuple(ink))


def _total_row(desk: Desk, total: Total, width: float, style: Style) -> Strip:
    """Nature and payer at the left, the sum at the right; on two lines when they do not fit beside each other."""
    label = desk.say("小结.出资", nature=total.nature.value, payer=total.payer)
    amount = amount_words(desk, total.span)
    beside = desk.natural(label, looks.SMALL) + desk.natural(amount, style) + 12 <= width
    low = 0.0 if beside else looks.SMALL.pitch
    lines = desk.setting.lines(
        label, width if not beside else width - desk.natural(amount, style) - 12, looks.SMALL, "出资方"
    )
    top = (style.pitch - looks.SMALL.pitch) / 2 if beside else 0.0
    ink = [
        *text_ink(lines, 0, top, looks.SMALL),
        *text_ink(desk.setting.lines(amount, width, style, "金额"), 0, low, style),
    ]
    return Strip(low + style.pitch, tuple(ink))


def _counts(desk: Desk, assessment: Assessment) -> Strip:
    """How many measures gave each verdict, and beside it, or below where it does not fit, what the marks mean."""
    counts = Counter(result.verdict for result in assessment.measures)
    parts = []
    for verdict in _COUNT_ORDER:
        words = desk.say("小结.计数", sign=verdict.sign, word=verdict.word, count=counts[verdict])
        parts.append((words, replace(looks.SMALL, colour=looks.VERDICT_COLOURS[verdict])))
    counted, legend = inline(desk, parts, 12), desk.say("小结.图例")
    taken = sum(desk.natural(*part) for part in parts) + 12 * len(parts)
    beside = taken + desk.natural(legend, looks.LABEL) <= desk.width
    style, y = (looks.LABEL_RIGHT, 0.0) if beside else (looks.LABEL, counted.height + 2)
    ink = text_ink(desk.setting.lines(legend, desk.width, style, "图例"), 0, y, style)
    height = counted.height if beside else y + style.pitch
    return replace(counted, height=height, ink=(*counted.ink, *ink))


def disclaimer(desk: Desk) -> list[Strip]:
    """What the sheet is not."""
    inner = desk.narrower(16)
    strips = inner.paragraph(desk.say("声明.标题"), looks.SMALL_BOLD)
    for number, sentence in enumerate(desk.words.items("声明.内容"), start=1):
        strips += inner.paragraph(f"{number}. {sentence}", looks.SMALL)
    return spaced(boxed(desk, strips, looks.TINT, looks.BLUE), 14)


def _close(desk: Desk) -> list[Strip]:
    labels = [desk.say(f"签收.{key}") for key in ("经办", "领取", "日期")]
    return kept([*disclaimer(desk), *signatures(desk, labels)])
