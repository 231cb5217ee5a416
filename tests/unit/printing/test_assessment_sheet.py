"""评估结果单: everything the assessment says stands on the sheet, and nothing it does not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qcy_desktop.domain.assessment import Assessment, Mark, Span, Verdict
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.assessment_sheet import assessment_sheet
from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing import examples
from tests.unit.printing.reading import document, pages, text

CASES: list[Callable[[], Assessment]] = [
    examples.short, examples.middle, examples.long, examples.rare, examples.empty,
]  # fmt: skip


def sheet(assessment: Assessment, stationery: Stationery, **changes: object) -> bytes:
    """The full sheet, unless `full` says otherwise."""
    context = examples.context(stationery, **{"full": True, **changes})
    return assessment_sheet(assessment, examples.enterprise(), context)


def packed(read: str) -> str:
    """Without spaces: a reader puts some between words that stand apart on the page."""
    return read.replace(" ", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_same_assessment_gives_the_same_bytes(stationery: Stationery, case: Callable[[], Assessment]) -> None:
    first = sheet(case(), stationery)
    assert sheet(case(), stationery) == first
    assert sheet(case(), Stationery.of(examples.RESOURCES)) == first


def test_every_measure_that_answered_stands_on_the_sheet(stationery: Stationery) -> None:
    read = packed(text(sheet(examples.middle(), stationery)))
    told = [result.title for result in examples.middle().measures if result.evidence != "缺"]
    assert [title for title in told if packed(title) not in read] == []


def test_conditions_are_printed_with_mark_required_actual_gap_and_source(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    for said in ("✓", "研发人员数占从业人员数的比例 不低于 10%", "≥10%", "20.0%", "高出 10.0 个百分点", "2025年年报"):
        assert said in read
    assert "日加注能力 不低于 500 千克：实际 480 千克，差 20 千克" in read
    assert "日加注能力：480 千克 → 500 千克（差 20 千克）" in read
    assert "最早 2027年4月1日 起满足时间条件" in read


def test_verified_and_unverified_money_stand_apart_by_nature_and_payer(stationery: Stationery) -> None:
    first = packed(pages(sheet(examples.middle(), stationery))[0])
    sure, open_ = first.index("已核定，条款可据以申报"), first.index("未核定，仅供参考")
    assert sure < first.index("现金·西安市20.00万元") < first.index("减免·西咸新区123.456789万元") < open_
    assert open_ < first.index("现金·西咸新区0.00～200.00万元")


def test_money_of_different_kinds_is_never_added(stationery: Stationery) -> None:
    assert "153.456789" not in text(sheet(examples.middle(), stationery))


def test_steps_materials_and_the_place_to_apply_are_printed(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    assert "乘以补助比例3%得0.00～270.00万元" in packed(read)
    for said in (
        "1. 资金申请表",
        "一式 4 份",
        "申报期：2026-12-01 至 2026-12-10（2026年第三批）",
        "60 个工作日",
    ):
        assert said in read


def test_measures_without_text_are_folded_into_one_line_per_pack(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    assert "《秦创原创新驱动平台建设政策包（总窗口）》有 12 项条款原文暂缺，未作评估。" in read
    assert read.count("第 11 类") == 0


def test_what_was_given_up_says_why_and_an_unproved_combination_says_so(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    assert "放弃“西安市高新技术企业培育补助”：与西安市高新技术企业认定奖补属同一事项，就高不重复（总则第三条）" in read
    assert "次优方案：首次认定高新技术企业奖励、西安市高新技术企业培育补助、减免企业所得税地方留成部分" in read
    assert "不保证最优" in read


def test_questions_rule_versions_digests_and_the_disclaimer_are_printed(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    for said in (
        "2024年研发费用是多少？",
        "可定 3 项，最多影响 200.00 万元",
        examples.DIGEST[:16],
        "评估程序 0.1.0",
        "未核定，仅供参考",
    ):
        assert said in read


def test_an_unverified_measure_says_so_beside_its_evidence(stationery: Stationery) -> None:
    read = text(sheet(examples.middle(), stationery))
    assert "待补证据机构转述未核定，仅供参考" in packed(read)


def test_rare_and_long_names_come_out_as_they_are_written(stationery: Stationery) -> None:
    assert examples.LONG_NAME in text(sheet(examples.rare(), stationery))


def test_open_and_unknown_amounts_are_said_in_words(stationery: Stationery) -> None:
    base = examples.short()
    measures = (
        replace(base.measures[0], id="a", amount=Span(20 * examples.WAN, None)),
        replace(base.measures[0], id="b", amount=None),
        replace(base.measures[0], id="c", amount=Span(12_345_678_90 * 1000, 999_999_99 * 10_000)),
    )
    read = text(sheet(replace(base, measures=measures), stationery))
    for said in ("20.00 万元起，上限未知", "金额待定", "999,999.99 万元"):
        assert said in read


def test_a_measure_without_a_ceiling_is_counted_below_the_sums(stationery: Stationery) -> None:
    base = examples.short()
    open_ = replace(base, measures=(replace(base.measures[0], amount=Span(20 * examples.WAN, None)),))
    assert "另有1项不封顶" in packed(pages(sheet(open_, stationery))[0])
    assert "不封顶" not in packed(text(sheet(base, stationery)))


def test_contradictions_come_before_every_figure(stationery: Stationery) -> None:
    first = pages(sheet(examples.long(), stationery))[0]
    assert first.index("研发人员数（120 人）多于从业人员数（100 人）") < first.index("万元")


def test_sections_are_numbered_without_holes(stationery: Stationery) -> None:
    read = text(sheet(examples.empty(), stationery))
    assert [numeral for numeral in "一二三四五六" if f"{numeral}、" in read] == list("一二三")


def test_an_assessment_without_a_name_takes_the_enterprise_and_else_says_so(stationery: Stationery) -> None:
    assert "西咸新区虚构示例氢能科技有限公司" in text(sheet(examples.empty(), stationery))
    nameless = assessment_sheet(examples.empty(), Enterprise(), examples.context(stationery, clerk="", window=""))
    assert text(nameless).count("未填") == 2


def test_a_copy_says_which_copy_it_is_and_an_original_does_not(stationery: Stationery) -> None:
    assert "副本（第 2 次）" in text(sheet(examples.short(), stationery, copy_number=2))
    assert "副本" not in text(sheet(examples.short(), stationery))


def test_a_sample_is_marked_on_every_page(stationery: Stationery) -> None:
    assert all("样张" in page for page in pages(sheet(examples.middle(), stationery, sample=True)))


def test_an_unprintable_name_is_refused_by_name_and_field(stationery: Stationery) -> None:
    with pytest.raises(KnownError) as caught:
        sheet(replace(examples.short(), enterprise_name="示例😀公司"), stationery)
    assert "“企业名称”" in caught.value.sentence
    assert "U+1F600" in caught.value.sentence


def test_the_office_may_change_the_words(tmp_path: Path, fonts: Fonts) -> None:
    (tmp_path / "assessment.yaml").write_text("标题: 政策体检单\n", "utf-8")
    own = Stationery(fonts, (tmp_path, examples.RESOURCES / "print"))
    pdf = sheet(examples.short(), own)
    assert "政策体检单" in text(pdf)
    assert document(pdf).metadata.title == "政策体检单"  # type: ignore[union-attr]


def test_no_verdict_is_lost_from_the_counts(stationery: Stationery) -> None:
    first = pages(sheet(examples.middle(), stationery))[0]
    for verdict in Verdict:
        count = sum(result.verdict is verdict for result in examples.middle().measures)
        assert f"{verdict.sign} {verdict.word} {count} 项" in first


def test_a_short_sheet_names_every_measure_that_answered_and_leaves_out_what_is_met(stationery: Stationery) -> None:
    full, brief = (sheet(examples.long(), stationery, full=full) for full in (True, False))
    assert len(document(brief).pages) < len(document(full).pages)
    read = packed(text(brief))
    assert [r.title for r in examples.long().measures if r.evidence != "缺" and packed(r.title) not in read] == []
    assert "研发人员数占从业人员数的比例不低于10%" not in read


def test_a_short_sheet_says_how_to_apply_for_what_is_met_and_what_to_bring_for_what_waits(
    stationery: Stationery,
) -> None:
    assessment = examples.short()
    read = packed(text(sheet(assessment, stationery, full=False)))
    for result in assessment.measures:
        if result.verdict is Verdict.ELIGIBLE:
            assert all(packed(name) in read for name in result.handling.materials)
            assert f"{len(result.conditions)}项条件均满足" in read
    waiting = packed(text(sheet(examples.middle(), stationery, full=False)))
    needs = [need.key for result in examples.middle().measures for need in result.needs]
    assert needs and [key for key in needs if packed(key) not in waiting] == []


def test_a_condition_of_a_short_card_that_is_not_met_is_written_out(stationery: Stationery) -> None:
    odd = examples.increment()
    unmet = replace(odd.conditions[0], mark=Mark.UNMET, actual="8%", gap="差 2 个百分点")
    odd = replace(odd, verdict=Verdict.ELIGIBLE, conditions=(unmet, *odd.conditions[1:]))
    read = packed(text(sheet(replace(examples.short(), measures=(odd,)), stationery, full=False)))
    assert "差2个百分点" in read and "项条件均满足" not in read


def test_an_alternative_that_is_not_needed_is_left_out_of_a_short_card(stationery: Stationery) -> None:
    odd = examples.increment()
    spare = replace(odd.conditions[0], text="另一条路", mark=Mark.UNMET, required="有", gap="差 2 个百分点", spare=True)
    met = [replace(condition, mark=Mark.MET, gap="", needs=()) for condition in odd.conditions[1:]]
    odd = replace(odd, verdict=Verdict.ELIGIBLE, conditions=(spare, *met))
    read = packed(text(sheet(replace(examples.short(), measures=(odd,)), stationery, full=False)))
    assert f"{len(odd.conditions) - 1}项条件均满足" in read and "另一条路" not in read
    whole = packed(text(sheet(replace(examples.short(), measures=(odd,)), stationery)))
    assert "另一条路" in whole and "不要求" in whole and "差2个百分点" not in whole


def test_plain_conditions_that_are_met_stand_together_clause_by_clause(stationery: Stationery) -> None:
    read = packed(text(sheet(examples.short(), stationery)))
    met = "首次取得高新技术企业认定（国家级）（2025年10月16日首次认定，高新技术企业证书）；总则第一条：注册、税收、统计关系均在西咸新区（泾河新城，营业执照）"
    assert met in read


def test_an_amount_without_upper_bound_prints_its_steps_in_words_only(stationery: Stationery) -> None:
    open_ended = replace(examples.increment(), amount=Span(0, None))
    read = packed(text(sheet(replace(examples.short(), measures=(open_ended,)), stationery)))
    assert "乘以补助比例3%；不超过年度上限200万元（每企业每年）" in read
    assert "0.00～9,000.00万元" not in read
