"""The button beside the search box: ways of looking at the queues by name, one more kept, one thrown away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.casequeues import Wish
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.desk import OfficerDesk
from qcy_desktop.ui.officer.queue_page import QueuePage
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit

LONGEST_SHOWN = 24


class SavedFilters(QPushButton):
    """Asks the store each time it is opened, so that what other desks keep is there. `said` is a passing sentence."""

    said = Signal(str)

    def __init__(self, skin: Skin, parts: tuple[OfficerDesk, Jobs], queues: QueuePage) -> None:
        super().__init__(tr("常用筛选 ▾"))
        self._skin, (self._desk, self._jobs), self._queues = skin, parts, queues
        self.setProperty("skip", True)
        self.setAccessibleName(tr("常用筛选"))
        self.setToolTip(tr("把现在的队列、字词、措施、排序存成一个名称，全单位共用　Ctrl+J"))
        self.menu_ = QMenu(self)
        self.menu_.setToolTipsVisible(True)
        self.dialog: NameDialog | None = None
        self.clicked.connect(lambda _checked=False: self.open())

    def open(self) -> None:
        """Fetch what is kept, then drop the menu."""
        attempt(self._jobs, self._desk.saved_wishes, self._drop, self._refuse)

    def fill(self, saved: Mapping[str, Wish]) -> None:
        """The menu for what is kept."""
        menu = self.menu_
        menu.clear()
        for name, wish in saved.items():
            one = menu.addAction(_short(name))
            one.setToolTip("　".join(part for part in (name, tr(wish.queue), wish.words, tr(wish.order)) if part))
            one.triggered.connect(lambda _checked=False, wish=wish: self._queues.show_wish(wish))
        if not saved:
            menu.addAction(tr("还没有存过")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("保存现在的筛选…")).triggered.connect(lambda _checked=False: self.ask_name(tuple(saved)))
        gone = menu.addMenu(tr("删除"))
        gone.setEnabled(bool(saved))
        for name in saved:
            gone.addAction(_short(name)).triggered.connect(lambda _checked=False, name=name: self.remove(name))

    def ask_name(self, taken: tuple[str, ...] = ()) -> NameDialog:
        """Ask what the present way of looking shall be called."""
        wish = self._queues.wish()
        dialog = self.dialog = NameDialog(self.window(), self._skin, taken)
        words = (tr(wish.queue), self._queues.measure.currentText() if wish.measure else "", wish.words)
        dialog.name.setText(" ".join(word for word in words if word)[:40])
        dialog.name.selectAll()
        dialog.wanted = lambda name: self._save(dialog, name, wish)
        dialog.open()
        return dialog

    def remove(self, name: str) -> None:
        """Throw one away."""
        told = tr("已删除常用筛选“{n}”，按 Ctrl+Shift+Y 可以撤销。").format(n=name)
        attempt(self._jobs, lambda: self._desk.remove_wish(name), lambda _rest: self.said.emit(told), self._refuse)

    def _save(self, dialog: NameDialog, name: str, wish: Wish) -> None:
        def kept(_all: object) -> None:
            dialog.accept()
            self.said.emit(tr("已存为常用筛选“{n}”，全单位可用。").format(n=name.strip()))

        attempt(self._jobs, lambda: self._desk.save_wish(name, wish), kept, dialog.refuse)

    def _drop(self, saved: Mapping[str, Wish]) -> None:
        self.fill(saved)
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _refuse(self, fault: KnownError) -> None:
        self.said.emit(f"{fault.sentence}{fault.cure}")


class NameDialog(QDialog):
    """One name; a refusal is said below it. A name that is taken says so before it is written over."""

    def __init__(self, parent: QWidget, skin: Skin, taken: tuple[str, ...]) -> None:
        super().__init__(parent)
        self._taken = taken
        self.wanted: Callable[[str], None] = lambda _name: None
        self.setWindowTitle(tr("保存筛选"))
        self.setMinimumWidth(skin.dp(420))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[skin.dp(20)] * 4)
        column.setSpacing(skin.dp(10))
        column.addWidget(label(tr("给现在的队列、字词、措施和排序起个名称："), wrap=True))
        self.name = FieldEdit(tr("名称"), moves=False)
        self.name.textChanged.connect(self._look)
        self.name.entered.connect(lambda: self.wanted(self.name.text()))
        column.addWidget(self.name)
        self.told = label("", "bad", wrap=True)
        self.told.hide()
        column.addWidget(self.told)
        self.go = button(tr("保存"), lambda: self.wanted(self.name.text()), "primary")
        no = button(tr("取消"), self.reject)
        for one in (self.go, no):
            one.setAutoDefault(False)
        column.addLayout(row(1, no, self.go))
        self.name.setFocus()

    def refuse(self, fault: KnownError) -> None:
        """What stands in the way."""
        self._tell(f"{fault.sentence}{fault.cure}")

    def _look(self, text: str) -> None:
        self._tell(tr("已经有这个名称，保存会替换它。") if text.strip() in self._taken else "")

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))


def _short(name: str) -> str:
    # An ampersand would be read as a key.
    name = name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1]}…"
    return name.replace("&", "&&")
