"""Reads an official text from a file somebody brings along: plain text, Word or PDF, as it would be pasted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from qcy_desktop.domain.errors import KnownError, system_reason

SUFFIXES = (".txt", ".md", ".docx", ".pdf")
LARGEST = 30 << 20
"""Bytes of the largest file that is read."""

_BREAK = re.compile(r"(?<=[^。；：！？\s])\n(?=[^\s第（(一二三四五六七八九十\d])")


def read_clause_text(path: Path) -> str:
    """The text of the file, a paragraph a line. Raises KnownError E-FILE, E-TEXT-KIND, E-TEXT-NONE (a scanned PDF)."""
    readers = {".txt": _plain, ".md": _plain, ".docx": _word, ".pdf": _pdf}
    read = readers.get(path.suffix.lower())
    if read is None:
        kinds = "、".join(SUFFIXES)
        raise KnownError("E-TEXT-KIND", f"“{path.name}”不是能读出条文的文件。", f"可用 {kinds}；其他格式请复制后粘贴")
    text = read(path, _bytes(path))
    if not text.strip():
        raise KnownError(
            "E-TEXT-NONE", f"“{path.name}”里没有文字，多半是扫描件。", "请对照原件录入，或换成带文字的文件"
        )
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise KnownError("E-FILE-LARGE", f"“{path.name}”超过 {LARGEST >> 20} MB，没有打开。", "请只留有关的几页")
        return path.read_bytes()
    except OSError as fault:
        raise KnownError("E-FILE", f"读不了文件 {path}：{system_reason(fault)}", "请检查路径和权限") from None


def _plain(path: Path, body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KnownError("E-FILE", f"“{path.name}”的文字编码认不出来。", "请另存为 UTF-8 文本")


def _word(path: Path, body: bytes) -> str:
    # Imported late: needed only when somebody opens a Word file.
    from docx import Document
    from docx.table import Table

    try:
        document = Document(io.BytesIO(body))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _unreadable(path) from None
    lines: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            lines += ["　".join(_cells(row)) for row in part.rows]
        else:
            lines.append(part.text)
    return "\n".join(lines)


def _cells(row: object) -> Iterator[str]:
    """The texts of a table's row; a merged cell once."""
    seen: set[int] = set()
    for cell in row.cells:  # type: ignore[attr-defined]
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            yield cell.text.strip()


def _pdf(path: Path, body: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(io.BytesIO(body)).pages
        text = "\n".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError):
        raise _unreadable(path) from None
    # Lines of a page are no paragraphs: what goes on in the next line is joined to it.
    return _BREAK.sub("", text)


def _unreadable(path: Path) -> KnownError:
    return KnownError("E-FILE", f"“{path.name}”打不开，可能已损坏或加了密码。", "请换一份文件，或复制后粘贴")
