"""Runs a batch with progress and a stop, then lists what was done and what was refused, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QProgressBar, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.desk import GoOn, Outcome
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row


class RunDialog(QDialog):
    """`finished_run` carries the outcome; the dialog stays until it is closed, so that refusals can be read."""

    finished_run = Signal(object)
    print_wanted = Signal(object)
    _stepped = Signal(int)

    def __init__(self, parent: QWidget, skin: Skin, title: str, count: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        skin.size_window(self, 680, 440)
        self._skin, self._count = skin, count
        self._stop = False
        self.outcome: Outcome | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(18), skin.dp(14), skin.dp(18), skin.dp(14))
        column.setSpacing(skin.dp(8))
        column.addWidget(label(title, "name"))
        self._said = label(tr("共 {n} 件，正在办理…").format(n=count), "muted")
        self.progress = QProgressBar()
        self.progress.setRange(0, count)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("进度"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("办理结果"))
        self.list.setWordWrap(True)
        for part in (self._said, self.progress, self.list):
            column.addWidget(part, 1 if part is self.list else 0)
        self.stop_button = button(tr("停止"), self.stop)
        self.print_button = button(tr("预览并打印"), self._print, "primary")
        self.print_button.hide()
        self.closing = button(tr("关闭"), self.accept)
        self.closing.setEnabled(False)
        column.addLayout(row(self.stop_button, 1, self.print_button, self.closing))
        self._stepped.connect(self.progress.setValue, Qt.ConnectionType.QueuedConnection)

    def run(self, jobs: Jobs, work: Callable[[GoOn], Outcome]) -> None:
        """Begin; `work` asks before each case whether to go on."""
        attempt(jobs, lambda: work(self._go_on), self._show, self._refused)

    def stop(self) -> None:
        """After the case that is being done."""
        self._stop = True
        self.stop_button.setEnabled(False)
        self._said.setText(tr("正在停止：办完手上这一件就停。"))

    def reject(self) -> None:
        """Escape while it runs stops it; afterwards it closes."""
        if self.outcome is None and self._count and self.stop_button.isEnabled():
            self.stop()
        elif self.outcome is not None or not self.stop_button.isVisible():
            super().reject()

    def _go_on(self, done: int, of: int) -> bool:
        """Asked on the worker: says how far it is; only a plain flag and a queued signal pass between the threads."""
        self._stepped.emit(done)
        return not self._stop

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        done = sum(ok for _, ok, _ in outcome.lines)
        self.progress.setValue(len(outcome.lines))
        parts = [tr("已办 {n} 件").format(n=done), tr("未办 {n} 件").format(n=len(outcome.lines) - done)]
        if outcome.stopped:
            parts.append(tr("按要求停止，还有 {n} 件没有动").format(n=self._count - len(outcome.lines)))
        self._said.setText("，".join(parts) + "。")
        for number, ok, sentence in sorted(outcome.lines, key=lambda line: line[1]):
            item = QListWidgetItem(f"{'✓' if ok else '✗'} {number}　{sentence}")
            item.setForeground(self._skin.theme.colour("good" if ok else "bad"))
            self.list.addItem(item)
        self._settle()
        self.print_button.setVisible(bool(outcome.papers))
        self.finished_run.emit(outcome)

    def _refused(self, fault: KnownError) -> None:
        self.outcome = Outcome(())
        self._said.setText(str(fault))
        self._settle()

    def _settle(self) -> None:
        self.stop_button.hide()
        self.closing.setEnabled(True)
        self.closing.setFocus()

    def _print(self) -> None:
        if self.outcome is not None:
            self.print_wanted.emit(self.outcome.papers)
