"""What a scanned code of a paper says: which case and paper, whether it is ours, and how the case replays."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from qcy_desktop.services.casepapers import Checked
from qcy_desktop.services.paperkinds import WORDS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.pill import Pill
from qcy_desktop.ui.words import moment


class CheckedDialog(QDialog):
    """`opened` asks for the case."""

    opened = Signal(int)

    def __init__(self, parent: QWidget, skin: Skin, checked: Checked) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("核对文书"))
        self.setMinimumWidth(skin.dp(520))
        self._checked = checked
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(20), skin.dp(16), skin.dp(20), skin.dp(16))
        column.setSpacing(skin.dp(10))
        said = (tr("✓ 文书是真的"), "good") if checked.genuine else (tr("✗ 与本机档案不符"), "bad")
        pill = Pill(skin)
        pill.show_word(*said)
        column.addLayout(row(pill, 1))
        view, paper = checked.view, checked.paper
        lines = (
            f"{tr(WORDS.get(paper.kind, paper.kind))}　{paper.number}",
            tr("{d} 出具，补打 {n} 次").format(d=moment(paper.made_at), n=paper.copies - 1),
            f"{view.kept.inputs.name}　{view.result.title}",
            tr("受理编号 {n}　现在：{s}").format(n=view.row.number, s=view.dossier.stage),
        )
        column.addWidget(label("\n".join(lines), wrap=True))
        column.addWidget(label(checked.sentence, "good" if checked.genuine else "bad", wrap=True))
        self.open_button = button(tr("打开办件　回车"), self._open, "primary")
        column.addLayout(row(1, button(tr("关闭"), self.reject), self.open_button))
        self.open_button.setFocus()

    def _open(self) -> None:
        self.accept()
        self.opened.emit(self._checked.view.id)
