"""The grammar of sentences: one hand-written descent from words to the typed tree, with the place of every mistake.

Hand-written because the names are Chinese words of the dictionary, the messages must name the nearest of them, and
types, units and years are settled in the same descent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from qcy_desktop.domain.facts import EventDef, FactDef, Period, RecordDef
from qcy_desktop.domain.quantity import COUNT, MONEY, RATIO, Dim, dim_product
from qcy_desktop.engine import keywords as k
from qcy_desktop.engine import slips
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.joining import (
    SentenceError,
    add,
    divide,
    fit_zero,
    length_number,
    lookup,
    multiply,
    value_node,
)
from qcy_desktop.engine.nearest import nearest

_MONTH: Dim = (("month", 1),)
_YEARS: Dim = (("year", 1),)
_DAYS: Dim = (("day", 1),)

Parameter = t.Number | t.Length | t.FixedDay | t.Choices | t.Table


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sentence may speak of: the dictionary, the parameters of its version, the period, the current record."""

    dictionary: Dictionary
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    offset: int = -1
    matter: str = ""
    record: RecordDef | None = None
    bound_words: Mapping[str, bool] = field(default_factory=dict)
    histories: Mapping[str, t.Table] = field(default_factory=dict)
    unset: frozenset[str] = frozenset()  # parameters whose history has not begun


def parse_truth(text: str, scope: Scope) -> t.Truth:
    """The condition said by `text`. Raises SentenceError."""
    node = _Descent(text, scope).whole()
    if not isinstance(node, t.TRUTHS):
        raise SentenceError(f"“{text}”不是一个条件", "条件要有比较词（如 不低于），或者是一个是否类的指标")
    return node


def parse_number(text: str, scope: Scope) -> t.Num:
    """The number said by `text`. Raises SentenceError."""
    descent = _Descent(text, scope)
    return descent.number_of(descent.whole())


def parse_day(text: str, scope: Scope) -> t.Day:
    """The day said by `text`. Raises SentenceError."""
    node = _Descent(text, scope).whole()
    if not isinstance(node, t.DAYS):
        raise SentenceError(f"“{text}”不是一个日期", slips.A_DAY)
    return node


def parse_key(text: str, scope: Scope) -> t.Num | t.ChoiceRef:
    """The key of a table said by `text`: a number or a choice. Raises SentenceError."""
    descent = _Descent(text, scope)
    node = descent.whole()
    return node if isinstance(node, t.ChoiceRef) else descent.number_of(node)


@dataclass(frozen=True, slots=True)
class _Each:
    """近N年每年: the same expression for each of several years, to be compared one by one."""

    items: tuple[t.Num, ...]


class _Descent:
    """One sentence on its way down."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.tokens = self._split(text)
        self.at = 0

    @staticmethod
    def _split(text: str) -> list[str]:
        tokens, position = [], 0
        while position < len(text.rstrip()):
            match = k.TOKEN.match(text, position)
            if not match:
                raise SentenceError(f"“{text}”第 {position + 1} 个字读不懂", slips.A_SIGN)
            tokens.append(match.group(1))
            position = match.end()
        return tokens

    # --- tokens
    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self) -> str:
        word = self.peek()
        self.at += 1
        return word

    def expect(self, words: tuple[str, ...], shown: str) -> None:
        if self.take() not in words:
            raise SentenceError(f"“{self.text}”里少了“{shown}”", "看看括号是否配对、词是否写全")

    def open(self) -> None:
        self.expect(("(", "（"), "(")

    def close(self) -> None:
        self.expect((")", "）"), ")")

    def whole(self) -> object:
        node = self.either()
        if self.peek():
            cure = slips.place_cure(self.peek(), self.peek(1))
            raise SentenceError(f"“{self.text}”里“{self.peek()}”的位置读不懂", cure)
        if isinstance(node, _Each):
            raise SentenceError(f"“{self.text}”里“每年”后面要有比较", "写成 近2年每年 营业收入 不低于 下限")
        return node

    # --- truth
    def either(self) -> object:
        items = [self.both()]
        while self.peek() == "或":
            self.take()
            items.append(self.both())
        return items[0] if len(items) == 1 else t.Both(tuple(self.truth(item) for item in items), False)

    def both(self) -> object:
        items = [self.negation()]
        while self.peek() == "且":
            self.take()
            items.append(self.negation())
        return items[0] if len(items) == 1 else t.Both(tuple(self.truth(item) for item in items), True)

    def negation(self) -> object:
        if self.peek() == "非":
            self.take()
            return t.Not(self.truth(self.negation()))
        return self.comparison()

    def truth(self, node: object) -> t.Truth:
        if not isinstance(node, t.TRUTHS):
            raise SentenceError(f"“{self.text}”里有一处不是条件", "且、或、非 只能连接条件")
        return node

    def comparison(self) -> object:
        left = self.sum()
        word = self.peek()
        if isinstance(left, t.ChoiceRef) and word in k.CHOICE_OPS:
            return self.member(left)
        if word in k.CHOICE_OPS:
            self.number_of(left)  # says what stands there instead
            raise SentenceError(f"“{self.text}”里“{word}”前面不是选项", "数用 等于、不低于 这样的词比较", "E-TYPE")
        if isinstance(left, t.DAYS) and word in k.DAY_OPS:
            self.take()
            return t.CompareDays(k.DAY_OPS[word], word, left, self.day_of(self.sum()))
        if word in k.OPS:
            self.take()
            return self.compare(left, k.OPS[word], word, self.number_of(self.sum()))
        if word == "在":
            return self.placed(left)
        return left

    def placed(self, left: object) -> t.Truth:
        """A 在 P 以上 / 以下（含）."""
        self.take()
        right = self.number_of(self.sum())
        word = self.take()
        mark = self.take() if self.peek() in ("（含）", "（不含）", "(含)", "(不含)") else ""
        if word not in k.BOUND_WORDS:
            raise SentenceError(f"“{self.text}”里“在”后面要有“以上”“以下”或“以内”", "写成 营业收入 在 下限 以上")
        included = "不含" not in mark if mark else self.scope.bound_words.get(word, word != "以下" or None)
        if included is None:
            raise SentenceError(
                f"“{self.text}”的“以下”没有说明是否含本数",
                "写成 以下（含） 或 以下（不含），或在版本里写 界限词",
                "E-BOUND",
            )
        up, down = (t.Op.GE, t.Op.LE) if included else (t.Op.GT, t.Op.LT)
        return self.compare(left, up if word == "以上" else down, word + mark, right)

    def compare(self, left: object, op: t.Op, word: str, right: t.Num) -> t.Truth:
        if isinstance(left, _Each):
            return t.Both(tuple(self.compare(item, op, word, right) for item in left.items), True)
        if isinstance(left, t.Growth) and left.years > 1:
            return self.compare_compound(left, op, word, right)
        low, high = fit_zero(self.number_of(left), right)
        if low.dim != high.dim:
            raise SentenceError(f"“{self.text}”两边单位不同，不能比较", slips.unit_cure(low, high), "E-UNIT")
        return t.Compare(op, word, low, high)

    def compare_compound(self, left: t.Growth, op: t.Op, word: str, right: t.Num) -> t.Truth:
        """A compound rate is a root, which has no exact value: it is compared with a fixed rate and never reckoned with."""
        if not isinstance(right, t.Number) or right.dim != RATIO or right.value <= -1:
            raise SentenceError(f"“{self.text}”里复合增长只能与一个比例参数比较", slips.COMPOUND, "E-TYPE")
        return t.Compare(op, word, left, right)

    def member(self, left: t.ChoiceRef) -> t.Truth:
        word = self.take()
        token = self.take()
        quoted = token.startswith("「")
        found = t.Choices((token[1:-1],)) if quoted else self.scope.parameters.get(token)
        if not isinstance(found, t.Choices):
            cure = slips.list_cure(token, left.fact.choices, self.scope.parameters)
            raise SentenceError(f"“{self.text}”里“{token}”不是名录参数", cure, "E-NAME")
        words, name = found.words, found.name
        for choice in words:
            if choice not in left.fact.choices:
                cure = slips.choice_cure(choice, left.fact.choices)
                raise SentenceError(f"“{choice}”不是“{left.fact.name}”的选项", cure, "E-CHOICE")
        return t.Member(left, words, name, k.CHOICE_OPS[word])

    def number_of(self, node: object) -> t.Num:
        """A node as a number; a length of time counts as so many days, months or years."""
        if isinstance(node, t.Length):
            return length_number(node)
        if not isinstance(node, t.NUMBERS):
            raise SentenceError(f"“{self.text}”里要有数的地方不是数", slips.number_cure(node), "E-TYPE")
        if isinstance(node, t.Growth) and node.years > 1:
            raise SentenceError(f"“{self.text}”里复合增长只能直接与一个比例参数比较", slips.COMPOUND, "E-TYPE")
        return node

    def day_of(self, node: object) -> t.Day:
        if not isinstance(node, t.DAYS):
            raise SentenceError(f"“{self.text}”里与日期比较的一项不是日期", slips.A_DAY, "E-TYPE")
        return node

    # --- arithmetic
    def sum(self) -> object:
        node = self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            right = self.product()
            if isinstance(node, t.DAYS) and isinstance(right, t.Length):
                node = t.DayShift(node, right, sign)
            else:
                node = add(self.number_of(node), self.number_of(right), sign)
        return node

    def product(self) -> object:
        node = self.atom()
        while self.peek() in ("×", "*", "/", "÷"):
            times = self.take() in ("×", "*")
            right = self.number_of(self.atom())
            node = multiply(self.number_of(node), right) if times else divide(self.number_of(node), right)
        return node

    def atom(self) -> object:
        word = self.take()
        if not word:
            raise SentenceError(f"“{self.text}”没有说完", "补上比较词后面的参数或指标")
        if word in ("(", "（"):
            node = self.either()
            self.close()
            return node
        if word in ("0", "1"):
            return t.Number(Fraction(int(word)), RATIO)
        if word[0].isdigit() and not (k.AGO.match(word) or k.YEAR.match(word) or self.is_known(word)):
            cure = slips.instead(word) or slips.split_cure(word, self.names()) or "数值写进 参数 里，句子里用参数名"
            raise SentenceError(f"“{self.text}”里直接写了数 {word}", cure, "E-LITERAL")
        if word in k.EVENT_WORDS:
            return self.has_event(word)
        if word in _ATOMS and not self.is_name(word):
            self.word = word
            return _ATOMS[word](self)
        return self.dated(word)

    def is_name(self, word: str) -> bool:
        return word in self.scope.parameters

    def is_known(self, word: str) -> bool:
        inside = self.scope.record is not None and self.scope.record.field(word) is not None
        return inside or self.is_name(word) or self.scope.dictionary.fact(word) is not None

    def dated(self, word: str) -> object:
        """A name, perhaps after a word that moves its year."""
        if word in k.EARLIER_YEARS:
            return self.shifted(k.EARLIER_YEARS[word])
        if match := k.AGO.match(word):
            return self.shifted(-int(match.group(1)))
        if match := k.YEAR.match(word):
            return self.fixed_year(int(match.group(1)))
        if match := k.SPAN.match(word):
            return self.span(int(match.group(1)), match.group(2))
        return self.name(word)

    def shifted(self, by: int) -> object:
        word, outer = self.peek(), self.scope
        self.scope = replace(outer, offset=outer.offset + by)
        try:
            node = self.atom()
        finally:
            self.scope = outer
        slot = getattr(node, "slot", None)
        if isinstance(node, (t.Number, t.Length, t.FixedDay)) or (slot is not None and slot.year is None):
            raise SentenceError(f"“{self.text}”里“{word}”不分年度，前面不能加年份", slips.NOT_YEARLY, "E-PERIOD")
        return node

    def fixed_year(self, year: int) -> object:
        name = self.take()
        fact = self.scope.dictionary.fact(name)
        if fact is None or fact.period is not Period.YEAR:
            cure = self.scope.dictionary.near_fact(name) or slips.YEARLY
            raise SentenceError(f"“{year}年度”后面要跟年度指标，“{name}”不是", cure, "E-NAME")
        return self.fact_node(fact, t.YearRef(year=year))

    def span(self, years: int, kind: str) -> object:
        if not years:
            raise SentenceError(f"“{self.text}”里年数不能为零", "写成如 近3年")
        if kind == "复合增长":
            return self.growth(years)
        start = self.at
        items = []
        for back in range(years):
            self.at = start
            items.append(self.number_of(self.shifted(-back)))
        if kind == "每年":
            return _Each(tuple(items))
        if kind == "最大":
            return t.Extreme(tuple(items), False, items[0].dim, lcm(*(item.scale for item in items)))
        total = items[0]
        for item in items[1:]:
            total = add(total, item, 1)
        return total if kind == "合计" else multiply(total, t.Number(Fraction(1, years), RATIO))

    def growth(self, years: int) -> object:
        start = self.at
        now = self.atom()
        self.at = start
        base = self.shifted(-years)
        if not isinstance(now, t.FactNumber) or not isinstance(base, t.FactNumber):
            raise SentenceError(f"“{self.text}”的增长只能用于一个年度指标", slips.GROWTH, "E-TYPE")
        return t.Growth(now, base, years)

    # --- names
    def names(self) -> list[str]:
        """Every name that may stand here."""
        fields = self.scope.record.fields if self.scope.record else ()
        return [*self.scope.parameters, *(fact.name for fact in (*self.scope.dictionary.facts, *fields))]

    def name_cure(self, word: str) -> str:
        return slips.name_cure(word, self.peek(), self.names(), self.scope.dictionary)

    def name(self, word: str) -> object:
        if self.scope.record and (found := self.scope.record.field(word)):
            return self.field_node(self.scope.record, found)
        if word in self.scope.parameters:
            parameter = self.scope.parameters[word]
            if isinstance(parameter, t.Table):
                raise SentenceError(f"“{self.text}”里“{word}”是表，不能直接当数用", "用 查表、乘表 或 分段", "E-TYPE")
            return parameter
        if word in k.NAMED_DAYS:
            return t.NamedDay(word, self.scope.offset)
        if word in self.scope.unset:
            raise SentenceError(f"参数“{word}”在当日还没有值", "把“历”补到版本施行之日", "E-PARAMETER-DAY")
        fact = self.scope.dictionary.fact(word)
        if fact is None:
            raise SentenceError(f"“{self.text}”里“{word}”不认识", self.name_cure(word), "E-NAME")
        return self.fact_node(fact, t.YearRef(self.scope.offset))

    def fact_node(self, fact: FactDef, year: t.YearRef) -> object:
        slot = t.SlotKey("fact", fact.id, year if fact.period is Period.YEAR else None)
        return value_node(fact, slot)

    def field_node(self, record: RecordDef, entry: FactDef) -> object:
        return value_node(entry, t.SlotKey("field", record.id, None, entry.id))

    # --- events
    def event(self) -> tuple[EventDef, str]:
        word = self.take()
        found = self.scope.dictionary.event(word)
        if found:
            return found, ""
        match = k.LEVEL.match(word)
        found = self.scope.dictionary.event(match.group(1)) if match else None
        if match is None or found is None:
            known = [event.name for event in self.scope.dictionary.events]
            cure = nearest(word, known, slips.NEW_EVENT)
            raise SentenceError(f"“{self.text}”里“{word}”不是登记过的事件", cure, "E-NAME")
        level = match.group(2)
        if level not in found.levels:
            cure = f"可用：{'、'.join(found.levels)}" if found.levels else "这类事件不分级别，去掉〔〕"
            raise SentenceError(f"“{found.name}”没有“{level}”这一级", cure, "E-CHOICE")
        return found, level

    def window(self) -> t.Window | None:
        if self.peek() != "于":
            return None
        self.take()
        word = self.take()
        if (match := k.WINDOW.match(word)) and int(match.group(1)):
            return t.Window(word, 1 - int(match.group(1)), 0)
        spans = {"取数期": self.scope.offset, "本年度": 0, "上年度": -1, "前年度": -2}
        if word not in spans:
            raise SentenceError(f"“{self.text}”里“于 {word}”读不懂", "可用：于 取数期、本年度、上年度、近2年")
        return t.Window(word, spans[word], spans[word])

    def has_event(self, mode: str) -> t.Truth:
        event, level = self.event()
        return t.HasEvent(mode, event, level, self.window())

    def event_day(self, *, latest: bool) -> t.Day:
        event, level = self.event()
        return t.EventDay(event, level, latest)

    def event_count(self) -> t.Num:
        event, level = self.event()
        return t.EventCount(event, level, self.window(), COUNT)

    # --- functions
    def arguments(self) -> list[object]:
        self.open()
        items = [self.either()]
        while self.peek() in ("，", ",", "、"):
            self.take()
            items.append(self.either())
        self.close()
        return items

    def words(self) -> list[str]:
        self.open()
        items = [self.take()]
        while self.peek() in ("，", ",", "、"):
            self.take()
            items.append(self.take())
        self.close()
        return items

    def extreme(self, *, least: bool) -> t.Num:
        items = [self.number_of(item) for item in self.arguments()]
        partner = next((item for item in items if item.dim != RATIO), items[0])
        items = [fit_zero(item, partner)[0] for item in items]
        if any(item.dim != items[0].dim for item in items):
            raise SentenceError(f"“{self.text}”里取最大最小的各项单位不同", "各项用同类的单位", "E-UNIT")
        return t.Extreme(tuple(items), least, items[0].dim, lcm(*(item.scale for item in items)))

    def largest(self) -> t.Num:
        return self.extreme(least=False) if self.peek() in ("(", "（") else self.record_value(largest=True)

    def awards(self, *, highest: bool) -> t.Num:
        """(本年度|累计, level …, 「matter」 …): this measure's own matter unless others are named."""
        words = self.words()
        period = words.pop(0) if words[0] in ("本年度", "累计") else "累计"
        matters = tuple(word[1:-1] for word in words if word.startswith("「")) or (self.scope.matter,)
        levels = tuple(word for word in words if not word.startswith("「"))
        for level in levels:
            if level not in k.LEVELS:
                raise SentenceError(f"“{self.text}”里“{level}”不是政府层级", f"可用：{'、'.join(k.LEVELS)}", "E-CHOICE")
        return t.AwardSum(matters, period, levels, highest, MONEY)

    def year_of(self) -> t.Num:
        days = self.arguments()
        if len(days) != 1:
            raise SentenceError(f"“{self.text}”里“年度”的写法不对", "写成 年度(日期)")
        return t.YearOf(self.day_of(days[0]), _YEARS)

    def elapsed(self) -> t.Num:
        unit = self.word
        days = [self.day_of(item) for item in self.arguments()]
        if len(days) != 2:
            raise SentenceError(f"“{self.text}”里“{unit}”要两个日期", f"写成 {unit}(起日, 止日)")
        return t.Elapsed(days[0], days[1], unit, {"天数": _DAYS, "月数": _MONTH, "年数": _YEARS}[unit])

    def day_extreme(self, *, latest: bool) -> t.Day:
        return t.DayExtreme(tuple(self.day_of(item) for item in self.arguments()), latest)

    def named_first(self, known: Mapping[str, object], kind: str) -> tuple[str, list[object]]:
        """(name of a parameter, argument …)"""
        self.open()
        name = self.take()
        if name not in known:
            cure = nearest(name, known, f"在 参数 里写好这个{kind}")
            raise SentenceError(f"“{self.text}”里“{name}”不是{kind}", cure, "E-NAME")
        items = []
        while self.peek() in ("，", ",", "、"):
            self.take()
            items.append(self.either())
        self.close()
        return name, items

    def by_day(self) -> t.Num:
        """按日(P, 日): the value that a dated parameter had on that day, 0 before its first."""
        name, items = self.named_first(self.scope.histories, "写了“历”的参数")
        if len(items) != 1:
            raise SentenceError(f"“{self.text}”里“按日”的写法不对", "写成 按日(参数, 日期)")
        key = t.Elapsed(t.FixedDay(1), self.day_of(items[0]), "天数", _DAYS)
        return lookup(self.scope.histories[name], (key,))

    def accrued(self) -> t.Num:
        """按日累计(P, 起, 止): a dated parameter added up day by day, the last day not included."""
        name, items = self.named_first(self.scope.histories, "写了“历”的参数")
        if len(items) != 2:
            raise SentenceError(f"“{self.text}”里“按日累计”的写法不对", "写成 按日累计(参数, 起日, 止日)")
        table = self.scope.histories[name]
        if any(value < 0 for (value,) in table.values):
            raise SentenceError(f"参数“{name}”有负值，不能按日累计", "核对“历”里的数")
        scale = lcm(*(value.denominator for (value,) in table.values))
        return t.Accrued(table, self.day_of(items[0]), self.day_of(items[1]), dim_product(table.dim, _DAYS), scale)

    def looked_up(self) -> t.Num:
        """查表(表, 依据) inside a sentence, where the step 查表 cannot stand."""
        tables = {name: found for name, found in self.scope.parameters.items() if isinstance(found, t.Table)}
        name, items = self.named_first(tables, "表")
        keys = [item if isinstance(item, t.ChoiceRef) else self.number_of(item) for item in items]
        return lookup(tables[name], tuple(keys))

    # --- records
    def record(self, word: str) -> RecordDef:
        found = self.scope.dictionary.record(word)
        if found is None:
            known = [record.name for record in self.scope.dictionary.records]
            cure = nearest(word, known, slips.NEW_RECORD)
            raise SentenceError(f"“{self.text}”里“{word}”不是登记过的明细", cure, "E-NAME")
        return found

    def inside(self, record: RecordDef, read: Callable[[], object]) -> object:
        outer = self.scope
        self.scope = replace(outer, record=record)
        try:
            return read()
        finally:
            self.scope = outer

    def bracketed(self, record: RecordDef) -> object:
        self.open()
        node = self.inside(record, self.either)
        self.close()
        return node

    def where(self, record: RecordDef) -> t.Truth | None:
        if self.peek() != "其中":
            return None
        self.take()
        return self.truth(self.bracketed(record))

    def record_sum(self) -> t.Num:
        return self.record_value(largest=False)

    def record_value(self, *, largest: bool) -> t.Num:
        name, dot, field_name = self.take().partition(".")
        record = self.record(name)
        if dot:
            entry = record.field(field_name)
            if entry is None:
                fields = [field.name for field in record.fields]
                cure = nearest(field_name, fields, f"可用：{'、'.join(fields)}")
                raise SentenceError(f"明细“{name}”没有“{field_name}”", cure, "E-NAME")
            value = self.number_of(self.field_node(record, entry))
        elif self.peek() not in ("(", "（"):
            cure = f"写成 合计 {name}.字段，字段有 {'、'.join(entry.name for entry in record.fields)}；数有几条写 计数 {name}"
            raise SentenceError(f"“{self.text}”没有说“{name}”的哪个字段", cure)
        else:
            value = self.number_of(self.bracketed(record))
        return t.RecordSum(record, value, self.where(record), largest, value.dim, value.scale)

    def record_count(self) -> t.Num:
        record = self.record(self.take())
        return t.RecordSum(record, None, self.where(record), False, COUNT, 1)

    def any_record(self) -> t.Truth:
        record = self.record(self.take())
        return t.AnyRecord(record, self.where(record))

    def every_record(self) -> t.Truth:
        record = self.record(self.take())
        self.expect(("满足",), "满足")
        return t.EveryRecord(record, self.truth(self.bracketed(record)))


# What a word begins that is no name.
_ATOMS: dict[str, Callable[[_Descent], object]] = {
    "最小": lambda d: d.extreme(least=True), "最大": _Descent.largest, "合计": _Descent.record_sum, "计数": _Descent.record_count,
    "存在": _Descent.any_record, "每个": _Descent.every_record, "已获": lambda d: d.awards(highest=False), "最高奖补": lambda d: d.awards(highest=True),
    "奖补合计": lambda d: d.awards(highest=False), "年度": _Descent.year_of, "首次日期": lambda d: d.event_day(latest=False),
    "最近日期": lambda d: d.event_day(latest=True), "次数": _Descent.event_count, "增长率": lambda d: d.growth(1), "天数": _Descent.elapsed,
    "月数": _Descent.elapsed, "年数": _Descent.elapsed, "按日": _Descent.by_day, "按日累计": _Descent.accrued, "查表": _Descent.looked_up,
    "最早": lambda d: d.day_extreme(latest=False), "最晚": lambda d: d.day_extreme(latest=True),
}  # fmt: skip
