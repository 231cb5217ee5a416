"""The office: its name and letters, what papers bear, and the days on which it is closed."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPlainTextEdit

from qcy_desktop.domain.accounts import Right
from qcy_desktop.ui.admin.desk import Office
from qcy_desktop.ui.admin.section import Room, Section
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit

FIELDS = (
    ("name", "单位名称", "文书抬头和落款，如 西咸新区政务服务大厅"),
    ("address", "办公地址", "印在通知书的联系方式里"),
    ("phone", "联系电话", "印在通知书的联系方式里"),
    ("window", "本机窗口号", "只属于这台机，如 3"),
    ("code", "单位代码", "受理编号的第一段，不超过六位字母数字，如 XXZC"),
    ("desk", "窗口代码", "受理编号的第二段，如 FX；一个单位几处窗口时各用各的"),
)


class OfficePage(Section):
    """Kept in the database for everybody; the window's number belongs to this machine."""

    name = "单位"
    rights = (Right.OFFICE,)

    def __init__(self, room: Room) -> None:
        super().__init__(room, tr("改了立即用于新的编号和文书；已经出具的不变。每次改动都有记录。"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.skin.dp(12))
        grid.setVerticalSpacing(self.skin.dp(8))
        self.fields: dict[str, FieldEdit] = {}
        for place, (id, name, hint) in enumerate(FIELDS):
            field = self.fields[id] = FieldEdit(tr(name))
            field.setPlaceholderText(tr(hint))
            field.setToolTip(tr(hint))
            field.setAccessibleDescription(tr(hint))
            named = label(tr(name))
            named.setBuddy(field)
            line, side = divmod(place, 2)
            grid.addWidget(named, line, 2 * side)
            grid.addWidget(field, line, 2 * side + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        self.column.addLayout(grid)
        words = tr(
            "放假与调休上班日：每行“日期,类别,名称”，类别写 休、班 或 年度（该年安排已公布齐全）。工作日期限按此表计算。"
        )
        self.column.addWidget(label(words, "hint", wrap=True))
        self.holidays = QPlainTextEdit()
        self.holidays.setTabChangesFocus(True)
        self.holidays.setAccessibleName(tr("放假与调休上班日"))
        self.column.addWidget(self.holidays, 1)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        self.column.addWidget(self.fault)
        self.save = button(tr("保存"), self._save, "primary")
        self.column.addLayout(
            row(self.save, button(tr("不改了"), self.refresh), 1, button(tr("用程序自带的节假日"), self._own))
        )

    def refresh(self) -> None:
        self.room.jobs.store(self.desk.office, self._show)

    def _show(self, office: Office) -> None:
        self._tell("")
        for id, field in self.fields.items():
            field.setText(getattr(office, id))
        self.holidays.setPlainText(office.holidays)

    def _save(self) -> None:
        values = {id: field.text() for id, field in self.fields.items()}
        office = Office(**values, holidays=self.holidays.toPlainText())

        def saved() -> None:
            self.said.emit(tr("已保存"))
            self.refresh()

        self.attempt(lambda: self.desk.save_office(office), self._tell, saved)

    def _own(self) -> None:
        self.holidays.clear()
        self._save()

    def _tell(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))
