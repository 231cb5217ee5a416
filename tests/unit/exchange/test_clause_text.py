"""Official texts come in from the files that offices have: text in both encodings, Word with tables, PDF; never by guessing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.exchange.clause_text import read_clause_text

CLAUSE = "第二条　对首次认定的国家高新技术企业，给予10万元奖励。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_comes_in_from_both_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "条文.txt"
    file.write_bytes(f"{CLAUSE}  \r\n第三条　略。".encode(encoding))
    assert read_clause_text(file) == f"{CLAUSE}\n第三条　略。\n"


def test_a_word_file_gives_its_paragraphs_and_the_rows_of_its_tables_in_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(CLAUSE)
    table = document.add_table(rows=2, cols=3)
    for place, text in enumerate(("等级", "日加注能力", "补贴")):
        table.rows[0].cells[place].text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "不低于500公斤"
    table.rows[1].cells[2].text = "100万元"
    document.add_paragraph("第三条　略。")
    file = tmp_path / "条文.docx"
    document.save(str(file))
    assert read_clause_text(file).splitlines() == [
        CLAUSE,
        "等级　日加注能力　补贴",
        "不低于500公斤　100万元",
        "第三条　略。",
    ]


def _pdf(root: Path, lines: list[str]) -> bytes:
    pdfmetrics.registerFont(TTFont("Serif", str(root / "resources" / "fonts" / "NotoSerifSC-Regular.ttf")))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Serif", 14)
    for place, line in enumerate(lines):
        canvas.drawString(72, 770 - 24 * place, line)
    canvas.save()
    return out.getvalue()


def test_a_pdf_gives_its_words_and_broken_lines_are_joined(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "条文.pdf"
    file.write_bytes(_pdf(root, ["第二条　对首次认定的国家高新技术", "企业，给予10万元奖励。", "第三条　略。"]))
    assert read_clause_text(file).splitlines() == [CLAUSE.replace("　", "　"), "第三条　略。"]


def test_a_scanned_pdf_a_foreign_kind_and_a_broken_file_are_refused_with_their_cure(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    scan, odd, broken, away = (tmp_path / name for name in ("扫描.pdf", "条文.doc", "坏.docx", "没有.txt"))
    writer.write(str(scan))
    odd.write_bytes(b"\xd0\xcf")
    broken.write_bytes(b"PK nothing")
    for file, words in ((scan, "没有文字"), (odd, "不是能读出条文的文件"), (broken, "打不开"), (away, "读不了文件")):
        with pytest.raises(KnownError, match=words):
            read_clause_text(file)
