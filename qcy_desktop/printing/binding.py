"""Binds several papers into one file, to be previewed and printed in one go; no page is changed."""

from __future__ import annotations

import io
from collections.abc import Sequence


def bound(papers: Sequence[tuple[str, bytes]]) -> bytes:
    """The papers one after the other, each with a bookmark of its name; the same papers give the same bytes."""
    # Imported late: the window opens long before the first batch.
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for name, body in papers:
        writer.append(PdfReader(io.BytesIO(body)), outline_item=name, import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
