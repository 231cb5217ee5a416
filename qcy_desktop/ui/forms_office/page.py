"""The place of office forms: the forms in use, one of them as a grid, what each place holds, and the form filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QSplitter, QVBoxLayout, QWidget

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.officeforms import FilledForm, FormGrid, OfficeForm, Slot
from qcy_desktop.services.formcontents import slot_words
from qcy_desktop.services.officeforms import SUFFIX, Target, content_words, unknown_contents, with_slot, without_slot
from qcy_desktop.ui.forms_office.desk import FormsDesk
from qcy_desktop.ui.forms_office.grid import FormView
from qcy_desktop.ui.forms_office.slot_card import SlotCard
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.files import open_bytes, write_bytes
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import Card, button, label, restyle, row
from qcy_desktop.ui.widgets.edits import ENTER, FieldEdit
from qcy_desktop.ui.widgets.elided import ElidedLabel


@dataclass(frozen=True, slots=True)
class AtCounter:
    """The enterprise that is open at the counter, with the measure chosen there."""

    enterprise: Enterprise
    id: int | None
    measure: str = ""

    def target(self) -> Target:
        return Target(enterprise=self.enterprise, enterprise_id=self.id, measure=self.measure)


@dataclass(slots=True)
class _Open:
    """The form on screen: as kept or as changed, its file and its cells."""

    form: OfficeForm
    body: bytes
    grid: FormGrid
    changed: bool = False


class FormsPage(QWidget):
    """`left` when the person goes back; `said` one passing sentence."""

    left = Signal()
    said = Signal(str)

    def __init__(self, skin: Skin, desk: FormsDesk, jobs: Jobs, counter: Callable[[], AtCounter | None]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._skin, self._desk, self._jobs, self._counter = skin, desk, jobs, counter
        self._choices = desk.choices()
        self._forms: tuple[OfficeForm, ...] = ()
        self._open: _Open | None = None
        self.filled: FilledForm | None = None
        self.view, self.slot = FormView(skin), SlotCard(skin, self._choices)
        self._lay_out()
        self._connect()
        self._show()

    # The list

    def arrive(self, whom: str = "") -> None:
        """The place is shown: the list anew, and for whom to fill: a number, else what is open at the counter."""
        self.whom.setText(whom)
        at = self._counter()
        self.whom.setPlaceholderText(
            tr("窗口里的“{n}”；或输入受理编号、企业名称、代码").format(n=at.enterprise.name or tr("未填名称"))
            if at
            else tr("输入受理编号、企业名称或统一社会信用代码")
        )
        self._reload()

    def _reload(self, wanted: str = "") -> None:
        self._jobs.store(self._desk.listed, lambda forms: self._show_list(forms, wanted))

    def _show_list(self, forms: tuple[OfficeForm, ...], wanted: str) -> None:
        self._forms = forms
        self.list.blockSignals(True)
        self.list.clear()
        for place, form in enumerate(forms):
            self.list.addItem(form.name)
            tip = tr("{n}　第 {v} 版，{w} 保存").format(n=form.name, v=form.version, w=form.changed_by)
            self.list.item(place).setToolTip(tip)
        names = [form.name for form in forms]
        held = wanted or (self._open.form.name if self._open else "")
        self.list.setCurrentRow(names.index(held) if held in names else -1)
        self.list.blockSignals(False)
        self._none.setVisible(not forms)
        if wanted in names:
            self.open_form(wanted)
        elif self._open is None and names:
            self.list.setCurrentRow(0)

    def open_form(self, name: str) -> None:
        """One of the forms in use. What was changed in the one before is kept first, where it may be."""
        self.keep()
        self._jobs.store(lambda: self._desk.load(name), lambda found: self._take(_Open(*found)))

    def _take(self, opened: _Open) -> None:
        self._open, self.filled = opened, None
        self.list.blockSignals(True)
        names = [form.name for form in self._forms]
        self.list.setCurrentRow(names.index(opened.form.name) if opened.form.name in names else -1)
        self.list.blockSignals(False)
        self.view.show_grid(opened.grid)
        self._show()
        lost = unknown_contents(opened.form, self._choices)
        if lost:
            self._tell(tr("表格里有本机不认识的内容：{l}").format(l="、".join(lost)), "warn")

    # Making

    def add(self) -> None:
        """Choose a file and take it in."""
        name, _ = QFileDialog.getOpenFileName(self.window(), tr("选择表格"), "", tr("表格 (*.xlsx *.docx)"))
        if name:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """A file as a new form; what its labels say is put in already and can be corrected."""
        self.keep()

        def work() -> _Open:
            body = open_bytes(path)
            form, grid = self._desk.read(path.name, body)
            return _Open(form, body, grid, changed=True)

        self._jobs.store(work, self._added)

    def _added(self, opened: _Open) -> None:
        self._take(opened)
        self._tell(
            tr("按表上的文字对应了 {n} 处。逐格核对，选中一格按回车改，按 Delete 不填；Ctrl+回车保存。").format(
                n=len(opened.form.slots)
            ),
            "muted",
        )
        self.view.take_focus()

    def put(self, slot: Slot) -> None:
        """Let a place hold this."""
        if self._open is not None and not self._desk.why_not():
            self._change(with_slot(self._open.form, slot))

    def clear(self, place: str) -> None:
        """Let a place hold nothing."""
        if self._open is not None and not self._desk.why_not():
            self._change(without_slot(self._open.form, place))

    def _change(self, form: OfficeForm) -> None:
        assert self._open is not None
        self._open.form, self._open.changed = form, True
        self.filled = None
        self._show()

    def keep(self) -> None:
        """Keep what was changed as the form's next version."""
        opened = self._open
        if opened is None or not opened.changed or self._desk.why_not():
            return
        opened.changed = False
        form, body = opened.form, opened.body
        self._jobs.store(lambda: self._desk.save(form, body), self._kept)

    def _kept(self, form: OfficeForm) -> None:
        self.said.emit(tr("“{n}”已存为第 {v} 版").format(n=form.name, v=form.version))
        if self._open is not None and self._open.form.digest == form.digest and self._open.form.name == form.name:
            self._open.form = form
        self._show()
        self._reload()

    def retire(self) -> None:
        """Take the form out of the list; its versions stay in the store."""
        if self._open is None:
            return
        name, self._open, self.filled = self._open.form.name, None, None
        self._jobs.store(lambda: self._desk.retire(name), lambda _none: self._retired(name))

    def _retired(self, name: str) -> None:
        self.said.emit(tr("“{n}”不再使用，旧版仍留着").format(n=name))
        self._show()
        self._reload()

    # Filling

    def preview(self) -> None:
        """Show the form as it would be filled; personal data stay covered."""
        opened, typed, at = self._open, self.whom.text().strip(), self._counter()
        if opened is None:
            return
        if not typed and at is None:
            self._tell(tr("先写明为谁填：受理编号、企业名称或统一社会信用代码。"), "warn")
            self.whom.setFocus()
            return
        form, body = opened.form, opened.body

        def work() -> tuple[str, FilledForm, FormGrid]:
            target, words = self._desk.find(typed) if typed else (at.target(), at.enterprise.name)  # type: ignore[union-attr]
            return words, *self._desk.preview(form, body, target)

        self._jobs.store(work, lambda found: self._previewed(*found))

    def _previewed(self, words: str, done: FilledForm, grid: FormGrid) -> None:
        self.filled = done
        texts = {cell.place: cell.text for sheet in grid.sheets for cell in sheet.cells}
        texts |= {place: content_words(content) for place, content in done.contents.items() if place.startswith("{{")}
        self._show(texts)
        parts = [tr("为 {w} 试填：填 {n} 处，空 {g} 处。").format(w=words, n=len(done.contents), g=len(done.gaps))]
        parts += [f"{gap.name}：{gap.why}" for gap in done.gaps] + list(done.notes)
        self._tell("　".join(parts), "warn" if done.gaps or done.notes else "good")

    def fill(self) -> None:
        """Ask where to, then fill the newest version and write it."""
        opened = self._open
        if opened is None:
            return
        name = f"{opened.form.name}（{self.whom.text().strip() or tr('窗口')}）.{opened.form.kind}"
        chosen, _ = QFileDialog.getSaveFileName(self.window(), tr("存为"), name)
        if chosen:
            self.fill_into(Path(chosen))

    def fill_into(self, path: Path) -> None:
        """The form filled and written at that place; the filling is recorded, personal data with each look."""
        opened, typed, at = self._open, self.whom.text().strip(), self._counter()
        if opened is None or (not typed and at is None):
            self.preview()
            return
        self.keep()
        name = opened.form.name

        def work() -> FilledForm:
            target, _ = self._desk.find(typed) if typed else (at.target(), "")  # type: ignore[union-attr]
            done = self._desk.fill(name, target)
            write_bytes(path, done.body)
            return done

        self._jobs.store(work, lambda done: self._wrote(done, path))

    def _wrote(self, done: FilledForm, path: Path) -> None:
        self.filled = done
        parts = [tr("已填好，存在 {f}。").format(f=path)]
        if done.gaps:
            parts.append(
                tr("空着 {n} 处：").format(n=len(done.gaps)) + "；".join(f"{g.name}（{g.why}）" for g in done.gaps)
            )
        parts += done.notes
        self._tell("　".join(parts), "warn" if done.gaps or done.notes else "good")
        self.said.emit(parts[0])

    # Carrying

    def export(self) -> None:
        """Write the form with its mapping as one file."""
        if self._open is None:
            return
        name = self._open.form.name
        chosen, _ = QFileDialog.getSaveFileName(self.window(), tr("导出表格"), f"{name}{SUFFIX}")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """The open form as one file at that place."""
        if self._open is None:
            return
        self.keep()
        name = self._open.form.name
        self._jobs.store(
            lambda: write_bytes(path, self._desk.export(name)),
            lambda _none: self.said.emit(tr("已导出 {f}").format(f=path)),
        )

    def take_in(self) -> None:
        """Read another office's form."""
        name, _ = QFileDialog.getOpenFileName(self.window(), tr("读入表格"), "", f"{tr('表格文件')} (*{SUFFIX})")
        if name:
            self.take_in_file(Path(name))

    def take_in_file(self, path: Path) -> None:
        """Another office's form becomes the next version of its name here."""
        self.keep()
        self._jobs.store(lambda: self._desk.take_in(open_bytes(path)), lambda form: self._reload(form.name))

    # Parts

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter keeps the form here, whatever it finishes at the counter."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _finishes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
            self.left.emit()
            return
        if _finishes(event):
            self.keep()
            return
        super().keyPressEvent(event)

    def close_page(self) -> None:
        """Nothing that was mapped may be lost."""
        self.keep()

    def _show(self, texts: dict[str, str] | None = None) -> None:
        opened, why = self._open, self._desk.why_not()
        for one in (self.save_button, self.retire_button, self.export_button, self.try_button, self.fill_button):
            one.setEnabled(opened is not None)
        for one in (self.add_button, self.import_button):
            one.setEnabled(not why)
            one.setToolTip(why)
        if why:
            self.save_button.setEnabled(False)
            self.retire_button.setEnabled(False)
            self.save_button.setToolTip(why)
        if opened is None:
            self._title.setText(tr("单位表格"))
            self._tell(tr("选一份表格，或添加本单位的 Excel、Word 表格。"), "muted")
            self.slot.show_slot("", None)
            return
        form = opened.form
        version = tr("第 {v} 版").format(v=form.version) if form.version else tr("还没有保存")
        self._title.setText(f"{form.name}　{version}" + (tr("　有改动") if opened.changed and form.version else ""))
        held = {slot.place: slot_words(slot, self._choices) for slot in form.slots}
        gaps = {gap.place: gap.why for gap in self.filled.gaps} if self.filled and texts else {}
        self.view.show_held(held, texts or {}, gaps)
        if not texts:
            self._tell("　".join(opened.grid.warnings), "warn")
        self._look(self.view.place())

    def _look(self, place: str) -> None:
        slots = self._open.form.slots if self._open else ()
        slot = next((slot for slot in slots if slot.place == place), None)
        self.slot.show_slot(place, slot, closed=bool(self._desk.why_not()))

    def _tell(self, text: str, role: str) -> None:
        self._note.setText(text)
        restyle(self._note, "role", role)
        self._note.setVisible(bool(text))

    def _lay_out(self) -> None:
        dp = self._skin.dp
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(12), dp(8), dp(12), dp(8))
        column.setSpacing(dp(8))
        self._title, self._note = ElidedLabel(""), label("", "muted", wrap=True)
        self._title.setProperty("role", "name")
        self.whom = FieldEdit(tr("为谁填"), moves=False)
        self.whom.entered.connect(self.preview)
        self.try_button = button(tr("预览"), self.preview, "", tr("在表格上看填好的样子；个人信息遮住"))
        self.fill_button = button(tr("填写并保存…"), self.fill, "primary", tr("填好存成文件，记入操作记录"))
        self.save_button = button(tr("保存对应　Ctrl+回车"), self.keep)
        back = button(tr("‹ 返回"), self._go_back, "quiet", tr("Esc，改动先保存"))
        head = row(back, self._title, self.save_button)
        head.setStretchFactor(self._title, 1)
        column.addLayout(head)
        fill = row(label(tr("为谁填")), self.whom, self.try_button, self.fill_button)
        fill.setStretchFactor(self.whom, 1)
        middle = Card(self._skin, spacing=8)
        middle.body.addLayout(fill)
        middle.body.addWidget(self._note)
        middle.body.addWidget(self.view, 1)
        across = QSplitter(Qt.Orientation.Horizontal)
        for part, size in ((self._left(), 230), (middle, 780), (self.slot, 330)):
            across.addWidget(part)
            across.setStretchFactor(across.count() - 1, size)
        across.setSizes([dp(230), dp(780), dp(330)])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(dp(8))
        column.addWidget(across, 1)

    def _left(self) -> Card:
        card = Card(self._skin, spacing=8)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("单位表格"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.add_button = button(tr("添加表格…"), self.add, "primary")
        self.import_button = button(tr("读入表格文件…"), self.take_in)
        self.export_button = button(tr("导出…"), self.export)
        self.retire_button = button(tr("不再使用"), self.retire)
        self._none = label(
            tr("还没有表格。添加本单位要填的 Excel 或 Word 表格，一次对应好，以后一键填写。"), "muted", wrap=True
        )
        card.body.addWidget(label(tr("单位表格"), "title"))
        card.body.addWidget(self._none)
        card.body.addWidget(self.list, 1)
        for part in (self.add_button, self.import_button):
            card.body.addWidget(part)
        card.body.addLayout(row(self.export_button, self.retire_button))
        return card

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._chosen)
        self.view.chosen.connect(self._look)
        self.view.entered.connect(lambda _place: self.slot.start())
        self.view.emptied.connect(self.clear)
        self.slot.changed.connect(self.put)
        self.slot.emptied.connect(self.clear)
        self.slot.done.connect(self.view.take_focus)
        self._skin.changed.connect(self._show)

    def _chosen(self, place: int) -> None:
        if 0 <= place < len(self._forms):
            self.open_form(self._forms[place].name)

    def _go_back(self) -> None:
        self.close_page()
        self.left.emit()


def _finishes(event: QKeyEvent) -> bool:
    control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
    return control and event.key() in ENTER
