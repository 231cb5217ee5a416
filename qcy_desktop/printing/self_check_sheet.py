"""自查结果单: what an enterprise found out by itself, to bring along to the counter."""

from __future__ import annotations

from dataclasses import replace

from qcy_desktop.domain.days import show_day
from qcy_desktop.printing import assessment_lists as lists
from qcy_desktop.printing import looks
from qcy_desktop.printing import short_lists as short
from qcy_desktop.printing.assessment_sheet import contradictions, disclaimer, identity, numbered, summary
from qcy_desktop.printing.blocks import MM, Cell, text_ink
from qcy_desktop.printing.content import SelfCheck
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, spaced
from qcy_desktop.printing.ink import Ink
from qcy_desktop.printing.page import PORTRAIT, code_ink
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, columns, shares

_CODE = 25 * MM
_CODE_GAP = 6 * MM
_BARE = ("是", "有", "否", "无")
_ANSWER_ROWS = replace(looks.ROWS, pad_y=0.9)


def self_check_sheet(check: SelfCheck, context: PaperContext) -> bytes:
    """The sheet as PDF bytes; the same input gives the same bytes.

    The codes stand on the first page, each with its place in the order; nothing personal may be in them.
    """
    desk = desk_for(context, PORTRAIT, "self_check")
    assessment = check.assessment
    heading = desk.say("标题")
    strips = [
        *identity(desk, assessment, context),
        *_codes(desk, check.codes),
        *contradictions(desk, assessment),
        *summary(desk, assessment),
        *numbered(desk, _bodies(desk, check, full=context.full)),
        *disclaimer(desk),
    ]
    about = About(heading, assessment.enterprise_name, as_of=show_day(assessment.as_of))
    return finish(desk, strips, PORTRAIT, context, about)


def _bodies(desk: Desk, check: SelfCheck, *, full: bool) -> list[tuple[str, list[Strip]]]:
    assessment = check.assessment
    if full:
        return [
            ("符合.标题", lists.met(desk, assessment)),
            ("还差.标题", lists.wanting(desk, assessment)),
            ("其他.标题", lists.other(desk, assessment)),
            ("填写.标题", _answers(desk, check)),
            ("规则.标题", lists.rules(desk, assessment)),
        ]
    return [
        ("符合.标题", short.met(desk, assessment, cards=False)),
        ("还差.标题", short.wanting(desk, assessment)),
        ("填写.标题", _answers(desk, check)),
        ("其他.标题", [*short.counted(desk, assessment), *short.rules(desk, assessment)]),
    ]


def _answers(desk: Desk, check: SelfCheck) -> list[Strip]:
    """What was filled in: figures and choices in two columns, then what was answered with a bare yes or no."""
    said = [answer for answer in check.answers if answer.answer not in _BARE]
    cols = columns(shares(desk.width, 1, 1), [looks.FINE] * 2, ["您的回答"] * 2)
    cells = [Cell(desk.say("填写.项", question=one.question, answer=one.answer)) for one in said]
    cells += [Cell("")] * (len(cells) % 2)
    strips = desk.setting.table(cols, [cells[at : at + 2] for at in range(0, len(cells), 2)], _ANSWER_ROWS)
    for bare in _BARE:
        asked = "；".join(answer.question.rstrip("？?") for answer in check.answers if answer.answer == bare)
        if asked:
            words = desk.say("填写.同答", answer=bare, questions=asked)
            strips += spaced(desk.paragraph(words, looks.FINE_JUSTIFIED, "您的回答"), 5)
    return strips


def _codes(desk: Desk, codes: tuple[str, ...]) -> list[Strip]:
    """The codes in rows from the left, with the sentence that says what they are for above them."""
    if not codes:
        return []
    heading = spaced(desk.paragraph(desk.say("扫码.标题"), looks.SMALL_BOLD), 10)
    strips = [*heading, *desk.paragraph(desk.say("扫码.说明"), looks.TINY)]
    each = max(1, int((desk.width + _CODE_GAP) // (_CODE + _CODE_GAP)))
    for start in range(0, len(codes), each):
        strips.append(_code_row(desk, codes, start, each))
    return [Strip(s.height, s.ink, s.gap, keep=n < len(strips) - 1) for n, s in enumerate(strips)]


def _code_row(desk: Desk, codes: tuple[str, ...], start: int, each: int) -> Strip:
    ink: list[Ink] = []
    for place, code in enumerate(codes[start : start + each]):
        x = place * (_CODE + _CODE_GAP)
        ink.append(code_ink(code, x, 0, _CODE))
        order = desk.say("扫码.次序", number=start + place + 1, count=len(codes))
        ink += text_ink(desk.setting.lines(order, _CODE, looks.TINY_CENTER, "二维码"), x, _CODE + 1, looks.TINY_CENTER)
    return Strip(_CODE + 2 + looks.TINY.pitch, tuple(ink), gap=6)
