"""Every pattern that real clauses take stands in the museum as a rule with cases, and says there what it should."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from qcy_desktop.domain.assessment import Combination, Mark, Nature, Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.cases import case_enterprise, run_cases
from qcy_desktop.engine.check import check_folders
from tests.unit.engine.columns.comparing import differences
from tests.unit.engine.patterns import DAY, FOLDER, HNTE, Museum, award

IDS = [
    *(f"A{number:02}" for number in range(1, 45)),
    *(f"G{number:02}" for number in range(1, 25)),
    *(f"S{number:02}" for number in range(1, 23)),
    *(f"D{number:02}" for number in range(1, 11)),
]


@pytest.fixture(scope="module")
def museum() -> Museum:
    return Museum()


def test_every_pattern_has_a_rule_titled_with_its_id(museum: Museum) -> None:
    shown = {measure.source.title.split()[0] for measure in museum.book.measures.values()}
    assert sorted(set(IDS) - shown) == []
    assert sorted(shown - set(IDS)) == []
    assert all(m.source.title.split()[0].lower() == m.id.split("-")[0] for m in museum.book.measures.values())


def test_every_pattern_names_a_real_example_and_how_well_it_is_known(museum: Museum) -> None:
    assert [m.id for m in museum.book.measures.values() if len(m.source.evidence.source) < 8] == []


def test_every_pattern_shows_granted_refused_and_missing(museum: Museum) -> None:
    lacking = []
    for measure in museum.book.measures.values():
        words = {case.expected.verdict for case in measure.cases}
        granted = words & {"符合", "不可计算"}
        refused = words & {"不符合", "不适用"}
        if not (granted and refused and "待补" in words):
            lacking.append(measure.id)
    assert lacking == []


def test_every_case_of_the_museum_agrees(museum: Museum) -> None:
    reports = run_cases(museum.reckoner, museum.book.measures.values())
    assert [f"{report.measure} {report.name}: {report.faults}" for report in reports if not report.passed] == []
    assert len(reports) > 500


def test_columns_answer_every_case_of_the_museum_as_the_interpreter_does(museum: Museum) -> None:
    enterprises = [
        case_enterprise(museum.reckoner, measure, case)
        for measure in museum.book.measures.values()
        for case in measure.cases
    ]
    assert differences(museum.reckoner, enterprises, DAY) == []


def test_the_static_report_on_the_museum_holds_no_error() -> None:
    assert [str(finding) for finding in check_folders([FOLDER]) if finding.severity == "error"] == []


def test_money_in_the_museum_is_written_as_parameters_only(museum: Museum) -> None:
    for path in FOLDER.glob("*/*.yaml"):
        amounts = re.findall(r"^    - .*\d+万元", path.read_text(encoding="utf-8").split("样例:")[0], re.MULTILINE)
        assert amounts == [], path.name


# --- Payers, payees, schedules ---------------------------------------------------------------------------------------


def test_three_equal_payers_pay_the_whole_to_the_fen(museum: Museum) -> None:
    events = [{"kind": "小巨人认定", "level": "国家", "date": "2022-09-01"}]
    result = museum.result("a06-three-levels-share-equally", {"events": events})
    shares = {payer: span.low for payer, span in result.payer}
    assert sum(shares.values()) == 100_0000_00
    assert max(shares.values()) - min(shares.values()) <= 1


def test_instalments_add_up_to_the_fen_and_say_what_must_hold(museum: Museum) -> None:
    facts = {"已通过验收": False}
    result = museum.result("s12-retained-until-acceptance", {"facts": facts, "events": HNTE})
    assert [part.share for part in result.schedule] == ["50%", "40%", "10%"]
    assert sum(part.amount.low for part in result.schedule if part.amount) == 1_000_000_03
    assert [part.mark for part in result.schedule] == [None, None, Mark.UNMET]
    assert result.schedule[1].test == "按进度"


def test_later_instalments_wait_for_what_is_not_known_yet(museum: Museum) -> None:
    result = museum.result("s12-three-instalments", {"facts": {"在库经营": {"2023": True}}, "events": HNTE})
    assert [part.mark for part in result.schedule] == [None, Mark.MET, Mark.UNKNOWN]
    assert result.schedule[1].amount is not None and result.schedule[1].amount.low == 30_0000_00


def test_city_and_district_share_an_advance_and_its_balance_to_the_fen(museum: Museum) -> None:
    result = museum.result("s12-advance-and-balance", {"events": HNTE})
    assert {payer: span.low for payer, span in result.payer} == {"市级": 2676_8000_00, "区级": 3643_2000_00}
    assert [part.amount.low for part in result.schedule if part.amount] == [5056_0000_00, 1264_0000_00]


def test_money_for_somebody_else_names_the_payee(museum: Museum) -> None:
    events = [{"kind": "上市挂牌", "date": "2023-05-01"}]
    result = museum.result("d04-payee-is-not-the-applicant", {"events": events})
    assert (result.payee, result.nature) == ("高管个人", Nature.OTHER_PAYEE)


@pytest.mark.parametrize(
    ("facts", "office"),
    [
        ({"总投资": "999万元"}, "西安市"),
        ({"总投资": "1000万元"}, "陕西省"),
        ({}, "西安市 或 陕西省"),
    ],
)
def test_the_size_of_the_project_says_who_decides(museum: Museum, facts: dict[str, Any], office: str) -> None:
    assert museum.result("d05-who-decides-by-size", {"facts": facts}).decided_by == office


def test_a_budget_lets_only_a_ceiling_be_promised(museum: Museum) -> None:
    answer = museum.ask({"events": HNTE, "awards": []})
    result = answer.measure("s11-budget-pro-rata")
    assert result.up_to == "年度预算内按比例核减"
    assert result.amount is not None and (result.amount.low, result.amount.high) == (0, 100_0000_00)
    assert result.id in answer.best_with_unverified.measures


def test_what_must_be_paid_back_is_said(museum: Museum) -> None:
    assert "追回" in museum.result("s21-paid-back-on-breach", {"events": HNTE}).clawback


def test_claim_windows_and_the_way_to_apply_are_shown(museum: Museum) -> None:
    answer = museum.ask({"events": HNTE})
    assert len(answer.measure("s16-claim-windows").handling.windows) == 2
    assert answer.measure("s17-without-application").handling.mode == "免申即享"
    assert answer.measure("s19-ordered-materials").handling.copies == 4


# --- Across measures ---------------------------------------------------------------------------------------------------


def _best(museum: Museum, document: dict[str, Any], **more: Any) -> Combination:
    return museum.ask(document, **more).best_with_unverified


def _reasons(found: Combination) -> dict[str, str]:
    return {item.id: item.because for item in found.given_up}


def test_of_two_for_the_same_matter_the_higher_is_taken(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": []})
    assert "s01-higher-one-city" in best.measures
    assert "就高不重复（附则）" in _reasons(best)["s01-higher-one-zone"]


def test_what_was_received_counts_against_the_higher(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S01高企奖励", "15万元")]})
    assert "s01-higher-one-city" in best.measures
    assert "台账已有“S01高企奖励”奖补 15.00 万元" in _reasons(best)["s01-higher-one-zone"]
    assert any("还可得 5.00 万元" in note for note in best.notes)


def test_a_measure_that_may_be_added_is_added(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S02高企奖励", "50万元", level="陕西省")]})
    assert "s02-added-to-others" in best.measures
    assert "s02-added-base" not in best.measures


@pytest.mark.parametrize("day", ["2023-12-31", "2024-03-01"])
def test_a_matter_paid_once_is_barred_by_the_ledger(museum: Museum, day: str) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S03高企奖励", "10万元", day)]})
    assert "同一事项只享受一次（第十条）" in _reasons(best)["s03-once-only"]


@pytest.mark.parametrize(("day", "paid"), [("2023-12-31", True), ("2024-01-01", False)])
def test_a_matter_paid_once_a_year_is_barred_by_this_year_only(museum: Museum, day: str, paid: bool) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S03年度奖励", "10万元", day)]})
    assert ("s03-once-a-year" in best.measures) is paid


def test_an_award_of_another_level_bars_nothing_unless_the_rule_says_so(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S03高企奖励", "10万元", level="陕西省")]})
    assert "s03-once-only" in best.measures


def test_an_award_after_the_day_bars_nothing(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S03高企奖励", "10万元", "2024-06-02")]})
    assert "s03-once-only" in best.measures


PROJECT = {"records": {"投资项目": [{"项目固定资产投资": "3000万元"}]}, "awards": []}


def test_one_project_takes_one_mode_and_equity_is_never_weighed_against_cash(museum: Museum) -> None:
    best = _best(museum, PROJECT)
    modes = [id for id in best.measures if id.startswith("s04")]
    assert modes == ["s04-one-mode-subsidy"]
    assert {"s04-one-mode-interest", "s04-one-mode-equity"} <= set(_reasons(best))


def test_a_pin_is_kept_and_its_cost_is_said_by_kind_of_money(museum: Museum) -> None:
    best = _best(museum, PROJECT, pins={"s04-one-mode-interest"})
    assert "s04-one-mode-interest" in best.measures
    assert best.pinned == ("s04-one-mode-interest",)
    assert dict(best.cost) == {Nature.CASH: 210_0000_00}
    assert "经办人指定" in _reasons(best)["s04-one-mode-subsidy"]


def test_pinning_equity_costs_the_cash_and_gains_equity(museum: Museum) -> None:
    best = _best(museum, PROJECT, pins={"s04-one-mode-equity"})
    assert dict(best.cost) == {Nature.CASH: 300_0000_00, Nature.EQUITY: -1000_0000_00}


def test_pins_that_exclude_each_other_or_cannot_be_had_are_refused(museum: Museum) -> None:
    with pytest.raises(KnownError, match="不能同享"):
        museum.ask(PROJECT, pins={"s04-one-mode-interest", "s04-one-mode-subsidy"})
    with pytest.raises(KnownError, match="现在不能享受"):
        museum.ask(PROJECT, pins={"s03-once-only"})


def test_only_the_difference_is_paid_to_the_highest(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE, "awards": [award("S05高企奖励", "12万元")]})
    assert any("只补差额，还可得 18.00 万元" in note for note in best.notes)


def test_an_amount_that_already_nets_the_ledger_is_not_netted_twice(museum: Museum) -> None:
    events = [{"kind": "瞪羚企业认定", "level": "陕西省", "date": "2023-01-01"}]
    ledger = [award("S22瞪羚", "10万元", "2022-05-01", "西安市")]
    answer = museum.ask({"events": events, "awards": ledger})
    amount = answer.measure("s22-upgrade-pays-the-rest").amount
    assert amount is not None and amount.low == 40_0000_00
    assert not any("S22瞪羚”" in note for note in answer.best_with_unverified.notes)


@pytest.mark.parametrize(
    ("ledger", "wan"),
    [
        ([], 200),
        ([award("S08合计a", "30万元", "2024-02-01")], 170),
        ([award("S08合计a", "30万元", "2023-02-01")], 200),
        ([award("S08合计b", "500万元", "2024-02-01")], 0),
        ([award("S08合计a", "30万元", "2024-02-01", "西安市")], 200),
    ],
)
def test_a_shared_yearly_cap_counts_what_this_year_already_paid(museum: Museum, ledger: Any, wan: int) -> None:
    document = {"events": HNTE, "awards": ledger}
    alone = Museum({"s08-shared-yearly-cap-a": "甲", "s08-shared-yearly-cap-b": "甲"})
    totals = alone.ask(document).best_verified.totals
    assert sum(total.span.low for total in totals) == wan * 10**6


def test_a_ledger_that_is_not_known_counts_as_empty_and_that_is_said(museum: Museum) -> None:
    best = _best(museum, {"events": HNTE})
    assert "s03-once-only" in best.measures
    assert any("台账未登记" in note for note in best.notes)
    assert _best(museum, {"events": HNTE, "awards": []}).notes == ()


def test_kinds_of_money_and_payers_stand_in_totals_of_their_own(museum: Museum) -> None:
    answer = museum.ask(
        {"events": HNTE, "records": {"氢能车辆": [{"已安装ETC": True, "高速通行费": "8000元"}]}, "awards": []}
    )
    keys = {(total.nature, total.payer) for total in answer.totals}
    assert (Nature.AVOIDED, "陕西省") in keys
    assert {(Nature.CASH, "西安市"), (Nature.CASH, "西咸新区")} <= keys
    avoided = next(t for t in answer.totals if (t.nature, t.payer) == (Nature.AVOIDED, "陕西省"))
    assert avoided.span.low == 8000_00


def test_the_edition_is_that_of_the_event_wherever_the_day_of_assessment_lies(museum: Museum) -> None:
    events = [{"kind": "高新技术企业认定", "level": "国家", "date": "2021-12-31"}]
    for on in (date(2022, 1, 1), date(2026, 6, 1)):
        result = museum.result("d02-edition-by-the-day-of-the-event", {"events": events}, on)
        assert result.verdict is Verdict.ELIGIBLE
        assert result.amount is not None and result.amount.low == 30_0000_00
        assert result.version.startswith("2021-01-01")


def test_an_unknown_day_of_the_event_bounds_the_amount_by_the_edition_that_pays_most(museum: Museum) -> None:
    answer = museum.ask({"awards": []})
    result = answer.measure("d02-edition-by-the-day-of-the-event")
    assert result.verdict is Verdict.UNKNOWN
    assert result.amount is not None and (result.amount.low, result.amount.high) == (0, 30_0000_00)
    assert any(need.fact == "events" for need in result.needs)
    assert "适用哪一版未定" in result.reason
