"""Personal data with a last day: what is due, what will be, and the erasing of what is over."""

from __future__ import annotations

from datetime import date, timedelta

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.records import Expiring
from qcy_desktop.ui.admin.section import Room, Section, ask
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.lines import Lines

HEADS = ("保留至", "还有", "企业", "内容")
AHEAD = timedelta(days=90)


class PersonalPage(Section):
    """Whose data are to go and when; never the data themselves."""

    name = "个人信息"
    rights = (Right.ERASE_PERSONAL,)

    def __init__(self, room: Room) -> None:
        hint = tr(
            "联系人、账户和个人类指标到期应清除。清除后不能找回，操作记录里也只留校验值，链不断。旧备份里的随备份清理而消失。这里列出三个月内到期的。"
        )
        super().__init__(room, hint)
        self.rows: tuple[Expiring, ...] = ()
        self.words = label("", "title")
        self.column.addWidget(self.words)
        self.table = Lines(self.skin, tr("到期的个人信息"), HEADS, 2)
        self.column.addWidget(self.table, 1)
        self.erase = button(tr("清除已到期的…"), self._ask, "primary")
        self.column.addLayout(row(self.erase, 1))

    def refresh(self) -> None:
        until = self.today() + AHEAD
        self.room.jobs.store(lambda: self.desk.expiring(until), self._show)

    def today(self) -> date:
        return self.desk.today()

    def due(self) -> int:
        """How many are past their day."""
        return sum(one.keep_until < self.today() for one in self.rows)

    def _show(self, rows: tuple[Expiring, ...]) -> None:
        self.rows = rows
        today = self.today()
        self.table.show_lines(
            [
                (one.keep_until.isoformat(), _left((one.keep_until - today).days), one.enterprise, one.what)
                for one in rows
            ]
        )
        due = self.due()
        self.words.setText(tr("已到期 {n} 项").format(n=due) if due else tr("没有到期的个人信息"))
        self.erase.setEnabled(bool(due))
        self.erase.setToolTip("" if due else tr("没有到期的"))

    def _ask(self) -> None:
        sentence = tr("将永久清除 {n} 项已到期的个人信息，不能撤销，也不能从操作记录里找回。").format(n=self.due())
        ask(self.room, tr("清除个人信息"), sentence, tr("清除"), self._erase)

    def _erase(self) -> None:
        self.do(lambda: tr("已清除 {n} 项").format(n=self.desk.erase_due()))


def _left(days: int) -> str:
    return tr("{n} 天").format(n=days) if days >= 0 else tr("已过 {n} 天").format(n=-days)
