"""A desk that keeps everything in memory and answers with invented results: data for looking at screens."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qcy_desktop.app.admin import AdminDesk
from qcy_desktop.app.seat import Seat
from qcy_desktop.domain.assessment import (
    Assessment,
    Change,
    Combination,
    Condition,
    Evidence,
    GapPlan,
    GivenUp,
    Handling,
    Mark,
    MeasureResult,
    Nature,
    Need,
    PackStamp,
    Question,
    Span,
    Step,
    Total,
    Verdict,
)
from qcy_desktop.domain.enterprise import Enterprise, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import EventDef, FactDef, RecordDef
from qcy_desktop.domain.records import Contact
from qcy_desktop.domain.whatif import Sweep
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.dictionary import load_dictionary
from qcy_desktop.engine.reading import EnterpriseReader, read_value, show_value
from qcy_desktop.engine.reckoner import Reckoner
from qcy_desktop.engine.sweep import Along, sweep
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.library import Library
from qcy_desktop.services.notes_files import Kept, Owner
from qcy_desktop.services.visit_code import read_codes
from qcy_desktop.services.visits import Visit
from qcy_desktop.ui.clauses.desk import ClauseDesk
from qcy_desktop.ui.desk import DraftRow, FoundRow, KeptRow, PackLine
from qcy_desktop.ui.people.gate import Undoable

ROOT = Path(__file__).resolve().parents[2]
WAN = 1_000_000
STAFF, RD_STAFF, RD, SALES = "staff", "rd_staff", "rd_tax", "main_revenue"
NOON = datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC)


class NoNotes:
    """Where nothing is noted and nothing can be."""

    def why_not(self) -> str:
        return "这里不能记备注"

    def why_unseen(self) -> str:
        return ""

    def kept(self, owner: Owner) -> Kept:
        return Kept()

    def in_full(self, owner: Owner, purpose: str) -> Kept:
        return Kept()

    def add_note(self, owner: Owner, text: str) -> int:
        raise NotImplementedError

    def attach(self, owner: Owner, file: Path) -> int:
        raise NotImplementedError

    def body(self, id: int) -> bytes:
        raise NotImplementedError


class MemoryDesk:
    """Two measures follow what is typed; the rest are fixed, so that every kind of row is on screen."""

    def __init__(self, *, practice: bool = False) -> None:
        self.practice = practice
        self.seat = Seat(alone=Hand.alone("窗口 3 · 李工"), now=lambda: NOON)
        self.closed = ""
        self.admin: AdminDesk | None = None
        self.clause_desk: ClauseDesk | None = None
        self.dictionary = load_dictionary(ROOT / "rules" / "facts.yaml")
        self._open_books()

    def _open_books(self) -> None:
        self.held: dict[int, Enterprise] = {}
        self.kept: dict[int, list[KeptRow]] = {}
        self.draft_rows: dict[str, DraftRow] = {}
        self.visits: dict[int, Visit] = {}
        self.stated: dict[tuple[str, int | None], date] = {}
        self.pins: list[int] = []
        self.noted: list[int] = []
        for file in sorted((ROOT / "resources" / "samples").glob("*.json")):
            source = json.loads(file.read_text("utf-8"))
            self.held[len(self.held) + 1] = EnterpriseReader(self.dictionary).read(source)

    def facts(self) -> tuple[FactDef, ...]:
        return tuple(self.dictionary.facts)

    def events(self) -> tuple[EventDef, ...]:
        return tuple(self.dictionary.events)

    def records(self) -> tuple[RecordDef, ...]:
        return tuple(self.dictionary.records)

    def packs(self) -> tuple[PackLine, ...]:
        return (PackLine("西咸 16 条", "3", 3, 13), PackLine("西咸 12 条", "1", 0, 12), PackLine("省氢能", "1", 0, 3))

    def parse(self, fact: FactDef, text: str) -> Value:
        return read_value(fact, text)

    def show(self, fact: FactDef, value: Value) -> str:
        return show_value(fact, value)

    def find(self, text: str) -> tuple[FoundRow, ...]:
        return tuple(_found(i, e) for i, e in self.held.items() if text in e.name or text.upper() in e.uscc)

    def recent(self) -> tuple[FoundRow, ...]:
        return tuple(_found(i, e) for i, e in list(self.held.items())[:4])

    def load(self, id: int) -> Enterprise:
        return self.held[id]

    def save(self, enterprise: Enterprise, id: int | None) -> int:
        number = id or len(self.held) + 1
        self.held[number] = enterprise
        return number

    def keep(self, id: int, assessment: Assessment) -> None:
        row = KeptRow(
            sum(map(len, self.kept.values())) + 1,
            NOON,
            assessment.as_of,
            "符合 4 项，已核定 32.00 万元；未核定 0.00～218.00 万元",
        )
        self.kept.setdefault(id, []).insert(0, row)
        self.visits[row.id] = Visit(replace(self.held[id], as_of=assessment.as_of), assessment)

    def visit(self, id: int) -> Visit:
        return self.visits[id]

    def stated_on(self, id: int) -> dict[tuple[str, int | None], date]:
        return dict(self.stated)

    def pinned(self) -> tuple[FoundRow, ...]:
        return tuple(_found(id, self.held[id]) for id in self.pins)

    def turn_pin(self, id: int) -> bool:
        self.pins = [other for other in self.pins if other != id] if id in self.pins else [id, *self.pins]
        return id in self.pins

    def open_noted(self, id: int) -> bool:
        self.noted = [id, *(other for other in self.noted if other != id)]
        return id in self.pins

    def history(self, id: int) -> tuple[KeptRow, ...]:
        return tuple(self.kept.get(id, ()))

    def print_assessment(self, assessment: Assessment, enterprise: Enterprise) -> bytes:
        return self._printed(enterprise.uscc or "no code")

    def _printed(self, text: str) -> bytes:
        from io import BytesIO

        from reportlab.pdfgen.canvas import Canvas

        out = BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=1)
        canvas.drawString(72, 770, text)
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    def print_keys(self, lines: tuple[tuple[str, str, str], ...]) -> bytes:
        return self._printed(f"{len(lines)} keys")

    def forms(self) -> None:
        """Nothing is kept here, so there are no forms."""

    def officer(self) -> None:
        """Nothing is kept here, so there are no cases."""

    def read_codes(self, texts: tuple[str, ...]) -> Enterprise:
        return read_codes(texts, {fact.id: fact for fact in self.facts()})

    def clauses(self) -> ClauseDesk:
        if self.clause_desk is None:
            raise KnownError("E-CLAUSES", "这个窗口没有规则文件夹。")
        return self.clause_desk

    def print_self_check(
        self, assessment: Assessment, enterprise: Enterprise, answers: tuple[tuple[str, str], ...]
    ) -> bytes:
        return self.print_assessment(assessment, enterprise)

    def drafts(self) -> tuple[DraftRow, ...]:
        return tuple(self.draft_rows.values())

    def save_draft(self, id: str, name: str, body: str) -> datetime:
        self.draft_rows[id] = DraftRow(id, name, NOON, body)
        return NOON

    def drop_draft(self, id: str) -> None:
        self.draft_rows.pop(id, None)

    def undoable(self) -> tuple[Undoable, ...]:
        return ()

    def take_back(self, link: int) -> tuple[tuple[str, str], ...]:
        return ()

    def notes(self) -> NoNotes:
        return NoNotes()

    def contacts(self, enterprise_id: int) -> tuple[Contact, ...]:
        return ()

    def save_contact(self, contact: Contact) -> int:
        return 1

    def reveal_contact(self, id: int, purpose: str) -> Contact:
        return Contact("经办人")

    def backup_age(self) -> str:
        return "备份 2 小时前"

    def sweep(self, enterprise: Enterprise, as_of: date, key: tuple[str, int | None], ends: tuple[int, int]) -> Sweep:
        return Sweep(key[0], key[1], (), None)

    def assess(self, enterprise: Enterprise, as_of: date) -> Assessment:
        measures = (*_fixed(), _research(enterprise, as_of), *_gaps())
        sure = Combination(("xx16-02", "city-hnte", "xx16-01"), (_total(True, 32 * WAN, 32 * WAN),), (), None, True)
        wide = Combination(
            ("xx16-02", "city-hnte", "xx16-01", "xx12-05"),
            (
                _total(True, 32 * WAN, 32 * WAN),
                _total(False, 0, 218 * WAN),
                Total(Nature.AVOIDED, "国家", False, Span(5 * WAN, 5 * WAN)),
            ),
            (GivenUp("city-rd", "同事项就高不重复，西安市办法第七条"),),
            None,
            True,
        )
        return Assessment(
            enterprise.name,
            enterprise.uscc,
            as_of,
            "0.1",
            (PackStamp("xixian-16", "西咸 16 条", "3", "0" * 12),),
            measures,
            sure,
            wide,
            wide.totals,
            _questions(enterprise, as_of),
            _plans(),
        )


def _found(id: int, enterprise: Enterprise) -> FoundRow:
    area = enterprise.facts.get(("reg_area", None), "")
    return FoundRow(id, enterprise.name, enterprise.uscc, str(area))


def _total(verified: bool, low: int, high: int) -> Total:
    return Total(Nature.CASH, "西咸新区", verified, Span(low, high))


def _result(id: str, title: str, pack: str, verdict: Verdict, **more: object) -> MeasureResult:
    plain: dict[str, object] = {
        "id": id,
        "title": title,
        "pack": pack,
        "pack_title": pack,
        "clause": "第二条",
        "evidence": Evidence.AGENCY,
        "verified": False,
        "verdict": verdict,
        "nature": Nature.CASH,
        "amount": None,
        "steps": (),
        "conditions": (),
        "needs": (),
        "reason": "",
        "payer": (),
    }
    return MeasureResult(**{**plain, **more})  # type: ignore[arg-type]


def _sum(wan: int) -> Span:
    return Span(wan * WAN, wan * WAN)


def _fixed() -> tuple[MeasureResult, ...]:
    met = Condition("注册、税收、统计关系均在西咸新区", Mark.MET, "在区", "泾河新城", "", "总则", source="营业执照")
    short = Condition(
        "日加注能力不低于 500 千克",
        Mark.UNMET,
        "≥ 500 千克",
        "480 千克",
        "差 20 千克/日",
        "第一条",
        source="2025 年自报",
    )
    sure = {"verified": True, "evidence": Evidence.OFFICIAL_TEXT, "conditions": (met,)}
    return (
        _result("xx16-02", "首次认定高新技术企业奖励", "西咸 16 条", Verdict.ELIGIBLE, amount=_sum(10), **sure),
        _result("city-hnte", "高新技术企业认定奖补", "西安市", Verdict.ELIGIBLE, amount=_sum(20), **sure),
        _result("xx16-01", "首次入库科技型中小企业", "西咸 16 条", Verdict.ELIGIBLE, amount=_sum(2), **sure),
        _result(
            "xx12-03",
            "新引进的科技企业租用办公用房按实际租金给予的逐年递减房租补贴（含研发场地与中试场地）",
            "西咸 12 条",
            Verdict.ELIGIBLE,
            amount=Span(18 * WAN, 18 * WAN),
            clause="第三条",
        ),
        _result(
            "city-rd",
            "企业研发投入奖补",
            "西安市",
            Verdict.UNKNOWN,
            amount=Span(0, None),
            needs=(_need(2025), _need(2024)),
        ),
        _result(
            "ph-01",
            "固定式加氢站建设补助",
            "陕西省氢能",
            Verdict.NOT_ELIGIBLE,
            evidence=Evidence.PRESS,
            conditions=(met, short),
        ),
        _result(
            "xx15-04",
            "国家级专精特新“小巨人”企业奖励",
            "西咸 15 条",
            Verdict.NOT_APPLICABLE,
            evidence=Evidence.PRESS,
            reason="当日无有效版本",
            effect_note="已废止",
        ),
        _result("xx-inc", "科技企业孵化载体年度评估奖励", "孵化载体", Verdict.NOT_APPLICABLE, reason="对象不符"),
        _result(
            "xx-hq",
            "总部企业一事一议支持",
            "西咸 16 条",
            Verdict.NOT_COMPUTABLE,
            evidence=Evidence.PRESS,
            reason="一事一议",
        ),
    )


def _need(year: int) -> Need:
    return Need(f"{year} 年 研发费用〔税务〕", "rd_tax", year)


def _research(enterprise: Enterprise, as_of: date) -> MeasureResult:
    now, before = as_of.year - 1, as_of.year - 2
    spent, earlier = enterprise.facts.get(("rd_tax", now)), enterprise.facts.get(("rd_tax", before))
    needs = tuple(_need(year) for year, value in ((now, spent), (before, earlier)) if value is None)
    amount = Span(0, 200 * WAN)
    if isinstance(spent, int) and isinstance(earlier, int):
        exact = min(max(0, (spent - earlier) * 3 // 100), 200 * WAN)
        amount = Span(exact, exact)
    steps = (
        Step(f"研发费用〔税务〕{now} 年", "9,000.00 万元", "9,000.00 万元"),
        Step(f"减 {before} 年", "0.00 万元", "9,000.00 万元"),
        Step("乘以 3%", "0.00 万元", "270.00 万元"),
        Step("不超过 200 万元（每企业每年）", "0.00 万元", "200.00 万元"),
        Step("扣减本年度同事项已获", "0.00 元", "0.00 元"),
    )
    conditions = (
        Condition(
            "研发人员占比不低于 10%", Mark.MET, "≥ 10%", "20.0%", "高出 10.0 个百分点", "第五条", source="2025 年报"
        ),
        Condition(
            "研发费用占主营业务收入不低于 5%",
            Mark.MET,
            "≥ 5%",
            "30.0%",
            "高出 25.0 个百分点",
            "第五条",
            source="2025 年申报",
        ),
        Condition("注册、税收、统计关系均在新区", Mark.MET, "在区", "泾河新城", "", "总则", source="营业执照"),
        *(
            (Condition("上一年度研发费用已申报", Mark.UNKNOWN, "已申报", "", "", "第五条", needs=needs),)
            if needs
            else ()
        ),
    )
    return _result(
        "xx12-05",
        "研发投入增量补助",
        "西咸 12 条",
        Verdict.UNKNOWN if needs else Verdict.ELIGIBLE,
        clause="第五条",
        amount=amount,
        needs=needs,
        steps=steps,
        conditions=conditions,
        version="2022-08-18 起施行",
        effect_note="效力待核",
        source="西安一家代办机构网页，2022-08-18 刊；查阅日 2026-11-20",
        payer=(("西咸新区", amount),),
        not_modelled=("研发费用用哪个口径（转述未写，按加计扣除口径试算）",),
        handling=Handling(
            "申报",
            "西咸新区政务服务网“政策兑现”专区",
            4,
            ("申请表", "审计报告", "研发费用台账"),
            "60 个工作日",
            "泾河新城秦创原工作部门",
        ),
    )


def _gaps() -> tuple[MeasureResult, ...]:
    return tuple(
        _result(
            f"xx16-{n:02}",
            f"第{w}条（条文未掌握）",
            "西咸 16 条",
            Verdict.NOT_COMPUTABLE,
            clause=f"第{w}条",
            evidence=Evidence.MISSING,
            reason="条文未掌握",
        )
        for n, w in ((3, "三"), (5, "五"), (6, "六"), (7, "七"), (9, "九"), (11, "十一"))
    )


def _questions(enterprise: Enterprise, as_of: date) -> tuple[Question, ...]:
    asked = (
        (
            "rd_tax",
            as_of.year - 1,
            f"{as_of.year - 1} 年加计扣除申报的研发费用是多少？",
            "可定 3 项，最多影响 200.00 万元",
        ),
        (
            "rd_tax",
            as_of.year - 2,
            f"{as_of.year - 2} 年加计扣除申报的研发费用是多少？",
            "可定 2 项，最多影响 200.00 万元",
        ),
        ("is_hnte", None, "高新技术企业证书现在是否在有效期内？", "可定 2 项，最多影响 30.00 万元"),
        ("reg_area", None, "营业执照上的住所在哪里？", "可定 12 项"),
    )
    return tuple(
        Question(Need(q, fact, year), q, settles, ("xx12-05",), None)
        for fact, year, q, settles in asked
        if (fact, year) not in enterprise.facts
    )


def _plans() -> tuple[GapPlan, ...]:
    return (
        GapPlan("ph-01", (Change("日加注能力", "480 千克", "500 千克", "差 20 千克"),), "最高 300.00 万元", None),
        GapPlan(
            "city-rd",
            (Change("研发费用〔统计〕", "未填", "已填报", "补报"), Change("规模以上企业", "否", "是", "须入统")),
            "0.00 万元起",
            date(2027, 3, 1),
        ),
    )


class EngineDesk(MemoryDesk):
    """The same desk answering with the real engine over the shipped packs; a few measures count as verified here."""

    def __init__(self, *, practice: bool = False, verified: tuple[str, ...] = ()) -> None:
        super().__init__(practice=practice)
        self.book = load_book([ROOT / "rules"])
        self.reckoner = Reckoner(self.book, dict.fromkeys(verified, "李工"))

    def fresh(self, *, practice: bool = False) -> EngineDesk:
        """Another desk with empty drafts over the same rules."""
        other = copy(self)
        other.practice = practice
        other._open_books()
        return other

    def packs(self) -> tuple[PackLine, ...]:
        sure = self.reckoner.verified
        return tuple(
            PackLine(
                p.short, p.source.version, sum(m in sure for m in p.measures), sum(m not in sure for m in p.measures)
            )
            for p in self.book.packs.values()
            if self.practice or p.source.evidence.grade is not Evidence.ANALOGUE
        )

    def library(self) -> Library:
        return Library(Assessor(self.book, self.reckoner.verified))

    def assess(self, enterprise: Enterprise, as_of: date) -> Assessment:
        return assess(self.reckoner, enterprise, as_of)

    def sweep(self, enterprise: Enterprise, as_of: date, key: tuple[str, int | None], ends: tuple[int, int]) -> Sweep:
        fact = next(fact for fact in self.facts() if fact.id == key[0])
        return sweep(self.reckoner, enterprise, as_of, Along(fact, key[1], *ends))
