"""Health: the whole database and every backup looked over, the machine's figures, one text to hand to whoever helps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.admin.desk import Health
from qcy_desktop.ui.admin.section import Room, Section
from qcy_desktop.ui.dialogs import FaultDialog
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, empty_layout, label, row


class HealthPage(Section):
    """Everybody may look; nothing is changed by it."""

    name = "健康检查"

    def __init__(self, room: Room) -> None:
        super().__init__(
            room, tr("查数据页、引用、存档内容、检索、操作记录链和每份备份，不改动任何数据。数据多时要一会儿。")
        )
        self.health: Health | None = None
        self.verdict = label(tr("还没有检查"), "title", wrap=True)
        self.column.addWidget(self.verdict)
        self.inner = QWidget()
        self.inner.setObjectName("plain")
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(self.skin.dp(8))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.inner)
        self.column.addWidget(area, 1)
        self.check = button(tr("开始检查"), self.look, "primary")
        self.copy = button(tr("复制给维护人员"), self._copy)
        self.save = button(tr("存成文件"), self._save)
        for one in (self.copy, self.save):
            one.setEnabled(False)
        self.column.addLayout(row(self.check, 1, self.copy, self.save))

    def look(self) -> None:
        """Look everything over."""
        self.check.setEnabled(False)
        self.verdict.setText(tr("正在检查…"))
        self.room.jobs.store(self.desk.health, self._show)

    def refresh(self) -> None:
        self.check.setEnabled(True)

    def report(self) -> str:
        """Everything as text; no enterprise, no person."""
        if self.health is None:
            return ""
        lines = [self.verdict.text(), ""]
        lines += [f"{name}：{value}" for name, value in (*self.health.facts, *self.health.parts)]
        lines += [f"{place}：{sentence}" for place, sentence in self.health.findings]
        return "\n".join(lines) + "\n"

    def _show(self, health: Health) -> None:
        self.health = health
        self.check.setEnabled(True)
        at = f"{health.at:%Y-%m-%d %H:%M}"
        sound = tr("一切完好（{t} 检查）").format(t=at)
        bad = tr("发现 {n} 处问题（{t} 检查）").format(n=len(health.findings), t=at)
        self.verdict.setText(bad if health.findings else sound)
        for one in (self.copy, self.save):
            one.setEnabled(True)
        empty_layout(self.body)
        if health.findings:
            self.body.addWidget(label(tr("问题"), "group"))
            for place, sentence in health.findings:
                self.body.addWidget(label(f"✗ {sentence}", "bad", wrap=True))
                self.body.addWidget(label(place, "hint", wrap=True))
            cure = tr("请不要继续录入；先立即备份，再把这份报告交给维护人员，或恢复到出问题之前的一份备份。")
            self.body.addWidget(label(cure, wrap=True))
        self._pairs(tr("检查了"), tuple((name, f"✓ {much}") for name, much in health.parts))
        self._pairs(tr("情况"), health.facts)
        self.body.addStretch(1)

    def _pairs(self, title: str, pairs: tuple[tuple[str, str], ...]) -> None:
        self.body.addWidget(label(title, "group"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.skin.dp(20))
        grid.setVerticalSpacing(self.skin.dp(4))
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(pairs):
            grid.addWidget(label(name, "muted"), place, 0)
            grid.addWidget(label(value, wrap=True, selectable=True), place, 1)
        self.body.addLayout(grid)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self.said.emit(tr("已复制，可以粘贴给维护人员"))

    def _save(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self.room.window, tr("存检查报告"), tr("健康检查.txt"), tr("文本文件 (*.txt)")
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, file: Path) -> None:
        """Write the report; a place that takes nothing is told."""
        try:
            file.write_text(self.report(), "utf-8")
        except OSError:
            fault = KnownError("E-WRITE", f"文件存不进“{file}”。", "换一个文件夹，或看看磁盘是否已满。")
            FaultDialog(self.room.window, self.skin, fault).open()
            return
        self.said.emit(tr("已存到 {f}").format(f=file.name))
