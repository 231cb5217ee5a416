"""Invented cases for the tests of forms, letters and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qcy_desktop.printing.content import (
    Answer,
    Applicant,
    Application,
    Commitment,
    Figure,
    Material,
    Materials,
    SelfCheck,
)
from tests.unit.printing import examples

NUMBER = "XXZC-FX-20261120-0001"


def applicant() -> Applicant:
    return Applicant(
        name="西咸新区虚构示例氢能科技有限公司",
        uscc="91990000MA0000008X",
        kind="有限责任公司",
        legal_person="阿依古丽·买买提",
        registered_capital=5000 * examples.WAN,
        founded=date(2022, 5, 18),
        address="陕西省西咸新区泾河新城示例路1号创新港A座18层1801室",
        business_address="同住所",
        industry="C3824 电力电子元器件制造",
        size="小型",
        above_scale="否",
        contact="王文静",
        phone="029-00000000",
        email="contact@example.cn",
        account_name="西咸新区虚构示例氢能科技有限公司",
        bank="示例银行西咸支行",
        bank_code="000000000000",
        account="6100 0000 0000 0000 001",
    )


def application() -> Application:
    result = examples.increment()
    return Application(
        number=NUMBER,
        applied_on=date(2026, 11, 20),
        applicant=applicant(),
        result=replace(result, handling=replace(result.handling, copies=4)),
        amount=1_234_567_89,
        figures=(
            Figure("营业收入", "2025年", "30,000.00 万元", "2025年审计报告"),
            Figure("研发费用〔税务〕", "2025年", "9,000.00 万元", "2025年纳税申报表"),
            Figure("从业人员数", "2025年末", "100 人", "2025年年报"),
        ),
        other_support="无",
    )


def blank_application() -> Application:
    """As little as can be known: a name, and a measure without conditions or amount."""
    result = replace(examples.increment(), conditions=(), steps=(), amount=None)
    return Application("", None, Applicant("", ""), result, None)


def long_application() -> Application:
    base = application()
    conditions = base.result.conditions * 9
    result = replace(base.result, conditions=conditions, title=f"{base.result.title}（{examples.RARE}专项）")
    return replace(
        base, result=result, applicant=replace(base.applicant, name=examples.LONG_NAME), amount=999_999_99 * 10_000,
        opinion="材料齐全，符合形式审查要求，同意受理，请主管部门审核。",
    )  # fmt: skip


def commitment() -> Commitment:
    return Commitment(
        NUMBER, "西咸新区先进制造业促进局", applicant(), "研发投入增量补助", "西咸新区关于激发市场主体创新动能的若干政策", "第五条",
        extra=("享受本项补助后三年内注册、税收、统计关系不迁出西咸新区。",),
    )  # fmt: skip


def checklist() -> Materials:
    return Materials(
        NUMBER,
        applicant(),
        "研发投入增量补助",
        (
            Material("惠企政策资金申报表", "原件", 4, 3, received=True),
            Material("营业执照", "复印件", 1, 1, received=True),
            Material(
                "2025年度审计报告（含研发费用专项说明）", "复印件", 1, 46, received=True, remark="无骑缝章，已当场补盖"
            ),
            Material("研发费用台账", "原件", 1, None),
            Material("收款账户信息表", "原件", 1, 1),
        ),
    )


def receipt() -> Materials:
    return replace(checklist(), received_on=date(2026, 11, 20), supply_by=date(2026, 11, 27))


def self_check() -> SelfCheck:
    return SelfCheck(
        examples.middle(),
        (
            Answer("公司注册在哪个新城？", "泾河新城"),
            Answer("2025年末有多少员工？", "100 人"),
            Answer("2025年的研发费用是多少？（税务申报口径）", "9,000.00 万元"),
            Answer("2024年的研发费用是多少？（税务申报口径）", "不清楚"),
        ),
        tuple(f"QCY1|{part}|3|" + "0123456789ABCDEF" * 8 for part in (1, 2, 3)),
    )
