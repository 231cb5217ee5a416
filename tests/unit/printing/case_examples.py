"""Invented contents for the papers of cases: usual, as empty as can be, and as long as can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qcy_desktop.domain.assessment import Mark, MeasureResult
from qcy_desktop.domain.casework import Defect, Promise
from qcy_desktop.printing.case_content import (
    Acceptance,
    Account,
    Approval,
    Archive,
    ArchiveItem,
    Box,
    Marks,
    Matter,
    Office,
    PaymentOrder,
    PaymentRow,
    PaymentSummary,
    Publicity,
    PublicRow,
    Rejection,
    SiteCheck,
    Supplement,
)
from tests.unit.printing import cases, examples

WAN = examples.WAN
DAY = date(2026, 11, 20)
MARKS = Marks(cases.NUMBER, "XXZC-FX-SP2026-00012", "QCY1|1|XXZC-FX-20261120-0001|XXZC-FX-SP2026-00012|7K3QX9MPA2TD")
MATTER = Matter(
    "西咸新区虚构示例氢能科技有限公司", "91990000MA0000008X", "研发投入增量补助",
    "西咸新区关于激发市场主体创新动能的若干政策", "第五条",
)  # fmt: skip
LONG = replace(MATTER, name=examples.LONG_NAME, measure=f"研发投入增量补助（{examples.RARE}专项）")
OFFICE = Office("王文静", "029-00000000", "西咸新区政务服务大厅 3 号窗口")
CLAUSE = (
    "第五条　对上年度研发投入强度达到百分之五以上、研发人员占从业人员总数百分之十以上的科技企业，按照其上年度研发费用较前一年度"
    "增量部分的百分之三给予补助，每家企业每年最高不超过二百万元。"
)


def result() -> MeasureResult:
    return replace(examples.increment(), clause_text=CLAUSE)


def boxes() -> tuple[Box, ...]:
    return (
        Box("窗口受理意见", "材料齐全，符合形式审查要求，予以受理。"),
        Box("科室初审意见", "经审核，申报单位符合第五条规定的条件，建议补助 200.00 万元。"),
        Box("财政部门审核意见", "资金来源落实，同意。"),
        Box("分管领导意见"),
        Box("主要领导（会议）审定意见"),
    )


def rows(*joint: str) -> tuple[tuple[Box, ...], ...]:
    """The boxes one below the other; after the second those of departments, two in a row."""
    beside = tuple(
        tuple(Box(f"{name}意见", "无不同意见。") for name in joint[at : at + 2]) for at in range(0, len(joint), 2)
    )
    single = tuple((box,) for box in boxes())
    return (*single[:2], *beside, *single[2:])


def acceptance() -> Acceptance:
    return Acceptance(MARKS, MATTER, date(2026, 11, 19), DAY, date(2027, 2, 22), OFFICE, limit=60)


def long_acceptance() -> Acceptance:
    promises = (Promise("2025年度审计报告", date(2026, 11, 27)), Promise("研发费用台账", date(2026, 12, 1)))
    return replace(acceptance(), matter=LONG, promises=promises)


def supplement() -> Supplement:
    defects = (
        Defect(
            "2025年度审计报告", "缺少财务报表附注第 12 至 18 页", "提交由会计师事务所盖章的完整报告，逐页加盖骑缝章"
        ),
        Defect("研发费用台账", "未提交", "按研发项目分别列明人员、材料、折旧、委托费用，与加计扣除申报表一致"),
        Defect("惠企政策资金申报表", "法定代表人未签字", "法定代表人亲笔签字并加盖公章"),
    )
    return Supplement(MARKS, MATTER, date(2026, 11, 19), DAY, date(2026, 11, 27), defects, OFFICE)


def long_supplement() -> Supplement:
    return replace(supplement(), matter=LONG, defects=supplement().defects * 5)


def rejection() -> Rejection:
    reasons = ("申报单位的税收关系不在西咸新区，不属于本政策的适用对象。", "申报日期超过本批次申报截止日期。")
    elsewhere = "向税收关系所在地的科技主管部门咨询同类政策"
    basis = "《西咸新区关于激发市场主体创新动能的若干政策》第二条关于适用对象的规定"
    return Rejection(MARKS, MATTER, date(2026, 11, 19), DAY, reasons, OFFICE, basis, elsewhere)


def approval() -> Approval:
    verified = "已与官方文本核对（张敏 2026年11月2日核定，李卫东 2026年11月3日复核）"
    return Approval(MARKS, MATTER, replace(result(), verified=True), DAY, 200 * WAN, rows(), DAY, verified)


def empty_approval() -> Approval:
    bare = replace(result(), conditions=(), steps=(), clause_text="", payer=())
    return Approval(Marks(), MATTER, bare, DAY, None, rows())


def long_approval() -> Approval:
    """Every condition forty times over, one of them not met, four departments beside each other."""
    base = approval()
    conditions = list(base.result.conditions * 10)
    conditions[7] = replace(conditions[7], mark=Mark.UNMET, gap="差 12.40 万元")
    long = replace(base.result, conditions=tuple(conditions), clause_text=CLAUSE * 12)
    departments = ("科技部门", "税务部门", "市场监管部门", "生态环境部门")
    return replace(base, matter=LONG, result=long, boxes=rows(*departments), amount=999_999_99 * 10_000)


def site_check() -> SiteCheck:
    points = tuple((condition.text, condition.actual) for condition in result().conditions)
    return SiteCheck(MARKS, MATTER, "陕西省西咸新区泾河新城示例路1号创新港A座18层1801室", points)


def publicity(count: int = 20) -> Publicity:
    rows = tuple(
        PublicRow(
            examples.LONG_NAME if number == 3 else f"西咸新区虚构示例{number + 1}号科技有限公司",
            "91990000MA0000008X",
            "研发投入增量补助",
            "第五条",
            (10 + number) * WAN + number * 12_345,
            "",
        )
        for number in range(count)
    )
    basis = "《西咸新区关于激发市场主体创新动能的若干政策》"
    return Publicity(
        "XXZC-FX-GS2026-00003", "2026年第三批研发投入增量补助", basis, date(2026, 11, 23), date(2026, 11, 27), 5, rows, OFFICE, DAY
    )  # fmt: skip


def payment() -> PaymentOrder:
    amount = 1_234_567_89
    shares = (("陕西省", 411_522_63), ("西安市", 411_522_63), ("西咸新区", 411_522_63))
    return PaymentOrder(
        MARKS, MATTER, "2026年第三批", "第 1 期（共 2 期）：立项后", cases.applicant(), 3_086_419_72, 0, amount, shares, boxes()[1:],
        "2060499 其他技术研究与开发支出", date(2026, 11, 18), "管委会主任办公会〔2026〕12 号",
    )  # fmt: skip


def payment_summary(count: int = 20) -> PaymentSummary:
    rows = []
    for number in range(count):
        part = (10 + number) * WAN + number
        shares = (("陕西省", part), ("西咸新区", 2 * part))
        name = examples.LONG_NAME if number == 2 else f"西咸新区虚构示例{number + 1}号科技有限公司"
        rows.append(
            PaymentRow(
                name,
                "91990000MA0000008X",
                "示例银行西咸支行",
                "6100 0000 0000 0000 001",
                "研发投入增量补助",
                6 * part,
                3 * part,
                shares,
            )
        )
    return PaymentSummary("XXZC-FX-HZ2026-00003", "2026年第三批", tuple(rows))


def account() -> Account:
    return Account(cases.NUMBER, cases.applicant(), "研发投入增量补助")


def blank_account() -> Account:
    return Account("", cases.blank_application().applicant)


def archive() -> Archive:
    names = (
        ("申请", "惠企政策资金申报表", "申报单位"), ("承诺", "承诺书", "申报单位"), ("SL2026-00031", "受理通知书", "西咸新区政务服务大厅"),
        ("BZ2026-00007", "一次性补正告知书", "西咸新区政务服务大厅"), ("SP2026-00012", "惠企政策资金审批表", "先进制造业促进局"),
        ("BF2026-00004", "奖补资金拨付审批单", "财政局"),
    )  # fmt: skip
    items = tuple(
        ArchiveItem(f"XXZC-FX-{code}" if code.isascii() else "", title, who, DAY, 2) for code, title, who in names
    )
    return Archive(MARKS, MATTER, items, "同意补助 200.00 万元，已拨付")
