"""What was done to many records at once: when, by whom, how many went which way, and what it said."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.records import BatchRecord
from qcy_desktop.ui.admin.section import Room, Section
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.lines import Lines

HEADS = ("开始", "用时", "人员", "办什么", "结果")


class BatchesPage(Section):
    """The newest first; the messages of the chosen one below."""

    name = "批量办理"
    rights = (Right.READ_AUDIT,)

    def __init__(self, room: Room) -> None:
        super().__init__(room, tr("导入、批量打印、批量办理、归档等一次办很多件的：各多少件、没办成的为什么。"))
        self.rows: tuple[BatchRecord, ...] = ()
        self.table = Lines(self.skin, tr("批量办理"), HEADS, 4)
        self.table.moved.connect(self._explain)
        self.column.addWidget(self.table, 3)
        self.detail = QPlainTextEdit()
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName(tr("这一批的说明"))
        self.column.addWidget(self.detail, 2)

    def refresh(self) -> None:
        self.room.jobs.store(self.desk.batches, self._show)

    def _show(self, rows: tuple[BatchRecord, ...]) -> None:
        self.rows = rows
        self.table.show_lines([_line(one) for one in rows])
        self._explain(self.table.place())

    def _explain(self, place: int) -> None:
        one = self.rows[place] if 0 <= place < len(self.rows) else None
        said = "" if one is None else "\n".join(one.messages) or tr("没有要说明的。")
        self.detail.setPlainText(said if self.rows else tr("还没有批量办理过。"))


def _line(one: BatchRecord) -> tuple[str, ...]:
    counts = "　".join(f"{name} {count}" for name, count in one.counts.items())
    return f"{one.started_at.astimezone():%Y-%m-%d %H:%M:%S}", _taken(one), one.who, one.kind, counts


def _taken(one: BatchRecord) -> str:
    if one.ended_at is None:
        return tr("没有办完")
    seconds = round((one.ended_at - one.started_at).total_seconds())
    return tr("{n} 秒").format(n=seconds) if seconds < 120 else tr("{n} 分钟").format(n=round(seconds / 60))
