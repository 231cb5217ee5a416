"""The official text at the left: typed, pasted or opened; the words that carry a number of the rule are marked in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QTextEdit, QWidget

from qcy_desktop.domain.clause_numbers import TextNumber
from qcy_desktop.services.clausework import ClauseEntry
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


class ClauseText(QPlainTextEdit):
    """Plain text only; Tab leaves it, so that the keyboard is never caught. `clicked_at` tells where the caret was put."""

    moved_to = Signal(int)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self._skin = skin
        self.setObjectName("clauseText")
        self.setAccessibleName(tr("官方条文"))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(tr("把官方条文一字不差地录入或粘贴在这里，也可以打开文本、Word 或 PDF 文件"))
        self._strong: tuple[TextNumber, ...] = ()
        self._soft: tuple[TextNumber, ...] = ()
        self._unused: tuple[TextNumber, ...] = ()
        self.cursorPositionChanged.connect(self._tell_place)
        skin.changed.connect(self._paint)

    def mark(self, soft: Iterable[TextNumber], unused: Iterable[TextNumber]) -> None:
        """Mark the numbers that stand in the rule, and those that stand in none of its fields."""
        self._soft, self._unused = tuple(soft), tuple(unused)
        self._paint()

    def stress(self, numbers: Iterable[TextNumber]) -> None:
        """Bring out the words that carry one field, and let the first of them be seen."""
        self._strong = tuple(numbers)
        self._paint()
        if self._strong and not self.hasFocus():
            cursor = self.textCursor()
            cursor.setPosition(self._strong[0].start)
            self.blockSignals(True)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            self.blockSignals(False)

    def marked(self) -> tuple[str, ...]:
        """The words marked now, the stressed ones first: for screen readers and tests."""
        return tuple(dict.fromkeys(number.text for number in (*self._strong, *self._soft)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        finish = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if finish:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._strong = ()
        self._paint()

    def _tell_place(self) -> None:
        if self.hasFocus():
            self.moved_to.emit(self.textCursor().position())

    def _paint(self) -> None:
        theme = self._skin.theme
        plain = theme.tokens.name == "contrast"
        selections = [self._selection(n, theme.colour("good_soft"), theme.colour("good")) for n in self._soft]
        selections += [
            self._selection(n, theme.colour("warn_soft"), theme.colour("warn"), wavy=True) for n in self._unused
        ]
        ground = theme.colour("accent") if plain else theme.colour("accent_soft")
        ink = theme.colour("accent_text") if plain else theme.colour("accent")
        selections += [self._selection(n, ground, ink) for n in self._strong]
        self.setExtraSelections(selections)

    def _selection(
        self, number: TextNumber, ground: QColor, ink: QColor, *, wavy: bool = False
    ) -> QTextEdit.ExtraSelection:
        one = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setBackground(ground)
        form.setForeground(ink)
        form.setFontWeight(700)
        if wavy:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(ink)
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(number.start, self.document().characterCount() - 1))
        cursor.setPosition(min(number.end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        one.cursor, one.format = cursor, form  # type: ignore[attr-defined]
        return one


class TextCard(Card):
    """Text, source, article and days of force. `edited` after every keystroke; `opening` when a file is wanted."""

    edited = Signal()
    opening = Signal()

    def __init__(self, skin: Skin) -> None:
        super().__init__(skin, spacing=6)
        self.text = ClauseText(skin)
        self.text.textChanged.connect(self.edited)
        self.source = self._field(tr("官方出处"), tr("文号、页码或网址，如 西咸管发〔2023〕12号 第 2 页"))
        self.article = self._field(tr("条次"), tr("如 第二条"))
        self.start = self._field(tr("施行日"), "2023-10-09")
        self.end = self._field(tr("截止日"), tr("不写为长期"))
        self.open = button(tr("打开文件…"), self.opening.emit, "quiet", tr("从文本、Word 或 PDF 文件读入条文"))
        self.force = ElidedLabel("", "muted")
        head = row(label(tr("官方条文"), "title"), self.force, self.open)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.text, 1)
        self.body.addLayout(self._below(skin))

    def fields(self) -> tuple[FieldEdit, ...]:
        return self.source, self.article, self.start, self.end

    def show_entry(self, entry: ClauseEntry, force: str) -> None:
        """Put an entry into the fields, quietly."""
        for widget, text in ((self.source, entry.source), (self.article, entry.article), (self.start, entry.start), (self.end, entry.end)):  # fmt: skip
            widget.blockSignals(True)
            widget.setText(text)
            widget.blockSignals(False)
        if self.text.toPlainText() != entry.text:
            self.text.blockSignals(True)
            self.text.setPlainText(entry.text.strip())
            self.text.blockSignals(False)
        self.force.setText(tr("规则现在的施行期：{f}").format(f=force) if force else "")
        for day in (self.start, self.end):
            day.setToolTip(tr("日期空着就照规则不变；推断的日期不写明，核定也不作数。"))

    def close_fields(self, closed: bool) -> None:
        """Readable and copyable, but not to be changed."""
        self.text.setReadOnly(closed)
        self.open.setEnabled(not closed)

    def _field(self, name: str, hint: str) -> FieldEdit:
        made = FieldEdit(name)
        made.setPlaceholderText(hint)
        made.textChanged.connect(lambda _t: self.edited.emit())
        return made

    def _below(self, skin: Skin) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(skin.dp(8))
        grid.setVerticalSpacing(skin.dp(6))
        for place, widget in enumerate(self.fields()):
            line, column = divmod(place, 2)
            name = label(widget.accessibleName())
            name.setBuddy(widget)
            grid.addWidget(name, line, 2 * column)
            grid.addWidget(widget, line, 2 * column + 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        return grid


def text_of(card: TextCard) -> str:
    """The text as typed."""
    return card.text.toPlainText()


def tab_order(first: QWidget, *rest: QWidget) -> None:
    """Tab goes from each to the next."""
    for before, after in zip((first, *rest), rest, strict=False):
        QWidget.setTabOrder(before, after)
