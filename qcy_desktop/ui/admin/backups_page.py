"""Backups: how old, which there are, one more now, the second place, and putting one back with what that costs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.records import BackupFile
from qcy_desktop.ui.admin.archive_dialog import ArchiveDialog
from qcy_desktop.ui.admin.desk import Backups, Loss
from qcy_desktop.ui.admin.section import Question, Room, Section
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.widgets.lines import Lines

HEADS = ("时间", "缘由", "大小", "操作记录", "文件")
REASONS = {
    "daily": "每日",
    "manual": "手动",
    "upgrade": "升级前",
    "restore": "恢复前",
    "pack": "装政策包前",
    "move": "搬家",
    "archive": "归档前",
}


class BackupsPage(Section):
    """`closing` when a restore has been asked for and the window has to go first."""

    name = "备份与恢复"
    rights = (Right.BACKUP,)
    closing = Signal()

    def __init__(self, room: Room) -> None:
        hint = tr(
            "每天关闭程序时自动备份一份并核对。近两天的都留；两周内每天、两个月内每周、两年内每月各留一份；升级、恢复、装政策包之前的留三十天。"
        )
        super().__init__(room, hint)
        self.held = Backups((), "")
        self.age = label("", "title")
        self.lacking = label("", "bad", wrap=True)
        self.second = ElidedLabel("", "muted")
        self.choose = button(tr("选第二备份位置"), self._choose, "quiet")
        self.drop = button(tr("不再使用"), lambda: self._set_second(""), "quiet")
        self.column.addWidget(self.age)
        self.column.addWidget(self.lacking)
        places = row(self.second, self.choose, self.drop)
        places.setStretch(0, 1)
        self.column.addLayout(places)
        self.table = Lines(self.skin, tr("备份"), HEADS, 4)
        self.table.moved.connect(lambda _place: self._allow())
        self.table.picked.connect(self.look)
        self.column.addWidget(self.table, 1)
        self.now = button(tr("立即备份"), lambda: self.do(self.desk.back_up), "primary")
        self.restore = button(tr("恢复到这一份…"), self.look)
        self.carry = button(tr("打包搬到新电脑…"), self._carry)
        self.years = button(tr("归档往年…"), self.open_archives)
        self.column.addLayout(row(self.now, 1, self.years, self.carry, self.restore))

    def refresh(self) -> None:
        self.room.jobs.store(self.desk.backups, self._show)

    def _show(self, held: Backups) -> None:
        self.held = held
        self.age.setText(held.closed or held.age)
        self.lacking.setText(held.lacking)
        self.lacking.setVisible(bool(held.lacking))
        second = (
            tr("第二备份位置：{f}").format(f=held.second)
            if held.second
            else tr("还没有第二备份位置（U 盘或共享文件夹）")
        )
        self.second.setText(second)
        self.drop.setVisible(bool(held.second))
        self.table.show_lines([_line(one) for one in held.files])
        self._allow()

    def _allow(self) -> None:
        seat, held = self.desk.seat, self.held
        self.now.setEnabled(not held.closed)
        self.now.setToolTip(held.closed)
        why = held.closed or seat.why_not(Right.RESTORE)
        self.restore.setEnabled(not why and self.table.place() >= 0)
        self.restore.setToolTip(why or tr("先看会丢失什么，再决定"))
        self.carry.setEnabled(not why)
        self.carry.setToolTip(why or tr("数据库、归档、政策包和设置装进一个文件；在新电脑上用 qcy db carry-in 放好"))
        shut = held.closed or seat.why_not(Right.ARCHIVE)
        self.years.setEnabled(not shut)
        self.years.setToolTip(shut or tr("往年办结的内容移到单独的文件，或者取回"))
        office = seat.why_not(Right.OFFICE)
        for one in (self.choose, self.drop):
            one.setEnabled(not office and not held.closed)
            one.setToolTip(office)

    def look(self) -> None:
        """What restoring the chosen backup would lose; then ask."""
        place = self.table.place()
        if self.restore.isEnabled() and 0 <= place < len(self.held.files):
            name = self.held.files[place].name
            self.room.jobs.store(lambda: self.desk.loss(name), lambda loss: self._ask(name, loss))

    def _ask(self, name: str, loss: Loss) -> None:
        dialog = RestoreQuestion(self.room, name, loss)

        def sure() -> None:
            self.room.jobs.store(lambda: self.desk.ask_restore(name), lambda _none: self.closing.emit())

        dialog.accepted.connect(sure)
        dialog.open()

    def open_archives(self) -> ArchiveDialog:
        """Closed years, to be moved into files of their own and brought back."""
        dialog = ArchiveDialog(self.room, self)
        dialog.fetch()
        dialog.open()
        dialog.table.setFocus()
        return dialog

    def _carry(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self.room.window, tr("打包搬到新电脑"), tr("搬家.qcymove"), tr("搬家文件 (*.qcymove)")
        )
        if name:
            self.carry_to(Path(name))

    def carry_to(self, file: Path) -> None:
        """Everything into one file."""
        self.do(lambda: self.desk.carry_out(file))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.room.window, tr("第二备份位置"), self.held.second)
        if folder:
            self._set_second(folder)

    def _set_second(self, folder: str) -> None:
        self.do(lambda: self.desk.set_second(folder), tr("第二备份位置已更改") if folder else tr("不再写第二份备份"))


def _line(one: BackupFile) -> tuple[str, ...]:
    size = f"{one.size / (1 << 20):.1f} MB"
    when = f"{one.made_at.astimezone():%Y-%m-%d %H:%M:%S}"
    return when, tr(REASONS.get(one.reason, one.reason)), size, tr("{n} 条").format(n=one.audit_count), one.name


class RestoreQuestion(Question):
    """Says what will be lost and lets it be done only by somebody who has ticked that it was read."""

    def __init__(self, room: Room, name: str, loss: Loss) -> None:
        super().__init__(room, tr("恢复到 {n}").format(n=name), loss.sentence, tr("关闭窗口并恢复"))
        self.resize(room.skin.dp(680), self.sizeHint().height())
        self.yes.setEnabled(False)
        if loss.acts:
            self.more.addWidget(label(tr("会丢失的操作，最近的在前："), "muted"))
            table = Lines(room.skin, tr("会丢失的操作"), ("时间", "人员", "操作", "对象"), 3)
            table.setMinimumHeight(room.skin.dp(220))
            table.show_lines(loss.acts)
            self.more.addWidget(table)
        self.read = QCheckBox(tr("我看过了，要恢复到这一份"))
        self.read.setAccessibleName(self.read.text())
        self.read.toggled.connect(self.yes.setEnabled)
        self.more.addWidget(self.read)
        words = tr("窗口先关闭，恢复并检查后自动重新打开；现在的数据库会留作副本，还可以再换回来。")
        self.more.addWidget(label(words, "hint", wrap=True))
