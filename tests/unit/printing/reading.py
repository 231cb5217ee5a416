"""Reads papers back the way a reader would: text with pypdf, and the values that were drawn."""

from __future__ import annotations

import io

import pypdf


def document(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page without line ends: a break set by the paper is not part of what was put in."""
    return [page.extract_text().replace("\n", "") for page in document(pdf).pages]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))
