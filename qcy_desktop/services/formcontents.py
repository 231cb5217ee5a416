"""What a place of an office's form may hold, and what it holds for one enterprise or case: words, exact sums, lists, never guesses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qcy_desktop.domain.assessment import MeasureResult
from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.contact_roles import ROLES
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.enterprise import Declared, Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import FactDef, FactType, Period, Sensitivity
from qcy_desktop.domain.money import FEN_OF_UNIT
from qcy_desktop.domain.officeforms import YEARS, Content, Gap, Slot, Style, Unit
from qcy_desktop.domain.records import Contact
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.papers import known_clause

ENTERPRISE = {"name": "企业名称", "uscc": "统一社会信用代码"}
CASE = {
    "number": "受理编号", "stage": "办理环节", "measure": "措施名称", "pack": "政策文件", "clause": "依据条款", "submitted": "申报日期",
    "accepted": "受理日期", "amount": "核算金额", "decided": "审定金额", "paid": "已拨付金额", "nature": "资金性质",
}  # fmt: skip
OFFICE = {"name": "单位名称", "clerk": "经办人", "today": "今天的日期", "phone": "联系电话", "address": "办公地址"}
CONTACT = {"name": "姓名", "phone": "手机", "id_number": "身份证号", "bank": "开户行", "account": "账号"}
LISTS = {"materials": "材料清单"}
_PERSONAL = frozenset({"name", "phone", "id_number", "account"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a place may hold, with its group and whether it has a year, a sum, a day, or is personal."""

    what: str
    name: str
    group: str
    yearly: bool = False
    money: bool = False
    day: bool = False
    listed: bool = False
    personal: bool = False


def choices(assessor: Assessor) -> tuple[Choice, ...]:
    """Everything that a place may hold."""
    sums, days = ("amount", "decided", "paid"), ("submitted", "accepted", "today")
    found = [Choice(f"enterprise:{id}", name, "企业") for id, name in ENTERPRISE.items()]
    found += [
        Choice(f"contact:{role}.{id}", f"{role} · {name}", "联系人和账户", personal=id in _PERSONAL)
        for role in ROLES
        for id, name in CONTACT.items()
    ]
    found += [Choice(f"case:{id}", name, "办件", money=id in sums, day=id in days) for id, name in CASE.items()]
    found += [Choice(f"list:{id}", name, "办件", listed=True) for id, name in LISTS.items()]
    found += [Choice(f"office:{id}", name, "本单位", day=id in days) for id, name in OFFICE.items()]
    return (*found, *(_fact_choice(fact) for fact in assessor.facts()))


def _fact_choice(fact: FactDef) -> Choice:
    return Choice(
        f"fact:{fact.id}",
        fact.name,
        f"指标 · {fact.group or '其他'}",
        yearly=fact.period is Period.YEAR,
        money=fact.type is FactType.MONEY,
        day=fact.type is FactType.DATE,
        personal=fact.sensitivity is Sensitivity.PERSONAL,
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a form is filled for. `reveal` answers the contact of a role in full, recording the look; None: there is none."""

    enterprise: Enterprise
    as_of: date
    today: date
    view: CaseView | None = None
    result: MeasureResult | None = None
    office: dict[str, str] = field(default_factory=dict)
    reveal: Callable[[str], Contact | None] = lambda _role: None
    may_see: bool = True


class MissingError(Exception):
    """There is nothing to put into a place; the text says why."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Finds what each slot holds for a subject."""

    assessor: Assessor
    subject: Subject
    _facts: dict[str, FactDef] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._facts.update({fact.id: fact for fact in self.assessor.facts()})

    def contents(self, slots: tuple[Slot, ...]) -> tuple[dict[str, Content], tuple[Gap, ...]]:
        """The contents by place, and the slots that stay blank with the reason."""
        found: dict[str, Content] = {}
        gaps = []
        for slot in slots:
            try:
                found[slot.place] = self.content(slot)
            except MissingError as why:
                gaps.append(Gap(slot.place, self.name(slot), str(why)))
        return found, tuple(gaps)

    def name(self, slot: Slot) -> str:
        """What a slot holds, in words."""
        return slot_words(slot, choices(self.assessor))

    def content(self, slot: Slot) -> Content:
        """What goes into a slot's place. Raises MissingError."""
        kind, _, rest = slot.what.partition(":")
        match kind:
            case "text":
                return Content(rest)
            case "enterprise":
                held = self.subject.enterprise
                return _words(held.name if rest == "name" else held.uscc, slot)
            case "fact":
                return self._fact(slot, rest)
            case "contact":
                return self._contact(slot, rest)
            case "case":
                return self._case(slot, rest)
            case "list":
                return self._list(slot)
            case "office":
                return self._office(slot, rest)
        raise MissingError(f"不认识的内容“{slot.what}”")

    def _fact(self, slot: Slot, id: str) -> Content:
        fact = self._facts.get(id)
        if fact is None:
            raise MissingError("指标字典里没有这一项")
        if fact.sensitivity is Sensitivity.PERSONAL and not self.subject.may_see:
            raise MissingError("没有查看完整个人信息的权限")
        year = year_of(slot, self.subject.as_of) if fact.period is Period.YEAR else None
        value = self.subject.enterprise.facts.get((id, year))
        if value is None:
            raise MissingError("没有这一项数据" if year is None else f"没有 {year} 年的数据")
        return self._value(slot, fact, value)

    def _value(self, slot: Slot, fact: FactDef, value: Value) -> Content:
        if isinstance(value, Declared):
            return _words("否" if fact.type is FactType.FLAG else "无", slot)
        if isinstance(value, bool):
            return _words("是" if value else "否", slot)
        if isinstance(value, date):
            return Content(day_words(value, slot.style))
        if isinstance(value, str):
            return _words(value, slot)
        if fact.type is FactType.MONEY:
            return money_content(value, slot, fact.unit)
        if fact.type is FactType.COUNT and slot.style is not Style.WITH_UNIT:
            return Content(number=Decimal(value))
        return Content(self.assessor.show(fact, value))

    def _contact(self, slot: Slot, rest: str) -> Content:
        role, _, name = rest.partition(".")
        if name in _PERSONAL and not self.subject.may_see:
            raise MissingError("没有查看完整个人信息的权限")
        contact = self.subject.reveal(role)
        if contact is None:
            raise MissingError(f"没有登记{role}")
        return _words(str(getattr(contact, name, "")), slot)

    def _result(self) -> MeasureResult:
        result = self.subject.view.result if self.subject.view is not None else self.subject.result
        if result is None:
            raise MissingError("不是从办件填写，也没有指定措施")
        return result

    def _case(self, slot: Slot, id: str) -> Content:
        if id in ("measure", "pack", "clause", "nature", "amount"):
            return self._of_result(slot, id)
        view = self.subject.view
        if view is None:
            raise MissingError("不是从办件填写")
        dossier = view.dossier
        if id in ("submitted", "accepted"):
            day = dossier.submitted_on if id == "submitted" else dossier.accepted_on
            if day is None:
                raise MissingError("办件还没有到这一步")
            return Content(day_words(day, slot.style))
        if id in ("decided", "paid"):
            fen = dossier.decided if id == "decided" else dossier.paid
            if fen is None:
                raise MissingError("办件还没有审定")
            return money_content(fen, slot, "元")
        return _words(view.row.number if id == "number" else str(dossier.stage), slot)

    def _of_result(self, slot: Slot, id: str) -> Content:
        result = self._result()
        if id == "amount":
            if result.amount is None or not result.amount.exact:
                raise MissingError("金额还没有算定")
            return money_content(result.amount.low, slot, "元")
        words = {
            "measure": result.title,
            "pack": result.bare_document,
            "clause": known_clause(result),
            "nature": result.nature.value,
        }
        return _words(words[id], slot)

    def _list(self, slot: Slot) -> Content:
        materials = self._result().handling.materials
        if not materials:
            raise MissingError("规则里没有载明材料")
        return Content(items=materials, down=slot.style is Style.DOWN)

    def _office(self, slot: Slot, id: str) -> Content:
        if id == "today":
            return Content(day_words(self.subject.today, slot.style))
        return _words(self.subject.office.get(id, ""), slot)


def _words(text: str, slot: Slot) -> Content:
    if not text.strip():
        raise MissingError("没有这一项数据")
    return Content(text.strip(), tick=slot.style is Style.TICK)


def year_of(slot: Slot, as_of: date) -> int:
    """The year whose figure a slot wants; last year's where it does not say."""
    if slot.year in YEARS:
        return as_of.year - {"上年": 1, "前年": 2, "本年": 0}[slot.year]
    return int(slot.year) if slot.year.isdigit() else as_of.year - 1


def money_content(fen: int, slot: Slot, unit: str) -> Content:
    """A sum as the form wants it: an exact number of 元 or 万元, words in capitals, or with its unit beside it."""
    if slot.unit is Unit.CAPITAL:
        return Content(capital(fen))
    wanted = (unit or "元") if slot.unit is Unit.FIGURE else slot.unit.value
    size = Fraction(fen, FEN_OF_UNIT.get(wanted, 100))
    number = Decimal(size.numerator) / Decimal(size.denominator)
    text = f"{number:,.2f}" if number == round(number, 2) else f"{number:,}"
    return Content(f"{text}{wanted}") if slot.style is Style.WITH_UNIT else Content(text, number)


def day_words(day: date, style: Style) -> str:
    """A day as the form wants it."""
    if style is Style.SHORT_DAY:
        return day.isoformat()
    return f"{day.year}年{day.month}月" if style is Style.MONTH else show_day(day)


def slot_words(slot: Slot, known: tuple[Choice, ...]) -> str:
    """What a slot holds, in words: 上年 研发费用〔税务〕（万元）."""
    if slot.what.startswith("text:"):
        return f"“{slot.what[5:]}”"
    found = next((choice for choice in known if choice.what == slot.what), None)
    name = found.name if found else slot.what
    year = f"{slot.year or '上年'} " if found and found.yearly else ""
    return f"{year}{name}" + (f"（{slot.unit}）" if slot.unit else "")


def read_slot(text: str, known: tuple[Choice, ...]) -> Slot:
    """A slot as a terminal writes it: ``申请表!B3=上年 研发费用〔税务〕|万元``. Raises KnownError E-FORM-SLOT with the nearest name."""
    place, sign, said = text.partition("=")
    if not sign or not place.strip() or not said.strip():
        raise KnownError("E-FORM-SLOT", f"“{text}”写得不对。", "请写成 位置=内容，如 申请表!B2=企业名称")
    name, *rest = (part.strip() for part in said.split("|"))
    slot = Slot(place.strip(), "")
    head, _, tail = name.partition(" ")
    if tail and (head in YEARS or (head.isdigit() and len(head) == 4)):
        slot, name = replace(slot, year=head), tail.strip()
    slot = replace(slot, what=_what(name, known))
    for extra in rest:
        slot = _with(slot, extra)
    return slot


def _what(name: str, known: tuple[Choice, ...]) -> str:
    if name.startswith("“") and name.endswith("”"):
        return f"text:{name[1:-1]}"
    by_name = {choice.name: choice.what for choice in known} | {
        choice.name.replace(" ", ""): choice.what for choice in known
    }
    by_name |= {choice.what: choice.what for choice in known}
    if name not in by_name:
        raise KnownError(
            "E-FORM-SLOT", f"没有“{name}”这项内容。", nearest(name, by_name) or "用 qcy form names 列出全部"
        )
    return by_name[name]


def _with(slot: Slot, extra: str) -> Slot:
    for kind, key in ((Unit, "unit"), (Style, "style")):
        if extra and extra in tuple(kind):
            return replace(slot, **{key: kind(extra)})  # type: ignore[arg-type]
    raise KnownError(
        "E-FORM-SLOT", f"“{extra}”不是单位或写法。", f"可用：{'、'.join(part for part in (*Unit, *Style) if part)}"
    )
