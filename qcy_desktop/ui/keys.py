"""The shortcut page: every act with its key, another key by striking it, clashes shown, printed, put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from qcy_desktop.ui.actions import Actions, Spec, spoken_keys
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit

Keys = Mapping[str, tuple[str, ...]]
KeyLines = tuple[tuple[str, str, str], ...]
"""Group, keys and name of every act, for paper."""

MODIFIERS = frozenset((Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr))
# What a field needs for itself while somebody writes in it.
OF_FIELDS = frozenset(("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Left", "Ctrl+Right", "Ctrl+Backspace"))
OF_SYSTEM = frozenset(("Alt+F4", "Alt+Tab", "Alt+Space", "Ctrl+Esc", "Ctrl+Shift+Esc", "Ctrl+Alt+Del"))
ID = Qt.ItemDataRole.UserRole


class KeyCatch(FieldEdit):
    """Shows the combination that is struck in it; `struck` gives it as text."""

    struck = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("新的按键"), moves=False)
        self.setReadOnly(True)
        self.setPlaceholderText(tr("在这里按下新的按键"))

    def event(self, event: QEvent) -> bool:
        """Shortcuts of the window do nothing while a key is asked for."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in MODIFIERS:
            return
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().keyPressEvent(event)
            return
        event.accept()
        text = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        self.struck.emit(text)


class KeysPage(QDialog):
    """All acts by group. `changed` gives the keys that differ from the table whenever one was changed."""

    changed = Signal(object)

    def __init__(
        self, parent: QWidget, skin: Skin, actions: Actions, print_lines: Callable[[KeyLines], object]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("快捷键一览"))
        skin.size_window(self, 760, 600)
        self._actions, self._print = actions, print_lines
        self.list = self._tree(skin)
        self.catch = KeyCatch()
        self.said = label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(skin.dp(16), skin.dp(14), skin.dp(16), skin.dp(14))
        column.setSpacing(skin.dp(10))
        column.addWidget(self.list, 1)
        self.none = button(tr("不用按键"), lambda: self.give(""))
        self.usual = button(tr("恢复原来的"), self.put_back)
        column.addLayout(row(self.catch, self.none, self.usual))
        column.addWidget(self.said)
        hint = tr("任何页面：回车到下一栏，Esc 关闭窗口但不丢已填内容，Tab 依次走过所有控件。这三个键不能改。")
        column.addWidget(label(hint, "hint", wrap=True))
        column.addLayout(
            row(
                button(tr("打印一览表"), lambda: self._print(self.lines())),
                button(tr("全部恢复"), self.put_all_back),
                1,
                button(tr("关闭"), self.accept, "primary"),
            )
        )
        self.catch.struck.connect(self.give)
        self.list.currentItemChanged.connect(lambda now, _old: self._tell(now))
        self.list.itemActivated.connect(lambda _item, _column: self.catch.setFocus())
        self._fill()
        self.list.setFocus()

    def choose(self, id: str) -> None:
        """Stand on one act."""
        for item in self._items():
            if item.data(0, ID) == id:
                self.list.setCurrentItem(item)

    def give(self, text: str) -> None:
        """Another key for the chosen act, or none. A key that may not be had is said and changes nothing."""
        spec = self._chosen()
        if spec is None:
            return
        why = self.refusal(spec, text) if text else ""
        self.catch.setText(spoken_keys(text))
        if why:
            self._say(why, "bad")
            return
        self._take({**self._actions.keys(), spec.id: (text,) if text else ()})
        self._say(
            tr("“{name}”现在是 {keys}").format(name=tr(spec.name), keys=spoken_keys(text) or tr("没有按键")), "good"
        )

    def put_back(self) -> None:
        """The chosen act gets the keys of the program, unless another has them now."""
        spec = self._chosen()
        if spec is None:
            return
        why = next((said for key in spec.keys if (said := self.refusal(spec, key))), "")
        if why:
            self._say(why, "bad")
            return
        self._take({**self._actions.keys(), spec.id: spec.keys})
        self._say(tr("已恢复“{name}”原来的按键").format(name=tr(spec.name)), "good")

    def put_all_back(self) -> None:
        """Every act gets the keys of the program."""
        self._take({spec.id: spec.keys for spec in self._actions.specs()})
        self._say(tr("全部恢复成程序原来的按键"), "good")

    def refusal(self, spec: Spec, text: str) -> str:
        """Why that act cannot have that key; empty when it can."""
        for id, keys in self._actions.keys().items():
            if id != spec.id and text in keys:
                other = next(s for s in self._actions.specs() if s.id == id)
                return tr("{keys} 已是“{name}”的按键。先给它换一个，再来用。").format(
                    keys=spoken_keys(text), name=tr(other.name)
                )
        if text in OF_SYSTEM or "Meta+" in text:
            return tr("{keys} 是系统的按键，按了到不了本程序，请换一个。").format(keys=spoken_keys(text))
        if text in OF_FIELDS:
            return tr("{keys} 在输入栏里另有用处，请换一个。").format(keys=spoken_keys(text))
        bare = not any(part in text for part in ("Ctrl+", "Alt+"))
        if bare and not _is_function_key(text):
            return tr("请用 F1 到 F12，或同时按住 Ctrl、Alt 的按键；单个字母、数字和回车是用来填写的。")
        return ""

    def lines(self) -> KeyLines:
        """What goes on paper: acts with a key."""
        keys = self._actions.keys()
        return tuple(
            (tr(spec.group), "、".join(spoken_keys(k) for k in keys[spec.id]), tr(spec.name) + _aside(spec))
            for spec in self._actions.specs()
            if keys[spec.id]
        )

    def _tree(self, skin: Skin) -> QTreeWidget:
        made = QTreeWidget()
        made.setAccessibleName(tr("操作与按键"))
        made.setColumnCount(3)
        made.setHeaderLabels([tr("操作"), tr("按键"), tr("说明")])
        made.setRootIsDecorated(False)
        made.setIndentation(skin.dp(14))
        made.setUniformRowHeights(True)
        head = made.header()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.resizeSection(0, skin.dp(220))
        head.resizeSection(1, skin.dp(150))
        return made

    def _fill(self) -> None:
        chosen, keys = self._chosen(), self._actions.keys()
        self.list.blockSignals(True)
        self.list.clear()
        for group in dict.fromkeys(spec.group for spec in self._actions.specs()):
            top = QTreeWidgetItem([tr(group)])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.list.addTopLevelItem(top)
            for spec in self._actions.specs():
                if spec.group == group:
                    top.addChild(self._item(spec, keys[spec.id]))
        self.list.expandAll()
        self.list.blockSignals(False)
        self.choose(chosen.id if chosen else self._actions.specs()[0].id)

    def _item(self, spec: Spec, keys: tuple[str, ...]) -> QTreeWidgetItem:
        own = "" if keys == spec.keys else tr("（已改）")
        shown = "、".join(spoken_keys(k) for k in keys[:1]) or tr("无")
        item = QTreeWidgetItem([tr(spec.name), shown + own, tr(spec.help)])
        item.setData(0, ID, spec.id)
        item.setToolTip(2, tr(spec.help))
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.list.topLevelItem(i) for i in range(self.list.topLevelItemCount())]
        return [top.child(i) for top in tops if top is not None for i in range(top.childCount())]

    def _chosen(self) -> Spec | None:
        chosen = self.list.selectedItems()
        id = chosen[0].data(0, ID) if chosen else None
        return next((spec for spec in self._actions.specs() if spec.id == id), None)

    def _take(self, keys: Keys) -> None:
        self._actions.give_keys(keys)
        self._fill()
        self.changed.emit({s.id: keys[s.id] for s in self._actions.specs() if keys[s.id] != s.keys})

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        able = item is not None and item.data(0, ID) is not None
        for part in (self.catch, self.none, self.usual):
            part.setEnabled(able)
        self.catch.clear()
        self._say(tr("选中一项，回车，再按下新的按键。"), "muted")

    def _say(self, text: str, role: str) -> None:
        self.said.setText(text)
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)


def _is_function_key(text: str) -> bool:
    last = text.rsplit("+", 1)[-1]
    return last.startswith("F") and last[1:].isdigit()


def _aside(spec: Spec) -> str:
    return f"：{tr(spec.help)}" if spec.help else ""
