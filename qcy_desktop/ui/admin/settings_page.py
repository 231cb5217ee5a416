"""This machine: look, idle lock, practice, encryption; its settings carried to other desks, or put back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QWidget

from qcy_desktop.domain.accounts import Right
from qcy_desktop.ui.admin.desk import Machine
from qcy_desktop.ui.admin.section import Room, Section, ask
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import Choice

THEMES = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"), ("contrast", "高对比度"))
IDLE = (0, 3, 5, 10, 15, 20, 30, 60)
SCALES = tuple(range(80, 201, 10))


class SettingsPage(Section):
    """`wanted` carries theme and scale, which count at once; the rest is an administrator's."""

    name = "本机设置"
    wanted = Signal(str, int)

    def __init__(self, room: Room) -> None:
        super().__init__(room, "")
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(self.skin.dp(12))
        grid.setVerticalSpacing(self.skin.dp(5))
        grid.setColumnStretch(2, 1)
        self.theme, self.scale = Choice(tr("外观")), Choice(tr("界面大小"))
        for id, name in THEMES:
            self.theme.addItem(tr(name), id)
        for size in SCALES:
            self.scale.addItem(f"{size}%", size)
        self.idle = Choice(tr("无人操作几分钟后锁定"))
        self._offer(*IDLE)
        self.practice = QCheckBox(tr("下次打开进入练习模式"))
        self.practice.setAccessibleName(self.practice.text())
        self._add(tr("外观"), self.theme, tr("立即生效，也可用命令或 Ctrl++、Ctrl+- 调整"))
        self._add(tr("界面大小"), self.scale, "")
        self._add(tr("闲置锁定"), self.idle, tr("启用账号后有效；锁定时盖住内容，已填的都在"))
        self._add(tr("练习"), self.practice, tr("数据另放，打印带“样张”"))
        self.encrypted = label("")
        self._add(
            tr("数据加密"), self.encrypted, tr("在终端用 qcy db encrypt 开启或换口令，须先关闭窗口；口令丢失无法找回")
        )
        self.column.addLayout(grid)
        self.save = button(tr("保存"), self._save, "primary")
        self.column.addLayout(row(self.save, 1))
        self.column.addSpacing(self.skin.dp(4))
        self.column.addWidget(label(tr("几台机用一样的设置"), "title"))
        words = tr(
            "导出的文件里有外观、闲置锁定、字体、大厅地址（不带密码）、第二备份位置和快捷键；窗口号等只属于一台机的不在内。"
        )
        self.column.addWidget(label(words, "hint", wrap=True))
        self.give = button(tr("导出设置…"), self._export)
        self.take = button(tr("导入设置…"), self._import)
        self.reset = button(tr("恢复默认设置…"), self._reset)
        self.column.addLayout(row(self.give, self.take, 1, self.reset))
        self.column.addStretch(1)
        self.theme.activated.connect(lambda _place: self._wear())
        self.scale.activated.connect(lambda _place: self._wear())

    def refresh(self) -> None:
        look = self.skin.look
        self.theme.setCurrentIndex(max(0, self.theme.findData(look.theme)))
        self.scale.setCurrentIndex(max(0, self.scale.findData(round(look.scale, -1))))
        why = self.desk.seat.why_not(Right.OFFICE)
        for one in (self.idle, self.practice, self.save, self.take, self.reset):
            one.setEnabled(not why)
            one.setToolTip(why)
        self.room.jobs.store(self.desk.machine, self._show)

    def export_to(self, file: Path) -> None:
        """Write the profile."""
        self.do(lambda: self.desk.export_settings(file), tr("设置已导出到 {f}").format(f=file.name))

    def import_from(self, file: Path) -> None:
        """Take a profile over; how the window looks follows at once."""
        self.do(lambda: self.desk.import_settings(file), tr("设置已导入；大厅地址等在下次打开时生效"), self._worn)

    def _add(self, name: str, field: QWidget, hint: str) -> None:
        place = self._grid.rowCount()
        named = label(name)
        self._grid.addWidget(named, place, 0)
        self._grid.addWidget(field, place, 1)
        self._grid.addWidget(label(hint, "hint", wrap=True), place, 2)

    def _show(self, machine: Machine) -> None:
        if self.idle.findData(machine.idle_minutes) < 0:
            self._offer(machine.idle_minutes)
        self.idle.setCurrentIndex(self.idle.findData(machine.idle_minutes))
        self.practice.setChecked(machine.practice)
        self.encrypted.setText(machine.encrypted)

    def _offer(self, *minutes: int) -> None:
        for count in minutes:
            self.idle.addItem(tr("{n} 分钟").format(n=count) if count else tr("不锁定"), count)

    def _wear(self) -> None:
        self.wanted.emit(str(self.theme.currentData()), int(self.scale.currentData()))

    def _worn(self) -> None:
        """Settings came from elsewhere: put on how they look, then show them."""
        theme, scale = self.desk.look()
        self.wanted.emit(theme, scale)
        self.refresh()

    def _save(self) -> None:
        machine = Machine(int(self.idle.currentData()), self.practice.isChecked())
        self.do(lambda: self.desk.save_machine(machine), tr("已保存"))

    def _export(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self.room.window, tr("导出设置"), tr("本单位设置.json"), tr("设置文件 (*.json)")
        )
        if name:
            self.export_to(Path(name))

    def _import(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self.room.window, tr("导入设置"), "", tr("设置文件 (*.json)"))
        if name:
            self.import_from(Path(name))

    def _reset(self) -> None:
        sentence = tr(
            "外观、闲置锁定、字体、快捷键等回到刚装好时的样子；数据和大厅地址不动。现在的设置另存一份，随时可以找回。"
        )
        ask(self.room, tr("恢复默认设置"), sentence, tr("恢复默认"), self._reset_now)

    def _reset_now(self) -> None:
        def work() -> str:
            return tr("已恢复默认；原来的设置在 {f}").format(f=self.desk.reset_settings() or tr("（原来没有设置文件）"))

        self.do(work, then=self._worn)
