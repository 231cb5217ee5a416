"""An office's own forms are filled without losing their look; words stay words, numbers numbers, and nothing vanishes silently."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import Content, FormKind
from qcy_desktop.exchange.office_forms import LARGEST_UNPACKED, fill_form, kind_of, read_form
from tests.unit.exchange.form_files import excel_form, word_form

EXCEL, WORD = FormKind.EXCEL, FormKind.WORD
LONG = "西咸新区泾河新城国际氢能与燃料电池装备产业技术研究院（集团）股份有限公司陕西分公司"


def test_an_excel_form_is_a_grid_with_its_merged_cells() -> None:
    grid = read_form(EXCEL, excel_form())
    sheet = grid.sheets[0]
    assert [one.name for one in grid.sheets] == ["申请表", "说明"] and grid.warnings == ()
    title, name = grid.cell("申请表!A1"), grid.cell("申请表!B2")
    assert title is not None and (title.columns, title.text[:4]) == (6, "西咸新区")
    assert name is not None and (name.columns, name.text) == (3, "") and grid.cell("申请表!C2") is None
    assert sheet.width == 6 and sheet.widths[0] > sheet.widths[1]


def test_a_filled_excel_form_keeps_merges_fonts_borders_heads_and_its_own_formulas() -> None:
    filled = fill_form(
        EXCEL, excel_form(), {"申请表!B2": Content("示例公司"), "申请表!B4": Content(number=Decimal("320000"))}
    )
    before, after = (load_workbook(BytesIO(body))["申请表"] for body in (excel_form(), filled.body))
    assert {str(area) for area in after.merged_cells.ranges} == {str(area) for area in before.merged_cells.ranges}
    assert (after["B2"].value, after["B2"].font.name, after["B2"].font.sz) == ("示例公司", "仿宋", 12)
    assert after["A1"].font.name == "方正小标宋简体" and after["B2"].border.left.style == "thin"
    assert after["B9"].value == "=B4*1" and after["B4"].value == 320000 and after["B4"].data_type == "n"
    assert after.oddHeader.center.text == "内部资料" and after.column_dimensions["A"].width == 22
    assert filled.unplaced == ()


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+86 1", "-1", "@x", "610000199001010011", "0012", "1E5"])
def test_words_never_become_formulas_or_numbers(text: str) -> None:
    filled = fill_form(EXCEL, excel_form(), {"申请表!F2": Content(text)})
    cell = load_workbook(BytesIO(filled.body))["申请表"]["F2"]
    assert cell.value == text and cell.data_type == "s" and cell.number_format == "@"


def test_a_long_name_wraps_and_gets_room_and_a_short_one_changes_nothing() -> None:
    long = fill_form(EXCEL, excel_form(), {"申请表!F2": Content(LONG)})
    sheet = load_workbook(BytesIO(long.body))["申请表"]
    assert sheet["F2"].alignment.wrap_text and (sheet.row_dimensions[2].height or 0) > 60
    short = load_workbook(BytesIO(fill_form(EXCEL, excel_form(), {"申请表!F2": Content("91990000")}).body))["申请表"]
    assert not short["F2"].alignment.wrap_text and short.row_dimensions[2].height is None


def test_a_box_is_ticked_and_a_missing_box_is_named() -> None:
    filled = fill_form(
        EXCEL, excel_form(), {"申请表!B5": Content("是", tick=True), "申请表!A5": Content("否", tick=True)}
    )
    assert load_workbook(BytesIO(filled.body))["申请表"]["B5"].value == "☑是  □否"
    assert filled.unplaced == ("申请表!A5 里没有“□否”，没有勾选",)


def test_a_list_goes_down_merged_rows_and_what_does_not_fit_is_named() -> None:
    items = ("申请表", "审计报告", "研发费用台账", "承诺书", "营业执照")
    filled = fill_form(EXCEL, excel_form(), {"申请表!B6": Content(items=items, down=True)})
    sheet = load_workbook(BytesIO(filled.body))["申请表"]
    assert [sheet[f"B{row}"].value for row in (6, 7, 8, 9)] == ["申请表", "审计报告", "研发费用台账", "=B4*1"]
    assert filled.unplaced == ("申请表!B6 往下放不下其余 2 项：承诺书；营业执照",)


def test_a_place_that_is_not_there_is_named() -> None:
    filled = fill_form(EXCEL, excel_form(), {"没有的表!A1": Content("甲")})
    assert "没有工作表“没有的表”" in filled.unplaced[0]
    assert fill_form(WORD, word_form(), {"表9!R1C1": Content("甲"), "{{没有}}": Content("乙")}).unplaced == (
        "表格里没有 表9!R1C1 这一格",
        "文中没有 {{没有}} 这个空位",
    )


def test_gaps_within_the_text_of_a_cell_are_filled_too() -> None:
    book = load_workbook(BytesIO(excel_form()))
    book["说明"]["A1"] = "单位：{{单位名称}}（盖章）　金额：{{金额}}元"
    book["说明"]["A2"] = "{{金额}}"
    out = BytesIO()
    book.save(out)
    grid = read_form(EXCEL, out.getvalue())
    assert [cell.place for cell in grid.sheets[-1].cells] == ["{{单位名称}}", "{{金额}}"]
    contents = {
        "{{单位名称}}": Content("=示例"),
        "{{金额}}": Content(number=Decimal("320000.5")),
        "{{没有}}": Content("x"),
    }
    filled = fill_form(EXCEL, out.getvalue(), contents)
    sheet = load_workbook(BytesIO(filled.body))["说明"]
    assert sheet["A1"].value == "单位：=示例（盖章）　金额：320,000.5元"
    assert sheet["A2"].value == 320000.5 and sheet["A2"].data_type == "n"
    assert filled.unplaced == ("表中没有 {{没有}} 这个空位",)


def test_a_word_form_shows_its_tables_and_gaps() -> None:
    grid = read_form(WORD, word_form())
    assert [sheet.name for sheet in grid.sheets] == ["表1", "文中空位"]
    name = grid.cell("表1!R1C2")
    assert name is not None and name.columns == 3
    assert [cell.place for cell in grid.sheets[1].cells] == ["{{单位名称}}", "{{措施}}", "{{受理编号}}"]


def test_gaps_cut_into_runs_and_in_the_head_are_filled_in_their_own_typeface() -> None:
    contents = {"{{单位名称}}": Content(LONG), "{{措施}}": Content("高企奖励"), "{{受理编号}}": Content("XXZC-FX-0001")}
    document = Document(BytesIO(fill_form(WORD, word_form(), contents).body))
    paragraph = document.paragraphs[1]
    assert paragraph.text == f"我单位{LONG}申请高企奖励资金，请予支持。"
    run = next(run for run in paragraph.runs if LONG in run.text)
    assert run.font.size is not None and run.font.size.pt == 16
    assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert document.sections[0].header.paragraphs[0].text == "受理编号：XXZC-FX-0001"


def test_a_value_that_looks_like_a_gap_is_put_in_once() -> None:
    document = Document(BytesIO(fill_form(WORD, word_form(), {"{{单位名称}}": Content("{{单位名称}}")}).body))
    assert document.paragraphs[1].text.startswith("我单位{{单位名称}}申请")


def test_a_table_cell_takes_the_typeface_of_its_mark_and_keeps_its_merge() -> None:
    contents = {
        "表1!R1C2": Content("=示例公司"),
        "表1!R2C4": Content("否", tick=True),
        "表1!R2C2": Content("610000199001010011"),
    }
    table = Document(BytesIO(fill_form(WORD, word_form(), contents).body)).tables[0]
    cell = table.rows[0].cells[1]
    assert cell.text == "=示例公司" and cell._tc is table.rows[0].cells[3]._tc
    properties = cell.paragraphs[0].runs[0]._r.rPr
    assert properties is not None and properties.rFonts.get(qn("w:eastAsia")) == "楷体"
    assert table.rows[1].cells[3].text == "☐是 ☑否" and table.rows[1].cells[1].text == "610000199001010011"


def test_filling_adds_no_parts_to_a_letter_and_takes_none_away() -> None:
    document = Document()
    document.add_paragraph("{{单位名称}}")
    out = BytesIO()
    document.save(out)
    filled = fill_form(WORD, out.getvalue(), {"{{单位名称}}": Content("示例公司")})
    before, after = (set(ZipFile(BytesIO(body)).namelist()) for body in (out.getvalue(), filled.body))
    assert before == after and Document(BytesIO(filled.body)).paragraphs[0].text == "示例公司"


def test_a_list_in_a_word_table_adds_the_rows_it_needs() -> None:
    contents = {"表1!R4C2": Content(items=("申请表", "审计报告", "承诺书"), down=True)}
    table = Document(BytesIO(fill_form(WORD, word_form(), contents).body)).tables[0]
    assert [row.cells[1].text for row in table.rows] == ["", "", "材料", "申请表", "审计报告", "承诺书"]


def test_a_small_file_that_unpacks_to_more_than_a_machine_holds_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < 1 << 20
    with pytest.raises(KnownError, match="没有收下"):
        read_form(WORD, out.getvalue())


def test_other_files_are_refused_with_the_way_out() -> None:
    assert kind_of("申请表.XLSX") is EXCEL and kind_of("函.docx") is WORD
    for name, cure in (("旧表.xls", "另存为 .xlsx"), ("旧函.doc", "另存为 .docx"), ("表.pdf", "xlsx")):
        with pytest.raises(KnownError) as refusal:
            kind_of(name)
        assert cure in str(refusal.value)
    for kind in FormKind:
        with pytest.raises(KnownError, match="打不开"):
            read_form(kind, b"nothing")
        with pytest.raises(KnownError, match="打不开"):
            read_form(kind, word_form() if kind is EXCEL else excel_form())
