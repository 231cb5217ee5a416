"""Invented assessments for the papers' tests: a short one, a long one, one with very long and rare names, an empty one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qcy_desktop.domain.assessment import (
    Assessment,
    Change,
    Combination,
    Condition,
    Contradiction,
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
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.wording import Stationery

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
WAN = 1_000_000
AS_OF = date(2026, 11, 20)
DIGEST = "9f2c4b7a1d3e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8"
RARE = "䶮〇𬭚"
LONG_NAME = f"西咸新区虚构示例新能源汽车动力电池系统集成与氢燃料电池发动机关键零部件（{RARE}）联合研发制造股份有限公司泾河新城第一分公司"
RND = Need("上年 研发费用〔税务〕", "研发费用〔税务〕", 2024)


def context(stationery: Stationery | None = None, **changes: object) -> PaperContext:
    plain = PaperContext(
        stationery=stationery or Stationery.of(RESOURCES),
        office="西咸新区政务服务大厅政策兑现专区",
        window="3 号窗口",
        clerk="王文静",
        printed_at=datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def enterprise(name: str = "西咸新区虚构示例氢能科技有限公司") -> Enterprise:
    return Enterprise(name=name, uscc="91990000MA0000008X", as_of=AS_OF)


def staff_share() -> Condition:
    return Condition(
        "研发人员数占从业人员数的比例 不低于 10%",
        Mark.MET,
        "≥10%",
        "20.0%",
        "高出 10.0 个百分点",
        "第五条",
        source="2025年年报",
    )


def last_year() -> Condition:
    return Condition("上年度研发费用〔税务〕", Mark.UNKNOWN, "有数", "未填", "待补", "第五条", (RND,))


def capacity(depth: int = 0) -> Condition:
    return Condition(
        "日加注能力 不低于 500 千克",
        Mark.UNMET,
        "≥500 千克",
        "480 千克",
        "差 20 千克",
        "第三条第（二）项",
        source="企业自报",
        depth=depth,
    )


def high_tech(id: str = "xx16-02", amount: int = 10 * WAN) -> MeasureResult:
    return MeasureResult(
        id=id,
        title="首次认定高新技术企业奖励",
        pack="xx-16",
        pack_title="西咸新区进一步支持秦创原总窗口建设若干措施",
        clause="第二条",
        evidence=Evidence.OFFICIAL_TEXT,
        verified=True,
        verdict=Verdict.ELIGIBLE,
        nature=Nature.CASH,
        amount=Span(amount, amount),
        steps=(Step("定额奖励", "10.00 万元", "10.00 万元"),),
        conditions=(
            Condition(
                "首次取得高新技术企业认定（国家级）",
                Mark.MET,
                "首次",
                "2025年10月16日首次认定",
                "",
                "第二条",
                source="高新技术企业证书",
            ),
            Condition(
                "注册、税收、统计关系均在西咸新区",
                Mark.MET,
                "均在区内",
                "泾河新城",
                "",
                "总则第一条",
                source="营业执照",
            ),
        ),
        needs=(),
        reason="",
        payer=(("西咸新区", Span(amount, amount)),),
        version="2023-10-09 起施行",
        handling=Handling(
            mode="申报",
            channel="政策兑现专区",
            copies=4,
            materials=("资金申请表", "高新技术企业证书复印件", "营业执照复印件", "收款账户信息表"),
            time_limit="60 个工作日",
            department="西咸新区先进制造业促进局",
            windows=("2026-12-01 至 2026-12-10（2026年第三批）",),
        ),
    )


def increment() -> MeasureResult:
    return replace(
        high_tech(),
        id="xx12-05",
        title="研发投入增量补助",
        pack="xx-12",
        pack_title="西咸新区关于激发市场主体创新动能的若干政策",
        clause="第五条",
        evidence=Evidence.AGENCY,
        verified=False,
        verdict=Verdict.UNKNOWN,
        amount=Span(0, 200 * WAN),
        steps=(
            Step("本年度研发费用〔税务〕 减 上年度研发费用〔税务〕，不小于 0", "0.00 万元", "9,000.00 万元"),
            Step("乘以 补助比例 3%", "0.00 万元", "270.00 万元"),
            Step("不超过 年度上限 200 万元（每企业每年）", "0.00 万元", "200.00 万元"),
            Step("扣减 本年度同事项已获奖补", "0.00 万元", "200.00 万元"),
            Step("取整到元，舍去零头", "0.00 万元", "200.00 万元"),
        ),
        conditions=(
            staff_share(),
            Condition(
                "研发费用〔税务〕占主营业务收入的比例 不低于 5%",
                Mark.MET,
                "≥5%",
                "30.0%",
                "高出 25.0 个百分点",
                "第五条",
                source="2025年纳税申报表",
            ),
            last_year(),
        ),
        needs=(RND,),
        payer=(("西咸新区", Span(0, 200 * WAN)),),
        not_modelled=("具有现代企业制度",),
        handling=Handling(),
    )


def station() -> MeasureResult:
    return replace(
        increment(),
        id="ph2-station",
        title="固定式加氢站建设补助",
        pack="p-h2",
        pack_title="陕西省氢能产业发展若干支持措施",
        clause="第三条",
        evidence=Evidence.PRESS,
        verdict=Verdict.NOT_ELIGIBLE,
        amount=None,
        steps=(),
        conditions=(Condition("任一满足：", Mark.UNMET, "", "", "", "第三条"), capacity(depth=1)),
        needs=(),
        payer=(),
        not_modelled=(),
    )


def not_applicable(number: int, reason: str = "对象不符：仅限科技企业孵化载体") -> MeasureResult:
    return replace(
        station(),
        id=f"na-{number}",
        title=f"科技企业孵化载体年度评估奖励（第 {number} 类）",
        verdict=Verdict.NOT_APPLICABLE,
        conditions=(),
        reason=reason,
    )


def missing_text(number: int) -> MeasureResult:
    return replace(
        not_applicable(number, "条款原文暂缺"),
        id=f"missing-{number}",
        pack="p-70",
        pack_title="秦创原创新驱动平台建设政策包（总窗口）",
        evidence=Evidence.MISSING,
        verdict=Verdict.NOT_COMPUTABLE,
    )


EMPTY = Combination((), (), (), None, proved=True)


def short() -> Assessment:
    """One verified measure answered, nothing else."""
    total = Total(Nature.CASH, "西咸新区", verified=True, span=Span(10 * WAN, 10 * WAN))
    best = Combination(("xx16-02",), (total,), (), None, proved=True)
    return Assessment(
        "西咸新区虚构示例氢能科技有限公司", "91990000MA0000008X", AS_OF, "0.1.0",
        (PackStamp("xx-16", "西咸新区进一步支持秦创原总窗口建设若干措施", "3", DIGEST),),
        (high_tech(),), best, best, (total,), (), (),
    )  # fmt: skip


def middle() -> Assessment:
    """What a counter sees every day: a few of each verdict."""
    bonus = replace(high_tech("xian-gq", 20 * WAN), title="西安市高新技术企业认定奖补", pack="c-9", pack_title="西安市专项政策 9 条", clause="第四条",
                    payer=(("西安市", Span(20 * WAN, 20 * WAN)),))  # fmt: skip
    tax = replace(high_tech("xx-tax", 1_234_567_89), title="减免企业所得税地方留成部分", nature=Nature.AVOIDED, evidence=Evidence.OFFICIAL_COPY,
                  steps=(Step("地方留成部分全额", "123.456789 万元", "123.456789 万元"),))  # fmt: skip
    measures = (
        high_tech(), bonus, tax, increment(), station(),
        replace(station(), id="xx15-giant", title="国家级专精特新“小巨人”奖励", pack="xx-15", pack_title="西咸新区支持秦创原总窗口建设若干措施（试行）",
                conditions=(Condition("国家级专精特新“小巨人”企业", Mark.UNMET, "已认定", "未认定", "需取得认定", "第一条"),)),
        *(not_applicable(n) for n in (1, 2, 3)),
        replace(not_applicable(9, "当日无有效版本：2023年10月8日已废止"), title="科技型中小企业首次入库奖励"),
        replace(not_applicable(8, "一事一议，由管委会研究确定"), title="重大项目落户支持", verdict=Verdict.NOT_COMPUTABLE, evidence=Evidence.OFFICIAL_TEXT),
        *(missing_text(n) for n in range(12)),
    )  # fmt: skip
    sure = (
        Total(Nature.CASH, "西咸新区", verified=True, span=Span(10 * WAN, 10 * WAN)),
        Total(Nature.CASH, "西安市", verified=True, span=Span(20 * WAN, 20 * WAN)),
        Total(Nature.AVOIDED, "西咸新区", verified=True, span=Span(1_234_567_89, 1_234_567_89)),
    )
    open_ = (*sure, Total(Nature.CASH, "西咸新区", verified=False, span=Span(0, 200 * WAN)))
    given = (GivenUp("xian-small", "与西安市高新技术企业认定奖补属同一事项，就高不重复（总则第三条）"),)
    small = replace(bonus, id="xian-small", title="西安市高新技术企业培育补助", amount=Span(5 * WAN, 5 * WAN))
    runner = Combination(("xx16-02", "xian-small", "xx-tax"), sure[:1], (), None, proved=True)
    return replace(
        short(),
        measures=(*measures[:3], small, *measures[3:]),
        packs=(*short().packs, PackStamp("xx-12", "西咸新区关于激发市场主体创新动能的若干政策", "2", DIGEST[::-1]),
               PackStamp("p-70", "秦创原创新驱动平台建设政策包（总窗口）", "1", DIGEST[3:] + "000")),
        best_verified=Combination(("xx16-02", "xian-gq", "xx-tax"), sure, given, runner, proved=True),
        best_with_unverified=Combination(("xx16-02", "xian-gq", "xx-tax", "xx12-05"), open_, given, None, proved=False),
        totals=open_,
        next_questions=(
            Question(RND, "2024年研发费用是多少？（税务申报口径，见年度申报表 A107012）", "可定 3 项，最多影响 200.00 万元", ("xx12-05",), 200 * WAN),
            Question(Need("从业人员数", "从业人员数", 2025), "2025年末从业人员有多少人？", "可定 1 项", ("xx12-05",), None),
        ),
        gaps=(
            GapPlan("ph2-station", (Change("日加注能力", "480 千克", "500 千克", "差 20 千克"),), "最高 300.00 万元", None),
            GapPlan("xx15-giant", (), "", date(2027, 4, 1)),
        ),
    )  # fmt: skip


def long() -> Assessment:
    """Twenty measures answered in full, with the largest sums and the longest clauses."""
    many = []
    for number in range(1, 21):
        base = (high_tech, increment, increment)[number % 3]()
        top = 999_999_99 * 10_000 if number == 4 else number * 7 * WAN
        low = base.amount.low if base.amount and base.amount.exact else 123_456_78 * 10_000 if number == 4 else 0
        many.append(
            replace(
                base, id=f"many-{number}", title=f"{base.title}（第 {number} 档）" + "及其配套的产业化、规模化、国际化发展专项支持" * (number % 5 == 0),
                amount=Span(min(low, top), None if number == 7 else top), conditions=base.conditions * (1 + number % 3),
            )
        )  # fmt: skip
    wordy = Condition(
        "企业近三年内未发生重大安全、重大质量事故或严重环境违法、科研严重失信行为，且未被列入经营异常名录、严重违法失信企业名单和失信被执行人名单，" * 4,
        Mark.MET, "无不良记录", "无（企业承诺，窗口在“信用中国”核对）", "", "总则第六条", source="信用报告",
    )  # fmt: skip
    many[0] = replace(many[0], conditions=(*many[0].conditions, wordy))
    return replace(
        middle(),
        measures=(*many, *middle().measures),
        contradictions=(
            Contradiction(
                ("研发人员数", "从业人员数"), "研发人员数（120 人）多于从业人员数（100 人），两者不能同时成立。"
            ),
        ),
    )


def rare() -> Assessment:
    """Names as long as they come, with characters beyond the basic plane."""
    titled = replace(
        high_tech(),
        title=f"{RARE}新材料首批次应用保险补偿",
        handling=replace(high_tech().handling, department=f"西咸新区{RARE}局"),
    )
    return replace(short(), enterprise_name=LONG_NAME, measures=(titled, increment(), station()))


def empty() -> Assessment:
    """Nothing known, nothing answered."""
    return Assessment("", "", AS_OF, "0.1.0", (), (), EMPTY, EMPTY, (), (), ())
