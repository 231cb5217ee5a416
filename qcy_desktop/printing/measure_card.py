"""One measure explained on paper: verdict, amount, every condition, the reckoning, the papers to bring, where to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qcy_desktop.domain.assessment import Condition, Handling, Mark, MeasureResult, Span
from qcy_desktop.domain.money import wan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import Cell, Column
from qcy_desktop.printing.flow import Strip, headed, kept, shifted, spaced, stacked, tied
from qcy_desktop.printing.paragraph import Style
from qcy_desktop.printing.parts import Desk, Pair, columns, inline, listing, pairs, shares

_LABEL_WIDTH = 62.0
_SAID_ALREADY = ("是", "否", "有", "无", "没有", "不是")
_PART_GAP = 11.0
_GAP_SHARES = (0.9, 5.3, 2.7, 3.5, 3.0)
_PLAIN_SHARES = (0.9, 6.6, 3.7, 4.2)


def amount_words(desk: Desk, span: Span | None) -> str:
    """An amount in 万元: one sum, a range, or what is known of it."""
    if span is None:
        return desk.say("措施.金额待定")
    low = wan_number(span.low)
    if span.high is None:
        return desk.say("措施.上限未知", low=low)
    if span.exact:
        return desk.say("措施.定额", low=low)
    return desk.say("措施.区间", low=low, high=wan_number(span.high))


def measure_card(desk: Desk, result: MeasureResult) -> list[Strip]:
    """All that is known about one measure. Its heading never stands alone, and says where a card goes on overleaf."""
    head = tied([*heading(desk, result), *origin(desk, result)])
    tail = [*kept(reckoning(desk, result)), *kept(errand(desk, result))]
    continued = stacked(desk.paragraph(desk.say("措施.续", title=result.title), looks.LABEL, "措施名称"))
    return [*spaced(head, 10), *headed([*conditions(desk, result), *tail], continued)]


def short_card(desk: Desk, result: MeasureResult, way: str = "") -> list[Strip]:
    """What an enterprise needs to apply: sum, origin, reckoning in one sentence, papers and place; met conditions are counted.

    `way` names a way of applying that is told elsewhere, in place of its own papers and place. Never torn.
    """
    asked = [condition for condition in result.conditions if not condition.spare]
    open_ = tuple(condition for condition in asked if condition.mark is not Mark.MET)
    counted = desk.say("简版.条件", count=len(asked)) if asked and not open_ else ""
    entries = list(_open_pairs(desk, result))
    if result.steps:
        entries.insert(0, Pair(desk.say("措施.计算"), "；".join(step.text for step in result.steps)))
    entries += [] if way else handling_pairs(desk, result.handling)
    rows = pairs(desk, entries, _LABEL_WIDTH, looks.DENSE, looks.FINE)
    head = [
        *heading(desk, result),
        *_short_origin(desk, result, (counted, desk.say("简版.方式见", way=way) if way else "")),
    ]
    return spaced(kept([*head, *conditions(desk, replace(result, conditions=open_)), *rows]), 7)


def heading(desk: Desk, result: MeasureResult) -> list[Strip]:
    """Sign, title and amount on a tinted ground."""
    amount = amount_words(desk, result.amount)
    amount_width = desk.natural(amount, looks.CARD_AMOUNT) + 10
    sign = replace(looks.CARD_TITLE, colour=looks.VERDICT_COLOURS[result.verdict])
    cols = [
        Column(20, sign),
        Column(desk.width - 20 - amount_width, looks.CARD_TITLE, "措施名称"),
        Column(amount_width, replace(looks.CARD_AMOUNT, colour=_amount_colour(result)), "金额"),
    ]
    cells = [Cell(text, fill=looks.TINT) for text in (result.verdict.sign, result.title, amount)]
    return desk.setting.row(cols, cells, replace(looks.ROWS, row_rule=0, pad_y=3))


def _amount_colour(result: MeasureResult) -> str:
    return looks.INK if result.verified else looks.GREY


def origin(desk: Desk, result: MeasureResult) -> list[Strip]:
    """Policy, clause, verdict, evidence, nature and payer: on one quiet line when they fit, else on two."""
    state = desk.say("措施.已核定" if result.verified else "措施.未核定")
    parts = [
        (result.verdict.word, replace(looks.LABEL, colour=looks.VERDICT_COLOURS[result.verdict])),
        (f"证据 {result.evidence.value}", looks.LABEL),
        (state, replace(looks.LABEL, colour=looks.GREEN if result.verified else looks.AMBER)),
        *((text, looks.LABEL) for text in (result.nature.value, payers(desk, result)) if text),
    ]
    return _lines_of_origin(desk, result, parts, looks.LABEL)


def _short_origin(desk: Desk, result: MeasureResult, more: Sequence[str]) -> list[Strip]:
    """The same with fewer words, and `more` at the end."""
    style = replace(looks.TINY, colour=looks.GREEN if result.verified else looks.AMBER)
    state = desk.say("措施.已核定" if result.verified else "措施.未核定短")
    paid = "·".join(text for text in (result.nature.value, payers(desk, result)) if text)
    parts = [(f"{state}（{result.evidence.value}）", style), *((text, looks.TINY) for text in (paid, *more) if text)]
    return _lines_of_origin(desk, result, parts, looks.TINY)


def _lines_of_origin(
    desk: Desk, result: MeasureResult, parts: Sequence[tuple[str, Style]], style: Style
) -> list[Strip]:
    policy = result.cited + (f"　{result.version}" if result.version else "")
    inner = desk.narrower(2 * looks.PLAIN.pad_x)
    whole = [(policy, style), *parts]
    if _fits(inner, whole):
        lines = [inline(inner, whole, _PART_GAP)]
    else:
        field = f"措施“{result.title}”"
        lines = [*inner.paragraph(policy, style, field), *_beside(inner, parts, field)]
    return [Strip(3), *shifted(lines, looks.PLAIN.pad_x)]


def _fits(desk: Desk, parts: Sequence[tuple[str, Style]]) -> bool:
    return sum(desk.natural(text, style) + _PART_GAP for text, style in parts) <= desk.width


def _beside(desk: Desk, parts: Sequence[tuple[str, Style]], field: str) -> list[Strip]:
    """The parts on one line, or as a paragraph of one colour when they need more."""
    if _fits(desk, parts):
        return [inline(desk, parts, _PART_GAP)]
    return desk.paragraph("　".join(text for text, _ in parts), looks.LABEL, field)


def payers(desk: Desk, result: MeasureResult) -> str:
    """Who pays; with several payers, how much each."""
    if len(result.payer) == 1:
        return desk.say("措施.出资", payer=result.payer[0][0])
    return "、".join(
        desk.say("措施.分担", payer=name, amount=amount_words(desk, span).replace(" ", ""))
        for name, span in result.payer
    )


def conditions(desk: Desk, result: MeasureResult) -> list[Strip]:
    """The table of conditions: mark, sentence, required, actual with its source, and the gap where there is one.

    Plain conditions that are met (yes or no, one of a list) stand together in the first row, clause by clause.
    """
    if not result.conditions:
        return []
    told = [condition for condition in result.conditions if not _is_plain(condition)]
    plain = [condition for condition in result.conditions if _is_plain(condition)]
    parts = _GAP_SHARES if any(condition.gap for condition in told) else _PLAIN_SHARES
    widths = shares(desk.width, *parts)
    field = f"措施“{result.title}”的条件"
    cols = columns(widths, [looks.SMALL] * len(parts), [field] * len(parts))
    rows = [_condition_cells(desk, condition, result.clause, widths)[: len(parts)] for condition in told]
    first = [_plain_cells(plain, result.clause, len(parts) - 1)] if plain else []
    if not told:
        return desk.setting.table(cols, first, looks.ROWS)
    return listing(desk, desk.words.items("措施.条件列")[: len(parts)], cols, [*first, *rows])


def _is_plain(condition: Condition) -> bool:
    return condition.mark is Mark.MET and not condition.gap and not condition.depth


def _plain_cells(plain: Sequence[Condition], clause: str, span: int) -> list[Cell]:
    mark = replace(looks.SMALL_BOLD, colour=looks.MARK_COLOURS[Mark.MET])
    groups = []
    for own in dict.fromkeys(condition.clause for condition in plain):
        said = "、".join(_plain_words(condition) for condition in plain if condition.clause == own)
        groups.append(said if own in ("", clause) else f"{own}：{said}")
    return [Cell(Mark.MET.sign, mark), Cell("；".join(groups), span=span)]


def _plain_words(condition: Condition) -> str:
    """The sentence with what is the case, unless that is a bare yes or no that the sentence says already."""
    details = [condition.actual if condition.actual not in _SAID_ALREADY else "", condition.source]
    said = "，".join(detail for detail in details if detail)
    return f"{condition.text}（{said}）" if said else condition.text


def _condition_cells(desk: Desk, condition: Condition, clause: str, widths: Sequence[float]) -> list[Cell]:
    mark = replace(looks.SMALL_BOLD, colour=looks.mark_colour(condition))
    return [
        Cell(condition.sign, mark),
        _sentence(desk, condition, clause, widths[1]),
        Cell(condition.word if condition.spare and condition.required else condition.required),
        _with_aside(desk, condition.actual, condition.source, widths[3]),
        Cell("" if condition.spare else condition.gap, replace(looks.SMALL, colour=mark.colour)),
    ]


def _sentence(desk: Desk, condition: Condition, clause: str, width: float) -> Cell:
    """The condition, indented by its depth, with its clause when that is not the measure's own."""
    indent = condition.depth * looks.SMALL.size
    own = condition.clause if condition.clause != clause else ""
    return replace(_with_aside(desk, condition.text, own, width - indent), indent=indent)


def _with_aside(desk: Desk, text: str, aside: str, width: float) -> Cell:
    """The aside behind the text while both fit on one line, else small below it."""
    beside = f"{text}（{aside}）"
    if aside and desk.natural(beside, looks.SMALL) <= width - 2 * looks.ROWS.pad_x:
        return Cell(beside)
    return Cell(text, note=aside)


def reckoning(desk: Desk, result: MeasureResult) -> list[Strip]:
    """The steps of the amount with the running value at the right; words only while no upper bound is known."""
    if not result.steps:
        return []
    if result.amount is None or result.amount.high is None:
        words = "；".join(step.text for step in result.steps)
        return spaced(pairs(desk, [Pair(desk.say("措施.计算"), words)], _LABEL_WIDTH), 3)
    value_width = max(desk.natural(running(step.low, step.high), looks.SMALL) for step in result.steps) + 10
    field = f"措施“{result.title}”的计算"
    cols = [
        Column(_LABEL_WIDTH, looks.LABEL, "计算"),
        Column(desk.width - _LABEL_WIDTH - value_width, looks.SMALL, field),
        Column(value_width, looks.SMALL_RIGHT, field),
    ]
    rows = [
        [Cell(desk.say("措施.计算") if number == 0 else ""), Cell(step.text), Cell(running(step.low, step.high))]
        for number, step in enumerate(result.steps)
    ]
    return spaced(desk.setting.table(cols, rows, looks.PLAIN), 3)


def running(low: str, high: str) -> str:
    """What has been reckoned up to and with a step, so that nobody takes it for what the step adds or takes off.

    The unit is said once when both ends have it.
    """
    if low == high:
        return f"得 {low}"
    start, _, unit = low.rpartition(" ")
    return f"得 {start}～{high}" if start and high.endswith(f" {unit}") else f"得 {low}～{high}"


def errand(desk: Desk, result: MeasureResult) -> list[Strip]:
    """What is still to be supplied, what people must check, which papers to bring and where."""
    entries = [*_open_pairs(desk, result), *handling_pairs(desk, result.handling)]
    return pairs(desk, entries, _LABEL_WIDTH)


def _open_pairs(desk: Desk, result: MeasureResult) -> Iterator[Pair]:
    if result.needs:
        yield Pair(desk.say("措施.需补"), "；".join(need.key for need in result.needs))
    if result.not_modelled:
        yield Pair(desk.say("措施.未纳入"), "；".join(result.not_modelled))


def handling_pairs(desk: Desk, handling: Handling) -> list[Pair]:
    """Which papers to bring and where to go, as far as it is known."""
    found = []
    if handling.materials:
        listed = (f"{number}. {name}" for number, name in enumerate(handling.materials, start=1))
        found.append(Pair(desk.say("措施.材料"), "　".join(listed)))
    where = "；".join(_handling_words(desk, handling))
    return [*found, Pair(desk.say("措施.办理"), where)] if where else found


def _handling_words(desk: Desk, handling: Handling) -> Iterator[str]:
    yield from (text for text in (handling.mode, handling.channel) if text)
    if handling.copies is not None:
        yield desk.say("措施.份数", copies=handling.copies)
    if handling.time_limit:
        yield desk.say("措施.时限", limit=handling.time_limit)
    if handling.department:
        yield desk.say("措施.部门", department=handling.department)
    if handling.windows:
        yield desk.say("措施.窗口", windows="、".join(handling.windows))
