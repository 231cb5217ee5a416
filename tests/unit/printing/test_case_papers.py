"""Forms, letters and lists of a case: what was filled in stands there, what was not stays blank for ink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.application_form import application_form
from qcy_desktop.printing.commitment_letter import commitment_letter
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.materials_list import materials_list
from qcy_desktop.printing.parts import numeral
from qcy_desktop.printing.self_check_sheet import self_check_sheet
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing import cases, examples
from tests.unit.printing.reading import document, pages, text

PAPERS: list[tuple[Callable[..., bytes], Callable[[], object]]] = [
    (application_form, cases.application),
    (application_form, cases.blank_application),
    (application_form, cases.long_application),
    (commitment_letter, cases.commitment),
    (materials_list, cases.checklist),
    (materials_list, cases.receipt),
    (self_check_sheet, cases.self_check),
]


@pytest.fixture
def context(stationery: Stationery) -> PaperContext:
    return examples.context(stationery)


def packed(read: str) -> str:
    return read.replace(" ", "")


@pytest.mark.parametrize(("paper", "content"), PAPERS, ids=lambda entry: entry.__name__)
def test_the_same_content_gives_the_same_bytes(
    context: PaperContext, paper: Callable[..., bytes], content: Callable[[], object]
) -> None:
    assert paper(content(), context) == paper(content(), context)


@pytest.mark.parametrize(("paper", "content"), PAPERS, ids=lambda entry: entry.__name__)
def test_samples_and_copies_say_so_on_every_page(
    context: PaperContext, paper: Callable[..., bytes], content: Callable[[], object]
) -> None:
    for page in pages(paper(content(), replace(context, sample=True, copy_number=1))):
        assert "样张" in page
        assert "副本（第 1 次）" in page


@pytest.mark.parametrize(("paper", "content"), PAPERS, ids=lambda entry: entry.__name__)
def test_no_seal_is_drawn_and_none_is_asked_for_in_print(
    context: PaperContext, paper: Callable[..., bytes], content: Callable[[], object]
) -> None:
    read = document(paper(content(), context))
    assert all(not page.images for page in read.pages)
    assert "此处盖章" not in text(paper(content(), context))


def test_the_application_bears_every_field_of_the_applicant(context: PaperContext) -> None:
    read = packed(text(application_form(cases.application(), context)))
    applicant = cases.applicant()
    for said in (
        applicant.name, applicant.uscc, applicant.kind, applicant.legal_person, "5,000.00万元", "2022年5月18日",
        applicant.address, applicant.industry, applicant.phone, applicant.bank, applicant.account, cases.NUMBER,
    ):  # fmt: skip
        assert packed(said) in read


def test_the_sum_stands_in_figures_and_in_capitals(context: PaperContext) -> None:
    read = packed(text(application_form(cases.application(), context)))
    assert "¥1,234,567.89元（123.456789万元）" in read
    assert "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分" in read


def test_what_is_not_known_stays_blank_and_never_reads_as_none(context: PaperContext) -> None:
    read = text(application_form(cases.blank_application(), context))
    body = read[: read.index("填表说明")]
    assert "无" not in body
    assert "None" not in read
    assert "由主管部门核定" in body


def test_the_blocks_of_the_form_are_numbered_without_holes(context: PaperContext) -> None:
    read = text(application_form(cases.blank_application(), context))
    assert [sign for sign in "一二三四五六七" if f"{sign}、" in read] == list("一二三四五六")


def test_an_unverified_measure_says_so_on_its_form(context: PaperContext) -> None:
    assert "尚未与官方文本核对" in text(application_form(cases.application(), context))
    result = replace(cases.application().result, verified=True)
    assert "尚未与官方文本核对" not in text(application_form(replace(cases.application(), result=result), context))


def test_a_long_form_repeats_the_head_of_its_table_and_loses_no_row(context: PaperContext) -> None:
    read = pages(application_form(cases.long_application(), context))
    assert len(read) > 2
    assert packed("".join(read)).count("满足") == 18
    assert packed(read[2]).index("结论") < packed(read[2]).index("满足")


def test_the_commitment_numbers_its_points_and_adds_those_of_the_measure(context: PaperContext) -> None:
    read = text(commitment_letter(cases.commitment(), context))
    assert "西咸新区先进制造业促进局：" in read
    assert "八、享受本项补助后三年内注册、税收、统计关系不迁出西咸新区。" in read
    assert len(document(commitment_letter(cases.commitment(), context)).pages) == 1


def test_the_receipt_counts_what_was_handed_over_and_says_until_when_the_rest(context: PaperContext) -> None:
    read = packed(text(materials_list(cases.receipt(), context)))
    assert "共5项，已交3项，未交2项。未交的材料请于2026年11月27日前补齐" in read
    assert (read.count("☑已交"), read.count("☐未交")) == (3, 2)


def test_a_complete_receipt_says_that_receipt_is_not_approval(context: PaperContext) -> None:
    whole = tuple(replace(material, received=True) for material in cases.receipt().materials)
    read = text(materials_list(replace(cases.receipt(), materials=whole), context))
    assert "收件不代表审核通过" in read


def test_the_list_before_receipt_ticks_nothing(context: PaperContext) -> None:
    read = text(materials_list(cases.checklist(), context))
    assert "申报材料清单" in read
    assert "☑" not in read
    assert read.count("☐") == 5


def test_the_self_check_shows_answers_and_codes_in_order_and_asks_for_no_signature(context: PaperContext) -> None:
    read = text(self_check_sheet(cases.self_check(), context))
    for said in ("惠企政策自查结果单", "1/3", "2/3", "3/3", "公司注册在哪个新城？", "不清楚", "不作为申报受理"):
        assert said in read
    assert "领取人" not in read


def test_a_name_that_cannot_be_printed_is_refused_with_its_label(context: PaperContext) -> None:
    bad = replace(cases.application(), applicant=replace(cases.applicant(), legal_person="王😀"))
    with pytest.raises(KnownError) as caught:
        application_form(bad, context)
    assert "“法定代表人”" in caught.value.sentence


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numerals_are_written_as_clerks_write_them(number: int, word: str) -> None:
    assert numeral(number) == word
