"""Makes and describes the databases of the museum: one of every released schema, never touched again.

Run once for a new schema, before its release: ``python -m tests.unit.storage.museum``.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.assessment import (
    Assessment,
    Combination,
    Condition,
    Evidence,
    GapPlan,
    GivenUp,
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
from qcy_desktop.domain.assessment import Change as NeededChange
from qcy_desktop.domain.enterprise import ABSENT, Award, Enterprise, Event
from qcy_desktop.domain.officeforms import FormKind, OfficeForm, Slot, Unit
from qcy_desktop.domain.records import BatchRecord, Case, Contact, Draft, Saving
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.storage.belongings import NewFile, NewNote
from qcy_desktop.storage.cases import NewPaper
from qcy_desktop.storage.plain import to_plain
from qcy_desktop.storage.tables import SCHEMA

ROOT = Path(__file__).parents[3]
MUSEUM = ROOT / "tests" / "data" / "databases"
PERSONAL = frozenset({"联系人手机"})
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

COMPANY = Enterprise(
    name="西咸清源氢能科技有限公司",
    uscc="91990000MA00000017",
    as_of=date(2024, 6, 1),
    facts={
        ("研发费用_税务", 2023): 900_000_000,
        ("高新技术企业", None): ABSENT,
        ("是否规上", None): True,
        ("成立日期", None): date(2019, 3, 2),
        ("税收关系所在地", None): "泾河新城",
        ("联系人手机", None): "13900000000",
    },
    events=(Event("高新技术企业认定", date(2023, 10, 16), "国家", first=True),),
    records={"加氢站": ({"日加注能力": 1_000_000, "建成日期": date(2024, 3, 1)},)},
    awards=(Award("首次认定高企", 20_000_000, date(2023, 12, 1), "西安市"),),
    sources={("研发费用_税务", 2023): "纳税申报表"},
)


def an_assessment() -> Assessment:
    """One with every kind of part in it."""
    need = Need("上年 研发费用〔税务〕", "研发费用_税务", 2022)
    total = Total(Nature.CASH, "西咸新区", True, Span(0, 20_000_000))
    combination = Combination(("m1",), (total,), (GivenUp("m2", "第八条 就高不重复"),), None, True)
    measure = MeasureResult(
        id="m1",
        title="首次认定高企奖励",
        pack="xixian-16",
        pack_title="十六条",
        clause="第五条",
        evidence=Evidence.AGENCY,
        verified=False,
        verdict=Verdict.ELIGIBLE,
        nature=Nature.CASH,
        amount=Span(0, None),
        steps=(Step("按比例", "0.00", "1.00"),),
        conditions=(Condition("投入强度", Mark.UNKNOWN, "≥5%", "", "", "第五条", (need,)),),
        needs=(need,),
        reason="符合",
        payer=(("西咸新区", Span(0, None)),),
    )
    return Assessment(
        enterprise_name=COMPANY.name,
        enterprise_uscc=COMPANY.uscc,
        as_of=date(2024, 6, 1),
        engine="1",
        packs=(PackStamp("xixian-16", "十六条", "3", "ab" * 32),),
        measures=(measure,),
        best_verified=combination,
        best_with_unverified=dataclasses.replace(combination, runner_up=combination),
        totals=(total,),
        next_questions=(Question(need, "上年研发费用是多少？", "可定 1 项", ("m1",), 20_000_000),),
        gaps=(GapPlan("m1", (NeededChange("研发费用", "1", "2", "1"),), "10 万元", date(2025, 3, 1)),),
    )


def fill(store: Storage) -> None:
    """One of everything that is kept."""
    id = store.save_enterprise(COMPANY, "窗口甲", NOON, Saving(area="泾河新城", keep_until=date(2030, 1, 1)))
    older = dataclasses.replace(COMPANY, facts={**COMPANY.facts, ("研发费用_税务", 2023): 800_000_000})
    store.save_enterprise(older, "窗口甲", NOON)
    store.save_enterprise(COMPANY, "窗口甲", NOON)
    assessment = store.keep_assessment(id, COMPANY, an_assessment(), "窗口甲", NOON)
    store.contacts.save(Contact("联系人", "某某", "13900000000", enterprise_id=id), "窗口甲", NOON)
    store.belongings.add_note(NewNote(id, "来电咨询"), "窗口甲", NOON)
    store.belongings.attach(NewFile(id, "附件.txt", b"abc"), "窗口甲", NOON)
    store.favourites.pin(id, "窗口甲", NOON)
    form = OfficeForm(
        "某局申请表",
        FormKind.EXCEL,
        "",
        (Slot("表!B2", "enterprise:name"), Slot("表!B3", "fact:研发费用_税务", "上年", Unit.WAN)),
    )
    store.forms.save(form, b"PK form", "窗口甲", NOON)
    store.favourites.save_filter("泾河新城", "泾河", "窗口甲", NOON)
    store.belongings.save_batch(BatchRecord("import", "窗口甲", NOON, NOON, {"行": 1}, ("完成",)))
    store.belongings.set_office("name", "某局", "窗口甲", NOON)
    case = store.save_case(Case(id, "m1", "待受理", assessment_id=assessment), "窗口甲", NOON)
    store.keep_paper(NewPaper("acceptance", b"%PDF-1.7", enterprise_id=id, case_id=case), "窗口甲", NOON)
    store.save_draft(Draft("counter", "稿", '{"name": "未完"}'), "窗口甲", NOON)
    store.accounts.add(NewAccount("guan", "管某", frozenset({Role.ADMIN}), "Qing-Yuan-2026"), "", NOON)


def told(store: Storage) -> dict[str, object]:
    """Everything the store tells about what `fill` put in, as JSON-ready values."""
    (row,) = store.find_enterprises("qyqn")
    told = {
        "row": row,
        "enterprise": store.load_enterprise(row.id),
        "facts": store.stated_facts(row.id),
        "history": store.fact_history(row.id, "研发费用_税务", 2023),
        "assessments": store.list_assessments(row.id),
        "contacts": store.contacts.masked(row.id),
        "notes": store.belongings.notes(row.id),
        "attachments": store.belongings.attachments(row.id),
        "batches": store.belongings.batches(),
        "office": store.belongings.office(),
        "pinned": store.favourites.pinned("窗口甲"),
        "forms": store.forms.listed(),
        "filters": store.favourites.filters(),
        "cases": store.list_cases(),
        "papers": store.list_papers(),
        "drafts": store.list_drafts(),
        "accounts": [account.name for account in store.accounts.listed()],
        "acts": [link.act for link in reversed(store.care.audit()) if not link.act.startswith("db.")],
    }
    return {name: to_plain(value) for name, value in told.items()}


def agrees(described: object, told: object) -> bool:
    """Whether everything described is told alike; what later releases tell besides does not matter."""
    if isinstance(described, dict) and isinstance(told, dict):
        return all(name in told and agrees(value, told[name]) for name, value in described.items())
    if isinstance(described, list) and isinstance(told, list):
        return len(described) == len(told) and all(map(agrees, described, told))
    return described == told


def write() -> None:
    """Put a database of today's schema into the museum. Raises FileExistsError when it is there already."""
    target = MUSEUM / f"{SCHEMA:04d}.db"
    if target.exists():
        raise FileExistsError(target)
    MUSEUM.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Storage.open(folder, ROOT / "db" / "migrations", Opening(personal=PERSONAL)) as store:
            fill(store)
            described = json.dumps(told(store), ensure_ascii=False, indent=1, sort_keys=True)
        shutil.copyfile(folder / "qcy.db", target)
    target.with_suffix(".json").write_text(described + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
