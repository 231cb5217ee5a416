"""The form as a grid: its cells with their merges, what each mapped place holds, and after a preview what it would say."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qcy_desktop.domain.officeforms import FormCell, FormGrid, FormSheet
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.edits import ENTER
from qcy_desktop.ui.widgets.switch import Switch

PLACE = Qt.ItemDataRole.UserRole + 1


class SheetTable(QTableWidget):
    """One sheet. `entered` on Enter, `emptied` on Delete, both with the place of the current cell."""

    entered = Signal(str)
    emptied = Signal(str)

    def __init__(self, skin: Skin, sheet: FormSheet) -> None:
        super().__init__(sheet.height, sheet.width)
        self._skin, self.sheet = skin, sheet
        self.setAccessibleName(tr("表格 {n}").format(n=sheet.name))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalHeaderLabels([_letter(column) for column in range(sheet.width)])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.verticalHeader().setDefaultSectionSize(skin.dp(30))
        self.setObjectName("formGrid")
        for cell in sheet.cells:
            self._place(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the room there is, as wide beside each other as on the form; none gets too narrow to read."""
        super().resizeEvent(event)
        total = sum(self.sheet.widths) or 1
        room = self.viewport().width() - 1
        for column, width in enumerate(self.sheet.widths):
            self.setColumnWidth(column, max(self._skin.dp(52), int(room * width / total)))
        self.resizeRowsToContents()

    def _place(self, cell: FormCell) -> None:
        if cell.rows > 1 or cell.columns > 1:
            self.setSpan(cell.row, cell.column, cell.rows, cell.columns)
        item = QTableWidgetItem(cell.text)
        item.setData(PLACE, cell.place)
        self.setItem(cell.row, cell.column, item)

    def show_held(self, held: Mapping[str, str], texts: Mapping[str, str], gaps: Mapping[str, str]) -> None:
        """Each mapped place says what it holds, or (`texts`, by place) what it would say; `gaps` say why one stays blank."""
        theme = self._skin.theme
        for cell in self.sheet.cells:
            item = self.item(cell.row, cell.column)
            if item is None:
                continue
            words = held.get(cell.place, "")
            shown = texts.get(cell.place, cell.text) if texts else (f"〔{words}〕" if words else cell.text)
            item.setText(f"（{tr('空着')}）" if cell.place in gaps else shown)
            tint = "warn" if cell.place in gaps else "accent" if words else ""
            item.setForeground(theme.colour(tint or "text"))
            item.setBackground(theme.colour(f"{tint}_soft" if tint else "card"))
            note = gaps.get(cell.place) or words or tr("这里不填")
            item.setToolTip("\n".join(part for part in (f"{cell.place}　{note}", texts.get(cell.place, "")) if part))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{cell.place}，{item.text() or tr('空')}，{note}")
        self.resizeRowsToContents()

    def current_place(self) -> str:
        """The place of the current cell, empty without one."""
        item = self.item(self.currentRow(), self.currentColumn())
        return str(item.data(PLACE)) if item is not None else ""

    def go_to(self, place: str) -> bool:
        """Make the cell at a place the current one; false when it is not on this sheet."""
        cell = next((cell for cell in self.sheet.cells if cell.place == place), None)
        if cell is not None:
            self.setCurrentCell(cell.row, cell.column)
        return cell is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.current_place()
        if event.key() in ENTER and place and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self.entered.emit(place)
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and place:
            self.emptied.emit(place)
            return
        super().keyPressEvent(event)


class FormView(QWidget):
    """All sheets of a form behind names. `chosen` carries the place of the current cell."""

    chosen = Signal(str)
    entered = Signal(str)
    emptied = Signal(str)

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin = skin
        self.tables: list[SheetTable] = []
        self._switch: Switch | None = None
        self._pages = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(skin.dp(4))
        self._column.addWidget(self._pages, 1)

    def show_grid(self, grid: FormGrid) -> None:
        """Another form."""
        for table in self.tables:
            self._pages.removeWidget(table)
            table.deleteLater()
        if self._switch is not None:
            self._column.removeWidget(self._switch)
            self._switch.deleteLater()
            self._switch = None
        self.tables = [self._table(sheet) for sheet in grid.sheets]
        if len(self.tables) > 1:
            self._switch = Switch(tuple(sheet.name for sheet in grid.sheets), tr("工作表"))
            self._switch.chosen.connect(self._turn)
            self._column.insertWidget(0, self._switch)

    def _turn(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self.chosen.emit(self.place())

    def _table(self, sheet: FormSheet) -> SheetTable:
        table = SheetTable(self._skin, sheet)
        table.currentItemChanged.connect(lambda _n, _o: self.chosen.emit(table.current_place()))
        table.entered.connect(self.entered)
        table.emptied.connect(self.emptied)
        self._pages.addWidget(table)
        return table

    def show_held(self, held: Mapping[str, str], texts: Mapping[str, str], gaps: Mapping[str, str]) -> None:
        for table in self.tables:
            table.show_held(held, texts, gaps)

    def place(self) -> str:
        """The place of the current cell of the sheet in sight."""
        page = self._pages.currentIndex()
        return self.tables[page].current_place() if 0 <= page < len(self.tables) else ""

    def go_to(self, place: str) -> None:
        """Show the sheet with a place and make its cell the current one."""
        for page, table in enumerate(self.tables):
            if table.go_to(place):
                if self._switch is not None:
                    self._switch.choose(page)
                self._pages.setCurrentIndex(page)
                table.setFocus()
                return

    def take_focus(self) -> None:
        """The keyboard goes to the sheet in sight, on its first cell when none is current."""
        page = self._pages.currentIndex()
        if 0 <= page < len(self.tables):
            table = self.tables[page]
            if table.currentRow() < 0:
                table.setCurrentCell(0, 0)
            table.setFocus()


def _letter(column: int) -> str:
    """The column as Excel names it: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
