"""申报表: one enterprise applies for one measure."""

from __future__ import annotations

from collections.abc import Iterator

from qcy_desktop.domain.capital import capital
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.money import show_wan, wan_number, yuan_number
from qcy_desktop.printing import looks
from qcy_desktop.printing.blocks import MM, Cell, Column
from qcy_desktop.printing.content import Applicant, Application
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.flow import Strip, headed, paginate, stacked, tied
from qcy_desktop.printing.forms import (
    FORM_SHEET,
    Field,
    band,
    closing,
    fields,
    form,
    sides,
    statement,
    title,
    with_closing,
)
from qcy_desktop.printing.measure_card import running
from qcy_desktop.printing.paper import About, desk_for, finish
from qcy_desktop.printing.parts import Desk, numeral, shares

_BOXES = ((40 * MM, 42 * MM), (35 * MM, 35 * MM), (30 * MM, 30 * MM))
"""Heights of the applicant's and of the office's box, the roomy first."""


def application_form(application: Application, context: PaperContext) -> bytes:
    """The form as PDF bytes; the same input gives the same bytes. Blank places stay blank for ink."""
    desk = desk_for(context, FORM_SHEET, "application")
    heading = desk.say("标题")
    top = [
        *title(desk, heading, application.number),
        *sides(desk, desk.say("盖章"), desk.say("编号", number=application.number)),
        *sides(desk, _day(desk, application), desk.say("单位")),
    ]
    notes = closing(desk, list(_notes(desk, application)))
    tries = ([*top, *with_closing(form(desk, _body(desk, application, boxes)), notes)] for boxes in _BOXES)
    # The first of the fewest pages: boxes shrink only where that saves a page.
    strips = min(tries, key=lambda strips: len(paginate(strips, FORM_SHEET.depth)))
    about = About(heading, application.applicant.name, application.number)
    return finish(desk, strips, FORM_SHEET, context, about)


def _day(desk: Desk, application: Application) -> str:
    if application.applied_on is None:
        return desk.say("空日期")
    return desk.say("日期", day=show_day(application.applied_on))


def _body(desk: Desk, application: Application, boxes: tuple[float, float]) -> list[Strip]:
    """The blocks of the form under numbered bands; a block without content takes no number."""
    opinion = [application.opinion] if application.opinion else []
    blocks = (
        ("基本", applicant_rows(desk, application.applicant)),
        ("事项", _matter(desk, application)),
        ("指标", _figures(desk, application)),
        ("条件", _conditions(desk, application)),
        ("测算", _reckoning(desk, application)),
        ("承诺", statement(desk, desk.words.items("承诺内容"), desk.words.items("承诺签字"), boxes[0])),
        ("审核", statement(desk, opinion, desk.words.items("审核签字"), boxes[1])),
    )
    filled = [(key, rows) for key, rows in blocks if rows]
    return [
        strip
        for number, (key, rows) in enumerate(filled, start=1)
        for strip in (*band(desk, f"{numeral(number)}、{desk.say(key)}"), *rows)
    ]


def applicant_rows(desk: Desk, applicant: Applicant) -> list[Strip]:
    """The rows of 企业基本情况: who applies and where the money goes."""
    capital_text = "" if applicant.registered_capital is None else show_wan(applicant.registered_capital)
    founded = "" if applicant.founded is None else show_day(applicant.founded)
    rows = (
        (("名称", applicant.name),),
        (("代码", applicant.uscc), ("类型", applicant.kind)),
        (("法人", applicant.legal_person), ("资本", capital_text)),
        (("成立", founded), ("行业", applicant.industry)),
        (("划型", applicant.size), ("规上", applicant.above_scale)),
        (("住所", applicant.address),),
        (("经营地", applicant.business_address),),
        (("联系人", applicant.contact), ("手机", applicant.phone)),
        (("邮箱", applicant.email), ("户名", applicant.account_name)),
        (("开户行", applicant.bank), ("行号", applicant.bank_code)),
        (("账号", applicant.account),),
    )
    strips: list[Strip] = []
    for row in rows:
        strips += fields(desk, [_field(desk, f"申报单位.{key}", value, len(row)) for key, value in row])
    return strips


def _field(desk: Desk, key: str, value: str, of: int) -> Field:
    return Field(desk.say(key), value) if of > 1 else Field(desk.say(key), value, value_share=9.6)


def _matter(desk: Desk, application: Application) -> list[Strip]:
    """The rows of 申报事项 with the sum in figures and in capitals."""
    result, amount = application.result, application.amount
    state = desk.say("措施.已核定" if result.verified else "措施.未核定")
    figures = (
        desk.say("金额.待定")
        if amount is None
        else desk.say("金额.小写", yuan=yuan_number(amount), wan=wan_number(amount))
    )
    rows = (
        (("政策", result.pack_title),),
        (("措施", result.title),),
        (("条款", result.clause), ("证据", f"{result.evidence.value}（{state}）")),
        (("性质", result.nature.value), ("出资", "、".join(name for name, _ in result.payer))),
        (("小写", figures),),
        (("大写", "" if amount is None else capital(amount)),),
        (("其他", application.other_support),),
    )
    strips: list[Strip] = []
    for row in rows:
        strips += fields(desk, [_field(desk, f"事项列.{key}", value, len(row)) for key, value in row])
    return strips


def _figures(desk: Desk, application: Application) -> list[Strip]:
    rows = [[Cell(f.name), Cell(f.year), Cell(f.value), Cell(f.source)] for f in application.figures]
    cols = _columns(desk, (4, 2, 3, 4), right=(2,))
    return _ruled(desk, "指标", cols, rows, desk.say("指标空"))


def _conditions(desk: Desk, application: Application) -> list[Strip]:
    rows = [
        [
            Cell(f"{condition.sign} {condition.word}"),
            Cell(condition.text, indent=condition.depth * looks.SMALL.size),
            Cell(condition.required),
            Cell(condition.actual, note=condition.source),
        ]
        for condition in application.result.conditions
    ]
    return _ruled(desk, "条件", _columns(desk, (1.8, 5.2, 3, 3.4)), rows, "")


def _reckoning(desk: Desk, application: Application) -> list[Strip]:
    rows = [[Cell(step.text), Cell(running(step.low, step.high))] for step in application.result.steps]
    return _ruled(desk, "测算", _columns(desk, (9, 4), right=(1,)), rows, desk.say("测算空"))


def _columns(desk: Desk, parts: tuple[float, ...], right: tuple[int, ...] = ()) -> list[Column]:
    widths = shares(desk.width, *parts)
    return [Column(width, looks.SMALL_RIGHT if n in right else looks.SMALL) for n, width in enumerate(widths)]


def _ruled(desk: Desk, key: str, cols: list[Column], rows: list[list[Cell]], otherwise: str) -> list[Strip]:
    """A head repeated over the page and the rows; the sentence `otherwise` when there are none."""
    if not rows:
        whole = [Column(desk.width, looks.SMALL)]
        return desk.setting.row(whole, [Cell(otherwise)], looks.FORM) if otherwise else []
    head = desk.setting.row(cols, [Cell(text, looks.FORM_LABEL) for text in desk.words.items(f"{key}列")], looks.FORM)
    body = [strip for row in rows for strip in desk.setting.row(cols, row, looks.FORM)]
    return [*tied(head), *headed(body, stacked(form(desk, head)))]


def _notes(desk: Desk, application: Application) -> Iterator[str]:
    yield from desk.words.items("附注")
    if application.result.handling.copies is not None:
        yield desk.say("份数", copies=application.result.handling.copies)
    if not application.result.verified:
        yield desk.say("未核定", evidence=application.result.evidence.value)
