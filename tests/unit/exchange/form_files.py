"""Forms as offices have them: merged cells, Chinese typefaces, heads, boxes to tick; made anew for every test."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

THIN = Border(*(Side("thin") for _ in range(4)))


def excel_form() -> bytes:
    """A sheet with a merged title, labels beside blanks, a wide merged blank, a list, a formula and a second sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申请表"
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "西咸新区秦创原奖励补助资金申请表"
    sheet["A1"].font = Font(name="方正小标宋简体", sz=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    rows = (
        ("单位名称", "B2:D2", "信用代码", "F2"),
        ("上年研发费用（万元）", "B3", "研发人员数", "D3"),
        ("申请金额（元）", "B4", "大写", "D4:F4"),
    )
    for row, (left, blank, right, other) in enumerate(rows, 2):
        sheet[f"A{row}"] = left
        sheet[f"{'E' if row == 2 else 'C'}{row}"] = right
        for area in (blank, other):
            if ":" in area:
                sheet.merge_cells(area)
            sheet[area.split(":")[0]].font = Font(name="仿宋", sz=12)
    sheet["A5"], sheet["B5"] = "是否规上", "□是  □否"
    sheet["A6"] = "材料清单"
    for row in range(6, 9):
        sheet.merge_cells(f"B{row}:F{row}")
    sheet["A9"], sheet["B9"], sheet["C9"] = "合计", "=B4*1", "负责人（签字）"
    for line in sheet.iter_rows(min_row=2, max_row=9, max_col=6):
        for cell in line:
            cell.border = THIN
    sheet.column_dimensions["A"].width = 22
    for letter in "BCDEF":
        sheet.column_dimensions[letter].width = 14
    sheet.oddHeader.center.text = "内部资料"
    sheet.page_setup.orientation = "portrait"
    book.create_sheet("说明")["A1"] = "一式两份"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def word_form() -> bytes:
    """A letter with gaps cut into several runs, a table with merged cells and a list, a gap in the head."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "受理编号：{{受理编号}}"
    document.add_paragraph().add_run("奖励资金申请函").bold = True
    paragraph = document.add_paragraph()
    for text in ("我单位", "{{单位", "名称", "}}", "申请{{措施}}资金，请予支持。"):
        run = paragraph.add_run(text)
        run.font.name = "Times New Roman"
        run.font.size = Pt(16)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    for place, text in (
        ((0, 0), "单位名称"),
        ((1, 0), "信用代码"),
        ((1, 2), "是否规上"),
        ((1, 3), "☐是 ☐否"),
        ((2, 0), "序号"),
        ((2, 1), "材料"),
    ):
        table.rows[place[0]].cells[place[1]].text = text
    table.rows[0].cells[1].merge(table.rows[0].cells[3])
    table.rows[2].cells[1].merge(table.rows[2].cells[3])
    table.rows[3].cells[1].merge(table.rows[3].cells[3])
    mark = table.rows[0].cells[1].paragraphs[0]._p.get_or_add_pPr()
    run = document.add_paragraph().add_run("x")
    run.font.size = Pt(14)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "楷体")
    mark.append(run._r.rPr)
    run._r.getparent().remove(run._r)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
