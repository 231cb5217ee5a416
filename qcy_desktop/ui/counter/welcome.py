"""What stands in the middle before anyone is at the counter: unfinished work and those who came last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qcy_desktop.ui.desk import DraftRow, FoundRow
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, empty_layout, label, rule_line
from qcy_desktop.ui.widgets.elided import ElidedLabel
from qcy_desktop.ui.words import moment

MOST_RECENT = 20


class Welcome(QScrollArea):
    """Drafts to go on with or throw away; pinned and recent enterprises to open; keys to begin with."""

    draft_opened = Signal(object)
    draft_dropped = Signal(object)
    stored_opened = Signal(int)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self._keys: tuple[str, ...] = ("", "", "", "")
        self._shown: tuple[Sequence[DraftRow], Sequence[FoundRow], Sequence[FoundRow]] = ((), (), ())
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("plain")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(skin.dp(24), skin.dp(20), skin.dp(24), skin.dp(20))
        self._column.setSpacing(skin.dp(6))
        self.setWidget(inner)
        self.show_lists((), (), ())

    def show_lists(self, drafts: Sequence[DraftRow], pinned: Sequence[FoundRow], recent: Sequence[FoundRow]) -> None:
        """Write the lists anew; who is pinned does not stand among the recent ones again."""
        self._shown = drafts, pinned, recent
        kept = {found.id for found in pinned}
        recent = [found for found in recent if found.id not in kept]
        empty_layout(self._column)
        if drafts:
            self._column.addWidget(label(tr("上次没有做完的"), "title"))
            for draft in drafts[:8]:
                self._add_draft(draft)
            self._column.addSpacing(self._skin.dp(16))
        if pinned:
            self._column.addWidget(label(tr("钉住的"), "title"))
            for found in pinned[:12]:
                self._add_recent(found)
            self._column.addSpacing(self._skin.dp(16))
        if recent:
            self._column.addWidget(label(tr("最近办理"), "title"))
            for found in recent[:MOST_RECENT]:
                self._add_recent(found)
            self._column.addSpacing(self._skin.dp(16))
        self._column.addWidget(label(tr("开始"), "title"))
        texts = (
            tr("扫码，或按名称、拼音首字母、信用代码查找企业"),
            tr("新建企业，边填边出结果"),
            tr("输入几个字，找到任何操作"),
            tr("本页帮助"),
        )
        for keys, text in zip(self._keys, texts, strict=True):
            self._add_key(keys, text)
        self._column.addStretch(1)

    def say_keys(self, keys: tuple[str, ...]) -> None:
        """The keys to find, to begin anew, for any act and for help, as they are now."""
        if keys != self._keys:
            self._keys = keys
            self.show_lists(*self._shown)

    def _add_draft(self, draft: DraftRow) -> None:
        name = draft.name or tr("（未填名称）")
        go_on = button(tr("继续"), lambda: self.draft_opened.emit(draft), "primary")
        go_on.setAccessibleName(tr("继续 {name}").format(name=name))
        away = button(tr("删除草稿"), lambda: self.draft_dropped.emit(draft), "quiet")
        away.setAccessibleName(tr("删除草稿 {name}").format(name=name))
        self._add_line(name, tr("自动保存于 {t}").format(t=moment(draft.saved_at)), away, go_on)

    def _add_recent(self, found: FoundRow) -> None:
        name = found.name or tr("（未填名称）")
        opening = button(tr("打开"), lambda: self.stored_opened.emit(found.id))
        opening.setAccessibleName(tr("打开 {name}").format(name=name))
        self._add_line(name, "　".join(part for part in (found.uscc, found.area) if part), opening)

    def _add_line(self, upper: str, lower: str, *buttons: QWidget) -> None:
        line = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(ElidedLabel(upper))
        texts.addWidget(ElidedLabel(lower, "muted"))
        line.addLayout(texts, 1)
        for one in buttons:
            line.addWidget(one)
        self._column.addLayout(line)
        self._column.addWidget(rule_line())

    def _add_key(self, keys: str, text: str) -> None:
        line = QHBoxLayout()
        key = label(keys, "tag")
        key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        key.setFixedWidth(self._skin.dp(70))
        line.addWidget(key)
        line.addWidget(ElidedLabel(text), 1)
        self._column.addLayout(line)
