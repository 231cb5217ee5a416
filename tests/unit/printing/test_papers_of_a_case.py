"""Notices, sheets for opinions, lists: usual, empty and overlong contents; codes read back from the rendered page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from qcy_desktop.domain.casefile import Act
from qcy_desktop.domain.dayreport import DayLine, DayReport
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.acceptance_notice import acceptance_notice
from qcy_desktop.printing.account_form import account_form
from qcy_desktop.printing.approval_sheet import approval_sheet
from qcy_desktop.printing.archive_index import archive_index
from qcy_desktop.printing.case_content import PublicRow
from qcy_desktop.printing.codes import bar_widths
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.day_report_sheet import day_report_sheet
from qcy_desktop.printing.payment_order import payment_order
from qcy_desktop.printing.payment_summary import payment_summary
from qcy_desktop.printing.publicity_notice import publicity_notice
from qcy_desktop.printing.rejection_notice import rejection_notice
from qcy_desktop.printing.site_check_record import site_check_record
from qcy_desktop.printing.supplement_notice import supplement_notice
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing import case_examples as given
from tests.unit.printing import cases, examples
from tests.unit.printing.reading import document, pages, text

Paper = Callable[..., bytes]
PAPERS: list[tuple[Paper, Callable[[], object]]] = [
    (acceptance_notice, given.acceptance),
    (acceptance_notice, given.long_acceptance),
    (supplement_notice, given.supplement),
    (supplement_notice, given.long_supplement),
    (rejection_notice, given.rejection),
    (approval_sheet, given.approval),
    (approval_sheet, given.empty_approval),
    (approval_sheet, given.long_approval),
    (site_check_record, given.site_check),
    (publicity_notice, given.publicity),
    (payment_order, given.payment),
    (payment_summary, given.payment_summary),
    (account_form, given.account),
    (account_form, given.blank_account),
    (archive_index, given.archive),
]
CODED = [entry for entry in PAPERS if hasattr(entry[1](), "marks") and entry[1]().marks.payload]  # type: ignore[attr-defined]


@pytest.fixture
def context(stationery: Stationery) -> PaperContext:
    return examples.context(stationery)


def packed(read: str) -> str:
    return read.replace(" ", "")


@pytest.mark.parametrize(("paper", "content"), PAPERS, ids=lambda entry: entry.__name__)
def test_the_same_content_gives_the_same_bytes(
    context: PaperContext, paper: Paper, content: Callable[[], object]
) -> None:
    assert paper(content(), context) == paper(content(), context)


@pytest.mark.parametrize(("paper", "content"), PAPERS, ids=lambda entry: entry.__name__)
def test_a_test_print_bears_the_word_across_every_page(
    context: PaperContext, paper: Paper, content: Callable[[], object]
) -> None:
    for page in pages(paper(content(), replace(context, sample=True, copy_number=2))):
        assert "样张" in page
        assert "副本（第 2 次）" in page


@pytest.mark.parametrize(("paper", "content"), CODED, ids=lambda entry: entry.__name__)
def test_both_codes_are_read_back_from_the_rendered_page(
    context: PaperContext, paper: Paper, content: Callable[[], object]
) -> None:
    page = pypdfium2.PdfDocument(paper(content(), context))[0].render(scale=300 / 72).to_pil()
    read = {str(found.format): found.text for found in zxingcpp.read_barcodes(page)}
    assert read == {"QR Code": given.MARKS.payload, "Code 128": given.MARKS.case}


def test_bars_begin_and_end_with_a_bar_and_bear_their_check_sign() -> None:
    widths = bar_widths(cases.NUMBER)
    assert len(widths) % 2 == 1
    assert widths[-7:] == (2, 3, 3, 1, 1, 1, 2)
    assert sum(widths[:-7]) % 11 == 0


@pytest.mark.parametrize("content", [given.approval, given.empty_approval, given.long_approval])
def test_an_approval_is_one_sheet_with_its_opinions_on_the_back(
    context: PaperContext, content: Callable[[], object]
) -> None:
    front, back = pages(approval_sheet(content(), context))  # type: ignore[arg-type]
    assert "审核审批意见" in back and "审核审批意见" not in front
    assert "依据条款" in front
    assert packed(back).count("负责人（签字）：") >= 5


def test_an_approval_that_is_too_long_counts_what_is_met_but_never_hides_what_is_not(context: PaperContext) -> None:
    approval = given.long_approval()
    front = pages(approval_sheet(approval, context))[0]
    unmet = [one for one in approval.result.conditions if one.mark.value == "unmet"]
    assert front.count("✗ 不满足") == len(unmet) == 1
    assert "项条件均满足" in front
    assert "全文见案卷" in front


def test_an_approval_says_the_sum_in_figures_and_capitals_and_who_verified_the_clause(context: PaperContext) -> None:
    read = packed(text(approval_sheet(given.approval(), context)))
    assert "¥2,000,000.00元（200.00万元）" in read
    assert "人民币贰佰万元整" in read
    assert "张敏2026年11月2日核定" in read


def test_a_notice_of_usual_length_keeps_its_signature_on_its_page(context: PaperContext) -> None:
    for paper, content in ((acceptance_notice, given.long_acceptance), (supplement_notice, given.supplement)):
        assert len(pages(paper(content(), context))) == 1


def test_a_long_notice_never_leaves_its_signature_alone_overleaf(context: PaperContext) -> None:
    last = pages(supplement_notice(given.long_supplement(), context))[-1]
    assert "如有疑问" in last and "2026年11月20日" in packed(last)


def test_every_defect_stands_in_the_notice_with_its_standard(context: PaperContext) -> None:
    read = packed(text(supplement_notice(given.long_supplement(), context)))
    for defect in given.supplement().defects:
        assert read.count(packed(defect.fault)) == 5
        assert read.count(packed(defect.standard)) == 5


def test_rare_characters_and_long_names_are_printed_whole(context: PaperContext) -> None:
    read = packed(text(acceptance_notice(given.long_acceptance(), context)))
    assert packed(examples.LONG_NAME) in read


def test_a_list_made_public_has_no_place_for_anything_personal(context: PaperContext) -> None:
    assert set(PublicRow.__slots__) == {"name", "uscc", "measure", "clause", "amount", "remark"}
    read = packed(text(publicity_notice(given.publicity(), context)))
    assert "账号" not in read and "手机" not in read and "身份证" not in read
    assert "392.34555" in read


def test_a_summary_adds_up_both_ways(context: PaperContext) -> None:
    summary = given.payment_summary()
    read = packed(text(payment_summary(summary, context)))
    assert "11,700,005.70" in read and "3,900,001.90" in read and "7,800,003.80" in read
    assert "人民币壹仟壹佰柒拾万零伍元柒角整" in read
    for row in summary.rows:
        assert sum(fen for _, fen in row.shares) == row.amount


def test_a_large_sum_stands_on_one_line_in_its_column(context: PaperContext) -> None:
    summary, notice = given.payment_summary(60), given.publicity(60)
    # Read with its line ends: a figure broken over two lines is not found.
    last = document(payment_summary(summary, context)).pages[-1].extract_text()
    assert "142,200,106.20 23,700,017.70 47,400,035.40" in last
    assert "2,391.85065" in document(publicity_notice(notice, context)).pages[-1].extract_text()
    huge = replace(notice, rows=(replace(notice.rows[0], amount=1_234_567_890_123_45),))
    assert "123,456,789.012345" in document(publicity_notice(huge, context)).pages[-1].extract_text()


def test_a_large_sum_in_the_report_of_a_day_stands_on_one_line_and_the_day_is_said_once(context: PaperContext) -> None:
    day, sum_ = given.DAY, 12_345_678_901_234
    line = DayLine(
        datetime(2026, 11, 20, 9, tzinfo=UTC), "XXZC-FX-20261120-0001", "示例", "研发", Act.DEMAND, "李工", sum_
    )
    [page] = document(day_report_sheet(DayReport(day, day, (line,)), context)).pages
    read = page.extract_text()
    assert "12,345,678.901234" in read and f"{day}/{day}" not in read


@pytest.mark.parametrize("count", range(48, 64))
def test_the_total_and_the_signatures_never_stand_alone_overleaf(context: PaperContext, count: int) -> None:
    last = pages(payment_summary(given.payment_summary(count), context))[-1]
    assert "合" in last and "财政部门负责人" in last and f"{count}号科技" in packed(last)
    listed = pages(publicity_notice(given.publicity(count), context))[-1]
    assert f"{count}号科技" in packed(listed)


def test_shares_that_do_not_add_up_are_refused_to_the_fen(context: PaperContext) -> None:
    summary = given.payment_summary(2)
    odd = replace(summary, rows=(summary.rows[0], replace(summary.rows[1], amount=summary.rows[1].amount + 1)))
    with pytest.raises(KnownError, match="各级分担之和"):
        payment_summary(odd, context)
    with pytest.raises(KnownError, match="各级分担之和"):
        payment_order(replace(given.payment(), amount=1), context)


def test_blank_accounts_stay_blank_for_ink(context: PaperContext) -> None:
    read = text(account_form(given.blank_account(), context))
    assert "None" not in read and "银行账号" in read


def test_no_seal_is_drawn(context: PaperContext) -> None:
    for paper, content in PAPERS:
        assert all(not page.images for page in document(paper(content(), context)).pages)


def test_an_index_leaves_the_sum_of_pages_blank_when_some_are_counted_by_hand(context: PaperContext) -> None:
    archive = given.archive()
    assert "12页" in packed(text(archive_index(archive, context)))
    uncounted = replace(archive, items=(replace(archive.items[0], pages=None), *archive.items[1:]))
    assert "10页" not in packed(text(archive_index(uncounted, context)))
