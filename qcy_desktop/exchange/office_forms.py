"""Reads an office's own form as a grid of cells and fills it; one door for Excel and Word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import Content, Filled, FormGrid, FormKind

LARGEST = 10 << 20
"""Bytes of the largest form that is taken in."""


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
    if len(body) > LARGEST:
        raise KnownError("E-FORM-LARGE", f"表格超过 {LARGEST >> 20} MB，没有收下。", "请删去图片后再试")
    if kind is FormKind.EXCEL:
        from qcy_desktop.exchange.office_forms_excel import read_excel

        return read_excel(body)
    from qcy_desktop.exchange.office_forms_word import read_word

    return read_word(body)


def fill_form(kind: FormKind, body: bytes, contents: Mapping[str, Content]) -> Filled:
    """The form with these contents in their places; everything else stays as it was. Raises KnownError E-FORM-BROKEN."""
    if kind is FormKind.EXCEL:
        from qcy_desktop.exchange.office_forms_excel import fill_excel

        return fill_excel(body, contents)
    from qcy_desktop.exchange.office_forms_word import fill_word

    return fill_word(body, contents)


def broken(what: str) -> KnownError:
    """A file that is no form of its kind."""
    return KnownError(
        "E-FORM-BROKEN", f"这个{what}文件打不开，可能已损坏或加了密码。", f"请用 {what} 打开后另存一份再试"
    )


def ticked(text: str, word: str) -> str | None:
    """The text with the box before `word` ticked; None when there is no such box."""
    for box in ("□", "☐", "◻", "○"):
        for gap in ("", " ", "　"):
            if f"{box}{gap}{word}" in text:
                return text.replace(f"{box}{gap}{word}", f"☑{gap}{word}", 1)
    return None
