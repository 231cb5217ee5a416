"""Closed years: what of each lies here and what in its archive; one is moved away or brought back, with what that means said first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout

from qcy_desktop.domain.records import ArchivedThing, YearHolding
from qcy_desktop.services.archives import THINGS, ClosedYear, told
from qcy_desktop.ui.admin.section import Room, Section, ask
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.widgets.edits import FieldEdit
from qcy_desktop.ui.widgets.lines import Lines
from qcy_desktop.ui.words import moment

HEADS = ("年度", "在库里，可以归档", "已归档")
FOUND = ("年度", "种类", "编号或名称", "企业", "时间")


class ArchiveDialog(QDialog):
    """Acts run through `section`, which says what was done."""

    def __init__(self, room: Room, section: Section) -> None:
        super().__init__(room.window)
        self._room, self._section = room, section
        self.years: tuple[ClosedYear, ...] = ()
        dp = room.skin.dp
        self.setWindowTitle(tr("归档往年"))
        room.skin.size_window(self, 760, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[dp(20)] * 4)
        column.setSpacing(dp(10))
        words = tr("归档把往年办结的内容移到单独的文件，数据库变小；列表、编号、查看和打印照常，也可以随时取回。")
        column.addWidget(label(words, "hint", wrap=True))
        self.table = Lines(room.skin, tr("往年"), HEADS, 1)
        self.table.moved.connect(lambda _place: self._allow())
        column.addWidget(self.table, 2)
        self.make = button(tr("归档这一年…"), self.ask_make, "primary")
        self.back = button(tr("取回这一年…"), self.ask_back)
        column.addLayout(row(self.make, self.back, 1))
        self.search = FieldEdit(tr("在归档里查找"), moves=False)
        self.search.setPlaceholderText(tr("在归档里按编号、企业、措施、文件名查找，按回车"))
        self.search.entered.connect(self.look_for)
        column.addWidget(self.search)
        self.found = Lines(room.skin, tr("归档里查到的"), FOUND, 3)
        column.addWidget(self.found, 2)
        self.told = label("", "muted", wrap=True)
        column.addWidget(self.told)
        column.addLayout(row(1, button(tr("关闭"), self.reject)))
        for one in (self.make, self.back):
            one.setAutoDefault(False)
        self._allow()

    def fetch(self) -> None:
        """The years as they stand now."""
        self._room.jobs.store(self._room.desk.closed_years, self._show)

    def chosen(self) -> ClosedYear | None:
        place = self.table.place()
        return self.years[place] if 0 <= place < len(self.years) else None

    def ask_make(self) -> None:
        """Say what archiving the chosen year does, then do it."""
        one = self.chosen()
        if one is None or not self.make.isEnabled():
            return
        year = one.year
        sentence = tr(
            "{y} 年的{t}移到数据文件夹 archives 里单独的文件，写好、核对无误后才从数据库里移走；还在办理的件和它的文书、附件不动。那个文件请不要移走或删除，否则这些内容就看不到了。"
        ).format(y=year, t=told(one.here))
        title = tr("归档 {y} 年").format(y=year)
        ask(self._room, title, sentence, tr("归档"), lambda: self._do(lambda: self._room.desk.archive_year(year)))

    def ask_back(self) -> None:
        """Say what bringing the chosen year back does, then do it."""
        one = self.chosen()
        if one is None or not self.back.isEnabled():
            return
        year = one.year
        sentence = tr("{y} 年已归档的{t}逐件核对后放回数据库；有一件对不上就一件也不放。归档文件留着。").format(
            y=year, t=told(one.apart)
        )
        title = tr("取回 {y} 年").format(y=year)
        ask(self._room, title, sentence, tr("取回"), lambda: self._do(lambda: self._room.desk.bring_year_back(year)))

    def look_for(self) -> None:
        """Look for what is typed in all archives."""
        typed = self.search.text()
        self._room.jobs.store(lambda: self._room.desk.find_archived(typed), self._show_found)

    def _do(self, work: Callable[[], str]) -> None:
        said: list[str] = []

        def run() -> str:
            said.append(work())
            return said[0]

        def done() -> None:
            self.told.setText(said[0])
            self._section.refresh()
            self.fetch()

        self._section.do(run, then=done)

    def _show(self, years: tuple[ClosedYear, ...]) -> None:
        self.years = years
        self.table.show_lines([(str(one.year), _words(one.here), _words(one.apart)) for one in years])
        if not years:
            self.told.setText(tr("没有往年的内容可以归档。"))
        self._allow()

    def _show_found(self, things: tuple[ArchivedThing, ...]) -> None:
        self.found.show_lines(
            [(str(one.year), tr(THINGS[one.kind]), one.name, one.enterprise, moment(one.at)) for one in things]
        )
        self.told.setText(tr("归档里查到 {n} 件").format(n=len(things)) if things else tr("归档里没有查到。"))

    def _allow(self) -> None:
        one = self.chosen()
        self.make.setEnabled(one is not None and one.here.any)
        self.back.setEnabled(one is not None and one.apart.any)


def _words(holding: YearHolding) -> str:
    return told(holding) if holding.any else "—"
