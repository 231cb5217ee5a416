"""What this person has done and can take back, newest first; taking back a taking-back does it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.people.gate import Undoable, UndoDesk
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.lines import Lines

HEADS = ("时间", "可以撤销的")


class UndoPage(QDialog):
    """`taken_back` carries the records (kind, id) that changed."""

    taken_back = Signal(object)

    def __init__(self, parent: QWidget, skin: Skin, desk: UndoDesk, jobs: Jobs) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self.acts: tuple[Undoable, ...] = ()
        self.setWindowTitle(tr("撤销办过的一步"))
        skin.size_window(self, 680, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[skin.dp(20)] * 4)
        column.setSpacing(skin.dp(10))
        words = tr("只列您自己办的。撤销也是一步，记录里两步都在；撤错了可以再“重做”。别人在此之后改过的不能撤销。")
        column.addWidget(label(words, "hint", wrap=True))
        self.table = Lines(skin, tr("可以撤销的"), HEADS, 1)
        self.table.picked.connect(self.take_back)
        self.go = button(tr("撤销这一步"), self.take_back, "primary")
        column.addWidget(self.table, 1)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        column.addLayout(row(1, button(tr("关闭"), self.reject), self.go))

    def fetch(self) -> None:
        """List them anew."""
        self._jobs.store(self._desk.undoable, self._show)

    def take_back(self) -> None:
        """The chosen one."""
        place = self.table.place()
        if not 0 <= place < len(self.acts):
            return
        link = self.acts[place][0]

        def tried() -> object:
            try:
                return self._desk.take_back(link)
            except KnownError as fault:
                return fault

        self._jobs.store(tried, self._told)

    def _told(self, answer: object) -> None:
        fault = answer if isinstance(answer, KnownError) else None
        self.fault.setText(f"{fault.sentence}{fault.cure}" if fault is not None else "")
        self.fault.setVisible(fault is not None)
        if fault is None:
            self.taken_back.emit(answer)
        self.fetch()

    def _show(self, acts: tuple[Undoable, ...]) -> None:
        self.acts = acts
        self.table.show_lines([(f"{at:%Y-%m-%d %H:%M:%S}", name) for _link, name, at in acts])
        self.go.setEnabled(bool(acts))
