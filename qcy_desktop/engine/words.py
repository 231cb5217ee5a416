"""Says typed nodes in a clerk's Chinese: conditions with their numbers, amount steps with their rates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from qcy_desktop.domain.facts import Period
from qcy_desktop.domain.quantity import Dim, show_part, show_size
from qcy_desktop.engine import tree as t

_MODES = {"有": "取得", "有效": "持有有效的", "首次": "首次取得", "再次": "再次取得"}


def say_truth(node: t.Truth) -> str:
    """A condition as a sentence, its parameters replaced by their values."""
    match node:
        case t.Compare():
            if node.word.startswith("以"):
                return f"{say(node.left)} 在 {say(node.right)} {node.word}"
            return f"{say(node.left)} {node.word} {say(node.right)}"
        case t.CompareDays():
            return _say_days(node)
        case t.Flag():
            return year_words(node.slot) + node.fact.name
        case t.Member():
            return _say_member(node)
        case t.HasEvent():
            return (
                _MODES[node.mode]
                + _event(node.event.name, node.level)
                + (f"（{node.window.word}）" if node.window else "")
            )
        case t.AnyRecord():
            return f"有{node.record.name}" + (f"（{say_truth(node.where)}）" if node.where else "")
        case t.EveryRecord():
            return f"每个{node.record.name}：{say_truth(node.test)}"
        case t.Not():
            return _say_not(node.item)
        case t.Both():
            parts = (f"（{say_truth(item)}）" if isinstance(item, t.Both) else say_truth(item) for item in node.items)
            return ("，且" if node.all_ else "，或").join(parts)


def _say_member(node: t.Member) -> str:
    """A list of more than three words is called by its name."""
    name = say(node.choice)
    if len(node.words) == 1:
        return f"{name}{'不是' if node.negated else '为'}{node.words[0]}"
    listed = node.name if len(node.words) > 3 and node.name else "、".join(node.words)
    return f"{name}{'不属于' if node.negated else '属于'}{listed}"


HAPPENS = ("有", "发生", "列入", "被")  # how names of facts begin that tell of a thing had or suffered, not of a kind


def _say_not(item: t.Truth) -> str:
    if isinstance(item, t.Flag):
        return _say_no_flag(item.fact.name)
    if isinstance(item, t.HasEvent):
        return "未" + say_truth(item)
    return f"不是（{say_truth(item)}）"


def _say_no_flag(name: str) -> str:
    subject, belongs, kind = name.partition("属")
    if belongs and len(subject) <= len("产品"):
        return f"{subject}不属{kind}"
    if name.startswith("有"):
        return "无" + name[1:]
    if name.startswith("已"):
        return "未" + name[1:]
    return f"未{name}" if name.startswith(HAPPENS) else f"非{name}"


def _say_days(node: t.CompareDays) -> str:
    """A founding date plus a length compared with the day of assessment reads as an age."""
    if isinstance(node.left, t.DayShift) and isinstance(node.right, t.NamedDay) and node.left.sign > 0:
        length = say_length(node.left.length)
        ages = {t.Op.GE: "不超过", t.Op.GT: "不满", t.Op.LE: "已满", t.Op.LT: "已超过"}
        until = "" if node.right.word == "评估日" else f"到{node.right.word}"
        if node.op in ages:
            return f"{say_day(node.left.day)}起{until}{ages[node.op]} {length}"
    return f"{say_day(node.left)} {node.word} {say_day(node.right)}"


def _event(name: str, level: str) -> str:
    return f"{name}（{level}级）" if level and not level.endswith("级") else f"{name}（{level}）" if level else name


def say_day(node: t.Day) -> str:
    match node:
        case t.FixedDay():
            return date.fromordinal(node.ordinal).isoformat()
        case t.DayFact():
            return node.fact.name
        case t.NamedDay():
            return node.word
        case t.DayShift():
            return f"{say_day(node.day)}{'之后' if node.sign > 0 else '之前'} {say_length(node.length)}"
        case t.DayExtreme():
            return f"{'、'.join(say_day(day) for day in node.days)}中{'较晚' if node.latest else '较早'}的一天"
        case t.EventDay():
            return ("最近一次" if node.latest else "首次") + _event(node.event.name, node.level) + "的日期"


def say_length(length: t.Length) -> str:
    parts = [
        f"{length.years} 年" if length.years else "",
        f"{length.months} 个月" if length.months else "",
        f"{length.days} 天" if length.days else "",
    ]
    return "".join(part for part in parts if part) or "0 天"


def year_words(slot: t.SlotKey) -> str:
    """上年度 and the like for a relative year, the year itself for a fixed one."""
    if slot.year is None:
        return ""
    if slot.year.year is not None:
        return f"{slot.year.year}年度"
    return {0: "本年度", -1: "上年度", -2: "前年度"}.get(slot.year.offset, f"{-slot.year.offset}年前")


def say(node: t.Num | t.ChoiceRef) -> str:
    """A number node as words."""
    match node:
        case t.Number(divisor=t.Number() as divisor):
            return f"1 ÷ {say(divisor)}"
        case t.Number():
            return _say_number(node)
        case t.FactNumber():
            return (year_words(node.slot) if node.fact.period is Period.YEAR else "") + node.fact.name
        case t.ChoiceRef():
            return year_words(node.slot) + node.fact.name
        case t.Sum():
            return f"{say(node.left)} {'加' if node.sign > 0 else '减'} {say(node.right)}"
        case t.Product():
            return _say_product(node)
        case t.Quotient():
            return _say_quotient(node)
        case t.Growth():
            return f"{say(node.now)}{'比上年增长率' if node.years == 1 else f'近 {node.years} 年复合增长率'}"
        case t.Extreme():
            return f"{'、'.join(say(item) for item in node.items)}中的{'最小值' if node.least else '最大值'}"
        case t.AwardSum():
            return _say_awards(node)
        case t.RecordSum():
            return _say_records(node)
        case t.EventCount():
            return f"{_event(node.event.name, node.level)}次数"
        case t.YearOf():
            return f"{say_day(node.day)}所在年度"
        case t.Elapsed():
            return f"{_end(node.start)}至{_end(node.end)}的{node.unit}"
        case t.Accrued():
            return f"{_end(node.start)}至{_end(node.end)}逐日累计的《{node.table.name}》"
        case t.Lookup():
            return f"按{'、'.join(say(key) for key in node.keys)}查《{node.table.name}》"
        case t.Marginal():
            return f"{say(node.key)}按《{node.table.name}》分段计算"


def _end(node: t.Day) -> str:
    """A day at one end of a stretch of time; one chosen among several stands in brackets."""
    return f"（{say_day(node)}）" if isinstance(node, t.DayExtreme) else say_day(node)


def _say_number(node: t.Number) -> str:
    """A fixed number; a whole one without a unit is a number of times, not a share."""
    if node.dim == () and not node.unit and node.value.denominator == 1 and (node.name or not node.value):
        return str(node.value)
    return show_size(node.value, node.dim, node.unit)


def _say_quotient(node: t.Quotient) -> str:
    """A占B的比例; the year is said once when both are of the same year."""
    if node.dim != ():
        return f"{_wrapped(node.left)} ÷ {_wrapped(node.right)}"
    left, right = node.left, node.right
    if isinstance(left, t.FactNumber) and isinstance(right, t.FactNumber) and left.slot.year == right.slot.year:
        return f"{year_words(left.slot)}{left.fact.name}占{right.fact.name}的比例"
    return f"{_wrapped(left)}占{_wrapped(right)}的比例"


def _say_mean(node: t.Product) -> str | None:
    """近几年平均, when the product is a sum over consecutive years of one fact divided by their number."""
    if not isinstance(node.right, t.Number) or node.right.value.numerator != 1 or node.right.name:
        return None
    items, rest = [], node.left
    while isinstance(rest, t.Sum) and rest.sign > 0:
        items.append(rest.right)
        rest = rest.left
    items.append(rest)
    facts = [item for item in items if isinstance(item, t.FactNumber)]
    same = len({item.fact.id for item in facts}) == 1 and len(facts) == len(items) == node.right.value.denominator
    return f"截至{year_words(facts[-1].slot)}的近 {len(facts)} 年平均{facts[0].fact.name}" if same else None


def _wrapped(node: t.Num) -> str:
    return f"（{say(node)}）" if isinstance(node, (t.Sum, t.Product, t.Quotient)) else say(node)


def _say_product(node: t.Product) -> str:
    if mean := _say_mean(node):
        return mean
    if (
        isinstance(node.right, t.Number)
        and node.right.value.numerator == 1
        and node.right.dim == ()
        and not node.right.name
    ):
        return f"{_wrapped(node.left)} ÷ {node.right.value.denominator}"
    if isinstance(node.right, t.Number) and node.right.divisor is not None:
        return f"{_wrapped(node.left)} ÷ {say(node.right.divisor)}"
    return f"{_wrapped(node.left)} × {_wrapped(node.right)}"


def _say_awards(node: t.AwardSum) -> str:
    who = "、".join(node.levels)
    when = "本年度" if node.period == "本年度" else ""
    return f"{when}{'已获' + who if who else '同事项已获'}奖补{'最高一笔' if node.highest else ''}"


def _say_records(node: t.RecordSum) -> str:
    where = f"（{say_truth(node.where)}）" if node.where else ""
    if node.value is None:
        return f"{node.record.name}数{where}"
    return f"各{node.record.name}{where}{say(node.value)}{'最大值' if node.largest else '合计'}"


def say_stored(stored: int | Fraction, scale: int, dim: Dim, unit: str) -> str:
    """A stored value at a scale as a clerk would write it."""
    if dim in ((("year", 1),), (("month", 1),)):
        return f"{Fraction(stored, scale)} {'年' if dim[0][0] == 'year' else '个月'}"
    return show_part(stored.numerator, stored.denominator * scale, dim, unit)


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
    if isinstance(node.value, t.Number) and node.value.divisor is not None:
        return f"{node.word}{where} {say(node.value.divisor)}"
    return f"{node.word}{where} {say(node.value)}" if node.word not in ("查表", "分段") else f"{say(node.value)}{where}"
