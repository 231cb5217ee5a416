"""The record of acts: who did what and when, searched, looked into, written out without personal data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.acts import act_words, kind_words
from qcy_desktop.domain.records import AuditRow
from qcy_desktop.ui.admin.desk import Sought
from qcy_desktop.ui.admin.section import Room, Section
from qcy_desktop.ui.forms.ask import FieldError, read_day
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import Choice, FieldEdit
from qcy_desktop.ui.widgets.lines import Lines

ACT_WIDTH, DAY_WIDTH = 150, 128  # an act; a day and the word before it, in pixels of the design
HEADS = ("序号", "时间", "人员", "操作", "对象")


class ActsPage(Section):
    """The newest acts first; what was personal stays covered."""

    name = "操作记录"
    rights = (Right.READ_AUDIT,)

    def __init__(self, room: Room) -> None:
        super().__init__(room, tr("谁、什么时候、办了什么、改前改后。只增不改，前后相扣；个人信息只留校验值。"))
        self.rows: tuple[AuditRow, ...] = ()
        self.who, self.record = FieldEdit(tr("人员"), moves=False), FieldEdit(tr("对象编号"), moves=False)
        self.act = Choice(tr("操作"))
        self.act.addItem(tr("全部操作"), "")
        for code, words in room.desk.act_words().items():
            self.act.addItem(tr(words), code)
        self.since, self.until = FieldEdit(tr("从"), moves=False), FieldEdit(tr("到"), moves=False)
        for field, hint in (
            (self.who, tr("人员")),
            (self.record, tr("对象编号")),
            (self.since, tr("从 2026-11-01")),
            (self.until, tr("到 2026-11-30")),
        ):
            field.setPlaceholderText(hint)
            field.entered.connect(self.refresh)
        self.act.setMaximumWidth(self.skin.dp(ACT_WIDTH))
        for field in (self.since, self.until):
            field.setMinimumWidth(self.skin.dp(DAY_WIDTH))
        self.act.currentIndexChanged.connect(lambda _place: self.refresh())
        self.fault = label("", "bad")
        self.fault.hide()
        self.column.addLayout(
            row(self.who, self.act, self.record, self.since, self.until, button(tr("查找"), self.refresh, "primary"))
        )
        self.column.addWidget(self.fault)
        self.table = Lines(self.skin, tr("操作记录"), HEADS, 4)
        self.table.moved.connect(self._explain)
        self.column.addWidget(self.table, 3)
        self.detail = QPlainTextEdit()
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName(tr("这一步的内容"))
        self.column.addWidget(self.detail, 2)
        self.count = label("", "muted")
        self.column.addLayout(row(self.count, 1, button(tr("导出…"), self._ask_where)))

    def refresh(self) -> None:
        sought = self.sought()
        if sought is not None:
            self.room.jobs.store(lambda: self.desk.acts(sought), self._show)

    def sought(self) -> Sought | None:
        """What is looked for; None while a day cannot be read."""
        self.fault.hide()
        try:
            days = [
                read_day("", text) if text else None for text in (self.since.text().strip(), self.until.text().strip())
            ]
        except FieldError as wrong:
            self.fault.setText(str(wrong))
            self.fault.show()
            return None
        return Sought(self.who.text(), str(self.act.currentData() or ""), self.record.text(), days[0], days[1])

    def export_to(self, file: Path) -> None:
        """Write out everything that answers, as a workbook or as CSV."""
        sought = self.sought()
        if sought is not None:
            self.do(
                lambda: tr("已导出 {n} 条").format(n=self.desk.export_acts(sought, file)),
            )

    def _show(self, rows: tuple[AuditRow, ...]) -> None:
        self.rows = rows
        self.table.show_lines([_line(one) for one in rows])
        self.count.setText(tr("{n} 条，最近的在前").format(n=len(rows)))
        self._explain(self.table.place())

    def _explain(self, place: int) -> None:
        one = self.rows[place] if 0 <= place < len(self.rows) else None
        self.detail.setPlainText("")
        if one is not None:
            self.room.jobs.store(lambda: self.desk.changes(one), lambda lines: self._write(one, lines))

    def _write(self, one: AuditRow, lines: tuple[tuple[str, str, str], ...]) -> None:
        """Every field that changed, before and after; an answer that comes late is dropped."""
        place = self.table.place()
        if not 0 <= place < len(self.rows) or self.rows[place] is not one:
            return
        told = [f"{name}：{before} → {after}" if before else f"{name}：{after}" for name, before, after in lines]
        packs = [tr("政策集版本：{p}").format(p=one.packs)] if one.packs else []
        self.detail.setPlainText("\n".join([*told, *packs, tr("校验值：{d}").format(d=one.digest)]))

    def _ask_where(self) -> None:
        kinds = tr("工作簿 (*.xlsx);;CSV 文件 (*.csv)")
        name, _kind = QFileDialog.getSaveFileName(self.room.window, tr("导出操作记录"), tr("操作记录.xlsx"), kinds)
        if name:
            self.export_to(Path(name))


def _line(one: AuditRow) -> tuple[str, ...]:
    at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
    # Whoever logs in acts for nobody yet; the account says who it was.
    who = one.who or (one.record if one.act.startswith(("login", "password")) else tr("系统"))
    return str(one.id), at, who, act_words(one.act), f"{kind_words(one.kind)} {one.record}"
