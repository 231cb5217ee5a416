"""Reads an office's own form as a grid of cells and fills it; one door for Excel and Word."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import PurePath

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import Content, Filled, FormCell, FormGrid, FormKind, FormSheet

GAPS = "文中空位"
"""The name of the sheet that lists the gaps of the text."""
GAP = re.compile(r"\{\{\s*([^{}]{1,40}?)\s*\}\}")
"""A gap within a text, such as {{单位名称}}."""

LARGEST = 10 << 20
"""Bytes of the largest form that is taken in."""
LARGEST_UNPACKED = 200 << 20
"""Bytes of its parts together: a small file may unpack to more than a machine holds."""


def kind_of(file_name: str) -> FormKind:
    """The kind of a form by its name. Raises KnownError E-FORM-KIND with the way out for older files."""
    suffix = PurePath(file_name).suffix.lower().lstrip(".")
    if suffix in tuple(FormKind):
        return FormKind(suffix)
    cure = {"xls": "请在 Excel 里另存为 .xlsx", "doc": "请在 Word 里另存为 .docx"}.get(
        suffix, "请用 .xlsx 或 .docx 文件"
    )
    raise KnownError("E-FORM-KIND", f"“{file_name}”不是能填写的表格。", cure)


def digest_of(body: bytes) -> str:
    """The SHA-256 of a form's file."""
    return hashlib.sha256(body).hexdigest()


def read_form(kind: FormKind, body: bytes) -> FormGrid:
    """The cells of a form. Raises KnownError E-FORM-LARGE, E-FORM-BROKEN."""
    if len(body) > LARGEST or _unpacked(kind, body) > LARGEST_UNPACKED:
        raise KnownError("E-FORM-LARGE", f"表格超过 {LARGEST >> 20} MB，没有收下。", "请删去图片后再试")
    if kind is FormKind.EXCEL:
        from qcy_desktop.exchange.office_forms_excel import read_excel

        return read_excel(body)
    from qcy_desktop.exchange.office_forms_word import read_word

    return read_word(body)


def _unpacked(kind: FormKind, body: bytes) -> int:
    """How many bytes the parts of a form take when they are unpacked. Raises KnownError E-FORM-BROKEN."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise broken({FormKind.EXCEL: "Excel", FormKind.WORD: "Word"}[kind]) from None


def fill_form(kind: FormKind, body: bytes, contents: Mapping[str, Content]) -> Filled:
    """The form with these contents in their places; everything else stays as it was. Raises KnownError E-FORM-BROKEN."""
    if kind is FormKind.EXCEL:
        from qcy_desktop.exchange.office_forms_excel import fill_excel

        return fill_excel(body, contents)
    from qcy_desktop.exchange.office_forms_word import fill_word

    return fill_word(body, contents)


def blank_letter(text: str) -> bytes:
    """The smallest Word file there is, with one paragraph: for trying out that such files are read and written here."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p><w:sectPr/></w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def broken(what: str) -> KnownError:
    """A file that is no form of its kind."""
    return KnownError(
        "E-FORM-BROKEN", f"这个{what}文件打不开，可能已损坏或加了密码。", f"请用 {what} 打开后另存一份再试"
    )


def gap_sheet(names: Iterable[str]) -> list[FormSheet]:
    """The gaps of a form's text as one more sheet to choose from; none where the text has none."""
    different = list(dict.fromkeys(names))
    cells = tuple(FormCell(f"{{{{{name}}}}}", f"{{{{{name}}}}}", row, 0) for row, name in enumerate(different))
    return [FormSheet(GAPS, len(cells), 1, cells, (1.0,))] if cells else []


def said(content: Content) -> str:
    """A content in words, as it stands within a text."""
    if content.items:
        return "\n".join(content.items)
    return content.text or (f"{content.number:,}" if content.number is not None else "")


def ticked(text: str, word: str) -> str | None:
    """The text with the box before `word` ticked; None when there is no such box."""
    for box in ("□", "☐", "◻", "○"):
        for gap in ("", " ", "　"):
            if f"{box}{gap}{word}" in text:
                return text.replace(f"{box}{gap}{word}", f"☑{gap}{word}", 1)
    return None
