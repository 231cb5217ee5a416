"""Notes as a small page of rich text, and files as lines of a table."""

from __future__ import annotations

from html import escape

from qcy_desktop.services.notes_files import FileLine, Kept, NoteLine
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.theme import Theme
from qcy_desktop.ui.words import moment

HEADS = ("名称", "种类", "大小", "添加人", "时间", "属于")


def notes_html(kept: Kept, theme: Theme) -> str:
    """The notes, newest first, each with its day, its signature and what it belongs to."""
    tokens = theme.tokens
    if not kept.notes:
        return f'<p style="color:{tokens.muted}">{tr("还没有备注。写在下面，按 Ctrl+回车 记下。")}</p>'
    return "".join(_note(one, tokens.muted) for one in kept.notes)


def _note(note: NoteLine, muted: str) -> str:
    head = "　".join(part for part in (moment(note.at), note.who, note.of) if part)
    words = escape(note.text).replace("\n", "<br>")
    return f'<p style="margin:0 0 10px 0"><span style="color:{muted}">{escape(head)}</span><br>{words}</p>'


def file_line(file: FileLine) -> tuple[str, ...]:
    """One file under `HEADS`."""
    of = file.of or tr("企业")
    where = tr("{o}（{y} 年归档）").format(o=of, y=file.year) if file.year is not None else of
    return file.name, tr(file.kind), size_words(file.size), file.who, moment(file.at), where


def size_words(size: int) -> str:
    """Bytes as a person reads them."""
    if size < 1 << 10:
        return tr("{n} 字节").format(n=size)
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{size / (1 << 10):.0f} KB"
